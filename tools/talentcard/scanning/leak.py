"""Many texts looked through in few passes: a leak is a file, a line and a rule, never a value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from talentcard.core.privacy.decoders import DECODERS, JOINERS, PART, Decoder
from talentcard.core.privacy.detectors import Hit, hits, unsealed
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
        """Every leak in the sources and in their names, sorted."""
        found: set[Leak] = set()
        batch: list[tuple[str, Part]] = []
        size = 0
        for source in sources:
            for part in self._parts(source):
                batch.append((source.file, part))
                size += len(part.text)
            if size > TOGETHER:
                found.update(self._look(batch))
                batch, size = [], 0
        found.update(self._look(batch))
        return tuple(sorted(found, key=lambda leak: (leak.file, leak.line or 0, leak.rule)))

    def _parts(self, source: Source) -> Iterator[Part]:
        yield Part(source.file)
        if source.raw:
            yield from parts(source.raw, self.openers)

    def _look(self, batch: list[tuple[str, Part]]) -> Iterator[Leak]:
        for hit in self.hits(PART.join(part.text for _, part in batch)):
            file, part = batch[hit.part]
            yield Leak(self.shown(file), hit.line if part.numbered else part.line, hit.rule)
        for file, part in batch:
            if not part.readable:
                yield Leak(self.shown(file), None, "leak-unreadable")
            if part.numbered:
                for rule, at in unsealed(file, part.text):
                    yield Leak(self.shown(file), part.text.count("\n", 0, at) + 1, rule)

    def hits(self, text: str) -> tuple[Hit, ...]:
        return hits(text, forbidden=self.forbidden, offices=self.offices, decoders=self.decoders, joiners=self.joiners)

    def shown(self, file: str) -> str:
        """The name of a file as it can be repeated: parts of it that are a leak themselves are left out."""
        if not self.hits(file):
            return file
        kept = "".join("…" if self.hits(step) else step for step in re.split("(^(?:branch|ref) |[/:])", file))
        return "…" if self.hits(kept) else kept
