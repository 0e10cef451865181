"""Releases: every month once and in turn, frozen, and nothing in them that would tell of a few people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from talentcard.core.finding import Severity
from talentcard.core.model import Release, ReleasedCounts, Service
from talentcard.core.rules.rule import Hit, Rule, Scope
from talentcard.core.statistics import periods, streams
from talentcard.core.statistics.history import key_of
from talentcard.core.statistics.streams import Stream


def in_turn(scope: Scope) -> tuple[Release, ...]:
    """All releases, month after month."""
    return tuple(sorted(scope.registry.of(Release).values(), key=lambda release: (release.month, release.id)))


def other_month(scope: Scope) -> Iterator[Hit]:
    """Ensure a release's id names its month, so that a month is released once."""
    for release in in_turn(scope):
        if release.id != f"rel-{release.month}":
            params = {"id": release.id, "month": release.month}
            yield Hit(at=scope.registry.place(release, "month"), params=params)


def gap(scope: Scope) -> Iterator[Hit]:
    """Ensure releases follow each other month by month."""
    for before, release in pairwise(in_turn(scope)):
        missing = periods.next_month(periods.month(before.month)).key
        if release.month > missing and not scope.unread("rel-"):
            yield Hit(
                at=scope.registry.place(release, "month"),
                params={"month": release.month, "missing": missing},
                also=(scope.registry.place(before, "month"),),
            )


def early(scope: Scope) -> Iterator[Hit]:
    """Ensure a month is released after its last day."""
    for release in in_turn(scope):
        last = periods.month(release.month).last
        if release.released_on <= last:
            params = {"on": str(release.released_on), "month": release.month, "last": str(last)}
            yield Hit(at=scope.registry.place(release, "released_on"), params=params)


def part_of_group(scope: Scope) -> Iterator[Hit]:
    """Ensure every released count is a whole multiple of the release's threshold."""
    for release in in_turn(scope):
        for index, counts in enumerate(release.counts):
            for stream in Stream:
                number = getattr(counts, stream.value)
                if number % release.threshold:
                    params = {"number": str(number), "threshold": str(release.threshold), "title": f"@stream-{stream}"}
                    yield Hit(at=scope.registry.place(release, "counts", index, stream.value), params=params)


def unknown_step(scope: Scope) -> Iterator[Hit]:
    """Ensure what is released is of a step that a service has."""
    if scope.unread("svc-"):
        return
    known: dict[str, set[str]] = defaultdict(set)
    for service in scope.registry.of(Service).values():
        for variant in service.variants:
            known[service.code] |= {step.code for step in variant.steps}
            known[service.code] |= {step.code for step in (variant.gap.steps if variant.gap else ())}
    for release in in_turn(scope):
        for index, counts in enumerate(release.counts):
            if counts.service is not None and counts.step not in known[counts.service]:
                yield _unknown(scope, release, "counts", index, counts.service, counts.step or "")
        for index, times in enumerate(release.times):
            if times.step not in known[times.service]:
                yield _unknown(scope, release, "times", index, times.service, times.step)


def _unknown(scope: Scope, release: Release, part: str, index: int, service: str, step: str) -> Hit:
    params = {"service": service, "step": step}
    return Hit(at=scope.registry.place(release, part, index, "step"), params=params)


def more_than_begun(scope: Scope) -> Iterator[Hit]:
    """Ensure no more legs are released as ended or late than were released as begun."""
    if scope.unread("rel-"):
        return
    sums: dict[tuple[str, str], Counter[Stream]] = defaultdict(Counter)
    for release in in_turn(scope):
        last: dict[tuple[str, str], int] = {}
        for index, counts in enumerate(release.counts):
            sums[key_of(counts)].update(numbers(counts))
            last[key_of(counts)] = index
        for key, index in last.items():
            if min(stock(sums[key]) for stock in (streams.waiting, streams.overdue, streams.lagging)) < 0:
                params = {"month": release.month, "step": "/".join(key) if key[0] else "@release-rest"}
                yield Hit(at=scope.registry.place(release, "counts", index), params=params)


def numbers(counts: ReleasedCounts) -> dict[Stream, int]:
    return {stream: getattr(counts, stream.value) for stream in Stream}


def missing(scope: Scope) -> Iterator[Hit]:
    """Ensure a month is released in the month after it, once a registry releases at all."""
    known = in_turn(scope)
    if not known or scope.unread("rel-"):
        return
    due = periods.next_month(periods.month(known[-1].month))
    if periods.next_month(due).last < scope.as_of:
        yield Hit(at=scope.registry.place(known[-1], "month"), params={"month": due.key, "today": str(scope.as_of)})


RULES: tuple[Rule, ...] = (
    Rule(
        id="release-other-month",
        ensures="A release's id names its month, so that a month is released once.",
        check=other_month,
    ),
    Rule(id="release-gap", ensures="Releases follow each other month by month.", check=gap),
    Rule(id="release-too-early", ensures="A month is released after its last day.", check=early),
    Rule(
        id="release-part-of-group",
        ensures="Every released count is a whole multiple of the release's threshold.",
        check=part_of_group,
    ),
    Rule(
        id="release-step-unknown",
        ensures="What is released is of a step that a service has.",
        check=unknown_step,
    ),
    Rule(
        id="release-more-than-begun",
        ensures="No more legs are released as ended or late than were released as begun.",
        check=more_than_begun,
    ),
    Rule(
        id="release-missing",
        ensures="A month is released in the month after it, once a registry releases at all.",
        check=missing,
        severity=Severity.WARNING,
    ),
)
