"""What a letter says of the case that it is about: a request, or a procedure of a card."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from talentcard.core.cases import RECLASSIFIED, Case, first, in_effect
from talentcard.core.letters.letter import Names
from talentcard.core.model import Event, Gap, Organisation, RecordId, Request, Service, Step, Variant
from talentcard.core.obligation import ENDED, Obligation
from talentcard.core.pages import steps
from talentcard.core.pages.guides import past_its_date
from talentcard.core.pages.steps import Joint, StepView
from talentcard.core.pages.world import World
from talentcard.core.policy import Rules

FEEDBACK = "fed_back"
GIVEN = ("served", "made")
"""What is still open after these follows the service: feedback, handing a card over, telling others of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """``variant`` and ``child`` are empty where there is nothing to tell; ``name`` unless the key was at hand."""

    record: str
    service: str
    variant: str
    requested_by: str
    beneficiary: str
    child: str
    talent: str
    name: str
    employer: str
    article: str
    begun: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """``limit`` with its label; ``due`` and ``done`` where the case is as far as that."""

    title: str
    owner: str
    limit: str
    due: dt.date | None
    done: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who writes: the body and, for questions, its post and office telephone."""

    name: str
    post: str
    phone: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A case with its rules, its events in effect and what is owed in it on the day."""

    world: World
    case: Case
    rules: Rules
    service: Service
    variant: Variant
    events: tuple[Event, ...]
    obligations: tuple[Obligation, ...]

    def event(self, *types: str) -> Event | None:
        return first(self.events, *types)

    @property
    def under_way(self) -> bool:
        """Whether the service is still to be given: something is open, and not only what follows it."""
        return any(owed.state not in ENDED for owed in self.obligations) and not self.event(*GIVEN)

    @property
    def gap(self) -> Gap | None:
        """The hole of the text that the case fell into."""
        return self.variant.gap if any(owed.gap for owed in self.obligations) else None

    @property
    def laid_down(self) -> tuple[Step, ...]:
        """The steps of the track that the case follows."""
        track = self.rules.track(self.service.code, self.variant.code, gap=self.gap is not None)
        found = track.steps if track else ()
        return past_its_date(found, self.gap.when.after_step) if self.gap else found

    def steps(self) -> tuple[StepView, ...]:
        """As readers see them; what is done only in a certain case is left out."""
        found = steps.views(self.world, self.service, self.variant, self.laid_down)
        return tuple(step for step in found if step.joint is not Joint.ASIDE)

    def rows(self, shown: tuple[StepView, ...]) -> tuple[StepRow, ...]:
        return tuple(self._row(step) for step in shown)

    def _row(self, step: StepView) -> StepRow:
        owed = [found for found in self.obligations if found.step in step.codes]
        dues = [found.due.latest for found in owed if found.due is not None]
        met_by = [kind for laid in self.laid_down if laid.code in step.codes for kind in laid.met_by]
        done = self.event(*met_by) if not owed else None
        return StepRow(
            title=step.title,
            owner=step.owner,
            limit=limit_of(self.world, step),
            due=min(dues, default=None),
            done=done.on if done else owed[0].met_on if owed and not owed[0].closed else None,
        )

    def asks_feedback(self) -> StepView | None:
        """The step by which the employer reports back, where the rules ask for it."""
        track = self.rules.track(self.service.code, self.variant.code)
        codes = {step.code for step in (track.steps if track else ()) if FEEDBACK in step.met_by}
        return next((step for step in self.steps() if codes.intersection(step.codes)), None)

    def matter(self, names: Names) -> Matter:
        world, case = self.world, self.case
        words, day = world.words, world.as_of
        record = world.registry.record(case.record)
        request = record if isinstance(record, Request) else None
        child = request.child if request else None
        return Matter(
            record=case.record,
            service=words.text(self.service.title),
            variant=words.text(self.variant.title) if len(self.service.variants) > 1 else "",
            requested_by=words(f"requester.{case.requested_by}") if case.requested_by else "",
            beneficiary=words(f"beneficiary.{request.beneficiary if request else 'self'}"),
            child=words("staff.child", stage=words(f"stage.{child.stage}"), district=child.district) if child else "",
            talent=case.talent or "",
            name=names.get(case.talent, "") if case.talent else "",
            employer=organisation(world, world.engine.actors.employer(case.talent, day)),
            article=self.variant.article or self.service.article,
            begun=self.events[0].on,
        )


def subjects(world: World, record: RecordId) -> Iterator[Subject]:
    """The cases of a record that have begun by the day, latest last; none where it is no request and no card."""
    for case in world.engine.cases(lambda one: one.id == record):
        events = in_effect(case.events, world.as_of)
        rules = world.engine.rules_on(events[0].on, case.talent) if events else None
        moved = [event.variant for event in events if event.type == RECLASSIFIED and event.variant]
        service = rules.service(case.service) if rules else None
        variant = rules.variant(case.service, (moved or [case.variant])[-1]) if rules else None
        if rules is not None and service is not None and variant is not None and case.talent is not None:
            yield Subject(world, case, rules, service, variant, events, tuple(world.engine.of_case(case)))


def limit_of(world: World, step: StepView) -> str:
    """15个工作日内（规定）"""
    words = world.words
    aside = ((limit.text, limit.label_text if limit.label != "none" else "") for limit in step.limits)
    return words.list(f"{text}{words('list.aside', text=label)}" if label else text for text, label in aside)


def organisation(world: World, body: RecordId | None) -> str:
    """The full name; empty where there is no such body."""
    return world.organisation(body, short=False) if world.registry.get(Organisation, body) is not None else ""


def platform(world: World) -> Desk:
    body = world.registry.get(Organisation, world.engine.actors.roles["platform"])
    return Desk(
        name=organisation(world, body.id if body else None),
        post=world.words.text(body.office) if body is not None and body.office else "",
        phone=body.office_phone or "" if body is not None else "",
    )
