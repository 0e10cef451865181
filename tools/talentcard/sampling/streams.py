"""Randomness and ids by (seed, kind, number): a record does not depend on how many others there are."""

from __future__ import annotations

from copy import copy
from functools import cache
from random import Random

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32 in lower case: no i, l, o, u."""

_PAIRS = tuple(a + b for a in ALPHABET for b in ALPHABET)
_BITS = 50  # ten characters of five bits
_MASK = (1 << _BITS) - 1


class Streams:
    """All randomness of one generated registry."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        # cached on the instance: a handful of kinds, asked for millions of times
        self._keys = cache(self._key)

    def rng(self, kind: str, number: int | str = 0) -> Random:
        """The stream of one record. Seeded by text: the same in every process."""
        return Random(f"{self.seed}/{kind}/{number}")

    def id(self, prefix: str, slot: int) -> str:
        """The id of the slot-th record of a kind: looks random, never repeats (each round is a bijection)."""
        number = slot
        for offset, odd in self._keys(prefix):
            number = (number + offset) * odd & _MASK
            number ^= number >> 23
        return f"{prefix}-{_word(number, 5)}"

    def _key(self, prefix: str) -> tuple[tuple[int, int], ...]:
        rng = self.rng("id", prefix)
        return tuple((rng.getrandbits(_BITS), rng.getrandbits(_BITS) | 1) for _ in range(3))


class PartIds:
    """Ids of the parts of one record (events, procedures, decisions): a letter and six characters, never repeated."""

    _ODD = 0x25F1_4B27  # an odd step through 2^30 visits every number once

    def __init__(self, rng: Random) -> None:
        self._next = rng.getrandbits(30)

    def apart(self) -> PartIds:
        """A second run through the same numbers, half-way ahead: it repeats none that this one will reach."""
        found = copy(self)
        found._next = (self._next + (self._ODD << 29)) & 0x3FFF_FFFF
        return found

    def __call__(self, letter: str) -> str:
        self._next = (self._next + self._ODD) & 0x3FFF_FFFF
        return letter + _word(self._next ^ (self._next >> 11), 3)


def _word(number: int, pairs: int) -> str:
    return "".join([_PAIRS[number >> 10 * i & 1023] for i in range(pairs)])
