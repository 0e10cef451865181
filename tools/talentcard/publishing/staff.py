"""The pages that only the staff's build has: a desk for each body and specialist, a page for each open record.

There may be thousands of them, so they are rendered here, without the site builder, in a plain frame of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from talentcard import documents
from talentcard.core.explain import explain
from talentcard.core.obligation import Obligation, State
from talentcard.core.oversight.bulletin import Months
from talentcard.core.oversight.meeting import pack
from talentcard.core.pages import Audience, World, casefiles, desks, meetings
from talentcard.core.papers import Block, Cell, Heading, Items, Paper, Paragraph, Table, plain
from talentcard.core.policy import NoPolicyError
from talentcard.core.reports import due
from talentcard.core.statistics import periods
from talentcard.core.statistics.exact import Exact
from talentcard.core.statistics.monthly import first_month
from talentcard.messages import catalogue
from talentcard.office import bulletins
from talentcard.publishing.edition import Edition, Files
from talentcard.publishing.templates import Templates
from talentcard.render.obligations import View

FRONT = "staff/index"
MEETING = "staff/meeting"
MONTHS = 12
"""So many bulletins have a page; ``talentcard bulletin`` tells the older ones."""
BLOCKS: tuple[tuple[type[Block], str], ...] = (
    (Heading, "heading"),
    (Paragraph, "paragraph"),
    (Items, "items"),
    (Table, "table"),
)
"""The blocks of a paper that a page shows."""


@dataclass(frozen=True)
class Teller:
    """What a template asks about an obligation: the words of ``due``, so that page and command line say the same."""

    world: World
    view: View

    def title(self, obligation: Obligation) -> str:
        return due.title(obligation, self.view.lang)

    def due(self, obligation: Obligation) -> str:
        return self.view.due(obligation)

    def state(self, obligation: Obligation) -> str:
        return self.view.state(obligation)

    def basis(self, obligation: Obligation) -> str:
        return self.view.basis(obligation)

    def owner(self, obligation: Obligation) -> str:
        return self.view.party(obligation, obligation.owner)

    def owed_to(self, obligation: Obligation) -> str:
        return self.view.party(obligation, obligation.owed_to)

    def path(self, obligation: Obligation) -> str:
        return desks.file_path(self.world, obligation.record)

    def lines(self, obligation: Obligation) -> list[str]:
        return [self.view.words(line.key, line.params) for line in explain(obligation, self.world.calendar)]


@dataclass(frozen=True)
class PaperPage:
    """A paper as a page: its blocks by name, and where each record or body that it names has a page of its own."""

    paper: Paper
    paths: Mapping[str, str]

    @property
    def blocks(self) -> Iterator[tuple[str, Block]]:
        for block in self.paper.body:
            yield from ((name, block) for kind, name in BLOCKS if isinstance(block, kind))

    def text(self, cell: Cell) -> str:
        return plain(cell, self.paper.lang)


def files(root: Path, editions: tuple[Edition, ...]) -> Files:
    """The staff's pages in every language; none for the public."""
    inside = [edition for edition in editions if edition.world.audience is Audience.STAFF]
    if not inside:
        return {}
    months = counted(inside[0].world)
    return {name: text.encode() for edition in inside for name, text in pages(root, edition, months)}


def counted(world: World) -> Months:
    """The months of the registry, each drawn once for all languages."""
    exact = Exact(world.registry, world.calendar, world.as_of, world.obligations)
    return Months(world.registry, world.calendar, exact)


def pages(root: Path, edition: Edition, months: Months) -> Iterator[tuple[str, str]]:
    world = edition.world
    lang = world.words.lang
    view = View(
        registry=world.registry,
        catalogue=catalogue(lang),
        lang=lang,
        as_of=world.as_of.isoformat(),
        calendar=world.calendar.version,
    )
    templates, tell = Templates(root, world), Teller(world, view)
    every, opened = desks.desks(world), desks.open_ones(world)
    top = f"{edition.folder}/" if edition.folder else ""

    def page(path: str, template: str, title: str, shown: object) -> tuple[str, str]:
        base = "../" * path.count("/")
        twin = f"{base}../{path}" if edition.folder else f"{base}en/{path}"
        text = templates.render(
            f"staff/{template}.html.j2",
            title=title,
            view=shown,
            tell=tell,
            states=State,
            base=base,
            twin=f"{twin}.html",
        )
        return f"{top}{path}.html", text

    cases = casefiles.casefiles(world)
    paths = {desk.code: desk.path for desk in every} | {case.record: case.path for case in cases}
    meeting = meeting_paper(root, world)
    monthly = dict(bulletin_papers(root, world, months))
    yield page(
        FRONT,
        "index",
        world.words("staff.title"),
        {
            "desks": every,
            "open": opened,
            "meeting": (MEETING, meeting),
            "bulletins": [(path, told.title) for path, told in monthly.items()],
        },
    )
    for path, told in monthly.items():
        yield page(path, "paper", told.title, PaperPage(told, paths))
    yield page(MEETING, "paper", meeting.title, PaperPage(meeting, paths))
    for desk in every:
        yield page(desk.path, "desk", desk.title, desk)
    for casefile in cases:
        yield page(casefile.path, "record", casefile.title, casefile)


def meeting_paper(root: Path, world: World) -> Paper:
    """What the coming joint meeting has before it as things stand."""
    found = pack(world.engine, world.obligations, meetings.coming(world))
    return documents.paper(root, "meeting", world.words.lang, meetings.view(world, found))


def bulletin_papers(root: Path, world: World, months: Months) -> Iterator[tuple[str, Paper]]:
    """The bulletins of the latest months that are over, each with its address; in exact figures."""
    lang, since = world.words.lang, first_month(world.registry).first
    over = [month for month in periods.months(since, world.as_of) if month.last < world.as_of]
    for month in over[: -MONTHS - 1 : -1]:
        with suppress(NoPolicyError):
            found = bulletins.told(world.registry, months, month)
            document = bulletins.about(world.registry, found, world.as_of, lang)
            called = bulletins.names(world.registry, month, lang)
            yield f"staff/bulletins/{month.key}", bulletins.paper(root, found.bulletin, called, document)
