"""`keys`: the first epoch, holders who come and go, rotation; key files outside the registry and for holders only."""

from __future__ import annotations

import json
import re
import shutil
import stat
from pathlib import Path

import pytest
from pyrage import decrypt, x25519

from custody_world import (
    CUSTODIAN,
    NAME,
    OTHER,
    OTHER_NAME,
    SECOND,
    TALENT,
    World,
    founded,
    registered,
    resident_id,
    talent_path,
)
from talentcard.sealing.keyring import Store, public_of


@pytest.fixture
def bare(tmp_path: Path) -> World:
    """A registry before its first key."""
    return founded(tmp_path, keyed=False)


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = founded(tmp_path)
    registered(world)
    world.commit()
    return world


def identity(folder: Path, name: str = "second.txt") -> tuple[Path, str]:
    """Another holder's identity file and recipient."""
    made = x25519.Identity.generate()
    (folder / name).write_text(f"{made}\n", encoding="utf-8")
    return folder / name, str(made.to_public())


def key(world: World, kid: str = "2026a") -> str:
    return world.read(f"records/keys/key-{kid}.yml")


# ---- init -------------------------------------------------------------------------------------------


def test_the_first_epoch_is_a_record_and_a_file_outside(bare: World) -> None:
    done = bare.run("keys", "init", "--holder", CUSTODIAN, "--new-identity")
    assert done.code == 0
    assert "已建立密钥 key-2026a" in done.out
    assert f"holder: {CUSTODIAN}" in key(bare)
    assert (bare.keys / "2026a.age").read_bytes().startswith(b"age-encryption.org/v1\n")
    assert "没有离线保管的恢复副本" in done.err


def test_key_files_are_for_their_owner_only(bare: World) -> None:
    bare.run("keys", "init", "--holder", CUSTODIAN, "--new-identity")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in [bare.keys, *bare.keys.iterdir()]}
    assert modes == {bare.keys.name: 0o700, "2026a.age": 0o600, "identity.txt": 0o600}


def test_no_secret_is_printed_or_put_into_the_registry(bare: World) -> None:
    done = bare.run("keys", "init", "--holder", CUSTODIAN, "--new-identity")
    own = x25519.Identity.from_str((bare.keys / "identity.txt").read_text(encoding="utf-8").splitlines()[1])
    document = json.loads(decrypt((bare.keys / "2026a.age").read_bytes(), [own]))
    told = done.out + done.err + "".join(raw.decode() for raw in bare.files().values())
    for secret in (document["private"], document["index"], str(own)):
        assert secret not in told


def test_a_key_folder_inside_the_registry_is_refused(bare: World) -> None:
    inside = World(bare.root, bare.root / "keys")
    done = inside.run("keys", "init", "--holder", CUSTODIAN, "--new-identity")
    assert done.code == 2
    assert "在登记册里面" in done.err
    assert not inside.keys.exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "没有人能打开"),
        (("--holder", "con-zzzzzzzzzz", "--new-identity"), "没有联系人"),
        (("--holder", CUSTODIAN), "找不到您的 age 私钥文件"),
        (("--recipient", "recovery=age1short"), "收件公钥的写法不对"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_made(words: tuple[str, ...], why: str, bare: World) -> None:
    done = bare.run("keys", "init", *words)
    assert done.code == 2
    assert why in done.err
    assert not list(bare.keys.glob("*.age"))
    assert not (bare.root / "records" / "keys").exists()


def test_a_second_first_epoch_is_refused(world: World) -> None:
    assert world.run("keys", "init", "--holder", CUSTODIAN).code == 2


def test_an_identity_is_never_overwritten(bare: World) -> None:
    bare.keys.mkdir()
    (bare.keys / "identity.txt").write_text("something dear\n", encoding="utf-8")
    assert bare.run("keys", "init", "--holder", CUSTODIAN, "--new-identity").code == 2
    assert (bare.keys / "identity.txt").read_text(encoding="utf-8") == "something dear\n"


def test_a_key_file_of_the_same_name_is_never_overwritten(bare: World) -> None:
    """As where another branch made an epoch."""
    bare.keys.mkdir()
    (bare.keys / "2026a.age").write_bytes(b"of another branch")
    assert bare.run("keys", "init", "--holder", CUSTODIAN, "--new-identity").code == 0
    assert (bare.keys / "2026a.age").read_bytes() == b"of another branch"
    assert "key-2026b" in key(bare, "2026b")


# ---- holders ----------------------------------------------------------------------------------------


def test_who_is_added_opens_what_was_sealed_before(world: World, tmp_path: Path) -> None:
    file, recipient = identity(tmp_path)
    assert world.run("show", TALENT, "--identity", str(file)).code == 2
    before = world.read(talent_path())
    done = world.run("keys", "add", SECOND, recipient)
    assert done.code == 0
    assert NAME in world.run("show", TALENT, "--identity", str(file)).out
    assert NAME in world.run("show", TALENT).out
    assert world.read(talent_path()) == before  # nothing had to be sealed anew
    assert recipient in key(world)


def test_a_joiner_makes_an_identity_once_and_shows_its_public_half_only(world: World, tmp_path: Path) -> None:
    joiner = World(world.root, tmp_path / "joiner")
    first, again = joiner.run("keys", "identity"), joiner.run("keys", "identity")
    assert first == again
    own = Store(joiner.keys, joiner.keys / "identity.txt")
    assert own.identity.stat().st_mode & 0o777 == 0o600
    assert public_of(own.identity) in first.out
    assert "AGE-SECRET-KEY" not in first.out + first.err
    assert world.run("keys", "add", SECOND, public_of(own.identity)).code == 0
    shutil.copy(world.keys / "2026a.age", joiner.keys)
    assert joiner.run("custodian-check").code == 0


def test_who_leaves_opens_nothing_that_comes_after(world: World, tmp_path: Path) -> None:
    file, recipient = identity(tmp_path)
    world.run("keys", "add", SECOND, recipient)
    done = world.run("keys", "remove", SECOND)
    assert done.code == 0
    assert "key-2026b" in done.out
    assert "仍能打开今天以前历史里的密文" in done.err
    assert world.run("show", TALENT, "--identity", str(file)).code == 2
    assert NAME in world.run("show", TALENT).out
    assert SECOND not in key(world, "2026b")


@pytest.mark.parametrize(
    "words", [("remove", SECOND), ("add", "con-zzzzzzzzzz", "age1x"), ("add", SECOND), ("rotate", "x")]
)
def test_who_is_no_holder_or_a_wrong_number_of_words(words: tuple[str, ...], world: World) -> None:
    before = world.files()
    assert world.run("keys", *words).code == 2
    assert world.files() == before


# ---- rotation ---------------------------------------------------------------------------------------


def test_a_rotation_seals_everything_anew_and_retires_the_old_key(world: World) -> None:
    registered(world, OTHER, resident_id("19850607", "002"), OTHER_NAME)
    old_tags, before = world.tags(), world.read(talent_path())
    assert world.run("keys", "rotate").code == 0
    after = world.read(talent_path())
    assert "enc:v1:2026a:" not in after + world.read(talent_path(OTHER))
    assert re.sub(r"enc:\S+", "", after) == re.sub(r"enc:\S+", "", before)
    assert "retired_on: 2026-10-20" in key(world)
    assert "retired_on" not in key(world, "2026b")
    assert len(world.tags()) == 2
    assert set(world.tags()).isdisjoint(old_tags)  # an old index key finds nobody
    assert world.run("custodian-check").out == "已打开 4 项密文，发现 0 处问题。\n"


def test_a_rotation_that_would_lose_a_value_changes_nothing(world: World) -> None:
    text = world.read(talent_path())
    world.write(talent_path(), re.sub(r"(name: \S+?)....\n", r"\1AAAA\n", text, count=1))
    before, files = world.files(), sorted(path.name for path in world.keys.iterdir())
    done = world.run("keys", "rotate")
    assert done.code == 1
    assert "identity.name" in done.out
    assert world.files() == before
    assert sorted(path.name for path in world.keys.iterdir()) == files


def test_an_unreadable_record_stops_a_rotation(world: World) -> None:
    world.write(talent_path(OTHER), "identity:\n\tname: x\n")
    before = world.files()
    done = world.run("keys", "rotate")
    assert done.code == 1
    assert "seal-not-read" in done.out
    assert world.files() == before


def test_what_a_branch_sealed_before_the_rotation_is_renewed_after_the_merge(world: World) -> None:
    world.git("checkout", "-q", "-b", "branch")
    registered(world, OTHER, resident_id("19850607", "002"), OTHER_NAME)
    world.commit()
    world.git("checkout", "-q", "main")
    assert world.run("keys", "rotate").code == 0
    world.commit()
    kept = world.read(talent_path())
    world.git("merge", "-q", "--no-edit", "branch")
    assert "enc:v1:2026a:" in world.read(talent_path(OTHER))
    assert world.run("seal", "--renew").out == "已改用密钥 key-2026b 重新密封 2 项。\n"
    assert "enc:v1:2026a:" not in world.read(talent_path(OTHER))
    assert world.read(talent_path()) == kept
    assert world.run("custodian-check").code == 0
    assert len(world.tags()) == 2


def test_the_file_of_an_epoch_that_seals_nothing_any_more_is_not_missed(world: World, tmp_path: Path) -> None:
    """As after an erasure, before it is put on record."""
    world.run("keys", "rotate")
    (world.keys / "2026a.age").unlink()
    assert world.run("custodian-check").code == 0
    _, recipient = identity(tmp_path)
    before = key(world)
    assert world.run("keys", "add", SECOND, recipient).code == 0
    assert recipient in key(world, "2026b")
    assert key(world) == before  # nobody can be let into what is not here


def test_the_file_of_an_epoch_that_still_seals_something_is_missed(world: World) -> None:
    text = world.read(talent_path())
    world.run("keys", "rotate")
    world.write(talent_path(), text)
    (world.keys / "2026a.age").unlink()
    done = world.run("custodian-check")
    assert done.code == 2
    assert "没有密钥 2026a 的文件" in done.err


# ---- status -----------------------------------------------------------------------------------------


def test_the_status_tells_each_epoch(world: World) -> None:
    world.run("keys", "rotate")
    assert world.run("keys", "status").out.splitlines() == [
        f"key-2026a：已停用（2026-10-20）；密封 0 项；能打开的人：{CUSTODIAN}、recovery；在这里打得开",
        f"key-2026b：在用（2026-10-20 起）；密封 2 项；能打开的人：{CUSTODIAN}、recovery；在这里打得开",
    ]
    (world.keys / "2026a.age").unlink()
    (world.keys / "identity.txt").unlink()
    status = world.run("keys", "status").out.splitlines()
    assert [line.rpartition("；")[2] for line in status] == ["文件不在这里", "文件在，您打不开"]


def test_the_status_before_the_first_key(bare: World) -> None:
    assert bare.run("keys", "status").out == "还没有密钥。请运行 talentcard keys init。\n"
