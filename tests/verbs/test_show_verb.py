"""`show`: a record's sealed values in plain, for whoever holds the key, on the terminal and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from custody_world import NAME, TALENT, World, founded, registered, resident_id, talent_path


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = founded(tmp_path)
    registered(world)
    return world


@pytest.mark.parametrize("named", [TALENT, talent_path()])
def test_the_holder_reads_the_record_as_it_was_written(named: str, world: World) -> None:
    done = world.run("show", named)
    assert done.code == 0
    assert f'name: "{NAME}"' in done.out
    assert f'resident_id: "{resident_id()}"' in done.out
    assert "category: tezhi" in done.out


def test_nothing_is_written_anywhere(world: World) -> None:
    before = world.files()
    world.run("show", TALENT)
    assert world.files() == before


def test_it_is_shown_on_a_terminal_only(world: World) -> None:
    done = world.run("show", TALENT, terminal=False)
    assert (done.code, done.out) == (2, "")
    assert "只显示在终端上" in done.err


def test_without_the_key_nothing_opens(world: World) -> None:
    (world.keys / "2026a.age").unlink()
    done = world.run("show", TALENT)
    assert done.code == 2
    assert "没有密钥 2026a 的文件" in done.err


def test_another_ones_identity_does_not_open(world: World) -> None:
    other = founded(world.root.parent / "other")
    done = world.run("show", TALENT, "--identity", str(other.keys / "identity.txt"))
    assert done.code == 2
    assert "打不开密钥 2026a" in done.err


def test_a_value_that_does_not_open_is_named_and_the_others_are_shown(world: World) -> None:
    path = world.root / talent_path()
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if "resident_id" in line)
    lines[at] = lines[at].rstrip()[:-5] + "AAAAA\n"
    path.write_text("".join(lines), encoding="utf-8")
    done = world.run("show", TALENT)
    assert done.code == 1
    assert f'name: "{NAME}"' in done.out
    assert "identity.documents.resident_id" in done.out


@pytest.mark.parametrize(("named", "why"), [("tal-zzzzzzzzzz", "没有编号为"), ("org-police", "没有密封的栏目")])
def test_a_record_that_cannot_be_shown(named: str, why: str, world: World) -> None:
    done = world.run("show", named)
    assert done.code == 2
    assert why in done.err
