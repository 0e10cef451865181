"""Notices, the card over its life, and requests."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from talentcard.core.model.base import Record, RecordId, Struct
from talentcard.core.model.events import Event


class NoticeType(StrEnum):
    ISSUE = "issue"
    CHANGE = "change"
    EXTENSION = "extension"
    REPLACEMENT = "replacement"
    CANCELLATION = "cancellation"


class Notice(Record, frozen=True, kw_only=True):
    """附件1 《重庆市人才服务证办理（注销）通知》: the basis of all work on cards."""

    type: NoticeType
    number: str
    issued_on: dt.date
    issued_by: RecordId
    talents: tuple[RecordId, ...]
    reason: str | None = None  # cancellation: expired, unlawful, not_entitled


class ProcedureType(StrEnum):
    """The five procedures; the value is the code of the service record that lays down the steps."""

    NEW = "card_new"
    CHANGE = "card_change"
    EXTENSION = "card_extension"
    LOSS = "card_loss"
    CANCELLATION = "card_cancellation"


class Procedure(Struct, frozen=True, kw_only=True):
    id: str
    type: ProcedureType
    events: tuple[Event, ...]


class Card(Record, frozen=True, kw_only=True):
    """A talent's one card over its whole life: each procedure is a case with its own events."""

    talent: RecordId
    procedures: tuple[Procedure, ...]


class Child(Struct, frozen=True, kw_only=True):
    """All that is recorded of a child: school stage and district, and the year of enrolment if not this one."""

    stage: str
    district: str
    enrolment_year: int | None = None


class Request(Record, frozen=True, kw_only=True):
    talent: RecordId
    service: str
    variant: str
    requested_by: str  # employer_liaison, talent, family
    beneficiary: str  # self, spouse, child, grandchild
    events: tuple[Event, ...]
    handler: RecordId | None = None  # named branch, hospital, unit or department
    child: Child | None = None
