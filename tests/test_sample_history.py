"""The sample's own history: small changes to `records/`, each proposed by one and approved by another.

Their commits name both at the end of the message, by invented accounts; each is judged here as CI would judge it.
"""

from __future__ import annotations

import subprocess
from functools import cache
from typing import NamedTuple

import pytest

import minis
from change_world import context
from talentcard.changing.comparing import compare
from talentcard.core.changes import Review
from talentcard.session import Opened, open_registry

ROOT = minis.ROOT
TRAILERS = "%H%x09%(trailers:key=Proposed-by,valueonly,separator=)%x09%(trailers:key=Approved-by,valueonly,separator=)"


class Reviewed(NamedTuple):
    commit: str
    actor: str
    approver: str


@cache
def reviewed() -> tuple[Reviewed, ...]:
    """The commits whose messages say who proposed and who approved them, oldest first."""
    command = ["git", "log", "--reverse", f"--format={TRAILERS}", "--", "records"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = (Reviewed(*line.split("\t")) for line in listed.splitlines())
    return tuple(each for each in found if each.actor.startswith("invented-"))


@pytest.fixture(scope="module")
def opened() -> Opened:
    return open_registry(context(ROOT))


def test_there_are_a_dozen_and_more() -> None:
    assert len(reviewed()) >= 12, "needs the whole history: git fetch --unshallow"
    assert len({each.actor for each in reviewed()}) >= 8


@pytest.mark.parametrize("change", reviewed(), ids=lambda change: change.commit[:8])
def test_each_is_allowed_and_somebody_else_approved_it(opened: Opened, change: Reviewed) -> None:
    review = Review(actor=change.actor, approvers=(change.approver,))
    comparison = compare(context(ROOT), opened, f"{change.commit}^", change.commit, review=review)
    assert [(each.rule, each.at.path) for each in comparison.findings() if each.severity == "error"] == []
    assert comparison.change.new_events or comparison.change.altered or comparison.change.added


def test_none_of_them_is_allowed_to_somebody_else(opened: Opened) -> None:
    """Some of them, proposed by an account that is nobody's: so the accounts are what lets them through."""
    for change in reviewed()[::6]:
        review = Review(actor="invented-stranger", approvers=(change.approver,))
        found = compare(context(ROOT), opened, f"{change.commit}^", change.commit, review=review).findings()
        assert "change-account-unknown" in {each.rule for each in found}
