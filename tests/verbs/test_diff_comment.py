"""``diff --comment``: one comment of ours on a pull request, renewed with it, over real HTTP."""

from __future__ import annotations

import dataclasses
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

import pytest

from change_world import APPLIED, NEW, context, found_at, request, write
from githosts import BOT, Fault, GitHost, serving
from talentcard import githost
from talentcard.context import CannotRunError
from talentcard.core.changes.telling import Told
from talentcard.core.model import RecordId
from talentcard.messages import catalogue
from talentcard.render.changes import LONGEST, MARK, Telling, comment
from talentcard.verbs import diff

SUBMITTED = "  - {id: ea00002, type: submitted, on: 2026-10-20}\n"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return found_at(tmp_path_factory.mktemp("compared") / "registry")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHost]:
    monkeypatch.setattr(githost, "BETWEEN_WRITES", 0)
    monkeypatch.setattr(githost, "BACKOFF", 0)
    with serving() as host:
        host.add("A pull request", "", user="somebody", pull_request={})
        yield host


def tell(root: Path, server: GitHost | None, *words: str) -> None:
    parser = ArgumentParser()
    diff.add_arguments(parser)
    asked = context(root)._replace(host=server.access if server else None)
    assert diff.run(asked, parser.parse_args(words or ["HEAD", "--comment", "1"])) == 0


def ours(server: GitHost) -> list[str]:
    return [said["body"] for said in server.comments[1] if said["user"]["login"] == BOT]


def test_one_comment_is_renewed_and_left_alone_where_nothing_is_new(root: Path, server: GitHost) -> None:
    write(root, NEW, request())
    tell(root, server)
    (first,) = ours(server)
    assert first.splitlines()[:4] == [
        MARK,
        "**这次改动做了什么**（截至 2026-10-20；提交新的改动以后，本条自动更新）",
        "",
        "### 服务申请 req-cmp0000001",
    ]
    tell(root, server)
    assert len(server.written) == 1
    write(root, NEW, request(events=APPLIED + SUBMITTED))
    tell(root, server)
    (second,) = ours(server)
    assert ("2026-10-20。" in first, "2026-10-20。" in second) == (False, True)


def test_the_comment_of_another_account_is_not_taken_for_ours(root: Path, server: GitHost) -> None:
    server.say(1, f"{MARK}\nnothing to see", user="somebody")
    tell(root, server)
    assert [said["user"]["login"] for said in server.comments[1]] == ["somebody", BOT]


@pytest.mark.parametrize("fault", [Fault.ERROR, Fault.ERROR_AFTER, Fault.LOST, Fault.CUT, Fault.DROPPED])
def test_a_rerun_neither_doubles_nor_loses(root: Path, server: GitHost, fault: Fault) -> None:
    server.fail("POST", fault)
    with pytest.raises(CannotRunError) as error:
        tell(root, server)
    assert error.value.key == "host-failed"
    tell(root, server)
    assert len(ours(server)) == 1


def test_without_a_host_it_says_so_and_without_a_number_it_asks_nobody(root: Path, server: GitHost) -> None:
    with pytest.raises(CannotRunError) as error:
        tell(root, None)
    assert error.value.key == "host-missing"
    tell(root, server, "HEAD")
    assert server.asked == []


def test_what_is_too_long_for_the_host_is_cut_after_a_line_and_says_so() -> None:
    one = Told(record=RecordId("req-cmp0000001"), kind="request", path=NEW, act="added", sentences=())
    long = Telling(records=[one] * 5_000, base="0" * 40, head=None, as_of="2026-10-20", words=catalogue("zh"))
    cut = comment(long)
    assert LONGEST - 40 < len(cut) < LONGEST + 40
    *kept, empty, last = cut.splitlines()
    assert (empty, last) == ("", "……内容太长，全文见检查 change 的摘要页。")
    assert set(kept[3:]) == {"### 服务申请 req-cmp0000001", ""}
    whole = comment(dataclasses.replace(long, records=[one]))
    assert "内容太长" not in whole
