"""Many texts looked through in few passes: a leak is a file, a line and a rule, never a value."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from talentcard.core.privacy.decoders import DECODERS, JOINERS, PART, Decoder
from talentcard.core.privacy.detectors import Hit, hits, is_persons, unsealed
from talentcard.scanning import archives, images, pdf
from talentcard.scanning.parts import Opener, Part, base64_coded, parts

OPENERS: Mapping[str, Opener] = {
    "base64": base64_coded,
    "zip": archives.zipped,
    "tar": archives.tarred,
    "gzip": archives.squeezed,
    "pdf": pdf.said,
    "image": images.carried,
}

TOGETHER = 2_000_000
"""Characters that are looked through at once: most files are short, and starting costs more than going on."""


class Leak(NamedTuple):
    """Where something stands that must not; ``line`` is None where the file has no lines."""

    file: str
    line: int | None
    rule: str


class Source(NamedTuple):
    """Something to be looked through; ``file`` is what it is called in a report."""

    file: str
    raw: bytes


@dataclass(frozen=True, kw_only=True)
class Scanner:
    """What is looked for: identifiers, ``forbidden`` strings; not the ``offices``' mailboxes, which are public."""

    forbidden: tuple[str, ...] = ()
    offices: frozenset[str] = frozenset()
    decoders: Mapping[str, Decoder] = field(default_factory=lambda: DECODERS)
    joiners: Mapping[str, str] = field(default_factory=lambda: JOINERS)
    openers: Mapping[str, Opener] = field(default_factory=lambda: OPENERS)

    def leaks(self, sources: Iterable[Source]) -> tuple[Leak, ...]:
        """Every leak in the sources and in their names, sorted. The same content is looked at only once."""
        looked = _Looked(self)
        for source in sources:
            looked.take(source)
        looked.finish()
        return tuple(sorted(looked.leaks(), key=lambda leak: (leak.file, leak.line or 0, leak.rule)))

    def hits(self, text: str) -> tuple[Hit, ...]:
        return hits(text, forbidden=self.forbidden, offices=self.offices, decoders=self.decoders, joiners=self.joiners)

    def shown(self, file: str) -> str:
        """The name of a file as it can be repeated: parts of it that are a leak themselves are left out."""
        if not self.hits(file):
            return file
        kept = "".join("…" if self.hits(step) else step for step in re.split("(^(?:branch|ref) |[/:])", file))
        return "…" if self.hits(kept) else kept


_Key = tuple[bytes, bool]
"""A content: what it hashes to, and whether it is a person's record, of which more is asked."""
_NAME: _Key = (b"", False)


def digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=20).digest()


class _Looked:
    """What has been looked at, what waits to be looked at together, and what was found in it."""

    def __init__(self, scanner: Scanner) -> None:
        self._scanner = scanner
        self._files: dict[_Key, list[str]] = {}
        self._found: dict[_Key, set[tuple[int | None, str]]] = {}
        self._names: set[Leak] = set()
        self._batch: list[tuple[str, _Key, Part]] = []
        self._size = 0
        # what many containers hold (the styles of office documents) is looked at once: who holds it, what is in it
        self._holders: dict[bytes, list[tuple[_Key, int | None]]] = {}
        self._held: dict[bytes, set[str]] = {}

    def take(self, source: Source) -> None:
        self._wait(source.file, _NAME, Part(source.file))
        if not source.raw:
            return
        people = is_persons(source.file)
        key = hashlib.blake2b(source.raw, digest_size=20).digest(), people
        files = self._files.setdefault(key, [])
        files.append(source.file)
        if len(files) > 1:
            return
        for part in parts(source.raw, self._scanner.openers):
            if part.numbered or self._first(key, part):
                self._wait(source.file, key, part)
            if not part.readable:
                self._add(key, None, "leak-unreadable")
            if people and part.numbered:
                for rule, at in unsealed(part.text):
                    self._add(key, part.text.count("\n", 0, at) + 1, rule)

    def _first(self, key: _Key, part: Part) -> bool:
        """Whether nothing else has held this text before."""
        holders = self._holders.setdefault(digest(part.text), [])
        holders.append((key, part.line))
        return len(holders) == 1

    def _wait(self, file: str, key: _Key, part: Part) -> None:
        self._batch.append((file, key, part))
        self._size += len(part.text)
        if self._size > TOGETHER:
            self.finish()

    def finish(self) -> None:
        """Look at all that waits, as one text."""
        for hit in self._scanner.hits(PART.join(part.text for *_, part in self._batch)):
            file, key, part = self._batch[hit.part]
            if key == _NAME:
                self._names.add(Leak(file, None, hit.rule))
            elif part.numbered:
                self._add(key, hit.line, hit.rule)
            else:
                self._held.setdefault(digest(part.text), set()).add(hit.rule)
        self._batch.clear()
        self._size = 0

    def _add(self, key: _Key, line: int | None, rule: str) -> None:
        self._found.setdefault(key, set()).add((line, rule))

    def leaks(self) -> set[Leak]:
        """Under every name that the content goes by, as far as that can be repeated."""
        for text, rules in self._held.items():
            for key, line in self._holders[text]:
                for rule in rules:
                    self._add(key, line, rule)
        found = set(self._names)
        for key, places in self._found.items():
            found |= {Leak(file, line, rule) for file in self._files[key] for line, rule in places}
        return {leak._replace(file=self._scanner.shown(leak.file)) for leak in found}
