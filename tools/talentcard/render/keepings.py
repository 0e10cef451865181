"""What has been kept long enough, as text, CSV, JSON and Markdown: ids, days and articles, nobody's data."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from talentcard.core.privacy.retention import Keeping
from talentcard.core.reports.retention import COLUMNS, row
from talentcard.messages import Catalogue
from talentcard.render.width import pad, width

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a rendering needs besides the list itself."""

    words: Catalogue
    as_of: dt.date

    def state(self, keeping: Keeping) -> str:
        left = (keeping.due - self.as_of).days
        return self.words.text("retention-now" if left <= 0 else "retention-later", {"days": str(left)})


def table(view: View, keepings: Sequence[Keeping]) -> list[list[str]]:
    """Headings, then the cells of each row: by the day on which it is to go."""
    keys = ("due", "state", "action", "kind", "record", "since", "waits-for", "basis")
    rows = [
        [
            str(keeping.due),
            view.state(keeping),
            view.words.text(f"retention-{keeping.action}"),
            view.words.text(f"kind-{keeping.kind}"),
            keeping.record,
            str(keeping.since),
            keeping.waits_for or "",
            "；".join(keeping.cites),
        ]
        for keeping in keepings
    ]
    return [[view.words.text(f"retention-{key}") for key in keys], *rows]


def summary(view: View, keepings: Sequence[Keeping]) -> str:
    if not keepings:
        return view.words.text("retention-none", {"as_of": str(view.as_of)})
    now = sum(keeping.due <= view.as_of for keeping in keepings)
    params = {"count": str(len(keepings)), "due": str(now), "as_of": str(view.as_of)}
    return view.words.text("retention-summary", params)


def as_text(view: View, keepings: Sequence[Keeping]) -> str:
    if not keepings:
        return summary(view, keepings) + "\n"
    lines = table(view, keepings)
    widths = [max(width(line[i]) for line in lines) for i in range(len(lines[0]))]
    rows = ["  ".join(pad(cell, w) for cell, w in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "\n".join([*rows, "", summary(view, keepings)]) + "\n"


def as_markdown(view: View, keepings: Sequence[Keeping]) -> str:
    head, *rows = table(view, keepings)
    body = "\n".join("| " + " | ".join(line) + " |" for line in [head, ["---"] * len(head), *rows])
    return f"{body}\n\n{summary(view, keepings)}\n"


def as_csv(_view: View, keepings: Sequence[Keeping]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in COLUMNS])
    writer.writerows([column.value(keeping) or "" for column in COLUMNS] for keeping in keepings)
    return out.getvalue()


def as_json(view: View, keepings: Sequence[Keeping]) -> str:
    document = {
        "schema_version": SCHEMA_VERSION,
        "as_of": view.as_of.isoformat(),
        "retention": [row(keeping) for keeping in keepings],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


FORMATS: Mapping[str, Callable[[View, Sequence[Keeping]], str]] = {
    "text": as_text,
    "json": as_json,
    "csv": as_csv,
    "markdown": as_markdown,
}
