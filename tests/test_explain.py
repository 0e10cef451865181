"""``due --explain``: how a deadline was computed, in words, in both languages."""

from __future__ import annotations

import inspect
import json
import re

import pytest

from deadline_cases import calendar_of, reckoned
from registries import ROOT, Data, registry
from talentcard.core import explain as source
from talentcard.core.explain import explain
from talentcard.core.model import LimitKind
from talentcard.messages import LANGUAGES, catalogue

EVENTS = json.loads((ROOT / "schemas" / "common.schema.json").read_text(encoding="utf-8"))["$defs"]["eventType"]["enum"]


def told(service: str, given: Data, day: str, step: str, lang: str = "zh") -> list[str]:
    found = reckoned(service, given, day)[step]
    words = catalogue(lang)
    return [words.text(line.key, line.params) for line in explain(found, calendar_of(registry()))]


def household(*events: Data) -> Data:
    return {"variant": "standard", "events": list(events)}


APPLIED = {"type": "applied", "on": "2026-09-26"}
READINGS = [
    "解释：int-03-day-count 起算事项发生当日不计入，次一工作日为第1日",
    "解释：int-10-pauses 内部标准：按服务注明的事由可中止、可一次性延长；固定日期、次日反馈、联络员变动报送不适用",
    "解释：int-11-office-hours 不设办公时间，按日期计",
]


def test_a_limit_in_working_days_names_what_it_passed_by() -> None:
    assert told("household", household(APPLIED), "2026-09-28", "submit") == [
        "起算：2026-09-26，申请（applied）",
        "期限：3 个工作日",
        *READINGS,
        "跳过：2026-09-27 中秋节",
        "到期：2026-09-30，到当日 24 时止",
    ]


def test_an_open_pause_says_when_the_term_would_end() -> None:
    paused = {"type": "paused", "on": "2026-09-28", "reason": "missing_materials"}
    assert told("household", household(APPLIED, paused), "2026-09-29", "submit")[-5:] == [
        "跳过：2026-09-27 中秋节",
        "跳过：2026-10-01…10-07 国庆节",
        "中止：其间 1 日不计",
        "中止：自 2026-09-28 起，尚未恢复",
        "到期：如当日恢复计时，为 2026-10-08",
    ]


def test_a_make_up_day_is_counted_and_an_extension_named() -> None:
    extended = {"type": "extended", "on": "2026-09-22", "step": "submit", "days": 1, "reason": "other"}
    extended |= {"approved_by": "con-spec000001", "basis": "延长审批单"}
    events = household({"type": "applied", "on": "2026-09-18"}, extended)
    assert told("household", events, "2026-09-22", "submit", "en")[-4:] == [
        "counted: 2026-09-20, a make-up day (National Day)",
        "skipped: 2026-09-19 weekend",
        "extended: days added: 1",
        "due: 2026-09-23, to the end of that day",
    ]


def test_a_rolled_day_says_from_where() -> None:
    events = [{"type": "contacted", "on": "2026-03-02"}, {"type": "served", "on": "2026-03-20"}]
    assert told("science", {"variant": "substantive", "events": events}, "2026-03-20", "feedback")[-2:] == [
        "顺延：2026-03-21 是休息日（周末），顺延到下一工作日",
        "到期：2026-03-23，到当日 24 时止",
    ]


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("zh", "空白：4月30日之后提出的新入学（文件未规定这种情形，按内部标准办理）"),
        (
            "en",
            "gap: New enrolment filed after 30 April "
            "(the text does not provide for this case; a house standard applies)",
        ),
    ],
)
def test_a_gap_is_named_by_its_title(lang: str, line: str) -> None:
    filed = {"variant": "new_enrolment", "requested_by": "employer_liaison", "beneficiary": "child"}
    assert line in told(
        "schooling", filed | {"events": [{"type": "filed", "on": "2026-05-06"}]}, "2026-05-06", "submit", lang
    )


def test_a_provisional_deadline_gives_both_ends() -> None:
    events = household({"type": "applied", "on": "2026-12-23"})
    assert told("household", events, "2026-12-24", "submit")[-1] == (
        "到期：暂定，最早 2026-12-26，最迟 2026-12-28；次年放假通知尚未公布"
    )


def test_a_waived_step_says_why() -> None:
    withdrawn = {"type": "withdrawn", "on": "2026-09-29", "reason": "duplicate"}
    assert told("household", household(APPLIED, withdrawn), "2026-10-08", "submit")[-2:] == [
        "到期：2026-09-30，到当日 24 时止",
        "免除：本环节到期之前已结案或事由已消失",
    ]


def test_late_at_the_end_of_the_case_is_said_so() -> None:
    closed = {"type": "closed", "on": "2026-10-09"}
    assert told("household", household(APPLIED, closed), "2026-10-09", "submit", "en")[-1] == (
        "case closed: 2026-10-09, with this step undone"
    )


# ---- the words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_line_has_words(lang: str) -> None:
    keys = set(re.findall(r'"(explain-[a-z-]+[a-z])"', inspect.getsource(source)))
    keys |= {f"explain-limit-{kind.value}" for kind in LimitKind}
    assert [key for key in sorted(keys) if not catalogue(lang).text(key)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", EVENTS)
def test_every_event_has_a_name(kind: str, lang: str) -> None:
    assert catalogue(lang).text(f"event-{kind}") != kind
