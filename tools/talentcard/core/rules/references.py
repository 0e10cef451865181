"""References: every id names a record that exists, and a body that can play the part it is given."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from talentcard.core import model
from talentcard.core.kinds import BY_TYPE
from talentcard.core.model import BulletinType, Contact, Event, Organisation, OrgType, Pointer, Record, RecordId
from talentcard.core.registry import Registry
from talentcard.core.rules.rule import Hit, Rule, Scope

ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz-"
FEW = 500
"""Up to so many ids of a kind are compared one by one; among more, only slips of one character are looked for."""

CITY = frozenset({OrgType.HRSS, OrgType.ORG_DEPT, OrgType.DEPARTMENT})
DISTRICT = frozenset({OrgType.DISTRICT_ORG, OrgType.DISTRICT_HRSS})


class Reference(NamedTuple):
    """One id in a record, the kind of record that it must name, and the types of body that fit (empty: any)."""

    pointer: Pointer
    id: RecordId
    kind: type[Record]
    types: frozenset[OrgType] = frozenset()


def of_request(request: model.Request) -> Iterator[Reference]:
    yield Reference(("talent",), request.talent, model.Talent)
    if request.handler is not None:
        yield Reference(("handler",), request.handler, Organisation)
    yield from of_events(request.events, ("events",))


def of_card(card: model.Card) -> Iterator[Reference]:
    yield Reference(("talent",), card.talent, model.Talent)
    for index, procedure in enumerate(card.procedures):
        yield from of_events(procedure.events, ("procedures", index, "events"))


def of_suggestion(suggestion: model.Suggestion) -> Iterator[Reference]:
    yield Reference(("raised_by",), suggestion.raised_by, Contact)
    if suggestion.request is not None:
        yield Reference(("request",), suggestion.request, model.Request)
    yield from of_events(suggestion.events, ("events",))


def of_events(events: tuple[Event, ...], pointer: Pointer) -> Iterator[Reference]:
    for index, event in enumerate(events):
        if event.by is not None:
            yield Reference((*pointer, index, "by"), event.by, Organisation)
        if event.handler is not None:
            yield Reference((*pointer, index, "handler"), event.handler, Organisation)
        if event.notice is not None:
            yield Reference((*pointer, index, "notice"), event.notice, model.Notice)
        if event.approved_by is not None:
            yield Reference((*pointer, index, "approved_by"), event.approved_by, Contact)


def of_talent(talent: model.Talent) -> Iterator[Reference]:
    yield Reference(("recognised_by",), talent.recognised_by, Organisation, CITY | DISTRICT)
    for index, job in enumerate(talent.employers):
        pointer = ("employers", index, "organisation")
        yield Reference(pointer, job.organisation, Organisation, frozenset({OrgType.EMPLOYER}))
    for index, care in enumerate(talent.specialists):
        yield Reference(("specialists", index, "contact"), care.contact, Contact)


def of_contact(contact: Contact) -> Iterator[Reference]:
    yield Reference(("organisation",), contact.organisation, Organisation)
    if contact.deputy is not None:
        yield Reference(("deputy",), contact.deputy, Contact)
    if contact.same_person_as is not None:
        yield Reference(("same_person_as",), contact.same_person_as, Contact)
    for index, talent in enumerate(contact.recused_from):
        yield Reference(("recused_from", index), talent, model.Talent)


def of_notice(notice: model.Notice) -> Iterator[Reference]:
    issuers = frozenset({OrgType.HRSS, OrgType.DISTRICT_HRSS})
    yield Reference(("issued_by",), notice.issued_by, Organisation, issuers)
    for index, talent in enumerate(notice.talents):
        yield Reference(("talents", index), talent, model.Talent)


def of_roster(roster: model.Roster) -> Iterator[Reference]:
    yield Reference(("organisation",), roster.organisation, Organisation)
    for index, contact in enumerate(roster.contacts):
        yield Reference(("contacts", index), contact, Contact)


def of_meeting(meeting: model.Meeting) -> Iterator[Reference]:
    leads = frozenset({OrgType.ORG_DEPT, OrgType.HRSS})
    yield Reference(("chaired_by",), meeting.chaired_by, Organisation, leads)
    for index, body in enumerate(meeting.attended):
        yield Reference(("attended", index), body, Organisation)
    for index, decision in enumerate(meeting.decisions):
        yield Reference(("decisions", index, "owner"), decision.owner, Organisation)


def of_bulletin(bulletin: model.Bulletin) -> Iterator[Reference]:
    if bulletin.type is BulletinType.BULLETIN:
        yield Reference(("issued_by",), bulletin.issued_by, Organisation, frozenset({OrgType.HRSS}))
    else:
        yield Reference(("issued_by",), bulletin.issued_by, Contact)


def of_evaluation(evaluation: model.Evaluation) -> Iterator[Reference]:
    for index, body in enumerate(evaluation.conducted_by):
        yield Reference(("conducted_by", index), body, Organisation)
    for name, found in (("results", evaluation.results), ("published", evaluation.published)):
        if found is not None:
            yield Reference((name, "questionnaire"), found.questionnaire, model.Questionnaire)


def of_release(release: model.Release) -> Iterator[Reference]:
    yield Reference(("policy",), release.policy, model.Policy)


def of_key(key: model.Key) -> Iterator[Reference]:
    for index, recipient in enumerate(key.recipients):
        if recipient.holder != "recovery":
            yield Reference(("recipients", index, "holder"), RecordId(recipient.holder), Contact)


def of_identity_tag(tag: model.IdentityTag) -> Iterator[Reference]:
    yield Reference(("talent",), tag.talent, model.Talent)


def of_organisation(organisation: Organisation) -> Iterator[Reference]:
    if organisation.succeeded_by is not None:
        pointer = ("succeeded_by", "organisation")
        types = frozenset({organisation.type})
        yield Reference(pointer, organisation.succeeded_by.organisation, Organisation, types)


def of_policy(policy: model.Policy) -> Iterator[Reference]:
    if policy.extends is not None:
        yield Reference(("extends",), policy.extends, model.Policy)
    for index, issuer in enumerate(policy.document.issuers):
        yield Reference(("document", "issuers", index), issuer, Organisation)


def of_service(service: model.Service) -> Iterator[Reference]:
    yield Reference(("policy",), service.policy, model.Policy)
    if service.responsible not in ("employer", "handler"):
        types = CITY | DISTRICT | {OrgType.PLATFORM}
        yield Reference(("responsible",), RecordId(service.responsible), Organisation, types)


def of_settings(settings: model.Settings) -> Iterator[Reference]:
    for role, body in settings.roles.items():
        yield Reference(("roles", role), body, Organisation, frozenset({OrgType(role)}))
    for index, told in enumerate(settings.notified):
        pointer = ("notified", index, "organisation")
        yield Reference(pointer, told.organisation, Organisation, CITY | {OrgType.HOSPITAL, OrgType.UNIT})


@dataclass(frozen=True, slots=True)
class References:
    """Where the references of a kind of record are found; ``typed``: whether any of them asks for a type of body."""

    kind: type[Record]
    of: Callable[[Any], Iterator[Reference]]
    typed: bool = True


WHERE: tuple[References, ...] = (
    References(model.Settings, of_settings),
    References(model.Policy, of_policy, typed=False),
    References(model.Service, of_service),
    References(Organisation, of_organisation),
    References(Contact, of_contact, typed=False),
    References(model.Talent, of_talent),
    References(model.Notice, of_notice),
    References(model.Card, of_card, typed=False),
    References(model.Request, of_request, typed=False),
    References(model.Roster, of_roster, typed=False),
    References(model.Suggestion, of_suggestion, typed=False),
    References(model.Meeting, of_meeting),
    References(model.Bulletin, of_bulletin),
    References(model.Evaluation, of_evaluation, typed=False),
    References(model.Release, of_release, typed=False),
    References(model.Key, of_key, typed=False),
    References(model.IdentityTag, of_identity_tag, typed=False),
)
"""Every kind that refers to others; a test finds the id fields of the model and compares."""


def unknown(scope: Scope) -> Iterator[Hit]:
    """Ensure every id in a record names a record that exists, readable or not."""
    registry = scope.registry
    known = {kind: registry.of(kind) for kind in BY_TYPE}
    for where in WHERE:
        for record in registry.of(where.kind).values():
            for found in where.of(record):
                if found.id not in known[found.kind] and not registry.knows(found.id):
                    at = registry.place(record, *found.pointer)
                    yield nobody(registry, found.kind, found.id, at=at)


def wrong_type(scope: Scope) -> Iterator[Hit]:
    """Ensure a body that a record names is of a type that can play the part."""
    registry = scope.registry
    bodies = registry.of(Organisation)
    for where in WHERE:
        for record in registry.of(where.kind).values() if where.typed else ():
            for found in where.of(record):
                body = bodies.get(found.id) if found.types else None
                if body is not None and body.type not in found.types:
                    wanted = "|".join(f"@body-{kind}" for kind in OrgType if kind in found.types)
                    yield Hit(
                        at=registry.place(record, *found.pointer),
                        params={"id": found.id, "type": f"@body-{body.type}", "wanted": wanted},
                        also=(registry.place(body, "type"),),
                    )


def nobody(registry: Registry, kind: type[Record], wanted: RecordId, *, at: Any) -> Hit:
    """The hit for an id without a record, with the closest id that has one."""
    known = BY_TYPE[kind]
    params = {"id": wanted, "kind": f"@kind-{known.name}", "folder": f"records/{known.folder}"}
    guess = closest(wanted, registry.of(kind))
    if guess is not None:
        params["guess"] = guess
    return Hit(at=at, params=params)


def closest(wanted: str, known: Mapping[RecordId, Record]) -> RecordId | None:
    """The known id that was probably meant: one slip of the finger away, or alike where there are few."""
    for candidate in slips(wanted):
        if candidate in known:
            return RecordId(candidate)
    if len(known) > FEW:
        return None
    alike = difflib.get_close_matches(wanted, list(known), n=1, cutoff=0.75)
    return RecordId(alike[0]) if alike else None


def slips(word: str) -> Iterator[str]:
    """All words one slip away: two letters swapped, one left out, mistyped or added."""
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    for head, tail in cuts:
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        if tail:
            yield head + tail[1:]
        for letter in ALPHABET:
            if tail:
                yield head + letter + tail[1:]
            yield head + letter + tail


RULES: tuple[Rule, ...] = (
    Rule(
        id="reference-unknown",
        ensures="Every id in a record names a record that exists.",
        check=unknown,
    ),
    Rule(
        id="reference-type",
        ensures="A body that a record names is of a type that can play the part.",
        check=wrong_type,
        carries=("R-11", "R-34", "R-35"),
    ),
)
