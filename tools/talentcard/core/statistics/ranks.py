"""Medians and percentiles of working days."""

from __future__ import annotations

from collections.abc import Sequence


def percentile(ordered: Sequence[int], per_cent: int) -> int:
    """The smallest of the numbers that at least ``per_cent`` of a hundred of them do not exceed (nearest rank)."""
    rank = -(-len(ordered) * per_cent // 100)
    return ordered[max(rank, 1) - 1]
