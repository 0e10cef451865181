"""The list of real queries, and how a visitor asks them: the same for every builder's site."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urldefrag

import yaml
from playwright.sync_api import Page

LIST = Path(__file__).parent / "search_queries.yml"
FIRST = 3
FIELD, RESULTS = "#tc-search-query", "#tc-search-results"


@dataclass(frozen=True, slots=True)
class Query:
    """What is typed, and the pages of which one must be among the first three results; without any, none is right."""

    ask: str
    find: tuple[str, ...]


def queries(lang: str) -> tuple[Query, ...]:
    groups = yaml.safe_load(LIST.read_text(encoding="utf-8"))[lang]
    return tuple(
        Query(str(one["ask"]), (one["find"],) if isinstance(one["find"], str) else tuple(one["find"]))
        for group in groups
        for one in group["queries"]
    )


def ask(page: Page, words: str) -> list[str]:
    """Type a query on the search page and send it; the addresses of the results, without anchor and ending."""
    page.locator(FIELD).fill(words)
    page.locator(FIELD).press("Enter")
    page.wait_for_function(
        "([list, words]) => document.querySelector(list).dataset.query === words", arg=[RESULTS, words.strip()]
    )
    links = page.locator(f"{RESULTS} a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return [urldefrag(link).url.removesuffix(".html") for link in links]


def run_queries(page: Page, base_url: str, lang: str) -> list[str]:
    """Ask every query of a language on the site at ``base_url`` (with a slash at its end); a line for each failure."""
    page.goto(f"{base_url}{'' if lang == 'zh' else f'{lang}/'}search.html")
    failures = []
    for query in queries(lang):
        found = ask(page, query.ask)
        if not (set(found[:FIRST]) & set(query.find) if query.find else not found):
            failures.append(f"{query.ask}: {' or '.join(query.find) or 'nothing'} wanted, {found[:FIRST]} found")
    return failures
