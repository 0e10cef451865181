"""The specialist's report (五(一)4, R-14): what is counted, for whom, on which day; the reports add up to the whole."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

import site_world
from deadline_cases import Loader, build, calendar_of
from office import events, raised, request
from registries import ROOT, Data
from talentcard import documents
from talentcard.core.engine import Engine
from talentcard.core.oversight.specialist import Report, reports
from talentcard.core.pages import World, specialist_reports
from talentcard.core.statistics.periods import month
from talentcard.publishing import templates

ONE, TWO = "con-spec000001", "con-spec000002"
SECOND: Data = {"schema": "contact/1", "id": TWO, "organisation": "org-platform", "post": "specialist"}
SECOND |= {"since": "2026-01-01"}
OCTOBER = month("2026-10")


def talent(*care: tuple[str, str, str | None]) -> Data:
    """The talent of the requests, in care as given: (contact, since, until)."""
    found: Data = {"schema": "talent/1", "id": "tal-c1ty000001", "category": "hongyan", "recognised_by": "org-hrss"}
    found |= {"recognised_on": "2017-12-20", "employers": [{"organisation": "org-case-lab", "since": "2017-12-20"}]}
    given = [{"contact": who, "since": since} | ({"until": until} if until else {}) for who, since, until in care]
    return found | {"specialists": given}


CHANGED = talent((ONE, "2017-12-20", "2026-10-15"), (TWO, "2026-10-16", None))
"""In the care of one specialist through 15 October, then of another."""


def reported(*given: Data, key: str = "2026-10") -> dict[str | None, Report]:
    registry = build([SECOND, *given])
    period = month(key)
    engine = Engine(registry, calendar_of(registry), period.last)
    return {report.contact.id if report.contact else None: report for report in reports(engine, period)}


def counted(report: Report) -> dict[str, Any]:
    """service → (accepted, forwarded, settled, stuck)"""
    return {
        work.service: (
            len(work.accepted),
            None if work.forwarded is None else len(work.forwarded),
            len(work.settled),
            len(work.stuck),
        )
        for work in report.work
    }


# ---- what counts, and for whom --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("happened", "expected"),
    [
        (["applied 2026-10-12"], (1, 0, 0, 1)),  # not submitted by the fifteenth
        (["applied 2026-10-30"], (1, 0, 0, 0)),
        (["applied 2026-10-12", "submitted 2026-10-13"], (1, 1, 0, 0)),
        (["applied 2026-09-28", "submitted 2026-10-13"], (0, 1, 0, 0)),
        (["applied 2026-09-28", "submitted 2026-09-29", "served 2026-09-30", "fed_back 2026-10-08"], (0, 0, 1, 0)),
        (["applied 2026-10-12", "withdrawn 2026-10-13"], (1, 0, 1, 0)),
        (["applied 2026-09-14", "submitted 2026-09-15", "served 2026-09-28", "fed_back 2026-09-29"], None),
    ],
)
def test_each_event_counts_in_the_month_of_its_day(happened: list[str], expected: tuple[int, ...] | None) -> None:
    found = reported(request() | {"events": done(happened)})
    assert counted(found[ONE]) == ({"household": expected} if expected else {})
    assert counted(found[TWO]) == {}


def done(happened: list[str]) -> list[Data]:
    """Feedback says whether it was done and how it was rated, a withdrawal why."""
    more: dict[str, Data] = {"fed_back": {"done": True, "rating": 5}, "withdrawn": {"reason": "requester_withdrew"}}
    return [event | more.get(event["type"], {}) for event in events(*happened)]


def test_when_care_changes_each_event_is_of_who_had_the_care_on_its_day() -> None:
    case = request() | {"events": done(["applied 2026-10-14", "submitted 2026-10-16"])}
    found = reported(CHANGED, case)
    assert counted(found[ONE]) == {"household": (1, 0, 0, 0)}
    assert counted(found[TWO]) == {"household": (0, 1, 0, 0)}
    assert (found[ONE].talents, found[TWO].talents) == (3, 1)  # two others stay with the first


def test_what_is_stuck_is_of_who_has_the_care_on_the_last_day() -> None:
    found = reported(CHANGED, request("applied 2026-10-12"))
    assert counted(found[ONE]) == {"household": (1, 0, 0, 0)}
    (leg,) = found[TWO].stuck
    assert (leg.step, leg.owner, leg.article) == ("submit", "org-platform", "六(三)")
    assert leg.due is not None
    assert leg.due.latest == dt.date(2026, 10, 15)


def test_what_is_in_nobodys_care_stands_by_itself() -> None:
    found = reported(talent((ONE, "2017-12-20", "2026-09-30")), request("applied 2026-10-12"))
    assert counted(found[ONE]) == {}
    assert counted(found[None]) == {"household": (1, 0, 0, 1)}
    assert found[None].talents == 1


def test_medical_care_is_accepted_with_its_feedback_as_the_platform_hears_of_it_only_then() -> None:
    """R-31: it bypasses the platform."""
    served = ["contacted 2026-09-28", "served 2026-09-30"]
    case = request(service="medical", variant="check_up", handler="org-case-hospital")
    assert counted(reported(case | {"events": done(served)}, key="2026-09")[ONE]) == {}
    heard = reported(case | {"events": done([*served, "fed_back 2026-10-08"])})
    assert counted(heard[ONE]) == {"medical": (1, 0, 1, 0)}


def test_a_photo_before_its_notice_is_no_card_yet_and_a_card_is_passed_on_to_nobody() -> None:
    card: Data = {"schema": "card/1", "id": "card-case000001", "talent": "tal-c1ty000001"}
    only = [{"id": "p000001", "type": "card_new", "events": events("photo_received 2026-10-12")}]
    assert counted(reported(card | {"procedures": only})[ONE]) == {"card_new": (1, None, 0, 0)}


@pytest.mark.parametrize(
    ("happened", "who", "listed"),
    [
        (["raised 2026-10-12"], ONE, True),
        (["raised 2026-10-20"], TWO, True),
        (["raised 2026-09-14"], TWO, True),  # without an outcome when the month began
        (["raised 2026-09-14", "settled 2026-09-15"], ONE, False),
        (["raised 2026-11-02"], TWO, False),
    ],
)
def test_a_problem_is_of_the_specialist_of_the_talent_whose_request_it_arose_from(
    happened: list[str], who: str, listed: bool
) -> None:
    case = request() | {"events": done(["applied 2026-09-07", "submitted 2026-09-08"])}
    found = reported(CHANGED, case, raised("problem", *happened, request="req-case000001"))
    assert {contact: len(report.problems) for contact, report in found.items()} == {
        contact: int(listed and contact == who) for contact in (ONE, TWO, None)
    }


def test_without_a_request_a_problem_is_of_the_specialist_who_raised_it_or_of_nobody() -> None:
    own = raised("problem", "raised 2026-10-12", by=TWO)
    others = raised("suggestion", "raised 2026-10-12", number=2)
    found = reported(own, others)
    assert [p.record.id for p in found[TWO].problems] == ["sug-case000001"]
    assert [p.record.id for p in found[None].problems] == ["sug-case000002"]


def test_who_was_not_in_post_all_month_owes_no_report_and_who_left_before_has_none() -> None:
    left = SECOND | {"id": "con-spec000003", "until": "2026-09-30"}
    new = SECOND | {"id": "con-spec000004", "since": "2026-10-12"}
    found = reported(left, new)
    assert {contact: report.owed for contact, report in found.items() if contact} == {
        ONE: True,
        TWO: True,
        "con-spec000004": False,
    }


# ---- the sample: nothing is counted twice, nothing is lost ----------------------------------------------------------


@pytest.fixture(scope="module")
def sample() -> World:
    return site_world.sample_world(as_of=OCTOBER.last)


def in_effect(raw: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """(type, day) of a record's events with its corrections applied, read from the YAML alone."""
    corrections = {e["corrects"]: e for e in raw if e["type"] == "corrected" and str(e["on"]) <= "2026-10-31"}
    for event in raw:
        if event["type"] == "corrected" or (
            event["id"] in corrections and "corrected_on" not in corrections[event["id"]]
        ):
            continue
        yield event["type"], str(corrections.get(event["id"], {}).get("corrected_on", event["on"]))


def test_the_reports_of_all_add_up_to_what_the_records_say(sample: World) -> None:
    """Recounted from the YAML by other means: what was applied for with the platform, and what it passed on."""
    wanted: Counter[tuple[str, str]] = Counter()
    for path in (ROOT / "records" / "requests").rglob("*.yml"):
        record = yaml.load(path.read_text(encoding="utf-8"), Loader)
        first = dict(sorted(in_effect(record["events"]), key=lambda event: event[1], reverse=True))
        for kind, what in (("applied", "accepted"), ("filed", "accepted")):
            wanted[record["service"], what] += first.get(kind, "").startswith("2026-10")
        passed = [first[kind] for kind in ("forwarded", "submitted") if kind in first]
        wanted[record["service"], "forwarded"] += any(day.startswith("2026-10") for day in passed)
    found: Counter[tuple[str, str]] = Counter()
    every: list[str] = []
    for report in reports(sample.engine, OCTOBER):
        for work in report.work:
            found[work.service, "accepted"] += len(work.accepted)
            found[work.service, "forwarded"] += len(work.forwarded or ())
            every += [f"{what} {case}" for what in ("accepted", "settled") for case in getattr(work, what)]
    services = {"household", "residence", "titles", "projects", "employment", "other", "schooling"}
    assert {key: found[key] for key in wanted if key[0] in services} == {
        key: count for key, count in wanted.items() if key[0] in services
    }
    assert len(every) == len(set(every))


@pytest.mark.parametrize(("lang", "said"), [("zh", "一、各项服务"), ("en", "By service")])
def test_the_report_names_no_person_and_reads_the_same_again(sample: World, lang: str, said: str) -> None:
    world = World(
        registry=sample.registry,
        calendar=sample.calendar,
        as_of=sample.as_of,
        words=templates.words(ROOT, lang),
        obligations=sample.obligations,
    )
    report = next(report for report in reports(world.engine, OCTOBER) if report.stuck)
    shown = specialist_reports.view(world, report, dt.date(2026, 11, 5))
    text = documents.markdown(documents.paper(ROOT, "specialist-report", lang, shown))
    assert said in text
    assert all(leg.record in text for leg in report.stuck)
    assert text == documents.markdown(documents.paper(ROOT, "specialist-report", lang, shown))
