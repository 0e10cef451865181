"""From the ledger of a day to the staff's calendars: one for each body, each kind of post and each specialist."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from talentcard.core.deadlines import DAY
from talentcard.core.engine import Engine
from talentcard.core.feeds.entry import Entry, Feed, Status, Today, followed
from talentcard.core.model import Contact, FeedTerms, Organisation, OrgType, Post, RecordId
from talentcard.core.names import short_name
from talentcard.core.obligation import ENDED, LATE, Obligation, State
from talentcard.core.reports.due import party, title
from talentcard.core.workdays import DayRange

Say = Callable[[str, Mapping[str, str]], str]
"""A label of the catalogue, filled."""
BODIES, POSTS, SPECIALISTS = "bodies", "posts", "specialists"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """What all calendars of a day share."""

    engine: Engine
    terms: FeedTerms
    lang: str
    say: Say

    # ---- which calendars ---------------------------------------------------------------------------

    def feeds(self, obligations: Iterable[Obligation], before: Mapping[str, Feed]) -> tuple[Feed, ...]:
        """Today's calendars. One that was there before stays, or its readers would keep what it last said."""
        owed = self.sorted_out(obligations)
        titles = {name: feed.title for name, feed in before.items()} | dict(self.titles())
        return tuple(self.feed(name, titles[name], owed.get(name, ()), before.get(name)) for name in sorted(titles))

    def titles(self) -> Iterator[tuple[str, str]]:
        """Every body that answers on the day, every kind of post, every specialist in post: also with nothing to do."""
        registry, day = self.engine.registry, self.engine.as_of
        for body in registry.of(Organisation).values():
            if registry.organisation_on(body.id, day) == body.id:
                yield f"{BODIES}/{body.id}", self.title(short_name(registry, body.id, day, self.lang))
        for post in dict.fromkeys(self.posts().values()):
            yield f"{POSTS}/{post}", self.title(self.say(f"post-{post}", {}))
        for contact in registry.of(Contact).values():
            if contact.post is Post.SPECIALIST and (contact.until is None or contact.until >= day):
                name = f"{self.say(f'post-{contact.post}', {})} {contact.id}"
                yield f"{SPECIALISTS}/{contact.id}", self.title(name)

    def title(self, name: str) -> str:
        return self.say("feed-title", {"name": name})

    def sorted_out(self, obligations: Iterable[Obligation]) -> Mapping[str, tuple[Obligation, ...]]:
        """Which calendars a duty stands in: its owner's, its owner's kind of post, the specialist's who sees to it."""
        registry, actors = self.engine.registry, self.engine.actors
        posts = self.posts()
        found: dict[str, list[Obligation]] = defaultdict(list)
        for obligation in obligations:
            body = registry.get(Organisation, RecordId(obligation.owner))
            if body is None:
                continue
            found[f"{BODIES}/{body.id}"].append(obligation)
            if body.type in posts:
                found[f"{POSTS}/{posts[body.type]}"].append(obligation)
            specialist = actors.specialist_of(obligation.record, self.engine.as_of)
            if specialist is not None and body.id == actors.roles.get("platform"):
                found[f"{SPECIALISTS}/{specialist}"].append(obligation)
        return {name: tuple(each) for name, each in found.items()}

    def posts(self) -> Mapping[OrgType, Post]:
        """The post that acts for each kind of body (R-12)."""
        rules = self.engine.rules_on(self.engine.as_of, None)
        return {kind: size.post for size in (rules.rosters if rules else ()) for kind in size.organisations}

    def feed(self, name: str, said: str, obligations: tuple[Obligation, ...], before: Feed | None) -> Feed:
        opened = [o for o in obligations if o.state not in ENDED]
        today = Today(
            as_of=self.engine.as_of,
            kept_days=self.terms.kept.count or 0,
            owed={uid(o): self.owed(o, o.due) for o in opened if o.due is not None},
            done={uid(o): (self.done(o, o.met_on), o.met_on) for o in obligations if o.met_on and done(o)},
            called_off=self.called_off,
        )
        entries = followed(before.entries if before else (), today)
        return Feed(name=name, title=said, entries=entries, undated=sum(o.due is None for o in opened))

    # ---- what an entry says ------------------------------------------------------------------------

    def owed(self, o: Obligation, due: DayRange) -> Entry:
        """Something still to be done, on its last day; on all days that may be the last where that is not settled."""
        tentative = o.provisional or o.state is State.PAUSED
        mark = f"feed-{o.state.value}" if o.state in {*LATE, State.PAUSED} else "feed-plain"
        if mark == "feed-plain" and o.provisional:
            mark = "feed-provisional"
        days = {"first": str(due.earliest), "last": str(due.latest)}
        when = self.say("feed-days" if o.provisional else "feed-day", days)
        return Entry(
            uid=uid(o),
            first=due.earliest,
            last=due.latest,
            summary=self.say(mark, self.named(o)),
            description="\n".join([when, *self.facts(o)]),
            status=Status.TENTATIVE if tentative else Status.CONFIRMED,
            changed_on=self.engine.as_of,
            alarm=None if tentative or o.state in LATE else self.alarm(due.latest),
        )

    def done(self, o: Obligation, day: dt.date) -> Entry:
        """Something done, on the day on which it was: the days ahead are clear of it."""
        said = self.say("feed-was-done", {"day": str(day), "state": self.say(f"state-{o.state.value}", {})})
        return Entry(
            uid=uid(o),
            first=day,
            last=day,
            summary=self.say("feed-done", self.named(o)),
            description="\n".join([said, *self.facts(o)]),
            status=Status.CONFIRMED,
            changed_on=self.engine.as_of,
        )

    def called_off(self, entry: Entry) -> Entry:
        """What nobody owes any more though it was not done: programs that know the status strike it out or drop it."""
        said = self.say("feed-was-called-off", {"day": str(self.engine.as_of)})
        return replace(
            entry,
            summary=self.say("feed-called-off", {"summary": entry.summary}),
            description=f"{said}\n{entry.description}",
            status=Status.CANCELLED,
            changed_on=self.engine.as_of,
            alarm=None,
        )

    def named(self, o: Obligation) -> dict[str, str]:
        return {"duty": title(o, self.lang), "owner": self.party(o, o.owner)}

    def facts(self, o: Obligation) -> Iterator[str]:
        yield self.say("feed-owed-to", {"name": self.party(o, o.owed_to)})
        yield self.say("feed-basis", {"article": o.article, "basis": self.say(f"basis-{o.basis.value}", {})})
        yield self.say("feed-record", {"record": o.record})

    def party(self, o: Obligation, actor: str) -> str:
        return party(self.engine.registry, actor, o.starts.earliest, self.lang, lambda key: self.say(key, {}))

    def alarm(self, due: dt.date) -> dt.timedelta:
        """From the hour of the working day that the house has chosen to the beginning of the last day."""
        day, left = due, self.terms.alarm.count or 0
        while left:
            day -= DAY
            left -= self.engine.calendar.is_working(day)
        hour, minute = map(int, self.terms.alarm_at.split(":"))
        return (due - day) - dt.timedelta(hours=hour, minutes=minute)


def uid(o: Obligation) -> str:
    """A duty of one body: where another takes it over, one is cancelled and the other is new."""
    return f"{o.id}/{o.owner}"


def done(o: Obligation) -> bool:
    return o.state in (State.MET, State.MET_LATE) and not o.closed
