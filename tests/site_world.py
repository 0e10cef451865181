"""The site's world over the repository's own rules, for tests that need no built site."""

from __future__ import annotations

import datetime as dt

import registries
from registries import ROOT, Data
from talentcard.core.ledger import ledger
from talentcard.core.pages import Audience, World
from talentcard.core.registry import Registry
from talentcard.publishing import templates
from talentcard.reading import loading
from talentcard.session import work_calendar

AS_OF = dt.date(2026, 11, 20)


def of(registry: Registry, as_of: dt.date, lang: str = "zh", audience: Audience = Audience.PUBLIC) -> World:
    """A registry as the pages see it on a day."""
    calendar = work_calendar(registry)
    return World(
        registry=registry,
        calendar=calendar,
        as_of=as_of,
        words=templates.words(ROOT, lang),
        obligations=ledger(registry, calendar, as_of),
        audience=audience,
    )


def world(changed: dict[str, Data] | None = None, as_of: dt.date = AS_OF, lang: str = "zh") -> World:
    return of(registries.registry(changed), as_of, lang)


def sample_world(as_of: dt.date = AS_OF, lang: str = "zh", audience: Audience = Audience.PUBLIC) -> World:
    """The repository's own records, its sample of invented cases included."""
    return of(loading.load(ROOT).registry, as_of, lang, audience)
