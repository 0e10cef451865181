"""What verbs share: an opened registry, the two days, the calendar, the language."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from talentcard.context import CannotRunError, Context
from talentcard.core.finding import Finding, Place, Severity
from talentcard.core.model import Calendar, ExpectedCalendar, Settings
from talentcard.core.registry import Registry
from talentcard.core.workdays import WorkCalendar
from talentcard.messages import Catalogue, catalogue
from talentcard.progress import Bar
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
    with Bar(context, catalogue(context.lang or "zh").text("reading-records") if context.progress else "") as bar:
        loaded = loading.load(context.root, thorough=thorough, progress=bar.update if context.progress else None)
    settings = next(iter(loaded.registry.of(Settings).values()), None)
    if settings is None and need_settings:
        raise CannotRunError("no-settings")
    as_of, today = days(context, settings)
    return Opened(
        loaded=loaded,
        calendar=work_calendar(loaded.registry),
        as_of=as_of,
        today=today,
        lang=context.lang or (settings.language if settings else "zh"),
        settings=settings,
    )


def days(context: Context, settings: Settings | None) -> tuple[dt.date, dt.date]:
    """The day of the picture, and the last day on which anything can have happened."""
    now = (settings and settings.as_of) or context.today
    as_of = context.as_of or now
    return as_of, max(as_of, now)


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
