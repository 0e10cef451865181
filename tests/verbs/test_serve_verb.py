"""``serve``: the site on this machine, renewed while somebody edits."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sites import copy_of_repository


@contextmanager
def serving(root: Path) -> Iterator[str]:
    """The address of a running preview; interrupted at the end, as from the keyboard."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "talentcard", "serve", "--port", str(port), "--root", str(root)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8")
    assert process.stderr is not None
    address = f"http://127.0.0.1:{port}/"
    for line in process.stderr:
        if address in line:
            break
    yield address
    process.send_signal(signal.SIGINT)
    process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=60) == 0


def page(address: str) -> str:
    for _ in range(100):
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return str(answer.read().decode("utf-8"))
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the preview does not answer")


def test_a_preview_reloads_itself_which_the_published_page_s_policy_would_forbid(tmp_path: Path) -> None:
    root = copy_of_repository(tmp_path / "registry")
    with serving(root) as address:
        shown = page(f"{address}privacy.html")
    assert "livereload(" in shown
    assert "Content-Security-Policy" not in shown
    assert "Content-Security-Policy" in (root / "build/site/privacy.html").read_text(encoding="utf-8")
