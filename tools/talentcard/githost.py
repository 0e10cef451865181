"""The Git host's REST API, as GitHub documents it: issues, comments, reviews, runs of workflows. Only here: urllib3.

Reading may be asked again; what replaces a text may be sent again. What adds something (an issue, a comment) is sent
again only where the host has said that it did nothing: where the answer is lost, only what is there can tell.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import urllib3
from urllib3.util import Retry, Timeout

from talentcard.context import HostAccess
from talentcard.core.flagging.planning import Issue

REPOSITORY = re.compile(r"[\w.-]{1,100}/[\w.-]{1,100}")
NEXT = re.compile(r'<([^<>]+)>;\s*rel="next"')
UNREACHED = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)
HOST_ITSELF = "web-flow"
"""The account by which the host commits what somebody edits on its pages."""
LONGEST_WAIT = 180
"""Seconds; a host that asks for more is left alone until the next run."""
BETWEEN_WRITES = 1.0
"""Seconds, as the host's documentation asks for."""
BACKOFF = 1.0
"""Seconds before the second time that something is asked; each further time waits twice as long."""


APPROVED = "APPROVED"
DECIDING = frozenset({APPROVED, "CHANGES_REQUESTED", "DISMISSED"})
"""States of a review that take the place of an earlier one; a remark leaves it as it was."""


class HostError(Exception):
    """The host did not do what was asked, or did not say so. ``key`` names the message."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True)
class PullRequest:
    """``head``: its last commit; ``approvers``: whose last word is yes, to this very commit.

    ``committers``: who else the host takes its commits to be from, by addresses, which only a signature proves.
    """

    author: str
    head: str
    approvers: tuple[str, ...]
    committers: tuple[str, ...] = ()


class Patience(Retry):
    """When to ask again: never for what may have been added already.

    A rate limit (403 or 429 with retry-after) is a refusal before anything was done, whatever was asked.
    """

    def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:
        if status_code in (403, 429):
            return bool(self.total) and has_retry_after
        return bool(self.total) and status_code >= 500 and method in (self.allowed_methods or ())


class Host:
    """One repository on the host. ``account``: only what this account wrote is taken for our own."""

    def __init__(self, access: HostAccess, account: str = "") -> None:
        if not REPOSITORY.fullmatch(access.repository):
            raise HostError("host-repository")
        self._base = access.api.rstrip("/")
        self._root = f"{self._base}/repos/{access.repository}"
        self._account = account
        self._pool = urllib3.PoolManager(
            headers={
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {access.token}",
                "User-Agent": "talentcard",
                "X-GitHub-Api-Version": "2022-11-28",
            },
            timeout=Timeout(connect=10, read=30),
            retries=Patience(
                total=4,
                redirect=2,
                allowed_methods={"GET", "PATCH"},
                backoff_factor=BACKOFF,
                retry_after_max=LONGEST_WAIT,
                raise_on_status=False,
            ),
        )

    # ---- reading ------------------------------------------------------------------------------------

    def issues(self) -> Iterator[Issue]:
        """Every issue that the account has opened, closed ones too, with the account's own comments."""
        for found in self._pages("/issues", {"state": "all", "creator": self._account, "per_page": "100"}):
            if "pull_request" not in found and self._ours(found):
                yield Issue(
                    number=int(found["number"]),
                    title=str(found["title"]),
                    text=str(found["body"] or ""),
                    open=found["state"] == "open",
                    comments=tuple(self._comments(int(found["number"])) if found["comments"] else ()),
                )

    def _comments(self, number: int) -> Iterator[str]:
        yield from (str(found["body"] or "") for found in self._own_comments(number))

    def _own_comments(self, number: int) -> Iterator[dict[str, Any]]:
        yield from filter(self._ours, self._pages(f"/issues/{number}/comments", {"per_page": "100"}))

    def _ours(self, found: Mapping[str, Any]) -> bool:
        return login(found) == self._account

    def pull_request(self, number: int) -> PullRequest:
        """Who proposes a change, and who stands by it now. Raises HostError, ``host-no-pull-request`` for none."""
        try:
            found = read(self._ask("GET", f"{self._root}/pulls/{number}"))
        except HostError as error:
            raise HostError("host-no-pull-request" if error.key == "host-refused" else error.key) from error
        head = str(found["head"]["sha"])
        words: dict[str, Mapping[str, Any]] = {}
        for review in self._pages(f"/pulls/{number}/reviews", {"per_page": "100"}):  # the oldest first
            if review["state"] in DECIDING:
                words[login(review)] = review
        approvers = (who for who, said in words.items() if said["state"] == APPROVED and said["commit_id"] == head)
        committers = {
            str(who["login"])
            for commit in self._pages(f"/pulls/{number}/commits", {"per_page": "100"})
            for who in (commit.get("author"), commit.get("committer"))
            if who and who["login"] != HOST_ITSELF
        }
        return PullRequest(login(found), head, tuple(approvers), tuple(sorted(committers - {login(found)})))

    def last_success(self, workflow: str, branch: str) -> dt.date | None:
        """The day in Chongqing on which a workflow last ran to its end without a failure; None: never.

        Raises HostError, ``host-no-workflow`` where there is no such workflow.
        """
        fields = {"branch": branch, "status": "success", "exclude_pull_requests": "true", "per_page": "1"}
        try:
            answer = self._ask("GET", f"{self._root}/actions/workflows/{workflow}/runs", fields=fields)
        except HostError as error:
            raise HostError("host-no-workflow" if error.key == "host-refused" else error.key) from error
        runs = read(answer)["workflow_runs"]
        if not runs:
            return None
        started = dt.datetime.fromisoformat(runs[0]["run_started_at"])
        return started.astimezone(ZoneInfo("Asia/Shanghai")).date()

    # ---- writing ------------------------------------------------------------------------------------

    def open(self, title: str, text: str) -> int:
        """A new issue; returns its number."""
        return int(read(self._write("POST", "/issues", {"title": title, "body": text}))["number"])

    def comment(self, number: int, text: str) -> None:
        self._write("POST", f"/issues/{number}/comments", {"body": text})

    def keep_comment(self, number: int, mark: str, text: str) -> None:
        """The account's comment that bears the mark says this text from now on; a new one where there is none."""
        for found in self._own_comments(number):
            if mark in (found["body"] or ""):
                if found["body"] != text:
                    self._write("PATCH", f"/issues/comments/{int(found['id'])}", {"body": text})
                return
        self.comment(number, text)

    def revise(self, number: int, title: str, text: str, *, is_open: bool) -> None:
        state = "open" if is_open else "closed"
        self._write("PATCH", f"/issues/{number}", {"title": title, "body": text, "state": state})

    # ---- below --------------------------------------------------------------------------------------

    def _pages(self, path: str, fields: dict[str, str]) -> Iterator[dict[str, Any]]:
        """The items of all pages. A next page on another host is not followed: it would be given the token."""
        answer = self._ask("GET", self._root + path, fields=fields)
        while True:
            yield from read(answer)
            following = NEXT.search(answer.headers.get("Link", ""))
            if following is None or not following[1].startswith(self._base + "/"):
                return
            answer = self._ask("GET", following[1])

    def _write(self, method: str, path: str, data: Mapping[str, str]) -> urllib3.BaseHTTPResponse:
        time.sleep(BETWEEN_WRITES)
        return self._ask(method, self._root + path, data=data)

    def _ask(
        self, method: str, url: str, *, fields: dict[str, str] | None = None, data: Mapping[str, str] | None = None
    ) -> urllib3.BaseHTTPResponse:
        try:
            answer = self._pool.request(method, url, fields=fields, json=data)
        except urllib3.exceptions.HTTPError as error:
            unreached = isinstance(getattr(error, "reason", error), UNREACHED)
            raise HostError("host-unreachable" if unreached else "host-failed") from error
        if limited(answer):
            raise HostError("host-limit")
        if answer.status >= 300:
            raise HostError("host-failed" if answer.status >= 500 else "host-refused")
        return answer


def login(found: Mapping[str, Any]) -> str:
    """Whose something is; an account that was closed has the name that the host gives it."""
    return str((found.get("user") or {}).get("login") or "ghost")


def limited(answer: urllib3.BaseHTTPResponse) -> bool:
    """Whether the host says: too many requests for now."""
    spent = answer.headers.get("X-RateLimit-Remaining") == "0" or "Retry-After" in answer.headers
    return answer.status == 429 or (answer.status == 403 and spent)


def read(answer: urllib3.BaseHTTPResponse) -> Any:
    """The answer's JSON. Raises HostError where it is cut short or none: what was asked may have been done."""
    try:
        return json.loads(answer.data)
    except ValueError as error:
        raise HostError("host-failed") from error
