"""A list of requests: each row a case with the event that opens it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from talentcard.core.intake import cells
from talentcard.core.intake.cells import CellError
from talentcard.core.intake.drafting import Desk, Draft, Part, event, spots_of
from talentcard.core.intake.sheet import Cell, Spot, folded
from talentcard.core.intake.table import Row, Table
from talentcard.core.model import Card, RecordId, Request, Service, ServiceGroup, Talent
from talentcard.core.privacy.identity import DOCUMENTS, IdentityError, normalised

Key = tuple[str | int | None, ...]
"""What makes a request the same: also for whom and at whom it is, as two children are often filed on one day."""


def drafts(desk: Desk, tables: list[Table]) -> Iterator[Draft]:
    seen: dict[Key, Row] = {}
    there = {key_of(request): request.id for request in desk.registry.of(Request).values()}
    by_serial = serials(desk)
    for table in tables:
        desk.columns(table, "service", "on", "requested_by", "beneficiary")
        if not table.columns.keys() & {"talent", "serial", "number"}:
            desk.report("intake-column-missing", Spot(table.at.sheet), {"column": desk.title("talent")})
        for row in table.rows:
            draft = request(desk, row, by_serial)
            if draft is None:
                continue
            key, column = key_drafted(draft.data), {"column": desk.title("another")}
            another = desk.take(row, "another", desk.choice("another")) == "yes"  # twins differ in nothing
            if key in there and not another:
                desk.report("intake-request-known", row.at, {"record": there[key], **column})
            elif key in seen and not another:
                desk.report("intake-request-twice", row.at, column, also=[seen[key].at])
            else:
                seen.setdefault(key, row)
                yield draft


def key_of(request: Request) -> Key:
    child = request.child
    pupil = (child.stage, child.district, child.enrolment_year) if child else (None, None, None)
    whose = (request.talent, request.beneficiary, *pupil)
    return (*whose, request.service, request.variant, request.handler, request.events[0].on.isoformat())


def key_drafted(data: Mapping[str, Any]) -> Key:
    """The same of a draft's data."""
    child = data.get("child", {})
    pupil = (child.get("stage"), child.get("district"), child.get("enrolment_year"))
    whose = (data["talent"], data["beneficiary"], *pupil)
    return (*whose, data["service"], data["variant"], data.get("handler"), data["events"][0]["on"])


def request(desk: Desk, row: Row, by_serial: Mapping[str, RecordId]) -> Draft | None:
    """None with findings where the row does not say enough."""
    start = len(desk.findings)
    talent = whose(desk, row, by_serial)
    service = desk.need(row, "service", service_choice(desk))
    found = desk.rules.service(service) if service else None
    variant = variant_of(desk, row, found) if found else None
    on = desk.need(row, "on", desk.past)
    data: dict[str, Any] = {"talent": talent, "service": service, "variant": variant}
    data["requested_by"] = desk.need(row, "requested_by", desk.choice("requested_by"))
    data["beneficiary"] = desk.need(row, "beneficiary", desk.choice("beneficiary"))
    handler = desk.take(row, "handler", desk.body)
    child = {
        "stage": desk.take(row, "stage", desk.choice("stage")),
        "district": desk.take(row, "district", cells.plain),
        "enrolment_year": desk.take(row, "enrolment_year", cells.year),
    }
    if len(desk.findings) > start or found is None or on is None or variant is None or None in data.values():
        return None
    data["events"] = [event(desk, opening(desk, found, variant), on)]
    data |= {"handler": handler} if handler else {}
    filled = {name: value for name, value in child.items() if value is not None}
    data |= {"child": filled} if filled else {}
    spots = spots_of(row, "service", "variant", "requested_by", "beneficiary", "handler")
    spots |= {("child", name): row.spot(name) for name in child}
    spots[("events",)] = row.spot("on")
    spots[("talent",)] = row.spot(next((c for c in ("talent", "serial", "number") if c in row.values), "talent"))
    return Draft("request", RecordId(desk.fresh("request")), data, row.at, spots)


def whose(desk: Desk, row: Row, by_serial: Mapping[str, RecordId]) -> RecordId | None:
    """The talent: by id, by the serial printed on the card, or with the key by a document number."""

    def printed(cell: Cell) -> RecordId:
        found = by_serial.get(folded(cells.text(cell)))
        if found is None:
            raise CellError("intake-serial-unknown")
        return found

    def numbered(cell: Cell) -> RecordId:
        written = cells.text(cell)
        for kind in DOCUMENTS:
            try:
                found = desk.owner(kind, normalised(kind, written, desk.today))
            except IdentityError:
                continue
            if found is not None:
                return found
        raise CellError("intake-number-unknown")

    if "talent" in row.values:
        return desk.take(row, "talent", desk.record(Talent))
    if "serial" in row.values:
        return desk.take(row, "serial", printed)
    if "number" in row.values:
        return desk.take(row, "number", numbered)
    desk.report("intake-talent-missing", row.at)
    return None


def serials(desk: Desk) -> dict[str, RecordId]:
    """Every serial ever printed, folded, and whose card it is on."""
    return {
        folded(happened.printed.serial): card.talent
        for card in desk.registry.of(Card).values()
        for procedure in card.procedures
        for happened in procedure.events
        if happened.printed is not None and happened.printed.serial is not None
    }


def service_choice(desk: Desk) -> Part[str]:
    """The services by code, by the titles that they have today, and by what else the form knows."""
    services = [each for each in desk.rules.services.values() if each.group is ServiceGroup.SERVICE]
    known = {
        folded(title): each.code
        for each in services
        for title in (each.code, each.title.zh, each.title.en or each.code)
    }
    return desk.choice("service", known, [each.title.zh for each in services])


def variant_of(desk: Desk, row: Row, service: Service) -> str | None:
    """The variant that the row names, or the only one that there is."""
    if "variant" not in row.values and len(service.variants) == 1:
        return service.variants[0].code
    titles = [variant.title.zh for variant in service.variants]
    if desk.value(row, "variant") is None:
        desk.report("intake-variant-missing", row.spot("variant"), {"known": "、".join(titles)})
        return None
    codes = {variant.code for variant in service.variants}
    known = {word: code for word, code in desk.form.values.get("variant", {}).items() if code in codes}
    for variant in service.variants:
        known |= {folded(title): variant.code for title in (variant.title.zh, variant.title.en or variant.code)}
    return desk.take(row, "variant", desk.among(known, titles))


def opening(desk: Desk, service: Service, variant: str) -> str:
    """The event with which such a case reaches the registry: what meets its first step, else what begins it."""
    track = desk.rules.track(service.code, variant)
    first = track.steps[0] if track is not None else None
    begins = first.starts.events if first is not None and first.starts is not None else ()
    filed = [kind for kind in begins if first is not None and kind in first.met_by]
    return (*filed, *begins, "applied")[0]
