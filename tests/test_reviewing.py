"""`check --pull-request`: who proposes a change and who approves it, as the host says of the commit that is here."""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from change_world import NEW, commit, context, edit, found_at, git, request, write
from githosts import GitHost, serving
from talentcard.changing.reviewing import QUEUED
from talentcard.context import CannotRunError
from talentcard.verbs import check

MINE, SECOND, LIAISON = "invented-spec-1", "invented-spec-2", "invented-institute"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A request of the employer's liaison, on a branch of its own beside a main that has gone on."""
    root = found_at(tmp_path_factory.mktemp("reviewing") / "registry")
    git(root, "checkout", "-q", "-b", "change")
    write(root, NEW, request())
    commit(root)
    git(root, "branch", "-q", "ahead", "main")
    git(root, "worktree", "add", "-q", "../queue", "ahead")
    write(root.parent / "queue", "docs/else.md", "别的\n")
    commit(root.parent / "queue")
    git(root.parent / "queue", "merge", "-q", "--no-ff", "-m", "queue", "change")
    return root


@pytest.fixture
def host(root: Path) -> Iterator[GitHost]:
    with serving() as server:
        server.propose(12, MINE, git(root, "rev-parse", "change"))
        yield server


def judged(root: Path, host: GitHost | None, *words: str) -> set[str]:
    asked = context(root)._replace(host=host.access if host else None)
    parser = argparse.ArgumentParser(exit_on_error=False)
    check.add_arguments(parser)
    check.run(asked, parser.parse_args(["--format", "json", *words]))
    assert isinstance(asked.out, io.StringIO)
    found = json.loads(asked.out.getvalue())["findings"]
    return {each["rule"] for each in found if each["severity"] == "error"}


def refused(root: Path, host: GitHost | None, *words: str) -> str:
    with pytest.raises(CannotRunError) as error:
        judged(root, host, *words)
    return error.value.key


OF_12 = ("--base", "main", "--pull-request", "12")


def test_author_and_approvers_are_the_host_s(root: Path, host: GitHost) -> None:
    assert judged(root, host, *OF_12) == {"change-not-approved"}  # nobody has looked yet
    host.review(12, LIAISON, "APPROVED")
    assert judged(root, host, *OF_12) == {"change-not-approved"}
    host.review(12, SECOND, "APPROVED")
    assert judged(root, host, *OF_12) == set()
    host.review(12, MINE, "APPROVED")
    assert judged(root, host, *OF_12) == {"change-four-eyes"}
    host.pulls[12]["user"] = {"login": "somebody-else"}
    assert judged(root, host, *OF_12) == {"change-account-unknown"}


def test_whoever_committed_to_it_is_an_author_too(root: Path, host: GitHost) -> None:
    """So nobody pushes to a colleague's branch and approves it then. What the host itself commits is nobody's."""
    host.review(12, SECOND, "APPROVED")
    host.commits[12] = [{"sha": "1" * 40, "author": {"login": LIAISON}, "committer": {"login": "web-flow"}}]
    assert judged(root, host, *OF_12) == set()
    host.commits[12].append({"sha": "2" * 40, "author": None, "committer": {"login": SECOND}})
    assert judged(root, host, *OF_12) == {"change-four-eyes", "change-not-approved"}


def test_what_is_judged_is_what_was_approved(root: Path, host: GitHost) -> None:
    """The pull request has moved on, or another commit is checked out: then nothing is said of it."""
    host.review(12, SECOND, "APPROVED")
    host.pulls[12]["head"]["sha"] = git(root, "rev-parse", "main")
    assert refused(root, host, *OF_12) == "check-pull-request-elsewhere"


def test_a_branch_of_the_merge_queue_names_its_pull_request(root: Path, host: GitHost) -> None:
    """The merge is judged against what stands before it in the queue; another number's commits are not in it."""
    queue = root.parent / "queue"
    host.review(12, LIAISON, "APPROVED")
    ref = f"gh-readonly-queue/main/pr-12-{git(queue, 'rev-parse', 'HEAD^1')}"
    for name in (ref, f"refs/heads/{ref}"):
        assert judged(queue, host, "--base", "HEAD^1", "--pull-request", name) == {"change-not-approved"}
    assert refused(queue, host, "--base", "HEAD^1", "--pull-request", "12") == "check-pull-request-elsewhere"
    write(root, "docs/later.md", "后来\n")
    host.propose(13, MINE, commit(root, "later"))
    git(root, "reset", "-q", "--hard", "HEAD^")
    other = ref.replace("pr-12", "pr-13")
    assert refused(queue, host, "--base", "HEAD^1", "--pull-request", other) == "check-pull-request-elsewhere"


@pytest.mark.parametrize(
    ("name", "number"),
    [
        (f"gh-readonly-queue/main/pr-7-{'a' * 40}", "7"),
        (f"gh-readonly-queue/release/2026/pr-7-{'a' * 40}", "7"),
        (f"gh-readonly-queue/main/pr-7-{'a' * 39}", None),
        ("gh-readonly-queue/main/pr-7", None),
        (f"main/pr-7-{'a' * 40}", None),
    ],
)
def test_names_in_the_merge_queue(name: str, number: str | None) -> None:
    found = QUEUED.fullmatch(name)
    assert (found[1] if found else None) == number


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (("--pull-request", "12"), "check-review-alone"),
        ((*OF_12, "--actor", MINE), "check-review-twice"),
        ((*OF_12, "--approver", MINE), "check-review-twice"),
        (("--base", "main", "--approver", MINE), "check-review-alone"),
        (("--base", "main", "--pull-request", "main"), "check-no-pull-request"),
        (("--base", "main", "--pull-request", "0"), "check-no-pull-request"),
        (("--base", "main", "--pull-request", ""), "check-no-pull-request"),
        (("--base", "main", "--pull-request", "99"), "host-no-pull-request"),
    ],
)
def test_what_makes_no_sense_is_refused(root: Path, host: GitHost, words: tuple[str, ...], key: str) -> None:
    assert refused(root, host, *words) == key


def test_without_a_host_nothing_can_be_asked(root: Path) -> None:
    assert refused(root, None, *OF_12) == "host-missing"


def test_that_signatures_were_not_read_is_said(root: Path) -> None:
    """By whom a change is, is not asked where nobody was named; it is not passed over in silence."""
    git(root, "checkout", "-q", "-b", "signed")
    edit(root, "records/settings/set-registry.yml", "as_of:", "signed_commits: true\nas_of:")
    base = commit(root)
    asked = context(root)
    parser = argparse.ArgumentParser()
    check.add_arguments(parser)
    check.run(asked, parser.parse_args(["--base", base]))
    git(root, "checkout", "-q", "change")
    assert isinstance(asked.err, io.StringIO)
    assert "签名没有核对" in asked.err.getvalue()
