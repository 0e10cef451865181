"""``talentcard heartbeat``: silence for more than a working day is an error, whatever the registry looks like."""

from __future__ import annotations

import argparse
import datetime as dt
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import minis
from githosts import GitHost, serving
from talentcard import heartbeats
from talentcard.context import CannotRunError, Context
from talentcard.core.pages.freshness import Heartbeat
from talentcard.verbs import heartbeat


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("registry")
    for folder in ("settings", "calendars", "expected-calendars"):
        shutil.copytree(minis.ROOT / "records" / folder, root / "records" / folder)
    shutil.copytree(minis.ROOT / "schemas", root / "schemas")
    return root


@pytest.fixture
def server() -> Iterator[GitHost]:
    with serving() as host:
        host.runs["deadlines.yml"] = []
        yield host


def run(root: Path, server: GitHost | None, today: str, *words: str, lang: str | None = None) -> tuple[int, str]:
    out = io.StringIO()
    parser = argparse.ArgumentParser()
    heartbeat.add_arguments(parser)
    host = server.access if server else None
    day = dt.date.fromisoformat(today)
    context = Context(root=root, as_of=None, today=day, lang=lang, out=out, err=io.StringIO(), host=host)
    return heartbeat.run(context, parser.parse_args(words)), out.getvalue()


@pytest.mark.parametrize(
    ("last", "today", "code", "because"),
    [
        ("2026-11-20T00:10:00Z", "2026-11-20", 0, "this morning"),
        ("2026-11-20T00:10:00Z", "2026-11-23", 0, "Friday, seen on Monday before the run"),
        ("2026-11-20T00:10:00Z", "2026-11-24", 1, "Friday, seen on Tuesday: Monday's run is missing"),
        ("2026-11-19T23:30:00Z", "2026-11-23", 0, "half past seven on Friday in Chongqing"),
        ("2026-09-30T00:10:00Z", "2026-10-08", 0, "the National Day holiday is no silence"),
        ("2026-09-30T00:10:00Z", "2026-10-09", 1, "but the second working day after it is"),
        ("2026-10-09T00:10:00Z", "2026-10-12", 1, "Saturday 10 October is worked"),
    ],
)
def test_more_than_a_working_day_is_too_long(
    registry: Path, server: GitHost, last: str, today: str, code: int, because: str
) -> None:
    server.runs["deadlines.yml"] = [{"run_started_at": last, "conclusion": "success", "head_branch": "main"}]
    assert run(registry, server, today)[0] == code, because


def test_it_says_since_when_and_what_to_do(registry: Path, server: GitHost) -> None:
    started = {"run_started_at": "2026-11-18T00:10:00Z", "conclusion": "success", "head_branch": "main"}
    server.runs["deadlines.yml"] = [started]
    _, said = run(registry, server, "2026-11-20")
    assert "2026-11-18" in said
    assert "已过 2 个工作日" in said
    assert "deadlines.yml" in said


def test_never_run_is_silence_too(registry: Path, server: GitHost) -> None:
    server.runs["deadlines.yml"] = [
        {"run_started_at": "2026-11-20T00:10:00Z", "conclusion": "success", "head_branch": "somebody"}
    ]
    code, said = run(registry, server, "2026-11-20", lang="en")
    assert code == 1
    assert "have never run successfully on the branch main" in said


def test_a_broken_registry_does_not_hide_it(registry: Path, server: GitHost, tmp_path: Path) -> None:
    """The settings can't be read, and the heart still beats: it is its own verb so that it blocks no repair."""
    root = shutil.copytree(registry, tmp_path / "torn")
    next((root / "records" / "settings").iterdir()).write_text("id: [\n", encoding="utf-8")
    server.runs["deadlines.yml"] = [
        {"run_started_at": "2026-11-20T00:10:00Z", "conclusion": "success", "head_branch": "main"}
    ]
    assert run(root, server, "2026-11-20")[0] == 0


def test_without_a_host_or_a_workflow_it_cannot_tell(registry: Path, server: GitHost) -> None:
    for host, words, key in ((None, (), "host-missing"), (server, ("--workflow", "other.yml"), "host-no-workflow")):
        with pytest.raises(CannotRunError) as error:
            run(registry, host, "2026-11-20", *words)
        assert error.value.key == key


def test_what_is_written_down_is_what_the_page_reads(registry: Path, server: GitHost, tmp_path: Path) -> None:
    """And silence fails nothing then: the page tells it."""
    file = tmp_path / "build" / "heartbeat.json"
    started = {"run_started_at": "2026-11-18T00:10:00Z", "conclusion": "success", "head_branch": "main"}
    assert run(registry, server, "2026-11-20", "--write", str(file))[0] == 0
    assert heartbeats.read(file) == Heartbeat(None)
    server.runs["deadlines.yml"] = [started]
    assert run(registry, server, "2026-11-20", "--write", str(file))[0] == 0
    assert heartbeats.read(file) == Heartbeat(dt.date(2026, 11, 18))


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"last": "18 Nov"}', '{"last": 3}'])
def test_another_file_is_no_heartbeat(tmp_path: Path, text: str) -> None:
    file = tmp_path / "heartbeat.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CannotRunError, match="heartbeat-file"):
        heartbeats.read(file)
