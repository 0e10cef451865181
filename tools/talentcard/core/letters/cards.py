"""Of cards: the notice to the departments and units with its slip (二末), and annex 1, on which work on cards rests."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from talentcard.core.letters.letter import Kind, Letter, Names
from talentcard.core.letters.matter import Desk, Matter, organisation, platform, subjects
from talentcard.core.model import Card, Event, Notice, NoticeType, RecordId
from talentcard.core.pages.world import World

TOLD = "departments_notified"
ROWS = 5
"""Empty lines of a blank form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardNotice:
    """``happened``: the day of what is told. ``asked``: an acknowledgement is, within so many working ``days``.

    ``serial`` and ``through``: of the card as it was last made.
    """

    matter: Matter
    event: str
    happened: dt.date
    serial: str
    through: dt.date | None
    units: tuple[str, ...]
    asked: bool
    days: int
    platform: Desk
    today: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    talent: str
    name: str
    employer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex1:
    """``type`` is empty on a blank form; there the rows are, too."""

    number: str
    issued_on: dt.date | None
    issuer: str
    to: str
    type: str
    types: tuple[str, ...]
    rows: tuple[Listed, ...]


def notices(world: World, record: RecordId, names: Names) -> tuple[Letter, ...]:
    """Of the latest procedure that has come so far that the departments and units are to be told."""
    for subject in reversed(tuple(subjects(world, record))):
        track = subject.rules.track(subject.service.code, subject.variant.code)
        found = track.steps if track else ()
        codes = {step.code for step in found if TOLD in step.met_by}
        owed = next((one for one in subject.obligations if one.step in codes), None)
        if owed is None or owed.closed:
            continue
        day = owed.met_on or world.as_of
        made = last_made(world, record)
        days = subject.rules.parameter("promptly", "working_days")
        facts = CardNotice(
            matter=subject.matter(names),
            event=world.words.text(subject.variant.title),
            happened=owed.starts.earliest,
            serial=made.printed.serial or "" if made is not None and made.printed is not None else "",
            through=made.printed.valid_through if made is not None and made.printed is not None else None,
            units=tuple(world.organisation(unit, day=day) for unit in world.registry.notified_on(day)),
            asked=any(step.each for step in found),
            days=days if isinstance(days, int) else 0,
            platform=platform(world),
            today=day,
        )
        return (Letter(kind="card-notice", name=f"card-notice-{record}", facts=facts),)
    return ()


def last_made(world: World, record: RecordId) -> Event | None:
    card = world.registry.get(Card, record)
    events = (event for procedure in (card.procedures if card else ()) for event in procedure.events)
    made = [event for event in events if event.type == "made" and event.on <= world.as_of]
    return made[-1] if made else None


def annex1(world: World, record: RecordId, names: Names) -> tuple[Letter, ...]:
    notice = world.registry.get(Notice, record)
    if notice is None:
        return ()
    actors = world.engine.actors
    rows = tuple(
        Listed(
            talent=talent,
            name=names.get(talent, ""),
            employer=organisation(world, actors.employer(talent, notice.issued_on)),
        )
        for talent in notice.talents
    )
    facts = Annex1(
        number=notice.number,
        issued_on=notice.issued_on,
        issuer=organisation(world, notice.issued_by),
        to=platform(world).name,
        type=notice.type.value,
        types=tuple(NoticeType),
        rows=rows,
    )
    return (Letter(kind="annex1", name=f"annex1-{record}", facts=facts),)


def blank_annex1(world: World) -> Letter:
    empty = Listed(talent="", name="", employer="")
    facts = Annex1(
        number="",
        issued_on=None,
        issuer=organisation(world, world.engine.actors.roles["hrss"]),
        to=platform(world).name,
        type="",
        types=tuple(NoticeType),
        rows=(empty,) * ROWS,
    )
    return Letter(kind="annex1", name="annex1", facts=facts)


KINDS = (
    Kind(code="card-notice", languages=("zh",), made=notices, named=True),
    Kind(code="annex1", languages=("zh",), made=annex1, blank=blank_annex1, named=True),
)
