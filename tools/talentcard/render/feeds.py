"""iCalendar (RFC 5545): the only importer of ``icalendar``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from icalendar import Calendar, Event


def calendar_feed(name: str, as_of: str, entries: Iterable[tuple[str, dt.date, str, str]]) -> str:
    """A calendar of all-day events from (stable id, day, summary, description); stamped with the as-of day."""
    calendar = Calendar()
    calendar.add("prodid", "-//talentcard//registry//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    stamp = dt.datetime.combine(dt.date.fromisoformat(as_of), dt.time(), tzinfo=dt.UTC)
    for uid, day, summary, description in entries:
        event = Event()
        event.add("uid", f"{uid}@talentcard")
        event.add("dtstamp", stamp)
        event.add("dtstart", day)
        event.add("dtend", day + dt.timedelta(days=1))
        event.add("summary", summary)
        event.add("description", description)
        calendar.add_component(event)
    text: str = calendar.to_ical().decode("utf-8")
    return text
