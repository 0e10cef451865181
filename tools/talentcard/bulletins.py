"""A bulletin's record: found by its month, or drafted with its figures and a summary that names none."""

from __future__ import annotations

import datetime as dt

from talentcard.core.kinds import BY_TYPE
from talentcard.core.model import Bulletin, BulletinType, RecordId, Text
from talentcard.core.model.bulletins import BulletinFigures
from talentcard.core.registry import Registry
from talentcard.core.statistics.figures import Period
from talentcard.messages import LANGUAGES, catalogue


def of_month(registry: Registry, period: Period) -> Bulletin | None:
    """The month's bulletin, if it is on record."""
    found = registry.of(Bulletin).values()
    return next((one for one in found if one.type is BulletinType.BULLETIN and one.period == period.key), None)


def draft(
    record_id: RecordId, period: Period, figures: BulletinFigures, *, on: dt.date, by: RecordId, number: str | None
) -> Bulletin:
    """The record, with a summary that names no number: the public reads it."""
    said = {lang: _summary(lang, period) for lang in LANGUAGES}
    return Bulletin(
        schema=BY_TYPE[Bulletin].tag,
        id=record_id,
        type=BulletinType.BULLETIN,
        period=period.key,
        published_on=on,
        issued_by=by,
        summary=Text(zh=said["zh"], en=said["en"]),
        number=number,
        figures=figures,
    )


def _summary(lang: str, period: Period) -> str:
    words = catalogue(lang)
    month = words.text("bulletin-months").split()[period.first.month - 1]
    return words.text("bulletin-summary", {"year": str(period.first.year), "month": month})
