"""Fresh random ids, so that nobody has to think of one or derives it from a name."""

from __future__ import annotations

import secrets

from talentcard.core.kinds import KINDS

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32 in lower case: no i, l, o or u to be misread."""

PARTS = {"event": ("e", 6), "procedure": ("p", 6), "decision": ("d", 6)}
RANDOM = ("contact", "talent", "notice", "card", "request", "roster", "suggestion", "meeting", "bulletin", "evaluation")
LENGTHS = {**{kind.name: (kind.prefix, 10) for kind in KINDS if kind.name in RANDOM}, **PARTS}
"""What has a random id → its prefix and the number of random characters after it."""


def fresh(prefix: str, length: int, taken: set[str]) -> str:
    """A random id that is not taken."""
    while (made := prefix + "".join(secrets.choice(ALPHABET) for _ in range(length))) in taken:
        pass
    return made
