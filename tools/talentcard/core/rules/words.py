"""Params that several messages share: labels of the catalogue, and the titles that the policy data give."""

from __future__ import annotations

from collections.abc import Iterable

from talentcard.core.finding import Place
from talentcard.core.model import Text
from talentcard.core.registry import Registry
from talentcard.core.rules.book import Run
from talentcard.core.rules.patterns import Happening


def event(kind: str) -> str:
    """The label of an event type."""
    return f"@event-{kind}"


def events(kinds: Iterable[str]) -> str:
    """Several event types, any of which is meant."""
    return "|".join(event(kind) for kind in kinds)


def titled(name: str, text: Text | None, code: str) -> dict[str, str]:
    """``{name}_zh`` and ``{name}_en``: a title from the policy data; its code where there is none."""
    zh = text.zh if text else code
    return {f"{name}_zh": zh, f"{name}_en": (text.en if text else None) or zh if text else code}


def service(run: Run) -> dict[str, str]:
    """The titles of a case's service."""
    found = run.definition
    return titled("service", found.title if found else None, run.service)


def event_place(registry: Registry, run: Run, at: Happening | int, *field: str) -> Place:
    """Where an event of a case stands; its date unless another field is named."""
    index = at if isinstance(at, int) else at.nth
    return registry.place(run.record, *run.pointer, index, *(field or ("on",)))
