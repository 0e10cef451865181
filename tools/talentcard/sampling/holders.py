"""A talent, the card and its notices: hand-made for the first numbers, drawn at random for all others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from random import Random
from typing import Any

from talentcard.core import cards
from talentcard.core.deadlines import Reckoner
from talentcard.core.model import OrgType
from talentcard.core.workdays import DAY
from talentcard.sampling import scripts
from talentcard.sampling.lives import LIVES, Life
from talentcard.sampling.posts import Specialists
from talentcard.sampling.scripts import Act
from talentcard.sampling.streams import PartIds
from talentcard.sampling.world import Body, Record, World

TERM = 3 * 365  # days: roughly a card's term, to choose first days by; the printed dates follow the rules
LATE = 0.04

CATEGORIES = ("wanren", "qianren", "bairen", "tezhi", "hongyan", "liuchuang", "other")
CATEGORY_WEIGHTS = (6, 4, 12, 18, 34, 18, 8)
NEIGHBOURS = 96  # holders, and requests, of one block
DISTRICT_SHARE = 0.07  # recognised by a district's body

NOTICES = {
    "noticed": ("issue", "发"),
    "cancel_noticed": ("cancellation", "销"),
    "card_change": ("change", "变"),
    "card_extension": ("extension", "延"),
    "card_loss": ("replacement", "补"),
}
"""Event or procedure → type of the notice behind it, and the mark in its number."""

KINDS = ("steady", "renewed", "renewed_late", "changed", "replaced", "lapsed", "expiring", "fresh")
WEIGHTS = (78, 6, 2, 5, 3, 3, 2, 1)


@dataclass(slots=True)
class Draft:
    """A card in the making. ``through`` is the last valid day so far; the records grow with each procedure."""

    procedures: list[Record] = field(default_factory=list)
    notices: list[Record] = field(default_factory=list)
    usable_since: dt.date | None = None
    through: dt.date | None = None
    ended: dt.date | None = None  # lost or cancelled
    made: int = 0


@dataclass(frozen=True, slots=True)
class Holder:
    """The records of one holder, and the days on which the card serves for requests, both included."""

    number: int
    talent: Record
    card: Record
    notices: tuple[Record, ...]
    employer: Body
    usable: tuple[dt.date, dt.date] | None
    moves_on: dt.date | None = None

    def covers(self, first: dt.date) -> bool:
        """Whether a request may begin on that day: the card is in the holder's hand and the employer stays."""
        if self.usable is None or (self.moves_on is not None and first >= self.moves_on - 90 * DAY):
            return False
        return self.usable[0] <= first <= self.usable[1]

    def specialist(self, day: dt.date) -> str:
        """The contact who looks after the holder on a day."""
        text = day.isoformat()
        found = [care["contact"] for care in self.talent["specialists"] if care["since"] <= text]
        return str(found[-1])


@dataclass(frozen=True)
class Holders:
    """All holders of a registry; each is made when asked for."""

    world: World
    count: int
    specialists: Specialists

    def life(self, number: int) -> Life | None:
        return LIVES[number] if self.world.window.stories and number < len(LIVES) else None

    def make(self, number: int) -> Holder:
        world, life = self.world, self.life(number)
        rng = world.streams.rng("holder", number)
        employer = world.employer(number % world.employers)
        body = recogniser(rng, world, employer, district=number % 16 == 9 if life else None)
        draft = Draft()
        procedures = self._told(life, rng) if life else self._drawn(rng)
        parts = PartIds(rng)
        begun = min(act.on for _, acts in procedures for act in acts)
        acknowledging, acknowledgements = world.streams.rng("acknowledging", number), parts.apart()
        for kind, acts in procedures:
            reason = life.cancelled_for if life and life.cancelled_for else "expired"
            self._procedure(draft, number, kind, acts, parts, begun, reason, life.shared if life else "")
            if draft.procedures:
                told = list(self._acknowledged(acknowledging, kind, acts, life.silent if life else ""))
                draft.procedures[-1]["events"] += scripts.events(told, acknowledgements, world.window.until)
        recognised = world.window.before(begun, rng.randint(6, 40))
        return self._holder(number, rng, employer, body, draft, recognised, life)

    def at_random(self, rng: Random, day: dt.date, request: int = 0) -> Holder:
        """A holder whose card serves on that day. Raises LookupError where there seems to be none.

        Requests of like numbers choose among the same few holders, so that these need not be made again each time.
        """
        start = self._neighbourhood(request // NEIGHBOURS)
        for _ in range(200):
            holder = self._recent((start + rng.randrange(NEIGHBOURS)) % self.count)
            if holder.covers(day):
                return holder
        raise LookupError(f"no holder has a card on {day}")

    @cached_property
    def _recent(self) -> Callable[[int], Holder]:
        return lru_cache(maxsize=4 * NEIGHBOURS)(self.make)

    @cached_property
    def _neighbourhood(self) -> Callable[[int], int]:
        return lru_cache(maxsize=4)(lambda block: self.world.streams.rng("block", block).randrange(self.count))

    # ---- the procedures -------------------------------------------------------------------------------

    def _told(self, life: Life, rng: Random) -> list[tuple[str, list[Act]]]:
        if life.first:
            first = list(scripts.parse(life.first))
        else:
            first = self._first(rng, dt.date.fromisoformat(life.new), life.shared)
        return [("card_new", first), *((kind, list(scripts.parse(text))) for kind, text in life.then)]

    def _first(self, rng: Random, made: dt.date, shared: str = "") -> list[Act]:
        """The usual course around the day on which a first card is made."""
        window = self.world.window
        noticed = dt.date(2026, 6, 15) if shared else window.before(made, rng.randint(1, 4))
        slow = rng.randint(4, 6) if rng.random() < LATE else 0
        photo = window.before(made, slow or rng.randint(0, 2))
        over = window.after(made, rng.randint(0, 3))
        acts = [
            Act(noticed, "noticed"),
            Act(photo, "photo_received"),
            Act(made, "made"),
            Act(over, "handed_over"),
            Act(window.after(over, rng.randint(0, 3)), "departments_notified"),
            Act(window.after(over, rng.randint(1, 6)), "delivered"),
        ]
        return sorted(acts, key=lambda act: act.on)

    def _drawn(self, rng: Random) -> list[tuple[str, list[Act]]]:
        """A life at random; what lies after the window is cut off later."""
        window = self.world.window
        kind = rng.choices(KINDS, WEIGHTS)[0]
        last = (window.until - window.since).days
        if kind == "fresh":
            noticed = window.before(window.until + DAY, rng.randint(1, 4))
            photo = window.after(noticed, rng.randint(0, 2))
            return [("card_new", [Act(noticed, "noticed"), Act(photo, "photo_received")])]
        if kind == "expiring":
            made = window.until + rng.randint(5, 55) * DAY - TERM * DAY
        elif kind in ("renewed", "renewed_late", "lapsed"):
            made = window.since + rng.randint(60, max(61, last - 80)) * DAY - TERM * DAY
        elif rng.random() < 0.65:
            made = window.until - rng.randint(last + 20, max(last + 21, TERM - 90)) * DAY
        else:
            made = window.until - rng.randint(20, last) * DAY
        made = window.after(made, 0)
        return [("card_new", self._first(rng, made)), *self._later(rng, kind, made)]

    def _later(self, rng: Random, kind: str, made: dt.date) -> list[tuple[str, list[Act]]]:
        window, expiry = self.world.window, self._through(made, made)
        someday = max(made + 60 * DAY, window.since) + rng.randint(0, 240) * DAY
        if kind == "renewed":
            applied = window.before(expiry, rng.randint(8, 34))
            return [("card_extension", [Act(applied, "applied"), *self._remade(rng, applied)])]
        if kind == "renewed_late":
            applied = window.after(expiry, rng.randint(2, 14))
            return [("card_extension", [Act(applied, "applied"), *self._remade(rng, applied)])]
        if kind == "changed":
            arose = window.after(someday, 0)
            applied = window.after(arose, 16 + rng.randint(0, 3) if rng.random() < LATE else rng.randint(2, 13))
            acts = [Act(arose, "change_arose"), Act(applied, "applied"), *self._remade(rng, applied)]
            return [("card_change", acts)]
        if kind == "replaced":
            lost = window.after(someday, 0)
            applied = window.after(lost, rng.randint(4, 8) if rng.random() < LATE else rng.randint(1, 3))
            acts = [Act(lost, "lost"), Act(applied, "applied"), *self._remade(rng, applied, old_card=False)]
            return [("card_loss", acts)]
        if kind == "lapsed":
            noticed = window.after(expiry, rng.randint(16, 24))
            done = window.after(noticed, rng.randint(0, 2))
            told = window.after(done, rng.randint(1, 3))
            acts = [Act(noticed, "cancel_noticed"), Act(done, "cancelled"), Act(told, "departments_notified")]
            return [("card_cancellation", acts)]
        return []

    def _remade(self, rng: Random, applied: dt.date, *, old_card: bool = True) -> list[Act]:
        """From the approval to the delivery; after a loss there is no old card, and nobody need be told."""
        window = self.world.window
        approved = window.after(applied, rng.randint(1, 3))
        made = window.after(approved, rng.randint(1, 3))
        over = window.after(made, rng.randint(0, 2))
        acts = [Act(approved, "approved"), Act(made, "made"), Act(over, "handed_over")]
        if old_card:
            told = window.after(over, rng.randint(4, 6) if rng.random() < LATE else rng.randint(0, 3))
            acts += [Act(over, "old_card_returned"), Act(told, "departments_notified")]
        return sorted([*acts, Act(window.after(over, rng.randint(1, 4)), "delivered")], key=lambda act: act.on)

    def _acknowledged(self, rng: Random, kind: str, acts: Sequence[Act], silent: str) -> Iterator[Act]:
        """What the departments and units answer that were told, where the rules of the first day ask them to."""
        told = next((act.on for act in acts if act.type == "departments_notified"), None)
        track = self.world.rulebook.on(min(act.on for act in acts)).track(kind, "standard")
        asked = track is not None and any(step.each for step in track.steps)
        if told is None or not asked:
            return
        for unit in self.world.registry.notified_on(told):
            late = rng.randint(4, 6) if rng.random() < LATE else 0
            if unit == silent:
                continue
            yield Act(self.world.window.after(told, late or rng.randint(0, 3)), "acknowledged", {"by": unit})

    # ---- as records -------------------------------------------------------------------------------------

    def _procedure(
        self,
        draft: Draft,
        number: int,
        kind: str,
        acts: Sequence[Act],
        parts: PartIds,
        begun: dt.date,
        reason: str,
        shared: str,
    ) -> None:
        world = self.world
        kept: list[Act] = []
        for act in acts:
            if act.on > world.window.until:
                continue
            extra: dict[str, Any] = dict(act.extra)
            if act.type == "made":
                extra["printed"] = self._printed(draft, number, kind, act.on, begun)
            elif act.type in ("noticed", "cancel_noticed", "approved"):
                extra["notice"] = self._notice(draft, number, kind, act, reason, shared)
            elif act.type == "delivered" and draft.usable_since is None:
                draft.usable_since = act.on
            elif act.type in ("lost", "cancelled") and draft.ended is None:
                draft.ended = act.on
            kept.append(Act(act.on, act.type, extra))
        if kept:
            events = scripts.events(kept, parts, world.window.until)
            draft.procedures.append({"id": parts("p"), "type": kind, "events": events})

    def _printed(self, draft: Draft, number: int, kind: str, day: dt.date, begun: dt.date) -> Record:
        """What stands on the card: a change or a replacement keeps the term (R-07)."""
        if draft.through is None or kind == "card_extension":
            since = day if draft.through is None or day > draft.through else draft.through
            if since == day:
                draft.usable_since = None  # new, or expired meanwhile: of use from its delivery on
            draft.through = self._through(since, begun)
        draft.made += 1
        serial = f"RC-{number + 1:06d}" + (f"-{draft.made}" if draft.made > 1 else "")
        return {"issued_on": day.isoformat(), "valid_through": draft.through.isoformat(), "serial": serial}

    def _through(self, since: dt.date, begun: dt.date) -> dt.date:
        """R-02, reckoned by the engine itself, under the rules of the card's first day."""
        return cards.last_valid_day(since, Reckoner(self.world.window.calendar, self.world.rulebook.on(begun)))

    def _notice(self, draft: Draft, number: int, kind: str, act: Act, reason: str, shared: str) -> str:
        """The notice behind an event (附件1); one that several holders share is kept by the first of them."""
        world = self.world
        type_, mark = NOTICES.get(act.type) or NOTICES[kind]
        holders = [n for n, life in enumerate(LIVES) if life.shared == shared] if shared else [number]
        notice_id = world.streams.id("ntc", holders[0] * 8 + len(draft.procedures))
        if number == holders[0]:
            issued = act.on if act.type == "approved" else world.window.before(act.on)
            record = {
                "schema": "notice/1",
                "id": notice_id,
                "type": type_,
                "number": f"示例{mark}〔{issued.year}〕{number + 1}号",
                "issued_on": issued.isoformat(),
                "issued_by": world.roles["hrss"],
                "talents": [world.streams.id("tal", n) for n in holders],
            }
            draft.notices.append(record | ({"reason": reason} if type_ == "cancellation" else {}))
        return notice_id

    def _holder(
        self,
        number: int,
        rng: Random,
        employer: Body,
        recognised_by: str,
        draft: Draft,
        recognised: dt.date,
        life: Life | None,
    ) -> Holder:
        world = self.world
        moves_on = dt.date.fromisoformat(life.moves_on) if life and life.moves_on else None
        joined = recognised - rng.randint(120, 3000) * DAY
        employers: list[Record] = [{"organisation": employer.id, "since": joined.isoformat()}]
        if moves_on:
            employers[0]["until"] = (moves_on - DAY).isoformat()
            following = world.employer((number + 4) % world.employers)
            employers.append({"organisation": following.id, "since": moves_on.isoformat()})
        talent: Record = {
            "schema": "talent/1",
            "id": world.streams.id("tal", number),
            "category": rng.choices(CATEGORIES, CATEGORY_WEIGHTS)[0],
            "recognised_by": recognised_by,
            "recognised_on": recognised.isoformat(),
            "employers": employers,
            "specialists": [
                {"contact": contact, "since": since.isoformat()} | ({"until": until.isoformat()} if until else {})
                for contact, since, until in self.specialists.care(number, recognised)
            ],
        }
        card: Record = {
            "schema": "card/1",
            "id": world.streams.id("card", number),
            "talent": talent["id"],
            "procedures": draft.procedures,
        }
        usable = None
        if draft.usable_since and draft.through:
            usable = (draft.usable_since, min(draft.through, (draft.ended or draft.through + DAY) - DAY))
        return Holder(number, talent, card, tuple(draft.notices), employer, usable, moves_on)


def recogniser(rng: Random, world: World, employer: Body, *, district: bool | None) -> str:
    """Who recognised the talent: mostly the city, at times the employer's district (八)."""
    by_district = rng.random() < DISTRICT_SHARE
    if district if district is not None else by_district:
        return world.in_district(rng.choice([OrgType.DISTRICT_ORG, OrgType.DISTRICT_HRSS]), employer.district)
    return world.roles[rng.choice(["org_dept", "org_dept", "hrss"])]
