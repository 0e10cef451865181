"""Attacks on the record, each in a small repository, each refused by the rule that names it.

What needs no permissions to be refused stands here: whoever proposes it, the change itself may not be made.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from change_world import NEW, commit, edit, errors, found_at, judged, request, write

SCHOOL = "records/requests/req-sch0000001.yml"
OTHER = "records/requests/req-sch0000002.yml"
CALENDAR = "records/calendars/cal-2026.yml"
BULLETIN = "records/bulletins/bul-mn00000001.yml"
CARD = "records/cards/card-mn00000001.yml"
LATE = "  - {id: ea00001, type: applied, on: 2026-10-12}\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return found_at(tmp_path / "registry")


def hide_a_late_answer(root: Path) -> None:
    """The answer came after the fifteenth working day; now it says it came before."""
    edit(root, SCHOOL, "answered, on: 2026-06-24", "answered, on: 2026-07-20")
    commit(root)
    edit(root, SCHOOL, "answered, on: 2026-07-20", "answered, on: 2026-06-24")


def record_a_late_answer_as_an_early_one(root: Path) -> None:
    """The answer is recorded only now, under a day within the limit."""
    edit(root, SCHOOL, "  - {id: es00004, type: answered, on: 2026-06-24}\n", "")
    commit(root)
    edit(root, SCHOOL, "on: 2026-06-10}\n", "on: 2026-06-10}\n  - {id: es00009, type: answered, on: 2026-06-24}\n")


def say_that_it_was_recorded_long_ago(root: Path) -> None:
    record_a_late_answer_as_an_early_one(root)
    edit(root, SCHOOL, "answered, on: 2026-06-24", "answered, on: 2026-06-24, recorded_on: 2026-06-24")


def back_date_a_receipt(root: Path) -> None:
    write(root, NEW, request(events=LATE.replace("10-12", "09-02")))


def swap_the_requests_of_two_children(root: Path) -> None:
    text = (root / SCHOOL).read_text(encoding="utf-8")
    write(
        root, OTHER, text.replace("sch0000001", "sch0000002").replace("primary", "junior").replace("渝北区", "江北区")
    )
    commit(root)
    for path, old, new in ((SCHOOL, "primary", "junior"), (OTHER, "junior", "primary")):
        edit(root, path, old, new)
    edit(root, SCHOOL, "渝北区", "江北区")
    edit(root, OTHER, "江北区", "渝北区")


def delete_a_request(root: Path) -> None:
    (root / SCHOOL).unlink()


def delete_one_and_put_another_in_its_file(root: Path) -> None:
    (root / SCHOOL).rename(root / NEW)
    edit(root, NEW, "req-sch0000001", "req-cmp0000001")


def edit_the_calendar_to_win_two_days(root: Path) -> None:
    edit(root, CALENDAR, "last: 2026-10-07}", "last: 2026-10-09}")


def replace_a_published_bulletin(root: Path) -> None:
    edit(root, BULLETIN, "示例通报", "一切按期")


def reuse_the_id_of_what_was_deleted(root: Path) -> None:
    write(root, NEW, request())
    commit(root)
    (root / NEW).unlink()
    commit(root)
    write(root, NEW, request())


def cancel_and_take_it_back(root: Path) -> None:
    events = (
        "  - id: pcnc001\n    type: card_cancellation\n    events:\n"
        "      - {id: ed00001, type: cancel_noticed, on: 2026-10-12, notice: ntc-cnc0000001}\n"
        "      - {id: ed00002, type: cancelled, on: 2026-10-13}\n"
    )
    write(root, CARD, (root / CARD).read_text(encoding="utf-8") + events)
    commit(root)
    took = (
        "      - {id: ed00003, type: corrected, on: 2026-10-20, corrects: ed00002, reason: wrong_record, basis: 示例}\n"
    )
    write(root, CARD, (root / CARD).read_text(encoding="utf-8") + took)


def take_it_back_above_an_earlier_correction(root: Path) -> None:
    """Of several corrections the latest by its day holds, not the lowest in the file."""
    ended = "  - {id: es00008, type: closed, on: 2026-10-12}\n"
    moved = "  - {id: es00009, type: corrected, on: 2026-10-16, corrects: es00008, corrected_on: 2026-10-13, "
    moved += "reason: wrong_date, basis: 示例}\n"
    edit(root, SCHOOL, "child:", f"{ended}{moved}child:")
    commit(root)
    took = (
        "  - {id: es0000a, type: corrected, on: 2026-10-20, corrects: es00008, reason: clerical_error, basis: 示例}\n"
    )
    edit(root, SCHOOL, "events:\n", f"events:\n{took}")


def correct_without_a_paper(root: Path) -> None:
    """Held by the schema already: a correction without reason and basis is no event."""
    took = "  - {id: es00009, type: corrected, on: 2026-10-20, corrects: es00004, corrected_on: 2026-06-23}\n"
    edit(root, SCHOOL, "child:", f"{took}child:")


def shift_the_day_on_which_tracking_began(root: Path) -> None:
    edit(root, "records/settings/set-registry.yml", "tracking_since: 2025-09-01", "tracking_since: 2026-09-01")


def pin_the_day(root: Path) -> None:
    edit(root, "records/settings/set-registry.yml", "as_of: 2026-10-20", "as_of: 2026-10-12")


def lengthen_a_limit_in_force(root: Path) -> None:
    edit(root, "records/policies/pol-cq-2017.yml", "count: 90, basis: house", "count: 300, basis: house")


def read_the_rules_otherwise_from_long_ago(root: Path) -> None:
    path = "records/interpretations/int-05-promptly.yml"
    text = (root / path).read_text(encoding="utf-8")
    later = text.replace("id: int-05-promptly", "id: int-99-promptly").replace("from: 2017-12-14", "from: 2018-01-01")
    write(root, path.replace("int-05", "int-99"), later)


ATTACKS: tuple[tuple[Callable[[Path], None], str], ...] = (
    (hide_a_late_answer, "change-event-altered"),
    (record_a_late_answer_as_an_early_one, "change-event-backdated"),
    (say_that_it_was_recorded_long_ago, "change-event-backdated"),
    (back_date_a_receipt, "change-event-backdated"),
    (swap_the_requests_of_two_children, "change-field-fixed"),
    (delete_a_request, "change-record-deleted"),
    (delete_one_and_put_another_in_its_file, "change-record-deleted"),
    (edit_the_calendar_to_win_two_days, "change-calendar-altered"),
    (replace_a_published_bulletin, "change-published-altered"),
    (reuse_the_id_of_what_was_deleted, "change-id-reused"),
    (cancel_and_take_it_back, "change-terminal-revived"),
    (take_it_back_above_an_earlier_correction, "change-terminal-revived"),
    (correct_without_a_paper, "schema-required"),
    (shift_the_day_on_which_tracking_began, "change-field-fixed"),
    (pin_the_day, "change-field-fixed"),
    (lengthen_a_limit_in_force, "change-version-altered"),
    (read_the_rules_otherwise_from_long_ago, "change-version-backdated"),
)


@pytest.mark.parametrize(("attack", "rule"), ATTACKS, ids=lambda part: getattr(part, "__name__", ""))
def test_attack(root: Path, attack: Callable[[Path], None], rule: str) -> None:
    attack(root)
    assert rule in errors(root)


def test_what_a_correction_turns_is_said_to_the_reviewer(root: Path) -> None:
    """The honest way is open, and nobody overlooks it: the verdict that it turns is named, with the day."""
    edit(root, SCHOOL, "answered, on: 2026-06-24", "answered, on: 2026-07-20")
    commit(root)
    took = (
        "  - {id: es00009, type: corrected, on: 2026-10-20, corrects: es00004, corrected_on: 2026-06-24, "
        "reason: wrong_date, basis: 示例收文登记}\n"
    )
    edit(root, SCHOOL, "child:", f"{took}child:")
    assert errors(root) == set()
    turned = [each.params for each in judged(root) if each.rule == "change-state-flipped"]
    assert [(each["before"], each["after"]) for each in turned] == [("@state-met_late", "@state-met")]
