"""The yearly evaluation (七(三)) and its questionnaire as pages: in whole groups for the public, exact for staff.

The report of a year, as a document, is made from the same view.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from talentcard.core.model import Evaluation, QuestionKind, Questionnaire, Respondent, SurveySection
from talentcard.core.oversight import results, survey
from talentcard.core.oversight.results import Favour, Returned, Told
from talentcard.core.pages.charts import Kind, Label, Mark, RowChart, Rows, bar
from talentcard.core.pages.questionnaires import choices, form_path, letter, title, who
from talentcard.core.pages.status import names, tables
from talentcard.core.pages.status.sections import Section
from talentcard.core.pages.status.tables import NOT_GIVEN, Cell, Column, Part, Row, Table
from talentcard.core.pages.words import Words
from talentcard.core.pages.world import Audience, World
from talentcard.core.statistics.figures import Statistics
from talentcard.core.statistics.periods import year_of

TOP = "evaluations"
SCALE = 1000
"""Units of a strip from none to all."""
EDGE = 8
"""So far from the ends a dot is still whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationPage:
    """A year. ``findings``: what the inspection found, for staff. ``form``: path and title of its questionnaire.

    ``dated``: the latest day of what it tells; None where none is known.
    """

    path: str
    year: int
    title: str
    dated: dt.date | None
    facts: tuple[tuple[str, str], ...]
    summary: str
    sentences: tuple[str, ...]
    sections: tuple[Section, ...]
    findings: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    form: tuple[str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationsPage:
    """All years, the latest first; ``forms``: path and title of the questionnaires."""

    years: tuple[EvaluationPage, ...]
    forms: tuple[tuple[str, str], ...]


def overview(world: World) -> EvaluationsPage:
    found = [one for one in world.registry.of(Evaluation).values() if known(one, world)]
    forms = sorted(world.registry.of(Questionnaire).values(), key=lambda one: (one.opens_on, one.id), reverse=True)
    return EvaluationsPage(
        years=tuple(page(world, one) for one in sorted(found, key=lambda one: (-one.year, one.id))),
        forms=tuple((form_path(one), world.words.text(one.title)) for one in forms if one.opens_on <= world.as_of),
    )


def known(evaluation: Evaluation, world: World) -> bool:
    """Whether there was anything of it by the day of the picture."""
    return bool(days(evaluation, world))


def days(evaluation: Evaluation, world: World) -> dict[str, dt.date]:
    """When it was done, as far as it was by the day of the picture."""
    named = {"evaluated_on": evaluation.evaluated_on, "inspected_on": evaluation.inspected_on}
    return {name: day for name, day in named.items() if day is not None and day <= world.as_of}


# ---- a year ------------------------------------------------------------------------------------------------------


def page(world: World, evaluation: Evaluation) -> EvaluationPage:
    words, staff = world.words, world.audience is Audience.STAFF
    given = evaluation.results if staff else evaluation.published
    form = world.registry.get(Questionnaire, given.questionnaire) if given else None
    told: tuple[Told, ...] = ()
    came_back: tuple[Returned, ...] = ()
    if form and staff and evaluation.results:
        told, came_back = tuple(results.exact(form, evaluation.results)), tuple(results.returned(evaluation.results))
    elif form and evaluation.published:
        told = tuple(results.public(form, evaluation.published))
        came_back = tuple(results.public_returned(evaluation.published))
    survey_sections = (
        (returns_section(world, came_back), *answers_sections(world, form, told)) if form and came_back else ()
    )
    counted = counted_to(evaluation, world.statistics)
    delivery = delivery_section(world, world.statistics, counted, told) if world.statistics and counted else None
    told_of = (evaluation.evaluated_on, evaluation.inspected_on, counted if delivery else None)
    return EvaluationPage(
        path=f"{TOP}/{evaluation.year}",
        year=evaluation.year,
        title=words("evaluation.title_year", year=evaluation.year),
        dated=max((day for day in told_of if day), default=None),
        facts=tuple(facts(world, evaluation)),
        summary=words.text(evaluation.summary),
        sentences=tuple(sentences(world, came_back, told)),
        sections=(*survey_sections, *([delivery] if delivery else [])),
        findings=tuple(
            (
                names.service(world, one.about) if one.about != "general" else words("evaluation.general"),
                words.text(one.text),
            )
            for one in (evaluation.findings if staff else ())
        ),
        notes=(*notes(world, evaluation, form), *(delivery_notes(world, counted) if delivery and counted else ())),
        form=(form_path(form), words.text(form.title)) if form else None,
    )


def facts(world: World, evaluation: Evaluation) -> Iterator[tuple[str, str]]:
    words = world.words
    day = evaluation.evaluated_on or evaluation.inspected_on or world.as_of
    yield (
        words("evaluation.conducted_by"),
        words.list(world.organisation(one, day=day) for one in evaluation.conducted_by),
    )
    yield words("evaluation.methods"), words.list(method(words, one) for one in evaluation.methods)
    for name, on in days(evaluation, world).items():
        yield words(f"evaluation.{name}"), words.day(on)


def method(words: Words, code: str) -> str:
    """The list is open (七(三)): what has no word is shown as it is."""
    key = f"evaluation.method_{code.replace('-', '_')}"
    return words(key) if words.has(key) else code


def notes(world: World, evaluation: Evaluation, form: Questionnaire | None) -> Iterator[str]:
    words = world.words
    if form is None:
        return
    yield words("evaluation.note_favour", rating=form.favourable_from)
    yield words("evaluation.note_interval", confidence=form.confidence)
    if world.audience is Audience.STAFF:
        yield words("evaluation.note_exact")
        yield words("evaluation.note_mean")
    elif evaluation.published:
        yield words("evaluation.note_groups", n=evaluation.published.threshold)
    yield words("evaluation.note_who")
    yield words("evaluation.note_own")


def sentences(world: World, came_back: Sequence[Returned], told: Sequence[Told]) -> Iterator[str]:
    """What there is to see first: how many came back, and what stands out at both ends."""
    words = world.words
    parts = [
        words(
            "evaluation.say_part",
            who=who(words, one.respondents),
            count=one.returned,
            rate=tables.span_text(words, one.rate),
        )
        for one in came_back
        if one.returned and one.rate
    ]
    if parts:
        yield words("evaluation.say_returned", parts=words("list.semicolon").join(parts))
    enough = world.registry.settings.small_number_threshold
    said_of = "evaluation.say_of" if world.audience is Audience.STAFF else "evaluation.say_of_public"
    for one in Respondent:
        of = [(each.favour, each) for each in told if each.respondents is one and each.answered >= enough]
        known = [(favour, each) for favour, each in of if favour is not None]
        best = extreme([(favour.low, favour.high, each) for favour, each in known])
        worst = extreme([(-favour.high, -favour.low, each) for favour, each in known])
        for key, found in (("best", best), ("worst", worst)):
            if found is not None and found.favour is not None and len(known) > 2:
                yield words(
                    f"evaluation.say_{key}",
                    who=who(words, one),
                    question=words.text(found.question.text),
                    rate=favour_text(words, found.favour),
                    of=words(said_of, count=found.answered),
                )


def extreme(ranked: list[tuple[float, float, Told]]) -> Told | None:
    """What lies above all others for certain; None where ranges overlap or two are alike."""
    for low, _, one in ranked:
        if all(low > high for _, high, other in ranked if other is not one):
            return one
    return None


# ---- sections ------------------------------------------------------------------------------------------------------


def returns_section(world: World, came_back: Sequence[Returned]) -> Section:
    words, staff = world.words, world.audience is Audience.STAFF
    codes = (*(("population",) if staff else ()), "invited", "returned", "rate")
    columns = tuple(Column(code=code, title=words(f"evaluation.col_{code}")) for code in codes)
    rows = []
    for one in came_back:
        cells = {
            "population": tables.number(one.population),
            "invited": tables.number(one.invited or None),
            "returned": tables.number(one.returned if staff else one.returned or None),
            "rate": tables.text_cell(tables.span_text(words, one.rate)),
        }
        rows.append(Row(title=who(words, one.respondents), path="", cells=tuple(cells[code] for code in codes)))
    return Section(
        anchor="returns",
        title=words("evaluation.returns"),
        table=Table(
            caption=words("evaluation.caption_returns" if staff else "evaluation.caption_returns_public"),
            head=words("evaluation.col_who"),
            columns=columns,
            parts=(Part(rows=tuple(rows)),),
        ),
    )


def answers_sections(world: World, form: Questionnaire, told: Sequence[Told]) -> Iterator[Section]:
    """A section of the form each: what was rated; then, of all, the questions that are about facts."""
    for number, section in enumerate(form.sections):
        codes = [question.code for question in section.questions]
        rated = [one for one in told if one.question.code in codes and one.favour is not None]
        if rated:
            yield rated_section(world, section, rated, anchor=f"part-{letter(number)}")
    counted = [one for one in told if one.counts and not survey.favourable(form, one.question)]
    if any(sum(one.counts.values()) for one in counted):
        yield spread_section(world, form, counted)


def rated_section(world: World, section: SurveySection, rated: Sequence[Told], *, anchor: str) -> Section:
    words, staff = world.words, world.audience is Audience.STAFF
    codes = ("answered", "mean", "median", "favour", "interval") if staff else ("answered", "favour", "interval")
    columns = tuple(Column(code=code, title=words(f"evaluation.col_{code}")) for code in codes)

    def row(one: Told) -> Row:
        found = one.favour
        cells = {
            "answered": tables.number(one.answered),
            "mean": tables.text_cell(NOT_GIVEN if one.mean is None else f"{float(one.mean):.1f}"),
            "median": tables.text_cell(NOT_GIVEN if one.median is None else f"{float(one.median):g}"),
            "favour": tables.text_cell(NOT_GIVEN if found is None else favour_text(words, found)),
            "interval": tables.text_cell(NOT_GIVEN if found is None else interval_text(words, found)),
        }
        return Row(title=title(words, one.question), path="", cells=tuple(cells[code] for code in codes))

    parts = (
        Part(title=who(words, one), rows=tuple(row(each) for each in rated if each.respondents is one))
        for one in Respondent
    )
    name = words.text(section.title)
    charts = (favour_chart(world, one, [each for each in rated if each.respondents is one], name) for one in Respondent)
    return Section(
        anchor=anchor,
        title=name,
        rows=tuple(chart for chart in charts if chart is not None),
        table=Table(
            caption=words("evaluation.caption_rated", section=name),
            head=words("evaluation.col_question"),
            columns=columns,
            parts=tuple(part for part in parts if part.rows),
        ),
    )


def favour_chart(world: World, one: Respondent, rated: Sequence[Told], name: str) -> RowChart | None:
    words, staff = world.words, world.audience is Audience.STAFF
    shown = [(each, each.favour) for each in rated if each.favour is not None]
    if not shown:
        return None
    key = ("median", "share") if staff else ("ended", "between")
    lowest = min(found.low for _, found in shown)
    return RowChart(
        title=words("evaluation.chart_favour", section=name, who=who(words, one)),
        sentence=words("evaluation.say_chart", count=len(shown), least=tables.floored(lowest)),
        labels=tuple(
            Label(title=title(words, each.question), value=favour_text(words, found)) for each, found in shown
        ),
        drawing=Rows(SCALE, tuple(favour_marks(found, exact=staff) for _, found in shown)),
        key=((key[0], words(f"evaluation.key_{key[1]}")), ("range", words("evaluation.key_interval"))),
        scale=("0", "50%", "100%"),
    )


def favour_marks(found: Favour, *, exact: bool) -> tuple[Mark, ...]:
    """What chance leaves open behind, the share in front: a dot, or a bar where only its bounds are told."""
    behind = bar("range", math.floor(found.least * SCALE), math.ceil(found.most * SCALE))
    if exact:
        start = min(max(round(found.low * SCALE), EDGE), SCALE - EDGE)
        return (behind, Mark(kind=Kind.DOT, style="median", start=start))
    return (behind, bar("ended", math.floor(found.low * SCALE), math.ceil(found.high * SCALE)))


def spread_section(world: World, form: Questionnaire, counted: Sequence[Told]) -> Section:
    """How many gave which answer, a part for each question, a column for each kind of respondents."""
    words = world.words
    kinds = [one for one in Respondent if any(each.respondents is one for each in counted)]
    parts = []
    for _, question in survey.questions(form):
        of = {one.respondents: one for one in counted if one.question.code == question.code}
        if of:
            rows = (
                Row(
                    title=name,
                    path="",
                    cells=tuple(count_cell(world, of[one].counts[code] if one in of else None) for one in kinds),
                )
                for code, name in zip(survey.codes(question), choices(world.words, form, question), strict=True)
            )
            parts.append(Part(title=title(words, question), rows=tuple(rows)))
    return Section(
        anchor="answers",
        title=words("evaluation.spread"),
        table=Table(
            caption=words("evaluation.caption_spread"),
            head=words("evaluation.col_answer"),
            columns=tuple(Column(code=one, title=who(words, one)) for one in kinds),
            parts=tuple(parts),
        ),
    )


def count_cell(world: World, number: int | None) -> Cell:
    """0 is told to staff alone: to the public it and too few look the same."""
    return tables.number(number if world.audience is Audience.STAFF else number or None)


def counted_to(evaluation: Evaluation, statistics: Statistics | None) -> dt.date | None:
    """The day to which the year's work is counted: its last, or that of the figures if it is not over by then."""
    if statistics is None or not any(month.first.year == evaluation.year for month in statistics.periods()):
        return None
    return min(dt.date(evaluation.year, 12, 31), statistics.as_of)


def delivery_section(world: World, statistics: Statistics, counted: dt.date, told: Sequence[Told]) -> Section | None:
    """The year's figures of each service beside what people say of it."""
    words, period = world.words, year_of(counted)
    at_end = words("evaluation.at_year_end") if counted == period.last else words.short(counted)
    numbers = (
        *tables.columns(world, ("received", "ended", "rate")),
        *(Column(code=code, title=words(f"evaluation.col_{code}", at=at_end)) for code in ("overdue", "lagging")),
    )
    kinds = [one for one in Respondent if any(each.respondents is one and each.question.service for each in told)]
    columns = (*(Column(code=one, title=words("evaluation.col_favour_of", who=who(words, one))) for one in kinds),)
    said = {
        (each.question.service, each.respondents): each.favour
        for each in reversed(told)
        if each.question.service and each.question.kind is QuestionKind.RATING
    }

    def cell(service: str, one: Respondent) -> Cell:
        found = said.get((service, one))
        return tables.text_cell(NOT_GIVEN if found is None else favour_text(words, found))

    rows = tuple(
        Row(
            title=names.rest(world) if group.rest else names.service(world, group.service),
            path="" if group.rest else names.service_link(world, group.service),
            cells=(
                *(cell(group.service, one) for one in kinds),
                *tables.cells(world, numbers, group.figures),
            ),
        )
        for group in statistics.by_service(period)
    )
    caption = "evaluation.caption_delivery" if kinds else "evaluation.caption_delivery_alone"
    table = Table(
        caption=words(caption, year=names.span(words, period, counted)),
        head=words("evaluation.col_service"),
        columns=(*columns, *numbers),
        parts=(Part(rows=tables.telling(rows)),),
    )
    return Section(anchor="delivery", title=words("evaluation.delivery"), table=table) if table.rows else None


def delivery_notes(world: World, counted: dt.date) -> Iterator[str]:
    words = world.words
    yield words("evaluation.note_delivery", day=words.day(counted))
    yield words("evaluation.note_late")


# ---- numbers as text -----------------------------------------------------------------------------------------------


def favour_text(words: Words, found: Favour) -> str:
    return tables.span_text(words, (found.low, found.high))


def interval_text(words: Words, found: Favour) -> str:
    low, high = tables.floored(found.least), math.ceil(found.most * 100 - 1e-9)
    return f"{low}%" if low == high else words("status.rate_range", low=low, high=high)
