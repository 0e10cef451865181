"""A meeting's pack and a specialist's report as JSON has them: ids, codes and days, each figure with its records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from talentcard.core.oversight.meeting import Asked, Decided, GapCase, Late, Pack, Raised
from talentcard.core.oversight.specialist import Problem, Report, Work
from talentcard.core.reports.due import iso, row

SCHEMA_VERSION = 1


def pack_data(pack: Pack, agenda: Sequence[str]) -> Mapping[str, Any]:
    """``agenda``: the items in words, in the order of the pack's own."""
    return {
        "schema_version": SCHEMA_VERSION,
        "month": pack.month.key,
        "as_of": iso(pack.as_of),
        "before": {"record": pack.before.id, "held_on": iso(pack.before.held_on)} if pack.before else None,
        "agenda": [
            {"item": item.value, "count": count, "text": text}
            for (item, count), text in zip(pack.agenda.items(), agenda, strict=True)
        ],
        "decisions": [decided(found) for found in pack.decisions],
        "overdue": [late(found) for found in pack.overdue],
        "behind": [late(found) for found in pack.behind],
        "gaps": [gap(found) for found in pack.gaps],
        "problems": [raised(found) for found in pack.problems],
        "suggestions": [raised(found) for found in pack.suggestions],
        "vacancies": [
            {
                "organisation": found.organisation,
                "post": found.post.value,
                "since": iso(found.obligation.starts.earliest),
                "obligation": found.obligation.id,
            }
            for found in pack.vacancies
        ],
        "evaluation": asked(pack.asked) if pack.asked else None,
    }


def late(found: Late) -> Mapping[str, Any]:
    return {**row(found.obligation), "body": found.body, "rung": found.rung.value, "days": found.days}


def gap(found: GapCase) -> Mapping[str, Any]:
    return {
        "record": found.request.id,
        "service": found.request.service,
        "gap": found.gap.code,
        "interpretation": found.gap.interpretation,
        "opened_on": iso(found.opened_on),
        "open": [row(leg) for leg in found.legs],
    }


def raised(found: Raised) -> Mapping[str, Any]:
    return {
        "record": found.record.id,
        "subject": found.record.subject,
        "text": found.record.text,
        "raised_by": found.record.raised_by,
        "raised_on": iso(found.raised_on),
        "taken_on": iso(found.taken_on),
        "put_to": iso(found.put_to),
        "state": found.leg.state.value if found.leg else None,
    }


def decided(found: Decided) -> Mapping[str, Any]:
    return {
        "obligation": found.obligation.id,
        "meeting": found.meeting.id,
        "held_on": iso(found.meeting.held_on),
        "action": found.decision.action,
        "owner": found.decision.owner,
        "due": iso(found.decision.due),
        "done_on": iso(found.obligation.met_on),
        "standing": found.standing.value,
    }


def asked(found: Asked) -> Mapping[str, Any]:
    return {
        "record": found.evaluation.id,
        "year": found.evaluation.year,
        "on": iso(found.on),
        "anew": found.anew,
        "summary": found.evaluation.summary.zh,
        "findings": [{"about": finding.about, "text": finding.text.zh} for finding in found.evaluation.findings],
    }


# ---- a specialist's month -----------------------------------------------------------------------------------------


def reports_data(reports: Sequence[Report]) -> Mapping[str, Any]:
    """The reports of a month. Raises IndexError where there are none."""
    first = reports[0]
    return {
        "schema_version": SCHEMA_VERSION,
        "month": first.month.key,
        "through": iso(first.through),
        "reports": [report_data(report) for report in reports],
    }


def report_data(report: Report) -> Mapping[str, Any]:
    return {
        "contact": report.contact.id if report.contact else None,
        "owed": report.owed,
        "filed": report.filed.id if report.filed else None,
        "talents": report.talents,
        "services": [work(done) for done in report.work],
        "problems": [problem(found) for found in report.problems],
    }


def work(done: Work) -> Mapping[str, Any]:
    return {
        "service": done.service,
        "accepted": list(done.accepted),
        "forwarded": list(done.forwarded) if done.forwarded is not None else None,
        "settled": list(done.settled),
        "stuck": [row(leg) for leg in done.stuck],
    }


def problem(found: Problem) -> Mapping[str, Any]:
    return {
        "record": found.record.id,
        "type": found.record.type.value,
        "subject": found.record.subject,
        "text": found.record.text,
        "raised_on": iso(found.raised_on),
        "taken_on": iso(found.taken_on),
        "ended_on": iso(found.ended_on),
    }
