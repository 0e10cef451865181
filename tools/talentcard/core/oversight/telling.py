"""A bulletin in one language: the facts that its wording names, its charts, its tables for sheets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from talentcard.core import model
from talentcard.core.model import Basis, RecordId
from talentcard.core.model.bulletins import Erratum
from talentcard.core.names import in_language, service_title, short_name
from talentcard.core.oversight.bulletin import BODY, TOTAL, Bulletin, Late
from talentcard.core.oversight.columns import COLUMNS, TIMES, Row
from talentcard.core.oversight.problems import GENERAL
from talentcard.core.oversight.rosters import VACANCY
from talentcard.core.pages import charts
from talentcard.core.pages.charts import RowChart, Rows
from talentcard.core.policy import NoPolicyError, Rulebook
from talentcard.core.registry import Registry
from talentcard.core.statistics.bodies import steps_of

Say = Callable[..., str]
"""A label of the catalogue and its params: ``say("bulletin-late", {})``."""
NONE = "—"


@dataclass(frozen=True)
class Names:
    """What rows, bodies and subjects are called on a day, in one language."""

    registry: Registry
    day: dt.date
    lang: str
    say: Say

    def row(self, code: str) -> str:
        if code == TOTAL:
            return self.say("bulletin-total")
        if code.startswith(BODY):
            return self.body(code.removeprefix(BODY))
        service, _, step = code.partition("/")
        return self.step(service, step) if step else self.service(service)

    def service(self, code: str) -> str:
        return service_title(self.registry, code, self.lang)

    def step(self, service: str, step: str) -> str:
        """What is done in a step, as the rules of the day word it; its code where they have none."""
        return self._steps.get((service, step), step)

    @cached_property
    def _steps(self) -> Mapping[tuple[str, str], str]:
        try:
            rules = Rulebook(self.registry).on(self.day)
        except NoPolicyError:
            return {}
        found: dict[tuple[str, str], str] = {}
        for service in rules.services.values():
            for _, step in steps_of(rules, service):
                if step.title is not None:
                    found.setdefault((service.code, step.code), in_language(step.title, self.lang))
        return found

    def body(self, code: str) -> str:
        """A body by its name on the day; a kind of body, or a role, by its word."""
        if self.registry.get(model.Organisation, RecordId(code)) is not None:
            return short_name(self.registry, code, self.day, self.lang)
        return code if self.registry.knows(RecordId(code)) else self.say(f"bulletin-body-{code}")

    def subject(self, code: str) -> str:
        return self.say("bulletin-general") if code == GENERAL else self.service(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What is known of the paper itself. ``published`` None: a draft. ``moved``: a recount gives other numbers."""

    issuer: str
    to: tuple[str, ...]
    published: dt.date | None = None
    number: str | None = None
    errata: tuple[Erratum, ...] = ()
    moved: bool = False


def facts(bulletin: Bulletin, names: Names, document: Document) -> Mapping[str, object]:
    """By the names that the wording uses. Numbers are numbers; what is not known is a dash."""
    period, say = bulletin.period, names.say
    late = [told_late(each, names) for each in bulletin.late]
    return {
        "year": period.first.year,
        "month": say("bulletin-months").split()[period.first.month - 1],
        "last_day": period.last,
        "issuer": document.issuer,
        "to": document.to,
        "published": document.published or "",
        "number": document.number or "",
        "errata": document.errata,
        "moved": document.moved,
        "compared": bool(bulletin.before),
        "total": numbers(bulletin.total),
        "change": {column: signed(bulletin.change(TOTAL, column)) for column in COLUMNS},
        "services": [
            {**told(each, names), "change": signed(bulletin.change(each.code, "received"))}
            for each in bulletin.services
        ],
        "legs": [{**told(each, names), "service": names.service(each.service)} for each in bulletin.legs],
        "bodies": [told(each, names) for each in bulletin.bodies],
        "late": [each for each in late if each["basis"] == Basis.RULE],
        "behind": [each for each in late if each["basis"] == Basis.HOUSE],
        "charged": [
            {
                "owner": names.body(one.owner),
                "late": one.late,
                "behind": one.behind,
                "overdue": one.overdue,
                "lagging": one.lagging,
            }
            for one in bulletin.charged
        ],
        "problems": [
            {
                "kind": say(f"bulletin-{one.kind}"),
                "subject": names.subject(one.subject),
                "raised": one.raised,
                "settled": one.settled,
                "taken": one.taken,
                "open": one.open,
            }
            for one in bulletin.problems
        ],
        "open_problems": sum(one.open for one in bulletin.problems),
        "rosters": bulletin.rosters,
        "gaps": [
            {
                "body": names.body(gap.body),
                "what": say(f"bulletin-{gap.kind}"),
                "post": say(f"post-{gap.post}") if gap.kind == VACANCY else "",
                "since": gap.since,
                "days": gap.days,
            }
            for gap in bulletin.rosters.gaps
        ],
    }


def numbers(row: Row) -> dict[str, int | str]:
    return {column: dash(row[column]) for column in (*COLUMNS, *TIMES)}


def told(row: Row, names: Names) -> dict[str, int | str]:
    return {"code": row.code, "title": names.row(row.code), **numbers(row)}


def told_late(each: Late, names: Names) -> dict[str, object]:
    return {
        "record": each.record,
        "service": names.service(each.service),
        "step": in_language(each.title, names.lang),
        "owner": names.body(each.owner),
        "article": each.article,
        "basis": each.basis,
        "due": each.due,
        "ended": each.ended or names.say("bulletin-open-still"),
        "left": each.left,
        "days": each.days,
    }


def dash(number: int | None) -> int | str:
    return NONE if number is None else number


def signed(number: int | None) -> str:
    """+3, −2, 0; a dash where there is nothing to compare with."""
    if number is None:
        return NONE
    return f"{number:+d}".replace("-", "−") if number else "0"


# ---- charts -------------------------------------------------------------------------------------------------


def pictures(bulletin: Bulletin, names: Names) -> dict[str, RowChart]:
    """What was done in the month by service, and what is in hand at its end by body."""
    say = names.say
    return {
        "services": chart(
            bulletin.services,
            names,
            say("bulletin-chart-services"),
            "done",
            (("ended", "on_time"), ("untold", "untimed"), ("behind", "behind"), ("late", "late")),
        ),
        "bodies": chart(
            bulletin.bodies,
            names,
            say("bulletin-chart-bodies"),
            "in_hand",
            (("overdue", "overdue"), ("lagging", "lagging"), ("hand", "")),
        ),
    }


def chart(rows: Sequence[Row], names: Names, title: str, whole: str, parts: Iterable[tuple[str, str]]) -> RowChart:
    """A bar a row, of its parts; a part without a column is the rest of the whole."""
    styles = tuple(parts)
    given = [row for row in rows if row[whole]]

    def lengths(row: Row) -> list[tuple[str, int]]:
        known = [(style, row[column] or 0 if column else 0) for style, column in styles]
        rest = (row[whole] or 0) - sum(number for _, number in known)
        return [
            (style, rest if not column else number) for (style, number), (_, column) in zip(known, styles, strict=True)
        ]

    drawing = Rows(
        max((row[whole] or 0 for row in given), default=0), tuple(charts.stacked(*lengths(row)) for row in given)
    )
    used = {mark.style for row in drawing.rows for mark in row}
    return RowChart(
        title=title,
        sentence=title,
        labels=tuple(charts.Label(title=names.row(row.code), value=str(row[whole])) for row in given),
        drawing=drawing,
        key=tuple(
            (style, names.say(f"bulletin-{column or 'in_time_still'}")) for style, column in styles if style in used
        ),
    )
