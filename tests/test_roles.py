"""The pages of the roles, against what the records say when they are read without the program."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

import registries
from site_world import world
from talentcard.core.model import LimitKind
from talentcard.core.pages import guides, role_pages
from talentcard.core.pages.limits import Label
from talentcard.core.pages.role_pages import RolePage
from talentcard.core.pages.world import PUBLIC_GROUPS, World

Step = tuple[str, str, str, str]
"""Service, variant, gap (or nothing), step."""


def pages_of(of: World) -> dict[str, RolePage]:
    every = tuple(guides.page(of, service) for group in PUBLIC_GROUPS for service in of.services(group))
    return {page.code: page for page in role_pages.pages(of, every)}


WORLD = world()
PAGES = pages_of(WORLD)

OWNERS = {
    "talent": {"talent"},
    "family": set[str](),
    "employer_liaison": {"employer"},
    "department_liaison": {"department", "hrss", "org_dept", "named_at_start", "each_notified"},
    "district": {"district_org", "district_hrss", "named_at_start"},
    "specialist": {"platform", "specialist"},
}
"""Who the actors of the records are, read off domain.md section 1."""

HANDLED = {
    "department_liaison": {"household", "titles", "projects", "other"},
    "district": {"other"},
}
"""Where ``handler`` may be one of them. Hospitals alone handle medical care."""


def laid_down() -> Iterator[tuple[Step, dict[str, Any]]]:
    """Every step of the service records, ``like`` filled in, readings that are not chosen left out."""
    readings = {
        data["code"]: data["chosen"] for path, data in registries.documents().items() if "/interpretations/" in path
    }
    for path, service in registries.documents().items():
        if "/services/" not in path:
            continue
        named = {f"{v['code']}/{s['code']}": s for v in service["variants"] for s in v["steps"]}
        for variant in service["variants"]:
            gap = variant.get("gap", {"code": "", "steps": []})
            tracks = [("", step) for step in variant["steps"]] + [(gap["code"], step) for step in gap["steps"]]
            for beside, step in tracks:
                full = {**named[step["like"]], **step} if "like" in step else step
                condition = full.get("only_if")
                if condition is None or readings[condition["interpretation"]] == condition["chosen"]:
                    yield (service["code"], variant["code"], beside, step["code"]), full


def shown(page: RolePage) -> list[Step]:
    """The steps on a role's page; duties that come round by themselves left out."""
    rows = [row for _, rows in page.owes for row in rows]
    return [(s.service, s.variant, s.gap, s.step) for row in rows for s in row.sources if s.service]


@pytest.mark.parametrize("role", OWNERS)
def test_a_role_s_page_lists_exactly_the_steps_that_it_owes(role: str) -> None:
    handled = HANDLED.get(role, set())
    expected = [
        where
        for where, step in laid_down()
        if step["owner"] in OWNERS[role] or (step["owner"] == "handler" and where[0] in handled)
    ]
    assert sorted(shown(PAGES[role])) == sorted(expected)


def test_no_step_is_nobody_s() -> None:
    """What is on no page is the hospitals' alone."""
    everywhere = {step for page in PAGES.values() for step in shown(page)}
    assert {(where[0], step["owner"]) for where, step in laid_down() if where not in everywhere} == {
        ("medical", "handler")
    }


@pytest.mark.parametrize("role", OWNERS)
def test_duties_that_come_round_by_themselves_are_their_owner_s(role: str) -> None:
    duties = registries.documents()["records/policies/pol-cq-2017.yml"]["duties"]
    liaisons = set(OWNERS) - {"talent", "family"}
    expected = {
        duty["code"]
        for duty in duties
        if duty["owner"] in OWNERS[role] or (duty["owner"] == "body" and role in liaisons)
    }
    rows = [row for _, rows in PAGES[role].owes for row in rows]
    assert {source.step for row in rows for source in row.sources if not source.service} == expected


@pytest.mark.parametrize("role", OWNERS)
def test_each_duty_stands_under_its_weightiest_label_with_an_article_and_a_place(role: str) -> None:
    for label, rows in PAGES[role].owes:
        for row in rows:
            labels = {limit.label for limit in row.limits}
            assert label is next(found for found in (Label.RULE, Label.HOUSE, Label.NONE) if found in labels)
            assert row.articles
            assert all(link.path and link.anchor and link.text for link in row.links)


@pytest.mark.parametrize(
    ("role", "count"), [("talent", 8), ("family", 8), ("employer_liaison", 13), ("specialist", 0), ("district", 0)]
)
def test_what_a_role_may_ask_for_is_what_the_services_say(role: str, count: int) -> None:
    services = [data for path, data in registries.documents().items() if "/services/" in path]
    expected = {s["code"] for s in services if role in s.get("requesters", ()) and s["group"] != "oversight"}
    assert {ask.path.removeprefix("guides/").replace("-", "_") for ask in PAGES[role].asks} == expected
    assert len(expected) == count


def test_the_fixed_dates_of_an_employer_s_liaison() -> None:
    dates = [(date.first, date.link.anchor, date.label) for date in PAGES["employer_liaison"].dates]
    assert dates == [
        (dt.date(2027, 4, 30), "new-enrolment", Label.RULE),  # 六(一)①
        (dt.date(2027, 6, 1), "transfer", Label.RULE),  # 六(一)②
    ]


def test_a_date_of_this_year_stands_until_its_last_day() -> None:
    """31 May 2026 is a Sunday and rolls to 1 June."""
    dates = pages_of(world(as_of=dt.date(2026, 6, 1)))["specialist"].dates
    assert "2026年6月1日" in next(date.day for date in dates if "市教委" in date.title)
    dates = pages_of(world(as_of=dt.date(2026, 6, 2)))["specialist"].dates
    assert "2027年5月31日" in next(date.day for date in dates if "市教委" in date.title)


def test_the_platform_s_three_days_stand_on_a_talent_s_page() -> None:
    """They are owed to the police, and yet it is the talent who waits."""
    between = [(row.title, row.limits[0].text) for row in PAGES["talent"].between]
    assert ("平台提交市公安局或指定的区分局", "3个工作日内") in between
    assert all(row.label is not Label.NONE for row in PAGES["talent"].between)


def test_a_changed_limit_changes_the_page_of_the_role() -> None:
    path = "records/services/svc-household.yml"
    data = registries.documents()[path]
    data["variants"][0]["steps"][0]["limit"]["count"] = 5
    rows = [row for _, rows in pages_of(world({path: data}))["specialist"].owes for row in rows]
    (row,) = [row for row in rows if row.sources[0].service == "household"]
    assert [limit.text for limit in row.limits] == ["5个工作日内"]


def test_the_number_of_liaisons_is_the_rules_own() -> None:
    rows = [row for _, rows in PAGES["employer_liaison"].owes for row in rows]
    (row,) = [row for row in rows if row.sources[0].step == "roster_number"]
    assert "1至2名" in row.title
    assert row.limits[0].limit.kind is LimitKind.NONE
