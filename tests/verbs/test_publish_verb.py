"""The public site into the public repository: the site's files and nothing else, in one commit, never the registry."""

from __future__ import annotations

import argparse
import datetime as dt
import io
import json
import os
import subprocess
from pathlib import Path

import pytest
import yaml

from talentcard.cli import main
from talentcard.context import CannotRunError, Context
from talentcard.publishing import delivery
from talentcard.publishing.publish import STAMP, digest
from talentcard.verbs import publish

ROOT = Path(__file__).resolve().parents[2]
DAY = dt.date(2026, 11, 20)
CLERK = "某工作人员"


def git(folder: Path, *words: str) -> str:
    who = {"GIT_AUTHOR_NAME": CLERK, "GIT_AUTHOR_EMAIL": "clerk@example.invalid"}
    who |= {name.replace("AUTHOR", "COMMITTER"): value for name, value in who.items()}
    done = subprocess.run(["git", *words], cwd=folder, env=os.environ | who, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def tracked(folder: Path) -> dict[str, bytes]:
    """What the last commit holds."""
    names = git(folder, "ls-tree", "-r", "--name-only", "-z", "HEAD").split("\0")
    raw = ["git", "cat-file", "blob"]
    return {
        name: subprocess.run([*raw, f"HEAD:{name}"], cwd=folder, capture_output=True, check=True).stdout
        for name in names
        if name
    }


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def site_in(folder: Path, files: dict[str, str], audience: str = "public", as_of: str = "2026-11-20") -> Path:
    """A small finished site, stamped as the build stamps it."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())
    stamp = {"schema_version": 1, "audience": audience, "as_of": as_of, "digest": digest(folder)}
    (folder / STAMP).write_text(json.dumps(stamp), encoding="utf-8")
    return folder


def settled(folder: Path) -> dict[str, bytes]:
    """All files, git's own included, but for the index, in which git notes what it has looked at."""
    return {name: raw for name, raw in contents(folder).items() if name != ".git/index"}


FILES = {"index.html": "<p>首页</p>", "en/index.html": "<p>home</p>", "data/status.csv": "a,b\r\n", "old.html": "old"}


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    root = tmp_path / "registry"
    (root / "records").mkdir(parents=True)
    (root / "schemas").mkdir()
    (root / "records" / "secret.yml").write_text("secret", encoding="utf-8")
    (root / ".gitignore").write_text("build/\n", encoding="utf-8")
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "records")
    site_in(root / "build" / "site", FILES)
    return root


@pytest.fixture
def public(tmp_path: Path) -> Path:
    """A clone of a new public repository."""
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "public.git")
    git(tmp_path, "clone", "-q", "public.git", "public")
    return tmp_path / "public"


def published(registry: Path, public: Path, *, dry_run: bool = False, site: Path | None = None) -> str:
    out = io.StringIO()
    context = Context(root=registry, as_of=None, today=DAY, lang="en", out=out, err=io.StringIO())
    words = ["--to", str(public), *(["--dry-run"] if dry_run else []), *(["--site", str(site)] if site else [])]
    parser = argparse.ArgumentParser()
    publish.add_arguments(parser)
    assert publish.run(context, parser.parse_args(words)) == 0
    return out.getvalue()


def refused(registry: Path, public: Path, site: Path | None = None) -> str:
    """Why it can't be published; neither repository has changed."""
    before = settled(public)
    with pytest.raises(CannotRunError) as caught:
        published(registry, public, site=site)
    assert settled(public) == before
    return caught.value.key


# ---- what is committed -----------------------------------------------------------------------------------------------


def test_the_sites_files_and_nothing_else_are_committed(registry: Path, public: Path) -> None:
    said = published(registry, public)
    assert "5 files added, 0 changed, 0 removed" in said
    assert tracked(public) == contents(registry / "build" / "site")
    assert git(public, "status", "--porcelain", "--ignored") == ""
    git(public, "push", "-q", "origin", "main")  # an ordinary push does


def test_the_commit_says_no_more_than_the_day(registry: Path, public: Path) -> None:
    published(registry, public)
    raw = git(public, "cat-file", "commit", "HEAD")
    assert raw.endswith("\n\n网站 2026-11-20 · site 2026-11-20")
    assert raw.count("talentcard <talentcard@example.invalid>") == 2  # author and committer
    assert CLERK not in raw


def test_a_later_site_takes_the_place_of_the_earlier(registry: Path, public: Path, tmp_path: Path) -> None:
    (public / "README.md").write_text("ours", encoding="utf-8")
    git(public, "add", "README.md")
    git(public, "commit", "-q", "-m", "about")
    published(registry, public)
    files = {"index.html": "<p>新</p>", "en/index.html": "<p>home</p>", "data": "now a file", "old.html/new.html": "n"}
    site = site_in(tmp_path / "later", files, as_of="2026-11-23")
    said = published(registry, public, site=site)
    assert "2 files added, 2 changed, 2 removed" in said
    assert tracked(public) == {**contents(site), "README.md": b"ours"}
    assert contents(public).keys() >= tracked(public).keys()
    assert git(public, "rev-list", "--count", "HEAD") == "3"
    assert git(public, "status", "--porcelain", "--ignored") == ""


def test_bytes_are_committed_as_they_are(registry: Path, public: Path) -> None:
    git(public, "config", "core.autocrlf", "true")
    published(registry, public)
    assert tracked(public)["data/status.csv"] == b"a,b\r\n"


def test_the_same_site_again_is_no_commit(registry: Path, public: Path) -> None:
    published(registry, public)
    assert "nothing to commit" in published(registry, public)
    assert git(public, "rev-list", "--count", "HEAD") == "1"


def test_a_dry_run_writes_nothing(registry: Path, public: Path) -> None:
    before = contents(public)
    assert "would add 5 files" in published(registry, public, dry_run=True)
    assert contents(public) == before


def test_hooks_of_the_public_repository_are_not_run(registry: Path, public: Path) -> None:
    hook = public / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    published(registry, public)
    assert git(public, "rev-list", "--count", "HEAD") == "1"


# ---- what is never published --------------------------------------------------------------------------------------


def test_the_staffs_site_is_refused(registry: Path, public: Path, tmp_path: Path) -> None:
    staff = site_in(tmp_path / "staff", FILES, audience="staff")
    assert refused(registry, public, staff) == "publish-staff-site"


def test_a_folder_that_is_no_site_is_refused(registry: Path, public: Path) -> None:
    assert refused(registry, public, registry) == "publish-no-site"


@pytest.mark.parametrize("change", ["added", "changed", "removed", "link"])
def test_a_site_that_is_not_as_it_was_built_is_refused(registry: Path, public: Path, change: str) -> None:
    site = registry / "build" / "site"
    match change:
        case "added":
            (site / "index.html~").write_text("a copy of an editor", encoding="utf-8")
        case "changed":
            (site / "index.html").write_text("by hand", encoding="utf-8")
        case "removed":
            (site / "old.html").unlink()
        case "link":
            (site / "old.html").unlink()
            (site / "old.html").symlink_to(registry / "records" / "secret.yml")
    assert refused(registry, public) == "publish-site-changed"


def test_the_registry_itself_is_no_public_repository(registry: Path, tmp_path: Path) -> None:
    assert refused(registry, registry) == "publish-own-registry"
    git(tmp_path, "clone", "-q", "registry", "clone")
    assert refused(registry, tmp_path / "clone") == "publish-own-registry"
    git(tmp_path / "clone", "remote", "remove", "origin")
    assert refused(registry, tmp_path / "clone") == "publish-own-registry"  # its commits are the registry's


def test_nor_is_an_empty_branch_of_the_registry(registry: Path, tmp_path: Path) -> None:
    git(registry, "worktree", "add", "-q", "--detach", str(tmp_path / "pages"))
    git(tmp_path / "pages", "switch", "-q", "--orphan", "pages")
    assert refused(registry, tmp_path / "pages") == "publish-own-registry"
    git(tmp_path, "init", "-q", "-b", "pages", "apart")
    git(tmp_path / "apart", "remote", "add", "origin", str(registry))
    assert refused(registry, tmp_path / "apart") == "publish-own-registry"


@pytest.mark.parametrize("folder", ["missing", "plain", "below"])
def test_a_folder_that_is_no_checkout_is_refused(registry: Path, public: Path, tmp_path: Path, folder: str) -> None:
    targets = {"missing": tmp_path / "missing", "plain": tmp_path / "plain", "below": public / "below"}
    if folder != "missing":
        targets[folder].mkdir()
    assert refused(registry, targets[folder]) == "publish-no-repository"


def test_a_repository_of_something_else_is_refused(registry: Path, public: Path) -> None:
    (public / "thesis.txt").write_text("x", encoding="utf-8")
    git(public, "add", "thesis.txt")
    git(public, "commit", "-q", "-m", "thesis")
    assert refused(registry, public) == "publish-not-a-site-repository"


@pytest.mark.parametrize("stray", ["untracked", "ignored", "changed"])
def test_a_checkout_with_work_in_it_is_refused(registry: Path, public: Path, stray: str) -> None:
    published(registry, public)
    if stray == "ignored":
        (public / ".gitignore").write_text("*.tmp\n", encoding="utf-8")
        git(public, "add", ".gitignore")
        git(public, "commit", "-q", "-m", "ignore")
    name = {"untracked": "new.html", "ignored": "note.tmp", "changed": "index.html"}[stray]
    (public / name).write_text("work", encoding="utf-8")
    assert refused(registry, public) == "publish-not-clean"


def test_a_checkout_on_no_branch_is_refused(registry: Path, public: Path) -> None:
    published(registry, public)
    git(public, "switch", "-q", "--detach")
    assert refused(registry, public) == "publish-detached"


def test_a_link_in_the_checkout_leads_nowhere_outside(registry: Path, public: Path, tmp_path: Path) -> None:
    """An earlier commit that put a link in the site's place can't make the site be written elsewhere."""
    published(registry, public)
    outside = tmp_path / "outside"
    outside.mkdir()
    (public / "en" / "index.html").unlink()
    (public / "en").rmdir()
    (public / "en").symlink_to(outside)
    git(public, "add", "--all")
    git(public, "commit", "-q", "-m", "link")
    assert refused(registry, public) == "publish-not-a-site-repository"
    assert list(outside.iterdir()) == []


def test_what_a_public_repository_keeps_is_nothing_of_a_site(registry: Path) -> None:
    made = {name.partition("/")[0] for name in contents(registry / "build" / "site")}
    assert made.isdisjoint(delivery.KEPT)


def test_the_command_line_says_why(registry: Path, public: Path, capsys: pytest.CaptureFixture[str]) -> None:
    staff = site_in(registry / "build" / "staff", FILES, audience="staff")
    words = ["--root", str(registry), "--lang", "zh", "publish", "--to", str(public), "--site", str(staff)]
    assert main(words) == 2
    assert "内部版" in capsys.readouterr().err


# ---- the job that publishes ------------------------------------------------------------------------------------------

WORKFLOW = ROOT / ".github/workflows/publish.yml"


def test_publishing_needs_no_registry(
    registry: Path, public: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job that may write to the public repository has the finished site and no record."""
    (registry / "build" / "site").rename(tmp_path / "site")
    monkeypatch.chdir(tmp_path)
    assert main(["publish", "--site", "site", "--to", "public"]) == 0
    assert tracked(public) == contents(tmp_path / "site")


def test_the_job_with_the_public_key_checks_out_no_record() -> None:
    jobs = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]
    assert "secrets." not in str(jobs["build"])
    registry, public = (step["with"] for step in jobs["deliver"]["steps"] if "actions/checkout" in step.get("uses", ""))
    assert registry["sparse-checkout"].split() == ["tools", "requirements"]
    assert "repository" not in registry
    assert "ssh-key" not in registry
    assert "PUBLIC_SITE_KEY" in public["ssh-key"]


def test_what_was_published_is_never_forced() -> None:
    assert "--force" not in WORKFLOW.read_text(encoding="utf-8")
