"""The site in one language, and files that belong to no page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from talentcard.core.pages import Page, World

Files = Mapping[str, bytes]
"""Finished files by their address below the top of the site."""


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
