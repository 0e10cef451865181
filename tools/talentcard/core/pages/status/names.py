"""What the groups and periods of statistics are called, and the limits that their legs have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from talentcard.core.model import Limit, LimitKind, Organisation, RecordId, Service, Step
from talentcard.core.pages import limits
from talentcard.core.pages.limits import Label
from talentcard.core.pages.words import Words
from talentcard.core.pages.world import PUBLIC_GROUPS, World, guide_path, slug
from talentcard.core.policy import Rules
from talentcard.core.statistics.figures import Group, Period

STATUS = "status"


def month_path(period: Period) -> str:
    return f"{STATUS}/months/{period.key}"


def body_path(code: str) -> str:
    return f"{STATUS}/bodies/{slug(code)}"


def month(words: Words, period: Period, as_of: dt.date) -> str:
    """2026年10月; a month that is not over: 2026年11月（至20日）"""
    name = words("status.month", y=period.first.year, month=words.month(period.first.month))
    return words("status.month_so_far", month=name, day=words.short(as_of)) if as_of < period.last else name


def span(words: Words, period: Period, as_of: dt.date) -> str:
    """2026年第三季度; a year that is not over: 2026年（至10月31日）"""
    year = words("status.year", y=period.first.year)
    if "Q" in period.key:
        quarter = words("status.quarters").split()[(period.first.month - 1) // 3]
        return words("status.quarter", year=year, quarter=quarter)
    return words("status.month_so_far", month=year, day=words.short(as_of)) if as_of < period.last else year


# ---- groups --------------------------------------------------------------------------------------------


def body(world: World, code: str) -> str:
    """City bodies by name; employers, hospitals and district bodies only as a kind."""
    if world.registry.get(Organisation, RecordId(code)) is not None:
        return world.organisation(RecordId(code))
    return world.words.sentence(world.words(f"body.{code}"))


def service(world: World, code: str) -> str:
    """The title of a service or procedure; of one that the rules of the day no longer have, its old one."""
    found = world.rules.service(code) or former(world, code)
    return world.words.text(found.title) if found else code


def former(world: World, code: str) -> Service | None:
    return next((one for one in world.registry.of(Service).values() if one.code == code), None)


def service_link(world: World, code: str) -> str:
    """The address of its guide; oversight has none."""
    found = world.rules.service(code)
    return guide_path(found) if found is not None and found.group in PUBLIC_GROUPS else ""


def leg(world: World, group: Group) -> str:
    """户籍（入户）：平台提交市公安局或指定的区分局"""
    of = service(world, group.service) if group.service else ""
    if not group.step:
        return world.words("status.rest_of", title=of) if group.rest and of else of or rest(world)
    step = step_title(world, group.service, group.step)
    return world.words("status.leg", service=of, step=step)


def rest(world: World) -> str:
    return world.words("status.rest")


def step_title(world: World, service: str, step: str) -> str:
    texts = [one.title for one in steps(world.rules, service, step) if one.title]
    return world.words.list(dict.fromkeys(world.words.text(text) for text in texts)) or step


# ---- limits ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class LegLimit:
    """The limit of a leg in words, where it comes from, and as a number of working days if it can be said so."""

    text: str
    label: Label
    days: int | None


def limit(world: World, service: str, step: str) -> LegLimit:
    """From the rules of the day. A leg whose variants differ has all its limits in words, and no number."""
    found = tuple(limits_of(world.rules, service, step)) or (Limit(kind=LimitKind.NONE),)
    days = {working_days(world.rules, one) for one in found}
    return LegLimit(
        text=world.words.list(dict.fromkeys(limits.in_words(world, one) for one in found)),
        label=limits.label_of(found[0]),
        days=days.pop() if len(days) == 1 else None,
    )


def working_days(rules: Rules, limit: Limit) -> int | None:
    """The limit as working days from the starting day, where it can be said so."""
    match limit.kind:
        case LimitKind.WORKING_DAYS:
            return limit.count
        case LimitKind.NEXT_DAY:
            return 1 if limit.rolls else None
        case LimitKind.PROMPTLY if rules.reading("promptly") == "house_standard":
            count = rules.parameter("promptly", "working_days")
            return count if isinstance(count, int) else None
        case _:
            return None


def limits_of(rules: Rules, service: str, step: str) -> Iterator[Limit]:
    for one in steps(rules, service, step):
        if one.limit is not None:
            yield one.limit


def steps(rules: Rules, service: str, step: str) -> Iterator[Step]:
    """The step in every variant that has it, and in the gaps beside them."""
    found = rules.service(service)
    for variant in found.variants if found else ():
        for gap in (False, True):
            track = rules.track(service, variant.code, gap=gap)
            one = track.step(step) if track else None
            if one is not None:
                yield one
