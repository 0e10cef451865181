"""The site in one language, and files that belong to no page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from talentcard.core.pages import Page, World

Files = Mapping[str, bytes]
"""Finished files by their address below the top of the site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The site in one language. ``folder`` is empty for the one at the top.

    ``pages`` are the computed ones, ``written`` those that stand ready; ``bodies`` holds their Markdown by address.
    """

    world: World
    folder: str
    pages: tuple[Page, ...]
    written: tuple[Page, ...]
    bodies: Mapping[str, str]

    @property
    def lang(self) -> str:
        return self.world.words.lang

    @property
    def base(self) -> str:
        """From the top of the site to this edition."""
        return f"{self.folder}/" if self.folder else ""
