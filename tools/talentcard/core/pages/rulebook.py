"""The rules in our own words, and the register of interpretations: what both say of each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from talentcard.core.model import Interpretation, RosterSize, Service
from talentcard.core.pages import articles, limits
from talentcard.core.pages.words import Words
from talentcard.core.pages.world import PUBLIC_GROUPS, World, guide_path, rule_anchor, slug
from talentcard.core.reports import rules_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A page (without ending; empty: none), the anchor on it, and the words of the link."""

    path: str
    anchor: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierView:
    """Where a rule takes effect: a step of a guide or a duty, with its limit."""

    link: Link
    text: str
    label: str
    label_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleView:
    """One rule. ``articles`` are the anchors of the articles that it is the first to state."""

    id: str
    anchor: str
    articles: tuple[str, ...]
    article: str
    text: str
    open_question: str
    unchecked: str
    carriers: tuple[CarrierView, ...]
    interpretations: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesPage:
    policy_title: str
    policy_number: str
    issued_on: str
    issuers: tuple[str, ...]
    effective_from: str
    articles: tuple[Link, ...]
    rules: tuple[RuleView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionView:
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InterpretationView:
    code: str
    id: str
    question: str
    options: tuple[OptionView, ...]
    why: str
    cites: str
    rules: tuple[str, ...]
    effective_from: str
    parameters: tuple[str, ...]


def rules_page(world: World) -> RulesPage:
    words, policy = world.words, world.rules.policy
    carriers, placed = by_rule(world), articles.placed(world)
    rows = rules_table.rows(world.registry, world.as_of)
    return RulesPage(
        policy_title=words.text(policy.title),
        policy_number=policy.document.number,
        issued_on=words.day(policy.document.issued_on),
        issuers=tuple(
            world.organisation(org, day=policy.document.issued_on, short=False) for org in policy.document.issuers
        ),
        effective_from=words.day(policy.effective_from),
        articles=tuple(dict.fromkeys(link for row in rows if (link := article_link(row.article)).anchor)),
        rules=tuple(
            RuleView(
                id=row.rule,
                anchor=rule_anchor(row.rule),
                articles=placed.get(row.rule, ()),
                article=row.article,
                text=words.text(row.text),
                open_question=words.text(row.open_question) if row.open_question else "",
                unchecked=words.text(row.unchecked) if row.unchecked else "",
                carriers=carriers.get(row.rule, ()),
                interpretations=readings_of(world, row.rule),
            )
            for row in rows
        ),
    )


def article_link(article: str) -> Link:
    """Where the page of rules states an article; of several the first. No anchor: it is cited in another form."""
    found = articles.anchors(article)
    return Link(path="rules", anchor=found[0] if found else "", text=article)


def readings_of(world: World, rule: str) -> tuple[Link, ...]:
    """The readings of the register that a rule rests on."""
    return tuple(
        Link(path="interpretations", anchor=reading.code, text=world.words.text(reading.question))
        for reading in in_order(world)
        if rule in reading.rules
    )


def interpretations_page(world: World) -> tuple[InterpretationView, ...]:
    words = world.words
    return tuple(
        InterpretationView(
            code=reading.code,
            id=reading.id,
            question=words.text(reading.question),
            options=tuple(
                OptionView(text=words.text(option.text), chosen=option.code == reading.chosen)
                for option in reading.options
            ),
            why=words.text(reading.why),
            cites=words.list(reading.cites),
            rules=reading.rules,
            effective_from=words.day(reading.effective_from),
            parameters=tuple(f"{name} = {value}" for name, value in reading.parameters.items()),
        )
        for reading in in_order(world)
    )


def in_order(world: World) -> list[Interpretation]:
    return sorted(world.rules.interpretations.values(), key=lambda reading: reading.id)


# ---- where a rule takes effect -----------------------------------------------------------------------


def by_rule(world: World) -> dict[str, tuple[CarrierView, ...]]:
    """For each rule the places where it acts; what several variants say alike is said once."""
    found: dict[str, dict[tuple[str, str, str], CarrierView]] = {}
    for rule, carrier in carried(world):
        found.setdefault(rule, {}).setdefault((carrier.link.text, carrier.text, carrier.label), carrier)
    return {rule: tuple(carriers.values()) for rule, carriers in found.items()}


def carried(world: World) -> Iterator[tuple[str, CarrierView]]:
    """Every place of the data that a reader can see and that acts on a rule."""
    words, card = world.words, world.rules.card
    nowhere = Link(path="", anchor="", text=words("rules.card"))
    shows = words.list(tuple(words.text(item) for item in card.shows))
    yield "R-01", CarrierView(link=nowhere, text=words("rules.card_shows", items=shows), label="", label_text="")
    limit = limits.label_of(card.limit)
    yield (
        card.rule,
        CarrierView(
            link=nowhere,
            text=words("rules.card_valid", limit=limits.in_words(world, card.limit)),
            label=limit,
            label_text=words(f"label.{limit}"),
        ),
    )
    yield "R-03", CarrierView(link=nowhere, text=words.text(card.use), label="", label_text="")
    for service in world.rules.services.values():
        if service.group in PUBLIC_GROUPS:
            yield from of_service(world, service)
    for size in world.rules.rosters:
        bodies = words.sentence(words.list(words(f"body.{kind}") for kind in size.organisations))
        number = how_many(words, size)
        link = Link(path="", anchor="", text=words(f"post.{size.post}"))
        yield size.rule, CarrierView(link=link, text=f"{bodies}{words('list.colon')}{number}", label="", label_text="")
    for duty in world.rules.duties.values():
        label = limits.label_of(duty.limit)
        link = Link(path="", anchor="", text=words("rules.duty"))
        text = f"{words.text(duty.title)}{words('list.colon')}{limits.in_words(world, duty.limit)}"
        yield duty.rule, CarrierView(link=link, text=text, label=label, label_text=words(f"label.{label}"))
    link = Link(path="versions", anchor="", text=words("versions.title"))
    yield "R-37", CarrierView(link=link, text=words("rules.districts"), label="", label_text="")


def how_many(words: Words, size: RosterSize) -> str:
    """How many contacts a roster must hold: 至少1名, 1名, 1至2名"""
    if size.most is None:
        return words("rules.roster_least", least=size.least)
    key = "rules.roster_exactly" if size.least == size.most else "rules.roster_between"
    return words(key, least=size.least, most=size.most)


def of_service(world: World, service: Service) -> Iterator[tuple[str, CarrierView]]:
    words, path, title = world.words, guide_path(service), world.words.text(service.title)
    if service.group == "service":
        yield "R-11", CarrierView(link=Link(path=path, anchor="", text=title), text="", label="", label_text="")
    for gap in (False, True):  # what the text provides for comes first
        for variant in service.variants:
            track = world.rules.track(service.code, variant.code, gap=gap)
            for step in track.steps if track else ():
                found = limits.view(world, step)
                anchor = slug(variant.gap.code if gap and variant.gap else variant.code)
                link = Link(path=path, anchor=anchor, text=title)
                text = f"{found.title}{words('list.colon')}{limits.in_words(world, found.limit)}"
                yield found.rule, CarrierView(link=link, text=text, label=found.label, label_text=found.label_text)
