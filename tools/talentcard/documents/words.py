"""The few words that layouts print themselves."""

from __future__ import annotations

from talentcard.core.papers import Paper
from talentcard.messages import catalogue


def words(paper: Paper) -> dict[str, str]:
    known = catalogue(paper.lang)
    return {
        "attachments": known.text("paper-attachments"),
        "copies": known.text("paper-copies"),
        "printed": known.text("paper-printed", {"day": paper.day}),
    }
