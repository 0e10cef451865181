"""Chinese within pages of another language: names of documents, article numbers, terms of the text.

Who reads a page aloud needs to know where the language changes, so each run of Chinese stands in an element of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
RUN = re.compile(f"[《]?[{HAN}][{HAN}\u3000-\u303f\uff00-\uffef\u2460-\u2473()0-9–]*")
"""Han, with what belongs to it: full-width punctuation, circled numbers, and the numbers of 六(一)①."""


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is Chinese: ``see 六(三), 八`` → see · 六(三) · , · 八."""
    at = 0
    for found in RUN.finditer(text):
        chinese = closed(found.group())
        if found.start() > at:
            yield text[at : found.start()], False
        yield chinese, True
        at = found.start() + len(chinese)
    if at < len(text):
        yield text[at:], False


def closed(run: str) -> str:
    """Without closing brackets that were opened before it, and dashes or openings that lead on to something else."""
    while run[-1] in "(–" or (run[-1] == ")" and run.count(")") > run.count("(")):
        run = run[:-1]
    return run
