"""The records as typed, frozen values: what the core sees of a YAML file that its schema has accepted.

The schemas in ``schemas/`` state a record's shape; these classes only give the same fields a type. A test compares
the two, field by field, so that neither can drift. Dates are ``datetime.date``; ids are strings with a kind prefix.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import NewType

import msgspec

RecordId = NewType("RecordId", str)
"""Any record's id; its prefix names the kind (``req-…``), the rest is random or, for reference data, a plain name."""

Pointer = tuple[str | int, ...]
"""A place inside a record: mapping keys and list indexes from the top, as in RFC 6901."""


class Struct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every record part: immutable, keyword-only, no field that the schema does not know."""


class Record(Struct, frozen=True, kw_only=True):
    """What every record has: the schema it claims to follow (``request/1``) and its own id."""

    schema: str
    id: RecordId


class Text(Struct, frozen=True, kw_only=True):
    """A text for people: Chinese always, English where a reader may be foreign."""

    zh: str
    en: str | None = None


# ---- events --------------------------------------------------------------------------------------


class Printed(Struct, frozen=True, kw_only=True):
    """What stands on the card itself: a fact to compare with what the rules give (R-02)."""

    issued_on: dt.date
    valid_through: dt.date
    serial: str | None = None


class Event(Struct, frozen=True, kw_only=True):
    """Something that happened on a day. Never edited afterwards: a ``corrected`` event names the one it corrects."""

    id: str
    type: str
    on: dt.date
    at: str | None = None  # HH:MM, only where office hours matter (interpretation office-hours)
    recorded_on: dt.date | None = None  # where the record was made later than the event
    by: RecordId | None = None  # the organisation that acted
    reason: str | None = None
    basis: str | None = None  # paper behind a correction, a refusal, an extension
    # extension of a term
    step: str | None = None
    days: int | None = None
    approved_by: RecordId | None = None  # the contact who approved
    # service and feedback
    handler: RecordId | None = None
    variant: str | None = None  # reclassified: the variant that applies from here on
    done: bool | None = None
    rating: int | None = None
    # cards
    notice: RecordId | None = None
    printed: Printed | None = None
    # corrections
    corrects: str | None = None
    corrected_on: dt.date | None = None  # the right date; absent: the corrected event is void
    note: str | None = None  # staff only; never published


# ---- people and bodies ---------------------------------------------------------------------------


class OrgType(StrEnum):
    PLATFORM = "platform"
    HRSS = "hrss"  # 市人力社保局
    ORG_DEPT = "org_dept"  # 市委组织部
    DEPARTMENT = "department"  # 市级相关部门
    DISTRICT_ORG = "district_org"  # 区县组织部门
    DISTRICT_HRSS = "district_hrss"  # 区县人力社保部门
    DISTRICT_HEALTH = "district_health"  # 区卫生计生委: medical trouble only, no roster number
    BRANCH = "branch"  # 公安局指定的区分局: household registration only, no roster number
    EMPLOYER = "employer"
    HOSPITAL = "hospital"
    UNIT = "unit"  # 相关服务单位


class OrgName(Struct, frozen=True, kw_only=True):
    """A name and the days on which it was in use, both ends included; ``until`` absent: still in use."""

    zh: str
    short: str
    since: dt.date
    en: str | None = None
    until: dt.date | None = None
    source: str | None = None


class Succession(Struct, frozen=True, kw_only=True):
    organisation: RecordId
    on: dt.date  # from this day on the successor answers
    source: str | None = None


class Organisation(Record, frozen=True, kw_only=True):
    type: OrgType
    names: tuple[OrgName, ...]
    district: str | None = None  # 渝北区 …: for district bodies, branches and employers
    succeeded_by: Succession | None = None
    office_phone: str | None = None
    office: Text | None = None  # public post that answers, never a person


class Post(StrEnum):
    SPECIALIST = "specialist"  # 服务专员
    DEPARTMENT_LIAISON = "department_liaison"
    DISTRICT_LIAISON = "district_liaison"
    EMPLOYER_LIAISON = "employer_liaison"


class Contact(Record, frozen=True, kw_only=True):
    """A specialist or liaison, by post. ``until`` is the last day in post."""

    organisation: RecordId
    post: Post
    since: dt.date
    until: dt.date | None = None
    announced_on: dt.date | None = None  # the day on which the coming change became known
    deputy: RecordId | None = None  # the contact who stands in
    office_phone: str | None = None


class Employment(Struct, frozen=True, kw_only=True):
    organisation: RecordId
    since: dt.date
    until: dt.date | None = None


class Care(Struct, frozen=True, kw_only=True):
    """Which specialist looks after a talent, and when."""

    contact: RecordId
    since: dt.date
    until: dt.date | None = None


class Talent(Record, frozen=True, kw_only=True):
    """An id, an employer, a category: no name, number or phone is stored."""

    category: str
    recognised_by: RecordId  # 认定: the city's or a district's body
    recognised_on: dt.date
    employers: tuple[Employment, ...]
    specialists: tuple[Care, ...]


# ---- the card and the requests -------------------------------------------------------------------


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
    """All that is recorded of a child: school stage and district."""

    stage: str
    district: str


class Request(Record, frozen=True, kw_only=True):
    talent: RecordId
    service: str
    variant: str
    requested_by: str  # employer_liaison, talent, family
    beneficiary: str  # self, spouse, child, grandchild
    events: tuple[Event, ...]
    handler: RecordId | None = None  # named branch, hospital, unit or department
    child: Child | None = None


# ---- rosters and oversight -----------------------------------------------------------------------


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


class Evaluation(Record, frozen=True, kw_only=True):
    year: int
    methods: tuple[str, ...]
    evaluated_on: dt.date
    conducted_by: tuple[RecordId, ...]
    summary: Text
    inspected_on: dt.date | None = None


# ---- the rules as data ---------------------------------------------------------------------------


class LimitKind(StrEnum):
    """The closed set of deadline kinds."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    NEXT_DAY = "next_day"
    YEARLY_DATE = "yearly_date"
    WINDOW_BEFORE = "window_before"
    PROMPTLY = "promptly"
    YEARS = "years"
    MONTHLY = "monthly"
    YEARLY = "yearly"
    GIVEN_DATE = "given_date"  # the record itself names the day (a meeting's decision)
    NONE = "none"


class Basis(StrEnum):
    RULE = "rule"
    HOUSE = "house"


class MonthDay(Struct, frozen=True, kw_only=True):
    month: int
    day: int


class Limit(Struct, frozen=True, kw_only=True):
    """How long a duty may take. ``count`` is in the unit of the kind; whether the end rolls is said by every rule."""

    kind: LimitKind
    basis: Basis = Basis.RULE
    rolls: bool | None = None  # said by every rule that has a limit
    count: int | None = None
    date: MonthDay | None = None
    through: str | None = None  # window_before: day_before or same_day


class Pick(StrEnum):
    EARLIEST = "earliest"  # whichever of the events came first
    ALL = "all"  # all of them: the latest counts
    FIRST_LISTED = "first_listed"  # the first of the list that exists


class StartFrom(StrEnum):
    ACTUAL = "actual"
    DEADLINE = "deadline"


class Start(Struct, frozen=True, kw_only=True):
    """Day 0 of a step: events of the case, the end of an earlier step, or a fact about the card."""

    events: tuple[str, ...] = ()
    pick: Pick = Pick.EARLIEST
    step: str | None = None
    counts_from: StartFrom = StartFrom.ACTUAL
    unless_met: bool = False  # with counts_from deadline: only where the earlier step was not done by then
    fact: str | None = None  # card_expiry


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
    parameters: dict[str, int | str | bool] = {}


# ---- calendars and settings ----------------------------------------------------------------------


class DaysOff(Struct, frozen=True, kw_only=True):
    name: str
    first: dt.date
    last: dt.date


class MakeUpDay(Struct, frozen=True, kw_only=True):
    name: str
    on: dt.date


class CalendarNotice(Struct, frozen=True, kw_only=True):
    """The State Council notice behind a year, or an amendment of it with what it replaced."""

    title: str
    source: str
    published_on: dt.date
    number: str | None = None
    changes: str | None = None


class Calendar(Record, frozen=True, kw_only=True):
    """One year's days off and make-up days as the State Council gave them."""

    year: int
    notices: tuple[CalendarNotice, ...]
    days_off: tuple[DaysOff, ...]
    make_up_days: tuple[MakeUpDay, ...]


class DaySpan(Struct, frozen=True, kw_only=True):
    first: dt.date
    last: dt.date


class Reach(Struct, frozen=True, kw_only=True):
    """How many calendar days before the first and after the last statutory day something reaches."""

    before: int
    after: int


class Festival(Struct, frozen=True, kw_only=True):
    """A festival of the years not yet announced: its statutory days, and how far around them a notice may go."""

    name: str
    off: Reach  # weekdays this near may be off
    worked: Reach  # Saturdays and Sundays this near may be make-up days
    statutory: tuple[DaySpan, ...]  # one span a year


class ExpectedCalendar(Record, frozen=True, kw_only=True):
    """What can be said of years without a notice: the festivals' dates and the widest pattern seen so far."""

    settled_until: MonthDay  # of the last announced year; later days may still be changed by the next notice
    festivals: tuple[Festival, ...]


class FooterSlots(Struct, frozen=True, kw_only=True):
    sponsor: str | None = None  # 主办单位
    icp: str | None = None
    police: str | None = None
    site_code: str | None = None


class Settings(Record, frozen=True, kw_only=True):
    name: Text
    language: str
    tracking_since: dt.date  # periodic duties are followed from here on
    due_soon_working_days: int
    small_number_threshold: int
    roles: dict[str, RecordId]  # platform, hrss, org_dept -> organisation
    notified: tuple[RecordId, ...]  # the departments and units to be told
    footer: FooterSlots = FooterSlots()
    as_of: dt.date | None = None  # only a sample pins the day
