"""The catalogues: every rule has words, in both languages, with the same placeholders, and says how to mend it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from talentcard.core.changes import CHANGE_RULES
from talentcard.core.rules import RULES
from talentcard.messages import FIXES, LANGUAGES, Words, catalogue, merged, placeholders

PACKAGE = Path(__file__).resolve().parents[1] / "tools" / "talentcard"
READING = (
    "reading/yamlsource",
    "reading/schemas.py",
    "reading/schema_errors.py",
    "reading/reader.py",
    "reading/walking.py",
    "core/intake",
    "office/intaking.py",
    "session.py",
    "changing/comparing.py",
)
RULE_LIKE = re.compile(r"(?:change|file|folder|intake|yaml|schema|id|record|reader|merge|settings)-[a-z][a-z0-9-]+")


def strings(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def emitted() -> set[str]:
    """Every rule id that the reading stages or the rules can give."""
    files = [
        file
        for name in READING
        for file in ([PACKAGE / name] if name.endswith(".py") else (PACKAGE / name).glob("*.py"))
    ]
    reading = {text for file in files for text in strings(file) if RULE_LIKE.fullmatch(text)}
    return (
        reading.difference(merged("zh")["cannot-run"])
        | {rule.id for rule in RULES}
        | {rule.id for rule in CHANGE_RULES}
    )


def labels_used() -> set[str]:
    """Labels named as ``@label`` in params, or fetched by ``.text("…")``."""
    found: set[str] = set()
    for file in PACKAGE.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        found |= set(re.findall(r"\"@([a-z][a-z0-9-]+)\"", text))
    return found


@pytest.mark.parametrize("rule", sorted(emitted()))
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_has_a_message_and_a_fix(rule: str, lang: str) -> None:
    entry = merged(lang).get(rule)
    assert entry is not None, f"{rule} has no words in {lang}"
    assert entry["message"]
    assert any(entry.get(key) for key in FIXES)


def test_no_words_without_a_rule() -> None:
    spoken = {name for name, entry in merged("zh").items() if isinstance(entry, dict) and "message" in entry}
    known = {text for file in PACKAGE.rglob("*.py") for text in strings(file)}
    assert spoken - known == set()


def test_both_languages_say_the_same_things() -> None:
    zh, en = merged("zh"), merged("en")
    assert zh.keys() == en.keys()
    for name in zh:
        assert zh[name].keys() == en[name].keys(), name
    for name in zh.keys() - {"text"}:  # a month is a number in one language and a name in the other
        for key in zh[name]:
            assert _asks(zh[name][key]) == _asks(en[name][key]), (name, key)


def _asks(entry: Any) -> set[str]:
    if isinstance(entry, dict):
        return set().union(*map(_asks, entry.values()))
    names = placeholders(entry) if isinstance(entry, str) else set()
    return {re.sub(r"_(?:zh|en)$", "", name) for name in names}  # a bilingual text comes as two params


def test_every_label_used_exists() -> None:
    known = merged("zh")["text"].keys()
    missing = {label for label in labels_used() if label not in known and not label.startswith(("type-", "reason-"))}
    assert missing == set()


def test_english_counts_read_well_for_one_too() -> None:
    """1 files could not be read: the number comes after its noun."""
    texts = [text for entry in merged("en").values() for text in entry.values() if isinstance(text, str)]
    plural = re.compile(
        r"\{(?:count|records|errors|warnings|rows|sealed)\} (?:[a-z]+ )?(?:file|row|record|error|warning|value)s\b"
    )
    assert [text for text in texts if plural.search(text)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_messages_are_one_sentence_for_clerks(lang: str) -> None:
    for name, entry in merged(lang).items():
        if name in ("text", "cannot-run") or "message" not in entry:
            continue
        assert "\n" not in entry["message"], name
        assert not re.search(r"traceback|exception|null pointer|invalid token", entry["message"], re.IGNORECASE), name


def test_a_key_given_twice_is_a_bug(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "messages" / "zh").mkdir(parents=True)
    for name in ("a.toml", "b.toml"):
        (tmp_path / "messages" / "zh" / name).write_text("[text]\nfix = 'x'\n", encoding="utf-8")
    monkeypatch.setattr("talentcard.messages.resources.files", lambda _: tmp_path)
    with pytest.raises(ValueError, match="given twice"):
        merged("zh")


def test_params_may_name_labels() -> None:
    words = catalogue("zh").finding(
        "schema-type",
        {"title": "评分", "field": "rating", "expected": "@type-integer|@type-null", "got": "@type-string"},
    )
    assert words.message == "“评分”（rating）应为整数 或 空（没有内容），现为文字。"


def test_the_first_fix_that_can_be_filled_is_taken() -> None:
    base = {"title": "人才", "field": "talent"}
    fixes = [
        catalogue("en").finding("schema-required", params).fix
        for params in (base, base | {"hint": "H."}, base | {"hint": "H.", "example": "tal-1"})
    ]
    assert fixes == ["add talent.", "add talent. Note: H.", "add talent. Note: H. For example: tal-1"]


def test_an_unknown_rule_or_language_still_says_something() -> None:
    assert catalogue("fr").lang == "zh"
    assert catalogue("zh").finding("no-such-rule", {}) == Words("no-such-rule")
    assert "{limit}" in catalogue("zh").finding("file-too-large", {}).message
    assert catalogue("zh").cannot_run("no-such-reason", {"a": "b"}) == "no-such-reason {'a': 'b'}"


# ---- words that are fetched by a name in the code ----------------------------------------------------

REASONS = {"CannotRunError": "cannot-run", "KeyringError": "cannot-run", "IdentityError": "", "SealError": ""}
"""Error that is raised with the name of its words → the table where they stand; none: a finding's own."""


def raised() -> Iterator[tuple[str, str]]:
    """(table, name) of every error whose words are named where it is raised."""
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(reason)), *_]) if name in REASONS:
                    yield REASONS[name], reason


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_has_its_words(lang: str) -> None:
    tables = merged(lang)
    missing = {(table, name) for table, name in raised() if name not in (tables[table] if table else tables)}
    assert missing == set()


def test_no_reason_without_its_error() -> None:
    known = {text for file in PACKAGE.rglob("*.py") for text in strings(file)}
    assert merged("zh")["cannot-run"].keys() - known == set()
