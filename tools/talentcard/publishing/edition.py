"""The site in one language, and files that belong to no page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from talentcard.core.pages import Page, World

Files = Mapping[str, bytes]
"""Finished files by their address below the top of the site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form to download. ``places``: the guides and roles that offer it; ``path``: below its edition."""

    places: tuple[str, ...]
    lang: str
    title: str
    path: str
    raw: bytes

    @property
    def format(self) -> str:
        return self.path.rpartition(".")[2].upper()

    @property
    def kilobytes(self) -> int:
        return -(-len(self.raw) // 1024)


@dataclass(frozen=True, kw_only=True)
class Edition:
    """The site in one language. ``folder`` is empty for the one at the top.

    ``pages`` are the computed ones, ``written`` those that stand ready; ``body`` gives the Markdown of either.
    """

    world: World
    folder: str
    pages: tuple[Page, ...]
    written: tuple[Page, ...]
    body: Callable[[Page], str]
    forms: tuple[Form, ...] = ()

    @property
    def lang(self) -> str:
        return self.world.words.lang

    @property
    def base(self) -> str:
        """From the top of the site to this edition."""
        return f"{self.folder}/" if self.folder else ""

    @cached_property
    def bodies(self) -> Mapping[str, str]:
        """The Markdown of every page by its address. Raises SiteTextError."""
        return {page.path: self.body(page) for page in (*self.written, *self.pages)}
