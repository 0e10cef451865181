"""What docs/operations.md tells the custodian to do: every command exists, and the worst days end well."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from founded import NAME, ROOT, TALENT, Founded, found, git, register, talentcard
from talentcard import cli
from talentcard.core.model import RecordId
from talentcard.core.privacy.sealed import parse
from talentcard.reading import yamlsource
from talentcard.sealing import hpke
from talentcard.sealing.keyring import Store, public_of

DOCS = (
    "docs/operations.md",
    "docs/threat-model.md",
    "docs/two-repositories.md",
    "docs/hosting.md",
    "starter/README.md",
    "starter/README.zh.md",
    "README.md",
    "README.zh.md",
    "CONTRIBUTING.md",
)
COMMAND = re.compile(r"(?<![\w/.-])(?:\.venv/bin/)?talentcard ((?:--\w+ )?[a-z][a-z-]+(?: [^\n`#|；，。、：]*)?)")


def commands() -> list[tuple[str, str]]:
    found = []
    for name in DOCS:
        for command in COMMAND.findall((ROOT / name).read_text(encoding="utf-8")):
            line = re.split(r" {2,}|\s&&|\s>|\s\|| （|；", command)[0].strip()
            found.append((name, line))
    return found


@pytest.mark.parametrize(("name", "line"), sorted(set(commands())))
def test_every_command_that_the_documents_name_is_understood(name: str, line: str) -> None:
    words = line.replace("…", "x").split()
    if len(words) == 1:
        assert words[0] in cli.VERBS
        return
    parser = cli.build_parser(cli.verb_in(words))
    try:
        options = parser.parse_args(words)
    except SystemExit as stopped:
        pytest.fail(f"{name}: talentcard {line} ({stopped})")
    assert options.verb in cli.VERBS


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_every_verb_stands_in_the_readme(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert [verb for verb in cli.VERBS if f"`{verb}" not in text] == []


def test_every_section_that_is_pointed_to_is_there() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\]\(#(\w+)\)", text)) <= set(re.findall(r'<a id="(\w+)"></a>', text))


@pytest.mark.parametrize("name", DOCS)
def test_every_file_that_is_linked_is_there(name: str) -> None:
    folder = (ROOT / name).parent
    for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", (ROOT / name).read_text(encoding="utf-8")):
        assert (folder / link).exists() or (name.startswith("starter/") and (ROOT / link).exists()), link


# ---- the worst days ---------------------------------------------------------------------------------


@pytest.fixture
def made(tmp_path: Path) -> Founded:
    made, said = found(tmp_path / "city")
    assert said.code == 0, said
    register(made)
    return made


def custodian_of(made: Founded) -> str:
    (contact,) = (made.root / "records" / "contacts").glob("*.yml")
    return contact.stem


def name_of(made: Founded, store: Store) -> str:
    record = yamlsource.quick((made.root / "records" / "talents" / f"{TALENT}.yml").read_bytes()) or {}
    sealed = parse(record["identity"]["name"])
    return hpke.unseal(store.secret(sealed.kid).private, sealed, RecordId(TALENT), ("identity", "name"))


def test_the_custodian_s_machine_is_gone(made: Founded, tmp_path: Path) -> None:
    """Section 6: the key file from another holder, a new identity, admitted with the recovery identity; rotation."""
    new = tmp_path / "new-machine"
    new.mkdir()
    shutil.copy(next(made.keys.glob("*.age")), new)
    safe = made.recovery.rename(tmp_path / "recovery.txt")
    shutil.rmtree(made.keys)

    assert made.run("keys", "identity", "--keys", new).code == 0
    own = public_of(new / "identity.txt")
    assert made.run("keys", "add", custodian_of(made), own, "--keys", new, "--identity", safe).code == 0
    assert made.run("keys", "rotate", "--keys", new).code == 0
    assert made.run("custodian-check", "--keys", new).code == 0
    assert made.run("check").code == 0
    assert name_of(made, Store(new, new / "identity.txt")) == NAME
    assert name_of(made, Store(new, safe)) == NAME


def test_every_private_half_is_gone(made: Founded, tmp_path: Path) -> None:
    """Section 6, last line: no back door; a first key anew, and the data collected again."""
    shutil.rmtree(made.keys)
    assert made.run("custodian-check", "--keys", made.keys).code == 2
    assert made.run("keys", "rotate", "--keys", made.keys).code == 2

    (key,) = (made.root / "records" / "keys").glob("*.yml")
    day = re.findall(r"created_on: (\S+)", key.read_text(encoding="utf-8"))[0]
    key.write_text(key.read_text(encoding="utf-8") + f"retired_on: {day}\ndestroyed_on: {day}\n", encoding="utf-8")
    other = Store(tmp_path / "safe", tmp_path / "safe" / "recovery.txt").new_identity()
    again = ("keys", "init", "--holder", custodian_of(made), "--new-identity", "--recipient", f"recovery={other}")
    assert made.run(*again, "--keys", made.keys).code == 0
    assert "seal-key-destroyed" in made.run("check").out
    for tag in (made.root / "records" / "identity-tags").glob("*/*.yml"):
        tag.unlink()
    register(made)
    assert made.run("check").code == 0
    assert name_of(made, Store(made.keys, made.keys / "identity.txt")) == NAME


def test_a_leaver_s_key_opens_what_was_but_not_what_is(made: Founded, tmp_path: Path) -> None:
    """Section 4, and the limit that it states."""
    leaver = tmp_path / "leaver"
    assert made.run("keys", "identity", "--keys", leaver).code == 0
    second = "con-0000000002"
    (contact,) = (made.root / "records" / "contacts").glob("*.yml")
    text = contact.read_text(encoding="utf-8").replace(contact.stem, second)
    contact.with_name(f"{second}.yml").write_text(text, encoding="utf-8")
    assert made.run("keys", "add", second, public_of(leaver / "identity.txt"), "--keys", made.keys).code == 0
    shutil.copy(next(made.keys.glob("*.age")), leaver)
    git(made.root, "add", "--all")
    git(made.root, "commit", "-q", "-m", "A second holder")
    before = git(made.root, "show", f"HEAD:records/talents/{TALENT}.yml")

    assert made.run("keys", "remove", second, "--keys", made.keys).code == 0
    store = Store(leaver, leaver / "identity.txt")
    old = parse((yamlsource.quick(before.encode() + b"\n") or {})["identity"]["name"])
    assert hpke.unseal(store.secret(old.kid).private, old, RecordId(TALENT), ("identity", "name")) == NAME
    newest = sorted(made.keys.glob("*.age"))[-1]
    shutil.copy(newest, leaver)
    assert made.run("custodian-check", "--keys", leaver).code == 2


def test_an_erasure_is_one_only_when_the_old_backups_are_gone(made: Founded, tmp_path: Path) -> None:
    """Section 7: the old backup still opens the old value; the new one does not hold the key for it."""
    safe = made.recovery.rename(tmp_path / "recovery.txt")
    old, new = tmp_path / "old.talentcard", tmp_path / "new.talentcard"
    assert made.run("backup", old, "--keys", made.keys).code == 0
    first = next(made.keys.glob("*.age"))
    erased = made.run("erase", TALENT, "--reason", "request", "--yes", "--keys", made.keys)
    assert erased.code == 0, erased
    git(made.root, "add", "--all")
    git(made.root, "commit", "-q", "-m", "An erasure")
    first.unlink()
    assert made.run("keys", "destroyed", first.stem, "--keys", made.keys).code == 0
    git(made.root, "commit", "-q", "-a", "-m", "A key destroyed")
    assert made.run("backup", new, "--keys", made.keys).code == 0

    back = tmp_path / "back"
    restored = talentcard("restore", new, back / "r", "--keys", back / "k", "--identity", safe, root=tmp_path)
    assert restored.code == 0, restored
    assert first.name not in [path.name for path in (back / "k").iterdir()]
    again = tmp_path / "again"
    restored = talentcard("restore", old, again / "registry", "--keys", again / "k", "--identity", safe, root=tmp_path)
    assert restored.code == 0, restored
    assert name_of(Founded(again), Store(again / "k", safe)) == NAME
