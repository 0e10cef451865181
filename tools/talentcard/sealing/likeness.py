"""Who is one person though the records do not say so: the same mobile or e-mail, sealed in two places.

Four eyes and recusal go by persons. A second account, or a case of one's own, can hide behind a record that names
nobody's other one; the numbers tell, and only the key opens them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from talentcard.core.finding import Finding, Place, Severity
from talentcard.core.model import Pointer, RecordId, Talent
from talentcard.core.people import People
from talentcard.core.privacy.identity import IdentityKind
from talentcard.core.registry import Registry
from talentcard.sealing.seals import RecordText

REACHED_BY = frozenset({IdentityKind.MOBILE, IdentityKind.EMAIL})


class Likeness:
    """Numbers and addresses as they are opened, and what they say against the records."""

    def __init__(self, registry: Registry, today: dt.date) -> None:
        self._registry = registry
        self._people = People(registry, today)
        self._holders: dict[tuple[IdentityKind, str], list[tuple[RecordId, Place]]] = {}

    def take(self, source: RecordText, pointer: Pointer, kind: IdentityKind, value: str) -> None:
        if kind in REACHED_BY:
            place = Place(path=source.path, pointer=pointer)
            self._holders.setdefault((kind, value.casefold()), []).append((source.record, place))

    def findings(self) -> Iterator[Finding]:
        """Each pair of records once, at the later one; a pair is named by ids, never by what they share."""
        said: set[tuple[RecordId, RecordId]] = set()
        for held in self._holders.values():
            for index, (record, place) in enumerate(held):
                for other, elsewhere in held[:index]:
                    if (other, record) not in said and (rule := self._wrong(other, record)) is not None:
                        said.add((other, record))
                        params = {"id": record, "other": other}
                        yield Finding(rule=rule, severity=Severity.ERROR, at=place, params=params, also=(elsewhere,))

    def _wrong(self, one: RecordId, other: RecordId) -> str | None:
        """Two contacts that are not linked; a contact who is a talent and does not keep out of their own case."""
        persons = [self._people.of(name) for name in (one, other)]
        if persons[0] is not None and persons[1] is not None:
            return "contact-unlinked" if persons[0] != persons[1] else None
        for person, name in zip(persons, (other, one), strict=True):
            if person is not None and self._registry.get(Talent, name) and name not in person.recused_from:
                return "contact-not-recused"
        return None
