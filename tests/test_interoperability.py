"""Nothing depends on this program alone: the age program opens the keys, another HPKE opens and seals the values."""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pyrage import x25519

import programs
from custody_world import NAME, TALENT, World, founded, registered, resident_id, talent_path
from talentcard.core.model import RecordId
from talentcard.core.privacy.sealed import SealError, parse
from talentcard.sealing import hpke, keyring
from talentcard.sealing.keyring import Store

ROOT = Path(__file__).resolve().parents[1]
OTHER_HPKE = Path(__file__).with_name("hpke.cjs")
POINTER = ("identity", "documents", "resident_id")
PLACE = {"record": TALENT, "pointer": "/identity/documents/resident_id"}

# ---- age --------------------------------------------------------------------------------------------


def with_age(*words: str | Path, stdin: bytes = b"") -> bytes:
    command = [str(word) for word in (programs.find("age"), *words)]
    done = subprocess.run(command, input=stdin, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def test_the_age_program_opens_a_wrapped_key(tmp_path: Path) -> None:
    world = founded(tmp_path)
    raw = with_age("--decrypt", "--identity", world.keys / "identity.txt", world.keys / "2026a.age")
    document = json.loads(raw)
    secret = Store(world.keys, world.keys / "identity.txt").secret("2026a")
    assert document == {
        "schema_version": 1,
        "kid": "2026a",
        "private": base64.b64encode(secret.private).decode(),
        "index": base64.b64encode(secret.index).decode(),
    }


def test_a_key_that_the_age_program_wrapped_opens_here(tmp_path: Path) -> None:
    """So a custodian can hand a key on with age alone."""
    world = founded(tmp_path)
    registered(world)
    opened = with_age("--decrypt", "--identity", world.keys / "identity.txt", world.keys / "2026a.age")
    other = World(world.root, tmp_path / "other")
    other.keys.mkdir()
    made = x25519.Identity.generate()
    (other.keys / "identity.txt").write_text(f"{made}\n", encoding="utf-8")
    wrapped = with_age("--encrypt", "--recipient", str(made.to_public()), stdin=opened)
    (other.keys / "2026a.age").write_bytes(wrapped)
    assert NAME in other.run("show", TALENT).out


# ---- HPKE -------------------------------------------------------------------------------------------


def elsewhere(task: dict[str, Any]) -> dict[str, str]:
    done = subprocess.run(
        [str(ROOT / ".venv" / "bin" / "node"), str(OTHER_HPKE)],
        input=json.dumps(task),
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def secret() -> keyring.Secret:
    return keyring.generate("2026a")


@pytest.mark.parametrize("plain", [resident_id(), "x", "示例·甲乙" * 12])
def test_what_is_sealed_here_opens_elsewhere(plain: str, secret: keyring.Secret) -> None:
    sealed = hpke.seal("2026a", secret.public, RecordId(TALENT), POINTER, plain)
    task = {"do": "open", "private": base64.b64encode(secret.private).decode(), "sealed": str(sealed), **PLACE}
    assert elsewhere(task) == {"plain": plain}


@pytest.mark.parametrize("plain", [resident_id(), "x", "示例·甲乙" * 12])
def test_what_is_sealed_elsewhere_opens_here(plain: str, secret: keyring.Secret) -> None:
    public = base64.urlsafe_b64encode(secret.public).rstrip(b"=").decode()
    found = elsewhere({"do": "seal", "kid": "2026a", "public": public, "plain": plain, **PLACE})
    assert hpke.unseal(secret.private, parse(found["sealed"]), RecordId(TALENT), POINTER) == plain


def test_the_other_program_refuses_another_place_as_we_do(secret: keyring.Secret) -> None:
    sealed = hpke.seal("2026a", secret.public, RecordId(TALENT), ("identity", "name"), NAME)
    task = {"do": "open", "private": base64.b64encode(secret.private).decode(), "sealed": str(sealed), **PLACE}
    assert elsewhere(task) == {"refused": "OpenError"}
    with pytest.raises(SealError):
        hpke.unseal(secret.private, sealed, RecordId(TALENT), POINTER)


def test_a_record_sealed_elsewhere_passes_the_custodian(tmp_path: Path) -> None:
    """As a form would do it, with nothing but the public half that stands in the registry."""
    world = founded(tmp_path)
    path = registered(world)
    public = next(line for line in world.read("records/keys/key-2026a.yml").splitlines() if line.startswith("public"))
    task = {"do": "seal", "kid": "2026a", "public": public.split('"')[1], "plain": NAME, **PLACE}
    sealed = elsewhere(task | {"pointer": "/identity/name"})["sealed"]
    lines = [f"  name: {sealed}" if "  name:" in line else line for line in world.read(path).splitlines()]
    world.write(talent_path(), "\n".join(lines) + "\n")
    assert world.run("custodian-check").out == "已打开 2 项密文，发现 0 处问题。\n"
