"""Interpretations: each choice is one of its options, and one on which the program or the steps act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from talentcard.core.finding import Severity
from talentcard.core.model import Interpretation, Policy
from talentcard.core.readings import READINGS
from talentcard.core.rules.rule import Hit, Rule, Scope

KINDS: Mapping[type, str] = {int: "@type-integer", str: "@type-string", bool: "@type-boolean"}


def chosen(scope: Scope) -> Iterator[Hit]:
    """Ensure the chosen reading is one of the options that the interpretation lists."""
    for record in scope.registry.of(Interpretation).values():
        options = [option.code for option in record.options]
        if record.chosen not in options:
            at = scope.registry.place(record, "chosen")
            yield Hit(at=at, params={"chosen": record.chosen, "options": "、".join(options)})


def not_understood(scope: Scope) -> Iterator[Hit]:
    """Ensure the program knows the chosen reading of every question that it asks."""
    for record in scope.registry.of(Interpretation).values():
        reading = READINGS.get(record.code)
        listed = record.chosen in {option.code for option in record.options}  # interpretation-option says the rest
        if reading is not None and not reading.by_data and listed and record.chosen not in reading.understood:
            params = {"chosen": record.chosen, "understood": "、".join(sorted(reading.understood))}
            yield Hit(at=scope.registry.place(record, "chosen"), params=params)


def by_data(scope: Scope) -> Iterator[Hit]:
    """Ensure a reading that the steps carry is the one that they carry as they stand."""
    for record in scope.registry.of(Interpretation).values():
        reading = READINGS.get(record.code)
        listed = record.chosen in {option.code for option in record.options}
        if reading is not None and reading.by_data and listed and record.chosen not in reading.understood:
            params = {"chosen": record.chosen, "understood": "、".join(sorted(reading.understood))}
            yield Hit(at=scope.registry.place(record, "chosen"), params=params)


def code_unknown(scope: Scope) -> Iterator[Hit]:
    """Ensure the register's codes are ones that the program or the steps act on."""
    for record in scope.registry.of(Interpretation).values():
        if record.code not in READINGS:
            yield Hit(at=scope.registry.place(record, "code"), params={"code": record.code})


def parameter(scope: Scope) -> Iterator[Hit]:
    """Ensure a reading has the parameters that it needs, of the right type."""
    for record in scope.registry.of(Interpretation).values():
        reading = READINGS.get(record.code)
        wanted = reading.parameters.get(record.chosen, {}) if reading else {}
        for name, kind in wanted.items():
            given = record.parameters.get(name)
            if type(given) is not kind:
                pointer = ("parameters", name) if name in record.parameters else ("chosen",)
                at = scope.registry.place(record, *pointer)
                yield Hit(at=at, params={"name": name, "type": KINDS[kind], "chosen": record.chosen})


def missing(scope: Scope) -> Iterator[Hit]:
    """Ensure every question that the program asks has an answer from the first policy's day on."""
    since: dict[str, dt.date] = {}
    for record in scope.registry.of(Interpretation).values():
        since[record.code] = min(record.effective_from, since.get(record.code, record.effective_from))
    policies = sorted(scope.registry.of(Policy).values(), key=lambda policy: (policy.effective_from, policy.id))
    for code, reading in READINGS.items() if policies and not scope.unread("int-") else ():
        first = since.get(code)
        if not reading.by_data and (first is None or first > policies[0].effective_from):
            params = {"code": code, "from": str(policies[0].effective_from), "first": str(first or "—")}
            yield Hit(at=scope.registry.place(policies[0], "effective_from"), params=params)


RULES: tuple[Rule, ...] = (
    Rule(
        id="interpretation-option",
        ensures="The chosen reading is one of the options that the interpretation lists.",
        check=chosen,
    ),
    Rule(
        id="interpretation-not-understood",
        ensures="The program knows the chosen reading of every question that it asks.",
        check=not_understood,
    ),
    Rule(
        id="interpretation-by-data",
        ensures="A reading that the steps carry is the one that they carry as they stand.",
        check=by_data,
        severity=Severity.WARNING,
    ),
    Rule(
        id="interpretation-code",
        ensures="The register's codes are ones that the program or the steps act on.",
        check=code_unknown,
        severity=Severity.WARNING,
    ),
    Rule(
        id="interpretation-parameter",
        ensures="A reading has the parameters that it needs, of the right type.",
        check=parameter,
    ),
    Rule(
        id="interpretation-missing",
        ensures="Every question that the program asks has an answer from the first policy's day on.",
        check=missing,
    ),
)
