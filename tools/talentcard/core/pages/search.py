"""The search page without its script: everything on the site by subject, for the browser's own search in the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from talentcard.core.pages.guides import GuidePage
from talentcard.core.pages.rulebook import InterpretationView, RulesPage
from talentcard.core.pages.world import World

if TYPE_CHECKING:
    from talentcard.core.pages import NavItem, Page


LEADING = frozenset({"index", "contents", "search"})
"""Pages that only lead to others: everybody who looks for something would find them first."""


@dataclass(frozen=True, slots=True)
class Part:
    """A place within a page."""

    title: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A page, what else people call what it is about, and its parts that answer a question of their own."""

    title: str
    path: str
    keywords: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    title: str
    entries: tuple[Entry, ...]


def page(world: World, pages: tuple[Page, ...], navigation: tuple[NavItem, ...]) -> tuple[Subject, ...]:
    """Every page once, in the order of the menu; those that no menu names at the end."""
    keywords = world.words.subject("keywords")
    views = {one.path: one.view for one in pages}

    def entry(title: str, path: str) -> Entry:
        parts = tuple(dict.fromkeys(parts_of(views.get(path))))
        return Entry(title=title, path=path, keywords=keywords_of(keywords, path), parts=parts)

    named = [(item.title, [entry(*leaf) for leaf in leaves(item) if leaf[1] not in LEADING]) for item in navigation]
    known = {one.path for _, entries in named for one in entries}
    others = [entry(one.title, one.path) for one in pages if one.path not in known | LEADING]
    return tuple(Subject(title, tuple(of)) for title, of in [*named, (world.words("search.others"), others)] if of)


def leaves(item: NavItem) -> Iterator[tuple[str, str]]:
    """Title and address of every page under an item of the menu."""
    if item.path:
        yield item.title, item.path
    for child in item.items:
        yield from leaves(child)


def keywords_of(keywords: dict[str, str], path: str) -> str:
    """The words for a page, or for all pages of its folder (``calendar/``)."""
    return keywords.get(path) or keywords.get(f"{path.rpartition('/')[0]}/", "")


def parts_of(view: object) -> Iterator[Part]:
    if isinstance(view, GuidePage):
        if len(view.variants) > 1:
            yield from (Part(variant.track.title, variant.track.anchor) for variant in view.variants)
        yield from (Part(variant.gap.title, variant.gap.anchor) for variant in view.variants if variant.gap)
        yield from (Part(question, "questions") for question, _ in view.questions)
    elif isinstance(view, RulesPage):
        yield from (Part(f"{rule.id} {rule.text}", rule.anchor) for rule in view.rules)
    elif isinstance(view, Iterable):
        yield from (Part(one.question, one.code) for one in view if isinstance(one, InterpretationView))
