"""Who may: the account behind a change, the accounts that have approved it, and the signatures under its commits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from talentcard.core import model
from talentcard.core.changes.change import Change
from talentcard.core.changes.entitlement import Entitled, Roles
from talentcard.core.changes.parts import Deed, Part
from talentcard.core.changes.review import Signature, SignedCommit
from talentcard.core.changes.rule import ChangeRule, kind
from talentcard.core.finding import Place, Severity
from talentcard.core.model import Contact, Permissions, Record, RecordId
from talentcard.core.people import Person
from talentcard.core.rules.rule import Hit

CONTACTS = Place(path="records/contacts")
POLICIES = Place(path="records/policies")
RIGHTS = ("accounts", "signing_keys", "recused_from", "same_person_as", "organisation", "post", "since")
"""Fields of a contact that say who somebody is and what they may. One's own last day takes rights away only."""


@lru_cache(maxsize=1)  # one change is judged at a time, by all rules
def entitled(change: Change) -> Entitled | None:
    """None where nobody asked, or nothing is there to judge by."""
    permissions = change.rules.permissions if change.rules else None
    if change.review is None or permissions is None or not change.before.of(model.Settings):
        return None
    found = Entitled(change, change.review, permissions)
    return found if found.people.with_account else None


def unjudged(change: Change) -> Iterator[Hit]:
    """Ensure it is said where nobody can tell yet who may change what."""
    if change.review is not None and entitled(change) is None:
        yield Hit(at=POLICIES)


def unknown(change: Change) -> Iterator[Hit]:
    """Ensure a change is proposed by somebody who is in post."""
    it = entitled(change)
    if it is not None and (it.actor is None or not it.people.in_post(it.actor)):
        yield Hit(at=CONTACTS, params={"account": it.review.actor})


def permitted(change: Change) -> Iterator[Hit]:
    """Ensure whoever proposes a change may make each part of it."""
    it = entitled(change)
    roles = _roles(it)
    if it is None or not roles:
        return
    for part in it.parts:
        if not it.may(roles, part):
            yield Hit(at=part.at, params=_of_part(part) | _named(it.permissions, "able", it.able(part)))


def files(change: Change) -> Iterator[Hit]:
    """Ensure whoever changes program, schemas, pages or workflows may do so."""
    it = entitled(change)
    roles = _roles(it)
    if it is None or not roles:
        return
    for path in it.review.files:
        grant = it.permissions.file(path)
        able = grant.change if grant else ()
        if not any(code in roles for code in able):
            yield Hit(at=Place(path=path), params=_named(it.permissions, "able", able))


def own_rights(change: Change) -> Iterator[Hit]:
    """Ensure nobody changes, or approves a change of, what they themselves may do."""
    it = entitled(change)
    if it is None:
        return
    people = (*it.authors, *it.approvers)
    logins = {login.casefold() for login in (it.review.actor, *it.review.others, *it.review.approvers)}
    keys = frozenset[str]().union(*(person.signing_keys for person in people))
    own = frozenset[RecordId]().union(*(person.ids for person in people))
    for record in _contacts_with_new_rights(change):
        listed = {login.casefold() for login in record.accounts}
        if {record.id, record.same_person_as} & own or listed & logins or keys.intersection(record.signing_keys):
            yield Hit(at=change.after.place(record), params={"id": record.id})


def _contacts_with_new_rights(change: Change) -> Iterator[Contact]:
    for record in change.added:
        if isinstance(record, Contact) and (record.accounts or record.signing_keys or record.same_person_as):
            yield record
    for found in change.altered:
        if isinstance(found.before, Contact) and isinstance(found.after, Contact):
            altered = any(getattr(found.before, name) != getattr(found.after, name) for name in RIGHTS)
            if altered or _longer_in_post(found.before, found.after):
                yield found.after


def _longer_in_post(before: Contact, after: Contact) -> bool:
    return before.until is not None and (after.until is None or after.until > before.until)


def own_case(change: Change) -> Iterator[Hit]:
    """Ensure the person of a case is neither author nor approver of a change to it."""
    it = entitled(change)
    if it is None:
        return
    people = (*it.authors, *it.approvers)
    recused = frozenset[RecordId]().union(*(person.recused_from for person in people))
    for record in _touched(change):
        if talents(change, record) & recused:
            yield Hit(at=_place(change, record), params={"kind": kind(record), "id": record.id})


def talents(change: Change, record: Record) -> frozenset[RecordId]:
    """Whom a record is about, on either side of the change."""
    match record:
        case model.Talent():
            return frozenset({record.id})
        case model.Request() | model.Card() | model.IdentityTag():
            return frozenset({record.talent})
        case model.Notice():
            return frozenset(record.talents)
        case model.Suggestion():
            found = (side.get(model.Request, record.request) for side in (change.before, change.after))
            return frozenset(request.talent for request in found if request is not None)
    return frozenset()


def four_eyes(change: Change) -> Iterator[Hit]:
    """Ensure nobody approves what they themselves propose, be it by another account."""
    it = entitled(change)
    if it is not None and any(person in it.authors for person in it.approvers):
        yield Hit(at=CONTACTS)


def approved(change: Change) -> Iterator[Hit]:
    """Ensure every part of a change that is to hold was looked at by somebody whose task that is."""
    it = entitled(change)
    if it is None or not (it.review.approvers or it.review.due):
        return
    looked = {code for person in it.approvers if person not in it.authors for code in it.roles(person)}
    said: set[tuple[str, tuple[str, ...]]] = set()
    for part in it.parts:
        field = part.name if part.deed is Deed.FIELD else None
        needed = it.permissions.approvers(part.kind, field)
        if looked.isdisjoint(needed) and (part.record.id, needed) not in said:
            said.add((part.record.id, needed))
            params = {"what": kind(part.record), "id": part.record.id}
            yield Hit(at=part.at, params=params | _named(it.permissions, "needed", needed))
    for path in it.review.files:
        grant = it.permissions.file(path)
        needed = grant.approve if grant else ()
        if looked.isdisjoint(needed):
            params = {"what": "@part-file", "id": path}
            yield Hit(at=Place(path=path), params=params | _named(it.permissions, "needed", needed))


def signed(change: Change) -> Iterator[Hit]:
    """Ensure where the settings ask for it, every commit bears the signature of a person in post."""
    it = entitled(change)
    if it is None or not change.before.settings.signed_commits:
        return
    for each in it.review.commits:
        if (why := _unsigned(it, each)) is not None:
            yield Hit(at=CONTACTS, params={"commit": each.commit[:12], "why": why})


def _unsigned(it: Entitled, each: SignedCommit) -> str | None:
    """What is wrong with a signature, as a label; None where it is good."""
    if each.signature is not Signature.GOOD or each.key is None:
        return f"@signature-{each.signature.value}"
    person = it.people.by_key(each.key)
    if person is None:
        return "@signature-unknown"
    return None if it.people.in_post(person) else "@signature-left"


# ---- shared -----------------------------------------------------------------------------------------------


def _roles(it: Entitled | None) -> Roles:
    person: Person | None = it.actor if it is not None else None
    return it.roles(person) if it is not None and person is not None else {}


def _touched(change: Change) -> Iterator[Record]:
    yield from change.added
    yield from change.gone
    for found in change.altered:
        yield found.after


def _place(change: Change, record: Record) -> Place:
    return Place(path=(change.after if change.after.knows(record.id) else change.before).paths[record.id])


def _of_part(part: Part) -> dict[str, str]:
    name = f"@event-{part.name}" if part.deed is Deed.EVENT else part.name
    return {"deed": f"@deed-{part.deed.value}", "name": name, "kind": kind(part.record), "id": part.record.id}


def _named(permissions: Permissions, key: str, codes: Iterable[str]) -> dict[str, str]:
    """Roles by their titles in both languages; where nobody may, that is said."""
    roles = [role for code in codes if (role := permissions.role(code)) is not None]
    zh, en = "、".join(role.title.zh for role in roles), ", ".join(role.title.en or role.title.zh for role in roles)
    return {f"{key}_zh": zh or "没有人", f"{key}_en": en or "nobody"}


LAW = ("公务员法 七十六",)
"""Recusal of civil servants from cases of their own and of near relatives."""

RULES: tuple[ChangeRule, ...] = (
    ChangeRule(
        id="change-permissions-none",
        ensures="It is said where nobody can tell yet who may change what.",
        severity=Severity.WARNING,
        check=unjudged,
    ),
    ChangeRule(id="change-account-unknown", ensures="A change is proposed by somebody who is in post.", check=unknown),
    ChangeRule(
        id="change-not-permitted", ensures="Whoever proposes a change may make each part of it.", check=permitted
    ),
    ChangeRule(
        id="change-file-not-permitted",
        ensures="Whoever changes program, schemas, pages or workflows may do so.",
        check=files,
    ),
    ChangeRule(
        id="change-own-rights",
        ensures="Nobody changes, or approves a change of, what they themselves may do.",
        check=own_rights,
    ),
    ChangeRule(
        id="change-own-case",
        ensures="The person of a case is neither author nor approver of a change to it.",
        check=own_case,
        cites=LAW,
    ),
    ChangeRule(
        id="change-four-eyes",
        ensures="Nobody approves what they themselves propose, be it by another account.",
        check=four_eyes,
    ),
    ChangeRule(
        id="change-not-approved",
        ensures="Every part of a change that is to hold was looked at by somebody whose task that is.",
        check=approved,
    ),
    ChangeRule(
        id="change-not-signed",
        ensures="Where the settings ask for it, every commit bears the signature of a person in post.",
        check=signed,
    ),
)
