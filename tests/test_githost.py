"""The Git host's API over real HTTP: pages, limits, failures, answers that never come."""

from __future__ import annotations

import datetime as dt
import socket
from collections.abc import Iterator

import pytest

from githosts import BOT, REPOSITORY, TOKEN, Fault, GitHost, Request, serving
from talentcard import githost
from talentcard.context import HostAccess
from talentcard.core.flagging.planning import Issue
from talentcard.githost import Host, HostError

ISSUES = f"/repos/{REPOSITORY}/issues"


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(githost, "BETWEEN_WRITES", 0)
    monkeypatch.setattr(githost, "BACKOFF", 0)


@pytest.fixture
def server() -> Iterator[GitHost]:
    with serving(page=2) as host:
        yield host


def client(server: GitHost, account: str = BOT) -> Host:
    return Host(server.access, account)


def reason(server: GitHost) -> str:
    """Why an issue could not be opened."""
    with pytest.raises(HostError) as error:
        client(server).open("t", "b")
    return error.value.key


def test_all_pages_are_read_in_issues_and_comments(server: GitHost) -> None:
    for number in range(1, 6):
        server.add(f"title {number}", f"body {number}")
        for index in range(number):
            server.say(number, f"comment {index}")
    found = {issue.number: issue for issue in client(server).issues()}
    assert sorted(found) == [1, 2, 3, 4, 5]
    assert found[5].comments == tuple(f"comment {index}" for index in range(5))
    assert (found[3].title, found[3].text, found[3].open) == ("title 3", "body 3", True)


def test_only_what_the_account_wrote_is_our_own(server: GitHost) -> None:
    """Else anybody could keep a late leg quiet by writing its mark."""
    server.add("ours", "x")
    server.say(1, "ours")
    server.say(1, "theirs", user="somebody")
    server.add("theirs", "x", user="somebody")
    server.add("a pull request of ours", "x", pull_request={})
    assert [(issue.title, issue.comments) for issue in client(server).issues()] == [("ours", ("ours",))]


def test_the_token_is_not_carried_to_another_host(server: GitHost) -> None:
    for number in range(3):
        server.add(str(number), "x")
    with serving() as other:
        server.url = other.url  # what the links of further pages name from now on
        mine = Host(HostAccess(f"http://127.0.0.1:{server.port}", REPOSITORY, TOKEN), BOT)
        assert len(list(mine.issues())) == 2
        assert other.asked == []


def test_an_issue_is_opened_revised_closed_and_commented_on(server: GitHost) -> None:
    host = client(server)
    assert host.open("期限提醒", "正文") == 1
    host.comment(1, "新的情况")
    host.revise(1, "期限提醒", "没有了", is_open=False)
    found = Issue(number=1, title="期限提醒", text="没有了", open=False, comments=("新的情况",))
    assert list(host.issues()) == [found]


@pytest.mark.parametrize("fault", [Fault.SLOW_DOWN, Fault.TOO_MANY])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_limit_with_a_time_is_waited_for(server: GitHost, fault: Fault, method: str) -> None:
    """Nothing was done, so that even what adds something is sent again."""
    server.fail(method, fault)
    host = client(server)
    host.open("t", "b")
    assert len(list(host.issues())) == 1


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        (Fault.SPENT, "host-limit"),
        (Fault.FORBIDDEN, "host-refused"),
        (Fault.ERROR, "host-failed"),
        (Fault.ERROR_AFTER, "host-failed"),
        (Fault.DROPPED, "host-failed"),
        (Fault.LOST, "host-failed"),
        (Fault.CUT, "host-failed"),
    ],
)
def test_what_adds_something_is_sent_once(server: GitHost, fault: Fault, key: str) -> None:
    """Whether it was done only the host knows: the next run reads that, this one does not guess."""
    server.fail("POST", fault)
    assert reason(server) == key
    assert server.written == [Request("POST", ISSUES)]


@pytest.mark.parametrize("fault", [Fault.ERROR, Fault.DROPPED, Fault.ERROR_AFTER, Fault.LOST])
def test_reading_and_replacing_are_tried_again(server: GitHost, fault: Fault) -> None:
    server.add("old", "old")
    server.fail("GET", fault)
    server.fail("PATCH", fault, fault)
    host = client(server)
    host.revise(1, "new", "new", is_open=True)
    assert [(issue.title, issue.text) for issue in host.issues()] == [("new", "new")]


def test_trying_again_has_an_end(server: GitHost) -> None:
    server.fail("GET", *[Fault.ERROR] * 9)
    with pytest.raises(HostError) as error:
        list(client(server).issues())
    assert error.value.key == "host-failed"
    assert len(server.asked) == 5


def test_a_wrong_token_or_repository_is_refused(server: GitHost) -> None:
    for access in (
        HostAccess(server.url, REPOSITORY, "wrong"),
        HostAccess(server.url, "example/other", TOKEN),
    ):
        with pytest.raises(HostError) as error:
            Host(access, BOT).comment(1, "x")
        assert error.value.key == "host-refused"


def test_a_repository_that_is_none_is_never_asked_for() -> None:
    with pytest.raises(HostError) as error:
        Host(HostAccess("http://127.0.0.1:9", "../../secrets", TOKEN), BOT)
    assert error.value.key == "host-repository"


def test_a_host_that_is_not_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(HostError) as error:
        list(Host(HostAccess(f"http://127.0.0.1:{port}", REPOSITORY, TOKEN), BOT).issues())
    assert error.value.key == "host-unreachable"


def test_the_token_is_not_shown(server: GitHost) -> None:
    assert TOKEN not in repr(server.access)


# ---- runs of a workflow --------------------------------------------------------------------------------


def run(started: str, conclusion: str = "success", branch: str = "main") -> dict[str, str]:
    return {"run_started_at": started, "conclusion": conclusion, "head_branch": branch}


def test_the_last_success_counts_in_the_days_of_chongqing(server: GitHost) -> None:
    server.runs["deadlines.yml"] = [
        run("2026-11-20T00:10:00Z", "failure"),
        run("2026-11-19T23:10:00Z", branch="mine"),
        run("2026-11-18T23:10:00Z"),
        run("2026-11-17T23:10:00Z"),
    ]
    assert client(server).last_success("deadlines.yml", "main") == dt.date(2026, 11, 19)


def test_a_workflow_without_a_success_and_none_at_all(server: GitHost) -> None:
    server.runs["deadlines.yml"] = [run("2026-11-20T00:10:00Z", "failure")]
    assert client(server).last_success("deadlines.yml", "main") is None
    with pytest.raises(HostError) as error:
        client(server).last_success("other.yml", "main")
    assert error.value.key == "host-no-workflow"


# ---- who has looked at a pull request -------------------------------------------------------------------

HEAD, OLD = "a" * 40, "b" * 40


def approvers(server: GitHost) -> tuple[str, ...]:
    return client(server).pull_request(12).approvers


def test_only_the_last_word_on_the_last_commit_counts(server: GitHost) -> None:
    """A remark takes nothing back; a refusal, a dismissal and a newer commit do. Six pages of reviews."""
    server.propose(12, "author", HEAD)
    for user, states in {
        "steady": ("APPROVED", "COMMENTED"),
        "persuaded": ("CHANGES_REQUESTED", "APPROVED"),
        "doubting": ("APPROVED", "CHANGES_REQUESTED"),
        "dismissed": ("DISMISSED",),
        "remarking": ("COMMENTED",),
    }.items():
        for state in states:
            server.review(12, user, state)
    server.review(12, "early", "APPROVED", OLD)
    server.review(12, "again", "APPROVED", OLD)
    server.review(12, "again", "APPROVED")
    found = client(server).pull_request(12)
    assert (found.author, found.head, found.approvers) == ("author", HEAD, ("steady", "persuaded", "again"))
    assert len([request for request in server.asked if request.path.endswith("/reviews")]) == 6


def test_nobody_has_looked_yet_and_closed_accounts_have_the_host_s_name(server: GitHost) -> None:
    server.propose(12, None, HEAD)
    assert (client(server).pull_request(12).author, approvers(server)) == ("ghost", ())
    server.review(12, None, "APPROVED")
    assert approvers(server) == ("ghost",)


def test_a_limit_or_a_failure_while_reviews_are_read_is_no_empty_answer(server: GitHost) -> None:
    """Else a refusal on the second page would never have been said."""
    server.propose(12, "author", HEAD)
    for state in ("APPROVED", "APPROVED", "CHANGES_REQUESTED"):
        server.review(12, "doubting", state)
    server.fail("GET", None, None, Fault.SLOW_DOWN)
    assert approvers(server) == ()
    for fault, key in ((Fault.SPENT, "host-limit"), (Fault.FORBIDDEN, "host-refused")):
        server.fail("GET", None, None, fault)
        with pytest.raises(HostError) as error:
            approvers(server)
        assert error.value.key == key, fault


def test_there_is_no_such_pull_request(server: GitHost) -> None:
    with pytest.raises(HostError) as error:
        approvers(server)
    assert error.value.key == "host-no-pull-request"
