"""A paper as files, side by side in one folder."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from talentcard.core.papers import Paper
from talentcard.documents.plaintext import markdown
from talentcard.documents.typesetting import pdf
from talentcard.documents.word import docx
from talentcard.placing import lay


def files(
    name: str, paper: Paper, formats: Collection[str], *, root: Path, fonts: Path | None = None
) -> Mapping[str, bytes]:
    """The paper in each format by the name of its file."""
    made: dict[str, bytes] = {}
    if "docx" in formats:
        made[f"{name}.docx"] = docx(root, paper)
    if "pdf" in formats:
        made[f"{name}.pdf"] = pdf(root, paper, fonts=fonts)
    if "md" in formats:
        made[f"{name}.md"] = markdown(paper).encode()
    return made


def write(
    folder: Path, name: str, paper: Paper, formats: Collection[str], *, root: Path, fonts: Path | None = None
) -> tuple[Path, ...]:
    """The files written. All are made before the first is: a paper that can't be made leaves nothing behind.

    Raises CannotRunError as ``lay`` does.
    """
    return lay(root, folder, files(name, paper, formats, root=root, fonts=fonts))
