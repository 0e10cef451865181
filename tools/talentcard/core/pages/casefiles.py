"""For staff: a page for each record with something open: its facts, its timeline, and its obligations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from talentcard.core import kinds, ledger, model
from talentcard.core.cases import CORRECTED
from talentcard.core.model import Event, RecordId
from talentcard.core.names import service_title, short_name
from talentcard.core.obligation import ENDED, Obligation
from talentcard.core.pages import desks
from talentcard.core.pages.world import World

Fact = tuple[str, str]
"""A heading of the words (``staff.fact_talent``) and its value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A point of the timeline. ``kind``: event, void (taken back by a correction), corrected, today, due or late."""

    on: dt.date
    day: str
    kind: str
    text: str
    by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """One record. ``source`` is its file below the registry's root; ``desk`` the specialist's, if there is one."""

    record: RecordId
    path: str
    kind: str
    source: str
    title: str
    facts: tuple[Fact, ...]
    timeline: tuple[Moment, ...]
    obligations: tuple[Obligation, ...]
    desk: str


def casefiles(world: World) -> tuple[CaseFile, ...]:
    """One for each record that holds an open obligation, except bodies and contacts, whose desks say it all."""
    by_record = desks.grouped((o.record, o) for o in world.obligations)
    wanted = dict.fromkeys(o.record for o in desks.open_ones(world))
    return tuple(
        casefile(world, record, by_record[record])
        for record in wanted
        if desks.file_path(world, record) != desks.desk_path(record)
    )


def casefile(world: World, record: RecordId, owed: tuple[Obligation, ...]) -> CaseFile:
    found = world.registry.record(record)
    specialist = world.engine.actors.specialist(world.engine.actors.talent_of(record), world.as_of)
    return CaseFile(
        record=record,
        path=desks.file_path(world, record),
        kind=kinds.BY_TYPE[type(found)].name,
        source=world.registry.paths[record],
        title=title(world, found),
        facts=tuple(facts(world, found)),
        timeline=timeline(world, found, owed),
        obligations=ledger.of_record(owed, record),
        desk=desks.desk_path(specialist) if specialist else "",
    )


def title(world: World, record: model.Record) -> str:
    if isinstance(record, model.Request):
        return service_title(world.registry, record.service, world.words.lang)
    return world.words(f"staff.kind_{kinds.BY_TYPE[type(record)].name}")


def facts(world: World, record: model.Record) -> Iterator[Fact]:
    """What a reader needs beside the dates. Ids only: no record names a person."""
    words, day = world.words, world.as_of
    if isinstance(record, model.Request):
        service = world.rules.service(record.service)
        variant = next((v for v in service.variants if v.code == record.variant), None) if service else None
        yield "staff.fact_variant", words.text(variant.title) if variant else record.variant
        yield "staff.fact_requested_by", words(f"requester.{record.requested_by}")
        yield "staff.fact_beneficiary", words(f"beneficiary.{record.beneficiary}")
        if record.child is not None:
            yield (
                "staff.fact_child",
                words("staff.child", stage=words(f"stage.{record.child.stage}"), district=record.child.district),
            )
        if record.handler is not None:
            yield "staff.fact_handler", world.organisation(record.handler)
    talent = world.engine.actors.talent_of(record.id)
    if talent is not None:
        yield "staff.fact_talent", talent
        employer = world.engine.actors.employer(talent, day)
        if employer is not None:
            yield "staff.fact_employer", world.organisation(employer)
        specialist = world.engine.actors.specialist(talent, day)
        if specialist is not None:
            yield "staff.fact_specialist", specialist
    if isinstance(record, model.Suggestion):
        yield "staff.fact_raised_by", record.raised_by


# ---- what happened, and what is to happen ---------------------------------------------------------


def timeline(world: World, record: model.Record, owed: tuple[Obligation, ...]) -> tuple[Moment, ...]:
    """Events in the order of their days, the day of the picture, and the last days of what is still open."""
    moments = [moment for event, every in events(record) for moment in happened(world, event, every)]
    moments.append(at(world, world.as_of, "today", world.words("staff.today")))
    moments.extend(
        at(
            world,
            o.due.latest,
            "late" if o.due.latest < world.as_of else "due",
            world.words("staff.due", duty=world.words.text(o.title)),
            by=short_name(world.registry, o.owner, world.as_of, world.words.lang),
        )
        for o in owed
        if o.due is not None and o.state not in ENDED
    )
    order = {"event": 0, "void": 0, "corrected": 1, "late": 2, "today": 3, "due": 4}
    return tuple(sorted(moments, key=lambda m: (m.on, order[m.kind])))


def events(record: model.Record) -> Iterator[tuple[Event, tuple[Event, ...]]]:
    """Each event of a record, with those that it stands among."""
    if isinstance(record, model.Request | model.Suggestion):
        yield from ((event, record.events) for event in record.events)
    if isinstance(record, model.Card):
        for procedure in record.procedures:
            yield from ((event, procedure.events) for event in procedure.events)


def happened(world: World, event: Event, every: tuple[Event, ...]) -> Iterator[Moment]:
    words = world.words
    corrections = [e for e in every if e.type == CORRECTED and e.corrects == event.id]
    by = world.organisation(event.by) if event.by else ""
    kind = "void" if corrections else "event"
    if event.type == CORRECTED:
        right = words.day(event.corrected_on) if event.corrected_on else words("staff.void")
        yield at(
            world, event.on, "corrected", words("staff.corrected", right=right), by, event.note or event.basis or ""
        )
    else:
        text = words(f"event.{event.type}")
        yield at(world, event.on, kind, text, by, event.note or "")


def at(world: World, day: dt.date, kind: str, text: str, by: str = "", note: str = "") -> Moment:
    return Moment(on=day, day=world.words.full(day), kind=kind, text=text, by=by, note=note)
