"""The rules table is complete, and each rule's test notices when a value of the policy goes missing.

``rules_table.yml`` states, apart from the records, what the letter of the text asks of the data: one line a carrier.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from registries import Data, documents, registry
from talentcard.core.registry import Registry
from talentcard.core.reports.rules_table import TEST, Row, rows
from talentcard.reading import yamlsource

HERE = Path(__file__).parent
DAY = dt.date(2026, 11, 20)
RULES = tuple(f"R-{number:02d}" for number in range(1, 38))
PROSE = frozenset(
    {"en", "title", "gives", "when_to_use", "silences", "guide", "summary_of_changes", "document", "text"}
)
"""Words for readers; everything else in a service, a policy or an interpretation is a value that rules act by."""
IDENTITY = frozenset({"schema", "id", "policy", "code", "group", "order", "rules", "rule"})


@cache
def expected() -> dict[str, Any]:
    data = yamlsource.explain((HERE / "rules_table.yml").read_bytes()).data
    assert isinstance(data, dict)
    return data


def hold(rule: str, found: Registry) -> None:
    """The rule's article and every line that the data carries for it are those of the text."""
    table = {row.rule: row for row in rows(found, DAY)}
    assert rule in table, f"{rule} is missing"
    row = table[rule]
    want = expected()[rule]
    assert row.article == want["article"]
    assert [f"{c.record} {c.place}: {c.says}" for c in row.carriers] == want["carriers"]


@pytest.mark.parametrize("rule", RULES)
def test_rule(rule: str) -> None:
    hold(rule, registry())


def test_the_table_lists_every_rule_once() -> None:
    assert tuple(row.rule for row in rows(registry(), DAY)) == RULES


@pytest.mark.parametrize("row", rows(registry(), DAY), ids=lambda row: row.rule)
def test_each_rule_is_acted_on_or_openly_listed_as_uncheckable(row: Row) -> None:
    assert row.engine or row.checks or row.unchecked is not None
    assert row.carriers or row.unchecked is not None
    assert row.test == TEST.format(rule=row.rule)
    assert row.text.zh
    assert row.text.en


def test_the_printed_table_is_the_current_one() -> None:
    """``talentcard rules --format markdown > docs/rules-table.md`` brings it up to date."""
    printed = (HERE.parent / "docs" / "rules-table.md").read_text(encoding="utf-8")
    for row in rows(registry(), DAY):
        assert f"| {row.rule} | {row.article} |" in printed
        for carrier in row.carriers:
            assert f"`{carrier.record}` {carrier.place}: {carrier.says.replace('|', '·')}" in printed
        for check in row.checks:
            assert check in printed


# ---- deleting policy values, one at a time -------------------------------------------------------------


def leaves(value: Any, pointer: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every value of a document that rules act by: scalars, and lists of scalars as a whole."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in PROSE and key not in IDENTITY:
                yield from leaves(inner, (*pointer, key))
    elif isinstance(value, list) and any(isinstance(inner, (dict, list)) for inner in value):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*pointer, index))
    else:
        yield pointer


def without(document: Data, pointer: tuple[Any, ...]) -> Data:
    changed = copy.deepcopy(document)
    at = changed
    for key in pointer[:-1]:
        at = at[key]
    del at[pointer[-1]]
    return changed


def rules_of(path: str, document: Data, pointer: tuple[Any, ...]) -> tuple[str, ...]:
    """The rules whose test has to notice when the value goes missing."""
    if path.startswith("records/interpretations/"):
        return tuple(document["rules"])
    at: Any = document
    found: list[str] = []
    for key in pointer:
        at = at[key]
        if isinstance(at, dict) and "rule" in at:
            found = [at["rule"]]
    if found:
        return tuple(found)
    if path.startswith("records/policies/"):
        return ("R-37",)
    return tuple(sorted({s["rule"] for v in document["variants"] for s in v["steps"] if "rule" in s} | {"R-11"}))


NOT_A_VALUE = frozenset(
    {
        ("records/policies/", "scope"),  # null: the city's own rules
        ("records/interpretations/", "cites"),  # the sources of a reading: `check` asks for them
        ("records/interpretations/", "effective_from"),  # required by the schema
        ("records/policies/", "effective_from"),  # required by the schema
        ("records/policies/", "changes"),  # no rule of the text: test_change_limits.py holds it
        ("records/policies/", "feeds"),  # no rule of the text: test_duty_feeds.py holds it
        ("records/policies/", "permissions"),  # no rule of the text: test_permission_table.py holds it
        ("records/policies/", "reminders"),  # no rule of the text: test_flagging.py holds it
        ("records/policies/", "retention"),  # no rule of the text: test_retention.py holds it
    }
)


def deletions() -> Iterator[tuple[str, tuple[Any, ...]]]:
    for path, document in documents().items():
        folder = path[: path.index("/", len("records/")) + 1]
        if folder in ("records/policies/", "records/services/", "records/interpretations/"):
            if folder == "records/interpretations/":
                wanted = [p for p in leaves(document) if p[0] in ("chosen", "parameters")]
            else:
                wanted = [p for p in leaves(document) if (folder, p[0]) not in NOT_A_VALUE and p[0] != "rules"]
            for pointer in wanted:
                yield path, pointer


@pytest.mark.parametrize("path", sorted({path for path, _ in deletions()}))
def test_a_missing_policy_value_is_noticed_by_the_test_of_its_rule(path: str) -> None:
    """Each value of the record is deleted in turn; a test of the rules it belongs to must fail."""
    document = documents()[path]
    unnoticed = []
    for pointer in (p for where, p in deletions() if where == path):
        try:
            changed = registry({path: without(document, pointer)})
            for rule in rules_of(path, document, pointer):
                hold(rule, changed)
        except Exception:
            continue
        unnoticed.append("/".join(map(str, pointer)))
    assert unnoticed == []
