"""A card's life: its terms of validity (R-02, R-07), its state on a day, and its procedures as cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from talentcard.cases import Case, first, in_effect
from talentcard.deadlines import Reckoner
from talentcard.model import Card, Event, Procedure, ProcedureType
from talentcard.workdays import DayRange


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
    """Each procedure as a case; and for the running term, not yet extended, a case of its own.

    Only a term's own extension can renew it: the first extension belongs to the first term, and so on.
    """
    ended = cancelled_on(card, as_of)
    terms = validities(card, as_of, reckoner)
    extensions = 0
    for index, procedure in enumerate(card.procedures):
        events, expiry = procedure.events, None
        if procedure.type is ProcedureType.EXTENSION:
            expiry = terms[extensions].through if extensions < len(terms) else None
            extensions += 1
        yield Case(
            record=card.id,
            service=procedure.type.value,
            variant="standard",
            events=events,
            pointer=("procedures", index, "events"),
            part=procedure.id,
            talent=card.talent,
            requested_by="employer_liaison",
            closed_on=None if procedure.type is ProcedureType.CANCELLATION else ended,
            expiry=expiry,
        )
    if len(terms) > extensions:
        yield Case(
            record=card.id,
            service=ProcedureType.EXTENSION.value,
            variant="standard",
            events=cancellation_events(card),
            pointer=("procedures",),
            part="term",
            talent=card.talent,
            requested_by="employer_liaison",
            closed_on=ended,
            expiry=terms[-1].through,
            opened_on=terms[-1].since,
        )


def cancellation_events(card: Card) -> tuple[Event, ...]:
    """The notice of cancellation meets the duty that an unextended expiry leaves with the bureau."""
    return tuple(event for p in card.procedures if p.type is ProcedureType.CANCELLATION for event in p.events)
