"""A register of cards as it was kept before: each row a talent, his card, and the notice that it was made on."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from talentcard.core.intake import cells
from talentcard.core.intake.cells import CellError
from talentcard.core.intake.drafting import Desk, Draft, event, spots_of
from talentcard.core.intake.requests import serials
from talentcard.core.intake.sheet import Spot, folded
from talentcard.core.intake.table import Row, Table
from talentcard.core.model import Contact, Notice, Pointer, RecordId
from talentcard.core.privacy.identity import DOCUMENTS, IdentityError, IdentityKind, normalised

LATER = ("handed_over", "delivered", "departments_notified")
"""What follows the making of a card, in the order of the steps."""
NEEDED = (
    *("name", "category", "recognised_by", "recognised_on", "employer", "specialist"),
    *("notice_number", "notice_date", "photo_received", "issued_on", "valid_through"),
)


@dataclass
class Register:
    """What has been seen of the list so far."""

    desk: Desk
    serials: dict[str, RecordId]
    rows: dict[str, Spot] = field(default_factory=dict)
    people: dict[tuple[IdentityKind, str], Spot] = field(default_factory=dict)
    notices: dict[str, Draft] = field(default_factory=dict)

    @cached_property
    def known_notices(self) -> dict[str, RecordId]:
        return {folded(notice.number): notice.id for notice in self.desk.registry.of(Notice).values()}

    def new(self, row: Row, serial: str | None, numbers: dict[IdentityKind, str]) -> None:
        """Ensure nobody and no card is entered twice. Without the key nobody's number can be looked up."""
        if serial is not None:
            spot = row.spot("serial")
            if folded(serial) in self.serials:
                self.desk.report("intake-serial-known", spot, {"talent": self.serials[folded(serial)]})
            elif folded(serial) in self.rows:
                self.desk.report("intake-serial-twice", spot, also=[self.rows[folded(serial)]])
            self.rows.setdefault(folded(serial), spot)
        for kind, number in numbers.items():
            owner = self.desk.owner(kind, number)
            if owner is not None:
                self.desk.report("intake-person-known", row.at, {"talent": owner})
            elif (kind, number) in self.people:
                self.desk.report("intake-person-twice", row.at, also=[self.people[kind, number]])
            self.people.setdefault((kind, number), row.at)


def drafts(desk: Desk, tables: list[Table]) -> Iterator[Draft]:
    register = Register(desk, serials(desk))
    missing: Counter[str] = Counter()
    for table in tables:
        desk.columns(table, *NEEDED)
        if not table.columns.keys() & {"number", "resident_id", "passport"}:
            desk.report("intake-column-missing", Spot(table.at.sheet), {"column": desk.title("number")})
        for row in table.rows:
            made = of_row(register, row)
            yield from made
            if made:
                missing.update(name for name in (*LATER, "employed_since") if name not in row.values)
    for name, count in missing.items():
        rule = "intake-since-assumed" if name == "employed_since" else "intake-open-end"
        desk.report(rule, Spot(), {"column": desk.title(name), "count": str(count)}, warn=True)
    yield from (notice for notice in register.notices.values() if notice.data["talents"])


def of_row(register: Register, row: Row) -> tuple[Draft, ...]:
    """The talent and the card; nothing with findings where the row does not say enough."""
    desk, start = register.desk, len(register.desk.findings)
    identity, numbers = person(desk, row)
    serial = desk.take(row, "serial", cells.plain)
    register.new(row, serial, numbers)
    recognised_on = desk.need(row, "recognised_on", desk.past)
    issued_on = desk.need(row, "issued_on", desk.past)
    through = desk.need(row, "valid_through", desk.day)
    data: dict[str, Any] = {
        "identity": identity,
        "category": desk.need(row, "category", desk.choice("category")),
        "recognised_by": desk.need(row, "recognised_by", desk.body),
        "recognised_on": recognised_on,
    }
    employer = desk.need(row, "employer", desk.body)
    employed = desk.take(row, "employed_since", desk.past) or recognised_on
    specialist = desk.need(row, "specialist", desk.record(Contact))
    photo = desk.need(row, "photo_received", desk.past)
    days = {name: desk.take(row, name, desk.past) for name in LATER}
    notice = noticed(register, row)
    if len(desk.findings) > start or notice is None:
        return ()
    if recognised_on is None or photo is None or issued_on is None or through is None or employer is None:
        return ()
    if None in data.values() or identity["name"] is None or specialist is None:
        return ()
    talent, card = RecordId(desk.fresh("talent")), RecordId(desk.fresh("card"))
    data["recognised_on"] = recognised_on.isoformat()
    data["employers"] = [{"organisation": employer, "since": (employed or recognised_on).isoformat()}]
    data["specialists"] = [{"contact": specialist, "since": care(desk, specialist, recognised_on).isoformat()}]
    printed: dict[str, str] = {"issued_on": issued_on.isoformat(), "valid_through": through.isoformat()}
    printed |= {"serial": serial} if serial else {}
    notice.data["talents"].append(talent)
    happened: list[tuple[str, str, dict[str, Any]]] = [("noticed", notice.data["issued_on"], {"notice": notice.id})]
    happened += [("photo_received", photo.isoformat(), {}), ("made", issued_on.isoformat(), {"printed": printed})]
    happened += [(name, day.isoformat(), {}) for name in LATER if (day := days[name]) is not None]
    happened.sort(key=lambda each: each[1])
    events = [event(desk, kind, dt.date.fromisoformat(day), **more) for kind, day, more in happened]
    procedure = {"id": desk.fresh("procedure"), "type": "card_new", "events": events}
    columns = {"noticed": "notice_date", "made": "issued_on"}
    spots: dict[Pointer, Spot] = {
        ("procedures", 0, "events", index): row.spot(columns.get(kind, kind))
        for index, (kind, _, _) in enumerate(happened)
    }
    made = ("procedures", 0, "events", [kind for kind, _, _ in happened].index("made"), "printed")
    spots |= {(*made, "valid_through"): row.spot("valid_through"), (*made, "serial"): row.spot("serial")}
    return (
        Draft("talent", talent, data, row.at, spots_of_talent(row)),
        Draft("card", card, {"talent": talent, "procedures": [procedure]}, row.at, spots),
    )


def spots_of_talent(row: Row) -> dict[Pointer, Spot]:
    spots = spots_of(row, "category", "recognised_by", "recognised_on")
    spots[("employers",)] = row.spot("employer")
    spots[("specialists",)] = row.spot("specialist")
    return spots


def person(desk: Desk, row: Row) -> tuple[dict[str, Any], dict[IdentityKind, str]]:
    """Name, numbers and addresses, checked but still open; and the document numbers by themselves."""
    numbers: dict[IdentityKind, str] = {}
    for kind in (IdentityKind.RESIDENT_ID, IdentityKind.PASSPORT):
        found = desk.take(row, kind.value, desk.personal(kind))
        if found is not None:
            numbers[kind] = found
    if "number" in row.values:
        named = kind_of(desk, row)
        found = desk.take(row, "number", desk.personal(named)) if named is not None else None
        if named is not None and found is not None:
            numbers[named] = found
    elif not numbers and not row.values.keys() & {"resident_id", "passport"}:
        there = [name for name in ("resident_id", "number", "passport") if name in row.columns]
        column = min(there, key=lambda name: row.columns[name], default="number")
        desk.report("intake-empty", row.spot(column), {"column": desk.called(row, column)})
    identity: dict[str, Any] = {"name": desk.need(row, "name", desk.personal(IdentityKind.NAME))}
    birth = desk.take(row, "birth_date", desk.personal(IdentityKind.BIRTH_DATE))
    identity |= {"birth_date": birth} if birth else {}
    identity["documents"] = {kind.value: number for kind, number in numbers.items()}
    for name, kind in (("mobile", IdentityKind.MOBILE), ("email", IdentityKind.EMAIL)):
        value = desk.take(row, name, desk.personal(kind))
        identity |= {name: value} if value else {}
    return identity, numbers


def kind_of(desk: Desk, row: Row) -> IdentityKind | None:
    """What a document number is: as the row says, else the only kind that it can be."""
    if desk.value(row, "document") is not None:
        named = desk.take(row, "document", desk.choice("document"))
        return IdentityKind(named) if named else None
    try:
        written = cells.text(row.values["number"].cell)
    except CellError as error:
        desk.report(error.code, row.spot("number"), {"column": desk.called(row, "number")})
        return None
    if len("".join(c for c in written if c.isalnum())) in (15, 18):
        return IdentityKind.RESIDENT_ID
    possible = [kind for kind in IdentityKind if kind in DOCUMENTS and fits(desk, kind, written)]
    if len(possible) != 1:
        desk.report("intake-document-kind", row.spot("number"), {"column": desk.title("document")})
        return None
    return possible[0]


def fits(desk: Desk, kind: IdentityKind, written: str) -> bool:
    try:
        normalised(kind, written, desk.today)
    except IdentityError:
        return False
    return True


def noticed(register: Register, row: Row) -> Draft | None:
    """The notice of annex 1 that the row names; one draft for all rows that name the same."""
    desk = register.desk
    number = desk.need(row, "notice_number", cells.plain)
    day = desk.need(row, "notice_date", desk.past)
    if number is None or day is None:
        return None
    known = register.known_notices.get(folded(number))
    if known is not None:
        desk.report("intake-notice-known", row.spot("notice_number"), {"notice": known})
        return None
    draft = register.notices.get(folded(number))
    if draft is None:
        data: dict[str, Any] = {"type": "issue", "number": number, "issued_on": day.isoformat()}
        data |= {"issued_by": desk.registry.settings.roles["hrss"], "talents": []}
        draft = Draft("notice", RecordId(desk.fresh("notice")), data, row.at, {("issued_on",): row.spot("notice_date")})
        register.notices[folded(number)] = draft
    elif draft.data["issued_on"] != day.isoformat():
        desk.report("intake-notice-differs", row.spot("notice_date"), also=[draft.spot(("issued_on",))])
    return draft


def care(desk: Desk, specialist: RecordId | None, day: dt.date) -> dt.date:
    """From when on the specialist looks after the talent: not before he was one."""
    contact = desk.registry.get(Contact, specialist)
    return max(day, contact.since) if contact is not None else day
