"""Registry, rules and ledger → view models of pages. Pure: templates turn them into text, a builder into a site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from talentcard.core.model import ServiceGroup
from talentcard.core.pages import (
    counting,
    evaluations,
    guides,
    home,
    life_events,
    questionnaires,
    role_pages,
    rulebook,
    search,
    status,
    subscriptions,
    traceability,
    versions,
    yearly,
)
from talentcard.core.pages.words import Words
from talentcard.core.pages.world import PUBLIC_GROUPS, Audience, World

__all__ = ["HAND_WRITTEN", "Audience", "NavItem", "Page", "Words", "World", "footer", "navigation", "site"]

HAND_WRITTEN: tuple[str, ...] = ("privacy", "accessibility")
"""Pages that stand ready under ``site/pages/<language>``; the navigation and the footer name them."""
FOOTER = ("contents", "feeds", "data", *HAND_WRITTEN)
"""What the foot of every page leads to, of those pages that there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page to render: its address without ending, its template, what the template is given.

    The address is the same in every language; each language has a folder of its own. ``hide`` names parts of the theme
    that the page does without (navigation, toc); ``scripts`` are files below ``assets/js`` that only this page needs.
    A page that is not ``listed`` stands in no navigation; others link to it.
    """

    path: str
    template: str
    title: str
    view: Any
    description: str = ""
    hide: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    listed: bool = True

    @property
    def base(self) -> str:
        """From this page to the top of the site: ``../`` for each folder."""
        return "../" * self.path.count("/")


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """A page in the navigation, or a heading over others, with its anchor on the page of all pages."""

    title: str
    path: str = ""
    items: tuple[NavItem, ...] = ()
    code: str = ""


def site(world: World) -> tuple[Page, ...]:
    """Every page that is computed, in the order of the navigation; last those that name all others."""
    pages = tuple(computed(world))
    menu = navigation(world, pages)
    return (*pages, contents_page(world, menu), search_page(world, pages, menu))


def contents_page(world: World, menu: tuple[NavItem, ...]) -> Page:
    return Page(
        path="contents",
        template="contents.md.j2",
        title=world.words("nav.contents"),
        view=menu,
        description=world.words("describe.contents"),
        hide=("navigation", "toc"),
    )


def search_page(world: World, pages: tuple[Page, ...], menu: tuple[NavItem, ...]) -> Page:
    return Page(
        path="search",
        template="search.md.j2",
        title=world.words("nav.search"),
        view=search.page(world, pages, menu),
        description=world.words("search.intro"),
        hide=("navigation", "toc"),
        scripts=("../vendor/minisearch.js", "search-index.js", "search-engine.js", "search.js"),
    )


def computed(world: World) -> Iterator[Page]:
    words = world.words
    every = tuple(guides.page(world, service) for group in PUBLIC_GROUPS for service in world.services(group))
    yield Page(
        path="index",
        template="home.md.j2",
        title=words("site.name"),
        view=home.page(world, every),
        description=words("site.description"),
        hide=("navigation", "toc"),
        scripts=("today.js",),
    )
    for guide in every:
        yield Page(
            path=guide.path,
            template="guide.md.j2",
            title=guide.title,
            view=guide,
            description=guide.summary,
            scripts=("today.js", "print.js"),
        )
    yield from ways_in(world, every)
    yield Page(
        path="rules",
        template="rules.md.j2",
        title=words("rules.title"),
        view=rulebook.rules_page(world),
        description=words("describe.rules"),
    )
    yield Page(
        path="interpretations",
        template="interpretations.md.j2",
        title=words("readings.title"),
        view=rulebook.interpretations_page(world),
        description=words("describe.interpretations"),
    )
    yield Page(
        path="traceability",
        template="traceability.md.j2",
        title=words("traceability.title"),
        view=traceability.page(world),
        description=words("traceability.intro"),
        hide=("toc",),
    )
    yield Page(
        path="versions",
        template="versions.md.j2",
        title=words("versions.title"),
        view=versions.page(world),
        description=words("versions.intro"),
    )
    yield Page(
        path="feeds",
        template="feeds.md.j2",
        title=words("feeds.title"),
        view=subscriptions.feeds(world),
        description=words("feeds.intro"),
    )
    yield Page(
        path="bulletins",
        template="bulletins.md.j2",
        title=words("bulletins.title"),
        view=subscriptions.bulletins(world),
        description=words("bulletins.intro"),
    )
    yield from evaluated(world)
    yield Page(
        path="counting",
        template="counting.md.j2",
        title=words("counting.title"),
        view=counting.page(world),
        description=words("describe.counting"),
        scripts=("calculator.js",),
    )
    for year in yearly.pages(world):
        yield Page(
            path=year.path,
            template="year.md.j2",
            title=words("calendar.year", year=year.year),
            view=year,
            description=words("describe.year", year=year.year),
            hide=("toc",),
        )
    for found in status.pages(world):
        yield Page(
            path=found.path,
            template="status.md.j2",
            title=found.title,
            view=found,
            description=found.description,
            hide=("navigation", "toc"),
            listed=found.path == "status",
        )


def evaluated(world: World) -> Iterator[Page]:
    """The yearly evaluations, and the questionnaires that they ask."""
    words = world.words
    found = evaluations.overview(world)
    yield Page(
        path=evaluations.TOP,
        template="evaluations.md.j2",
        title=words("evaluation.title"),
        view=found,
        description=words("evaluation.describe"),
        hide=("toc",),
    )
    for year in found.years:
        yield Page(
            path=year.path,
            template="evaluation.md.j2",
            title=year.title,
            view=year,
            description=words("evaluation.describe_year", year=year.year),
            hide=("navigation", "toc"),
            listed=False,
        )
    for form in questionnaires.forms(world):
        yield Page(
            path=form.path,
            template="questionnaire.md.j2",
            title=form.title,
            view=form,
            description=words("evaluation.describe_form"),
            hide=("navigation", "toc"),
            scripts=("print.js",),
            listed=False,
        )


def ways_in(world: World, every: tuple[guides.GuidePage, ...]) -> Iterator[Page]:
    """The pages of life events and roles, which lead to the guides."""
    for event in life_events.pages(world, every):
        yield Page(
            path=event.path,
            template="life_event.md.j2",
            title=event.title,
            view=event,
            description=event.intro,
            hide=("toc",),
            scripts=("today.js",),
        )
    for role in role_pages.pages(world, every):
        yield Page(
            path=role.path,
            template="role.md.j2",
            title=role.title,
            view=role,
            description=role.intro,
            scripts=("today.js",),
        )


def navigation(world: World, pages: tuple[Page, ...]) -> tuple[NavItem, ...]:
    """The site's menu; the calendar's newest year first."""
    words = world.words
    titles = {page.path: page.title for page in pages}
    paths = {group: [guide.path for guide in of_group(pages, group)] for group in PUBLIC_GROUPS}
    years = sorted((path for path in titles if path.startswith("calendar/")), reverse=True)
    current = f"calendar/{world.as_of.year}"
    years.sort(key=lambda path: path != current)

    def group(code: str, of: list[str]) -> NavItem:
        items = tuple(NavItem(title=titles[path], path=path) for path in of)
        return NavItem(title=words(f"nav.{code}"), items=items, code=code)

    return (
        NavItem(title=words("nav.home"), path="index"),
        group("events", below(titles, "events")),
        group("roles", below(titles, "roles")),
        group("services", paths[ServiceGroup.SERVICE]),
        group("card", paths[ServiceGroup.CARD]),
        group("rules", ["rules", "interpretations", "traceability", "versions", "counting"]),
        group("calendar", years),
        NavItem(title=words("nav.status"), path="status"),
        NavItem(title=titles["bulletins"], path="bulletins"),
        NavItem(title=titles[evaluations.TOP], path=evaluations.TOP),
        NavItem(
            title=words("nav.about"),
            items=(
                NavItem(title=titles["feeds"], path="feeds"),
                *(NavItem(title=words(f"nav.{path}"), path=path) for path in ("contents", "search", *HAND_WRITTEN)),
            ),
            code="about",
        ),
    )


def footer(world: World, pages: tuple[Page, ...]) -> tuple[NavItem, ...]:
    """What the foot of every page leads to."""
    titles = {name: world.words(f"nav.{name}") for name in HAND_WRITTEN} | {page.path: page.title for page in pages}
    return tuple(NavItem(title=titles[path], path=path) for path in FOOTER if path in titles)


def of_group(pages: tuple[Page, ...], group: ServiceGroup) -> list[guides.GuidePage]:
    return [page.view for page in pages if isinstance(page.view, guides.GuidePage) and page.view.group is group]


def below(titles: Mapping[str, str], folder: str) -> list[str]:
    return [path for path in titles if path.startswith(f"{folder}/")]
