"""`edit`: plain text in a private place for as long as the editor is open; checked, sealed, wiped."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
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
)
from talentcard.sealing import privately

Script = str
"""What the editor does: Python with ``file`` as the path and ``text`` as what it holds."""


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The place for private folders, so that a test sees what is left."""
    folder = tmp_path / "memory"
    folder.mkdir()
    monkeypatch.setattr(privately, "MEMORY", folder)
    return folder


@pytest.fixture
def world(tmp_path: Path, memory: Path) -> World:
    assert memory.is_dir()
    world = founded(tmp_path)
    registered(world)
    world.commit()
    return world


def editor(folder: Path, script: Script) -> str:
    program = folder / "editor.py"
    head = "import sys\nfrom pathlib import Path\nfile = Path(sys.argv[1])\ntext = file.read_text(encoding='utf-8')\n"
    program.write_text(head + script, encoding="utf-8")
    return f"{sys.executable} {program}"


def replacing(old: str, new: str) -> Script:
    return f"file.write_text(text.replace({old!r}, {new!r}), encoding='utf-8')\n"


def answers(monkeypatch: pytest.MonkeyPatch, *given: str) -> list[str]:
    """What is typed when the verb asks; what it asked is in the list."""
    asked: list[str] = []
    left = list(given)

    def answer(question: str = "") -> str:
        asked.append(question)
        return left.pop(0)

    monkeypatch.setattr("builtins.input", answer)
    return asked


def test_what_changed_is_sealed_and_what_did_not_keeps_its_sealed_text(world: World, memory: Path) -> None:
    before = world.read(talent_path()).splitlines()
    done = world.run("edit", TALENT, editor=editor(memory.parent, replacing(NAME, OTHER_NAME)))
    assert (done.code, done.out) == (0, f"{TALENT} 已保存：新密封 1 项，身份标签改动 0 个。请运行 talentcard check。\n")
    after = world.read(talent_path()).splitlines()
    assert [line for line in after if line not in before] == [line for line in after if "name:" in line]
    assert f'name: "{OTHER_NAME}"' in world.run("show", TALENT).out


def test_saved_as_it_is_nothing_changes(world: World, memory: Path) -> None:
    before = world.files()
    assert world.run("edit", TALENT, editor=editor(memory.parent, "")).out == "没有改动。\n"
    assert world.files() == before


def test_a_comment_changes_no_sealed_text(world: World, memory: Path) -> None:
    before = world.read(talent_path())
    script = "file.write_text(text + '# 已核对\\n', encoding='utf-8')\n"
    assert world.run("edit", TALENT, editor=editor(memory.parent, script)).code == 0
    assert world.read(talent_path()) == before + "# 已核对\n"


def test_the_place_is_private_and_nothing_is_left_of_it(world: World, memory: Path) -> None:
    script = (
        "import stat\n"
        "modes = [oct(stat.S_IMODE(path.stat().st_mode)) for path in (file.parent, file)]\n"
        f"Path({str(memory.parent / 'modes')!r}).write_text(' '.join(modes))\n"
        "file.with_suffix('.yml~').write_text(text)\n" + replacing(NAME, OTHER_NAME)
    )
    assert world.run("edit", TALENT, editor=editor(memory.parent, script)).code == 0
    assert (memory.parent / "modes").read_text() == "0o700 0o600"
    assert list(memory.iterdir()) == []


def test_a_new_number_gets_its_tag_and_the_old_one_loses_it(world: World, memory: Path) -> None:
    old = world.tags()
    script = replacing(resident_id(), resident_id("19850607", "002"))
    assert world.run("edit", TALENT, editor=editor(memory.parent, script)).code == 0
    assert len(world.tags()) == 1
    assert world.tags() != old
    assert world.run("custodian-check").code == 0


def test_a_person_can_be_entered_where_there_was_none(world: World, memory: Path) -> None:
    world.write(talent_path(OTHER), talent_text(OTHER))
    script = f"file.write_text(text + 'identity:\\n  name: {OTHER_NAME}\\n  mobile: {MOBILE}\\n', encoding='utf-8')\n"
    assert world.run("edit", OTHER, editor=editor(memory.parent, script)).code == 0
    assert world.read(talent_path(OTHER)).count("enc:v1:") == 2


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (resident_id(), resident_id()[:-2] + "3" + resident_id()[-1], "identity-check-character"),
        (f"id: {TALENT}", f"id: {OTHER}", "edit-id-changed"),
        ("identity:", "\tidentity:", "yaml-tab"),
        ("category: tezhi", "category: nobody", "schema-enum"),
        ("category: tezhi", f"category: tezhi\nname: {OTHER_NAME}", "schema-unknown-field"),
    ],
)
def test_a_mistake_is_told_by_its_line_and_the_editing_can_go_on(
    old: str, new: str, rule: str, world: World, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answers(monkeypatch, "n")
    before = world.files()
    done = world.run("edit", TALENT, editor=editor(memory.parent, replacing(old, new)))
    assert done.code == 1
    assert f"error: {rule}: " in done.out
    assert f"records/talents/{TALENT}.yml:" in done.out
    assert asked == ["继续编辑吗？[Y/n] "]
    for plain in (NAME, OTHER_NAME, resident_id(), resident_id()[:-2]):
        assert plain not in done.out + done.err
    assert world.files() == before
    assert list(memory.iterdir()) == []


def test_going_on_shows_the_text_with_its_mistake_until_it_is_right(
    world: World, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First a wrong passport, then a right one in its place."""
    answers(monkeypatch, "")
    script = (
        f"wrong = '    passport: E1\\n'\n"
        f"right = '    passport: {PASSPORT}\\n'\n"
        "new = text.replace(wrong, right) if wrong in text else text + wrong\n"
        "file.write_text(new, encoding='utf-8')\n"
    )
    done = world.run("edit", TALENT, editor=editor(memory.parent, script))
    assert done.code == 0
    assert done.out.count("identity-passport-form") == 1
    assert f'passport: "{PASSPORT}"' in world.run("show", TALENT).out
    assert len(world.tags()) == 2


def test_a_number_of_somebody_else_is_refused(world: World, memory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    registered(world, OTHER, resident_id("19850607", "002"), OTHER_NAME)
    answers(monkeypatch, "n")
    script = replacing(resident_id("19850607", "002"), resident_id())
    done = world.run("edit", OTHER, editor=editor(memory.parent, script))
    assert done.code == 1
    assert f"identity-duplicate: 这个证件号码已登记在 {TALENT} 名下" in done.out


def test_an_editor_that_fails_leaves_nothing(world: World, memory: Path) -> None:
    before = world.files()
    script = replacing(NAME, OTHER_NAME) + "sys.exit(1)\n"
    done = world.run("edit", TALENT, editor=editor(memory.parent, script))
    assert done.code == 2
    assert "没有正常结束" in done.err
    assert world.files() == before
    assert list(memory.iterdir()) == []


def test_an_editor_that_is_not_there(world: World, memory: Path) -> None:
    assert world.run("edit", TALENT, editor="/nowhere/editor").code == 2
    assert list(memory.iterdir()) == []


@pytest.mark.parametrize(("fields", "why"), [({"editor": None}, "VISUAL"), ({"terminal": False}, "只能在终端上")])
def test_it_needs_an_editor_and_a_terminal(fields: dict[str, object], why: str, world: World) -> None:
    done = world.run("edit", TALENT, **{"editor": "true", **fields})
    assert done.code == 2
    assert why in done.err


# ---- the private place ------------------------------------------------------------------------------

WAITING = """
import sys, time
from pathlib import Path
from talentcard.sealing.privately import private_file
with private_file("x.yml", "plain", Path(sys.argv[1])) as file:
    print("ready", flush=True)
    time.sleep(60)
"""


def waiting(memory: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", WAITING, str(memory)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_process_told_to_end_wipes_first(number: signal.Signals, memory: Path) -> None:
    process = waiting(memory)
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in memory.iterdir()] == [0o700]
    process.send_signal(number)
    process.communicate(timeout=30)
    assert list(memory.iterdir()) == []


def test_what_a_killed_process_left_goes_with_the_next_one(memory: Path) -> None:
    process = waiting(memory)
    process.kill()
    process.communicate(timeout=30)
    assert len(list(memory.iterdir())) == 1
    with privately.private_file("y.yml", "plain", memory):
        assert len(list(memory.iterdir())) == 1
    assert list(memory.iterdir()) == []


def test_a_living_process_keeps_its_place(memory: Path) -> None:
    process = waiting(memory)
    with privately.private_file("y.yml", "plain", memory):
        assert len(list(memory.iterdir())) == 2
    process.terminate()
    process.communicate(timeout=30)


def test_the_text_is_overwritten_before_it_is_removed(memory: Path) -> None:
    """Another name of the same file shows it."""
    with privately.private_file("x.yml", "plain", memory) as file:
        os.link(file, memory / "kept")
    assert (memory / "kept").read_bytes() == bytes(len("plain"))
