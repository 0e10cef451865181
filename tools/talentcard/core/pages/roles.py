"""The roles that a reader may have, and which actors of the rules stand behind them."""

from __future__ import annotations

from dataclasses import dataclass

from talentcard.core.model import Duty, OrgType, Post, Service, Variant
from talentcard.core.pages.owed import Laid
from talentcard.core.pages.world import slug

DEPARTMENTS = frozenset({OrgType.DEPARTMENT, OrgType.HRSS, OrgType.ORG_DEPT})
DISTRICT_BODIES = frozenset({OrgType.DISTRICT_ORG, OrgType.DISTRICT_HRSS, OrgType.DISTRICT_HEALTH})


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """``actors``: who of the rules stands behind it in every case. ``bodies``: the kinds of body it acts for.

    ``requester``: as whom it may ask for services. ``rule``: the rule that lists its tasks.
    """

    code: str
    actors: frozenset[str] = frozenset()
    bodies: frozenset[OrgType] = frozenset()
    post: Post | None = None
    requester: str | None = None
    rule: str = ""

    @property
    def path(self) -> str:
        return f"roles/{slug(self.code)}"

    @property
    def one_body(self) -> bool:
        """Whether "you" says enough; a department's or a district's liaison must see which body is meant."""
        return len(self.bodies) <= 1


ROLES: tuple[Role, ...] = (
    Role(code="talent", actors=frozenset({"talent"}), requester="talent"),
    Role(code="family", requester="family"),
    Role(
        code="employer_liaison",
        actors=frozenset({"employer"}),
        bodies=frozenset({OrgType.EMPLOYER}),
        post=Post.EMPLOYER_LIAISON,
        requester="employer_liaison",
        rule="R-17",
    ),
    Role(
        code="department_liaison",
        actors=frozenset({"hrss", "org_dept", "named_at_start", "notified_departments", "each_notified"}),
        bodies=DEPARTMENTS,
        post=Post.DEPARTMENT_LIAISON,
        rule="R-15",
    ),
    Role(
        code="district",
        actors=frozenset({"district_org", "district_hrss", "district_health", "named_at_start"}),
        bodies=DISTRICT_BODIES,
        post=Post.DISTRICT_LIAISON,
        rule="R-16",
    ),
    Role(
        code="specialist",
        actors=frozenset({"platform", "specialist"}),
        bodies=frozenset({OrgType.PLATFORM}),
        post=Post.SPECIALIST,
        rule="R-14",
    ),
)


def owns(role: Role, act: Laid) -> bool:
    return plays(role, act.step.owner_role, act.service, act.variant)


def plays(role: Role, actor: str, service: Service, variant: Variant) -> bool:
    """Whether somebody in this role may stand behind an actor of a procedure."""
    match actor:
        case "requester":
            return role.requester in (variant.requesters or service.requesters)
        case "raiser":  # anybody who is a contact may bring up a problem
            return role.post is not None
        case "department" if service.responsible == "employer":
            return OrgType.EMPLOYER in role.bodies
        case "department":
            return OrgType.DEPARTMENT in role.bodies
        case "handler":
            return bool(handlers(service, variant) & role.bodies)
        case _:
            return actor in role.actors


def handlers(service: Service, variant: Variant) -> frozenset[OrgType]:
    """The kinds of body that may handle a case. A named branch stands beside its department, not in its place."""
    named = frozenset(variant.handler_types)
    if service.responsible == "employer":
        return named | {OrgType.EMPLOYER}
    if service.responsible != "handler" and named <= {OrgType.BRANCH}:
        return named | {OrgType.DEPARTMENT}
    return named


def has_duty(role: Role, duty: Duty) -> bool:
    """``body``: each body that has a roster to keep."""
    return role.post is not None if duty.owner == "body" else duty.owner in role.actors
