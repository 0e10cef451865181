"""A life event (一件事): something that happens to people, and the services that it leads to, stage by stage.

No record of the registry but a page kept as data beside the templates: it names services, steps and duties and says
nothing about limits, which the pages read off the rules.
"""

from __future__ import annotations

from talentcard.core.model.base import Record, Struct, Text


class LifeEventTask(Struct, frozen=True, kw_only=True):
    """One thing to do: a service, or one variant of it."""

    service: str
    variant: str | None = None  # absent: all variants
    steps: tuple[str, ...] = ()  # only these steps of it; empty: all of them
    when: Text | None = None  # for whom, where not for all
    text: Text | None = None


class LifeEventStage(Struct, frozen=True, kw_only=True):
    title: Text
    tasks: tuple[LifeEventTask, ...] = ()
    duties: tuple[str, ...] = ()  # of the rules that come round by themselves, by code
    text: Text | None = None
    instead: bool = False  # in place of the stage before, not after it


class LifeEvent(Record, frozen=True, kw_only=True):
    """Its id is the page's address: ``events/<id>``."""

    order: int
    title: Text
    intro: Text
    stages: tuple[LifeEventStage, ...]
