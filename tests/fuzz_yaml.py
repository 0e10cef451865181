"""Looks for an input on which the two YAML readers disagree, or on which either of them raises.

    python tests/fuzz_yaml.py --seconds 3600 --seed 1

The fast reader may always say "I don't know". It must never accept what the slow one refuses, never give other values
(1, 1.0 and true are three), and neither may ever raise. Inputs: records made from random trees (whose values are
known, so both readers are checked against them too), real records, the public YAML suite, and mutations of all three.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml_suite
from talentcard.reading import yamlsource
from talentcard.reading.reader import same

ROOT = Path(__file__).resolve().parents[1]

WORDS = (
    "filed", "received", "org-platform", "req-7k3m9q2x4d", "新办", "渝北区", "转学（小学）",
    "2026-04-20", "09:30", "R-18", "一站式服务平台", "https://www.gov.cn/a?b=1&c=2#d", "30 April",
    "3个工作日", "六(一)①", "渝人社发〔2017〕210号", "Who? The employer's liaison", "a, b", "NO", "yes",
    "on", "off", "y", "190:20:30", "012", "2026-02-30", "1_000", "1-2", "e5", "中文 text 3", "a#b",
    "x:y", "it's", "Who?", "Q&A", "100%", "a - b", "c++", "（见附件）",
)  # fmt: skip
TOKENS = (
    ": ", ":", "- ", "-", "#", " #", "\n", "\n\n", " ", "  ", "\t", "'", '"', "''", '""', "\\", "\\n",
    "{", "}", "[", "]", ",", ", ", "&a ", "*a", "!t ", "!!str ", "|", ">", "|-", ">+2", "? ", "?",
    "%", "%YAML 1.2", "---", "--- ", "...", "<<", "<<: ", "@", "`", "=",
    "~", "null", "Null", "true", "True", "TRUE", "false", "yes", "no",
    "0", "-0", "00", "012", "1", "-1", "+1", "1.5", "1.", ".5", "-.5", "1e3", "1E+3", "0x1F", "0o17", "0b1",
    "1_000", ".inf", "-.Inf", ".nan", "12:30", "190:20:30", "0.1", "0.30000000000000000004",
    "9223372036854775807", "9223372036854775808", "-9223372036854775809",
    "123456789012345", "1234567890123456", "99999999999999999999999", "2026-04-20", "2026-04-20T10:00:00Z",
    "\r", "\r\n", "\x00", "\x07", "\x7f", "\x85", "\xa0", "\xad", "\u200b", "\u2028", "\u2029", "\u202e",
    "\u3000", "\ufeff", "\ufffd", "\uffff", "\ud800",
    "：", "，", "１", "２０２６", "Ａ", "“", "”", "—", "〔", "①", "é", "張", "𠮷", "😀",
    "id", "zh", "a", "key: value", "- item", "{a: b}", "[a, b]", "# c", "<<<<<<< HEAD", "=======", ">>>>>>> x",
)  # fmt: skip


@dataclass
class Tally:
    """How many inputs of each sort were met, and how many of those each reader accepted."""

    inputs: Counter[str] = field(default_factory=Counter)
    slow: Counter[str] = field(default_factory=Counter)
    fast: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return "; ".join(
            f"{sort}: {self.inputs[sort]} inputs, {self.slow[sort]} in the profile, {self.fast[sort]} of them read fast"
            for sort in sorted(self.inputs)
        )


class DisagreementError(AssertionError):
    """An input that breaks the promise, made as small as it goes."""


def complaint(raw: bytes) -> str | None:
    """What is wrong with the readers' answers to this input; None where all is well."""
    try:
        fast = yamlsource.quick(raw)
    except BaseException as error:
        return f"the fast reader raised {error!r}"
    try:
        slow = yamlsource.explain(raw)
        yamlsource.positions(raw)
    except BaseException as error:
        return f"the slow reader raised {error!r}"
    if slow.data is None and not slow.problems:
        return "the slow reader refused without a reason"
    lines = raw.count(b"\n") + raw.count(b"\r") + 2
    if any(p.at.line < 1 or p.at.column < 1 or p.at.line > lines for p in slow.problems):
        return f"a problem stands outside the file: {slow.problems}"
    if fast is not None and slow.data is None:
        return f"fast yes, slow no: {[p.rule for p in slow.problems]}"
    if fast is not None and not same(fast, slow.data):
        return f"other values: fast {fast!r}, slow {slow.data!r}"
    return None


# ---- inputs ---------------------------------------------------------------------------------------------------------


class Maker:
    """Random records as text, with the values they must have."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def record(self) -> tuple[str, dict[str, Any]]:
        tree = self._mapping(depth=0)
        return "".join(f"{line}{self._comment()}\n" for line in self._block(tree, 0)), tree

    def _mapping(self, depth: int) -> dict[str, Any]:
        keys = self._chance.sample(
            ["id", "zh", "on", "type", "events", "a_b", "x-1", "note", "no", "y"], self._chance.randint(1, 5)
        )
        return {key: self._node(depth + 1) for key in keys}

    def _node(self, depth: int) -> Any:
        kind = self._chance.random()
        if depth < 5 and kind < 0.18:
            return self._mapping(depth)
        if depth < 5 and kind < 0.36:
            return [self._node(depth + 1) for _ in range(self._chance.randint(1, 4))]
        return self._chance.choice([*WORDS, None, True, False, 0, -7, 15, 123456, 2026])

    def _block(self, node: Any, indent: int) -> list[str]:
        pad = " " * indent
        lines: list[str] = []
        if isinstance(node, dict):
            for key, value in node.items():
                lines += self._under(f"{pad}{key}:", value, indent, list_may_align=True)
        else:
            for value in node:
                if isinstance(value, dict) and self._chance.random() < 0.7:
                    first, *rest = self._block(value, indent + 2)
                    lines += [f"{pad}- {first.lstrip()}", *rest]
                else:
                    lines += self._under(f"{pad}-", value, indent, list_may_align=False)
        return lines

    def _under(self, head: str, value: Any, indent: int, *, list_may_align: bool) -> list[str]:
        if not isinstance(value, dict | list):
            return (
                [head]
                if value is None and self._chance.random() < 0.5
                else [f"{head} {self._scalar(value, flow=False)}"]
            )
        if self._chance.random() < 0.3:
            return [f"{head} {self._flow(value)}"]
        aligned = list_may_align and isinstance(value, list) and self._chance.random() < 0.4
        return [head, *self._block(value, indent + (0 if aligned else 2))]

    def _flow(self, node: Any) -> str:
        if isinstance(node, dict):
            return "{" + ", ".join(f"{key}: {self._flow(value)}" for key, value in node.items()) + "}"
        if isinstance(node, list):
            return "[" + ", ".join(self._flow(value) for value in node) + "]"
        return self._scalar(node, flow=True)

    def _scalar(self, value: Any, *, flow: bool) -> str:
        if not isinstance(value, str):
            return (
                {None: "null", True: "true", False: "false"}[value]
                if value is None or value is True or value is False
                else str(value)
            )
        awkward = flow and any(mark in value for mark in ",?[]{}:#")
        if awkward or self._chance.random() < 0.15:
            return f'"{value}"'
        return value

    def _comment(self) -> str:
        return self._chance.choice(["", "", "", "", "", "   # 备注 · note", " "])


def mutated(text: str, chance: random.Random) -> bytes:
    """The text with a few things wrong: tokens put in, pieces taken out, lines moved, bytes changed."""
    for _ in range(chance.randint(1, 4)):
        text = chance.choice(_CHANGES)(text, chance)
    raw = text.encode("utf-8", "surrogatepass")
    if raw and chance.random() < 0.1:
        at = chance.randrange(len(raw))
        raw = raw[:at] + bytes([chance.randrange(256)]) + raw[at + chance.randint(0, 1) :]
    return raw


def _insert(text: str, chance: random.Random) -> str:
    at = chance.randint(0, len(text))
    return text[:at] + chance.choice(TOKENS) + text[at:]


def _insert_after_mark(text: str, chance: random.Random) -> str:
    """Where it hurts most: at the beginning of a value."""
    spots = [at + 1 for at, character in enumerate(text) if character in " :-,[{\n\"'"]
    at = chance.choice(spots) if spots else 0
    return text[:at] + chance.choice(TOKENS) + text[at:]


def _replace_value(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    head, mark, _ = lines[at].partition(": ")
    lines[at] = f"{head}{mark}{''.join(chance.choices(TOKENS, k=chance.randint(1, 3)))}"
    return "\n".join(lines)


def _delete(text: str, chance: random.Random) -> str:
    at = chance.randint(0, len(text))
    return text[:at] + text[at + chance.randint(1, 6) :]


def _line(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(5):
        case 0:
            lines.insert(other, lines[at])
        case 1:
            del lines[at]
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            lines[at] = " " * chance.randint(0, 5) + lines[at].lstrip()
        case _:
            lines[at] = "- " + lines[at]
    return "\n".join(lines)


_CHANGES: tuple[Callable[[str, random.Random], str], ...] = (
    _insert,
    _insert_after_mark,
    _insert_after_mark,
    _replace_value,
    _delete,
    _line,
)


def _soup(chance: random.Random) -> str:
    return "".join(chance.choices(TOKENS, k=chance.randint(1, 25)))


# ---- the run -----------------------------------------------------------------------------------------------------


def real_records() -> list[bytes]:
    """Every record of this repository."""
    return [path.read_bytes() for path in sorted((ROOT / "records").rglob("*.yml"))]


def run(seconds: float, seed: int, *, report: Callable[[str], None] = lambda _: None) -> Tally:
    """Fuzz for so long. Raises DisagreementError with a small input at the first broken promise."""
    chance = random.Random(seed)
    tally = Tally()
    suite, records = list(yaml_suite.inputs().values()), real_records()
    for sort, inputs in (("suite", suite), ("real", records)):
        for raw in inputs:
            _try(raw, sort, tally)
    until = time.monotonic() + seconds
    next_report = time.monotonic() + 60
    while time.monotonic() < until:
        text, tree = Maker(chance).record()
        _try(text.encode(), "made", tally, expected=tree)
        _try(mutated(text, chance), "made, then changed", tally)
        _try(mutated(chance.choice(records).decode(), chance), "real, then changed", tally)
        _try(mutated(chance.choice(suite).decode("utf-8", "replace"), chance), "suite, then changed", tally)
        _try(f"a: {_soup(chance)}\n".encode("utf-8", "surrogatepass"), "soup", tally)
        _try(_soup(chance).encode("utf-8", "surrogatepass"), "soup", tally)
        if time.monotonic() > next_report:
            report(str(tally))
            next_report += 60
    return tally


def _try(raw: bytes, sort: str, tally: Tally, expected: dict[str, Any] | None = None) -> None:
    tally.inputs[sort] += 1
    if wrong := complaint(raw):
        small = _smaller(raw, lambda candidate: complaint(candidate) is not None)
        raise DisagreementError(f"{complaint(small)}\n{small!r}\nfrom: {wrong}")
    document = yamlsource.explain(raw)
    if document.data is not None:
        tally.slow[sort] += 1
        tally.fast[sort] += yamlsource.quick(raw) is not None
    if expected is not None and not same(document.data, expected):
        raise DisagreementError(f"not what was written: {document}\n{raw.decode()}\n{expected!r}")


def _smaller(raw: bytes, fails: Callable[[bytes], bool]) -> bytes:
    """Pieces are cut away for as long as what is left still fails."""
    size = len(raw) // 2
    while size:
        at = 0
        while at < len(raw):
            candidate = raw[:at] + raw[at + size :]
            if fails(candidate):
                raw = candidate
            else:
                at += size
        size //= 2
    return raw


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    try:
        tally = run(options.seconds, options.seed, report=lambda line: print(line, flush=True))
    except DisagreementError as error:
        print(error)
        return 1
    print(f"no disagreement in {options.seconds:.0f} s from seed {options.seed}: {tally}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
