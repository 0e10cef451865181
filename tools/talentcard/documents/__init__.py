"""Documents: a wording that staff can edit and facts → a paper; a paper → DOCX, PDF, Markdown; tables → XLSX."""

from __future__ import annotations

from talentcard.documents.plaintext import markdown
from talentcard.documents.typesetting import pdf
from talentcard.documents.word import docx
from talentcard.documents.wording import paper
from talentcard.documents.writing import files, write

__all__ = ["docx", "files", "markdown", "paper", "pdf", "write"]
