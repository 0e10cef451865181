"""Oversight (七): decisions after their meeting, one bulletin a month and after it, one evaluation a year."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from talentcard.core import model
from talentcard.core.deadlines import month_end
from talentcard.core.model import Bulletin, BulletinType, Contact, Evaluation, Meeting, Post
from talentcard.core.oversight.freezing import faults
from talentcard.core.rules.rule import Hit, Rule, Scope

COUNTED = re.compile(
    r"[0-9０-９]+\s?[件起例人名户宗笔项%％]|[二两三四五六七八九十百千]+[件起例人名户宗笔]"
    r"|\b[0-9]+ (?:cases?|requests?|people|persons?|talents?|per cent)\b"
)
"""A number of cases or people: in free text nobody could withhold it where it is small."""


def decision_early(scope: Scope) -> Iterator[Hit]:
    """Ensure a meeting's decisions fall due and are carried out on its day or later."""
    for meeting in scope.registry.of(Meeting).values():
        for index, decision in enumerate(meeting.decisions):
            for field, day in (("due", decision.due), ("done_on", decision.done_on)):
                if day is not None and day < meeting.held_on:
                    yield Hit(
                        at=scope.registry.place(meeting, "decisions", index, field),
                        params={"on": str(day), "held": str(meeting.held_on), "field": f"@field-{field}"},
                        also=(scope.registry.place(meeting, "held_on"),),
                    )


def bulletin_early(scope: Scope) -> Iterator[Hit]:
    """Ensure a bulletin or report on a month does not come out before the month's last day."""
    for bulletin in scope.registry.of(Bulletin).values():
        last = month_end(dt.date.fromisoformat(f"{bulletin.period}-01"))
        if bulletin.published_on < last:
            params = {"on": str(bulletin.published_on), "period": bulletin.period, "last": str(last)}
            yield Hit(at=scope.registry.place(bulletin, "published_on"), params=params)


def bulletin_repeated(scope: Scope) -> Iterator[Hit]:
    """Ensure a month has one bulletin, and one report of each specialist."""
    first: dict[tuple[str, str, str], Bulletin] = {}
    for bulletin in scope.registry.of(Bulletin).values():
        by = "" if bulletin.type is BulletinType.BULLETIN else bulletin.issued_by
        other = first.setdefault((bulletin.type, by, bulletin.period), bulletin)
        if other is not bulletin:
            yield Hit(
                at=scope.registry.place(bulletin, "period"),
                params={"period": bulletin.period, "other": other.id},
                also=(scope.registry.place(other, "period"),),
            )


def bulletin_counts(scope: Scope) -> Iterator[Hit]:
    """Ensure a bulletin's or evaluation's summary, which the public reads, states no number of cases or people."""
    bulletins = (one for one in scope.registry.of(Bulletin).values() if one.type is BulletinType.BULLETIN)
    public: tuple[Bulletin | Evaluation, ...] = (*bulletins, *scope.registry.of(Evaluation).values())
    for record in public:
        for lang, text in (("zh", record.summary.zh), ("en", record.summary.en or "")):
            found = COUNTED.search(text)
            if found is not None:
                yield Hit(at=scope.registry.place(record, "summary", lang), params={"number": found.group()})


def bulletin_disagrees(scope: Scope) -> Iterator[Hit]:
    """Ensure a bulletin's figures agree with themselves: by service, by leg and by body they add up to the total."""
    for bulletin in scope.registry.of(Bulletin).values():
        for fault in faults(bulletin.figures) if bulletin.figures else ():
            yield Hit(
                at=scope.registry.place(bulletin, "figures", fault.table, fault.index),
                params={
                    "row": fault.row,
                    "column": f"@bulletin-{fault.column}",
                    "stated": str(fault.stated),
                    "parts": str(fault.parts),
                    "of": f"@bulletin-of-{fault.of}",
                },
            )


def erratum_early(scope: Scope) -> Iterator[Hit]:
    """Ensure errata come after the bulletin that they put right, in the order of their days."""
    for bulletin in scope.registry.of(Bulletin).values():
        before = bulletin.published_on
        for index, erratum in enumerate(bulletin.errata):
            if erratum.on < before:
                yield Hit(
                    at=scope.registry.place(bulletin, "errata", index, "on"),
                    params={"on": str(erratum.on), "before": str(before)},
                    also=(scope.registry.place(bulletin, "published_on"),),
                )
            before = max(before, erratum.on)


def report_by_other(scope: Scope) -> Iterator[Hit]:
    """Ensure a specialist's report comes from a specialist."""
    for bulletin in scope.registry.of(Bulletin).values():
        contact = scope.registry.get(Contact, bulletin.issued_by)
        if contact is not None and contact.post is not Post.SPECIALIST:
            yield Hit(
                at=scope.registry.place(bulletin, "issued_by"),
                params={"contact": contact.id, "post": f"@post-{contact.post}"},
                also=(scope.registry.place(contact, "post"),),
            )


def evaluation_repeated(scope: Scope) -> Iterator[Hit]:
    """Ensure a year has one evaluation."""
    first: dict[int, Evaluation] = {}
    for evaluation in scope.registry.of(Evaluation).values():
        other = first.setdefault(evaluation.year, evaluation)
        if other is not evaluation:
            yield Hit(
                at=scope.registry.place(evaluation, "year"),
                params={"year": str(evaluation.year), "other": other.id},
                also=(scope.registry.place(other, "year"),),
            )


def evaluation_early(scope: Scope) -> Iterator[Hit]:
    """Ensure a year is not evaluated or inspected before it begins."""
    for evaluation in scope.registry.of(Evaluation).values():
        for field, day in (("evaluated_on", evaluation.evaluated_on), ("inspected_on", evaluation.inspected_on)):
            if day is not None and day.year < evaluation.year:
                params = {"on": str(day), "year": str(evaluation.year), "field": f"@field-{field}"}
                yield Hit(at=scope.registry.place(evaluation, field), params=params)


def suggestion_about_other(scope: Scope) -> Iterator[Hit]:
    """Ensure a problem that arose from a request is about that request's service, and not older than it."""
    for suggestion in scope.registry.of(model.Suggestion).values():
        request = scope.registry.get(model.Request, suggestion.request)
        if request is not None and suggestion.subject not in (request.service, "general"):
            yield Hit(
                at=scope.registry.place(suggestion, "subject"),
                params={"subject": suggestion.subject, "service": request.service},
                also=(scope.registry.place(request, "service"),),
            )


RULES: tuple[Rule, ...] = (
    Rule(
        id="decision-before-meeting",
        ensures="A meeting's decisions fall due and are carried out on its day or later.",
        check=decision_early,
        cites=("七(一)",),
        carries=("R-34",),
    ),
    Rule(
        id="bulletin-too-early",
        ensures="A bulletin or report on a month does not come out before the month's last day.",
        check=bulletin_early,
        cites=("七(二)", "五(一)4"),
        carries=("R-14", "R-35"),
    ),
    Rule(
        id="bulletin-repeated",
        ensures="A month has one bulletin, and one report of each specialist.",
        check=bulletin_repeated,
        cites=("七(二)", "五(一)4"),
        carries=("R-14", "R-35"),
    ),
    Rule(
        id="bulletin-counts-cases",
        ensures="A bulletin's or evaluation's summary, which the public reads, states no number of cases or people.",
        check=bulletin_counts,
        cites=("七(二)",),
    ),
    Rule(
        id="bulletin-figures-disagree",
        ensures="A bulletin's figures by service, by leg and by body add up to its total.",
        check=bulletin_disagrees,
        cites=("七(二)",),
    ),
    Rule(
        id="erratum-before-bulletin",
        ensures="Errata come after the bulletin that they put right, in the order of their days.",
        check=erratum_early,
        cites=("七(二)",),
    ),
    Rule(
        id="report-by-other",
        ensures="A specialist's report comes from a specialist.",
        check=report_by_other,
        cites=("五(一)4",),
        carries=("R-14",),
    ),
    Rule(
        id="evaluation-repeated",
        ensures="A year has one evaluation.",
        check=evaluation_repeated,
        cites=("七(三)",),
        carries=("R-36",),
    ),
    Rule(
        id="evaluation-too-early",
        ensures="A year is not evaluated or inspected before it begins.",
        check=evaluation_early,
        cites=("七(三)",),
        carries=("R-36",),
    ),
    Rule(
        id="suggestion-about-other",
        ensures="A problem that arose from a request is about that request's service.",
        check=suggestion_about_other,
        cites=("五(一)3",),
        carries=("R-14", "R-15"),
    ),
)
