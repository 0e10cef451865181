"""From a folder to a registry: which files are read, what each becomes, in one process or several."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from talentcard.core.finding import Finding, Place, Severity
from talentcard.core.kinds import BY_NAME
from talentcard.core.model import Interpretation, RecordId, Settings
from talentcard.reading import parallel, reader, yamlsource
from talentcard.reading.loading import Loaded, load, load_kinds
from talentcard.reading.locating import find, located
from talentcard.reading.schemas import Schemas
from talentcard.reading.walking import printable, walk

ROOT = Path(__file__).resolve().parents[1]

REQUEST = """schema: request/1
id: {id}
talent: tal-0123456789
service: schooling
variant: transfer
requested_by: talent
beneficiary: child
events:
  - {{id: e000001, type: filed, on: 2026-06-01}}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    shutil.copytree(ROOT / "records" / "settings", tmp_path / "records" / "settings")
    shutil.copytree(ROOT / "records" / "interpretations", tmp_path / "records" / "interpretations")
    return tmp_path


def put(root: Path, path: str, text: str) -> None:
    file = root / "records" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def rules(loaded: Loaded) -> list[tuple[str, str]]:
    return [(finding.at.path.removeprefix("records/"), finding.rule) for finding in loaded.findings]


def test_this_registry_loads_without_findings_by_both_readers() -> None:
    quickly, thoroughly = load(ROOT), load(ROOT, thorough=True)
    assert quickly.findings == thoroughly.findings == ()
    assert quickly.registry.entries == thoroughly.registry.entries
    assert quickly.files == len(quickly.registry.entries) == len(list((ROOT / "records").rglob("*.yml")))
    assert quickly.registry.settings.as_of is not None


def test_records_come_in_path_order_from_any_depth(root: Path) -> None:
    put(root, "requests/2026/06/req-000000000b.yml", REQUEST.format(id="req-000000000b"))
    put(root, "requests/req-000000000a.yml", REQUEST.format(id="req-000000000a"))
    loaded = load(root)
    paths = [entry.path for entry in loaded.registry.entries]
    assert loaded.findings == ()
    assert paths == sorted(paths)
    assert paths[-3:] == [
        "records/requests/2026/06/req-000000000b.yml",
        "records/requests/req-000000000a.yml",
        "records/settings/set-registry.yml",
    ]


def test_only_some_kinds(root: Path) -> None:
    put(root, "requests/req-000000000a.yml", "broken: [")
    loaded = load_kinds(root, ("settings", "interpretation"))
    assert loaded.findings == ()
    assert len(loaded.registry.of(Settings)) == 1
    assert len(loaded.registry.of(Interpretation)) > 20


def test_a_broken_file_hides_no_other_and_its_id_stays_known(root: Path) -> None:
    put(root, "requests/req-000000000a.yml", "broken: [")
    put(root, "requests/req-000000000b.yml", REQUEST.format(id="req-000000000b") + "extra: 1\n")
    put(root, "requests/req-000000000c.yml", REQUEST.format(id="req-000000000c"))
    loaded = load(root)
    assert rules(loaded) == [
        ("requests/req-000000000a.yml", "yaml-syntax"),
        ("requests/req-000000000b.yml", "schema-unknown-field"),
    ]
    assert loaded.registry.unreadable == {"req-000000000a", "req-000000000b"}
    assert loaded.registry.knows(RecordId("req-000000000a"))
    assert "records/requests/req-000000000c.yml" in loaded.registry.paths.values()


def test_names(root: Path) -> None:
    put(root, "requests/req-000000000a.yml", REQUEST.format(id="req-000000000b"))
    put(root, "requests/Req-000000000c.YML", REQUEST.format(id="req-000000000c"))
    put(root, "requests/sub.yaml/x.txt", "")
    loaded = load(root)
    assert sorted(rules(loaded)) == [
        ("requests/Req-000000000c.YML", "file-wrong-ending"),
        ("requests/req-000000000a.yml", "id-file-name"),
        ("requests/sub.yaml", "file-not-regular"),
    ]
    assert RecordId("req-000000000b") in loaded.registry.paths  # readable all the same


def test_an_id_of_another_kind(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The schemas say so first; the check stays for kinds whose schema is laxer."""
    monkeypatch.setattr(Schemas, "accepts", lambda *_: True)
    monkeypatch.setattr(Schemas, "explain", lambda *_: [])
    put(root, "requests/tal-000000000a.yml", REQUEST.format(id="tal-000000000a"))
    assert rules(load(root)) == [("requests/tal-000000000a.yml", "id-prefix")]


def test_a_schema_laxer_than_the_types_is_a_finding_not_a_traceback(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Schemas, "accepts", lambda *_: True)
    monkeypatch.setattr(Schemas, "explain", lambda *_: [])
    put(root, "requests/req-000000000a.yml", REQUEST.format(id="req-000000000a").replace("2026-06-01", "2026-06-31"))
    loaded = load_kinds(root, ("request",))
    assert rules(loaded) == [("requests/req-000000000a.yml", "record-shape")]
    assert loaded.findings[0].params == {"where": "$.events[0].on"}


def test_validators_that_disagree_are_reported(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Schemas, "accepts", lambda *_: False)
    put(root, "requests/req-000000000a.yml", REQUEST.format(id="req-000000000a"))
    assert rules(load_kinds(root, ("request",))) == [("requests/req-000000000a.yml", "reader-disagreement")]


@pytest.mark.parametrize("other", [{"schema": "request/1"}, {"schema": "request/1", "id": 1}])
def test_thorough_reports_readers_that_disagree(root: Path, monkeypatch: pytest.MonkeyPatch, other: Any) -> None:
    monkeypatch.setattr(yamlsource, "quick", lambda _: other)
    put(root, "requests/req-000000000a.yml", REQUEST.format(id="req-000000000a"))
    assert {rule for _, rule in rules(load(root, thorough=True))} == {"reader-disagreement"}


def test_an_unreadable_file_is_a_finding(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str) -> bytes:
        raise PermissionError(13, "Permission denied", path)

    put(root, "requests/req-000000000a.yml", REQUEST.format(id="req-000000000a"))
    monkeypatch.setattr(reader, "read", refuse)
    assert rules(load_kinds(root, ("request",))) == [("requests/req-000000000a.yml", "file-unreadable")]


def test_several_processes_give_the_same_as_one(root: Path) -> None:
    for number in range(40):
        put(root, f"requests/req-{number:010}.yml", REQUEST.format(id=f"req-{number:010}"))
    put(root, "requests/req-000000009a.yml", "a: &b c\n")
    put(root, "requests/req-000000009b.yml", REQUEST.format(id="req-000000009c"))
    one, two = load(root, jobs=1), load(root, jobs=2)
    assert one.registry.entries == two.registry.entries
    assert one.findings == two.findings
    assert one.registry.unreadable == two.registry.unreadable


def test_without_processes_it_reads_by_itself(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_in_processes", lambda *_: iter(()))
    assert load(root, jobs=4).registry.entries == load(root, jobs=1).registry.entries


def test_progress_ends_at_the_number_of_files(root: Path) -> None:
    seen: list[tuple[int, int]] = []
    loaded = load(root, progress=lambda done, total: seen.append((done, total)))
    assert seen[0] == (0, loaded.files)
    assert seen[-1] == (loaded.files, loaded.files)
    assert seen == sorted(seen)


def test_odd_file_names_are_shown_as_escapes(root: Path) -> None:
    folder = root / "records" / "requests"
    folder.mkdir()
    (folder / "req-\n\x1b[31m.yml").write_text("a: 1\n", encoding="utf-8")
    (Path(os.fsdecode(os.fsencode(folder) + b"/req-\xff.yml"))).write_text("a: 1\n", encoding="utf-8")
    sources, _, _ = walk(root, ("request",))
    assert [source.path for source in sources] == [
        "records/requests/req-\\n\\x1b[31m.yml",
        "records/requests/req-\\udcff.yml",
    ]
    assert len(located(root, load(root).findings)) >= 2
    assert printable("张三.yml") == "张三.yml"


# ---- places ----------------------------------------------------------------------------------------------------

TEXT = "a: b\nc:\n  d:\n    - {e: 1}\n    - e: 二\n      f: 3\n"


@pytest.mark.parametrize(
    ("pointer", "key", "expected"),
    [
        (("a",), False, (1, 4, 5)),
        (("a",), True, (1, 1, 2)),
        (("c",), False, (2, 1, 2)),  # a mapping below its key: the key says better what is meant
        (("c", "d", 0), False, (4, 7, 8)),
        (("c", "d", 1), False, (5, 7, None)),
        (("c", "d", 1, "e"), False, (5, 10, 11)),
        (("c", "d", 1, "missing"), False, (5, 7, None)),
        (("c", "d", 7, "e"), False, (3, 3, 4)),
        (("nowhere",), True, (1, 1, None)),
        ((), False, (1, 1, None)),
    ],
)
def test_pointers_become_lines_and_columns(
    pointer: tuple[str | int, ...], key: bool, expected: tuple[int, int, int | None], tmp_path: Path
) -> None:
    (tmp_path / "x.yml").write_text(TEXT, encoding="utf-8")
    finding = Finding(rule="r", severity=Severity.ERROR, at=Place(path="x.yml", pointer=pointer, key=key))
    at = located(tmp_path, [finding])[0].at
    assert (at.line, at.column) == expected[:2]
    if expected[2]:
        assert at.end_column == expected[2]


def test_findings_come_in_the_order_of_the_files(tmp_path: Path) -> None:
    (tmp_path / "x.yml").write_text(TEXT, encoding="utf-8")
    places = [Place(path="x.yml", pointer=("c", "d", 0)), Place(path="gone.yml"), Place(path="x.yml", pointer=("a",))]
    found = located(tmp_path, [Finding(rule="r", severity=Severity.ERROR, at=place) for place in places])
    assert [(f.at.path, f.at.line) for f in found] == [("gone.yml", None), ("x.yml", 1), ("x.yml", 4)]


def test_a_map_of_positions_may_be_empty() -> None:
    assert find(yamlsource.positions(b""), Place(path="x")) is None


def test_kinds_have_schemas() -> None:
    assert BY_NAME.keys() == {path.name.removesuffix(".schema.json") for path in (ROOT / "schemas").glob("*.json")} - {
        "common",
        "life-event",  # a page of the site, no record
    }
