"""The command line's contracts: verbs, root, days, languages, streams and exit codes."""

from __future__ import annotations

import importlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from talentcard.cli import VERBS

ROOT = Path(__file__).resolve().parents[1]


def talentcard(*words: str, cwd: Path = ROOT, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """The command as other people's scripts call it."""
    command = [sys.executable, "-m", "talentcard", *words]
    environment = {**os.environ, **(env or {})}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rules and bodies without any case: quick to read."""
    root = tmp_path_factory.mktemp("small")
    for folder in ("settings", "policies", "services", "interpretations", "calendars", "expected-calendars"):
        shutil.copytree(ROOT / "records" / folder, root / "records" / folder)
    shutil.copytree(ROOT / "records" / "organisations", root / "records" / "organisations")
    shutil.copytree(ROOT / "schemas", root / "schemas")
    return root


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_has_help_with_an_example(verb: str) -> None:
    module = importlib.import_module(f"talentcard.verbs.{verb.replace('-', '_')}")
    shown = talentcard(verb, "--help")
    assert shown.returncode == 0
    assert module.EXAMPLES.splitlines()[1].strip() in shown.stdout
    for option in ("--root", "--as-of", "--lang"):
        assert option in shown.stdout


def test_help_lists_every_verb() -> None:
    shown = talentcard("--help").stdout
    assert all(re.search(rf"\n    {verb}\s", shown) for verb in VERBS)


def test_the_root_is_the_nearest_parent_with_records_and_schemas(small: Path) -> None:
    inside = talentcard("due", "--format", "json", cwd=small / "records" / "services")
    assert inside.returncode == 0
    assert json.loads(inside.stdout)["as_of"] == "2026-11-20"


def test_outside_a_registry_the_message_says_what_to_do(tmp_path: Path) -> None:
    found = talentcard("check", cwd=tmp_path)
    assert found.returncode == 2
    assert "--root" in found.stderr
    assert found.stdout == ""


@pytest.mark.parametrize(
    "day", ["2026-02-30", "20261120", "tomorrow", "2026-1-5", "２０２６-11-20", "9999-12-31", "0001-01-01"]
)
def test_a_day_that_is_none_is_a_usage_error(day: str, small: Path) -> None:
    found = talentcard("due", "--as-of", day, cwd=small)
    assert found.returncode == 2
    assert "2026-11-20" in found.stderr


def test_as_of_overrides_the_settings(small: Path) -> None:
    found = talentcard("due", "--format", "json", "--as-of", "2026-01-05", cwd=small)
    assert json.loads(found.stdout)["as_of"] == "2026-01-05"


def test_fail_on_turns_a_state_into_an_exit_code(small: Path) -> None:
    assert talentcard("due", "--fail-on", "overdue", cwd=small).returncode == 1
    assert talentcard("due", "--fail-on", "paused", cwd=small).returncode == 0


def test_english_where_asked_for(small: Path) -> None:
    assert "as of 2026-11-20" in talentcard("due", "--lang", "en", cwd=small).stdout
    assert "截至 2026-11-20" in talentcard("due", cwd=small).stdout


def test_common_options_stand_before_or_after_the_verb(small: Path, tmp_path: Path) -> None:
    before = talentcard("--root", str(small), "--lang", "en", "due", "--state", "open", cwd=tmp_path)
    after = talentcard("due", "--root", str(small), "--lang", "en", "--state", "open", cwd=tmp_path)
    assert before.returncode == after.returncode == 0
    assert before.stdout == after.stdout


def test_plain_output_in_a_pipe(small: Path) -> None:
    assert "\x1b" not in talentcard("due", cwd=small).stdout


def test_an_unknown_body_or_record_is_named_with_the_way_out(small: Path) -> None:
    body = talentcard("due", "--owner", "不存在的单位", cwd=small)
    record = talentcard("due", "--explain", "req-0000000000", cwd=small)
    assert (body.returncode, record.returncode) == (2, 2)
    assert "--owner" in body.stderr
    assert "talentcard due" in record.stderr


def test_a_registry_without_settings_is_told_so(small: Path, tmp_path: Path) -> None:
    shutil.copytree(small, tmp_path / "bare")
    shutil.rmtree(tmp_path / "bare" / "records" / "settings")
    found = talentcard("due", cwd=tmp_path / "bare")
    assert found.returncode == 2
    assert "Traceback" not in found.stderr


def test_a_reader_that_goes_away_is_no_error(small: Path) -> None:
    command = f"'{sys.executable}' -m talentcard due --format csv | head -n 1"
    found = subprocess.run(
        command, cwd=small, shell=True, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert found.stderr == ""
    assert found.stdout.startswith("id,record,")


@pytest.mark.parametrize("form", ["text", "json", "csv", "markdown", "ics", "github"])
def test_every_format_of_due_is_the_same_twice(form: str, small: Path) -> None:
    first = talentcard("due", "--format", form, cwd=small, env={"PYTHONHASHSEED": "1"})
    second = talentcard("due", "--format", form, cwd=small, env={"PYTHONHASHSEED": "2"})
    assert first.returncode == 0
    assert first.stdout == second.stdout != ""


def test_due_says_when_a_file_could_not_be_read(small: Path, tmp_path: Path) -> None:
    root = shutil.copytree(small, tmp_path / "torn")
    (root / "records" / "meetings").mkdir()
    (root / "records" / "meetings" / "mtg-0123456789.yml").write_text("id: [\n", encoding="utf-8")
    found = talentcard("due", cwd=root)
    assert found.returncode == 0
    assert "1 个文件" in found.stderr
    assert "talentcard check" in found.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("due", "--state", "late"), "--state 不能是“late”，可选："),
        (("due", "--within", "soon"), "--within 应是整数，不能是“soon”"),
        (("sample", "--records", "0"), "--records 不能是“0”"),
        (("due", "--owner"), "--owner 后面缺少取值"),
        (("chek",), "不能是“chek”"),
        (("check", "records"), "不认识的参数：records"),
        ((), "缺少：VERB"),
    ],
)
def test_usage_errors_speak_chinese_first(words: tuple[str, ...], said: str) -> None:
    found = talentcard(*words)
    assert found.returncode == 2
    assert said in found.stderr
    assert "--help" in found.stderr
