"""From a case to its obligations: (registry, calendar, as-of day) → who owes what to whom, by when.

One engine for requests, cards, problems and suggestions; ``periodic`` adds the duties that come round by themselves.
Nothing here is ever written back: the same records, policies, calendars and day give the same obligations.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import msgspec

from talentcard.core import cards, model
from talentcard.core.actors import Actors
from talentcard.core.cases import (
    RECLASSIFIED,
    Case,
    Segment,
    closing_day,
    first,
    in_effect,
    pauses,
    request_case,
    segments,
    suggestion_case,
)
from talentcard.core.deadlines import DAY, Pause, Reckoner, Term, on_date
from talentcard.core.model import Basis, Event, LimitKind, Pick, RecordId, Service, StartFrom, Step
from talentcard.core.obligation import Obligation, State, days_left, judge
from talentcard.core.policy import NoPolicyError, NoSuchStepError, Rulebook, Rules, Track
from talentcard.core.registry import Registry
from talentcard.core.workdays import CalendarHorizonError, DayRange, WorkCalendar


@dataclass(frozen=True, slots=True)
class Beginning:
    """Day 0 of a step and the event that set it, where one did.

    ``opened``: the day from which it stands in the ledger, if that is another. ``lapses``: the day on which the reason
    for it fell away.
    """

    day: DayRange
    event: Event | None = None
    opened: dt.date | None = None
    lapses: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """A stretch of a case with the steps and rules that apply to it, and the day on which it ended, if it did."""

    case: Case
    segment: Segment
    track: Track
    service: Service
    reckoner: Reckoner
    closed_on: dt.date | None


class Engine:
    """Computes the obligations of one registry on one day."""

    def __init__(self, registry: Registry, calendar: WorkCalendar, as_of: dt.date) -> None:
        self.registry = registry
        self.calendar = calendar
        self.as_of = as_of
        self.rulebook = Rulebook(registry)
        self.actors = Actors(registry)
        self.soon = registry.settings.due_soon_working_days

    # ---- whole registry ---------------------------------------------------------------------------

    def cases(self, wanted: Callable[[model.Record], bool] = lambda _: True) -> Iterator[Case]:
        """The cases of all records, or of those that are ``wanted``."""
        for request in filter(wanted, self.registry.of(model.Request).values()):
            yield request_case(request)
        for card in filter(wanted, self.registry.of(model.Card).values()):
            reckoner = self.card_reckoner(card)
            if reckoner is not None:
                try:
                    yield from cards.cases(card, self.as_of, reckoner)
                except LookupError:  # no policy gives a term, or no calendar reaches so far back: check says so
                    continue
        for suggestion in filter(wanted, self.registry.of(model.Suggestion).values()):
            yield suggestion_case(suggestion)

    def rules_on(self, day: dt.date, talent: RecordId | None) -> Rules | None:
        """The version in force on the trigger day, for the talent's district where it has its own."""
        try:
            return self.rulebook.on(day, self.actors.scope(talent))
        except NoPolicyError:
            return None

    def card_reckoner(self, card: model.Card) -> Reckoner | None:
        """The rules under which the card was first applied for."""
        days = [event.on for procedure in card.procedures for event in in_effect(procedure.events, self.as_of)]
        rules = self.rules_on(min(days), card.talent) if days else None
        return Reckoner(self.calendar, rules) if rules else None

    # ---- one case -----------------------------------------------------------------------------------

    def of_case(self, case: Case) -> Iterator[Obligation]:
        """The duties of a case that have begun by the as-of day, in the order of the steps.

        None where it reaches back before the first calendar or its steps cannot be read: `check` says so.
        """
        try:
            yield from self.reckoned(case)
        except (CalendarHorizonError, NoSuchStepError):
            return

    def reckoned(self, case: Case) -> Iterator[Obligation]:
        """As ``of_case``. Raises CalendarHorizonError and NoSuchStepError."""
        events = in_effect(case.events, self.as_of)
        opened = case.opened_on or (events[0].on if events else None)
        rules = self.rules_on(opened, case.talent) if opened is not None else None
        service = rules.service(case.service) if rules else None
        if rules is None or service is None:
            return
        closed_on = closing_day(case, events)
        routes = self.routes(rules, service) if first(events, RECLASSIFIED) else {}
        for segment in segments(case, events, routes):
            track = self.track(rules, case.service, segment, case.year)
            if track is not None:
                ends = [day for day in (segment.ended_on, closed_on) if day is not None]
                reckoner = Reckoner(self.calendar, rules, case.year)
                yield from self.of_situation(
                    Situation(case, segment, track, service, reckoner, min(ends, default=None))
                )

    def routes(self, rules: Rules, service: Service) -> Mapping[str, bool]:
        """The service's variants, and whether a reclassification opens a route of its own there."""
        tracks = {variant.code: rules.track(service.code, variant.code) for variant in service.variants}
        return {
            code: any(step.starts is not None and RECLASSIFIED in step.starts.events for step in track.steps)
            for code, track in tracks.items()
            if track is not None
        }

    def track(self, rules: Rules, service: str, segment: Segment, year: int | None) -> Track | None:
        """The variant's own steps, or those of the gap beside it where the case fell into one (R-21)."""
        variant = rules.variant(service, segment.variant)
        track = rules.track(service, segment.variant)
        if variant is None or track is None or variant.gap is None:
            return track
        event = first(segment.events, variant.gap.when.event)
        if event is None or not self.falls_into(variant.gap, track, event, rules, year):
            return track
        beside = rules.track(service, segment.variant, gap=True)
        if beside is not None and rules.reading(variant.gap.interpretation) == "no_track":
            return Track(tuple(map(without_house_limit, beside.steps)), variant.gap)
        return beside

    def falls_into(self, gap: model.Gap, track: Track, event: Event, rules: Rules, year: int | None = None) -> bool:
        """Whether the text provides for no case like this: filed too late for one track, too early for the other."""
        if gap.when.before is not None:
            return event.on < on_date(event.on.year, gap.when.before)
        step = track.step(gap.when.after_step) if gap.when.after_step else None
        if step is None or step.limit is None:
            return False
        return Reckoner(self.calendar, rules, year).term(step.limit, DayRange.on(event.on)) is None

    def of_situation(self, at: Situation) -> Iterator[Obligation]:
        done: dict[str, Obligation] = {}
        for step in at.track.steps:
            beginning = self.beginning(step, at, done)
            if beginning is None:
                continue
            if at.closed_on is not None and (beginning.opened or beginning.day.earliest) > at.closed_on:
                continue
            for owner in self.owners(step, beginning, at):
                found = self.obligation(step, owner, beginning, at)
                if found is not None:
                    if not step.each:
                        done[step.code] = found
                    yield found

    # ---- one step -----------------------------------------------------------------------------------

    def beginning(self, step: Step, at: Situation, done: Mapping[str, Obligation]) -> Beginning | None:
        """Day 0 of the step, or None where it has not begun by the as-of day."""
        start = step.starts
        if start is None:
            return None
        if start.fact == "card_expiry":
            return self.beginning_at_expiry(step, at.case, at.reckoner)
        if start.step is not None:
            before = done.get(start.step)
            return self.beginning_after(before, start) if before else None
        return self.beginning_at_event(step, start, at)

    def beginning_at_expiry(self, step: Step, case: Case, reckoner: Reckoner) -> Beginning | None:
        """A window opens before the last valid day; any other limit begins on that day, or once it is met."""
        if case.expiry is None or step.limit is None:
            return None
        day = DayRange.on(case.expiry)
        term = reckoner.term(step.limit, day)
        opened = term.opens if term is not None and term.opens is not None else case.expiry
        applied = first(in_effect(case.events, self.as_of), *step.met_by)
        opened = min(opened, applied.on) if applied is not None else opened
        return Beginning(day, opened=opened) if opened <= self.as_of else None

    def beginning_after(self, before: Obligation, start: model.Start) -> Beginning | None:
        """From the actual end of the step before, or from its deadline, as the policy says.

        What is owed only because that deadline was missed falls away when the step is done after all.
        """
        if start.counts_from is StartFrom.ACTUAL:
            return Beginning(DayRange.on(before.met_on)) if before.met_on is not None and not before.closed else None
        due = before.due
        if due is None:
            return None
        if start.unless_met:
            missed = before.met_on is None or before.met_on > due.latest
            lapses = None if before.closed else before.met_on
            return Beginning(due, lapses=lapses) if missed and self.as_of > due.latest else None
        return Beginning(due) if due.earliest <= self.as_of else None

    def beginning_at_event(self, step: Step, start: model.Start, at: Situation) -> Beginning | None:
        found = [first(at.segment.events, kind) for kind in start.events]
        present = [event for event in found if event is not None]
        if not present or (start.pick is Pick.ALL and len(present) < len(found)):
            return None
        if start.pick is Pick.FIRST_LISTED:
            event = present[0]
        else:
            event = (max if start.pick is Pick.ALL else min)(present, key=lambda e: e.on)
        return Beginning(DayRange.on(event.on + self.after_hours(event, step, at.reckoner) * DAY), event)

    def after_hours(self, event: Event, step: Step, reckoner: Reckoner) -> int:
        """1 where the receiver's clock starts a day later because the office had closed (``office-hours``)."""
        if event.at is None or reckoner.rules.reading("office-hours") != "closing_time":
            return 0
        closes = reckoner.rules.parameter("office-hours", "closes")
        return int("office-hours" in step.interpretations and isinstance(closes, str) and event.at > closes)

    def owners(self, step: Step, beginning: Beginning, at: Situation) -> tuple[str, ...]:
        """Who owes the step: one body, or each of those that were told on its first day."""
        day = min(beginning.day.latest, self.as_of)
        if step.each:
            return self.registry.notified_on(day)
        return (self.actors.resolve(step.owner, at.case, at.service, beginning.event, day),)

    def obligation(self, step: Step, owner: str, beginning: Beginning, at: Situation) -> Obligation | None:
        """The duty of one step, reckoned and judged; None where its yearly date had passed before it began."""
        if step.limit is None or step.rule is None or step.article is None or step.title is None:
            return None
        day = min(beginning.day.latest, self.as_of)
        closed_on = min((day for day in (at.closed_on, beginning.lapses) if day is not None), default=None)
        met = self.meeting_event(step, at.segment.events, owner, closed_on)
        ended = met.on if met else closed_on
        stops = self.pauses_of(step, at, ended)
        term = at.reckoner.term(step.limit, beginning.day, stops, self.extension_of(step, beginning, at, stops))
        if term is None:
            return None
        left = days_left(self.calendar, self.as_of, term.due) if term.due is not None and ended is None else None
        state = judge(
            forgiven(term, at, closed_on) if met is None else term,
            step.limit.basis,
            met.on if met else None,
            closed_on,
            as_of=self.as_of,
            left=left,
            soon=self.soon,
        )
        to = self.actors.resolve(step.owed_to, at.case, at.service, beginning.event, day)
        return Obligation(
            id=obligation_id(at.case, at.segment, step, owner),
            record=at.case.record,
            pointer=at.case.pointer,
            service=at.case.service,
            step=step.code,
            rule=step.rule,
            article=step.article,
            title=step.title,
            owner=self.actors.answering(owner, ended or self.as_of),
            owed_to=self.actors.answering(to, ended or self.as_of),
            limit=step.limit,
            interpretations=step.interpretations,
            starts=DayRange.on(term.opens) if term.opens is not None else beginning.day,
            term=term,
            met_on=ended if state is not State.WAIVED else None,
            state=state,
            working_days_left=left,
            rules=at.reckoner.rules,
            started_by=beginning.event.type if beginning.event else None,
            closed=met is None and closed_on is not None,
            gap=at.track.gap.code if at.track.gap else None,
            each=step.each,
        )

    def meeting_event(
        self, step: Step, events: tuple[Event, ...], owner: str, closed_on: dt.date | None
    ) -> Event | None:
        """The event that fulfils the step; where several bodies owe the same act, the owner's own.

        What comes after the end of the case changes no verdict.
        """
        for event in events:
            if closed_on is not None and event.on > closed_on:
                return None
            if event.type in step.met_by and (not step.by_owner or self.is_own(event, owner)):
                return event
        return None

    def is_own(self, event: Event, owner: str) -> bool:
        """Whether the owner acted, or whoever answered for it on that day."""
        return event.by is not None and event.by in (owner, self.actors.answering(owner, event.on))

    def pauses_of(self, step: Step, at: Situation, ended: dt.date | None) -> tuple[Pause, ...]:
        """The pauses that count for this step; the step's end closes a pause that nobody resumed."""
        if not step.pausable or at.reckoner.rules.reading("pauses") != "house_rule":
            return ()
        last = ended or self.as_of
        return tuple(
            Pause(pause.since, min(pause.until or last, last), standing=pause.until is None and ended is None)
            for pause in pauses(at.segment.events, at.service.pauses)
            if pause.since <= last
        )

    def extension_of(self, step: Step, beginning: Beginning, at: Situation, stops: tuple[Pause, ...]) -> int:
        """Days of a valid extension: allowed for the step, within its maximum, the first, recorded before expiry."""
        allowed = next((rule for rule in at.service.extensions if rule.step == step.code), None)
        event = next((e for e in at.segment.events if e.type == "extended" and e.step == step.code), None)
        if allowed is None or event is None or step.limit is None:
            return 0
        if at.reckoner.rules.reading("pauses") != "house_rule":
            return 0
        term = at.reckoner.term(step.limit, beginning.day, stops)
        recorded = event.recorded_on or event.on
        in_time = term is not None and term.due is not None and recorded <= term.due.latest
        return event.days or 0 if in_time and (event.days or 0) <= allowed.max_days else 0


def without_house_limit(step: Step) -> Step:
    """The step with no limit where only a house standard set one."""
    if step.limit is None or step.limit.basis is Basis.RULE:
        return step
    return msgspec.structs.replace(step, limit=model.Limit(kind=LimitKind.NONE, basis=Basis.HOUSE))


def forgiven(term: Term, at: Situation, closed_on: dt.date | None) -> Term:
    """No limit at all for a step that the end of its case leaves undone, where lateness is then forgotten.

    Nobody had to begin the case and something outside ended it (a card left to expire), or the register says that the
    end of a case waives everything (interpretation ``closing``).
    """
    waived = at.case.optional or at.reckoner.rules.reading("closing") == "all_waived"
    return Term(None) if waived and closed_on is not None else term


def obligation_id(case: Case, segment: Segment, step: Step, owner: str) -> str:
    """``record/step``, with the procedure's id for cards and the variant after a reclassification.

    ``step:body`` where several bodies owe the same step.
    """
    code = f"{step.code}:{owner}" if step.each else step.code
    parts = [case.record, case.part, segment.variant if segment.number else None, code]
    return "/".join(part for part in parts if part)
