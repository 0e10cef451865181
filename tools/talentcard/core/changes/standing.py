"""Records that stand as a whole: what was published, what is in force, the calendar of a year that has begun."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from talentcard.core.changes.change import Altered, Change
from talentcard.core.changes.differences import Act, Difference
from talentcard.core.changes.modes import Mode
from talentcard.core.changes.rule import ChangeRule, kind
from talentcard.core.model import (
    Bulletin,
    Calendar,
    Interpretation,
    Notice,
    Policy,
    Questionnaire,
    Record,
    Release,
    Roster,
    Service,
)
from talentcard.core.registry import Registry
from talentcard.core.rules.rule import Hit
from talentcard.core.workdays import CalendarHorizonError

PUBLISHED = (Notice, Bulletin, Release, Roster)
VERSIONS = (Policy, Interpretation, Service, Questionnaire)


def has_own_rule(record: Record) -> bool:
    return isinstance(record, (*PUBLISHED, *VERSIONS, Calendar))


def in_force_from(registry: Registry, record: Record) -> dt.date | None:
    """The day from which a version holds; a service's is its policy's, a questionnaire's the day it goes out."""
    match record:
        case Policy() | Interpretation():
            return record.effective_from
        case Service():
            policy = registry.get(Policy, record.policy)
            return policy.effective_from if policy else None
        case Questionnaire():
            return record.opens_on
    return None


def published(change: Change) -> Iterator[Hit]:
    """Ensure a notice, a filing, a bulletin and released figures stay as they went out."""
    for found in change.altered:
        if isinstance(found.before, PUBLISHED):
            for each in found.differences:
                yield Hit(
                    at=change.after.place(found.after, *each.pointer),
                    params={"kind": kind(found.before), "id": found.after.id, "field": each.field},
                )


def version(change: Change) -> Iterator[Hit]:
    """Ensure rules in force change by a successor with a later day, and never in themselves."""
    for found in change.altered:
        since = in_force_from(change.before, found.before)
        if isinstance(found.before, VERSIONS) and since is not None and since <= change.today:
            for each in found.differences:
                yield Hit(
                    at=change.after.place(found.after, *each.pointer),
                    params={
                        "kind": kind(found.before),
                        "id": found.after.id,
                        "field": each.field,
                        "since": str(since),
                    },
                )


def version_backdated(change: Change) -> Iterator[Hit]:
    """Ensure rules do not come into force long before they are recorded."""
    limit = change.limits.days() if change.limits else None
    if limit is None:
        return
    for record in (*change.added, *(found.after for found in change.altered)):
        if isinstance(record, Policy | Interpretation) and _moved(change, record):
            since = record.effective_from
            if _before(change, since, limit):
                yield Hit(
                    at=change.after.place(record, "effective_from"),
                    params={"kind": kind(record), "id": record.id, "since": str(since), "days": str(limit)},
                )


def _moved(change: Change, record: Policy | Interpretation) -> bool:
    """Whether the day is new, of a version that was not in force yet."""
    known = change.before.get(type(record), record.id)
    return known is None or (known.effective_from > change.today and known.effective_from != record.effective_from)


def _before(change: Change, day: dt.date, limit: int) -> bool:
    if day >= change.today:
        return False
    try:
        return change.calendars[0].between(day, change.today) > limit
    except CalendarHorizonError:  # older than the first calendar
        return True


def calendar(change: Change) -> Iterator[Hit]:
    """Ensure the calendar of a year that has begun changes only by a further notice of the State Council."""
    for found in change.altered:
        if isinstance(found.before, Calendar) and isinstance(found.after, Calendar):
            for each in _unfounded(found, change.today):
                yield Hit(
                    at=change.after.place(found.after, *each.pointer),
                    params={"year": str(found.before.year), "field": each.field},
                )


def _unfounded(found: Altered, today: dt.date) -> Iterator[Difference]:
    before, after = found.before, found.after
    if not (isinstance(before, Calendar) and isinstance(after, Calendar)) or before.year > today.year:
        return
    latest = max(notice.published_on for notice in before.notices)
    further = [notice for notice in after.notices if notice.published_on > latest and notice.changes is not None]
    for each in found.differences:
        if each.mode is not Mode.NOTICED or each.act is Act.REMOVED or not further:
            yield each


RULES: tuple[ChangeRule, ...] = (
    ChangeRule(
        id="change-published-altered",
        ensures="A notice, a filing, a bulletin and released figures stay as they went out.",
        check=published,
    ),
    ChangeRule(
        id="change-version-altered",
        ensures="Rules in force change by a successor with a later day, and never in themselves.",
        check=version,
    ),
    ChangeRule(
        id="change-version-backdated",
        ensures="Rules do not come into force long before they are recorded.",
        check=version_backdated,
    ),
    ChangeRule(
        id="change-calendar-altered",
        ensures="The calendar of a year that has begun changes only by a further notice of the State Council.",
        check=calendar,
    ),
)
