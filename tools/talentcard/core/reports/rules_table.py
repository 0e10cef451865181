"""The rules table: every R-xx with the data that carries it, the code and checks that act on it, and its test."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from talentcard.core import model
from talentcard.core.model import Limit, Start, StartFrom, Step, Text
from talentcard.core.policy import Rulebook, Rules, Track
from talentcard.core.registry import Registry
from talentcard.core.rules import RULES

TEST = "tests/test_rules_table.py::test_rule[{rule}]"
"""Each rule's own test holds its carriers against the letter of the text."""


ACTING = {"R-11": "actors.Actors", "R-37": "policy.Rulebook"}
"""Code that acts on a rule without a limit: who is responsible, and whose version holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """One place in the policy data that carries a rule, and what it says there, in one line."""

    record: str
    place: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One rule. ``unchecked``: why no program can check it, where none can."""

    rule: str
    article: str
    text: Text
    open_question: Text | None
    carriers: tuple[Carrier, ...]
    engine: tuple[str, ...]
    checks: tuple[str, ...]
    unchecked: Text | None

    @property
    def test(self) -> str:
        return TEST.format(rule=self.rule)


def rows(registry: Registry, day: dt.date) -> tuple[Row, ...]:
    """The table for the city's rules in force on a day."""
    rules = Rulebook(registry).on(day)
    carriers: dict[str, list[Carrier]] = {}
    kinds: dict[str, set[str]] = {}
    for rule, carrier, limit in carried(rules):
        carriers.setdefault(rule, []).append(carrier)
        if limit is not None:
            kinds.setdefault(rule, set()).add(limit.kind.value)
    texts = {text.id: text for policy in reversed(rules.chain) for text in policy.rules}
    return tuple(
        Row(
            rule=text.id,
            article=text.article,
            text=text.text,
            open_question=text.open_question,
            carriers=tuple(carriers.get(text.id, ())),
            engine=(*sorted(kinds.get(text.id, ())), *((ACTING[text.id],) if text.id in ACTING else ())),
            checks=tuple(sorted(rule.id for rule in RULES if text.id in rule.carries)),
            unchecked=text.unchecked,
        )
        for text in texts.values()
    )


def carried(rules: Rules) -> Iterator[tuple[str, Carrier, Limit | None]]:
    """Every place of the policy data that names a rule: (rule, carrier, its limit)."""
    yield from card_terms(rules)
    for size in rules.rosters:
        place = f"rosters/{size.post.value}"
        yield size.rule, Carrier(record=holder(rules, "rosters"), place=place, says=describe_size(size)), None
    for duty in rules.stated_duties.values():
        says = describe_duty(duty, rules)
        yield duty.rule, Carrier(record=holder(rules, "duties"), place=f"duties/{duty.code}", says=says), duty.limit
    yield from steps(rules)
    for service in rules.services.values():
        first = service.variants[0].steps[0].rule or ""
        rule = "R-11" if service.group is model.ServiceGroup.SERVICE else first
        yield rule, Carrier(record=service.id, place=service.code, says=describe_service(service)), None
    if any(policy.scope for policy in rules.chain) or rules.reading("district-rules") is not None:
        says = f"extends, scope{readings(('district-rules',), rules)}"
        yield "R-37", Carrier(record=rules.policy.id, place="extends", says=says), None


def card_terms(rules: Rules) -> Iterator[tuple[str, Carrier, Limit | None]]:
    card, record = rules.card, holder(rules, "card")
    shows = "、".join(item.zh for item in card.shows)
    yield "R-01", Carrier(record=record, place="card/shows", says=shows), None
    says = f"{describe_limit(card.limit)} | {card.article}{readings(card.interpretations, rules)}"
    yield card.rule, Carrier(record=record, place="card/limit", says=says), card.limit
    yield "R-03", Carrier(record=record, place="card/use", says=card.use.zh), None


def steps(rules: Rules) -> Iterator[tuple[str, Carrier, Limit | None]]:
    """The steps of every variant, those taken over by ``like`` included, and those of the gaps."""
    for service in rules.services.values():
        for variant in service.variants:
            for gap in (False, True):
                track = rules.laid_down(service.code, variant.code, gap=gap)
                if track is not None:
                    yield from steps_of(service, variant, track, rules)


def steps_of(
    service: model.Service, variant: model.Variant, track: Track, rules: Rules
) -> Iterator[tuple[str, Carrier, Limit | None]]:
    for step in track.steps:
        branch = f"{variant.code}/gap" if track.gap else variant.code
        says = describe_step(step, service, rules)
        if track.gap:
            when = track.gap.when
            before = f"before {when.before.month}-{when.before.day}" if when.before else f"after {when.after_step}"
            says += f" | gap {track.gap.code}: {when.event} {before}{readings((track.gap.interpretation,), rules)}"
        carrier = Carrier(record=service.id, place=f"{branch}/{step.code}", says=says)
        yield step.rule or "", carrier, step.limit


# ---- one line each -----------------------------------------------------------------------------------


def describe_step(step: Step, service: model.Service, rules: Rules) -> str:
    """``platform → handler | from applied | by submitted | 3 working_days | 六(三) | pausable | day-count=…``."""
    start = describe_start(step.starts) if step.starts else "never"
    limit = describe_limit(step.limit) if step.limit else "no limit stated"
    parts = [
        f"{step.owner} → {step.owed_to}",
        f"from {start}",
        f"by {' or '.join(step.met_by)}",
        limit,
        str(step.article),
    ]
    parts += describe_condition(step.only_if)
    if step.by_owner:
        parts.append("own act")
    if step.pausable:
        parts.append(f"pausable for {', '.join(service.pauses) or 'nothing'}")
    parts += [f"extendable by {e.max_days}" for e in service.extensions if e.step == step.code]
    return " | ".join(parts) + readings(step.interpretations, rules)


def describe_start(start: Start) -> str:
    if start.fact:
        return start.fact
    if start.step:
        origin = "deadline" if start.counts_from is StartFrom.DEADLINE else "end"
        return f"{origin} of {start.step}{' if missed' if start.unless_met else ''}"
    said = f" {start.pick.value} ".join(start.events) if len(start.events) > 1 else "".join(start.events)
    for condition in start.only_if:
        said += f" ({condition.event} {describe_condition(condition)[0]})"
    return said


def describe_limit(limit: Limit) -> str:
    """``3 working_days``, ``yearly_date 4-30 rolls``, ``promptly house``."""
    date = f"{limit.date.month}-{limit.date.day}" if limit.date else None
    parts = [str(limit.count) if limit.count is not None else None, limit.kind.value, date, limit.through]
    parts.append("house" if limit.basis is model.Basis.HOUSE else None)
    parts.append({True: "rolls", False: "never rolls", None: None}[limit.rolls])
    return " ".join(part for part in parts if part)


def describe_condition(condition: model.Condition | None) -> list[str]:
    return [f"only if {condition.interpretation} is {condition.chosen}"] if condition is not None else []


def describe_size(size: model.RosterSize) -> str:
    bodies = ", ".join(kind.value for kind in size.organisations)
    return f"{bodies}: {size.least} to {size.most if size.most is not None else 'any'} | {size.article}"


def describe_duty(duty: model.Duty, rules: Rules) -> str:
    parts = [f"{duty.owner} → {duty.owed_to}", f"by {duty.met_by}", describe_limit(duty.limit), duty.article]
    parts += describe_condition(duty.only_if)
    return " | ".join(parts) + readings(duty.interpretations, rules)


def describe_service(service: model.Service) -> str:
    """Who is responsible, who may ask, for whom, in which variants."""
    variants = ", ".join(describe_variant(variant) for variant in service.variants)
    who = f"{', '.join(service.requesters) or 'nobody'} for {', '.join(service.beneficiaries)}"
    return f"{service.responsible} | {who} | {variants} | {service.article}"


def describe_variant(variant: model.Variant) -> str:
    handlers = f" by {'/'.join(kind.value for kind in variant.handler_types)}" if variant.handler_types else ""
    return f"{variant.code}{handlers} {variant.article or ''}".strip()


def readings(codes: tuple[str, ...], rules: Rules) -> str:
    """`` | promptly=house_standard(working_days=3)`` for each reading that a place rests on."""
    said = []
    for code in codes:
        found = rules.interpretations.get(code)
        values = ", ".join(f"{k}={v}" for k, v in sorted(found.parameters.items())) if found else ""
        said.append(f"{code}={found.chosen if found else 'missing'}{f'({values})' if values else ''}")
    return f" | {'; '.join(said)}" if said else ""


def holder(rules: Rules, section: str) -> str:
    """The nearest policy of the chain that states the section."""
    return next((policy.id for policy in rules.chain if getattr(policy, section)), rules.policy.id)
