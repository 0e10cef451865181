"""The versions of the rules: what each changed against the one before it, and since when the rest is in force."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from talentcard.core.model import Interpretation, Policy
from talentcard.core.pages import changes
from talentcard.core.pages.changes import ChangeKind, DatedChange
from talentcard.core.pages.differences import ChangeView, Teller
from talentcard.core.pages.world import World
from talentcard.core.reports import versions as report


class Standing(StrEnum):
    IN_FORCE = "in_force"
    PAST = "past"
    COMING = "coming"


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """One policy. ``until`` is empty while no later version of its scope is recorded; ``against`` if it is the first.

    ``changes`` come rule by rule, as the data have them; ``summary`` is what its own record says of itself.
    """

    id: str
    title: str
    scope: str
    number: str
    issued: str
    effective: str
    until: str
    standing: Standing
    extends: str
    against: str
    summary: str
    changes: tuple[ChangeView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingView:
    """A reading of the register, and the one that it took the place of (empty: the question had none)."""

    code: str
    question: str
    chosen: str
    before: str
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingsOfDay:
    day: str
    readings: tuple[ReadingView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionsPage:
    """``only``: there has been one version so far."""

    only: bool
    versions: tuple[VersionView, ...]
    readings: tuple[ReadingsOfDay, ...]
    notices: tuple[tuple[str, DatedChange], ...]


def page(world: World) -> VersionsPage:
    policies = in_order(world)
    past = [change for change in changes.changes(world) if change.kind is ChangeKind.CALENDAR]
    return VersionsPage(
        only=len(policies) == 1,
        versions=tuple(version(world, policy) for policy in policies),
        readings=tuple(readings(world)),
        notices=tuple((world.words.day(change.day), change) for change in past),
    )


def in_order(world: World) -> list[Policy]:
    """The city's versions before those of districts, the newest first."""
    every = world.registry.of(Policy).values()
    newest = sorted(every, key=lambda policy: (policy.effective_from, policy.id), reverse=True)
    return sorted(newest, key=lambda policy: policy.scope or "")


def version(world: World, policy: Policy) -> VersionView:
    words, document = world.words, policy.document
    end = ended(world, policy)
    return VersionView(
        id=policy.id,
        title=words.text(policy.title),
        scope=policy.scope or words("versions.city"),
        number=document.number,
        issued=words.day(document.issued_on),
        effective=words.day(policy.effective_from),
        until=words.day(end) if end else "",
        standing=standing(world, policy.effective_from, end),
        extends=title_of(world, policy.extends),
        against=title_of(world, compared_with(world, policy)),
        summary=words.text(policy.summary_of_changes),
        changes=tuple(changed(world, policy)),
    )


def ended(world: World, policy: Policy) -> dt.date | None:
    """The last day before the next version of the same scope takes effect."""
    every = world.registry.of(Policy).values()
    later = [
        other.effective_from
        for other in every
        if other.scope == policy.scope and (other.effective_from, other.id) > (policy.effective_from, policy.id)
    ]
    return min(later) - dt.timedelta(days=1) if later else None


def standing(world: World, since: dt.date, until: dt.date | None) -> Standing:
    if since > world.as_of:
        return Standing.COMING
    return Standing.PAST if until is not None and until < world.as_of else Standing.IN_FORCE


def title_of(world: World, policy_id: str | None) -> str:
    found = next((p for p in world.registry.of(Policy).values() if p.id == policy_id), None)
    return world.words("versions.named", title=world.words.text(found.title), id=found.id) if found else ""


def compared_with(world: World, policy: Policy) -> str | None:
    before = report.before(world.engine.rulebook, policy)
    return before.policy.id if before is not None else None


def changed(world: World, policy: Policy) -> Iterator[ChangeView]:
    """Against the rules of the day before, each side in the words of its own day."""
    rulebook = world.engine.rulebook
    before = report.before(rulebook, policy)
    if before is None:
        return
    day = policy.effective_from
    teller = Teller(
        then=dataclasses.replace(world, as_of=day - dt.timedelta(days=1)), now=dataclasses.replace(world, as_of=day)
    )
    for difference in report.differences(before, rulebook.on(day, policy.scope)):
        yield teller.tell(difference)


def readings(world: World) -> Iterator[ReadingsOfDay]:
    """The register by the day on which its readings took effect, the newest first."""
    every = list(changes.succession(world))
    following = {before.id: reading for before, reading in every if before is not None}
    every.sort(key=lambda pair: (-pair[1].effective_from.toordinal(), pair[1].id))
    for day, pairs in groupby(every, key=lambda pair: pair[1].effective_from):
        yield ReadingsOfDay(
            day=world.words.day(day),
            readings=tuple(
                reading_view(world, before, reading, following.get(reading.id)) for before, reading in pairs
            ),
        )


def reading_view(
    world: World, before: Interpretation | None, reading: Interpretation, after: Interpretation | None
) -> ReadingView:
    end = after.effective_from - dt.timedelta(days=1) if after is not None else None
    return ReadingView(
        code=reading.code,
        question=world.words.text(reading.question),
        chosen=changes.chosen(world, reading),
        before=changes.chosen(world, before) if before is not None else "",
        standing=standing(world, reading.effective_from, end),
    )
