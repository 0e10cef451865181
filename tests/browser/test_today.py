"""Open now? In the browser: the answer of the day on which the page is read, in Chongqing, in the engine's words."""

from __future__ import annotations

import datetime as dt

import pytest

from site_world import AS_OF, world
from talentcard.core.pages import windows
from talentcard.core.pages.windows import HORIZON, Answer
from visitors import OpenPage

WORLDS = {lang: world(lang=lang) for lang in ("zh", "en")}
TURNS = ("2026-11-20", "2026-12-31", "2027-01-01", "2027-03-11", "2027-05-10", "2027-05-11", "2027-05-31", "2027-06-01")
"""The last days and first days of the stretches of an enrolment and a transfer."""


def on(lang: str, variant: str, day: str) -> Answer:
    found = windows.answer(WORLDS[lang], "schooling", variant, dt.date.fromisoformat(day))
    assert found is not None
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("day", TURNS)
def test_a_guide_answers_for_the_day_on_which_it_is_read(open_page: OpenPage, lang: str, day: str) -> None:
    page = open_page(f"{'en/' if lang == 'en' else ''}guides/schooling.html", clock=f"{day}T00:00:30+08:00")
    for variant, box in zip(("new_enrolment", "transfer"), page.locator(".tc-window").all(), strict=True):
        answer = on(lang, variant, day)
        assert box.locator("[data-tc-text]").inner_text() == answer.text
        assert box.locator("[data-tc-state]").inner_text() == answer.state_text
        assert f"tc-window--{answer.state}" in (box.get_attribute("class") or "").split()
    words = WORLDS[lang].words
    line = words("guide.open_as_of", day=words.full(dt.date.fromisoformat(day)))
    assert page.locator("[data-tc-as-of]").inner_text() == line


@pytest.mark.parametrize("day", [AS_OF - dt.timedelta(days=1), AS_OF + HORIZON + dt.timedelta(days=1)])
def test_where_no_stretch_reaches_the_day_of_the_picture_stands(open_page: OpenPage, day: dt.date) -> None:
    page = open_page("guides/schooling.html", clock=f"{day}T12:00:00+08:00")
    assert page.locator("[data-tc-as-of]").inner_text() == "按2026年11月20日（周五）判断"
    text = page.locator(".tc-window [data-tc-text]").first.inner_text()
    assert text == on("zh", "new_enrolment", "2026-11-20").text


def test_without_scripts_the_day_of_the_picture_stands(open_page: OpenPage) -> None:
    page = open_page("guides/schooling.html", scripts=False)
    assert page.locator("[data-tc-as-of]").inner_text() == "按2026年11月20日（周五）判断"
    assert page.locator(".tc-window [data-tc-state]").first.inner_text() == "本年已截止"


@pytest.mark.parametrize("from_disk", [False, True])
def test_the_day_is_chongqing_s_wherever_the_reader_is(open_page: OpenPage, from_disk: bool) -> None:
    """17:30 on New Year's Eve in London is half past one on New Year's Day in Chongqing."""
    page = open_page(
        "guides/schooling.html", clock="2026-12-31T17:30:00Z", timezone_id="Europe/London", from_disk=from_disk
    )
    assert page.locator("[data-tc-as-of]").inner_text() == "按2027年1月1日（周五）判断"


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        ("2026-11-20", ["新入学（入托）"]),  # closed for the year
        ("2027-02-01", ["转学"]),  # before June, and the enrolment's date still far off
        ("2027-03-15", ["新入学（入托）", "转学"]),  # sixty days before the date
        ("2027-06-01", ["新入学（入托）"]),
    ],
)
def test_the_front_page_notes_what_is_notable_that_day(open_page: OpenPage, day: str, shown: list[str]) -> None:
    page = open_page("index.html", clock=f"{day}T09:00:00+08:00")
    lines = [item.inner_text() for item in page.locator("[data-tc-notable]:visible").all()]
    assert [line.split("：")[1].split(" ")[0] for line in lines] == shown
    variants = {"新入学（入托）": "new_enrolment", "转学": "transfer"}
    assert all(on("zh", variants[name], day).brief in line for name, line in zip(shown, lines, strict=True))


def test_a_role_s_page_answers_for_that_day_too(open_page: OpenPage) -> None:
    page = open_page("roles/employer-liaison.html", clock="2027-06-02T09:00:00+08:00")
    states = page.locator(".tc-asks [data-tc-state]").all_inner_texts()
    assert states == ["本年已截止", "可以办理"]


@pytest.mark.parametrize("lang", ["", "en/"])
def test_the_front_page_s_search_box_leads_to_the_search(open_page: OpenPage, lang: str) -> None:
    page = open_page(f"{lang}index.html")
    page.get_by_role("searchbox").locator("visible=true").last.fill("入学")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{lang}search.html?q=*")


def test_the_print_button_prints_and_is_not_there_without_scripts(open_page: OpenPage) -> None:
    page = open_page("guides/household.html")
    page.evaluate("window.print = () => { document.title = 'printed' }")
    page.locator("[data-print]").click()
    assert page.title() == "printed"
    assert not open_page("guides/household.html", scripts=False).locator("[data-print]").is_visible()
