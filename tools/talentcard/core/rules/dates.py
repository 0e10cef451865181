"""Dates: in the programme's time, none before what it rests on, and what is recorded has happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

from talentcard.core import model
from talentcard.core.deadlines import DAY
from talentcard.core.finding import Severity
from talentcard.core.model import Contact, Organisation, Pointer, Record
from talentcard.core.registry import Registry
from talentcard.core.rules.book import Run
from talentcard.core.rules.rule import Hit, Rule, Scope

Dated = tuple[Record, Pointer, dt.date]


def out_of_range(scope: Scope) -> Iterator[Hit]:
    """Ensure acts lie in the programme's time: from its first policy through the year after the last calendar."""
    first, last = _programme(scope.registry)
    if scope.unread("pol-", "cal-"):
        return
    for record, pointer, day in acts(scope, first, last):
        if not first <= day <= last:
            params = {"on": str(day), "first": str(first), "last": str(last)}
            yield Hit(at=scope.registry.place(record, *pointer), params=params)


def in_future(scope: Scope) -> Iterator[Hit]:
    """Ensure what is recorded as done has happened: no act lies after today."""
    _, last = _programme(scope.registry)
    for record, pointer, day in acts(scope, dt.date.min, scope.today):
        if scope.today < day <= last:
            params = {"on": str(day), "today": str(scope.today)}
            yield Hit(at=scope.registry.place(record, *pointer), params=params)


def _programme(registry: Registry) -> tuple[dt.date, dt.date]:
    """The first and the last day on which an act can be judged; without policies or calendars, any."""
    policies, calendars = registry.of(model.Policy).values(), registry.of(model.Calendar).values()
    first = min((policy.effective_from for policy in policies), default=dt.date.min)
    last = max((calendar.year for calendar in calendars), default=dt.MAXYEAR - 1)
    return first, dt.date(last + 1, 12, 31)


def recorded_early(scope: Scope) -> Iterator[Hit]:
    """Ensure nothing is recorded before it happened."""
    for run in scope.book.runs:
        for index, event in enumerate(run.events if run.recorded_later else ()):
            if event.recorded_on is not None and event.recorded_on < event.on:
                yield Hit(
                    at=scope.registry.place(run.record, *run.pointer, index, "recorded_on"),
                    params={"recorded": str(event.recorded_on), "on": str(event.on)},
                )


def span_reversed(scope: Scope) -> Iterator[Hit]:
    """Ensure no span of time ends before it begins."""
    for record, pointer, since, until in spans(scope.registry):
        if until is not None and until < since:
            yield Hit(
                at=scope.registry.place(record, *pointer, "until"),
                params={"since": str(since), "until": str(until)},
                also=(scope.registry.place(record, *pointer, "since"),),
            )


def before_recognition(scope: Scope) -> Iterator[Hit]:
    """Ensure a talent is recognised before asking for a card or a service (四)."""
    talents = scope.registry.of(model.Talent)
    for run in scope.book.runs:
        talent = talents.get(run.talent) if run.talent is not None else None
        if talent is not None and run.first < talent.recognised_on:
            yield Hit(
                at=scope.registry.place(run.record, *run.pointer, 0, "on"),
                params={"on": str(run.first), "recognised": str(talent.recognised_on)},
                also=(scope.registry.place(talent, "recognised_on"),),
            )


def before_employment(scope: Scope) -> Iterator[Hit]:
    """Ensure a case is opened while the talent has an employer: its liaison owes the filing and the feedback."""
    talents = scope.registry.of(model.Talent)
    for run in scope.book.runs:
        talent = talents.get(run.talent) if run.talent is not None else None
        if talent is not None and run.first < talent.employers[0].since:
            yield Hit(
                at=scope.registry.place(run.record, *run.pointer, 0, "on"),
                params={"on": str(run.first), "since": str(talent.employers[0].since)},
                also=(scope.registry.place(talent, "employers", 0, "since"),),
            )


def employment_order(scope: Scope) -> Iterator[Hit]:
    """Ensure a talent's employments are listed in order, one at a time: on any day one employer answers."""
    for talent in scope.registry.of(model.Talent).values():
        for index, (before, job) in enumerate(pairwise(talent.employers), start=1):
            if job.since <= (before.until or dt.date.max):
                yield Hit(
                    at=scope.registry.place(talent, "employers", index, "since"),
                    params={"since": str(job.since), "until": str(before.until or "…")},
                    also=(scope.registry.place(talent, "employers", index - 1),),
                )


def contact_outside_body(scope: Scope) -> Iterator[Hit]:
    """Ensure a contact is in post while the body exists: from its first name on, until another takes over."""
    bodies = scope.registry.of(Organisation)
    for contact in scope.registry.of(Contact).values():
        body = bodies.get(contact.organisation)
        if body is None:
            continue
        first, ends = body.names[0].since, body.succeeded_by
        if contact.since < first:
            yield _outside(scope, contact, body, "since", first, None)
        elif ends is not None and (contact.until is None or contact.until >= ends.on):
            yield _outside(scope, contact, body, "until" if contact.until else "since", first, ends.on - DAY)


def _outside(
    scope: Scope, contact: Contact, body: Organisation, field: str, first: dt.date, last: dt.date | None
) -> Hit:
    params = {
        "since": str(contact.since),
        "until": str(contact.until or "…"),
        "first": str(first),
        "last": str(last or "…"),
    }
    return Hit(at=scope.registry.place(contact, field), params=params, also=(scope.registry.place(body, "names"),))


# ---- which dates ----------------------------------------------------------------------------------------


def acts(scope: Scope, first: dt.date, last: dt.date) -> Iterator[Dated]:
    """Every date on which something was done. A case within [first, last] may be left out: nearly all are."""
    for run in scope.book.runs:
        if run.earliest < first or run.latest > last:
            yield from _acts_of(run)
    registry = scope.registry
    for notice in registry.of(model.Notice).values():
        yield notice, ("issued_on",), notice.issued_on
    for roster in registry.of(model.Roster).values():
        yield roster, ("filed_on",), roster.filed_on
    for bulletin in registry.of(model.Bulletin).values():
        yield bulletin, ("published_on",), bulletin.published_on
        for index, erratum in enumerate(bulletin.errata):
            yield bulletin, ("errata", index, "on"), erratum.on
    for release in registry.of(model.Release).values():
        yield release, ("released_on",), release.released_on
    for meeting in registry.of(model.Meeting).values():
        yield from _acts_of_meeting(meeting)
    for evaluation in registry.of(model.Evaluation).values():
        yield from _acts_of_evaluation(evaluation)


def _acts_of_meeting(meeting: model.Meeting) -> Iterator[Dated]:
    yield meeting, ("held_on",), meeting.held_on
    for index, decision in enumerate(meeting.decisions):
        if decision.done_on is not None:
            yield meeting, ("decisions", index, "done_on"), decision.done_on


def _acts_of_evaluation(evaluation: model.Evaluation) -> Iterator[Dated]:
    if evaluation.evaluated_on is not None:
        yield evaluation, ("evaluated_on",), evaluation.evaluated_on
    if evaluation.inspected_on is not None:
        yield evaluation, ("inspected_on",), evaluation.inspected_on


def _acts_of(run: Run) -> Iterator[Dated]:
    for index, event in enumerate(run.events):
        pointer = (*run.pointer, index)
        yield run.record, (*pointer, "on"), event.on
        if event.recorded_on is not None:
            yield run.record, (*pointer, "recorded_on"), event.recorded_on
        if event.corrected_on is not None:
            yield run.record, (*pointer, "corrected_on"), event.corrected_on
        if event.printed is not None:
            yield run.record, (*pointer, "printed", "issued_on"), event.printed.issued_on


def spans(registry: Registry) -> Iterator[tuple[Record, Pointer, dt.date, dt.date | None]]:
    """Every span of time in a record."""
    for contact in registry.of(Contact).values():
        yield contact, (), contact.since, contact.until
    for talent in registry.of(model.Talent).values():
        for index, job in enumerate(talent.employers):
            yield talent, ("employers", index), job.since, job.until
        for index, care in enumerate(talent.specialists):
            yield talent, ("specialists", index), care.since, care.until
    for body in registry.of(Organisation).values():
        for index, name in enumerate(body.names):
            yield body, ("names", index), name.since, name.until


RULES: tuple[Rule, ...] = (
    Rule(
        id="date-out-of-range",
        ensures="Acts lie in the programme's time: from its first policy through the year after the last calendar.",
        check=out_of_range,
    ),
    Rule(
        id="date-in-future",
        ensures="What is recorded as done has happened: no act lies after today.",
        check=in_future,
        severity=Severity.WARNING,
    ),
    Rule(id="recorded-too-early", ensures="Nothing is recorded before it happened.", check=recorded_early),
    Rule(id="span-reversed", ensures="No span of time ends before it begins.", check=span_reversed),
    Rule(
        id="before-recognition",
        ensures="A talent is recognised before asking for a card or a service.",
        check=before_recognition,
        cites=("四",),
    ),
    Rule(
        id="before-employment",
        ensures="A case is opened while the talent has an employer.",
        check=before_employment,
        cites=("五(四)",),
        carries=("R-17",),
    ),
    Rule(
        id="employment-overlap",
        ensures="A talent's employments are listed in order, one at a time.",
        check=employment_order,
        cites=("五(四)",),
    ),
    Rule(
        id="contact-outside-body",
        ensures="A contact is in post while the body exists.",
        check=contact_outside_body,
        severity=Severity.WARNING,
        cites=("四",),
    ),
)
