"""Documents: a wording that staff can edit and facts → a paper; a paper → DOCX, PDF, Markdown; tables → XLSX."""

from __future__ import annotations

from talentcard.documents.plaintext import markdown
from talentcard.documents.wording import paper

__all__ = ["markdown", "paper"]
