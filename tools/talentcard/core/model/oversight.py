"""Roster filings, problems and suggestions, meetings, bulletins, evaluations."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from talentcard.core.model.base import Record, RecordId, Struct, Text
from talentcard.core.model.bulletins import BulletinFigures, Erratum
from talentcard.core.model.events import Event
from talentcard.core.model.questionnaires import InspectionFinding, PublishedResults, SurveyResults


class FilingReason(StrEnum):
    INITIAL = "initial"
    CHANGE = "change"
    CONFIRMATION = "confirmation"


class Roster(Record, frozen=True, kw_only=True):
    """A filing of 附件14 《服务专员、联络员信息表》 by the body concerned."""

    organisation: RecordId
    reason: FilingReason
    filed_on: dt.date
    contacts: tuple[RecordId, ...]
    changes_on: dt.date | None = None  # the day of the change: first day of the new, or day after the last of the old


class SuggestionType(StrEnum):
    PROBLEM = "problem"
    SUGGESTION = "suggestion"


class Suggestion(Record, frozen=True, kw_only=True):
    type: SuggestionType
    raised_by: RecordId  # contact
    subject: str  # service code, or general
    text: str  # staff only
    events: tuple[Event, ...]
    request: RecordId | None = None


class Decision(Struct, frozen=True, kw_only=True):
    id: str
    action: str
    owner: RecordId
    due: dt.date
    done_on: dt.date | None = None


class Meeting(Record, frozen=True, kw_only=True):
    held_on: dt.date
    chaired_by: RecordId
    attended: tuple[RecordId, ...]
    agenda: tuple[str, ...]
    decisions: tuple[Decision, ...] = ()


class BulletinType(StrEnum):
    BULLETIN = "bulletin"  # 七(二) 情况通报
    SPECIALIST_REPORT = "specialist_report"  # 五(一)4 定期报告


class Bulletin(Record, frozen=True, kw_only=True):
    type: BulletinType
    period: str  # YYYY-MM, the month it reports on
    published_on: dt.date
    issued_by: RecordId  # organisation of the bulletin, or the specialist's contact
    summary: Text
    number: str | None = None  # of the document that went out
    figures: BulletinFigures | None = None  # exact, for staff; frozen with the bulletin
    errata: tuple[Erratum, ...] = ()


class Evaluation(Record, frozen=True, kw_only=True):
    year: int
    methods: tuple[str, ...]
    conducted_by: tuple[RecordId, ...]
    summary: Text
    evaluated_on: dt.date | None = None  # one of the two days at least
    inspected_on: dt.date | None = None
    results: SurveyResults | None = None  # exact, for staff
    published: PublishedResults | None = None
    findings: tuple[InspectionFinding, ...] = ()
