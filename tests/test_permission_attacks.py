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


def hide_a_record_in_a_folder_that_nobody_lists(root: Path) -> set[str]:
    """To move it to its place with the next change, when it is no longer new."""
    write(root, "records/contacts/.d/con-mnt0000009.yml", (root / CONTACT.format("mnt0000001")).read_bytes())
    return refused(root, EMPLOYER)


def move_a_record_out_of_its_hiding_place(root: Path) -> set[str]:
    """Even where it got in somehow, it comes out as new."""
    hidden = "records/requests/.d/req-cmp0000001.yml"
    write(root, hidden, request(events="  - {id: ea00001, type: applied, on: 2026-03-02}\n"))
    commit(root)
    write(root, NEW, (root / hidden).read_bytes())
    (root / hidden).unlink()
    return refused(root, SPECIALIST)


def call_a_workflow_a_record(root: Path) -> set[str]:
    write(root, ".github/services/action.yml", "runs: {using: composite}\n")
    return refused(root, EMPLOYER)


def move_the_start_of_ones_own_limit(root: Path) -> set[str]:
    """A correction of another body's event: it takes the right to record that event."""
    moved = "  - {id: es00009, type: corrected, on: 2026-10-20, corrects: es00003, corrected_on: 2026-06-22, "
    edit(root, "records/requests/req-sch0000001.yml", "child:", f"{moved}reason: wrong_date, basis: 示例}}\nchild:")
    return refused(root, EMPLOYER, SPECIALIST)


def void_what_the_police_did(root: Path) -> set[str]:
    """The event says who acted; a correction is entered in that body's name, too."""
    edit(root, HOUSEHOLD, "type: served, on: 2026-03-12", "type: served, on: 2026-03-12, by: org-police")
    commit(root)
    add(
        root,
        HOUSEHOLD,
        "  - {id: eh00009, type: corrected, on: 2026-10-20, corrects: eh00003, reason: wrong_record, basis: 示例}\n",
    )
    return refused(root, EMPLOYER, SPECIALIST)


def name_oneself_in_the_event_that_needs_it(root: Path) -> set[str]:
    """An employer that has nothing to do with the talent."""
    stranger = (root / "records/organisations/org-mini-employer.yml").read_text(encoding="utf-8")
    write(root, "records/organisations/org-other.yml", stranger.replace("org-mini-employer", "org-other"))
    contact = (root / CONTACT.format("emp0000001")).read_text(encoding="utf-8").replace("mini-employer", "other")
    contact = contact.replace("emp0000001", "emp0000009").replace("invented-institute", "invented-other")
    write(root, CONTACT.format("emp0000009"), contact)
    commit(root)
    add(root, HOUSEHOLD, "  - {id: eh00008, type: contacted, on: 2026-10-19, handler: org-other}\n")
    add(root, HOUSEHOLD, "  - {id: eh00009, type: withdrawn, on: 2026-10-19, reason: requester_withdrew}\n")
    return refused(root, "invented-other")


KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


def put_ones_key_into_anothers_record(root: Path) -> set[str]:
    add(root, CONTACT.format("mnt0000001"), f'signing_keys: ["{KEY}"]\n')
    commit(root)
    add(root, CONTACT.format("hrss000001"), f'signing_keys: ["{KEY}"]\n')
    return refused(root, MAINTAINER)


def widen_ones_events_in_rules_to_come(root: Path) -> set[str]:
    coming = (root / "records/policies/pol-cq-2017.yml").read_text(encoding="utf-8")
    coming = coming.replace("pol-cq-2017", "pol-cq-2027").replace("_from: 2017-12-14", "_from: 2027-01-01", 1)
    write(root, "records/policies/pol-cq-2027.yml", coming)
    commit(root)
    edit(
        root,
        "records/policies/pol-cq-2027.yml",
        "events: [assisted, corrected]",
        "events: [assisted, answered, corrected]",
    )
    return refused(root, EMPLOYER)


def rewrite_the_comments_of_the_rules(root: Path) -> set[str]:
    add(root, "records/policies/pol-cq-2017.yml", "# 示例\n")
    return refused(root, EMPLOYER, POLICE)


def move_somebodys_record(root: Path) -> set[str]:
    (root / "records/contacts/x").mkdir()
    (root / CONTACT.format("spec000001")).rename(root / "records/contacts/x/con-spec000001.yml")
    return refused(root, EMPLOYER)


def stay_in_post_longer(root: Path) -> set[str]:
    add(root, CONTACT.format("dept000001"), "until: 2026-11-30\n")
    commit(root)
    edit(root, CONTACT.format("dept000001"), "until: 2026-11-30", "until: 2027-11-30")
    return refused(root, POLICE)


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
    (hide_a_record_in_a_folder_that_nobody_lists, "change-file-not-permitted"),
    (move_a_record_out_of_its_hiding_place, "change-event-backdated"),
    (call_a_workflow_a_record, "change-file-not-permitted"),
    (move_the_start_of_ones_own_limit, "change-not-permitted"),
    (void_what_the_police_did, "change-not-permitted"),
    (name_oneself_in_the_event_that_needs_it, "change-not-permitted"),
    (put_ones_key_into_anothers_record, "change-own-rights"),
    (widen_ones_events_in_rules_to_come, "change-not-permitted"),
    (rewrite_the_comments_of_the_rules, "change-not-permitted"),
    (rewrite_the_comments_of_the_rules, "change-not-approved"),
    (move_somebodys_record, "change-not-permitted"),
    (stay_in_post_longer, "change-own-rights"),
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


def a_liaison_tells_that_she_leaves(root: Path) -> set[str]:
    add(root, CONTACT.format("dept000001"), "until: 2026-11-30\nannounced_on: 2026-10-20\n")
    return refused(root, POLICE, SPECIALIST)


def the_bureau_mends_rules_to_come(root: Path) -> set[str]:
    widen_ones_events_in_rules_to_come(root)
    return refused(root, HRSS, "invented-hrss-2")


def an_employer_corrects_its_own_filing(root: Path) -> set[str]:
    took = "  - {id: es00009, type: corrected, on: 2026-10-20, corrects: es00002, corrected_on: 2026-06-08, "
    edit(root, "records/requests/req-sch0000001.yml", "child:", f"{took}reason: wrong_date, basis: 示例}}\nchild:")
    return refused(root, EMPLOYER, SPECIALIST)


def what_git_ignores_is_nobodys_business(root: Path) -> set[str]:
    write(root, ".gitignore", "build/\n")
    commit(root)
    write(root, "build/x.html", "")
    move_on(root)
    return refused(root, SPECIALIST)


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
    a_liaison_tells_that_she_leaves,
    the_bureau_mends_rules_to_come,
    an_employer_corrects_its_own_filing,
    what_git_ignores_is_nobodys_business,
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
