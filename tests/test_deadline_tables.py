"""The deadline tables: on every day that a case names, the ledger says exactly what the case expects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

import registries
from deadline_cases import Case, seen, tables
from talentcard.core.model import LimitKind, Policy, Service
from talentcard.core.obligation import State
from talentcard.core.policy import Rulebook, Track

CASES = [case for table in tables() for case in table.cases()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case) -> None:
    for day, expected in case.days():
        found = case.ledger(day)
        said = {key: seen(obligation, expected.get(key, {})) for key, obligation in found.items()}
        assert said == expected, f"as of {day}"


# ---- the tables leave nothing out --------------------------------------------------------------------


def test_every_case_is_looked_at_on_at_least_two_days() -> None:
    assert [case.id for case in CASES if len(case.days()) < 2] == []


def test_every_case_names_its_article_and_both_languages() -> None:
    assert [case.id for case in CASES if not (case.data["article"] and case.data["name"]["zh"])] == []
    assert len({case.id for case in CASES}) == len(CASES)


def test_every_state_is_expected_somewhere() -> None:
    assert {wanted["state"] for _, _, wanted in expectations()} == {state.value for state in State}


def test_every_leg_of_every_service_has_a_due_date_or_none_and_is_met_somewhere() -> None:
    running = {(where, step) for where, step, wanted in expectations() if wanted["state"] == "open" or "due" in wanted}
    met = {(where, step) for where, step, wanted in expectations() if wanted["state"] in ("met", "met_late")}
    legs = set(every_leg())
    assert legs - running == set()
    assert legs - met == set()


def test_every_duty_that_comes_round_has_a_case() -> None:
    policy = next(iter(registries.registry().of(Policy).values()))
    assert {duty.code for duty in policy.duties} == {step for where, step, _ in expectations() if where == "periodic"}


def test_every_kind_of_limit_occurs() -> None:
    """Those of the steps and duties in the tables; the card's own years stand in ``test_interpretations``."""
    assert set(LimitKind) - set(limits()) == {LimitKind.YEARS}


# ---- gathering ---------------------------------------------------------------------------------------


def expectations() -> Iterator[tuple[str, str, dict[str, str]]]:
    """Every expectation as (service/variant, step, what is wanted)."""
    for case in CASES:
        for _, expected in case.days():
            for key, wanted in expected.items():
                yield where(case, key), step_of(case, key), wanted


def step_of(case: Case, key: str) -> str:
    """The step's code is the last part, up to a body; a duty that comes round has the day or month behind it."""
    parts = key.split("/")
    if case.record is not None:
        return parts[-1].partition(":")[0]
    return next(part for part in parts if part in case.data["watch"])


def where(case: Case, key: str) -> str:
    record = case.record
    if record is None:
        return "periodic"
    first, _, rest = key.partition("/")
    if "procedures" in record:
        kinds = {procedure["id"]: procedure["type"] for procedure in record["procedures"]}
        return f"{kinds.get(first, 'card_extension')}/standard"
    variant = first if rest else record.get("variant", "standard")
    gap = case.data.get("gap")
    return f"{record.get('service', case.table.service)}/{variant}" + (f"/{gap}" if gap else "")


def every_leg() -> Iterator[tuple[str, str]]:
    """Those that are owed as the register reads the text; ``test_interpretations`` has the others."""
    rules = Rulebook(registries.registry()).on(dt.date(2026, 11, 20))
    for service in registries.registry().of(Service).values():
        for variant in service.variants:
            for step in owed(rules.track(service.code, variant.code)):
                yield f"{service.code}/{variant.code}", step
            for step in owed(rules.track(service.code, variant.code, gap=True)):
                yield f"{service.code}/{variant.code}/{variant.gap.code if variant.gap else ''}", step


def owed(track: Track | None) -> list[str]:
    return [step.code for step in track.steps] if track is not None else []


def limits() -> Iterator[LimitKind]:
    for case in CASES:
        for day, _ in case.days():
            for obligation in case.ledger(day).values():
                yield obligation.limit.kind
