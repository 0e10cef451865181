"""What a change does, for people (text, Markdown) and for programs (JSON)."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from talentcard.core.changes.telling import Sentence, Told
from talentcard.messages import Catalogue

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A change as it is to be told: between which commits, on which day, in whose words."""

    records: Sequence[Told]
    base: str
    head: str | None
    as_of: str
    words: Catalogue

    def says(self, sentence: Sentence) -> str:
        return self.words.text(sentence.key, sentence.params)

    def heading(self, told: Told) -> str:
        kind = self.words.text(f"kind-{told.kind}")
        return self.words.text("diff-heading", {"kind": kind, "id": told.record})

    def closing(self) -> str:
        """How many records were added, altered, taken out, and how many others are affected."""
        counts = {act: sum(each.act == act for each in self.records) for act in ACTS}
        return self.words.text("diff-summary", {act: str(number) for act, number in counts.items()})


ACTS = ("added", "altered", "gone", "unchanged")


def text(telling: Telling) -> str:
    return "".join(f"{line}\n" for line in _lines(telling, "", "  ", plain))


def markdown(telling: Telling) -> str:
    return "".join(f"{line}\n" for line in _lines(telling, "### ", "- ", escaped))


MARK = "<!-- talentcard: diff -->"
"""By this our comment on a pull request is known again."""

LONGEST = 60_000
"""Characters of a comment; the host takes 65,536."""


def comment(telling: Telling) -> str:
    """The Markdown as a comment on a pull request; what is too long for the host is cut after a line, and says so."""
    lines = [MARK, telling.words.text("diff-comment", {"as_of": telling.as_of}), "", *markdown(telling).splitlines()]
    ends = list(accumulate(len(line) + 1 for line in lines))
    if ends[-1] > LONGEST:
        lines = [*lines[: bisect_right(ends, LONGEST)], "", telling.words.text("diff-comment-cut")]
    return "".join(f"{line}\n" for line in lines)


def _lines(telling: Telling, before: str, bullet: str, kept: Callable[[str], str]) -> Iterator[str]:
    for told in telling.records:
        yield f"{before}{kept(telling.heading(told))}"
        if before:
            yield ""
        for sentence in told.sentences:
            yield f"{bullet}{kept(telling.says(sentence))}"
        yield ""
    yield kept(telling.closing())


def plain(line: str) -> str:
    return line


def escaped(line: str) -> str:
    """Nothing that a record holds is Markdown or HTML of its own, a mention or a reference to an issue."""
    return "".join(f"&#{ord(mark)};" if mark in MARKS else mark for mark in line)


MARKS = frozenset("\\`*[]<>&|@#~!")


def machine(telling: Telling) -> str:
    """The JSON contract."""
    listed: list[Mapping[str, object]] = [
        {
            "id": told.record,
            "kind": told.kind,
            "path": told.path,
            "change": told.act,
            "sentences": [
                {"what": each.key.removeprefix("diff-"), "text": telling.says(each)} for each in told.sentences
            ],
        }
        for told in telling.records
    ]
    document = {
        "schema_version": SCHEMA_VERSION,
        "base": telling.base,
        "head": telling.head,
        "as_of": telling.as_of,
        "records": listed,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


FORMATS: Mapping[str, Callable[[Telling], str]] = {"text": text, "markdown": markdown, "json": machine}
