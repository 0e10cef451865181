"""The life events of a site: `site/events/<id>.yml`, read as strictly as records, though they are none."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from talentcard.core.finding import Finding
from talentcard.core.kinds import LIFE_EVENT
from talentcard.core.model.life_events import LifeEvent
from talentcard.reading.reader import Reader
from talentcard.reading.schemas import Schemas
from talentcard.reading.walking import walk_folder


@dataclass(frozen=True, slots=True)
class LoadedEvents:
    """The events that could be read, the file of each by its id, and what is wrong with the others."""

    events: tuple[LifeEvent, ...] = ()
    paths: dict[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def load(root: Path) -> LoadedEvents:
    """Every life event under ``root``; none where the site has no such folder.

    Always by both readers: they are few. Raises CannotRunError where there are no usable schemas.
    """
    sources, findings = walk_folder(root, LIFE_EVENT)
    if not sources and not findings:
        return LoadedEvents()
    reader = Reader(Schemas.load(root / "schemas"), thorough=True)
    events: list[LifeEvent] = []
    paths: dict[str, str] = {}
    for source in sources:
        taken = reader.take(source)
        findings += taken.findings
        if isinstance(taken.record, LifeEvent) and not taken.findings:
            events.append(taken.record)
            paths[taken.record.id] = source.path
    return LoadedEvents(tuple(events), paths, tuple(findings))
