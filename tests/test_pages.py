"""View models from the real policy data: every step, every limit labelled, every worked date the engine's own."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

import registries
from site_world import AS_OF, world
from talentcard.core import pages
from talentcard.core.deadlines import Reckoner
from talentcard.core.model import LimitKind, Service, ServiceGroup
from talentcard.core.pages import diagram, guides, home, rulebook, yearly
from talentcard.core.pages.guides import GuidePage
from talentcard.core.pages.limits import Label, LimitView
from talentcard.core.pages.steps import Joint
from talentcard.core.pages.windows import Openness, windows
from talentcard.core.pages.world import PUBLIC_GROUPS
from talentcard.core.workdays import DayKind, DayRange

WORLD = world()
SERVICES = [service for group in PUBLIC_GROUPS for service in WORLD.services(group)]
GUIDES = {service.code: guides.page(WORLD, service) for service in SERVICES}


def limits_of(guide: GuidePage) -> Iterator[LimitView]:
    for variant in guide.variants:
        for track in (variant.track, variant.gap):
            for step in track.steps if track else ():
                yield from step.limits


def test_nine_services_and_five_procedures() -> None:
    groups = [service.group for service in SERVICES]
    assert (groups.count(ServiceGroup.SERVICE), groups.count(ServiceGroup.CARD)) == (9, 5)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.code)
class TestGuide:
    def test_every_step_of_every_track_is_there(self, service: Service) -> None:
        for variant, view in zip(service.variants, GUIDES[service.code].variants, strict=True):
            owed = [step.code for step in variant.steps if WORLD.rules.holds(step.only_if)]
            assert [code for step in view.track.steps for code in step.codes] == owed
            assert (view.gap is None) == (variant.gap is None)
            if variant.gap and view.gap:
                gap_codes = [step.code for step in variant.gap.steps]
                assert [code for step in view.gap.steps for code in step.codes] == gap_codes

    def test_every_limit_is_labelled_by_its_source(self, service: Service) -> None:
        for variant, view in zip(service.variants, GUIDES[service.code].variants, strict=True):
            resolved = WORLD.rules.track(service.code, variant.code)
            assert resolved is not None
            limits = {limit.code: limit for step in view.track.steps for limit in step.limits}
            for step in resolved.steps:
                assert step.limit is not None
                if step.limit.basis == "house":
                    assert limits[step.code].label is Label.HOUSE
                else:
                    none = step.limit.kind is LimitKind.NONE
                    assert limits[step.code].label is (Label.NONE if none else Label.RULE)
                assert limits[step.code].text

    def test_worked_dates_are_the_engine_s(self, service: Service) -> None:
        reckoner = Reckoner(WORLD.calendar, WORLD.rules)
        for limit in limits_of(GUIDES[service.code]):
            assert bool(limit.examples) == (limit.limit.kind is not LimitKind.NONE)
            for example in limit.examples:
                term = reckoner.term(limit.limit, DayRange.on(example.start))
                assert term is not None
                assert example.due == term.due
                assert example.due.provisional == ("暂定" in example.due_text)

    def test_no_part_is_empty(self, service: Service) -> None:
        guide = GUIDES[service.code]
        for part in ("summary", "who", "requesters", "beneficiaries", "windows", "variants", "limits", "cost"):
            assert getattr(guide, part), part
        for part in ("offices", "result", "escalation", "rules", "articles", "questions", "silences", "reviewed"):
            assert getattr(guide, part), part

    def test_the_picture_has_every_step_inside_its_frame(self, service: Service) -> None:
        for variant in GUIDES[service.code].variants:
            drawn = variant.track.diagram
            assert [box.number for box in drawn.boxes] == [step.number for step in variant.track.steps]
            ends = [box.y + box.height for box in drawn.boxes]
            assert all(end < box.y for end, box in zip(ends, drawn.boxes[1:], strict=False))
            assert max(ends) <= drawn.height
            assert all(box.x + box.width <= drawn.width for box in drawn.boxes)

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_the_picture_says_who_owes_it_to_whom_by_when_and_why(self, service: Service, lang: str) -> None:
        for variant in guides.page(world(lang=lang), service).variants:
            for box, step in zip(variant.track.diagram.boxes, variant.track.steps, strict=True):
                parties = ["".join(line.text for line in plate.lines).replace(" ", "") for plate in box.plates]
                assert parties == [step.owner.replace(" ", ""), step.owed_to.replace(" ", "")]
                said = "".join(line.text for line in box.lines).replace(" ", "")
                for limit in step.limits:
                    assert limit.text.replace(" ", "") in said
                    assert limit.article in said
                for plate in box.plates:
                    assert box.y < plate.y < plate.y + plate.height < box.y + box.height
                    assert all(diagram.measure(line.text, 13) <= plate.width for line in plate.lines)
                assert box.route.x1 < box.route.x2


def test_a_house_track_shows_no_limit_as_a_rule_s() -> None:
    for variant in GUIDES["schooling"].variants:
        assert variant.gap is not None
        assert {limit.label for step in variant.gap.steps for limit in step.limits} <= {Label.HOUSE, Label.NONE}


def test_target_and_outer_bound_are_one_step_with_two_limits() -> None:
    first = GUIDES["card_loss"].variants[0].track.steps[0]
    assert first.codes == ("apply_promptly", "apply")
    assert [limit.label for limit in first.limits] == [Label.HOUSE, Label.RULE]


def test_trouble_is_aside_and_assistance_beside() -> None:
    medical = GUIDES["medical"].variants[0].track.steps
    assert [step.joint for step in medical] == [Joint.MAIN, Joint.ASIDE, Joint.MAIN]
    employment = GUIDES["employment"].variants[0].track.steps
    assert [step.joint for step in employment] == [Joint.MAIN, Joint.FORK, Joint.FORK, Joint.FORK]


def test_the_branch_is_named_beside_the_bureau_for_registration_only() -> None:
    assert GUIDES["household"].variants[0].track.steps[0].owed_to == "市公安局或指定的区分局"
    assert GUIDES["residence"].variants[0].track.steps[0].owed_to == "市公安局"


def test_a_renamed_department_is_shown_by_its_name_of_the_day() -> None:
    office = GUIDES["medical"].offices[0]
    assert office.name == "重庆市卫生健康委员会"
    assert "市卫生计生委" in office.former


@pytest.mark.parametrize(
    ("day", "enrolment", "transfer"),
    [
        (dt.date(2026, 4, 30), Openness.OPEN, Openness.GAP),  # 六(一)①: the day itself is in time
        (dt.date(2026, 5, 1), Openness.CLOSED, Openness.GAP),
        (dt.date(2026, 5, 31), Openness.CLOSED, Openness.GAP),
        (dt.date(2026, 6, 1), Openness.CLOSED, Openness.OPEN),  # 六(一)②: 6月1日及之后
    ],
)
def test_open_now(day: dt.date, enrolment: Openness, transfer: Openness) -> None:
    today = world(as_of=day)
    service = today.rules.service("schooling")
    assert service is not None
    found = {window.title: window.now.state for window in windows(today, service)}
    assert found == {"新入学（入托）": enrolment, "转学": transfer}


def test_a_changed_limit_changes_the_guide() -> None:
    path = "records/services/svc-household.yml"
    data = registries.documents()[path]
    data["variants"][0]["steps"][0]["limit"]["count"] = 5
    changed = world({path: data})
    service = changed.rules.service("household")
    assert service is not None
    limit = guides.page(changed, service).variants[0].track.steps[0].limits[0]
    assert limit.text == "5个工作日内"
    assert limit.examples[0].due == changed.calendar.add(AS_OF, 5)


def test_a_service_without_a_guide_is_a_located_finding() -> None:
    path = "records/services/svc-household.yml"
    data = registries.documents()[path]
    del data["guide"]
    (finding,) = guides.incomplete(registries.registry({path: data}))
    assert (finding.rule, finding.at.path) == ("guide-missing", path)
    data["guide"] = registries.documents()[path]["guide"] | {"questions": []}
    (finding,) = guides.incomplete(registries.registry({path: data}))
    assert (finding.rule, finding.at.pointer) == ("guide-part-empty", ("guide", "questions"))


@pytest.mark.parametrize(
    ("pointer", "empty"),
    [
        (("guide", "summary"), {"zh": " ", "en": " "}),  # 1 one sentence
        (("guide", "who"), {"zh": " ", "en": " "}),  # 2 who may apply
        (("requesters",), []),
        (("beneficiaries",), []),
        (("variants", 0, "steps"), "conditional"),  # 4 steps
        (("guide", "cost"), {"zh": " ", "en": " "}),  # 7 cost
        (("guide", "result"), {"zh": " ", "en": " "}),  # 9 result
        (("guide", "escalation"), []),  # 10 if it is late
        (("guide", "questions"), []),  # 12 questions and answers
    ],
    ids=lambda value: str(value[-1]) if isinstance(value, tuple) else "",
)
def test_an_empty_part_is_a_located_finding(pointer: tuple[str | int, ...], empty: object) -> None:
    """The other parts are computed, or the schema and the rules ask for them: a limit, an article, a day of review."""
    path = "records/services/svc-household.yml"
    data = registries.documents()[path]
    above: Any = data
    for key in pointer[:-1]:
        above = above[key]
    if empty == "conditional":  # under another reading no step would be left
        condition = {"interpretation": "old-card", "chosen": "handed_in"}
        empty = [step | {"only_if": condition} for step in above["steps"]]
    above[pointer[-1]] = empty
    (finding,) = guides.incomplete(registries.registry({path: data}))
    assert (finding.rule, finding.at.path, finding.at.pointer) == ("guide-part-empty", path, pointer)


def test_rules_page_has_every_rule_and_where_it_acts() -> None:
    page = rulebook.rules_page(WORLD)
    assert [rule.anchor for rule in page.rules] == [f"r-{number:02}" for number in range(1, 38)]
    household = next(rule for rule in page.rules if rule.id == "R-27")
    assert {carrier.link.path for carrier in household.carriers} == {"guides/household"}
    silent = [rule.id for rule in page.rules if not rule.carriers and not rule.unchecked]
    submitted = next(rule for rule in page.rules if rule.id == "R-22")
    assert [carrier.label for carrier in submitted.carriers] == ["rule", "house"]  # a gap borrows the step as ours
    assert silent == []


def test_interpretations_show_one_chosen_option_each() -> None:
    for reading in rulebook.interpretations_page(WORLD):
        assert sum(option.chosen for option in reading.options) == 1


def test_the_calendar_s_months_agree_with_the_engine() -> None:
    for page in yearly.pages(WORLD):
        for month in page.months:
            cells = [cell for week in month.weeks for cell in week if cell.kind]
            days = [dt.date(page.year, month.number, cell.number) for cell in cells]
            working = [cell.kind in (DayKind.WORKING, "make-up") for cell in cells]
            assert working == [WORLD.calendar.is_working(day) for day in days]
            assert month.working_days == sum(working)
    assert not next(page for page in yearly.pages(WORLD) if page.year == 2027).announced


def test_home_leads_to_every_guide() -> None:
    page = home.page(WORLD, tuple(GUIDES.values()))
    assert {tile.path for tile in (*page.services, *page.card)} == {guide.path for guide in GUIDES.values()}
    assert [tile.path for tile in page.roles][:2] == ["roles/talent", "roles/family"]
    assert [(tile.path, window.now.brief) for tile, window in page.notable] == [
        ("guides/schooling", "下一次截止：2027年4月30日"),
        ("guides/schooling", ""),  # transfers: nothing to note today, but from January on
    ]


@pytest.mark.parametrize(
    ("family", "definition"),
    [("event", "eventType"), ("pause", "pauseReason"), ("requester", "requester"), ("beneficiary", "beneficiary")],
)
def test_every_code_that_a_service_may_use_has_a_word(family: str, definition: str) -> None:
    """A new service by YAML alone may use any of them."""
    common = json.loads((registries.ROOT / "schemas/common.schema.json").read_text(encoding="utf-8"))["$defs"]
    assert [code for code in common[definition]["enum"] if not WORLD.words.has(f"{family}.{code}")] == []


def test_every_word_is_used_somewhere() -> None:
    """A word that no page says any more is dead weight for every later language."""
    assert pages.site(WORLD)
    used = set(WORLD.words.used)
    sources = "".join(path.read_text(encoding="utf-8") for path in (registries.ROOT / "site/templates").rglob("*.j2"))
    sources += "".join(path.read_text(encoding="utf-8") for path in (registries.ROOT / "tools").rglob("*.py"))
    theme = "".join(path.read_text(encoding="utf-8") for path in (registries.ROOT / "site/theme").rglob("*.html"))
    sources += "".join(f'"theme.{key}"' for key in re.findall(r"config\.extra\.words\.(\w+)", theme))
    families = ("event", "form", "pause", "beneficiary", "requester", "actor", "body", "label", "limit", "window")
    dead = [
        key
        for key in WORLD.words.entries
        if key not in used and f'"{key}"' not in sources and key.split(".")[0] not in families
    ]
    assert [key for key in dead if f'"{key.rpartition(".")[0]}.' not in sources] == []


def test_navigation_names_every_listed_page_once() -> None:
    every = pages.site(WORLD)
    named: list[str] = []

    def walk(items: tuple[pages.NavItem, ...]) -> None:
        for item in items:
            named.extend([item.path] if item.path else [])
            walk(item.items)

    walk(pages.navigation(WORLD, every))
    assert sorted(named) == sorted([page.path for page in every if page.listed] + list(pages.HAND_WRITTEN))
