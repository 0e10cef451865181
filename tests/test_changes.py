"""Every rule for changes over pairs of miniature registries: exactly the expected findings, none on the good side.

`tests/changes/<rule>/{bad,good}/{before,after}/records/…` lie over the registry of `tests/minis.py`;
`case.json` may name ids that the history before the change once held, and who proposes and approves the change.
"""

from __future__ import annotations

import dataclasses
import inspect
import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

import minis
from talentcard.core import changes
from talentcard.core.changes import CHANGE_RULES, Change, ChangeRule
from talentcard.core.changes.modes import Mode, Node
from talentcard.core.changes.review import Review
from talentcard.core.finding import Finding
from talentcard.core.kinds import KINDS
from talentcard.messages import LANGUAGES, catalogue
from talentcard.reading.changeable import modes

HERE = minis.TESTS / "changes"
IDS = [rule.id for rule in CHANGE_RULES]


def change(folder: Path) -> Change:
    before, after = (minis.scope(minis.files(folder / side)) for side in ("before", "after"))
    file = folder / "case.json"
    case = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return Change(
        before=before.registry,
        after=after.registry,
        modes=modes(minis.schemas().documents),
        calendars=(before.calendar, after.calendar),
        today=before.today,
        as_of=before.as_of,
        buried=frozenset(case.get("buried", ())),
        review=msgspec.convert(case["review"], Review) if "review" in case else None,
    )


def found(folder: Path) -> list[dict[str, Any]]:
    """All findings at their places; a record that is gone has no line."""
    together = {**minis.base(), **minis.files(folder / "after")}
    return sorted(
        (
            dataclasses.asdict(minis.Found(each.rule, each.severity.value, each.at.path, *_line(each, together)))
            for each in changes.findings(change(folder))
        ),
        key=lambda each: (each["path"], each["line"] or 0, each["column"] or 0, each["rule"]),
    )


def _line(finding: Finding, together: minis.Files) -> tuple[int | None, int | None]:
    return minis.position(finding.at, together) if finding.at.path in together else (None, None)


def test_no_pair_is_left_without_a_rule() -> None:
    assert {path.name for path in HERE.iterdir()} == set(IDS)
    assert len(set(IDS)) == len(IDS)


@pytest.mark.parametrize("rule", CHANGE_RULES, ids=IDS)
def test_bad(rule: ChangeRule) -> None:
    folder = HERE / rule.id / "bad"
    wanted = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    assert found(folder) == wanted
    assert rule.id in {each["rule"] for each in wanted}


@pytest.mark.parametrize("rule", CHANGE_RULES, ids=IDS)
def test_good(rule: ChangeRule) -> None:
    """The nearest change that is allowed: nothing of this rule, and no error of any other."""
    listed = found(HERE / rule.id / "good")
    assert [each for each in listed if each["rule"] == rule.id or each["severity"] == "error"] == []


@pytest.mark.parametrize("rule", CHANGE_RULES, ids=IDS)
def test_words(rule: ChangeRule) -> None:
    """Both languages say what is wrong and how to mend it; every placeholder is filled and every label known."""
    for finding in rule.findings(change(HERE / rule.id / "bad")):
        for lang in LANGUAGES:
            words = catalogue(lang).finding(rule.id, finding.params)
            assert words.message, lang
            assert words.fix, lang
            assert not re.search(r"@[a-z]|\{", words.message + words.fix), (words, lang)


@pytest.mark.parametrize("rule", CHANGE_RULES, ids=IDS)
def test_the_rule_and_its_function_say_the_same(rule: ChangeRule) -> None:
    assert inspect.getdoc(rule.check) == f"Ensure {rule.ensures[0].lower()}{rule.ensures[1:]}"
    assert re.fullmatch(r"change(-[a-z]+)+", rule.id)


def test_nothing_changed_is_no_finding() -> None:
    same = minis.scope({})
    still = Change(
        before=same.registry,
        after=minis.scope({}).registry,
        modes=modes(minis.schemas().documents),
        calendars=(same.calendar, same.calendar),
        today=same.today,
        as_of=same.as_of,
    )
    assert list(changes.findings(still)) == []


# ---- what may change is data -----------------------------------------------------------------------------


def listed(node: Node, path: str = "") -> dict[str, str]:
    """Every field below a node that is not fixed, by its path."""
    found = {} if node.mode is Mode.FIXED else {path: node.mode.value}
    for name, below in node.fields.items():
        found |= listed(below, f"{path}.{name}" if path else name)
    return found | (listed(node.items, f"{path}[]") if node.items else {})


def test_what_may_change_is_what_the_table_says() -> None:
    """`tests/changeable.yml`, for a clerk to read: any field that it does not name is fixed."""
    table = yaml.safe_load((minis.TESTS / "changeable.yml").read_text(encoding="utf-8"))
    given = modes(minis.schemas().documents)
    assert set(given) == {kind.name for kind in KINDS}
    assert {name: fields for name, node in given.items() if (fields := listed(node))} == table
