"""What a reader may subscribe to: the dates of the year as a calendar; changes, and bulletins alone, as Atom feeds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from talentcard.core.pages import World, changes, dates, subscriptions
from talentcard.core.pages.changes import ChangeKind, DatedChange
from talentcard.publishing.edition import Edition, Files
from talentcard.render.feeds import AllDay, News, NewsItem, calendar_feed, news_feed

REFRESH = dt.timedelta(days=1)
NEWEST = 100
"""How far back the feed of changes goes: some years of monthly bulletins and figures."""
MONTHLY = frozenset({ChangeKind.BULLETIN, ChangeKind.RELEASE})
NOWHERE = "talentcard.invalid"
"""Who names the entries while the site has no address of its own: a name that can be nobody's (RFC 2606)."""


def files(_root: Path, editions: tuple[Edition, ...]) -> Files:
    """The feeds of every language, below ``feeds/``."""
    found = {}
    for edition in editions:
        found[f"{edition.base}{subscriptions.DATES}"] = dates_feed(edition).encode("utf-8")
        found[f"{edition.base}{subscriptions.CHANGES}"] = changes_feed(edition).encode("utf-8")
        found[f"{edition.base}{subscriptions.BULLETINS}"] = bulletins_feed(edition).encode("utf-8")
    return found


def dates_feed(edition: Edition) -> str:
    world, words = edition.world, edition.world.words
    entries = []
    for date in dates.dates(world):
        basis = words("feeds.basis", article=date.article)
        entries.append(
            AllDay(
                uid=date.id,
                first=date.days.earliest,
                last=date.days.latest,
                summary=words("dates.provisional", date=date.title) if date.days.provisional else date.title,
                description="\n".join(words.sentence(line) for line in (*date.notes, basis)),
                url=link(edition, date.path, date.anchor) if world.registry.settings.address else "",
                tentative=date.days.provisional,
            )
        )
    return calendar_feed(words("feeds.calendar_name"), world.as_of.isoformat(), entries, REFRESH)


def changes_feed(edition: Edition) -> str:
    """Everything that changed, whatever it was."""
    return atom(edition, "changes", subscriptions.CHANGES, changes.changes(edition.world))


def bulletins_feed(edition: Edition) -> str:
    """The monthly bulletins and the month's figures alone, for who follows the work and not the rules."""
    told = [change for change in changes.changes(edition.world) if change.kind in MONTHLY]
    return atom(edition, "bulletins", subscriptions.BULLETINS, told)


def atom(edition: Edition, name: str, path: str, told: Sequence[DatedChange]) -> str:
    world, words = edition.world, edition.world.words
    address = world.registry.settings.address
    news = News(
        id=name_of(edition, name),
        title=words(f"feeds.{name}_name"),
        subtitle=words(f"feeds.{name}_intro"),
        lang="zh-CN" if words.lang == "zh" else words.lang,
        author=world.registry.settings.footer.sponsor or words("site.name"),
        home=link(edition, "index", ""),
        address=f"{address}{edition.base}{path}" if address else "",
        since=world.registry.settings.tracking_since,
    )
    return news_feed(news, [item(edition, change) for change in told[:NEWEST]])


def item(edition: Edition, change: DatedChange) -> NewsItem:
    return NewsItem(
        id=name_of(edition, change.id),
        day=change.day,
        title=change.title,
        text=change.text,
        link=link(edition, change.path, change.anchor),
        category=change.kind,
    )


def link(edition: Edition, path: str, anchor: str) -> str:
    """A page from where the feeds stand; with the site's address before it where it has one."""
    address = edition.world.registry.settings.address
    top = f"{address}{edition.base}" if address else "../"
    return f"{top}{path}.html{f'#{anchor}' if anchor else ''}"


def name_of(edition: Edition, local: str) -> str:
    """A tag URI (RFC 4151): the same for ever, as it is made from a record's id and not from where its page stands."""
    return f"tag:{authority(edition.world)}:{edition.base}{local}"


def authority(world: World) -> str:
    """Who gives the names, and since when: the site's host, from the day on which the registry began."""
    settings = world.registry.settings
    host = urlsplit(settings.address).hostname if settings.address else None
    return f"{host or NOWHERE},{settings.tracking_since}"
