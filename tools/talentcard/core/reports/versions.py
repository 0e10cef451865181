"""Two versions of the rules compared, value by value: what a new policy changed against the one before it.

Both are compared as they take effect, with inheritance and every ``like`` worked out, so that a change is listed
wherever it acts and nothing is listed that only moved from one record to another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from talentcard.core.model import Policy, RuleText, Service, Step, Variant
from talentcard.core.model.base import Struct
from talentcard.core.policy import NoPolicyError, Rulebook, Rules

APART = frozenset({"schema", "id", "policy", "order", "code", "post", "variants", "steps", "guide", "gap"})
"""Fields that name a thing or hold its parts, which are compared one by one."""
INWARD = frozenset({"like", "basis", "updated_on", "reviewed"})
"""Fields that a reader does not meet: worked out before, or when a page was last looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One value that differs. ``place``: from the service down to the step that holds it, or the one part it is in.

    ``field`` is empty where the last part of the place itself was added (``before`` None) or dropped (``after`` None).
    """

    rule: str
    place: tuple[Struct, ...]
    field: str
    before: Any
    after: Any


def before(rulebook: Rulebook, policy: Policy) -> Rules | None:
    """The rules that held in the policy's scope on the day before it; None where it is the first."""
    try:
        return rulebook.on(policy.effective_from - dt.timedelta(days=1), policy.scope)
    except NoPolicyError:
        return None


def differences(old: Rules, new: Rules) -> tuple[Difference, ...]:
    """Every value that differs, rule by rule; those that belong to no rule at the end."""
    found = [
        *compared((), rule_texts(old), rule_texts(new)),
        *values((), old.card, new.card, old.card.rule),
        *compared((), {size.post: size for size in old.rosters}, {size.post: size for size in new.rosters}),
        *compared((), old.stated_duties, new.stated_duties),
        *services(old, new),
    ]
    return tuple(sorted(found, key=lambda difference: difference.rule or "~"))


def rule_texts(rules: Rules) -> Mapping[str, RuleText]:
    return {text.id: text for policy in reversed(rules.chain) for text in policy.rules}


def services(old: Rules, new: Rules) -> Iterator[Difference]:
    for _, was, now in pairs(old.services, new.services):
        if was is None or now is None:
            yield whole((), was, now)
            continue
        yield from values((), was, now)
        yield from values((now,), was.guide, now.guide)
        yield from variants(old, new, was, now)


def variants(old: Rules, new: Rules, was: Service, now: Service) -> Iterator[Difference]:
    for _, first, second in pairs(by_code(was.variants), by_code(now.variants)):
        if first is None or second is None:
            yield whole((now,), first, second)
            continue
        yield from values((now,), first, second)
        yield from compared((now, second), steps(old, was, first), steps(new, now, second))
        if first.gap is None or second.gap is None:
            if first.gap is not second.gap:
                yield whole((now, second), first.gap, second.gap)
            continue
        yield from values((now, second), first.gap, second.gap)
        place = (now, second, second.gap)
        yield from compared(place, steps(old, was, first, gap=True), steps(new, now, second, gap=True))


def steps(rules: Rules, service: Service, variant: Variant, *, gap: bool = False) -> Mapping[str, Step]:
    track = rules.laid_down(service.code, variant.code, gap=gap)
    return by_code(track.steps) if track else {}


def by_code(parts: tuple[Any, ...]) -> dict[str, Any]:
    return {part.code: part for part in parts}


# ---- two parts of one name ---------------------------------------------------------------------------


def compared(place: tuple[Struct, ...], old: Mapping[Any, Struct], new: Mapping[Any, Struct]) -> Iterator[Difference]:
    """Parts of two versions by their names: added, dropped, or different in some value."""
    for _, was, now in pairs(old, new):
        if was is None or now is None:
            yield whole(place, was, now)
        else:
            yield from values(place, was, now)


def values(place: tuple[Struct, ...], was: Struct | None, now: Struct | None, rule: str = "") -> Iterator[Difference]:
    """The fields of one part that differ."""
    if was is None or now is None:
        if was is not now:
            yield whole(place, was, now)
        return
    for field in msgspec.structs.fields(now):
        if field.name in APART | INWARD:
            continue
        first, second = getattr(was, field.name), getattr(now, field.name)
        if first != second:
            here = (*place, now)
            yield Difference(rule=rule or rule_of(here), place=here, field=field.name, before=first, after=second)


def whole(place: tuple[Struct, ...], was: Struct | None, now: Struct | None) -> Difference:
    here = (*place, part) if (part := now if now is not None else was) is not None else place
    return Difference(rule=rule_of(here), place=here, field="", before=was, after=now)


def rule_of(place: tuple[Struct, ...]) -> str:
    """The rule of the innermost part that names one."""
    for part in reversed(place):
        named = part.id if isinstance(part, RuleText) else getattr(part, "rule", None)
        if isinstance(named, str):
            return named
    return ""


def pairs(old: Mapping[Any, Any], new: Mapping[Any, Any]) -> Iterator[tuple[Any, Any, Any]]:
    """What either has, in the order of the new, then what only the old had."""
    for key in (*new, *(key for key in old if key not in new)):
        yield key, old.get(key), new.get(key)
