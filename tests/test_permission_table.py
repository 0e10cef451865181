"""`tests/permissions.yml`: who may do what, by role, as an office would list it. The policy grants exactly that."""

from __future__ import annotations

from typing import Any

import yaml

import minis
from talentcard.core.kinds import KINDS
from talentcard.core.model import Permissions, Policy, Post

TABLE = minis.TESTS / "permissions.yml"


def permissions() -> Permissions:
    (policy,) = minis.scope({}).registry.of(Policy).values()
    assert policy.permissions is not None
    return policy.permissions


def granted(role: str) -> dict[str, list[str]]:
    """Kind of record → what somebody in this role may do with it, a line a grant."""
    found: dict[str, list[str]] = {}
    for grant in permissions().grants:
        if role in grant.roles:
            words = [
                *(["own"] if grant.own else []),
                *(["new only"] if grant.only_new else []),
                *(["add"] if grant.add else []),
                *(["delete"] if grant.delete else []),
                *(["fields: " + " ".join(grant.fields)] if grant.fields else []),
                *(["events: " + " ".join(grant.events)] if grant.events else []),
            ]
            for kind in grant.kinds:
                found.setdefault(kind, []).append("; ".join(words))
    return found


def as_it_stands() -> dict[str, Any]:
    given = permissions()
    return {
        "roles": {
            role.code: f"{' '.join(role.posts)} @ {' '.join(role.bodies)}: {role.title.zh} / {role.title.en}"
            for role in given.roles
        },
        "may": {role.code: granted(role.code) for role in given.roles},
        "approve": [
            f"{' '.join(entry.kinds)}{' (' + ' '.join(entry.fields) + ')' if entry.fields else ''}: "
            f"{' '.join(entry.roles)}"
            for entry in given.approvals
        ],
        "files": {path: [list(grant.change), list(grant.approve)] for grant in given.files for path in grant.paths},
    }


def test_the_policy_grants_what_the_table_says() -> None:
    assert as_it_stands() == yaml.safe_load(TABLE.read_text(encoding="utf-8"))


def test_every_grant_has_its_reason_in_both_languages() -> None:
    assert all(grant.why.zh and grant.why.en for grant in permissions().grants)


def test_every_kind_has_somebody_who_approves_and_every_post_a_role() -> None:
    given = permissions()
    assert [kind.name for kind in KINDS if not given.approvers(kind.name, None)] == []
    assert {post for role in given.roles for post in role.posts} == set(Post)
