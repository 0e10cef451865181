"""Under which body a leg is counted: a matter of the rules alone, so that bodies add up from legs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from talentcard.core.actors import BY_DISTRICT
from talentcard.core.model import Organisation, OrgType, RecordId, Service, ServiceGroup, Step, Variant
from talentcard.core.policy import Rules
from talentcard.core.registry import Registry

BY_NAME = frozenset({OrgType.PLATFORM, OrgType.HRSS, OrgType.ORG_DEPT, OrgType.DEPARTMENT})
"""City bodies stand by name; employers, hospitals and district bodies only as a kind."""
GROUPS = tuple(ServiceGroup)
OTHER = "other"
"""Where the rules leave it to the case whether a department, a district or a unit acts."""


@dataclass(frozen=True)
class Bodies:
    """Public codes: a city body's id on the day, or a kind of body (``employer``, ``hospital``, ``district_hrss`` …).

    A step has one code whoever acted in a case: a branch's work is counted under the department that answers for it.
    """

    registry: Registry
    rules: Rules
    day: dt.date

    def of(self, service: str, step: str) -> str:
        return self._codes.get((service, step), OTHER)

    def ordered(self) -> tuple[str, ...]:
        """Every code, in the order in which the services name them."""
        return tuple(dict.fromkeys(self._codes.values()))

    def in_order_of_services(self, codes: Iterable[str]) -> list[str]:
        """Services first, then the card, then oversight; what the rules of the day no longer have comes last."""
        order = [service.code for service in self._services]
        return sorted(codes, key=lambda code: (order.index(code) if code in order else len(order), code))

    def in_order_of_steps(self, legs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        order = {leg: place for place, leg in enumerate(self._codes)}
        return sorted(legs, key=lambda leg: (order.get(leg, len(order)), leg))

    @cached_property
    def _services(self) -> list[Service]:
        return sorted(self.rules.services.values(), key=lambda s: (GROUPS.index(s.group), s.order, s.code))

    @cached_property
    def _codes(self) -> Mapping[tuple[str, str], str]:
        found: dict[tuple[str, str], set[str]] = {}
        for service in self._services:
            for variant, step in steps_of(self.rules, service):
                found.setdefault((service.code, step.code), set()).add(self._owner(step.owner or "", service, variant))
        return {leg: codes.pop() if len(codes) == 1 else OTHER for leg, codes in found.items()}

    def _owner(self, owner: str, service: Service, variant: Variant) -> str:
        match owner:
            case "specialist":
                return self._body("platform")
            case "department" | "named_at_start":
                return self._responsible(service, variant)
            case "handler":
                return self._handler(service, variant)
            case _ if owner in BY_DISTRICT:
                return BY_DISTRICT[owner].value
            case _:
                return self._body(owner)

    def _responsible(self, service: Service, variant: Variant) -> str:
        if service.responsible == "handler":
            return self._handler(service, variant)
        return self._body(service.responsible)

    def _handler(self, service: Service, variant: Variant) -> str:
        """Who may be named for one case; the responsible body where it may be named itself or by its branch."""
        kinds = variant.handler_types
        body = self.registry.get(Organisation, RecordId(service.responsible))
        if body is not None and (not kinds or body.type in kinds or kinds == (OrgType.BRANCH,)):
            return self._body(body.id)
        if kinds and all(kind in BY_NAME for kind in kinds):
            return OrgType.DEPARTMENT.value
        return kinds[0].value if len(kinds) == 1 else OTHER

    def _body(self, role: str) -> str:
        """A role of the settings, a body's id, or the word for a kind."""
        org = self.registry.settings.roles.get(role, RecordId(role))
        body = self.registry.get(Organisation, self.registry.organisation_on(org, self.day))
        if body is None:
            return role if role in list(OrgType) else OTHER
        return body.id if body.type in BY_NAME else body.type.value


def steps_of(rules: Rules, service: Service) -> Iterator[tuple[Variant, Step]]:
    """Every step of a service that is a leg as the register reads the rules, with its variant, gaps included."""
    for variant in service.variants:
        for gap in (False, True):
            track = rules.track(service.code, variant.code, gap=gap)
            for step in track.steps if track else ():
                if not step.each:
                    yield variant, step
