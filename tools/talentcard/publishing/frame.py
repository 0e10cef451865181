"""What stands around every page of an edition: address, banners, the ways to other languages, footer, error page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from talentcard.core import pages
from talentcard.core.pages import Audience, NavItem, Page, Words, World
from talentcard.core.pages.freshness import fresh_until
from talentcard.publishing.builder import Site
from talentcard.publishing.edition import Edition

NOWHERE = "http://localhost/"
"""Stands in for the address of a site that has none. Only its path reaches a page: the error page's links start at the
top, for nobody knows how deep a wrong address lies."""
SEARCH = "search"
WAYS_IN = {
    "home": "index.html",
    "services": "contents.html#services",
    "card": "contents.html#card",
    "status": "status.html",
    "contents": "contents.html",
}
"""Where the error page leads: word of the navigation → address."""


def site_of(edition: Edition, editions: tuple[Edition, ...]) -> Site:
    """All that the builder and the theme are told of an edition beside its pages."""
    world, words = edition.world, edition.world.words
    address = world.registry.settings.address
    return Site(
        lang=words("site.locale"),
        name=words("site.name"),
        description=words("site.description"),
        address=top(address or NOWHERE, edition),
        navigation=pages.navigation(world, edition.pages),
        unlisted=tuple(page.path for page in edition.pages if not page.listed),
        extra={
            "address": top(address, edition) if address else "",
            "announce": announcement(world),
            "stale": words("site.stale", day=words.full(world.as_of)),
            "fresh_until": fresh_until(world.calendar, world.as_of).isoformat(),
            "search": search(edition),
            "twins": [front_page(edition, other) for other in editions if other is not edition],
            "missing": [missing(edition, other) for other in (edition, *(e for e in editions if e is not edition))],
            "footer": list(footer(words, world)),
            "footer_links": [link(item) for item in pages.footer(world, edition.pages)],
            "words": words.subject("theme"),
        },
    )


def front_matter_of(page: Page, edition: Edition, editions: tuple[Edition, ...]) -> dict[str, object]:
    """What the theme is told of one page."""
    address = edition.world.registry.settings.address
    return {
        "title": page.title,
        "description": page.description,
        "address": page_address(address, edition, page) if address else "",
        "hide": list(page.hide),
        "scripts": list(page.scripts),
        "twins": [twin(page, edition, other) for other in editions if other is not edition],
    }


# ---- addresses --------------------------------------------------------------------------------------


def base(world: World) -> str:
    """The path of the site below its host."""
    return urlsplit(world.registry.settings.address or NOWHERE).path


def top(address: str, edition: Edition) -> str:
    """Where an edition's front page stands, given the site's."""
    return address + (f"{edition.folder}/" if edition.folder else "")


def page_address(address: str, edition: Edition, page: Page) -> str:
    """The full address of a page. The front page is its folder."""
    return top(address, edition) + ("" if page.path == "index" else f"{page.path}.html")


def across(here: Edition, there: Edition) -> str:
    """From the top of one edition to the top of another."""
    return ("../" if here.folder else "") + (f"{there.folder}/" if there.folder else "")


def twin(page: Page, here: Edition, there: Edition) -> dict[str, str]:
    """Where the same page stands in another language, seen from this one."""
    words, address = there.world.words, there.world.registry.settings.address
    return {
        "locale": words("site.locale"),
        "title": words("site.language"),
        "href": f"{page.base}{across(here, there)}{page.path}.html",
        "address": page_address(address, there, page) if address else "",
    }


def front_page(here: Edition, there: Edition) -> dict[str, str]:
    words = there.world.words
    return {
        "locale": words("site.locale"),
        "title": words("site.language"),
        "path": f"{across(here, there)}index.html",
    }


def link(item: NavItem) -> dict[str, str]:
    return {"path": f"{item.path}.html", "title": item.title}


def search(edition: Edition) -> str:
    return f"{SEARCH}.html" if any(page.path == SEARCH for page in edition.pages) else ""


# ---- banners, error page, footer ------------------------------------------------------------------------


def announcement(world: World) -> str:
    """What stands above every page: that it is the staff's, or that it is a demonstration."""
    if world.audience is Audience.STAFF:
        return world.words("staff.mark")
    return world.words("site.demo") if world.registry.settings.as_of is not None else ""


def missing(here: Edition, there: Edition) -> dict[str, Any]:
    """What the error page of one edition says in a language, and where it leads."""
    words, folder = there.world.words, "" if here is there else across(here, there)
    return {
        "locale": words("site.locale"),
        "title": words("missing.title"),
        "text": words("missing.text"),
        "search": f"{folder}{search(there)}" if search(there) else "",
        "search_label": words("theme.search_label"),
        "search_words": words("theme.search"),
        "ways": [{"path": f"{folder}{path}", "title": words(f"nav.{name}")} for name, path in WAYS_IN.items()],
    }


def footer(words: Words, world: World) -> Iterator[str]:
    """The slots that a public body's site must fill; a site without a sponsor says that it is not official."""
    slots = world.registry.settings.footer
    yield words("site.as_of", day=words.full(world.as_of))
    named: Mapping[str, str | None] = {
        "sponsor": slots.sponsor,
        "icp": slots.icp,
        "police": slots.police,
        "site_code": slots.site_code,
    }
    for name, value in named.items():
        if value:
            yield f"{words(f'footer.{name}')}{words('list.colon')}{value}"
    if slots.sponsor is None:
        yield words("site.unofficial")
    yield words("footer.legal")
