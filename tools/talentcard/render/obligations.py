"""Obligations as text, JSON, CSV, Markdown, iCalendar and annotations: one definition of columns, six renderings."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from talentcard.core.finding import Place
from talentcard.core.model import Basis
from talentcard.core.obligation import LATE, Obligation, State
from talentcard.core.registry import Registry
from talentcard.core.reports import due as report
from talentcard.core.reports.table import Cell
from talentcard.messages import Catalogue
from talentcard.render.annotations import annotation
from talentcard.render.feeds import AllDay, calendar_feed
from talentcard.render.width import pad, width

SCHEMA_VERSION = 1

COLOURS: Mapping[State, str] = {
    State.OVERDUE: "31;1",
    State.BEHIND: "33",
    State.DUE_TODAY: "35;1",
    State.DUE_SOON: "33;1",
    State.PAUSED: "36",
    State.MET: "32",
    State.MET_LATE: "31",
}
"""ANSI colours of the states on a terminal."""

ANNOTATED: Mapping[State, str] = {
    State.OVERDUE: "error",
    State.BEHIND: "warning",
    State.DUE_TODAY: "warning",
    State.DUE_SOON: "notice",
}
"""Which states CI points out on a file, and how loudly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a rendering needs besides the obligations themselves."""

    registry: Registry
    catalogue: Catalogue
    lang: str
    as_of: str
    calendar: str
    colour: bool = False

    def words(self, key: str, params: Mapping[str, str] | None = None) -> str:
        return self.catalogue.text(key, params or {})

    def party(self, obligation: Obligation, actor: str) -> str:
        return report.party(self.registry, actor, obligation.starts.earliest, self.lang, self.words)

    def state(self, obligation: Obligation) -> str:
        word = self.words(f"state-{obligation.state.value}")
        return word + self.words("mark-provisional") if obligation.provisional and obligation.met_on is None else word

    def due(self, obligation: Obligation) -> str:
        if obligation.due is None:
            return self.words("no-limit")
        if obligation.provisional:
            return f"{obligation.due.earliest}…{obligation.due.latest:%m-%d}"
        return str(obligation.due.latest)

    def basis(self, obligation: Obligation) -> str:
        if obligation.due is None and obligation.basis is Basis.RULE:
            return self.words("basis-none")
        return self.words(f"basis-{obligation.basis.value}")


def table(view: View, obligations: Sequence[Obligation]) -> tuple[list[str], list[list[str]]]:
    """Headings and cells of the list for people: by due date, what to do, who, for whom, on which article."""
    keys = ("due", "left", "state", "owner", "duty", "owed-to", "article", "record")
    headings = [view.words(f"column-{key}") for key in keys]
    rows = [
        [
            view.due(o),
            "" if o.working_days_left is None else str(o.working_days_left),
            view.state(o),
            view.party(o, o.owner),
            report.title(o, view.lang),
            view.party(o, o.owed_to),
            f"{o.article} {view.basis(o)}",
            o.record,
        ]
        for o in obligations
    ]
    return headings, rows


def sheet(view: View, obligations: Sequence[Obligation]) -> tuple[list[str], list[list[Cell]]]:
    """Headings and cells of the list for a workbook: the words of the list for people, days and numbers as such."""
    keys = ("due", "due-earliest", "left", "state", "owner", "duty", "owed-to", "article", "basis", "starts", "record")
    rows: list[list[Cell]] = [
        [
            o.due.latest if o.due else None,
            o.due.earliest if o.due and o.provisional else None,
            o.working_days_left,
            view.state(o),
            view.party(o, o.owner),
            report.title(o, view.lang),
            view.party(o, o.owed_to),
            o.article,
            view.basis(o),
            o.starts.earliest,
            o.record,
        ]
        for o in obligations
    ]
    return [view.words(f"column-{key}") for key in keys], rows


def as_text(view: View, obligations: Sequence[Obligation]) -> str:
    """An aligned table by display width, late ones in colour on a terminal, and a count of each state."""
    if not obligations:
        return view.words("due-none", {"as_of": view.as_of}) + "\n"
    headings, rows = table(view, obligations)
    widths = [max(width(row[i]) for row in [headings, *rows]) for i in range(len(headings))]
    lines = ["  ".join(pad(cell, w) for cell, w in zip(headings, widths, strict=True)).rstrip()]
    for obligation, row in zip(obligations, rows, strict=True):
        line = "  ".join(pad(cell, w) for cell, w in zip(row, widths, strict=True)).rstrip()
        colour = COLOURS.get(obligation.state) if view.colour else None
        lines.append(f"\x1b[{colour}m{line}\x1b[0m" if colour else line)
    return "\n".join([*lines, "", summary(view, obligations)]) + "\n"


def summary(view: View, obligations: Sequence[Obligation]) -> str:
    """How many of each state, on which day, by which calendar."""
    parts = [
        f"{view.words(f'state-{state.value}')} {count}"
        for state in State
        if (count := sum(o.state is state for o in obligations))
    ]
    params = {"count": str(len(obligations)), "states": " · ".join(parts)}
    return view.words("due-summary", {**params, "as_of": view.as_of, "calendar": view.calendar})


def as_json(view: View, obligations: Sequence[Obligation]) -> str:
    document = {
        "schema_version": SCHEMA_VERSION,
        "as_of": view.as_of,
        "calendar": view.calendar,
        "obligations": [{**report.row(o), "title": report.title(o, view.lang)} for o in obligations],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def as_csv(_view: View, obligations: Sequence[Obligation]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    columns = (*report.COLUMNS, *report.PROVISIONAL)
    writer.writerow([column.name for column in columns])
    for obligation in obligations:
        cells = [column.value(obligation) for column in columns]
        writer.writerow(
            ["" if cell is None else str(cell).lower() if isinstance(cell, bool) else cell for cell in cells]
        )
    return out.getvalue()


def plain(cell: report.Cell) -> str:
    """A cell as CSV has it: nothing for none, ``true`` and ``false`` as in JSON."""
    return "" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell)


def as_markdown(view: View, obligations: Sequence[Obligation]) -> str:
    headings, rows = table(view, obligations)
    lines = [headings, ["---"] * len(headings), *rows]
    body = "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
    return f"{body}\n\n{summary(view, obligations)}\n"


def as_github(view: View, obligations: Sequence[Obligation]) -> str:
    """Annotations on the records of what is late or nearly so."""
    lines = []
    for o in obligations:
        level = ANNOTATED.get(o.state)
        if level is not None:
            params = {"owner": view.party(o, o.owner), "duty": report.title(o, view.lang), "due": view.due(o)}
            message = view.words("due-annotation", {**params, "article": o.article, "state": view.state(o)})
            at = Place(path=report.path_of(view.registry, o))
            lines.append(annotation(level, at, message, title=view.state(o)))
    return "".join(line + "\n" for line in lines)


def as_ics(view: View, obligations: Sequence[Obligation]) -> str:
    """One all-day event for each open duty with a date; what is late stays on the day on which it was due."""
    entries = [
        AllDay(
            uid=o.id,
            first=o.due.latest,
            last=o.due.latest,
            summary=f"{report.title(o, view.lang)} · {view.party(o, o.owner)}",
            description=f"{o.article} {o.record}",
        )
        for o in obligations
        if o.due is not None and (o.state in LATE or o.met_on is None)
    ]
    return calendar_feed(view.words("due-calendar"), view.as_of, entries)


FORMATS: Mapping[str, Callable[[View, Sequence[Obligation]], str]] = {
    "text": as_text,
    "json": as_json,
    "csv": as_csv,
    "markdown": as_markdown,
    "ics": as_ics,
    "github": as_github,
}
