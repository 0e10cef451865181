"""Reading in several processes, where there is enough to read for it to pay."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from types import GenericAlias

import msgspec

from talentcard.core.model import Record
from talentcard.reading.reader import Reader, Taken
from talentcard.reading.schemas import Schemas
from talentcard.reading.walking import Source

Progress = Callable[[int, int], None]

WORTH_IT = 5_000
"""Files below which starting processes costs more than it saves."""

_MOST_PROCESSES = 8
_CHUNK = 500

_Packed = tuple[bytes, dict[int, Taken]]
"""A chunk's plain records in one piece, and by position whatever came with findings."""


def take_all(reader: Reader, sources: Sequence[Source], jobs: int | None, progress: Progress | None) -> Iterator[Taken]:
    """What became of each source, in order. ``jobs`` processes, or as many as pay."""
    chunks = list(_chunks(sources))
    jobs = _jobs(len(sources)) if jobs is None else jobs
    packed = _in_processes(reader, chunks, jobs) if jobs > 1 else iter(())
    done = 0
    for chunk in chunks:
        if progress:
            progress(done, len(sources))
        found = next(packed, None)
        yield from _unpack(chunk, found) if found else map(reader.take, chunk)
        done += len(chunk)
    if progress:
        progress(done, len(sources))


def _jobs(files: int) -> int:
    return min(_cores(), _MOST_PROCESSES) if files > WORTH_IT else 1


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _chunks(sources: Sequence[Source]) -> Iterator[list[Source]]:
    """Runs of sources of one kind, none too long."""
    for _, same in groupby(sources, key=lambda source: source.kind.name):
        run = list(same)
        yield from (run[start : start + _CHUNK] for start in range(0, len(run), _CHUNK))


def _in_processes(reader: Reader, chunks: list[list[Source]], jobs: int) -> Iterator[_Packed]:
    """Each chunk's result in turn; ends early where the system lets us have no (more) processes."""
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415  (slow to import, only for large registries)
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415

    try:
        pool = ProcessPoolExecutor(jobs, initializer=_start, initargs=(reader.schemas.documents, reader.thorough))
        with pool:
            try:
                yield from pool.map(_take_chunk, chunks)
            finally:
                pool.shutdown(wait=True, cancel_futures=True)
    except (OSError, BrokenProcessPool):
        return


_reader: list[Reader] = []
"""This process's own reader: compiled schemas cannot be sent from one process to another."""


def _start(documents: dict[str, dict[str, object]], thorough: bool) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it too, and ends us
    gc.disable()
    _reader[:] = [Reader(Schemas(documents), thorough=thorough)]


def _take_chunk(chunk: list[Source]) -> _Packed:
    plain: list[Record] = []
    others: dict[int, Taken] = {}
    for position, taken in enumerate(map(_reader[0].take, chunk)):
        if taken.record is None or taken.findings:
            others[position] = taken
        else:
            plain.append(taken.record)
    return msgspec.msgpack.encode(plain), others


def _unpack(chunk: list[Source], packed: _Packed) -> Iterator[Taken]:
    blob, others = packed
    plain = iter(msgspec.msgpack.decode(blob, type=GenericAlias(list, (chunk[0].kind.type,))))
    for position in range(len(chunk)):
        yield others[position] if position in others else Taken(next(plain))
