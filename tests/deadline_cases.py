"""The deadline tables in ``tests/deadlines/``: read, checked by the real schemas, and built into registries in memory.

A table is a list of cases a clerk can read: what happened (``given``, in the words of the records), and what the
ledger has to say on several days (``expect``). ``tests/deadlines/README.md`` explains the fields.
"""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

import registries
from registries import Data
from talentcard.core import ledger
from talentcard.core.kinds import BY_FOLDER, BY_NAME, Kind
from talentcard.core.model import Calendar, ExpectedCalendar
from talentcard.core.obligation import Obligation
from talentcard.core.registry import Registry
from talentcard.core.workdays import WorkCalendar
from talentcard.reading.schemas import Schemas

TABLES = Path(__file__).parent / "deadlines"
SETTINGS = "records/settings/set-registry.yml"
TALENT = "tal-c1ty000001"
IDS = {
    "request": "req-case000001",
    "card": "card-case000001",
    "suggestion": "sug-case000001",
}
NOTICED = {"noticed", "cancel_noticed"}
NOTICE = "ntc-case000001"
REFUSED = "refused by its schema: "


@dataclass(frozen=True)
class Table:
    """One file: ``kind`` of its cases' record, and the service that they are about."""

    stem: str
    data: Data

    @property
    def kind(self) -> str:
        return str(self.data["kind"])

    @property
    def service(self) -> str | None:
        found = self.data.get("service")
        return None if found is None else str(found)

    def cases(self) -> Iterator[Case]:
        for number, data in enumerate(self.data["cases"], 1):
            for variant in data.get("variants", [None]):
                yield Case(self, number, data, variant)


@dataclass(frozen=True, eq=False)
class Case:
    """One case of a table, for one of its variants where it lists several."""

    table: Table
    number: int
    data: Data
    variant: str | None

    @property
    def id(self) -> str:
        name = str(self.data["name"]["en"]).replace(" ", "-")
        return f"{self.table.stem}/{self.number:02d}-{name}" + (f"-{self.variant}" if self.variant else "")

    @cached_property
    def record(self) -> Data | None:
        """The record that the case is about; none for duties that come round by themselves."""
        return None if self.table.kind == "periodic" else record(self.table, self.data["given"], self.variant)

    @cached_property
    def registry(self) -> Registry:
        """The repository's rules, the shared people and bodies, the case's own records and changes."""
        given = [self.record] if self.record else self.data["given"]
        return build([*given, *self.data.get("also", [])], self.data.get("settings"), self.data.get("readings"))

    def ledger(self, day: dt.date) -> dict[str, Obligation]:
        """The case's obligations on a day by their short id: what follows the record's own."""
        return obligations(self.registry, day, self.watched)

    def watched(self, obligation: Obligation) -> bool:
        if self.record is not None:
            return bool(obligation.record == self.record["id"])
        return obligation.step in self.data["watch"]

    def days(self) -> list[tuple[dt.date, dict[str, Data]]]:
        """The as-of days in order with what is expected of each obligation: what ended earlier stays as it was."""
        known: dict[str, Data] = {}
        found = []
        for day, expected in sorted(self.data["expect"].items()):
            known = {key: wanted for key, wanted in known.items() if ended(wanted)} | (expected or {})
            found.append((dt.date.fromisoformat(day), dict(known)))
        return found


def ended(wanted: Data) -> bool:
    return wanted["state"] in {"met", "met_late", "waived"}


def short(obligation: Obligation) -> str:
    """``submit``, ``p000001/apply``; for a duty that comes round by itself the whole id."""
    standing = obligation.record.startswith(("org-", "con-"))
    return obligation.id if standing else obligation.id.removeprefix(f"{obligation.record}/")


def seen(obligation: Obligation, asked: Data) -> Data:
    """The obligation in the words of the tables; always state, due and met_on, the rest where it was asked for."""
    due = obligation.due
    dates = None if due is None else [str(due.earliest), str(due.latest)]
    found: Data = {
        "state": obligation.state.value,
        "due": dates if obligation.provisional else dates and dates[0],
        "met_on": obligation.met_on and str(obligation.met_on),
        "owner": obligation.owner,
        "to": obligation.owed_to,
        "basis": obligation.basis.value,
        "rule": obligation.rule,
        "gap": obligation.gap,
        "left": obligation.working_days_left,
        "starts": str(obligation.starts.earliest),
    }
    always = {key: found[key] for key in ("state", "due", "met_on") if found[key] is not None}
    return always | {key: found[key] for key in asked if key in found}


def obligations(registry: Registry, day: dt.date, watched: Any = lambda _: True) -> dict[str, Obligation]:
    found: dict[str, Obligation] = {}
    for obligation in ledger.ledger(registry, calendar_of(registry), day):
        if watched(obligation):
            key = short(obligation)
            assert key not in found, f"two obligations are called {key}"
            found[key] = obligation
    return found


def reckoned(service: str, given: Data, day: str, readings: Data | None = None) -> dict[str, Obligation]:
    """The obligations of one record on a day, under other readings where they are given."""
    kind = "card" if "procedures" in given else "request"
    data = record(Table("", {"kind": kind, "service": service}), given, None)
    found = build([data], readings=readings)
    return obligations(found, dt.date.fromisoformat(day), lambda o: o.record == data["id"])


def calendar_of(registry: Registry) -> WorkCalendar:
    calendars = registry.of(Calendar).values()
    return _calendar(tuple(calendars), tuple(registry.of(ExpectedCalendar).values()))


@cache
def _calendar(calendars: tuple[Calendar, ...], expected: tuple[ExpectedCalendar, ...]) -> WorkCalendar:
    return WorkCalendar.from_records(calendars, expected)


# ---- records ----------------------------------------------------------------------------------------


def record(table: Table, given: Data, variant: str | None) -> Data:
    """A whole record from what a case says of it."""
    data = copy.deepcopy(given)
    kind = table.kind
    found: Data = {"schema": f"{kind}/1", "id": IDS[kind]}
    if kind == "request":
        found |= {"talent": TALENT, "service": table.service, "requested_by": "talent", "beneficiary": "self"}
        found |= {"variant": variant} if variant else {}
    elif kind == "card":
        found |= {"talent": TALENT}
    else:
        found |= {"type": table.service, "raised_by": "con-em0yer0001", "subject": "general", "text": "示例文字。"}
    found |= data
    for index, events in enumerate(event_lists(found)):
        number_events(events, index)
    return found


def event_lists(data: Data) -> list[list[Data]]:
    return [procedure["events"] for procedure in data["procedures"]] if "procedures" in data else [data["events"]]


def number_events(events: list[Data], group: int) -> None:
    """Ids and the notice behind an event, where the case leaves them out."""
    for index, event in enumerate(events):
        event.setdefault("id", f"e{group}{index:05d}")
        if event["type"] in NOTICED:
            event.setdefault("notice", NOTICE)


def build(given: list[Data], settings: Data | None = None, readings: Data | None = None) -> Registry:
    """A registry of the repository's rules, the shared fixtures and these records, all held against the schemas."""
    changed: dict[str, Data] = {}
    for data in [*shared(), *given]:
        kind = kind_of(data)
        assert schemas().accepts(kind, data), REFUSED + str(schemas().explain(kind, data, data["id"]))
        changed[f"records/{kind.folder}/{data['id']}.yml"] = data
    documents = rules()
    changed[SETTINGS] = documents[SETTINGS] | {
        "due_soon_working_days": 3,
        "tracking_since": "2026-01-01",
        "notified": [],
    }
    changed[SETTINGS] |= settings or {}
    changed |= read_otherwise(documents, readings or {})
    return registries.registry(changed)


@cache
def rules() -> dict[str, Data]:
    """The repository's own rules, only to be looked at."""
    return registries.documents()


def read_otherwise(documents: dict[str, Data], readings: Data) -> dict[str, Data]:
    """The register with other choices: ``code: option``, or ``code: {chosen: option, parameter: value}``."""
    changed = {}
    for code, wanted in readings.items():
        path, data = next(
            (path, data)
            for path, data in documents.items()
            if BY_FOLDER[path.split("/")[1]].name == "interpretation" and data["code"] == code
        )
        parameters = dict(wanted) if isinstance(wanted, dict) else {"chosen": wanted}
        chosen = parameters.pop("chosen", data["chosen"])
        assert chosen in {option["code"] for option in data["options"]}
        changed[path] = data | {"chosen": chosen, "parameters": data.get("parameters", {}) | parameters}
    return changed


def kind_of(data: Data) -> Kind:
    return BY_NAME[data["schema"].partition("/")[0]]


@cache
def schemas() -> Schemas:
    return Schemas.load(registries.ROOT / "schemas")


@cache
def shared() -> tuple[Data, ...]:
    return tuple(read(TABLES / "shared.yml")["records"])


@cache
def tables() -> tuple[Table, ...]:
    return tuple(Table(path.stem, read(path)) for path in sorted(TABLES.glob("*.yml")) if path.stem != "shared")


class Loader(yaml.SafeLoader):
    """YAML as the records have it: ``on`` is a word and a date is text."""


Loader.yaml_implicit_resolvers = {}
Loader.add_implicit_resolver("tag:yaml.org,2002:merge", re.compile("^<<$"), ["<"])
Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^null$"), ["n"])
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))
Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile("^-?[0-9]+$"), list("-0123456789"))


def read(path: Path) -> Data:
    found = yaml.load(path.read_text(encoding="utf-8"), Loader)
    assert isinstance(found, dict)
    return found
