"""What a body or an actor is called on a day."""

from __future__ import annotations

import datetime as dt

from talentcard.core import model
from talentcard.core.model import Organisation, OrgName, RecordId, Text
from talentcard.core.registry import Registry


def name_on(organisation: Organisation, day: dt.date) -> OrgName:
    """The name in use on a day; before the first name, the first; after the last, the last."""
    current = organisation.names[0]
    for name in organisation.names:
        if name.since <= day:
            current = name
    return current


def short_name(registry: Registry, actor: str, day: dt.date, lang: str = "zh") -> str:
    """A body's short name, the full one where it has no short one; anything that is no organisation as it stands."""
    organisation = registry.get(Organisation, RecordId(actor))
    if organisation is None:
        return actor
    name = name_on(organisation, day)
    return name.short if lang == "zh" else name.short_en or name.en or name.short


def in_language(text: Text, lang: str) -> str:
    """The text in a language; Chinese where there is no other."""
    return text.en if lang == "en" and text.en is not None else text.zh


def service_title(registry: Registry, code: str, lang: str) -> str:
    """A service's title, from whichever version of it is newest; the code where there is none."""
    found = [service for service in registry.of(model.Service).values() if service.code == code]
    return in_language(found[-1].title, lang) if found else code
