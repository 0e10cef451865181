"""`check --base` on real repositories: which commit it compares with, and what it says where there is none."""

from __future__ import annotations

import io
import json
import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pytest

from change_world import NEW, commit, context, edit, found_at, git, judged, request, write
from talentcard.context import CannotRunError
from talentcard.reading import yamlsource
from talentcard.verbs import check

REQUEST = "records/requests/req-hsh0000001.yml"
TEXT = request()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The miniature registry in a repository of its own, on `main`."""
    return found_at(tmp_path / "registry")


def checked(root: Path, base: str = "main") -> tuple[list[str], str]:
    """The change rules that speak, in their order, and what is noted beside."""
    parser = ArgumentParser()
    check.add_arguments(parser)
    asked = context(root)
    check.run(asked, parser.parse_args(["--format", "json", f"--base={base}"]))
    assert isinstance(asked.out, io.StringIO)
    assert isinstance(asked.err, io.StringIO)
    found = [each["rule"] for each in json.loads(asked.out.getvalue())["findings"]]
    return [rule for rule in found if rule.startswith("change-")], asked.err.getvalue()


def test_the_working_tree_is_what_is_judged(root: Path) -> None:
    """Committed, staged, edited and new files alike."""
    assert checked(root) == ([], "")
    edit(root, REQUEST, "rating: 5", "rating: 4")
    assert checked(root)[0] == ["change-event-altered"]
    git(root, "add", "--all")
    assert checked(root)[0] == ["change-event-altered"]
    git(root, "checkout", "-q", "-b", "work")
    commit(root)
    assert checked(root)[0] == ["change-event-altered"]
    write(root, NEW, TEXT.replace("10-19", "10-21"))
    assert sorted(checked(root)[0]) == ["change-event-altered", "change-event-future"]


def test_moving_a_file_changes_nothing(root: Path) -> None:
    """An id is a record's identity: git need not see the renaming."""
    (root / "records/requests/2026").mkdir()
    git(root, "mv", REQUEST, REQUEST.replace("requests/", "requests/2026/"))
    assert checked(root) == ([], "")


def test_a_branch_is_judged_by_what_it_did_itself(root: Path) -> None:
    """What has meanwhile come into the main branch is no deletion by this one."""
    git(root, "checkout", "-q", "-b", "work")
    edit(root, REQUEST, "rating: 5", "rating: 4")
    commit(root)
    git(root, "checkout", "-q", "main")
    write(root, NEW, TEXT)
    commit(root)
    git(root, "checkout", "-q", "work")
    rules, note = checked(root)
    assert rules == ["change-event-altered"]
    assert "main" in note


def test_two_branches_that_do_not_go_together(root: Path) -> None:
    """One withdraws the request, the other goes on with it: the result of the merge is refused."""
    write(root, NEW, TEXT)
    start = commit(root)
    git(root, "checkout", "-q", "-b", "work")
    edit(root, NEW, "10-19}\n", "10-19}\n  - {id: ea00002, type: submitted, on: 2026-10-20}\n")
    commit(root)
    git(root, "checkout", "-q", "main")
    edit(
        root,
        NEW,
        "events:\n",
        "events:\n  - {id: ea00003, type: withdrawn, on: 2026-10-19, reason: moved_away, basis: 示例}\n",
    )
    commit(root)
    git(root, "merge", "-q", "work", "-m", "merge")
    parser = ArgumentParser()
    check.add_arguments(parser)
    asked = context(root)
    assert check.run(asked, parser.parse_args(["--format", "json", "--base", start])) == 1
    assert isinstance(asked.out, io.StringIO)
    assert "event-after-end" in asked.out.getvalue()


def test_an_id_is_used_once_in_all_of_the_history(root: Path) -> None:
    """Also one that lived and died on a branch that was merged."""
    git(root, "checkout", "-q", "-b", "side")
    write(root, NEW, TEXT)
    commit(root)
    (root / NEW).unlink()
    commit(root)
    git(root, "checkout", "-q", "main")
    write(root, "notes.txt", "x")
    commit(root)
    git(root, "merge", "-q", "side", "-m", "merge")
    write(root, NEW, TEXT)
    assert checked(root, "HEAD")[0] == ["change-id-reused"]


@pytest.mark.parametrize("part", ["schemas", "records"])
def test_the_base_judges(root: Path, part: str) -> None:
    """A change can neither free a field nor widen a limit for itself."""
    if part == "schemas":
        edit(root, "schemas/request.schema.json", '"title": "受益人",', '"title": "受益人", "x-change": "free",')
        edit(root, REQUEST, "beneficiary: self", "beneficiary: spouse")
        assert checked(root)[0] == ["change-field-fixed"]
    else:
        edit(root, "records/policies/pol-cq-2017.yml", "working_days, count: 10,", "working_days, count: 300,")
        write(root, NEW, TEXT.replace("10-19", "09-01"))
        assert set(checked(root)[0]) == {"change-event-backdated", "change-version-altered"}


def test_a_base_that_can_not_be_read_is_said(root: Path) -> None:
    edit(root, REQUEST, "beneficiary: self", "beneficiary: nobody")
    commit(root)
    edit(root, REQUEST, "beneficiary: nobody", "beneficiary: self")
    assert checked(root)[0] == ["change-base-unreadable"]


def test_what_a_change_brings_is_read_by_both_readers(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fast reader that reads something else into a changed file is found out, without reading all files twice."""
    write(root, NEW, TEXT)
    quick = yamlsource.quick

    def wrong(raw: bytes) -> dict[str, Any] | None:
        data = quick(raw)
        return {**data, "beneficiary": "spouse"} if data and data["id"] == "req-cmp0000001" else data

    monkeypatch.setattr(yamlsource, "quick", wrong)
    assert "reader-disagreement" in {each.rule for each in judged(root)}


# ---- where there is nothing to compare with ------------------------------------------------------------


def refused(root: Path, base: str = "main") -> str:
    with pytest.raises(CannotRunError) as error:
        checked(root, base)
    return error.value.key


def test_no_such_commit(root: Path) -> None:
    assert refused(root, "nowhere") == "compare-unknown"
    assert refused(root, "--output=x") == "compare-unknown"


def test_nothing_in_common(root: Path) -> None:
    git(root, "checkout", "-q", "--orphan", "other")
    commit(root)
    assert refused(root) == "compare-unrelated"


def test_no_history(root: Path) -> None:
    shutil.rmtree(root / ".git")
    assert refused(root) == "compare-no-history"


def test_a_shallow_clone(root: Path, tmp_path: Path) -> None:
    """It compares with what it has, says what it can't know, and says what to do where the base is missing."""
    first = git(root, "rev-parse", "HEAD")
    write(root, "notes.txt", "x")
    second = commit(root)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "1", root.as_uri(), str(clone))
    write(clone, NEW, TEXT)
    rules, note = checked(clone, second)
    assert rules == []
    assert "fetch-depth" in note
    assert refused(clone, first) == "compare-shallow"


def test_a_registry_below_the_top_of_its_repository(tmp_path: Path) -> None:
    root = tmp_path / "below"
    found_at(root)
    shutil.rmtree(root / ".git")
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path)
    edit(root, REQUEST, "beneficiary: self", "beneficiary: spouse")
    assert checked(root)[0] == ["change-field-fixed"]
