"""Attacks by somebody who has an account: each in a small repository, each refused by the rule that names it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

import minis
from change_world import NEW, commit, context, edit, errors, found_at, request, write
from talentcard.changing.comparing import compare
from talentcard.core.changes import Review
from talentcard.core.model import Policy
from talentcard.session import open_registry

SPECIALIST, COLLEAGUE, HRSS, POLICE = "invented-spec-1", "invented-spec-2", "invented-hrss", "invented-police"
MAINTAINER, SECOND_MAINTAINER, EMPLOYER = "invented-mnt-1", "invented-mnt-2", "invented-institute"
CUSTODIAN = "invented-cst"
CONTACT = "records/contacts/con-{}.yml"
HOUSEHOLD = "records/requests/req-hsh0000001.yml"
CARD = "records/cards/card-mn00000001.yml"
SETTINGS = "records/settings/set-registry.yml"
EVENT = "  - {id: eh00009, type: told_requester, on: 2026-10-19}\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return found_at(tmp_path / "registry")


def refused(root: Path, actor: str, *approvers: str) -> set[str]:
    """The errors found of the change in the working tree when these accounts stand behind it."""
    asked = context(root)
    opened = open_registry(asked)
    found = compare(asked, opened, "HEAD", review=Review(actor=actor, approvers=approvers)).findings()
    return {each.rule for each in found if each.severity == "error"}


def recuse(root: Path, contact: str = "spec000001") -> None:
    """The specialist is the talent of the only case; that is on record."""
    add(root, CONTACT.format(contact), "recused_from: [tal-mn00000001]\n")
    commit(root)


def add(root: Path, path: str, text: str) -> None:
    write(root, path, (root / path).read_text(encoding="utf-8") + text)


def move_on(root: Path) -> None:
    """The household registration of the talent goes one step further."""
    add(root, HOUSEHOLD, EVENT)


# ---- one's own case ---------------------------------------------------------------------------------------


def move_ones_own_case(root: Path) -> set[str]:
    recuse(root)
    move_on(root)
    return refused(root, SPECIALIST)


def approve_ones_own_case(root: Path) -> set[str]:
    recuse(root)
    move_on(root)
    return refused(root, COLLEAGUE, SPECIALIST)


def move_it_by_a_second_account(root: Path) -> set[str]:
    """The second account stands in another record of the same person, who also holds another post."""
    recuse(root)
    text = (root / CONTACT.format("spec000002")).read_text(encoding="utf-8")
    write(root, CONTACT.format("spec000002"), f"{text}same_person_as: con-spec000001\n")
    commit(root)
    move_on(root)
    return refused(root, COLLEAGUE)


def strike_the_recusal_and_move_it(root: Path) -> set[str]:
    """Both in one change: what was on record before it counts."""
    recuse(root)
    edit(root, CONTACT.format("spec000001"), "recused_from: [tal-mn00000001]\n", "")
    move_on(root)
    return refused(root, SPECIALIST)


# ---- four eyes --------------------------------------------------------------------------------------------


def approve_ones_own_change(root: Path) -> set[str]:
    move_on(root)
    return refused(root, SPECIALIST, SPECIALIST)


def approve_it_by_a_second_account(root: Path) -> set[str]:
    edit(root, CONTACT.format("spec000001"), "[invented-spec-1]", "[invented-spec-1, invented-evening]")
    commit(root)
    move_on(root)
    return refused(root, SPECIALIST, "Invented-Evening")


def approve_it_by_an_account_nobody_knows(root: Path) -> set[str]:
    move_on(root)
    return refused(root, SPECIALIST, "invented-friend")


def have_it_approved_by_one_who_has_no_say(root: Path) -> set[str]:
    move_on(root)
    return refused(root, SPECIALIST, POLICE)


# ---- roles ------------------------------------------------------------------------------------------------


def give_oneself_a_role(root: Path) -> set[str]:
    write(
        root,
        CONTACT.format("mnt0000009"),
        "schema: contact/1\nid: con-mnt0000009\norganisation: org-platform\npost: maintainer\nsince: 2026-10-19\n"
        "accounts: [invented-spec-1]\n",
    )
    return refused(root, SPECIALIST)


def put_ones_account_into_anothers_record(root: Path) -> set[str]:
    edit(root, CONTACT.format("hrss000001"), "[invented-hrss]", "[invented-hrss, invented-mnt-1]")
    return refused(root, MAINTAINER)


def approve_ones_own_new_role(root: Path) -> set[str]:
    edit(root, CONTACT.format("hrss000001"), "[invented-hrss]", "[invented-hrss, invented-mnt-2]")
    return refused(root, MAINTAINER, SECOND_MAINTAINER)


def widen_the_permissions(root: Path) -> set[str]:
    edit(root, "records/policies/pol-cq-2017.yml", "posts: [maintainer]", "posts: [maintainer, specialist]")
    return refused(root, SPECIALIST)


def use_a_role_that_the_same_change_gives(root: Path) -> set[str]:
    """A new version of the rules gives it; the rules before the change judge."""
    write(
        root,
        "records/policies/pol-cq-2026.yml",
        (root / "records/policies/pol-cq-2017.yml")
        .read_text(encoding="utf-8")
        .replace("pol-cq-2017", "pol-cq-2026")
        .replace("effective_from: 2017-12-14", "effective_from: 2026-10-20", 1)
        .replace("posts: [department_liaison]\n      bodies: [hrss]", "posts: [specialist]\n      bodies: [platform]"),
    )
    return refused(root, SPECIALIST)


def appoint_ones_own_body(root: Path) -> set[str]:
    edit(root, SETTINGS, "hrss: org-hrss", "hrss: org-platform")
    return refused(root, MAINTAINER)


def act_after_having_left(root: Path) -> set[str]:
    add(root, CONTACT.format("spec000001"), "until: 2026-10-16\n")
    commit(root)
    move_on(root)
    return refused(root, SPECIALIST)


# ---- what is not one's business ---------------------------------------------------------------------------


def replace_the_program(root: Path) -> set[str]:
    """The checker of the base runs in any case; who may not change the program is told so, too."""
    write(root, "tools/talentcard/cli.py", "raise SystemExit(0)\n")
    return refused(root, SPECIALIST)


def rewrite_the_workflow(root: Path) -> set[str]:
    write(root, ".github/workflows/changes.yml", "on: push\njobs: {}\n")
    return refused(root, HRSS)


def loosen_a_schema(root: Path) -> set[str]:
    shutil.copyfile(minis.ROOT / "schemas/settings.schema.json", root / "schemas/request.schema.json")
    return refused(root, SPECIALIST)


def answer_for_another_department(root: Path) -> set[str]:
    add(root, "records/requests/req-sch0000001.yml", "")
    edit(root, "records/requests/req-sch0000001.yml", "child:", f"{EVENT.replace('eh0', 'es0')}child:")
    return refused(root, POLICE)


ACKNOWLEDGED = "      - {id: ec00009, type: acknowledged, on: 2026-10-19, by: org-%s}\n"


def acknowledge_in_another_departments_name(root: Path) -> set[str]:
    add(root, CARD, ACKNOWLEDGED % "education")
    return refused(root, POLICE)


def approve_a_card_as_the_platform(root: Path) -> set[str]:
    add(
        root,
        CARD,
        "  - id: pchg001\n    type: card_change\n    events:\n"
        "      - {id: ed00001, type: change_arose, on: 2026-10-14}\n"
        "      - {id: ed00002, type: applied, on: 2026-10-15}\n"
        "      - {id: ed00003, type: approved, on: 2026-10-16}\n",
    )
    return refused(root, SPECIALIST)


def reseal_without_being_the_custodian(root: Path) -> set[str]:
    name = "enc:v1:sample:" + "A" * 119
    path = "records/talents/tal-mn00000001.yml"
    for _ in range(2):
        text = (root / path).read_text(encoding="utf-8")
        write(root, path, text.split("identity:")[0] + f"identity:\n  name: {name}\n")
        commit(root) if name.endswith("A") else None
        name = name[:-1] + "B"
    return refused(root, SPECIALIST)


def issue_a_notice_as_the_employer(root: Path) -> set[str]:
    text = (root / "records/notices/ntc-new0000001.yml").read_text(encoding="utf-8")
    write(root, "records/notices/ntc-new0000009.yml", text.replace("ntc-new0000001", "ntc-new0000009"))
    return refused(root, EMPLOYER)


def propose_it_from_outside(root: Path) -> set[str]:
    move_on(root)
    return refused(root, "invented-stranger")


ATTACKS: tuple[tuple[Callable[[Path], set[str]], str], ...] = (
    (move_ones_own_case, "change-own-case"),
    (approve_ones_own_case, "change-own-case"),
    (move_it_by_a_second_account, "change-own-case"),
    (strike_the_recusal_and_move_it, "change-own-case"),
    (approve_ones_own_change, "change-four-eyes"),
    (approve_it_by_a_second_account, "change-four-eyes"),
    (approve_it_by_an_account_nobody_knows, "change-not-approved"),
    (have_it_approved_by_one_who_has_no_say, "change-not-approved"),
    (give_oneself_a_role, "change-own-rights"),
    (put_ones_account_into_anothers_record, "change-own-rights"),
    (approve_ones_own_new_role, "change-own-rights"),
    (widen_the_permissions, "change-not-permitted"),
    (use_a_role_that_the_same_change_gives, "change-not-permitted"),
    (appoint_ones_own_body, "change-not-permitted"),
    (act_after_having_left, "change-account-unknown"),
    (replace_the_program, "change-file-not-permitted"),
    (rewrite_the_workflow, "change-file-not-permitted"),
    (loosen_a_schema, "change-file-not-permitted"),
    (answer_for_another_department, "change-not-permitted"),
    (acknowledge_in_another_departments_name, "change-not-permitted"),
    (approve_a_card_as_the_platform, "change-not-permitted"),
    (reseal_without_being_the_custodian, "change-not-permitted"),
    (issue_a_notice_as_the_employer, "change-not-permitted"),
    (propose_it_from_outside, "change-account-unknown"),
)


@pytest.mark.parametrize(("attack", "rule"), ATTACKS, ids=lambda part: getattr(part, "__name__", ""))
def test_attack(root: Path, attack: Callable[[Path], set[str]], rule: str) -> None:
    assert rule in attack(root)


# ---- the honest way ---------------------------------------------------------------------------------------


def the_platform_enters_and_a_colleague_approves(root: Path) -> set[str]:
    write(root, NEW, request())
    move_on(root)
    return refused(root, SPECIALIST, COLLEAGUE)


def an_employer_applies_and_the_platform_approves(root: Path) -> set[str]:
    write(root, NEW, request())
    return refused(root, EMPLOYER, SPECIALIST)


def a_department_answers_for_itself(root: Path) -> set[str]:
    move_on(root)
    return refused(root, POLICE, SPECIALIST)


def a_department_acknowledges_what_it_was_told(root: Path) -> set[str]:
    add(root, CARD, ACKNOWLEDGED % "police")
    return refused(root, POLICE, SPECIALIST)


def the_bureau_approves_a_card(root: Path) -> set[str]:
    approve_a_card_as_the_platform(root)
    edit(root, CARD, "      - {id: ed00003, type: approved, on: 2026-10-16}\n", "")
    commit(root)
    add(root, CARD, "      - {id: ed00003, type: approved, on: 2026-10-16}\n")
    return refused(root, HRSS, SPECIALIST)


def a_maintainer_enters_an_account(root: Path) -> set[str]:
    edit(root, CONTACT.format("spec000002"), "[invented-spec-2]", "[invented-spec-2, invented-new]")
    return refused(root, MAINTAINER, HRSS)


def two_maintainers_change_the_program(root: Path) -> set[str]:
    write(root, "tools/talentcard/extra.py", "")
    return refused(root, MAINTAINER, SECOND_MAINTAINER)


def staff_mend_a_page(root: Path) -> set[str]:
    write(root, "site/pages/zh/about.md", "示例\n")
    return refused(root, SPECIALIST, HRSS)


HONEST = (
    the_platform_enters_and_a_colleague_approves,
    an_employer_applies_and_the_platform_approves,
    a_department_answers_for_itself,
    a_department_acknowledges_what_it_was_told,
    the_bureau_approves_a_card,
    a_maintainer_enters_an_account,
    two_maintainers_change_the_program,
    staff_mend_a_page,
)


@pytest.mark.parametrize("way", HONEST, ids=lambda way: way.__name__)
def test_the_honest_way_is_open(root: Path, way: Callable[[Path], set[str]]) -> None:
    assert way(root) == set()


def test_a_change_is_judged_without_its_author_where_nobody_asks(root: Path) -> None:
    move_on(root)
    assert errors(root) == set()


def test_whatever_may_change_somebody_may_change() -> None:
    """A field whose mode lets it change, but that no role may touch, could never be filled in."""
    (policy,) = minis.scope({}).registry.of(Policy).values()
    assert policy.permissions is not None
    grants = policy.permissions.grants
    changeable = yaml.safe_load((minis.TESTS / "changeable.yml").read_text(encoding="utf-8"))
    stuck = {
        (kind, field.split(".")[0].removesuffix("[]"))
        for kind, fields in changeable.items()
        for field in fields
        if not any(
            kind in grant.kinds and ("*" in grant.fields or field.split(".")[0].removesuffix("[]") in grant.fields)
            for grant in grants
        )
    }
    assert {each for each in stuck if each[1] != "events"} == set(), "events are granted by their types"
