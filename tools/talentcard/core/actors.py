"""Who stands behind a role of the rules in one case: the platform, the department, the employer of the day …"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cached_property

from talentcard.core import model
from talentcard.core.cases import Case
from talentcard.core.model import Event, OrgType, RecordId, Service
from talentcard.core.registry import Registry

DISTRICT_TYPES = frozenset({OrgType.DISTRICT_ORG, OrgType.DISTRICT_HRSS})
BY_DISTRICT: Mapping[str, OrgType] = {
    "district_org": OrgType.DISTRICT_ORG,
    "district_hrss": OrgType.DISTRICT_HRSS,
    "district_health": OrgType.DISTRICT_HEALTH,
}


class Actors:
    """Resolves the actors that policy records name; successors answer from the day on which they took over."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.roles = registry.settings.roles

    @cached_property
    def _bodies(self) -> Mapping[tuple[OrgType, str | None], RecordId]:
        return {(o.type, o.district): o.id for o in self.registry.of(model.Organisation).values()}

    def scope(self, talent: RecordId | None) -> str | None:
        """R-37: the district that recognised the talent, or None for the city."""
        found = self.registry.get(model.Talent, talent)
        body = self.registry.get(model.Organisation, found.recognised_by) if found else None
        return body.district if body is not None and body.type in DISTRICT_TYPES else None

    def employer(self, talent: RecordId | None, day: dt.date) -> RecordId | None:
        """The talent's employer on a day; between two employments the last one still answers."""
        found = self.registry.get(model.Talent, talent)
        ordered = sorted(found.employers, key=lambda employment: employment.since) if found else []
        begun = [employment for employment in ordered if employment.since <= day]
        return next((employment.organisation for employment in begun[-1:] or ordered[:1]), None)

    def specialist(self, talent: RecordId | None, day: dt.date) -> RecordId | None:
        """The contact who looks after the talent on a day."""
        found = self.registry.get(model.Talent, talent)
        for care in reversed(found.specialists if found else ()):
            if care.since <= day and (care.until is None or care.until >= day):
                return care.contact
        return None

    def talent_of(self, record: RecordId) -> RecordId | None:
        """The talent whom a record is about; None where it is about no one."""
        case = self.registry.get(model.Request, record) or self.registry.get(model.Card, record)
        if case is not None:
            return case.talent
        return record if self.registry.get(model.Talent, record) is not None else None

    def specialist_of(self, record: RecordId, day: dt.date) -> RecordId | None:
        """Whose case it is: who looks after its talent on the day; of a contact's own duties, the contact."""
        if self.registry.get(model.Contact, record) is not None:
            return record
        return self.specialist(self.talent_of(record), day)

    def district_body(self, kind: OrgType, employer: RecordId | None) -> RecordId | None:
        """The body of that type in the employer's district."""
        found = self.registry.get(model.Organisation, employer)
        return self._bodies.get((kind, found.district)) if found is not None else None

    def resolve(self, actor: str | None, case: Case, service: Service, start: Event | None, day: dt.date) -> str:
        """An organisation's or a talent's id; the actor's own word where no record stands behind it."""
        return self._find(actor, case, service, start, day) or actor or "unknown"

    def answering(self, actor: str, day: dt.date) -> str:
        """Who answers for an actor on a day: a body's successor once it has taken over."""
        return self.registry.organisation_on(RecordId(actor), day)

    def _find(self, actor: str | None, case: Case, service: Service, start: Event | None, day: dt.date) -> str | None:
        employer = self.employer(case.talent, day)
        if actor is not None and actor in BY_DISTRICT:
            return self.district_body(BY_DISTRICT[actor], employer)
        match actor:
            case "platform" | "specialist":
                return self.roles.get("platform")
            case "hrss" | "org_dept":
                return self.roles.get(actor)
            case "employer":
                return employer
            case "department":
                return self._responsible(case, service, employer)
            case "handler":
                return case.handler or self._responsible(case, service, employer)
            case "named_at_start":
                named = start.handler if start else None
                return named or self._responsible(case, service, employer)
            case "talent":
                return case.talent
            case "requester":
                return employer if case.requested_by == "employer_liaison" else case.talent
            case "raiser":
                contact = self.registry.get(model.Contact, case.raised_by)
                return contact.organisation if contact else None
            case _:
                return None

    def _responsible(self, case: Case, service: Service, employer: RecordId | None) -> str | None:
        if service.responsible == "employer":
            return employer
        return case.handler if service.responsible == "handler" else service.responsible
