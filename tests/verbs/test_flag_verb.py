"""``talentcard flag`` against a host over real HTTP: the plan printed, carried out, and made good after failures."""

from __future__ import annotations

import argparse
import datetime as dt
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import minis
from githosts import Fault, GitHost, Request, serving
from talentcard import githost
from talentcard.cli import main
from talentcard.context import CannotRunError, Context
from talentcard.core.flagging.marks import said_in
from talentcard.verbs import flag

DAY = dt.date(2026, 10, 20)


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The mini registry on disk."""
    root = tmp_path_factory.mktemp("registry")
    for path, raw in minis.base().items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(raw)
    shutil.copytree(minis.ROOT / "schemas", root / "schemas")
    return root


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHost]:
    monkeypatch.setattr(githost, "BETWEEN_WRITES", 0)
    monkeypatch.setattr(githost, "BACKOFF", 0)
    with serving() as host:
        yield host


class Ran(NamedTuple):
    code: int
    out: str
    err: str


def run(root: Path, server: GitHost | None, *words: str, as_of: dt.date | None = None, lang: str = "zh") -> Ran:
    out, err = io.StringIO(), io.StringIO()
    parser = argparse.ArgumentParser()
    flag.add_arguments(parser)
    host = server.access if server else None
    context = Context(root=root, as_of=as_of, today=DAY, lang=lang, out=out, err=err, host=host)
    return Ran(flag.run(context, parser.parse_args(words)), out.getvalue(), err.getvalue())


def texts(server: GitHost) -> list[str]:
    return [str(found["body"]) for found in (*server.issues, *(c for cs in server.comments.values() for c in cs))]


def test_issues_are_opened_and_a_second_run_writes_nothing(registry: Path, server: GitHost) -> None:
    first = run(registry, server)
    assert (first.code, first.err) == (0, "")
    assert all(re.fullmatch(r"期限提醒：.+ · Deadlines: .+", issue["title"]) for issue in server.issues)
    assert f"共 {len(server.issues)} 步，成 {len(server.issues)} 步（截至 {DAY}）。" in first.out
    written = len(server.written)
    second = run(registry, server)
    assert (second.code, second.out) == (0, f"截至 {DAY}，没有需要写的。\n")
    assert len(server.written) == written > 0


def test_a_dry_run_prints_every_text_and_writes_nothing(registry: Path, server: GitHost) -> None:
    shown = run(registry, server, "--dry-run", lang="en")
    assert shown.code == 0
    assert server.written == []
    run(registry, server)
    assert all(text in shown.out for text in texts(server))
    assert "dry run, nothing written" in shown.out


def test_a_dry_run_without_a_host_plans_from_nothing(registry: Path, server: GitHost) -> None:
    with_host = run(registry, server, "--dry-run")
    without = run(registry, None, "--dry-run")
    assert without.out == with_host.out
    assert "没有设置代码托管网站" in without.err


@pytest.mark.parametrize("fault", [Fault.ERROR, Fault.ERROR_AFTER, Fault.DROPPED, Fault.LOST, Fault.CUT, Fault.SPENT])
@pytest.mark.parametrize("step", [0, 1, 3])
def test_a_rerun_neither_doubles_nor_loses(registry: Path, server: GitHost, fault: Fault, step: int) -> None:
    """An answer lost after the write, an error before or after it, no more requests for now: at any step."""
    with serving() as calm:
        for day in (DAY, dt.date(2026, 10, 28)):
            run(registry, calm, as_of=day)
    assert len(calm.written) > 4
    for day in (DAY, dt.date(2026, 10, 28)):
        server.fail("POST", *[None] * step, fault)
        broken = run(registry, server, as_of=day)
        if fault in server.faults["POST"]:
            assert (broken.code, day) == (0, dt.date(2026, 10, 28)), "fewer comments than issues, on the second day"
            server.faults["POST"].clear()
        else:
            assert broken.code == 1
            assert "请再运行一次" in broken.err
        assert run(registry, server, as_of=day).code == 0
    # one issue was perhaps opened after others; what is said is the same
    assert sorted(texts(server)) == sorted(texts(calm))


def test_one_body_that_fails_does_not_stop_the_others(registry: Path, server: GitHost) -> None:
    server.fail("POST", Fault.ERROR)
    broken = run(registry, server)
    planned = len(texts(server)) + 1
    assert broken.code == 1
    assert broken.err.count("未成：") == 1
    assert f"共 {planned} 步，成 {planned - 1} 步" in broken.out


def test_after_a_failure_a_body_is_left_to_the_next_run(registry: Path, server: GitHost) -> None:
    """Nothing is announced beside a text that does not show it."""
    run(registry, server)
    server.asked.clear()
    server.fail("PATCH", *[Fault.ERROR] * 5)
    broken = run(registry, server, as_of=dt.date(2026, 10, 28))
    assert broken.code == 1
    skipped = re.search(r"前一步未成，没有做：.+：评论 #(\d+)", broken.err)
    assert skipped is not None
    assert Request("POST", f"/repos/{server.access.repository}/issues/{skipped[1]}/comments") not in server.asked
    assert run(registry, server, as_of=dt.date(2026, 10, 28)).out.count(f"#{skipped[1]}\n") == 2


def test_nothing_is_written_on_half_a_picture(registry: Path, server: GitHost) -> None:
    server.fail("GET", *[Fault.ERROR] * 9)
    with pytest.raises(CannotRunError) as error:
        run(registry, server)
    assert error.value.key == "host-failed"
    assert server.written == []


def test_days_off_are_left_in_peace(registry: Path, server: GitHost) -> None:
    quiet = run(registry, server, as_of=dt.date(2026, 10, 24))
    assert (quiet.code, quiet.out) == (0, "2026-10-24 不是工作日，不提醒。\n")
    assert server.asked == []


def test_a_make_up_day_is_a_working_day(registry: Path, server: GitHost) -> None:
    """Saturday 10 October 2026 is worked."""
    assert run(registry, server, as_of=dt.date(2026, 10, 10)).code == 0
    assert server.asked[0].method == "GET"


def test_files_that_cannot_be_read_close_nothing_and_are_told(registry: Path, server: GitHost, tmp_path: Path) -> None:
    root = shutil.copytree(registry, tmp_path / "torn")
    run(root, server)
    for path in (root / "records" / "rosters").rglob("*.yml"):  # all that the employer owes comes from these
        path.write_text("id: [\n", encoding="utf-8")
    before = [issue["state"] for issue in server.issues]
    torn = run(root, server)
    assert torn.code == 1
    assert "没有因此关闭任何帖子" in torn.err
    assert [issue["state"] for issue in server.issues] == before


def test_the_host_comes_from_the_environment(
    registry: Path, server: GitHost, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("GITHUB_REPOSITORY", "GITHUB_TOKEN", "GITHUB_API_URL"):
        monkeypatch.delenv(name, raising=False)
    words = ["flag", "--root", str(registry), "--as-of", str(DAY)]
    assert main(words) == 2
    assert "GITHUB_TOKEN" in capsys.readouterr().err
    monkeypatch.setenv("GITHUB_REPOSITORY", server.access.repository)
    monkeypatch.setenv("GITHUB_TOKEN", server.access.token)
    monkeypatch.setenv("GITHUB_API_URL", server.access.api + "/")
    assert main(words) == 0
    assert Request("POST", f"/repos/{server.access.repository}/issues") in server.asked


def test_a_policy_without_reminders_stops_it(registry: Path, server: GitHost, tmp_path: Path) -> None:
    root = shutil.copytree(registry, tmp_path / "bare")
    policy = root / "records" / "policies" / "pol-cq-2017.yml"
    text = policy.read_text(encoding="utf-8")
    policy.write_text(re.sub(r"^reminders:\n(?: .*\n)+", "", text, flags=re.MULTILINE), encoding="utf-8")
    with pytest.raises(CannotRunError) as error:
        run(root, server)
    assert error.value.key == "no-reminders"


def test_marks_of_others_silence_nothing(registry: Path, server: GitHost) -> None:
    """Whoever may comment could else keep an overdue leg from being announced."""
    run(registry, server)
    with serving() as calm:
        run(registry, calm)
        run(registry, calm, as_of=dt.date(2026, 10, 28))
        for number, comments in calm.comments.items():
            for comment in comments:
                server.say(number, comment["body"], user="somebody")
    said = sum(map(len, server.comments.values()))
    run(registry, server, as_of=dt.date(2026, 10, 28))
    assert sum(map(len, server.comments.values())) == 2 * said > 0
    assert all(said_in(comments[-1]["body"]) for comments in server.comments.values() if comments)
