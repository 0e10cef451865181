"""Rosters: as many contacts of a post as the rules give each body, each filing true, each talent one specialist."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from talentcard.core import model
from talentcard.core.cases import request_case, suggestion_case
from talentcard.core.deadlines import DAY
from talentcard.core.engine import Engine
from talentcard.core.finding import Severity
from talentcard.core.model import Contact, FilingReason, Organisation, OrgType, Post, RecordId, Roster, RosterSize
from talentcard.core.names import name_on
from talentcard.core.obligation import ENDED
from talentcard.core.periodic import in_post
from talentcard.core.registry import Registry
from talentcard.core.rules.rule import Hit, Rule, Scope
from talentcard.core.workdays import CalendarHorizonError

LIAISONS_BESIDE = {Post.DEPARTMENT_LIAISON: frozenset({OrgType.BRANCH, OrgType.DISTRICT_HEALTH})}
"""Bodies whose liaisons the text names (六(三), 六(五)) without a number for the roster."""


def contact_post(scope: Scope) -> Iterator[Hit]:
    """Ensure a contact's post is one that its body has (四)."""
    bodies = scope.registry.of(Organisation)
    for contact in scope.registry.of(Contact).values():
        body, size = bodies.get(contact.organisation), _sizes(scope, contact.since).get(contact.post)
        if body is None or size is None:
            continue
        allowed = {*size.organisations, *LIAISONS_BESIDE.get(contact.post, ())}
        if body.type not in allowed:
            params = {"post": f"@post-{contact.post}", "type": f"@body-{body.type}"}
            params["wanted"] = "|".join(f"@body-{kind}" for kind in OrgType if kind in allowed)
            yield Hit(at=scope.registry.place(contact, "post"), params=params)


def number(scope: Scope) -> Iterator[Hit]:
    """Ensure a body never has more contacts of a post than its roster allows (R-12)."""
    bodies = scope.registry.of(Organisation)
    for (organisation, post), contacts in _by_body(scope.registry).items():
        for index, contact in enumerate(contacts):
            size = _sizes(scope, contact.since).get(post) if index else None
            if (
                size is None
                or size.most is None
                or index < size.most
                or bodies[organisation].type not in size.organisations
            ):
                continue
            beside = [other for other in contacts[:index] if in_post(other, contact.since)]
            if len(beside) >= size.most:
                yield Hit(
                    at=scope.registry.place(contact, "since"),
                    params={
                        "on": str(contact.since),
                        "count": str(len(beside) + 1),
                        "most": str(size.most),
                        "post": f"@post-{post}",
                        **_named(bodies[organisation], scope.as_of),
                    },
                    also=tuple(scope.registry.place(other) for other in beside),
                )


def vacancy(scope: Scope) -> Iterator[Hit]:
    """Ensure a body that has filed its roster has the least number of contacts in post (R-12)."""
    by_body = _by_body(scope.registry)
    bodies, sizes = scope.registry.of(Organisation), _sizes(scope, scope.as_of)
    for organisation, roster in _last_filed(scope).items() if not scope.unread("con-") else ():
        body = bodies.get(organisation)
        for size in sizes.values() if body is not None and not _gone(body, scope.as_of) else ():
            if body is None or body.type not in size.organisations:
                continue
            count = sum(in_post(contact, scope.as_of) for contact in by_body.get((organisation, size.post), ()))
            if count < size.least:
                params = {"count": str(count), "least": str(size.least), "post": f"@post-{size.post}"}
                at = scope.registry.place(roster, "organisation")
                yield Hit(at=at, params={**params, **_named(body, scope.as_of)})


def departed(scope: Scope) -> Iterator[Hit]:
    """Ensure nobody leaves a post without a successor while the body still owes something in an open case."""
    engine: Engine | None = None
    filed = _last_filed(scope)
    for (organisation, post), contacts in _by_body(scope.registry).items():
        body = scope.registry.get(Organisation, organisation)
        if body is None or organisation in filed or any(in_post(contact, scope.as_of) for contact in contacts):
            continue
        left = [c for c in contacts if c.until is not None and c.until < scope.as_of]
        if not left or _gone(body, scope.as_of):
            continue
        engine = engine or scope.book.engine(scope.as_of)
        case = _open_case(engine, organisation)
        if case is not None and not scope.unread("con-"):
            last = max(left, key=lambda contact: contact.until or contact.since)
            yield Hit(
                at=scope.registry.place(last, "until"),
                params={"until": str(last.until), "post": f"@post-{post}", "record": case, **_named(body, scope.as_of)},
                also=(Registry.place(scope.registry, _record(scope.registry, case)),),
            )


# ---- filings of annex 14 ----------------------------------------------------------------------------------


def filing_contact(scope: Scope) -> Iterator[Hit]:
    """Ensure a filing names contacts of the body that files it."""
    for roster in scope.registry.of(Roster).values():
        for index, contact in _listed(scope.registry, roster):
            if contact.organisation != roster.organisation:
                yield Hit(
                    at=scope.registry.place(roster, "contacts", index),
                    params={"contact": contact.id, "organisation": contact.organisation},
                    also=(scope.registry.place(contact, "organisation"),),
                )


def filing_in_post(scope: Scope) -> Iterator[Hit]:
    """Ensure the contacts of a filing are in post on the day for which it is made."""
    for roster in scope.registry.of(Roster).values():
        day = roster.changes_on or roster.filed_on
        for index, contact in _listed(scope.registry, roster):
            if not in_post(contact, day):
                yield Hit(
                    at=scope.registry.place(roster, "contacts", index),
                    params={
                        "contact": contact.id,
                        "on": str(day),
                        "since": str(contact.since),
                        "until": str(contact.until or "…"),
                    },
                    also=(scope.registry.place(contact, "since"),),
                )


def filing_complete(scope: Scope) -> Iterator[Hit]:
    """Ensure a filing names all contacts of the body who are in post on the day for which it is made."""
    by_organisation: dict[RecordId, list[Contact]] = defaultdict(list)
    for contact in scope.registry.of(Contact).values():
        by_organisation[contact.organisation].append(contact)
    for roster in scope.registry.of(Roster).values():
        day = roster.changes_on or roster.filed_on
        for contact in by_organisation.get(roster.organisation, ()):
            if contact.post.on_rosters and in_post(contact, day) and contact.id not in roster.contacts:
                yield Hit(
                    at=scope.registry.place(roster, "contacts", key=True),
                    params={"contact": contact.id, "on": str(day)},
                    also=(scope.registry.place(contact, "since"),),
                )


def filing_change(scope: Scope) -> Iterator[Hit]:
    """Ensure a filing for a change names a day on which someone of the body comes or goes (R-13)."""
    turns: dict[RecordId, set[dt.date]] = defaultdict(set)
    for contact in scope.registry.of(Contact).values():
        if contact.post.on_rosters:
            turns[contact.organisation] |= {contact.since} | ({contact.until + DAY} if contact.until else set())
    for roster in scope.registry.of(Roster).values():
        day = roster.changes_on
        if (
            roster.reason is FilingReason.CHANGE
            and not scope.unread("con-")
            and day is not None
            and day not in turns[roster.organisation]
        ):
            yield Hit(at=scope.registry.place(roster, "changes_on"), params={"on": str(day)})


# ---- specialists ------------------------------------------------------------------------------------------


def specialist_post(scope: Scope) -> Iterator[Hit]:
    """Ensure a talent is looked after by someone whose post is that of a specialist."""
    contacts = scope.registry.of(Contact)
    for talent in scope.registry.of(model.Talent).values():
        for index, care in enumerate(talent.specialists):
            contact = contacts.get(care.contact)
            if contact is not None and contact.post is not Post.SPECIALIST:
                yield Hit(
                    at=scope.registry.place(talent, "specialists", index, "contact"),
                    params={"contact": contact.id, "post": f"@post-{contact.post}"},
                    also=(scope.registry.place(contact, "post"),),
                )


def specialist_term(scope: Scope) -> Iterator[Hit]:
    """Ensure a specialist looks after a talent only while in post."""
    contacts = scope.registry.of(Contact)
    for talent in scope.registry.of(model.Talent).values():
        for index, care in enumerate(talent.specialists):
            contact = contacts.get(care.contact)
            if contact is None:
                continue
            ends = care.until is not None and contact.until is not None and care.until > contact.until
            if care.since < contact.since or ends or (contact.until is not None and care.since > contact.until):
                yield Hit(
                    at=scope.registry.place(talent, "specialists", index, "until" if ends else "since"),
                    params={"since": str(contact.since), "until": str(contact.until or "…")},
                    also=(scope.registry.place(contact, "since"),),
                )


def specialist_overlap(scope: Scope) -> Iterator[Hit]:
    """Ensure a talent has one specialist at a time, the earlier listed first (111N)."""
    for talent in scope.registry.of(model.Talent).values():
        for index, (before, care) in enumerate(pairwise(talent.specialists), start=1):
            if care.since <= (before.until or dt.date.max):
                yield Hit(
                    at=scope.registry.place(talent, "specialists", index, "since"),
                    params={"since": str(care.since), "until": str(before.until or "…")},
                    also=(scope.registry.place(talent, "specialists", index - 1),),
                )


def without_specialist(scope: Scope) -> Iterator[Hit]:
    """Ensure every holder of a valid card has a specialist who is in post (R-12)."""
    contacts = scope.registry.of(Contact)
    for talent in scope.registry.of(model.Talent).values():
        held = scope.book.holdings.get(talent.id, ())
        if any(holding.valid_on(scope.as_of) for holding in held):
            caring = [
                contact
                for care in talent.specialists
                if care.since <= scope.as_of
                and (care.until is None or care.until >= scope.as_of)
                and (contact := contacts.get(care.contact)) is not None
                and in_post(contact, scope.as_of)
            ]
            if not caring and not scope.unread("con-"):
                at = scope.registry.place(talent, "specialists", key=True)
                yield Hit(at=at, params={"on": str(scope.as_of)})


# ---- shared ------------------------------------------------------------------------------------------------


def _sizes(scope: Scope, day: dt.date) -> dict[Post, RosterSize]:
    rules = scope.book.rules_on(day)
    return {size.post: size for size in rules.rosters} if rules else {}


def _by_body(registry: Registry) -> dict[tuple[RecordId, Post], list[Contact]]:
    """The contacts of each post of each body that exists, in the order in which they came."""
    found: dict[tuple[RecordId, Post], list[Contact]] = defaultdict(list)
    bodies = registry.of(Organisation)
    for contact in sorted(registry.of(Contact).values(), key=lambda contact: (contact.since, contact.id)):
        if contact.organisation in bodies:
            found[contact.organisation, contact.post].append(contact)
    return found


def _last_filed(scope: Scope) -> dict[RecordId, Roster]:
    """Each body's latest filing by the day of the picture."""
    rosters = [r for r in scope.registry.of(Roster).values() if r.filed_on <= scope.as_of]
    return {roster.organisation: roster for roster in sorted(rosters, key=lambda r: (r.filed_on, r.id))}


def _listed(registry: Registry, roster: Roster) -> Iterator[tuple[int, Contact]]:
    contacts = registry.of(Contact)
    for index, listed in enumerate(roster.contacts):
        contact = contacts.get(listed)
        if contact is not None:
            yield index, contact


def _gone(body: Organisation, day: dt.date) -> bool:
    """Whether another body has taken over by the day."""
    return body.succeeded_by is not None and body.succeeded_by.on <= day


def _named(body: Organisation, day: dt.date) -> dict[str, str]:
    name = name_on(body, day)
    return {"body_zh": name.short, "body_en": name.en or name.short}


def _open_case(engine: Engine, organisation: RecordId) -> RecordId | None:
    """A request, problem or suggestion in which the body still owes something on the day."""
    requests = engine.registry.of(model.Request).values()
    suggestions = engine.registry.of(model.Suggestion).values()
    for case in (*map(request_case, requests), *map(suggestion_case, suggestions)):
        with contextlib.suppress(CalendarHorizonError):  # a day without a calendar: other rules say so
            if any(duty.owner == organisation and duty.state not in ENDED for duty in engine.of_case(case)):
                return case.record
    return None


def _record(registry: Registry, record_id: RecordId) -> model.Record:
    return registry.of(model.Request).get(record_id) or registry.of(model.Suggestion)[record_id]


FOUR = ("四",)

RULES: tuple[Rule, ...] = (
    Rule(
        id="contact-post",
        ensures="A contact's post is one that its body has.",
        check=contact_post,
        cites=FOUR,
        carries=("R-12",),
    ),
    Rule(
        id="roster-number",
        ensures="A body never has more contacts of a post than its roster allows.",
        check=number,
        cites=FOUR,
        carries=("R-12",),
    ),
    Rule(
        id="roster-vacancy",
        ensures="A body that has filed its roster has the least number of contacts in post.",
        check=vacancy,
        severity=Severity.WARNING,
        cites=FOUR,
        carries=("R-12",),
    ),
    Rule(
        id="contact-departed",
        ensures="Nobody leaves a post without a successor while the body still owes something in an open case.",
        check=departed,
        severity=Severity.WARNING,
        cites=FOUR,
        carries=("R-12", "R-13"),
    ),
    Rule(
        id="filing-contact",
        ensures="A filing names contacts of the body that files it.",
        check=filing_contact,
        cites=FOUR,
        carries=("R-13",),
    ),
    Rule(
        id="filing-not-in-post",
        ensures="The contacts of a filing are in post on the day for which it is made.",
        check=filing_in_post,
        cites=FOUR,
        carries=("R-13",),
    ),
    Rule(
        id="filing-incomplete",
        ensures="A filing names all contacts of the body who are in post on the day for which it is made.",
        check=filing_complete,
        cites=FOUR,
        carries=("R-12", "R-13"),
    ),
    Rule(
        id="filing-without-change",
        ensures="A filing for a change names a day on which someone of the body comes or goes.",
        check=filing_change,
        cites=FOUR,
        carries=("R-13",),
    ),
    Rule(
        id="specialist-post",
        ensures="A talent is looked after by someone whose post is that of a specialist.",
        check=specialist_post,
        cites=FOUR,
        carries=("R-12",),
    ),
    Rule(
        id="specialist-term",
        ensures="A specialist looks after a talent only while in post.",
        check=specialist_term,
        cites=FOUR,
        carries=("R-12",),
    ),
    Rule(
        id="specialist-overlap",
        ensures="A talent has one specialist at a time, the earlier listed first.",
        check=specialist_overlap,
        cites=FOUR,
        carries=("R-12",),
    ),
    Rule(
        id="talent-without-specialist",
        ensures="Every holder of a valid card has a specialist who is in post.",
        check=without_specialist,
        severity=Severity.WARNING,
        cites=FOUR,
        carries=("R-12",),
    ),
)
