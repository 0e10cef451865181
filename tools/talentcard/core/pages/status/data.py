"""Where the files stand that hold the status pages' numbers for programs."""

from __future__ import annotations

from talentcard.core.statistics.figures import Period

OVERVIEW = "data/status.json"
CSV = "data/status.csv"
SCHEMA = "data/status.schema.json"


def address(period: Period) -> str:
    """data/status-2026-10.json, data/status-2026-Q3.json, data/status-2026.json"""
    return f"data/status-{period.key}.json"


def files(period: Period | None = None) -> tuple[tuple[str, str], ...]:
    """Format and address of the files that a page offers: those of its period, or those of all."""
    own = OVERVIEW if period is None else address(period)
    return (("JSON", own), ("CSV", CSV), ("JSON Schema", SCHEMA))
