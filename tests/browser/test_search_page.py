"""The search in a real browser: the list of queries, and the page around it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

import axe
import searching
from searching import FIELD, RESULTS
from visitors import OpenPage

STATUS, CONTENTS = "#tc-search-status", "#tc-search-contents"


def search_page(open_page: OpenPage, query: str = "", **options: Any) -> Page:
    return open_page(f"search.html{query}", **options)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_query_finds_its_page_among_the_first_three(open_page: OpenPage, address: str, lang: str) -> None:
    assert searching.run_queries(open_page(), address, lang) == []


def test_the_list_is_long_and_mostly_chinese() -> None:
    zh, en = (searching.queries(lang) for lang in ("zh", "en"))
    assert len(zh) >= 80 < len(zh) + len(en)
    assert len({query.ask for query in zh}) == len(zh)


def test_the_field_in_the_header_leads_to_results(open_page: OpenPage) -> None:
    page = open_page("guides/medical.html", width=1280)
    page.locator("header input[type=search]").fill("孩子上学")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    expect(page.locator(FIELD)).to_have_value("孩子上学")
    expect(page.locator(f"{RESULTS} a").first).to_be_visible()


def test_results_come_while_typing_and_the_address_keeps_the_query(open_page: OpenPage) -> None:
    page = search_page(open_page)
    page.locator(FIELD).press_sequentially("luohu")
    expect(page.locator(f"{RESULTS} a").first).to_have_attribute("href", "guides/household.html")
    expect(page.locator(STATUS)).to_contain_text("找到")
    page.reload()
    expect(page.locator(FIELD)).to_have_value("luohu")
    expect(page.locator(f"{RESULTS} a").first).to_have_attribute("href", "guides/household.html")


def test_a_page_counts_once_and_the_link_leads_to_the_right_part(open_page: OpenPage) -> None:
    page = search_page(open_page, "?q=R-20")
    link = page.locator(f"{RESULTS} a").first
    expect(link).to_have_attribute("href", "rules.html#r-20")
    places = searching.ask(page, "工作日")
    assert len(places) == len(set(places)) > 1


def test_what_was_sought_is_marked(open_page: OpenPage) -> None:
    page = search_page(open_page, "?q=15个工作日")
    expect(page.locator(f"{RESULTS} mark").first).to_be_visible()
    assert "15个工作日" in page.locator(f"{RESULTS} mark").all_inner_texts()
    searching.ask(page, "老婆找工作")
    assert "配偶" in page.locator(f"{RESULTS} mark").all_inner_texts()  # the page's own word for it


def test_html_in_a_query_stays_text(open_page: OpenPage) -> None:
    page = search_page(open_page, "?q=%3Cwbr%3E%E7%81%AB%E9%94%85")
    expect(page.locator(STATUS)).to_contain_text("“<wbr>火锅”")
    searching.ask(page, "<wbr>落户")
    assert page.locator("article wbr").count() == 0


def test_nothing_found_leaves_the_contents_in_sight(open_page: OpenPage) -> None:
    page = search_page(open_page, "?q=火锅")
    expect(page.locator(STATUS)).to_contain_text("没有找到与“火锅”有关的页面")
    assert page.locator(f"{RESULTS} a").count() == 0
    expect(page.locator(f"{CONTENTS} a[href='roles/talent.html']")).to_be_visible()
    searching.ask(page, "落户")
    expect(page.locator(CONTENTS)).to_be_hidden()


def test_keyboard_alone(open_page: OpenPage) -> None:
    page = search_page(open_page)
    page.locator(FIELD).focus()
    page.keyboard.type("签证")
    page.keyboard.press("Enter")
    expect(page.locator(f"{RESULTS} a").first).to_be_visible()
    page.keyboard.press("Tab")  # the button
    page.keyboard.press("Tab")
    expect(page.locator(f"{RESULTS} a").first).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Escape")
    expect(page.locator(FIELD)).to_have_value("")
    expect(page.locator(FIELD)).to_be_focused()
    expect(page.locator(CONTENTS)).to_be_visible()
    assert page.locator(f"{RESULTS} a").count() == 0
    assert "q=" not in page.url


def test_half_typed_words_of_an_input_method_are_no_query(open_page: OpenPage) -> None:
    page = search_page(open_page)
    searching.ask(page, "签证")
    page.locator(FIELD).evaluate(
        """field => { field.value = "l'h";
        field.dispatchEvent(new InputEvent("input", {isComposing: true, bubbles: true})); }"""
    )
    page.wait_for_timeout(500)
    expect(page.locator(RESULTS)).to_have_attribute("data-query", "签证")
    page.locator(FIELD).evaluate(
        """field => { field.value = "落户"; field.dispatchEvent(new CompositionEvent("compositionend")); }"""
    )
    expect(page.locator(RESULTS)).to_have_attribute("data-query", "落户")


@pytest.mark.parametrize("dark", [False, True])
def test_results_are_accessible_and_fit_a_narrow_phone(open_page: OpenPage, dark: bool) -> None:
    page = search_page(open_page, "?q=15个工作日", width=360, dark=dark)
    expect(page.locator(f"{RESULTS} a").first).to_be_visible()
    assert axe.violations(page) == []
    assert page.evaluate("() => document.scrollingElement.scrollWidth <= document.scrollingElement.clientWidth")


def test_from_disk(open_page: OpenPage) -> None:
    page = search_page(open_page, "?q=绿卡", from_disk=True)
    expect(page.locator(f"{RESULTS} a").first).to_have_attribute("href", "guides/residence.html")


def test_without_scripts_the_page_lists_every_other(open_page: OpenPage, names: dict[str, list[str]]) -> None:
    page = search_page(open_page, "?q=落户", scripts=False)
    expect(page.locator(FIELD)).to_be_hidden()
    expect(page.locator("noscript p")).to_contain_text("在页面中查找")
    links = page.locator(f"{CONTENTS} a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    leading = {"404.html", "index.html", "contents.html", "search.html"}
    assert {link.split("#")[0] for link in links} == set(names["zh"]) - leading
    expect(page.locator(CONTENTS)).to_contain_text("绿卡")  # other words for a page can be found too


def test_the_index_is_asked_for_on_the_search_page_alone(open_page: OpenPage, names: dict[str, list[str]]) -> None:
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for name in names["zh"]:
        if name != "search.html":
            page.goto(name)
    assert [url for url in asked if "search-index" in url or "minisearch" in url] == []
