"""``talentcard erase`` and ``talentcard keys destroyed``, on a real registry with real keys and a real history."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyrage import x25519

import minis
from custody_world import CUSTODIAN, NAME, OTHER_NAME, PASSPORT, TODAY, World, founded, resident_id
from talentcard.core.finding import Severity
from talentcard.core.rules import findings
from talentcard.core.rules.rule import Scope
from talentcard.reading import loading

TALENT, OTHER = "tal-mn00000001", "tal-mn00000002"
PATH, OTHER_PATH = f"records/talents/{TALENT}.yml", f"records/talents/{OTHER}.yml"
LEFT = "con-past000001"
CONTACT = f"""schema: contact/1
id: {LEFT}
organisation: org-police
post: department_liaison
since: 2020-01-01
until: 2024-01-31
person:
  name: 示例丙
"""
MOBILE = "+9990000001"


def identity(name: str, number: str) -> str:
    return f'identity:\n  name: {name}\n  documents:\n    passport: {number}\n  mobile: "{MOBILE}"\n'


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Two talents and a contact who left, all sealed and committed."""
    made = founded(tmp_path)
    talent = made.read(PATH)
    made.write(PATH, talent + identity(NAME, PASSPORT))
    made.write(OTHER_PATH, talent.replace(TALENT, OTHER) + identity(OTHER_NAME, PASSPORT[:-1] + "2"))
    made.write(f"records/contacts/{LEFT}.yml", CONTACT)
    assert made.run("seal").code == 0
    made.commit()
    return made


def rules_broken(world: World, severity: Severity) -> set[str]:
    loaded = loading.load(world.root)
    assert loaded.findings == ()
    scope = Scope(registry=loaded.registry, calendar=minis.work_calendar(loaded.registry), as_of=TODAY, today=TODAY)
    return {finding.rule for finding in findings(scope) if finding.severity is severity}


def opened(world: World, record: str) -> str:
    """What the holder of the keys reads; the outcome of `show` must be fine."""
    shown = world.run("show", record)
    assert shown.code == 0, shown
    return shown.out


def erase(world: World, record: str = TALENT, *words: str) -> None:
    done = world.run("erase", record, "--reason", "request", "--yes", *words)
    assert done.code == 0, done


# ---- what is left --------------------------------------------------------------------------------------


def test_a_mark_takes_the_place_of_the_identity_and_nothing_else_changes(world: World) -> None:
    before = world.read(PATH)
    erase(world)
    head = before[: before.index("identity:")]
    assert world.read(PATH) == head + "erased: {on: 2026-10-20, reason: request}\n"


def test_all_others_are_sealed_with_the_new_key_and_open_with_it(world: World) -> None:
    erase(world)
    text = world.read(OTHER_PATH) + world.read(f"records/contacts/{LEFT}.yml")
    assert text.count("enc:v1:2026b:") == 4
    assert "2026a" not in text
    assert OTHER_NAME in opened(world, OTHER)
    assert world.run("custodian-check").code == 0


def test_the_tags_are_made_anew_without_the_erased_person(world: World) -> None:
    before = world.tags()
    erase(world)
    after = world.tags()
    assert (len(before), len(after)) == (2, 1)
    assert set(before).isdisjoint(after)


def test_references_to_the_erased_person_keep_working(world: World) -> None:
    """The card, the notice and the requests name the id; only the old key still asks for attention."""
    broken = rules_broken(world, Severity.ERROR)
    erase(world)
    assert rules_broken(world, Severity.ERROR) == broken
    assert "erasure-key-kept" in rules_broken(world, Severity.WARNING)


def test_comments_inside_the_identity_go_with_it(world: World) -> None:
    text = world.read(PATH)
    changed = text.replace("  documents:", f"  # {NAME}\n  documents:") + f"    # 曾用名 {NAME}\n\n  # {NAME}\n"
    world.write(PATH, changed)
    erase(world)
    assert NAME not in world.read(PATH)
    assert world.read(PATH).endswith("erased: {on: 2026-10-20, reason: request}\n")


def test_accounts_and_keys_of_a_contact_go_with_the_name(world: World) -> None:
    """They tell who it was. That the record is another post of somebody's stays, and so does whom they keep out of: the
    person still does, in whatever post.
    """
    text = world.read(f"records/contacts/{LEFT}.yml")
    more = (
        f"accounts:\n  - invented-past   # {NAME}\n  - invented-other\n",
        f"signing_keys: [ssh-ed25519 {'A' * 68}]\n",
        f"recused_from:\n  - {TALENT}\n",
    )
    first, rest = text.split("person:")
    written = f"{first}{more[0]}same_person_as: {CUSTODIAN}\n{more[1]}person:{rest}{more[2]}"
    world.write(f"records/contacts/{LEFT}.yml", written)
    erase(world, LEFT)
    mark = "erased: {on: 2026-10-20, reason: request}\n"
    assert world.read(f"records/contacts/{LEFT}.yml") == f"{first}same_person_as: {CUSTODIAN}\n{mark}{more[2]}"
    assert world.run("check").code == 0


def test_an_identity_on_one_line_goes_as_well(world: World) -> None:
    text = world.read(f"records/contacts/{LEFT}.yml")
    name = text.split("name: ")[1].strip()
    world.write(f"records/contacts/{LEFT}.yml", text[: text.index("person:")] + f"person: {{name: {name}}}\n# 完\n")
    erase(world, LEFT)
    assert world.read(f"records/contacts/{LEFT}.yml").endswith("erased: {on: 2026-10-20, reason: request}\n# 完\n")


def test_the_same_person_can_be_entered_again_later(world: World) -> None:
    erase(world)
    again = "records/talents/tal-mn00000003.yml"
    talent = (minis.MINI / PATH).read_text(encoding="utf-8").replace(TALENT, "tal-mn00000003")
    world.write(again, talent + identity(NAME, PASSPORT))
    assert world.run("seal", again).code == 0
    assert len(world.tags()) == 2


def test_a_holder_who_is_erased_does_not_open_the_new_key(world: World) -> None:
    other = x25519.Identity.generate()
    assert world.run("keys", "add", LEFT, str(other.to_public())).code == 0
    erase(world, LEFT)
    assert LEFT not in world.read("records/keys/key-2026b.yml")
    assert LEFT in world.read("records/keys/key-2026a.yml")


# ---- before it is done ---------------------------------------------------------------------------------


def test_the_plan_names_every_copy_to_destroy_and_what_cannot_be_undone(world: World) -> None:
    shown = world.run("erase", TALENT, "--reason", "retention", "--dry-run")
    assert shown.code == 0
    for said in (
        "保存期限届满", PATH, "3 项和 1 个身份标签", "key-2026b", "key-2026a", str(world.keys / "2026a.age"),
        f"{CUSTODIAN}、recovery", "全部备份", "做不到的", "每一份克隆", "以明文提交", "keys destroyed（2026a）",
    ):  # fmt: skip
        assert said in shown.out, said
    assert NAME not in shown.out
    assert MOBILE not in shown.out


def test_a_dry_run_changes_nothing(world: World) -> None:
    before = world.files()
    assert world.run("erase", TALENT, "--reason", "request", "--dry-run").code == 0
    assert world.files() == before
    assert [file.name for file in world.keys.glob("*.age")] == ["2026a.age"]


@pytest.mark.parametrize(("typed", "code"), [(TALENT, 0), (OTHER, 1), ("", 1), ("y", 1)])
def test_only_the_typed_id_confirms(world: World, monkeypatch: pytest.MonkeyPatch, typed: str, code: int) -> None:
    monkeypatch.setattr("builtins.input", lambda _: typed)
    before = world.files()
    assert world.run("erase", TALENT, "--reason", "request").code == code
    assert (world.files() == before) is (code == 1)


def test_without_a_terminal_somebody_has_to_say_yes(world: World) -> None:
    before = world.files()
    refused = world.run("erase", TALENT, "--reason", "request", terminal=False)
    assert (refused.code, "--yes" in refused.err) == (2, True)
    assert world.files() == before


def test_where_another_value_does_not_open_nothing_is_erased(world: World) -> None:
    """It could not be carried over, and would be lost with the old key."""
    text = world.read(OTHER_PATH)
    name = text.split("name: ")[1].split("\n")[0]
    world.write(OTHER_PATH, text.replace(name, name[:-6] + "AAAAAA"))
    before = world.files()
    refused = world.run("erase", TALENT, "--reason", "request", "--yes")
    assert (refused.code, "seal-unopenable" in refused.out) == (1, True)
    assert world.files() == before


@pytest.mark.parametrize("record", ["card-mn00000001", "con-spec000001"])
def test_who_holds_nothing_sealed_has_nothing_to_erase(world: World, record: str) -> None:
    assert world.run("erase", record, "--reason", "request", "--yes").code == 2


def test_nobody_is_erased_twice(world: World) -> None:
    erase(world)
    assert "不需要抹除" in world.run("erase", TALENT, "--reason", "request", "--yes").err


def test_a_record_that_cannot_be_cut_safely_is_left_alone(world: World) -> None:
    """The whole record on one line: its fields have no lines of their own."""
    fields = world.read(f"records/contacts/{LEFT}.yml").strip().replace("person:\n  name: ", "person: {name: ") + "}"
    world.write(f"records/contacts/{LEFT}.yml", "{" + ", ".join(fields.split("\n")) + "}\n")
    before = world.files()
    refused = world.run("erase", LEFT, "--reason", "request", "--yes")
    assert (refused.code, "写法特殊" in refused.err) == (2, True)
    assert world.files() == before


# ---- the end of a key ----------------------------------------------------------------------------------


def test_a_key_in_use_is_not_destroyed(world: World) -> None:
    assert "还在使用" in world.run("keys", "destroyed", "2026a").err


def test_a_key_whose_file_is_still_here_is_not_destroyed(world: World) -> None:
    erase(world)
    refused = world.run("keys", "destroyed", "2026a")
    assert (refused.code, str(world.keys / "2026a.age") in refused.err) == (2, True)
    assert "destroyed_on" not in world.read("records/keys/key-2026a.yml")


def test_an_unknown_key_is_not_destroyed(world: World) -> None:
    assert "没有名为 2020a 的密钥" in world.run("keys", "destroyed", "key-2020a").err


def test_once_every_copy_is_gone_nothing_asks_for_attention(world: World) -> None:
    erase(world)
    (world.keys / "2026a.age").unlink()
    assert world.run("keys", "destroyed", "key-2026a").code == 0
    assert "destroyed_on: 2026-10-20" in world.read("records/keys/key-2026a.yml")
    assert "erasure-key-kept" not in rules_broken(world, Severity.WARNING)
    assert OTHER_NAME in opened(world, OTHER)
    assert world.run("custodian-check").code == 0


def test_resident_numbers_are_tagged_anew_as_well(world: World) -> None:
    text = world.read(OTHER_PATH)
    world.write(OTHER_PATH, text.replace("    passport:", f"    resident_id: {resident_id()}\n    passport:"))
    assert world.run("seal").code == 0
    erase(world)
    assert len(world.tags()) == 2
    assert world.run("custodian-check").code == 0
