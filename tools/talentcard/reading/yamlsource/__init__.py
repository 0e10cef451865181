"""The record profile of YAML: bytes in, plain data or located problems out.

The fast reader (`quick`) answers only where it is sure; everything else is read again by the one that explains.
A file is in the profile if and only if the explaining reader has nothing to say about it.
"""

from __future__ import annotations

from talentcard.reading.yamlsource.fast import quick
from talentcard.reading.yamlsource.problem import Document, Problem, Span
from talentcard.reading.yamlsource.text import MAX_BYTES

__all__ = ["MAX_BYTES", "Document", "Problem", "Span", "explain", "positions", "quick"]


def explain(raw: bytes) -> Document:
    """The data with all positions, or every problem that can be found. Raises nothing."""
    from talentcard.reading.yamlsource import slow  # noqa: PLC0415  (PyYAML: only where a file needs explaining)

    return slow.explain(raw)


def positions(raw: bytes) -> Document:
    """As `explain`, but with whatever keys and values were met in a file with problems too, for pointing at them."""
    from talentcard.reading.yamlsource import slow  # noqa: PLC0415

    return slow.positions(raw)
