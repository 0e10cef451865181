"""iCalendar (RFC 5545) and Atom (RFC 4287): the only importer of ``icalendar`` and ``feedgenerator``."""

from __future__ import annotations

import datetime as dt
import html
import io
from collections.abc import Iterable
from dataclasses import dataclass

from feedgenerator import Atom1Feed  # type: ignore[import-untyped]
from icalendar import Calendar, Event

CHONGQING = dt.timezone(dt.timedelta(hours=8))
"""A day begins there eight hours before it begins in Greenwich; no daylight saving time since 1991."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AllDay:
    """An event of whole days, both ends included. ``tentative``: which of them is the one is not settled yet."""

    uid: str
    first: dt.date
    last: dt.date
    summary: str
    description: str
    url: str = ""
    tentative: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsItem:
    """An entry of a feed: ``id`` a URI that stays the same for ever, ``link`` absolute or relative to the feed."""

    id: str
    day: dt.date
    title: str
    text: str
    link: str
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A feed. ``address`` is where it stands itself, empty where that is not known; ``since``: its first day."""

    id: str
    title: str
    subtitle: str
    lang: str
    author: str
    home: str
    address: str
    since: dt.date


def calendar_feed(name: str, as_of: str, entries: Iterable[AllDay], refresh: dt.timedelta | None = None) -> str:
    """A calendar of all-day events, stamped with the as-of day; ``refresh``: how often to look again."""
    calendar = Calendar()
    calendar.add("prodid", "-//talentcard//registry//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    if refresh is not None:
        calendar.add("method", "PUBLISH")
        calendar.add("name", name)
        calendar.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", refresh, parameters={"VALUE": "DURATION"})
    stamp = dt.datetime.combine(dt.date.fromisoformat(as_of), dt.time(), tzinfo=dt.UTC)
    for entry in entries:
        event = Event()
        event.add("uid", f"{entry.uid}@talentcard")
        event.add("dtstamp", stamp)
        event.add("dtstart", entry.first)
        event.add("dtend", entry.last + dt.timedelta(days=1))
        event.add("summary", entry.summary)
        event.add("description", entry.description)
        if refresh is not None:
            # a date to know of, not an appointment that keeps anybody busy
            event.add("transp", "TRANSPARENT")
            event.add("status", "TENTATIVE" if entry.tentative else "CONFIRMED")
        if entry.url:
            event.add("url", entry.url)
        calendar.add_component(event)
    text: str = calendar.to_ical().decode("utf-8")
    return text


class DatedFeed(Atom1Feed):  # type: ignore[misc]
    """The library asks the clock when an empty feed was updated; ours was on its first day."""

    since: dt.datetime

    def latest_post_date(self) -> dt.datetime:
        found: dt.datetime = super().latest_post_date() if self.items else self.since
        return found


def news_feed(news: News, items: Iterable[NewsItem]) -> str:
    """An Atom feed. Every entry has a day of its own, and the feed that of the newest: the library asks no clock."""
    feed = DatedFeed(
        title=news.title,
        subtitle=news.subtitle,
        description="",
        link=news.home,
        language=news.lang,
        author_name=news.author,
        feed_guid=news.id,
        feed_url=news.address or None,
    )
    feed.since = dt.datetime.combine(news.since, dt.time(), tzinfo=CHONGQING)
    for item in items:
        moment = dt.datetime.combine(item.day, dt.time(), tzinfo=CHONGQING)
        feed.add_item(
            title=item.title,
            link=item.link,
            description=html.escape(item.text, quote=False),  # the library marks it as HTML
            unique_id=item.id,
            pubdate=moment,
            updateddate=moment,
            categories=(item.category,),
        )
    out = io.StringIO()
    feed.write(out, "utf-8")
    return out.getvalue() + "\n"
