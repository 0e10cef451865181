"""The staff's build: desks, record pages, the mark on every page; and that nothing of it reaches the public."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import site_world
from registries import ROOT
from sites import sample_site, staff_site, talentcard
from talentcard.core.explain import explain
from talentcard.core.model import Contact, Post, RecordId
from talentcard.core.obligation import ENDED
from talentcard.core.pages import Audience, casefiles, desks
from talentcard.messages import catalogue

WORLD = site_world.sample_world()
OPEN = [o for o in WORLD.obligations if o.state not in ENDED]
PLATFORM = WORLD.engine.actors.roles["platform"]
DESKS = {desk.code: desk for desk in desks.desks(WORLD)}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return staff_site(tmp_path_factory)


def test_every_open_obligation_lies_on_its_owners_desk() -> None:
    assert len(OPEN) > 50
    for obligation in OPEN:
        if obligation.owner in DESKS:
            assert obligation in DESKS[obligation.owner].owes
        else:
            assert not WORLD.registry.knows(RecordId(obligation.owner)) or obligation.owner.startswith("tal-")
    owed = sum(len(desk.owes) for code, desk in DESKS.items() if code.startswith("org-"))
    assert owed == sum(o.owner.startswith("org-") for o in OPEN)


def test_what_waits_for_others_is_owed_to_the_desk_by_somebody_else() -> None:
    for code, desk in DESKS.items():
        if code.startswith("org-"):
            assert {o.owed_to for o in desk.waits} <= {code}


def test_desks_are_in_the_order_of_due_days() -> None:
    for desk in DESKS.values():
        for items in (desk.owes, desk.waits):
            days = [o.due.earliest for o in items if o.due is not None]
            assert days == sorted(days)
            assert all(o.due is None for o in items[len(days) :])


def test_every_specialist_in_post_has_a_desk_of_the_talents_in_his_care() -> None:
    posts = [c for c in WORLD.registry.of(Contact).values() if c.post is Post.SPECIALIST]
    in_post = {c.id for c in posts if c.until is None or c.until >= WORLD.as_of}
    assert {code for code in DESKS if code.startswith("con-")} == in_post
    for code in in_post:
        for obligation in (*DESKS[code].owes, *DESKS[code].waits):
            talent = WORLD.engine.actors.talent_of(obligation.record)
            assert obligation.record == code or WORLD.engine.actors.specialist(talent, WORLD.as_of) == code
        assert {o.owner for o in DESKS[code].owes} <= {PLATFORM}


def test_each_open_record_has_a_page_with_its_timeline_and_explanations(site: Path) -> None:
    zh = catalogue("zh")
    files = {file.record: file for file in casefiles.casefiles(WORLD)}
    assert set(files) == {o.record for o in OPEN if not o.record.startswith(("org-", "con-"))}
    for record, file in files.items():
        text = (site / f"{file.path}.html").read_text(encoding="utf-8")
        days = [moment.on for moment in file.timeline]
        assert days == sorted(days)
        assert text.count('class="moment ') == len(file.timeline)
        for obligation in file.obligations:
            for line in explain(obligation, WORLD.calendar):
                assert zh.text(line.key, line.params) in text, (record, line)


def test_a_corrected_event_is_struck_out_and_its_correction_named() -> None:
    kinds = {moment.kind for record in RECORDS_WITH_CORRECTIONS for moment in timeline_of(record)}
    assert {"void", "corrected"} <= kinds


def timeline_of(record: str) -> tuple[casefiles.Moment, ...]:
    owed = tuple(o for o in WORLD.obligations if o.record == record)
    return casefiles.timeline(WORLD, WORLD.registry.record(owed[0].record), owed)


RECORDS_WITH_CORRECTIONS = sorted(
    path.stem for path in (ROOT / "records/requests").rglob("*.yml") if "type: corrected" in path.read_text("utf-8")
)


def test_every_page_of_the_staffs_site_says_that_it_is_internal(site: Path) -> None:
    marks = {"": "内部资料，仅供工作人员使用，不得公开或外传", "en": "Internal: for staff only. Do not publish"}
    found = list(site.rglob("*.html"))
    assert len(found) > 200
    for path in found:
        english = path.relative_to(site).parts[0] == "en"
        assert marks["en" if english else ""] in path.read_text(encoding="utf-8"), path


def test_links_between_the_staffs_pages_resolve(site: Path) -> None:
    for path in (*site.rglob("staff/**/*.html"),):
        for link in re.findall(r'href="([^"#]+)"', path.read_text(encoding="utf-8")):
            assert (path.parent / link).resolve().is_file(), (path, link)


def test_the_public_site_has_no_staff_page_and_names_no_record_of_a_case(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    out = sample_site(tmp_path_factory)
    assert json.loads((out / "build.json").read_text())["audience"] == "public"
    assert [path for path in out.rglob("*") if path.name == "staff"] == []
    cases = re.compile(rb"\b(?:tal|req|card|sug|con|ntc)-[0-9a-z]{10}\b")
    assert [path for path in out.rglob("*") if path.is_file() and cases.search(path.read_bytes())] == []


def test_the_two_sites_never_share_a_folder(site: Path) -> None:
    before = (site / "build.json").read_bytes()
    done = talentcard(ROOT, "build", "--out", str(site))
    assert done.returncode == 2
    assert "内部版和公开版不能放进同一个文件夹" in done.stderr
    assert (site / "build.json").read_bytes() == before


def test_audiences_are_two() -> None:
    assert [audience.value for audience in Audience] == ["public", "staff"]
