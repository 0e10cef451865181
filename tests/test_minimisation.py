"""As little as will do: what is recorded of a child, of medical care, of feedback, and which kinds know a person."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

import minis
from registries import ROOT
from talentcard.core.kinds import BY_NAME, KINDS
from talentcard.core.model import Child
from talentcard.core.policy import Rulebook
from talentcard.reading.schemas import Schemas
from talentcard.sealing.fields import sealed_fields

SCHEMAS = Schemas.load(ROOT / "schemas")
VARIANTS = ["check_up", "outpatient", "admission"]
CHILD: dict[str, Any] = {"stage": "primary", "district": "渝北区"}


def request(service: str, **changed: Any) -> dict[str, Any]:
    made = {
        "schema": "request/1", "id": "req-0000000001", "talent": "tal-0000000001", "service": service,
        "variant": "standard", "requested_by": "talent", "beneficiary": "child" if service == "schooling" else "self",
        "events": [{"id": "e000001", "type": "applied", "on": "2026-03-02"}],
    }  # fmt: skip
    return made | changed


def refused(record: dict[str, Any]) -> list[tuple[str | int, ...]]:
    """Where the schema says no."""
    kind = BY_NAME["request"]
    return [finding.at.pointer for finding in SCHEMAS.explain(kind, record, "records/requests/x.yml")]


def test_only_two_kinds_of_record_know_who_somebody_is() -> None:
    assert {kind.name for kind in sealed_fields(SCHEMAS.documents)} == {"talent", "contact"}
    assert len(KINDS) == 21


def test_a_child_is_a_school_stage_and_a_district() -> None:
    assert {field.name for field in msgspec.structs.fields(Child)} == {"stage", "district", "enrolment_year"}
    assert refused(request("schooling", child=CHILD)) == []
    for name, value in (("name", "示例童"), ("birth_date", "2019-01-01"), ("sex", "女"), ("school", "示例小学")):
        assert refused(request("schooling", child=CHILD | {name: value})) == [("child", name)]


@pytest.mark.parametrize(
    ("field", "value"),
    [("note", "复查"), ("at", "09:30"), ("by", "org-hospital"), ("handler", "org-hospital"), ("basis", "诊断证明书")],
)
def test_an_event_of_medical_care_says_nothing_but_that_and_when(field: str, value: str) -> None:
    kind = "corrected" if field == "basis" else "served"
    event = {"id": "e000001", "type": kind, "on": "2026-03-02"}
    event |= {"corrects": "e000002", "reason": "wrong_date"} if field == "basis" else {}
    assert refused(request("medical", events=[event | {field: value}])) == [("events", 0, field)]


def test_feedback_is_a_date_whether_it_was_done_and_a_rating() -> None:
    event = {"id": "e000001", "type": "fed_back", "on": "2026-03-02", "done": True, "rating": 4}
    assert refused(request("medical", events=[event])) == []
    for service in ("medical", "household"):
        for field, value in (("note", "示例"), ("by", "org-hrss"), ("at", "09:30"), ("handler", "org-hrss")):
            assert refused(request(service, events=[event | {field: value}])) == [("events", 0, field)]


def test_medical_care_is_for_no_child_and_names_no_illness() -> None:
    """The variants are those of the text: the kind of service, never what somebody is treated for."""
    assert refused(request("medical", child=CHILD, beneficiary="child")) == [("child",)]
    found = Rulebook(minis.scope({}).registry).on(minis.scope({}).as_of).services["medical"].variants
    assert [variant.code for variant in found] == VARIANTS
