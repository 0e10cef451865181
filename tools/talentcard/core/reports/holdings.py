"""The list of cards: what each one is on the day, how long it holds, and what is being done about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from talentcard.core import cards
from talentcard.core.cards import CardState
from talentcard.core.cases import in_effect
from talentcard.core.engine import Engine
from talentcard.core.model import Card, RecordId
from talentcard.core.obligation import Obligation
from talentcard.core.reports.requests import Asked, Desk, open_legs
from talentcard.core.reports.table import Column


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A card on a day. ``procedure``: what is under way or called for; ``desk``: who has it, and the last day."""

    id: RecordId
    talent: RecordId
    state: CardState
    since: dt.date | None
    through: dt.date | None
    serial: str | None
    procedure: str | None
    desk: Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which cards are asked for.

    ``month`` (YYYY-MM): when their term ends; ``service``: what is under way, ``body``: the employer, or who has a leg.
    """

    states: frozenset[CardState] = frozenset()
    service: str | None = None
    body: RecordId | None = None
    district: str | None = None
    month: str | None = None

    @property
    def asked(self) -> Asked:
        return Asked(body=self.body, service=self.service)

    def __contains__(self, card: Holding) -> bool:
        return (
            (not self.states or card.state in self.states)
            and self.service in (None, card.procedure)
            and self.body in (None, card.desk.employer, card.desk.owner)
            and self.district in (None, card.desk.district)
            and (self.month is None or (card.through is not None and f"{card.through:%Y-%m}" == self.month))
        )


COLUMNS: tuple[Column[Holding], ...] = (
    Column("id", lambda c: c.id, screen=True),
    Column("talent", lambda c: c.talent, screen=True),
    Column("state", lambda c: c.state.value, words="card-state-", screen=True),
    Column("valid_since", lambda c: c.since),
    Column("valid_through", lambda c: c.through, screen=True),
    Column("serial", lambda c: c.serial, screen=True),
    Column("employer", lambda c: c.desk.employer),
    Column("employer_name", lambda c: c.desk.employer_name, screen=True),
    Column("district", lambda c: c.desk.district),
    Column("specialist", lambda c: c.desk.specialist),
    Column("procedure", lambda c: c.procedure, words="procedure-name-", screen=True),
    Column("stage", lambda c: c.desk.stage),
    Column("stage_name", lambda c: c.desk.stage_name),
    Column("owner", lambda c: c.desk.owner),
    Column("owner_name", lambda c: c.desk.owner_name, screen=True),
    Column("due", lambda c: c.desk.due, screen=True),
    Column("provisional", lambda c: c.desk.provisional),
    Column("working_days_left", lambda c: c.desk.left),
    Column("stage_state", lambda c: c.desk.state, words="state-"),
)


def holdings(engine: Engine, obligations: tuple[Obligation, ...], wanted: Wanted, lang: str) -> Iterator[Holding]:
    """The wanted cards of those that have begun by the day, in the order of the files."""
    owed = open_legs(obligations)
    for card in engine.registry.of(Card).values():
        reckoner = engine.card_reckoner(card)
        if reckoner is None:
            continue
        try:
            terms = cards.validities(card, engine.as_of, reckoner)
            state = cards.state_on(card, engine.as_of, reckoner)
        except LookupError:  # no policy gives a term, or no calendar reaches so far back: check says so
            continue
        leg = wanted.asked.leg(owed.get(card.id, ()))
        row = Holding(
            id=card.id,
            talent=card.talent,
            state=state,
            since=terms[-1].since if terms else None,
            through=terms[-1].through if terms else None,
            serial=serial(card, engine.as_of),
            procedure=leg.service if leg else None,
            desk=Desk.of(engine, card.talent, leg, lang),
        )
        if row in wanted:
            yield row


def serial(card: Card, as_of: dt.date) -> str | None:
    """What is printed on the card that was made last."""
    printed = [
        event.printed.serial
        for procedure in card.procedures
        for event in in_effect(procedure.events, as_of)
        if event.printed is not None and event.printed.serial is not None
    ]
    return printed[-1] if printed else None
