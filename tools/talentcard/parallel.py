"""Reading in several processes, where there is enough to read for it to pay."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talentcard.loading import Reader, Taken
    from talentcard.walking import Source

_STEP = 500


def take_all(
    reader: Reader, sources: Sequence[Source], jobs: int | None, progress: Callable[[int, int], None] | None
) -> Iterator[Taken]:
    """What became of each source, in order."""
    take = reader.take
    for done, source in enumerate(sources):
        if progress and done % _STEP == 0:
            progress(done, len(sources))
        yield take(source)
    if progress:
        progress(len(sources), len(sources))
