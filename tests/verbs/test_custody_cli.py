"""The verbs of custody as a person runs them: keys named by the environment, a real terminal or none."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from custody_world import NAME, OTHER_NAME, TALENT, World, founded, registered, resident_id


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = founded(tmp_path_factory.mktemp("custody"))
    registered(world)
    return world


def environment(world: World, **more: str) -> dict[str, str]:
    named = {"TALENTCARD_KEYS": str(world.keys), "TALENTCARD_IDENTITY": str(world.keys / "identity.txt")}
    return {**os.environ, **named, **more}


def piped(world: World, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "talentcard", *words, "--root", str(world.root), "--lang", "zh"]
    return subprocess.run(
        command,
        env=environment(world, **more),
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=False,
    )


def on_a_terminal(world: World, *words: str, **more: str) -> tuple[int, str]:
    """Exit code and everything that the terminal shows."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "talentcard", *words, "--root", str(world.root), "--lang", "zh"]
    process = subprocess.Popen(
        command, env=environment(world, TERM="dumb", **more), stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    return process.wait(timeout=60), shown.decode()


def test_the_environment_names_the_keys(world: World) -> None:
    done = piped(world, "custodian-check")
    assert (done.returncode, done.stdout) == (0, "已打开 2 项密文，发现 0 处问题。\n")


def test_show_prints_on_a_terminal(world: World) -> None:
    code, shown = on_a_terminal(world, "show", TALENT)
    assert code == 0
    assert NAME in shown


def test_show_into_a_pipe_or_a_file_is_refused(world: World) -> None:
    done = piped(world, "show", TALENT)
    assert (done.returncode, done.stdout) == (2, "")
    assert "只显示在终端上" in done.stderr


def test_edit_in_the_editor_that_the_environment_names(world: World, tmp_path: Path) -> None:
    program = tmp_path / "editor.py"
    program.write_text(
        "import sys, pathlib\n"
        "file = pathlib.Path(sys.argv[1])\n"
        f"text = file.read_text(encoding='utf-8').replace({NAME!r}, {OTHER_NAME!r})\n"
        "file.write_text(text, encoding='utf-8')\n",
        encoding="utf-8",
    )
    code, shown = on_a_terminal(world, "edit", TALENT, VISUAL=f"{sys.executable} {program}")
    assert code == 0, shown
    assert NAME not in shown
    assert OTHER_NAME not in shown
    assert OTHER_NAME in on_a_terminal(world, "show", TALENT)[1]
    assert resident_id() not in shown
