"""Commit signatures, as git and ssh-keygen make them: whose they are, and what they do not prove."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import pytest

import programs
from change_world import NEW, context, edit, found_at, git, request, write
from talentcard import gitrepo
from talentcard.changing import signing
from talentcard.changing.comparing import compare
from talentcard.context import CannotRunError
from talentcard.core.changes import Review
from talentcard.core.changes.review import Signature
from talentcard.session import open_registry

SPECIALIST, LEFT, NOBODY, OTHER_KIND, MODERN = "con-spec000001", "con-past000001", "nobody", "ecdsa", "rsa"
KINDS = {OTHER_KIND: "ecdsa", MODERN: "rsa"}
PAST = f"""schema: contact/1
id: {LEFT}
organisation: org-platform
post: specialist
since: 2020-01-01
until: 2026-01-31
accounts: [invented-past]
"""


class World:
    """One registry that asks for signatures; every case is a branch of its own."""

    def __init__(self, folder: Path) -> None:
        self.keys = folder / "keys"
        self.keys.mkdir()
        self.root = found_at(folder / "registry")
        for name in (SPECIALIST, LEFT, NOBODY, OTHER_KIND, MODERN):
            self.keygen("-q", "-t", KINDS.get(name, "ed25519"), "-N", "", "-C", "", "-f", str(self.keys / name))
        write(self.root, f"records/contacts/{LEFT}.yml", PAST)
        for name in (SPECIALIST, LEFT):
            path = self.root / "records" / "contacts" / f"{name}.yml"
            path.write_text(f"{path.read_text(encoding='utf-8')}signing_keys: [{self.public(name)}]\n")
        edit(self.root, "records/settings/set-registry.yml", "as_of:", "signed_commits: true\nas_of:")
        self.commit()
        git(self.root, "branch", "base")

    def keygen(self, *words: str, stdin: bytes = b"") -> bytes:
        done = subprocess.run([programs.find("ssh-keygen"), *words], input=stdin, capture_output=True, check=True)
        return done.stdout

    def public(self, name: str) -> str:
        return " ".join((self.keys / f"{name}.pub").read_text(encoding="utf-8").split()[:2])

    def branch(self, name: str, start: str = "base") -> None:
        git(self.root, "checkout", "-q", "-b", name, start)

    def git(self, *words: str, signer: str | None = None) -> str:
        key = ("-c", "gpg.format=ssh", "-c", f"user.signingkey={self.keys / signer}") if signer else ()
        return git(self.root, "-c", f"commit.gpgsign={'true' if signer else 'false'}", *key, *words)

    def commit(self, signer: str | None = None, *more: str) -> str:
        git(self.root, "add", "--all")
        self.git("commit", "-q", "--allow-empty", "-m", "步骤", *more, signer=signer)
        return git(self.root, "rev-parse", "HEAD")

    def raw(self, name: str = "HEAD") -> bytes:
        done = subprocess.run(["git", "cat-file", "commit", name], cwd=self.root, capture_output=True, check=True)
        return done.stdout

    def rewrite(self, raw: bytes) -> str:
        """A commit object written by hand, as the end of the branch."""
        made = subprocess.run(
            ["git", "hash-object", "-t", "commit", "-w", "--stdin"],
            cwd=self.root, input=raw, capture_output=True, check=True,
        ).stdout.decode().strip()  # fmt: skip
        git(self.root, "reset", "-q", "--hard", made)
        return made

    def refused(self, base: str = "base") -> list[str]:
        """Why the commits of the branch are refused, one by one."""
        asked = context(self.root)
        opened = open_registry(asked)
        found = compare(asked, opened, base, review=Review(actor="invented-spec-1")).findings()
        return [each.params["why"].removeprefix("@signature-") for each in found if each.rule == "change-not-signed"]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("signing"))


@pytest.fixture(autouse=True)
def branch(world: World, request: pytest.FixtureRequest) -> None:
    world.branch(f"case-{abs(hash(request.node.name))}")


def test_each_commit_is_looked_at_by_itself(world: World) -> None:
    """Good; none; by a key that nobody has recorded; by somebody who has left."""
    write(world.root, NEW, request())
    for signer in (SPECIALIST, None, NOBODY, LEFT):
        world.commit(signer)
    assert world.refused() == ["none", "unknown", "left"]


def test_what_another_commit_has_signed_is_no_signature(world: World) -> None:
    """Amended with the old signature kept; and a signature lifted from one commit to another."""
    world.commit(SPECIALIST)
    old = world.raw()
    world.rewrite(old.replace("步骤".encode(), "别的".encode()))
    assert world.refused() == ["bad"]
    world.commit(SPECIALIST)
    header = b"gpgsig " + b"\n ".join(signing.taken_apart(old)[1][0].split(b"\n")) + b"\n"
    head, blank, message = signing.taken_apart(world.raw())[0].partition(b"\n\n")
    world.rewrite(head + b"\n" + header.rstrip(b"\n") + blank + message)
    assert world.refused() == ["bad", "bad"]


@pytest.mark.parametrize("namespace", ["git", "file"])
def test_a_signature_made_for_something_else_does_not_count(world: World, namespace: str) -> None:
    """What somebody has signed as a file can't be passed off as their commit."""
    world.commit()
    head, blank, message = world.raw().partition(b"\n\n")
    key = str(world.keys / SPECIALIST)
    made = world.keygen("-Y", "sign", "-q", "-n", namespace, "-f", key, stdin=head + blank + message)
    world.rewrite(head + b"\ngpgsig " + made.strip().replace(b"\n", b"\n ") + blank + message)
    assert world.refused() == ([] if namespace == "git" else ["bad"])


def test_a_second_signature_spoils_the_first(world: World) -> None:
    """Else it would be for the reader to choose whose commit it is."""
    world.commit(SPECIALIST)
    head, blank, message = world.raw().partition(b"\n\n")
    (signature,) = signing.taken_apart(head + blank + message)[1]
    world.rewrite(head + b"\ngpgsig-sha256 " + signature.replace(b"\n", b"\n ") + blank + message)
    assert world.refused() == ["bad"]


def test_what_a_message_says_is_no_signature(world: World) -> None:
    world.commit(SPECIALIST)
    (signature,) = signing.taken_apart(world.raw())[1]
    world.commit(None, "--amend", "-m", f"步骤\n\ngpgsig {signature.decode()}")
    assert world.refused() == ["none"]


def test_kinds_of_key(world: World) -> None:
    """RSA is read; of a kind that is not, nothing is believed."""
    world.commit(MODERN)
    world.commit(OTHER_KIND)
    found = [signing.examine(name, raw) for name, raw in gitrepo.commits(world.root, gitrepo.base(world.root, "base"))]
    assert [each.signature for each in found] == [Signature.GOOD, Signature.BAD]
    assert [each.key for each in found] == [world.public(MODERN), None]


def test_git_itself_says_the_same(world: World) -> None:
    """With ssh-keygen behind it, and the recorded keys as its list of allowed signers."""
    allowed = world.keys / "allowed"
    allowed.write_text(f'* namespaces="git" {world.public(SPECIALIST)}\n', encoding="utf-8")
    world.commit(SPECIALIST)
    good = world.raw()
    world.rewrite(good.replace("步骤".encode(), "别的".encode()))
    for signer in (None, NOBODY, SPECIALIST):
        world.commit(signer)
    for name, raw in gitrepo.commits(world.root, gitrepo.base(world.root, "base")):
        words = ["git", "-c", f"gpg.ssh.allowedSignersFile={allowed}", "verify-commit", name]
        done = subprocess.run(words, cwd=world.root, capture_output=True, check=False)
        assert (done.returncode == 0) == (signing.examine(name, raw).key == world.public(SPECIALIST))


def test_no_damage_to_a_signature_is_believed_or_breaks_anything(world: World) -> None:
    world.commit(SPECIALIST)
    signed, (signature,) = signing.taken_apart(world.raw())
    assert signing.signer(signed, signature) == world.public(SPECIALIST)
    first, *lines, last = signature.strip().split(b"\n")
    blob = base64.b64decode(b"".join(lines))
    for at in range(len(blob)):
        for damaged in (blob[:at] + bytes([blob[at] ^ 1]) + blob[at + 1 :], blob[:at]):
            armoured = b"\n".join((first, base64.b64encode(damaged), last))
            assert signing.signer(signed, armoured) in (None, world.public(SPECIALIST)), at
    for junk in (b"", b"-----BEGIN PGP SIGNATURE-----", "签名".encode(), first, blob):
        assert signing.signer(signed, junk) is None
    for weak in (b"md5", b"shake_128", b"sha1"):
        changed = blob.replace(b"\0\0\0\x06sha512", len(weak).to_bytes(4) + weak)
        assert changed != blob
        assert signing.signer(signed, b"\n".join((first, base64.b64encode(changed), last))) is None


# ---- merges -------------------------------------------------------------------------------------------


def test_a_merge_that_brings_nothing_of_its_own_needs_no_signature(world: World) -> None:
    """The host makes it, or git; one into which something was slipped, or that drops what others did, does."""
    write(world.root, "docs/one.md", "一\n")
    one = world.commit(SPECIALIST)
    world.branch("two")
    git(world.root, "reset", "-q", "--hard", "base")
    write(world.root, "docs/two.md", "二\n")
    world.commit(SPECIALIST)
    world.git("merge", "-q", "--no-edit", one)
    clean = git(world.root, "rev-parse", "HEAD")
    assert world.refused() == []
    write(world.root, "docs/one.md", "三\n")
    world.commit(None, "--amend", "--no-edit")
    assert world.refused() == ["none"]
    git(world.root, "reset", "-q", "--hard", f"{clean}^1")
    world.git("merge", "-q", "--no-edit", "-s", "ours", one)
    assert world.refused() == ["none"]


def test_what_the_base_holds_by_now_is_not_asked_about(world: World) -> None:
    """The default branch merged in: its own commits were judged when they came."""
    write(world.root, "docs/mine.md", "一\n")
    world.commit(SPECIALIST)
    name = git(world.root, "branch", "--show-current")
    world.branch("ahead", "base")
    write(world.root, "docs/theirs.md", "二\n")
    world.commit()
    git(world.root, "checkout", "-q", name)
    world.git("merge", "-q", "--no-edit", "ahead")
    write(world.root, "docs/more.md", "三\n")
    world.commit(SPECIALIST)
    git(world.root, "checkout", "-q", "ahead")
    world.commit()
    git(world.root, "checkout", "-q", name)
    assert world.refused("ahead") == []


def test_where_a_part_of_the_history_is_missing_nothing_is_passed(world: World, tmp_path: Path) -> None:
    """The side branch of a merge is cut off: who made its commits can't be told."""
    for text in ("一\n", "二\n"):
        write(world.root, "docs/side.md", text)
        side = world.commit()
    world.branch(f"cut-{tmp_path.name}", "base")
    for text in ("三\n", "四\n"):
        write(world.root, "docs/main.md", text)
        start = world.commit()
    world.git("merge", "-q", "--no-edit", side)
    url = world.root.as_uri()
    git(tmp_path, "clone", "-q", "--depth=2", url, "clone")
    asked = context(tmp_path / "clone")
    with pytest.raises(CannotRunError) as error:
        compare(asked, open_registry(asked), start, review=Review(actor="invented-spec-1"))
    assert error.value.key == "compare-shallow"


def test_where_the_settings_do_not_ask_nothing_is_read(world: World) -> None:
    """The base's settings: a change can't free itself of it."""
    edit(world.root, "records/settings/set-registry.yml", "signed_commits: true\n", "")
    world.commit()
    assert world.refused() == ["none"]
    git(world.root, "branch", "-q", "free")
    world.commit()
    assert world.refused("free") == []
