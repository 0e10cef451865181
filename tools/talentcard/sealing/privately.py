"""A place for plain text that nobody else can read and that nothing is left of: in memory where the system has that.

What the editor itself keeps elsewhere (histories, undo files) is out of reach; what it writes beside the file is not.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

MEMORY = Path("/dev/shm")
PREFIX = "talentcard-"
ENDING = (signal.SIGTERM, signal.SIGHUP) if hasattr(signal, "SIGHUP") else (signal.SIGTERM,)


@contextlib.contextmanager
def private_file(name: str, text: str, memory: Path | None = None) -> Iterator[Path]:
    """A file for its owner only, in a folder of its own. Whatever ends the work, all of the folder is overwritten."""
    memory = memory or MEMORY
    base = memory if memory.is_dir() and os.access(memory, os.W_OK) else Path(tempfile.gettempdir())
    sweep(base)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=base))  # mkdtemp gives 0700
    try:
        with interruptible():
            file = folder / name
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
                out.write(text)
            yield file
    finally:
        wipe(folder)


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """A polite end of the process passes through every ``finally``, as Ctrl-C does."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def wipe(folder: Path) -> None:
    """Every file below overwritten, then all of it removed."""
    for file in folder.rglob("*"):
        if file.is_file() and not file.is_symlink():
            with contextlib.suppress(OSError), file.open("r+b") as out:
                out.write(bytes(file.stat().st_size))
                out.flush()
                os.fsync(out.fileno())
    shutil.rmtree(folder, ignore_errors=True)


def sweep(base: Path) -> None:
    """What a process left that was ended by force: its folder goes when the next one comes."""
    for folder in base.glob(f"{PREFIX}[0-9]*-*"):
        number = folder.name.removeprefix(PREFIX).partition("-")[0]
        if number.isdecimal() and folder.is_dir() and not folder.is_symlink() and not alive(int(number)):
            with contextlib.suppress(OSError):
                if folder.stat().st_uid == os.getuid():
                    wipe(folder)


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
