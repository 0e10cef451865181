"""The staff's calendars as iCalendar (RFC 5545), and read again, so that the next day's can say what has changed.

All-day events and not to-dos: subscribed calendars show events everywhere, to-dos hardly anywhere.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard

from talentcard.core.feeds.entry import Entry, Feed, Status
from talentcard.render.feeds import CHONGQING

PRODUCT = "-//talentcard//duties//ZH"
"""Who wrote a file: nothing else is ever replaced."""
HOST = "talentcard"
REFRESH = dt.timedelta(hours=12)


class FeedError(ValueError):
    """A file that is no calendar of ours."""


def calendar(feed: Feed, about: str) -> bytes:
    """The feed as a file. ``about``: what a program shows beneath its name."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("name", feed.title)
    made.add("x-wr-calname", feed.title)
    made.add("description", about)
    made.add("x-wr-caldesc", about)
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", REFRESH, parameters={"VALUE": "DURATION"})
    made.add_component(zone())
    for entry in feed.entries:
        made.add_component(event(entry))
    raw: bytes = made.to_ical()
    return raw


def zone() -> Timezone:
    """Where the days begin. A calendar must not be empty (3.6), and one with nothing to do would be."""
    standard = TimezoneStandard()
    standard.add("dtstart", dt.datetime(1991, 9, 15))  # noqa: DTZ001  (3.6.5: local time)
    standard.add("tzoffsetfrom", CHONGQING.utcoffset(None))
    standard.add("tzoffsetto", CHONGQING.utcoffset(None))
    made = Timezone()
    made.add("tzid", "Asia/Shanghai")
    made.add_component(standard)
    return made


def event(entry: Entry) -> Event:
    made = Event()
    stamp = dt.datetime.combine(entry.changed_on, dt.time(), tzinfo=dt.UTC)
    made.add("uid", f"{entry.uid}@{HOST}")
    made.add("dtstamp", stamp)
    made.add("last-modified", stamp)
    made.add("sequence", entry.sequence)
    made.add("dtstart", entry.first)
    made.add("dtend", entry.last + dt.timedelta(days=1))
    made.add("summary", entry.summary)
    made.add("description", entry.description)
    made.add("status", entry.status.value)
    made.add("transp", "TRANSPARENT")  # a date to know of, not an appointment that keeps anybody busy
    made.add("class", "PRIVATE")  # for the staff, also where somebody shows his calendar around
    if entry.alarm is not None:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", entry.summary)
        alarm.add("trigger", -entry.alarm)
        made.add_component(alarm)
    return made


def read(raw: bytes, name: str) -> Feed:
    """A calendar as it was written. Raises FeedError."""
    try:
        found = Calendar.from_ical(raw)
        if str(found["prodid"]) != PRODUCT:
            raise FeedError(name)
        entries = tuple(map(entry_of, found.walk("VEVENT")))
        return Feed(name=name, title=str(found["x-wr-calname"]), entries=entries)
    except FeedError:
        raise
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise FeedError(name) from error


def entry_of(event: Any) -> Entry:
    alarms = [component.decoded("trigger") for component in event.walk("VALARM")]
    return Entry(
        uid=str(event["uid"]).removesuffix(f"@{HOST}"),
        first=event.decoded("dtstart"),
        last=event.decoded("dtend") - dt.timedelta(days=1),
        summary=str(event["summary"]),
        description=str(event["description"]),
        status=Status(str(event["status"])),
        changed_on=event.decoded("last-modified").date(),
        alarm=-alarms[0] if alarms else None,
        sequence=int(event["sequence"]),
    )
