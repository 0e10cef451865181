"""Statistics as charts, each with the sentence that says what there is to see.

A row whose number is not given is not drawn: a chart shows nothing that its table does not say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from talentcard.core.pages import charts
from talentcard.core.pages.charts import Band, Course, CourseChart, Kind, Mark, RowChart, Rows, Series
from talentcard.core.pages.limits import Label
from talentcard.core.pages.status import names, tables
from talentcard.core.pages.status.names import LegLimit
from talentcard.core.pages.status.tables import Named, Rate, ended, rate, rate_text
from talentcard.core.pages.words import Words
from talentcard.core.pages.world import World
from talentcard.core.statistics.figures import Figures, Group, Period

T = TypeVar("T")


def clauses(words: Words, *parts: str) -> str:
    """One sentence from those of its parts that there are; where totals are not given it may be none of them."""
    said = words("list.semicolon").join(part for part in parts if part)
    return words.sentence(said) + words("list.stop") if said else words("status.see_table")


def foremost(ranked: Iterable[tuple[int, T]]) -> T | None:
    """What has the highest number, if nothing else has as much."""
    found = sorted(ranked, key=lambda pair: -pair[0])
    alone = len(found) == 1 or (len(found) > 1 and found[0][0] > found[1][0])
    return found[0][1] if alone else None


def key(words: Words, drawing: Rows, *styles: str) -> tuple[tuple[str, str], ...]:
    """What the colours mean, of those that occur."""
    used = {mark.style for row in drawing.rows for mark in row}
    return tuple((style, words(f"status.key_{style.replace('-', '_')}")) for style in styles if style in used)


# ---- how it stands: what is in hand, and what of it is late ------------------------------------------------------


def in_hand(world: World, rows: Sequence[Named], total: Figures, *, title: str, day: str) -> RowChart | None:
    """One bar a row, most in hand at the top; the part past a limit in front. None where no number is given."""
    given = sorted((row for row in rows if row.figures.in_hand), key=lambda row: -(row.figures.in_hand or 0))
    if not given:
        return None
    words = world.words
    drawing = Rows(max(row.figures.in_hand or 0 for row in given), tuple(standing(row.figures) for row in given))
    return RowChart(
        title=title,
        sentence=in_hand_sentence(words, given, total, day),
        labels=tuple(
            charts.Label(title=row.title, value=str(row.figures.in_hand), note=late_note(words, row.figures))
            for row in given
        ),
        drawing=Rows(
            max(row.figures.in_hand or 0 for row in given),
            tuple(standing(row.figures) for row in given),
        ),
        key=key(words, drawing, "overdue", "lagging", "hand", "untold"),
    )


def standing(figures: Figures) -> tuple[Mark, ...]:
    """Late, behind, and the others: in time, or not told."""
    overdue, lagging = figures.overdue or 0, figures.lagging or 0
    told = figures.overdue is not None and figures.lagging is not None
    others = (figures.in_hand or 0) - overdue - lagging
    return charts.stacked(("overdue", overdue), ("lagging", lagging), ("hand" if told else "untold", others))


def late_note(words: Words, figures: Figures) -> str:
    parts = [words("status.overdue_n", count=figures.overdue)] if figures.overdue else []
    parts += [words("status.lagging_n", count=figures.lagging)] if figures.lagging else []
    return words.list(parts)


def in_hand_sentence(words: Words, given: Sequence[Named], total: Figures, day: str) -> str:
    most = foremost((row.figures.in_hand or 0, row) for row in given) if len(given) > 1 else None
    return clauses(
        words,
        "" if total.in_hand is None else words("status.say_in_hand", day=day, count=total.in_hand),
        words("status.say_most", title=most.title, count=most.figures.in_hand) if most else "",
        overdue_clause(words, total),
        words("status.say_lagging", count=total.lagging) if total.lagging else "",
    )


def overdue_clause(words: Words, total: Figures) -> str:
    if total.overdue is None:
        return ""
    return words("status.say_overdue", count=total.overdue) if total.overdue else words("status.say_none_overdue")


# ---- how it went: on time or not ----------------------------------------------------------------------------------


def on_time(world: World, rows: Sequence[Named], total: Figures, *, title: str, period: str) -> RowChart | None:
    """Of what ended with a limit, the shares on time, not told, behind a house standard and past a rule's limit."""
    words, most = world.words, tables.hidden(world)
    rated = [(found, row) for row in rows if (found := rate(row.figures, most)) is not None]
    given = sorted(rated, key=lambda pair: (pair[0].low + pair[0].high, pair[1].title))
    if not given:
        return None
    drawing = Rows(SHARES, tuple(charts.stacked(*shares(row.figures, most)) for _, row in given))
    return RowChart(
        title=title,
        sentence=on_time_sentence(words, given, total, most, period),
        labels=tuple(
            charts.Label(title=row.title, value=rate_text(words, found), note=on_time_note(words, row.figures))
            for found, row in given
        ),
        drawing=drawing,
        key=key(words, drawing, "on-time", "unknown", "behind", "late"),
        scale=("0", "50%", "100%"),
    )


SHARES = 1000


def shares(figures: Figures, most: int) -> tuple[tuple[str, int], ...]:
    """Of a thousand; each part ends where all until there, rounded, end."""
    untold = most * (figures.late, figures.behind).count(None)
    parts = (
        ("on-time", figures.on_time or 0),
        ("unknown", untold),
        ("behind", figures.behind or 0),
        ("late", figures.late or 0),
    )
    of = sum(number for _, number in parts)
    ends = [SHARES * sum(number for _, number in parts[: index + 1]) // of for index in range(len(parts))]
    return tuple((style, end - start) for (style, _), start, end in zip(parts, [0, *ends], ends, strict=False))


def on_time_note(words: Words, figures: Figures) -> str:
    """7项中4项按期; what is not told is not said."""
    if figures.late is None or figures.behind is None:
        return words("status.on_time_n", count=figures.on_time)
    timed = tables.added(figures.on_time, figures.late, figures.behind)
    return words("status.of_timed", on_time=figures.on_time, count=timed)


def on_time_sentence(words: Words, given: Sequence[tuple[Rate, Named]], total: Figures, most: int, period: str) -> str:
    overall, (least, lowest) = rate(total, most), given[0]
    if least.low == 100:
        low = words("status.say_all_on_time")
    elif len(given) > 1 and least.high < min((found.low for found, _ in given[1:]), default=100):
        low = words("status.say_lowest", title=lowest.title, rate=rate_text(words, least))
    else:
        low = ""  # ranges that overlap do not tell which is the lowest
    return clauses(
        words,
        words("status.say_on_time", period=period, count=total.on_time, rate=rate_text(words, overall))
        if overall is not None
        else "",
        low,
    )


# ---- how long it took ----------------------------------------------------------------------------------------------

LEGS = 14
"""More rows than this nobody reads at a glance; the table has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """A leg whose median time is given, with its limit. ``days``: the limit as a number, where it can be said so."""

    title: str
    median: int
    ninetieth: int | None
    limit: LegLimit | None

    @property
    def days(self) -> int | None:
        return self.limit.days if self.limit else None

    @property
    def most(self) -> int:
        """The longest time that is told."""
        return self.median if self.ninetieth is None else self.ninetieth


def durations(world: World, groups: Sequence[Group], *, month: str) -> RowChart | None:
    """From the median to the 90th percentile, the longest at the top; only legs with a limit, if there are any."""
    every = sorted(legs(world, groups), key=lambda leg: (-leg.most, -leg.median))
    if not every:
        return None
    words = world.words
    limited = [leg for leg in every if leg.days is not None]
    shown = (limited or every)[:LEGS]
    top = charts.round_top([max(leg.most, leg.days or 0) for leg in shown])
    drawing = Rows(top, tuple(duration(leg) for leg in shown))
    return RowChart(
        title=words("status.chart_limited" if limited else "status.chart_durations", month=month),
        sentence=durations_sentence(words, limited, foremost((leg.most, leg) for leg in shown)),
        labels=tuple(
            charts.Label(title=leg.title, value=span(words, leg), note=limit_note(words, leg)) for leg in shown
        ),
        drawing=drawing,
        key=key(words, drawing, "median", "range", "range-over", "range-behind", "limit", "limit-house"),
        scale=("0", str(top // 2), words("status.working_days", count=top)),
    )


def legs(world: World, groups: Sequence[Group]) -> Iterator[Leg]:
    for group in groups:
        if group.figures.median is not None:
            yield Leg(
                title=names.leg(world, group),
                median=group.figures.median,
                ninetieth=group.figures.ninetieth,
                limit=names.limit(world, group.service, group.step) if group.step else None,
            )


def duration(leg: Leg) -> tuple[Mark, ...]:
    """A house standard is never drawn as a limit of the rules, nor what is past it as overdue."""
    house = leg.limit is not None and leg.limit.label is Label.HOUSE
    over = leg.days is not None and leg.most > leg.days
    style = ("range-behind" if house else "range-over") if over else "range"
    limit = Mark(kind=Kind.TICK, style="limit-house" if house else "limit", start=leg.days or 0)
    return (
        *([charts.bar(style, leg.median, leg.most)] if leg.most > leg.median else []),
        *([limit] if leg.days is not None else []),
        Mark(kind=Kind.DOT, style="median", start=leg.median),
    )


def durations_sentence(words: Words, limited: Sequence[Leg], longest: Leg | None) -> str:
    rated = [leg.ninetieth <= leg.days for leg in limited if leg.ninetieth is not None and leg.days is not None]
    within = words("status.say_within", count=len(rated), within=sum(rated)) if rated else ""
    if longest is None:
        return clauses(words, within)
    key = "status.say_longest_median" if longest.ninetieth is None else "status.say_longest"
    return clauses(words, within, words(key, title=longest.title, count=longest.most))


def span(words: Words, leg: Leg) -> str:
    if leg.most == leg.median:
        return str(leg.median)
    return words("status.span", first=leg.median, last=leg.most)


def limit_note(words: Words, leg: Leg) -> str:
    """文件时限：3个工作日内; what has no limit says so by itself."""
    if leg.limit is None:
        return ""
    if leg.limit.label is Label.NONE:
        return leg.limit.text
    return words(f"status.limit_{leg.limit.label}", limit=leg.limit.text)


# ---- month by month ------------------------------------------------------------------------------------------------

Course12 = Sequence[tuple[Period, Figures]]
"""Periods and their figures, the earliest first."""


def volumes(world: World, months: Course12, *, title: str) -> CourseChart | None:
    """What began and what ended in each month."""
    received = tuple(figures.received for _, figures in months)
    done = tuple(ended(figures) for _, figures in months)
    numbers = [number for number in (*received, *done) if number is not None]
    if not numbers:
        return None
    words = world.words
    top = charts.round_top(numbers)
    busiest = foremost((number, (number, period)) for number, (period, _) in zip(done, months, strict=True) if number)
    return CourseChart(
        title=title,
        sentence=clauses(
            words,
            say_sum(words, "status.say_received", received),
            say_sum(words, "status.say_ended", done),
            words("status.say_busiest", month=month(world, busiest[1]), count=busiest[0]) if busiest else "",
        ),
        labels=month_labels(words, months),
        years=year_labels(words, months),
        scale=(str(top), str(top // 2), "0"),
        drawing=Course(ticks=(0, top // 2, top), columns=(Series("received", received), Series("ended", done))),
        key=tuple((style, words(f"status.key_{style}")) for style in ("received", "ended")),
    )


def rates(world: World, months: Course12, *, title: str) -> CourseChart | None:
    """The on-time rate of each month, from 0 or from 50 per cent."""
    words, most = world.words, tables.hidden(world)
    found = tuple(rate(figures, most) for _, figures in months)
    given = [(one, period) for one, (period, _) in zip(found, months, strict=True) if one is not None]
    if not given:
        return None
    low = 0 if min(one.low for one, _ in given) < 50 else 50
    least, last = min(given, key=lambda pair: pair[0].high), given[-1]
    is_least = all(least[0].high < one.low for one, period in given if period != least[1])
    return CourseChart(
        title=title,
        sentence=clauses(
            words,
            words("status.say_rate", month=month(world, last[1]), rate=rate_text(words, last[0])),
            words("status.say_lowest_month", month=month(world, least[1]), rate=rate_text(words, least[0]))
            if is_least and least != last
            else "",
        ),
        labels=month_labels(words, months),
        years=year_labels(words, months),
        scale=("100%", f"{(low + 100) // 2}%", f"{low}%"),
        drawing=Course(
            ticks=(low, (low + 100) // 2, 100),
            bands=(Band("rate", tuple((one.low, one.high) if one else None for one in found)),),
        ),
    )


def say_sum(words: Words, key: str, numbers: Sequence[int | None]) -> str:
    """A sum is said only where every month's number is given."""
    known = [number for number in numbers if number is not None]
    return words(key, count=sum(known), months=len(numbers)) if len(known) == len(numbers) else ""


def month(world: World, period: Period) -> str:
    return names.month(world.words, period, world.as_of)


def month_labels(words: Words, months: Course12) -> tuple[str, ...]:
    letters = words("status.months_short").split()
    return tuple(letters[period.first.month - 1] for period, _ in months)


def year_labels(words: Words, months: Course12) -> tuple[str, ...]:
    return tuple(
        words("status.year", y=period.first.year) if index == 0 or period.first.month == 1 else ""
        for index, (period, _) in enumerate(months)
    )
