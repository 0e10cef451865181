"""The drill, with throw-away keys: what the recovery copy brings back, and what a destroyed key takes with it.

The program has no part in the proof where it need not: the wrapped file is opened with age, the values with HPKE.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyrage import x25519

from custody_world import CUSTODIAN, NAME, OTHER_NAME, PASSPORT, World, founded
from talentcard.core.model import RecordId
from talentcard.core.privacy.sealed import SealError, parse
from talentcard.sealing import hpke
from talentcard.sealing.keyring import KeyringError, Secret, Store
from talentcard.sealing.keyring import opened as unwrapped

TALENT, OTHER = "tal-mn00000001", "tal-mn00000002"
PATH, OTHER_PATH = f"records/talents/{TALENT}.yml", f"records/talents/{OTHER}.yml"


@dataclass(frozen=True)
class Drill:
    """A registry, the identity that lies in the safe, and what the custodian's key folder held on the first day."""

    world: World
    recovery: x25519.Identity
    backup: Path

    def in_history(self, path: str) -> list[str]:
        """The sealed name of a record in every commit that has one, the newest first."""
        commits = self.world.git("log", "--format=%h", "--", path).split()
        texts = [self.world.git("show", f"{commit}:{path}") for commit in commits]
        return [text.split("name: ")[1].split("\n")[0] for text in texts if "name: enc:" in text]


def opens(secret: Secret, record: str, value: str) -> str:
    return hpke.unseal(secret.private, parse(value), RecordId(record), ("identity", "name"))


@pytest.fixture
def drill(tmp_path: Path) -> Drill:
    """Two talents sealed and committed; then one of them erased and committed. The old key is still about."""
    world, recovery = founded(tmp_path, keyed=False), x25519.Identity.generate()
    to = f"recovery={recovery.to_public()}"
    assert world.run("keys", "init", "--holder", CUSTODIAN, "--new-identity", "--recipient", to).code == 0
    talent = world.read(PATH)
    for path, record, name, digit in ((PATH, TALENT, NAME, "1"), (OTHER_PATH, OTHER, OTHER_NAME, "2")):
        number = PASSPORT[:-1] + digit
        text = talent.replace(TALENT, record) + f"identity:\n  name: {name}\n  documents:\n    passport: {number}\n"
        world.write(path, text)
    assert world.run("seal").code == 0
    world.commit()
    backup = tmp_path / "backup-of-the-first-day"
    shutil.copytree(world.keys, backup)
    assert world.run("erase", TALENT, "--reason", "request", "--yes").code == 0
    world.commit()
    return Drill(world, recovery, backup)


def destroy_every_copy(drill: Drill) -> None:
    for folder in (drill.world.keys, drill.backup):
        (folder / "2026a.age").unlink()
    assert drill.world.run("keys", "destroyed", "2026a").code == 0
    drill.world.commit()


def test_a_lost_identity_is_made_good_by_the_recovery_copy(drill: Drill) -> None:
    """The custodian's own identity is gone; the one from the safe opens every record in use."""
    (drill.world.keys / "identity.txt").unlink()
    assert "找不到您的 age 私钥文件" in drill.world.run("custodian-check").err
    safe = drill.world.keys.parent / "from-the-safe.txt"
    safe.write_text(f"{drill.recovery}\n", encoding="utf-8")
    assert drill.world.run("custodian-check", "--identity", str(safe)).code == 0
    shown = drill.world.run("show", OTHER, "--identity", str(safe))
    assert (shown.code, OTHER_NAME in shown.out) == (0, True)


def test_until_the_old_key_is_destroyed_the_history_still_opens(drill: Drill) -> None:
    """What the erasure's own list says: a backup of the old key file opens what git has kept."""
    secret = unwrapped("2026a", (drill.backup / "2026a.age").read_bytes(), [drill.recovery])
    assert [opens(secret, TALENT, value) for value in drill.in_history(PATH)] == [NAME]


def test_after_that_no_key_that_is_left_opens_the_erased_person(drill: Drill) -> None:
    destroy_every_copy(drill)
    store = Store(drill.world.keys, drill.world.keys / "identity.txt")
    assert (store.kids(), list(drill.backup.glob("*.age"))) == (("2026b",), [])
    left = store.secret("2026b")
    (erased,) = drill.in_history(PATH)
    with pytest.raises(SealError):
        opens(left, TALENT, erased)
    with pytest.raises(KeyringError):
        store.secret("2026a")


def test_and_everybody_else_is_still_there(drill: Drill) -> None:
    destroy_every_copy(drill)
    secret = Store(drill.world.keys, drill.world.keys / "identity.txt").secret("2026b")
    newest = drill.in_history(OTHER_PATH)[0]
    assert opens(secret, OTHER, newest) == OTHER_NAME
    assert drill.world.run("custodian-check").code == 0


def test_the_new_key_opens_for_the_recovery_copy_too(drill: Drill) -> None:
    destroy_every_copy(drill)
    raw = (drill.world.keys / "2026b.age").read_bytes()
    assert unwrapped("2026b", raw, [drill.recovery]).kid == "2026b"


def test_old_tags_are_worthless_without_the_old_index_key(drill: Drill) -> None:
    """The tag in the history is of another index key than the one left: no number can be tried against it."""
    old = unwrapped("2026a", (drill.backup / "2026a.age").read_bytes(), [drill.recovery])
    listed = drill.world.git("log", "--all", "--name-only", "--format=", "--", "records/identity-tags")
    assert f"tag-{old.tag('passport', PASSPORT)}.yml" in listed
    destroy_every_copy(drill)
    left = Store(drill.world.keys, drill.world.keys / "identity.txt").secret("2026b")
    assert f"tag-{left.tag('passport', PASSPORT)}.yml" not in listed


def test_no_plain_value_was_ever_committed(drill: Drill) -> None:
    everything = drill.world.git("log", "--all", "-p")
    assert [value for value in (NAME, OTHER_NAME, PASSPORT) if value in everything] == []
