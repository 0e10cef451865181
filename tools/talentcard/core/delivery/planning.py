"""The plan: what is called for today, less what was said already → one message for each recipient.

A rung is said once to each recipient for an obligation and the day from which it runs. So a run that was missed needs
no catching up (the next one says the rung of its own day), whoever takes over a post learns what stands open, and a
run that broke off between two messages leaves nobody out. What never reached its recipient was not said.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from talentcard.core.actors import Actors
from talentcard.core.delivery.message import Mark, Message, Notice, Recipient, key_of, mark_of
from talentcard.core.delivery.recipients import Recipients
from talentcard.core.flagging.legs import Ladder, Leg
from talentcard.core.flagging.planning import urgency
from talentcard.core.model import Card, Contact, RecordId, Request
from talentcard.core.obligation import ENDED, Obligation
from talentcard.core.registry import Registry

TOLD = "notified_departments"
"""The word for whom the platform's notices of cards are owed to (R-10)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the outbox knows: the messages that are there, what was said to whom, and to whom nothing gets through."""

    keys: Collection[str] = frozenset()
    marks: Mapping[RecordId, Collection[Mark]] = field(default_factory=dict)
    failed: Mapping[RecordId, dt.date] = field(default_factory=dict)


NOTHING = Said()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The day's messages; ``unreached``: bodies that are to be told something, and nobody to tell it to."""

    messages: tuple[Message, ...]
    unreached: tuple[RecordId, ...] = ()


@dataclass(slots=True)
class _Draft:
    """What one recipient is to be told; ``stands_in`` and ``silent`` by the body whose matter it is."""

    recipient: Recipient
    legs: list[Leg] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    stands_in: dict[RecordId, RecordId] = field(default_factory=dict)
    silent: set[RecordId] = field(default_factory=set)


def plan(ladder: Ladder, obligations: Iterable[Obligation], said: Said = NOTHING) -> Plan:
    """The messages of a day, in the order of their recipients."""
    registry, as_of = ladder.registry, ladder.as_of
    recipients, actors = Recipients(registry, as_of, said.failed), Actors(registry)
    platform = RecordId(registry.settings.roles["platform"])
    drafts: dict[RecordId, _Draft] = {}
    unreached: set[RecordId] = set()

    def drafted(body: RecordId, about: Iterable[RecordId] = ()) -> Iterator[_Draft]:
        """The drafts of a body's recipients, or of the platform's, which then has to find somebody."""
        own = recipients.of(body, about)
        reached = own or recipients.of(platform)
        if not reached:
            unreached.add(body)
        for recipient in reached:
            draft = drafts.setdefault(recipient.id, _Draft(recipient))
            if not own:
                draft.silent.add(body)
            elif recipient.stands_in is not None:
                draft.stands_in[body] = recipient.stands_in
            yield draft

    owed = list(obligations)
    for leg in ladder.legs(owed):
        for draft in drafted(leg.body, concerned(registry, actors, leg.obligation, as_of)):
            draft.legs.append(leg)
    for notice in card_notices(registry, owed):
        for draft in drafted(notice.body):
            draft.notices.append(notice)
    messages = (message(as_of, draft, said) for _, draft in sorted(drafts.items()))
    return Plan(messages=tuple(filter(None, messages)), unreached=tuple(sorted(unreached)))


def concerned(registry: Registry, actors: Actors, obligation: Obligation, day: dt.date) -> tuple[RecordId, ...]:
    """The contacts whose own matter an obligation is: the talent's specialist, or who owes the report themselves."""
    record = registry.record(obligation.record)
    match record:
        case Contact():
            return (record.id,)
        case Card() | Request():
            found = actors.specialist(record.talent, day)
            return (found,) if found is not None else ()
        case _:
            return ()


def card_notices(registry: Registry, obligations: Iterable[Obligation]) -> Iterator[Notice]:
    """R-10: what befell a card and the platform has not told yet, with each body that is to be told of it."""
    for obligation in obligations:
        is_card = registry.get(Card, obligation.record) is not None
        if is_card and obligation.owed_to == TOLD and obligation.state not in ENDED:
            for body in registry.notified_on(obligation.starts.earliest):
                yield Notice(obligation, body)


def message(day: dt.date, draft: _Draft, said: Said) -> Message | None:
    """What is new to the recipient; None where nothing is, or where the day's message is there already."""
    known = frozenset(said.marks.get(draft.recipient.id, ()))
    heights: dict[tuple[str, str], int] = defaultdict(lambda: -1)
    for mark in known:
        heights[mark.clock] = max(heights[mark.clock], mark.height)
    legs = [leg for leg in draft.legs if mark_of(leg).height > heights[mark_of(leg).clock]]
    notices = [notice for notice in draft.notices if notice.mark not in known]
    if not (legs or notices) or key_of(day, draft.recipient.id) in said.keys:
        return None
    bodies = {*(leg.body for leg in legs), *(notice.body for notice in notices)}
    return Message(
        day=day,
        recipient=draft.recipient.id,
        body=draft.recipient.body,
        legs=tuple(sorted(legs, key=urgency)),
        notices=tuple(sorted(notices, key=lambda notice: (notice.mark.starts, notice.mark))),
        stands_in=tuple(sorted({contact for body, contact in draft.stands_in.items() if body in bodies})),
        silent=tuple(sorted(draft.silent & bodies)),
    )
