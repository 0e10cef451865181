"""A page's Markdown → its sections as plain text: what can be found, under the anchor where it stands.

The pages are read before the builder sees them, so neither theme nor builder has a say in what is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from talentcard.publishing.markup import Document

HEADING = re.compile(
    r"""^\#{2,3}\ +(?P<title>.+?)\ *\{\#(?P<anchor>[\w-]+)\}$  # in Markdown
    |   <h[23]\ id="(?P<id>[\w-]+)"[^>]*>(?P<inner>.*?)</h[23]>  # in HTML""",
    re.MULTILINE | re.VERBOSE,
)
TITLE = re.compile(r"^# .*$", re.MULTILINE)
LINE_MARKUP = re.compile(r"^(?:#{1,6}|[-*]|\d+\.) +", re.MULTILINE)
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
MARKUP = re.compile(r"(?<!\\)(?:\*\*|`)")
ESCAPED = re.compile(r"\\([\\`*_{}\[\]#|~])")
BLOCK = re.compile(
    r"</?(?:p|li|div|d[tdl]|t[rdh]|caption|summary|details|h[1-6]|figcaption|section|option)\b|<br\b|(?<=</strong>)<span\b"
)
SILENT = "nav, svg, script, style, template, noscript, form, [hidden], [aria-hidden=true]"
SKIPPED = f"{SILENT}, .tc-month, .tc-status, .tc-legend, .tc-stage__mark"
"""Pictures have their words beside them; days, figures, step numbers and the one legend of all pages help nobody."""


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a page: the first one has neither anchor nor title, its words stand above the first heading."""

    anchor: str
    title: str
    text: str


def sections(body: str) -> tuple[Section, ...]:
    """The sections of a page in their order; one without a text of its own is kept, for its title."""
    return tuple(Section(anchor, text(title), text(part)) for anchor, title, part in parts(body))


def parts(body: str) -> Iterator[tuple[str, str, str]]:
    """Anchor, title and Markdown of each stretch between headings that have an anchor."""
    headings = list(HEADING.finditer(body))
    starts = [0, *(heading.end() for heading in headings)]
    ends = [*(heading.start() for heading in headings), len(body)]
    names = [("", ""), *((h["anchor"] or h["id"], h["title"] or h["inner"]) for h in headings)]
    for (anchor, title), start, end in zip(names, starts, ends, strict=True):
        yield anchor, title, body[start:end]


def text(markdown: str) -> str:
    """What a reader sees of some Markdown with HTML in it, in one line, blocks apart by a space."""
    found = Document(BLOCK.sub(r" \g<0>", plain(markdown)))
    for node in found.css(SKIPPED):
        node.decompose()
    return " ".join(found.root.text().split()) if found.root else ""


def plain(markdown: str) -> str:
    """Without the little Markdown that our pages use besides HTML and headings: lists, links, bold, code."""
    return unescaped(MARKUP.sub("", LINK.sub(r"\1", LINE_MARKUP.sub("", TITLE.sub("", markdown)))))


def unescaped(markdown: str) -> str:
    return ESCAPED.sub(r"\1", markdown)
