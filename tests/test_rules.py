"""Every rule of `check` over its own miniature registries: exactly the expected findings, and none on the good side.

`tests/rules/<rule>/bad/expected.json` lists all findings of all rules there; `good/` holds the nearest correct thing.
The calendar rules have registries of their own kind, see `tests/rules/test_calendars.py`.
"""

from __future__ import annotations

import datetime as dt
import inspect
import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

import minis
from talentcard.core import model, rules
from talentcard.core.deadlines import Reckoner
from talentcard.core.kinds import KINDS
from talentcard.core.readings import READINGS
from talentcard.core.registry import Registry
from talentcard.core.rules import RULES, Rule, Scope, calendars, references
from talentcard.core.rules.book import Frame
from talentcard.messages import LANGUAGES, catalogue
from talentcard.reading import loading
from talentcard.reading.locating import located

HERE = minis.TESTS / "rules"
OWN = tuple(rule for rule in RULES if rule not in calendars.RULES)
IDS = [rule.id for rule in OWN]


def as_of(folder: Path) -> dt.date | None:
    case = folder / "case.json"
    return dt.date.fromisoformat(json.loads(case.read_text())["as_of"]) if case.exists() else None


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_a_bad_and_a_good_registry(rule: Rule) -> None:
    assert (HERE / rule.id / "bad" / "expected.json").is_file()
    assert any((HERE / rule.id / "good").rglob("*.yml"))


def test_no_registry_is_left_without_a_rule() -> None:
    assert {path.name for path in HERE.iterdir() if path.is_dir()} - {"__pycache__"} == {rule.id for rule in RULES}
    assert len({rule.id for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", OWN, ids=IDS)
def test_bad(rule: Rule) -> None:
    folder = HERE / rule.id / "bad"
    wanted = [minis.Found(**found) for found in json.loads((folder / "expected.json").read_text(encoding="utf-8"))]
    assert minis.found(minis.files(folder), as_of(folder)) == wanted
    assert {found.rule for found in wanted} == {rule.id}


@pytest.mark.parametrize("rule", OWN, ids=IDS)
def test_good(rule: Rule) -> None:
    folder = HERE / rule.id / "good"
    assert minis.found(minis.files(folder), as_of(folder)) == []


@pytest.mark.parametrize("rule", OWN, ids=IDS)
def test_words(rule: Rule) -> None:
    """Both languages say what is wrong and how to mend it; every placeholder is filled and every label known."""
    folder = HERE / rule.id / "bad"
    for finding in rule.findings(minis.scope(minis.files(folder), as_of(folder))):
        for lang in LANGUAGES:
            words = catalogue(lang).finding(rule.id, finding.params)
            assert words.message, lang
            assert words.fix, lang
            assert not re.search(r"@[a-z]|(?<!child: )\{(?!stage)", words.message + words.fix), (words, lang)
        assert all(isinstance(value, str) for value in finding.params.values())


@pytest.mark.parametrize("rule", OWN, ids=IDS)
def test_the_rule_and_its_function_say_the_same(rule: Rule) -> None:
    said = inspect.getdoc(rule.check) or ""
    assert said.startswith("Ensure ")
    assert said.endswith(".")
    assert rule.ensures.endswith(".")
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.id)


def test_what_depends_on_today_is_no_error() -> None:
    """The same registry on another day: only warnings may come and go, apart from the calendar's missing year."""
    years = {rule.id for rule in calendars.RULES}
    for folder in sorted(HERE.glob("*/bad")):
        if folder.parent.name in years:
            continue
        own = minis.files(folder)
        errors = [
            [f for f in minis.found(own, day) if f.severity == "error" and f.rule not in years]
            for day in (dt.date(2024, 2, 1), dt.date(2026, 10, 20), dt.date(2026, 12, 31))
        ]
        assert errors[0] == errors[1] == errors[2], folder


def test_the_base_is_clean() -> None:
    assert minis.found({}) == []


def test_a_registry_on_disk(tmp_path: Path) -> None:
    """The same findings through the loader and the locator as the tests' own short way gives."""
    own = minis.files(HERE / "event-order" / "bad")
    for path, raw in {**minis.base(), **own}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(raw)
    (tmp_path / "schemas").symlink_to(minis.ROOT / "schemas")
    loaded = loading.load(tmp_path)
    assert loaded.findings == ()
    day = dt.date(2026, 10, 20)
    scope = Scope(registry=loaded.registry, calendar=minis.calendar_of_base(), as_of=day, today=day)
    found = [
        minis.Found(f.rule, f.severity.value, f.at.path, f.at.line, f.at.column)
        for f in located(tmp_path, rules.findings(scope))
    ]
    assert found == minis.found(own)


def test_nothing_on_record() -> None:
    """Rules never break on what is missing: a registry that holds nothing but its settings."""
    path = "records/settings/set-registry.yml"
    day = dt.date(2026, 10, 20)
    registry = Registry((minis.entry(path, minis.base()[path]),))
    scope = Scope(registry=registry, calendar=minis.work_calendar(registry), as_of=day, today=day)
    assert {f.rule for f in rules.findings(scope)} == {"calendar-year-missing", "reference-unknown"}


@pytest.mark.parametrize("gone", sorted(minis.base()))
def test_an_unreadable_record_is_no_second_finding(gone: str) -> None:
    """Any one file fails an earlier stage: its id stays known, and no rule complains of what is not there."""
    if "/settings/" in gone or "calendars/" in gone:
        return
    together = {path: raw for path, raw in minis.base().items() if path != gone}
    registry = Registry(
        tuple(minis.entry(path, raw) for path, raw in together.items()),
        frozenset({model.RecordId(Path(gone).stem)}),
    )
    day = dt.date(2026, 10, 20)
    scope = Scope(registry=registry, calendar=minis.calendar_of_base(), as_of=day, today=day)
    assert list(rules.findings(scope)) == []


def test_the_quick_look_accepts_nothing_that_the_full_one_would_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """A case accepted by its shape and one laid out event by event give the same findings."""
    folders = [folder for folder in sorted(HERE.glob("*/bad")) if not folder.parent.name.startswith("calendar-")]
    quick = [minis.found(minis.files(folder)) for folder in folders]
    monkeypatch.setattr(Frame, "accepts", lambda *_: False)
    assert [minis.found(minis.files(folder)) for folder in folders] == quick


# ---- the tables that rules rest on, against what they are tables of ----------------------------------------


def id_fields(kind: type[msgspec.Struct]) -> set[str]:
    """The names of all fields that hold record ids, those of nested parts included."""
    found: set[str] = set()
    for name, hint in inspect.get_annotations(kind, eval_str=True).items():
        if hint in (model.RecordId, model.RecordId | None):
            found.add(name)
        for part in (hint, *get_args(hint)):
            if part is model.RecordId:
                found.add(name)
            elif isinstance(part, type) and issubclass(part, msgspec.Struct):
                found |= id_fields(part)
    return found


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_id_field_is_a_reference(kind: Any) -> None:
    """No field of the model that holds an id is forgotten by reference-unknown."""
    source = inspect.getsource(references)
    where = {known.kind for known in references.WHERE}
    wanted = id_fields(kind.type) - {"id"}
    assert not wanted or kind.type in where
    assert [name for name in wanted if f'"{name}"' not in source] == []


def test_every_reading_that_the_engine_asks_for_is_known() -> None:
    """READINGS lists exactly the codes and options that stand in the engine's source."""
    package = Path(inspect.getfile(Reckoner)).parent
    core = "".join((package / f"{name}.py").read_text(encoding="utf-8") for name in CORE)
    asked = set(re.findall(r"(?:reading|parameter)\(\s*\"([a-z-]+)\"", core)) | {"enrolment-gaps"}
    asked |= set(re.findall(r"chosen\.get\(\"([a-z-]+)\"\)", core))
    assert asked == {code for code, reading in READINGS.items() if not reading.by_data}
    for code in asked:
        assert any(f'"{option}"' in core for option in READINGS[code].understood), code


CORE = ("deadlines", "obligation", "engine", "cards", "cases", "policy", "periodic", "explain")


def test_the_register_is_covered() -> None:
    """Every interpretation of 2017 is known, and what it chooses is understood."""
    found = minis.scope({}).registry.of(model.Interpretation).values()
    assert {reading.code for reading in found} == set(READINGS)
    assert fields(next(iter(READINGS.values())))
