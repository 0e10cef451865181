"""The index: one script for each language, for the search page alone. A page opened from disk may fetch nothing.

It holds the texts themselves; the browser makes its index from them (`site/assets/js/search-engine.js`), which takes
less time than loading a finished one would.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from talentcard.core.pages import Page
from talentcard.core.pages.search import LEADING, keywords_of
from talentcard.publishing.edition import Edition, Files
from talentcard.publishing.search.pinyin import spelt
from talentcard.publishing.search.sections import Section, sections
from talentcard.publishing.search.vocabulary import Vocabulary, vocabulary

NAME = "assets/js/search-index.js"
WEIGHTS = {"guides": 1.3, "events": 1.3, "calendar": 0.6, "status": 0.6, "versions": 0.7, "traceability": 0.7}
"""How much the pages of a folder count, or one page: first what somebody can do, last lists and one of many alike."""


def files(root: Path, editions: tuple[Edition, ...]) -> Files:
    """Each edition's index by its address. Raises ValueError where the vocabulary is wrong."""
    words = vocabulary(root)
    return {f"{edition.base}{NAME}": script(edition, words) for edition in editions}


def script(edition: Edition, words: Vocabulary) -> bytes:
    text = json.dumps(contents(edition, words), ensure_ascii=False, separators=(",", ":"))
    # the two that JSON allows in a text and old JavaScript does not
    text = text.replace("\u2028", " ").replace("\u2029", " ")
    return f"window.talentcardSearchIndex={text};\n".encode()


def contents(edition: Edition, words: Vocabulary) -> dict[str, Any]:
    keywords = edition.world.words.subject("keywords")
    pages: list[dict[str, Any]] = [
        {
            "path": page.path,
            "title": page.title,
            "keywords": keywords_of(keywords, page.path),
            "weight": weight(page, edition.world.as_of.year),
            "sections": [[part.anchor, part.title, part.text] for part in parts],
        }
        for page, parts in found(edition)
    ]
    spoken = [*(word for group in words.same for word in group), *keywords.values(), *(page["title"] for page in pages)]
    return {
        "pages": pages,
        "same": words.same,
        "ignored": words.ignored,
        "pinyin": spelt(spoken) if edition.lang == "zh" else {},
    }


def found(edition: Edition) -> Iterator[tuple[Page, list[Section]]]:
    """Every page that can be found, in the order of the site, with its sections.

    What one of many pages says word for word as an earlier page does is found there.
    """
    said: set[Section] = set()
    for page in (*edition.pages, *edition.written):
        if page.path in LEADING:
            continue
        parts = list(sections(edition.bodies[page.path]))
        if weight(page, edition.world.as_of.year) < 1:
            parts = [part for part in parts if part not in said or not part.anchor]
        said.update(parts)
        yield page, parts


def weight(page: Page, year: int) -> float:
    """This year's calendar and the overview of the status are not one of many."""
    if page.path in ("status", f"calendar/{year}"):
        return 1
    return WEIGHTS.get(page.path.partition("/")[0], 1)
