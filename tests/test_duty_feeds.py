"""The staff's calendars from one day to the next, read by ical.js: what changes, what is done, what is called off."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import founded
import minis
from minis import ROOT, Files
from talentcard.core.engine import Engine
from talentcard.core.feeds.entry import Entry, Feed, Status, Today, followed
from talentcard.core.feeds.planning import Planner
from talentcard.core.ledger import ledger
from talentcard.messages import catalogue
from talentcard.render import duty_feeds

READER = Path(__file__).with_name("ical.cjs")
MONDAY, TUESDAY = dt.date(2026, 10, 19), dt.date(2026, 10, 20)
PATH = "records/requests/req-fed0000001.yml"
SUBMIT = "req-fed0000001/submit/org-platform@talentcard"
APPLIED = "  - {id: ea00001, type: applied, on: 2026-10-19}\n"
SUBMITTED = "  - {id: ea00002, type: submitted, on: 2026-10-20}\n"
VOID = "  - {id: ea00002, type: corrected, on: 2026-10-20, corrects: ea00001, reason: wrong_record, basis: 更正单}\n"
REFUSED = "  - {id: ea00002, type: refused, on: 2026-10-20, reason: duplicate, basis: 告知书}\n"
CALENDAR = "records/calendars/cal-2026.yml"
EXTRA_DAY_OFF = "  - {name: 临时放假, first: 2026-10-21, last: 2026-10-21}\n".encode()


def request(events: str = APPLIED) -> Files:
    head = "schema: request/1\nid: req-fed0000001\ntalent: tal-mn00000001\nservice: household\nvariant: standard\n"
    return {PATH: f"{head}requested_by: talent\nbeneficiary: self\nevents:\n{events}".encode()}


Feeds = Mapping[str, Feed]


def feeds(own: Files, day: dt.date, before: Feeds | None = None, lang: str = "zh") -> Feeds:
    """A day's calendars, from what was written the day before."""
    scope = minis.scope(own, day)
    engine = Engine(scope.registry, scope.calendar, day)
    terms = engine.rulebook.on(day).feeds
    planner = Planner(engine=engine, terms=terms, lang=lang, say=catalogue(lang).text)
    earlier = {name: duty_feeds.read(duty_feeds.calendar(feed, ""), name) for name, feed in (before or {}).items()}
    found = planner.feeds(ledger(scope.registry, scope.calendar, day), earlier)
    return {feed.name: feed for feed in found}


def read(feed: Feed) -> dict[str, dict[str, Any]]:
    """What another program makes of the file, by uid."""
    node = str(ROOT / ".venv" / "bin" / "node")
    text = duty_feeds.calendar(feed, "").decode()
    done = subprocess.run([node, str(READER)], input=text, capture_output=True, encoding="utf-8", check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert (found["name"], found["method"], found["refresh"]) == (feed.title, "PUBLISH", "PT12H")
    assert len({event["uid"] for event in found["events"]}) == len(found["events"])
    return {event["uid"]: event for event in found["events"]}


@cache
def monday() -> Feeds:
    return feeds(request(), MONDAY)


def platform(found: Feeds) -> dict[str, Any]:
    return read(found["bodies/org-platform"])[SUBMIT]


# ---- what an entry says ---------------------------------------------------------------------------------


def test_a_duty_stands_on_its_last_day_and_calls_the_working_day_before() -> None:
    """六(三): 3 working days from Monday 19 October are Thursday the 22nd; the alarm rings on Wednesday at nine."""
    found = platform(monday())
    assert (found["first"], found["end"], found["allDay"]) == ("2026-10-22", "2026-10-23", True)
    assert (found["status"], found["sequence"], found["alarms"]) == ("CONFIRMED", 0, ["-PT15H"])
    assert found["summary"] == "平台提交市公安局或指定的区分局 · 市一站式平台"
    assert found["description"].splitlines()[0] == "最后一天：2026-10-22"
    assert "六(三)" in found["description"]


def test_a_duty_stands_with_its_body_its_post_and_the_specialist_who_sees_to_it() -> None:
    holding = {name for name, feed in monday().items() if any(e.uid in SUBMIT for e in feed.entries)}
    assert holding == {"bodies/org-platform", "posts/specialist", "specialists/con-spec000001"}


def test_every_body_post_and_specialist_has_a_calendar_that_can_be_read_even_with_nothing_to_do() -> None:
    found = monday()
    empty = next(feed for name, feed in found.items() if name.startswith("bodies/") and not feed.entries)
    assert read(empty) == {}
    posts = {name for name in found if name.startswith("posts/")}
    assert posts == {f"posts/{p}" for p in ("specialist", "department_liaison", "district_liaison", "employer_liaison")}
    assert [name for name in found if name.startswith("specialists/")]


def test_friday_s_alarm_rings_for_monday() -> None:
    events = APPLIED.replace("10-19", "10-21")
    assert platform(feeds(request(events), dt.date(2026, 10, 21)))["alarms"] == ["-P2DT15H"]


def test_a_day_that_is_not_settled_is_tentative_on_all_days_that_it_may_be() -> None:
    events = APPLIED.replace("2026-10-19", "2026-12-30")
    found = platform(feeds(request(events), dt.date(2026, 12, 30)))
    assert (found["status"], found["alarms"]) == ("TENTATIVE", [])
    assert found["end"] > found["first"]
    assert found["summary"].startswith("【暂定】")


def test_what_is_late_stays_on_its_day_and_says_so() -> None:
    late = platform(feeds(request(), dt.date(2026, 10, 23), monday()))
    assert (late["first"], late["sequence"], late["alarms"]) == ("2026-10-22", 1, [])
    assert late["summary"].startswith("【逾期】")


def test_english_where_asked_for() -> None:
    found = platform(feeds(request(), MONDAY, lang="en"))
    assert found["summary"] == "The platform submits to the police or the named branch · One-stop platform"
    assert not [c for c in found["description"].replace("六(三)", "") if "一" <= c <= "龥"]


def test_no_site_is_made_of_what_bodies_owe() -> None:
    """For the staff only: what builds sites does not know of these calendars, the staff's site neither."""
    for folder in ("publishing", "core/pages"):
        for file in (ROOT / "tools" / "talentcard" / folder).rglob("*.py"):
            assert "core.feeds" not in file.read_text(encoding="utf-8"), file.name
            assert "duty_feeds" not in file.read_text(encoding="utf-8"), file.name


# ---- from one day to the next -----------------------------------------------------------------------------


def test_what_did_not_change_stays_byte_for_byte() -> None:
    again = feeds(request(), MONDAY, monday())
    assert {n: duty_feeds.calendar(f, "") for n, f in again.items()} == {
        n: duty_feeds.calendar(f, "") for n, f in monday().items()
    }
    tuesday = feeds(request(), TUESDAY, monday())
    assert platform(tuesday) == platform(monday())


def test_a_calendar_change_moves_the_entry() -> None:
    raw = minis.base()[CALENDAR]
    own = {**request(), CALENDAR: raw.replace(b"make_up_days:", EXTRA_DAY_OFF + b"make_up_days:", 1)}
    found = platform(feeds(own, TUESDAY, monday()))
    assert (found["first"], found["sequence"], found["status"]) == ("2026-10-23", 1, "CONFIRMED")
    assert found["modified"] == found["stamp"] == "2026-10-20T00:00:00Z"


def test_what_is_done_moves_to_the_day_on_which_it_was_and_its_alarm_is_gone() -> None:
    found = platform(feeds(request(APPLIED + SUBMITTED), TUESDAY, monday()))
    assert (found["first"], found["sequence"], found["alarms"]) == ("2026-10-20", 1, [])
    assert (found["status"], found["summary"][:4]) == ("CONFIRMED", "【已办】")


@pytest.mark.parametrize("events", [APPLIED + VOID, APPLIED + REFUSED], ids=["voided", "refused"])
def test_what_is_called_off_is_cancelled(events: str) -> None:
    found = platform(feeds(request(events), TUESDAY, monday()))
    assert (found["status"], found["sequence"], found["alarms"]) == ("CANCELLED", 1, [])
    assert (found["first"], found["summary"][:5]) == ("2026-10-22", "【已撤销】")


def test_a_record_that_is_gone_cancels_what_it_asked_for() -> None:
    assert platform(feeds({}, TUESDAY, monday()))["status"] == "CANCELLED"


def test_what_comes_back_goes_on_counting() -> None:
    off = feeds({}, TUESDAY, monday())
    found = platform(feeds(request(), TUESDAY, off))
    assert (found["status"], found["sequence"]) == ("CONFIRMED", 2)


@pytest.mark.parametrize("events", [APPLIED + VOID, APPLIED + SUBMITTED], ids=["called off", "done"])
def test_what_is_over_goes_when_the_house_s_time_is_over(events: str) -> None:
    own, there = request(events), []
    before = monday()
    for days in (0, 29, 30, 31, 32):
        before = feeds(own, TUESDAY + dt.timedelta(days=days), before)
        there.append(any(e.uid in SUBMIT for e in before["bodies/org-platform"].entries))
    assert there == [True, True, True, False, False]


def test_what_was_done_before_it_was_ever_shown_is_not_shown() -> None:
    found = feeds(request(APPLIED + SUBMITTED), TUESDAY)
    assert SUBMIT not in {f"{e.uid}@talentcard" for e in found["bodies/org-platform"].entries}


START = dt.date(2026, 1, 1)
shown = st.dictionaries(st.sampled_from("abc"), st.tuples(st.sampled_from(["owed", "done"]), st.integers(0, 1)))


def entry(uid: str, text: int, day: dt.date) -> Entry:
    return Entry(
        uid=uid, first=START, last=START, summary=str(text), description="", status=Status.CONFIRMED, changed_on=day
    )


def off(found: Entry, day: dt.date) -> Entry:
    return Entry(
        uid=found.uid, first=START, last=START, summary="x", description="", status=Status.CANCELLED, changed_on=day
    )


@given(st.lists(shown, max_size=12), st.integers(0, 3))
def test_a_reader_is_never_told_less_than_before(days: list[dict[str, tuple[str, int]]], kept: int) -> None:
    """RFC 5545, 3.8.7.4: the sequence grows with each change and only then; nothing vanishes that is not over."""
    before: tuple[Entry, ...] = ()
    for number, world in enumerate(days):
        day = START + dt.timedelta(days=number)
        today = Today(
            as_of=day,
            kept_days=kept,
            owed={uid: entry(uid, text, day) for uid, (how, text) in world.items() if how == "owed"},
            done={uid: (entry(uid, text, day), day) for uid, (how, text) in world.items() if how == "done"},
            called_off=lambda found, day=day: off(found, day),  # type: ignore[misc]
        )
        now = {e.uid: e for e in followed(before, today)}
        assert now.keys() >= today.owed.keys()
        for old in before:
            if old.uid not in now:
                assert old.uid not in today.owed
                assert old.status is Status.CANCELLED
                assert (day - old.changed_on).days > kept
            elif now[old.uid].says(old):
                assert now[old.uid] == old
            else:
                assert (now[old.uid].sequence, now[old.uid].changed_on) == (old.sequence + 1, day)
        before = tuple(now.values())


# ---- the verb -----------------------------------------------------------------------------------------------


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, raw in {**minis.base(), **request()}.items():
        (tmp_path / "registry" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "registry" / path).write_bytes(raw)
    (tmp_path / "registry" / "schemas").symlink_to(ROOT / "schemas")
    return tmp_path / "registry"


def run(root: Path, out: Path, day: dt.date, *more: str | Path) -> founded.Said:
    return founded.talentcard("feeds", "--out", out, "--as-of", str(day), *more, root=root)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.ics")}


def test_a_daily_run_takes_the_calendars_of_the_day_before_further(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "calendars"
    first = run(root, out, MONDAY)
    assert first.code == 0, first
    before = contents(out)
    assert before.keys() == {f"{name}.ics" for name in monday()}
    (root / PATH).write_bytes(request(APPLIED + VOID)[PATH])
    second = run(root, out, TUESDAY)
    assert "撤销 3 条" in second.out, second
    elsewhere = run(root, tmp_path / "again", TUESDAY, "--previous", out)
    assert (elsewhere.code, contents(tmp_path / "again")) == (0, contents(out))
    assert run(root, out, TUESDAY).code == 0
    assert contents(out) == contents(tmp_path / "again")
    assert {path.name for path in tmp_path.iterdir()} == {"registry", "calendars", "again"}


def test_what_is_not_ours_or_later_is_left_alone(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "calendars"
    assert run(root, out, TUESDAY).code == 0
    before = contents(out)
    earlier = run(root, out, MONDAY)
    assert (earlier.code, contents(out)) == (2, before)
    assert "2026-10-20" in earlier.err
    for name, raw in (("notes.txt", b"x"), ("own.ics", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR")):
        (out / name).write_bytes(raw)
        said = run(root, out, TUESDAY)
        assert (said.code, (out / name).read_bytes()) == (2, raw)
        assert name in said.err
        (out / name).unlink()
    broken = out / "bodies" / "org-platform.ics"
    broken.write_bytes(broken.read_bytes()[:400])
    assert run(root, out, TUESDAY).code == 2
    assert run(root, tmp_path / "new", TUESDAY, "--previous", tmp_path / "nowhere").code == 2
