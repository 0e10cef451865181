"""What status pages make of statistics: nothing more than was given, the same in picture, sentence and table."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator

import pytest

import registries
from given_statistics import OCTOBER, Given, two_months
from registries import ROOT
from site_world import world
from talentcard.core import pages
from talentcard.core.pages import Audience, World, status
from talentcard.core.pages.charts import Kind, RowChart
from talentcard.core.pages.freshness import Heartbeat
from talentcard.core.pages.status import StatusPage
from talentcard.core.pages.status import charts as status_charts
from talentcard.core.pages.status import names as status_names
from talentcard.core.pages.status import tables as status_tables
from talentcard.core.pages.status.duties import duties
from talentcard.core.pages.status.sections import Section
from talentcard.core.pages.status.tables import NOT_GIVEN, Rate, rate
from talentcard.core.statistics.figures import Figures, Group
from talentcard.publishing.templates import Templates

ZH, EN = world(), world(lang="en")


def of(given: Given, base: World = ZH, audience: Audience = Audience.PUBLIC) -> World:
    return dataclasses.replace(base, statistics=given, audience=audience)


def every_page(given: Given, base: World = ZH, audience: Audience = Audience.PUBLIC) -> tuple[StatusPage, ...]:
    return tuple(status.pages(of(given, base, audience)))


def section(page: StatusPage, anchor: str) -> Section:
    return next(found for found in page.sections if found.anchor == anchor)


def row_charts(page: StatusPage) -> Iterator[tuple[Section, RowChart]]:
    for found in page.sections:
        for chart in found.rows:
            yield found, chart


def blanked(groups: tuple[Group, ...]) -> tuple[Group, ...]:
    return tuple(dataclasses.replace(group, figures=Figures()) for group in groups)


def texts(found: Section, title: str) -> list[str]:
    every = (*found.table.rows, found.table.total)
    return [cell.text for row in every if row and row.title == title for cell in row.cells]


# ---- the numbers ------------------------------------------------------------------------------------------


def test_the_overview_says_the_latest_month_and_the_one_before() -> None:
    page = every_page(two_months())[0]
    assert (page.path, page.stamp) == ("status", "数据截至2026年10月31日（周六），月末定稿后不再改动。")
    assert [(tile.title, tile.value, tile.before) for tile in page.tiles] == [
        ("在办", "30", "上月 28"),
        ("其中逾期", "5", "上月 0"),
        ("当月办结", "49", "上月 38"),
        ("当月按期率", "90%", "上月 100%"),
    ]


def test_a_row_of_the_table_is_what_was_given() -> None:
    found = section(every_page(two_months())[0], "by-service")
    assert [column.title for column in found.table.columns] == [
        *("新启动", "办结", "按期", "逾期办结", "滞后办结", "按期率"),
        *("在办", "逾期", "滞后"),
    ]
    assert texts(found, "户籍（入户）") == ["15", "25", "16", "2", "2", "80%", "20", "5", "2"]
    assert texts(found, "其余合并") == ["5", *[NOT_GIVEN] * 8]
    assert texts(found, "合计") == ["40", "49", "36", "2", "2", "90%", "30", "5", "2"]


def test_staff_see_what_falls_due_soon() -> None:
    page = every_page(two_months(), audience=Audience.STAFF)[0]
    assert [tile.value for tile in page.tiles] == ["30", "3", "5", "49", "90%"]
    assert "即将到期" in [column.title for column in section(page, "by-body").table.columns]
    assert page.stamp == "数据截至2026年10月31日（周六），逐项实数，仅供工作人员使用。"


def test_a_leg_stands_beside_its_limit() -> None:
    table = section(every_page(two_months())[0], "by-leg").table
    assert [(part.title, [row.title for row in part.rows]) for part in table.parts] == [
        ("户籍（入户）", ["平台提交市公安局或指定的区分局", "公安机关开通绿色通道，由其联络员提供服务"]),
        ("新办人才服务证", ["平台制证"]),
    ]
    assert [cell.text for cell in table.rows[0].cells] == ["3个工作日内", "10", "90%", "2", "4"]
    assert [cell.text for cell in table.rows[1].cells] == ["文件未规定时限", "9", NOT_GIVEN, "7", "19"]


@pytest.mark.parametrize(
    ("figures", "most", "expected"),
    [
        (Figures(on_time=20, late=0, behind=0), 4, Rate(100, 100)),
        (Figures(on_time=199, late=1, behind=0), 4, Rate(99, 99)),  # 99.5 is not all
        (Figures(on_time=1, late=200, behind=99), 4, Rate(1, 1)),  # nor is 0.3 none
        (Figures(on_time=0, late=3, behind=0), 4, Rate(0, 0)),
        (Figures(on_time=20, late=None, behind=0), 4, Rate(83, 100)),  # of the late ones there may be four
        (Figures(on_time=20, late=None, behind=None), 4, Rate(71, 100)),
        (Figures(on_time=20, late=5, behind=None), 4, Rate(69, 80)),
        (Figures(on_time=20, late=None, behind=None), 0, Rate(100, 100)),  # to staff what is not there is none
        (Figures(on_time=None, late=5, behind=0), 4, None),
        (Figures(on_time=0, late=0, behind=0, untimed=7), 4, None),  # without a limit nothing is on time
        (Figures(), 4, None),
    ],
)
def test_the_rate_is_as_sure_as_its_numbers(figures: Figures, most: int, expected: Rate | None) -> None:
    assert rate(figures, most) == expected


@pytest.mark.parametrize("base", [ZH, EN], ids=["zh", "en"])
def test_where_nothing_is_given_nothing_is_said(base: World) -> None:
    """Public pages say no number that the statistics do not give, in no form: no tile, cell, picture or sentence."""
    given = two_months()
    blank = dataclasses.replace(
        given,
        totals={key: Figures() for key in given.totals},
        services=blanked(given.services),
        of_bodies=blanked(given.of_bodies),
        legs=blanked(given.legs),
    )
    for page in every_page(blank, base):
        assert {tile.value for tile in page.tiles} == {NOT_GIVEN}
        assert not any(tile.before for tile in page.tiles)
        assert page.sections == ()


def test_rows_in_which_there_is_nothing_to_read_are_left_out() -> None:
    page = every_page(two_months())[0]
    assert [row.title for row in section(page, "by-service").table.rows] == [
        "子女（孙子女）入学入托",
        "户籍（入户）",
        "其余合并",
    ]
    assert [part.title for part in section(page, "by-leg").table.parts] == ["户籍（入户）", "新办人才服务证"]
    assert "用人单位联络员送达人才本人" not in [row.title for row in section(page, "by-leg").table.rows]


@pytest.mark.parametrize(
    ("numbers", "expected"), [((1, 2), 3), ((5, None), 5), ((0, None), None), ((0, 0), 0), ((None,), None)]
)
def test_a_sum_is_nought_only_where_every_part_is(numbers: tuple[int | None, ...], expected: int | None) -> None:
    assert status_tables.added(*numbers) == expected


def test_without_a_release_the_pages_say_so() -> None:
    found = every_page(dataclasses.replace(two_months(), totals={}))
    assert [page.path for page in found] == ["status", "status/bodies/org-platform", "status/bodies/employer"]
    for page in found:
        assert page.stamp == "还没有发布统计数字。"
        assert (page.tiles, page.sections, page.months) == ((), (), ())
    assert found[1].duties


# ---- pictures and their words ----------------------------------------------------------------------------------


@pytest.mark.parametrize("base", [ZH, EN], ids=["zh", "en"])
def test_the_numbers_of_a_chart_stand_in_its_table(base: World) -> None:
    seen = 0
    for page in every_page(two_months(), base):
        for found, chart in row_charts(page):
            for label in chart.labels:
                step = label.title.rpartition("：")[2].rpartition(": ")[2]
                cells = texts(found, label.title) or texts(found, step)
                said = [label.value] if label.value in cells else re.findall(r"\d+", label.value)
                assert set(said) <= set(cells), label
                seen += 1
    assert seen > 20


def test_every_chart_has_a_sentence_and_every_row_its_strip() -> None:
    for page in every_page(two_months()):
        for _, chart in row_charts(page):
            assert chart.sentence.endswith("。")
            assert len(chart.labels) == len(chart.drawing.rows)
            assert {style for style, _ in chart.key} == {mark.style for row in chart.drawing.rows for mark in row}
        for course in (course for found in page.sections for course in found.courses):
            assert course.sentence.endswith("。")
            assert len(course.labels) == course.drawing.length == 2


@pytest.mark.parametrize(
    ("base", "sentences"),
    [
        (
            ZH,
            [
                "10月31日在办30项；户籍（入户）最多，有20项；逾期5项；滞后2项。",
                "2026年10月有时限的办结中，按期36项，按期率90%；户籍（入户）最低，80%。",
            ],
        ),
        (
            EN,
            [
                "30 steps were in hand on 31 October; the largest number under Household registration (20); "
                "5 were overdue; 2 were behind a house standard.",
                "Of the steps with a limit that were finished in October 2026, 36 were on time (90%); "
                "the lowest rate is that of Household registration (80%).",
            ],
        ),
    ],
    ids=["zh", "en"],
)
def test_the_sentence_says_what_there_is_to_see(base: World, sentences: list[str]) -> None:
    found = section(every_page(two_months(), base)[0], "by-service")
    assert [chart.sentence for chart in found.rows] == sentences


def test_the_course_of_months() -> None:
    found = section(every_page(two_months())[0], "months")
    volumes, rates = found.courses
    assert volumes.sentence == "2个月新启动75项；办结87项；2026年10月办结最多，有49项。"
    assert rates.sentence == "2026年10月按期率90%。"
    assert [(one.style, one.values) for one in volumes.drawing.columns] == [("received", (35, 40)), ("ended", (38, 49))]
    assert rates.drawing.bands[0].values == ((100, 100), (90, 90))
    assert (volumes.labels, volumes.years) == (("9", "10"), ("2026年", ""))


def test_quarters_and_years_are_summed_up_where_every_month_is_there() -> None:
    months = [*(f"2026-{number:02}" for number in range(1, 11)), "2025-12"]
    given = Given(
        totals={key: Figures(received=10) for key in months},
        spans={
            "2026": Figures(received=100),
            **{f"2026-Q{number}": Figures(received=30 + number) for number in (1, 2, 3)},
        },
    )
    table = section(every_page(given)[0], "quarters").table
    assert [(row.title, row.cells[0].text) for row in table.rows] == [
        ("2026年（至10月31日）", "100"),
        ("2026年第三季度", "33"),
        ("2026年第二季度", "32"),
        ("2026年第一季度", "31"),
    ]


def test_where_several_are_foremost_none_is_named() -> None:
    given = two_months()
    twin = dataclasses.replace(given.services[1], service="schooling")
    page = every_page(dataclasses.replace(given, services=(given.services[1], twin)))[0]
    assert section(page, "by-service").rows[0].sentence == "10月31日在办30项；逾期5项；滞后2项。"


def test_a_house_standard_is_not_drawn_as_a_limit_of_the_rules() -> None:
    (chart,) = section(every_page(two_months())[0], "by-leg").rows
    drawn = {label.title: (label, row) for label, row in zip(chart.labels, chart.drawing.rows, strict=True)}
    assert list(drawn) == ["新办人才服务证：平台制证", "户籍（入户）：平台提交市公安局或指定的区分局"]
    label, row = drawn["新办人才服务证：平台制证"]
    assert label.note == "内部标准：及时（3个工作日内）"
    assert [(mark.kind, mark.style, mark.start) for mark in row] == [
        (Kind.BAR, "range-behind", 3),
        (Kind.TICK, "limit-house", 3),
        (Kind.DOT, "median", 3),
    ]
    label, row = drawn["户籍（入户）：平台提交市公安局或指定的区分局"]
    assert (label.note, label.value) == ("文件时限：3个工作日内", "2至4")
    assert [(mark.kind, mark.style, mark.start) for mark in row] == [
        (Kind.BAR, "range-over", 2),
        (Kind.TICK, "limit", 3),
        (Kind.DOT, "median", 2),
    ]
    first, second = chart.sentence.split("；")
    assert first == "有时限的2个环节中，0个有九成在时限内办结"
    assert second == "用时最长的是“新办人才服务证：平台制证”，九成在5个工作日内办结。"


def test_a_changed_limit_moves_the_mark() -> None:
    path = "records/services/svc-household.yml"
    data = registries.documents()[path]
    data["variants"][0]["steps"][0]["limit"]["count"] = 5
    page = every_page(two_months(), world({path: data}))[0]
    (chart,) = section(page, "by-leg").rows
    marks = chart.drawing.rows[[label.value for label in chart.labels].index("2至4")]
    assert [(mark.style, mark.start) for mark in marks] == [("range", 2), ("limit", 5), ("median", 2)]


def test_what_is_late_and_not_told_is_drawn_as_not_told() -> None:
    named = status_tables.Named(title="甲", path="", figures=Figures(on_time=20, late=None, behind=0, in_hand=10))
    total = named.figures
    chart = status_charts.on_time(of(Given()), [named], total, title="", period="2026年10月")
    assert chart is not None
    assert [(mark.style, mark.start, mark.end) for mark in chart.drawing.rows[0]] == [
        ("on-time", 0, 833),
        ("unknown", 833, 1000),
    ]
    assert (chart.labels[0].value, chart.labels[0].note) == ("83%～100%", "按期20项")
    chart = status_charts.in_hand(of(Given()), [named], total, title="", day="10月31日")
    assert chart is not None
    assert [mark.style for mark in chart.drawing.rows[0]] == ["untold"]
    assert chart.sentence == "10月31日在办10项。"


# ---- pages -----------------------------------------------------------------------------------------------------------


def test_a_body_is_told_what_it_owes_by_the_rules() -> None:
    (platform,) = [page for page in every_page(two_months()) if page.path == "status/bodies/org-platform"]
    assert platform.title == "市一站式平台办理情况"
    limits = {(row.title, limit.text, limit.label_text) for row in platform.duties for limit in row.limits}
    assert ("平台提交市公安局或指定的区分局", "3个工作日内", "规定") in limits
    assert all(row.owner == "市一站式平台" for row in platform.duties if "R-27" in row.articles)
    assert [row.title for row in section(platform, "by-service").table.rows] == ["户籍（入户）"]


def test_all_bodies_together_owe_every_step_of_the_services() -> None:
    every = {source for rows in duties(ZH).values() for row in rows for source in row.sources if source.service}
    owed = {
        (service.code, step.code)
        for service in ZH.rules.services.values()
        for variant in service.variants
        for gap in (False, True)
        if (track := ZH.rules.track(service.code, variant.code, gap=gap)) is not None
        for step in track.steps
    }
    assert {(source.service, source.step) for source in every} == owed


def test_months_lead_to_their_neighbours() -> None:
    october, september = [page for page in every_page(two_months()) if "/months/" in page.path]
    assert (october.before, october.after) == (status.Link(title="2026年9月", path=september.path), None)
    assert (september.before, september.after) == (None, status.Link(title="2026年10月", path=october.path))


def test_a_month_that_is_not_over_says_how_far_it_goes() -> None:
    assert status_names.month(ZH.words, OCTOBER, OCTOBER.last) == "2026年10月"
    assert status_names.month(ZH.words, OCTOBER, OCTOBER.first) == "2026年10月（至10月1日）"


def test_every_unlisted_page_can_be_reached_by_links() -> None:
    here = of(two_months())
    templates = Templates(ROOT, here)
    every = {page.path: page for page in pages.site(here)}
    reached, waiting = set[str](), ["status"]
    while waiting:
        path = waiting.pop()
        reached.add(path)
        for link in re.findall(r'href="((?:\.\./)*)(status[^"#]*)\.html', templates.page(every[path])):
            assert len(link[0]) == 3 * path.count("/")
            waiting += [link[1]] if link[1] not in reached else []
    assert {path for path, page in every.items() if not page.listed} == reached - {"status"}


def test_a_leg_of_several_limits_has_them_in_words_and_no_mark() -> None:
    limit = status_names.limit(ZH, "schooling", "submit")  # by 31 May, or within three days of a transfer
    assert limit.text == "每年5月31日前（含当日）、3个工作日内"
    assert limit.days is None


def test_a_service_that_the_rules_no_longer_have_keeps_its_name() -> None:
    group = Group(service="gone", figures=Figures())
    assert status_names.leg(ZH, group) == "gone"


# ---- the reminders ----------------------------------------------------------------------------------------


def front(beat: Heartbeat | None, lang: str = "zh") -> status.Reminders | None:
    base = dataclasses.replace(ZH if lang == "zh" else EN, heartbeat=beat)
    return every_page(two_months(), base)[0].reminders


def test_the_page_says_when_reminders_last_went_out() -> None:
    """The picture's day is Friday 20 November 2026; from Tuesday on the browser calls Friday's reminders too old."""
    assert front(None) is None
    told = front(Heartbeat(dt.date(2026, 11, 20)))
    assert told is not None
    assert (told.said, told.late) == ("期限提醒最近一次发出：2026年11月20日（周五）。", False)
    assert told.fine_until == "2026-11-23"


@pytest.mark.parametrize("last", [None, dt.date(2026, 11, 18)])
def test_silence_is_said_on_the_page_itself(last: dt.date | None) -> None:
    told = front(Heartbeat(last), lang="en")
    assert told is not None
    assert told.late
    here = dataclasses.replace(of(two_months(), EN), heartbeat=Heartbeat(last))
    (page,) = (page for page in pages.site(here) if page.path == "status")
    shown = Templates(ROOT, here).page(page)
    assert '<div class="tc-stale" role="status"><p>No reminder has gone out' in shown
