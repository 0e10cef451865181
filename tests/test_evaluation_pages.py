"""Pages of the yearly evaluation: groups of people for the public, exact for staff; the form takes nothing in."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from functools import cache

import msgspec
import pytest

import minis
from minis import ROOT
from site_world import sample_world
from talentcard.core.changes import Change, findings
from talentcard.core.ledger import ledger
from talentcard.core.model import AnswerCounts, Evaluation, Questionnaire, RecordId, Respondent, SurveyResults
from talentcard.core.oversight import coarse, survey
from talentcard.core.pages import Audience, Page, World, evaluations, site
from talentcard.core.pages.evaluations import EvaluationPage
from talentcard.core.pages.status.sections import Section
from talentcard.core.registry import Entry, Registry
from talentcard.core.statistics import statistics
from talentcard.publishing.templates import Templates
from talentcard.reading.changeable import modes

FORM = "records/questionnaires/qst-2026.yml"
YEAR = 2026
TODAY = dt.date(2026, 10, 20)


@cache
def world(audience: Audience = Audience.PUBLIC, lang: str = "zh") -> World:
    found = sample_world(lang=lang, audience=audience)
    staff = audience is Audience.STAFF
    obligations = ledger(found.registry, found.calendar, found.as_of) if staff else ()
    figures = statistics(found.registry, found.calendar, found.as_of, obligations, exact=staff)
    return dataclasses.replace(found, statistics=figures)


def record(given: World) -> Evaluation:
    return next(one for one in given.registry.of(Evaluation).values() if one.year == YEAR)


def form(given: World) -> Questionnaire:
    found = survey.for_year(given.registry, YEAR)
    assert found is not None
    return found


def page(given: World, evaluation: Evaluation | None = None) -> EvaluationPage:
    return evaluations.page(given, evaluation or record(given))


def rendered(given: World, path: str) -> str:
    found: Page = next(one for one in site(given) if one.path == path)
    return Templates(ROOT, given).page(found)


def section(found: EvaluationPage, anchor: str) -> Section:
    return next(one for one in found.sections if one.anchor == anchor)


def cells(found: Section, title: str) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in found.table.rows if row.title.startswith(title)]


# ---- the public ------------------------------------------------------------------------------------------------------


def test_the_public_page_is_made_of_what_is_published_and_of_nothing_else() -> None:
    public = world()
    found = record(public)
    without = msgspec.structs.replace(found, results=None, findings=())
    assert page(public, found) == page(public, without)
    nothing = page(public, msgspec.structs.replace(found, published=None))
    assert [one.anchor for one in nothing.sections] == ["delivery"]
    assert nothing.sentences == ()


def test_other_answers_in_the_same_groups_make_the_same_page() -> None:
    """Every count is moved within its group: no reader can see it."""
    public = world()
    found, threshold = record(public), public.registry.settings.small_number_threshold
    assert found.results is not None

    def moved(one: AnswerCounts) -> AnswerCounts:
        question = survey.by_code(form(public))[one.question]
        good = survey.favourable(form(public), question)
        if not good:
            return one
        first = next(code for code in survey.codes(question) if code in good)
        number = sum(one.counts[code] for code in good)
        more = threshold - 1 - number % threshold
        counts = one.counts | {first: one.counts[first] + more}
        return msgspec.structs.replace(one, answered=one.answered + more, counts=counts)

    answers = tuple(moved(one) for one in found.results.answers)
    other = msgspec.structs.replace(found.results, answers=answers)
    assert other != found.results
    published = coarse.publish(form(public), other, threshold)
    assert page(public, msgspec.structs.replace(found, published=published)) == page(public, found)


def test_every_number_of_people_that_is_published_is_of_whole_groups() -> None:
    public = world()
    threshold = public.registry.settings.small_number_threshold
    found = page(public)
    counted = [
        cell.text
        for one in found.sections
        if one.anchor != "delivery"
        for row in one.table.rows
        for cell in row.cells
        if cell.text.isdecimal()
    ]
    assert len(counted) > 50
    assert {int(text) % threshold for text in counted} == {0}
    assert "0" not in counted


def test_the_shares_of_the_public_hold_those_of_the_staff() -> None:
    exact, coarse_ = page(world(Audience.STAFF)), page(world())
    compared = 0
    for one in exact.sections:
        if not one.anchor.startswith("part-"):
            continue
        mine = next((each for each in coarse_.sections if each.anchor == one.anchor), None)
        for part in one.table.parts:
            other = next((each for each in (mine.table.parts if mine else ()) if each.title == part.title), None)
            for row in part.rows:
                told = next((each for each in (other.rows if other else ()) if each.title == row.title), None)
                if told is not None:
                    share = int(row.cells[3].text.rstrip("%"))
                    low, high = (int(text) for text in re.findall(r"\d+", told.cells[1].text))
                    assert low - 1 <= share <= high + 1, row.title
                    compared += 1
    assert compared > 30


# ---- staff -----------------------------------------------------------------------------------------------------------


def test_staff_see_the_counts_as_they_are_and_what_the_inspection_found() -> None:
    staff = world(Audience.STAFF)
    found, results = page(staff), record(staff).results
    assert isinstance(results, SurveyResults)
    talents = next(one for one in results.returns if one.respondents is Respondent.TALENT)
    assert cells(section(found, "returns"), "人才")[0][:3] == [
        str(talents.population), str(talents.invited), str(talents.returned)
    ]  # fmt: skip
    b1 = next(one for one in results.answers if (one.question, one.respondents) == ("b1", Respondent.TALENT))
    shown = cells(section(found, "part-b"), "B1")[0]
    assert shown[0] == str(b1.answered)
    ratings = [int(code[1]) * number for code, number in b1.counts.items()]
    assert shown[1] == f"{sum(ratings) / b1.answered:.1f}"
    last = next(one for one in staff.registry.of(Evaluation).values() if one.findings)
    assert [text for _, text in page(staff, last).findings] == [one.text.zh for one in last.findings]
    assert page(world(), last).findings == ()


def test_what_people_say_stands_beside_what_was_done() -> None:
    staff = world(Audience.STAFF)
    table = section(page(staff), "delivery").table
    assert [column.code for column in table.columns][:3] == ["talent", "employer_liaison", "received"]
    services = {one.service for _, one in survey.questions(form(staff)) if one.service}
    assert len(services) == 9
    rated = [row.title for row in table.rows if row.cells[0].text != "—"]
    assert len(rated) == 9


@pytest.mark.parametrize(
    ("evaluated", "inspected", "dated"),
    [
        ("2026-10-15", None, "2026-10-20"),
        ("2026-10-15", "2026-12-01", "2026-12-01"),
        ("2027-01-09", None, "2027-01-09"),
    ],
)
def test_a_report_is_never_dated_before_what_it_tells(evaluated: str, inspected: str | None, dated: str) -> None:
    staff = dataclasses.replace(world(Audience.STAFF), as_of=TODAY)
    staff = dataclasses.replace(staff, statistics=statistics(staff.registry, staff.calendar, TODAY, (), exact=True))
    days = [dt.date.fromisoformat(day) if day else None for day in (evaluated, inspected)]
    given = msgspec.structs.replace(record(staff), evaluated_on=days[0], inspected_on=days[1])
    found = page(staff, given)
    assert found.dated == dt.date.fromisoformat(dated)
    assert any("截至2026年10月20日" in note for note in found.notes)


def test_the_figures_of_a_year_that_is_over_stay_those_of_its_last_day() -> None:
    staff = world(Audience.STAFF)
    last = msgspec.structs.replace(record(staff), year=2025, results=None, evaluated_on=dt.date(2026, 1, 9))
    found = page(staff, last)
    assert found.dated == dt.date(2026, 1, 9)
    table = section(found, "delivery").table
    assert [column.title for column in table.columns][-2:] == ["年末逾期", "年末滞后"]
    assert "好评率" not in table.caption
    assert found.notes[0].startswith("办理情况的数据截至2025年12月31日，以环节计")


# ---- the form --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_form_asks_every_question_and_collects_nothing(lang: str) -> None:
    given = world(lang=lang)
    text = rendered(given, "questionnaires/2026")
    for _, question in survey.questions(form(given)):
        assert f"<strong>{question.code.upper()}</strong>" in text
    assert not re.search(r"<(?:input|form|textarea|select)\b", text)
    assert given.words("evaluation.own") in text
    assert given.words("evaluation.note_form") in text


def test_the_sample_asks_for_what_the_rules_promise() -> None:
    """The nine services, the card, specialist and liaisons, green channel, the person for visas, timeliness."""
    asked = list(survey.questions(form(world())))
    cited = {article for _, question in asked for article in question.cites}
    assert {f"三({number})" for number in "一二三四五六七八九"} <= cited
    assert {
        "二(一)",
        "二(二)",
        "四",
        "五(一)",
        "五(二)",
        "五(三)",
        "五(四)",
        "六(三)",
        "六(四)",
        "七(一)",
        "七(二)",
    } <= cited
    assert {who for section, question in asked for who in survey.asked_of(section, question)} == set(Respondent)


# ---- a questionnaire that is out stays as it is ----------------------------------------------------------------------


@pytest.mark.parametrize(("opens", "found"), [("2026-10-12", {"change-version-altered"}), ("2026-11-12", set())])
def test_a_question_changes_only_before_the_questionnaire_goes_out(opens: str, found: set[str]) -> None:
    raw = (ROOT / FORM).read_text("utf-8").replace("opens_on: 2026-10-12", f"opens_on: {opens}")
    old, new = (minis.scope({FORM: text.encode()}) for text in (raw, raw.replace("办理的快慢", "办得快不快")))
    step = Change(
        before=old.registry,
        after=new.registry,
        modes=modes(minis.schemas().documents),
        calendars=(old.calendar, new.calendar),
        today=TODAY,
        as_of=TODAY,
    )
    assert {each.rule for each in findings(step) if each.severity == "error"} == found


def test_the_latest_questionnaire_of_a_year_is_the_years() -> None:
    entry = minis.entry(FORM, (ROOT / FORM).read_bytes())
    assert isinstance(entry.record, Questionnaire)
    later = msgspec.structs.replace(entry.record, id=RecordId("qst-2026-b"), opens_on=dt.date(2026, 12, 1))
    registry = Registry((entry, Entry("records/questionnaires/qst-2026-b.yml", later)))
    assert survey.for_year(registry, 2026) == later
    assert survey.for_year(registry, 2027) is None
