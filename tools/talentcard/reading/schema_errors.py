"""What a record's schema has against it: a finding for each mistake, none for its consequences."""

from __future__ import annotations

import datetime as dt
import difflib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, cast

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from talentcard.core.finding import Finding, Place, Severity
from talentcard.core.model import TO_FILL, Pointer
from talentcard.core.privacy.quoting import HIDDEN
from talentcard.reading.schema_titles import Titles

Params = dict[str, str]

_ECHO = re.compile(r"(?!.*[0-9]{7})[A-Za-z0-9_:./+-]{1,20}")
"""Values short and plain enough to repeat in a message: codes, dates, small numbers; never a text or a long number."""

_BY_KEYWORD = {
    "type": "schema-type",
    "enum": "schema-enum",
    "const": "schema-const",
    "pattern": "schema-pattern",
    "format": "schema-format",
    "minimum": "schema-range",
    "maximum": "schema-range",
    "exclusiveMinimum": "schema-range",
    "exclusiveMaximum": "schema-range",
    "multipleOf": "schema-range",
    "minLength": "schema-too-short",
    "maxLength": "schema-too-long",
    "minItems": "schema-too-few",
    "maxItems": "schema-too-many",
    "minProperties": "schema-too-few",
    "maxProperties": "schema-too-many",
    "contains": "schema-too-few",
    "uniqueItems": "schema-unique",
    "dependentRequired": "schema-required",
    "required": "schema-required",
    "oneOf": "schema-conditional",
    "anyOf": "schema-conditional",
    "not": "schema-conditional",
}

_RANK = (
    "schema-to-fill",
    "schema-type",
    "schema-enum",
    "schema-const",
    "schema-format",
    "schema-pattern",
    "schema-too-short",
    "schema-too-long",
)
"""Of several complaints about one value the first of these is the mistake, the others follow from it."""

_DECIDING = ("type", "kind", "service", "role")
"""Fields on which others depend: while one of these is wrong itself, what it asks of the others is anybody's guess."""

_TYPES = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    dict: "object",
    list: "array",
    type(None): "null",
}


def is_date(value: object) -> bool:
    """A real day written YYYY-MM-DD; other types are not the format's business."""
    if not isinstance(value, str):
        return True
    try:
        return re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) is not None and bool(dt.date.fromisoformat(value))
    except ValueError:
        return False


def _formats() -> FormatChecker:
    checker = FormatChecker(formats=())
    checker.checks("date")(is_date)
    return checker


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # ECMA 262, as the fast validator reads it: \d is 0-9, and $ is the very end, not before a last line end
    return re.compile(re.sub(r"(?<!\\)((?:\\\\)*)\$(?=$|\||\))", r"\1\\Z", pattern), re.ASCII)


def _pattern(_: Any, pattern: str, instance: object, __: Any) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not _compiled(pattern).search(instance):
        yield ValidationError("pattern")


def _properties(validator: Any, properties: dict[str, Any], instance: object, _: Any) -> Iterator[ValidationError]:
    if not isinstance(instance, dict):
        return
    for name, schema in properties.items():
        if name in instance and schema is False:  # the library's own error does not say which field
            yield ValidationError("not allowed here", path=(name,), validator="false")
        elif name in instance:
            yield from validator.descend(instance[name], schema, path=name, schema_path=name)


_Validator = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {"pattern": _pattern, "properties": _properties}
)


@dataclass(frozen=True, slots=True)
class _Hit:
    """A mistake on its way to a finding; ``conditional``: only held against the record because of another field."""

    rule: str
    pointer: Pointer
    params: Params
    key: bool = False
    conditional: bool = False


class Explainer:
    """Runs the slow validator and turns its errors into findings."""

    def __init__(self, documents: Mapping[str, dict[str, Any]], base: str) -> None:
        parts = [
            (base + name, DRAFT202012.create_resource(_embedded(document, base + name)))
            for name, document in documents.items()
        ]
        self._registry: Registry[Any] = Registry().with_resources(parts).crawl()
        self._base = base
        self._titles = Titles(documents)

    def findings(self, schema: str, data: dict[str, Any], path: str) -> list[Finding]:
        """Every mistake once, by place."""
        validator = _Validator({"$ref": self._base + schema}, registry=self._registry, format_checker=_formats())
        found = [
            replace(hit, conditional=not {"then", "else"}.isdisjoint(error.absolute_schema_path))
            for error in validator.iter_errors(data)
            for hit in list(self._hits(schema, error)) or [self._unexplained(schema, error)]
        ]
        return [
            Finding(
                rule=hit.rule,
                severity=Severity.ERROR,
                at=Place(path=path, pointer=hit.pointer, key=hit.key),
                params=hit.params,
            )
            for hit in _without_consequences(found)
        ]

    def _unexplained(self, schema: str, error: ValidationError) -> _Hit:
        pointer = tuple(error.absolute_path)
        return _Hit("schema-conditional", pointer, self._titles.words(schema, pointer))

    # ---- one error of the validator -> one or more hits

    def _hits(self, schema: str, error: ValidationError) -> Iterator[_Hit]:
        pointer = tuple(error.absolute_path)
        words = self._titles.words(schema, pointer)
        if "propertyNames" in error.absolute_schema_path:
            name = str(error.instance)
            yield _Hit("schema-field-name", (*pointer, name), words, key=True)
            return
        if self._titles.sealed(schema, pointer):
            yield _Hit("field-unsealed", pointer, words)  # whatever is wrong with it, the value is not repeated
            return
        if error.instance == TO_FILL:
            yield _Hit("schema-to-fill", pointer, words)
            return
        match error.validator:
            case "false":
                yield _Hit("schema-not-allowed-here", pointer, words, key=True)
            case "required":
                yield from self._missing(schema, pointer, error, cast("list[str]", error.validator_value))
            case "dependentRequired":
                for needed in cast("dict[str, list[str]]", error.validator_value).values():
                    yield from self._missing(schema, pointer, error, needed)
            case "additionalProperties" | "unevaluatedProperties":
                yield from self._unknown(schema, pointer, error)
            case "oneOf" | "anyOf" if error.context:
                yield from self._branch(schema, pointer, error, words)
            case keyword:
                rule = _BY_KEYWORD.get(str(keyword), "schema-conditional")
                yield _Hit(rule, pointer, words | _details(error))

    def _missing(self, schema: str, pointer: Pointer, error: ValidationError, needed: list[str]) -> Iterator[_Hit]:
        for name in needed:
            if f"'{name}' is a" in error.message and name not in cast("dict[str, Any]", error.instance):
                yield _Hit("schema-required", pointer, self._titles.words(schema, (*pointer, name)))

    def _unknown(self, schema: str, pointer: Pointer, error: ValidationError) -> Iterator[_Hit]:
        own = cast("dict[str, Any]", error.schema).get("properties", {})
        known = own if error.validator == "additionalProperties" else self._titles.fields(schema, pointer)
        present = cast("dict[str, Any]", error.instance)
        guarded = any(self._titles.sealed(schema, (*pointer, name)) for name in known)
        for name in present:
            if name not in known:
                written = HIDDEN if guarded else name  # among personal data a wrong name may be a person's
                params = {"field": written, "within": self._titles.words(schema, pointer)["title"]}
                if close := difflib.get_close_matches(
                    name, [k for k in known if k not in present] or list(known), n=1, cutoff=0.6
                ):
                    guess = self._titles.words(schema, (*pointer, close[0]))
                    params |= {"guess": close[0], "guess_title": guess["title"]}
                yield _Hit("schema-unknown-field", (*pointer, name), params, key=True)

    def _branch(self, schema: str, pointer: Pointer, error: ValidationError, words: Params) -> Iterator[_Hit]:
        options = cast("list[Any]", error.validator_value)
        if all(isinstance(option, dict) and "const" in option for option in options):
            allowed = {str(option["const"]): str(option.get("title", "")) for option in options}
            yield _Hit("schema-enum", pointer, words | _allowed(allowed) | _guess(error.instance, allowed))
            return
        branches: dict[int, list[ValidationError]] = {}
        for inner in error.context or ():
            branches.setdefault(int(inner.schema_path[0]), []).append(inner)
        # the branch that the writer meant: right in type and in its constants, then the one with the fewest mistakes
        nearest = min(branches.values(), key=lambda inner: (_mismatch(inner), len(inner)))
        for inner in nearest:
            yield from self._hits(schema, inner)


def _embedded(document: Mapping[str, Any], uri: str) -> dict[str, Any]:
    """A schema as a part of a larger one. Without its $schema: the library would go on with its own validator."""
    return {key: value for key, value in document.items() if key != "$schema"} | {"$id": uri}


def _mismatch(errors: list[ValidationError]) -> int:
    """How far a branch is from what was written: another type, or another constant that tells branches apart."""
    wrong_type = sum(error.validator == "type" and not error.path for error in errors)
    wrong_tag = sum(error.validator in ("const", "enum") and len(error.path) <= 1 for error in errors)
    return 2 * wrong_type + wrong_tag


def _details(error: ValidationError) -> Params:
    limit = error.validator_value
    match error.validator:
        case "type":
            wanted = [limit] if isinstance(limit, str) else cast("list[str]", limit)
            return {
                "expected": "|".join(f"@type-{name}" for name in wanted),
                "got": f"@type-{_TYPES.get(type(error.instance), 'other')}",
            }
        case "enum":
            allowed = _described(error)
            return _allowed(allowed) | _guess(error.instance, allowed) | _echo(error.instance)
        case "const":
            return {"expected": _written(limit)} | _echo(error.instance)
        case "minimum" | "exclusiveMinimum" | "maximum" | "exclusiveMaximum" | "multipleOf":
            return {"bounds": _bounds(cast("dict[str, Any]", error.schema))} | _echo(error.instance)
        case "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties":
            return {"limit": str(limit), "length": str(len(cast("list[Any]", error.instance)))}
        case _:
            return _echo(error.instance)


def _described(error: ValidationError) -> dict[str, str]:
    """The allowed values and, where the schema tells, what each means."""
    schema = cast("dict[str, Any]", error.schema)
    values = [_written(value) for value in cast("list[Any]", error.validator_value)]
    meanings = schema.get("enumDescriptions") or [""] * len(values)
    return dict(zip(values, meanings, strict=False))


def _allowed(allowed: Mapping[str, str]) -> Params:
    return {"allowed": ", ".join(f"{value} ({meaning})" if meaning else value for value, meaning in allowed.items())}


def _guess(value: object, allowed: Mapping[str, str]) -> Params:
    close = difflib.get_close_matches(value, list(allowed), n=1, cutoff=0.6) if isinstance(value, str) else []
    return {"guess": close[0]} if close else {}


def _echo(value: object) -> Params:
    return {"value": _short(value)}


def _short(value: object) -> str:
    """A value of the record, if it may be repeated."""
    text = _written(value)
    return text if _ECHO.fullmatch(text) else "@hidden"


def _written(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _bounds(schema: Mapping[str, Any]) -> str:
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    if "multipleOf" in schema and low is None and high is None:
        return f"× {schema['multipleOf']}"
    return f"{'' if low is None else low}–{'' if high is None else high}"


def _without_consequences(hits: Iterable[_Hit]) -> list[_Hit]:
    """One complaint about one value, the most telling; nothing that only follows from another mistake."""
    hits = list(hits)
    out_of_place = {hit.pointer for hit in hits if hit.rule == "schema-not-allowed-here"}
    doubtful = {hit.pointer for hit in hits if not hit.conditional}
    kept: dict[tuple[object, ...], _Hit] = {}
    for hit in hits:
        holder = hit.pointer if hit.rule == "schema-required" else hit.pointer[:-1]
        if hit.conditional and any((*holder, name) in doubtful for name in _DECIDING):
            continue
        if hit.pointer in out_of_place and hit.rule != "schema-not-allowed-here":
            continue
        ranked = hit.rule in _RANK
        place = (hit.pointer, "value") if ranked else (hit.pointer, hit.rule, hit.params.get("field"))
        if place not in kept or (ranked and _RANK.index(hit.rule) < _RANK.index(kept[place].rule)):
            kept[place] = hit
    return list(kept.values()) or hits[:1]
