"""Which step's end is another one's beginning: numbers that every reader of the rules knows to be the same.

Where the end of step X begins step Y in every variant, then as many legs of Y have begun as legs of X are done (and
those that began otherwise). A number published for the one tells the other, so only one of the two may be counted by
itself. The same holds where one act ends two steps (a loss reported promptly, and within 15 working days).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from talentcard.core.model import Basis, LimitKind, Pick, Service, StartFrom, Step
from talentcard.core.policy import Rules, Track, basis_of

Key = tuple[str, str]
"""Service and step."""


@dataclass(frozen=True)
class Routes:
    """``order``: the steps that are counted by themselves, each after those that lead to it.

    ``into``: the steps that always begin with the end of a step. ``bound``: where only some cases go on so, the steps
    of which one must have ended before the step can begin. ``untimed``: the steps that have no limit in any case.
    """

    order: tuple[Key, ...]
    into: Mapping[Key, tuple[Key, ...]]
    bound: Mapping[Key, tuple[Key, ...]]
    untimed: frozenset[Key]

    def leading_to(self, key: Key) -> tuple[Key, ...]:
        return tuple(before for before, after in self.into.items() if key in after)


def routes(rules: Rules, services: Iterable[Service]) -> Routes:
    order: list[Key] = []
    into: dict[Key, tuple[Key, ...]] = {}
    bound: dict[Key, tuple[Key, ...]] = {}
    untimed: set[Key] = set()
    for service in services:
        tracks = list(tracks_of(rules, service))
        codes = counted(tracks)
        follows = {code: [after for after in codes if always(tracks, code, after)] for code in codes}
        waits = {code: waited_for(tracks, code) & set(codes) for code in codes}
        begun = {after for afters in follows.values() for after in afters}
        order += [(service.code, code) for code in in_turn(codes, follows, waits)]
        into |= {(service.code, code): tuple((service.code, after) for after in follows[code]) for code in codes}
        bound |= {
            (service.code, code): tuple((service.code, before) for before in sorted(waits[code]))
            for code in codes
            if waits[code] and code not in begun
        }
        untimed |= {(service.code, code) for code in codes if not any(limited(track.step(code)) for track in tracks)}
    return Routes(tuple(order), into, bound, frozenset(untimed))


def tracks_of(rules: Rules, service: Service) -> Iterator[Track]:
    """The steps of every variant as the register reads the rules, and of the gaps beside them; those that are legs."""
    for variant in service.variants:
        for gap in (False, True):
            track = rules.track(service.code, variant.code, gap=gap)
            if track is not None:
                yield replace(track, steps=tuple(step for step in track.steps if not step.each))


def limited(step: Step | None) -> bool:
    return step is not None and step.limit is not None and step.limit.kind is not LimitKind.NONE


def counted(tracks: Iterable[Track]) -> list[str]:
    """The steps in their order. Of several that one act ends only one: a rule's before a house standard's."""
    found: dict[tuple[str, ...], Step] = {}
    others = set()
    for track in tracks:
        for step in track.steps:
            act = (step.code,) if step.by_owner or not step.met_by else step.met_by
            first = found.setdefault(act, step)
            if first.code != step.code:
                kept, other = (step, first) if basis_of(first) is Basis.HOUSE else (first, step)
                found[act] = kept
                others.add(other.code)
    return [code for code in dict.fromkeys(s.code for track in tracks for s in track.steps) if code not in others]


def always(tracks: Iterable[Track], before: str, after: str) -> bool:
    """Whether the end of ``before`` begins ``after`` wherever ``before`` is a step."""
    with_it = [track for track in tracks if track.step(before)]
    return before != after and all(begins(track.step(before), track.step(after)) for track in with_it)


def begins(before: Step | None, after: Step | None) -> bool:
    """Whether the second step has begun once the first is done."""
    if before is None or after is None or after.starts is None:
        return False
    start = after.starts
    if start.step is not None:
        return start.step == before.code and start.counts_from is StartFrom.ACTUAL
    several = start.pick is Pick.ALL and len(start.events) > 1
    return bool(before.met_by) and set(before.met_by) <= set(start.events) and not several


def waited_for(tracks: Iterable[Track], code: str) -> set[str]:
    """The steps of which one must have ended before the step can begin; none where it can begin without in a track."""
    found = [needs(track, code) for track in tracks if track.step(code)]
    return set().union(*found) if all(found) else set()


def needs(track: Track, code: str) -> set[str]:
    """The steps of a track whose end the step cannot do without."""
    step = track.step(code)
    start = step.starts if step else None
    if start is None:
        return set()
    if start.step is not None:
        return {start.step} if start.counts_from is StartFrom.ACTUAL else set()
    return {one.code for one in track.steps if one.code != code and needed(one, start.events, start.pick)}


def needed(before: Step, events: tuple[str, ...], pick: Pick) -> bool:
    """Whether one of all the events that a start waits for ends the step, or each one that it can begin with does."""
    met = set(before.met_by)
    return bool(met & set(events)) if pick is Pick.ALL else bool(events) and set(events) <= met


def in_turn(codes: list[str], follows: Mapping[str, list[str]], waits: Mapping[str, set[str]]) -> list[str]:
    """Every step after those that lead to it; those that lead to each other as they stand."""
    done: list[str] = []
    left = list(codes)
    while left:
        free = [code for code in left if not any(code in follows[b] or b in waits[code] for b in left if b != code)]
        for code in free or left[:1]:
            done.append(code)
            left.remove(code)
    return done
