"""Writes a generated registry: the reference files copied as they are, each record a file of its own."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from talentcard.context import CannotRunError
from talentcard.emission import emit
from talentcard.sampling.plan import Plan
from talentcard.sampling.reference import Reference
from talentcard.sampling.sealing import Seals


def prepare(out: Path) -> None:
    """Makes the folder. Raises CannotRunError where it holds anything already."""
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise CannotRunError("sample-out-not-empty", out=str(out))
    out.mkdir(parents=True, exist_ok=True)


def copy_reference(root: Path, out: Path, reference: Reference, since: dt.date, until: dt.date) -> None:
    """The schemas, the rules, the calendars, the public bodies; the settings with the sample's own span of time."""
    shutil.copytree(root / "schemas", out / "schemas")
    for file in reference.files:
        (out / file).parent.mkdir(parents=True, exist_ok=True)
        text = (root / file).read_text(encoding="utf-8")
        if file.parts[1] == "settings":
            text = re.sub(r"(?m)^as_of: \S+", f"as_of: {until}", text)
            text = re.sub(r"(?m)^tracking_since: \S+", f"tracking_since: {since}", text)
        (out / file).write_text(text, encoding="utf-8")


def write(plan: Plan, out: Path, seals: Seals, step: Callable[[], object]) -> int:
    """Writes every record, its person sealed, and calls ``step`` after each; returns their number."""
    folders: set[str] = set()
    count = 0
    for record in plan.stream():
        path = plan.path(record)
        folder = f"{out}/{path.parent}"
        if folder not in folders:
            Path(folder).mkdir(parents=True, exist_ok=True)
            folders.add(folder)
        text = emit(seals.sealed(record), len(path.parts) - 1)
        with open(f"{folder}/{path.name}", "wb", buffering=0) as file:  # noqa: PTH123  a million times
            file.write(text.encode())
        count += 1
        step()
    return count


def write_keys(seals: Seals, out: Path, since: dt.date, recipient: str) -> int:
    """Writes the epoch's record and the identity tags; returns their number."""
    files = dict(seals.files(since, recipient))
    for name, content in files.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(content)
    return len(files)
