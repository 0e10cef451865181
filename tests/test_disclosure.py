"""The public figures under attack: nothing that concerns fewer than k people can be worked out from all of them.

The argument of ``core/statistics/release.py``, acted out on the sample and on other registries: the world in which
everything happened just as published is possible, leads to the same publications, and has no small number in it. Then
a solver tries what a reader would. Each attack is also made on releases that are made without one of the safeguards.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

import made
from made import AS_OF, SAMPLE, Story, bare, told
from puzzle import MANY, Known, Puzzle, Solver, Sum, puzzle, value
from registries import ROOT
from talentcard.core import model, pages
from talentcard.core.ledger import ledger
from talentcard.core.model import Event, Request
from talentcard.core.pages import World
from talentcard.core.registry import Entry, Registry
from talentcard.core.statistics import monthly, periods, release, statistics
from talentcard.core.statistics.history import change_of
from talentcard.core.statistics.release import REST, People, Published, Truth, enlarge
from talentcard.core.statistics.routes import Key, Routes
from talentcard.core.statistics.streams import MOVES, Stream
from talentcard.publishing import feeds, twins
from talentcard.publishing.edition import Edition
from talentcard.publishing.templates import Templates, words
from talentcard.reading import life_events

STORIES = [(*SAMPLE, 5), (300, 11, 5), (1500, 12, 5), (850, 13, 3), (850, 14, 10), (850, 15, 1)]
"""Size, seed, threshold."""
NAMES = [f"{records} records, seed {seed}, k={k}" for records, seed, k in STORIES]


@pytest.fixture(scope="module", params=STORIES, ids=NAMES)
def story(request: pytest.FixtureRequest) -> Story:
    return made.story(*request.param)


# ---- the argument, acted out -------------------------------------------------------------------------------


def impossible(puzzle: Puzzle) -> list[Known]:
    """What everybody knows and the published world does not keep to."""
    world = puzzle.published_world()
    return [known for known in puzzle.known() if not known.holds(world)]


def shown(puzzle: Puzzle, k: int) -> list[Sum]:
    """Counts of 1 to k − 1 that are the same in the published world as in the true one."""
    truth, world = puzzle.truth(), puzzle.published_world()
    return [
        asked
        for asked in puzzle.questions()
        if 0 < value(asked, truth) < k and value(asked, world) == value(asked, truth)
    ]


def replayed(story: Story) -> list[dict[Key, Counter[Stream]]]:
    """What would be released month by month, if the published world were the true one and everybody in it another."""
    found = []
    known = Published(story.months[0].routes)
    for month, published in zip(story.months, puzzle(story).published, strict=True):
        known = Published(month.routes, known.sums)
        steps: dict[Key, dict[Stream, People]] = {}
        for key in (*month.routes.order, REST):
            numbers = {**published.of(key)}
            if key != REST:
                numbers[Stream.BEGUN] = published.started(key)
            steps[key] = {stream: people(number, key, stream) for stream, number in numbers.items()}
        every = {stream: people(published.total(stream), stream) for stream in Stream}
        found.append(enlarge(known, Truth(steps, every), story.k))
    return found


def people(number: int, *of: object) -> People:
    return Counter(f"{of} {one}" for one in range(number))


def test_the_published_world_is_possible(story: Story) -> None:
    assert impossible(puzzle(story)) == []


def test_the_published_world_leads_to_the_same_publications(story: Story) -> None:
    assert replayed(story) == [change_of(month.release) for month in story.months]


def test_no_small_number_is_the_same_in_the_published_world(story: Story) -> None:
    assert shown(puzzle(story), story.k) == []


def test_no_month_takes_back_what_was_told(story: Story) -> None:
    told_numbers = [
        number for month in story.months for one in change_of(month.release).values() for number in one.values()
    ]
    assert all(number > 0 for number in told_numbers)


def test_every_number_of_the_published_world_is_made_of_groups(story: Story) -> None:
    of = puzzle(story)
    world = of.published_world()
    assert {value(asked, world) % story.k for asked in of.questions()} == {0}


def test_there_is_something_to_protect_and_something_to_tell() -> None:
    """The attack is no play on empty tables: the sample has thousands of small counts and of numbers told."""
    of = puzzle(made.story(*SAMPLE))
    truth, world = of.truth(), of.published_world()
    asked = list(of.questions())
    assert sum(0 < value(one, truth) < 5 for one in asked) > 5_000
    assert sum(value(one, world) > 0 for one in asked) > 3_000


# ---- what a solver finds ----------------------------------------------------------------------------------------


def of_service(of: Puzzle, service: str) -> list[Key]:
    return [key for key in of.keys if key[0] == service]


def small(of: Puzzle, keys: list[Key], k: int) -> list[Sum]:
    """Small counts of some steps alone."""
    truth = of.truth()
    asked = (one for one in of.questions() if {unknown[0] for unknown in one} <= set(keys))
    return [one for one in asked if 0 < value(one, truth) < k]


def true_of(of: Puzzle, keys: list[Key] | None = None) -> Iterator[Known]:
    """What is known and also true: with a clue that is false a reader would only be misled."""
    truth = of.truth()
    return (known for known in of.known(keys) if known.holds(truth))


@pytest.mark.parametrize("service", ["schooling", "household", "medical", "science", "card_extension"])
def test_no_small_number_is_pinned(service: str) -> None:
    of = puzzle(made.story(*SAMPLE))
    keys = of_service(of, service)
    solver = Solver(true_of(of, keys))
    asked = small(of, keys, 5)
    assert len(asked) > 50
    pinned = [one for one in asked[:: len(asked) // 25] if solver.pinned(one)]
    assert pinned == []


def test_nor_with_all_steps_and_their_total_together() -> None:
    of = puzzle(made.story(300, 11, 5))
    solver = Solver(true_of(of))
    asked = small(of, list(of.keys), 5)
    pinned = [one for one in asked[:: len(asked) // 2] if solver.pinned(one)]
    assert pinned == []


def test_the_solver_finds_what_subtraction_tells() -> None:
    """Small cells left out of a table with exact totals: the usual mistake."""
    cells: list[Sum] = [{(("schooling", step), Stream.DONE, 0): 1} for step in ("file", "submit", "place")]
    total = {unknown: 1 for cell in cells for unknown in cell}
    solver = Solver([Known(cells[0], 0, 4), Known(cells[1], 12, 12), Known(cells[2], 20, 20), Known(total, 34, 34)])
    assert solver.range(cells[0]) == (2, 2)


def test_exact_numbers_of_at_least_k_would_not_do() -> None:
    """Why numbers grow by whole groups. Suppose that they grew by whatever is k or more, exactly.

    Twenty cases had begun and ended; then four begin, too few to be told; then all twenty-four have ended, and these
    four are told after all: no case ends that had not begun.
    """
    begun: Sum = {(("household", "submit"), Stream.BEGUN, 1): 1}
    done: Sum = {(("household", "submit"), Stream.DONE, 1): 1}
    waiting = {**begun, (("household", "submit"), Stream.DONE, 1): -1}
    solver = Solver([Known(begun, 20, 24), Known(done, 24, 24), Known(waiting, 0, MANY)])
    assert solver.range(begun) == (24, 24)


# ---- without the safeguards ---------------------------------------------------------------------------------------


def test_without_carrying_over_small_numbers_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monthly, "enlarge", lambda published, truth, _: enlarge(published, truth, 1))
    of = Puzzle(told(bare(*SAMPLE)).months, 1)
    assert len(shown(of, 5)) > 1_000
    keys = of_service(of, "household")
    solver = Solver(true_of(of, keys))
    asked = small(of, keys, 5)[::8]
    pinned = sum(solver.pinned(one) for one in asked)
    assert len(asked) > 50
    assert pinned > 0.9 * len(asked)  # differences of two steps leave a choice here and there


def test_without_stocks_the_published_world_is_impossible(monkeypatch: pytest.MonkeyPatch) -> None:
    unbound = tuple(dataclasses.replace(move, out_of=None) for move in MOVES)
    monkeypatch.setattr(release, "MOVES", unbound)
    assert impossible(puzzle(told(bare(*SAMPLE))))


def started(routes: Routes, months: list[tuple[int, int]]) -> list[int]:
    """What the public figures say of the legs of ``assess`` that did not begin with the end of ``submit``, by month.

    Months give how many had begun so, and how many legs of ``submit`` had ended, by the month's end.
    """
    submit, assess = routes.order
    known = Published(routes)
    found = []
    for otherwise, ended in months:
        begun = otherwise if routes.into else otherwise + ended
        steps = {
            submit: {Stream.BEGUN: people(20), Stream.DONE: people(ended), Stream.UNTIMED: people(ended)},
            assess: {Stream.BEGUN: people(begun)},
        }
        every = {Stream.BEGUN: people(20 + otherwise + ended), Stream.DONE: people(ended)}
        enlarge(known, Truth(steps, every | {Stream.UNTIMED: people(ended)}), 5)
        known = Published(known.routes, known.sums)
        read = Published(dataclasses.replace(routes, into={submit: (assess,)}), known.sums)
        found.append(read.started(assess))
    return found


def test_the_same_number_counted_twice_would_contradict_itself() -> None:
    """Four legs began otherwise; then one, then five began with the end of another step: five, then nine in all.

    Counted each by itself, five are told to have begun and none to have ended before them: five began otherwise. Then
    five have ended, and none began otherwise. What has begun does not go away: the reader knows that five was too many.
    """
    submit, assess = ("household", "submit"), ("household", "assess")
    once = Routes(order=(submit, assess), into={submit: (assess,)}, bound={}, untimed=frozenset())
    months = [(4, 0), (4, 1), (4, 5)]
    assert started(once, months) == [0, 0, 0]
    assert started(dataclasses.replace(once, into={}), months) == [0, 5, 0]


# ---- all formats, languages and days --------------------------------------------------------------------------------

CASES = (
    model.Talent, model.Card, model.Request, model.Suggestion, model.Notice, model.Contact, model.Roster, model.Meeting,
)  # fmt: skip
"""What the public figures are made from, and all that says more of a person than they do."""


def editions(registry: Registry, as_of: dt.date = AS_OF) -> tuple[Edition, ...]:
    """The public site in both languages: every page, rendered."""
    obligations = ledger(registry, made.story(*SAMPLE).calendar, as_of)
    figures = statistics(registry, made.story(*SAMPLE).calendar, as_of, obligations, exact=False)
    found = []
    for lang in ("zh", "en"):
        world = World(
            registry=registry,
            calendar=made.story(*SAMPLE).calendar,
            as_of=as_of,
            words=words(ROOT, lang),
            obligations=obligations,
            statistics=figures,
            events=life_events.load(ROOT).events,
        )
        every = pages.site(world)
        templates = Templates(ROOT, world)
        found.append(
            Edition(world=world, folder="" if lang == "zh" else lang, pages=every, written=(), body=templates.page)
        )
    return tuple(found)


def output(found: tuple[Edition, ...]) -> dict[str, bytes | str]:
    """Pages by their address, and the files beside them."""
    bodies = {f"{edition.base}{path}": body for edition in found for path, body in edition.bodies.items()}
    return {**bodies, **twins.files(ROOT, found), **feeds.files(ROOT, found)}


@cache
def published(as_of: dt.date = AS_OF) -> dict[str, bytes | str]:
    return output(editions(made.story(*SAMPLE).registry, as_of))


def without(registry: Registry, *kinds: type[model.Record]) -> Registry:
    return Registry(tuple(entry for entry in registry.entries if not isinstance(entry.record, kinds)))


def test_the_public_site_is_made_from_the_releases_and_the_rules_alone() -> None:
    """No case, card or talent on record changes a byte of any page, feed, JSON or CSV in any language.

    So all that the public can learn from any of them it can learn from the releases: the attack above is on all.
    """
    bare_output = output(editions(without(made.story(*SAMPLE).registry, *CASES)))
    whole = published()
    assert len(whole) > 150
    assert [name for name in whole if whole[name] != bare_output.get(name)] == []
    assert whole.keys() == bare_output.keys()


def figures_in(found: dict[str, bytes | str]) -> dict[str, Any]:
    """The numbers of the JSON files, without the day of the build."""
    files = {name: json.loads(raw) for name, raw in found.items() if name.endswith(".json") and "schema" not in name}
    return {name: content["periods"] for name, content in files.items() if name.startswith("data/")}


def test_two_days_of_building_say_the_same() -> None:
    first, second = figures_in(published(dt.date(2026, 11, 5))), figures_in(published())
    assert first == second
    assert len(first) > 15


def test_the_staff_build_is_another_matter() -> None:
    """The test would see a difference: exact figures do change with the cases."""
    story = made.story(*SAMPLE)
    obligations = ledger(story.registry, story.calendar, AS_OF)
    exact = statistics(story.registry, story.calendar, AS_OF, obligations, exact=True)
    public = statistics(story.registry, story.calendar, AS_OF, (), exact=False)
    period = public.periods()[0]
    assert exact.total(period).overdue != public.total(period).overdue


def recorded_late(registry: Registry) -> Registry:
    """Every answer of October turns up: requests that nobody had heard of, all begun and ended before November."""
    late = [
        Entry(
            f"records/requests/2026/req-late00000{number}.yml",
            Request(
                schema="request/1",
                id=model.RecordId(f"req-late00000{number}"),
                talent=talent,
                service="household",
                variant="standard",
                requested_by="talent",
                beneficiary="self",
                events=(
                    Event(id="e000001", type="applied", on=dt.date(2026, 10, 8)),
                    Event(id="e000002", type="submitted", on=dt.date(2026, 10, 9)),
                ),
            ),
        )
        for number, talent in enumerate(itertools.islice(registry.of(model.Talent), 7))
    ]
    return Registry((*registry.entries, *late))


def test_what_is_recorded_late_counts_in_a_later_month() -> None:
    """October stays as it was told; November is richer by what October lacked, in groups again."""
    story = made.story(*SAMPLE)
    november = monthly.following([month.release for month in story.months], story.registry)
    before = [month.release for month in story.months]
    day = november.last + periods.DAY
    plain = monthly.make(story.registry, story.calendar, before, november, day).release
    late = monthly.make(recorded_late(story.registry), story.calendar, before, november, day).release
    key = ("household", "submit")
    grown = change_of(late)[key][Stream.BEGUN] - change_of(plain).get(key, Counter())[Stream.BEGUN]
    assert grown in (5, 10)
    again = told(recorded_late(without(story.registry, model.Release)))
    assert again.months[-1].release != story.months[-1].release  # had it been known in time, October had said so
    assert output(editions(recorded_late(story.registry))) == published()
