"""``backup`` and ``restore``: what was destroyed is back, wholly; what is not whole does not come back at all."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import programs
from founded import NAME, TALENT, Founded, Said, found, git, register, talentcard
from talentcard.core.model import RecordId
from talentcard.core.privacy.sealed import parse
from talentcard.reading import yamlsource
from talentcard.sealing import hpke, keyring
from talentcard.sealing.keyring import Store

Members = dict[str, bytes]


@dataclass(frozen=True)
class Drill:
    """A registry with one sealed person, two branches and a tag; its recovery key is in the safe."""

    made: Founded
    safe: Path
    number: str

    def backup(self, file: Path, *more: str) -> Said:
        return self.made.run("backup", file, "--keys", self.made.keys, *more)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Drill:
    folder = tmp_path_factory.mktemp("drill")
    made, said = found(folder)
    assert said.code == 0, said
    number = register(made)
    git(made.root, "branch", "second")
    git(made.root, "tag", "-a", "-m", "the first year", "year-1")
    (folder / "safe").mkdir()
    safe = folder / "safe" / "recovery.txt"
    made.recovery.rename(safe)
    return Drill(made, safe, number)


@pytest.fixture(scope="module")
def sealed(kept: Drill, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("disk") / "a.talentcard"
    assert kept.backup(file).code == 0
    return file


@pytest.fixture(scope="module")
def plain(kept: Drill, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("disk") / "a.tar"
    assert kept.backup(file, "--plain").code == 0
    return file


@pytest.fixture
def copy(kept: Drill, tmp_path: Path) -> Drill:
    """One that a test may spoil."""
    shutil.copytree(kept.made.folder, tmp_path / "copy")
    return Drill(Founded(tmp_path / "copy"), kept.safe, kept.number)


def restore(file: Path, folder: Path, *more: str | Path) -> Said:
    return talentcard("restore", file, folder / "back", "--keys", folder / "keys", *more, root=folder)


def members(file: Path) -> Members:
    with tarfile.open(file) as given:
        return {member.name: given.extractfile(member).read() for member in given}  # type: ignore[union-attr]


def packed(file: Path, content: Members) -> Path:
    with tarfile.open(file, "w") as made:
        for name, raw in content.items():
            member = tarfile.TarInfo(name)
            member.size = len(raw)
            made.addfile(member, io.BytesIO(raw))
    return file


def listed(content: Members, **changes: object) -> Members:
    """With a manifest that is true of the files, as somebody would make it who knows the form."""
    manifest = json.loads(content["manifest.json"]) | changes
    manifest["files"] = {n: hashlib.sha256(raw).hexdigest() for n, raw in content.items() if n != "manifest.json"}
    return content | {"manifest.json": json.dumps(manifest).encode()}


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name in ("back", "keys") or path.name[0] == ".")


# ---- the drill --------------------------------------------------------------------------------------


def test_everything_is_lost_but_the_backup_and_the_safe(copy: Drill, tmp_path: Path) -> None:
    before = git(copy.made.root, "for-each-ref")
    file = tmp_path / "disk.talentcard"
    assert copy.backup(file).code == 0
    shutil.rmtree(copy.made.folder)

    back = restore(file, tmp_path, "--identity", copy.safe)
    assert back.code == 0, back
    assert "打开了 2 个密文" in back.out
    assert git(tmp_path / "back", "for-each-ref") == before
    assert git(tmp_path / "back", "status", "--porcelain") == ""
    assert talentcard("check", root=tmp_path / "back").code == 0
    custody = ("custodian-check", "--keys", tmp_path / "keys", "--identity", copy.safe)
    assert talentcard(*custody, root=tmp_path / "back").code == 0

    store = Store(tmp_path / "keys", copy.safe)
    (kid,) = store.kids()
    record = yamlsource.quick((tmp_path / "back" / "records" / "talents" / f"{TALENT}.yml").read_bytes()) or {}
    name = hpke.unseal(
        store.secret(kid).private, parse(record["identity"]["name"]), RecordId(TALENT), ("identity", "name")
    )
    assert name == NAME
    assert store.file(kid).stat().st_mode & 0o777 == 0o600


def test_it_comes_back_without_this_program(sealed: Path, kept: Drill, tmp_path: Path) -> None:
    """The way that the README in the archive describes: age, tar, git."""
    program = str(programs.find("age"))
    opened = subprocess.run([program, "-d", "-i", kept.safe, sealed], capture_output=True, check=True)
    (tmp_path / "backup.tar").write_bytes(opened.stdout)
    subprocess.run(["tar", "-xf", "backup.tar"], cwd=tmp_path, check=True)
    git(tmp_path, "clone", "--quiet", "-b", "main", "registry.bundle", "registry")
    assert (tmp_path / "registry" / "records" / "talents" / f"{TALENT}.yml").is_file()
    (key,) = (tmp_path / "keys").glob("*.age")
    opened = subprocess.run([program, "-d", "-i", kept.safe, key], capture_output=True, check=True)
    assert json.loads(opened.stdout)["kid"] == key.stem
    guide = (tmp_path / "README.txt").read_text(encoding="utf-8")
    assert [word in guide for word in ("age -d -i", "tar -xf", "git clone -b main registry.bundle")] == [True] * 3


def test_a_plain_backup_comes_back_and_says_what_it_could_not_try(plain: Path, tmp_path: Path) -> None:
    back = restore(plain, tmp_path)
    assert back.code == 0, back
    assert "未试开" in back.err
    assert left(tmp_path) == ["back", "keys"]


# ---- what a backup holds ----------------------------------------------------------------------------


def test_only_the_recovery_key_opens_it(sealed: Path, kept: Drill, tmp_path: Path) -> None:
    raw = sealed.read_bytes()
    assert raw.startswith(b"age-encryption.org/v1\n-> X25519 ")
    assert raw.split(b"\n---")[0].count(b"-> X25519") == 1
    assert b"registry.bundle" not in raw
    own = restore(sealed, tmp_path, "--identity", kept.made.keys / "identity.txt")
    assert own == Said(2, "", "“a.talentcard”打不开：私钥不对，或文件不完整、被改动过。\n")
    assert left(tmp_path) == []


def test_it_holds_history_keys_and_their_list_and_nobody_s_private_half(plain: Path, kept: Drill) -> None:
    content = members(plain)
    (kid,) = Store(kept.made.keys, kept.safe).kids()
    assert list(content) == ["manifest.json", "README.txt", f"keys/{kid}.age", "registry.bundle"]
    manifest = json.loads(content["manifest.json"])
    assert manifest["keys"] == [kid]
    assert manifest["branch"] == "main"
    assert sorted(manifest["refs"]) == ["refs/heads/main", "refs/heads/second", "refs/tags/year-1"]
    assert all(hashlib.sha256(content[name]).hexdigest() == digest for name, digest in manifest["files"].items())
    for file in (kept.safe, kept.made.keys / "identity.txt"):
        secret = file.read_text(encoding="utf-8").splitlines()[1].encode()
        assert not any(secret in raw for raw in content.values())
    assert plain.stat().st_mode & 0o777 == 0o600


def test_what_is_not_committed_is_said_to_be_missing(copy: Drill, tmp_path: Path) -> None:
    (copy.made.root / "records" / "note.yml").write_text("", encoding="utf-8")
    said = copy.backup(tmp_path / "b.tar", "--plain")
    assert said.code == 0
    assert said.err == "注意：1 个文件的改动还没有提交，不在备份里。\n"


# ---- what can't be backed up ------------------------------------------------------------------------


def without_key_file(copy: Drill) -> None:
    next(copy.made.keys.glob("*.age")).unlink()


def with_another_key(copy: Drill) -> None:
    """A key file of the right name that belongs to another registry."""
    store = Store(copy.made.keys, copy.made.keys / "identity.txt")
    (kid,) = store.kids()
    store.write(keyring.generate(kid), [keyring.public_of(store.identity)])


def with_a_destroyed_key_left_over(copy: Drill) -> None:
    (record,) = (copy.made.root / "records" / "keys").glob("*.yml")
    text = record.read_text(encoding="utf-8")
    record.write_text(text + "retired_on: 2026-11-20\ndestroyed_on: 2026-11-20\n", encoding="utf-8")


def without_recovery(copy: Drill) -> None:
    (record,) = (copy.made.root / "records" / "keys").glob("*.yml")
    lines = record.read_text(encoding="utf-8").splitlines(keepends=True)
    record.write_text("".join(line for line in lines if "holder: recovery" not in line), encoding="utf-8")


def off_any_branch(copy: Drill) -> None:
    git(copy.made.root, "checkout", "--quiet", "--detach")


def without_history(copy: Drill) -> None:
    shutil.rmtree(copy.made.root / ".git")


def with_a_key_that_no_commit_has(copy: Drill) -> None:
    record = next((copy.made.root / "records" / "keys").glob("*.yml"))
    record.write_text(record.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")


def cut_short(copy: Drill) -> None:
    whole = copy.made.root.rename(copy.made.folder / "whole")
    git(copy.made.folder, "clone", "--quiet", "--depth", "1", whole.as_uri(), "registry")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (without_key_file, "密钥文件"),
        (with_another_key, "不是一对"),
        (with_a_destroyed_key_left_over, "记为已销毁"),
        (with_a_key_that_no_commit_has, "还没有提交"),
        (without_recovery, "没有恢复公钥"),
        (off_any_branch, "不在任何分支上"),
        (without_history, "不是 git 仓库"),
        (cut_short, "浅克隆"),
    ],
)
def test_a_backup_that_would_not_come_back_is_not_made(
    copy: Drill, spoil: Callable[[Drill], None], why: str, tmp_path: Path
) -> None:
    spoil(copy)
    plain = ["--plain"] if spoil is with_a_destroyed_key_left_over else []
    said = copy.backup(tmp_path / "b.talentcard", *plain)
    assert said.code == 2, said
    assert why in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]


def test_a_backup_overwrites_nothing_and_does_not_lie_in_the_registry(kept: Drill, sealed: Path) -> None:
    before = sealed.read_bytes()
    assert kept.backup(sealed).code == 2
    assert sealed.read_bytes() == before
    assert kept.backup(kept.made.root / "b.talentcard").code == 2
    assert git(kept.made.root, "status", "--porcelain") == ""


# ---- what does not come back ------------------------------------------------------------------------


@pytest.mark.parametrize("place", [0.02, 0.5, 0.9999])
def test_a_changed_byte_in_a_sealed_backup(place: float, sealed: Path, kept: Drill, tmp_path: Path) -> None:
    raw = bytearray(sealed.read_bytes())
    raw[int(len(raw) * place)] ^= 1
    (tmp_path / "b.talentcard").write_bytes(raw)
    assert restore(tmp_path / "b.talentcard", tmp_path, "--identity", kept.safe).code == 2
    assert left(tmp_path) == []


@pytest.mark.parametrize("length", [10, 100, 300, -1, -70_000])
def test_a_sealed_backup_cut_short(length: int, sealed: Path, kept: Drill, tmp_path: Path) -> None:
    (tmp_path / "b.talentcard").write_bytes(sealed.read_bytes()[:length])
    assert restore(tmp_path / "b.talentcard", tmp_path, "--identity", kept.safe).code == 2
    assert left(tmp_path) == []


@pytest.mark.parametrize("name", ["README.txt", "registry.bundle", "keys"])
def test_a_changed_byte_in_any_file_of_a_plain_backup(name: str, plain: Path, tmp_path: Path) -> None:
    content = members(plain)
    name = next(member for member in content if member.startswith(name))
    content[name] = content[name][:-1] + bytes([content[name][-1] ^ 1])
    said = restore(packed(tmp_path / "b.tar", content), tmp_path)
    assert said == Said(2, "", f"“b.tar”不是完整的备份（{name}），什么也没有恢复。请换另一份备份。\n")
    assert left(tmp_path) == []


@pytest.mark.parametrize("name", ["manifest.json", "README.txt", "registry.bundle", "keys"])
def test_a_missing_file(name: str, plain: Path, tmp_path: Path) -> None:
    content = {member: raw for member, raw in members(plain).items() if not member.startswith(name)}
    assert restore(packed(tmp_path / "b.tar", content), tmp_path).code == 2
    assert left(tmp_path) == []


@pytest.mark.parametrize("name", ["../escaped", "keys/../../escaped", "/tmp/escaped", "records/new.yml", "keys/zz.age"])
def test_a_file_that_does_not_belong(name: str, plain: Path, tmp_path: Path) -> None:
    content = listed(members(plain) | {name: b"x"})
    assert restore(packed(tmp_path / "b.tar", content), tmp_path).code == 2
    assert left(tmp_path) == []
    assert not (tmp_path / "escaped").exists()
    assert not (tmp_path.parent / "escaped").exists()


def test_a_link_instead_of_a_file(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "b.tar", "w") as made:
        member = tarfile.TarInfo("registry.bundle")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/hostname"
        made.addfile(member)
    assert restore(tmp_path / "b.tar", tmp_path).code == 2
    assert left(tmp_path) == []


def test_a_list_of_other_branches(plain: Path, tmp_path: Path) -> None:
    refs = json.loads(members(plain)["manifest.json"])["refs"]
    content = listed(members(plain), refs={name: refs[name] for name in refs if name != "refs/heads/second"})
    said = restore(packed(tmp_path / "b.tar", content), tmp_path)
    assert "分支和标签与清单不符" in said.err
    assert left(tmp_path) == []


def test_a_history_that_is_none(plain: Path, tmp_path: Path) -> None:
    content = listed(members(plain) | {"registry.bundle": b"# v2 git bundle\n\nPACK"})
    assert restore(packed(tmp_path / "b.tar", content), tmp_path).code == 2
    assert left(tmp_path) == []


def test_keys_of_another_registry(plain: Path, kept: Drill, tmp_path: Path) -> None:
    other, said = found(tmp_path / "other")
    assert said.code == 0, said
    content = members(plain)
    (key,) = (name for name in content if name.startswith("keys/"))
    content = listed(content | {key: (other.keys / Path(key).name).read_bytes()})
    file = packed(tmp_path / "b.tar", content)
    assert "不是一对" in restore(file, tmp_path, "--identity", other.recovery).err
    assert restore(file, tmp_path, "--identity", kept.safe).code == 2
    assert left(tmp_path) == []


def test_no_file_that_is_there_is_overwritten(plain: Path, tmp_path: Path) -> None:
    assert restore(plain, tmp_path).code == 0
    assert restore(plain, tmp_path).code == 2  # the folder is full
    shutil.rmtree(tmp_path / "back")
    assert restore(plain, tmp_path).code == 0  # the same keys are no obstacle
    shutil.rmtree(tmp_path / "back")
    (key,) = (tmp_path / "keys").glob("*.age")
    key.write_bytes(b"another")
    assert restore(plain, tmp_path).code == 2
    assert key.read_bytes() == b"another"


def test_a_sealed_backup_asks_for_the_recovery_key(sealed: Path, tmp_path: Path) -> None:
    said = restore(sealed, tmp_path)
    assert said == Said(2, "", "这份备份是加密的。请用 --identity 指明恢复私钥文件。\n")


def test_a_value_that_did_not_open_before_is_back_and_named(copy: Drill, tmp_path: Path) -> None:
    path = copy.made.root / "records" / "talents" / f"{TALENT}.yml"
    text = path.read_text(encoding="utf-8")
    seal = text.split("name: ")[1].split()[0]
    path.write_text(text.replace(seal, seal[:-4] + ("AAAA" if seal[-4:] != "AAAA" else "BBBB")), encoding="utf-8")
    git(copy.made.root, "commit", "-q", "-a", "-m", "spoilt")
    assert copy.backup(tmp_path / "b.talentcard").code == 0
    back = restore(tmp_path / "b.talentcard", tmp_path, "--identity", copy.safe)
    assert back.code == 1
    assert f"records/talents/{TALENT}.yml" in back.out
    assert left(tmp_path) == ["back", "keys"]
