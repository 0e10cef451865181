"""Coarse public numbers: small ones rolled up first, hidden second, and safe against subtraction in each column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """``cells``: a number, or None where it is withheld. ``key`` None: what was rolled up."""

    key: str | None
    cells: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    rows: tuple[Row, ...]
    totals: tuple[int | None, ...]


def coarse(counts: Mapping[str, Sequence[int]], columns: int, threshold: int) -> Table:
    """The table of counts with no number from 1 to ``threshold`` − 1 in it, nor one that follows by subtraction.

    Rows that hold fewer than ``threshold`` in all are rolled up into one. Then, in each column, small numbers are
    withheld, and more of them, the smallest first, until those withheld hide at least two rows and ``threshold`` in
    sum; where that cannot be, the total is withheld too.
    """
    kept = {key: tuple(cells) for key, cells in counts.items() if sum(cells) >= threshold}
    small = [tuple(cells) for key, cells in counts.items() if key not in kept and sum(cells) > 0]
    rows: list[tuple[str | None, tuple[int, ...]]] = list(kept.items())
    if small:
        rows.append((None, tuple(sum(cells) for cells in zip(*small, strict=True))))
    hidden: list[frozenset[int]] = []
    totals: list[int | None] = []
    for column in range(columns):
        values = [cells[column] for _, cells in rows]
        withheld = protected(values, threshold)
        total = sum(values)
        told = not withheld or (len(withheld) > 1 and sum(values[i] for i in withheld) >= threshold)
        hidden.append(withheld)
        totals.append(total if told and not 0 < total < threshold else None)
    return Table(
        rows=tuple(
            Row(key=key, cells=tuple(None if index in hidden[c] else cells[c] for c in range(columns)))
            for index, (key, cells) in enumerate(rows)
        ),
        totals=tuple(totals),
    )


def protected(values: Sequence[int], threshold: int) -> frozenset[int]:
    """Which values of a column are withheld."""
    withheld = {index for index, value in enumerate(values) if 0 < value < threshold}
    if not withheld:
        return frozenset()
    others = sorted((value, index) for index, value in enumerate(values) if value >= threshold)
    while others and (len(withheld) < 2 or sum(values[i] for i in withheld) < threshold):
        withheld.add(others.pop(0)[1])
    return frozenset(withheld)
