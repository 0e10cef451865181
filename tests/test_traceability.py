"""From the text to the program and back: articles have anchors, rules have places, and both lists are complete."""

from __future__ import annotations

from functools import cache

import pytest

from site_world import world
from talentcard.core.pages import World, articles, rulebook, traceability
from talentcard.core.pages.traceability import TraceView
from talentcard.core.rules import RULES


@cache
def here() -> World:
    return world()


@cache
def rows() -> dict[str, TraceView]:
    return {row.rule.text: row for row in traceability.page(here()).rows}


@pytest.mark.parametrize(
    ("article", "anchors"),
    [
        ("一", ("art-1",)),
        ("二末", ("art-2-end",)),
        ("二(一)①", ("art-2-1-1",)),
        ("三(一)–(三)", ("art-3-1", "art-3-2", "art-3-3")),
        ("五(一)4", ("art-5-1-4",)),
        ("六(二)②", ("art-6-2-2",)),
        ("渝北办发第三条", ()),  # a district's own document has other numbers
    ],
)
def test_an_article_s_anchors(article: str, anchors: tuple[str, ...]) -> None:
    assert articles.anchors(article) == anchors


def test_every_article_that_the_data_cite_has_one_place() -> None:
    placed = articles.placed(here())
    every = [anchor for anchors in placed.values() for anchor in anchors]
    assert len(every) == len(set(every))
    assert {anchor for _, article in articles.cited(here()) for anchor in articles.anchors(article)} <= set(every)
    assert placed["R-11"] == ("art-3", *(f"art-3-{number}" for number in range(1, 10)))
    assert placed["R-18"] == ("art-6", "art-6-1", "art-6-1-1")
    assert placed["R-21"] == ("art-6-1-2",)
    assert "R-02" not in placed  # 一 is found at R-01 already


def test_the_index_of_articles_leads_to_anchors_of_the_page() -> None:
    page = rulebook.rules_page(here())
    there = {anchor for rule in page.rules for anchor in rule.articles}
    assert [link.text for link in page.articles[:4]] == ["一", "二(一)①", "二(一)②", "二(二)①"]
    assert {link.anchor for link in page.articles} <= there
    assert len({link.text for link in page.articles}) == len(page.articles)


def test_every_rule_is_in_the_table_in_the_order_of_the_text() -> None:
    assert list(rows()) == [f"R-{number:02}" for number in range(1, 38)]


def test_a_step_is_traced_with_its_limit() -> None:
    row = rows()["R-27"]
    assert row.article.anchor == "art-6-3"
    (place,) = row.places
    assert place.link.path == "guides/household"
    first, second = place.carriers
    assert (first.text, first.label) == ("平台提交市公安局或指定的区分局：3个工作日内", "rule")
    assert second.label == "none"
    assert "event-order" in row.checks
    assert {link.anchor for link in row.readings} >= {"day-count"}


def test_several_rules_act_elsewhere_than_in_a_step() -> None:
    assert [place.link.text for place in rows()["R-02"].places] == ["证件"]
    assert {place.link.text for place in rows()["R-12"].places} == {
        "服务专员",
        "部门联络员",
        "区县联络员",
        "用人单位联络员",
        "日常职责",
    }
    assert [place.link.path for place in rows()["R-37"].places] == ["versions"]
    assert len(rows()["R-11"].places) == 9


def test_a_rule_is_carried_checked_or_openly_unchecked() -> None:
    assert [rule for rule, row in rows().items() if not (row.places or row.checks or row.unchecked)] == []


def test_every_check_of_a_rule_is_one_of_the_program_s() -> None:
    known = {rule.id for rule in RULES}
    assert {check for row in rows().values() for check in row.checks} <= known
    assert traceability.page(here()).checks == len(RULES)
