"""How far a share of answers can be trusted, and what lies in the middle of ratings.

The interval is Wilson's score interval: for few answers, and for shares near none or all, it keeps its promise where
the textbook's plus-or-minus does not (Brown, Cai, DasGupta 2001; Newcombe 1998). Where a good part of all people has
answered, less is left to chance: the variance is multiplied by (N - n) / (N - 1), the finite population correction
(Cochran 1977, 2.6), which is the score interval of n (N - 1) / (N - n) answers. A question that concerns some of the
people only, as those who used a service, has the same correction: as large a part of them has answered as of all
(Cochran 1977, 2.12). The interval speaks of chance alone, not of those who chose not to answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import sqrt
from statistics import NormalDist
from typing import NamedTuple


class Frame(NamedTuple):
    """How many people there are, and how many of them answered anything."""

    people: int
    answered: int

    @property
    def correction(self) -> float:
        """(N - n) / (N - 1): 1 where next to nobody was asked, 0 where everybody answered."""
        return max(0, self.people - self.answered) / max(1, self.people - 1)


def wilson(part: int, of: int, confidence: int, frame: Frame | None = None) -> tuple[float, float]:
    """Lowest and highest share that fit the answers. ``confidence`` in per cent; without a frame people are countless.

    Raises ValueError where there are no answers.
    """
    if of < 1 or not 0 <= part <= of:
        raise ValueError((part, of))
    share, left = part / of, 1.0 if frame is None else frame.correction
    square = NormalDist().inv_cdf((1 + confidence / 100) / 2) ** 2 * left / of
    middle = (share + square / 2) / (1 + square)
    half = sqrt(square * (share * (1 - share) + square / 4)) / (1 + square)
    return (0.0 if part == 0 else middle - half), (1.0 if part == of else middle + half)


def mean(counts: Sequence[int]) -> Fraction | None:
    """Of ratings from 1 on: how many gave each of them."""
    of = sum(counts)
    return Fraction(sum(rating * count for rating, count in enumerate(counts, 1)), of) if of else None


def median(counts: Sequence[int]) -> Fraction | None:
    """Of ratings from 1 on; half-way between the two middle ones where they differ."""
    of = sum(counts)
    return Fraction(ranked(counts, (of + 1) // 2) + ranked(counts, of // 2 + 1), 2) if of else None


def ranked(counts: Sequence[int], rank: int) -> int:
    """The rating at a rank, from 1 on; the last one where there are fewer answers."""
    passed = 0
    for rating, count in enumerate(counts, 1):
        passed += count
        if passed >= rank:
            return rating
    return len(counts)
