"""`make bench`: our figures beside a peer's, on the same tree, in the same run. Never part of the tests.

Each command is timed as a whole process, ours and the peer's in turn; the median is printed, with the peak memory that
the operating system saw. Machines are noisy: trust the ratios.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import changes  # beside this file

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process: seconds by the wall, peak resident memory in MiB, exit code."""

    seconds: float
    mebibytes: float
    code: int


def run(command: Sequence[str | Path]) -> Run:
    """Run a command with its output thrown away."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    scale = 1 if sys.platform == "darwin" else 1024
    return Run(time.perf_counter() - begun, usage.ru_maxrss * scale / 2**20, process.returncode)


def together(commands: Sequence[Sequence[str | Path]]) -> Run:
    """Several commands in a row as one: seconds add up, memory is the largest."""
    runs = [run(command) for command in commands]
    return Run(sum(r.seconds for r in runs), max(r.mebibytes for r in runs), max(r.code for r in runs))


def paired(rounds: int, ours: Callable[[], Run], peer: Callable[[], Run]) -> tuple[list[Run], list[Run]]:
    """Both in turn, so that a drift of the machine's speed meets both alike."""
    ours()  # warm the page cache once
    mine, theirs = [], []
    for number in range(1, rounds + 1):
        print(f"round {number} of {rounds} …", file=sys.stderr, flush=True)
        mine.append(ours())
        theirs.append(peer())
    return mine, theirs


def figures(name: str, runs: Sequence[Run], records: int) -> float:
    """Print one line; returns the median seconds."""
    seconds = statistics.median(r.seconds for r in runs)
    spread = f"{min(r.seconds for r in runs):.2f}–{max(r.seconds for r in runs):.2f}"
    memory = max(r.mebibytes for r in runs)
    codes = ",".join(sorted({str(r.code) for r in runs}))
    rate = f"{records / seconds:10,.0f} records/s"
    print(f"  {name:28} {seconds:8.3f} s ({spread})  {rate}  peak {memory:6.1f} MiB  exit {codes}")
    return seconds


def check_against_peer(tree: Path, records: int, rounds: int) -> None:
    """`check` (reading, schemas and all rules) beside check-jsonschema (reading and schemas only)."""
    ours: list[str | Path] = [BIN / "talentcard", "check", "--root", tree, "--format", "json"]
    kinds = {p.name.removesuffix(".schema.json"): p for p in sorted((tree / "schemas").glob("*.schema.json"))}
    peers: list[list[str | Path]] = []
    for folder, kind in folders().items():
        files = sorted((tree / "records" / folder).rglob("*.yml"))
        if files and kind in kinds:
            # several calls where a command line would grow too long
            for start in range(0, len(files), 5000):
                peers.append([BIN / "check-jsonschema", "--schemafile", kinds[kind], *files[start : start + 5000]])
    mine, theirs = paired(rounds, lambda: run(ours), lambda: together(peers))
    print(f"check, {records:,} records")
    a = figures("talentcard check", mine, records)
    b = figures("check-jsonschema", theirs, records)
    print(f"  {'ratio':28} {b / a:8.1f} times faster")


def alone(tree: Path, records: int, rounds: int) -> None:
    """Verbs without a peer."""
    print("other verbs on the same tree")
    verbs: dict[str, list[str | Path]] = {
        "due": ["due", "--format", "json"],
        "requests": ["requests", "--all", "--format", "json"],
        "feeds": ["feeds", "--out", tree.parent / "calendars"],
        "check --thorough": ["check", "--thorough"],
    }
    for name, words in verbs.items():
        runs = [run([BIN / "talentcard", *words, "--root", tree]) for _ in range(rounds)]
        figures(f"talentcard {name}", runs, records)
    bare = statistics.median(run([sys.executable, "-c", ""]).seconds for _ in range(5 * rounds))
    helped = statistics.median(run([BIN / "talentcard", "--help"]).seconds for _ in range(5 * rounds))
    print(
        f"  {'talentcard --help':28} {helped * 1000:8.0f} ms, {(helped - bare) * 1000:.0f} ms over a bare interpreter"
    )


def build_against_builder(folder: Path, rounds: int) -> None:
    """`build` of the sample and of 10,000 requests, beside the site builder alone on the same pages."""
    import site_builder  # noqa: PLC0415  (beside this file)

    trees = {"the sample": 850, "10,000 requests": 19_300}
    for records in trees.values():
        tree = folder / str(records)
        run([BIN / "talentcard", "sample", "--records", str(records), "--seed", "1", "--out", tree])
        site_builder.with_site(tree)
    pages = site_builder.pages_of(folder / "850")
    print("build, both languages")
    seconds: dict[str, list[float]] = {name: [] for name in (*trees, "mkdocs alone")}
    for number in range(1, rounds + 1):
        print(f"round {number} of {rounds} …", file=sys.stderr, flush=True)
        for name, records in trees.items():
            done = run([BIN / "talentcard", "build", "--root", folder / str(records)])
            assert done.code == 0, name
            seconds[name].append(done.seconds)
        seconds["mkdocs alone"].append(site_builder.alone(pages))
    for name, each in seconds.items():
        print(f"  {name:28} {statistics.median(each):8.3f} s ({min(each):.2f}–{max(each):.2f})")


def of_custody(folder: Path, talents: int) -> None:
    """Sealing, opening and checking, once each: every step changes what the next one finds."""
    import custody  # noqa: PLC0415  (beside this file)

    custody.report(folder, talents, lambda name, words: figures(name, [run([BIN / "talentcard", *words])], talents))


def of_leaks(folder: Path, talents: int, site: Path) -> None:
    """The leak scan alone; `check` and `build` have it in their figures."""
    import leaks  # noqa: PLC0415  (beside this file)

    leaks.report(
        folder, talents, site, lambda name, words, files: figures(name, [run([BIN / "talentcard", *words])], files)
    )


def of_papers(tree: Path, records: int) -> None:
    """The office's papers of one month, DOCX, PDF, Markdown and XLSX."""
    import papers  # noqa: PLC0415  (beside this file)

    papers.report(tree, lambda name, words: figures(name, [run([BIN / "talentcard", *words])], records))


def of_changes(tree: Path, records: int, rounds: int) -> None:
    """What `--base` costs, beside the peer that only counts lines: all in turn, as machines drift."""
    changes.prepare(tree)
    measured = changes.commands(tree, BIN / "talentcard")
    runs: dict[str, list[Run]] = {name: [] for name in measured}
    for _ in range(rounds):
        for name, words in measured.items():
            runs[name].append(run(words))
    print(f"a change of {changes.CHANGED} files in {records:,} records")
    plain, based, _, peer = (figures(name, each, records) for name, each in runs.items())
    print(f"  the comparison itself: {based - plain:.3f} s ({(based - plain) / peer:.1f} times git diff --stat)")


def folders() -> dict[str, str]:
    """Record folder → kind name."""
    from talentcard.core.kinds import KINDS  # noqa: PLC0415

    return {kind.folder: kind.name for kind in KINDS}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="talentcard-bench-") as folder:
        host, tree = Path(folder) / "host", Path(folder) / "registry"
        made = run([BIN / "talentcard", "sample", "--records", str(options.records), "--seed", "1", "--out", host])
        changes.clone(host, tree)
        records = sum(1 for _ in (tree / "records").rglob("*.yml"))
        print(f"sample: {records:,} records in {made.seconds:.1f} s ({records / made.seconds:,.0f} records/s)")
        check_against_peer(tree, records, options.rounds)
        alone(tree, records, options.rounds)
        of_changes(tree, records, options.rounds)
        build_against_builder(Path(folder) / "sites", options.rounds)
        of_papers(Path(folder) / "sites" / "19300", 19_300)
        of_custody(Path(folder) / "custody", options.records)
        of_leaks(Path(folder) / "leaks", options.records, Path(folder) / "sites" / "850" / "build" / "site")
    from workdays import run as workdays  # noqa: PLC0415  (beside this file)

    print("+ N working days, nanoseconds")
    for name, nanoseconds in workdays().items():
        print(f"  {name:28} {nanoseconds:10,.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
