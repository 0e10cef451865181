"""The worked example of a guide: one invented case, walked on real dates by the engine."""

from __future__ import annotations

import datetime as dt

import pytest

import registries
from site_world import world
from talentcard.core.deadlines import Reckoner
from talentcard.core.model import LimitKind
from talentcard.core.pages import guides
from talentcard.core.pages.guides import Track
from talentcard.core.pages.walkthrough import ASSUMED, Walk
from talentcard.core.pages.world import PUBLIC_GROUPS, World
from talentcard.core.workdays import DayRange

WORLD = world()


def tracks(of: World) -> list[tuple[str, Track]]:
    found = []
    for service in (service for group in PUBLIC_GROUPS for service in of.services(group)):
        for variant in guides.page(of, service).variants:
            found += [(service.code, track) for track in (variant.track, variant.gap) if track is not None]
    return found


TRACKS = [(code, track) for code, track in tracks(WORLD) if track.walk is not None]


def walk_of(of: World, service: str, anchor: str) -> Walk:
    (track,) = [track for code, track in tracks(of) if (code, track.anchor) == (service, anchor)]
    assert track.walk is not None
    return track.walk


def dates(walk: Walk) -> list[str]:
    return [walk.start.isoformat(), *(stop.done.isoformat() for stop in walk.stops)]


@pytest.mark.parametrize(
    ("service", "track", "expected"),
    [
        # 六(三): 3 working days; the police have none; the next day, fed back
        ("household", "standard", ["2026-11-20", "2026-11-25", "2026-12-02", "2026-12-03"]),
        # 六(一)①: 30 April; 31 May 2026 is a Sunday and rolls; 15 working days over the Dragon Boat festival
        ("schooling", "new-enrolment", ["2026-03-31", "2026-04-30", "2026-06-01", "2026-06-23"]),
        # 六(一)②: promptly, a house standard; 3 and 15 working days
        ("schooling", "transfer", ["2026-11-20", "2026-11-25", "2026-11-30", "2026-12-21"]),
        # before June, over Labour Day: Saturday 9 May works
        ("schooling", "before-june", ["2026-05-06", "2026-05-09", "2026-05-13", "2026-06-03"]),
        # 二(二)②: promptly, though 15 working days are the outer bound
        ("card_loss", "standard", ["2026-11-20", "2026-11-25", "2026-11-30", "2026-12-03", "2026-12-10", "2026-12-17"]),
    ],
)
def test_a_case_on_real_dates(service: str, track: str, expected: list[str]) -> None:
    assert dates(walk_of(WORLD, service, track)) == expected


def test_every_guide_has_an_example_for_each_route_of_its_own() -> None:
    for code, track in tracks(WORLD):
        same = [other for other_code, other in tracks(WORLD) if other_code == code and other is not track]
        assert track.walk is not None or same, (code, track.anchor)
        if track.walk is not None:
            main = [step for step in track.steps if step.joint != "aside"]
            assert {stop.number for stop in track.walk.stops} >= {step.number for step in main}, (code, track.anchor)


@pytest.mark.parametrize("track", [pytest.param(track, id=f"{code}-{track.anchor}") for code, track in TRACKS])
class TestWalk:
    def test_each_date_follows_from_the_one_it_is_counted_from(self, track: Track) -> None:
        assert track.walk is not None
        limits = {limit.code: limit.limit for step in track.steps for limit in step.limits}
        reckoner = Reckoner(WORLD.calendar, WORLD.rules)
        known = {track.walk.start, *(stop.done for stop in track.walk.stops)}
        for stop in track.walk.stops:
            for due in stop.dues:
                window = limits[due.code].kind is LimitKind.WINDOW_BEFORE  # it opens before the day it ends with
                start = DayRange.on(track.walk.start) if window else due.start
                term = reckoner.term(limits[due.code], start)
                assert term is not None
                assert due.due == term.due
                assert start.earliest in known
                assert stop.done <= due.due.latest

    def test_what_has_no_limit_is_said_to_be_assumed(self, track: Track) -> None:
        assert track.walk is not None
        for stop in track.walk.stops:
            step = next(step for step in track.steps if step.number == stop.number)
            assert stop.assumed == all(limit.limit.kind is LimitKind.NONE for limit in step.limits)

    def test_days_come_one_after_the_other(self, track: Track) -> None:
        assert track.walk is not None
        days = [track.walk.start, *(stop.done for stop in track.walk.stops)]
        assert days == sorted(days)


def test_an_assumed_step_takes_working_days() -> None:
    served = walk_of(WORLD, "household", "standard").stops[1]
    assert served.assumed
    assert served.done == WORLD.calendar.add(dt.date(2026, 11, 25), ASSUMED).earliest


def test_an_example_begins_today_where_it_can() -> None:
    assert walk_of(world(as_of=dt.date(2026, 4, 8)), "schooling", "new-enrolment").start == dt.date(2026, 4, 8)


def test_a_changed_limit_moves_every_date_after_it() -> None:
    path = "records/services/svc-household.yml"
    data = registries.documents()[path]
    data["variants"][0]["steps"][0]["limit"]["count"] = 5
    walk = walk_of(world({path: data}), "household", "standard")
    assert dates(walk) == ["2026-11-20", "2026-11-27", "2026-12-04", "2026-12-07"]


def test_a_card_s_extension_starts_from_its_expiry() -> None:
    walk = walk_of(WORLD, "card_extension", "standard")
    assert walk.event == "证件到期"
    assert walk.stops[0].done == walk.start  # the last day of the window that is encouraged
    assert "cancel_notice" not in walk.codes  # extended: nothing to cancel
