"""Versions of the rules: a miniature second version, a district's own and a changed reading, told value by value."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

import msgspec
import pytest

import registries
from registries import ROOT, Data
from site_world import world
from talentcard.core import model
from talentcard.core.pages import changes, versions
from talentcard.core.pages.differences import ChangeView
from talentcard.core.pages.versions import Standing, VersionsPage, VersionView
from talentcard.core.reports.versions import APART, INWARD
from talentcard.publishing import templates

FIRST, SECOND = "重庆市人才服务证实施细则（pol-cq-2017）", "pol-cq-2026"
SCHOOLING = "records/services/svc-schooling.yml"
PLACE = "子女（孙子女）入学入托 · 新入学（入托） · 市教委落实学校并反馈"


def policy(**different: Any) -> Data:
    """A second version of the city's rules, from 1 July 2026."""
    document = registries.documents()["records/policies/pol-cq-2017.yml"]["document"]
    return {
        "schema": "policy/1",
        "id": SECOND,
        "title": {"zh": "实施细则（示例修订）", "en": "Rules (sample revision)"},
        "document": document | {"number": "示例〔2026〕1号", "issued_on": "2026-06-20"},
        "scope": None,
        "effective_from": "2026-07-01",
        "summary_of_changes": {"zh": "缩短入学安排的时限。", "en": "School places come sooner."},
        "extends": "pol-cq-2017",
        **different,
    }


def service(path: str = SCHOOLING, policy_id: str = SECOND) -> Data:
    """A service as it stands, restated under the new policy and free to change."""
    data = registries.documents()[path]
    return copy.deepcopy(data) | {"id": f"{data['id']}-new", "policy": policy_id}


def page(*documents: Data, as_of: dt.date = dt.date(2026, 11, 20), lang: str = "zh") -> VersionsPage:
    folder = {"policy/1": "policies", "service/1": "services", "interpretation/1": "interpretations"}
    files = {f"records/{folder[data['schema']]}/{data['id']}.yml": data for data in documents}
    return versions.page(world(files, as_of=as_of, lang=lang))


def of(found: VersionsPage, policy_id: str = SECOND) -> VersionView:
    return next(version for version in found.versions if version.id == policy_id)


def test_one_version_only_is_said_plainly_and_what_is_in_force_is_listed() -> None:
    found = page()
    assert found.only
    (version,) = found.versions
    assert (version.standing, version.effective, version.until) == (Standing.IN_FORCE, "2017年12月14日", "")
    assert (version.against, version.changes) == ("", ())
    assert [day.day for day in found.readings] == ["2026年10月1日", "2017年12月14日"]
    readings = [reading for day in found.readings for reading in day.readings]
    assert len(readings) == len(list((ROOT / "records" / "interpretations").glob("*.yml")))
    assert {reading.standing for reading in readings} == {Standing.IN_FORCE}
    assert not any(reading.before for reading in readings)


def test_notices_of_the_calendar_are_dated_changes() -> None:
    told = [(day, notice.title, notice.text) for day, notice in page().notices]
    assert told[0] == ("2025年11月4日", "2026年放假通知", "国务院办公厅关于2026年部分节假日安排的通知")
    amended = next(item for item in told if item[1] == "2020年放假通知有调整")
    assert amended[0] == "2020年1月27日"
    assert "延长至 2 月 2 日" in amended[2]
    assert len(told) == 12  # ten years, two of them amended


def test_a_shorter_limit_is_told_in_words() -> None:
    changed = service()
    changed["variants"][0]["steps"][2]["limit"]["count"] = 12
    text = {"zh": "市教委落实并在12个工作日内反馈。", "en": "The education commission answers in 12 working days."}
    found = page(policy(rules=[{"id": "R-20", "article": "六(一)①", "text": text}]), changed)
    assert not found.only
    assert of(found).against == of(found).extends == FIRST
    wording = ChangeView(
        rule="R-20",
        where="",
        what="表述",
        before="市教委落实并在15个工作日内反馈。",
        after="市教委落实并在12个工作日内反馈。",
    )
    limit = ChangeView(
        rule="R-20", where=PLACE, what="时限", before="15个工作日内（规定）", after="12个工作日内（规定）"
    )
    assert of(found).changes == (wording, limit)


def test_the_same_in_english() -> None:
    changed = service()
    changed["variants"][0]["steps"][2]["limit"]["count"] = 12
    (change,) = of(page(policy(), changed, lang="en")).changes
    assert (change.what, change.before, change.after) == (
        "Time limit",
        "within 15 working days (Rule)",
        "within 12 working days (Rule)",
    )


def test_what_is_only_restated_is_no_change() -> None:
    """A new record of a service says the same as the old one: nothing is different for anybody."""
    assert of(page(policy(), service())).changes == ()


def test_a_change_is_listed_wherever_it_acts() -> None:
    """The gaps take the steps of a transfer over by ``like``: a shorter limit there is shorter for them too."""
    changed = service()
    changed["variants"][1]["steps"][1]["limit"]["count"] = 2
    told = [(change.rule, change.where.split(" · ")[1:-1]) for change in of(page(policy(), changed)).changes]
    assert told == [
        ("R-22", ["新入学（入托）", "4月30日之后提出的新入学"]),
        ("R-22", ["转学"]),
        ("R-22", ["转学", "6月1日之前提出的转学"]),
    ]


def test_what_short_words_leave_out_is_said_when_it_is_the_news() -> None:
    changed = service()
    changed["variants"][0]["steps"][2]["limit"]["rolls"] = True
    (change,) = of(page(policy(), changed)).changes
    assert (change.before, change.after) == ("15个工作日内，遇休息日不顺延", "15个工作日内，遇休息日顺延")


def step(data: Data, code: str) -> Data:
    found: Data = next(step for step in data["variants"][0]["steps"] if step["code"] == code)
    return found


@pytest.mark.parametrize(
    ("field", "value", "what", "before", "after"),
    [
        ("pausable", False, "能否中止计时", "是", "否"),
        ("owner", "platform", "由谁办", "市教委", "市一站式平台"),
        ("met_by", ["answered", "served"], "以什么为完成", "答复反馈", "答复反馈、服务结束"),
        ("gives", {"zh": "学位", "en": "A place"}, "办完得到", "入学（入托）安排结果", "学位"),
        ("article", "六(一)③", "条款", "六(一)①", "六(一)③"),
        ("interpretations", ["day-count"], "所依据的解释", None, "“N个工作日内”从哪天起算？"),
        ("limit", {"kind": "none"}, "时限", "15个工作日内（规定）", "文件未规定时限"),
        ("starts", {"events": ["filed"]}, "起算", None, "自“联络员申报”之日起算"),
    ],
)
def test_each_kind_of_value_has_words(field: str, value: Any, what: str, before: str | None, after: str) -> None:
    changed = service()
    step(changed, "place")[field] = value
    found = of(page(policy(), changed)).changes
    (change,) = [one for one in found if one.where == PLACE]
    assert (change.what, change.after) == (what, after)
    assert before is None or change.before == before
    assert change.before not in ("", after)


def test_a_value_without_words_is_still_listed() -> None:
    changed = service()
    changed["guide"]["questions"] = changed["guide"]["questions"][:1]
    changed["guide"]["cost"] = {"zh": "不收费", "en": "Free"}
    cost, questions = of(page(policy(), changed)).changes
    assert (cost.what, cost.before, cost.after) == ("费用", "文件未规定", "不收费")
    assert (questions.what, questions.before, questions.after, questions.whole) == ("常见问题", "", "", False)


def test_parts_that_come_and_go() -> None:
    changed = service()
    changed["variants"][0]["steps"].append({**step(changed, "place"), "code": "tell", "rule": "R-38"})
    del changed["variants"][1]["gap"]
    found = of(page(policy(rosters=[{**roster(), "least": 2}]), changed)).changes
    assert [(change.rule, change.where.split(" · ")[-1], change.what, change.whole) for change in found] == [
        ("R-12", "服务专员", "最少人数", False),
        ("R-38", "市教委落实学校并反馈", "新增", True),
        ("", "6月1日之前提出的转学", "不再规定", True),
    ]


def roster() -> Data:
    rosters = registries.documents()["records/policies/pol-cq-2017.yml"]["rosters"]
    found: Data = next(size for size in rosters if size["post"] == "specialist")
    return found


def test_terms_of_the_card_and_duties() -> None:
    first = registries.documents()["records/policies/pol-cq-2017.yml"]
    card = first["card"] | {"limit": {"kind": "years", "count": 5, "rolls": False}}
    bulletin = next(duty for duty in first["duties"] if duty["code"] == "bulletin")
    owed = bulletin | {"owner": "org_dept"}
    changed = of(page(policy(card=card, duties=[owed]))).changes
    assert [(change.rule, change.where, change.what, change.before, change.after) for change in changed] == [
        ("R-02", "证件", "时限", "3年（规定）", "5年（规定）"),
        ("R-35", "通报服务落实情况", "由谁办", "市人力社保局", "市委组织部"),
    ]


def test_a_version_to_come_and_the_one_that_it_ends() -> None:
    found = page(policy(), as_of=dt.date(2026, 6, 30))
    assert of(found).standing is Standing.COMING
    old = of(found, "pol-cq-2017")
    assert (old.standing, old.until) == (Standing.IN_FORCE, "2026年6月30日")
    assert of(page(policy(), as_of=dt.date(2026, 7, 1)), "pol-cq-2017").standing is Standing.PAST


def test_a_district_s_own_version_is_compared_with_the_city_s_and_stands_behind_it() -> None:
    changed = service(policy_id="pol-yubei-2026")
    changed["variants"][0]["steps"][2]["limit"]["count"] = 10
    district = policy(id="pol-yubei-2026", scope="渝北区")
    found = page(district, changed)
    assert [version.scope for version in found.versions] == ["全市", "渝北区"]
    own = of(found, "pol-yubei-2026")
    assert own.against == FIRST
    assert [change.after for change in own.changes] == ["10个工作日内（规定）"]
    assert of(found, "pol-cq-2017").standing is Standing.IN_FORCE  # nothing changes for the city


def test_a_reading_that_takes_another_s_place() -> None:
    path = "records/interpretations/int-05-promptly.yml"
    reading = registries.documents()[path] | {"id": "int-05-promptly-2", "effective_from": "2026-03-01"}
    found = page(reading | {"parameters": {"working_days": 5}})
    _, second, first = found.readings
    (changed,) = second.readings
    assert second.day == "2026年3月1日"
    assert changed.chosen.endswith("（5个工作日）")
    assert changed.before.endswith("（3个工作日）")
    old = next(reading for reading in first.readings if reading.code == "promptly")
    assert (old.standing, changed.standing) == (Standing.PAST, Standing.IN_FORCE)


def test_every_field_that_is_compared_has_a_name_in_both_languages() -> None:
    """A new field of a service or a policy cannot change in silence."""
    kinds: tuple[type[msgspec.Struct], ...] = (
        model.RuleText,
        model.CardTerms,
        model.RosterSize,
        model.Duty,
        model.Service,
        model.Guide,
        model.Variant,
        model.Step,
        model.Gap,
    )
    fields = {field.name for kind in kinds for field in msgspec.structs.fields(kind)} - APART - INWARD
    for lang in ("zh", "en"):
        words = templates.words(ROOT, lang)
        assert {name for name in fields if not words.has(f"versions.field_{name}")} == set()


def test_nothing_of_the_future_is_reported_as_news() -> None:
    told = changes.changes(world({f"records/policies/{SECOND}.yml": policy()}, as_of=dt.date(2026, 6, 19)))
    assert {change.id for change in told if change.kind == "policy"} == {"policy/pol-cq-2017"}
    told = changes.changes(world({f"records/policies/{SECOND}.yml": policy()}, as_of=dt.date(2026, 6, 20)))
    (first, *_) = told
    assert (first.id, first.text) == (f"policy/{SECOND}", "2026年7月1日起施行。缩短入学安排的时限。")
