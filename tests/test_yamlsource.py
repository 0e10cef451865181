"""The record profile: what is accepted, as which value, and that both readers agree."""

from __future__ import annotations

import math
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fuzz_yaml
import yaml_suite
from talentcard.reading.reader import same
from talentcard.reading.yamlsource import explain, positions, quick
from talentcard.reading.yamlsource.fast import _STRANGE
from talentcard.reading.yamlsource.text import HIDDEN, MAX_BYTES

VALUES: dict[str, Any] = {
    "": None,
    "~": None,
    "null": None,
    "true": True,
    "false": False,
    "0": 0,
    "-0": 0,
    "-7": -7,
    "15": 15,
    "9223372036854775807": 2**63 - 1,
    "-9223372036854775808": -(2**63),
    "0.5": 0.5,
    "-12.75": -12.75,
    "1.10": 1.1,
    # all the rest are strings, whatever YAML 1.1 made of them
    "NO": "NO",
    "no": "no",
    "yes": "yes",
    "on": "on",
    "off": "off",
    "y": "y",
    "012": "012",
    "00": "00",
    "1_000": "1_000",
    "190:20:30": "190:20:30",
    "09:30": "09:30",
    "2026-04-20": "2026-04-20",
    "2026-02-30": "2026-02-30",
    "2026-04": "2026-04",
    "2026-04-20T10:00:00Z": "2026-04-20T10:00:00Z",
    "=": "=",
    "inf": "inf",
    "NaN": "NaN",
    "1.2.3": "1.2.3",
    "0x": "0x",
    "12 # c": 12,
    "12#c": "12#c",
    "a # c": "a",
    "x:y": "x:y",
    "https://www.gov.cn/#a": "https://www.gov.cn/#a",
    "'it''s'": "it's",
    '"a \\"b\\" \\\\"': 'a "b" \\',
    '"012"': "012",
    "'true'": "true",
    "{zh: 新办, en: New}": {"zh": "新办", "en": "New"},
    "{ a: 1, b: [x, y] , c: {d: 2026-01-01} }": {"a": 1, "b": ["x", "y"], "c": {"d": "2026-01-01"}},
    "[a, 1, null, 'b, c', 012]": ["a", 1, None, "b, c", "012"],
    "[]": [],
    "{}": {},
    "|\n  两行\n  文字": "两行\n文字\n",
    ">-\n  折成\n  一行": "折成 一行",
    "多行\n  文字": "多行 文字",
}
REFUSED = (
    "True", "FALSE", "Null", "NULL", "0x1F", "0o17", "0b11", "0X1f", "+5", ".5", "5.", "1e3", "1.5e3", "1E-3",
    "01.5", "00.5", "-01.5",
    ".inf", "-.Inf", "+.INF", ".nan", ".NaN", "9223372036854775808", "-9223372036854775809",
    "9" * 400, "0.12345678901234567890",
)  # fmt: skip


@pytest.mark.parametrize("written", VALUES)
def test_values(written: str) -> None:
    raw = f"a: {written}\n".encode()
    document = explain(raw)
    assert document.problems == ()
    assert document.data is not None
    assert same(document.data["a"], VALUES[written])
    assert quick(raw) is None or same(quick(raw), document.data)


@pytest.mark.parametrize("written", REFUSED)
@pytest.mark.parametrize("around", ["a: {}\n", "a: [x, {}]\n", "a:\n  - {}\n", "a: {{b: {} }}\n"])
def test_scalars_that_readers_disagree_about_are_refused(written: str, around: str) -> None:
    raw = around.format(written).encode()
    assert [problem.rule for problem in explain(raw).problems] in (["yaml-unclear-scalar"], ["yaml-number-too-large"])
    assert quick(raw) is None


def test_the_fast_reader_stops_at_every_hidden_character() -> None:
    """So the one list of hidden characters, in text.py, holds for both."""
    missed = [
        hex(code)
        for code in range(sys.maxunicode + 1)
        if (HIDDEN.match(chr(code)) or chr(code) in "\t\r０１９") and not _STRANGE.match(chr(code))
    ]
    assert missed == []


def test_windows_line_ends_are_read_as_plain_ones() -> None:
    raw = b"a: b\r\nc:\r\n  - d\r\n"
    assert quick(raw) == explain(raw).data == {"a": "b", "c": ["d"]}
    assert explain(b"a: |\r\n  b\r\n  c\r\n").data == {"a": "b\nc\n"}


def test_positions_count_characters_not_bytes() -> None:
    document = explain("a: {zh: 新办𠮷, en: New}\nb: 1\n".encode())
    assert document.values["a", "en"].column == 18
    assert document.keys["b",].line == 2
    assert (document.values["b",].column, document.values["b",].end_column) == (4, 5)


def test_positions_of_a_broken_file_reach_as_far_as_it_was_read() -> None:
    document = positions(b"a: b\nc: {d: e}\nf: [\n")
    assert document.data is None
    assert document.values["c", "d"].line == 2


def test_a_question_at_the_end_of_a_line_is_no_complex_key() -> None:
    assert explain(b"a: Who?\nb: c  # why?\nd: e\n").data == {
        "a": "Who?",
        "b": "c",
        "d": "e",
    }


def test_the_size_limit_is_exact() -> None:
    most = b"a: " + b"x" * (MAX_BYTES - 4) + b"\n"
    assert explain(most).data is not None
    assert [problem.rule for problem in explain(most + b"\n").problems] == ["file-too-large"]
    assert quick(most + b"\n") is None


@pytest.mark.parametrize("depth", [10, 20, 31, 32, 63, 64])
def test_depth_below_the_limit_is_fine_in_block_and_flow(depth: int) -> None:
    flow = "a: " + "[" * (depth - 1) + "]" * (depth - 1) + "\n"
    block = "".join(f"{' ' * n}a:\n" for n in range(depth))
    for text in (flow, block):
        document = explain(text.encode())
        assert document.problems == ()
        assert quick(text.encode()) in (None, document.data)


# ---- both readers agree ------------------------------------------------------------------------------------------


def test_real_records_are_read_fast() -> None:
    """The fast path is of use only if nearly all records take it."""
    records = fuzz_yaml.real_records()
    assert len(records) > 50
    assert sum(quick(raw) is not None for raw in records) > 0.99 * len(records)


@pytest.mark.parametrize("name", yaml_suite.inputs() if yaml_suite.FOLDER.is_dir() else ["missing"])
def test_the_public_suite(name: str) -> None:
    raw = yaml_suite.inputs()[name]
    assert fuzz_yaml.complaint(raw) is None
    assert fuzz_yaml.complaint(b"schema: request/1\nvalue:\n  " + raw.replace(b"\n", b"\n  ") + b"\n") is None


def test_a_short_run_of_the_fuzzer() -> None:
    tally = fuzz_yaml.run(3, seed=20261120)
    assert tally.fast["made"] > 0.3 * tally.inputs["made"]
    assert tally.slow["made"] == tally.inputs["made"]


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes(raw: bytes) -> None:
    """Nothing that a file can hold ends in an exception."""
    assert fuzz_yaml.complaint(raw) is None


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab:- \n#'\"[]{},|>&*!?%@0129.x~：，０", max_size=40))
def test_any_text_of_yaml_s_own_characters(text: str) -> None:
    """Fast yes implies slow yes, with equal typed values (docs/architecture.md: the fast path accepts)."""
    assert fuzz_yaml.complaint(text.encode()) is None
    assert fuzz_yaml.complaint(f"a: {text}\n".encode()) is None


def test_same_is_strict_about_types() -> None:
    assert not same(1, 1.0)
    assert not same(1, True)
    assert not same({"a": [0]}, {"a": [False]})
    assert same({"a": [1, {"b": None}]}, {"a": [1, {"b": None}]})
    assert not same(math.nan, math.nan)
