"""The site end to end: built strictly from the repository's own records, whole, self-contained and repeatable."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sites
from registries import ROOT
from sites import Parsed, copy_of_repository, prints, talentcard


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository whose site has been built once."""
    return sites.rules_site(tmp_path_factory)


@pytest.fixture(scope="session")
def site(root: Path) -> Path:
    return root / "build" / "site"


@pytest.fixture(scope="session")
def parsed(site: Path) -> dict[str, Parsed]:
    return sites.parsed(site)


ROLES = ("talent", "family", "employer-liaison", "department-liaison", "district", "specialist")


def test_every_page_is_there(parsed: dict[str, Parsed]) -> None:
    services = sorted((ROOT / "records" / "services").glob("svc-*.yml"))
    codes = [path.stem.removeprefix("svc-") for path in services if "group: oversight" not in path.read_text("utf-8")]
    assert len(codes) == 14
    wanted = {f"guides/{code}.html" for code in codes} | {f"calendar/{year}.html" for year in range(2017, 2028)}
    wanted |= {f"{name}.html" for name in ("index", "rules", "interpretations", "counting", "status", "search")}
    wanted |= {f"{name}.html" for name in ("traceability", "versions", "bulletins", "feeds", "contents")}
    wanted |= {"evaluations.html"}
    wanted |= {"privacy.html", "accessibility.html", "404.html"}
    wanted |= {f"events/{path.stem}.html" for path in (ROOT / "site" / "events").glob("*.yml")}
    wanted |= {f"roles/{role}.html" for role in ROLES}
    found = {name for name in parsed if "status/" not in name}  # see test_status_pages.py
    assert found == wanted | {f"en/{name}" for name in wanted}


def test_every_rule_has_its_anchor(parsed: dict[str, Parsed]) -> None:
    assert {f"r-{number:02}" for number in range(1, 38)} <= parsed["rules.html"].ids


PARTS = ["who", "open", "steps", "materials", "limits", "cost", "department", "result", "late", "basis", "questions"]
"""Of the fifteen parts of a guide (domain.md section 8) those with a heading; 1 stands above them all."""


@pytest.mark.parametrize("folder", ["", "en/"])
def test_a_guide_has_its_fifteen_parts_in_order(parsed: dict[str, Parsed], site: Path, folder: str) -> None:
    for name in (name for name in parsed if name.startswith(f"{folder}guides/")):
        text = (site / name).read_text(encoding="utf-8")
        assert re.search(r'<p class="tc-lead">[^<]*\w[^<]*</p>', text), name  # 1 one sentence
        first, *sections = re.split(r'<h2 id="([a-z]+)">', text)
        bodies = dict(zip(sections[::2], sections[1::2], strict=True))
        assert [part for part in bodies if part != "silences"] == [*PARTS, "about", "versions"], name  # 13; 14 and 15
        assert first
        for part, body in bodies.items():
            said = re.sub(r"<[^>]+>|&[a-z]+;", "", body.split("</h2>")[1])
            assert re.search(r"\w", said), (name, part)
        about = re.sub(r"<[^>]+>", "", bodies["about"])
        assert all(
            word in about for word in (("更新", "审核", "规则版本") if not folder else ("Updated", "Reviewed"))
        ), name
        assert f'hreflang="{"en" if not folder else "zh"}"' in bodies["versions"], name
        assert "data-print" in bodies["versions"], name


def test_the_builder_alone_harms_no_source(root: Path, tmp_path: Path) -> None:
    before = prints(root / "site") | prints(root / "records")
    copy = tmp_path / "bare"
    shutil.copytree(root, copy)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "mkdocs", "build", "--quiet"], cwd=copy, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert prints(copy / "site") | prints(copy / "records") == before
    assert (copy / "build" / "site" / "guides" / "schooling.html").is_file()


def test_errors_stop_the_build_and_leave_the_old_site(root: Path, tmp_path: Path) -> None:
    folder = copy_of_repository(tmp_path / "broken")
    shutil.copytree(root / "build", folder / "build")
    before = prints(folder / "build" / "site")
    path = folder / "records" / "services" / "svc-household.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("\nguide:") + 1], encoding="utf-8")
    done = talentcard(folder, "build")
    assert done.returncode == 1
    assert "records/services/svc-household.yml" in done.stdout
    assert "guide-missing" in done.stdout
    path.write_text(text.replace("summary:", "sumary:", 1), encoding="utf-8")
    done = talentcard(folder, "build")
    assert done.returncode == 1
    assert "svc-household.yml" in done.stdout
    assert prints(folder / "build" / "site") == before
    assert sorted(p.name for p in (folder / "build").iterdir()) == ["pages", "site"]  # no litter


def test_a_life_event_that_names_no_service_fails_the_build(tmp_path: Path) -> None:
    folder = copy_of_repository(tmp_path / "eventful")
    path = folder / "site" / "events" / "card-lost.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("service: card_loss", "service: card_lost", 1), "utf-8")
    done = talentcard(folder, "build")
    assert done.returncode == 1
    assert "site/events/card-lost.yml:13:18: error: life-event-unknown-service" in done.stdout
    assert "card_loss" in done.stdout  # the codes that there are
    assert not (folder / "build").exists()


def test_a_broken_link_fails_the_strict_build(root: Path, tmp_path: Path) -> None:
    folder = copy_of_repository(tmp_path / "linked")
    page = folder / "site" / "pages" / "zh" / "privacy.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n[去哪里](nowhere.md)\n", encoding="utf-8")
    done = talentcard(folder, "build")
    assert done.returncode == 1
    assert "nowhere.md" in done.stderr
    assert not (folder / "build" / "site").exists()
    assert root.exists()


def test_a_foreign_folder_is_never_replaced(root: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "thesis.txt").write_text("x")
    done = talentcard(root, "build", "--out", str(precious))
    assert done.returncode == 2
    assert (precious / "thesis.txt").read_text() == "x"
    assert "precious" in done.stderr


def test_a_changed_limit_changes_the_page(root: Path, site: Path, tmp_path: Path) -> None:
    folder = copy_of_repository(tmp_path / "changed")
    path = folder / "records" / "services" / "svc-household.yml"
    text = path.read_text(encoding="utf-8")
    old = "limit: {kind: working_days, count: 3, rolls: false}"
    assert text.count(old) == 1
    path.write_text(text.replace(old, old.replace("3", "5")), encoding="utf-8")
    done = talentcard(folder, "build")
    assert done.returncode == 0, done.stdout + done.stderr
    before = (site / "guides" / "household.html").read_text(encoding="utf-8")
    after = (folder / "build" / "site" / "guides" / "household.html").read_text(encoding="utf-8")
    assert "5个工作日内" not in before
    assert after.count("5个工作日内") >= 2
    assert "2026年11月27日（周五）" in after  # 20 November + 5 working days
    assert root.exists()


def test_a_missing_word_is_said_by_its_name(root: Path, tmp_path: Path) -> None:
    folder = copy_of_repository(tmp_path / "wordless")
    path = folder / "site" / "words" / "zh" / "guide.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("steps = ", "step_s = ", 1), encoding="utf-8")
    done = talentcard(folder, "build")
    assert done.returncode == 2
    assert "guide.steps" in done.stderr
    assert root.exists()
