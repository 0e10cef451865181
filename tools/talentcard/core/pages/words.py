"""The words of the site in one language, and how it writes days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from talentcard.core.model import Text
from talentcard.core.workdays import DayRange


class SiteTextError(LookupError):
    """A word that a language lacks, or a template that asks for what it is not given."""


@dataclass(frozen=True)
class Words:
    """All words of one language by dotted key (``guide.steps``). A missing word is an error, never an empty place."""

    lang: str
    entries: Mapping[str, str]
    used: set[str] = field(default_factory=set, compare=False, repr=False)

    @classmethod
    def from_tables(cls, lang: str, tables: Mapping[str, Any]) -> Words:
        """From nested tables, as a TOML file holds them."""
        return cls(lang, dict(_flat(tables, "")))

    def __call__(self, key: str, **params: object) -> str:
        """The words for a key, placeholders filled. Raises SiteTextError where the language has none.

        A language that tells one from many has a second entry, ``<key>_one``, for a ``count`` of 1.
        """
        self.used.add(key)
        if params.get("count") == 1 and f"{key}_one" in self.entries:
            key = f"{key}_one"
        try:
            return self.entries[key].format(**params)
        except KeyError as error:
            raise SiteTextError(f"{self.lang}: {key} ({error})") from None

    def subject(self, name: str) -> dict[str, str]:
        """All words of one subject by their short keys, for those who fill in the placeholders themselves."""
        found = {key.removeprefix(f"{name}."): text for key, text in self.entries.items() if key.startswith(f"{name}.")}
        self.used.update(f"{name}.{key}" for key in found)
        return found

    def has(self, key: str) -> bool:
        return key in self.entries

    def text(self, text: Text) -> str:
        """A record's text in this language; Chinese where it has no other."""
        return text.en if self.lang == "en" and text.en else text.zh

    def day(self, day: dt.date) -> str:
        """2026年11月20日"""
        return self("date.day", y=day.year, month=self.month(day.month), d=day.day)

    def month(self, number: int) -> str:
        """11月"""
        return self("date.months").split()[number - 1]

    def weekday(self, day: dt.date) -> str:
        """周五"""
        return self("date.weekdays").split()[day.weekday()]

    def full(self, day: dt.date) -> str:
        """2026年11月20日（周五）"""
        return self("date.full", day=self.day(day), weekday=self.weekday(day))

    def short(self, day: dt.date) -> str:
        """11月20日"""
        return self.yearly(day.month, day.day)

    def yearly(self, month: int, day: int) -> str:
        """A day of every year: 11月20日"""
        return self("date.short", month=self.month(month), d=day)

    def short_weekday(self, day: dt.date) -> str:
        """11月20日周五"""
        return self("date.short_weekday", day=self.short(day), weekday=self.weekday(day))

    def range(self, days: DayRange) -> str:
        """One day, or the two between which it lies."""
        if not days.provisional:
            return self.full(days.earliest)
        return self("date.between", first=self.day(days.earliest), last=self.day(days.latest))

    def span(self, first: dt.date, last: dt.date) -> str:
        """11月21日—22日"""
        if first == last:
            return self.short(first)
        if (first.year, first.month) == (last.year, last.month):
            return self("date.span_month", month=self.month(first.month), first=first.day, last=last.day)
        return self("date.span", first=self.short(first), last=self.short(last))

    def list(self, items: Iterable[str]) -> str:
        """甲、乙、丙"""
        return self("list.separator").join(items)

    def sentence(self, text: str) -> str:
        """The text as the beginning of a line: its first letter a capital, where the script has capitals."""
        return text[:1].upper() + text[1:]


def _flat(tables: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in tables.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)
