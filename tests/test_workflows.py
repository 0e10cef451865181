"""The workflows: linted, granted the least, and each step carried out in a fresh clone of a newly founded registry.

A founded registry has the program's own workflows. Only `make test` means more in the program's repository: it is what
runs this test.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

import founded
from githosts import REPOSITORY, TOKEN, GitHost, serving
from registries import ROOT
from runner import Runner, Step, commands, git, load

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
BIN = Path(sys.executable).parent
DAY = "2026-12-01"  # a Tuesday on which something is due
PUBLIC = "example/card-site"


def by_name(name: str) -> Path:
    return GITHUB / "workflows" / f"{name}.yml"


# ---- what they say ----------------------------------------------------------------------------------


def actionlint(folder: Path) -> subprocess.CompletedProcess[str]:
    linter = ROOT / "node_modules" / "@tktco" / "node-actionlint" / "bin" / "node-actionlint.js"
    command: list[str | Path] = [BIN / "node", linter, "*.yml"]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)


def zizmor(folder: Path) -> subprocess.CompletedProcess[str]:
    how = ["--offline", "--no-config", "--quiet", "--persona", "pedantic", "--format", "plain"]
    command: list[str | Path] = [BIN / "zizmor", *how, folder]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def test_actionlint_is_quiet() -> None:
    done = actionlint(GITHUB / "workflows")
    assert (done.returncode, f"Checking {len(WORKFLOWS)} workflow file(s)" in done.stdout) == (0, True), done.stdout


def test_zizmor_is_quiet() -> None:
    done = zizmor(GITHUB / "workflows")
    assert done.returncode == 0, done.stdout


BAD = """name: bad
on: pull_request_target
permissions: {}
concurrency: {group: bad, cancel-in-progress: false}
jobs:
  bad:
    name: bad
    runs-on: ubuntu-24.04
    steps:
      - run: echo ${{ github.event.pull_request.title }}
      - run: echo ${{ github.nothing }}
"""


def test_both_find_a_fault(tmp_path: Path) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "bad.yml").write_text(BAD, encoding="utf-8")
    lint, audit = actionlint(folder), zizmor(folder)
    assert (lint.returncode != 0, audit.returncode != 0) == (True, True)
    assert "github.event.pull_request.title" in lint.stdout
    assert 'property "nothing" is not defined' in lint.stdout
    assert "template-injection" in audit.stdout
    assert "dangerous-triggers" in audit.stdout


WRITES = {("deadlines", "flag"): {"issues"}, ("changes", "tell"): {"pull-requests"}}
"""What a job may write on the host, and nothing else may."""


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_the_least_is_granted_and_every_action_is_pinned(path: Path) -> None:
    text, flow = path.read_text(encoding="utf-8"), load(path)
    assert flow["permissions"] == {}
    for name, job in flow["jobs"].items():
        writes = {right for right, grant in job["permissions"].items() if grant != "read"}
        assert writes == WRITES.get((path.stem, name), set()), name
    assert all(re.fullmatch(r"\S+@[0-9a-f]{40} # v\S+", use) for use in re.findall(r"uses: (.+)", text))
    assert "pull_request_target" not in text
    assert ("secrets." in text) == (path.stem == "publish")
    assert "secrets." not in text or flow["on"].keys() == {"schedule", "workflow_dispatch"}
    assert "cache" not in text


def test_every_step_is_a_verb_of_ours_or_make() -> None:
    """Else it could not be run without the host. What installs, lays the base beside the head and pushes is set-up."""
    ours = re.compile(r"make( -C base)? (ready|test|site)|(base/)?(\.venv/bin/)?talentcard .+")
    others = {command for path in WORKFLOWS for command in commands(path) if not ours.fullmatch(command)}
    assert {command.split(" -")[0].split(" program")[0] for command in others} == {"git", "python"}
    assert sorted(command for command in others if command.startswith("git")) == [
        'git -C head worktree add --detach ../base "$JUDGE"',
        "git -C public push",
    ]


# ---- what they do -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry newly founded, its day pinned."""
    made, said = founded.found(tmp_path_factory.mktemp("founded"), "--since", "2026-11-02")
    assert said.code == 0, said
    (settings,) = (made.root / "records" / "settings").glob("*.yml")
    settings.write_text(settings.read_text(encoding="utf-8") + f"as_of: {DAY}\n", encoding="utf-8")
    git(made.root, "commit", "-q", "--all", "-m", "The day")
    return made.root


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The public repository as it is before the first publication."""
    folder = tmp_path_factory.mktemp("public")
    git(folder, "init", "-q", "-b", "main", "first")
    (folder / "first" / "README.md").write_text("# card-site\n", encoding="utf-8")
    git(folder / "first", "add", "--all")
    git(folder / "first", "commit", "-q", "-m", "First")
    git(folder, "clone", "-q", "--bare", "first", "card-site.git")
    return folder / "card-site.git"


@pytest.fixture
def host() -> Iterator[GitHost]:
    with serving() as server:
        server.add("A pull request", "", user="somebody", pull_request={})
        yield server


@pytest.fixture
def clone(registry: Path, tmp_path: Path) -> Path:
    git(tmp_path, "clone", "-q", str(registry), "clone")
    return tmp_path / "clone"


BASE = "github.event.merge_group.base_sha || format('refs/remotes/origin/{0}', github.event.repository.default_branch)"
CHANGE = "github.event.pull_request.number || github.event.merge_group.head_ref"


def runner(
    repository: Path, folder: Path, server: GitHost, public: Path | None = None, queued: Mapping[str, str] | None = None
) -> Runner:
    """For the repository's branch as a pull request; ``queued``: what is otherwise in the merge queue."""
    commit = git(repository, "rev-parse", "HEAD")
    if not queued:
        server.propose(1, "somebody", commit)
    pull_request = {
        "github.token": TOKEN,
        "github.event.pull_request.number": "1",
        "github.event.repository.default_branch": "main",
        "github.event.pull_request.head.sha || github.sha": commit,
        BASE: "refs/remotes/origin/main",
        CHANGE: "1",
        "vars.PUBLIC_SITE_REPOSITORY": PUBLIC,
        "secrets.PUBLIC_SITE_KEY": "",
    }
    return Runner(
        folder=folder,
        own=repository,
        commit=commit,
        values=pull_request | dict(queued or {}),
        others={PUBLIC: public} if public else {},
        environment={"GITHUB_REPOSITORY": REPOSITORY, "GITHUB_API_URL": server.access.api},
    )


def propose(clone: Path) -> None:
    """What is in the folder, as the one commit of a branch."""
    git(clone, "checkout", "-q", "-b", "change")
    git(clone, "add", "--all")
    git(clone, "commit", "-q", "-m", "A change")


def fine(clone: Path) -> None:
    (clone / "records" / "organisations" / "org-example.yml").write_text(founded.EMPLOYER, encoding="utf-8")


def steps(told: list[Step]) -> list[tuple[str, int]]:
    return [(step.command, step.code) for step in told]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_step_runs_in_a_fresh_clone(path: Path, clone: Path, public: Path, host: GitHost, tmp_path: Path) -> None:
    fine(clone)
    propose(clone)
    now = dt.datetime.now(dt.UTC).isoformat()
    host.runs["deadlines.yml"] = [{"run_started_at": now, "conclusion": "success", "head_branch": "main"}]
    (tmp_path / "runner").mkdir()
    told = runner(clone, tmp_path / "runner", host, public).run(clone / ".github" / "workflows" / path.name)
    assert steps(told) == [(command, 0) for command in commands(path)], told[-1].said
    if path.stem == "deadlines":
        assert [issue["title"].split("：")[0] for issue in host.issues] == ["A pull request", "期限提醒", "期限提醒"]
    if path.stem == "changes":
        assert ["org-example" in said["body"] for said in host.comments[1]] == [True]
    if path.stem == "publish":
        assert "index.html" in git(public, "ls-tree", "--name-only", "main").splitlines()


def judged(clone: Path, folder: Path, host: GitHost, queued: Mapping[str, str] | None = None) -> tuple[Step, str]:
    """What the checker said, and the summary, of what is in the folder as a pull request."""
    folder.mkdir()
    ran = runner(clone, folder, host, queued=queued)
    ran.job("change", load(clone / ".github" / "workflows" / "changes.yml")["jobs"]["change"])
    (said,) = (step for step in ran.done if "talentcard check" in step.command)
    return said, ran.summary


YES = "\n\ndef run(context, options):\n    return 0\n"


def test_a_change_cannot_replace_its_own_judge(clone: Path, host: GitHost, tmp_path: Path) -> None:
    """Program and Makefile of the change always say yes; what they were before the change looks at its records.

    Nor by a tag that has the name of the branch from which the judge is taken.
    """
    program = clone / "tools" / "talentcard" / "verbs" / "check.py"
    program.write_text(program.read_text(encoding="utf-8") + YES, encoding="utf-8")
    (clone / "Makefile").write_text("%:\n\t@echo yes\n", encoding="utf-8")
    next((clone / "records" / "policies").glob("*.yml")).unlink()
    propose(clone)
    git(clone, "tag", "origin/main")  # what `origin/main` alone would be taken for
    check, summary = judged(clone, tmp_path / "runner", host)
    assert (check.code, "::error" in check.said, "change-record-deleted" in check.said) == (1, True, True), check.said
    assert "删除 1 条" in summary


def test_in_the_merge_queue_a_change_is_judged_against_what_stands_before_it(
    clone: Path, host: GitHost, tmp_path: Path
) -> None:
    """It is told apart from the others in the queue; the judge is the default branch's program all the same."""
    git(clone, "checkout", "-q", "-b", "before")
    (clone / "docs" / "other.md").write_text("另一个\n", encoding="utf-8")
    git(clone, "add", "--all")
    git(clone, "commit", "-q", "-m", "Another one")
    git(clone, "checkout", "-q", "main")
    fine(clone)
    propose(clone)
    host.propose(1, "somebody", git(clone, "rev-parse", "HEAD"))
    git(clone, "checkout", "-q", "before")
    git(clone, "merge", "-q", "--no-ff", "-m", "The queue", "change")
    before = git(clone, "rev-parse", "HEAD^1")
    queued = {BASE: before, CHANGE: f"refs/heads/gh-readonly-queue/main/pr-1-{before}"}
    check, summary = judged(clone, tmp_path / "runner", host, queued)
    assert check.code == 0, check.said
    assert "org-example" in summary
    assert host.asked[0].path.endswith("/pulls/1")


# ---- what stands beside them ------------------------------------------------------------------------


def ruleset() -> dict[str, Any]:
    rules = json.loads((GITHUB / "rulesets" / "main.json").read_text(encoding="utf-8"))["rules"]
    return {rule["type"]: rule.get("parameters", {}) for rule in rules}


def test_what_the_branch_asks_for_runs_on_every_pull_request_and_is_never_skipped() -> None:
    """A check that is skipped counts as passed; one that nobody runs blocks every merge."""
    asked = {one["context"] for one in ruleset()["required_status_checks"]["required_status_checks"]}
    run = set()
    for path in WORKFLOWS:
        flow = load(path)
        if {"pull_request", "merge_group"} <= flow["on"].keys():
            run |= {job["name"] for job in flow["jobs"].values() if "if" not in job}
    assert asked == run == {"make test", "change"}


def test_the_branch_is_changed_by_reviewed_merges_only() -> None:
    rules = ruleset()
    assert {"deletion", "non_fast_forward", "pull_request", "required_status_checks"} == rules.keys()
    assert rules["pull_request"] == {
        "required_approving_review_count": 1,
        "dismiss_stale_reviews_on_push": True,
        "require_code_owner_review": True,
        "require_last_push_approval": True,
        "required_review_thread_resolution": True,
        "allowed_merge_methods": ["merge"],
    }
    assert rules["required_status_checks"]["strict_required_status_checks_policy"] is True


FORMS = sorted((GITHUB / "ISSUE_TEMPLATE").glob("[0-9]*.yml"))


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_warns_first_asks_for_no_personal_data_and_has_it_confirmed(path: Path) -> None:
    first, *asked, last = yaml.safe_load(path.read_text(encoding="utf-8"))["body"]
    assert first["type"] == "markdown"
    assert re.search(r"不要.+Please|不要.+no\b", first["attributes"]["value"], re.DOTALL)
    assert [option["required"] for option in last["attributes"]["options"]] == [True]
    labels = " ".join(one["attributes"]["label"] for one in asked)
    assert not re.search(r"姓名|电话|手机|证件|邮箱|病|[Nn]ame|[Pp]hone|[Mm]ail|[Cc]ontact", labels)


def test_no_issue_is_opened_past_the_forms_and_the_pull_request_template_warns_first() -> None:
    assert len(FORMS) == 3
    assert yaml.safe_load((GITHUB / "ISSUE_TEMPLATE" / "config.yml").read_text(encoding="utf-8")) == {
        "blank_issues_enabled": False
    }
    template = (GITHUB / "pull_request_template.md").read_text(encoding="utf-8")
    assert template.startswith("<!--\n请不要写任何人的姓名")
