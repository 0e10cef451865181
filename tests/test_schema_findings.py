"""Schema errors in the clerk's words: the rule, the exact place, and nothing that only follows from another mistake."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from talentcard.context import CannotRunError
from talentcard.core.finding import Finding
from talentcard.core.kinds import BY_NAME, KINDS
from talentcard.messages import catalogue
from talentcard.reading.schemas import Schemas, file_name

ROOT = Path(__file__).resolve().parents[1]
REAL = Schemas.load(ROOT / "schemas")
REQUEST = BY_NAME["request"]

GOOD: dict[str, Any] = {
    "schema": "request/1",
    "id": "req-0123456789",
    "talent": "tal-0123456789",
    "service": "schooling",
    "variant": "transfer",
    "requested_by": "talent",
    "beneficiary": "child",
    "events": [{"id": "e000001", "type": "filed", "on": "2026-06-01"}],
}


def findings(changes: dict[str, Any], *, without: str = "") -> list[tuple[str, tuple[str | int, ...], bool]]:
    data = {**copy.deepcopy(GOOD), **changes}
    data.pop(without, None)
    found = REAL.explain(REQUEST, data, "x.yml")
    assert REAL.accepts(REQUEST, data) == (found == []), "the two validators disagree"
    return [(finding.rule, finding.at.pointer, finding.at.key) for finding in found]


def event(**fields: Any) -> dict[str, Any]:
    return {"events": [{"id": "e000001", "type": "filed", "on": "2026-06-01", **fields}]}


def test_a_good_record_has_no_findings() -> None:
    assert findings({}) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"variant": 7}, ("schema-type", ("variant",), False)),
        ({"events": {}}, ("schema-type", ("events",), False)),
        ({"beneficiary": "chld"}, ("schema-enum", ("beneficiary",), False)),
        ({"id": "REQ-1"}, ("schema-pattern", ("id",), False)),
        ({"servce": "x"}, ("schema-unknown-field", ("servce",), True)),
        ({"events": []}, ("schema-too-few", ("events",), False)),
        (event(on="2026-02-30"), ("schema-format", ("events", 0, "on"), False)),
        (event(on="20260601"), ("schema-format", ("events", 0, "on"), False)),
        (event(on="2026-W23-1"), ("schema-format", ("events", 0, "on"), False)),
        (event(on="2026-06-01\n"), ("schema-format", ("events", 0, "on"), False)),
        (event(on="2026-6-1"), ("schema-format", ("events", 0, "on"), False)),
        (event(note=""), ("schema-too-short", ("events", 0, "note"), False)),
        (event(note="长" * 501), ("schema-too-long", ("events", 0, "note"), False)),
        (event(done=True), ("schema-not-allowed-here", ("events", 0, "done"), True)),
        (event(id="e000001\n"), ("schema-pattern", ("events", 0, "id"), False)),
        (event(type="fed_back"), ("schema-required", ("events", 0), False)),
        (event(type="fed_back", done=True, rating=9), ("schema-range", ("events", 0, "rating"), False)),
        (event(zh="x"), ("schema-unknown-field", ("events", 0, "zh"), True)),
    ],
)
def test_one_mistake_is_one_finding(changes: dict[str, Any], expected: tuple[str, tuple[str | int, ...], bool]) -> None:
    assert findings(changes) == [expected]


def test_a_missing_field_is_named_at_the_mapping() -> None:
    assert findings({}, without="talent") == [("schema-required", (), False)]


def test_a_misspelt_type_hides_what_depends_on_it() -> None:
    """Otherwise every field of the event would be called out of place too."""
    assert findings(event(type="fedback", done=True, rating=3)) == [("schema-enum", ("events", 0, "type"), False)]


def test_all_mistakes_in_one_run() -> None:
    found = findings({"id": "x", "talent": 1, "extra": None, **event(on="x", type="?")})
    assert sorted(rule.removeprefix("schema-") for rule, _, _ in found) == [
        "enum", "format", "pattern", "type", "unknown-field"
    ]  # fmt: skip


def first(changes: dict[str, Any]) -> Finding:
    return REAL.explain(REQUEST, {**copy.deepcopy(GOOD), **changes}, "x.yml")[0]


def test_messages_use_the_schema_s_own_chinese() -> None:
    words = catalogue("zh").finding("schema-enum", first({"beneficiary": "chld"}).params)
    assert words.message.startswith("“受益人”（beneficiary）")
    assert "是否应为 child" in words.fix
    assert "spouse (配偶)" in words.fix


def test_an_unknown_field_comes_with_a_guess() -> None:
    words = catalogue("en").finding("schema-unknown-field", first({"childs": {}}).params)
    assert words.fix.startswith("did you mean child (")


@pytest.mark.parametrize("value", ["张三", "Zhang San said so", "51010019900101123X", "@type-string", "X" * 21])
def test_values_that_may_be_personal_are_not_repeated(value: str) -> None:
    for lang in ("zh", "en"):
        finding = first({"variant": value})
        words = catalogue(lang).finding(finding.rule, finding.params)
        shown = value in words.message + words.fix
        assert not shown or (value.isascii() and len(value) <= 20)


@pytest.mark.parametrize(
    ("tag", "rule"),
    [
        ("request/2", "schema-version"),
        ("card/1", "schema-wrong-kind"),
        ("request", "schema-const"),
        (None, "schema-const"),
    ],
)
def test_another_schema_leaves_nothing_else_to_say(tag: object, rule: str) -> None:
    data = {"schema": tag} if rule != "schema-const" else {**GOOD, "schema": tag}
    assert [finding.rule for finding in REAL.explain(REQUEST, data, "x.yml")] == [rule]


# ---- keywords that the real schemas may come to use ---------------------------------------------------------------

TEXT = {"type": "object", "required": ["zh"], "properties": {"zh": {"type": "string"}}, "additionalProperties": False}


def small(**properties: Any) -> Schemas:
    common = {"$defs": {"text": TEXT, "id": {"title": "编号", "type": "string", "pattern": "^[a-z]+-\\d+$"}}}
    card = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {"id": {"$ref": "common.schema.json#/$defs/id"}, **properties},
        "unevaluatedProperties": False,
    }
    return Schemas({"common.schema.json": common, file_name(BY_NAME["card"]): card})


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        ({"oneOf": [{"const": "a", "title": "甲"}, {"const": "b"}]}, "c", [("schema-enum", ("x",), False)]),
        ({"anyOf": [{"type": "integer"}, TEXT]}, {"zh": 5}, [("schema-type", ("x", "zh"), False)]),
        ({"oneOf": [{"type": "string"}, TEXT]}, {}, [("schema-required", ("x",), False)]),
        ({"not": {"const": 1}}, 1, [("schema-conditional", ("x",), False)]),
        ({"uniqueItems": True}, [1, 1], [("schema-unique", ("x",), False)]),
        ({"maxItems": 1}, [1, 2], [("schema-too-many", ("x",), False)]),
        ({"contains": {"const": 1}}, [2], [("schema-too-few", ("x",), False)]),
        ({"multipleOf": 5}, 7, [("schema-range", ("x",), False)]),
        ({"const": True}, False, [("schema-const", ("x",), False)]),
        ({"propertyNames": {"pattern": "^[a-z]+$"}}, {"A": 1}, [("schema-field-name", ("x", "A"), True)]),
        ({"dependentRequired": {"a": ["b"]}}, {"a": 1}, [("schema-required", ("x",), False)]),
        ({"prefixItems": [True], "items": False}, [1, 2], [("schema-conditional", ("x",), False)]),
        ({"pattern": "^a$|^b$"}, "b\n", [("schema-pattern", ("x",), False)]),
        ({"pattern": "^\\d$"}, "１", [("schema-pattern", ("x",), False)]),
        ({"pattern": "\\$$"}, "a$", []),
    ],
)
def test_every_keyword_has_words(schema: Any, value: Any, expected: list[Any]) -> None:
    schemas = small(x=schema)
    found = schemas.explain(BY_NAME["card"], {"x": value}, "x.yml")
    assert [(f.rule, f.at.pointer, f.at.key) for f in found] == expected
    assert schemas.accepts(BY_NAME["card"], {"x": value}) == (expected == [])


def test_references_between_files_resolve_in_both_validators() -> None:
    schemas = small()
    assert schemas.accepts(BY_NAME["card"], {"id": "a-1"})
    found = schemas.explain(BY_NAME["card"], {"id": "A-1", "ids": 1}, "x.yml")
    assert [(f.rule, f.params.get("title")) for f in found] == [
        ("schema-pattern", "编号"),
        ("schema-unknown-field", None),
    ]


def test_every_real_schema_compiles_and_speaks_up() -> None:
    """An empty mapping is wrong for every kind, and both validators say so."""
    for kind in KINDS:
        assert not REAL.accepts(kind, {})
        assert {finding.rule for finding in REAL.explain(kind, {}, "x.yml")} == {"schema-required"}


def test_a_schema_that_is_none_cannot_run(tmp_path: Path) -> None:
    with pytest.raises(CannotRunError, match="no-schemas"):
        Schemas.load(tmp_path)
    (tmp_path / "card.schema.json").write_text('{"type": 7}', encoding="utf-8")
    with pytest.raises(CannotRunError, match="schema-broken"):
        Schemas.load(tmp_path).accepts(BY_NAME["card"], {})
    with pytest.raises(CannotRunError, match="schema-missing"):
        Schemas.load(tmp_path).accepts(REQUEST, {})


def test_an_unsealed_identifier_is_refused_without_being_repeated() -> None:
    schemas = Schemas.load(ROOT / "schemas")
    base: dict[str, object] = {
        "schema": "talent/1",
        "id": "tal-4h8n2v6c1z",
        "category": "hongyan",
        "recognised_by": "org-hrss",
    }
    base |= {"recognised_on": "2026-01-12", "employers": [{"organisation": "org-x", "since": "2024-07-01"}]}
    for value in ("示例甲", 139 * 10**8, "enc:v1:a:short", None):
        data = {**base, "specialists": [], "identity": {"name": value}}
        found = schemas.explain(BY_NAME["talent"], data, "x.yml")
        assert [(finding.rule, finding.at.pointer) for finding in found] == [("field-unsealed", ("identity", "name"))]
        assert str(value) not in str(found[0].params)


def test_what_a_draft_leaves_to_be_filled_in_is_said_once_at_its_place_in_both_languages() -> None:
    """A date is neither a date nor in its form; what would do as a text is refused all the same."""
    decision = {"id": "d1x4a7d", "action": "待填", "owner": "待填", "due": "待填"}
    draft = {"schema": "meeting/1", "id": "mtg-1x4a7d9g2j", "held_on": "待填", "chaired_by": "org-hrss"}
    found = REAL.explain(
        BY_NAME["meeting"], draft | {"attended": ["待填"], "agenda": ["议题"], "decisions": [decision]}, "x.yml"
    )
    places = [("held_on",), ("attended", 0), *(("decisions", 0, name) for name in ("action", "owner", "due"))]
    assert sorted((f.rule, f.at.pointer) for f in found) == sorted(("schema-to-fill", place) for place in places)
    held = next(finding for finding in found if finding.at.pointer == ("held_on",))
    assert catalogue("zh").finding(held.rule, held.params).message.startswith("“召开日期”（held_on）还没有填写")
    assert "still to be filled in" in catalogue("en").finding(held.rule, held.params).message
