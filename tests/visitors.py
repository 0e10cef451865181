"""Visitors of a built site: a small static host, a browser, and a watch on what goes wrong. See browser/conftest.py."""

from __future__ import annotations

import contextlib
import functools
import os
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, sync_playwright

import chromium

NOW = "2026-11-20T10:00:00+08:00"
"""The sample's own day, during office hours."""
HOST = "127.0.0.1"


class OpenPage(Protocol):
    def __call__(
        self,
        path: str = "index.html",
        *,
        width: int = 390,
        scripts: bool = True,
        dark: bool = False,
        clock: str = NOW,
        from_disk: bool = False,
        **context: Any,
    ) -> Page:
        """Open a page as a new visitor; further keywords go to Playwright's ``new_context``."""


class Handler(SimpleHTTPRequestHandler):
    """A static host: folders have their index.html, what is not there has the error page, nothing is logged."""

    protocol_version = "HTTP/1.1"
    extensions_map = {  # noqa: RUF012  (the standard library's own attribute)
        **SimpleHTTPRequestHandler.extensions_map,
        ".ics": "text/calendar; charset=utf-8",
        ".html": "text/html; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
    }

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        if code != 404:
            super().send_error(code, message, explain)
            return
        body = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder while the block runs; gives its address, ``http://127.0.0.1:port/``."""
    with ThreadingHTTPServer((HOST, 0), functools.partial(Handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://{HOST}:{server.server_port}/"
        server.shutdown()
        thread.join()


@contextlib.contextmanager
def started() -> Iterator[Browser]:
    """Chromium while the block runs. Fails the test where there is none."""
    path = chromium.find()
    if path is None:
        pytest.fail(chromium.MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            chromium_sandbox=os.geteuid() != 0,  # it does not run for root
            args=["--disable-dev-shm-usage", f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}"],
        )
        yield browser
        browser.close()


@contextlib.contextmanager
def visitors(browser: Browser, site: Path, address: str) -> Iterator[OpenPage]:
    """While the block runs, each call lets in a new visitor; at its end all leave, and none may have met a problem."""
    inside: list[BrowserContext] = []
    problems: list[str] = []

    def open_page(
        path: str = "index.html",
        *,
        width: int = 390,
        scripts: bool = True,
        dark: bool = False,
        clock: str = NOW,
        from_disk: bool = False,
        **context: Any,
    ) -> Page:
        base = f"{site.as_uri()}/" if from_disk else address
        visitor = browser.new_context(
            **{
                "base_url": base,
                "viewport": {"width": width, "height": 844 if width < 800 else 800},
                "java_script_enabled": scripts,
                "color_scheme": "dark" if dark else "light",
                "locale": "zh-CN",
                "timezone_id": "Asia/Shanghai",
                **context,
            }
        )
        inside.append(visitor)
        watch(visitor, problems)
        page = visitor.new_page()
        if scripts:
            page.clock.set_fixed_time(clock)
        page.goto(path)
        return page

    yield open_page
    for visitor in inside:
        visitor.close()
    if problems:
        pytest.fail("\n".join(problems))


def watch(context: BrowserContext, problems: list[str]) -> None:
    """Write down whatever goes wrong for a visitor."""

    def told(message: ConsoleMessage) -> None:
        if message.type == "error":
            problems.append(f"{message.page.url if message.page else ''}: {message.text}")

    def asked(request: Request) -> None:
        split = urlsplit(request.url)
        if split.scheme in ("http", "https", "ws", "wss") and split.hostname != HOST:
            problems.append(f"request to another host: {request.url}")

    def answered(response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            problems.append(f"{response.status}: {response.url}")

    context.on("console", told)
    context.on("weberror", lambda error: problems.append(f"{error.page.url if error.page else ''}: {error.error}"))
    context.on("request", asked)
    context.on("response", answered)
