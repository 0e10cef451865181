"""The house as docs/architecture.md draws it: one direction of imports, one importer for each outside library."""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "tools" / "talentcard"

CORE = "core"
"""No file system, clock, git, YAML, templates or network."""
VERBS = frozenset({"verbs"})
TOP = frozenset({"cli", "__main__"})

PURE = frozenset({"msgspec"})
"""The one library the core may use: it gives the records their types."""
WORLD = frozenset(
    {"os", "io", "pathlib", "sys", "subprocess", "socket", "time", "tempfile", "shutil", "urllib", "http", "logging"}
)
"""Parts of the standard library through which a module would touch the world."""

IMPORTERS: dict[str, str | frozenset[str]] = {
    "yaml": "reading.yamlsource",
    "jsonschema": "reading.schemas",
    "jsonschema_rs": "reading.schemas",
    # pages are escaped as HTML; documents as Markdown, in a sandbox
    "jinja2": frozenset({"publishing.templates", "documents.wording"}),
    "markupsafe": frozenset({"publishing.templates", "documents.wording"}),
    "markdown_it": "documents.cutting",
    "docxtpl": "documents.word",
    "docx": "documents.word",
    "xlsxwriter": "documents.sheets",
    "python_calamine": "documents.sheets",
    "typst": frozenset({"documents.fonts", "documents.typesetting"}),
    "pylopdf_fonts_zh_cn": "documents.fonts",
    "mkdocs": "publishing.builder",
    "vl_convert": "publishing.charts",
    "selectolax": "publishing.markup",
    "pypinyin": "publishing.search",
    "feedgenerator": "render",
    "icalendar": "render",
    "wcwidth": "render",
    "git": "gitrepo",
    "urllib3": "githost",
    "sshsig": "changing",
    "cryptography": "sealing",
    "pyrage": "sealing",
    "PIL": "scanning",
    "pypdf": "scanning",
    "referencing": "reading.schemas",
}
"""Each outside library and the one room that imports it."""
ANYWHERE = frozenset({"msgspec", "rich"})


def modules() -> dict[str, Path]:
    """Dotted name below the package → file."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if name:
            found[name] = path
    return found


def room(module: str) -> str:
    """The first part of a module's name: ``core.rules.cards`` → ``core``."""
    return module.split(".", maxsplit=1)[0]


def corner(module: str) -> str:
    """Inside the larger rooms the part below: ``reading.yamlsource``; the schema modules are one."""
    parts = module.split(".")[:2] if room(module) in ("reading", "publishing", "documents") else [room(module)]
    return "reading.schemas" if parts[-1].startswith("schema") else ".".join(parts)


def imports(path: Path) -> set[str]:
    """Full names of everything a file imports, inside functions too; type-checking imports count as well."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def inside(path: Path) -> set[str]:
    """The rooms of our own package that a file imports."""
    names = set(modules())
    found = set()
    for name in imports(path):
        if name.startswith("talentcard."):
            rest = name.removeprefix("talentcard.")
            while rest and rest not in names:
                rest = rest.rpartition(".")[0]
            if rest:
                found.add(room(rest))
    return found


@pytest.mark.parametrize("module", [m for m in modules() if room(m) == CORE])
def test_the_core_is_pure(module: str) -> None:
    outside = {name.split(".")[0] for name in imports(modules()[module])} - {"talentcard", "__future__"}
    assert outside <= (set(sys.stdlib_module_names) - WORLD) | PURE
    assert inside(modules()[module]) <= {CORE}


@pytest.mark.parametrize("module", [m for m in modules() if room(m) not in {CORE} | VERBS | TOP])
def test_the_shell_never_calls_back_to_the_verbs(module: str) -> None:
    assert inside(modules()[module]).isdisjoint(VERBS | TOP)


@pytest.mark.parametrize("module", [m for m in modules() if room(m) in VERBS])
def test_verbs_do_not_call_the_command_line(module: str) -> None:
    assert inside(modules()[module]).isdisjoint(TOP)


def allowed(library: str) -> set[str]:
    rooms = IMPORTERS.get(library, frozenset())
    return {rooms} if isinstance(rooms, str) else set(rooms)


def test_each_outside_library_has_one_importer() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for module, path in modules().items():
        for name in imports(path):
            head = name.split(".")[0]
            if head not in sys.stdlib_module_names and head not in {"talentcard", *ANYWHERE}:
                found[head].add(corner(module))
    assert {library: rooms for library, rooms in found.items() if rooms != allowed(library)} == {}


@pytest.mark.parametrize("module", modules())
def test_only_the_command_line_reads_clock_and_environment(module: str) -> None:
    if room(module) in TOP:
        return
    text = modules()[module].read_text(encoding="utf-8")
    for reading in (".now(", ".today(", "os.environ", "sys.argv", "getenv"):
        assert reading not in text, f"{module} reads {reading}"


@pytest.mark.parametrize("module", modules())
def test_no_module_grows_out_of_hand(module: str) -> None:
    assert len(modules()[module].read_text(encoding="utf-8").splitlines()) <= 450


def test_the_folder_listing_matches_the_map() -> None:
    """The package's docstring and docs/architecture.md name every top-level module."""
    docs = (PACKAGE.parents[1] / "docs" / "architecture.md").read_text(encoding="utf-8")
    names = {m.split(".")[1] if m.startswith(("core.", "reading.")) else m.split(".")[0] for m in modules()}
    missing = sorted(name for name in names if name not in docs and name != "__main__")
    assert missing == []
