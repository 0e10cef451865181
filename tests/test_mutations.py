"""The sample registry with one thing broken: whatever is broken is found, at the line where it was broken.

The sample is read once; of a mutation only its own file is read again. Edits are made on the lines of the file, as a
clerk would make them, so that the line of the finding can be compared.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import minis
from talentcard.core import model, rules
from talentcard.core.finding import Finding
from talentcard.core.kinds import BY_FOLDER
from talentcard.core.registry import Entry, Registry
from talentcard.core.rules import Scope
from talentcard.core.workdays import WorkCalendar
from talentcard.reading import loading, yamlsource

EVENT = re.compile(r"- \{id: (?P<id>e\w{6}), type: (?P<type>\w+), on: (?P<on>[\d-]+)")
ID = re.compile(r"\b(?:org|con|tal|ntc|req)-[a-z0-9-]+\b")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
FEW = settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], database=None
)


@dataclass(frozen=True, slots=True)
class Edit:
    """One file with one thing broken, and the line (from 1) where a finding must point."""

    path: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Sample:
    registry: Registry
    calendar: WorkCalendar
    as_of: dt.date
    before: frozenset[tuple[str, str]]  # rule and path of what the sample has to say of itself


@cache
def sample() -> Sample:
    loaded = loading.load(minis.ROOT, jobs=1)
    assert loaded.findings == ()
    registry = loaded.registry
    as_of = registry.settings.as_of
    assert as_of is not None
    scope = Scope(registry=registry, calendar=minis.work_calendar(registry), as_of=as_of, today=as_of)
    before = frozenset((f.rule, f.at.path) for f in rules.findings(scope))
    return Sample(registry, scope.calendar, as_of, before)


@cache
def lines(folder: str) -> dict[str, list[str]]:
    paths = sorted((minis.ROOT / "records" / folder).rglob("*.yml"))
    return {p.relative_to(minis.ROOT).as_posix(): p.read_text(encoding="utf-8").split("\n") for p in paths}


def after(edit: Edit) -> list[tuple[str, int | None]]:
    """Rule and line of everything that is found in the edited file once it has been broken."""
    raw = edit.text.encode()
    document, kind = yamlsource.explain(raw), BY_FOLDER[edit.path.split("/")[1]]
    assert document.data is not None
    shape = minis.schemas().explain(kind, document.data, edit.path)
    found = list(shape) if shape else rules_over(edit, msgspec.convert(document.data, kind.type))
    return [
        (f.rule, minis.position(f.at, {edit.path: raw})[0])
        for f in found
        if f.at.path == edit.path and (f.rule, f.at.path) not in sample().before
    ]


def rules_over(edit: Edit, record: model.Record) -> Iterator[Finding]:
    whole = sample()
    kept = {entry.path: entry for entry in whole.registry.entries} | {edit.path: Entry(edit.path, record)}
    registry = Registry(tuple(kept[path] for path in sorted(kept)))
    return rules.findings(Scope(registry=registry, calendar=whole.calendar, as_of=whole.as_of, today=whole.as_of))


def changed(path: str, content: list[str], index: int, line: str) -> Edit:
    return Edit(path, "\n".join([*content[:index], line, *content[index + 1 :]]), index + 1)


def without(path: str, content: list[str], index: int, seen_at: int) -> Edit:
    """A line taken out; the finding is expected at another, counted as they are now."""
    return Edit(path, "\n".join([*content[:index], *content[index + 1 :]]), seen_at + 1 - (index < seen_at))


def with_line(path: str, content: list[str], index: int, line: str) -> Edit:
    """A line put in, at which the finding is expected."""
    return Edit(path, "\n".join([*content[:index], line, *content[index:]]), index + 1)


def events(content: list[str]) -> list[tuple[int, re.Match[str]]]:
    return [(index, found) for index, line in enumerate(content) if (found := EVENT.search(line))]


def places(content: list[str], kind: str) -> list[int]:
    return [index for index, found in events(content) if found["type"] == kind]


def shifted(day: str, days: int) -> str:
    return (dt.date.fromisoformat(day) + dt.timedelta(days=days)).isoformat()


# ---- the ways of breaking a record: each yields every place in the sample where it can be done -------------


def required_key_gone() -> Iterator[Edit]:
    for folder in ("requests", "talents", "contacts", "rosters", "notices"):
        for path, content in lines(folder).items():
            for index, line in enumerate(content):
                if re.match(r"(talent|service|variant|recognised_on|organisation|post|filed_on|issued_on): ", line):
                    yield without(path, content, index, 0)


def broken_reference() -> Iterator[Edit]:
    for folder in ("requests", "cards", "talents", "contacts", "rosters", "notices", "suggestions"):
        for path, content in lines(folder).items():
            for index, line in enumerate(content):
                found = None if line.startswith(("id:", "#")) else ID.search(line)
                if found and found[0].startswith(("con-", "tal-", "ntc-", "req-")):
                    letter = LETTERS[(LETTERS.index(found[0][-1]) + 1) % len(LETTERS)]
                    yield changed(path, content, index, line.replace(found[0], found[0][:-1] + letter, 1))


def repeated_event_id() -> Iterator[Edit]:
    for path, content in lines("requests").items():
        listed = events(content)
        for (_, one), (index, other) in pairwise(listed):
            yield changed(path, content, index, content[index].replace(other["id"], one["id"]))


def swapped_dates() -> Iterator[Edit]:
    """What begins a step and what meets it change places in time."""
    pairs = (("applied", "submitted"), ("filed", "submitted"), ("applied", "forwarded"), ("contacted", "served"))
    for path, content in lines("requests").items():
        listed = {found["type"]: (index, found) for index, found in events(content)}
        if {"corrected", "reclassified"} & set(listed):
            continue
        for first, second in pairs:
            if first in listed and second in listed and listed[first][1]["on"] < listed[second][1]["on"]:
                (one, early), (other, late) = listed[first], listed[second]
                swapped = list(content)
                swapped[one] = content[one].replace(early["on"], late["on"])
                swapped[other] = content[other].replace(late["on"], early["on"])
                yield Edit(path, "\n".join(swapped), other + 1)


def printed_date() -> Iterator[Edit]:
    """A day more, a day less, a year more: with the term, never what the rules give."""
    for path, content in lines("cards").items():
        for index, line in enumerate(content):
            if found := re.search(r"valid_through: ([\d-]+)", line):
                for days in (1, -1, 366):
                    yield changed(path, content, index, line.replace(found[1], shifted(found[1], days)))


def feedback_on_nothing() -> Iterator[Edit]:
    for path, content in lines("requests").items():
        served, fed_back = places(content, "served"), places(content, "fed_back")
        if len(served) == 1 and fed_back and not places(content, "corrected"):
            yield without(path, content, served[0], fed_back[0])


def second_card() -> Iterator[Edit]:
    for path, content in lines("cards").items():
        if not any("type: cancelled" in line for line in content):
            text = "\n".join(content)
            own = Path(path).stem
            copy = f"records/cards/card-zz{own[7:]}.yml"  # the last in order: the copy is the second one
            talent = next(index for index, line in enumerate(content) if line.startswith("talent:"))
            yield Edit(copy, text.replace(own, Path(copy).stem), talent + 1)


def future_date() -> Iterator[Edit]:
    for path, content in lines("requests").items():
        listed = events(content)
        if listed and not places(content, "corrected"):
            index, last = listed[-1]
            yield changed(path, content, index, content[index].replace(last["on"], "2026-12-31"))


def before_the_programme() -> Iterator[Edit]:
    for path, content in lines("requests").items():
        for index, found in events(content)[:1]:
            yield changed(path, content, index, content[index].replace(found["on"], "2017-12-13"))


def wrong_variant() -> Iterator[Edit]:
    for path, content in lines("requests").items():
        for index, line in enumerate(content):
            if line.startswith("variant: "):
                yield changed(path, content, index, "variant: anything_else")


def wrong_service() -> Iterator[Edit]:
    for path, content in lines("requests").items():
        for index, line in enumerate(content):
            if line.startswith("service: ") and "medical" not in line:
                yield changed(path, content, index, "service: housing")


def wrong_beneficiary() -> Iterator[Edit]:
    for path, content in lines("requests").items():
        if not any(line.startswith("child:") or line == "service: schooling" for line in content):
            for index, line in enumerate(content):
                if line.startswith("beneficiary: "):
                    yield changed(path, content, index, "beneficiary: grandchild")


def after_the_end() -> Iterator[Edit]:
    """Withdrawn on the day on which it began, and still going on."""
    for path, content in lines("requests").items():
        listed = events(content)
        if len(listed) > 1 and listed[-1][1]["on"] > listed[0][1]["on"] and not places(content, "corrected"):
            if listed[-1][1]["type"] in ("told_requester", "closed"):
                continue
            end = f"  - {{id: e000000, type: withdrawn, on: {listed[0][1]['on']}, reason: requester_withdrew}}"
            edit = with_line(path, content, listed[0][0] + 1, end)
            yield Edit(path, edit.text, listed[-1][0] + 2)


def unknown_to_the_steps() -> Iterator[Edit]:
    for path, content in lines("requests").items():
        listed = events(content)
        if listed:
            index, last = listed[-1]
            yield with_line(path, content, index + 1, f"  - {{id: e000000, type: cancelled, on: {last['on']}}}")


def reversed_span() -> Iterator[Edit]:
    for path, content in lines("contacts").items():
        since = next(index for index, line in enumerate(content) if line.startswith("since: "))
        if not any(line.startswith("until: ") for line in content):
            yield with_line(path, content, since + 1, f"until: {shifted(content[since].split(': ')[1], -1)}")


def second_specialist() -> Iterator[Edit]:
    for path, content in lines("talents").items():
        for index, line in enumerate(content):
            if found := re.search(r"\{contact: (con-\w+), since: ([\d-]+)\}", line):
                yield with_line(path, content, index + 1, f"  - {{contact: {found[1]}, since: 2026-11-19}}")


def recorded_before() -> Iterator[Edit]:
    for path, content in lines("requests").items():
        for index, found in events(content):
            if "recorded_on" not in content[index] and "service: medical" not in content:
                day = f"on: {found['on']}, recorded_on: {shifted(found['on'], -1)}"
                yield changed(path, content, index, content[index].replace(f"on: {found['on']}", day, 1))


WAYS: tuple[tuple[Callable[[], Iterator[Edit]], str], ...] = (
    (required_key_gone, "schema-required"),
    (broken_reference, "reference-unknown"),
    (repeated_event_id, "event-id-repeated"),
    (swapped_dates, "event-order"),
    (printed_date, "card-validity-term"),
    (feedback_on_nothing, "feedback-without-service"),
    (second_card, "card-talent-repeated"),
    (future_date, "date-in-future"),
    (before_the_programme, "date-out-of-range"),
    (wrong_variant, "variant-unknown"),
    (wrong_service, "service-unknown"),
    (wrong_beneficiary, "beneficiary-not-allowed"),
    (after_the_end, "event-after-end"),
    (unknown_to_the_steps, "event-not-allowed"),
    (reversed_span, "span-reversed"),
    (second_specialist, "specialist-overlap"),
    (recorded_before, "recorded-too-early"),
)


@pytest.mark.parametrize(("way", "rule"), WAYS, ids=lambda value: getattr(value, "__name__", value))
def test_what_is_broken_is_found_where_it_was_broken(way: Callable[[], Iterator[Edit]], rule: str) -> None:
    edits = list(way())
    assert len(edits) > 5, "the sample has too few places for this"

    @FEW
    @given(st.sampled_from(edits))
    def holds(edit: Edit) -> None:
        found = after(edit)
        lines_of_rule = [line for name, line in found if name == rule]
        assert lines_of_rule, (edit.path, found)
        if rule != "schema-required":  # what is missing has no line of its own
            assert edit.line in lines_of_rule, (edit.path, edit.line, found)

    holds()


def test_the_unbroken_sample_has_no_error() -> None:
    whole = sample()
    scope = Scope(registry=whole.registry, calendar=whole.calendar, as_of=whole.as_of, today=whole.as_of)
    assert [f for f in rules.findings(scope) if f.severity == "error"] == []
