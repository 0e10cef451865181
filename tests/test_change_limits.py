"""What the policy asks of a change: each number, by a change that it lets through and the next one that is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest

import minis
from talentcard.core.changes import Change, findings
from talentcard.core.model import Basis, LimitKind, Policy
from talentcard.reading.changeable import modes

REQUEST = "records/requests/req-chg0000009.yml"
TODAY = dt.date(2026, 10, 20)


def limits() -> Policy:
    return next(iter(minis.scope({}).registry.of(Policy).values()))


def test_the_limits_are_house_standards_in_working_days() -> None:
    stated = limits().changes
    assert stated is not None
    for entry in stated.recording:
        assert (entry.limit.kind, entry.limit.basis, entry.limit.rolls) == (LimitKind.WORKING_DAYS, Basis.HOUSE, False)
        assert entry.why.en
    assert stated.deletions.most == 20
    assert stated.deletions.why.en


def of(files: Mapping[str, bytes], before: Mapping[str, bytes] | None = None) -> set[str]:
    """The rules that refuse the step to these files."""
    old, new = minis.scope(before or {}), minis.scope(files)
    step = Change(
        before=old.registry,
        after=new.registry,
        modes=modes(minis.schemas().documents),
        calendars=(old.calendar, new.calendar),
        today=TODAY,
        as_of=TODAY,
    )
    return {each.rule for each in findings(step) if each.severity == "error"}


def request(event: str) -> dict[str, bytes]:
    return {
        REQUEST: (
            "schema: request/1\nid: req-chg0000009\ntalent: tal-mn00000001\nservice: medical\nvariant: outpatient\n"
            f"requested_by: talent\nbeneficiary: self\nevents:\n  - {{{event}}}\nhandler: org-mini-hospital\n"
        ).encode()
    }


@pytest.mark.parametrize(
    ("event", "refused", "because"),
    [
        ("type: applied, on: 2026-09-30", False, "十个工作日：10月8、9、10、12、13、14、15、16、19、20日"),
        ("type: applied, on: 2026-09-29", True, "十一个工作日"),
        ("type: applied, on: 2026-09-18, recorded_on: 2026-09-30", False, "写明补录日期的，自补录之日往前数"),
        ("type: applied, on: 2026-09-18, recorded_on: 2026-09-29", True, "补录日期本身也不能早过十个工作日"),
        ("type: contacted, on: 2026-07-22", False, "不经平台的服务，平台到反馈时才知道：六十个工作日"),
        ("type: contacted, on: 2026-07-21", True, "六十一个工作日"),
        ("type: served, on: 2026-07-22", False, "同上"),
        ("type: assigned, on: 2026-07-22", False, "同上"),
        ("type: trouble_reported, on: 2026-07-22", False, "同上"),
        ("type: helped, on: 2026-07-22", False, "同上"),
        ("type: applied, on: 2016-07-21", True, "早于最早的日历"),
    ],
)
def test_how_far_back(event: str, refused: bool, because: str) -> None:
    assert ("change-event-backdated" in of(request(f"id: ea00001, {event}"))) is refused, because


@pytest.mark.parametrize("number", [20, 21])
def test_how_many_deletions(number: int) -> None:
    """Up to the number each record is judged by itself, above it the change as a whole is."""
    assert of({}, several(number, "2026-07-21")) == {"change-mass-deletion" if number > 20 else "change-record-deleted"}


def several(number: int, day: str) -> dict[str, bytes]:
    one = request(f"id: ea00001, type: applied, on: {day}")[REQUEST]
    ids = [f"req-many{n:06d}" for n in range(number)]
    return {f"records/requests/{each}.yml": one.replace(b"req-chg0000009", each.encode()) for each in ids}


def test_what_has_been_kept_long_enough_may_go() -> None:
    assert of({}, several(20, "2010-07-21")) == set()
