"""A month counted from the YAML files with nothing of the package: ``test_bulletin_recount.py`` holds it beside ours.

Own working days from the calendars, own walk through the steps as the service records lay them down, own judgement.
Read beside the rules: 及时 and other house standards make a step *behind*, only limits of the text make it *overdue*.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace as Bag
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
DAY = dt.timedelta(days=1)
CITY = ("platform", "hrss", "org_dept", "department")
CLOSING = ("withdrawn", "refused", "closed")
Record = dict[str, Any]


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML 1.2: ``on`` is a word."""


Loader.yaml_implicit_resolvers = {
    start: found for start, found in Loader.yaml_implicit_resolvers.items() if start not in "oOyYnN"
}


HERE = [ROOT]
"""The registry that is being counted."""


def count_in(root: Path) -> None:
    HERE[0] = root
    for cached in (folder, holidays, bodies, talents):
        cached.cache_clear()


@cache
def folder(name: str) -> list[Record]:
    return [yaml.load(p.read_bytes(), Loader) for p in sorted((HERE[0] / "records" / name).rglob("*.yml"))]


# ---- days ---------------------------------------------------------------------------------------------------


@cache
def holidays() -> tuple[set[dt.date], set[dt.date]]:
    off, works = set(), set()
    for year in folder("calendars"):
        works |= {day["on"] for day in year["make_up_days"]}
        for span in year["days_off"]:
            off |= {span["first"] + n * DAY for n in range((span["last"] - span["first"]).days + 1)}
    return off, works


def working(day: dt.date) -> bool:
    off, works = holidays()
    return day in works or (day.weekday() < 5 and day not in off)


def between(first: dt.date, last: dt.date) -> int:
    """Working days after the first through the last."""
    return sum(working(first + n * DAY) for n in range(1, (last - first).days + 1))


def plus(day: dt.date, count: int, stopped: Callable[[dt.date], bool] = lambda _: False) -> dt.date:
    """The day is not counted (民法典 201), nor are days on which the clock stands still."""
    while count:
        day += DAY
        count -= working(day) and not stopped(day)
    return day


def rolled(day: dt.date) -> dt.date:
    while not working(day):
        day += DAY
    return day


def named(year: int, date: dict[str, int]) -> dt.date:
    return dt.date(year, date["month"], date["day"])


def years_on(day: dt.date, count: int) -> dt.date:
    return day.replace(year=day.year + count, day=28 if (day.month, day.day) == (2, 29) else day.day)


# ---- the rules, as the records have them --------------------------------------------------------------------


def reading(code: str, day: dt.date) -> Record:
    found = [one for one in folder("interpretations") if one["code"] == code and one["effective_from"] <= day]
    return max(found, key=lambda one: one["effective_from"], default={"chosen": None})


def owed(condition: Record | None, day: dt.date) -> bool:
    return condition is None or reading(condition["interpretation"], day)["chosen"] == condition["chosen"]


def service_of(code: str) -> Record:
    return next(one for one in folder("services") if one["code"] == code)


def steps_of(service: Record, variant: Record, day: dt.date, *, gap: bool = False) -> list[Record]:
    """The steps that are owed, with what they take over from another variant."""
    stated = {f"{v['code']}/{s['code']}": s for v in service["variants"] for s in v["steps"]}
    found = []
    for step in variant["gap"]["steps"] if gap else variant["steps"]:
        full = {**stated[step["like"]], **step} if "like" in step else step
        limit = {**full["limit"], **({"basis": step["basis"]} if "basis" in step else {})}
        if owed(full.get("only_if"), day) and full["owner"] != "each_notified":  # acknowledgements are no legs
            found.append({**full, "limit": limit})
    return found


def row_of_body(service: Record, step: str, day: dt.date) -> str:
    """City bodies by name, others as a kind; a step whose owner depends on the variant is nobody's by name."""
    codes = {
        kind_of(each["owner"], service, variant, day)
        for variant in service["variants"]
        for gap in {False, "gap" in variant}
        for each in steps_of(service, variant, day, gap=gap)
        if each["code"] == step
    }
    return codes.pop() if len(codes) == 1 else "other"


def kind_of(owner: str, service: Record, variant: Record, day: dt.date) -> str:
    kinds, responsible = variant.get("handler_types", []), service["responsible"]
    if owner == "specialist":
        owner = "platform"
    if owner in ("department", "named_at_start"):
        owner = "handler" if responsible == "handler" else responsible
    if owner == "handler":
        body = bodies().get(responsible)
        if body and (not kinds or body["type"] in kinds or kinds == ["branch"]):
            owner = responsible
        elif kinds and set(kinds) <= set(CITY):
            return "department"
        else:
            return str(kinds[0]) if len(kinds) == 1 else "other"
    body = bodies().get(answering(roles().get(owner, owner), day))
    if body is None:
        return owner if owner in ("employer", "district_org", "district_hrss", "district_health") else "other"
    return str(body["id"] if body["type"] in CITY else body["type"])


@cache
def bodies() -> dict[str, Record]:
    return {one["id"]: one for one in folder("organisations")}


def roles() -> dict[str, str]:
    found: dict[str, str] = folder("settings")[0]["roles"]
    return found


def answering(body: str, day: dt.date) -> str:
    after = bodies().get(body, {}).get("succeeded_by")
    return answering(after["organisation"], day) if after and after["on"] <= day else body


@cache
def talents() -> dict[str, Record]:
    return {one["id"]: one for one in folder("talents")}


# ---- cases --------------------------------------------------------------------------------------------------


def known(events: list[Record], day: dt.date) -> list[Record]:
    """What had happened by a day, as corrected by then."""
    right = {e["corrects"]: e.get("corrected_on") for e in events if e["type"] == "corrected" and e["on"] <= day}
    moved = [{**e, "on": right.get(e["id"], e["on"])} for e in events if e["type"] != "corrected"]
    return sorted((e for e in moved if e["on"] is not None and e["on"] <= day), key=lambda e: e["on"])


def first(events: list[Record], *types: str) -> Record | None:
    return next((e for e in events if e["type"] in types), None)


def case(record: Record, service: str, events: list[Record], **more: Any) -> Bag:
    defaults = {"variant": "standard", "talent": record.get("talent"), "key": "", "closed": None, "expiry": None}
    rest = {"opened": events[0]["on"] if events else None, "optional": False}
    return Bag(record=record, service=service_of(service), events=events, **{**defaults, **rest, **more})


def cases(day: dt.date) -> Iterator[Bag]:
    for one in folder("requests"):
        yield case(one, one["service"], known(one["events"], day), variant=one["variant"])
    for one in folder("suggestions"):
        yield case(one, one["type"], known(one["events"], day))
    for one in folder("cards"):
        yield from procedures(one, day)


def procedures(card: Record, day: dt.date) -> Iterator[Bag]:
    """Each procedure; and the term that runs, while nobody extends it."""
    every = [(one, known(one["events"], day)) for one in card["procedures"]]
    ending = [events for one, events in every if one["type"] == "card_cancellation"]
    closed = min((e["on"] for events in ending for e in events if e["type"] == "cancelled"), default=None)
    through, since, extending = None, None, False
    for one, events in every:
        kind, made = one["type"], first(events, "made")
        own = {"key": f"/{one['id']}", "closed": None if kind == "card_cancellation" else closed}
        extending |= kind == "card_extension" and bool(events and through and not first(events, *CLOSING))
        yield case(card, kind, events, expiry=through if kind == "card_extension" else None, **own)
        if made and kind in ("card_new", "card_extension"):
            issued = made["printed"]["issued_on"]
            since = through if through and issued <= through else issued
            through, extending = years_on(since, 3), False
    if through and not extending:
        stand = [events for events in ending if not first(events, "withdrawn", "refused")]
        notices = [e for events in stand for e in events if e["type"] == "cancel_noticed"]
        own = {"key": "/term", "closed": closed, "expiry": through, "opened": since, "optional": True}
        yield case(card, "card_extension", notices, **own)


def legs(day: dt.date) -> Iterator[Bag]:
    """The steps of every case; a reclassification ends those of one variant and begins those of the other."""
    for it in cases(day):
        own = first(it.events, *CLOSING)
        closed = min((end for end in (own and own["on"], it.closed) if end), default=None)
        variant, begin, key = it.variant, 0, it.key
        for index, event in enumerate([*it.events, None]) if it.opened else ():
            if event is None or event["type"] == "reclassified":
                end = min((one for one in (closed, event and event["on"]) if one), default=None)
                part = {**vars(it), "events": it.events[begin:index], "key": key, "closed": end, "day": day}
                yield from walk(Bag(**part), next(v for v in it.service["variants"] if v["code"] == variant))
                if event is not None:
                    variant, begin, key = event["variant"], index, f"{it.key}/{event['variant']}"


def walk(it: Bag, variant: Record) -> Iterator[Bag]:
    done: dict[str, Bag] = {}
    for step in steps_of(it.service, variant, it.opened, gap="gap" in variant and falls(variant, it)):
        begin = beginning(step, it, done)
        if begin is None or (it.closed is not None and begin.stands > it.closed):
            continue
        leg = judged(step, it, begin, owner(step, it, begin))
        if leg is not None:
            leg.id = f"{it.record['id']}{it.key}/{step['code']}"
            done[step["code"]] = leg
            yield leg


def falls(variant: Record, it: Bag) -> bool:
    """R-21: an enrolment after 30 April, a transfer before June: the text has no track for them."""
    when = variant["gap"]["when"]
    filed = first(it.events, when["event"])
    if filed is None or "before" in when:
        return filed is not None and filed["on"] < named(filed["on"].year, when["before"])
    step = next(s for s in steps_of(it.service, variant, it.opened) if s["code"] == when["after_step"])
    return last_day(step, it, filed["on"], filed["on"])[0] is None


def beginning(step: Record, it: Bag, done: dict[str, Bag]) -> Bag | None:
    """Day 0; the day from which the leg stands in the ledger; when its reason fell away; the event behind it."""
    start = step["starts"]
    if start.get("fact") == "card_expiry":
        applied = first(it.events, *step["met_by"])
        stands = min([opening(step, it.expiry), *([applied["on"]] if applied else [])]) if it.expiry else it.day + DAY
        return Bag(on=it.expiry, stands=stands, lapses=None, event=None) if stands <= it.day else None
    if "step" in start:
        before = done.get(start["step"])
        if before is None:
            return None
        if start.get("counts_from") == "deadline":  # owed only because that deadline was missed
            missed = before.due and before.due < it.day and (before.ended is None or before.ended > before.due)
            lapses = None if before.left else before.ended
            return Bag(on=before.due, stands=before.due, lapses=lapses, event=None) if missed else None
        met = before.ended is not None and not before.left
        return Bag(on=before.ended, stands=before.ended, lapses=None, event=None) if met else None
    passed = [one["event"] for one in start.get("only_if", []) if not owed(one, it.opened)]
    wanted = [name for name in start["events"] if name not in passed]
    found = [e for e in (first(it.events, name) for name in wanted) if e]
    if not found or (start.get("pick") == "all" and len(found) < len(wanted)):
        return None
    event = {"first_listed": found[0], "all": max(found, key=lambda e: e["on"])}.get(
        start.get("pick"), min(found, key=lambda e: e["on"])
    )
    return Bag(on=event["on"], stands=event["on"], lapses=None, event=event)


def opening(step: Record, day: dt.date) -> dt.date:
    """The first day of a window before an event; of any other limit the day itself."""
    limit = step["limit"]
    return day - limit["count"] * DAY if limit["kind"] == "window_before" else day


def last_day(step: Record, it: Bag, start: dt.date, until: dt.date) -> tuple[dt.date | None, bool]:
    """The last day in time, None without a limit; and whether the clock stands still on the day ``until``."""
    limit, count = step["limit"], step["limit"].get("count")
    match limit["kind"]:
        case "none":
            return None, False
        case "next_day":
            return rolled(start + DAY), False
        case "window_before":
            return start, False
        case "yearly_date":  # of the school year that the enrolment is for; past it nothing is owed
            due = rolled(named(max(start.year, it.record.get("child", {}).get("enrolment_year", 0)), limit["date"]))
            return due if start <= due else None, False
        case "promptly":
            count = count or reading("promptly", it.opened)["parameters"]["working_days"]
    if not step.get("pausable"):
        return plus(start, count), False
    stops = pauses(it, until)

    def still(on: dt.date) -> bool:
        return any(since < on <= end for since, end, _ in stops)

    extended = first(it.events, "extended")
    for allowed in it.service.get("extensions", []):
        if extended and allowed["step"] == step["code"] == extended["step"]:
            recorded = extended["recorded_on" if "recorded_on" in extended else "on"]
            in_time = recorded <= plus(start, count, still)
            count += extended["days"] if in_time and extended["days"] <= allowed["max_days"] else 0
    last = plus(start, count, still)
    return last, any(since <= last and standing for since, _, standing in stops)


def pauses(it: Bag, until: dt.date) -> list[tuple[dt.date, dt.date, bool]]:
    """From, through, and whether it still stands on the day ``until``. One resumption without a reason ends all."""
    found: list[tuple[dt.date, dt.date, bool]] = []
    since: dict[str, dt.date] = {}
    for event in (e for e in it.events if e["on"] <= until):
        if event["type"] == "paused" and event["reason"] in it.service.get("pauses", []):
            since.setdefault(event["reason"], event["on"])
        if event["type"] == "resumed":
            ended = [event["reason"]] if "reason" in event else list(since)
            found += [(since.pop(reason), event["on"], False) for reason in ended if reason in since]
    return found + [(begun, until, True) for begun in since.values()]


def owner(step: Record, it: Bag, begin: Bag) -> str:
    """Who owes it on its first day: by name, by role, by the employer and its district, or as the case names them."""
    posts = sorted(talents()[it.talent]["employers"], key=lambda one: one["since"]) if it.talent else []
    begun = [post for post in posts if post["since"] <= min(begin.on, it.day)] or posts[:1]
    employer = begun[-1]["organisation"] if begun else ""
    handler = it.record.get("handler")
    responsible = {"employer": employer, "handler": handler}.get(it.service["responsible"], it.service["responsible"])
    match step["owner"]:
        case "employer":
            return employer
        case "department":
            return str(responsible)
        case "handler":
            return str(handler or responsible)
        case "named_at_start":
            return str(begin.event.get("handler") or responsible)
        case "district_org" | "district_hrss" as kind:
            district = bodies()[employer]["district"]
            return next(code for code, b in bodies().items() if (b["type"], b.get("district")) == (kind, district))
        case role:
            return roles()["platform" if role == "specialist" else role]


def judged(step: Record, it: Bag, begin: Bag, body: str) -> Bag | None:
    """In time to the end of the last day. What ends undone with its case is waived unless it was late by then."""
    closed = min((one for one in (it.closed, begin.lapses) if one), default=None)
    own = [e for e in it.events if e["type"] in step["met_by"]
           and (not step.get("by_owner") or e.get("by") in (body, answering(body, e["on"])))]  # fmt: skip
    met = next((e for e in own if closed is None or e["on"] <= closed), None)
    ended = met["on"] if met else closed
    due, standing = last_day(step, it, begin.on, ended or it.day)
    if due is None and step["limit"]["kind"] == "yearly_date":
        return None
    late = due is not None and (ended or it.day) > due and not (ended is None and standing)
    late = late and not (it.optional and met is None and closed)
    waived = met is None and closed is not None and not late
    began = opening(step, begin.on)
    return Bag(
        record=it.record,
        service=it.service["code"],
        step=step["code"],
        owner=answering(body, ended or it.day),
        row=f"body/{row_of_body(it.service, step['code'], it.day)}",
        basis=step["limit"].get("basis", "rule"),
        due=due,
        began=min(began, ended) if ended and not waived else began,
        ended=None if waived else ended,
        left=met is None and ended is not None and not waived,
        late=late,
        open=ended is None,
        met=met and met["type"],
    )


# ---- the tables ---------------------------------------------------------------------------------------------


def counted(code: str, legs: list[Bag], begin: dt.date, end: dt.date) -> Record:
    done = [x for x in legs if x.ended and begin <= x.ended <= end and not x.left]
    left = [x for x in legs if x.ended and begin <= x.ended <= end and x.left]
    days = sorted(between(x.began, x.ended) for x in done)
    return {
        "row": code,
        "received": sum(begin <= x.began <= end for x in legs),
        "done": len(done),
        "on_time": sum(x.due is not None and not x.late for x in done),
        "untimed": sum(x.due is None for x in done),
        "late": sum(x.late and x.basis == "rule" for x in done),
        "behind": sum(x.late and x.basis == "house" for x in done),
        "left_late": sum(x.basis == "rule" for x in left),
        "left_behind": sum(x.basis == "house" for x in left),
        "in_hand": sum(x.open for x in legs),
        "overdue": sum(x.open and x.late and x.basis == "rule" for x in legs),
        "lagging": sum(x.open and x.late and x.basis == "house" for x in legs),
        "median": days[(len(days) + 1) // 2 - 1] if days else None,
        "ninetieth": days[(9 * len(days) + 9) // 10 - 1] if days else None,
    }


def tables(month: str) -> tuple[dict[str, Record], list[Bag], dt.date]:
    begin = dt.date.fromisoformat(f"{month}-01")
    end = (begin + 31 * DAY).replace(day=1) - DAY
    every = [x for x in legs(end) if x.open or begin <= x.began <= end or (x.ended and begin <= x.ended <= end)]
    rows: dict[str, list[Bag]] = defaultdict(list)
    for x in every:
        for code in ("total", x.service, f"{x.service}/{x.step}", x.row):
            rows[code].append(x)
    return {code: counted(code, found, begin, end) for code, found in rows.items()}, every, end


def in_post(contact: Record, day: dt.date) -> bool:
    return bool(contact["since"] <= day and (contact.get("until") or day) >= day)


def stale(day: dt.date) -> Iterator[tuple[str, str, str, str, int]]:
    """R-12 and R-13 on a day: a change without its form by the day before, no filing for ninety days, vacant posts."""
    filed: dict[str, list[Record]] = defaultdict(list)
    for roster in folder("rosters"):
        if roster["filed_on"] <= day:
            filed[roster["organisation"]].append(roster)
    contacts = [c for c in folder("contacts") if c["organisation"] in filed]
    for body, forms in filed.items():
        begun = min(form["filed_on"] for form in forms)
        changes = {c["since"] for c in contacts if c["organisation"] == body and c["since"] > begun}
        changes |= {
            c["until"] + DAY for c in contacts if c["organisation"] == body and (c.get("until") or begun - DAY) >= begun
        }
        told = {form.get("changes_on") for form in forms}
        for on in changes - told:
            if on <= day:
                yield "change", body, "", str(on - DAY), between(on - DAY, day)
        due = max(form["filed_on"] for form in forms) + 90 * DAY
        if due < day:
            yield "confirmation", body, "", str(due), between(due, day)
    for size in folder("policies")[0]["rosters"]:
        for body, forms in filed.items():
            mine = [c for c in contacts if c["organisation"] == body and c["post"] == size["post"]]
            if bodies()[body]["type"] in size["organisations"] and sum(in_post(c, day) for c in mine) < size["least"]:
                gone = [c["until"] + DAY for c in mine if c.get("until") and c["until"] < day]
                since = max(gone, default=min(form["filed_on"] for form in forms))
                yield "vacancy", body, size["post"], str(since), between(since, day)
