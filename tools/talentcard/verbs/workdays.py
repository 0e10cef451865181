"""``talentcard workdays``: the working-day calendar from the command line."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from talentcard.context import CannotRunError, Context
from talentcard.core.model import Calendar, Settings
from talentcard.core.workdays import CalendarHorizonError, DayKind, DayRange, Stretch, WorkCalendar
from talentcard.messages import Catalogue, catalogue
from talentcard.reading import loading
from talentcard.render.width import pad
from talentcard.render.year import YearPicture
from talentcard.session import work_calendar

EXAMPLES = """例 / examples:
  talentcard workdays add 2026-09-18 15              第 15 个工作日，当日不计 → 2026-10-15
                                                     the 15th working day, the day itself not counted
  talentcard workdays add 2026-09-18 15 --explain    跳过了哪些日子 / which days were skipped
  talentcard workdays between 2026-09-18 2026-10-15  之间有几个工作日 → 15 / how many lie between
  talentcard workdays year 2026                      全年的放假和调休 / the year at a glance
  talentcard workdays add 2026-09-18 15 --format json"""

MOST_DAYS = 10_000
Data = dict[str, object]


@dataclass(frozen=True, slots=True)
class Desk:
    """What a question needs to be answered."""

    calendar: WorkCalendar
    words: Catalogue
    explain: bool
    colour: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, as data and as lines of text."""

    data: Data
    lines: Iterable[str]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", choices=tuple(QUESTIONS), help="add 日期 天数 · between 日期 日期 · year 年份")
    parser.add_argument("values", nargs="+", metavar="VALUE", help="日期写作 2026-09-18 / dates as 2026-09-18")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="输出格式 / output format")
    parser.add_argument(
        "--explain", action="store_true", help="说明跳过了哪些日子（终端上默认说明）/ say which days were skipped"
    )


def run(context: Context, options: argparse.Namespace) -> int:
    loaded = loading.load_kinds(context.root, ("settings", "calendar", "expected-calendar"))
    settings = next(iter(loaded.registry.of(Settings).values()), None)
    words = catalogue(context.lang or (settings.language if settings else "zh"))
    if not loaded.registry.of(Calendar):
        raise CannotRunError("calendar-none")
    if loaded.findings:
        print(words.text("calendar-unread", {"count": str(len(loaded.findings))}), file=context.err)
    desk = Desk(
        calendar=work_calendar(loaded.registry),
        words=words,
        explain=options.explain or context.out.isatty(),
        colour=context.colour,
    )
    answer = ask(desk, options.question, options.values)
    if options.format == "json":
        print(json.dumps(answer.data, ensure_ascii=False), file=context.out)
    else:
        print("\n".join(answer.lines), file=context.out)
    return 0


def ask(desk: Desk, question: str, values: list[str]) -> Answer:
    """The answer to a question. Raises CannotRunError where it makes no sense or lies before the first year."""
    answer, number = QUESTIONS[question]
    if len(values) != number:
        raise CannotRunError("workdays-usage", given=str(len(values)), question=question, wanted=str(number))
    try:
        return answer(desk, *values)
    except CalendarHorizonError as error:
        raise CannotRunError("calendar-horizon", day=str(error.day), first=str(error.first)) from None


# ---- add --------------------------------------------------------------------------------------------


def add(desk: Desk, start_text: str, days_text: str) -> Answer:
    start, days = date_of(start_text), whole_number(days_text)
    try:
        result = desk.calendar.add(start, days)
    except (OverflowError, ValueError):
        raise CannotRunError("calendar-too-far", day=str(start), days=str(days)) from None
    provisional = result.provisional or not desk.calendar.is_settled(result.latest)
    data: Data = {"schema_version": 1, "date": str(result.latest), "provisional": provisional}
    if provisional:
        data |= {"earliest": str(result.earliest), "latest": str(result.latest)}
    data["calendar"] = desk.calendar.version
    return Answer(data, add_lines(desk, start, days, result, provisional))


def add_lines(desk: Desk, start: dt.date, days: int, result: DayRange, provisional: bool) -> Iterator[str]:
    """The date alone on the first line, for scripts; a range as an interval of ISO 8601 (first/last)."""
    yield f"{result.earliest}/{result.latest}" if result.provisional else str(result.latest)
    if not desk.explain:
        return
    params = {"start": str(start), "days": str(days), "weekday": weekday(desk, result.latest)}
    if result.provisional:
        params |= {"earliest": str(result.earliest), "latest": str(result.latest)}
    yield desk.words.text("workdays-range" if result.provisional else "workdays-counted", params)
    yield from skipped_lines(desk, start, result.latest)
    if provisional:
        yield desk.words.text("workdays-provisional", {"through": str(desk.calendar.settled_through)})


def skipped_lines(desk: Desk, start: dt.date, end: dt.date) -> Iterator[str]:
    """Festivals and make-up days one by one, plain weekends as one number."""
    weekends = 0
    for stretch in desk.calendar.skipped(start, end):
        if stretch.kind is DayKind.WEEKEND:
            weekends += stretch.days
        else:
            key = "workdays-worked" if stretch.kind is DayKind.MAKE_UP else "workdays-skipped"
            yield desk.words.text(key, described(desk, stretch))
    if weekends:
        yield desk.words.text("workdays-weekends", {"days": str(weekends)})


# ---- between ----------------------------------------------------------------------------------------


def between(desk: Desk, a_text: str, b_text: str) -> Answer:
    a, b = date_of(a_text), date_of(b_text)
    count = desk.calendar.between(a, b)
    provisional = not all(desk.calendar.is_settled(end) for end in (a, b))
    data: Data = {"schema_version": 1, "from": str(a), "to": str(b), "working_days": count}
    return Answer(
        {**data, "provisional": provisional, "calendar": desk.calendar.version},
        between_lines(desk, a, b, count, provisional),
    )


def between_lines(desk: Desk, a: dt.date, b: dt.date, count: int, provisional: bool) -> Iterator[str]:
    yield str(count)
    if desk.explain:
        yield desk.words.text("workdays-between", {"a": str(min(a, b)), "b": str(max(a, b))})
        yield from skipped_lines(desk, min(a, b), max(a, b))
        if provisional:
            yield desk.words.text("workdays-provisional", {"through": str(desk.calendar.settled_through)})


# ---- year -------------------------------------------------------------------------------------------


def year(desk: Desk, text: str) -> Answer:
    known = range(desk.calendar.first.year, desk.calendar.last.year + 1)
    if not (text.isascii() and text.isdigit() and int(text) in known):
        raise CannotRunError("calendar-year", year=text, first=str(known[0]), last=str(known[-1]))
    first, last = dt.date(int(text), 1, 1), dt.date(int(text), 12, 31)
    named = list(named_days(desk.calendar, first, last))
    data: Data = {
        "schema_version": 1,
        "year": int(text),
        "working_days": desk.calendar.between(first, last) + desk.calendar.is_working(first),
        "days_off": [as_data(stretch) for stretch in named if stretch.kind is DayKind.DAY_OFF],
        "make_up_days": [as_data(stretch) for stretch in named if stretch.kind is DayKind.MAKE_UP],
        "provisional": not desk.calendar.is_settled(last),
        "calendar": desk.calendar.version,
    }
    return Answer(data, year_lines(desk, int(text), str(data["working_days"]), named))


def year_lines(desk: Desk, number: int, working_days: str, named: list[Stretch]) -> Iterator[str]:
    yield desk.words.text("year-heading", {"year": str(number), "days": working_days})
    yield ""
    yield from YearPicture(desk.calendar, desk.words, colour=desk.colour).lines(number)
    yield ""
    for stretch in named:
        key = "year-worked" if stretch.kind is DayKind.MAKE_UP else "year-off"
        yield desk.words.text(key, described(desk, stretch))
    if not desk.calendar.is_settled(dt.date(number, 12, 31)):
        yield desk.words.text("workdays-provisional", {"through": str(desk.calendar.settled_through)})


def named_days(calendar: WorkCalendar, first: dt.date, last: dt.date) -> Iterator[Stretch]:
    """Days off and make-up days as the notices name them, without the weekends beside them."""
    days = [dt.date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]
    for status, run in groupby(days, key=calendar.status):
        if status.name is not None:
            stretch = list(run)
            yield Stretch(stretch[0], stretch[-1], status.kind, status.name, status.provisional)


def as_data(stretch: Stretch) -> Data:
    return {"name": stretch.name, "first": str(stretch.first), "last": str(stretch.last)}


# ---- words and values -------------------------------------------------------------------------------


def described(desk: Desk, stretch: Stretch) -> dict[str, str]:
    days = str(stretch.first) if stretch.days == 1 else f"{stretch.first} – {stretch.last:%m-%d}"
    if stretch.first.year != stretch.last.year:
        days = f"{stretch.first} – {stretch.last}"
    name = desk.words.text("and").join(label(desk, part) for part in stretch.name.split("、"))
    return {"span": pad(days, 18), "days": str(stretch.days), "name": name, "weekday": weekday(desk, stretch.first)}


def label(desk: Desk, festival: str) -> str:
    """A festival in the reader's language; as the record has it where the catalogue does not know it."""
    try:
        return desk.words.text(festival)
    except KeyError:
        return festival


def weekday(desk: Desk, day: dt.date) -> str:
    return desk.words.text(f"weekday-{day.isoweekday()}")


def date_of(text: str) -> dt.date:
    try:
        if len(text) != 10:
            raise ValueError(text)
        return dt.date.fromisoformat(text)
    except ValueError:
        raise CannotRunError("workdays-not-a-date", text=text) from None


def whole_number(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) > MOST_DAYS:
        raise CannotRunError("workdays-not-a-number", text=text, most=str(MOST_DAYS))
    return int(text)


QUESTIONS: dict[str, tuple[Callable[..., Answer], int]] = {"add": (add, 2), "between": (between, 2), "year": (year, 1)}
"""Each question with the function that answers it and the number of values that it takes."""
