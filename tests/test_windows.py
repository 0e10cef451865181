"""Open now? The stretches in a page say of every day what the engine says of that day."""

from __future__ import annotations

import datetime as dt
import json

import pytest

import registries
from registries import Data
from site_world import AS_OF, world
from talentcard.core.model import Service
from talentcard.core.pages import windows
from talentcard.core.pages.windows import HORIZON, Answer, Openness, Stretch
from talentcard.core.pages.world import PUBLIC_GROUPS, World
from talentcard.core.workdays import DAY

SCHOOLING = "records/services/svc-schooling.yml"


def services(of: World) -> list[Service]:
    return [service for group in PUBLIC_GROUPS for service in of.services(group)]


def on(stretches: tuple[Stretch, ...], day: dt.date) -> Answer | None:
    found = [stretch.answer for stretch in stretches if stretch.first <= day <= stretch.last]
    assert len(found) <= 1, day
    return found[0] if found else None


def changed_in_spring() -> dict[str, Data]:
    """A second version of the rules from 1 March 2027 on, with another date for schools and a rolling of its own."""
    policy = registries.documents()["records/policies/pol-cq-2017.yml"]
    policy |= {"id": "pol-cq-2027", "effective_from": dt.date(2027, 3, 1), "extends": "pol-cq-2017"}
    service = registries.documents()[SCHOOLING] | {"id": "svc-schooling-2027", "policy": "pol-cq-2027"}
    service["variants"][0]["steps"][0]["limit"]["date"] = {"month": 5, "day": 15}
    service["variants"][1]["gap"]["when"]["before"] = {"month": 7, "day": 1}
    path = "records/services/svc-schooling-2027.yml"
    return {"records/policies/pol-cq-2027.yml": policy, path: service}


@pytest.mark.parametrize(
    ("changed", "as_of"),
    [
        (None, AS_OF),
        (None, dt.date(2026, 4, 30)),  # the last day of a yearly date
        (None, dt.date(2027, 12, 31)),
        (changed_in_spring(), AS_OF),
    ],
)
def test_a_stretch_says_of_each_of_its_days_what_the_engine_says_of_that_day(
    changed: dict[str, Data] | None, as_of: dt.date
) -> None:
    today = world(changed, as_of=as_of)
    found = {
        (service.code, variant.code): windows.stretches(today, service.code, variant.code)
        for service in services(today)
        for variant in service.variants
    }
    for number in range(HORIZON.days + 1):
        day = as_of + number * DAY
        then = World(registry=today.registry, calendar=today.calendar, as_of=day, words=today.words)
        said = {
            (service.code, code): window.now
            for service in services(then)
            for window in windows.windows(then, service)
            for code in window.codes
        }
        assert {key: on(stretches, day) for key, stretches in found.items()} == said, day


def test_stretches_leave_no_hole_and_never_repeat_themselves() -> None:
    today = world()
    for service in services(today):
        for window in windows.windows(today, service):
            assert window.stretches[0].first == AS_OF
            assert window.stretches[-1].last == AS_OF + HORIZON
            for one, other in zip(window.stretches, window.stretches[1:], strict=False):
                assert other.first == one.last + DAY
                assert other.answer != one.answer


def test_a_variant_that_a_coming_version_drops_is_answered_until_then() -> None:
    changed = changed_in_spring()
    del changed["records/services/svc-schooling-2027.yml"]["variants"][1]
    found = windows.stretches(world(changed), "schooling", "transfer")
    assert found[-1].last == dt.date(2027, 2, 28)


def test_the_year_of_an_enrolment() -> None:
    found = windows.stretches(world(as_of=dt.date(2026, 1, 15)), "schooling", "new_enrolment")
    assert [(stretch.first, stretch.answer.state, bool(stretch.answer.brief)) for stretch in found] == [
        (dt.date(2026, 1, 15), Openness.OPEN, False),
        (dt.date(2026, 3, 1), Openness.OPEN, True),  # sixty days before the date
        (dt.date(2026, 5, 1), Openness.CLOSED, True),
        (dt.date(2027, 1, 1), Openness.OPEN, False),
    ]


def test_variants_of_which_always_the_same_holds_are_one_window() -> None:
    today = world()
    medical = today.rules.service("medical")
    assert medical is not None
    (window,) = windows.windows(today, medical)
    assert window.codes == ("check_up", "outpatient", "admission")


def test_the_page_carries_the_stretches_as_json() -> None:
    today = world()
    schooling = today.rules.service("schooling")
    assert schooling is not None
    window = windows.windows(today, schooling)[0]
    data = json.loads(window.data)
    assert [(entry["from"], entry["state"]) for entry in data][:2] == [("2026-11-20", "closed"), ("2027-01-01", "open")]
    assert data[0]["text"] == window.now.text
