"""What a reader of the public figures can work out: unknown numbers, what is known of them, and a solver.

The unknowns are the true cumulative numbers of every step and stream at every month's end, and those of the legs that
are told of nowhere by themselves. A reader knows the rules, how the figures are made, and all that was ever published.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import highspy

from made import Month, Story
from talentcard.core.statistics import streams
from talentcard.core.statistics.history import change_of, sums_of
from talentcard.core.statistics.release import REST, Published
from talentcard.core.statistics.routes import Key
from talentcard.core.statistics.streams import Stream

Unknown = tuple[Key, Stream, int]
"""A step (or the rest: all legs that do not count for a step), a stream, the number of a month.

``begun`` counts what did not begin with the end of another step; the others follow.
"""
Sum = Mapping[Unknown, int]
"""A sum of unknowns, each so many times."""
World = Mapping[Unknown, int]
"""A value for every unknown; what is missing is 0."""

MANY = 10**6
TINY = 1e-6


@dataclass(frozen=True)
class Known:
    """That a sum lies between two numbers."""

    sum: Sum
    least: int
    most: int

    def holds(self, world: World) -> bool:
        return self.least <= value(self.sum, world) <= self.most


def value(of: Sum, world: World) -> int:
    return sum(times * world.get(unknown, 0) for unknown, times in of.items())


def plus(*sums: tuple[Sum, int]) -> Counter[Unknown]:
    found: Counter[Unknown] = Counter()
    for one, times in sums:
        for unknown, count in one.items():
            found[unknown] += times * count
    return Counter({unknown: count for unknown, count in found.items() if count})


@dataclass
class Puzzle:
    """The months of a story as a reader knows them."""

    months: tuple[Month, ...]
    k: int
    published: list[Published] = field(default_factory=list)

    def __post_init__(self) -> None:
        for number, month in enumerate(self.months):
            changes = [change_of(one.release) for one in self.months[: number + 1]]
            self.published.append(Published(month.routes, sums_of(changes)))

    @property
    def keys(self) -> tuple[Key, ...]:
        return (*self.months[-1].routes.order, REST)

    # ---- sums -----------------------------------------------------------------------------------------------------

    def told(self, key: Key, number: int) -> dict[Stream, Sum]:
        """Every stream of a step at the end of a month, as sums of unknowns."""
        found: dict[Stream, Sum] = {stream: {(key, stream, number): 1} for stream in Stream}
        leading = self.months[number].routes.leading_to(key)
        begun = plus((found[Stream.BEGUN], 1), *(({(one, Stream.DONE, number): 1}, 1) for one in leading))
        return {**found, Stream.BEGUN: begun}

    def stocks(self, key: Key, number: int) -> Iterator[Sum]:
        for stock in (streams.waiting, streams.overdue, streams.lagging):
            yield linear(stock, self.told(key, number))

    # ---- what is known ----------------------------------------------------------------------------------------------

    def known(self, keys: Iterable[Key] | None = None) -> Iterator[Known]:
        """Of some steps, or of all and their total too."""
        for key in keys or self.keys:
            yield from self.by_the_rules(key)
            yield from self.by_publication(key)
        if keys is None:
            yield from self.in_all()

    def by_the_rules(self, key: Key) -> Iterator[Known]:
        """Numbers only grow, no stock is negative, what was late or untimed was done."""
        for number, month in enumerate(self.months):
            now = self.told(key, number)
            before = self.told(key, number - 1) if number else {stream: {} for stream in Stream}
            growth = {stream: plus((now[stream], 1), (before[stream], -1)) for stream in Stream}
            for stream in Stream:
                yield Known(plus(({(key, stream, number): 1}, 1), ({(key, stream, number - 1): 1}, -1)), 0, MANY)
            for stock in self.stocks(key, number):
                yield Known(stock, 0, MANY)
            of_done = [growth[stream] for stream in (Stream.UNTIMED, Stream.LATE, Stream.BEHIND)]
            yield Known(plus((growth[Stream.DONE], 1), *((one, -1) for one in of_done)), 0, MANY)
            if key in month.routes.untimed:
                yield Known(plus((now[Stream.DONE], 1), (now[Stream.UNTIMED], -1)), 0, 0)
            if key in month.routes.bound:
                ended = [({(one, Stream.DONE, number): 1}, 1) for one in month.routes.bound[key]]
                yield Known(plus(({(key, Stream.BEGUN, number): 1}, -1), *ended), 0, MANY)

    def by_publication(self, key: Key) -> Iterator[Known]:
        """Never ahead of the truth, and behind it by less than a group."""
        for number, published in enumerate(self.published):
            for stream in Stream if key != REST else ():
                least = published.started(key) if stream is Stream.BEGUN else published.of(key)[stream]
                yield Known({(key, stream, number): 1}, least, least + self.k - 1)

    def in_all(self) -> Iterator[Known]:
        for number, published in enumerate(self.published):
            for stream in Stream:
                total = plus(*((self.told(key, number)[stream], 1) for key in self.keys))
                yield Known(total, published.total(stream), published.total(stream) + self.k - 1)

    # ---- two worlds -------------------------------------------------------------------------------------------------

    def truth(self) -> World:
        found: dict[Unknown, int] = {}
        for number, month in enumerate(self.months):
            rest = Counter({stream: people.total() for stream, people in month.truth.every.items()})
            for key in month.routes.order:
                for stream, people in month.truth.steps.get(key, {}).items():
                    found[key, stream, number] = people.total()
            for key in month.routes.order:
                for stream, told in self.told(key, number).items():
                    rest[stream] -= value(told, found)
            found |= {(REST, stream, number): rest[stream] for stream in Stream}
        return found

    def published_world(self) -> World:
        """The world in which everything happened just as published."""
        return {
            (key, stream, number): published.started(key) if stream is Stream.BEGUN else published.of(key)[stream]
            for number, published in enumerate(self.published)
            for key in self.keys
            for stream in Stream
        }

    # ---- what somebody may ask --------------------------------------------------------------------------------------

    def questions(self) -> Iterator[Sum]:
        """Every count there could be a table of: streams and stocks, over a month or several, of steps and services."""
        several = defaultdict(list)
        for key in self.keys:
            several[key].append(key)
            several[key[0], ""].append(key)
        for keys in several.values():
            for number in range(len(self.months)):
                told = [self.told(key, number) for key in keys]
                yield from (plus(*((one[stream], 1) for one in told)) for stream in Stream)
                for part in range(3):
                    yield plus(*((tuple(self.stocks(key, number))[part], 1) for key in keys))
                for back in (1, 2, 3, 12):
                    if number >= back:
                        earlier = [self.told(key, number - back) for key in keys]
                        for stream in Stream:
                            flow = [(one[stream], 1) for one in told] + [(one[stream], -1) for one in earlier]
                            yield plus(*flow)
        for first, second in pairwise(self.keys):
            for number in range(len(self.months)):
                for stream in Stream:
                    yield plus((self.told(first, number)[stream], 1), (self.told(second, number)[stream], -1))


def linear(function: Callable[[Counter[Stream]], int], told: Mapping[Stream, Sum]) -> Sum:
    """A sum of streams as a sum of unknowns."""
    return plus(*((told[stream], function(Counter({stream: 1}))) for stream in Stream))


def puzzle(story: Story) -> Puzzle:
    return Puzzle(story.months, story.k)


# ---- the solver -------------------------------------------------------------------------------------------------


class Solver:
    """The least and the greatest value that a sum can have, by all that is known. Linear programming by HiGHS."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._model = highspy.Highs()  # type: ignore[no-untyped-call]
        self._model.silent()
        self._columns: dict[Unknown, highspy.highs_var] = {}
        for one in known:
            if one.sum:
                row = self._expression(one.sum)
                self._model.addConstr(row >= one.least)
                if one.most < MANY:
                    self._model.addConstr(row <= one.most)

    def _column(self, unknown: Unknown) -> highspy.highs_var:
        if unknown not in self._columns:
            self._columns[unknown] = self._model.addVariable(lb=0, ub=MANY)
        return self._columns[unknown]

    def _expression(self, of: Sum) -> highspy.highs_linear_expression:
        return self._model.qsum(times * self._column(unknown) for unknown, times in of.items())

    def range(self, of: Sum) -> tuple[int, int]:
        return self._best(of, 1), self._best(of, -1)

    def pinned(self, of: Sum) -> bool:
        """Whether only one whole number is left."""
        least, most = self.range(of)
        return least == most

    def _best(self, of: Sum, sign: int) -> int:
        """The nearest whole number within: what lies between two whole numbers is no answer."""
        self._model.minimize(sign * self._expression(of))
        assert self._model.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return sign * math.ceil(self._model.getInfo().objective_function_value - TINY)
