"""``talentcard meeting``: the papers of a month's joint meeting, the draft of its record, its minutes."""

from __future__ import annotations

import argparse
from pathlib import Path

from talentcard import documents
from talentcard.context import CannotRunError, Context
from talentcard.core.kinds import BY_TYPE
from talentcard.core.model import Meeting, Policy, RecordId
from talentcard.core.oversight.meeting import Pack, pack
from talentcard.core.pages import World, meetings
from talentcard.core.reports.monthly import pack_data
from talentcard.core.statistics.figures import Period
from talentcard.core.statistics.periods import month_of, next_month
from talentcard.emission import plain
from talentcard.ids import LENGTHS, fresh
from talentcard.office import drafting
from talentcard.office.printing import file_name, put_out, world_of
from talentcard.session import Opened, open_registry
from talentcard.verbs.release import period

EXAMPLES = """例 / examples:
  talentcard meeting 2026-11                   会议材料 / the papers for the meeting
  talentcard meeting 2026-11 --out papers      写成 DOCX、PDF 和 Markdown / as documents
  talentcard meeting 2026-11 --minutes         会议记录草稿，议题已填 / a draft of the record, its agenda filled in
  talentcard meeting 2026-10 --paper           由会议记录印出纪要 / the minutes of a meeting that was held

决定事项写入记录后即成为应办事项，talentcard due 会列出。
Once they are on record, decisions are obligations: talentcard due lists them."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("month", type=period, metavar="MONTH", help="开会的月份，如 2026-11 / the month of the meeting")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--minutes", action="store_true", help="写会议记录草稿 / write a draft of the meeting's record")
    what.add_argument(
        "--paper", action="store_true", help="由会议记录印出纪要 / the minutes, from the meeting's record"
    )
    parser.add_argument(
        "--record", metavar="MTG", help="同月多次会议时指明哪一次 / which meeting, if several in a month"
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="把文书写入这个文件夹 / write the documents here")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="输出格式 / output format")


def run(context: Context, options: argparse.Namespace) -> int:
    """Raises CannotRunError where the month has no meeting to prepare, or none to make minutes of."""
    if options.minutes and (options.out is not None or options.format == "json"):
        raise CannotRunError("meeting-minutes-alone", month=options.month.key)
    if options.record is not None and not options.paper:
        raise CannotRunError("meeting-record-alone", month=options.month.key, record=options.record)
    opened = open_registry(context)
    world = world_of(context, opened, opened.as_of)
    if options.paper:
        return minutes(context, opened, world, options)
    refuse(opened, options.month, meetings.coming(world), drafted=options.minutes)
    found = pack(world.engine, world.obligations, options.month)
    if options.minutes:
        return draft(context, opened, world, found)
    shown = meetings.view(world, found)
    paper = documents.paper(context.root, "meeting", opened.lang, shown)
    name = file_name(f"meeting-{options.month.key}", opened.lang)
    put_out(context, {name: paper}, pack_data(found, shown.agenda), out=options.out, form=options.format)
    if not found.agenda:
        print(opened.words.text("meeting-nothing", {"as_of": str(opened.as_of)}), file=context.err)
    return 0


def in_month(opened: Opened, month: Period) -> tuple[Meeting, ...]:
    """The meetings on record of a month, earliest first."""
    found = (m for m in opened.registry.of(Meeting).values() if month.first <= m.held_on <= month.last)
    return tuple(sorted(found, key=lambda meeting: (meeting.held_on, meeting.id)))


def refuse(opened: Opened, month: Period, coming: Period, *, drafted: bool) -> None:
    """Papers are made for this month's meeting or the next one's, until it has been held. Raises CannotRunError.

    A record is drafted once: not beside the record of the month's meeting, nor beside a draft that waits to be filled.
    """
    held = [meeting for meeting in in_month(opened, month) if drafted or meeting.held_on <= opened.as_of]
    if held:
        on, record = str(held[-1].held_on), held[-1].id
        raise CannotRunError("meeting-held", month=month.key, on=on, record=record, next=coming.key)
    first = min(one.effective_from for one in opened.registry.of(Policy).values() if one.scope is None)
    if month.last < first:
        raise CannotRunError("meeting-before-rules", month=month.key, first=str(first))
    if month.last < opened.as_of:
        raise CannotRunError("meeting-month-over", month=month.key, last=str(month.last))
    latest = next_month(month_of(opened.as_of))
    if month.first > latest.first:
        raise CannotRunError("meeting-too-early", month=month.key, latest=latest.key, as_of=str(opened.as_of))
    if drafted:
        folder = f"records/{BY_TYPE[Meeting].folder}/"
        waiting = (finding.at.path for finding in opened.loaded.findings if finding.at.path.startswith(folder))
        for path in waiting:
            raise CannotRunError("meeting-draft-waiting", path=path)


def draft(context: Context, opened: Opened, world: World, found: Pack) -> int:
    """The record with its agenda, and marks where only people know what to write."""
    taken: set[str] = {*opened.registry.paths, *opened.registry.unreadable}
    record = RecordId(fresh(*LENGTHS["meeting"], taken))
    path = drafting.path_of(Meeting, record, found.month.key[:4])
    head = opened.words.text("meeting-draft-head", {"month": found.month.key, "as_of": str(found.as_of)})
    decision = fresh(*LENGTHS["decision"], set())
    agenda = meetings.agenda(world, found)
    drafting.write(context.root, {path: drafting.meeting_text(record, decision, agenda, path, opened.words, head)})
    print(opened.words.text("meeting-drafted", {"path": str(path), "month": found.month.key}), file=context.out)
    return 0


def minutes(context: Context, opened: Opened, world: World, options: argparse.Namespace) -> int:
    meeting = chosen(opened, options.month, options.record)
    paper = documents.paper(context.root, "minutes", opened.lang, meetings.minutes(world, meeting))
    name = file_name(f"minutes-{meeting.held_on}", opened.lang)
    put_out(context, {name: paper}, {"schema_version": 1, **plain(meeting)}, out=options.out, form=options.format)
    return 0


def chosen(opened: Opened, month: Period, record: str | None) -> Meeting:
    """The month's meeting; one of several by its id. Raises CannotRunError where that is not one."""
    held = in_month(opened, month)
    if not held:
        raise CannotRunError("meeting-none", month=month.key)
    named = [meeting for meeting in held if record in (None, meeting.id)]
    if len(named) != 1:
        raise CannotRunError("meeting-which", month=month.key, records=", ".join(meeting.id for meeting in held))
    return named[0]
