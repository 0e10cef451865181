"""Who is a contact of which body, and when: the liaisons with their changes, and the specialists of the platform."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random

from talentcard.core.model import OrgType, Post
from talentcard.core.workdays import DAY
from talentcard.sampling.window import Window
from talentcard.sampling.world import Body, Record, World

POSTS: Mapping[OrgType, Post] = {
    OrgType.DEPARTMENT: Post.DEPARTMENT_LIAISON,
    OrgType.HRSS: Post.DEPARTMENT_LIAISON,
    OrgType.ORG_DEPT: Post.DEPARTMENT_LIAISON,
    OrgType.DISTRICT_ORG: Post.DISTRICT_LIAISON,
    OrgType.DISTRICT_HRSS: Post.DISTRICT_LIAISON,
    OrgType.EMPLOYER: Post.EMPLOYER_LIAISON,
}
"""The bodies that hand in annex 14. The platform does not: it receives it."""

EARLIEST = dt.date(2018, 11, 1)  # the bodies of the reform of 2018 are at work
SPECIALIST_LEAVES = dt.date(2026, 4, 1)  # one specialist hands over to a successor on this day
SLOTS = 16  # contacts that a body may have in all
SPECIALIST_SLOT = 1 << 40
STAFF_SLOT = 1 << 41


@dataclass(frozen=True, slots=True)
class Turn:
    """A change of liaisons on a day: when it became known, and when the new form was handed in, if it was.

    replace: one follows another · join: one more · leave: one less.
    """

    kind: str
    on: dt.date
    known: dt.date
    filed: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """A body's liaisons over the window. ``silent_from``: the roster is not confirmed any more."""

    liaisons: int = 1
    turns: tuple[Turn, ...] = ()
    silent_from: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """One contact record in the making."""

    id: str
    post: Post
    since: dt.date
    until: dt.date | None = None
    announced: dt.date | None = None
    deputy: str | None = None
    same_as: str | None = None

    def serves(self, day: dt.date) -> bool:
        return self.since <= day and (self.until is None or self.until >= day)


def _turn(kind: str, on: str, known: str, filed: str | None = None) -> Turn:
    day = dt.date.fromisoformat
    return Turn(kind, day(on), day(known), day(filed) if filed else None)


STORIES: Mapping[str, Story] = {
    # R-13, a change that lies behind: filed inside the five days, earlier, on the day before, late
    "org-sample-employer-001": Story(2),
    "org-sample-employer-002": Story(1, (_turn("replace", "2026-03-16", known="2026-03-09", filed="2026-03-12"),)),
    "org-sample-employer-003": Story(1, (_turn("replace", "2026-06-01", known="2026-05-18", filed="2026-05-20"),)),
    "org-sample-employer-004": Story(1, (_turn("replace", "2026-07-06", known="2026-07-01", filed="2026-07-09"),)),
    "org-nanan-hrss": Story(1, (_turn("replace", "2026-04-20", known="2026-04-13", filed="2026-04-16"),)),
    "org-hrss": Story(2),
    "org-education": Story(1, (_turn("join", "2026-02-09", known="2026-02-02", filed="2026-02-05"),)),
    # R-13 on 20 November 2026: not filed at all, last day today, in three days, not yet open
    "org-sample-employer-005": Story(1, (_turn("replace", "2026-11-16", known="2026-11-10"),)),
    "org-sample-employer-006": Story(1, (_turn("replace", "2026-11-21", known="2026-11-16"),)),
    "org-sample-employer-007": Story(1, (_turn("replace", "2026-11-24", known="2026-11-17"),)),
    "org-yuzhong-org": Story(1, (_turn("replace", "2026-12-01", known="2026-11-18"),)),
    # the only liaison has left, the form says so, nobody has followed
    "org-sample-employer-008": Story(1, (_turn("leave", "2026-11-02", known="2026-10-22", filed="2026-10-28"),)),
    # the house standard of ninety days
    "org-sample-employer-009": Story(1, (), silent_from=dt.date(2026, 8, 20)),
    "org-sample-employer-010": Story(2, (_turn("leave", "2026-01-12", known="2026-01-05", filed="2026-01-08"),)),
}
"""The bodies whose liaisons are hand-made; a key is an organisation's id."""


def filing_bodies(world: World) -> Iterator[Body]:
    """Every body that hands in annex 14, in the order of their numbers."""
    yield from world.of(*POSTS)
    yield from (world.employer(number) for number in range(world.employers))


def story(world: World, body: Body) -> Story:
    """The hand-made story of a body, or one drawn at random."""
    if world.window.stories and body.id in STORIES:
        return STORIES[body.id]
    rng = world.streams.rng("liaisons", body.number)
    most = 1 if body.type in (OrgType.DISTRICT_ORG, OrgType.DISTRICT_HRSS) else 2
    liaisons = rng.randint(1, most)
    return Story(liaisons, (random_turn(rng, world.window),) if rng.random() < 0.2 else ())


def random_turn(rng: Random, window: Window) -> Turn:
    """A replacement, announced a week or two before; the form mostly within the five days, at times early or late."""
    days = window.working_days
    if len(days) < 60:
        return Turn("replace", window.until, window.until - 7 * DAY, window.until - 3 * DAY)
    on = days[rng.randrange(30, len(days) - 12)]
    known = window.before(on, rng.randint(5, 10))
    luck = rng.random()
    if luck < 0.85:
        return Turn("replace", on, known, window.before(on, rng.randint(1, 3)))
    return Turn("replace", on, known, known if luck < 0.95 else window.after(on, rng.randint(1, 4)))


def postings(world: World, body: Body) -> tuple[Posting, ...]:
    """All contacts that a body has had or is known to get, in order of their first days."""
    told = story(world, body)
    rng = world.streams.rng("postings", body.number)
    found = [
        Posting(world.streams.id("con", body.number * SLOTS + n), POSTS[body.type], _joined(rng, world.window))
        for n in range(told.liaisons)
    ]
    if told.liaisons == 2 and not told.turns:
        first, second = found
        found = [replace(first, deputy=second.id), replace(second, deputy=first.id)]
    for turn in told.turns:
        if turn.known > world.window.until:
            continue
        if turn.kind != "join":
            found[0] = replace(found[0], until=turn.on - DAY, announced=turn.known)
        if turn.kind != "leave":
            slot = body.number * SLOTS + len(found)
            found.append(Posting(world.streams.id("con", slot), POSTS[body.type], turn.on, announced=turn.known))
    return tuple(found)


def _joined(rng: Random, window: Window) -> dt.date:
    """In post since before the window; nothing follows from the day."""
    return min(EARLIEST + rng.randrange(0, 1500) * DAY, window.since - 30 * DAY)


@dataclass(frozen=True)
class Specialists:
    """The platform's specialists; each looks after the holders whose number leaves the same rest."""

    world: World
    count: int

    @property
    def _changes(self) -> bool:
        return self.world.window.stories

    def id(self, number: int) -> str:
        """The specialist of that number; number ``count`` follows the last one."""
        return self.world.streams.id("con", SPECIALIST_SLOT + number)

    def postings(self) -> Iterator[Posting]:
        for number in range(self.count):
            leaves = self._changes and number == self.count - 1
            yield Posting(
                self.id(number),
                Post.SPECIALIST,
                EARLIEST,
                SPECIALIST_LEAVES - DAY if leaves else None,
                SPECIALIST_LEAVES - 12 * DAY if leaves else None,
            )
        if self._changes:
            yield Posting(
                self.id(self.count), Post.SPECIALIST, SPECIALIST_LEAVES, announced=SPECIALIST_LEAVES - 12 * DAY
            )

    def care(self, holder: int, since: dt.date) -> list[tuple[str, dt.date, dt.date | None]]:
        """Who looks after a holder: contact, first and last day."""
        number = holder % self.count
        if not (self._changes and number == self.count - 1):
            return [(self.id(number), since, None)]
        follower = (self.id(self.count), max(since, SPECIALIST_LEAVES), None)
        if since >= SPECIALIST_LEAVES:
            return [follower]
        return [(self.id(number), since, SPECIALIST_LEAVES - DAY), follower]


def registry_staff(world: World) -> Iterator[tuple[Body, Posting]]:
    """Two maintainers and two custodians, as nobody approves what they propose; one of them is a specialist, too."""
    (bureau,) = world.of(OrgType.HRSS)
    specialist = world.streams.id("con", SPECIALIST_SLOT)
    for number, (body, post) in enumerate(
        (
            (world.platform, Post.MAINTAINER),
            (bureau, Post.MAINTAINER),
            (world.platform, Post.CUSTODIAN),
            (bureau, Post.CUSTODIAN),
        )
    ):
        same = specialist if (body, post) == (world.platform, Post.CUSTODIAN) else None
        yield body, Posting(world.streams.id("con", STAFF_SLOT + number), post, EARLIEST, same_as=same)


def account(contact: str) -> str:
    """A name at the Git host that is visibly nobody's."""
    return f"invented-{contact.removeprefix('con-')}"


def has_account(body: Body, posting: Posting) -> bool:
    """The city's and the districts' bodies work in the registry, and a few employers; the others hand in paper."""
    return posting.until is None and (body.type is not OrgType.EMPLOYER or body.number % 10 < 3)


def contact_record(body: Body, posting: Posting) -> Record:
    record: Record = {
        "schema": "contact/1",
        "id": posting.id,
        "organisation": body.id,
        "post": posting.post.value,
        "since": posting.since.isoformat(),
    }
    if posting.until:
        record["until"] = posting.until.isoformat()
    if posting.announced:
        record["announced_on"] = posting.announced.isoformat()
    if posting.deputy:
        record["deputy"] = posting.deputy
    # an office number that nobody can have: it starts with four noughts
    record["office_phone"] = f"023-0000{body.number % 10000:04d}"
    if has_account(body, posting):
        record["mailbox"] = f"{account(posting.id)}@example.invalid"  # of the post: notices need no key
        record["accounts"] = [account(posting.id)]
    if posting.same_as:
        record["same_person_as"] = posting.same_as
    return record
