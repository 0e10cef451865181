"""What every record and every part of one has."""

from __future__ import annotations

from typing import NewType

import msgspec

RecordId = NewType("RecordId", str)
"""Any record's id; its prefix names the kind (``req-…``), the rest is random or, for reference data, a plain name."""

TO_FILL = "待填"
"""What a draft holds where people have yet to write something: no record that still holds it is accepted."""

Pointer = tuple[str | int, ...]
"""A place inside a record: mapping keys and list indexes from the top, as in RFC 6901."""


class Struct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every record part: immutable, keyword-only, no field that the schema does not know."""


class Record(Struct, frozen=True, kw_only=True):
    """What every record has: the schema it claims to follow (``request/1``) and its own id."""

    schema: str
    id: RecordId


class Text(Struct, frozen=True, kw_only=True):
    """A text for people: Chinese always, English where a reader may be foreign."""

    zh: str
    en: str | None = None
