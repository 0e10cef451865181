"""Drafts of records: what the registry knows is filled in, what only people know is marked; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from talentcard.context import CannotRunError
from talentcard.core import model
from talentcard.core.kinds import BY_TYPE
from talentcard.core.model import TO_FILL, Meeting, RecordId
from talentcard.emission import emit, plain
from talentcard.messages import Catalogue
from talentcard.sealing.changes import apply


def path_of(kind: type[model.Record], record: RecordId, year: str) -> PurePosixPath:
    """records/meetings/2026/mtg-….yml"""
    return PurePosixPath("records", BY_TYPE[kind].folder, year, f"{record}.yml")


def record_text(record: model.Record, path: PurePosixPath) -> str:
    """A whole record as its file has it."""
    return emit(plain(record), len(path.parts) - 1)


def meeting_text(
    record: RecordId, decision: str, agenda: tuple[str, ...], path: PurePosixPath, words: Catalogue, head: str
) -> str:
    """The record of a meeting with its agenda; day, chair, attendance and decisions are for people to fill in.

    ``head``: what the first line says about the draft. Each mark has a comment that tells what belongs there.
    """
    fields: Mapping[str, Any] = {
        "schema": BY_TYPE[Meeting].tag,
        "id": record,
        "held_on": TO_FILL,
        "chaired_by": TO_FILL,
        "attended": [TO_FILL],
        "agenda": list(agenda) or [TO_FILL],
        "decisions": [{"id": decision, "action": TO_FILL, "owner": TO_FILL, "due": TO_FILL}],
    }
    first, *rest = emit(fields, len(path.parts) - 1).splitlines()
    noted = ("held_on", "chaired_by", "attended", "decisions")
    notes = {f"{name}:": words.text(f"meeting-note-{name}") for name in noted}
    said = [f"{line}  # {notes[start]}" if (start := line.partition(" ")[0]) in notes else line for line in rest]
    return "\n".join([first, f"# {head}", *said, ""])


def write(root: Path, texts: Mapping[PurePosixPath, str]) -> None:
    """All of them or none. Raises CannotRunError where one is there already, or the disk refuses."""
    taken = [path for path in texts if (root / path).exists()]
    if taken:
        raise CannotRunError("draft-exists", path=str(taken[0]))
    try:
        apply(root, {str(path): text.encode() for path, text in texts.items()})
    except OSError as error:
        raise CannotRunError("not-written", error=error.strerror or type(error).__name__) from error
