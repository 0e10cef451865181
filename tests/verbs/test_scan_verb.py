"""`scan` as staff and the hook call it, and `check` on a branch: exit codes, words, and never the value."""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
import subprocess
from argparse import ArgumentParser
from pathlib import Path

import pytest

from registries import ROOT, RULES
from sites import copy_of_repository, talentcard
from talentcard.context import CannotRunError, Context
from talentcard.render.findings import FORMATS
from talentcard.verbs import check, scan
from test_detectors import ID, MAIL, MOBILE

OFFICE = "cqrcgfb" + "@163.com"
"""In the settings: printed in the rules, so no person's."""


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=示例", "-c", "user.email=sample@example.invalid")
    done = subprocess.run(["git", *who, *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A registry of rules only, in a repository: one commit on `main`, then a branch."""
    for folder in RULES:
        shutil.copytree(ROOT / "records" / folder, tmp_path / "records" / folder)
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "-q", "-m", "rules")
    git(tmp_path, "checkout", "-q", "-b", "work")
    return tmp_path


def context(root: Path, lang: str | None = None) -> Context:
    return Context(root=root, as_of=None, today=dt.date(2026, 11, 20), lang=lang, out=io.StringIO(), err=io.StringIO())


def run(root: Path, *words: str, lang: str | None = None) -> tuple[int, str]:
    parser = ArgumentParser()
    scan.add_arguments(parser)
    asked = context(root, lang)
    code = scan.run(asked, parser.parse_args(words))
    assert isinstance(asked.out, io.StringIO)
    return code, asked.out.getvalue()


def checked(root: Path, form: str = "json", *words: str) -> tuple[int, str]:
    parser = ArgumentParser()
    check.add_arguments(parser)
    asked = context(root)
    code = check.run(asked, parser.parse_args(["--format", form, *words]))
    assert isinstance(asked.out, io.StringIO)
    return code, asked.out.getvalue()


def test_nothing_found_is_0_and_says_how_much_was_looked_at(root: Path) -> None:
    code, text = run(root)
    assert code == 0
    assert "没有发现个人信息" in text


def test_a_hit_is_1_with_file_line_rule_and_what_to_do(root: Path) -> None:
    (root / "letter.txt").write_text(f"{OFFICE}\n请打 {MOBILE}\n", encoding="utf-8")
    code, text = run(root)
    assert code == 1
    assert text.startswith("letter.txt:2: error: leak-mobile: 这里有一个手机号码。\n  办法: ")
    assert MOBILE not in text
    assert "here is" in run(root, lang="en")[1].lower()


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_of_check_repeats_what_was_found(root: Path, form: str) -> None:
    """Not even from an organisation's record, whose lines are quoted otherwise."""
    organisation = next((root / "records" / "organisations").glob("org-police*"))
    text = organisation.read_text(encoding="utf-8")
    organisation.write_text(text + f"# {ID} {MOBILE} {MAIL}\n", encoding="utf-8")
    code, text = checked(root, form)
    assert code == 1
    assert "leak-resident-id" in text
    assert not any(value in text for value in (ID, MOBILE, MAIL))


def test_check_looks_at_every_commit_of_the_branch(root: Path) -> None:
    (root / "note.txt").write_text(ID, encoding="utf-8")
    git(root, "add", "--all")
    git(root, "commit", "-q", "-m", "in")
    commit = git(root, "rev-parse", "--short=12", "HEAD")
    git(root, "rm", "-q", "note.txt")
    git(root, "commit", "-q", "-m", f"out, {MOBILE}")
    last = git(root, "rev-parse", "--short=12", "HEAD")
    code, text = checked(root)
    found = [f for f in json.loads(text)["findings"] if f["rule"].startswith("leak-")]
    assert code == 1
    assert {(f["path"], f["line"], f["rule"]) for f in found} == {
        (f"{commit}:note.txt", 1, "leak-resident-id"),
        (f"commit {last}", 1, "leak-mobile"),
    }
    assert any(commit in f["fix"] for f in found)


def test_what_the_host_has_was_looked_at_when_it_came(root: Path, tmp_path: Path) -> None:
    """In a clone `check` looks at what the branch adds; the whole tree is the thorough one's, and the scan's."""
    (root / "old.txt").write_text(ID, encoding="utf-8")
    git(root, "add", "--all")
    git(root, "commit", "-q", "-m", "got in somehow")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(root), str(clone))
    assert checked(clone)[0] == 0
    (clone / "new.txt").write_text(MOBILE, encoding="utf-8")
    assert [f["path"] for f in json.loads(checked(clone)[1])["findings"] if f["rule"][:5] == "leak-"] == ["new.txt"]
    assert "old.txt:1: " in run(clone)[1]
    assert {f["path"] for f in json.loads(checked(clone, "json", "--thorough")[1])["findings"]} >= {"old.txt"}


def test_what_git_ignores_is_not_looked_at(root: Path) -> None:
    (root / ".gitignore").write_text("build/\n", encoding="utf-8")
    (root / "build").mkdir()
    (root / "build" / "x.txt").write_text(ID, encoding="utf-8")
    assert run(root)[0] == 0
    assert run(root, str(root / "build"))[0] == 1


def test_without_a_repository_the_records_are_looked_at(root: Path) -> None:
    shutil.rmtree(root / ".git")
    assert run(root)[0] == 0
    (root / "records" / "note.txt").write_text(ID, encoding="utf-8")
    assert "records/note.txt:1: " in run(root)[1]
    with pytest.raises(CannotRunError, match="no-repository"):
        run(root, "--history")


def test_paths_are_files_or_folders(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(ID, encoding="utf-8")
    assert run(root, str(file)) == run(root, str(file))
    assert run(root, str(file))[0] == 1
    assert run(root, str(root / "schemas"))[0] == 0
    with pytest.raises(CannotRunError, match="no-such-file"):
        run(root, str(tmp_path / "nothing"))


def test_history_is_all_of_it_or_a_part(root: Path) -> None:
    git(root, "commit", "-q", "--allow-empty", "-m", ID)
    git(root, "checkout", "-q", "main")
    assert run(root)[0] == 0
    assert run(root, "--history")[0] == 1
    assert run(root, "--history", "main")[0] == 0
    with pytest.raises(CannotRunError, match="no-history"):
        run(root, "--history", "nothing")


def test_the_hook_looks_at_what_is_staged(root: Path) -> None:
    (root / "a.txt").write_text(ID, encoding="utf-8")
    assert run(root, "--staged")[0] == 0
    git(root, "add", "a.txt")
    assert run(root, "--staged")[0] == 1


def test_a_public_site_with_a_persons_number_in_it_is_not_put_in_place(tmp_path: Path) -> None:
    """A hand-written page is nobody's record: only the last look at every byte sees it."""
    root = copy_of_repository(tmp_path)
    page = root / "site" / "pages" / "zh" / "privacy.md"
    page.write_text(page.read_text(encoding="utf-8") + f"\n\n{ID[:9]}&#8203;{ID[9:]}\n", encoding="utf-8")
    done = talentcard(root, "build")
    assert done.returncode == 1
    assert "privacy.html" in done.stderr
    assert "leak-resident-id" in done.stderr
    assert ID not in done.stdout + done.stderr
    assert not (root / "build" / "site").exists()
