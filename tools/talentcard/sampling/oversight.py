"""Meetings, bulletins, specialists' reports, evaluations, problems and suggestions (五, 七)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from talentcard.core.model import OrgType
from talentcard.core.oversight import survey
from talentcard.core.workdays import DAY
from talentcard.sampling import scripts, surveys
from talentcard.sampling.holders import Holders
from talentcard.sampling.posts import postings
from talentcard.sampling.streams import PartIds
from talentcard.sampling.world import Record, World

AGENDA = (
    "通报上月服务落实情况",
    "研究文件未规定的情形（规则空白）",
    "研究服务专员、联络员反映的问题和建议",
    "听取各部门办理进度",
)
ACTIONS = (
    "梳理入学入托申请的材料清单",
    "核对各单位联络员名单",
    "与区县协商家属就业的协助方式",
    "汇总指定医院的联系方式",
    "提出证件延期提醒的办法",
    "整理户籍办理的常见问题",
    "研究次日反馈的登记方式",
    "统一申请表式（自拟）",
)


@dataclass(frozen=True, slots=True)
class Told:
    """A hand-made decision of a month's meeting."""

    action: str
    owner: str
    due: str
    done: str = ""


DECISIONS: Mapping[str, tuple[Told, ...]] = {
    "2026-08": (
        Told("核对转学申请的办理进度", "org-education", "2026-09-18", done="2026-09-24"),
        Told("提出中秋、国庆前后反馈日期的提示", "org-hrss", "2026-09-22", done="2026-09-21"),
    ),
    "2026-09": (
        Told("研究4月30日之后新入学的处理意见", "org-education", "2026-11-13"),
        Told("更新指定医院联系方式", "org-health-commission", "2026-10-30", done="2026-10-28"),
    ),
    "2026-10": (
        Told("提出户籍办理环节的内部进度要求", "org-police", "2026-11-24"),
        Told("汇总家属就业协助情况", "org-hrss", "2026-12-15"),
        Told("准备年度督促检查方案", "org-organisation-dept", "2026-11-20"),
        Told("研究明年入学申报的时间安排", "org-education", "2026-12-31"),
        Told("汇总全年意见建议的答复情况", "org-platform", "2027-01-04"),
    ),
}
"""What was decided last: done late, done, behind, due soon, due later, due today, due after the settled calendar."""


@dataclass(frozen=True, slots=True)
class Raised:
    """A hand-made problem or suggestion. ``by``: the kind of body that raises it."""

    type: str
    by: OrgType
    subject: str
    text: str
    script: str


RAISED: tuple[Raised, ...] = (
    Raised("problem", OrgType.EMPLOYER, "schooling", "入学材料清单前后不一致", "2026-03-10 raised; 2026-03-12 settled"),
    Raised("problem", OrgType.EMPLOYER, "household", "窗口不了解绿色通道", "2026-05-06 raised; 2026-05-14 settled"),
    Raised("problem", OrgType.DEPARTMENT, "science", "转办单缺少联系岗位", "2026-06-17 raised; 2026-06-18 settled"),
    Raised("problem", OrgType.DISTRICT_HRSS, "employment", "家属就业意向登记不全",
           "2026-07-14 raised; 2026-07-16 taken_to_meeting"),
    Raised("problem", OrgType.EMPLOYER, "medical", "预约电话无人接听", "2026-11-18 raised"),
    Raised("problem", OrgType.EMPLOYER, "residence", "补正材料的说明不清楚", "2026-11-17 raised"),
    Raised("problem", OrgType.DISTRICT_ORG, "employment", "示例单位搬迁后联系不上", "2026-11-11 raised"),
    Raised("suggestion", OrgType.EMPLOYER, "schooling", "建议提前公布申报时间",
           "2026-01-13 raised; 2026-01-27 answered"),
    Raised("suggestion", OrgType.DEPARTMENT, "general", "建议统一各类表格的名称",
           "2026-04-14 raised; 2026-04-24 taken_to_meeting"),
    Raised("suggestion", OrgType.EMPLOYER, "general", "建议到期前发提醒", "2026-10-21 raised"),
    Raised("suggestion", OrgType.DISTRICT_ORG, "other", "建议增加学术沙龙场次",
           "2026-09-08 raised; 2026-09-15 answered"),
)  # fmt: skip
TEXTS = ("示例问题：材料说明不清楚", "示例问题：联系电话有变动", "示例建议：增加办理提示", "示例建议：简化表格")


def records(holders: Holders) -> Iterator[Record]:
    yield from meetings(holders.world)
    yield from bulletins(holders.world)
    yield from reports(holders)
    yield from evaluations(holders)
    yield from raised(holders)


# ---- monthly ----------------------------------------------------------------------------------------


def day_of_month(world: World, month: dt.date, day: int) -> dt.date:
    """A working day of the month, on or after a day of it."""
    return world.window.after(month.replace(day=day), 0)


def meetings(world: World) -> Iterator[Record]:
    """R-34: one each month, in its fourth week."""
    present = [body.id for body in world.of(OrgType.ORG_DEPT, OrgType.HRSS, OrgType.DEPARTMENT)]
    for number, month in enumerate(world.window.months):
        rng = world.streams.rng("meeting", number)
        held = day_of_month(world, month, rng.randint(22, 26))
        if not world.window.since <= held <= world.window.until:
            continue
        away = rng.choice(present[:-1]) if rng.random() < 0.3 else None
        yield {
            "schema": "meeting/1",
            "id": world.streams.id("mtg", number),
            "held_on": held.isoformat(),
            "chaired_by": world.roles["org_dept"],
            "attended": [body for body in present if body != away or body == world.roles["org_dept"]],
            "agenda": list(AGENDA[: rng.randint(2, 4)]),
            "decisions": decisions(world, month, held, number),
        }


def decisions(world: World, month: dt.date, held: dt.date, number: int) -> list[Record]:
    rng = world.streams.rng("decisions", number)
    ids, window = PartIds(rng), world.window
    told = DECISIONS.get(f"{month:%Y-%m}", ()) if window.stories else ()
    if told:
        return [decision(ids, it.action, it.owner, it.due, it.done) for it in told]
    owners = [body.id for body in world.of(OrgType.HRSS, OrgType.DEPARTMENT)]
    found = []
    for turn in range(rng.randint(1, 2)):
        due = window.after(held, rng.randint(12, 25))
        done = window.after(due, 3) if rng.random() < 0.1 else window.before(due, rng.randint(1, 6))
        action = ACTIONS[(2 * number + turn) % len(ACTIONS)]
        late = "" if done > window.until else done.isoformat()
        found.append(decision(ids, action, rng.choice(owners), due.isoformat(), late))
    return found


def decision(ids: PartIds, action: str, owner: str, due: str, done: str) -> Record:
    record: Record = {"id": ids("d"), "action": action, "owner": owner, "due": due}
    return record | ({"done_on": done} if done else {})


def bulletins(world: World) -> Iterator[Record]:
    """R-35: each month on the month before."""
    for number, month in enumerate(world.window.months):
        published = day_of_month(world, month, 8)
        if world.window.since <= published <= world.window.until:
            yield bulletin(world, number, "bulletin", month, published, world.roles["hrss"], "情况通报", "Bulletin")


def bulletin(
    world: World, slot: int, kind: str, month: dt.date, published: dt.date, by: str, name: str, name_en: str
) -> Record:
    period = month - DAY
    return {
        "schema": "bulletin/1",
        "id": world.streams.id("bul", slot),
        "type": kind,
        "period": f"{period:%Y-%m}",
        "published_on": published.isoformat(),
        "issued_by": by,
        "summary": {
            "zh": f"{period.year}年{period.month}月{name}（示例）。各项服务总体正常，个别环节有逾期，已提醒责任单位。",
            "en": f"{name_en} (sample). The services ran well; those responsible for late steps were reminded.",
        },
    }


def reports(holders: Holders) -> Iterator[Record]:
    """R-14: each specialist every month in post; one report of the sample is missing."""
    world = holders.world
    make = partial(bulletin, world, name="服务专员报告", name_en="Specialist report")
    missing = (1, dt.date(2026, 10, 1)) if world.window.stories else None
    last = world.window.months[-1]
    for number, posting in enumerate(holders.specialists.postings()):
        for turn, month in enumerate(world.window.months):
            published = day_of_month(world, month, 4 + number % 3)
            waits = month == last and number % 4 == 2  # this month's report is still to come
            in_time = world.window.since <= published <= world.window.until and posting.serves(published)
            if in_time and not waits and (number, month) != missing:
                slot = 10_000 + number * 1_000 + turn
                yield make(slot, "specialist_report", month, published, posting.id)


def evaluations(holders: Holders) -> Iterator[Record]:
    """R-36: each year's evaluation in November, its inspection in December. A year with a questionnaire has results."""
    world = holders.world
    for year in range(world.window.since.year, world.window.until.year + 1):
        evaluated, inspected = (world.window.after(dt.date(year, month, 6), 0) for month in (11, 12))
        if not world.window.since <= evaluated <= world.window.until:
            continue
        record: Record = {
            "schema": "evaluation/1",
            "id": world.streams.id("evl", year),
            "year": year,
            "methods": ["questionnaire", "third-party"],
            "evaluated_on": evaluated.isoformat(),
            "conducted_by": [world.roles["org_dept"], world.roles["hrss"]],
            "summary": {
                "zh": f"{year}年度评估（示例）：问卷满意度较高，建议继续缩短反馈时间。",
                "en": f"Evaluation of {year} (sample): answers were favourable; feedback should come faster.",
            },
        }
        if inspected <= world.window.until:
            record["inspected_on"] = inspected.isoformat()
        form = survey.for_year(world.registry, year)
        if form is not None:
            record |= surveys.results(holders, form, year, world.registry.settings.small_number_threshold)
        if "inspected_on" in record:
            record["findings"] = [{"about": about, "text": {"zh": zh, "en": en}} for about, zh, en in surveys.FINDINGS]
        yield record


# ---- problems and suggestions -----------------------------------------------------------------------


def raised(holders: Holders) -> Iterator[Record]:
    """The hand-made ones, then one for every ten holders beyond the sample's own."""
    world = holders.world
    number = 0
    for number, it in enumerate(RAISED if world.window.stories else ()):
        acts = list(scripts.parse(it.script))
        yield suggestion(world, number, it.type, it.by, it.subject, it.text, acts)
    for number in range(len(RAISED), max(len(RAISED), holders.count // 10) + 6):
        rng = world.streams.rng("raised", number)
        day = rng.choice(world.window.working_days)
        kind = rng.choice(("problem", "suggestion"))
        text = rng.choice(TEXTS[:2] if kind == "problem" else TEXTS[2:])
        late = rng.random() < 0.1
        reply = world.window.after(day, rng.randint(4, 6) if late else rng.randint(0, 3))
        acts = [scripts.Act(day, "raised"), scripts.Act(reply, "settled" if kind == "problem" else "answered")]
        yield suggestion(world, number, kind, OrgType.EMPLOYER, "general", text, acts)


def suggestion(
    world: World, number: int, kind: str, by: OrgType, subject: str, text: str, acts: list[scripts.Act]
) -> Record:
    rng = world.streams.rng("suggestion", number)
    return {
        "schema": "suggestion/1",
        "id": world.streams.id("sug", number),
        "type": kind,
        "raised_by": raiser(world, number, by, acts[0].on),
        "subject": subject,
        "text": text,
        "events": scripts.events(acts, PartIds(rng), world.window.until),
    }


def raiser(world: World, number: int, by: OrgType, day: dt.date) -> str:
    """A contact in post on the day, of a body of that type."""
    bodies = [world.employer(n % world.employers) for n in range(number, number + 8)]
    if by is not OrgType.EMPLOYER:
        bodies = list(world.of(by))
        bodies = bodies[number % len(bodies) :] + bodies
    return next(posting.id for body in bodies for posting in postings(world, body) if posting.serves(day))
