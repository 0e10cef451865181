"""The built site made ready for readers: a policy for the browser in every page, few files, and none that no page uses.

The policy names what a page may load: scripts, styles and pictures of the site itself. An inline script is let in by
the hash of its text; our own pages have none, a builder's theme may. It is a ``meta`` element, so that it holds on any
host and for a copy opened from disk. What only a header can say is in the notes for hosts (README).
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
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
OWN_STYLES = "assets/css"
STYLES = "link[rel=stylesheet]:not([media])"
EXECUTED = frozenset({"", "module", "text/javascript", "application/javascript", "text/ecmascript"})
"""Types of scripts that a browser runs; any other is data."""


@dataclass(frozen=True, slots=True)
class BuiltSite:
    """A built site, and the path below its host at which it will stand."""

    built: Path
    base: str

    def target(self, page: Path, address: str) -> Path:
        """The file that an address on a page leads to; the page itself for an address elsewhere."""
        split = urlsplit(address)
        if split.scheme or split.netloc:
            return page
        path = unquote(split.path)
        absolute = path.startswith(self.base)
        # not resolve(): that asks the disk about every part of every address
        return Path(os.path.normpath(self.built / path.removeprefix(self.base) if absolute else page.parent / path))


def finish(built: Path, base: str = "/") -> None:
    """Give every page its policy and one style sheet of ours, and remove what is then of no use.

    ``base`` is the path of the site's address: error pages name everything from the top of their host.
    """
    site = BuiltSite(built, base)
    named: set[Path] = set()
    joined: set[Path] = set()
    for path in sorted(built.rglob("*.html")):
        page = Document(path.read_text(encoding="utf-8"))
        protect(page)
        joined |= join_styles(site, path, page)
        path.write_text(f"{page.html}\n", encoding="utf-8", newline="\n")
        named |= {site.target(path, address) for address in addresses(page)}
    for part in joined - named:
        part.unlink()
    remove_unused(site, named)


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
    """What a page with these inline scripts may load and do; everything else is refused.

    ``file:`` is for a copy opened from disk, which by the letter of the standard has no origin that 'self' could mean;
    a page that comes over the network cannot load it.
    """
    hashes = sorted({f"'sha256-{digest(script)}'" for script in scripts})
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self' file:", *hashes)),
            "style-src 'self' file:",
            "img-src 'self' file: data:",
            "connect-src 'self'",
            "form-action 'self' file:",
            "base-uri 'none'",
        )
    )


def digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")


def join_styles(site: BuiltSite, path: Path, page: Document) -> set[Path]:
    """Our style sheets of a page as one, named by its content; gives the parts.

    A dozen small files cost a slow phone several round trips before it may draw anything; and a changed sheet with a
    new name is never taken from an old cache.
    """
    links = [link for link in page.css(STYLES) if f"{OWN_STYLES}/" in (link.attributes["href"] or "")]
    if len(links) < 2:
        return set()
    parts = [site.target(path, link.attributes["href"] or "") for link in links]
    content = b"".join(part.read_bytes() for part in parts)
    name = f"site-{hashlib.sha256(content).hexdigest()[:10]}.css"
    (parts[0].parent / name).write_bytes(content)
    folder, _, _ = (links[0].attributes["href"] or "").rpartition("/")
    links[0].attrs["href"] = f"{folder}/{name}"
    for link in links[1:]:
        link.decompose()
    return set(parts)


def addresses(page: Document) -> Iterator[str]:
    """What the browser asks for by itself; links that a reader may follow are another matter."""
    for node in page.css("link[href], [src]"):
        yield node.attributes.get("href") or node.attributes.get("src") or ""


def remove_unused(site: BuiltSite, named: set[Path]) -> None:
    """Delete what lies in a theme's folders and neither a page nor a style sheet names, and folders left empty."""
    for path in site.built.rglob("*.css"):
        inside = re.findall(r"url\(\s*['\"]?([^'\")]+)", path.read_text(encoding="utf-8"))
        named = named | {site.target(path, address) for address in inside}
    for folder in (place for name in BROUGHT for place in site.built.rglob(name)):
        for path in sorted(folder.rglob("*"), reverse=True):  # a folder comes after what is in it
            if path.is_dir():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path not in named:
                path.unlink()
        if not any(folder.iterdir()):
            folder.rmdir()
