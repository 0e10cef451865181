"""Where an article of the text stands on the page of rules: 六(一)① → ``art-6-1-1``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from talentcard.core.model import ServiceGroup
from talentcard.core.pages.world import World

NUMBERS = {numeral: number for number, numeral in enumerate("一二三四五六七八九十", 1)}
ARTICLE = re.compile(
    r"(?P<chapter>[一二三四五六七八九十])"
    r"(?:\((?P<first>[一二三四五六七八九十])\)(?:–\((?P<last>[一二三四五六七八九十])\))?)?"
    r"(?P<part>[①-⑳]|\d+|末)?"
)
"""章(款)项, as the records cite it; 三(一)–(九) are nine of them, 末 is the last paragraph of its chapter."""


def anchors(article: str) -> tuple[str, ...]:
    """One anchor for each article named; none where the citation is written otherwise, as a district's may be."""
    found = ARTICLE.fullmatch(article)
    if found is None:
        return ()
    chapter, part = f"art-{NUMBERS[found['chapter']]}", number(found["part"])
    if found["first"] is None:
        return (chapter + part,)
    first = NUMBERS[found["first"]]
    last = NUMBERS[found["last"]] if found["last"] else first
    return tuple(f"{chapter}-{paragraph}{part}" for paragraph in range(first, last + 1))


def number(part: str | None) -> str:
    """① and 1 are both the first; the unnumbered last paragraph is the end."""
    if part is None:
        return ""
    return "-end" if part == "末" else f"-{part if part.isdigit() and part.isascii() else ord(part) - ord('①') + 1}"


def placed(world: World) -> dict[str, tuple[str, ...]]:
    """For each rule the anchors of the articles that it is the first to state, those of its steps included.

    A chapter and a paragraph that nothing cites as a whole lead to the first rule within them.
    """
    known: dict[str, str] = {}
    for rule, article in cited(world):
        for anchor in anchors(article):
            known.setdefault(anchor, rule)
    for anchor, rule in sorted(known.items(), key=lambda item: item[1]):
        parts = anchor.split("-")
        for length in range(2, len(parts)):
            known.setdefault("-".join(parts[:length]), rule)
    return {rule: tuple(sorted(a for a, r in known.items() if r == rule)) for rule in set(known.values())}


def cited(world: World) -> Iterator[tuple[str, str]]:
    """(rule, article): the rules' own first, then the articles of the services, of their steps and of the duties."""
    rules = world.rules
    texts = {text.id: text for policy in reversed(rules.chain) for text in policy.rules}
    yield from ((text.id, text.article) for text in texts.values())
    for service in rules.services.values():
        if service.group is ServiceGroup.SERVICE:
            yield "R-11", service.article
        for variant in service.variants:
            track = rules.laid_down(service.code, variant.code)
            steps = track.steps if track else ()
            yield from ((step.rule, step.article) for step in steps if step.rule and step.article)
    yield from ((duty.rule, duty.article) for duty in rules.stated_duties.values())
