"""The built site made ready for readers: a policy for the browser in every page, and nothing that no page uses.

The policy names what a page may load: scripts, styles and pictures of the site itself. An inline script is let in by
the hash of its text; our own pages have none, a builder's theme may. It is a ``meta`` element, so that it holds on any
host and for a copy opened from disk. What only a header can say is in the notes for hosts (README).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from talentcard.publishing.markup import Document, Node

LEFTOVERS = (
    "#__drawer",
    "#__search",
    "label.md-overlay",
    "[data-md-component=skip]",
    "[data-md-component=announce]:not(:has(*))",
    "[data-md-component=dialog]",
)
"""What the theme's page frame holds for its own script, which our pages do without."""
BROUGHT = ("assets/javascripts", "assets/stylesheets", "assets/images", "assets/fonts")
"""Folders that a theme fills; what no page names is left out of the site."""
EXECUTED = frozenset({"", "module", "text/javascript", "application/javascript", "text/ecmascript"})
"""Types of scripts that a browser runs; any other is data."""


def finish(built: Path) -> None:
    """Give every page its policy, and remove what the builder's theme brought along for nothing."""
    named: set[Path] = set()
    for path in sorted(built.rglob("*.html")):
        page = Document(path.read_text(encoding="utf-8"))
        protect(page)
        path.write_text(f"{page.html}\n", encoding="utf-8", newline="\n")
        named |= {target(built, path, address) for address in addresses(page)}
    remove_unused(built, named)


def protect(page: Document) -> None:
    """One page as it is published. A policy that it already has stays: whoever wrote it knows that page better."""
    for selector in LEFTOVERS:
        for node in page.css(selector):
            node.decompose()
    head = page.head
    first = head.child if head else None
    if first is None or page.css_first('meta[http-equiv="Content-Security-Policy"]'):
        return
    meta = page.create_node("meta")
    meta.attrs["http-equiv"] = "Content-Security-Policy"
    meta.attrs["content"] = policy(inline_scripts(page))
    first.insert_before(meta)


def inline_scripts(page: Document) -> list[str]:
    """The texts of the scripts that a browser would run from the page itself."""
    return [node.text(deep=True) for node in page.css("script:not([src])") if kind(node) in EXECUTED]


def kind(script: Node) -> str:
    return (script.attributes.get("type") or "").partition(";")[0].strip().lower()


def policy(scripts: Iterable[str]) -> str:
    """What a page with these inline scripts may load and do; everything else is refused."""
    hashes = sorted({f"'sha256-{digest(script)}'" for script in scripts})
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *hashes)),
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
        )
    )


def digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")


def addresses(page: Document) -> Iterator[str]:
    for name in ("href", "src"):
        for node in page.css(f"[{name}]"):
            yield node.attributes[name] or ""


def remove_unused(built: Path, named: set[Path]) -> None:
    """Delete what lies in a theme's folders and neither a page nor a style sheet names, and folders left empty."""
    for path in built.rglob("*.css"):
        inside = re.findall(r"url\(\s*['\"]?([^'\")]+)", path.read_text(encoding="utf-8"))
        named = named | {target(built, path, address) for address in inside}
    for folder in (place for name in BROUGHT for place in built.rglob(name)):
        for path in sorted(folder.rglob("*"), reverse=True):  # a folder comes after what is in it
            if path.is_dir():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path.resolve() not in named:
                path.unlink()
        if not any(folder.iterdir()):
            folder.rmdir()


def target(built: Path, page: Path, address: str) -> Path:
    """The file that an address on a page leads to; the page itself for an address elsewhere."""
    split = urlsplit(address)
    if split.scheme or split.netloc:
        return page.resolve()
    path = unquote(split.path)
    return (built / path.lstrip("/") if path.startswith("/") else page.parent / path).resolve()
