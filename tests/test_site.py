"""Every page of every site that we build: without a single case, with the sample for the public, and for the staff."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import sites
from registries import ROOT
from sites import Parsed, talentcard
from talentcard.reading import loading
from talentcard.scanning import site as scanning

FOREIGN_SCHEMES = {"http", "https", "ws", "wss", "ftp"}


@pytest.fixture(scope="module", params=["empty", "public", "staff"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = {
        "empty": lambda factory: sites.rules_site(factory) / "build" / "site",
        "public": sites.sample_site,
        "staff": sites.staff_site,
    }
    return made[str(request.param)](tmp_path_factory)


@pytest.fixture(scope="module")
def parsed(site: Path) -> dict[str, Parsed]:
    return sites.parsed(site)


def test_links_and_anchors_resolve(parsed: dict[str, Parsed], site: Path) -> None:
    broken = []
    for name, page in parsed.items():
        for link in page.links:
            split = urlsplit(link)
            if split.scheme or split.netloc:
                continue
            # without a site address the error page is the only one that names its links from the top
            base = site if split.path.startswith("/") else (site / name).parent
            target = (base / unquote(split.path).lstrip("/")).resolve() if split.path else site / name
            target = target / "index.html" if target.is_dir() else target
            known = parsed.get(target.relative_to(site).as_posix()) if target.is_relative_to(site) else None
            if not target.is_file() or (split.fragment and (known is None or unquote(split.fragment) not in known.ids)):
                broken.append((name, link))
    assert broken == []


def test_no_persons_identifier_stands_in_any_byte(site: Path) -> None:
    """The staff's site too: it has ids and posts, and nobody's number. The one mailbox is printed in the rules."""
    mailboxes = loading.load_kinds(ROOT, ("settings",)).registry.settings.mailboxes
    assert scanning.leaks(site, offices=frozenset(mailboxes)) == ()


def test_no_request_leaves_for_another_host(parsed: dict[str, Parsed], site: Path) -> None:
    for name, page in parsed.items():
        foreign = [url for url in page.fetched if urlsplit(url).scheme in FOREIGN_SCHEMES or url.startswith("//")]
        assert foreign == [], name
        for url in page.fetched:
            if Path(name).name != "404.html" and not url.startswith("#") and not url.startswith("data:"):
                assert ((site / name).parent / urlsplit(url).path).is_file(), (name, url)
    for path in site.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert "url(http" not in text.replace('"', "").replace("'", ""), path.name
        assert "@import" not in text, path.name


def test_pages_are_well_formed(parsed: dict[str, Parsed]) -> None:
    for name, page in parsed.items():
        assert page.repeated == set(), name
        assert page.lang == ("en" if name.startswith("en/") else "zh-CN"), name
        assert page.headings.count(1) == 1, name
        assert all(b - a <= 1 for a, b in zip(page.headings, page.headings[1:], strict=False)), name


def test_guides_open_from_disk(parsed: dict[str, Parsed]) -> None:
    """No address ends in a folder, which a browser would list rather than open."""
    for name, page in parsed.items():
        inside = [urlsplit(link) for link in page.links if not urlsplit(link).scheme]
        if Path(name).name != "404.html":
            assert [link for link in inside if link.path.endswith("/") or link.path in (".", "..")] == [], name


def test_phone_pages_have_no_wide_parts(site: Path) -> None:
    """Nothing with a fixed width above that of a phone (pictures scale down)."""
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "<pre" not in text, path.name
        assert "style=" not in text.replace("<label class", ""), path.name


def test_every_page_says_its_day_and_its_standing(site: Path) -> None:
    for name in sites.pages(site):
        text = (site / name).read_text(encoding="utf-8")
        english, internal = name.startswith("en/"), "staff/" in name
        assert ("Data as of 20 November 2026" if english else "数据截至 2026年11月20日（周五）") in text, name
        if internal:
            assert ("Internal: for staff only" if english else "内部资料，仅供工作人员使用") in text, name
        else:
            assert ("Unofficial demonstration" if english else "非官方演示") in text, name


@pytest.mark.parametrize("audience", ["public", "staff"])
def test_twice_the_same_bytes(audience: str, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> None:
    first = {"public": sites.sample_site, "staff": sites.staff_site}[audience](tmp_path_factory)
    done = talentcard(ROOT, "build", "--audience", audience, "--out", str(tmp_path / "again"), seed="4242")
    assert done.returncode == 0, done.stderr
    assert sites.prints(tmp_path / "again") == sites.prints(first)
