"""Whom mail does not reach: seen where the body's contacts are kept, before the next notice is due."""

from __future__ import annotations

from collections.abc import Iterator

from talentcard.core.delivery.recipients import is_unreachable
from talentcard.core.finding import Severity
from talentcard.core.model import Contact, Organisation
from talentcard.core.periodic import in_post
from talentcard.core.rules.rule import Hit, Rule, Scope


def unreachable(scope: Scope) -> Iterator[Hit]:
    """Ensure that mail reaches every contact in post and every office that has a mailbox."""
    registry, day = scope.registry, scope.as_of
    there = [contact for contact in registry.of(Contact).values() if in_post(contact, day)]
    for found in (*there, *registry.of(Organisation).values()):
        if is_unreachable(found, day):
            failed = [at for at, entry in enumerate(found.unreachable) if entry.status.startswith("5")]
            last = max(failed, key=lambda at: found.unreachable[at].on)
            entry = found.unreachable[last]
            yield Hit(
                at=registry.place(found, "unreachable", last),
                params={"who": found.id, "on": str(entry.on), "status": entry.status},
            )


RULES = (
    Rule(
        id="contact-unreachable",
        ensures="Mail reaches every contact in post and every office that has a mailbox.",
        check=unreachable,
        severity=Severity.WARNING,
        cites=("四",),
    ),
)
