"""Rules are data: a tenth service and a changed limit, by YAML alone; list, explanation, table and guide follow.

No Python differs between the runs: the same installed command works on a copy of the registry.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

TENTH = """\
# yaml-language-server: $schema=../../schemas/service.schema.json
schema: service/1
id: svc-housing
policy: pol-cq-2017
code: housing
group: service
order: 10
article: 三(九)
title: {zh: 人才公寓（测试）, en: Talent flat (test)}
responsible: org-hrss
requesters: [employer_liaison, talent]
beneficiaries: [self]
variants:
  - code: standard
    title: {zh: 申请公寓, en: Apply for a flat}
    steps:
      - code: forward
        rule: R-33
        article: 六(六)
        title: {zh: 平台转交申请, en: The platform passes it on}
        owner: platform
        owed_to: department
        starts: {events: [applied]}
        met_by: [forwarded]
        limit: {kind: working_days, count: 2, rolls: false}
        interpretations: [day-count]
        gives: {zh: 部门收到申请, en: The department has it}
      - code: assign
        rule: R-33
        article: 六(六)
        title: {zh: 部门确定房源, en: The department names a flat}
        owner: department
        owed_to: platform
        starts: {step: forward, counts_from: deadline}
        met_by: [assigned]
        limit: {kind: calendar_days, count: 10, rolls: true}
        interpretations: [rolling]
        gives: {zh: 房源, en: The flat}
      - code: tell
        rule: R-33
        article: 六(六)
        title: {zh: 平台告知申请人, en: The platform tells the requester}
        owner: platform
        owed_to: requester
        starts: {step: assign}
        met_by: [told_requester]
        limit: {kind: next_day, rolls: true}
        interpretations: [next-day, rolling]
        gives: {zh: 通知, en: The notice}
guide:
  summary: {zh: 测试用的第十项服务。, en: A tenth service for a test.}
  who: {zh: 持证人才。, en: Card holders.}
  cost: {zh: 文件未规定, en: Not given in the text}
  result: {zh: 公寓钥匙。, en: The keys.}
  escalation:
    - {zh: 服务专员, en: The specialist}
  questions:
    - question: {zh: 多久能办好？, en: How long does it take?}
      answer: {zh: 见步骤。, en: See the steps.}
  updated_on: 2026-11-20
  reviewed:
    on: 2026-11-20
    by_post: {zh: 测试岗, en: Test post}
  materials:
    - name: {zh: 人才服务证, en: The card}
      form: shown
      number: 1
      source: {zh: 本人, en: The holder}
      basis: 一
"""

REQUEST = """\
# yaml-language-server: $schema=../../schemas/request.schema.json
schema: request/1
id: req-0123456789
talent: {talent}
service: housing
variant: standard
requested_by: talent
beneficiary: self
events:
  - {{id: e000001, type: applied, on: 2026-11-12}}
  - {{id: e000002, type: forwarded, on: 2026-11-13}}
"""


def talentcard(root: Path, *words: str) -> str:
    command = [sys.executable, "-m", "talentcard", *words, "--root", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The registry with the tenth service, a request for it, and five days instead of three for the police (R-27)."""
    root = tmp_path_factory.mktemp("data")
    for name in ("records", "schemas", "site"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "mkdocs.yml", root / "mkdocs.yml")
    (root / "records/services/svc-housing.yml").write_text(TENTH, encoding="utf-8")
    talent = sorted((root / "records/talents").rglob("*.yml"))[0].stem
    request = root / "records/requests/req-0123456789.yml"
    request.write_text(REQUEST.format(talent=talent), encoding="utf-8")
    household = root / "records/services/svc-household.yml"
    text = household.read_text(encoding="utf-8")
    changed = text.replace(
        "{kind: working_days, count: 3, rolls: false}", "{kind: working_days, count: 5, rolls: false}"
    )
    assert text.count("count: 3") == 1
    assert changed != text
    household.write_text(changed, encoding="utf-8")
    return root


def test_check_accepts_the_new_service(copy: Path) -> None:
    talentcard(copy, "check")


def test_due_lists_the_new_legs(copy: Path) -> None:
    found = json.loads(talentcard(copy, "due", "--all", "--format", "json"))["obligations"]
    legs = {o["step"]: (o["owner"], o["due"], o["state"]) for o in found if o["record"] == "req-0123456789"}
    assert legs["forward"] == ("org-platform", "2026-11-16", "met")
    # ten days from the deadline of the leg before: 26 November is a Thursday
    assert legs["assign"] == ("org-hrss", "2026-11-26", "pending")
    assert "tell" not in legs


def test_explain_follows(copy: Path) -> None:
    said = talentcard(copy, "due", "--explain", "req-0123456789", "--lang", "en")
    assert "The department names a flat" in said
    assert "10 calendar days" in said


def test_the_rules_table_follows(copy: Path) -> None:
    said = talentcard(copy, "rules", "R-33", "R-27", "--format", "json")
    carriers = [c["record"] + " " + c["place"] for row in json.loads(said)["rules"] for c in row["carriers"]]
    assert {f"svc-housing standard/{leg}" for leg in ("forward", "assign", "tell")} <= set(carriers)
    assert "5 working_days" in said


def test_a_changed_limit_moves_the_deadlines(copy: Path) -> None:
    def submits(root: Path) -> dict[str, str]:
        found = json.loads(talentcard(root, "due", "--all", "--format", "json"))["obligations"]
        return {o["record"]: o["due"] for o in found if o["service"] == "household" and o["step"] == "submit"}

    before, after = submits(ROOT), submits(copy)
    assert before.keys() == after.keys()
    assert all(before[record] < after[record] for record in before)


def test_the_guides_follow(copy: Path) -> None:
    talentcard(copy, "build")
    guide = (copy / "build/site/guides/housing.html").read_text(encoding="utf-8")
    assert all(title in guide for title in ("平台转交申请", "部门确定房源", "平台告知申请人"))
    household = (copy / "build/site/guides/household.html").read_text(encoding="utf-8")
    assert "5个工作日内" in household
    assert "3个工作日内" not in household
