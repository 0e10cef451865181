"""What people and programs really leave in a folder of records: each is a finding with its place, never a traceback.

One registry holds all cases; the real command reads it once.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

HEAD = b"schema: suggestion/1\nid: sug-%b\n"


@dataclass(frozen=True)
class Case:
    """A file below records/suggestions/ and the findings (rule, line, column) that it must give, in order."""

    content: bytes
    expected: tuple[tuple[str, int | None, int | None], ...]


def case(content: str | bytes, *expected: tuple[str, int | None, int | None]) -> Case:
    return Case(content.encode() if isinstance(content, str) else content, expected)


CASES: dict[str, Case] = {
    "empty": case("", ("file-empty", 1, 1)),
    "only-blank": case(" \n\n", ("file-empty", 1, 1)),
    "only-comment": case("# 待补\n", ("file-empty", 1, 1)),
    "gbk": case("id: x\nnote: 张三\n".encode("gbk"), ("file-not-utf8", 2, 7)),
    "utf-16": case("id: x\n".encode("utf-16"), ("file-not-utf8", 1, 1)),
    "cut-character": case("id: x\nnote: 新".encode()[:-1], ("file-not-utf8", 2, 7)),
    "bom": case("\ufeffid: x\nid: y\n", ("file-bom", 1, 1), ("yaml-duplicate-key", 2, 1)),
    "tab-indent": case("a: b\nc:\n\td: e\n", ("yaml-tab", 3, 1)),
    "tab-after-colon": case("a:\tb\n", ("yaml-tab", 1, 3)),
    "tab-in-text": case('a: "b\tc"\n', ("yaml-tab", 1, 6)),
    "duplicate-key": case("id: x\na: {b: 1, b: 2}\nid: y\n", ("yaml-duplicate-key", 2, 11),
        ("yaml-duplicate-key", 3, 1)),
    "anchor-alias": case("a: &x [1]\nb: *x\n", ("yaml-anchor", 1, 4), ("yaml-alias", 2, 4)),
    "alias-bomb": case(
        "a: &a [x, x]\nb: &b [*a, *a]\n",
        ("yaml-anchor", 1, 4), ("yaml-anchor", 2, 4), ("yaml-alias", 2, 8), ("yaml-alias", 2, 12),
    ),
    "merge-key": case("a: {b: 1}\n<<: {c: 2}\n", ("yaml-merge-key", 2, 1)),
    "tag": case("a: !!str 1\nb: !x [1]\n", ("yaml-tag", 1, 4), ("yaml-tag", 2, 4)),
    "python-tag": case("a: !!python/object/apply:os.system [ls]\n", ("yaml-tag", 1, 4)),
    "two-documents": case("a: b\n---\nc: d\n", ("yaml-several-documents", 2, 1)),
    "document-start": case("---\na: b\n", ("yaml-document-marker", 1, 1)),
    "document-end": case("a: b\n...\n", ("yaml-document-marker", 2, 1)),
    "directive": case("%YAML 1.1\n---\na: b\n", ("yaml-directive", 1, 1)),
    "merge-conflict": case(
        "a: b\n<<<<<<< HEAD\nc: d\n=======\nc: e\n>>>>>>> other\n",
        ("merge-conflict", 2, 1), ("merge-conflict", 4, 1), ("merge-conflict", 6, 1),
    ),
    "deep-flow": case("a: " + "[" * 10_000, ("yaml-too-deep", 1, 67)),
    "deep-block": case("".join(f"{' ' * n}a:\n" for n in range(200)), ("yaml-too-deep", 65, 65)),
    "nul": case("a: b\0c\n", ("yaml-hidden-character", 1, 5)),
    "nel": case("a: b\u0085c: d\n", ("yaml-hidden-character", 1, 5)),
    "line-separator": case("a: b\u2028c: d\n", ("yaml-hidden-character", 1, 5)),
    "lone-carriage-return": case("a: b\rc: d\n", ("yaml-hidden-character", 1, 5)),
    "no-break-space": case("a:\u00a0b\n", ("yaml-hidden-character", 1, 3)),
    "zero-width": case("a: 张\u200b三\nb: \u202ex\n", ("yaml-hidden-character", 1, 5), ("yaml-hidden-character", 2, 4)),
    "escape": case('a: "\\u0000x\\n"\n', ("yaml-escape", 1, 5), ("yaml-escape", 1, 12)),
    "full-width-colon": case("id: x\n备注：无\ntype：problem\n", ("yaml-full-width", 3, 5)),
    "full-width-colon-first": case("schema：suggestion/1\n", ("yaml-not-a-mapping", 1, 1), ("yaml-full-width", 1, 7)),
    "full-width-comma": case("a: {zh: 新办，en: New}\n", ("yaml-full-width", 1, 11)),
    "full-width-digits": case("on: ２０２６-04-20\nn: １２\n", ("yaml-full-width", 1, 5), ("yaml-full-width", 2, 4)),
    "full-width-quotes": case("a: b\nc: {d: “x“, }: y}\n", ("yaml-full-width", 2, 8)),
    "no-space-after-colon": case("id: x\ntype:problem\n", ("yaml-colon-space", 2, 5)),
    "unclear": case(
        "a: 0x1F\nb: True\nc: 1e3\nd: .inf\ne: +5\n", *(("yaml-unclear-scalar", n, 4) for n in range(1, 6))),
    "huge-number": case("a: " + "9" * 5000 + "\n", ("yaml-number-too-large", 1, 4)),
    "chinese-key": case("姓名: x\n", ("yaml-key", 1, 1)),
    "odd-keys": case("1: a\nnull: b\n'c': d\n", ("yaml-key", 1, 1), ("yaml-key", 2, 1), ("yaml-key", 3, 1)),
    "complex-key": case("? a\n: b\n", ("yaml-complex-key", 1, 3)),
    "list-as-key": case("? [a]\n: b\n", ("yaml-complex-key", 1, 3)),
    "list": case("- a\n- b\n", ("yaml-not-a-mapping", 1, 1)),
    "text": case("随便写一句话\n", ("yaml-not-a-mapping", 1, 1)),
    "unclosed-quote": case('a: "b\nc: d\n', ("yaml-syntax", 3, 1)),
    "unclosed-brace": case("a: {b: c\nd: e\n", ("yaml-syntax", 2, 2)),
    "indentation": case("a:\n    b: c\n   d: e\n", ("yaml-syntax", 3, 4)),
    "two-colons": case("a: b: c\n", ("yaml-syntax", 1, 5)),
    "hundreds": case(
        "\t\n" * 300 + "a: b",
        *(("yaml-tab", n, 1) for n in range(1, 51)), ("file-more-of-the-same", 51, 1)),
    "several-at-once": case(
        "a: &x True\nb: 0x1\na: '２０'\n",
        ("yaml-anchor", 1, 4), ("yaml-unclear-scalar", 1, 4), ("yaml-unclear-scalar", 2, 4),
        ("yaml-duplicate-key", 3, 1),
        ("yaml-full-width", 3, 4),
    ),
}  # fmt: skip


def talentcard(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "talentcard", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("registry")
    shutil.copytree(ROOT / "schemas", root / "schemas")
    shutil.copytree(ROOT / "records" / "settings", root / "records" / "settings")
    folder = root / "records" / "suggestions"
    folder.mkdir()
    for name, made in CASES.items():
        (folder / f"sug-{name}.yml").write_bytes(made.content)
    with (folder / "sug-huge.yml").open("wb") as file:
        file.truncate(3_000_000)
    outside = root.parent / "outside.yml"
    outside.write_bytes(b"secret: yes\n")
    (folder / "sug-link.yml").symlink_to(outside)
    (folder / "sug-folder.yml").mkdir()
    (folder / "sug-ending.yaml").write_bytes(b"a: b\n")
    (folder / "notes.txt").write_bytes(b"a: b\n")
    (folder / ".sug-hidden.yml").write_bytes(b"[")
    os.mkfifo(folder / "sug-pipe.yml")
    (root / "records" / "sugestions").mkdir()
    (root / "records" / "stray.yml").write_bytes(b"a: b\n")
    (root / "records" / "cards").symlink_to(root.parent, target_is_directory=True)
    return root


@pytest.fixture(scope="module")
def found(registry: Path) -> dict[str, list[tuple[str, int | None, int | None]]]:
    """Path → findings, from one run of the real command."""
    run = talentcard("check", "--root", registry, "--format", "json")
    assert run.returncode == 1, run.stderr
    assert run.stderr == ""
    by_path: dict[str, list[tuple[str, int | None, int | None]]] = {}
    for finding in json.loads(run.stdout)["findings"]:
        assert finding["message"], finding
        assert "{" not in finding["message"].replace("{zh:", ""), finding
        by_path.setdefault(finding["path"], []).append((finding["rule"], finding["line"], finding["column"]))
    return by_path


@pytest.mark.parametrize("name", CASES)
def test_content(name: str, found: dict[str, list[tuple[str, int | None, int | None]]]) -> None:
    assert found[f"records/suggestions/sug-{name}.yml"] == list(CASES[name].expected)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("suggestions/sug-huge.yml", ("file-too-large", 1, 1)),
        ("suggestions/sug-link.yml", ("file-not-regular", None, None)),
        ("suggestions/sug-folder.yml", ("file-not-regular", None, None)),
        ("suggestions/sug-pipe.yml", ("file-not-regular", None, None)),
        ("suggestions/sug-ending.yaml", ("file-wrong-ending", None, None)),
        ("suggestions/notes.txt", ("file-unexpected", None, None)),
        ("sugestions", ("folder-unexpected", None, None)),
        ("stray.yml", ("file-unexpected", None, None)),
        ("cards", ("file-not-regular", None, None)),
    ],
)
def test_things_that_are_no_record_files(
    path: str,
    expected: tuple[str, int | None, int | None],
    found: dict[str, list[tuple[str, int | None, int | None]]],
) -> None:
    assert found[f"records/{path}"] == [expected]


def test_dot_files_are_nobody_s_business(found: dict[str, list[tuple[str, int | None, int | None]]]) -> None:
    assert not any("hidden" in path for path in found)


@pytest.mark.parametrize("form", ["text", "github", "sarif", "junit"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_format_stands_it(form: str, lang: str, registry: Path) -> None:
    run = talentcard("check", "--root", registry, "--format", form, "--lang", lang)
    assert run.returncode == 1
    assert run.stderr == ""
    assert "secret" not in run.stdout


@pytest.mark.parametrize("folder", ["nothing", "no-records", "no-schemas", "bad-schema"])
def test_what_is_no_registry_is_said_in_one_line(folder: str, tmp_path: Path) -> None:
    root = tmp_path / folder
    if folder != "nothing":
        (root / ("records" if folder != "no-records" else "schemas")).mkdir(parents=True)
    if folder == "bad-schema":
        (root / "schemas").mkdir()
        (root / "schemas" / "card.schema.json").write_text("{", encoding="utf-8")
    run = talentcard("check", "--root", root)
    assert (run.returncode, run.stdout) == (2, "")
    assert len(run.stderr.splitlines()) == 1
