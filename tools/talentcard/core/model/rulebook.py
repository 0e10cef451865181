"""The rules as data: policies, services, steps, limits, interpretations."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import msgspec

from talentcard.core.model.base import Record, RecordId, Struct, Text
from talentcard.core.model.bodies import OrgType, Post
from talentcard.core.model.changing import ChangeLimits
from talentcard.core.model.feeding import FeedTerms
from talentcard.core.model.limits import Basis, Limit, MonthDay
from talentcard.core.model.permissions import Permissions
from talentcard.core.model.reminders import Reminder
from talentcard.core.model.retention import Retention


class Pick(StrEnum):
    EARLIEST = "earliest"  # whichever of the events came first
    ALL = "all"  # all of them: the latest counts
    FIRST_LISTED = "first_listed"  # the first of the list that exists


class StartFrom(StrEnum):
    ACTUAL = "actual"
    DEADLINE = "deadline"


class Condition(Struct, frozen=True, kw_only=True):
    """What holds only while the register of interpretations chooses this option."""

    interpretation: str
    chosen: str


class EventCondition(Condition, frozen=True, kw_only=True):
    """A starting event that counts only while the register chooses this option."""

    event: str


class Start(Struct, frozen=True, kw_only=True):
    """Day 0 of a step: events of the case, the end of an earlier step, or a fact about the card."""

    events: tuple[str, ...] = ()
    pick: Pick = Pick.EARLIEST
    step: str | None = None
    counts_from: StartFrom = StartFrom.ACTUAL
    unless_met: bool = False  # with counts_from deadline: only where the earlier step was not done by then
    fact: str | None = None  # card_expiry
    only_if: tuple[EventCondition, ...] = ()  # events that count only under one reading


EACH_NOTIFIED = "each_notified"
"""The owner of a step that each of the departments and units owes by itself that were told on its first day (R-10)."""


class Step(Struct, frozen=True, kw_only=True):
    """One duty of a procedure: who owes what to whom, from when, met by which event, within which limit."""

    code: str
    rule: str | None = None
    article: str | None = None
    title: Text | None = None
    owner: str | None = None
    owed_to: str | None = None
    starts: Start | None = None
    met_by: tuple[str, ...] = ()
    limit: Limit | None = None
    pausable: bool = False
    interpretations: tuple[str, ...] = ()  # codes of the readings it rests on
    gives: Text | None = None
    like: str | None = None  # variant/step whose values it takes over
    by_owner: bool = False  # only the owner's own event counts: several bodies owe the same kind of act
    basis: Basis | None = None  # with like: the taken-over limit counts as ours
    only_if: Condition | None = None  # owed only under one reading

    @property
    def each(self) -> bool:
        """Whether it makes an obligation for each of several bodies."""
        return self.owner == EACH_NOTIFIED


class GapWhen(Struct, frozen=True, kw_only=True):
    """When a case falls outside every case that the text provides for."""

    event: str
    after_step: str | None = None  # later than the deadline of this step
    before: MonthDay | None = None  # earlier in the year than this day


class Gap(Struct, frozen=True, kw_only=True):
    code: str
    title: Text
    interpretation: str
    when: GapWhen
    steps: tuple[Step, ...]


class Variant(Struct, frozen=True, kw_only=True):
    code: str
    title: Text
    steps: tuple[Step, ...]
    article: str | None = None
    when_to_use: Text | None = None
    requesters: tuple[str, ...] | None = None  # narrower than the service's
    handler_types: tuple[OrgType, ...] = ()  # who may be named as handler; empty: none
    gap: Gap | None = None


class Extension(Struct, frozen=True, kw_only=True):
    """How far a step's term may be extended (a house rule): once, recorded before expiry, approved."""

    step: str
    max_days: int
    interpretation: str


class Material(Struct, frozen=True, kw_only=True):
    name: Text
    form: str  # original, copy, electronic, shown
    number: int
    source: Text
    basis: str


class Question(Struct, frozen=True, kw_only=True):
    question: Text
    answer: Text


class Review(Struct, frozen=True, kw_only=True):
    on: dt.date
    by_post: Text


class Guide(Struct, frozen=True, kw_only=True):
    """What a 办事指南 says beyond the steps; the steps and limits come from the variants themselves."""

    summary: Text
    who: Text
    cost: Text
    result: Text
    escalation: tuple[Text, ...]
    questions: tuple[Question, ...]
    updated_on: dt.date
    reviewed: Review
    materials: tuple[Material, ...] = ()


class ServiceGroup(StrEnum):
    SERVICE = "service"
    CARD = "card"
    OVERSIGHT = "oversight"  # problems and suggestions travel by steps too


class Service(Record, frozen=True, kw_only=True):
    """A service (三) or a procedure of the card (二) as a policy lays it down."""

    policy: RecordId
    code: str
    group: ServiceGroup
    order: int
    article: str
    title: Text
    responsible: str  # an organisation, or handler / employer where each case has its own
    variants: tuple[Variant, ...]
    requesters: tuple[str, ...] = ()
    beneficiaries: tuple[str, ...] = ()
    pauses: tuple[str, ...] = ()  # reason codes for which its pausable steps may pause
    extensions: tuple[Extension, ...] = ()
    silences: tuple[Text, ...] = ()  # what the text leaves open here: shown, never filled in silently
    guide: Guide | None = None


class RosterSize(Struct, frozen=True, kw_only=True):
    """R-12: how many contacts of a post a body of these types names; ``most`` absent: no upper number."""

    post: Post
    organisations: tuple[OrgType, ...]
    rule: str
    article: str
    least: int
    most: int | None = None


class Duty(Struct, frozen=True, kw_only=True):
    """A duty that comes round by itself, without a request: monthly, yearly, or after a filing."""

    code: str
    rule: str
    article: str
    title: Text
    owner: str
    owed_to: str
    limit: Limit
    met_by: str  # meeting, bulletin, specialist_report, evaluation, inspection, decision, roster_change,
    #              roster_confirmation, roster_number
    interpretations: tuple[str, ...] = ()
    only_if: Condition | None = None  # owed only under one reading


class CardTerms(Struct, frozen=True, kw_only=True):
    """R-01 to R-03: what the card shows, how long and where it is valid."""

    rule: str
    article: str
    limit: Limit
    shows: tuple[Text, ...]
    use: Text
    interpretations: tuple[str, ...] = ()


class RuleText(Struct, frozen=True, kw_only=True):
    """One row of the rules table: the rule in our own words."""

    id: str
    article: str
    text: Text
    open_question: Text | None = None
    unchecked: Text | None = None  # why no program can check it, where none can


class PolicyDocument(Struct, frozen=True, kw_only=True):
    title: str
    number: str
    issued_on: dt.date
    issuers: tuple[RecordId, ...]
    source: str | None = None


class Policy(Record, frozen=True, kw_only=True):
    """A version of the rules. What it does not state itself holds from the policy that it extends."""

    title: Text
    document: PolicyDocument
    scope: str | None  # a district's name, or null: the city
    effective_from: dt.date
    summary_of_changes: Text
    extends: RecordId | None = None
    card: CardTerms | None = None
    rosters: tuple[RosterSize, ...] = ()
    duties: tuple[Duty, ...] = ()
    rules: tuple[RuleText, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    retention: tuple[Retention, ...] = ()
    changes: ChangeLimits | None = None
    permissions: Permissions | None = None
    feeds: FeedTerms | None = None


class Option(Struct, frozen=True, kw_only=True):
    code: str
    text: Text


class Interpretation(Record, frozen=True, kw_only=True):
    """An open reading of a silent or ambiguous place; the engine acts on ``chosen`` and ``parameters``."""

    code: str
    rules: tuple[str, ...]
    question: Text
    options: tuple[Option, ...]
    chosen: str
    why: Text
    cites: tuple[str, ...]
    effective_from: dt.date
    parameters: dict[str, int | str | bool] = msgspec.field(default_factory=dict)
