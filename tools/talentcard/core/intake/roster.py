"""附件14《服务专员、联络员信息表》 as it comes back: contacts who are new, and the filing itself."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from talentcard.core.intake import cells
from talentcard.core.intake.cells import CellError
from talentcard.core.intake.drafting import Desk, Draft, spots_of
from talentcard.core.intake.sheet import Spot
from talentcard.core.intake.table import Row, Table
from talentcard.core.model import Contact, FilingReason, Organisation, RecordId, Roster
from talentcard.core.periodic import in_post
from talentcard.core.privacy.identity import IdentityKind


def drafts(desk: Desk, tables: list[Table]) -> Iterator[Draft]:
    """A filing for each body that the list names, after the contacts who are new in it."""
    by_body: dict[RecordId, list[Row]] = defaultdict(list)
    for table in tables:
        desk.columns(table, "organisation", "name", "filed_on")
        if any("contact" not in row.values for row in table.rows):
            desk.columns(table, "since")
        for row in table.rows:
            body = desk.need(row, "organisation", desk.body)
            if body is not None:
                by_body[body].append(row)
    for body, rows in by_body.items():
        yield from of_body(desk, body, rows)


def of_body(desk: Desk, body: RecordId, rows: list[Row]) -> Iterator[Draft]:
    filed_on = desk.take(rows[0], "filed_on", desk.past)
    listed: dict[RecordId, Spot] = {}
    new: list[Draft] = []
    for row in rows:
        known = already(desk, body, row)
        if known is not None:
            if known in listed:
                desk.report("intake-contact-twice", row.at, {"contact": known}, also=[listed[known]])
            listed.setdefault(known, row.at)
        elif "contact" not in row.values:
            draft = contact(desk, body, row)
            if draft is not None:
                new.append(draft)
                listed[draft.id] = row.at
    if filed_on is None:
        return
    before = any(filing.organisation == body for filing in desk.registry.of(Roster).values())
    reason = FilingReason.INITIAL if not before else FilingReason.CHANGE if new else FilingReason.CONFIRMATION
    day = filed_on
    if reason is FilingReason.CHANGE:
        starts = [dt.date.fromisoformat(draft.data["since"]) for draft in new]
        day = desk.take(rows[0], "changes_on", desk.day) or max(starts)
    yield from new
    if left_out(desk, body, day, listed, rows[-1].at):
        return
    data: dict[str, Any] = {"organisation": body, "reason": reason.value, "filed_on": filed_on.isoformat()}
    data["contacts"] = list(listed)
    if reason is FilingReason.CHANGE:
        data["changes_on"] = day.isoformat()
    spots = spots_of(rows[0], "organisation", "filed_on", "changes_on")
    spots |= {("contacts", index): spot for index, spot in enumerate(listed.values())}
    yield Draft("roster", RecordId(desk.fresh("roster")), data, rows[0].at, spots)


def left_out(desk: Desk, body: RecordId, day: dt.date, listed: Mapping[RecordId, Spot], at: Spot) -> bool:
    """Whether somebody of the body is in post on the day and not in the list: records are never changed here."""
    missing = [
        contact
        for contact in desk.registry.of(Contact).values()
        if contact.organisation == body
        and contact.post.on_rosters
        and in_post(contact, day)
        and contact.id not in listed
    ]
    for contact in missing:
        params = {"contact": contact.id, "day": str(day), "file": desk.registry.paths[contact.id]}
        desk.report("intake-contact-left-out", at, params)
    return bool(missing)


def already(desk: Desk, body: RecordId, row: Row) -> RecordId | None:
    """The contact whom a row is about, where the registry has him: by id, or with the key by name."""
    if "contact" in row.values:
        found = desk.take(row, "contact", desk.record(Contact))
        person = desk.registry.get(Contact, found)
        if person is not None and person.organisation != body:
            desk.report(
                "intake-contact-of-other", row.spot("contact"), {"contact": person.id, "body": person.organisation}
            )
            return None
        return found
    if "name" not in row.values:
        return None
    try:
        return desk.member(body, cells.text(row.values["name"].cell))
    except CellError:
        return None


def contact(desk: Desk, body: RecordId, row: Row) -> Draft | None:
    """Someone new; None with findings where the row does not say enough."""
    start = len(desk.findings)
    person = {
        "name": desk.need(row, "name", desk.personal(IdentityKind.NAME)),
        "mobile": desk.take(row, "mobile", desk.personal(IdentityKind.MOBILE)),
        "email": desk.take(row, "email", desk.personal(IdentityKind.EMAIL)),
    }
    office = desk.take(row, "office_phone", cells.landline)
    phone = desk.value(row, "phone")
    if phone is not None and cells.is_landline(phone.cell):
        office = office or cells.landline(phone.cell)
    elif phone is not None:
        mobile = desk.take(row, "phone", desk.personal(IdentityKind.MOBILE))
        person["mobile"] = person["mobile"] or mobile
    since = desk.need(row, "since", desk.day)
    until = desk.take(row, "until", desk.day)
    post = desk.take(row, "post", desk.choice("post")) or post_of(desk, body)
    if post is None and len(desk.findings) == start:
        desk.report("intake-post-missing", row.spot("post"))
    if len(desk.findings) > start or since is None or person["name"] is None:
        return None
    data: dict[str, Any] = {"organisation": body, "post": post}
    data["person"] = {name: value for name, value in person.items() if value is not None}
    data["since"] = since.isoformat()
    data |= {"until": until.isoformat()} if until else {}
    data |= {"office_phone": office} if office else {}
    spots = spots_of(row, "organisation", "post", "since", "until", "office_phone")
    spots |= {("person", name): row.spot(name) for name in person}
    return Draft("contact", RecordId(desk.fresh("contact")), data, row.at, spots)


def post_of(desk: Desk, body: RecordId) -> str | None:
    """The post that bodies of this kind fill (R-12), where the list does not say it."""
    found = desk.registry.get(Organisation, body)
    posts = [size.post.value for size in desk.rules.rosters if found is not None and found.type in size.organisations]
    return posts[0] if len(posts) == 1 else None
