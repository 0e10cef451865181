"""What verbs share: an opened registry, the two days, the calendar, the language."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass

from talentcard.context import CannotRunError, Context
from talentcard.core.finding import Finding, Place, Severity
from talentcard.core.model import Calendar, ExpectedCalendar, Settings
from talentcard.core.registry import Registry
from talentcard.core.workdays import WorkCalendar
from talentcard.messages import Catalogue, catalogue
from talentcard.reading import loading
from talentcard.reading.loading import Loaded


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A registry ready for use.

    ``as_of`` is the day of the picture, ``today`` the last day on which anything can have happened.
    """

    loaded: Loaded
    calendar: WorkCalendar
    as_of: dt.date
    today: dt.date
    lang: str
    settings: Settings | None

    @property
    def registry(self) -> Registry:
        return self.loaded.registry

    @property
    def words(self) -> Catalogue:
        return catalogue(self.lang)


def open_registry(context: Context, *, thorough: bool = False, need_settings: bool = True) -> Opened:
    """Read everything under the context's root.

    Raises CannotRunError where there is no registry, or no usable settings and ``need_settings``.
    """
    with_bar = _Bar(context)
    try:
        loaded = loading.load(context.root, thorough=thorough, progress=with_bar.update if context.progress else None)
    finally:
        with_bar.close()
    settings = next(iter(loaded.registry.of(Settings).values()), None)
    if settings is None and need_settings:
        raise CannotRunError("no-settings")
    now = (settings and settings.as_of) or context.today
    as_of = context.as_of or now
    return Opened(
        loaded=loaded,
        calendar=work_calendar(loaded.registry),
        as_of=as_of,
        today=max(as_of, now),
        lang=context.lang or (settings.language if settings else "zh"),
        settings=settings,
    )


def work_calendar(registry: Registry) -> WorkCalendar:
    """The working days that the registry's own calendars give."""
    return WorkCalendar.from_records(registry.of(Calendar).values(), registry.of(ExpectedCalendar).values())


def settings_findings(registry: Registry) -> list[Finding]:
    """What `check` says where there is not exactly one settings record; without any, other verbs cannot run at all."""
    first, *more = registry.of(Settings).values() or [None]
    if first is None:
        return [Finding(rule="settings-missing", severity=Severity.ERROR, at=Place(path="records/settings"))]
    return [
        Finding(
            rule="settings-several",
            severity=Severity.ERROR,
            at=registry.place(second),
            params={"kept": registry.paths[first.id]},
            also=(registry.place(first),),
        )
        for second in more
        if second
    ]


class _Bar:
    """A progress bar for loads that take long enough to wonder about."""

    AFTER_SECONDS = 1.0

    def __init__(self, context: Context) -> None:
        self._context = context
        self._started = time.monotonic()
        self._show: Callable[[int, int], None] | None = None
        self._stop: Callable[[], None] | None = None

    def update(self, done: int, total: int) -> None:
        if self._show is None and time.monotonic() - self._started > self.AFTER_SECONDS:
            self._open(total)
        if self._show:
            self._show(done, total)

    def close(self) -> None:
        if self._stop:
            self._stop()

    def _open(self, total: int) -> None:
        from rich.console import Console  # noqa: PLC0415  (slow to import, only for long loads)
        from rich.progress import Progress  # noqa: PLC0415

        lang = self._context.lang or "zh"
        bar = Progress(console=Console(file=self._context.err, force_terminal=True), transient=True)
        task = bar.add_task(catalogue(lang).text("reading-records"), total=total)
        self._show = lambda done, _: bar.update(task, completed=done)
        self._stop = bar.stop
        bar.start()
