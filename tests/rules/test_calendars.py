"""The calendar rules over their own miniature registries: exactly the expected findings, exactly where they are."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import msgspec
import pytest

from talentcard.core.finding import Finding, Place
from talentcard.core.kinds import BY_FOLDER
from talentcard.core.model import Calendar, ExpectedCalendar
from talentcard.core.registry import Entry, Registry
from talentcard.core.rules import calendars
from talentcard.core.rules.rule import Rule, Scope
from talentcard.core.workdays import WorkCalendar
from talentcard.reading import yamlsource

HERE = Path(__file__).parent
CASES = [HERE / rule.id / kind for rule in calendars.RULES for kind in ("bad", "good")]


def read(root: Path) -> Registry:
    entries = []
    for path in sorted(root.glob("records/*/*.yml")):
        data = yamlsource.explain(path.read_bytes()).data
        record = msgspec.convert(data, BY_FOLDER[path.parent.name].type)
        entries.append(Entry(path.relative_to(root).as_posix(), record))
    return Registry(tuple(entries))


def scope_of(registry: Registry, as_of: str) -> Scope:
    calendar = WorkCalendar.from_records(registry.of(Calendar).values(), registry.of(ExpectedCalendar).values())
    day = dt.date.fromisoformat(as_of)
    return Scope(registry=registry, calendar=calendar, as_of=day, today=day)


def located(root: Path, place: Place) -> tuple[int, int]:
    document = yamlsource.positions((root / place.path).read_bytes())
    span = (document.keys if place.key else document.values)[place.pointer]
    return span.line, span.column


def findings(scope: Scope) -> list[Finding]:
    return [finding for rule in calendars.RULES for finding in rule.findings(scope)]


@pytest.mark.parametrize("root", CASES, ids=lambda root: f"{root.parent.name}-{root.name}")
def test_case(root: Path) -> None:
    as_of = json.loads((root / "case.json").read_text())["as_of"]
    expected = root / "expected.json"
    found = []
    for finding in findings(scope_of(read(root), as_of)):
        line, column = located(root, finding.at)
        found.append({"rule": finding.rule, "path": finding.at.path, "line": line, "column": column})
    wanted = json.loads(expected.read_text()) if root.name == "bad" else []
    assert sorted(found, key=lambda f: (f["path"], f["line"], f["column"])) == wanted
    assert {f["rule"] for f in wanted} == ({root.parent.name} if root.name == "bad" else set())


@pytest.mark.parametrize("rule", calendars.RULES, ids=lambda rule: rule.id)
def test_words(rule: Rule) -> None:
    """Both languages have a message and a fix, and every placeholder is filled by each bad case."""
    root = HERE / rule.id / "bad"
    scope = scope_of(read(root), json.loads((root / "case.json").read_text())["as_of"])
    folder = Path(calendars.__file__).parents[2] / "messages"
    for lang in ("zh", "en"):
        words = msgspec.toml.decode((folder / lang / "calendars.toml").read_bytes())[rule.id]
        for finding in rule.findings(scope):
            for text in (words["message"], words["fix"]):
                assert "{" not in text.format(**finding.params)


def test_the_registry_itself_is_clean() -> None:
    registry = read(HERE.parents[1])
    assert len(registry.of(Calendar)) >= 10
    assert findings(scope_of(registry, "2026-10-31")) == []


def test_nothing_on_record() -> None:
    """No calendar at all: the current year is missing, and nothing else breaks."""
    (found,) = findings(scope_of(Registry(()), "2026-06-01"))
    assert (found.rule, found.at.path) == ("calendar-year-missing", "records/calendars")


def test_every_missing_year_is_named() -> None:
    registry = read(HERE / "calendar-year-missing" / "bad")
    found = findings(scope_of(registry, "2028-11-20"))
    assert [(f.rule, f.params["year"]) for f in found] == [
        ("calendar-year-missing", "2027"),
        ("calendar-year-missing", "2028"),
    ]


@pytest.mark.parametrize("root", CASES, ids=lambda root: f"{root.parent.name}-{root.name}")
def test_broken_calendars_still_count(root: Path) -> None:
    """`check` runs on: whatever the records say, a term can be reckoned and the range is the right way round."""
    scope = scope_of(read(root), "2026-06-01")
    for start in range(scope.calendar.first.toordinal(), dt.date(2028, 1, 1).toordinal(), 7):
        found = scope.calendar.add(dt.date.fromordinal(start), 15)
        assert found.earliest <= found.latest
