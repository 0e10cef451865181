"""Who the invented people are: visibly nobody, in the forms that real documents have; sealed before they are written.

The names begin with 示例 or Sample. Numbers of resident form carry the area 000000, which is no place; passports begin
with XX, which no state issues, permits with H0000 or 9000; phone numbers with +999, which no country has; mail goes to
``example.invalid``.
Everything comes from a stream of randomness of its own, so that no other record depends on it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from random import Random

from talentcard.core.privacy.identity import IdentityKind, check_character
from talentcard.sampling.streams import Streams
from talentcard.sampling.world import LETTERS, STEMS, Record

PART = {"talent": ("identity", "id"), "contact": ("person", "post")}
"""Kind of record → the part that holds the person, and the field that it stands behind."""

BORN_FIRST = dt.date(1950, 1, 1)
BORN_DAYS = 18_000
STEP = 7919  # prime to the number of days: each number of a person has a day and an order of its own
HOLDERS = (
    (80, (IdentityKind.RESIDENT_ID,)),
    (6, (IdentityKind.RESIDENT_ID, IdentityKind.PASSPORT)),
    (5, (IdentityKind.PASSPORT,)),
    (3, (IdentityKind.PERMANENT_RESIDENT_ID, IdentityKind.PASSPORT)),
    (3, (IdentityKind.HOME_RETURN_PERMIT,)),
    (3, (IdentityKind.TAIWAN_PERMIT,)),
)
"""How often a talent has which documents."""
FOREIGN = frozenset({IdentityKind.PASSPORT, IdentityKind.PERMANENT_RESIDENT_ID})


def holder(streams: Streams, number: int) -> Record:
    """The identity of the talent of that number; no two have a document number in common."""
    rng = streams.rng("identity", number)
    (kinds,) = rng.choices([kinds for _, kinds in HOLDERS], [weight for weight, _ in HOLDERS])
    found: Record = {"name": latin(rng) if FOREIGN.issuperset(kinds) else chinese(rng)}
    if IdentityKind.RESIDENT_ID not in kinds:
        found["birth_date"] = born(number).isoformat()
    found["documents"] = {kind.value: NUMBERS[kind](number) for kind in kinds}
    return found | reached(rng, number)


def postholder(streams: Streams, number: int) -> Record:
    """Who holds the post of that number."""
    rng = streams.rng("person", number)
    return {"name": chinese(rng)} | reached(rng, 5_000_000 + number)


def chinese(rng: Random) -> str:
    return "示例·" + "".join(rng.sample(STEMS, 3))


def latin(rng: Random) -> str:
    return "Sample " + " ".join(rng.sample(LETTERS, 3))


def reached(rng: Random, number: int) -> Record:
    found = {"mobile": f"+999{number:08d}"}
    return found | ({"email": f"sample-{number}@example.invalid"} if rng.random() < 0.4 else {})


def born(number: int) -> dt.date:
    return BORN_FIRST + dt.timedelta(days=number * STEP % BORN_DAYS)


def numbered(area: str, number: int) -> str:
    """A number of resident form, its check character right."""
    first = f"{area}{born(number):%Y%m%d}{number // BORN_DAYS % 1000:03d}"
    return first + check_character(first)


NUMBERS: Mapping[IdentityKind, Callable[[int], str]] = {
    IdentityKind.RESIDENT_ID: lambda number: numbered("000000", number),
    IdentityKind.PERMANENT_RESIDENT_ID: lambda number: numbered("900000", number),
    IdentityKind.PASSPORT: lambda number: f"XX{number:07d}",
    IdentityKind.HOME_RETURN_PERMIT: lambda number: f"H{number:08d}",
    IdentityKind.TAIWAN_PERMIT: lambda number: f"{90_000_000 + number}",
}
