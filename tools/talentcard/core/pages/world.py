"""What every page is made from, and the names that pages give to bodies and roles."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from talentcard.core import model
from talentcard.core.deadlines import Reckoner
from talentcard.core.engine import Engine
from talentcard.core.model import ExpectedCalendar, Organisation, OrgType, RecordId, Service, ServiceGroup, Variant
from talentcard.core.model.life_events import LifeEvent
from talentcard.core.names import name_on
from talentcard.core.obligation import Obligation
from talentcard.core.pages.freshness import Heartbeat
from talentcard.core.pages.words import Words
from talentcard.core.policy import Rules
from talentcard.core.registry import Registry
from talentcard.core.statistics.figures import Statistics
from talentcard.core.workdays import WorkCalendar

PUBLIC_GROUPS = (ServiceGroup.SERVICE, ServiceGroup.CARD)


class Audience(StrEnum):
    """For whom a site is made. What staff may see is never part of the public one."""

    PUBLIC = "public"
    STAFF = "staff"


@dataclass(frozen=True)
class World:
    """A registry on a day, in one language, for one audience, with the ledger of that day."""

    registry: Registry
    calendar: WorkCalendar
    as_of: dt.date
    words: Words
    obligations: tuple[Obligation, ...] = ()
    audience: Audience = Audience.PUBLIC
    events: tuple[LifeEvent, ...] = ()
    statistics: Statistics | None = None
    heartbeat: Heartbeat | None = None  # None: nobody asked

    @cached_property
    def engine(self) -> Engine:
        return Engine(self.registry, self.calendar, self.as_of)

    @cached_property
    def rules(self) -> Rules:
        """The city's rules in force on the day. Raises NoPolicyError where there are none."""
        return self.engine.rulebook.on(self.as_of)

    @cached_property
    def reckoner(self) -> Reckoner:
        return Reckoner(self.calendar, self.rules)

    def services(self, group: ServiceGroup) -> tuple[Service, ...]:
        return tuple(service for service in self.rules.services.values() if service.group is group)

    # ---- names -------------------------------------------------------------------------------------

    def organisation(self, org: RecordId | None, *, day: dt.date | None = None, short: bool = True) -> str:
        """The name of the body that answers on a day (default: the day of the picture)."""
        day = day or self.as_of
        found = self.registry.get(Organisation, self.registry.organisation_on(org, day) if org else None)
        if found is None:
            return self.words("actor.unit")
        name = name_on(found, day)
        if self.words.lang == "en" and name.en:
            return name.short_en or name.en if short else name.en
        return name.short if short else name.zh

    def festival(self, name: str) -> str:
        """A festival, or several that fall together (国庆节、中秋节), as the notices of the State Council name them."""
        return self.words.list(self._festivals.get(part, part) for part in name.split("、"))

    @cached_property
    def _festivals(self) -> dict[str, str]:
        """Names of festivals that the language of the words has another word for."""
        known = (found for record in self.registry.of(ExpectedCalendar).values() for found in record.festivals)
        return {found.name: found.en for found in known if found.en and self.words.lang == "en"}

    def actor(self, actor: str, service: Service, variant: Variant) -> str:
        """A role of the rules in a reader's words: 市一站式平台, 用人单位联络员, 市教委 …"""
        match actor:
            case "department":
                return self.department(service, variant)
            case "handler":
                return self.handler(service, variant)
            case "platform" | "hrss" | "org_dept":
                return self.organisation(self.engine.actors.roles.get(actor))
            case "employer" if service.responsible != "employer":
                return self.words("actor.employer_liaison")
            case _:
                return self.words(f"actor.{actor}")

    def department(self, service: Service, variant: Variant) -> str:
        if service.responsible in ("employer", "handler"):
            return self.words("actor.employer") if service.responsible == "employer" else self.handler(service, variant)
        return self.organisation(RecordId(service.responsible))

    def handler(self, service: Service, variant: Variant) -> str:
        """Who may be named for one case: a hospital, a branch beside the department, a unit."""
        kinds = variant.handler_types
        if not kinds and service.responsible not in ("employer", "handler"):
            return self.organisation(RecordId(service.responsible))
        if kinds == (OrgType.HOSPITAL,):
            return self.words("actor.hospital")
        if kinds == (OrgType.BRANCH,):
            return self.words("actor.or_branch", body=self.organisation(RecordId(service.responsible)))
        return self.words("actor.unit" if OrgType.UNIT in kinds else "actor.programme_department")


def slug(code: str) -> str:
    """A code as a part of an address: card_new → card-new."""
    return code.replace("_", "-").replace("/", "-").lower()


def guide_path(service: Service) -> str:
    return f"guides/{slug(service.code)}"


def rule_anchor(rule: str) -> str:
    """R-27 → r-27"""
    return rule.lower()


def responsible_organisation(world: World, service: model.Service) -> model.Organisation | None:
    """The body that answers for a service on the day, where one body does for all cases."""
    if service.responsible in ("employer", "handler"):
        return None
    org = world.registry.organisation_on(RecordId(service.responsible), world.as_of)
    return world.registry.get(Organisation, org)
