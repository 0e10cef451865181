"""The public site is made of the projection alone; the projection holds what its closed schema names, and no more."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import jsonschema
import msgspec
import pytest

import made
from made import SAMPLE
from registries import ROOT
from talentcard.core import model, pages
from talentcard.core.kinds import BY_NAME, KINDS
from talentcard.core.pages import World
from talentcard.core.privacy import canaries
from talentcard.core.privacy.projection import Allowed, project, pruned
from talentcard.core.registry import Entry, Registry
from talentcard.core.statistics import statistics
from talentcard.publishing import feeds, lookout, search, sitemap, twins
from talentcard.publishing.edition import Edition
from talentcard.publishing.projecting import Public
from talentcard.publishing.templates import Templates, words
from talentcard.reading import life_events
from talentcard.reading.schema_public import FILE
from talentcard.session import work_calendar

DOCUMENT: dict[str, Any] = json.loads((ROOT / FILE).read_bytes())
ALLOWED = Allowed(DOCUMENT)
Output = dict[str, bytes | str]


def registry() -> Registry:
    """The generated sample with its releases: every kind of record is in it."""
    return made.story(*SAMPLE).registry


def output(of: Registry) -> Output:
    """The public site as `talentcard build` makes it: all pages in both languages, and the files beside them."""
    calendar = work_calendar(of)
    figures = statistics(of, calendar, made.AS_OF, (), exact=False)
    found = []
    for lang in ("zh", "en"):
        world = World(
            registry=of,
            calendar=calendar,
            as_of=made.AS_OF,
            words=words(ROOT, lang),
            statistics=figures,
            events=life_events.load(ROOT).events,
        )
        body = Templates(ROOT, world).page
        found.append(
            Edition(world=world, folder="" if lang == "zh" else lang, pages=pages.site(world), written=(), body=body)
        )
    every = tuple(found)
    beside = (files(ROOT, every) for files in (twins.files, feeds.files, search.files, sitemap.files))
    return {f"{edition.base}{path}": body for edition in every for path, body in edition.bodies.items()} | {
        name: content for files in beside for name, content in files.items()
    }


# ---- the site is made of it --------------------------------------------------------------------------------------


def test_the_projection_changes_no_byte_of_the_public_site() -> None:
    """So nothing is missing from it; and as the site is made of it alone, nothing else can come in."""
    whole, projected = output(registry()), output(project(registry(), ALLOWED))
    assert len(whole) > 150
    assert [name for name in whole if whole[name] != projected.get(name)] == []
    assert whole.keys() == projected.keys()


ASKED_FOR = {
    "Extension.interpretation",
    "PolicyDocument.title",
    "Release.calendar",
    "Release.policy",
    "Release.threshold",
    "ReleasedTimes.since",
    "Settings.language",
    "Settings.name",
}
"""Fields that every record of a kind must have: allowed, as nothing can be read without them, though no page does."""
FRAME = {"FooterSlots.icp", "FooterSlots.police", "FooterSlots.site_code", "Settings.as_of"}
"""Read by the frame around the pages, which is made after them."""


def test_no_field_is_let_through_that_no_page_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    read = defaultdict[str, set[str]](set)

    def noting(self: object, name: str) -> Any:
        read[type(self).__name__].add(name)
        return object.__getattribute__(self, name)

    projected = project(registry(), ALLOWED)
    for type_ in set(types()):
        monkeypatch.setattr(type_, "__getattribute__", noting, raising=False)
    output(projected)
    monkeypatch.undo()
    let_through = {f"{type_.__name__}.{name}" for type_, part in parts() for name in ALLOWED.fields(part)}
    unread = {one for one in let_through if one.partition(".")[2] not in {*read[one.partition(".")[0]], "schema"}}
    assert unread == ASKED_FOR | FRAME


def types() -> Iterator[type[msgspec.Struct]]:
    """The types of everything that the projection can hold."""
    return (type_ for type_, _ in parts())


@cache
def parts() -> tuple[tuple[type[msgspec.Struct], dict[str, Any]], ...]:
    """Each type with what is allowed of it."""
    every = ((kind.type, ALLOWED.kind(kind.name)) for kind in KINDS)
    return tuple(found for type_, part in every if part is not None for found in below(type_, dict(part)))


def below(hint: Any, part: dict[str, Any]) -> Iterator[tuple[type[msgspec.Struct], dict[str, Any]]]:
    base = get_origin(hint) or hint
    if base in (Union, UnionType):
        for arm in get_args(hint):
            yield from below(arm, part)
    elif base is tuple:
        yield from below(get_args(hint)[0], dict(ALLOWED.followed(part["items"])))
    elif isinstance(base, type) and issubclass(base, msgspec.Struct):
        yield base, part
        hints = get_type_hints(base)
        for name, field in ALLOWED.fields(part).items():
            yield from below(hints[name], dict(ALLOWED.followed(field)))


# ---- the schema is closed -----------------------------------------------------------------------------------------


def objects(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        if part.get("type") == "object":
            yield part
        for item in part.values():
            yield from objects(item)
    elif isinstance(part, list):
        for item in part:
            yield from objects(item)


def test_the_schema_is_valid_closed_and_stands_by_itself() -> None:
    """A field added to a part that other schemas share must not appear by itself: so no part is shared."""
    jsonschema.Draft202012Validator.check_schema(DOCUMENT)
    assert len(list(objects(DOCUMENT))) > 40
    assert [part for part in objects(DOCUMENT) if "additionalProperties" not in part] == []
    assert all(part["additionalProperties"] is False or "propertyNames" in part for part in objects(DOCUMENT))
    named = {text.removeprefix("#/$defs/") for text in references(DOCUMENT)}
    assert named == set(DOCUMENT["$defs"])


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for name, item in part.items():
            yield from [item] if name == "$ref" else references(item)
    elif isinstance(part, list):
        for item in part:
            yield from references(item)


def test_the_kinds_that_are_public_are_these() -> None:
    assert set(DOCUMENT["properties"]) == {
        "settings", "policy", "service", "interpretation", "calendar", "expected-calendar", "organisation", "bulletin",
        "release", "questionnaire", "evaluation",
    }  # fmt: skip
    for name, part in DOCUMENT["properties"].items():
        assert part["items"]["properties"]["schema"] == {"const": BY_NAME[name].tag}


# ---- what is not named does not appear ---------------------------------------------------------------------------


def test_records_of_persons_cases_and_keys_are_left_out() -> None:
    found = project(registry(), ALLOWED)
    kinds = {type(entry.record) for entry in found.entries}
    assert kinds.isdisjoint({model.Talent, model.Contact, model.Card, model.Request, model.Notice, model.Suggestion})
    assert kinds.isdisjoint({model.Roster, model.Meeting, model.Key, model.IdentityTag})
    types = {record.type for record in found.of(model.Organisation).values()}
    assert types.isdisjoint({model.OrgType.EMPLOYER, model.OrgType.HOSPITAL, model.OrgType.UNIT})
    assert {record.type for record in found.of(model.Bulletin).values()} == {model.BulletinType.BULLETIN}
    assert len(found.entries) < len(registry().entries) / 5


def without(*keys: str) -> Allowed:
    """The schema before somebody allowed the last of these keys."""
    document = deepcopy(DOCUMENT)
    *way, last = keys
    part: Any = document
    for key in way:
        part = part[key]
    part.remove(last) if isinstance(part, list) else part.pop(last)
    return Allowed(document)


def test_a_new_field_is_not_public_until_it_is_allowed() -> None:
    before = without("properties", "organisation", "items", "properties", "office")
    assert any(body.office for body in project(registry(), ALLOWED).of(model.Organisation).values())
    assert not any(body.office for body in project(registry(), before).of(model.Organisation).values())
    inner = without("$defs", "guide", "properties", "materials")
    assert any(one.guide and one.guide.materials for one in project(registry(), ALLOWED).of(model.Service).values())
    assert not any(one.guide and one.guide.materials for one in project(registry(), inner).of(model.Service).values())


def test_a_new_kind_is_not_public_until_it_is_allowed() -> None:
    assert project(registry(), ALLOWED).of(model.Release)
    assert not project(registry(), without("properties", "release")).of(model.Release)


def test_a_new_value_of_a_list_is_not_public_until_it_is_allowed() -> None:
    before = without("properties", "organisation", "items", "properties", "type", "enum", "branch")
    found = {body.type for body in project(registry(), before).of(model.Organisation).values()}
    assert model.OrgType.BRANCH not in found
    assert model.OrgType.DEPARTMENT in found


def test_what_is_neither_named_nor_plain_never_passes() -> None:
    assert pruned({"known": 1, "new": 2}, {"properties": {"known": {}}}, ALLOWED) == {"known": 1}
    assert pruned({"anything": 1}, {"type": "string"}, ALLOWED) == {}
    assert pruned(("a", "b"), {"type": "string"}, ALLOWED) == []
    with pytest.raises(TypeError):
        pruned(b"bytes", {"type": "string"}, ALLOWED)


# ---- what is allowed is held against the schema -------------------------------------------------------------------


def changed(path: str, **values: Any) -> Registry:
    """The registry with other values in one record."""
    return Registry(
        tuple(
            Entry(entry.path, msgspec.structs.replace(entry.record, **values)) if entry.path == path else entry
            for entry in registry().entries
        )
    )


BULLETIN = next(
    entry.path
    for entry in registry().entries
    if isinstance(entry.record, model.Bulletin) and entry.record.type is model.BulletinType.BULLETIN
)
NUMBER = "000000" + "19900101" + "0000"


@pytest.mark.parametrize("secret", [NUMBER, f"190{0:08}", "enc:" + "v1:k1:AAAA"], ids=["number", "mobile", "sealed"])
def test_a_public_text_that_looks_like_an_identity_is_refused_and_not_quoted(secret: str) -> None:
    summary = model.Text(zh=f"联系{secret}", en="none")
    (found,) = Public(ROOT, changed(BULLETIN, summary=summary)).findings()
    assert (found.rule, found.at.path, dict(found.params)) == ("projection-refused", BULLETIN, {"field": "summary.zh"})
    assert found.at.pointer == ()  # a line that is pointed at is quoted
    assert secret not in str(found)


def test_the_registry_as_it_stands_is_not_refused() -> None:
    assert list(Public(ROOT, registry()).findings()) == []


# ---- canaries -----------------------------------------------------------------------------------------------------


def test_canaries_do_not_come_through() -> None:
    planted = canaries.plant(registry(), ALLOWED)
    assert project(planted.registry, ALLOWED) == project(registry(), ALLOWED)
    assert len(planted.registry.entries) > len(registry().entries)


def test_every_text_and_day_that_is_not_public_has_its_canary() -> None:
    planted = set(canaries.plant(registry(), ALLOWED).forbidden.values())
    wanted = {where for kind in KINDS for where in places(kind.type, kind.name, ALLOWED.kind(kind.name))}
    assert {"talent.identity.name", "talent.identity.documents", "contact.person.mobile"} <= wanted
    assert {"request.events.note", "organisation.district", "organisation.names.until"} <= wanted
    assert wanted <= planted


def places(hint: Any, where: str, part: Any) -> Iterator[str]:
    """The fields for texts and days that the schema does not name."""
    base = getattr(get_origin(hint) or hint, "__supertype__", get_origin(hint) or hint)
    if base in (Union, UnionType):
        for arm in get_args(hint):
            yield from places(arm, where, part)
    elif base in (tuple, dict):
        items = ALLOWED.followed(part).get("items", {}) if part is not None else None
        yield from places(get_args(hint)[-1 if base is dict else 0], where, items)
    elif isinstance(base, type) and issubclass(base, msgspec.Struct):
        named = {} if part is None else ALLOWED.fields(part)
        for name, field in get_type_hints(base).items():
            if part is None and name == "schema":
                continue
            yield from places(field, f"{where}.{name}", named.get(name))
    elif part is None and base in (str, dt.date):
        yield where


def test_records_of_a_kind_that_is_public_in_part_have_canaries_too() -> None:
    planted = canaries.plant(registry(), ALLOWED)
    reports = {where for where in planted.forbidden.values() if where.startswith("bulletin.")}
    assert {"bulletin.summary.zh", "bulletin.issued_by"} <= reports
    strangers = planted.registry.entries[len(registry().entries) :]
    types = {entry.record.type for entry in strangers if isinstance(entry.record, model.Organisation)}
    assert types == {model.OrgType.EMPLOYER, model.OrgType.HOSPITAL, model.OrgType.UNIT}


def test_every_canary_has_a_sign_and_none_is_within_another() -> None:
    made_up = list(canaries.plant(registry(), ALLOWED).forbidden)
    assert len(made_up) > 300
    assert [one for one in made_up if not any(sign in one for sign in lookout.SIGNS)] == []
    assert [one for one in made_up for other in made_up if one != other and one in other] == []
