"""The calculator in a real browser, through its own form, against the engine."""

from __future__ import annotations

import datetime as dt
import random
from functools import cache

import pytest
from playwright.sync_api import Locator, Page

from site_world import world
from talentcard.core.model import Limit, LimitKind
from talentcard.core.pages import World, limits
from talentcard.core.workdays import DayRange
from visitors import OpenPage

CASES = 500
ASK = """(cases) => {
  const form = document.querySelector('form[data-question="term"]');
  const region = form.querySelector('[aria-live]');
  return cases.map(([kind, start, count]) => {
    form.elements.kind.value = kind;
    form.elements.start.value = start;
    form.elements.count.value = count;
    form.requestSubmit();
    const items = Array.from(region.querySelectorAll('li'), (item) => item.textContent);
    return [region.querySelector('p').textContent, items.slice(1)];
  });
}"""
"""Fills in and sends the form for each case, and reads what the page then says; the first line repeats the question."""


@cache
def here(lang: str) -> World:
    return world(lang=lang)


def cases(lang: str) -> list[tuple[LimitKind, dt.date, int]]:
    """Seeded, over every year on record, most of them working days."""
    chance = random.Random(500)
    calendar = here(lang).calendar
    kinds = [LimitKind.WORKING_DAYS] * 3 + [LimitKind.NEXT_DAY, LimitKind.YEARS]
    days = (calendar.last - calendar.first).days
    return [
        (
            chance.choice(kinds),
            calendar.first + dt.timedelta(days=chance.randint(0, days)),
            chance.choice([1, 2, 3, 5, 10, 15, 20, 30, 60, chance.randint(1, 500)]),
        )
        for _ in range(CASES)
    ]


def engine(lang: str, kind: LimitKind, start: dt.date, count: int) -> list[object]:
    """What the engine answers, in the page's words."""
    world, words = here(lang), here(lang).words
    limit = Limit(kind=kind, count=count, rolls=kind is LimitKind.NEXT_DAY)
    limit = world.rules.card.limit if kind is LimitKind.YEARS else limit
    term = world.reckoner.term(limit, DayRange.on(start))
    assert term is not None
    assert term.due is not None
    key = "counted.valid" if kind is LimitKind.YEARS else "counted.due"
    notes = [words.sentence(note) for note in limits.notes(world, limit, start, term)]
    return [words(key, day=words.range(term.due)), notes]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_five_hundred_cases_agree_with_the_engine(open_page: OpenPage, lang: str) -> None:
    page = open_page("counting.html" if lang == "zh" else "en/counting.html", timezone_id="America/Los_Angeles")
    asked = cases(lang)
    found = page.evaluate(ASK, [(kind.value, start.isoformat(), count) for kind, start, count in asked])
    assert found == [engine(lang, *case) for case in asked]


def form(page: Page, question: str) -> Locator:
    return page.locator(f'form[data-question="{question}"]')


def test_by_hand_with_what_was_skipped(open_page: OpenPage) -> None:
    """2026-09-18 + 15 working days = 2026-10-15, across Mid-Autumn and National Day."""
    page = open_page("counting.html", from_disk=True)
    term = form(page, "term")
    assert page.locator("#calculator-off").is_hidden()
    page.get_by_label("起算日").fill("2026-09-18")
    page.get_by_label("工作日数", exact=True).fill("15")
    term.get_by_role("button", name="计算").click()
    result = term.get_by_role("status")
    assert result.inner_text().split("\n")[0] == "最迟：2026年10月15日（周四）"
    assert "跳过10月1日至7日国庆节" in result.inner_text()
    assert "9月20日调休上班，照常计入" in result.inner_text()


def test_an_unannounced_year_gives_a_range_marked_provisional(open_page: OpenPage) -> None:
    page = open_page("counting.html")
    page.get_by_label("起算日").fill("2027-09-20")
    form(page, "term").get_by_role("button").click()
    due = here("zh").calendar.add(dt.date(2027, 9, 20), 15)
    said = form(page, "term").get_by_role("status").inner_text()
    assert due.provisional
    assert said.startswith(f"最迟：{here('zh').words.range(due)}")
    assert "暂定：2027年放假安排公布后确定" in said


def test_the_other_limits_need_no_number(open_page: OpenPage) -> None:
    page = open_page("counting.html")
    page.get_by_label("起算日").fill("2026-09-30")
    page.get_by_label("时限").select_option("next_day")
    assert page.get_by_label("工作日数", exact=True).is_hidden()
    assert form(page, "term").get_by_role("status").inner_text().startswith("最迟：2026年10月8日（周四）")
    page.get_by_label("起算日").fill("2024-02-29")
    page.get_by_label("时限").select_option("years")
    assert form(page, "term").get_by_role("status").inner_text().startswith("有效至：2027年2月28日（周日）")


def test_working_days_between_two_days(open_page: OpenPage) -> None:
    page = open_page("counting.html")
    between = form(page, "between")
    between.get_by_label("前一天").fill("2026-09-18")
    between.get_by_label("后一天").fill("2026-10-15")
    between.get_by_role("button").click()
    assert between.get_by_role("status").inner_text().startswith("15个工作日\n")


@pytest.mark.parametrize(
    ("question", "values", "field", "problem"),
    [
        ("term", {"start": "2016-12-31"}, "start", "日历从2017年1月1日开始"),
        ("term", {"start": "2033-01-01"}, "start", "日历到2032年12月31日为止"),
        ("term", {"start": ""}, "start", "请填写一个完整的日期"),
        ("term", {"count": "0"}, "count", "请填写1到500之间的整数"),
        ("term", {"count": "1.5"}, "count", "请填写1到500之间的整数"),
        ("between", {"from": "2026-10-15", "to": "2026-10-14"}, "to", "后一天不能早于前一天"),
    ],
)
def test_what_cannot_be_counted_is_said(
    open_page: OpenPage, question: str, values: dict[str, str], field: str, problem: str
) -> None:
    page = open_page("counting.html")
    asked = form(page, question)
    for name, value in values.items():
        asked.locator(f'[name="{name}"]').fill(value)
    asked.get_by_role("button").click()
    assert asked.get_by_role("status").inner_text().startswith(problem)
    assert asked.locator(f'[name="{field}"]').get_attribute("aria-invalid") == "true"
    assert asked.locator("[aria-invalid]").count() == 1


def test_without_scripts_a_sentence_says_what_to_do(open_page: OpenPage) -> None:
    page = open_page("counting.html", scripts=False)
    assert page.locator("#calculator").is_hidden()
    assert "需要浏览器允许运行脚本" in page.locator("#calculator-off").inner_text()
    assert "2026年10月15日（周四）" in page.locator("#examples + ul").inner_text()
