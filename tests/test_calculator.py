"""The calculator of the page about counting: its script agrees with the engine, day by day and word by word."""

from __future__ import annotations

import datetime as dt
import json
import random
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import registries
from registries import ROOT, Data
from site_world import world
from talentcard.core.model import Limit, LimitKind
from talentcard.core.pages import World, calculator, limits
from talentcard.core.pages.calculator import MAY_WORK, MUST_WORK, UNSETTLED, WORKS, Ruler, days
from talentcard.core.workdays import DayRange

NODE = ROOT / ".venv" / "bin" / "node"
DRIVER = Path(__file__).with_name("calculator.cjs")
SCRIPT = ROOT / "site" / "assets" / "js" / "calculator.js"
COUNTS = (1, 2, 3, 5, 15, 60, 250, 500)

Question = tuple[LimitKind, dt.date, int]
"""A kind of limit, a starting day and, for working days, how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    due: DayRange
    text: str
    notes: tuple[str, ...]


def camel(name: str) -> str:
    """As a browser names the data attributes of an element."""
    first, *others = name.split("-")
    return first + "".join(part[:1].upper() + part[1:] for part in others)


def in_browser(here: World, questions: list[Question], spans: list[tuple[dt.date, dt.date]]) -> dict[str, Any]:
    """What the script answers, from what the page hands to it."""
    view = calculator.view(here)
    data = {"first": view.first, "beyond": view.beyond, "days": view.days, "names": view.names}
    data |= {camel(f"say-{key}"): text for key, text in view.words}
    ruler = {
        "startCounts": view.ruler.start_counts,
        "nextDay": view.ruler.next_day,
        "years": view.ruler.years,
        "yearsEndBefore": view.ruler.years_end_before,
        "yearsRoll": view.ruler.years_roll,
    }
    asked = {
        "script": str(SCRIPT),
        "data": data,
        "ruler": ruler,
        "terms": [(kind.value, start.isoformat(), count) for kind, start, count in questions],
        "spans": [(a.isoformat(), b.isoformat()) for a, b in spans],
    }
    done = subprocess.run(
        [str(NODE), str(DRIVER)], input=json.dumps(asked), capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def answers(here: World, questions: list[Question]) -> list[Answer]:
    return [
        Answer(
            due=DayRange(dt.date.fromisoformat(earliest), dt.date.fromisoformat(latest)), text=text, notes=tuple(notes)
        )
        for earliest, latest, text, notes in in_browser(here, questions, [])["terms"]
    ]


def engine(here: World, question: Question) -> Answer:
    """The same question put to the engine, and said as the guides say it."""
    kind, start, count = question
    limit = limit_of(here, kind, count)
    term = here.reckoner.term(limit, DayRange.on(start))
    assert term is not None
    assert term.due is not None
    notes = tuple(limits.notes(here, limit, start, term))
    return Answer(due=term.due, text=here.words.range(term.due), notes=notes)


def limit_of(here: World, kind: LimitKind, count: int) -> Limit:
    """As the records state them: feedback on the next day rolls, a card's validity does not."""
    if kind is LimitKind.YEARS:
        return here.rules.card.limit
    return Limit(kind=kind, count=count, rolls=kind is LimitKind.NEXT_DAY)


@cache
def here(lang: str = "zh") -> World:
    return world(lang=lang)


def every_day() -> list[dt.date]:
    return list(days(here().calendar.first, here().calendar.last))


def test_the_table_is_the_calendar_day_by_day() -> None:
    calendar = here().calendar
    digits = [int(digit, 16) for digit in calculator.view(here()).days.replace(" ", "")]
    for day, digit in zip(every_day(), digits, strict=True):
        assert bool(digit & WORKS) == calendar.is_working(day), day
        assert (bool(digit & MAY_WORK), bool(digit & MUST_WORK)) == calendar.bounds(day), day
        assert bool(digit & UNSETTLED) == (not calendar.is_settled(day)), day


def test_the_script_reads_every_day_as_it_is() -> None:
    calendar = here().calendar
    found = in_browser(here(), [], [])["days"]
    assert found == [[calendar.is_working(day), calendar.is_settled(day)] for day in every_day()]


@pytest.mark.parametrize("kind", [LimitKind.NEXT_DAY, LimitKind.YEARS])
def test_the_script_ends_every_term_where_the_engine_does(kind: LimitKind) -> None:
    questions: list[Question] = [(kind, day, 0) for day in every_day()]
    assert answers(here(), questions) == [engine(here(), question) for question in questions]


@pytest.mark.parametrize("count", COUNTS)
def test_the_script_counts_working_days_as_the_engine_does(count: int) -> None:
    """From every day on record: two years of calendar behind the last one included."""
    calendar = here().calendar
    found = in_browser(here(), [(LimitKind.WORKING_DAYS, day, count) for day in every_day()], [])["terms"]
    due = [(earliest, latest) for earliest, latest, _, _ in found]
    assert due == [(str(days.earliest), str(days.latest)) for days in (calendar.add(day, count) for day in every_day())]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_script_says_what_the_guides_say(lang: str) -> None:
    chance = random.Random(20260918)
    questions: list[Question] = [
        (LimitKind.WORKING_DAYS, chance.choice(every_day()), chance.randint(1, 30)) for _ in range(500)
    ]
    assert answers(here(lang), questions) == [engine(here(lang), question) for question in questions]


def test_the_script_measures_between_two_days_as_the_engine_does() -> None:
    chance = random.Random(15)
    pairs = [(min(pair), max(pair)) for pair in (chance.sample(every_day(), 2) for _ in range(2000))]
    assert in_browser(here(), [], pairs)["spans"] == [here().calendar.between(a, b) for a, b in pairs]


def with_reading(code: str, chosen: str) -> World:
    """The rules with one question of the register answered otherwise."""
    path, data = next((p, d) for p, d in registries.documents().items() if d.get("code") == code and "chosen" in d)
    changed: dict[str, Data] = {path: data | {"chosen": chosen}}
    return world(changed)


@pytest.mark.parametrize(
    ("code", "chosen", "kind"),
    [
        ("day-count", "start_included", LimitKind.WORKING_DAYS),
        ("next-day", "calendar_day", LimitKind.NEXT_DAY),
        ("next-day", "working_day", LimitKind.NEXT_DAY),
        ("rolling", "never", LimitKind.NEXT_DAY),
        ("rolling", "always", LimitKind.YEARS),
        ("validity-count", "issue_day_counted", LimitKind.YEARS),
    ],
)
def test_another_reading_of_the_register_is_followed(code: str, chosen: str, kind: LimitKind) -> None:
    other = with_reading(code, chosen)
    usual, changed = calculator.ruler(here()), calculator.ruler(other)
    assert usual != changed
    chance = random.Random(7)
    questions: list[Question] = [(kind, chance.choice(every_day()), chance.randint(1, 20)) for _ in range(200)]
    assert answers(other, questions) == [engine(other, question) for question in questions]


def test_the_ruler_of_the_register_as_it_stands() -> None:
    assert calculator.ruler(here()) == Ruler(
        start_counts=False, next_day="rolled", years=3, years_end_before=False, years_roll=False
    )


def test_the_names_can_be_told_apart() -> None:
    """``;`` parts the entries, so no name may hold one."""
    for lang in ("zh", "en"):
        entries = calculator.view(here(lang)).names.split(";")
        named = [entry[22:] for entry in entries]
        starts = [dt.date.fromisoformat(entry[:10]) for entry in entries]
        assert all(named)
        assert starts == sorted(set(starts))
        assert all(entry[10] == entry[21] == " " for entry in entries)
