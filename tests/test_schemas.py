"""The schemas against the record types, against their readers (people in an editor) and against three validators."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import jsonschema
import jsonschema_rs
import msgspec
import pytest
import referencing
import ryaml
from jsonschema.protocols import Validator
from referencing.jsonschema import DRAFT202012

from talentcard.core.kinds import BY_NAME, KINDS, LIFE_EVENT, Kind
from talentcard.core.model import Event, Text

ROOT = Path(__file__).parent.parent
SCHEMAS: dict[str, dict[str, Any]] = {
    path.name: json.loads(path.read_text("utf-8")) for path in sorted((ROOT / "schemas").glob("*.schema.json"))
}
COMMON = "common.schema.json"
EVERY = (*KINDS, LIFE_EVENT)
GOOD = sorted((ROOT / "tests/schema_good").glob("*.yml"))
BAD = sorted((ROOT / "tests/schema_bad").glob("*.yml"))
CHINESE = re.compile("[一-龥]")


def schema_file(kind: str) -> str:
    return f"{kind}.schema.json"


def resolved(schema: dict[str, Any], file: str) -> tuple[dict[str, Any], str]:
    """The schema behind a ``$ref``, with the file in which its own references are to be read."""
    while "$ref" in schema:
        target, _, pointer = schema["$ref"].partition("#")
        file = target or file
        schema = SCHEMAS[file]
        for key in pointer.strip("/").split("/"):
            schema = schema[key]
    return schema, file


# ---- every kind has its schema -----------------------------------------------------------------------------------


def test_each_kind_has_a_schema_and_each_schema_a_kind() -> None:
    assert set(SCHEMAS) - {COMMON} == {schema_file(kind.name) for kind in EVERY}


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.name)
def test_a_schema_names_its_kind_and_id_prefix(kind: Any) -> None:
    file = schema_file(kind.name)
    properties = SCHEMAS[file]["properties"]
    assert properties["schema"]["const"] == kind.tag
    record_id, _ = resolved(properties["id"], file)
    assert record_id["pattern"].startswith(f"^{kind.prefix}")


@pytest.mark.parametrize("file", SCHEMAS)
def test_schemas_are_valid_and_found_by_relative_path(file: str) -> None:
    """No ``$id``: then editors, check-jsonschema and both validators resolve references by the file's own place."""
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[file])
    assert SCHEMAS[file]["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "$id" not in SCHEMAS[file]
    for reference in re.findall(r'"\$ref": "([^"]+)"', json.dumps(SCHEMAS[file])):
        resolved({"$ref": reference}, file)


def test_the_editor_knows_each_folder() -> None:
    lines = (ROOT / ".vscode/settings.json").read_text("utf-8").splitlines()
    settings = json.loads("\n".join(line for line in lines if not line.lstrip().startswith("//")))
    assert settings["yaml.schemas"] == {
        f"./schemas/{schema_file(kind.name)}": f"{kind.root}/{kind.folder}/**/*.yml" for kind in EVERY
    }


# ---- schema and type state the same fields -----------------------------------------------------------------------


JSON_TYPES = {str: "string", int: "integer", bool: "boolean", dict: "object", tuple: "array"}


def plain(type_: Any) -> Any:
    """A type without ``| None`` and behind a ``NewType``."""
    if get_origin(type_) in (Union, UnionType):
        (type_,) = (arm for arm in get_args(type_) if arm is not type(None))
    return getattr(type_, "__supertype__", type_)


def differences(schema: dict[str, Any], file: str, type_: Any, where: str) -> Iterator[str]:
    """Where a schema and a type of ``model.py`` disagree."""
    schema, file = resolved(schema, file)
    type_ = plain(type_)
    base = get_origin(type_) or type_
    if issubclass(base, msgspec.Struct):
        yield from field_differences(schema, file, base, where)
    elif issubclass(base, StrEnum):
        if set(schema.get("enum", [])) != {member.value for member in base}:
            yield f"{where}: {schema.get('enum')} is not {base.__name__}"
    elif base is dt.date:
        if schema.get("format") != "date":
            yield f"{where}: not a date"
    elif "const" not in schema and JSON_TYPES[base] not in schema["type"]:
        yield f"{where}: {schema['type']} is not {JSON_TYPES[base]}"
    elif base is tuple:
        yield from differences(schema["items"], file, get_args(type_)[0], f"{where}[]")


PUBLIC: dict[type[msgspec.Struct], set[str]] = {Text: {"en"}}
"""Asked for by the schema where a text is shown on pages in both languages, not by the type."""


def field_differences(schema: dict[str, Any], file: str, type_: type[msgspec.Struct], where: str) -> Iterator[str]:
    fields = {field.name: field for field in msgspec.structs.fields(type_)}
    required = {name for name, field in fields.items() if field.required}
    properties = schema.get("properties", {})
    if schema.get("additionalProperties") is not False:
        yield f"{where}: unknown keys are let through"
    if set(properties) != set(fields):
        yield f"{where}: keys differ: {sorted(set(properties) ^ set(fields))}"
    wanted = set(schema.get("required", [])) - PUBLIC.get(type_, set())
    if wanted != required:
        yield f"{where}: required differs: {sorted(wanted ^ required)}"
    for name, hint in get_type_hints(type_).items():
        if name in properties:
            takes_null = "null" in resolved(properties[name], file)[0].get("type", "")
            if takes_null != (name in required and type(None) in get_args(hint)):
                yield f"{where}.{name}: null"
            yield from differences(properties[name], file, hint, f"{where}.{name}")


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.name)
def test_schema_and_type_agree(kind: Any) -> None:
    file = schema_file(kind.name)
    assert list(differences(SCHEMAS[file], file, kind.type, kind.type.__name__)) == []


# ---- what an editor shows ----------------------------------------------------------------------------------------


def described(schema: dict[str, Any], where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every part of a schema that a clerk can hover over, with its own reference: ``card.schema.json#/…``."""
    for key in ("properties", "$defs"):
        for name, part in schema.get(key, {}).items():
            yield f"{where}/{key}/{name}", part
            yield from described(part, f"{where}/{key}/{name}")
    if "items" in schema:
        yield from described(schema["items"], f"{where}/items")


@pytest.mark.parametrize("file", SCHEMAS)
def test_everything_is_explained_in_chinese(file: str) -> None:
    silent = [
        (where, key)
        for where, part in [(file, SCHEMAS[file]), *described(SCHEMAS[file], f"{file}#")]
        for key in ("title", "description", "patternErrorMessage")
        if not CHINESE.search(part.get(key, "" if key != "patternErrorMessage" else "无"))
    ]
    assert silent == []


@pytest.mark.parametrize("file", SCHEMAS)
def test_every_choice_is_explained_in_chinese(file: str) -> None:
    for where, part in described(SCHEMAS[file], f"{file}#"):
        if "enum" in part:
            explained = part["enumDescriptions"]
            assert len(explained) == len(part["enum"]) == len(set(part["enum"])), where
            assert all(CHINESE.search(text) for text in explained), where


@pytest.mark.parametrize("file", SCHEMAS)
def test_examples_are_right(file: str) -> None:
    for where, part in described(SCHEMAS[file], f"{file}#"):
        for example in part.get("examples", []):
            assert places_explained({"$ref": where}, example) == set(), where


# ---- which event may carry what ----------------------------------------------------------------------------------

PRINTED = {"issued_on": "2026-03-01", "valid_through": "2029-03-01"}
SAMPLE: dict[str, Any] = {
    "at": "09:30", "recorded_on": "2026-03-02", "by": "org-sample", "reason": "other", "basis": "书面申请",
    "step": "submit", "days": 3, "approved_by": "con-7k2m9q4w3d", "handler": "org-sample", "variant": "general",
    "done": True, "rating": 4, "notice": "ntc-3f6t9y2b5r", "printed": PRINTED,
    "corrects": "e7b3x8q", "corrected_on": "2026-03-01", "note": "样例",
}  # fmt: skip
REASONS = {"paused": "missing_materials", "corrected": "wrong_date"}
NEEDS: dict[str, set[str]] = {
    "paused": {"reason"},
    "extended": {"step", "days", "reason", "approved_by", "basis"},
    "withdrawn": {"reason"},
    "refused": {"reason"},
    "corrected": {"corrects", "reason", "basis"},
    "reclassified": {"variant"},
    "fed_back": {"done"},
    "made": {"printed"},
    "noticed": {"notice"},
    "cancel_noticed": {"notice"},
    "assisted": {"by"},
    "acknowledged": {"by"},
}
ALWAYS = {"at", "recorded_on", "by", "note"}
MAY: dict[str, set[str]] = {
    "withdrawn": {"basis"},
    "refused": {"basis"},
    "corrected": {"corrected_on"},
    "fed_back": {"rating"},
    "approved": {"notice"},
    **{t: {"handler"} for t in ("contacted", "submitted", "forwarded", "assigned", "served", "trouble_reported")},
}


@pytest.mark.parametrize("type_", SCHEMAS[COMMON]["$defs"]["eventType"]["enum"])
def test_an_event_carries_what_its_type_needs_and_nothing_else(type_: str) -> None:
    validator = accepting(f"{COMMON}#/$defs/event")
    sample = SAMPLE | {"reason": REASONS.get(type_, "other")}
    assert set(sample) == {field.name for field in msgspec.structs.fields(Event)} - {"id", "type", "on"}
    needs = NEEDS.get(type_, set())
    allowed = needs | MAY.get(type_, set()) | (ALWAYS if type_ != "fed_back" else {"recorded_on"})
    least = {"id": "e4k9m2w", "type": type_, "on": "2026-03-02", **{name: sample[name] for name in needs}}
    assert validator.is_valid(least)
    assert {name for name in needs if validator.is_valid({k: v for k, v in least.items() if k != name})} == set()
    assert {name for name in sample if validator.is_valid(least | {name: sample[name]})} == allowed


# ---- three validators, one opinion -------------------------------------------------------------------------------


def ecma_pattern(_validator: Validator, pattern: str, instance: Any, _schema: Any) -> Iterator[Any]:
    """As JSON Schema means it: ``$`` is the very end, where Python's also matches before a last line feed."""
    if isinstance(instance, str) and not re.search(pattern.replace("$", r"\Z"), instance):
        yield jsonschema.ValidationError(f"{instance!r} does not match {pattern!r}")


def properties(validator: Any, parts: dict[str, Any], instance: Any, _schema: Any) -> Iterator[Any]:
    """As the library does, but naming the key that a ``false`` forbids."""
    for name in parts.keys() & (instance.keys() if isinstance(instance, dict) else set()):
        if parts[name] is False:
            yield jsonschema.ValidationError(f"{name} is not allowed here", path=[name])
        else:
            yield from validator.descend(instance[name], parts[name], path=name, schema_path=name)


EXPLAINING: Any = jsonschema.validators.extend(  # type: ignore[no-untyped-call]
    jsonschema.Draft202012Validator, {"pattern": ecma_pattern, "properties": properties}
)
RESOURCES: referencing.Registry[Any] = referencing.Registry().with_resources(
    (file, DRAFT202012.create_resource(schema)) for file, schema in SCHEMAS.items()
)


@cache
def accepting(reference: str) -> jsonschema_rs.Draft202012Validator:
    resources = jsonschema_rs.Registry(list(SCHEMAS.items()))
    return jsonschema_rs.Draft202012Validator({"$ref": reference}, registry=resources, validate_formats=True)


def places_accepted(reference: str, document: Any) -> set[str]:
    """Where the fast validator finds errors."""
    errors = accepting(reference).iter_errors(document)
    return {"/" + "/".join(map(str, error.instance_path)) for error in errors}


def places_explained(schema: dict[str, Any], document: Any) -> set[str]:
    """Where the explaining validator finds errors."""
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    errors = EXPLAINING(schema, registry=RESOURCES, format_checker=checker).iter_errors(document)
    return {"/" + "/".join(map(str, error.absolute_path)) for error in errors}


def read(text: str) -> Any:
    return ryaml.loads(text)  # type: ignore[attr-defined]


def kind_of(path: Path) -> str:
    return next(name for name in sorted(BY_NAME, key=len, reverse=True) if path.stem.startswith(f"{name}-"))


@cache
def check_jsonschema(kind: str) -> set[str]:
    """The names of the samples of a kind that check-jsonschema rejects."""
    paths = [str(path) for path in (*GOOD, *BAD) if kind_of(path) == kind]
    command = [sys.executable, "-m", "check_jsonschema", "-o", "json", "--schemafile"]
    command += [str(ROOT / "schemas" / schema_file(kind)), *paths]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    report = json.loads(done.stdout)
    assert report.get("parse_errors", []) == []
    return {Path(error["filename"]).name for error in report.get("errors", [])}


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_good_records_pass(path: Path) -> None:
    kind = kind_of(path)
    document = read(path.read_text("utf-8"))
    assert places_accepted(schema_file(kind), document) == set()
    assert places_explained(SCHEMAS[schema_file(kind)], document) == set()
    assert path.name not in check_jsonschema(kind)
    msgspec.convert(document, BY_NAME[kind].type)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_bad_records_fail_in_one_place(path: Path) -> None:
    """The first line says where and why: the place must be the only one that any validator complains about."""
    kind = kind_of(path)
    text = path.read_text("utf-8")
    place, _, reason = text.splitlines()[0].removeprefix("# ").partition("：")
    assert CHINESE.search(reason)
    document = read(text)
    assert places_accepted(schema_file(kind), document) == {place}
    assert places_explained(SCHEMAS[schema_file(kind)], document) == {place}
    assert path.name in check_jsonschema(kind)


@pytest.mark.parametrize("kind", [kind for kind in BY_NAME.values() if (ROOT / "records" / kind.folder).is_dir()])
def test_the_peer_accepts_every_record_of_the_sample(kind: Kind) -> None:
    records = sorted(str(path) for path in (ROOT / "records" / kind.folder).rglob("*.yml"))
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(ROOT / "schemas" / schema_file(kind.name))]
    done = subprocess.run([*command, *records], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
