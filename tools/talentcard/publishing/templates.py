"""Jinja2: view models and words in, text of pages out. A name that a template does not get is an error."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import jinja2

from talentcard.core.pages import Page, Words, World
from talentcard.core.pages.words import SiteTextError

TEMPLATES = "site/templates"
WORDS = "site/words"


class Templates:
    """The templates of a registry's ``site/`` folder in one language."""

    def __init__(self, root: Path, world: World) -> None:
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(root / TEMPLATES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            # ``{#…}`` gives a heading its anchor in the pages
            comment_start_string="{##",
            comment_end_string="##}",
        )
        self._environment.filters["md"] = plain
        words = world.words
        self._environment.globals.update(
            t=words,
            lang=words.lang,
            as_of=words.full(world.as_of),
            year=world.as_of.year,
            readings=world.rules.interpretations,
        )

    def page(self, page: Page) -> str:
        """The text of one page. Raises SiteTextError where a template is wrong or needs what it is not given."""
        try:
            template = self._environment.get_template(page.template)
            return template.render(page=page, view=page.view, base=page.base)
        except jinja2.TemplateError as error:
            raise SiteTextError(f"{page.template}: {error}") from error


def plain(text: str) -> str:
    """Text for a heading of a Markdown page: nothing in it is markup."""
    return re.sub(r"([\\`*_{}\[\]#|~])", r"\\\1", text)


def words(root: Path, lang: str) -> Words:
    """The words of the site in a language; Chinese where there are none in it."""
    file = root / WORDS / f"{lang}.toml"
    if not file.is_file():
        lang, file = "zh", root / WORDS / "zh.toml"
    return Words.from_tables(lang, tomllib.loads(file.read_text(encoding="utf-8")))
