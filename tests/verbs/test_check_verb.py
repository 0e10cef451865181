"""`check` as scripts call it: exit codes, streams, days, languages; and the session that other verbs share with it."""

from __future__ import annotations

import argparse
import datetime as dt
import io
import json
import shutil
from pathlib import Path

import pytest

from talentcard import progress, session
from talentcard.context import CannotRunError, Context
from talentcard.verbs import check

ROOT = Path(__file__).resolve().parents[2]
REQUEST = """schema: request/1
id: req-000000000a
talent: tal-0123456789
service: schooling
variant: transfer
requested_by: talent
beneficiary: chlid
events:
  - {id: e000001, type: filed, on: 2026-06-01}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder in ("settings", "policies", "services", "interpretations", "calendars", "expected-calendars"):
        shutil.copytree(ROOT / "records" / folder, tmp_path / "records" / folder)
    shutil.copytree(ROOT / "records" / "organisations", tmp_path / "records" / "organisations")
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    return tmp_path


def context(root: Path, as_of: str | None = None, lang: str | None = None, *, progress: bool = False) -> Context:
    return Context(
        root=root,
        as_of=dt.date.fromisoformat(as_of) if as_of else None,
        today=dt.date(2026, 3, 2),
        lang=lang,
        out=io.StringIO(),
        err=io.StringIO(),
        progress=progress,
    )


def run(
    root: Path, form: str = "text", *, strict: bool = False, as_of: str | None = None, lang: str | None = None
) -> tuple[int, str]:
    opened = context(root, as_of, lang)
    parser = argparse.ArgumentParser()
    check.add_arguments(parser)
    code = check.run(opened, parser.parse_args(["--format", form, *(["--strict"] if strict else [])]))
    assert isinstance(opened.out, io.StringIO)
    return code, opened.out.getvalue()


def test_errors_end_in_1_with_place_and_words(root: Path) -> None:
    (root / "records" / "requests").mkdir()
    (root / "records" / "requests" / "req-000000000a.yml").write_text(REQUEST, encoding="utf-8")
    code, text = run(root)
    assert code == 1
    assert (
        "records/requests/req-000000000a.yml:7:14: error: schema-enum: “受益人”（beneficiary）的内容不在规定的范围内"
        "（现为 chlid）。\n"
        "  7 | beneficiary: chlid\n"
        "    |              ^^^^^\n"
        "  办法: 是否应为 child？可以写："
    ) in text


def test_warnings_fail_only_where_strict(root: Path) -> None:
    """On 20 November next year's calendar is due: a warning."""
    code, text = run(root, "json")
    found = json.loads(text)
    assert (code, found["errors"]) == (0, 0)
    assert found["warnings"] >= 1
    assert run(root, strict=True)[0] == 1


def test_the_day_comes_from_the_option_then_the_settings_then_the_clock(root: Path) -> None:
    def days(as_of: str | None = None) -> tuple[str, str]:
        opened = session.open_registry(context(root, as_of))
        return opened.as_of.isoformat(), opened.today.isoformat()

    assert days() == ("2026-11-20", "2026-11-20")
    assert days("2026-01-05") == ("2026-01-05", "2026-11-20")
    assert days("2027-01-05") == ("2027-01-05", "2027-01-05")
    settings = root / "records" / "settings" / "set-registry.yml"
    lines = settings.read_text(encoding="utf-8").splitlines(keepends=True)
    settings.write_text("".join(line for line in lines if not line.startswith("as_of")), encoding="utf-8")
    assert days() == ("2026-03-02", "2026-03-02")


def test_the_language_comes_from_the_option_then_the_settings(root: Path) -> None:
    assert session.open_registry(context(root)).lang == "zh"
    assert session.open_registry(context(root, lang="en")).lang == "en"
    assert "Records:" in run(root, lang="en")[1]


@pytest.mark.parametrize("broken", [None, "schema: settings/1\n", "[", ""])
def test_without_usable_settings_check_says_so_and_other_verbs_cannot_run(root: Path, broken: str | None) -> None:
    settings = root / "records" / "settings" / "set-registry.yml"
    if broken is None:
        settings.unlink()
    else:
        settings.write_text(broken, encoding="utf-8")
    code, text = run(root, "json")
    assert code == 1
    assert "settings-missing" in {finding["rule"] for finding in json.loads(text)["findings"]}
    with pytest.raises(CannotRunError, match="no-settings"):
        session.open_registry(context(root))


def test_one_settings_record_is_enough(root: Path) -> None:
    settings = root / "records" / "settings"
    text = (settings / "set-registry.yml").read_text(encoding="utf-8")
    (settings / "set-second.yml").write_text(text.replace("id: set-registry", "id: set-second"), encoding="utf-8")
    found = json.loads(run(root, "json", lang="en")[1])["findings"]
    (several,) = [finding for finding in found if finding["rule"] == "settings-several"]
    assert several["path"] == "records/settings/set-second.yml"
    assert "records/settings/set-registry.yml" in several["fix"]


def test_the_same_output_twice(root: Path) -> None:
    (root / "records" / "requests").mkdir()
    for name in ("b", "a", "c"):
        (root / "records" / "requests" / f"req-000000000{name}.yml").write_text(REQUEST, encoding="utf-8")
    assert run(root, "json") == run(root, "json")


def test_a_long_load_shows_a_bar_on_a_terminal_only(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "AFTER_SECONDS", -1.0)
    silent, loud = context(root), context(root, progress=True)
    session.open_registry(silent)
    session.open_registry(loud)
    assert isinstance(silent.err, io.StringIO)
    assert isinstance(loud.err, io.StringIO)
    assert silent.err.getvalue() == ""
    assert "正在读取记录" in loud.err.getvalue()
