"""The pages of the roles: what you may ask for, what you owe, what others owe you, the year's dates, whom to turn to.

Everything on them is read off the rules in force.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from talentcard.core.deadlines import on_date
from talentcard.core.model import Limit, LimitKind, Organisation, RecordId, Service
from talentcard.core.pages import limits, owed, windows
from talentcard.core.pages.guides import GuidePage, Office, office
from talentcard.core.pages.limits import Label
from talentcard.core.pages.owed import Laid, Row
from talentcard.core.pages.roles import DEPARTMENTS, ROLES, Role, has_duty, owns, plays
from talentcard.core.pages.rulebook import Link, how_many
from talentcard.core.pages.windows import HORIZON, Window
from talentcard.core.pages.world import PUBLIC_GROUPS, World, guide_path, responsible_organisation, rule_anchor, slug
from talentcard.core.workdays import DayRange


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A service that the role may ask for."""

    path: str
    title: str
    windows: tuple[Window, ...]

    @property
    def varies(self) -> bool:
        """Whether the answer is another in other months."""
        return any(len(window.stretches) > 1 for window in self.windows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """A date of the year that does not depend on any case. ``day`` is what a reader sees, ``first`` orders them."""

    first: dt.date
    day: str
    title: str
    owner: str
    label: Label
    label_text: str
    link: Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Whom to turn to: an office, and for what."""

    office: Office
    services: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePage:
    code: str
    path: str
    title: str
    intro: str
    facts: tuple[tuple[str, str], ...]
    asks: tuple[Ask, ...]
    owes: tuple[tuple[Label, tuple[Row, ...]], ...]
    awaits: tuple[Row, ...]
    between: tuple[Row, ...]  # what others owe each other on the way to you, by a limit
    dates: tuple[Fixed, ...]
    turns: tuple[Turn, ...]


def pages(world: World, every: tuple[GuidePage, ...]) -> tuple[RolePage, ...]:
    laid = tuple(owed.laid_down(world))
    return tuple(page(world, role, every, laid) for role in ROLES)


def page(world: World, role: Role, every: tuple[GuidePage, ...], laid: tuple[Laid, ...]) -> RolePage:
    words = world.words
    you = words("roles.you")
    owes = [*owed.rows(world, (act for act in laid if owns(role, act))), *duty_rows(world, role)]
    awaited = [act for act in laid if plays(role, act.step.owed_to_role, act.service, act.variant)]
    awaits = owed.rows(world, (act for act in awaited if not (role.one_body and owns(role, act))))
    awaits = owed.by_weight([*awaits, *awaited_duties(world, role)])
    dates = tuple(sorted(fixed(world, role, laid), key=lambda found: (found.first, found.title)))
    if role.one_body:
        owes = [replace(row, owner=you) for row in owes]
        awaits = tuple(replace(row, owed_to=you) for row in awaits)
    return RolePage(
        code=role.code,
        path=role.path,
        title=words(f"role.{role.code}"),
        intro=words(f"role.{role.code}_intro"),
        facts=(*facts(world, role), *glance(world, owes, dates)),
        asks=tuple(asks(world, role, every)),
        owes=tuple((label, tuple(row for row in owes if row.label is label)) for label in Label),
        awaits=awaits,
        between=tuple(between(world, role, laid)),
        dates=dates,
        turns=tuple(turns(world, role)),
    )


# ---- duties -----------------------------------------------------------------------------------------


def duty_rows(world: World, role: Role) -> Iterator[Row]:
    """The duties that come round by themselves and that this role has."""
    for duty in world.rules.duties.values():
        if has_duty(role, duty):
            own = duty.owner in ("body", "specialist")
            owner = world.words(f"role.{role.code}") if own else owed.party(world, duty.owner)
            aside = roster_number(world, role) if duty.met_by == "roster_number" else ""
            yield owed.duty_row(world, duty, owner, aside)


def awaited_duties(world: World, role: Role) -> Iterator[Row]:
    for duty in world.rules.duties.values():
        own = role.one_body and duty.owner in role.actors
        if duty.owed_to in role.actors and not own:
            name = world.words("roles.body") if duty.owner == "body" else owed.party(world, duty.owner)
            yield owed.duty_row(world, duty, name)


def roster_number(world: World, role: Role) -> str:
    """How many contacts the rules ask of each body: 至少1名."""
    for size in world.rules.rosters:
        if size.post is role.post:
            return how_many(world.words, size)
    return ""


# ---- the parts ----------------------------------------------------------------------------------------


def facts(world: World, role: Role) -> Iterator[tuple[str, str]]:
    """What to know before anything else: the tasks of a liaison, or what the card is."""
    words = world.words
    found = next((text for policy in world.rules.chain for text in policy.rules if text.id == role.rule), None)
    if found is not None:
        yield words("roles.tasks"), words.text(found.text)
    if role.requester in ("talent", "family"):
        yield words("roles.card_use"), words.text(world.rules.card.use)
        yield words("roles.card_valid"), limits.in_words(world, world.rules.card.limit)


def glance(world: World, owes: Iterable[Row], dates: tuple[Fixed, ...]) -> Iterator[tuple[str, str]]:
    """How much of it can be overdue, and the next date."""
    words = world.words
    strict = sum(row.label is Label.RULE for row in owes)
    if strict:
        yield words("roles.strict"), words("roles.strict_count", count=strict)
    if dates:
        yield words("roles.next"), words("ways.of_service", service=dates[0].day, variant=dates[0].title)


def asks(world: World, role: Role, every: tuple[GuidePage, ...]) -> Iterator[Ask]:
    by_code = {found.code: found for found in every}
    for service in (service for group in PUBLIC_GROUPS for service in world.services(group)):
        may = {v.code for v in service.variants if role.requester in (v.requesters or service.requesters)}
        if may and service.code in by_code:
            guide = by_code[service.code]
            shown = tuple(window for window in guide.windows if may & set(window.codes))
            yield Ask(path=guide.path, title=guide.title, windows=shown)


def between(world: World, role: Role, laid: Iterable[Laid]) -> Iterator[Row]:
    """For those for whom it is all done: the steps on the way that have a limit, of services that concern them."""
    if role.requester is None or role.post is not None:
        return
    acts = (
        act
        for act in laid
        if concerns(role, act.service)
        and not act.gap
        and not plays(role, act.step.owed_to_role, act.service, act.variant)
    )
    yield from (row for row in owed.by_weight(owed.rows(world, acts)) if row.label is not Label.NONE)


def concerns(role: Role, service: Service) -> bool:
    """Whether somebody in this role may ask for a service or profits by it."""
    others = set(service.beneficiaries) - {"self"}
    profits = service.group in PUBLIC_GROUPS and (role.code == "talent" or bool(others))
    return profits or role.requester in service.requesters


def fixed(world: World, role: Role, laid: Iterable[Laid]) -> Iterator[Fixed]:
    """The dates of the coming year: of steps, of the days from which the text provides for a case, of duties."""
    beneficiary = role.requester in ("talent", "family")
    for act in laid:
        step = act.step
        concerned = beneficiary or owns(role, act) or plays(role, step.owed_to_role, act.service, act.variant)
        for limit in step.limits if concerned and not act.gap else ():
            link = Link(path=guide_path(act.service), anchor=owed.anchor(act), text=world.words.text(act.service.title))
            for due in coming(world, limit.limit):
                yield dated(world, due, step.title, step.owner, limit.limit, link)
    if role.requester is not None:
        yield from boundaries(world)
    for duty in world.rules.duties.values():
        if has_duty(role, duty):
            link = Link(path="rules", anchor=rule_anchor(duty.rule), text=duty.rule)
            owner = world.words(f"role.{role.code}") if duty.owner == "body" else owed.party(world, duty.owner)
            for due in coming(world, duty.limit):
                yield dated(world, due, world.words.text(duty.title), owner, duty.limit, link)


def coming(world: World, limit: Limit) -> Iterator[DayRange]:
    """The next time that a limit which stands in the calendar runs out."""
    if limit.kind is LimitKind.MONTHLY and world.rules.reading("monthly-cadence") != "thirty_days":
        starts = [world.as_of.replace(day=1)]
    elif limit.kind in (LimitKind.YEARLY_DATE, LimitKind.YEARLY):
        starts = [dt.date(year, 1, 1) for year in (world.as_of.year, world.as_of.year + 1)]
    else:
        return
    for start in starts:
        term = world.reckoner.term(limit, DayRange.on(start))
        if term is not None and term.due is not None and term.due.latest >= world.as_of:
            yield term.due
            return


def dated(world: World, due: DayRange, title: str, owner: str, limit: Limit, link: Link) -> Fixed:
    words, label = world.words, limits.label_of(limit)
    day = windows.last_day(words, due)
    monthly = limit.kind is LimitKind.MONTHLY
    return Fixed(
        first=due.earliest,
        day=words("roles.each_month", day=day) if monthly else words("roles.by", day=day),
        title=title,
        owner=owner,
        label=label,
        label_text=words(f"label.{label}"),
        link=link,
    )


def boundaries(world: World) -> Iterator[Fixed]:
    """The days from which the text provides for a case that it leaves open before."""
    words = world.words
    for service in (service for group in PUBLIC_GROUPS for service in world.services(group)):
        for variant in service.variants:
            if variant.gap is None or variant.gap.when.before is None:
                continue
            days = [on_date(world.as_of.year + n, variant.gap.when.before) for n in (0, 1)]
            day = next(day for day in days if day >= world.as_of)
            if day <= world.as_of + HORIZON:
                yield Fixed(
                    first=day,
                    day=words("roles.since", day=words.full(day)),
                    title=words("roles.provided", variant=words.text(variant.title)),
                    owner="",
                    label=Label.RULE,
                    label_text=words("label.rule"),
                    link=Link(path=guide_path(service), anchor=slug(variant.code), text=words.text(service.title)),
                )


def turns(world: World, role: Role) -> Iterator[Turn]:
    """The platform first; then whoever answers for what the role may ask for, or oversees the whole."""
    roles = world.engine.actors.roles
    bodies: dict[RecordId, list[Link]] = {}
    if role.requester is not None or role.code == "specialist":
        for service in (service for group in PUBLIC_GROUPS for service in world.services(group)):
            body = responsible_organisation(world, service)
            if body is not None and (role.requester is None or role.requester in service.requesters):
                link = Link(path=guide_path(service), anchor="department", text=world.words.text(service.title))
                bodies.setdefault(body.id, []).append(link)
    platform = roles["platform"]
    order = [platform, *(body for body in bodies if body != platform)]
    order += [body for body in (roles["hrss"], roles["org_dept"]) if role.post is not None and body not in order]
    for id_ in order:
        found = world.registry.get(Organisation, id_)
        if found is not None and found.type not in role.bodies - DEPARTMENTS:
            yield Turn(office=office(world, found), services=tuple(bodies.get(id_, ())))
