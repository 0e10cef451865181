"""`custodian-check`: what only the keys can tell; and `check`, which holds none, says as much of it as can be seen."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

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
from talentcard.core.model import RecordId
from talentcard.sealing import hpke
from talentcard.sealing.keyring import Secret, Store

SECOND_NUMBER = resident_id("19850607", "002")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Two people, sealed and tagged."""
    world = founded(tmp_path)
    registered(world)
    registered(world, OTHER, SECOND_NUMBER, OTHER_NAME)
    return world


def checked(world: World) -> set[str]:
    """The errors of `check`, which has no key."""
    found = json.loads(world.run("check", "--format", "json").out)["findings"]
    return {each["rule"] for each in found if each["severity"] == "error"}


def custodian(world: World) -> set[str]:
    done = world.run("custodian-check")
    rules = set(re.findall(r": error: ([a-z-]+): ", done.out))
    assert done.code == int(bool(rules))
    for plain in (NAME, OTHER_NAME, resident_id(), SECOND_NUMBER):
        assert plain not in done.out + done.err
    return rules


def secret(world: World) -> Secret:
    return Store(world.keys, world.keys / "identity.txt").secret("2026a")


def exchange(world: World, field: str, change: Callable[[str], str], talent: str = TALENT) -> None:
    """The sealed text of a field put through ``change``."""
    text = world.read(talent_path(talent))
    found = re.search(rf"( {field}: )(\S+)", text)
    assert found is not None
    world.write(talent_path(talent), text.replace(found[0], found[1] + change(found[2])))


def sealed_text(world: World, field: str, talent: str = TALENT) -> str:
    found = re.search(rf" {field}: (\S+)", world.read(talent_path(talent)))
    assert found is not None
    return found[1]


def forged(world: World, value: str, *pointer: str, talent: str = TALENT) -> str:
    """A value sealed past every check, as an attacker could who has the public half."""
    return str(hpke.seal("2026a", secret(world).public, RecordId(talent), pointer, value))


def test_a_registry_in_order(world: World) -> None:
    done = world.run("custodian-check")
    assert (done.code, done.out) == (0, "已打开 4 项密文，发现 0 处问题。\n")
    assert checked(world) == set()


# ---- tampering --------------------------------------------------------------------------------------


def test_two_values_swapped_open_in_neither_place(world: World) -> None:
    """Between people and between fields."""
    one, two = sealed_text(world, "name"), sealed_text(world, "name", OTHER)
    exchange(world, "name", lambda _: two)
    exchange(world, "name", lambda _: one, OTHER)
    assert custodian(world) == {"seal-unopenable"}


def test_a_value_sealed_for_another_field_does_not_open(world: World) -> None:
    one = sealed_text(world, "name")
    exchange(world, "name", lambda _: sealed_text(world, "resident_id"))
    exchange(world, "resident_id", lambda _: one)
    assert "seal-unopenable" in custodian(world)


def test_a_copied_value_is_seen_without_any_key(world: World) -> None:
    exchange(world, "name", lambda _: sealed_text(world, "name", OTHER))
    assert checked(world) == {"seal-copied"}
    assert custodian(world) == {"seal-unopenable"}


@pytest.mark.parametrize("cut", [1, 2, 4, 43, 60])
def test_a_value_cut_short_is_seen_without_any_key(cut: int, world: World) -> None:
    exchange(world, "name", lambda text: text[:-cut])
    assert checked(world) & {"seal-form", "field-unsealed"}
    assert custodian(world) & {"seal-form", "seal-length"}


@pytest.mark.parametrize("place", [len("enc:v1:2026a:"), 70, -2])
def test_a_changed_byte_does_not_open(place: int, world: World) -> None:
    """In the encapsulated key, in the text, in the tag."""

    def flipped(text: str) -> str:
        at = place % len(text)
        return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]

    exchange(world, "name", flipped)
    assert custodian(world) & {"seal-unopenable", "seal-length"}


def test_an_unknown_key_is_seen_without_any_key(world: World) -> None:
    exchange(world, "name", lambda text: text.replace(":2026a:", ":2026z:"))
    assert checked(world) == {"seal-key-unknown"}
    assert custodian(world) == {"seal-key-not-here"}


def test_another_suite_is_refused(world: World) -> None:
    exchange(world, "name", lambda text: text.replace("enc:v1:", "enc:v2:"))
    assert checked(world) == {"field-unsealed"}
    assert custodian(world) == {"seal-form"}


# ---- contents ---------------------------------------------------------------------------------------


def test_a_wrong_number_sealed_past_the_checks_is_found(world: World) -> None:
    wrong = resident_id()[:-2] + "3" + resident_id()[-1]
    exchange(world, "resident_id", lambda _: forged(world, wrong, "identity", "documents", "resident_id"))
    assert custodian(world) == {"identity-check-character", "identity-tag-missing", "identity-tag-wrong"}
    assert checked(world) == set()  # nothing of this can be seen without the key


def test_a_number_written_irregularly_is_found(world: World) -> None:
    spaced = resident_id()[:6] + " " + resident_id()[6:]
    exchange(world, "resident_id", lambda _: forged(world, spaced, "identity", "documents", "resident_id"))
    assert "identity-not-normal" in custodian(world)


def test_a_date_of_birth_that_the_number_belies_is_found(world: World) -> None:
    other_day = forged(world, "1990-01-03", "identity", "birth_date")
    text = world.read(talent_path())
    world.write(talent_path(), text.replace("  documents:", f"  birth_date: {other_day}\n  documents:"))
    assert custodian(world) == {"identity-birth-differs"}


# ---- tags -------------------------------------------------------------------------------------------


def test_a_person_entered_twice_without_tags_is_found(world: World) -> None:
    exchange(
        world,
        "resident_id",
        lambda _: forged(world, resident_id(), "identity", "documents", "resident_id", talent=OTHER),
        OTHER,
    )
    assert "identity-duplicate" in custodian(world)


def test_a_tag_left_out_is_found(world: World) -> None:
    for path in world.root.glob("records/identity-tags/*/*.yml"):
        path.unlink()
    assert custodian(world) == {"identity-tag-missing"}
    assert checked(world) == {"identity-tag-count"}


def test_a_tag_for_no_number_is_found(world: World) -> None:
    tag = "tag-" + "0" * 32
    world.write(f"records/identity-tags/00/{tag}.yml", f"schema: identity-tag/1\nid: {tag}\ntalent: {TALENT}\n")
    assert custodian(world) == {"identity-tag-wrong"}


def test_the_name_of_a_contact_is_checked_too(world: World) -> None:
    path = f"records/contacts/{CUSTODIAN}.yml"
    world.write(path, world.read(path) + "person:\n  name: 示例丙\n")
    assert world.run("seal").code == 0
    assert "已打开 5 项" in world.run("custodian-check").out


def contact_with(world: World, record: str, *lines: str, person: str) -> None:
    path = f"records/contacts/{record}.yml"
    own = "".join(f"{line}\n" for line in lines)
    world.write(path, world.read(path) + f"{own}person:\n  name: 示例丙\n  {person}\n")
    assert world.run("seal").code == 0


SHARED = 'mobile: "+9990000001"'


def test_two_contacts_who_are_one_person_are_found_until_they_are_linked(world: World) -> None:
    """By the number that both are reached by; it is named nowhere, only the two records are."""
    contact_with(world, CUSTODIAN, person=SHARED)
    contact_with(world, SECOND, person=SHARED)
    assert custodian(world) == {"contact-unlinked"}
    said = world.run("custodian-check").out
    assert f"{CUSTODIAN} 和 {SECOND} 登记了" in said
    assert said.count("contact-unlinked") == 1
    assert "9990000001" not in said
    path = f"records/contacts/{SECOND}.yml"
    world.write(path, world.read(path) + f"same_person_as: {CUSTODIAN}\n")
    assert custodian(world) == set()


def test_two_contacts_with_one_account_are_linked_already(world: World) -> None:
    path = f"records/contacts/{CUSTODIAN}.yml"
    world.write(path, re.sub("accounts: .*", "accounts: [Invented-Spec-2]", world.read(path)))
    contact_with(world, CUSTODIAN, person="email: sample@example.invalid")
    contact_with(world, SECOND, person="email: sample@example.invalid")
    assert custodian(world) == set()


def test_a_contact_who_is_a_talent_has_to_keep_out_of_their_own_case(world: World) -> None:
    path = talent_path()
    world.write(path, world.read(path).rstrip("\n") + f"\n  {SHARED}\n")
    contact_with(world, SECOND, person=SHARED)
    assert custodian(world) == {"contact-not-recused"}
    contact = f"records/contacts/{SECOND}.yml"
    world.write(contact, world.read(contact) + f"recused_from: [{TALENT}]\n")
    assert custodian(world) == set()


def test_without_the_keys_it_cannot_run(world: World) -> None:
    (world.keys / "2026a.age").unlink()
    assert world.run("custodian-check").code == 2
