"""From the platform to the bodies: a case is passed on, or what is late is called for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from talentcard.core.flagging.legs import Ladder, Leg
from talentcard.core.letters.letter import Kind, Letter, Names
from talentcard.core.letters.matter import Desk, Matter, StepRow, organisation, platform, subjects
from talentcard.core.letters.requester import received
from talentcard.core.model import RecordId
from talentcard.core.names import service_title
from talentcard.core.obligation import LATE, Obligation, State
from talentcard.core.pages import limits
from talentcard.core.pages.world import World
from talentcard.core.periodic import GROUP

PASSED_ON = ("submitted", "forwarded")


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarding:
    """``done``: the day on which it was passed on; ``due``: the last one for that, where the rules set one."""

    matter: Matter
    to: str
    received: dt.date
    duty: StepRow
    article: str
    asked: tuple[StepRow, ...]
    feedback: str
    platform: Desk
    today: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class LateRow:
    """``overdue``: past a rule's limit; otherwise behind a standard of ours. ``days``: working days since."""

    duty: str
    article: str
    label: str
    overdue: bool
    starts: dt.date
    due: dt.date
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """``turn_to``: who helps on the rung that has been reached, and ``why``, as the policy's reminders say."""

    record: str
    about: str
    to: str
    rows: tuple[LateRow, ...]
    turn_to: str
    why: str
    platform: Desk
    today: dt.date


def forwarding(world: World, record: RecordId, names: Names) -> tuple[Letter, ...]:
    """Of a request that the platform has to pass on; a copy where it has, as long as the service is not given."""
    for subject in subjects(world, record):
        day = received(subject)
        track = subject.rules.track(subject.service.code, subject.variant.code)
        codes = {step.code for step in (track.steps if track else ()) if set(step.met_by) & set(PASSED_ON)}
        owed = next((one for one in reversed(subject.obligations) if one.step in codes), None)
        if day is None or owed is None or not subject.under_way:
            continue
        shown = subject.steps()
        mine = next(step for step in shown if owed.step in step.codes)
        report = subject.asks_feedback()
        facts = Forwarding(
            matter=subject.matter(names),
            to=organisation(world, RecordId(owed.owed_to)) or mine.owed_to,
            received=day,
            duty=subject.rows((mine,))[0],
            article=mine.articles[0],
            asked=subject.rows(tuple(step for step in shown if step.owner_role in ("department", mine.owed_to_role))),
            feedback=report.articles[0] if report is not None else "",
            platform=platform(world),
            today=world.as_of,
        )
        return (Letter(kind="forwarding", name=f"forwarding-{record}", facts=facts),)
    return ()


def reminders(world: World, record: RecordId, _names: Names) -> tuple[Letter, ...]:
    """One for each body that is late with something in this record."""
    late = [owed for owed in world.obligations if owed.record == record and owed.state in LATE]
    ladder = Ladder(world.registry, world.calendar, world.as_of)
    by_body: dict[RecordId, list[Leg]] = {}
    for leg in ladder.legs(late):
        by_body.setdefault(leg.body, []).append(leg)
    found = []
    for body, legs in by_body.items():
        highest = max(legs, key=lambda leg: leg.rung.height)
        facts = Reminder(
            record=record,
            about=service_title(world.registry, late[0].service, world.words.lang) if late[0].service != GROUP else "",
            to=organisation(world, body),
            rows=tuple(row for leg in legs for row in [late_row(world, leg.obligation)] if row is not None),
            turn_to=organisation(world, ladder.turn_to(highest.reminder, body)),
            why=world.words.text(highest.reminder.why),
            platform=platform(world),
            today=world.as_of,
        )
        name = f"reminder-{record}" if len(by_body) == 1 else f"reminder-{record}-{body}"
        found.append(Letter(kind="reminder", name=name, facts=facts))
    return tuple(found)


def late_row(world: World, owed: Obligation) -> LateRow | None:
    if owed.due is None:
        return None
    return LateRow(
        duty=world.words.text(owed.title),
        article=owed.article,
        label=world.words(f"label.{limits.label_of(owed.limit)}"),
        overdue=owed.state is State.OVERDUE,
        starts=owed.starts.earliest,
        due=owed.due.latest,
        days=max(-(owed.working_days_left or 0), 0),
    )


KINDS = (
    Kind(code="forwarding", languages=("zh",), made=forwarding, named=True),
    Kind(code="reminder", languages=("zh",), made=reminders),
)
