"""Working-day calendars, and the settings of a registry."""

from __future__ import annotations

import datetime as dt

from talentcard.core.model.base import Record, RecordId, Struct, Text
from talentcard.core.model.limits import MonthDay


class DaysOff(Struct, frozen=True, kw_only=True):
    name: str
    first: dt.date
    last: dt.date


class MakeUpDay(Struct, frozen=True, kw_only=True):
    name: str
    on: dt.date


class CalendarNotice(Struct, frozen=True, kw_only=True):
    """The State Council notice behind a year, or an amendment of it with what it replaced."""

    title: str
    source: str
    published_on: dt.date
    number: str | None = None
    changes: Text | None = None


class Calendar(Record, frozen=True, kw_only=True):
    """One year's days off and make-up days as the State Council gave them."""

    year: int
    notices: tuple[CalendarNotice, ...]
    days_off: tuple[DaysOff, ...]
    make_up_days: tuple[MakeUpDay, ...]


class DaySpan(Struct, frozen=True, kw_only=True):
    first: dt.date
    last: dt.date


class Reach(Struct, frozen=True, kw_only=True):
    """How many calendar days before the first and after the last statutory day something reaches."""

    before: int
    after: int


class Festival(Struct, frozen=True, kw_only=True):
    """A festival of the years not yet announced: its statutory days, and how far around them a notice may go."""

    name: str
    en: str | None = None
    off: Reach  # weekdays this near may be off
    worked: Reach  # Saturdays and Sundays this near may be make-up days
    statutory: tuple[DaySpan, ...]  # one span a year


class ExpectedCalendar(Record, frozen=True, kw_only=True):
    """What can be said of years without a notice: the festivals' dates and the widest pattern seen so far."""

    settled_until: MonthDay  # of the last announced year; later days may still be changed by the next notice
    festivals: tuple[Festival, ...]


class FooterSlots(Struct, frozen=True, kw_only=True):
    sponsor: str | None = None  # 主办单位
    icp: str | None = None
    police: str | None = None
    site_code: str | None = None


class Cleared(Struct, frozen=True, kw_only=True):
    """A content of the history that the scan refuses and somebody has looked at."""

    content: str  # as git names it
    reason: str


class Notified(Struct, frozen=True, kw_only=True):
    """R-10: a department or unit that is told of what happens to cards, and the days on which it is, both included."""

    organisation: RecordId
    since: dt.date
    until: dt.date | None = None


class Settings(Record, frozen=True, kw_only=True):
    name: Text
    language: str
    tracking_since: dt.date  # periodic duties are followed from here on
    due_soon_working_days: int
    small_number_threshold: int
    roles: dict[str, RecordId]  # platform, hrss, org_dept -> organisation
    notified: tuple[Notified, ...]
    footer: FooterSlots = FooterSlots()
    address: str | None = None  # of the public site's front page, with a slash at its end
    mailboxes: tuple[str, ...] = ()  # of offices, fit to be public; any other e-mail address is a person's
    cleared: tuple[Cleared, ...] = ()  # of the history's contents, those in which the scan finds nobody's data
    signed_commits: bool = False  # every commit of a change carries the signature of a person on record
    as_of: dt.date | None = None  # only a sample pins the day
