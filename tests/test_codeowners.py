"""`codeowners`: the Git host's file says what the permissions say, and does not go out of date by itself."""

from __future__ import annotations

import argparse
import io
from collections.abc import Callable
from pathlib import Path

import pytest

import minis
from change_world import TODAY
from talentcard.changing import codeowners
from talentcard.context import CannotRunError, Context
from talentcard.core.kinds import KINDS
from talentcard.core.owners import owned
from talentcard.reading import loading
from talentcard.verbs import codeowners as verb

CONTACT = "records/contacts/{}.yml"
OWN = ".github/CODEOWNERS"


def contact(name: str, *lines: str, post: str = "specialist", body: str = "org-platform") -> minis.Files:
    head = ("schema: contact/1", f"id: {name}", f"organisation: {body}", f"post: {post}", "since: 2020-01-01")
    return {CONTACT.format(name): "\n".join((*head, *lines, "")).encode()}


def accounts(own: minis.Files, path: str) -> tuple[str, ...]:
    """Whom the host would ask about a file: the last pattern that fits."""
    fits = [each for each in owned(minis.scope(own).registry) if f"/{path}".startswith(each.pattern.replace("*", "/"))]
    return fits[-1].accounts


HRSS = ("invented-hrss", "invented-hrss-2")
PLATFORM = (*HRSS, "invented-spec-1", "invented-spec-2")
MAINTAINERS = ("invented-mnt-1", "invented-mnt-2")


def test_every_kind_of_record_and_all_else_is_looked_at_by_whom_the_policy_names() -> None:
    assert accounts({}, "records/requests/req-x.yml") == PLATFORM
    assert accounts({}, "records/policies/pol-x.yml") == HRSS
    assert accounts({}, "records/keys/key-x.yml") == ("invented-cst", *HRSS)
    assert accounts({}, "records/contacts/con-x.yml") == ("invented-cst", *PLATFORM)  # some of its fields are custody's
    for path in ("tools/talentcard/cli.py", "schemas/x.json", ".github/workflows/x.yml", "records/else.txt"):
        assert accounts({}, path) == MAINTAINERS
    assert accounts({}, "site/words/zh/x.toml") == PLATFORM
    patterns = [each.pattern for each in owned(minis.scope({}).registry)]
    assert {f"/records/{kind.folder}/" for kind in KINDS} < set(patterns)
    assert (patterns[0], len(set(patterns))) == ("*", len(patterns))


def test_who_has_left_or_was_erased_is_asked_no_more_and_nothing_depends_on_the_day() -> None:
    leaving = contact("con-spec000002", "until: 2099-01-31", "accounts: [invented-spec-2]")
    coming = contact("con-spec000003", "accounts: [Invented-New, invented-second]")
    coming = {path: raw.replace(b"2020-01-01", b"2099-01-01") for path, raw in coming.items()}
    found = accounts({**leaving, **coming}, "records/requests/req-x.yml")
    assert found == (*HRSS, "Invented-New", "invented-second", "invented-spec-1")


def test_a_post_counts_only_at_the_bodies_that_the_role_names() -> None:
    elsewhere = contact("con-past000002", "accounts: [invented-else]", body="org-police")
    assert accounts(elsewhere, "records/requests/req-x.yml") == PLATFORM


def test_what_nobody_has_an_account_for_is_a_comment_so_that_the_general_line_holds() -> None:
    gone = {
        path: minis.base()[path].replace(b"accounts: [invented-", b"# [")
        for path in map(CONTACT.format, ("con-cst0000001", "con-hrss000001", "con-hrss000002"))
    }
    written = codeowners.text(minis.scope(gone).registry)
    assert "\n# /records/keys/\n" in written
    assert not any(rule.startswith("/records/keys/ ") for rule in codeowners.rules(written))
    assert "还没有人登记账号 · nobody has an account on record yet" in written


def test_the_file_of_the_repository_fits_its_records() -> None:
    """Renew it with ``talentcard codeowners``."""
    registry = loading.load(minis.ROOT).registry
    assert (minis.ROOT / OWN).read_text(encoding="utf-8") == codeowners.text(registry)


# ---- the verb --------------------------------------------------------------------------------------------


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, raw in minis.base().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(raw)
    (tmp_path / "schemas").symlink_to(minis.ROOT / "schemas")
    return tmp_path


def run(root: Path, *words: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    parser = argparse.ArgumentParser()
    verb.add_arguments(parser)
    context = Context(root=root, as_of=None, today=TODAY, lang="zh", out=out, err=err)
    return verb.run(context, parser.parse_args(words)), out.getvalue(), err.getvalue()


def test_it_is_written_compared_and_renewed(root: Path) -> None:
    code, out, err = run(root, "--check")
    assert (code, "+*" in out, "talentcard codeowners" in err) == (1, True, True)
    assert not (root / OWN).exists()
    assert "已写好" in run(root)[1]
    assert run(root, "--check")[0] == 0
    path = root / CONTACT.format("con-mnt0000001")
    path.write_text(path.read_text(encoding="utf-8") + "until: 2026-10-31\n", encoding="utf-8")
    code, out, _ = run(root, "--check")
    assert code == 1
    assert [line.split() for line in out.splitlines() if line.startswith(("-*", "+*"))] == [
        ["-*", "@invented-mnt-1", "@invented-mnt-2"],
        ["+*", "@invented-mnt-2"],
    ]
    before = (root / OWN).read_bytes()
    run(root)
    assert (root / OWN).read_bytes() != before
    assert "与记录一致" in run(root)[1]


@pytest.mark.parametrize(
    "told",
    [
        lambda text: text.replace("\n", "\r"),
        lambda text: text.replace("\n", "\u2028"),
        lambda text: text.replace(" @", "\u00a0@"),
        lambda text: text + "#" * 3_200_000 + "\n",
        lambda text: "# otherwise\n" + text,
    ],
    ids=["CR", "U+2028", "NBSP", "too big for the host", "another comment"],
)
def test_whatever_the_host_could_read_otherwise_is_a_difference(root: Path, told: Callable[[str], str]) -> None:
    """So comments count, too: a newer program's wording comes with the change after the one that brings it."""
    run(root)
    text = (root / OWN).read_text(encoding="utf-8")
    (root / OWN).write_bytes(told(text).encode())
    assert run(root, "--check")[0] == 1


def test_a_link_to_the_right_file_is_no_such_file(root: Path) -> None:
    run(root)
    (root / OWN).rename(root / "elsewhere")
    (root / OWN).symlink_to(root / "elsewhere")
    with pytest.raises(CannotRunError, match="codeowners-not-ours"):
        run(root, "--check")


def test_what_somebody_wrote_by_hand_is_left_alone(root: Path) -> None:
    (root / ".github").mkdir()
    (root / OWN).write_text("* @somebody\n", encoding="utf-8")
    with pytest.raises(CannotRunError) as error:
        run(root)
    assert error.value.key == "codeowners-not-ours"
    assert run(root, "--check")[0] == 1
    assert (root / OWN).read_text(encoding="utf-8") == "* @somebody\n"


def test_nothing_is_written_from_half_of_the_records(root: Path) -> None:
    (root / CONTACT.format("con-mnt0000001")).write_text("[", encoding="utf-8")
    with pytest.raises(CannotRunError) as error:
        run(root)
    assert error.value.key == "codeowners-unread"
    assert not (root / OWN).exists()
