"""From view models to a finished folder: render, build strictly, and only then take the old site's place.

The first language stands at the top of the site, every other one in a folder named by its code. Each is an edition: a
run of the site builder of its own, so that interface language, navigation and page language are right in both.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from talentcard import gitrepo
from talentcard.context import CannotRunError
from talentcard.core import pages
from talentcard.core.pages import Audience, Page, World
from talentcard.core.privacy import canaries
from talentcard.core.privacy.projection import Projection
from talentcard.publishing import builder, downloads, feeds, finishing, frame, lookout, search, sitemap, staff, twins
from talentcard.publishing.builder import Tool
from talentcard.publishing.edition import Edition, Files, Form
from talentcard.publishing.templates import Templates, front_matter
from talentcard.scanning import site as scan

DEFAULT = {Audience.PUBLIC: Path("build") / "site", Audience.STAFF: Path("build") / "staff"}
"""Where a site goes: the staff's never into the folder that is published."""
PAGES = Path("build") / "pages"
STAMP = "build.json"
SOURCES = ("site/words", "site/pages", "site/papers", "site/search", "site/templates", "site/theme", "mkdocs.yml")

EXTRAS: tuple[Callable[[Path, tuple[Edition, ...]], Files], ...] = (
    sitemap.files,
    feeds.files,
    search.files,
    staff.files,
    twins.files,
    downloads.files,
)
"""What is made beside the pages: each gives files that are written into the built site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    pages: int
    index: Path


def publish(
    root: Path,
    out: Path,
    worlds: tuple[World, ...],
    tool: Tool = Tool.MKDOCS,
    forbidden: Mapping[str, str] | None = None,
    offices: frozenset[str] = frozenset(),
) -> Published:
    """Build one site from the same world in several languages. Whatever goes wrong, the site that stood there stays.

    Raises CannotRunError where ``out`` holds something else than a site of ours or the sources are incomplete,
    BuilderError where the builder refuses the pages, LeakError where something ``forbidden`` stands in the
    site, and SiteLeaksError where any person's identifier does; ``offices`` are mailboxes that may be public.
    """
    audience = worlds[0].audience
    if audience is Audience.PUBLIC and not all(isinstance(world.registry, Projection) for world in worlds):
        raise TypeError("a public site is made of a projection")
    own = out == root / DEFAULT[Audience.PUBLIC]
    refuse_foreign(out, audience, own=own or out == root / DEFAULT[audience])
    for source in SOURCES:
        if not (root / source).exists():
            raise CannotRunError("site-source-missing", source=source)
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".talentcard-", dir=out.parent))
    try:
        editions = tuple(
            edition_of(root, world, folder=world.words.lang if index else "", forms=forms)
            for index, (world, forms) in enumerate(zip(worlds, downloads.of_worlds(root, worlds), strict=True))
        )
        built, extras = built_editions(root, work, editions, tool)
        for files in extras:
            write_files(built, files)
        finishing.finish(built, frame.base(editions[0].world))
        number = len(list(built.rglob("*.html"))) - len(editions)  # 404.html is not one that people visit
        stamp = {**stamp_of(root, editions[0].world, number), "digest": digest(built)}
        (built / STAMP).write_text(json.dumps(stamp, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        lookout.refuse(built, forbidden or {})
        if audience is Audience.PUBLIC:
            scan.refuse(built, offices, canaries.STEMS)  # also packed, coded or in a picture
        built.chmod(0o755)
        replace(built, out, work / "old-site")
        if own:
            replace(work / editions[0].lang / "pages", root / PAGES, work / "old-pages")
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Published(pages=number, index=out / "index.html")


def refuse_foreign(out: Path, audience: Audience, *, own: bool) -> None:
    """An output folder may be new, empty, or an earlier site of ours for the same audience: nothing else is replaced.

    A staff site in the folder of a public one would be published with the next upload.
    """
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise CannotRunError("out-not-a-site", folder=out.name)
    if not own and out.exists() and any(out.iterdir()) and not (out / STAMP).is_file():
        raise CannotRunError("out-not-a-site", folder=out.name)
    if audience_of(out) not in (None, audience):
        raise CannotRunError("out-other-audience", folder=out.name)


def audience_of(folder: Path) -> str | None:
    """For whom the site in a folder was made; None where there is none of ours, or none that says so."""
    try:
        stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return stamp.get("audience") if isinstance(stamp, dict) else None


def edition_of(root: Path, world: World, folder: str, forms: tuple[Form, ...] = ()) -> Edition:
    """Every page of a language. Raises SiteTextError."""
    words, templates = world.words, Templates(root, world, forms)
    written = tuple(
        Page(path=name, template="", title=words(f"nav.{name}"), description=words(f"describe.{name}"), view=None)
        for name in pages.HAND_WRITTEN
    )
    sources = root / "site" / "pages" / words.lang

    def body(page: Page) -> str:
        ready = sources / f"{page.path}.md"
        return templates.page(page) if page.template else ready.read_text(encoding="utf-8")

    return Edition(world=world, folder=folder, pages=pages.site(world), written=written, body=body, forms=forms)


def built_editions(root: Path, work: Path, editions: tuple[Edition, ...], tool: Tool) -> tuple[Path, tuple[Files, ...]]:
    """The site with every edition in it, and what is to stand beside the pages.

    A builder is a process of its own: while it is at work on one edition, the next is rendered, and then the files.
    """
    with ThreadPoolExecutor(max_workers=len(editions)) as pool:
        at_work = []
        for edition in editions:
            place = work / edition.lang
            write_pages(root, place / "pages", edition, editions)
            at_work.append(pool.submit(builder.build, root, place, frame.site_of(edition, editions), tool))
        extras = tuple(extra(root, editions) for extra in EXTRAS)
        first, *others = (one.result() for one in at_work)
    for edition, built in zip(editions[1:], others, strict=True):
        built.rename(first / edition.folder)
    return first, extras


def write_pages(root: Path, folder: Path, edition: Edition, editions: tuple[Edition, ...]) -> None:
    """Assets as they are, then every page, hand-written or computed, with its front matter."""
    shutil.copytree(root / "site" / "assets", folder / "assets", dirs_exist_ok=True)
    for page in (*edition.written, *edition.pages):
        write_page(folder, page, edition.bodies[page.path], edition, editions)


def write_page(folder: Path, page: Page, body: str, edition: Edition, editions: tuple[Edition, ...]) -> None:
    head = front_matter(frame.front_matter_of(page, edition, editions))
    file = folder / f"{page.path}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(head + body, encoding="utf-8", newline="\n")


def write_files(built: Path, files: Files) -> None:
    for name, content in files.items():
        target = built / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def stamp_of(root: Path, world: World, number: int) -> dict[str, Any]:
    """What the site was made from; it also tells a site of ours from any other folder."""
    return {
        "schema_version": 1,
        "audience": world.audience.value,
        "as_of": world.as_of.isoformat(),
        "revision": gitrepo.revision(root),
        "policy": world.rules.policy.id,
        "calendar": world.calendar.version,
        "pages": number,
    }


def digest(folder: Path) -> str:
    """One SHA-256 over the names and contents of all files but the stamp: whether a site is still as it was built."""
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / STAMP):
        whole.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def replace(new: Path, target: Path, aside: Path) -> None:
    """Put ``new`` in the place of ``target``; if that fails, the old one is put back."""
    if target.exists():
        target.rename(aside)
    try:
        new.rename(target)
    except OSError:
        if aside.exists():
            aside.rename(target)
        raise
