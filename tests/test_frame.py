"""What stands around the pages: addresses, ways to the other language, banners, footer, the map for search engines."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from xml.etree import ElementTree

import pytest

import registries
from registries import Data
from site_world import world
from talentcard.core import pages
from talentcard.core.pages import Page
from talentcard.core.pages.freshness import fresh_until
from talentcard.publishing import frame, sitemap
from talentcard.publishing.edition import Edition

SETTINGS = "records/settings/set-registry.yml"
ADDRESS = "https://talent.example.org/card/"
FRONT, GUIDE = (Page(path=path, template="", title="", view=None) for path in ("index", "guides/schooling"))


def editions(**settings: object) -> tuple[Edition, Edition]:
    """Both languages with a front page and a guide, and some settings changed."""
    changed: dict[str, Data] = {SETTINGS: registries.documents()[SETTINGS] | settings} if settings else {}
    zh, en = (
        Edition(world=world(changed, lang=lang), folder=folder, pages=(FRONT, GUIDE), written=(), body=str)
        for lang, folder in (("zh", ""), ("en", "en"))
    )
    return zh, en


# ---- addresses ----------------------------------------------------------------------------------------


def test_the_switch_leads_from_each_page_to_its_twin() -> None:
    zh, en = editions()
    assert frame.twin(GUIDE, zh, en)["href"] == "../en/guides/schooling.html"
    assert frame.twin(GUIDE, en, zh)["href"] == "../../guides/schooling.html"
    assert frame.twin(FRONT, zh, en) == {"locale": "en", "title": "English", "href": "en/index.html", "address": ""}


def test_without_an_address_nothing_names_one() -> None:
    both = editions()
    assert frame.front_matter_of(GUIDE, both[0], both)["address"] == ""
    assert sitemap.files(registries.ROOT, both) == {}


def test_with_an_address_each_page_names_its_own_and_its_twin_s() -> None:
    both = editions(address=ADDRESS)
    assert frame.front_matter_of(GUIDE, both[1], both)["address"] == f"{ADDRESS}en/guides/schooling.html"
    assert frame.front_matter_of(FRONT, both[0], both)["address"] == ADDRESS
    assert frame.twin(GUIDE, both[1], both[0])["address"] == f"{ADDRESS}guides/schooling.html"
    assert frame.top(ADDRESS, both[1]) == f"{ADDRESS}en/"


def test_the_site_map_names_every_page_and_its_twins_and_no_time() -> None:
    [(name, content)] = sitemap.files(registries.ROOT, editions(address=ADDRESS)).items()
    assert name == "sitemap.xml"
    urls = ElementTree.fromstring(content)
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    found = {
        url.findtext(f"{space}loc"): [(link.get("hreflang"), link.get("href")) for link in url if link.get("hreflang")]
        for url in urls
    }
    front = [("zh-CN", ADDRESS), ("en", f"{ADDRESS}en/")]
    guide = [("zh-CN", f"{ADDRESS}guides/schooling.html"), ("en", f"{ADDRESS}en/guides/schooling.html")]
    assert found == {address: twins for twins in (front, guide) for _, address in twins}
    assert b"lastmod" not in content


# ---- banners and footer ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "until", "because"),
    [
        ("2026-11-20", "2026-11-24", "a Friday: Monday and Tuesday are still fresh"),
        ("2026-02-12", "2026-02-14", "the Saturday is a make-up day"),
        ("2026-09-30", "2026-10-09", "the holiday is no working day"),
    ],
)
def test_a_page_is_old_after_two_working_days(as_of: str, until: str, because: str) -> None:
    calendar = world().calendar
    assert fresh_until(calendar, dt.date.fromisoformat(as_of)) == dt.date.fromisoformat(until), because


def test_a_page_that_may_still_be_fresh_is_not_called_old() -> None:
    """Next year's notice is not in: the last days of the year may be moved."""
    calendar = world().calendar
    as_of = dt.date(2026, 12, 30)
    range_ = calendar.add(as_of, 2)
    assert range_.provisional
    assert fresh_until(calendar, as_of) == range_.latest


def test_a_site_without_sponsor_says_that_it_is_not_official() -> None:
    [zh, _] = editions()
    assert list(frame.footer(zh.world.words, zh.world)) == [
        "数据截至 2026年11月20日（周五）",
        "非官方演示",
        "以文件原文和主管部门答复为准",
    ]


def test_the_footer_fills_the_slots_that_the_settings_give() -> None:
    slots = {
        "sponsor": "示例主办单位",
        "icp": "渝ICP备00000000号",
        "police": "渝公网安备00000000000000号",
        "site_code": "5000000000",
    }
    zh, en = editions(footer=slots)
    assert list(frame.footer(zh.world.words, zh.world))[1:-1] == [
        "主办单位：示例主办单位",
        "ICP备案号：渝ICP备00000000号",
        "公安备案号：渝公网安备00000000000000号",
        "网站标识码：5000000000",
    ]
    assert "Unofficial demonstration" not in list(frame.footer(en.world.words, en.world))


# ---- for those who share or find a page -----------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_describes_itself_and_none_like_another(lang: str) -> None:
    told = {page.path: page.description for page in pages.site(world(lang=lang))}
    assert [path for path, description in told.items() if not 8 <= len(description) <= 200] == []
    assert [description for description, times in Counter(told.values()).items() if times > 1] == []
