"""Organisations, contacts by post, and talents without a name."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from talentcard.core.model.base import Record, RecordId, Struct, Text
from talentcard.core.model.privacy import Identity, Person
from talentcard.core.model.retention import Erasure


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
    short_en: str | None = None  # for narrow places
    until: dt.date | None = None
    source: str | None = None


class Succession(Struct, frozen=True, kw_only=True):
    organisation: RecordId
    on: dt.date  # from this day on the successor answers
    source: str | None = None


class Unreachable(Struct, frozen=True, kw_only=True):
    """A notice of that day came back, or (``2.…``) the address has been put right. No address is kept."""

    on: dt.date
    status: str  # RFC 3463


class Organisation(Record, frozen=True, kw_only=True):
    type: OrgType
    names: tuple[OrgName, ...]
    district: str | None = None  # 渝北区 …: for district bodies, branches and employers
    succeeded_by: Succession | None = None
    office_phone: str | None = None
    mailbox: str | None = None  # of the office, for bodies at which no contact can be reached
    unreachable: tuple[Unreachable, ...] = ()
    office: Text | None = None  # public post that answers, never a person


class Post(StrEnum):
    SPECIALIST = "specialist"  # 服务专员
    DEPARTMENT_LIAISON = "department_liaison"
    DISTRICT_LIAISON = "district_liaison"
    EMPLOYER_LIAISON = "employer_liaison"
    MAINTAINER = "maintainer"  # 登记册维护人员: program and settings; no post of the rules
    CUSTODIAN = "custodian"  # 密钥保管人: what is sealed; no post of the rules

    @property
    def on_rosters(self) -> bool:
        """Whether the rules know the post (四), so that annex 14 lists it."""
        return self not in (Post.MAINTAINER, Post.CUSTODIAN)


class Contact(Record, frozen=True, kw_only=True):
    """A specialist or liaison, by post. ``until`` is the last day in post.

    Records that share an account or a key, or are linked by ``same_person_as``, are one person's.
    """

    organisation: RecordId
    post: Post
    since: dt.date
    until: dt.date | None = None
    announced_on: dt.date | None = None  # the day on which the coming change became known
    deputy: RecordId | None = None  # the contact who stands in
    office_phone: str | None = None
    mailbox: str | None = None  # of the post, not of the person
    unreachable: tuple[Unreachable, ...] = ()
    person: Person | None = None
    accounts: tuple[str, ...] = ()  # at the Git host, every one that this person uses
    signing_keys: tuple[str, ...] = ()  # OpenSSH public keys, as in an allowed signers file
    recused_from: tuple[RecordId, ...] = ()  # 回避: talents that are this person, or near relatives
    same_person_as: RecordId | None = None  # another contact record of this person
    erased: Erasure | None = None


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
    """An id, an employer, a category; name, numbers and phone only as sealed text."""

    category: str
    recognised_by: RecordId  # 认定: the city's or a district's body
    recognised_on: dt.date
    employers: tuple[Employment, ...]
    specialists: tuple[Care, ...]
    identity: Identity | None = None
    erased: Erasure | None = None
