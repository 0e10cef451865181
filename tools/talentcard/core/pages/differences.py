"""What changed between two versions of the rules, in words: ``R-20 时限：15个工作日内 → 12个工作日内``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from talentcard.core.model import (
    Condition,
    Limit,
    LimitKind,
    RecordId,
    RosterSize,
    RuleText,
    Service,
    Start,
    Text,
    Variant,
)
from talentcard.core.model.base import Struct
from talentcard.core.pages import limits
from talentcard.core.pages.world import World
from talentcard.core.reports.versions import Difference

FAMILIES = {
    "met_by": "event",
    "requesters": "requester",
    "beneficiaries": "beneficiary",
    "pauses": "pause",
    "organisations": "body",
    "handler_types": "body",
}
"""Lists of codes, each with the subject that has words for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """One value that changed, or a whole part that came or went.

    ``before`` and ``after`` are both empty where words for them would say too little.
    """

    rule: str
    where: str
    what: str
    before: str = ""
    after: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Puts differences into words: each value as the world of its own day says it."""

    then: World
    now: World

    def tell(self, found: Difference) -> ChangeView:
        words = self.now.words
        where = " · ".join(self.where(found.place))
        if not found.field:
            key = "versions.added" if found.before is None else "versions.dropped"
            return ChangeView(rule=found.rule, where=where, what=words(key), whole=True)
        before, after = self.value(self.then, found, found.before), self.value(self.now, found, found.after)
        if before == after:
            before, after = self.finer(self.then, found.before), self.finer(self.now, found.after)
        told = before != after
        return ChangeView(
            rule=found.rule,
            where=where,
            what=words(f"versions.field_{found.field}"),
            before=before if told else "",
            after=after if told else "",
        )

    def where(self, place: tuple[Struct, ...]) -> Iterator[str]:
        """The service, variant and step, or the part, that a value stands in."""
        words = self.now.words
        for part in place:
            title = getattr(part, "title", None)
            if isinstance(title, Text):
                yield words.text(title)
            elif isinstance(part, RosterSize):
                yield words(f"post.{part.post}")
            elif not isinstance(part, RuleText):  # a rule is named by its number
                yield words(f"versions.part_{type(part).__name__.lower()}")

    def value(self, world: World, found: Difference, value: Any) -> str:
        """One value in a reader's words; empty where it has none."""
        words = world.words
        match value:
            case None | ():
                return words("versions.nothing")
            case bool():
                return words("versions.yes" if value else "versions.no")
            case int():
                return str(value)
            case Text():
                return words.text(value)
            case Limit():
                label, said = limits.label_of(value), limits.in_words(world, value)
                named = label is not limits.Label.NONE
                return words("versions.limit", limit=said, label=words(f"label.{label}")) if named else said
            case Start():
                return self.start(world, value, found)
            case Condition():
                return self.condition(world, value)
            case str():
                return self.code(world, found, value)
            case (Text(), *_):
                return words.list(words.text(text) for text in value)
            case (str(), *_):
                return self.codes(world, found.field, value)
        return ""

    def finer(self, world: World, value: Any) -> str:
        """What a limit's short words leave out: whether it rolls, and which day of a window is its last."""
        if not isinstance(value, Limit):
            return ""
        words = world.words
        said = [limits.in_words(world, value)]
        said += [words("versions.rolls" if value.rolls else "versions.never_rolls")] if value.rolls is not None else []
        said += [words(f"versions.through_{value.through}")] if value.through else []
        return words("list.comma").join(said)

    def start(self, world: World, value: Start, found: Difference) -> str:
        limit = getattr(found.place[-1], "limit", None)
        window = limit is not None and limit.kind is LimitKind.WINDOW_BEFORE
        # of a limit that names the day itself the start is not said elsewhere, but here it is the news
        said = Limit(kind=LimitKind.WINDOW_BEFORE if window else LimitKind.WORKING_DAYS)
        variant = next((part for part in found.place if isinstance(part, Variant)), None)
        titles = {step.code: world.words.text(step.title) for step in variant.steps if step.title} if variant else {}
        return limits.start_in_words(world.words, value, said, titles)

    def condition(self, world: World, value: Condition) -> str:
        reading = world.rules.interpretations.get(value.interpretation)
        option = next((o for o in reading.options if o.code == value.chosen), None) if reading else None
        if reading is None or option is None:
            return ""
        question = world.words.text(reading.question)
        return world.words("versions.only_if", question=question, option=world.words.text(option.text))

    def code(self, world: World, found: Difference, value: str) -> str:
        """Who owes, who is owed, who is responsible; an article as it is written."""
        if found.field in ("owner", "owed_to"):
            service = next((part for part in found.place if isinstance(part, Service)), None)
            variant = next((part for part in found.place if isinstance(part, Variant)), None)
            if service is not None and variant is not None:
                return world.actor(value, service, variant)
            role = world.engine.actors.roles.get(value)
            return world.organisation(role) if role else ""
        if found.field == "responsible":
            return world.organisation(RecordId(value))
        return value if found.field in ("article", "rule") else ""

    def codes(self, world: World, field: str, value: tuple[str, ...]) -> str:
        words = world.words
        if field == "interpretations":
            known = [world.rules.interpretations[code] for code in value if code in world.rules.interpretations]
            return words.list(words.text(reading.question) for reading in known)
        family = FAMILIES.get(field)
        return words.list(words(f"{family}.{code}") for code in value) if family else ""
