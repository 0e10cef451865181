"""``site/search/synonyms.yml``: words that people use for the same thing, and words that say nothing.

Read as strictly as a record: each mistake is a finding with its line and column.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from talentcard.core.finding import Finding, Place, Severity
from talentcard.core.model import Pointer
from talentcard.reading import yamlsource

FILE = "site/search/synonyms.yml"


class Vocabulary(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``same`` holds groups of words that mean the same to those who search; ``ignored`` words that say nothing."""

    same: tuple[tuple[str, ...], ...]
    ignored: tuple[str, ...]

    @property
    def words(self) -> Iterator[tuple[Pointer, str]]:
        """Every word with the place where it stands."""
        for number, group in enumerate(self.same):
            yield from ((("same", number, index), word) for index, word in enumerate(group))
        yield from ((("ignored", index), word) for index, word in enumerate(self.ignored))


@dataclass(frozen=True, slots=True)
class Read:
    vocabulary: Vocabulary | None
    findings: tuple[Finding, ...]


def findings(root: Path) -> tuple[Finding, ...]:
    """What is wrong with the file; a missing one is for the build to say."""
    return read(root).findings if (root / FILE).is_file() else ()


def vocabulary(root: Path) -> Vocabulary:
    """The words. Raises ValueError where ``findings`` has something to say."""
    found = read(root).vocabulary
    if found is None:
        raise ValueError(FILE)
    return found


def read(root: Path) -> Read:
    """The words, or every mistake of the first stage that has any. Raises OSError."""
    document = yamlsource.explain((root / FILE).read_bytes())
    if document.data is None:
        return Read(None, tuple(outside_profile(problem) for problem in document.problems))
    try:
        known = msgspec.convert(document.data, Vocabulary)
    except msgspec.ValidationError as error:
        return Read(None, (finding("search-shape", pointer(str(error))),))
    wrong = tuple(mistakes(known))
    return Read(None if wrong else known, wrong)


def mistakes(known: Vocabulary) -> Iterator[Finding]:
    """Each word once and only once, and none alone."""
    for number, group in enumerate(known.same):
        if len(group) < 2:
            yield finding("search-group-short", ("same", number))
    first: dict[str, Pointer] = {}
    for at, word in known.words:
        key = folded(word)
        if not any(character.isalnum() for character in key):
            yield finding("search-word-empty", at)
        elif key in first:
            yield finding("search-word-twice", at, also=first[key], word=word)
        else:
            first[key] = at


def folded(word: str) -> str:
    """As the search compares words: full-width forms and capitals make no difference."""
    return " ".join(unicodedata.normalize("NFKC", word).lower().split())


def finding(rule: str, at: Pointer, also: Pointer | None = None, **params: str) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        at=Place(path=FILE, pointer=at),
        params=params,
        also=() if also is None else (Place(path=FILE, pointer=also),),
    )


def outside_profile(problem: yamlsource.Problem) -> Finding:
    def place(span: yamlsource.Span) -> Place:
        end = span.end_column if span.end_line == span.line else None
        return Place(path=FILE, line=span.line, column=span.column, end_column=end)

    return Finding(
        rule=problem.rule,
        severity=Severity.ERROR,
        at=place(problem.at),
        params=problem.params,
        also=tuple(map(place, problem.also)),
    )


def pointer(message: str) -> Pointer:
    """The place that msgspec names at the end of its message (``… - at `$.same[3][0]```)."""
    found: list[str | int] = []
    for part in message.rpartition("`$")[2].rstrip("`").replace("[", ".").replace("]", "").split("."):
        if part:
            found.append(int(part) if part.isdigit() else part)
    return tuple(found)
