"""Whom mail does not reach: seen where the body's contacts are kept, before the next notice is due."""

from __future__ import annotations

from collections.abc import Iterator

from talentcard.core.delivery.recipients import unreachable
from talentcard.core.finding import Severity
from talentcard.core.rules.rule import Hit, Rule, Scope


def reached(scope: Scope) -> Iterator[Hit]:
    """Ensure that mail reaches every contact in post and every office that has a mailbox."""
    for found in unreachable(scope.registry, scope.as_of):
        failed = [at for at, entry in enumerate(found.unreachable) if entry.status.startswith("5")]
        last = max(failed, key=lambda at: found.unreachable[at].on)
        entry = found.unreachable[last]
        yield Hit(
            at=scope.registry.place(found, "unreachable", last),
            params={"who": found.id, "on": str(entry.on), "status": entry.status},
        )


RULES = (
    Rule(
        id="contact-unreachable",
        ensures="Mail reaches every contact in post and every office that has a mailbox.",
        check=reached,
        severity=Severity.WARNING,
        cites=("四",),
    ),
)
