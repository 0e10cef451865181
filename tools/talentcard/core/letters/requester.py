"""To whoever asked for a service: the receipt, the one-time notice of what is missing; and the feedback slip."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from talentcard.core.letters.letter import Kind, Letter, Names
from talentcard.core.letters.matter import Desk, Matter, StepRow, Subject, platform, subjects
from talentcard.core.model import RecordId
from talentcard.core.pages import guides
from talentcard.core.pages.guides import MaterialView
from talentcard.core.pages.world import World

REACHED = ("received", "filed", "applied")
"""By these a case has come to the platform; medical care and substantive science never do (六(二)②、六(五))."""
MISSING = "missing_materials"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """``gap``: the case that the text does not provide for, where this is one."""

    matter: Matter
    received: dt.date
    gap: str
    steps: tuple[StepRow, ...]
    turn_to: tuple[str, ...]
    platform: Desk
    today: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """``pauses``: the clock may stand still meanwhile, by our own rule; ``since``: it does since that day."""

    matter: Matter
    received: dt.date
    materials: tuple[MaterialView, ...]
    pauses: bool
    since: dt.date | None
    platform: Desk
    today: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """``served``: the day on which the service ended, where it is on record; ``due``: the last day for the slip."""

    matter: Matter
    article: str
    limit: str
    served: dt.date | None
    due: dt.date | None
    platform: Desk
    today: dt.date


def received(subject: Subject) -> dt.date | None:
    found = subject.event("received") or subject.event(*REACHED)
    return found.on if found is not None else None


def receipts(world: World, record: RecordId, names: Names) -> tuple[Letter, ...]:
    for subject in reversed(tuple(subjects(world, record))):
        day = received(subject)
        if day is not None:
            guide = subject.service.guide
            facts = Receipt(
                matter=subject.matter(names),
                received=day,
                gap=world.words.text(subject.gap.title) if subject.gap else "",
                steps=subject.rows(subject.steps()),
                turn_to=tuple(world.words.text(line) for line in guide.escalation) if guide else (),
                platform=platform(world),
                today=world.as_of,
            )
            return (Letter(kind="receipt", name=f"receipt-{record}", facts=facts),)
    return ()


def missing(world: World, record: RecordId, names: Names) -> tuple[Letter, ...]:
    """While the case is under way, and only where the guide says what is to be handed in."""
    for subject in reversed(tuple(subjects(world, record))):
        day, guide = received(subject), subject.service.guide
        if day is None or guide is None or not guide.materials or not subject.under_way:
            continue
        pause = next((e for e in reversed(subject.events) if e.type == "paused" and e.reason == MISSING), None)
        over = pause is not None and any(e.type == "resumed" and e.on >= pause.on for e in subject.events)
        facts = Missing(
            matter=subject.matter(names),
            received=day,
            materials=guides.materials(world, guide),
            pauses=MISSING in subject.service.pauses and subject.rules.reading("pauses") == "house_rule",
            since=pause.on if pause is not None and not over else None,
            platform=platform(world),
            today=world.as_of,
        )
        return (Letter(kind="missing", name=f"missing-{record}", facts=facts),)
    return ()


def feedback(world: World, record: RecordId, names: Names) -> tuple[Letter, ...]:
    """Only for the services after which the rules ask the employer's liaison to report back."""
    for subject in subjects(world, record):
        step = subject.asks_feedback()
        if step is not None and not subject.event("withdrawn", "refused"):
            served = subject.event("served")
            row = subject.rows((step,))[0]
            facts = Feedback(
                matter=subject.matter(names),
                article=step.articles[0],
                limit=row.limit,
                served=served.on if served is not None else None,
                due=row.due,
                platform=platform(world),
                today=world.as_of,
            )
            return (Letter(kind="feedback", name=f"feedback-{record}", facts=facts),)
    return ()


KINDS = (
    Kind(code="receipt", languages=("zh", "en"), made=receipts, named=True),
    Kind(code="missing", languages=("zh", "en"), made=missing, named=True),
    Kind(code="feedback", languages=("zh", "en"), made=feedback, named=True),
)
