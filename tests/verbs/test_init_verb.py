"""``init``: a registry for real use, whole and tidy; nothing of the sample, nothing private in its history."""

from __future__ import annotations

import builtins
import datetime as dt
import io
import re
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

import pytest

from founded import ROOT, Said, found, git, talentcard, untouched
from talentcard import cli, founding
from talentcard.changing import codeowners
from talentcard.context import Context
from talentcard.core.model import Contact, Settings
from talentcard.sealing.keyring import Store
from talentcard.verbs import init

TODAY = dt.date(2026, 11, 20)


def paths(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# ---- what it makes ----------------------------------------------------------------------------------


def test_its_own_program_finds_no_error_in_it() -> None:
    """The copy stands on its own feet: package, schemas and records of the new registry, nothing of this one."""
    command = [sys.executable, "-c", "import sys; from talentcard.cli import main; sys.exit(main(['check']))"]
    done = subprocess.run(
        command,
        cwd=untouched().root,
        env={"PYTHONPATH": str(untouched().root / "tools"), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"错误 0 处|全部通过", done.stdout)


def test_it_holds_the_rules_the_city_s_bodies_and_one_specialist_and_no_case() -> None:
    kinds = {folder.name: len(list(folder.glob("**/*.yml"))) for folder in (untouched().root / "records").iterdir()}
    here = {folder.name: len(list(folder.glob("**/*.yml"))) for folder in (ROOT / "records").iterdir()}
    kept = ("policies", "services", "interpretations", "calendars", "expected-calendars", "questionnaires")
    city = [p for p in (ROOT / "records" / "organisations").glob("*.yml") if not p.name.startswith("org-sample-")]
    assert kinds == {name: here[name] for name in kept} | {
        "organisations": len(city),
        "settings": 1,
        "contacts": 1,
        "keys": 1,
    }


def test_its_settings_pin_no_day_and_have_a_name_of_their_own() -> None:
    settings = (untouched().root / "records" / "settings" / "set-registry.yml").read_text(encoding="utf-8")
    assert "as_of" not in settings
    assert "示例" not in settings
    assert "重庆市人才服务证登记册" in settings


def test_it_has_everything_to_check_build_and_review_itself() -> None:
    root = untouched().root
    for name in (
        "Makefile", "README.md", "README.zh.md", "CONTRIBUTING.md", "mkdocs.yml", "pyproject.toml", ".gitignore",
        ".vscode/settings.json", ".github/CODEOWNERS", ".github/workflows/checks.yml", "requirements/runtime.lock",
        ".github/pull_request_template.md", "docs/operations.md", "docs/threat-model.md", "docs/hosting.md",
    ):  # fmt: skip
        assert (root / name).is_file(), name
    assert not (root / "tests").exists()
    assert not list(root.rglob("__pycache__"))
    assert not re.search(r"@[A-Z]+", (root / "README.md").read_text(encoding="utf-8"))


def test_its_list_of_who_must_look_at_what_waits_for_accounts() -> None:
    text = (untouched().root / codeowners.PATH).read_text(encoding="utf-8")
    assert (codeowners.ours(text), codeowners.rules(text)) == (True, [])
    assert "# /records/requests/" in text


def test_its_workflows_and_its_branch_s_rules_are_the_program_s_own() -> None:
    """Stated once; `tests/test_workflows.py` looks at them and carries them out."""
    for folder in ("workflows", "rulesets"):
        own, here = untouched().root / ".github" / folder, ROOT / ".github" / folder
        assert paths(own) == paths(here)
        assert all((own / name).read_bytes() == (here / name).read_bytes() for name in paths(here))


def test_its_history_is_one_commit_by_nobody_and_nothing_is_left_over() -> None:
    root = untouched().root
    assert git(root, "log", "--all", "--format=%an %ae %cn %s") == (
        "talentcard talentcard@example.invalid talentcard A new registry: program, rules, calendars, public bodies; "
        "no cases yet"
    )
    assert git(root, "status", "--porcelain") == ""
    assert git(root, "branch", "--show-current") == "main"
    assert paths(untouched().folder) == ["keys", "registry"]


def test_the_public_site_is_built_from_it(tmp_path: Path) -> None:
    made = talentcard("build", "--out", tmp_path / "site", root=untouched().root)
    assert made.code == 0, made
    assert (tmp_path / "site" / "en" / "index.html").is_file()
    for page in (tmp_path / "site").rglob("*.html"):
        assert not re.search(r"\b(?:tal|con|req|org-sample)-[0-9a-z]+", page.read_text(encoding="utf-8")), page


# ---- keys -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("holder", ["identity.txt", "recovery-identity.txt"])
def test_custodian_and_recovery_each_open_the_key(holder: str) -> None:
    keys = untouched().keys
    secret = Store(keys, keys / holder).secret(Store(keys, keys / holder).kids()[0])
    (record,) = (untouched().root / "records" / "keys").glob("*.yml")
    assert record.stem == f"key-{secret.kid}"
    (custodian,) = (untouched().root / "records" / "contacts").glob("*.yml")
    assert re.findall(r"holder: (\S+),", record.read_text(encoding="utf-8")) == [custodian.stem, "recovery"]


def test_keys_are_for_their_owner_only() -> None:
    assert untouched().keys.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in untouched().keys.iterdir()} == {0o600}


def test_no_private_half_is_in_the_repository() -> None:
    private = [
        line
        for name in ("identity.txt", "recovery-identity.txt")
        for line in (untouched().keys / name).read_text(encoding="utf-8").splitlines()
        if line.startswith("AGE-")
    ]
    assert len(private) == 2
    for file in (path for path in untouched().root.rglob("*") if path.is_file()):
        raw = file.read_bytes()
        assert not any(secret.encode() in raw for secret in private), file
        assert not file.name.endswith(".age")
    for secret in private:
        assert git(untouched().root, "log", "--all", "--format=%h", f"-S{secret}") == ""


def test_a_recovery_key_that_exists_is_taken(tmp_path: Path) -> None:
    elsewhere = Store(tmp_path / "safe", tmp_path / "safe" / "recovery.txt").new_identity()
    made, said = found(tmp_path / "new", "--recovery", elsewhere)
    assert said.code == 0, said
    assert not made.recovery.exists()
    assert f"export TALENTCARD_KEYS={made.keys}" in said.out
    assert "recovery-identity" not in said.out
    (record,) = (made.root / "records" / "keys").glob("*.yml")
    assert f"holder: recovery, recipient: {elsewhere}" in record.read_text(encoding="utf-8")


# ---- refusals: nothing is left behind ---------------------------------------------------------------


def test_a_folder_with_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "registry").mkdir()
    (tmp_path / "registry" / "mine.txt").write_text("kept", encoding="utf-8")
    _, said = found(tmp_path)
    assert said == Said(2, "", "“registry”里已有文件。请给一个新的或空的文件夹。\n")
    assert paths(tmp_path) == ["registry"]
    assert paths(tmp_path / "registry") == ["mine.txt"]


def test_keys_may_not_lie_inside(tmp_path: Path) -> None:
    said = talentcard("init", tmp_path / "registry", "--yes", "--keys", tmp_path / "registry" / "keys")
    assert said.code == 2
    assert paths(tmp_path) == []


def test_another_registry_s_keys_are_not_touched(tmp_path: Path) -> None:
    first, _ = found(tmp_path)
    before = {path.name: path.read_bytes() for path in first.keys.iterdir()}
    said = talentcard("init", tmp_path / "second", "--yes", "--keys", first.keys)
    assert said.code == 2
    assert "另一个登记册的密钥" in said.err
    assert {path.name: path.read_bytes() for path in first.keys.iterdir()} == before
    assert paths(tmp_path) == ["keys", "registry"]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--name", 'a "name"'),
        ("--name-en", ""),
        ("--since", "20 November"),
        ("--address", "https://example.org"),
        ("--phone", "1" + "39" + "0" * 8),
        ("--recovery", "age1nobody"),
    ],
)
def test_an_option_that_cannot_be_used_ends_it(option: str, value: str, tmp_path: Path) -> None:
    _, said = found(tmp_path, option, value)
    assert said.code == 2, said
    assert paths(tmp_path) == []


def test_a_registry_that_does_not_pass_its_checks_is_not_founded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_platform(out: Path, path: str, record: Settings | Contact) -> None:
        written(out, path, record)
        (out / "records" / "organisations" / "org-platform.yml").unlink(missing_ok=True)

    written = founding.write
    monkeypatch.setattr(founding, "write", without_platform)
    _, said = found(tmp_path)
    assert said.code == 1
    assert "org-platform" in said.out
    assert paths(tmp_path) == ["keys"]
    assert paths(tmp_path / "keys") == ["identity.txt", "recovery-identity.txt"]  # the founder's own stay


def test_what_is_no_program_s_repository_founds_nothing(tmp_path: Path) -> None:
    said = talentcard("init", tmp_path / "second", "--yes", "--keys", tmp_path / "keys", root=untouched().root)
    assert said == Said(2, "", "这里没有 starter/ 文件夹，不能建立新登记册。请在程序自己的仓库里运行。\n")
    assert paths(tmp_path) == []


# ---- update -----------------------------------------------------------------------------------------


def test_an_update_brings_the_program_and_leaves_the_records(tmp_path: Path) -> None:
    made, _ = found(tmp_path)
    before = {path: path.read_bytes() for path in (made.root / "records").rglob("*.yml")}
    (made.root / "tools" / "talentcard" / "cli.py").write_text("an older version\n", encoding="utf-8")
    (made.root / "tools" / "talentcard" / "given_up.py").write_text("", encoding="utf-8")
    (made.root / "README.md").write_text("ours\n", encoding="utf-8")
    papers = made.root / "site" / "papers"
    (papers / "receipt.zh.md.j2").write_text("our own words\n", encoding="utf-8")
    (papers / "thanks.zh.md.j2").write_text("our own letter\n", encoding="utf-8")
    git(made.root, "add", "--all")
    git(made.root, "commit", "-q", "-m", "older, and ours")

    said = talentcard("init", made.root, "--update")
    assert said.code == 0, said
    assert git(made.root, "status", "--porcelain").splitlines() == [
        "M tools/talentcard/cli.py",
        " D tools/talentcard/given_up.py",
        "?? site/papers/receipt.zh.md.j2.new",
    ]
    assert (papers / "receipt.zh.md.j2").read_text(encoding="utf-8") == "our own words\n"
    assert "receipt.zh.md.j2" in said.out
    assert {path: path.read_bytes() for path in (made.root / "records").rglob("*.yml")} == before
    assert (made.root / "tools" / "talentcard" / "cli.py").read_bytes() == Path(cli.__file__).read_bytes()


def test_an_update_waits_until_everything_is_committed(tmp_path: Path) -> None:
    made, _ = found(tmp_path)
    (made.root / "records" / "note.txt").write_text("in hand", encoding="utf-8")
    assert talentcard("init", made.root, "--update").code == 2
    assert git(made.root, "status", "--porcelain") == "?? records/note.txt"
    assert talentcard("init", tmp_path / "nothing", "--update").code == 2
    assert not (tmp_path / "nothing").exists()


# ---- questions --------------------------------------------------------------------------------------


def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: Iterator[str]) -> tuple[int, str]:
    parser = ArgumentParser()
    init.add_arguments(parser)
    out = io.StringIO()
    monkeypatch.setattr(builtins, "input", lambda _: next(answers))
    context = Context(root=ROOT, as_of=None, today=TODAY, lang="en", out=out, err=io.StringIO(), terminal=True)
    options = parser.parse_args([str(tmp_path / "registry"), "--keys", str(tmp_path / "keys")])
    return init.run(context, options), out.getvalue()


def test_each_question_explains_itself_and_a_wrong_answer_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["", "Card registry", "tomorrow", "2027-01-04", "example.org", "", "023-00000000"])
    code, said = asked(tmp_path, monkeypatch, answers)
    assert code == 0
    assert list(answers) == []
    questions = said.split("The new registry stands in")[0].strip().splitlines()
    assert [line for line in questions if line] == [
        "The registry's Chinese name, as it stands in its settings and its README.",
        "Its English name.",
        "The first day of use. Meetings, bulletins, evaluations and other duties that come round are followed from "
        "then on.",
        "Write year-month-day, for example 2027-01-04.",
        "The public site's full address, with a slash at its end. Not known yet: press Enter, and write it into the "
        "settings later.",
        "It begins with http(s):// and ends with a slash, for example https://talent.example.org/card/.",
        "The platform's office phone, shown to the public. No mobile number; press Enter if there is none.",
    ]
    settings = (tmp_path / "registry" / "records" / "settings" / "set-registry.yml").read_text(encoding="utf-8")
    assert "en: Card registry" in settings
    assert "tracking_since: 2027-01-04" in settings
    assert "address" not in settings
    (contact,) = (tmp_path / "registry" / "records" / "contacts").glob("*.yml")
    assert "office_phone: 023-00000000" in contact.read_text(encoding="utf-8")


def test_where_nobody_can_be_asked_it_says_so(tmp_path: Path) -> None:
    said = talentcard("init", tmp_path / "registry", "--keys", tmp_path / "keys")
    assert said == Said(2, "", "这里没有终端可以提问。加 --yes 按建议值进行，或用各选项写明。\n")
    assert paths(tmp_path) == []


@pytest.mark.parametrize(
    ("folder", "identifier"),
    [("Card Registry 2", "set-card-registry-2"), ("登记册", "set-registry"), ("x" * 100, "set-" + "x" * 76)],
)
def test_the_folder_s_name_tells_its_keys_from_another_registry_s(folder: str, identifier: str) -> None:
    assert founding.settings_id(Path("/nowhere") / folder) == identifier
