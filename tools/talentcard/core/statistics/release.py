"""Which numbers a month makes public, so that no count of fewer than *k* people can be worked out from any of them.

**The rule.** Of each stream of each step (``streams``) the public is told a cumulative number. It grows in whole groups
of k different people and never runs ahead of the truth: what does not fill a group is carried over until it does.
What the steps cannot say yet is said of all of them together, as *the rest*, in groups of k as well. Every other public
number (a month, a quarter, a year, a service, a body, the total, what is in hand, what is overdue) is a sum or a
difference of these. Of two numbers that are the same by the rules (``routes``) only one is counted, and nothing is told
that the stocks told before do not allow: no leg ends that had not begun, none is late that was not in hand.

**Why that is safe.** Call the *published world* the registry in which everything happened just as published. All its
numbers are whole multiples of k; each leg in it is another person's; the rest of it belongs to cases that are never
told apart (of problems and suggestions, and of talents whom a district recognised). It is a possible registry, since
the stocks are never negative, and it would have led to exactly the same publications, month by month: in it there is
nothing to carry over. So nobody who sees only what is published can tell it from the true one. Whatever one adds
up or subtracts, over steps, months, stocks, formats, languages or days of building, comes out as a multiple of k in the
published world. Where the true number lies between 1 and k − 1, at least two answers are therefore possible.

This holds against everybody who knows the rules, this program and all that it ever published. It does not make up for
what a reader knows of single cases, and a number that is *not* small may become known. That a leg takes time to become
late is not used as knowledge. Where the threshold is changed, each number keeps the one it was published under.

**Times.** A median is given of no fewer than 2k legs, a 90th percentile of 10k: at least k lie on either side. When one
is given depends on published numbers alone, and each leg enters one median only, so that two cannot be compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from talentcard.core.statistics.routes import Key, Routes
from talentcard.core.statistics.streams import MOVES, Move, Stream, waiting

REST: Key = ("", "")
"""What is told of all steps together."""

People = Counter[str]
"""How often each person occurs."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What has happened by the end of a month: of each step that is counted by itself, and of every leg there is.

    In ``steps`` the stream ``begun`` counts only the legs that did not begin with the end of a step that leads here.
    """

    steps: Mapping[Key, Mapping[Stream, People]]
    every: Mapping[Stream, People]


def groups(people: People, k: int) -> int:
    """The greatest number of groups of ``k`` different people, each person taken as often as counted at most.

    n groups can be formed where the people, each taken n times at most, fill n times k places.
    """
    number = people.total() // k
    while (filled := sum(min(count, number) for count in people.values()) // k) < number:
        number = filled
    return number


@dataclass(slots=True)
class Published:
    """The cumulative numbers that the public knows, and the ways to enlarge them."""

    routes: Routes
    sums: dict[Key, Counter[Stream]] = field(default_factory=dict)

    def of(self, key: Key) -> Counter[Stream]:
        return self.sums.setdefault(key, Counter())

    def total(self, stream: Stream) -> int:
        return sum(sums[stream] for sums in self.sums.values())

    def add(self, key: Key, stream: Stream, number: int) -> None:
        self.of(key)[stream] += number

    def started(self, key: Key) -> int:
        """The published legs of a step that did not begin with the end of another."""
        others = sum(self.of(before)[Stream.DONE] for before in self.routes.leading_to(key))
        return self.of(key)[Stream.BEGUN] - others

    def behind(self, key: Key, truth: Truth) -> bool:
        """Whether more is true of a step than is published."""
        known = {**self.of(key), Stream.BEGUN: self.started(key)}
        return any(people.total() > known.get(stream, 0) for stream, people in truth.steps.get(key, {}).items())


def enlarge(published: Published, truth: Truth, k: int) -> dict[Key, Counter[Stream]]:
    """What a month adds to what is published; ``published`` is brought up to date."""
    month = _Month(published, truth, k)
    for key in published.routes.order:
        for move in MOVES:
            month.make(key, move)
    month.hold_back()
    for move in MOVES:
        month.make(REST, move)
    return {key: added for key, added in month.added.items() if added.total()}


class _Month:
    def __init__(self, published: Published, truth: Truth, k: int) -> None:
        self.published = published
        self.k = k
        self.added: dict[Key, Counter[Stream]] = {}
        self._truth = truth
        self._total = Counter({stream: k * groups(people, k) for stream, people in truth.every.items()})

    def make(self, key: Key, move: Move) -> None:
        """As much of a move as the truth, the total, and the stock that it comes out of allow, in groups of k."""
        routes = self.published.routes
        if key in routes.untimed and move.counted == (Stream.DONE,):
            return
        limits = [self._told(key, stream) for stream in move.counted] + [self._left(stream) for stream in move.counted]
        begins = routes.into.get(key, ()) if Stream.DONE in move.counted else ()
        if begins:
            limits.append(self._left(Stream.BEGUN) // len(begins))
        if move.out_of is not None:
            limits.append(move.out_of(self.published.of(key)))
        elif key in routes.bound:
            limits.append(self._bound(key))
        number = min(limits) // self.k * self.k
        if number > 0:
            for stream in move.counted:
                self._add(key, stream, number)
            for after in begins:
                self._add(after, Stream.BEGUN, number)

    def hold_back(self) -> None:
        """Take beginnings back where the steps would show more waiting than there is in all.

        Each step's numbers are less than a group behind, and many such differences add up. Never needed in the
        published world, where nothing is behind.
        """
        routes = self.published.routes
        opened = {key: self.added.get(key, Counter())[Stream.BEGUN] for key in routes.order}
        for before, afters in routes.into.items():
            for after in afters:
                opened[after] -= self.added.get(before, Counter())[Stream.DONE]
        while self._waiting_of_rest() < 0:
            free = [key for key in routes.order if min(opened[key], waiting(self.published.of(key))) >= self.k]
            if not free:
                return
            most = max(free, key=lambda key: waiting(self.published.of(key)))
            opened[most] -= self.k
            self._add(most, Stream.BEGUN, -self.k)

    def _waiting_of_rest(self) -> int:
        """What would be left waiting for the rest, if all that is true of all steps were told."""
        steps = Counter[Stream]()
        for key, sums in self.published.sums.items():
            if key != REST:
                steps.update(sums)
        return waiting(self._total) - waiting(steps)

    def _add(self, key: Key, stream: Stream, number: int) -> None:
        self.published.add(key, stream, number)
        self.added.setdefault(key, Counter())[stream] += number

    def _told(self, key: Key, stream: Stream) -> int:
        """How much is true of a step and not yet published of it; of the rest, how much is true of all."""
        if key == REST:
            return self._left(stream)
        people = self._truth.steps.get(key, {}).get(stream)
        known = self.published.started(key) if stream is Stream.BEGUN else self.published.of(key)[stream]
        return self.k * groups(people, self.k) - known if people else 0

    def _left(self, stream: Stream) -> int:
        """How much is true of all steps together and not yet published of any or of the rest."""
        return self._total.get(stream, 0) - self.published.total(stream)

    def _bound(self, key: Key) -> int:
        """How many more can have begun, of the steps of which one must have ended before."""
        before = self.published.routes.bound[key]
        return sum(self.published.of(one)[Stream.DONE] for one in before) - self.published.started(key)
