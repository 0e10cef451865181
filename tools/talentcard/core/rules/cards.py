"""Cards: one a talent, procedures in an order that can be, every act on its notice, every term as the rules give it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

from talentcard.core import cards, model
from talentcard.core.cases import CLOSING, first, in_effect
from talentcard.core.deadlines import Reckoner
from talentcard.core.finding import Severity
from talentcard.core.model import Card, Event, LimitKind, Notice, NoticeType, Procedure, ProcedureType
from talentcard.core.rules import words
from talentcard.core.rules.rule import Hit, Rule, Scope
from talentcard.core.workdays import CalendarHorizonError, DayRange

ALWAYS = dt.date.max
"""As of the end of time: all that is recorded."""

NOTICES = {
    ProcedureType.NEW: NoticeType.ISSUE,
    ProcedureType.CHANGE: NoticeType.CHANGE,
    ProcedureType.EXTENSION: NoticeType.EXTENSION,
    ProcedureType.LOSS: NoticeType.REPLACEMENT,
    ProcedureType.CANCELLATION: NoticeType.CANCELLATION,
}
"""The type of notice (annex 1) on which each procedure rests."""


def talent_repeated(scope: Scope) -> Iterator[Hit]:
    """Ensure a talent has one card at a time (111N): a second one only after the first was cancelled."""
    for held in scope.book.holdings.values():
        ordered = sorted(held, key=lambda holding: _opened(holding.card)) if len(held) > 1 else []
        for before, holding in pairwise(ordered):
            if before.cancelled_on is None or before.cancelled_on > _opened(holding.card):
                yield Hit(
                    at=scope.registry.place(holding.card, "talent"),
                    params={"talent": holding.card.talent, "other": before.card.id},
                    also=(scope.registry.place(before.card, "talent"),),
                )


def first_procedure(scope: Scope) -> Iterator[Hit]:
    """Ensure a card begins with its issue, and is issued anew only once."""
    for card in scope.registry.of(Card).values():
        for index, procedure in enumerate(card.procedures):
            if (procedure.type is ProcedureType.NEW) != (index == 0):
                at = scope.registry.place(card, "procedures", index, "type")
                yield Hit(at=at, params={"procedure": f"@procedure-{procedure.type}", "number": str(index + 1)})


def procedure_order(scope: Scope) -> Iterator[Hit]:
    """Ensure procedures are listed as they began, and none but the issue begins before there is a card."""
    for card in scope.registry.of(Card).values():
        if len(card.procedures) > 1:
            made = first(in_effect(card.procedures[0].events, ALWAYS), "made")
            latest = made.on if made else None
            for index, procedure in enumerate(card.procedures[1:], start=1):
                begun = _begun(procedure)
                if latest is None or begun < latest:
                    yield Hit(
                        at=scope.registry.place(card, "procedures", index, "events", 0, "on"),
                        params={
                            "procedure": f"@procedure-{procedure.type}",
                            "on": str(begun),
                            "before": str(latest or "—"),
                        },
                    )
                else:
                    latest = begun


def after_cancellation(scope: Scope) -> Iterator[Hit]:
    """Ensure nothing is begun, made or handed over on a card that has been cancelled."""
    for held in scope.book.holdings.values():
        for holding in held:
            if holding.cancelled_on is not None:
                yield from _after_cancellation(scope, holding.card, holding.cancelled_on)


def _after_cancellation(scope: Scope, card: Card, cancelled: dt.date) -> Iterator[Hit]:
    for index, procedure in enumerate(card.procedures):
        for at in in_effect(procedure.events, ALWAYS):
            begins = at.on == _begun(procedure) and procedure.type is not ProcedureType.CANCELLATION
            if at.on > cancelled and (begins or at.type in ("made", "handed_over", "delivered")):
                pointer = ("procedures", index, "events", _index(procedure, at), "on")
                params = {"type": words.event(at.type), "on": str(at.on), "cancelled": str(cancelled)}
                yield Hit(at=scope.registry.place(card, *pointer), params=params)


def validity_term(scope: Scope) -> Iterator[Hit]:
    """Ensure the last valid day printed on a card is the one that the rules give (R-02, R-07)."""
    if scope.unread("int-", "pol-"):
        return
    terms = {held.card.id: held.terms for cards_of in scope.book.holdings.values() for held in cards_of}
    for card, index, run in scope.book.procedures:
        made = first(run.effective(), "made") if "made" in run.types else None
        term = _term_of(card, index, terms.get(card.id, ())) if made is not None else None
        if made is None or made.printed is None or term is None or made.printed.valid_through == term.through:
            continue
        pointer = (*run.pointer, _index(card.procedures[index], made), "printed", "valid_through")
        yield Hit(
            at=scope.registry.place(card, *pointer),
            params={
                "printed": str(made.printed.valid_through),
                "through": str(term.through),
                "since": str(term.since),
            },
        )


def _term_of(card: Card, index: int, terms: tuple[cards.Validity, ...]) -> cards.Validity | None:
    """The term that a procedure opened, or else the one that ran when it began; None where none does yet."""
    procedure = card.procedures[index]
    opened = next((term for term in terms if term.procedure.id == procedure.id), None)
    if opened is not None or procedure.type in (ProcedureType.NEW, ProcedureType.EXTENSION):
        return opened
    before = {earlier.id for earlier in card.procedures[:index]}
    return next((term for term in reversed(terms) if term.procedure.id in before), None)


def printed_date(scope: Scope) -> Iterator[Hit]:
    """Ensure a card's printed issue date lies between what it rests on (notice, approval) and its hand-over."""
    for card, index, run in scope.book.procedures:
        events = run.effective() if "made" in run.types else ()
        made = first(events, "made")
        if made is None or made.printed is None:
            continue
        issued = made.printed.issued_on
        basis, handed = first(events, "noticed", "approved"), first(events, "handed_over")
        for other, wrong in ((basis, basis and issued < basis.on), (handed, handed and issued > handed.on)):
            if other is not None and wrong:
                procedure, pointer = card.procedures[index], run.pointer
                yield Hit(
                    at=scope.registry.place(card, *pointer, _index(procedure, made), "printed", "issued_on"),
                    params={"issued": str(issued), "type": words.event(other.type), "on": str(other.on)},
                    also=(scope.registry.place(card, *pointer, _index(procedure, other), "on"),),
                )


def notice_type(scope: Scope) -> Iterator[Hit]:
    """Ensure each procedure rests on a notice of its own type (annex 1)."""
    for card, procedure, event, notice, pointer in _notices(scope):
        wanted = NOTICES[procedure.type]
        if notice.type is not wanted:
            yield Hit(
                at=scope.registry.place(card, *pointer, "notice"),
                params={"type": f"@notice-{notice.type}", "wanted": f"@notice-{wanted}", "on": str(event.on)},
                also=(scope.registry.place(notice, "type"),),
            )


def notice_talent(scope: Scope) -> Iterator[Hit]:
    """Ensure a notice lists the talent on whose card it is carried out."""
    for card, _, _, notice, pointer in _notices(scope):
        if card.talent not in notice.talents:
            yield Hit(
                at=scope.registry.place(card, *pointer, "notice"),
                params={"notice": notice.id, "talent": card.talent},
                also=(scope.registry.place(notice, "talents"),),
            )


def notice_date(scope: Scope) -> Iterator[Hit]:
    """Ensure a notice was issued by the day on which it arrived or was followed."""
    for card, _, event, notice, pointer in _notices(scope):
        if notice.issued_on > event.on:
            yield Hit(
                at=scope.registry.place(card, *pointer, "on"),
                params={"type": words.event(event.type), "on": str(event.on), "issued": str(notice.issued_on)},
                also=(scope.registry.place(notice, "issued_on"),),
            )


def acknowledged_by_other(scope: Scope) -> Iterator[Hit]:
    """Ensure a notice is acknowledged only by a department or unit that was told."""
    registry = scope.registry
    for run in scope.book.runs_with("acknowledged"):
        effective = run.effective()
        notice = first(effective, "departments_notified")
        told = registry.notified_on(notice.on) if notice is not None else ()
        for event in effective if told else ():
            if event.type != "acknowledged" or event.by is None or event.by in registry.unreadable:
                continue
            if event.by not in {*told, *(registry.organisation_on(unit, event.on) for unit in told)}:
                index = next(i for i, listed in enumerate(run.events) if listed.id == event.id)
                yield Hit(
                    at=words.event_place(registry, run, index, "by"),
                    params={"id": event.by, "told": "、".join(told)},
                )


def expired_not_cancelled(scope: Scope) -> Iterator[Hit]:
    """Ensure a card is cancelled once it has expired and can no longer be extended, or was not (R-09)."""
    for held in scope.book.holdings.values() if not scope.unread("int-", "pol-", "svc-") else ():
        for holding in held:
            if not holding.terms or holding.terms[0].through >= scope.as_of:
                continue
            known = [term for term in holding.terms if first(in_effect(term.procedure.events, scope.as_of), "made")]
            if not known or known[-1].through >= scope.as_of or cards.cancelled_on(holding.card, scope.as_of):
                continue
            if not _being_extended(scope, holding.card, known):
                params = {"through": str(known[-1].through)}
                yield Hit(at=scope.registry.place(holding.card, "talent"), params=params)


def _being_extended(scope: Scope, card: Card, terms: list[cards.Validity]) -> bool:
    """Whether the last term may still be extended on the day, or its extension is under way."""
    renewed = {term.procedure.id for term in terms}
    asked = [p for p in card.procedures if p.type is ProcedureType.EXTENSION and p.id not in renewed]
    known = [events for p in asked if (events := in_effect(p.events, scope.as_of))]
    if known:
        return first(known[-1], *CLOSING) is None
    return scope.as_of <= _extension_bound(scope, card, terms[-1].through)


def _extension_bound(scope: Scope, card: Card, through: dt.date) -> dt.date:
    """The last day on which an extension can be applied for in time; the last valid day where the policy gives none."""
    rules = scope.book.rules_on(through, card.talent)
    try:
        track = rules.track(ProcedureType.EXTENSION.value, "standard") if rules else None
    except LookupError:
        track = None
    days = [through]
    for step in track.steps if track else ():
        if rules and step.limit and step.starts and step.starts.fact and step.limit.kind is not LimitKind.WINDOW_BEFORE:
            try:
                term = Reckoner(scope.calendar, rules).term(step.limit, DayRange.on(through))
            except CalendarHorizonError:
                term = None
            days += [term.due.latest] if term is not None and term.due is not None else []
    return max(days)


# ---- shared ---------------------------------------------------------------------------------------------


def _begun(procedure: Procedure) -> dt.date:
    events = in_effect(procedure.events, ALWAYS)
    return events[0].on if events else procedure.events[0].on


def _opened(card: Card) -> dt.date:
    return min(_begun(procedure) for procedure in card.procedures)


def _index(procedure: Procedure, event: Event) -> int:
    """Where an event stands in the list; in effect it may carry another date."""
    return next(i for i, listed in enumerate(procedure.events) if listed.id == event.id)


def _notices(scope: Scope) -> Iterator[tuple[Card, Procedure, Event, Notice, model.Pointer]]:
    """Every notice that an event of a card names and that exists."""
    notices = scope.registry.of(Notice)
    for card, index, run in scope.book.procedures:
        for place, event in enumerate(run.events):
            notice = notices.get(event.notice) if event.notice is not None else None
            if notice is not None:
                yield card, card.procedures[index], event, notice, (*run.pointer, place)


RULES: tuple[Rule, ...] = (
    Rule(
        id="card-talent-repeated",
        ensures="A talent has one card at a time.",
        check=talent_repeated,
        cites=("四",),
        carries=("R-12",),
    ),
    Rule(
        id="card-first-procedure",
        ensures="A card begins with its issue, and is issued anew only once.",
        check=first_procedure,
        cites=("二(一)",),
        carries=("R-04",),
    ),
    Rule(
        id="card-procedure-order",
        ensures="Procedures are listed as they began, and none but the issue begins before there is a card.",
        check=procedure_order,
        cites=("二(二)",),
        carries=("R-06", "R-07"),
    ),
    Rule(
        id="card-after-cancellation",
        ensures="Nothing is begun, made or handed over on a card that has been cancelled.",
        check=after_cancellation,
        cites=("二(三)",),
        carries=("R-09",),
    ),
    Rule(
        id="card-validity-term",
        ensures="The last valid day printed on a card is the one that the rules give.",
        check=validity_term,
        cites=("一", "int-09-validity-count", "int-12-validity-start", "int-15-reissue-term"),
        carries=("R-02", "R-07"),
    ),
    Rule(
        id="card-printed-date",
        ensures="A card's printed issue date lies between what it rests on and its hand-over.",
        check=printed_date,
        cites=("二",),
        carries=("R-04", "R-05", "R-07"),
    ),
    Rule(
        id="card-notice-type",
        ensures="Each procedure rests on a notice of its own type.",
        check=notice_type,
        cites=("二",),
        carries=("R-04", "R-09"),
    ),
    Rule(
        id="card-notice-talent",
        ensures="A notice lists the talent on whose card it is carried out.",
        check=notice_talent,
        cites=("二",),
        carries=("R-04", "R-09"),
    ),
    Rule(
        id="card-notice-date",
        ensures="A notice was issued by the day on which it arrived or was followed.",
        check=notice_date,
        cites=("二",),
        carries=("R-04", "R-09"),
    ),
    Rule(
        id="acknowledged-by-other",
        ensures="A notice is acknowledged only by a department or unit that was told.",
        check=acknowledged_by_other,
        cites=("二末", "int-25-acknowledgement"),
        carries=("R-10",),
    ),
    Rule(
        id="card-expired-not-cancelled",
        ensures="A card is cancelled once it has expired and can no longer be extended, or was not.",
        check=expired_not_cancelled,
        severity=Severity.WARNING,
        cites=("二(三)", "int-14-extension-window"),
        carries=("R-09",),
    ),
)
