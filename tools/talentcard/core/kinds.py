"""The kinds of record: folder, schema, type and id prefix, in one explicit table."""

from __future__ import annotations

from dataclasses import dataclass

from talentcard.core import model
from talentcard.core.model.life_events import LifeEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of record. ``folder`` lies under ``root``; ``name`` is also the schema's file name and tag."""

    name: str
    folder: str
    type: type[model.Record]
    prefix: str
    version: int = 1
    root: str = "records"

    @property
    def tag(self) -> str:
        """What a record of this kind writes in its ``schema`` field, e.g. ``request/1``."""
        return f"{self.name}/{self.version}"


KINDS: tuple[Kind, ...] = (
    Kind(name="settings", folder="settings", type=model.Settings, prefix="set-"),
    Kind(name="policy", folder="policies", type=model.Policy, prefix="pol-"),
    Kind(name="service", folder="services", type=model.Service, prefix="svc-"),
    Kind(name="interpretation", folder="interpretations", type=model.Interpretation, prefix="int-"),
    Kind(name="calendar", folder="calendars", type=model.Calendar, prefix="cal-"),
    Kind(name="expected-calendar", folder="expected-calendars", type=model.ExpectedCalendar, prefix="exp-"),
    Kind(name="organisation", folder="organisations", type=model.Organisation, prefix="org-"),
    Kind(name="contact", folder="contacts", type=model.Contact, prefix="con-"),
    Kind(name="talent", folder="talents", type=model.Talent, prefix="tal-"),
    Kind(name="notice", folder="notices", type=model.Notice, prefix="ntc-"),
    Kind(name="card", folder="cards", type=model.Card, prefix="card-"),
    Kind(name="request", folder="requests", type=model.Request, prefix="req-"),
    Kind(name="roster", folder="rosters", type=model.Roster, prefix="ros-"),
    Kind(name="suggestion", folder="suggestions", type=model.Suggestion, prefix="sug-"),
    Kind(name="meeting", folder="meetings", type=model.Meeting, prefix="mtg-"),
    Kind(name="bulletin", folder="bulletins", type=model.Bulletin, prefix="bul-"),
    Kind(name="release", folder="releases", type=model.Release, prefix="rel-"),
    Kind(name="key", folder="keys", type=model.Key, prefix="key-"),
    Kind(name="identity-tag", folder="identity-tags", type=model.IdentityTag, prefix="tag-"),
    Kind(name="questionnaire", folder="questionnaires", type=model.Questionnaire, prefix="qst-"),
    Kind(name="evaluation", folder="evaluations", type=model.Evaluation, prefix="evl-"),
)

BY_FOLDER: dict[str, Kind] = {kind.folder: kind for kind in KINDS}
BY_NAME: dict[str, Kind] = {kind.name: kind for kind in KINDS}
BY_TYPE: dict[type[model.Record], Kind] = {kind.type: kind for kind in KINDS}

LIFE_EVENT = Kind(name="life-event", root="site", folder="events", type=LifeEvent, prefix="")
"""No record of the registry: a page kept as data, read as strictly as a record."""
