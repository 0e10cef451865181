"""Jinja2: view models and words in, text of pages out. A name that a template does not get is an error."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

import jinja2
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from talentcard.core.pages import Page, Words, World
from talentcard.core.pages.words import SiteTextError
from talentcard.publishing import charts
from talentcard.publishing.edition import Form
from talentcard.publishing.foreign import runs

TEMPLATES = "site/templates"
WORDS = "site/words"


class Compiled(jinja2.BytecodeCache):
    """Templates as they were compiled for the first language; the next one needs no other."""

    compiled: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.compiled:
            bucket.bytecode_from_string(self.compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.compiled[bucket.key] = bucket.bytecode_to_string()


class Templates:
    """The templates of a registry's ``site/`` folder in one language."""

    def __init__(self, root: Path, world: World, forms: tuple[Form, ...] = ()) -> None:
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
            bytecode_cache=Compiled(),
        )
        self._environment.filters["md"] = plain
        words = world.words
        self._environment.filters["zh"] = unmarked if words.lang == "zh" else marked
        self._environment.globals.update(
            t=words,
            lang=words.lang,
            as_of=words.full(world.as_of),
            year=world.as_of.year,
            readings=world.rules.interpretations,
            strips=lambda rows: tuple(Markup(strip) for strip in charts.strips(rows)),
            forms=lambda place: [form for form in forms if place in form.places],
            course=lambda chart: Markup(charts.course(chart)),
        )

    def page(self, page: Page) -> str:
        """The body of one page. Raises SiteTextError where a template is wrong or needs what it is not given."""
        return self.render(page.template, page=page, view=page.view, base=page.base)

    def render(self, template: str, **values: object) -> str:
        """Any template with these values. Raises SiteTextError as ``page`` does."""
        try:
            return self._environment.get_template(template).render(**values)
        except jinja2.TemplateError as error:
            raise SiteTextError(f"{template}: {error}") from error


def front_matter(fields: Mapping[str, object]) -> str:
    """What the builder and the theme are told of a page; JSON values are YAML values. Empty fields are left out."""
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items() if value]
    return "\n".join(["---", *lines, "---", "", ""])


def plain(text: str) -> str:
    """Text for a heading of a Markdown page: nothing in it is markup."""
    return re.sub(r"([\\`*_{}\[\]#|~])", r"\\\1", text)


def marked(text: str, element: str = "span") -> Markup:
    """Text of a page in another language, each run of Chinese in it in an element that says so."""
    parts = (f'<{element} lang="zh-CN">{escape(run)}</{element}>' if zh else escape(run) for run, zh in runs(text))
    return Markup("".join(parts))


def unmarked(text: str, _element: str = "span") -> str:
    """Text of a Chinese page."""
    return text


def words(root: Path, lang: str) -> Words:
    """The words of the site in a language: all files of its folder, each a few subjects."""
    tables: dict[str, object] = {}
    for file in sorted((root / WORDS / lang).glob("*.toml")):
        for subject, table in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if subject in tables:
                raise SiteTextError(f"{file.name}: [{subject}]")
            tables[subject] = table
    return Words.from_tables(lang, tables)
