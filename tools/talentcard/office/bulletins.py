"""Bulletins as they are told: as they went out or as counted today; their records and their papers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from talentcard import documents
from talentcard.core import model
from talentcard.core.kinds import BY_TYPE
from talentcard.core.model import BulletinType, RecordId, Text
from talentcard.core.model.bulletins import BulletinFigures
from talentcard.core.names import short_name
from talentcard.core.oversight import telling
from talentcard.core.oversight.bulletin import Bulletin, Months
from talentcard.core.oversight.freezing import Moved, frozen, moved, thawed
from talentcard.core.papers import Paper
from talentcard.core.registry import Registry
from talentcard.core.statistics.figures import Period
from talentcard.messages import LANGUAGES, catalogue


@dataclass(frozen=True)
class Told:
    """A month as it is told: as it went out, where its figures were kept, else as counted today.

    ``counted``: today's count; ``differing``: where it gives other numbers than those that were kept.
    """

    counted: Bulletin
    bulletin: Bulletin
    record: model.Bulletin | None
    differing: tuple[Moved, ...]

    @property
    def kept(self) -> bool:
        return self.record is not None and self.record.figures is not None


def told(registry: Registry, months: Months, month: Period) -> Told:
    """Raises NoPolicyError where no rules were in force on the month's last day."""
    counted, record = months.bulletin(month), of_month(registry, month)
    if record is None or record.figures is None:
        return Told(counted, counted, record, ())
    return Told(counted, thawed(record.figures, counted), record, moved(record.figures, frozen(counted)))


def of_month(registry: Registry, month: Period) -> model.Bulletin | None:
    """The month's bulletin, if it is on record."""
    found = registry.of(model.Bulletin).values()
    return next((one for one in found if one.type is BulletinType.BULLETIN and one.period == month.key), None)


# ---- the paper ----------------------------------------------------------------------------------------------


def names(registry: Registry, month: Period, lang: str) -> telling.Names:
    """By the names of the month's last day."""
    return telling.Names(registry, month.last, lang, catalogue(lang).text)


def about(registry: Registry, found: Told, today: dt.date, lang: str, number: str | None = None) -> telling.Document:
    """R-35: from the human resources bureau to the departments that are told of the cards. ``number``: of a draft."""
    record = found.record
    day = record.published_on if record else today
    issuer = registry.organisation_on(record.issued_by if record else registry.settings.roles["hrss"], day)
    to = [body for body in registry.notified_on(day) if body != issuer]
    return telling.Document(
        issuer=short_name(registry, issuer, day, lang),
        to=tuple(short_name(registry, body, day, lang) for body in to),
        published=record.published_on if record else None,
        number=record.number if record else number,
        errata=record.errata if record else (),
        moved=bool(found.differing),
    )


def paper(root: Path, bulletin: Bulletin, called: telling.Names, document: telling.Document) -> Paper:
    """Raises CannotRunError where the wording cannot be read."""
    facts = telling.facts(bulletin, called, document)
    return documents.paper(root, "bulletin", called.lang, facts, charts=telling.pictures(bulletin, called))


# ---- the record ---------------------------------------------------------------------------------------------


def draft(
    record_id: RecordId, month: Period, figures: BulletinFigures, *, on: dt.date, by: RecordId, number: str | None
) -> model.Bulletin:
    """The record, with a summary that names no number: the public reads it."""
    said = {lang: _summary(lang, month) for lang in LANGUAGES}
    return model.Bulletin(
        schema=BY_TYPE[model.Bulletin].tag,
        id=record_id,
        type=BulletinType.BULLETIN,
        period=month.key,
        published_on=on,
        issued_by=by,
        summary=Text(zh=said["zh"], en=said["en"]),
        number=number,
        figures=figures,
    )


def _summary(lang: str, month: Period) -> str:
    words = catalogue(lang)
    name = words.text("bulletin-months").split()[month.first.month - 1]
    return words.text("bulletin-summary", {"year": str(month.first.year), "month": name})
