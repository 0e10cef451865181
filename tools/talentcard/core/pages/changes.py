"""What changed on which day: policy versions, readings, notices of the calendar, bulletins, released figures.

One list for the page of versions and for the feed. Every day in it comes from a record, none from the clock.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from talentcard.core.model import Bulletin, BulletinType, Calendar, Interpretation, Policy, Release
from talentcard.core.pages.words import Words
from talentcard.core.pages.world import World
from talentcard.core.readings import READINGS


class ChangeKind(StrEnum):
    POLICY = "policy"
    READING = "reading"
    CALENDAR = "calendar"
    BULLETIN = "bulletin"
    RELEASE = "release"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedChange:
    """Something that changed on a day. ``id`` is stable, made from record ids; ``path`` and ``anchor`` tell of it."""

    id: str
    day: dt.date
    kind: ChangeKind
    title: str
    text: str
    path: str
    anchor: str


def changes(world: World) -> tuple[DatedChange, ...]:
    """Every change up to the day of the picture, the newest first."""
    found = [*policies(world), *readings(world), *notices(world), *bulletins(world), *releases(world)]
    past = [change for change in found if change.day <= world.as_of]
    return tuple(sorted(past, key=lambda change: (-change.day.toordinal(), change.kind, change.id)))


def policies(world: World) -> Iterator[DatedChange]:
    """Told of on the day on which its document was issued; when it takes effect is said in the text."""
    words = world.words
    for policy in world.registry.of(Policy).values():
        day = words.day(policy.effective_from)
        yield DatedChange(
            id=f"policy/{policy.id}",
            day=policy.document.issued_on,
            kind=ChangeKind.POLICY,
            title=words("changes.policy", title=words.text(policy.title)),
            text=words("changes.policy_text", day=day, summary=words.text(policy.summary_of_changes)),
            path="versions",
            anchor=policy.id,
        )


def readings(world: World) -> Iterator[DatedChange]:
    """A reading that replaces another, and readings of new questions: those of one day together."""
    words = world.words
    new: dict[dt.date, list[Interpretation]] = defaultdict(list)
    for before, reading in succession(world):
        if before is None:
            new[reading.effective_from].append(reading)
            continue
        yield DatedChange(
            id=f"interpretation/{reading.id}",
            day=reading.effective_from,
            kind=ChangeKind.READING,
            title=words("changes.reading", question=words.text(reading.question)),
            text=words("changes.reading_text", before=chosen(world, before), after=chosen(world, reading)),
            path="interpretations",
            anchor=reading.code,
        )
    for day, added in new.items():
        yield DatedChange(
            id=f"interpretations/{day}",
            day=day,
            kind=ChangeKind.READING,
            title=words("changes.readings", count=len(added)),
            text=words("list.space").join(words.text(reading.question) for reading in added),
            path="interpretations",
            anchor="",
        )


def succession(world: World) -> Iterator[tuple[Interpretation | None, Interpretation]]:
    """Every reading of the register after the one of the same question that it took the place of, in order."""
    last: dict[str, Interpretation] = {}
    every = world.registry.of(Interpretation).values()
    for reading in sorted(every, key=lambda reading: (reading.effective_from, reading.id)):
        yield last.get(reading.code), reading
        last[reading.code] = reading


def chosen(world: World, reading: Interpretation) -> str:
    """The option that a reading chooses, with its values: 内部标准（3个工作日）."""
    words = world.words
    text = next((words.text(option.text) for option in reading.options if option.code == reading.chosen), "")
    needed = READINGS[reading.code].parameters.get(reading.chosen, {}) if reading.code in READINGS else {}
    given = {name: reading.parameters[name] for name in sorted(needed) if name in reading.parameters}
    values = words.list(words(f"changes.parameter_{name}", count=value) for name, value in given.items())
    return text + (words("list.aside", text=values) if values else "")


def notices(world: World) -> Iterator[DatedChange]:
    words = world.words
    for calendar in world.registry.of(Calendar).values():
        for index, notice in enumerate(calendar.notices):
            key = "changes.notice_amended" if index else "changes.notice"
            yield DatedChange(
                id=f"calendar/{calendar.id}/{notice.published_on}",
                day=notice.published_on,
                kind=ChangeKind.CALENDAR,
                title=words(key, year=calendar.year),
                text=words.text(notice.changes) if notice.changes else notice.title,
                path=f"calendar/{calendar.year}",
                anchor="",
            )


def bulletins(world: World) -> Iterator[DatedChange]:
    """The bureau's monthly bulletins; what specialists report stays within."""
    words = world.words
    for bulletin in world.registry.of(Bulletin).values():
        if bulletin.type is BulletinType.BULLETIN:
            yield DatedChange(
                id=f"bulletin/{bulletin.id}",
                day=bulletin.published_on,
                kind=ChangeKind.BULLETIN,
                title=words("changes.bulletin", month=month(words, bulletin.period)),
                text=words.text(bulletin.summary),
                path="bulletins",
                anchor=bulletin.id,
            )


def releases(world: World) -> Iterator[DatedChange]:
    """Each month's public figures, frozen on the day of their release; told on the page of the month, if it has one."""
    words = world.words
    paged = {period.key for period in world.statistics.periods()} if world.statistics is not None else set()
    for release in world.registry.of(Release).values():
        name = month(words, release.month)
        yield DatedChange(
            id=f"release/{release.id}",
            day=release.released_on,
            kind=ChangeKind.RELEASE,
            title=words("changes.release", month=name),
            text=words("changes.release_text", month=name),
            path=f"status/months/{release.month}" if release.month in paged else "status",
            anchor="",
        )


def month(words: Words, period: str) -> str:
    """``2026-10`` as 2026年10月"""
    year, number = period.split("-")
    return words("changes.month", y=int(year), month=words.month(int(number)))
