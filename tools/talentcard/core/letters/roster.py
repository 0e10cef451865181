"""Annex 14, 《服务专员、联络员信息表》 (四): as a body has filed it, as its list stands, or empty."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from talentcard.core.letters.letter import Kind, Letter, Names
from talentcard.core.letters.matter import organisation, platform
from talentcard.core.model import Contact, FilingReason, Organisation, RecordId, Roster
from talentcard.core.pages.world import World

ROWS = 3
"""Empty lines of a blank form; behind the contacts of a filled one there is always one more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRow:
    post: str
    name: str
    phone: str
    since: dt.date | None
    until: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex14:
    """``reason`` is empty where the form is only prepared."""

    organisation: str
    reason: str
    reasons: tuple[str, ...]
    changes_on: dt.date | None
    filed_on: dt.date | None
    rows: tuple[PostRow, ...]
    to: str


def annex14(world: World, record: RecordId, names: Names) -> tuple[Letter, ...]:
    """Of a filing, or of a body that has a list to keep."""
    roster = world.registry.get(Roster, record)
    body = world.registry.get(Organisation, roster.organisation if roster else record)
    if body is None or not any(body.type in size.organisations for size in world.rules.rosters):
        return ()
    everybody = world.registry.of(Contact)
    if roster is not None:
        contacts = [everybody[one] for one in roster.contacts if one in everybody]
    else:
        posts = {size.post for size in world.rules.rosters}
        mine = [one for one in everybody.values() if one.organisation == body.id and one.post in posts]
        contacts = [one for one in mine if in_post(one, world.as_of)]
    rows = [
        PostRow(
            post=world.words(f"post.{one.post}"),
            name=names.get(one.id, ""),
            phone=one.office_phone or "",
            since=one.since,
            until=one.until,
        )
        for one in contacts
    ]
    facts = Annex14(
        organisation=organisation(world, body.id),
        reason=roster.reason.value if roster else "",
        reasons=tuple(FilingReason),
        changes_on=roster.changes_on if roster else None,
        filed_on=roster.filed_on if roster else None,
        rows=(*rows, EMPTY) if roster is None else tuple(rows),
        to=platform(world).name,
    )
    return (Letter(kind="annex14", name=f"annex14-{record}", facts=facts),)


def in_post(contact: Contact, day: dt.date) -> bool:
    return contact.erased is None and contact.since <= day and (contact.until is None or contact.until >= day)


def blank(world: World) -> Letter:
    facts = Annex14(
        organisation="",
        reason="",
        reasons=tuple(FilingReason),
        changes_on=None,
        filed_on=None,
        rows=(EMPTY,) * ROWS,
        to=platform(world).name,
    )
    return Letter(kind="annex14", name="annex14", facts=facts)


EMPTY = PostRow(post="", name="", phone="", since=None, until=None)

KINDS = (Kind(code="annex14", languages=("zh",), made=annex14, blank=blank, named=True),)
