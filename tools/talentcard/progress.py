"""A progress bar on standard error, only on a terminal and only for work that takes long enough to wonder about."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from talentcard.context import Context

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

AFTER_SECONDS = 1.0
EVERY = 64  # steps between two looks at the clock


class Bar:
    """``with Bar(context, label, total) as bar: … bar.step()``, or ``bar.update(done, total)`` from outside."""

    def __init__(self, context: Context, label: str, total: int = 0) -> None:
        self._context = context
        self._label = label
        self._total = total
        self._done = 0
        self._started = time.monotonic()
        self._shown: tuple[Progress, TaskID] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            self._shown[0].stop()

    def step(self) -> None:
        """One more is done."""
        self._done += 1
        if self._done % EVERY == 0:
            self.update(self._done, self._total)

    def update(self, done: int, total: int) -> None:
        """So many of so many are done."""
        if not self._context.progress:
            return
        if self._shown is None and time.monotonic() - self._started > AFTER_SECONDS:
            self._shown = self._open()
        if self._shown:
            bar, task = self._shown
            bar.update(task, completed=done, total=total)

    def _open(self) -> tuple[Progress, TaskID]:
        from rich.console import Console  # noqa: PLC0415  (slow to import, only for long work)
        from rich.progress import Progress  # noqa: PLC0415

        bar = Progress(console=Console(file=self._context.err, force_terminal=True), transient=True)
        bar.start()
        return bar, bar.add_task(self._label, total=self._total)
