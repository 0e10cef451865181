"""A card's life: its terms of validity (R-02, R-07), its state on a day, and its procedures as cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from talentcard.core.cases import CLOSING, Case, first, in_effect
from talentcard.core.deadlines import Reckoner
from talentcard.core.model import Card, Event, Procedure, ProcedureType
from talentcard.core.workdays import DayRange


class CardState(StrEnum):
    """*Expired* is derived from the date; *cancelled* is an act on a notice (R-09)."""

    IN_PREPARATION = "in_preparation"
    VALID = "valid"
    LOST = "lost"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Validity:
    """One term of a card: from the day that starts it through its last valid day."""

    procedure: Procedure
    since: dt.date
    through: dt.date


def issue_day(events: tuple[Event, ...], reckoner: Reckoner) -> dt.date | None:
    """The day from which the years run: the printed issue date, or the delivery (interpretation ``validity-start``)."""
    if reckoner.rules.reading("validity-start") == "delivery":
        delivered = first(events, "delivered")
        return delivered.on if delivered else None
    made = first(events, "made")
    return made.printed.issued_on if made and made.printed else None


def last_valid_day(since: dt.date, reckoner: Reckoner) -> dt.date:
    """R-02: the last day of a term that starts on ``since``. Raises LookupError where the policy gives no limit."""
    limit = reckoner.rules.card.limit
    term = reckoner.term(limit, DayRange.on(since))
    if term is None or term.due is None:
        raise LookupError("card validity")
    return term.due.latest


def validities(card: Card, as_of: dt.date, reckoner: Reckoner) -> tuple[Validity, ...]:
    """The terms that the card has had by ``as_of``: the first, and one for each extension (``reissue-term``).

    A change or a replacement keeps the running term, unless the register says that every remade card starts anew.
    """
    always_new = reckoner.rules.reading("reissue-term") == "always_new"
    opening = {ProcedureType.NEW, ProcedureType.EXTENSION}
    renewing = opening | ({ProcedureType.CHANGE, ProcedureType.LOSS} if always_new else set())
    terms: list[Validity] = []
    for procedure in card.procedures:
        issued = issue_day(in_effect(procedure.events, as_of), reckoner)
        if issued is None or procedure.type not in renewing:
            continue
        since = issued
        if terms and not always_new and issued <= terms[-1].through:
            since = terms[-1].through
        terms.append(Validity(procedure, since, last_valid_day(since, reckoner)))
    return tuple(terms)


def cancelled_on(card: Card, as_of: dt.date) -> dt.date | None:
    for procedure in card.procedures:
        if procedure.type is ProcedureType.CANCELLATION:
            done = first(in_effect(procedure.events, as_of), "cancelled")
            if done is not None:
                return done.on
    return None


def lost(card: Card, as_of: dt.date) -> bool:
    """Whether the loss of the card stands unreplaced."""
    for procedure in card.procedures:
        if procedure.type is ProcedureType.LOSS:
            events = in_effect(procedure.events, as_of)
            if events and not first(events, "handed_over", "withdrawn", "closed"):
                return True
    return False


def state_on(card: Card, as_of: dt.date, reckoner: Reckoner) -> CardState:
    """What the card is on a day."""
    if cancelled_on(card, as_of) is not None:
        return CardState.CANCELLED
    terms = validities(card, as_of, reckoner)
    if not terms:
        return CardState.IN_PREPARATION
    if terms[-1].through < as_of:
        return CardState.EXPIRED
    return CardState.LOST if lost(card, as_of) else CardState.VALID


def cases(card: Card, as_of: dt.date, reckoner: Reckoner) -> Iterator[Case]:
    """Each procedure as a case; and for the running term, while nobody is extending it, a case of its own.

    An extension is about the term that runs when it begins. One that was withdrawn or refused renews nothing: the
    term stands as if nobody had applied.
    """
    ended = cancelled_on(card, as_of)
    opened = {term.procedure.id: term for term in validities(card, as_of, reckoner)}
    running: Validity | None = None
    extending = False
    for index, procedure in enumerate(card.procedures):
        expiry = None
        if procedure.type is ProcedureType.EXTENSION and running is not None:
            expiry = running.through
            extending = extending or under_way(procedure, as_of)
        if procedure.id in opened:
            running, extending = opened[procedure.id], False
        yield Case(
            record=card.id,
            service=procedure.type.value,
            variant="standard",
            events=procedure.events,
            pointer=("procedures", index, "events"),
            part=procedure.id,
            talent=card.talent,
            requested_by="employer_liaison",
            closed_on=None if procedure.type is ProcedureType.CANCELLATION else ended,
            expiry=expiry,
        )
    if running is not None and not extending:
        yield Case(
            record=card.id,
            service=ProcedureType.EXTENSION.value,
            variant="standard",
            events=cancellation_notices(card, as_of),
            pointer=("procedures",),
            part="term",
            talent=card.talent,
            requested_by="employer_liaison",
            closed_on=ended,
            expiry=running.through,
            opened_on=running.since,
            optional=True,
        )


def under_way(procedure: Procedure, as_of: dt.date) -> bool:
    """Whether a procedure has begun by ``as_of`` and has not been given up."""
    events = in_effect(procedure.events, as_of)
    return bool(events) and first(events, *CLOSING) is None


def cancellation_notices(card: Card, as_of: dt.date) -> tuple[Event, ...]:
    """The notice of cancellation meets the duty that an unextended expiry leaves with the bureau."""
    return tuple(
        event
        for procedure in card.procedures
        if procedure.type is ProcedureType.CANCELLATION
        for events in [in_effect(procedure.events, as_of)]
        if first(events, "withdrawn", "refused") is None
        for event in events
        if event.type == "cancel_noticed"
    )
