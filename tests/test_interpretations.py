"""Another choice in the register of interpretations changes the result as the option says, and nothing else does."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from deadline_cases import TALENT, Table, build, calendar_of, obligations, reckoned, record, rules
from registries import ROOT, Data
from talentcard.core import cards
from talentcard.core.deadlines import Reckoner
from talentcard.core.engine import Engine
from talentcard.core.model import Basis, Card
from talentcard.core.obligation import Obligation, State
from talentcard.core.readings import READINGS
from talentcard.core.statistics.legs import legs_of

HOUSEHOLD = {"variant": "standard", "events": [{"type": "applied", "on": "2026-03-02"}]}


def due(obligation: Obligation) -> str | None:
    """The last day in time, where it is certain."""
    if obligation.due is None:
        return None
    assert not obligation.provisional
    return str(obligation.due.latest)


def schooling(variant: str, **events: str) -> Data:
    happened = [{"type": kind, "on": day} for kind, day in events.items()]
    return {
        "variant": variant,
        "requested_by": "employer_liaison",
        "beneficiary": "child",
        "events": happened,
    }


def served(day: str) -> Data:
    return {
        "variant": "substantive",
        "events": [{"type": "contacted", "on": "2026-03-02"}, {"type": "served", "on": day}],
    }


# ---- limits ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("chosen", "last"), [("inclusive", "2026-04-30"), ("exclusive", "2026-04-29")])
def test_fixed_date_the_day_itself(chosen: str, last: str) -> None:
    found = reckoned("schooling", schooling("new_enrolment", asked="2026-04-01"), "2026-04-10", {"fixed-date": chosen})
    assert due(found["file"]) == last


def test_fixed_date_exclusive_puts_30_april_into_the_gap() -> None:
    filed = schooling("new_enrolment", filed="2026-04-30")
    gaps = {
        c: reckoned("schooling", filed, "2026-04-30", {"fixed-date": c})["submit"].gap
        for c in ("inclusive", "exclusive")
    }
    assert gaps == {"inclusive": None, "exclusive": "after_april"}


@pytest.mark.parametrize(
    ("chosen", "submit", "feedback", "meeting"),
    [
        ("opt_in", "2026-06-01", "2026-10-08", "2026-10-31"),
        ("never", "2026-05-31", "2026-10-01", "2026-10-31"),
        ("always", "2026-06-01", "2026-10-08", "2026-11-02"),
    ],
)
def test_rolling(chosen: str, submit: str, feedback: str, meeting: str) -> None:
    readings = {"rolling": chosen}
    filed = reckoned("schooling", schooling("new_enrolment", filed="2026-04-20"), "2026-05-20", readings)
    fed_back = reckoned("science", served("2026-09-30"), "2026-09-30", readings)
    monthly = obligations(build([], readings=readings), dt.date(2026, 10, 20), lambda o: o.step == "meeting")
    assert due(filed["submit"]) == submit
    assert due(fed_back["feedback"]) == feedback
    assert due(monthly["org-organisation-dept/meeting/2026-10"]) == meeting


@pytest.mark.parametrize(
    ("chosen", "monday", "saturday"),
    [("start_excluded", "2026-03-05", "2026-09-30"), ("start_included", "2026-03-04", "2026-09-30")],
)
def test_day_count_a_day_off_is_never_day_1(chosen: str, monday: str, saturday: str) -> None:
    readings = {"day-count": chosen}
    weekend = {"variant": "standard", "events": [{"type": "applied", "on": "2026-09-26"}]}
    assert due(reckoned("household", HOUSEHOLD, "2026-03-02", readings)["submit"]) == monday
    assert due(reckoned("household", weekend, "2026-09-26", readings)["submit"]) == saturday


@pytest.mark.parametrize(
    ("chosen", "friday", "eve_of_holiday", "before_make_up_saturday"),
    [
        ("calendar_day_rolled", "2026-03-23", "2026-10-08", "2026-05-09"),
        ("calendar_day", "2026-03-21", "2026-10-01", "2026-05-09"),
        ("working_day", "2026-03-23", "2026-10-08", "2026-05-09"),
    ],
)
def test_next_day(chosen: str, friday: str, eve_of_holiday: str, before_make_up_saturday: str) -> None:
    days = ("2026-03-20", "2026-09-30", "2026-05-08")
    found = [due(reckoned("science", served(day), day, {"next-day": chosen})["feedback"]) for day in days]
    assert found == [friday, eve_of_holiday, before_make_up_saturday]


@pytest.mark.parametrize(
    ("reading", "last"), [({"working_days": 3}, "2026-09-04"), ({"working_days": 5}, "2026-09-08"), ("none", None)]
)
def test_promptly(reading: Any, last: str | None) -> None:
    found = reckoned("schooling", schooling("transfer", asked="2026-09-01"), "2026-09-15", {"promptly": reading})
    assert due(found["file"]) == last
    assert found["file"].state is (State.BEHIND if last else State.OPEN)


def test_enrolment_gaps_without_a_track_are_recorded_and_have_no_limit() -> None:
    filed = schooling("new_enrolment", filed="2026-05-06")
    with_track = reckoned("schooling", filed, "2026-06-30")["submit"]
    without = reckoned("schooling", filed, "2026-06-30", {"enrolment-gaps": "no_track"})["submit"]
    assert (with_track.state, due(with_track)) == (State.BEHIND, "2026-05-09")
    assert (without.state, due(without)) == (State.OPEN, None)
    assert {with_track.gap, without.gap} == {"after_april"}
    assert {with_track.basis, without.basis} == {Basis.HOUSE}


def test_enrolment_gaps_without_a_track_keep_the_rule_that_was_missed() -> None:
    late = schooling("new_enrolment", asked="2026-04-20", filed="2026-05-06")
    found = reckoned("schooling", late, "2026-05-06", {"enrolment-gaps": "no_track"})
    assert (found["file"].state, due(found["file"])) == (State.MET_LATE, "2026-04-30")


@pytest.mark.parametrize(("chosen", "last"), [("house_rule", "2026-03-12"), ("none", "2026-03-05")])
def test_pauses_and_extensions(chosen: str, last: str) -> None:
    extension = {"step": "submit", "days": 1, "reason": "other", "approved_by": "con-spec000001", "basis": "延长审批单"}
    events = [
        {"type": "applied", "on": "2026-03-02"},
        {"type": "extended", "on": "2026-03-02", **extension},
        {"type": "paused", "on": "2026-03-03", "reason": "missing_materials"},
        {"type": "resumed", "on": "2026-03-09"},
    ]
    found = reckoned("household", {"variant": "standard", "events": events}, "2026-03-09", {"pauses": chosen})
    assert due(found["submit"]) == last


@pytest.mark.parametrize(
    ("reading", "last"),
    [
        ("none", "2026-03-05"),
        ("closing_time", "2026-03-06"),
        ({"chosen": "closing_time", "closes": "18:00"}, "2026-03-05"),
    ],
)
def test_office_hours(reading: Any, last: str) -> None:
    evening = {"variant": "standard", "events": [{"type": "applied", "on": "2026-03-02", "at": "17:45"}]}
    assert due(reckoned("household", evening, "2026-03-02", {"office-hours": reading})["submit"]) == last


def test_office_hours_leave_the_senders_own_deadline_alone() -> None:
    evening = {"id": "p000001", "type": "card_loss", "events": [{"type": "lost", "on": "2026-09-01", "at": "22:00"}]}
    found = reckoned("", {"procedures": [evening]}, "2026-09-01", {"office-hours": "closing_time"})
    assert due(found["p000001/apply"]) == "2026-09-21"


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ("within_calendar_month", {"2026-01": "2026-01-31", "2026-02": "2026-02-28"}),
        ("thirty_days", {"2026-01-01": "2026-01-31", "2026-01-20": "2026-02-19"}),
    ],
)
def test_monthly_cadence(chosen: str, expected: dict[str, str]) -> None:
    meeting = {
        "schema": "meeting/1",
        "id": "mtg-case000001",
        "held_on": "2026-01-20",
        "chaired_by": "org-organisation-dept",
        "attended": ["org-hrss"],
        "agenda": ["示例"],
    }
    registry = build([meeting], readings={"monthly-cadence": chosen})
    found = obligations(registry, dt.date(2026, 2, 10), lambda o: o.step == "meeting")
    assert {key.rpartition("/")[2]: due(obligation) for key, obligation in found.items()} == expected
    assert [o.state for o in found.values() if o.met_on] == [State.MET]


def test_acknowledgement_not_asked_leaves_nothing_owed_after_the_notice() -> None:
    told = [{"type": kind, "on": "2026-10-12"} for kind in ("cancel_noticed", "cancelled", "departments_notified")]
    data = record(Table("", {"kind": "card"}), {"procedures": [procedure(1, "card_cancellation", *told)]}, None)
    units = {"notified": [{"organisation": org, "since": "2017-12-14"} for org in ("org-police", "org-education")]}
    for chosen, owners in (("asked", ["org-education", "org-police"]), ("not_asked", [])):
        registry = build([data], settings=units, readings={"acknowledgement": chosen})
        found = obligations(registry, dt.date(2026, 10, 13), lambda o: o.step == "acknowledge")
        assert [obligation.owner for obligation in found.values()] == owners
        assert not list(legs_of(found.values(), registry, calendar_of(registry)))  # our practice: never counted


def test_district_rules_city_only_passes_over_the_districts_version() -> None:
    policy = {
        "schema": "policy/1",
        "id": "pol-case-yubei",
        "title": {"zh": "虚构", "en": "Invented"},
        "document": {"title": "虚构", "number": "虚构", "issued_on": "2026-03-02", "issuers": ["org-yubei-org"]},
        "scope": "渝北区",
        "effective_from": "2026-03-02",
        "extends": "pol-cq-2017",
        "summary_of_changes": {"zh": "虚构", "en": "Invented"},
    }
    found = {}
    for chosen in ("district_else_city", "city_only"):
        registry = build([policy], readings={"district-rules": chosen})
        engine = Engine(registry, calendar_of(registry), dt.date(2026, 7, 1))
        found[chosen] = engine.rulebook.on(dt.date(2026, 7, 1), "渝北区").policy.id
    assert found == {"district_else_city": "pol-case-yubei", "city_only": "pol-cq-2017"}


# ---- the card's term ---------------------------------------------------------------------------------


def made(on: str, through: str = "2030-01-01") -> Data:
    return {"type": "made", "on": on, "printed": {"issued_on": on, "valid_through": through}}


def procedure(number: int, kind: str, *events: Data) -> Data:
    return {"id": f"p00000{number}", "type": kind, "events": list(events)}


def terms(procedures: list[Data], readings: Data | None = None) -> list[tuple[str, str]]:
    """The card's terms as (first day, last valid day)."""
    for number, item in enumerate(procedures):
        for index, event in enumerate(item["events"]):
            event["id"] = f"e{number}{index:05d}"
    card = {"schema": "card/1", "id": "card-case000001", "talent": TALENT, "procedures": procedures}
    registry = build([card], readings=readings)
    engine = Engine(registry, calendar_of(registry), dt.date(2030, 1, 1))
    found = next(iter(registry.of(Card).values()))
    reckoner = engine.card_reckoner(found)
    assert isinstance(reckoner, Reckoner)
    return [(str(term.since), str(term.through)) for term in cards.validities(found, engine.as_of, reckoner)]


@pytest.mark.parametrize(
    ("chosen", "issued", "through"),
    [
        ("issue_day_not_counted", "2026-03-01", "2029-03-01"),
        ("issue_day_not_counted", "2024-02-29", "2027-02-28"),
        ("issue_day_not_counted", "2025-02-28", "2028-02-28"),
        ("issue_day_counted", "2026-03-01", "2029-02-28"),
        ("issue_day_counted", "2024-03-01", "2027-02-28"),
    ],
)
def test_validity_count_and_never_rolled(chosen: str, issued: str, through: str) -> None:
    assert terms([procedure(1, "card_new", made(issued))], {"validity-count": chosen}) == [(issued, through)]


@pytest.mark.parametrize(
    ("chosen", "term"),
    [("printed_issue_date", ("2026-03-02", "2029-03-02")), ("delivery", ("2026-03-10", "2029-03-10"))],
)
def test_validity_start(chosen: str, term: tuple[str, str]) -> None:
    delivered = {"type": "delivered", "on": "2026-03-10"}
    assert terms([procedure(1, "card_new", made("2026-03-02"), delivered)], {"validity-start": chosen}) == [term]


@pytest.mark.parametrize(
    ("kind", "remade", "kept", "anew"),
    [
        ("card_change", "2026-04-01", ["2026-11-20"], ["2026-11-20", "2029-04-01"]),
        ("card_loss", "2026-04-01", ["2026-11-20"], ["2026-11-20", "2029-04-01"]),
        ("card_extension", "2026-10-20", ["2026-11-20", "2029-11-20"], ["2026-11-20", "2029-10-20"]),
        ("card_extension", "2026-11-20", ["2026-11-20", "2029-11-20"], ["2026-11-20", "2029-11-20"]),
        ("card_extension", "2026-12-01", ["2026-11-20", "2029-12-01"], ["2026-11-20", "2029-12-01"]),
    ],
)
def test_reissue_term(kind: str, remade: str, kept: list[str], anew: list[str]) -> None:
    def through(chosen: str) -> list[str]:
        procedures = [procedure(1, "card_new", made("2023-11-20")), procedure(2, kind, made(remade))]
        return [last for _, last in terms(procedures, {"reissue-term": chosen})]

    assert through("rest_for_change_new_for_extension") == kept
    assert through("always_new") == anew


# ---- the register as a whole -------------------------------------------------------------------------


def register() -> dict[str, Data]:
    return {data["code"]: data for path, data in rules().items() if "/interpretations/" in path}


def test_every_question_of_the_register_is_acted_on_by_the_program_or_carried_by_the_steps() -> None:
    """``readings.READINGS`` is the one place that says which is which."""
    assert set(register()) == set(READINGS)


@pytest.mark.parametrize("code", [code for code, reading in READINGS.items() if not reading.by_data])
def test_what_the_program_acts_on_is_asked_for_and_tested(code: str) -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "tools" / "talentcard" / "core").glob("*.py")]
    by_gap = code == "enrolment-gaps"  # named by the gap in the service's own data
    assert by_gap or any(f'reading("{code}")' in s or f'.get("{code}")' in s for s in sources)
    assert f"test_{code.replace('-', '_')}" in (ROOT / "tests" / "test_interpretations.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", [code for code, reading in READINGS.items() if reading.by_data])
def test_what_the_steps_carry_has_the_choices_that_fit_them(code: str) -> None:
    """One choice, or those between which an ``only_if`` decides; any other needs other steps, as `check` says."""
    chosen, understood = register()[code]["chosen"], READINGS[code].understood
    assert chosen in understood
    assert understood == {chosen} or code in conditions()


def conditions() -> set[str]:
    """The interpretations that a step or a duty depends on."""
    found = set()
    for path, data in rules().items():
        if "/services/" in path or "/policies/" in path:
            steps = [step for variant in data.get("variants", ()) for step in variant["steps"]]
            parts = [part["only_if"] for part in (*steps, *data.get("duties", ())) if "only_if" in part]
            starts = [condition for step in steps for condition in step.get("starts", {}).get("only_if", ())]
            found |= {condition["interpretation"] for condition in (*parts, *starts)}
    return found


# ---- what is owed only under one reading -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "steps"), [("target_and_bound", {"apply_promptly", "apply"}), ("bound_only", {"apply"})]
)
def test_loss_report(chosen: str, steps: set[str]) -> None:
    given = {"procedures": [{"id": "p000001", "type": "card_loss", "events": [{"type": "lost", "on": "2026-09-01"}]}]}
    found = reckoned("", given, "2026-09-01", {"loss-report": chosen})
    assert {key.rpartition("/")[2] for key in found} == steps


@pytest.mark.parametrize(("chosen", "owed"), [("handed_in", True), ("kept", False)])
def test_old_card(chosen: str, owed: bool) -> None:
    events = [
        {"type": "change_arose", "on": "2026-03-02"},
        {"type": "applied", "on": "2026-03-03"},
        {"type": "approved", "on": "2026-03-04"},
        {"type": "made", "on": "2026-03-05", "printed": {"issued_on": "2026-03-05", "valid_through": "2028-12-31"}},
        {"type": "handed_over", "on": "2026-03-06"},
    ]
    given = {"procedures": [{"id": "p000001", "type": "card_change", "events": events}]}
    found = reckoned("", given, "2026-03-06", {"old-card": chosen})
    assert ("p000001/return_old" in found) == owed


@pytest.mark.parametrize(("chosen", "last"), [("not_owed", None), ("owed", "2026-03-05")])
def test_general_advice_feedback(chosen: str, last: str | None) -> None:
    events = [{"type": kind, "on": "2026-03-04"} for kind in ("applied", "forwarded", "served")]
    found = reckoned(
        "science", {"variant": "general", "events": events}, "2026-03-04", {"general-advice-feedback": chosen}
    )
    assert (due(found["feedback"]) if "feedback" in found else None) == last


@pytest.mark.parametrize(("chosen", "owed"), [("house_ninety_days", True), ("none", False)])
def test_roster_confirmation(chosen: str, owed: bool) -> None:
    filing = {
        "schema": "roster/1",
        "id": "ros-case000001",
        "organisation": "org-case-lab",
        "reason": "initial",
        "filed_on": "2026-01-05",
        "contacts": ["con-em0yer0001"],
    }
    found = build([filing], readings={"roster-confirmation": chosen})
    listed = obligations(found, dt.date(2026, 2, 1), lambda o: o.step == "roster_confirmation")
    assert bool(listed) == owed


@pytest.mark.parametrize(("chosen", "last"), [("knowledge", "2026-03-30"), ("event", "2026-03-23")])
def test_change_start(chosen: str, last: str) -> None:
    events = [{"type": "change_arose", "on": "2026-03-02"}, {"type": "change_known", "on": "2026-03-09"}]
    given = {"procedures": [{"id": "p000001", "type": "card_change", "events": events}]}
    assert due(reckoned("", given, "2026-03-09", {"change-start": chosen})["p000001/apply"]) == last


@pytest.mark.parametrize(("chosen", "state"), [("asked", "met_late"), ("filed", "met")])
def test_transfer_start(chosen: str, state: str) -> None:
    found = reckoned(
        "schooling",
        schooling("transfer", asked="2026-07-01", filed="2026-07-20"),
        "2026-07-20",
        {"transfer-start": chosen},
    )
    assert found["file"].state == state


@pytest.mark.parametrize(("chosen", "state"), [("waived_or_late", "met_late"), ("all_waived", "waived")])
def test_closing(chosen: str, state: str) -> None:
    events = [{"type": "applied", "on": "2026-03-02"}, {"type": "closed", "on": "2026-03-20"}]
    found = reckoned("household", {"variant": "standard", "events": events}, "2026-03-20", {"closing": chosen})
    assert found["submit"].state == state
