"""Intervals of shares against published values and their own definition; mean and median against a plain count."""

from __future__ import annotations

import itertools
import statistics
from fractions import Fraction

import pytest

from talentcard.core.statistics.confidence import Frame, mean, median, wilson


@pytest.mark.parametrize(
    ("part", "of", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_published_one(part: int, of: int, low: float, high: float) -> None:
    """Newcombe, Statistics in Medicine 17 (1998), table I, method 3: the score interval, four worked examples."""
    assert [round(end, 4) for end in wilson(part, of, 95)] == [low, high]


@pytest.mark.parametrize(("confidence", "z"), [(90, 1.6449), (95, 1.9600), (99, 2.5758)])
@pytest.mark.parametrize("frame", [None, Frame(40, 25), Frame(1000, 25), Frame(40, 36)])
def test_both_ends_lie_as_far_from_the_share_as_chance_reaches(confidence: int, z: float, frame: Frame | None) -> None:
    """The definition: (p - x)² = z² x (1 - x) / n, times (N - n) / (N - 1) where n of N people answered."""
    less = 1.0 if frame is None else (frame.people - frame.answered) / (frame.people - 1)
    for part, of in ((3, 25), (12, 25), (24, 25)):
        for end in wilson(part, of, confidence, frame):
            assert (part / of - end) ** 2 == pytest.approx(z**2 * end * (1 - end) / of * less, rel=1e-3)


def test_when_everybody_answered_nothing_is_left_to_chance() -> None:
    assert wilson(9, 30, 95, Frame(30, 30)) == pytest.approx((0.3, 0.3))
    assert wilson(2, 2, 95, Frame(1, 1)) == (1.0, 1.0)
    widths = [high - low for low, high in (wilson(9, 30, 95, Frame(people, 30)) for people in (31, 60, 600, 10**9))]
    assert widths == sorted(widths)
    assert wilson(9, 30, 95, Frame(10**9, 30)) == pytest.approx(wilson(9, 30, 95), abs=1e-6)


def test_who_knows_a_service_is_a_sample_of_its_users() -> None:
    """Three of three are content, 13 of 15 answered anything: their margin is that of a part, not of everybody."""
    low, high = wilson(3, 3, 95, Frame(15, 13))
    assert (round(low, 3), high) == (0.845, 1.0)
    assert wilson(3, 3, 95)[0] < low


def test_none_and_all_stay_within_what_can_be() -> None:
    for of in (1, 4, 50):
        assert wilson(0, of, 95)[0] == 0.0
        assert wilson(of, of, 95)[1] == 1.0
    with pytest.raises(ValueError, match="0, 0"):
        wilson(0, 0, 95)


def test_mean_and_median_are_those_of_the_single_ratings() -> None:
    for counts in itertools.product(range(3), repeat=5):
        single = [rating for rating, count in enumerate(counts, 1) for _ in range(count)]
        assert mean(counts) == (Fraction(sum(single), len(single)) if single else None)
        assert median(counts) == (statistics.median(map(Fraction, single)) if single else None)
