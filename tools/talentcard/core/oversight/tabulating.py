"""A bulletin for programs and spreadsheets: every number with the code of its row, by which it can be traced."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from talentcard.core.names import in_language
from talentcard.core.obligation import State
from talentcard.core.oversight import problems
from talentcard.core.oversight.bulletin import Bulletin, Late
from talentcard.core.oversight.columns import COLUMNS, TIMES, Row, Traced
from talentcard.core.oversight.freezing import ROSTERS
from talentcard.core.oversight.telling import Names
from talentcard.core.papers import Align, Cell, Column, Table
from talentcard.core.statistics.legs import Leg

SCHEMA_VERSION = 1


def document(bulletin: Bulletin) -> dict[str, Any]:
    """The figures as JSON has them."""
    return {
        "schema_version": SCHEMA_VERSION,
        "month": bulletin.period.key,
        "as_of": bulletin.period.last.isoformat(),
        "rows": [numbers(row) for row in bulletin.rows],
        "before": [numbers(row) for row in bulletin.before.values()],
        "late": [late(one) for one in bulletin.late],
        "charged": [
            {"owner": one.owner, "late": one.late, "behind": one.behind, "overdue": one.overdue, "lagging": one.lagging}
            for one in bulletin.charged
        ],
        "problems": [
            {"row": one.code, **{name: getattr(one, name) for name in problems.COLUMNS}} for one in bulletin.problems
        ],
        "rosters": {name: getattr(bulletin.rosters, name) for name in ROSTERS},
        "gaps": [
            {"kind": gap.kind, "body": gap.body, "post": gap.post, "since": gap.since.isoformat(), "days": gap.days}
            for gap in bulletin.rosters.gaps
        ],
    }


def numbers(row: Row) -> dict[str, str | int | None]:
    return {"row": row.code, **{column: row[column] for column in (*COLUMNS, *TIMES)}}


def late(one: Late) -> dict[str, Any]:
    return {
        "record": one.record,
        "obligation": one.obligation,
        "service": one.service,
        "step": one.step,
        "owner": one.owner,
        "article": one.article,
        "basis": one.basis.value,
        "due": one.due.isoformat(),
        "ended": one.ended.isoformat() if one.ended else None,
        "left": one.left,
        "days": one.days,
    }


def traced(each: Traced) -> dict[str, Any]:
    """One leg behind a number."""
    leg, owed = each.leg, each.obligation
    return {
        "record": owed.record,
        "obligation": owed.id,
        "service": leg.service,
        "step": leg.step,
        "owner": owed.owner,
        "basis": leg.basis.value,
        "began": leg.began.isoformat(),
        "due": owed.due.latest.isoformat() if owed.due else None,
        "ended": leg.ended.isoformat() if leg.ended else None,
        "left": leg.left,
        "state": state(leg),
        "days": leg.days,
    }


def state(leg: Leg) -> str:
    """How a leg stands. What had no limit was done, not done in time."""
    return "done" if leg.state is State.MET and not leg.limited else leg.state.value


# ---- sheets -------------------------------------------------------------------------------------------------


def tables(bulletin: Bulletin, names: Names) -> Iterator[Table]:
    """A sheet each: figures, late legs, owners, problems, rosters and their gaps. Numbers and days stay such."""
    say = names.say

    def table(name: str, words: Sequence[str], counted: Sequence[str], rows: Sequence[tuple[Cell, ...]]) -> Table:
        columns = (
            *(Column(say(f"bulletin-column-{word}")) for word in words),
            *(Column(say(f"bulletin-{word}"), Align.RIGHT) for word in counted),
        )
        return Table(say(f"bulletin-sheet-{name}"), columns, tuple(rows))

    counts = (*COLUMNS, *TIMES)
    yield table(
        "figures",
        ("row", "title"),
        counts,
        [(row.code, names.row(row.code), *(row[column] for column in counts)) for row in bulletin.rows],
    )
    yield table(
        "late",
        ("record", "service", "step", "article", "basis", "owner", "due", "ended", "days"),
        (),
        [late_cells(one, names) for one in bulletin.late],
    )
    yield table(
        "charged",
        ("owner",),
        ("late", "behind", "overdue", "lagging"),
        [(names.body(one.owner), one.late, one.behind, one.overdue, one.lagging) for one in bulletin.charged],
    )
    yield table(
        "problems",
        ("row", "kind", "subject"),
        problems.COLUMNS,
        [
            (
                one.code,
                say(f"bulletin-{one.kind}"),
                names.subject(one.subject),
                *(getattr(one, column) for column in problems.COLUMNS),
            )
            for one in bulletin.problems
        ],
    )
    found = bulletin.rosters
    yield table(
        "rosters", ("title", "number"), (), [(say(f"bulletin-{name}"), getattr(found, name)) for name in ROSTERS]
    )
    yield table(
        "gaps",
        ("body", "kind", "post", "since", "days"),
        (),
        [
            (
                names.body(gap.body),
                say(f"bulletin-{gap.kind}"),
                say(f"post-{gap.post}") if gap.post else None,
                gap.since,
                gap.days,
            )
            for gap in found.gaps
        ],
    )


def late_cells(one: Late, names: Names) -> tuple[Cell, ...]:
    ended: dt.date | str | None = one.ended
    if one.left and one.ended:
        ended = names.say("bulletin-left-undone", {"day": str(one.ended)})
    return (
        one.record,
        names.service(one.service),
        in_language(one.title, names.lang),
        one.article,
        names.say(f"basis-{one.basis.value}"),
        names.body(one.owner),
        one.due,
        ended,
        one.days,
    )
