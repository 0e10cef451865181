"""Canaries: invented records and values in every place that the public may not see, planted before the projection.

Each build for the public plants them, makes the site, and looks for them in every byte of it. They show that the
projection holds on the day of the build, in that build, and not only in a test. Nothing of them is ever written down.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

from talentcard.core import model
from talentcard.core.kinds import KINDS, Kind
from talentcard.core.privacy.projection import Allowed, Schema
from talentcard.core.registry import Entry, Registry

WORD = "金丝雀"
CODE = "canary-"
NUMBER = "000000" + "1901"
"""How a canary's document number begins: no area has this code."""
MOBILE = "190" + "0000"
STEMS = (WORD, CODE, NUMBER, MOBILE)
"""One of them stands in every text of a canary."""
FIRST = dt.date(1901, 1, 1)
"""Canaries' days follow this one: long before anything that a registry of ours could speak of."""

NAMES = frozenset({"name", "holder"})
NUMBERS = frozenset({"documents", "number", "serial", "resident_id", "public", "recipient"})
PHONES = frozenset({"mobile", "office_phone"})
PROSE = frozenset({"text", "note", "summary", "reason", "agenda", "action", "basis", "zh", "en", "chaired_by"})


@dataclass
class Aviary:
    """Makes values that stand nowhere else, and remembers for which field each was made."""

    made: dict[str, str] = field(default_factory=dict)
    days: int = 0

    def value(self, hint: Any, where: str) -> Any:
        """A value of a type in which every text and every day is a canary."""
        base = get_origin(hint) or hint
        base = getattr(base, "__supertype__", base)
        if base in (Union, UnionType):
            return self.value(next(arm for arm in get_args(hint) if arm is not type(None)), where)
        if base is tuple:
            return (self.value(get_args(hint)[0], where),)
        if base is dict:
            return {self.text(f"{where}.key"): self.value(get_args(hint)[1], where)}
        if base is dt.date:
            return self.day(where)
        if base is str:
            return self.text(where)
        if base in (int, bool):
            return base(1)
        return next(iter(base)) if issubclass(base, StrEnum) else self.struct(base, where)

    def struct(self, type_: type[msgspec.Struct], where: str, **given: Any) -> Any:
        """A record or a part of one, whole: what may be absent is there too."""
        made = {
            name: self.value(hint, f"{where}.{name}")
            for name, hint in get_type_hints(type_).items()
            if name not in given and name in type_.__struct_fields__
        }
        return type_(**made, **given)

    def text(self, where: str) -> str:
        number, name = len(self.made), where.rpartition(".")[2]
        if name in NAMES:
            made = f"示例·{WORD}{number:04}"
        elif name in NUMBERS:
            made = f"{NUMBER}0101{number:04}"
        elif name in PHONES:
            made = f"{MOBILE}{number:04}"
        elif name in PROSE:
            made = f"{WORD}{number:04}此处文字不得公开"
        else:
            made = f"{CODE}{number:04}"
        self.made[made] = where
        return made

    def day(self, where: str) -> dt.date:
        made, self.days = FIRST + dt.timedelta(days=self.days), self.days + 1
        for form in (made.isoformat(), f"{made.year}年{made.month}月{made.day}日", f"{made:%Y%m%d}T"):
            self.made[form] = where
        return made


@dataclass(frozen=True, slots=True)
class Planted:
    """A registry with canaries in it, and what must not be found in anything made from its projection.

    ``forbidden``: each canary's text and the field for which it was made, such as ``talent.identity.name``.
    """

    registry: Registry
    forbidden: Mapping[str, str]


def plant(registry: Registry, allowed: Allowed) -> Planted:
    """Add a canary of every kind and of every fixed value that is not public; fill every field that is not public."""
    aviary = Aviary()
    kept = tuple(
        entry if (part := allowed.record(entry.record)) is None else tainted_entry(entry, part, allowed, aviary)
        for entry in registry.entries
    )
    added = tuple(record for kind in KINDS for record in strangers(kind, allowed, aviary))
    return Planted(Registry((*kept, *added), registry.unreadable), aviary.made)


def strangers(kind: Kind, allowed: Allowed, aviary: Aviary) -> list[Entry]:
    """Canary records of one kind: one where no record of it is public, one for each fixed value that is not."""
    part = allowed.kind(kind.name)
    if part is None:
        return [stranger(kind, aviary)]
    hints = get_type_hints(kind.type)
    return [
        stranger(kind, aviary, **{name: value})
        for name, of in allowed.fields(part).items()
        if isinstance(hints[name], type) and issubclass(hints[name], StrEnum)
        for value in hints[name]
        if value not in listed(allowed.followed(of))
    ]


def stranger(kind: Kind, aviary: Aviary, **given: Any) -> Entry:
    record: model.Record = aviary.struct(kind.type, kind.name, schema=kind.tag, **given)
    return Entry(f"{kind.root}/{kind.folder}/{record.id}.yml", record)


def listed(part: Schema) -> list[Any]:
    return [part["const"]] if "const" in part else list(part.get("enum", ()))


def tainted_entry(entry: Entry, part: Schema, allowed: Allowed, aviary: Aviary) -> Entry:
    name = str(part["properties"]["schema"]["const"]).partition("/")[0]
    return Entry(entry.path, tainted(entry.record, part, allowed, aviary, name))


def tainted(value: Any, part: Schema, allowed: Allowed, aviary: Aviary, where: str) -> Any:
    """A value with a canary in every field that the schema does not name."""
    part = allowed.followed(part)
    if isinstance(value, tuple) and "items" in part:
        return tuple(tainted(item, part["items"], allowed, aviary, where) for item in value)
    if not isinstance(value, msgspec.Struct):
        return value
    named, hints = allowed.fields(part), get_type_hints(type(value))
    changed = {}
    for name in value.__struct_fields__:
        old = getattr(value, name)
        new = (
            tainted(old, named[name], allowed, aviary, f"{where}.{name}")
            if name in named
            else aviary.value(hints[name], f"{where}.{name}")
        )
        changed[name] = new
    return msgspec.structs.replace(value, **changed)
