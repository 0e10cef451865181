"""From view models to a finished folder: render, build strictly, and only then take the old site's place."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from talentcard import gitrepo
from talentcard.context import CannotRunError
from talentcard.core import pages
from talentcard.core.pages import Page, Words, World
from talentcard.publishing import builder
from talentcard.publishing.builder import Site
from talentcard.publishing.templates import Templates

DEFAULT = Path("build") / "site"
PAGES = Path("build") / "pages"
STAMP = "build.json"
SOURCES = ("site/words", "site/templates", "site/theme", "mkdocs.yml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    pages: int
    index: Path


def publish(root: Path, out: Path, world: World) -> Published:
    """Build the site of a world into ``out``. Whatever goes wrong, the site that stood there stays.

    Raises CannotRunError where ``out`` holds something else than a site of ours or the sources are incomplete, and
    BuilderError where the builder refuses the pages.
    """
    own = out == root / DEFAULT
    refuse_foreign(out, own=own)
    for source in SOURCES:
        if not (root / source).exists():
            raise CannotRunError("site-source-missing", source=source)
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".talentcard-", dir=out.parent))
    try:
        computed = pages.site(world)
        write_pages(root, work / "pages", world, computed)
        built = builder.build(root, work, site_of(world, computed))
        number = len(list(built.rglob("*.html"))) - 1  # 404.html is not one that people visit
        stamp = json.dumps(stamp_of(root, world, number), ensure_ascii=False, indent=1)
        (built / STAMP).write_text(stamp + "\n", encoding="utf-8")
        built.chmod(0o755)
        replace(built, out, work / "old-site")
        if own:
            replace(work / "pages", root / PAGES, work / "old-pages")
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Published(pages=number, index=out / "index.html")


def refuse_foreign(out: Path, *, own: bool) -> None:
    """An output folder may be new, empty, or one of our own earlier sites: nothing else is ever replaced."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise CannotRunError("out-not-a-site", folder=out.name)
    if not own and out.exists() and any(out.iterdir()) and not (out / STAMP).is_file():
        raise CannotRunError("out-not-a-site", folder=out.name)


def write_pages(root: Path, folder: Path, world: World, computed: tuple[Page, ...]) -> None:
    """Hand-written pages and assets as they are, then every computed page."""
    for source, target in (("pages", folder), ("assets", folder / "assets")):
        shutil.copytree(root / "site" / source, target, dirs_exist_ok=True)
    templates = Templates(root, world)
    for page in computed:
        file = folder / f"{page.path}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(templates.page(page), encoding="utf-8", newline="\n")


def site_of(world: World, computed: tuple[Page, ...]) -> Site:
    words, settings = world.words, world.registry.settings
    return Site(
        name=words("site.name"),
        description=words("site.description"),
        navigation=pages.navigation(world, computed),
        announce=words("site.demo") if settings.as_of is not None else "",
        footer=tuple(footer(words, world)),
        footer_links=tuple((path, words(f"nav.{path}")) for path in pages.HAND_WRITTEN),
    )


def footer(words: Words, world: World) -> list[str]:
    """The slots that a public body's site must fill; a site without a sponsor says that it is not official."""
    slots = world.registry.settings.footer
    lines = [words("site.as_of", day=words.full(world.as_of))]
    named: Mapping[str, str | None] = {
        "sponsor": slots.sponsor,
        "icp": slots.icp,
        "police": slots.police,
        "site_code": slots.site_code,
    }
    lines += [f"{words(f'footer.{name}')}{words('list.colon')}{value}" for name, value in named.items() if value]
    if slots.sponsor is None:
        lines.append(words("site.unofficial"))
    return [*lines, words("footer.legal")]


def stamp_of(root: Path, world: World, number: int) -> dict[str, Any]:
    """What the site was made from; it also tells a site of ours from any other folder."""
    return {
        "schema_version": 1,
        "as_of": world.as_of.isoformat(),
        "revision": gitrepo.revision(root),
        "policy": world.rules.policy.id,
        "calendar": world.calendar.version,
        "pages": number,
    }


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
