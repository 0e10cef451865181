"""``talentcard build``: check, compute, render, build strictly; the new site takes the old one's place at the end."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from talentcard import heartbeats
from talentcard.context import CannotRunError, Context
from talentcard.core import ledger, pages
from talentcard.core.finding import Finding
from talentcard.core.model.life_events import LifeEvent
from talentcard.core.obligation import ENDED, Obligation, State
from talentcard.core.pages import Audience, World, guides
from talentcard.core.pages.freshness import Heartbeat
from talentcard.core.pages.words import SiteTextError
from talentcard.core.policy import NoPolicyError, Rulebook
from talentcard.core.statistics import statistics
from talentcard.examining import examine
from talentcard.placing import refuse_own
from talentcard.publishing import publish as publishing
from talentcard.publishing import search, templates
from talentcard.publishing.builder import BuilderError, Tool
from talentcard.publishing.lookout import LeakError
from talentcard.publishing.projecting import Public
from talentcard.publishing.publish import Published
from talentcard.reading import life_events
from talentcard.reading.life_events import LoadedEvents
from talentcard.render.findings import FORMATS, Report
from talentcard.scanning import registry as scanned
from talentcard.scanning.site import SiteLeaksError
from talentcard.session import Opened, open_registry, work_calendar

EXAMPLES = """例 / examples:
  talentcard build                       生成到 build/site / into build/site
  talentcard build --as-of 2026-09-30    按某一天的情况生成 / the picture of a day
  talentcard build --out public          生成到别处 / into another folder
  talentcard build --audience staff      内部版，生成到 build/staff / for staff, never to be published"""

LANGUAGES = ("zh", "en")
"""The first stands at the top of the site, each other one in a folder of its own."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="输出文件夹 / output folder (default: build/site, build/staff)"
    )
    parser.add_argument(
        "--audience",
        choices=tuple(Audience),
        default=Audience.PUBLIC,
        type=Audience,
        help="给谁看：公众，或工作人员（数字不合并，含工作台） / for the public, or for staff",
    )
    parser.add_argument(
        "--builder",
        choices=tuple(Tool),
        default=Tool.MKDOCS,
        type=Tool,
        help="建站程序 / the program that builds the site (default: mkdocs)",
    )
    parser.add_argument(
        "--heartbeat",
        type=Path,
        metavar="FILE",
        help="办理情况页显示提醒最近何时发出（heartbeat --write 所写） / when reminders last went out",
    )
    parser.add_argument("--summary", action="store_true", help="末尾列出摘要和打开方法 / end with a summary and hints")


def run(context: Context, options: argparse.Namespace) -> int:
    """Exit code 0 with the new site in place, or 1 with the findings printed and the old site untouched."""
    out = options.out.resolve() if options.out else context.root / publishing.DEFAULT[options.audience]
    refuse_own(context.root, out)
    beat = heartbeats.read(options.heartbeat) if options.heartbeat else None
    return build(context, out, options.audience, options.builder, summary=options.summary, heartbeat=beat)


def build(
    context: Context,
    out: Path,
    audience: Audience = Audience.PUBLIC,
    tool: Tool = Tool.MKDOCS,
    *,
    summary: bool,
    heartbeat: Heartbeat | None = None,
) -> int:
    started = time.monotonic()
    opened = open_registry(context)
    words = opened.words
    say(context, words.text("build-checking"))
    events = life_events.load(context.root)
    public = None if audience is Audience.STAFF else Public(context.root, opened.registry)
    report = examine(context, opened, site_findings(context.root, opened, events, public))
    if report.errors:
        context.out.write(FORMATS["text"](report))
        print(words.text("build-stopped"), file=context.err)
        return 1
    say(context, words.text("build-computing"))
    # the public's pages are made without any case: no ledger, unless somebody wants to be told of it
    needed = summary or audience is Audience.STAFF
    everything = ledger.ledger(opened.registry, opened.calendar, opened.as_of) if needed else ()
    say(context, words.text("build-rendering"))
    try:
        published = publish(context, out, opened, everything, public, tool, events.events, heartbeat)
    except BuilderError as error:
        print(words.text("build-refused"), file=context.err)
        print(error, file=context.err)
        return 1
    except LeakError as error:
        print(words.text("build-leaked"), file=context.err)
        for leak in error.leaks:
            print(words.text("build-leak", {"file": leak.file, "field": leak.field}), file=context.err)
        return 1
    except SiteLeaksError as error:
        print(words.text("build-personal"), file=context.err)
        for finding in scanned.findings(error.leaks):
            place = ":".join(str(part) for part in (finding.at.path, finding.at.line) if part is not None)
            print(f"  {place}: {finding.rule}: {words.finding(finding.rule, {}).message}", file=context.err)
        return 1
    lines = [words.text("build-done", {"as_of": opened.as_of.isoformat()})]
    if summary:
        lines += summary_of(context, opened, report, everything, published, time.monotonic() - started)
    else:
        lines.append(words.text("build-open", {"path": shown(context, published.index)}))
    print("\n".join(lines), file=context.out)
    return 0


def site_findings(root: Path, opened: Opened, events: LoadedEvents, public: Public | None) -> Iterator[Finding]:
    """What keeps pages from being made and concerns nothing else: incomplete guides, events, words of the search."""
    if public:
        yield from public.findings()
    yield from guides.incomplete(opened.registry)
    yield from search.findings(root)
    yield from events.findings
    if any(unread.startswith(("pol-", "svc-")) for unread in opened.registry.unreadable):
        return  # what they lay down is not known: no second finding for it
    with suppress(NoPolicyError):
        rules = Rulebook(opened.registry).on(opened.as_of)
        yield from pages.life_events.problems(events.events, events.paths, rules)


def publish(
    context: Context,
    out: Path,
    opened: Opened,
    everything: tuple[Obligation, ...],
    public: Public | None,
    tool: Tool,
    events: tuple[LifeEvent, ...],
    heartbeat: Heartbeat | None,
) -> Published:
    """The staff's site from the registry, or the public's from its projection and from nothing else.

    Raises CannotRunError, BuilderError and LeakError.
    """
    try:
        registry = public.registry if public else opened.registry
        calendar = work_calendar(registry)
        figures = statistics(registry, calendar, opened.as_of, () if public else everything, exact=not public)
        worlds = tuple(
            World(
                registry=registry,
                calendar=calendar,
                as_of=opened.as_of,
                words=templates.words(context.root, lang),
                obligations=() if public else everything,
                audience=Audience.PUBLIC if public else Audience.STAFF,
                statistics=figures,
                events=events,
                heartbeat=heartbeat,
            )
            for lang in LANGUAGES
        )
        forbidden, offices = public.forbidden if public else {}, scanned.offices(opened.settings)
        return publishing.publish(context.root, out, worlds, tool, forbidden, offices)
    except NoPolicyError as error:
        raise CannotRunError("no-policy", day=str(error)) from error
    except SiteTextError as error:
        raise CannotRunError("site-word-missing", what=str(error)) from error


def summary_of(
    context: Context,
    opened: Opened,
    report: Report,
    everything: tuple[Obligation, ...],
    published: Published,
    seconds: float,
) -> list[str]:
    words = opened.words
    counts = Counter(obligation.state for obligation in everything)
    states = [
        words.text("build-state", {"state": words.text(f"state-{state}"), "count": str(counts[state])})
        for state in State
        if state not in ENDED and counts[state]
    ]
    listed = words.text("list-comma").join(states) or words.text("build-no-obligations")
    return [
        words.text("build-records", {"records": str(report.records), "warnings": str(report.warnings)}),
        *([words.text("build-warnings-hint")] if report.warnings else []),
        words.text("build-obligations", {"states": listed}),
        words.text("build-pages", {"pages": str(published.pages), "seconds": f"{seconds:.1f}"}),
        words.text("build-open", {"path": shown(context, published.index)}),
        words.text("build-serve"),
    ]


def shown(context: Context, path: Path) -> str:
    """A path as short as it can be said."""
    return path.relative_to(context.root).as_posix() if path.is_relative_to(context.root) else str(path)


def say(context: Context, line: str) -> None:
    """Progress goes to the error stream, so that results can be piped."""
    print(line, file=context.err, flush=True)
