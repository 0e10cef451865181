"""The pages of published bulletins and of what a reader may subscribe to, both also machine-readable."""

from __future__ import annotations

from dataclasses import dataclass

from talentcard.core.model import Bulletin, BulletinType
from talentcard.core.pages import changes, dates
from talentcard.core.pages.changes import DatedChange
from talentcard.core.pages.dates import PublicDate
from talentcard.core.pages.world import World

DATES = "feeds/dates.ics"
CHANGES = "feeds/changes.atom"
BULLETINS = "feeds/bulletins.atom"
SHOWN = 10
"""How many of the latest changes the page itself shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinView:
    anchor: str
    month: str
    published: str
    issuer: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedsPage:
    """``webcal`` is empty as long as the site has no address: then the file is for download only."""

    dates: tuple[PublicDate, ...]
    changes: tuple[tuple[str, DatedChange], ...]
    webcal: str
    calendar: str = DATES
    atom: str = CHANGES
    bulletins: str = BULLETINS


def bulletins(world: World) -> tuple[BulletinView, ...]:
    """The bureau's monthly bulletins (七(二)) up to the day of the picture, the newest first."""
    words = world.words
    every = [
        bulletin
        for bulletin in world.registry.of(Bulletin).values()
        if bulletin.type is BulletinType.BULLETIN and bulletin.published_on <= world.as_of
    ]
    return tuple(
        BulletinView(
            anchor=bulletin.id,
            month=changes.month(words, bulletin.period),
            published=words.day(bulletin.published_on),
            issuer=world.organisation(bulletin.issued_by, day=bulletin.published_on),
            summary=words.text(bulletin.summary),
        )
        for bulletin in sorted(every, key=lambda b: (b.period, b.published_on, b.id), reverse=True)
    )


def feeds(world: World) -> FeedsPage:
    address = world.registry.settings.address
    folder = "" if world.words.lang == "zh" else f"{world.words.lang}/"
    return FeedsPage(
        dates=dates.dates(world),
        changes=tuple((world.words.day(change.day), change) for change in changes.changes(world)[:SHOWN]),
        webcal=f"webcal:{address.partition(':')[2]}{folder}{DATES}" if address else "",
    )
