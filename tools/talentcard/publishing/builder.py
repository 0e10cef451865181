"""The site builder: rendered pages in, the finished site out. Everything of ours stays the same should it change.

MkDocs with the theme Material makes the site. Material's makers have announced its end for May 2027 and build Zensical
in its place, which reads the same settings, pages and theme; `tests/test_zensical.py` builds with both and compares.
"""

from __future__ import annotations

import enum
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from talentcard.core.pages import NavItem

CONFIG = "mkdocs.yml"
POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>')
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Tool(enum.StrEnum):
    """The programs that can make the site."""

    MKDOCS = "mkdocs"
    ZENSICAL = "zensical"


OWN_SETTINGS: Mapping[Tool, Mapping[str, Any]] = {
    Tool.MKDOCS: {},
    # Material's look; and no search of its own, as the stock one is switched off in mkdocs.yml
    Tool.ZENSICAL: {"theme": {"variant": "classic"}, "plugins": {"search": {"enabled": False}}},
}


class BuilderError(Exception):
    """The site builder refused the pages; the message is its own output."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What the builder needs beside the pages."""

    lang: str  # as the theme names it
    name: str
    description: str
    address: str  # of the front page
    navigation: tuple[NavItem, ...]
    unlisted: tuple[str, ...]  # pages that the navigation leaves out on purpose
    extra: Mapping[str, Any]  # what the theme's own parts say


def build(root: Path, work: Path, site: Site, tool: Tool = Tool.MKDOCS) -> Path:
    """Build ``work/pages`` into ``work/site`` in strict mode, with the root's settings. Raises BuilderError.

    The builder runs as a process of its own: its log and its warnings stay apart from ours. Never with ``--quiet``,
    which hides from the strict mode the very warnings that it counts.
    """
    config = work / CONFIG
    # JSON is YAML: what is computed, on top of the hand-written settings
    config.write_text(json.dumps(settings(root, work, site, tool), ensure_ascii=False, indent=1), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-W", "ignore", "-m", tool.value, "build", "--strict", "-f", CONFIG],
        cwd=work,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        told = COLOUR.sub("", done.stdout + done.stderr)
        lines = told.replace(f"{work}{os.sep}", "").splitlines()
        raise BuilderError("\n".join(line for line in lines if line and not line.startswith("INFO")))
    built = work / "site"
    for name in ("sitemap.xml", "sitemap.xml.gz", "search.json"):
        # the first two hold the time of day and know no other language; the third is not used
        (built / name).unlink(missing_ok=True)
    return built


def settings(root: Path, work: Path, site: Site, tool: Tool) -> dict[str, Any]:
    """What is computed, for one run; the builder adds the hand-written settings of the root to it."""
    own = OWN_SETTINGS[tool]
    return {
        **own,
        "INHERIT": os.path.relpath(root / CONFIG, work),
        "site_name": site.name,
        "site_description": site.description,
        "site_url": site.address,
        "docs_dir": "pages",
        "site_dir": "site",
        "theme": {
            **own.get("theme", {}),
            "language": site.lang,
            "custom_dir": os.path.relpath(root / "site" / "theme", work),
        },
        "nav": [entry(item) for item in site.navigation],
        "not_in_nav": "\n".join(f"/{path}.md" for path in site.unlisted),
        "extra": {"generator": False, **site.extra},
    }


def entry(item: NavItem) -> dict[str, Any]:
    return {item.title: [entry(child) for child in item.items] if item.items else f"{item.path}.md"}


def require_free(port: int) -> None:
    """Raises OSError or OverflowError where the port cannot be served on."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))


def serve(folder: Path, port: int, rebuild: Callable[[], None], watched: tuple[Path, ...]) -> None:
    """Serve a folder on the loopback address until interrupted; rebuild and reload on a change below ``watched``."""
    from mkdocs.livereload import LiveReloadServer  # noqa: PLC0415  (only where it is wanted)

    class Preview(LiveReloadServer):
        """Its script is inline and never the same twice. No policy can let it in, so pages in the preview have none."""

        def _inject_js_into_html(self, content: bytes, epoch: int) -> bytes:
            injected: bytes = super()._inject_js_into_html(POLICY.sub(b"", content, count=1), epoch)  # type: ignore[no-untyped-call]
            return injected

    server = Preview(builder=rebuild, host="127.0.0.1", port=port, root=str(folder))
    for path in watched:
        server.watch(str(path))
    try:
        server.serve()  # type: ignore[no-untyped-call]
    finally:
        server.shutdown()
