"""A small registry on disk for the verbs of the monthly work: the rules, a few invented people, a case's own records.

As of 20 November 2026, tracked since the first: nothing in it calls for anything.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from deadline_cases import SETTINGS, kind_of, shared
from registries import ROOT, RULES, Data, documents
from talentcard.emission import emit

PINNED = {"as_of": "2026-11-20", "tracking_since": "2026-11-01", "cleared": []}


def registry(folder: Path, *given: Data) -> Path:
    for kind in RULES:
        shutil.copytree(ROOT / "records" / kind, folder / "records" / kind)
    for name in ("schemas", "site"):
        (folder / name).symlink_to(ROOT / name)
    write(folder, documents()[SETTINGS] | PINNED)
    for data in (*shared(), *given):
        write(folder, data)
    return folder


def write(folder: Path, data: Data) -> Path:
    path = folder / "records" / kind_of(data).folder / f"{data['id']}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(emit(data, 2), encoding="utf-8")
    return path


def records(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.glob("records/**/*.yml"))}


def events(*happened: str) -> list[Data]:
    """``raised 2026-11-02`` as events."""
    pairs = (one.split() for one in happened)
    return [{"id": f"e{number:06d}", "type": kind, "on": on} for number, (kind, on) in enumerate(pairs)]


def request(
    *happened: str, number: int = 1, service: str = "household", variant: str = "standard", **more: Any
) -> Data:
    found = {"schema": "request/1", "id": f"req-case{number:06d}", "talent": "tal-c1ty000001", "service": service}
    found |= {"variant": variant, "requested_by": "employer_liaison", "beneficiary": "self"}
    return found | {"events": events(*happened)} | more


def enrolment(*happened: str, number: int = 1) -> Data:
    child = {"stage": "primary", "district": "渝北区"}
    more: Data = {"beneficiary": "child", "child": child}
    return request(*happened, number=number, service="schooling", variant="new_enrolment", **more)


def raised(kind: str, *happened: str, number: int = 1, by: str = "con-em0yer0001", **more: Any) -> Data:
    found: Data = {"schema": "suggestion/1", "id": f"sug-case{number:06d}", "type": kind, "raised_by": by}
    return found | {"subject": "household", "text": "窗口不了解绿色通道", "events": events(*happened)} | more


def meeting(held_on: str, *decisions: Data, number: int = 1) -> Data:
    found: Data = {"schema": "meeting/1", "id": f"mtg-case{number:06d}", "held_on": held_on}
    found |= {"chaired_by": "org-organisation-dept", "attended": ["org-hrss", "org-police"], "agenda": ["示例议题"]}
    return found | {"decisions": list(decisions)}


def decision(due: str, done_on: str | None = None) -> Data:
    found = {"id": "d000001", "action": "更新指定医院联系方式", "owner": "org-police", "due": due}
    return found | ({"done_on": done_on} if done_on else {})
