"""How Chinese words are spelt in Latin letters, for those who type ``ruxue`` or ``rx`` for 入学."""

from __future__ import annotations

import re
from collections.abc import Iterable

RUN = re.compile(r"[㐀-鿿]{2,}")


def spelt(texts: Iterable[str]) -> dict[str, str]:
    """Each run of Chinese in the texts, with its syllables apart: ``{"入学": "ru xue"}``."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415  (large tables: only for a build)

    runs = {run for text in texts for run in RUN.findall(text)}
    return {run: " ".join(lazy_pinyin(run)) for run in sorted(runs)}
