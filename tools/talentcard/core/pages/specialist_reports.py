"""A specialist's report in one language, ready for its wording; no person is named in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from talentcard.core.names import service_title
from talentcard.core.obligation import Obligation
from talentcard.core.oversight.specialist import Problem, Report, Work
from talentcard.core.pages.meetings import last_day, month_name, party, subject
from talentcard.core.pages.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow:
    """One service in numbers; ``forwarded`` None: there is nothing to pass on."""

    service: str
    accepted: int
    forwarded: int | None
    settled: int
    stuck: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StuckRow:
    """A leg past its last day. ``house``: a house standard, no limit of the rules; ``days``: working days over."""

    service: str
    duty: str
    owner: str
    since: dt.date
    days: int
    article: str
    house: bool
    record: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemRow:
    record: str
    kind: str
    subject: str
    text: str
    raised_on: dt.date
    taken_on: dt.date | None
    ended_on: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """``specialist`` is the contact's id, empty for what was in nobody's care. ``over``: the month has ended."""

    month: str
    through: dt.date
    over: bool
    dated: dt.date
    issuer: str
    to: str
    specialist: str
    talents: int
    rows: tuple[WorkRow, ...]
    total: WorkRow
    stuck: tuple[StuckRow, ...]
    problems: tuple[ProblemRow, ...]
    collected: int
    solved: int


def view(world: World, report: Report, dated: dt.date) -> ReportView:
    """The world's day is the last one that the report counts; ``dated``: the day of the paper."""
    month = report.month
    ended = [p.ended_on for p in report.problems if p.ended_on is not None]
    return ReportView(
        month=month_name(world, month.first),
        through=report.through,
        over=report.through >= month.last,
        dated=report.filed.published_on if report.filed else dated,
        issuer=world.organisation(world.engine.actors.roles["platform"], short=False),
        to=world.words.list(world.organisation(body) for body in world.registry.notified_on(world.as_of)),
        specialist=report.contact.id if report.contact else "",
        talents=report.talents,
        rows=tuple(work_row(world, work) for work in report.work),
        total=WorkRow(
            service="",
            accepted=sum(len(work.accepted) for work in report.work),
            forwarded=sum(len(work.forwarded or ()) for work in report.work),
            settled=sum(len(work.settled) for work in report.work),
            stuck=len(report.stuck),
        ),
        stuck=tuple(stuck_row(world, leg) for leg in report.stuck),
        problems=tuple(problem_row(world, problem) for problem in report.problems),
        collected=sum(month.first <= problem.raised_on <= month.last for problem in report.problems),
        solved=sum(month.first <= day <= month.last for day in ended),
    )


def work_row(world: World, work: Work) -> WorkRow:
    return WorkRow(
        service=service_title(world.registry, work.service, world.words.lang),
        accepted=len(work.accepted),
        forwarded=len(work.forwarded) if work.forwarded is not None else None,
        settled=len(work.settled),
        stuck=len(work.stuck),
    )


def stuck_row(world: World, leg: Obligation) -> StuckRow:
    return StuckRow(
        service=service_title(world.registry, leg.service, world.words.lang),
        duty=world.words.text(leg.title),
        owner=party(world, leg.owner),
        since=last_day(leg) or world.as_of,
        days=-(leg.working_days_left or 0),
        article=leg.article,
        house=leg.basis == "house",
        record=leg.record,
    )


def problem_row(world: World, problem: Problem) -> ProblemRow:
    return ProblemRow(
        record=problem.record.id,
        kind=problem.record.type.value,
        subject=subject(world, problem.record.subject),
        text=problem.record.text,
        raised_on=problem.raised_on,
        taken_on=problem.taken_on,
        ended_on=problem.ended_on,
    )
