"""Life events: pages kept as data, which name nothing that the rules do not know and state no limit of their own."""

from __future__ import annotations

import dataclasses
import re
import shutil
from pathlib import Path

import pytest

import registries
from registries import ROOT, Data
from site_world import world
from talentcard.core.pages import guides, life_events
from talentcard.core.pages.life_events import EventPage
from talentcard.core.pages.world import PUBLIC_GROUPS, World
from talentcard.reading import life_events as reading
from talentcard.reading.locating import located

EVENTS = reading.load(ROOT)


def pages_of(changed: dict[str, Data] | None = None) -> dict[str, EventPage]:
    of = dataclasses.replace(world(changed), events=EVENTS.events)
    every = tuple(guides.page(of, service) for group in PUBLIC_GROUPS for service in of.services(group))
    return {page.path: page for page in life_events.pages(of, every)}


PAGES = pages_of()


def found(root: Path, of: World) -> list[str]:
    """All findings about the events of a folder, as ``file:line:column rule``."""
    loaded = reading.load(root)
    findings = [*loaded.findings, *life_events.problems(loaded.events, loaded.paths, of.rules)]
    return [f"{f.at.path}:{f.at.line}:{f.at.column} {f.rule}" for f in located(root, findings)]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    shutil.copytree(ROOT / "site" / "events", tmp_path / "site" / "events")
    return tmp_path


def test_the_events_of_the_repository_are_in_order(root: Path) -> None:
    assert found(root, world()) == []
    wanted = {"moving-here", "child-starts-school", "visa-runs-out", "card-lost", "changing-employer"}
    assert {f"events/{id_}" for id_ in wanted} <= set(PAGES)
    assert list(PAGES) == [f"events/{event.id}" for event in sorted(EVENTS.events, key=lambda e: e.order)]


@pytest.mark.parametrize(
    ("old", "new", "line", "rule"),
    [
        ("service: schooling", "service: scholing", 16, "16:18 life-event-unknown-service"),
        ("service: schooling", "service: problem", 16, "16:18 life-event-unknown-service"),  # no guide to lead to
        ("variant: new_enrolment", "variant: new", 17, "17:18 life-event-unknown-variant"),
        ("variant: new_enrolment", "steps: [file, wait]", 17, "17:23 life-event-unknown-step"),
        ("variant: new_enrolment", "varient: new_enrolment", 17, "17:9 schema-unknown-field"),
        ("tasks:", "duties: [tea]\n    tasks:", 15, "15:14 life-event-unknown-duty"),
        ("order: 2", "order: 5", 5, "5:8 life-event-order-twice"),
        ("order: 2", "order: two", 5, "5:8 schema-type"),
        ("id: child-starts-school", "id: child", 4, "4:5 id-file-name"),
        ("order: 2", "order:\t2", 5, "5:7 yaml-tab"),
    ],
)
def test_a_mistake_is_found_at_its_place(root: Path, old: str, new: str, line: int, rule: str) -> None:
    path = root / "site" / "events" / "child-starts-school.yml"
    lines = path.read_text(encoding="utf-8").split("\n")
    assert old in lines[line - 1], lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new)
    path.write_text("\n".join(lines), encoding="utf-8", newline="\n")
    assert found(root, world()) == [f"site/events/child-starts-school.yml:{rule}"]


def test_english_is_not_forgotten(root: Path) -> None:
    path = root / "site" / "events" / "card-lost.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(", en: The card is lost}", "}"), encoding="utf-8", newline="\n")
    assert found(root, world()) == ["site/events/card-lost.yml:6:8 schema-required"]


def test_a_site_without_events_has_none(tmp_path: Path) -> None:
    assert reading.load(tmp_path) == reading.LoadedEvents()


def test_an_event_states_no_limit_of_its_own() -> None:
    for path in (ROOT / "site" / "events").glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\d+\s*(个?工作日|日|天|个月|年|working days?|days?|months?)", text), path.name


def test_limits_are_those_of_the_steps() -> None:
    assert limits_of("events/moving-here") >= {"3个工作日内", "次日", "每年4月30日前（含当日）", "15个工作日内"}
    path = "records/services/svc-household.yml"
    data = registries.documents()[path]
    data["variants"][0]["steps"][0]["limit"]["count"] = 9
    assert "9个工作日内" not in limits_of("events/moving-here")
    assert "9个工作日内" in limits_of("events/moving-here", {path: data})


def limits_of(path: str, changed: dict[str, Data] | None = None) -> set[str]:
    page = pages_of(changed)[path] if changed else PAGES[path]
    rows = [row for stage in page.stages for task in stage.tasks for row in task.rows]
    return {limit.text for row in rows for limit in row.limits}


def test_a_step_that_the_register_does_not_ask_for_is_left_out() -> None:
    """``old-card``: whether the old card is handed in is a reading, and the page follows it."""

    def steps(changed: dict[str, Data] | None = None) -> set[str]:
        stages = (pages_of(changed) if changed else PAGES)["events/changing-employer"].stages
        return {s.step for stage in stages for task in stage.tasks for row in task.rows for s in row.sources}

    path = "records/interpretations/int-16-old-card.yml"
    data = registries.documents()[path]
    (other,) = [option["code"] for option in data["options"] if option["code"] != data["chosen"]]
    assert "return_old" in steps()
    assert "return_old" not in steps({path: data | {"chosen": other}})


def test_stages_are_numbered_and_alternatives_are_not() -> None:
    assert [stage.number for stage in PAGES["events/moving-here"].stages] == [1, 2, None, 3, 4, 5]


def test_a_stage_that_begins_a_service_says_whether_it_is_open_and_who_may_ask() -> None:
    first, second, *_ = PAGES["events/visa-runs-out"].stages
    assert first.tasks[0].windows
    assert first.tasks[0].applies == "用人单位联络员、人才本人、家属"
    assert not second.tasks[0].windows
    assert not second.tasks[0].applies


def test_a_duty_of_an_event_is_the_policy_s() -> None:
    (row,) = PAGES["events/liaison-changes"].stages[0].duties
    assert [limit.text for limit in row.limits] == ["事前5日内"]
    assert row.links[0].anchor == "r-13"
