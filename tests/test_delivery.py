"""The plan of notices as a pure function: rungs, days off, missed runs, deputies, bodies without anybody to reach."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

import pytest

import minis
from mail_world import MOMENT, mailbox, many, with_mailboxes
from talentcard.core import ledger
from talentcard.core.delivery.message import Mark, Message
from talentcard.core.delivery.planning import NOTHING, Plan, Said, plan
from talentcard.core.delivery.recipients import is_unreachable
from talentcard.core.delivery.sent import BrokenLedgerError, Entry, Standing, State, standing
from talentcard.core.flagging.legs import Ladder
from talentcard.core.model import Contact, Post, RecordId, Unreachable
from talentcard.core.obligation import State as Owed
from talentcard.core.pages import Audience, World, desks
from talentcard.core.registry import Registry
from talentcard.mailing.rendering import message_id
from talentcard.messages import catalogue
from talentcard.publishing import staff, templates
from talentcard.render.obligations import View

ORG, CON = "org-many-000", "con-many000000"
SECOND, THIRD = "con-secnd00002", "con-thrd000003"
CONFIRM = f"{ORG}/roster_confirmation"
"""Its roster, filed on 1 July 2026, wants confirming within ninety days: by Tuesday 29 September."""


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(f"2026-{text}")


def contact(name: str, **fields: object) -> dict[str, bytes]:
    """A contact's file; ``mailbox: None`` for one without an address."""
    given: dict[str, object] = {
        "organisation": ORG,
        "post": "employer_liaison",
        "since": "2023-05-01",
        "mailbox": mailbox(name),
        **fields,
    }
    lines = [f"{key}: {value}" for key, value in given.items() if value is not None]
    return {f"records/contacts/{name}.yml": "\n".join(["schema: contact/1", f"id: {name}", *lines, ""]).encode()}


@cache
def registry(files: tuple[tuple[str, bytes], ...]) -> Registry:
    return minis.scope({**with_mailboxes(dict(minis.base())), **many(1), **dict(files)}).registry


def planned(files: Mapping[str, bytes], on: dt.date, said: Said = NOTHING) -> Plan:
    found, calendar = registry(tuple(sorted(files.items()))), minis.calendar_of_base()
    return plan(Ladder(found, calendar, on), ledger.ledger(found, calendar, on), said)


def entry(message: Message, state: State, **fields: object) -> Entry:
    first = {"recipient": message.recipient, "message_id": "<x@y>", "says": message.marks}
    return Entry(key=message.key, state=state, at=MOMENT, **(first if state is State.QUEUED else {}), **fields)  # type: ignore[arg-type]


@dataclass
class Sent:
    """An outbox in memory; ``fails``: what becomes of the messages to whom instead of being sent."""

    standing: Standing = field(default_factory=Standing)
    fails: Mapping[str, State] = field(default_factory=dict)

    def run(self, on: dt.date, files: Mapping[str, bytes], about: str) -> dict[str, list[str]]:
        """Recipient → what they are told of obligations whose id has ``about``, and everything marked as sent."""
        made = planned(files, on, self.standing.said())
        for message in made.messages:
            end = self.fails.get(message.recipient, State.SENT)
            self.standing.add(entry(message, State.QUEUED))
            if end is not State.QUEUED:
                self.standing.add(entry(message, State.SENDING))
                if end is State.BOUNCED:
                    self.standing.add(entry(message, State.SENT))
                self.standing.add(entry(message, end, of_recipient=end is State.REFUSED))
        return told(made.messages, about)


def told(messages: Iterable[Message], about: str) -> dict[str, list[str]]:
    found = {
        message.recipient: [mark.what for mark in message.marks if about in mark.obligation] for message in messages
    }
    return {recipient: whats for recipient, whats in found.items() if whats}


# ---- rungs, days off, missed runs ----------------------------------------------------------------------

WORKED = minis.calendar_of_base().is_working
ALL = [day("09-20") + dt.timedelta(n) for n in range(35)]
LADDER = {
    "09-23": "due_soon",  # three working days before, over Mid-Autumn
    "09-29": "due_today",
    "09-30": "overdue",
    "10-13": "long_overdue",  # more than five working days after, over the national holiday
    "10-20": "joint_meeting",
}
RUNS = [
    ("every working day", [d for d in ALL if WORKED(d)], LADDER),
    ("twice a day", [d for d in ALL if WORKED(d) for _ in "ab"], LADDER),
    ("missed on the last day", [d for d in ALL if WORKED(d) and d != day("09-29")], {**LADDER, "09-29": None}),
    ("away from the 28th to the holiday", [d for d in ALL if d < day("09-28") or d > day("10-09")], {
        "09-23": "due_soon", "10-10": "overdue", "10-13": "long_overdue", "10-20": "joint_meeting",
    }),
    ("only once, late", [day("10-16")], {"10-16": "long_overdue"}),
    ("set back to an earlier day", [day("09-30"), day("09-29"), day("10-12")], {"09-30": "overdue"}),
]  # fmt: skip


@pytest.mark.parametrize(("days", "said"), [run[1:] for run in RUNS], ids=[run[0] for run in RUNS])
def test_each_rung_is_said_once(days: list[dt.date], said: dict[str, str | None]) -> None:
    sent, found = Sent(), {}
    for on in days:
        for what in sent.run(on, {}, CONFIRM).get(CON, []):
            assert f"{on:%m-%d}" not in found
            found[f"{on:%m-%d}"] = what
    assert found == {on: what for on, what in said.items() if what}


def test_a_new_clock_is_said_anew() -> None:
    """Confirmed on the last day: the next ninety days are another matter."""
    sent = Sent()
    sent.run(day("09-29"), {}, CONFIRM)
    again = (
        f"schema: roster/1\nid: ros-many000001\norganisation: {ORG}\nreason: confirmation\nfiled_on: 2026-09-29\n"
        f"contacts: [{CON}]\n"
    )
    files = {"records/rosters/ros-many000001.yml": again.encode()}
    assert sent.run(day("10-12"), files, CONFIRM).get(CON) is None
    assert sent.run(day("12-28"), files, CONFIRM)[CON] == ["due_today"]


# ---- recipients --------------------------------------------------------------------------------------

GONE = "[{on: 2026-09-01, status: 5.1.1}]"
PUT_RIGHT = "[{on: 2026-09-01, status: 5.1.1}, {on: 2026-09-03, status: 2.1.5}]"
OFFICE = {
    f"records/organisations/{ORG}.yml": many(1)[f"records/organisations/{ORG}.yml"]
    + f"mailbox: {mailbox('office')}\n".encode()
}
SPECIALISTS = {"con-spec000001", "con-spec000002"}
WHOM: list[tuple[str, dict[str, bytes], set[str]]] = [
    ("the liaison", {}, {CON}),
    ("both liaisons", contact(SECOND), {CON, SECOND}),
    ("not one who has left", contact(SECOND, until="2026-09-28"), {CON}),
    ("on the last day in post still", contact(SECOND, until="2026-09-29"), {CON, SECOND}),
    ("not one who is yet to come", contact(SECOND, since="2026-09-30"), {CON}),
    ("not the registry's own posts", contact(SECOND, post="custodian"), {CON}),
    ("mail came back, the deputy", contact(CON, deputy=SECOND, unreachable=GONE)
        | contact(SECOND, post="custodian"), {SECOND}),
    ("mail came back, put right", contact(CON, deputy=SECOND, unreachable=PUT_RIGHT)
        | contact(SECOND, post="custodian"), {CON}),
    ("mail came back, the body's other", contact(CON, unreachable=GONE) | contact(SECOND), {SECOND}),
    ("a deputy who is there anyway", contact(CON, deputy=SECOND, unreachable=GONE) | contact(SECOND),
        {SECOND}),
    ("the deputy's deputy", contact(CON, deputy=SECOND, unreachable=GONE)
        | contact(SECOND, deputy=THIRD, mailbox=None) | contact(THIRD, post="custodian"),
        {THIRD}),
    ("deputies in a circle", contact(CON, deputy=SECOND, unreachable=GONE)
        | contact(SECOND, deputy=CON, mailbox=None), SPECIALISTS),
    ("no address, the office", contact(CON, mailbox=None) | OFFICE, {ORG}),
    ("nobody followed, the deputy", contact(CON, until="2026-09-01", deputy=SECOND)
        | contact(SECOND, post="custodian"), {SECOND}),
    ("nobody in post, the office", contact(CON, until="2026-09-01") | OFFICE, {ORG}),
    ("nobody at all, the platform", contact(CON, mailbox=None), SPECIALISTS),
]  # fmt: skip


@pytest.mark.parametrize(("files", "whom"), [case[1:] for case in WHOM], ids=[case[0] for case in WHOM])
def test_who_is_told(files: dict[str, bytes], whom: set[str]) -> None:
    made = planned(files, day("09-29"))
    assert told(made.messages, CONFIRM).keys() == whom
    assert made.unreached == ()
    silent = {message.recipient for message in made.messages if RecordId(ORG) in message.silent}
    assert silent == (whom if whom == SPECIALISTS else set())


def test_a_stand_in_is_told_for_whom() -> None:
    files = contact(CON, deputy=SECOND, unreachable=GONE) | contact(SECOND, post="custodian")
    (message,) = (m for m in planned(files, day("09-29")).messages if m.recipient == SECOND)
    assert (message.body, message.stands_in, message.silent) == (ORG, (CON,), ())


def test_bodies_that_nobody_can_be_reached_for_are_named() -> None:
    nobody = {path: raw for path, raw in minis.base().items() if "/contacts/" in path}
    made = planned({**nobody, **contact(CON, mailbox=None)}, day("09-29"))
    assert made.messages == ()
    assert RecordId(ORG) in made.unreached


def test_the_platform_s_duties_in_a_case_go_to_the_talent_s_specialist() -> None:
    """And everybody's own report to themselves."""
    made = planned(UNTOLD, day("03-20"))
    owing = {who for who, whats in told(made.messages, "/notify").items() if "due_soon" in whats}
    assert owing == {"con-spec000001"}
    assert {r for r in SPECIALISTS if r in told(made.messages, "con-spec000002/specialist_report")} <= {
        "con-spec000002"
    }


@pytest.mark.parametrize(("record", "said"), [(GONE, True), (PUT_RIGHT, False)])
def test_a_body_s_desk_says_whom_mail_does_not_reach(record: str, said: bool) -> None:
    found, on = registry(tuple(contact(CON, unreachable=record).items())), day("09-29")
    calendar = minis.calendar_of_base()
    world = World(
        registry=found,
        calendar=calendar,
        as_of=on,
        words=templates.words(minis.ROOT, "zh"),
        obligations=ledger.ledger(found, calendar, on),
        audience=Audience.STAFF,
    )
    (desk,) = (desk for desk in desks.desks(world) if desk.code == ORG)
    view = View(registry=found, catalogue=catalogue("zh"), lang="zh", as_of=str(on), calendar=calendar.version)
    page = templates.Templates(minis.ROOT, world).render(
        "staff/desk.html.j2", title="", view=desk, tell=staff.Teller(world, view), states=Owed, base="", twin=""
    )
    assert (f"通知寄不到：{CON}。" in page) is said


# ---- cards (R-10) --------------------------------------------------------------------------------------

UNTOLD = {
    "records/cards/card-mn00000001.yml": minis.base()["records/cards/card-mn00000001.yml"].replace(
        b"      - {id: ec00005, type: departments_notified, on: 2024-01-22}\n", b""
    ).replace(b"2024-01-", b"2026-03-").replace(b"2027-01-18", b"2029-03-18"),
    "records/notices/ntc-new0000001.yml": minis.base()["records/notices/ntc-new0000001.yml"].replace(
        b"2024-01-", b"2026-03-"
    ),
}  # fmt: skip


def test_departments_are_told_of_a_card_once_and_not_after_the_platform_has_said_so() -> None:
    card = "card-mn00000001/pnew001/notify"
    sent = Sent()
    first = sent.run(day("03-20"), UNTOLD, card)
    assert first["con-dept000001"] == ["notice org-police"]
    assert first["con-hrss000001"] == ["notice org-hrss"]
    assert {what for who in SPECIALISTS & first.keys() for what in first[who]} >= {"notice org-education"}
    assert "notice" not in str(sent.run(day("03-23"), UNTOLD, card))
    assert told(planned({}, day("03-20")).messages, card) == {}


# ---- what did not arrive was not said --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "next_day"),
    [
        (State.SENT, {}),
        (State.DOUBTFUL, {}),
        (State.QUEUED, {}),
        (State.REFUSED, {SECOND: ["overdue"]}),
        (State.BOUNCED, {SECOND: ["overdue"]}),
    ],
)
def test_after_a_failure_the_next_day_s_rung_goes_to_the_deputy(end: State, next_day: dict[str, list[str]]) -> None:
    files = contact(CON, deputy=SECOND) | contact(SECOND, post="custodian")
    sent = Sent(fails={CON: end})
    assert sent.run(day("10-09"), files, CONFIRM) == {CON: ["overdue"]}
    assert sent.run(day("10-12"), files, CONFIRM) == next_day


def test_whoever_takes_over_learns_what_stands_open() -> None:
    sent = Sent()
    sent.run(day("10-09"), {}, CONFIRM)
    files = contact(CON, until="2026-10-09") | contact(SECOND, since="2026-10-12")
    assert sent.run(day("10-12"), files, CONFIRM) == {SECOND: ["overdue"]}


def test_a_run_that_broke_off_while_queuing_leaves_nobody_out() -> None:
    files = contact(SECOND)
    whole = planned(files, day("10-09"))
    for cut in range(len(whole.messages) + 1):
        noted = standing([entry(message, State.QUEUED) for message in whole.messages[:cut]])
        rest = planned(files, day("10-09"), noted.said())
        assert (*whole.messages[:cut], *rest.messages) == whole.messages


def test_one_message_a_recipient_and_day() -> None:
    """What comes up later in the day waits for the next one."""
    sent = Sent()
    sent.run(day("09-30"), contact(SECOND), CONFIRM)
    assert planned(contact(SECOND), day("09-30"), sent.standing.said()).messages == ()


# ---- the ledger ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entries", "on", "failed", "unreachable"),
    [
        ([], "10-01", None, False),
        ([("09-01", "5.1.1")], "10-01", None, True),
        ([("09-01", "5.1.1")], "08-31", None, False),
        ([("09-01", "5.1.1"), ("09-02", "2.1.5")], "10-01", None, False),
        ([("09-01", "5.1.1"), ("09-01", "2.1.5")], "10-01", None, False),
        ([("09-02", "2.1.5"), ("09-03", "5.1.1")], "10-01", None, True),
        ([], "10-01", "09-30", True),
        ([("09-30", "2.1.5")], "10-01", "09-30", False),
        ([("09-29", "2.1.5")], "10-01", "09-30", True),
    ],
)
def test_the_last_thing_known_of_an_address_holds(
    entries: list[tuple[str, str]], on: str, failed: str | None, unreachable: bool
) -> None:
    known = Contact(
        schema="contact/1",
        id=RecordId(CON),
        organisation=RecordId(ORG),
        post=Post.EMPLOYER_LIAISON,
        since=day("01-01"),
        unreachable=tuple(Unreachable(on=day(when), status=status) for when, status in entries),
    )
    assert is_unreachable(known, day(on), day(failed) if failed else None) is unreachable


def test_entries_that_cannot_follow_are_refused() -> None:
    (message,) = (m for m in planned({}, day("09-29")).messages if m.recipient == CON)
    good = [entry(message, state) for state in (State.QUEUED, State.SENDING, State.SENT)]
    assert standing(good).messages[message.key].state is State.SENT
    for bad in ([good[1]], [good[0], good[2]], [*good, good[1]], [good[0], good[0]]):
        with pytest.raises(BrokenLedgerError):
            standing(bad)


def test_marks_and_message_ids_are_the_message_s_own() -> None:
    first, second = planned({}, day("09-29")), planned({}, day("09-29"))
    assert first == second
    scope = minis.scope({})
    ids = {message_id(scope.registry.settings, message.key) for message in first.messages}
    assert len(ids) == len(first.messages)
    assert Mark(f"{CONFIRM}/2026-07-01", "2026-07-01", "due_today") in {m for x in first.messages for m in x.marks}
