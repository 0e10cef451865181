"""The joint meeting (七(一), R-34): each source of its agenda and the opposite, the draft of its record, its minutes.

As of 20 November 2026, in a registry of the rules and a few invented people in which nothing calls for a meeting.
"""

from __future__ import annotations

import datetime as dt

import pytest

import site_world
from deadline_cases import build, calendar_of
from office import decision, enrolment, events, meeting, raised, request
from registries import ROOT, Data
from talentcard import documents
from talentcard.core.ledger import ledger
from talentcard.core.model import Rung
from talentcard.core.oversight.meeting import Item, Pack, Standing, pack
from talentcard.core.pages import Audience, World, meetings
from talentcard.core.papers import Table, plain
from talentcard.core.statistics.periods import month
from talentcard.publishing import staff
from talentcard.publishing.edition import Edition

FRIDAY = dt.date(2026, 11, 20)
SETTINGS = {"tracking_since": "2026-11-01"}


def world(*given: Data, as_of: dt.date = FRIDAY, lang: str = "zh") -> World:
    return site_world.of(build(list(given), SETTINGS), as_of, lang, Audience.STAFF)


def packed(*given: Data, as_of: dt.date = FRIDAY) -> Pack:
    found = world(*given, as_of=as_of)
    return pack(found.engine, found.obligations, month("2026-11"))


# ---- each source, and its opposite -----------------------------------------------------------------------------------


def test_nothing_to_meet_about_is_an_empty_agenda() -> None:
    assert packed().agenda == {}


@pytest.mark.parametrize(
    ("applied", "rung"),
    [
        ("2026-11-10", None),  # to be submitted by Friday 13 November: five working days over, not more
        ("2026-11-09", Rung.LONG_OVERDUE),
        ("2026-11-03", Rung.LONG_OVERDUE),  # ten
        ("2026-11-02", Rung.JOINT_MEETING),
    ],
)
def test_what_is_long_past_a_limit_of_the_rules_is_on_it(applied: str, rung: Rung | None) -> None:
    found = packed(request(f"applied {applied}"))
    assert [late.rung for late in found.late] == ([rung] if rung else [])
    assert found.agenda == ({Item.OVERDUE: 1} if rung else {})


def test_what_is_long_past_a_house_standard_stands_apart() -> None:
    """及时 is three working days of ours: in R-21 for the employer's filing."""
    child: Data = {"child": {"stage": "primary", "district": "渝北区"}, "beneficiary": "child"}
    late = request("asked 2026-10-12", service="schooling", variant="transfer", **child)
    found = packed(late)
    assert found.agenda == {Item.BEHIND: 1}
    assert [one.body for one in found.behind] == ["org-case-lab"]
    late["events"] = events("asked 2026-11-16")
    assert packed(late).agenda == {}


@pytest.mark.parametrize(
    ("happened", "listed"),
    [
        (["filed 2026-11-16"], True),  # open
        (["filed 2026-10-12", "submitted 2026-10-13", "answered 2026-10-19"], False),  # done before the last meeting
        (["filed 2026-10-26", "submitted 2026-10-27", "answered 2026-11-02"], True),  # new since the last meeting
        (["filed 2026-04-20", "submitted 2026-05-20", "answered 2026-06-01"], False),  # what the text provides for
    ],
)
def test_a_request_in_a_gap_of_the_text_is_on_it_while_open_and_once_if_new(happened: list[str], listed: bool) -> None:
    """R-21: a new enrolment after 30 April."""
    found = packed(enrolment(*happened), meeting("2026-10-23"))
    assert [case.gap.code for case in found.gaps] == (["after_april"] if listed else [])
    assert (Item.GAPS in found.agenda) is listed


@pytest.mark.parametrize(
    ("happened", "listed", "put_to"),
    [
        (["raised 2026-11-19"], True, None),
        (["raised 2026-10-12", "settled 2026-10-14"], False, None),
        (["raised 2026-11-12", "taken_to_meeting 2026-11-13"], True, None),
        (["raised 2026-10-12", "taken_to_meeting 2026-10-14"], True, dt.date(2026, 10, 23)),
        (["raised 2026-10-12", "taken_to_meeting 2026-10-14", "settled 2026-10-30"], False, None),
        (["raised 2026-10-12", "closed 2026-10-14"], False, None),
    ],
)
def test_a_problem_is_on_it_until_it_has_an_outcome(happened: list[str], listed: bool, put_to: dt.date | None) -> None:
    """Having been before a meeting is no outcome."""
    found = packed(raised("problem", *happened), meeting("2026-10-23"))
    assert [one.put_to for one in found.problems] == ([put_to] if listed else [])
    assert found.agenda == ({Item.PROBLEMS: 1} if listed else {})


@pytest.mark.parametrize(
    ("happened", "listed"),
    [
        (["raised 2026-03-02"], True),
        (["raised 2026-03-02", "answered 2026-03-09"], False),
        (["raised 2026-11-23"], False),
    ],
)
def test_a_suggestion_is_on_it_until_it_is_answered(happened: list[str], listed: bool) -> None:
    assert packed(raised("suggestion", *happened)).agenda == ({Item.SUGGESTIONS: 1} if listed else {})


@pytest.mark.parametrize(
    ("held", "due", "done", "standing"),
    [
        ("2026-10-23", "2026-12-15", None, Standing.OPEN),
        ("2026-10-23", "2026-11-19", None, Standing.OVERDUE),
        ("2026-10-23", "2026-11-19", "2026-11-19", Standing.DONE),
        ("2026-10-23", "2026-11-12", "2026-11-13", Standing.DONE_LATE),
        ("2026-11-23", "2026-12-15", None, None),  # not held yet
    ],
)
def test_decisions_of_earlier_meetings_are_on_it_with_how_they_stand(
    held: str, due: str, done: str | None, standing: Standing | None
) -> None:
    found = packed(meeting(held, decision(due, done)))
    assert [one.standing for one in found.decisions] == ([standing] if standing else [])
    assert found.agenda == ({Item.DECISIONS: 1} if standing else {})


def test_a_decision_that_a_later_meeting_has_heard_of_as_done_is_not_said_again() -> None:
    last = meeting("2026-10-23", number=2)
    assert packed(meeting("2026-09-24", decision("2026-10-20", "2026-10-16")), last).agenda == {}
    assert packed(meeting("2026-09-24", decision("2026-10-20", "2026-10-26")), last).agenda == {Item.DECISIONS: 1}


def test_what_has_a_section_of_its_own_is_not_listed_twice() -> None:
    """A problem and a decision, each long overdue."""
    found = packed(raised("problem", "raised 2026-10-12"), meeting("2026-09-24", decision("2026-10-09")))
    assert found.agenda == {Item.DECISIONS: 1, Item.PROBLEMS: 1}


@pytest.mark.parametrize(("until", "listed"), [("2026-11-13", True), ("2026-11-20", False), (None, False)])
def test_a_vacant_post_is_on_it(until: str | None, listed: bool) -> None:
    """R-12, of bodies that have filed a roster."""
    contact = {"schema": "contact/1", "id": "con-case000001", "organisation": "org-case-works"}
    contact |= {"post": "employer_liaison", "since": "2026-09-01"} | ({"until": until} if until else {})
    form: Data = {"schema": "roster/1", "id": "ros-case000001", "organisation": "org-case-works", "reason": "initial"}
    form |= {"filed_on": "2026-09-01", "contacts": ["con-case000001"]}
    found = packed(contact, form)
    assert (found.agenda.get(Item.VACANCIES) == 1) is listed
    assert [vacancy.organisation for vacancy in found.vacancies] == (["org-case-works"] if listed else [])


def test_what_an_evaluation_asks_for_is_an_item_once_and_stays_for_comparison() -> None:
    evaluation: Data = {"schema": "evaluation/1", "id": "evl-case000001", "year": 2026, "methods": ["questionnaire"]}
    evaluation |= {"conducted_by": ["org-hrss"], "summary": {"zh": "继续缩短反馈时间。"}, "evaluated_on": "2026-11-06"}
    assert packed(evaluation).agenda == {Item.EVALUATION: 1}
    found = packed(evaluation, meeting("2026-11-10"))
    assert (found.agenda, found.asked and found.asked.anew) == ({}, False)
    assert packed(evaluation, as_of=dt.date(2026, 11, 5)).asked is None


# ---- how it reads ----------------------------------------------------------------------------------------------------


FULL = (
    request("applied 2026-11-02"),
    enrolment("filed 2026-11-16", number=2),
    raised("problem", "raised 2026-11-16"),
    meeting("2026-10-23", decision("2026-11-19")),
)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_papers_name_each_item_with_its_records(lang: str) -> None:
    found = world(*FULL, lang=lang)
    shown = meetings.view(found, pack(found.engine, found.obligations, month("2026-11")))
    paper = documents.paper(ROOT, "meeting", lang, shown)
    cells = [
        plain(cell, lang) for block in paper.body if isinstance(block, Table) for row in block.rows for cell in row
    ]
    assert {
        "req-case000001",
        "req-case000002",
        "sug-case000001",
        "mtg-case000001",
        "窗口不了解绿色通道",
        "更新指定医院联系方式",
    } <= set(cells)
    assert len(shown.agenda) == 4
    assert documents.markdown(paper) == documents.markdown(documents.paper(ROOT, "meeting", lang, shown))


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "没有需要提请会议研究的事项"), ("en", "nothing to put before the meeting")]
)
def test_an_empty_pack_says_so_plainly(lang: str, said: str) -> None:
    found = world(lang=lang)
    shown = meetings.view(found, pack(found.engine, found.obligations, month("2026-11")))
    assert said in documents.markdown(documents.paper(ROOT, "meeting", lang, shown))


def test_every_line_of_an_agenda_fits_a_record() -> None:
    for lang in ("zh", "en"):
        found = world(*FULL, lang=lang)
        assert all(len(line) <= 200 for line in meetings.view(found, packed(*FULL)).agenda)


@pytest.mark.parametrize(("held", "coming"), [(None, "2026-11"), ("2026-10-30", "2026-11"), ("2026-11-03", "2026-12")])
def test_the_coming_meeting_is_this_months_until_it_was_held(held: str | None, coming: str) -> None:
    given = [meeting(held)] if held else []
    assert meetings.coming(world(*given)).key == coming


def test_the_staffs_site_has_the_papers_with_links_to_the_records_and_the_desk_leads_there() -> None:
    found = world(*FULL)
    edition = Edition(world=found, folder="", pages=(), written=(), body=lambda _: "")
    files = {name: content.decode() for name, content in staff.files(ROOT, (edition,)).items()}
    assert '<a href="../staff/meeting.html">' in files["staff/index.html"]
    page = files["staff/meeting.html"]
    assert '<a href="../staff/records/req-case000001.html">req-case000001</a>' in page
    assert "staff/records/req-case000001.html" in files
    assert "内部资料，仅供工作人员使用" in page


# ---- decisions are obligations ---------------------------------------------------------------------------------------


def test_a_decision_on_record_is_owed_by_its_owner_to_the_chair() -> None:
    registry = build([meeting("2026-10-23", decision("2026-11-24"))], SETTINGS)
    owed = {o.id: o for o in ledger(registry, calendar_of(registry), FRIDAY)}
    found = owed["mtg-case000001/decision/d000001"]
    assert (found.owner, found.owed_to, found.state.value) == ("org-police", "org-organisation-dept", "due_soon")
    assert found.due is not None
    assert found.due.latest == dt.date(2026, 11, 24)
