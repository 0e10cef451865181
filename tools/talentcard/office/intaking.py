"""Drafts from a list as files of the registry: written out, sealed, read back, and judged beside all that is there."""

from __future__ import annotations

import copy
import datetime as dt
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from talentcard import ids
from talentcard.context import CannotRunError
from talentcard.core import rules
from talentcard.core.finding import Finding, Place, Severity
from talentcard.core.intake.drafting import Desk, Draft
from talentcard.core.intake.sheet import Form, Sheet, Spot
from talentcard.core.kinds import BY_NAME
from talentcard.core.model import Contact, IdentityTag, Key, Pointer, RecordId
from talentcard.core.periodic import in_post
from talentcard.core.privacy.identity import DOCUMENTS, IdentityError, IdentityKind, normalised
from talentcard.core.registry import Entry, Registry
from talentcard.core.workdays import CalendarHorizonError
from talentcard.documents import sheets
from talentcard.emission import emit
from talentcard.reading.reader import Reader
from talentcard.reading.schemas import Schemas
from talentcard.reading.walking import Source, walk
from talentcard.sealing import fields, hpke, planning, seals
from talentcard.sealing.custody import Custody
from talentcard.sealing.keyring import Secret
from talentcard.sealing.seals import RecordText
from talentcard.sealing.tags import Tags
from talentcard.session import Opened

FORMS = "site/papers/intake.toml"
BY_YEAR = {"request": "events", "roster": "filed_on", "notice": "issued_on"}
"""Kinds that lie in a folder a year, and the field that says which."""


def form(root: Path, kind: str) -> Form:
    """How the registry's lists may be written. Raises CannotRunError."""
    try:
        return Form.of(tomllib.loads((root / FORMS).read_text(encoding="utf-8")), kind)
    except OSError as error:
        raise CannotRunError("intake-no-form", file=FORMS) from error
    except (tomllib.TOMLDecodeError, LookupError, TypeError, AttributeError) as error:
        raise CannotRunError("intake-form-broken", file=FORMS, error=str(error)) from error


def sheets_of(file: Path) -> tuple[Sheet, ...]:
    """The file's visible sheets. Raises CannotRunError."""
    found = sheets.read(file, spread=True)
    return tuple(Sheet(one.name if len(found) > 1 else "", tuple(row.values for row in one.rows)) for one in found)


def fresh_ids(root: Path) -> Callable[[str], str]:
    """Ids that no file of the registry has, and none twice."""
    taken = {source.stem for source in walk(root, None)[0]}

    def fresh(kind: str) -> str:
        taken.add(made := ids.fresh(*ids.LENGTHS[kind], taken))
        return made

    return fresh


# ---- who is there already, as far as there is a key ------------------------------------------------------


def owners(held: Custody, secret: Secret | None) -> Callable[[IdentityKind, str], RecordId | None]:
    """Whose a document number is, by its blind index."""
    tags = held.registry.of(IdentityTag)

    def owner(kind: IdentityKind, number: str) -> RecordId | None:
        tag = tags.get(RecordId(f"tag-{secret.tag(kind.value, number)}")) if secret is not None else None
        return tag.talent if tag is not None else None

    return owner


def members(held: Custody, secrets: Mapping[str, Secret]) -> Callable[[RecordId, str], RecordId | None]:
    """Which contact of a body, in a post of the rules, bears a name."""
    found: dict[tuple[RecordId, str], RecordId] = {}
    contacts = held.registry.of(Contact)
    for source in held.texts() if secrets else ():
        contact = contacts.get(source.record)
        opened, _ = seals.opened(source, secrets) if contact is not None else ({}, ())
        name = opened.get(("person", "name"))
        if contact is not None and name is not None and contact.post.on_rosters and in_post(contact, held.today):
            found[contact.organisation, name] = contact.id

    def member(body: RecordId, name: str) -> RecordId | None:
        try:
            return found.get((body, normalised(IdentityKind.NAME, name, held.today)))
        except IdentityError:
            return None

    return member


# ---- drafts as files ----------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class Filed:
    """The drafts as files; ``origins``: which draft stands in which of them."""

    changes: dict[str, bytes | None] = field(default_factory=dict)
    origins: dict[str, Draft] = field(default_factory=dict)
    findings: list[tuple[str, Finding]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    open: set[RecordId] = field(default_factory=set)
    sealed: int = 0
    untagged: bool = False


def filed(held: Custody, schemas: Schemas, drafts: Iterable[Draft], key: Key | None, secret: Secret | None) -> Filed:
    """Every draft written, its personal values sealed at once where there is a key, and read back as a record."""
    found, tags, reader = Filed(), Tags(held.registry, secret), Reader(schemas)
    for draft in drafts:
        kind = BY_NAME[draft.kind]
        path = path_of(draft)
        data = ordered(schemas, draft)
        source = RecordText(
            path=str(path), kind=kind, record=draft.id, text="", data=data, fields=held.fields.get(kind, {})
        )
        if key is not None:
            for pointer, what, value in fields.values(data, source.fields):
                put(data, pointer, str(hpke.seal(key.kid, planning.public_bytes(key), draft.id, pointer, value)))
                found.sealed += 1
                if what in DOCUMENTS:
                    found.findings += [(str(path), finding) for finding in tags.add(source, what, value)]
        raw = emit(data, len(path.parts) - 1).encode()
        found.origins[str(path)] = draft
        found.changes[str(path)] = raw
        if kind in held.fields and key is None:
            found.open.add(draft.id)  # what is not sealed is no record yet
            continue
        taken = reader.take_bytes(Source(str(path), str(held.root / path), kind, path.stem), raw)
        found.findings += [(str(path), finding) for finding in taken.findings]
        if taken.record is not None:
            found.entries.append(Entry(str(path), taken.record))
    for path_, raw_ in tags.changes.items():
        found.changes[path_] = raw_
        name = PurePosixPath(path_).stem
        taken = reader.take_bytes(Source(path_, str(held.root / path_), BY_NAME["identity-tag"], name), raw_ or b"")
        found.entries += [Entry(path_, taken.record)] if taken.record is not None else []
    found.untagged = secret is None
    return found


def put(data: dict[str, Any], pointer: Pointer, value: str) -> None:
    *within, last = pointer
    for name in within:
        data = data[str(name)]
    data[str(last)] = value


def path_of(draft: Draft) -> PurePosixPath:
    """As the sample lays them out: cases, filings and notices by year."""
    parts = ["records", BY_NAME[draft.kind].folder]
    if draft.kind in BY_YEAR:
        said = draft.data[BY_YEAR[draft.kind]]
        parts.append((said if isinstance(said, str) else said[0]["on"])[:4])
    return PurePosixPath(*parts, f"{draft.id}.yml")


def ordered(schemas: Schemas, draft: Draft) -> dict[str, Any]:
    """The fields in the order of the schema, as every other record has them."""
    data = {"schema": BY_NAME[draft.kind].tag, "id": draft.id, **copy.deepcopy(draft.data)}
    return {name: data[name] for name in schemas.documents[f"{draft.kind}.schema.json"]["properties"] if name in data}


# ---- judged beside all that is there ------------------------------------------------------------------------


def judge(opened: Opened, desk: Desk, made: Filed) -> None:
    """What is wrong with the drafts as records, beside all that is there: findings at the cells they come from."""
    failed = desk.failed  # a warning may then be about nothing but the rows that are missing
    for path, finding in [*made.findings, *(rule_findings(opened, made) if not made.findings else ())]:
        if failed and finding.severity is Severity.WARNING:
            continue
        draft = made.origins.get(path)
        spot = draft.spot(finding.at.pointer) if draft is not None and finding.at.path == path else Spot()
        desk.findings.append((spot, traced(finding, made, desk)))


def backdated(opened: Opened, desk: Desk, made: Filed) -> None:
    """A word where ``check --base`` will refuse what lies further back than the policy lets it be recorded."""
    limits = desk.rules.changes
    old = [
        draft
        for draft in made.origins.values()
        for kind, day in acts(draft.data)
        if limits is not None and lies_back(opened, day) > (limits.days(kind) or 0)
    ]
    if old and limits is not None:
        params = {"count": str(len(old)), "days": str(limits.days())}
        desk.report("intake-backdated", Spot(), params, warn=True)


def acts(data: Mapping[str, Any]) -> Iterator[tuple[str, dt.date]]:
    """The events of a draft, of whichever procedure."""
    for holder in (data, *data.get("procedures", ())):
        for event in holder.get("events", ()):
            yield event["type"], dt.date.fromisoformat(event["on"])


def lies_back(opened: Opened, day: dt.date) -> int:
    try:
        return opened.calendar.between(day, opened.today) if day < opened.today else 0
    except CalendarHorizonError:  # older than the first calendar
        return (opened.today - day).days


def rule_findings(opened: Opened, made: Filed) -> Iterator[tuple[str, Finding]]:
    """What the rules find with the drafts there and do not find without them.

    Warnings about a draft are for who hands the list in; those about other records `check` tells anyway.
    """
    now = list(found(opened, made.entries, made.open))
    others = any(each.severity is Severity.ERROR and each.at.path not in made.origins for each in now)
    before = list(found(opened, [], set())) if others else []
    for each in now:
        if made.untagged and each.rule == "identity-tag-count":
            continue  # the custodian's next step, not the list's fault
        if each.at.path in made.origins:
            yield each.at.path, each
        elif each.severity is Severity.ERROR and each not in before:
            yield next((place.path for place in each.also if place.path in made.origins), each.at.path), each


def found(opened: Opened, more: list[Entry], unread: set[RecordId]) -> Iterator[Finding]:
    registry = opened.registry
    entries = sorted([*registry.entries, *more], key=lambda entry: entry.path)
    together = Registry(tuple(entries), registry.unreadable | unread)
    scope = rules.Scope(registry=together, calendar=opened.calendar, as_of=opened.as_of, today=opened.today)
    return rules.findings(scope)


def traced(finding: Finding, made: Filed, desk: Desk) -> Finding:
    """The finding where the clerk can mend it: at the cell that the place in the record comes from."""

    def moved(at: Place) -> Place:
        draft = made.origins.get(at.path)
        return desk.place(draft.spot(at.pointer)) if draft is not None else at

    return replace(finding, at=moved(finding.at), also=tuple(map(moved, finding.also)))
