"""`resolve` on merges that git could not finish: what both sides added is kept; what nobody can decide is explained."""

from __future__ import annotations

import io
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from change_world import APPLIED, NEW, commit, context, edit, errors, found_at, request, write
from change_world import git as run_git
from talentcard.changing.resolving import UnsettledError, settled
from talentcard.context import CannotRunError
from talentcard.reading import yamlsource
from talentcard.verbs import resolve

CARD = "records/cards/card-mn00000001.yml"
MEETING = "records/meetings/mtg-mn00000001.yml"
TALENT = "records/talents/tal-mn00000001.yml"
SUBMITTED = "  - {id: ea00002, type: submitted, on: 2026-10-20}  # 平台\n"
PAUSED = "  - {id: ea00003, type: received, on: 2026-10-19}\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = found_at(tmp_path / "registry")
    write(root, NEW, request())
    commit(root)
    return root


def merged(root: Path, ours: Callable[[], None], theirs: Callable[[], None]) -> None:
    """Two branches with a change each, and the merge of one into the other as far as git gets."""
    run_git(root, "checkout", "-q", "-b", "work")
    theirs()
    commit(root)
    run_git(root, "checkout", "-q", "main")
    ours()
    commit(root)
    with pytest.raises(Exception, match="merge"):
        run_git(root, "merge", "-q", "work", "-m", "merge")


def resolved(root: Path, *files: str) -> tuple[int, str]:
    parser = ArgumentParser()
    resolve.add_arguments(parser)
    asked = context(root)
    code = resolve.run(asked, parser.parse_args([str(root / file) for file in files]))
    assert isinstance(asked.out, io.StringIO)
    return code, asked.out.getvalue()


@pytest.mark.parametrize("turned", [False, True])
def test_both_added_an_event(root: Path, turned: bool) -> None:
    """Whichever side is whose: the same text, the earlier day first, remarks kept; and the change passes."""
    first, second = (PAUSED, SUBMITTED) if turned else (SUBMITTED, PAUSED)
    merged(
        root,
        lambda: write(root, NEW, request(events=APPLIED + first)),
        lambda: write(root, NEW, request(events=APPLIED + second)),
    )
    code, said = resolved(root)
    assert (code, said.splitlines()[0]) == (0, f"{NEW}：两边加的都留下了，按日期先后排好。")
    assert (root / NEW).read_text(encoding="utf-8") == request(events=APPLIED + PAUSED + SUBMITTED)
    commit(root)
    assert errors(root, "HEAD~1") == set()


def test_one_added_an_event_and_the_other_a_field(root: Path) -> None:
    handler = "handler: org-police\n"
    merged(
        root,
        lambda: write(root, NEW, request(events=APPLIED + SUBMITTED)),
        lambda: write(root, NEW, request() + handler),
    )
    assert resolved(root, NEW)[0] == 0
    assert (root / NEW).read_text(encoding="utf-8") == request(events=APPLIED + SUBMITTED) + handler


def test_events_of_one_procedure(root: Path) -> None:
    """A list within a list."""
    text = (root / CARD).read_text(encoding="utf-8")
    one = "      - {id: ec00008, type: change_known, on: 2026-10-19}\n"
    other = "      - {id: ec00007, type: change_known, on: 2026-10-16}\n"
    merged(root, lambda: write(root, CARD, text + one), lambda: write(root, CARD, text + other))
    assert resolved(root)[0] == 0
    assert (root / CARD).read_text(encoding="utf-8") == text + other + one


def test_a_procedure_each(root: Path) -> None:
    """Git mixes their lines, which are much alike: the sides are read as wholes."""
    text = (root / CARD).read_text(encoding="utf-8")
    new = "  - id: {0}\n    type: card_change\n    events:\n      - {{id: {1}, type: change_arose, on: 2026-10-{2}}}\n"
    one, other = new.format("pchg002", "ec00011", 19), new.format("pchg001", "ec00012", 20)
    merged(root, lambda: write(root, CARD, text + one), lambda: write(root, CARD, text + other))
    assert resolved(root)[0] == 0
    assert (root / CARD).read_text(encoding="utf-8") == text + other + one


def test_a_decision_done_and_a_decision_added(root: Path) -> None:
    new = "  - {id: dm00002, action: 示例事项二, owner: org-hrss, due: 2026-11-10}\n"
    edit(root, MEETING, ", done_on: 2026-04-08", "")
    commit(root)
    text = (root / MEETING).read_text(encoding="utf-8")
    merged(
        root,
        lambda: write(root, MEETING, text + new),
        lambda: edit(root, MEETING, "due: 2026-04-10", "due: 2026-04-10, done_on: 2026-04-08"),
    )
    assert resolved(root)[0] == 0
    assert (root / MEETING).read_text(encoding="utf-8") == (
        text.replace("due: 2026-04-10", "due: 2026-04-10, done_on: 2026-04-08") + new
    )


def test_a_job_that_ended_and_a_job_that_began(root: Path) -> None:
    """Items without an id are the same where neither denies what the other says."""
    began = "since: 2023-05-01}\n  - {organisation: org-mini-unit, since: 2026-10-01}"
    merged(
        root,
        lambda: edit(root, TALENT, "since: 2023-05-01}", "since: 2023-05-01, until: 2026-09-30}"),
        lambda: edit(root, TALENT, "since: 2023-05-01}", began),
    )
    assert resolved(root)[0] == 0
    text = (root / TALENT).read_text(encoding="utf-8")
    assert "since: 2023-05-01, until: 2026-09-30}\n  - {organisation: org-mini-unit, since: 2026-10-01}\n" in text


# ---- what nobody but people can settle -------------------------------------------------------------------


def left(root: Path) -> str:
    before = (root / NEW).read_bytes() if (root / NEW).exists() else None
    code, said = resolved(root)
    assert code == 1
    assert ((root / NEW).read_bytes() if (root / NEW).exists() else None) == before
    return said


def test_one_id_for_two_events(root: Path) -> None:
    other = SUBMITTED.replace("10-20", "10-19")
    merged(
        root,
        lambda: write(root, NEW, request(events=APPLIED + SUBMITTED)),
        lambda: write(root, NEW, request(events=APPLIED + other)),
    )
    assert "两边都写了 ea00002，但“on”不同" in left(root)


def test_a_field_that_says_two_things(root: Path) -> None:
    merged(
        root,
        lambda: edit(root, NEW, "beneficiary: self", "beneficiary: spouse"),
        lambda: edit(root, NEW, "beneficiary: self", "beneficiary: child"),
    )
    assert "两边的“beneficiary”不同" in left(root)


def test_one_deleted_what_the_other_changed(root: Path) -> None:
    merged(root, (root / NEW).unlink, lambda: write(root, NEW, request(events=APPLIED + SUBMITTED)))
    assert "一边删除" in left(root)


def test_a_side_that_can_not_be_read(root: Path) -> None:
    merged(
        root,
        lambda: write(root, NEW, request(events=APPLIED + SUBMITTED)),
        lambda: write(root, NEW, request(events=APPLIED + PAUSED.replace("}", ""))),
    )
    assert "对方一边" in left(root)


def test_what_can_be_settled_is_settled_beside_what_can_not(root: Path) -> None:
    text = (root / CARD).read_text(encoding="utf-8")
    line = "      - {{id: ec0000{0}, type: change_known, on: 2026-10-1{0}}}\n"

    def side(who: str, number: int) -> None:
        edit(root, NEW, "beneficiary: self", f"beneficiary: {who}")
        write(root, CARD, text + line.format(number))

    merged(root, lambda: side("spouse", 9), lambda: side("child", 8))
    assert f"{CARD}：两边加的都留下了" in left(root)
    assert (root / CARD).read_text(encoding="utf-8") == text + line.format(8) + line.format(9)


def test_nothing_to_do(root: Path) -> None:
    assert resolved(root) == (0, "没有要处理的冲突。\n")


def test_files_of_others_are_left_alone(root: Path) -> None:
    with pytest.raises(CannotRunError) as error:
        resolved(root, "../elsewhere.yml")
    assert error.value.key == "resolve-outside"


@pytest.mark.parametrize(
    "text",
    [
        "<<<<<<< a\nx: 1\n",
        "<<<<<<< a\nx: 1\n=======\n",
        "<<<<<<< a\n<<<<<<< b\n=======\n>>>>>>> c\n",
        ">>>>>>> c\n<<<<<<< a\nx: 1\n=======\nx: 2\n>>>>>>> b\n",
    ],
)
def test_markers_that_do_not_go_together(text: str) -> None:
    with pytest.raises(UnsettledError) as error:
        settled(text)
    assert error.value.key == "resolve-markers"


# ---- whatever was added ----------------------------------------------------------------------------------

EVENTS = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 28)), max_size=4, unique_by=lambda each: each[0])


@given(common=EVENTS.filter(bool), ours=EVENTS, theirs=EVENTS)
@settings(max_examples=60, deadline=None, derandomize=True, database=None)
def test_no_event_is_lost_and_the_sides_are_alike(
    common: list[tuple[int, int]], ours: list[tuple[int, int]], theirs: list[tuple[int, int]]
) -> None:
    def block(letter: str, each: list[tuple[int, int]]) -> str:
        return "".join(f"  - {{id: e{letter}0000{n}, type: asked, on: 2026-10-{day:02}}}\n" for n, day in each)

    head = f"id: x\nevents:\n{block('a', common)}"
    one, other = block("b", ours), block("c", theirs)
    if one == other:
        return
    both = [settled(f"{head}<<<<<<< 1\n{x}=======\n{y}>>>>>>> 2\n") for x, y in ((one, other), (other, one))]
    assert both[0] == both[1]
    data = yamlsource.explain(both[0].encode()).data
    assert data is not None
    assert {event["id"] for event in data["events"]} == {
        f"e{letter}0000{n}" for letter, each in (("a", common), ("b", ours), ("c", theirs)) for n, _ in each
    }
