"""A Git host on this machine that behaves like GitHub's REST API for the calls that are used, and fails on demand."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

from talentcard.context import HostAccess

BOT = "github-actions[bot]"
TOKEN = "invented-token"
REPOSITORY = "example/registry"
LONGEST = 65_536
"""Characters of one text; the host takes no more."""


class Fault(StrEnum):
    """What goes wrong with one request."""

    ERROR = "error"  # 502, nothing done
    ERROR_AFTER = "error after"  # done, then 502
    DROPPED = "dropped"  # the connection breaks, nothing done
    LOST = "lost"  # done, the answer never comes
    CUT = "cut"  # done, the answer breaks off
    SLOW_DOWN = "slow down"  # 403 with retry-after: the secondary limit
    TOO_MANY = "too many"  # 429 with retry-after
    SPENT = "spent"  # 403, nothing left of the hourly limit
    FORBIDDEN = "forbidden"  # 403: no such right


class Request(NamedTuple):
    method: str
    path: str


class Reply(NamedTuple):
    status: int
    data: Any
    headers: dict[str, str]


@dataclass
class GitHost:
    """Issues with their comments, pull requests with their reviews, and runs of workflows.

    ``faults`` are met by the next requests of their method.
    """

    page: int = 100
    issues: list[dict[str, Any]] = field(default_factory=list)
    comments: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    runs: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    pulls: dict[int, dict[str, Any]] = field(default_factory=dict)
    reviews: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    commits: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    faults: dict[str, list[Fault | None]] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)
    url: str = ""  # what its links name
    port: int = 0

    @property
    def access(self) -> HostAccess:
        return HostAccess(self.url, REPOSITORY, TOKEN)

    @property
    def written(self) -> list[Request]:
        return [request for request in self.asked if request.method != "GET"]

    def fail(self, method: str, *faults: Fault | None) -> None:
        self.faults.setdefault(method, []).extend(faults)

    def add(self, title: str, body: str, user: str = BOT, **more: Any) -> int:
        number = len(self.issues) + 1
        self.comments[number] = []
        self.issues.append(
            {"number": number, "title": title, "body": body, "state": "open", "user": {"login": user}} | more
        )
        return number

    def say(self, number: int, body: str, user: str = BOT) -> None:
        said = sum(map(len, self.comments.values()))
        self.comments[number].append({"id": said + 1, "body": body, "user": {"login": user}})

    def propose(self, number: int, user: str | None, head: str) -> None:
        self.pulls[number] = {"number": number, "user": account(user), "head": {"sha": head}, "state": "open"}

    def review(self, number: int, user: str | None, state: str, commit: str | None = None) -> None:
        """A review of the commit that the pull request is at, unless another one is named."""
        said = {"user": account(user), "state": state, "commit_id": commit or self.pulls[number]["head"]["sha"]}
        self.reviews.setdefault(number, []).append(said)

    # ---- the API ------------------------------------------------------------------------------------

    def answer(self, method: str, url: str, data: dict[str, Any] | None) -> Reply:
        parts = urlsplit(url)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        if data is not None and len(data["body"]) > LONGEST:
            return Reply(422, {"message": "Validation Failed"}, {})
        path = parts.path.removeprefix(f"/repos/{REPOSITORY}")
        if method == "GET" and path == "/issues":
            listed = [self.shown(i) for i in reversed(self.issues) if i["user"]["login"] == query["creator"]]
            return self.paged(parts.path, query, listed)
        if found := re.fullmatch(r"/issues/(\d+)/comments", path):
            if method == "GET":
                return self.paged(parts.path, query, self.comments[int(found[1])])
            assert data is not None
            self.say(int(found[1]), data["body"])
            return Reply(201, {"id": self.comments[int(found[1])][-1]["id"]}, {})
        if method == "PATCH" and (found := re.fullmatch(r"/issues/comments/(\d+)", path)):
            (comment,) = (c for said in self.comments.values() for c in said if c["id"] == int(found[1]))
            comment.update(data or {})
            return Reply(200, {"id": comment["id"]}, {})
        if method == "POST" and path == "/issues":
            assert data is not None
            return Reply(201, {"number": self.add(data["title"], data["body"])}, {})
        if method == "PATCH" and (found := re.fullmatch(r"/issues/(\d+)", path)):
            self.issues[int(found[1]) - 1].update(data or {})
            return Reply(200, {"number": int(found[1])}, {})
        if (
            method == "GET"
            and (found := re.fullmatch(r"/actions/workflows/([^/]+)/runs", path))
            and found[1] in self.runs
        ):
            runs = [
                r
                for r in self.runs[found[1]]
                if (r["conclusion"], r["head_branch"]) == (query["status"], query["branch"])
            ]
            return Reply(200, {"total_count": len(runs), "workflow_runs": runs[: int(query["per_page"])]}, {})
        if method == "GET" and (found := re.fullmatch(r"/pulls/(\d+)(/reviews|/commits)?", path)):
            number = int(found[1])
            if number in self.pulls and found[2]:
                of_pull = self.reviews if found[2] == "/reviews" else self.commits
                return self.paged(parts.path, query, of_pull.get(number, []))
            if number in self.pulls:
                return Reply(200, self.pulls[number], {})
        return Reply(404, {"message": "Not Found"}, {})

    def shown(self, issue: dict[str, Any]) -> dict[str, Any]:
        return issue | {"comments": len(self.comments[issue["number"]])}

    def paged(self, path: str, query: dict[str, str], items: list[dict[str, Any]]) -> Reply:
        size, page = min(self.page, int(query["per_page"])), int(query.get("page", "1"))
        following = f"{self.url}{path}?{urlencode(query | {'page': str(page + 1)})}"
        more = {"Link": f'<{following}>; rel="next", <{self.url}>; rel="last"'} if page * size < len(items) else {}
        return Reply(200, items[(page - 1) * size : page * size], more)


def account(user: str | None) -> dict[str, str] | None:
    """An account as the host tells of it; a closed one is null."""
    return {"login": user} if user else None


REFUSALS = {
    Fault.ERROR: Reply(502, {"message": "Server Error"}, {}),
    Fault.SLOW_DOWN: Reply(403, {"message": "You have exceeded a secondary rate limit"}, {"Retry-After": "1"}),
    Fault.TOO_MANY: Reply(429, {"message": "Too Many Requests"}, {"Retry-After": "1"}),
    Fault.SPENT: Reply(403, {"message": "API rate limit exceeded"}, {"X-RateLimit-Remaining": "0"}),
    Fault.FORBIDDEN: Reply(403, {"message": "Resource not accessible by integration"}, {"X-RateLimit-Remaining": "99"}),
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    host: GitHost

    def handle_one_request(self) -> None:
        with suppress(ConnectionError):
            super().handle_one_request()

    def log_message(self, *_: object) -> None:
        """Nothing on the screen."""

    def serve(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        data = json.loads(self.rfile.read(length)) if length else None
        self.host.asked.append(Request(self.command, urlsplit(self.path).path))
        queue = self.host.faults.get(self.command)
        fault = queue.pop(0) if queue else None
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            self.reply(Reply(401, {"message": "Bad credentials"}, {}))
        elif fault in REFUSALS:
            self.reply(REFUSALS[fault])
        elif fault is Fault.DROPPED:
            self.close_connection = True
        else:
            done = self.host.answer(self.command, self.path, data)
            match fault:
                case Fault.ERROR_AFTER:
                    self.reply(REFUSALS[Fault.ERROR])
                case Fault.LOST:
                    self.close_connection = True
                case Fault.CUT:
                    self.reply(done, cut=True)
                case _:
                    self.reply(done)

    def reply(self, reply: Reply, *, cut: bool = False) -> None:
        raw = json.dumps(reply.data).encode()
        self.send_response(reply.status)
        for name, value in {**reply.headers, "Content-Length": str(len(raw))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw[: len(raw) // 2] if cut else raw)
        self.close_connection = self.close_connection or cut

    do_GET = do_POST = do_PATCH = serve


@contextmanager
def serving(page: int = 100) -> Iterator[GitHost]:
    """A host of its own, on a free port."""
    host = GitHost(page=page)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (Handler,), {"host": host}))
    server.daemon_threads = True
    host.port = server.server_address[1]
    host.url = f"http://127.0.0.1:{host.port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
