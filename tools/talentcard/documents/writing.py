"""A paper as files, side by side in one folder."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from talentcard.core.papers import Paper
from talentcard.documents.plaintext import markdown
from talentcard.documents.typesetting import pdf
from talentcard.documents.word import docx


def write(
    folder: Path, name: str, paper: Paper, formats: Collection[str], *, root: Path, fonts: Path | None = None
) -> tuple[Path, ...]:
    """The files written. All are made before the first is: a paper that can't be made leaves nothing behind."""
    made: dict[Path, bytes] = {}
    if "docx" in formats:
        made[folder / f"{name}.docx"] = docx(root, paper)
    if "pdf" in formats:
        made[folder / f"{name}.pdf"] = pdf(root, paper, fonts=fonts)
    if "md" in formats:
        made[folder / f"{name}.md"] = markdown(paper).encode()
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in made.items():
        beside = path.with_name(f".{path.name}.part")
        beside.write_bytes(content)
        beside.replace(path)
    return tuple(made)
