"""`seal`: plain values checked and replaced by sealed text; what is wrong is said without the value."""

from __future__ import annotations

from pathlib import Path

import pytest

from custody_world import (
    MOBILE,
    NAME,
    OTHER,
    OTHER_NAME,
    PASSPORT,
    TALENT,
    World,
    founded,
    registered,
    resident_id,
    talent_path,
    talent_text,
    with_name,
)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return founded(tmp_path)


def test_every_plain_value_is_sealed_and_nothing_else_changes(world: World) -> None:
    world.write(
        talent_path(), "# 一条注释\n" + talent_text(identity=with_name(resident_id()) + f"  mobile: {MOBILE} # 二\n")
    )
    before = world.read(talent_path())
    done = world.run("seal")
    assert (done.code, done.out.splitlines()[0]) == (0, "已密封 3 项，改动 1 个文件（密钥 key-2026a）。")
    after = world.read(talent_path())
    assert all(value not in after for value in (NAME, resident_id(), MOBILE))
    assert after.count("enc:v1:2026a:") == 3
    assert [line.split("enc:")[0] for line in after.splitlines()] == [
        line.replace(NAME, "").replace(resident_id(), "").replace(f"{MOBILE} # 二", "") for line in before.splitlines()
    ]
    assert " # 二\n" in after


def test_no_key_is_needed_to_seal(world: World) -> None:
    (world.keys / "2026a.age").unlink()
    (world.keys / "identity.txt").unlink()
    world.write(talent_path(), talent_text(identity=with_name(resident_id())))
    done = world.run("seal")
    assert done.code == 0
    assert resident_id() not in world.read(talent_path())
    assert "1 个证件号码还没有身份标签" in done.err
    assert world.tags() == []


def test_a_second_run_finds_nothing_to_seal(world: World) -> None:
    path = registered(world)
    before = world.read(path)
    assert world.run("seal").out == "没有需要密封的内容。\n"
    assert world.read(path) == before


def test_with_the_keys_a_value_typed_again_keeps_its_sealed_text(world: World) -> None:
    path = registered(world)
    world.commit()
    before = world.read(path)
    world.write(path, talent_text(identity=with_name(resident_id())))
    assert world.run("seal").code == 0
    assert world.read(path) == before


def test_only_the_files_named_are_sealed(world: World) -> None:
    world.write(talent_path(), talent_text(identity=f"  name: {NAME}\n"))
    world.write(talent_path(OTHER), talent_text(OTHER, f"  name: {OTHER_NAME}\n"))
    assert world.run("seal", str(world.root / talent_path())).code == 0
    assert NAME not in world.read(talent_path())
    assert OTHER_NAME in world.read(talent_path(OTHER))


def test_a_file_elsewhere_is_refused(world: World, tmp_path: Path) -> None:
    (tmp_path / "x.yml").write_text("", encoding="utf-8")
    assert world.run("seal", str(tmp_path / "x.yml")).code == 2


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        (
            "documents: {resident_id: %s}",
            resident_id()[:-1] + ("0" if resident_id()[-1] != "0" else "1"),
            "identity-check-character",
        ),
        ("documents: {resident_id: %s}", resident_id("19900231"), "identity-birth-date"),
        ("documents: {resident_id: %s}", resident_id("20991231"), "identity-birth-date"),
        ("documents: {resident_id: %s}", resident_id()[:15], "identity-resident-id-old"),
        ("documents: {passport: %s}", "护照" + PASSPORT, "identity-passport-form"),
        ("mobile: %s", MOBILE[:-1], "identity-mobile-form"),
        ("email: %s", "nobody.example", "identity-email-form"),
        ("birth_date: %s", "1990/1/2", "identity-birth-date-form"),
        ("documents: {passport: [%s]}", PASSPORT, "seal-shape"),
    ],
)
def test_a_wrong_value_is_named_by_its_field_and_never_repeated(
    field: str, value: str, rule: str, world: World
) -> None:
    world.write(talent_path(), talent_text(identity=f"  name: {NAME}\n  {field % value}\n"))
    before = world.files()
    done = world.run("seal")
    assert done.code == 1
    assert f"error: {rule}: " in done.out
    assert "没有改动任何文件" in done.err
    assert value not in done.out + done.err
    assert NAME not in done.out + done.err
    assert world.files() == before


@pytest.mark.parametrize(
    ("written", "meant"),
    [(f"'Ｅ{'０' * 7}１'", PASSPORT), ('" e0000-0001 "', PASSPORT), ("e0 000 000 1", PASSPORT)],
)
def test_full_width_and_spaces_are_normalised_before_sealing(written: str, meant: str, world: World) -> None:
    world.write(talent_path(), talent_text(identity=f"  name: {NAME}\n  documents:\n    passport: {written}\n"))
    assert world.run("seal").code == 0
    assert f'passport: "{meant}"' in world.run("show", TALENT).out


def test_zeros_in_front_of_a_number_without_quotes_are_kept(world: World) -> None:
    number = "0" * 7 + "5"
    world.write(talent_path(), talent_text(identity=f"  name: {NAME}\n  documents:\n    taiwan_permit: {number}\n"))
    assert world.run("seal").code == 0
    assert f'taiwan_permit: "{number}"' in world.run("show", TALENT).out


def test_one_wrong_value_keeps_every_file_as_it_was(world: World) -> None:
    world.write(talent_path(), talent_text(identity=f"  name: {NAME}\n"))
    world.write(talent_path(OTHER), talent_text(OTHER, f"  name: {OTHER_NAME}\n  mobile: 12\n"))
    before = world.files()
    assert world.run("seal").code == 1
    assert world.files() == before


def test_a_text_of_several_lines_is_refused_rather_than_broken(world: World) -> None:
    world.write(talent_path(), talent_text(identity=f"  name: |\n    {NAME}\n  mobile: {MOBILE}\n"))
    before = world.files()
    done = world.run("seal")
    assert (done.code, done.out.count(": error: ")) == (1, 1)
    assert "seal-shape: “identity.name”" in done.out
    assert world.files() == before


def test_a_file_that_cannot_be_read_is_not_passed_over(world: World) -> None:
    world.write(talent_path(), talent_text(identity=f"\tname: {NAME}\n"))
    done = world.run("seal")
    assert done.code == 1
    assert "seal-not-read" in done.out
    assert NAME not in done.out + done.err


# ---- duplicates -------------------------------------------------------------------------------------


def test_a_number_leaves_a_tag_that_does_not_tell_it(world: World) -> None:
    registered(world)
    (tag,) = world.tags()
    assert len(tag) == len("tag-") + 32
    other = founded(world.root.parent / "other")
    registered(other)
    assert other.tags() != [tag]  # another registry's index key gives another tag


def test_the_same_number_a_second_time_is_refused(world: World) -> None:
    registered(world)
    world.write(talent_path(OTHER), talent_text(OTHER, with_name(resident_id(), OTHER_NAME)))
    done = world.run("seal")
    assert done.code == 1
    assert f"identity-duplicate: 这个证件号码已登记在 {TALENT} 名下" in done.out
    assert resident_id() not in done.out
    assert OTHER_NAME in world.read(talent_path(OTHER))


def test_two_branches_that_add_one_person_conflict_in_git(world: World) -> None:
    for branch, talent, name in (("one", TALENT, NAME), ("two", OTHER, OTHER_NAME)):
        world.git("checkout", "-q", "-b", branch, "main")
        registered(world, talent, name=name)
        world.commit()
    merged = world.git("merge-tree", "--write-tree", "--name-only", "one", "two", check=False)
    assert "CONFLICT (add/add)" in merged
    assert "records/identity-tags/" in merged


def test_tags_are_put_right_by_the_numbers(world: World) -> None:
    registered(world)
    (tag,) = world.tags()
    (path,) = world.root.glob("records/identity-tags/*/*.yml")
    wrong = path.with_name(path.name.replace(tag[4:10], "0a0b0c"))
    wrong.write_text(path.read_text(encoding="utf-8").replace(tag, wrong.stem), encoding="utf-8")
    path.unlink()
    assert world.run("seal", "--tags").out == "身份标签：改动 2 个。\n"
    assert world.tags() == [tag]
