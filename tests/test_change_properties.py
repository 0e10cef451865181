"""Random histories on real git.

The issue asks: random sequences of accepted changes never remove an event, revive a cancelled card, change a past date
without a correction, or reuse an id; random forbidden edits are all refused, each by the rule that names it.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from change_world import TODAY, commit, errors, found_at, git, request, write
from talentcard.core.cards import cancelled_on
from talentcard.core.changes.change import events, records
from talentcard.core.model import Card, Event, Record, RecordId, Request
from talentcard.core.registry import Registry
from talentcard.reading import loading

CARD = "records/cards/card-mn00000001.yml"
PATH = "records/requests/{}.yml"
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
DAYS = ("2026-10-16", "2026-10-19", "2026-10-20")

Move = Callable[[Path, random.Random], bool]
"""An edit of the working tree; False where the registry gives no occasion for it."""


def fresh(rng: random.Random, prefix: str, length: int) -> str:
    return prefix + "".join(rng.choices(LETTERS, k=length))


def read(root: Path) -> Registry:
    return loading.load(root, jobs=1).registry


def own(root: Path) -> list[Request]:
    """The requests that the history made, closed ones left out."""
    found = [each for each in read(root).of(Request).values() if each.service == "household"]
    return [each for each in found if not any(event.type == "withdrawn" for event in each.events)]


def append(root: Path, record: Record, line: str) -> None:
    path = PATH.format(record.id)
    text = (root / path).read_text(encoding="utf-8")
    write(root, path, text + line + "\n")


# ---- what is accepted --------------------------------------------------------------------------------


def make(root: Path, rng: random.Random) -> bool:
    name = fresh(rng, "req-", 10)
    line = f"  - {{id: {fresh(rng, 'e', 6)}, type: applied, on: {rng.choice(DAYS)}}}\n"
    write(root, PATH.format(name), request(name, line))
    return True


def submit(root: Path, rng: random.Random) -> bool:
    waiting = [each for each in own(root) if {event.type for event in each.events} <= {"applied", "corrected"}]
    if not waiting:
        return False
    append(root, rng.choice(waiting), f"  - {{id: {fresh(rng, 'e', 6)}, type: submitted, on: 2026-10-20}}")
    return True


def withdraw(root: Path, rng: random.Random) -> bool:
    if not (found := own(root)):
        return False
    tail = "type: withdrawn, on: 2026-10-20, reason: requester_withdrew, basis: 示例"
    append(root, rng.choice(found), f"  - {{id: {fresh(rng, 'e', 6)}, {tail}}}")
    return True


def correct(root: Path, rng: random.Random) -> bool:
    if not (found := own(root)):
        return False
    record = rng.choice(found)
    event = rng.choice([each for each in record.events if each.type != "corrected"])
    tail = f"corrects: {event.id}, corrected_on: 2026-10-{rng.randint(12, 20)}, reason: wrong_date, basis: 示例"
    append(root, record, f"  - {{id: {fresh(rng, 'e', 6)}, type: corrected, on: 2026-10-20, {tail}}}")
    return True


def cancel(root: Path, rng: random.Random) -> bool:
    if cancelled_on(read(root).of(Card)[RecordId("card-mn00000001")], TODAY):
        return False
    one, other = fresh(rng, "e", 6), fresh(rng, "e", 6)
    text = (root / CARD).read_text(encoding="utf-8")
    text += (
        f"  - id: {fresh(rng, 'p', 6)}\n    type: card_cancellation\n    events:\n"
        f"      - {{id: {one}, type: cancel_noticed, on: 2026-10-16, notice: ntc-cnc0000001}}\n"
        f"      - {{id: {other}, type: cancelled, on: 2026-10-19}}\n"
    )
    write(root, CARD, text)
    return True


ACCEPTED: tuple[Move, ...] = (make, submit, withdraw, correct, cancel, make)


# ---- what is refused ---------------------------------------------------------------------------------


def lines_of(root: Path, rng: random.Random) -> tuple[str, list[str], int]:
    """A record of the history, its lines, and one of them that holds an event."""
    made = sorted(path for path in (root / "records/requests").glob("req-*.yml"))
    path = rng.choice(made).relative_to(root).as_posix()
    lines = (root / path).read_text(encoding="utf-8").splitlines()
    return path, lines, rng.choice([n for n, line in enumerate(lines) if line.startswith("  - {id: e")])


def drop_event(root: Path, rng: random.Random) -> bool:
    path, lines, at = lines_of(root, rng)
    if sum(line.startswith("  - {id: e") for line in lines) < 2:
        return False
    write(root, path, "\n".join([*lines[:at], *lines[at + 1 :], ""]))
    return True


def move_date(root: Path, rng: random.Random) -> bool:
    path, lines, at = lines_of(root, rng)
    day = next(word for word in lines[at].replace("}", ",").split(", ") if word.startswith("on: ")).rstrip(",")
    lines[at] = lines[at].replace(day, "on: 2026-03-01" if "2026-03-01" not in day else "on: 2026-03-02")
    write(root, path, "\n".join([*lines, ""]))
    return True


def delete(root: Path, rng: random.Random) -> bool:
    (root / lines_of(root, rng)[0]).unlink()
    return True


def give_to_another(root: Path, rng: random.Random) -> bool:
    path, lines, _ = lines_of(root, rng)
    write(root, path, "\n".join([line.replace("requested_by: ", "requested_by: family #") for line in lines] + [""]))
    return "requested_by: family #" in (root / path).read_text(encoding="utf-8")


def foresee(root: Path, rng: random.Random) -> bool:
    name = fresh(rng, "req-", 10)
    line = f"  - {{id: {fresh(rng, 'e', 6)}, type: applied, on: 2026-10-{rng.randint(21, 30)}}}\n"
    write(root, PATH.format(name), request(name, line))
    return True


def back_date(root: Path, rng: random.Random) -> bool:
    name = fresh(rng, "req-", 10)
    line = f"  - {{id: {fresh(rng, 'e', 6)}, type: applied, on: 2026-0{rng.randint(1, 8)}-11}}\n"
    write(root, PATH.format(name), request(name, line))
    return True


def revive(root: Path, rng: random.Random) -> bool:
    card = read(root).of(Card)[RecordId("card-mn00000001")]
    done = [event for _, event in events(card) if event.type == "cancelled"]
    if not done:
        return False
    tail = f"corrects: {done[0].id}, reason: wrong_record, basis: 示例"
    line = f"      - {{id: {fresh(rng, 'e', 6)}, type: corrected, on: 2026-10-20, {tail}}}\n"
    write(root, CARD, (root / CARD).read_text(encoding="utf-8") + line)
    return True


def dig_up(root: Path, _: random.Random) -> bool:
    write(root, PATH.format("req-gyne000001"), request("req-gyne000001"))
    return True


FORBIDDEN: tuple[tuple[Move, str], ...] = (
    (drop_event, "change-event-removed"),
    (move_date, "change-event-altered"),
    (delete, "change-record-deleted"),
    (give_to_another, "change-field-fixed"),
    (foresee, "change-event-future"),
    (back_date, "change-event-backdated"),
    (revive, "change-terminal-revived"),
    (dig_up, "change-id-reused"),
)


# ---- the histories -----------------------------------------------------------------------------------


def recorded(registry: Registry) -> Mapping[tuple[RecordId, str], Event]:
    return {(name, event.id): event for name, record in records(registry).items() for _, event in events(record)}


def hold(before: Registry, after: Registry) -> None:
    """Nothing that was recorded is gone or another, and what was cancelled still is."""
    assert records(before).keys() <= records(after).keys()
    old, new = recorded(before), recorded(after)
    assert {key: new.get(key) for key in old} == old
    for name, card in before.of(Card).items():
        if cancelled_on(card, TODAY):
            assert cancelled_on(after.of(Card)[name], TODAY)


@pytest.mark.parametrize("seed", range(2))
def test_random_histories(seed: int) -> None:
    """At each step a forbidden edit is refused by its rule, and an accepted one leaves the record whole."""
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        root = found_at(Path(folder) / "registry")
        write(root, PATH.format("req-gyne000001"), request("req-gyne000001"))
        commit(root)
        (root / PATH.format("req-gyne000001")).unlink()
        commit(root)
        refused: set[str] = set()
        for _ in range(6):
            move, rule = rng.choice(FORBIDDEN)
            if move(root, rng):
                assert rule in errors(root), move.__name__
                refused.add(rule)
            git(root, "checkout", "-q", "--", ".")
            git(root, "clean", "-q", "-f", "-d")
            before = read(root)
            if rng.choice(ACCEPTED)(root, rng):
                assert errors(root) == set()
                hold(before, read(root))
                commit(root)
        assert len(refused) >= 2


@pytest.mark.parametrize(("move", "rule"), FORBIDDEN, ids=lambda part: getattr(part, "__name__", ""))
def test_each_forbidden_edit(tmp_path: Path, move: Move, rule: str) -> None:
    """Whatever the rolls of the dice, none of the edits above is left untried."""
    rng = random.Random(1)
    root = found_at(tmp_path / "registry")
    write(root, PATH.format("req-gyne000001"), request("req-gyne000001"))
    cancel(root, rng)
    commit(root)
    (root / PATH.format("req-gyne000001")).unlink()
    commit(root)
    assert move(root, rng)
    assert rule in errors(root)
