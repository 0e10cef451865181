"""What can be subscribed to, read by independent readers: ical.js for the dates, feedparser for the changes."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import feedparser  # type: ignore[import-untyped]
import pytest

import registries
from registries import ROOT
from site_world import AS_OF, sample_world, world
from talentcard.core import pages
from talentcard.core.model import Bulletin, Release
from talentcard.core.pages import World, changes, dates, subscriptions
from talentcard.core.pages.changes import ChangeKind
from talentcard.core.statistics import statistics
from talentcard.publishing import feeds
from talentcard.publishing.edition import Edition

ATOM = "{http://www.w3.org/2005/Atom}"
READER = Path(__file__).with_name("ical.cjs")
SETTINGS = "records/settings/set-registry.yml"


def edition(here: World) -> Edition:
    folder = "" if here.words.lang == "zh" else here.words.lang
    return Edition(world=here, folder=folder, pages=(), written=(), body=str)


@cache
def sample(lang: str = "zh") -> World:
    return sample_world(lang=lang)


def with_address(lang: str = "zh") -> World:
    data = registries.documents()[SETTINGS] | {"address": "https://card.example/site/"}
    return world({SETTINGS: data}, lang=lang)


def read_calendar(text: str) -> dict[str, Any]:
    done = subprocess.run(
        [str(ROOT / ".venv" / "bin" / "node"), str(READER)],
        input=text,
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def read_news(text: str) -> Any:
    """As a feed reader sees it; ``bozo`` is set where it had to be lenient."""
    found = feedparser.parse(text.encode("utf-8"))
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


# ---- dates ---------------------------------------------------------------------------------------------


def days_of(here: World) -> dict[str, tuple[str, str]]:
    return {date.id: (str(date.days.earliest), str(date.days.latest)) for date in dates.dates(here)}


def test_the_dates_of_this_year_and_the_next() -> None:
    """六(一): 30 April, 31 May (a Sunday in 2026), the boundary of 1 June; 七(三): by the end of the year."""
    assert days_of(world()) == {
        "schooling-new-enrolment-file-2026": ("2026-04-30", "2026-04-30"),
        "schooling-new-enrolment-submit-2026": ("2026-06-01", "2026-06-01"),
        "schooling-transfer-from-2026": ("2026-06-01", "2026-06-01"),
        "duty-evaluation-2026": ("2026-12-31", "2026-12-31"),
        "duty-inspection-2026": ("2026-12-31", "2026-12-31"),
        # the notice for 2027 is not in: Labour Day may take 30 April
        "schooling-new-enrolment-file-2027": ("2027-04-30", "2027-05-10"),
        "schooling-new-enrolment-submit-2027": ("2027-05-31", "2027-05-31"),
        "schooling-transfer-from-2027": ("2027-06-01", "2027-06-01"),
        "duty-evaluation-2027": ("2027-12-31", "2027-12-31"),
        "duty-inspection-2027": ("2027-12-31", "2027-12-31"),
    }


def test_a_date_is_that_of_the_deadline_engine() -> None:
    here = world()
    for date in dates.dates(here):
        assert (not date.days.provisional) or "暂定" in date.day_text
        assert date.day_text == here.words.range(date.days)
    moved = next(date for date in dates.dates(here) if date.id == "schooling-new-enrolment-submit-2026")
    assert moved.notes == ("2026年5月31日（周日）是休息日，顺延到下一个工作日",)


def test_a_changed_rule_changes_the_date() -> None:
    path = "records/services/svc-schooling.yml"
    data = registries.documents()[path]
    data["variants"][0]["steps"][0]["limit"]["date"] = {"month": 3, "day": 31}
    assert days_of(world({path: data}))["schooling-new-enrolment-file-2026"] == ("2026-03-31", "2026-03-31")


def test_a_version_to_come_gives_next_year_s_dates() -> None:
    first = registries.documents()["records/policies/pol-cq-2017.yml"]
    policy = first | {"id": "pol-cq-2027", "effective_from": "2027-01-01", "extends": "pol-cq-2017"}
    service = registries.documents()["records/services/svc-schooling.yml"]
    service |= {"id": "svc-schooling-2027", "policy": "pol-cq-2027"}
    service["variants"][0]["steps"][0]["limit"]["date"] = {"month": 3, "day": 31}
    files = {"records/policies/pol-cq-2027.yml": policy, "records/services/svc-schooling-2027.yml": service}
    found = days_of(world(files))
    assert found["schooling-new-enrolment-file-2026"] == ("2026-04-30", "2026-04-30")
    assert found["schooling-new-enrolment-file-2027"] == ("2027-03-31", "2027-03-31")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_another_program_reads_the_same_dates(lang: str) -> None:
    here = world(lang=lang)
    found = read_calendar(feeds.dates_feed(edition(here)))
    assert (found["refresh"], found["method"]) == ("P1D", "PUBLISH")
    assert found["name"] == here.words("feeds.calendar_name")
    expected = [
        {
            "uid": f"{date.id}@talentcard",
            "first": str(date.days.earliest),
            "end": str(date.days.latest + dt.timedelta(days=1)),
            "status": "TENTATIVE" if date.days.provisional else "CONFIRMED",
            "stamp": f"{AS_OF}T00:00:00Z",
            "allDay": True,
        }
        for date in dates.dates(here)
    ]
    assert [{key: event[key] for key in expected[0]} for event in found["events"]] == expected
    for event, date in zip(found["events"], dates.dates(here), strict=True):
        assert date.title in event["summary"]
        assert date.article in event["description"]
        assert event["url"] is None  # there is no address to lead to


def test_with_an_address_every_date_leads_to_its_guide() -> None:
    found = read_calendar(feeds.dates_feed(edition(with_address("en"))))
    assert found["events"][0]["url"] == "https://card.example/site/en/guides/schooling.html#new-enrolment"
    page = subscriptions.feeds(with_address("en"))
    assert page.webcal == "webcal://card.example/site/en/feeds/dates.ics"
    assert subscriptions.feeds(world()).webcal == ""


def test_lines_are_no_longer_than_the_standard_allows() -> None:
    """RFC 5545 3.1: 75 octets, which are 25 Chinese characters."""
    text = feeds.dates_feed(edition(world()))
    assert text.endswith("\r\n")
    assert max(len(line.encode("utf-8")) for line in text.split("\r\n")) <= 75


# ---- changes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_feed_reader_reads_every_change(lang: str) -> None:
    here = sample(lang)
    found = read_news(feeds.changes_feed(edition(here)))
    told = changes.changes(here)
    assert [entry.title for entry in found.entries] == [change.title for change in told]
    assert [entry.summary for entry in found.entries] == [change.text for change in told]
    assert [entry.updated for entry in found.entries] == [f"{change.day}T00:00:00+08:00" for change in told]
    assert found.feed.updated == found.entries[0].updated
    assert found.feed.language == ("zh-CN" if lang == "zh" else "en")


def test_the_feed_has_what_the_standard_asks_for() -> None:
    """RFC 4287 4.1.1 and 4.1.2: one id, title and updated each; an author; no id twice."""
    root = ElementTree.fromstring(feeds.changes_feed(edition(sample())))
    assert root.tag == f"{ATOM}feed"
    assert len(root.findall(f"{ATOM}author/{ATOM}name")) == 1
    entries = root.findall(f"{ATOM}entry")
    assert entries
    for element in (root, *entries):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
    names = [element.findtext(f"{ATOM}id") or "" for element in (root, *entries)]
    assert len(set(names)) == len(names)
    assert all(name.startswith("tag:talentcard.invalid,2025-09-01:") for name in names)


def test_every_kind_of_change_is_told() -> None:
    here = sample()
    kinds = {kind: [change for change in changes.changes(here) if change.kind == kind] for kind in changes.ChangeKind}
    public = [b for b in here.registry.of(Bulletin).values() if b.type == "bulletin" and b.published_on <= AS_OF]
    assert len(kinds[ChangeKind.POLICY]) == len(list((ROOT / "records" / "policies").glob("*.yml")))
    assert len(kinds[ChangeKind.READING]) == 2  # all of one day, and the one of October 2026
    assert len(kinds[ChangeKind.CALENDAR]) == 12
    assert len(kinds[ChangeKind.BULLETIN]) == len(public)
    assert len(kinds[ChangeKind.RELEASE]) == len(here.registry.of(Release))


def test_released_figures_lead_to_the_page_of_their_month() -> None:
    release = {
        "schema": "release/1",
        "id": "rel-2026-10",
        "month": "2026-10",
        "released_on": "2026-11-03",
        "threshold": 5,
        "policy": "pol-cq-2017",
        "calendar": "2017–2026 (2025-11-04)",
    }
    here = world({"records/releases/rel-2026-10.yml": release})
    figures = statistics(here.registry, here.calendar, here.as_of, here.obligations, exact=False)
    here = dataclasses.replace(here, statistics=figures)
    (told,) = [change for change in changes.changes(here) if change.kind is ChangeKind.RELEASE]
    assert (told.day, told.title) == (dt.date(2026, 11, 3), "2026年10月办理情况数据")
    assert told.path == "status/months/2026-10"
    assert told.path in {page.path for page in pages.site(here)}


def test_what_specialists_report_is_never_published() -> None:
    here = sample()
    reports = {b.id for b in here.registry.of(Bulletin).values() if b.type == "specialist_report"}
    assert reports
    text = feeds.changes_feed(edition(here))
    assert not [report for report in reports if report in text]
    assert {view.anchor for view in subscriptions.bulletins(here)}.isdisjoint(reports)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_bulletins_and_figures_have_a_feed_of_their_own(lang: str) -> None:
    """七(二): month by month in both languages, under the same names as in the feed of all changes."""
    here = sample(lang)
    found, every = read_news(feeds.bulletins_feed(edition(here))), read_news(feeds.changes_feed(edition(here)))
    monthly = [entry for entry in every.entries if entry.tags[0].term in ("bulletin", "release")]
    assert [entry.id for entry in found.entries] == [entry.id for entry in monthly]
    assert found.entries and {entry.tags[0].term for entry in found.entries} == {"bulletin", "release"}
    assert found.feed.id != every.feed.id
    assert all(any("一" <= c <= "龥" for c in entry.title) == (lang == "zh") for entry in found.entries)


def test_bulletins_stand_by_month_the_newest_first() -> None:
    views = subscriptions.bulletins(sample())
    assert (views[0].month, views[0].published, views[0].issuer) == ("2026年10月", "2026年11月9日", "市人力社保局")
    assert len({view.anchor for view in views}) == len(views)
    assert subscriptions.bulletins(dataclasses.replace(sample(), as_of=dt.date(2025, 1, 1))) == ()


def test_links_are_relative_to_the_feed_or_absolute_with_an_address() -> None:
    newest = read_news(feeds.changes_feed(edition(sample()))).entries[0]
    assert newest.link.startswith("../bulletins.html#bul-")
    found = read_news(feeds.changes_feed(edition(with_address("en"))))
    assert found.entries[0].link.startswith("https://card.example/site/en/")
    (own,) = [link for link in found.feed.links if link.rel == "self"]
    assert own.href == "https://card.example/site/en/feeds/changes.atom"
    assert found.feed.id == "tag:card.example,2025-09-01:en/changes"


def test_every_link_of_the_feeds_leads_to_a_page() -> None:
    here = sample()
    known = {page.path for page in pages.site(here)}
    assert {change.path for change in changes.changes(here)} <= known
    assert {date.path for date in dates.dates(here)} <= known


def test_markup_in_a_record_is_text_in_the_feed() -> None:
    path = "records/calendars/cal-2020.yml"
    data = registries.documents()[path]
    data["notices"][1]["changes"] = {"zh": "延长 <b>至</b> 2月2日 & 其后", "en": "Longer"}
    found = read_news(feeds.changes_feed(edition(world({path: data}))))
    (entry,) = [entry for entry in found.entries if entry.id.endswith("calendar/cal-2020/2020-01-27")]
    assert entry.summary == "延长 &lt;b&gt;至&lt;/b&gt; 2月2日 &amp; 其后"


def test_the_same_records_give_the_same_bytes() -> None:
    first = feeds.files(ROOT, (edition(world()), edition(world(lang="en"))))
    again = feeds.files(ROOT, (edition(world()), edition(world(lang="en"))))
    assert first == again
    names = [f"feeds/{name}" for name in ("bulletins.atom", "changes.atom", "dates.ics")]
    assert sorted(first) == [*(f"en/{name}" for name in names), *names]
