"""How long each kind of record is kept, and on which day it is to go."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from functools import cache
from typing import Any

import pytest

import minis
from registries import documents
from registries import registry as rules_of
from talentcard.core.kinds import BY_TYPE, KINDS
from talentcard.core.model import Basis, RetainedFrom, RetentionAction
from talentcard.core.policy import Rulebook
from talentcard.core.privacy.retention import STARTS, Keeping, Retained
from talentcard.core.rules import references
from talentcard.messages import catalogue
from talentcard.render.keepings import FORMATS, View

DAY = dt.date(2026, 10, 20)
POLICY = "records/policies/pol-cq-2017.yml"
SEALED = "enc:v1:mini:" + "A" * 107
TALENT = "records/talents/tal-mn00000001.yml"
CONTACT = "records/contacts/con-spec000001.yml"
CARD = "records/cards/card-mn00000001.yml"

PERIODS = {
    "settings": "keep", "policy": "keep", "service": "keep", "interpretation": "keep", "calendar": "keep",
    "expected-calendar": "keep", "organisation": "keep", "meeting": "keep", "bulletin": "keep", "evaluation": "keep",
    "release": "keep", "key": "keep", "questionnaire": "keep",
    "talent": "erase 3 years after card_ended",
    "contact": "erase 1 years after left_post",
    "identity-tag": "delete at once after talent_erased",
    "request": "delete 5 years after last_event",
    "suggestion": "delete 5 years after last_event",
    "card": "delete 5 years after card_ended",
    "notice": "delete 10 years after own_date",
    "roster": "delete 10 years after own_date",
}  # fmt: skip
"""The house's periods, stated apart from the policy record. A change here is a decision about people's data."""


def said(entry: Any) -> str:
    if entry.after is None:
        return str(entry.action)
    limit = entry.limit
    return f"{entry.action} {f'{limit.count} {limit.kind}' if limit else 'at once'} after {entry.after}"


# ---- the policy ----------------------------------------------------------------------------------------


def test_every_kind_of_record_has_its_period() -> None:
    found = Rulebook(rules_of()).on(DAY).retention
    assert {kind: said(entry) for kind, entry in found.items()} == PERIODS
    assert set(PERIODS) == {kind.name for kind in KINDS}


def test_every_period_is_the_houses_own_and_gives_its_reason_and_its_law() -> None:
    for entry in Rulebook(rules_of()).on(DAY).retention.values():
        assert entry.why.en
        assert entry.limit is None or entry.limit.basis is Basis.HOUSE
        assert bool(entry.cites) == (entry.action is not RetentionAction.KEEP)


def test_a_later_version_changes_one_kind_and_keeps_the_others() -> None:
    entry = {"kinds": ["request"], "action": "keep", "cites": [], "why": {"zh": "示例。", "en": "Sample."}}
    later = {
        key: value
        for key, value in documents()[POLICY].items()
        if key in ("schema", "title", "document", "scope", "summary_of_changes")
    } | {"id": "pol-cq-2020", "effective_from": "2020-01-01", "extends": "pol-cq-2017", "retention": [entry]}
    book = Rulebook(rules_of({"records/policies/pol-cq-2020.yml": later}))
    assert said(book.on(dt.date(2019, 12, 31)).retention["request"]) == PERIODS["request"]
    found = book.on(dt.date(2020, 1, 1)).retention
    assert {kind: said(entry) for kind, entry in found.items()} == PERIODS | {"request": "keep"}


# ---- the day -------------------------------------------------------------------------------------------


@cache
def text(path: str) -> str:
    return minis.base()[path].decode()


def keepings(day: dt.date = DAY, **changed: str) -> dict[str, Keeping]:
    """What has an end in the miniature registry, by record, with the texts of some files changed."""
    paths = {"talent": TALENT, "contact": CONTACT, "card": CARD}
    files = {paths[name]: content.encode() for name, content in changed.items()}
    scope = minis.scope(files, day)
    return {keeping.record: keeping for keeping in Retained(scope.registry, scope.calendar, day).keepings}


def held(path: str, field: str) -> str:
    return text(path) + f"{field}:\n  name: {SEALED}\n"


def test_a_holder_is_erased_three_years_after_the_last_valid_day() -> None:
    """The card is valid through 18 January 2027; the last day of keeping is 18 January 2030."""
    found = keepings(talent=held(TALENT, "identity"))["tal-mn00000001"]
    assert (found.since, found.due) == (dt.date(2027, 1, 18), dt.date(2030, 1, 19))
    assert found.action is RetentionAction.ERASE


def test_a_cancelled_card_ends_on_the_day_of_its_cancellation() -> None:
    card = text(CARD) + (
        "  - id: pcnc001\n    type: card_cancellation\n    events:\n"
        "      - {id: ex00001, type: cancel_noticed, on: 2026-09-01, notice: ntc-cnc0000001}\n"
        "      - {id: ex00002, type: cancelled, on: 2026-09-02}\n"
    )
    found = keepings(talent=held(TALENT, "identity"), card=card)
    assert found["tal-mn00000001"].due == dt.date(2029, 9, 3)
    assert found["card-mn00000001"].due == dt.date(2031, 9, 3)


def test_a_talent_who_never_had_a_card_counts_from_the_recognition() -> None:
    talent = held(TALENT, "identity").replace("tal-mn00000001", "tal-mn00000009")
    files = {"records/talents/tal-mn00000009.yml": talent.encode()}
    scope = minis.scope(files, DAY)
    found = {k.record: k for k in Retained(scope.registry, scope.calendar, DAY).keepings}
    assert found["tal-mn00000009"].due == dt.date(2027, 1, 11)  # type: ignore[index]


def test_where_nothing_is_held_nothing_is_to_be_erased() -> None:
    assert "tal-mn00000001" not in keepings()
    assert "con-spec000001" not in keepings(contact=text(CONTACT) + "until: 2026-01-31\n")


def test_who_is_in_post_is_kept_and_who_left_for_a_year() -> None:
    assert "con-spec000001" not in keepings(contact=held(CONTACT, "person"))
    left = keepings(contact=held(CONTACT, "person") + "until: 2026-02-28\n")["con-spec000001"]
    assert left.due == dt.date(2027, 3, 1)


def test_a_request_goes_five_years_after_its_last_event() -> None:
    assert keepings()["req-hsh0000001"].since == dt.date(2026, 3, 13)
    assert keepings()["req-hsh0000001"].due == dt.date(2031, 3, 14)


def test_on_an_earlier_day_a_later_event_has_not_happened() -> None:
    assert keepings(dt.date(2026, 3, 10))["req-hsh0000001"].since == dt.date(2026, 3, 4)


def test_a_notice_waits_for_the_card_that_names_it() -> None:
    """Deleting what the list says in its order never breaks a reference."""
    assert (keepings()["ntc-new0000001"].due, keepings()["ntc-new0000001"].waits_for) == (dt.date(2034, 1, 16), None)
    extended = text(CARD) + (
        "  - id: pext001\n    type: card_extension\n    events:\n"
        "      - {id: ex00001, type: applied, on: 2026-09-01}\n"
        "      - {id: ex00002, type: made, on: 2026-09-09, "
        "printed: {issued_on: 2026-09-09, valid_through: 2030-01-18}}\n"
    )
    found = keepings(card=extended)
    assert found["card-mn00000001"].due == dt.date(2035, 1, 19)
    assert found["ntc-new0000001"].since == dt.date(2024, 1, 15)
    assert (found["ntc-new0000001"].due, found["ntc-new0000001"].waits_for) == (dt.date(2035, 1, 19), "card-mn00000001")


def test_a_tag_left_behind_by_an_erasure_goes_at_once() -> None:
    tag = "schema: identity-tag/1\nid: tag-3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f\ntalent: tal-mn00000001\n"
    path = "records/identity-tags/3f/tag-3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f.yml"
    talent = text(TALENT) + "erased: {on: 2026-05-04, reason: request}\n"
    scope = minis.scope({path: tag.encode(), TALENT: talent.encode()}, DAY)
    found = {k.record: k for k in Retained(scope.registry, scope.calendar, DAY).due()}
    assert {name: keeping.due for name, keeping in found.items()} == {path[-40:-4]: dt.date(2026, 5, 4)}


def test_the_last_day_of_keeping_is_not_yet_due() -> None:
    left = held(CONTACT, "person") + "until: 2025-10-20\n"
    for day, due in ((dt.date(2026, 10, 20), False), (dt.date(2026, 10, 21), True)):
        scope = minis.scope({CONTACT: left.encode()}, day)
        found = Retained(scope.registry, scope.calendar, day).due()
        assert ("con-spec000001" in {keeping.record for keeping in found}) is due


def test_everything_that_can_go_has_a_starting_day_and_all_starting_days_are_used() -> None:
    entries = Rulebook(rules_of()).on(DAY).retention
    ending = {kind for kind, entry in entries.items() if entry.after}
    assert ending == {BY_TYPE[kind].name for kind in STARTS}
    assert {day for days in STARTS.values() for day in days} == set(RetainedFrom)


def test_a_deleted_record_waits_for_every_kind_that_can_name_it() -> None:
    """Of the kinds that go for good requests and notices are named by others; a new reference has to be added."""
    going = {kind for kind in STARTS if PERIODS[BY_TYPE[kind].name].startswith("delete")}
    everything = minis.scope({}).registry
    naming = {
        (BY_TYPE[where.kind].name, BY_TYPE[found.kind].name)
        for where in references.WHERE
        for record in everything.of(where.kind).values()
        for found in where.of(record)
        if found.kind in going
    }
    assert naming == {("card", "notice"), ("suggestion", "request")}


# ---- the list ------------------------------------------------------------------------------------------

LIST = [
    Keeping(
        record="con-spec000001",  # type: ignore[arg-type]
        kind="contact",
        action=RetentionAction.ERASE,
        since=dt.date(2025, 10, 19),
        due=dt.date(2026, 10, 20),
        cites=("个人信息保护法 十九",),
    ),
    Keeping(
        record="ntc-new0000001",  # type: ignore[arg-type]
        kind="notice",
        action=RetentionAction.DELETE,
        since=dt.date(2021, 1, 15),
        due=dt.date(2026, 10, 23),
        waits_for="card-mn00000001",  # type: ignore[arg-type]
    ),
]


def shown(form: str, lang: str = "zh") -> str:
    return FORMATS[form](View(words=catalogue(lang), as_of=DAY), LIST)


def test_the_list_as_csv_and_json_says_the_same() -> None:
    rows = list(csv.DictReader(io.StringIO(shown("csv"))))
    found = json.loads(shown("json"))
    assert found["schema_version"] == 1
    assert [{key: value or "" for key, value in row.items()} for row in found["retention"]] == rows
    assert rows[1] == {
        "record": "ntc-new0000001", "kind": "notice", "action": "delete", "since": "2021-01-15", "due": "2026-10-23",
        "waits_for": "card-mn00000001", "cites": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "first", "last"),
    [
        (
            "zh",
            "2026-10-20 已到期 抹除个人信息 联系人 con-spec000001 2025-10-19 个人信息保护法 十九",
            "共 2 项，其中已到期 1 项（截至 2026-10-20；期限是内部标准）。",
        ),
        (
            "en",
            "2026-10-20 due now erased contact con-spec000001 2025-10-19 个人信息保护法 十九",
            "2 in all, 1 of them due now (on 2026-10-20; the periods are house standards).",
        ),
    ],
)
def test_the_list_for_people(lang: str, first: str, last: str) -> None:
    lines = shown("text", lang).splitlines()
    assert [" ".join(lines[1].split()), lines[-1]] == [first, last]
    assert shown("markdown", lang).splitlines()[2].split(" | ")[4] == "con-spec000001"


def test_nothing_due_is_said_in_words() -> None:
    assert FORMATS["text"](View(words=catalogue("en"), as_of=DAY), []) == (
        "On 2026-10-20 no record has reached the end of its period.\n"
    )
