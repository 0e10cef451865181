"""``talentcard specialist-report``: what each specialist has to report of a month (五(一)4)."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from talentcard import documents
from talentcard.context import CannotRunError, Context
from talentcard.core.kinds import BY_TYPE
from talentcard.core.model import Bulletin, BulletinType, Contact, RecordId, Text
from talentcard.core.oversight.specialist import Report, reports
from talentcard.core.pages import specialist_reports
from talentcard.core.reports.monthly import reports_data
from talentcard.core.statistics.figures import Period
from talentcard.ids import LENGTHS, fresh
from talentcard.messages import catalogue
from talentcard.office import drafting
from talentcard.office.printing import file_name, put_out, world_of
from talentcard.session import Opened, open_registry
from talentcard.verbs.release import period

EXAMPLES = """例 / examples:
  talentcard specialist-report 2026-10                   每位专员的报告 / the report of each specialist
  talentcard specialist-report 2026-10 --contact con-…   一位专员的 / one specialist's
  talentcard specialist-report 2026-10 --out papers      写成 DOCX、PDF 和 Markdown / as documents
  talentcard specialist-report 2026-10 --save            写入登记册（月份结束后）/ as records, once the month is over
  talentcard specialist-report 2026-10 --format json     每个数字连同记录编号 / each figure with its records"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("month", type=period, metavar="MONTH", help="所报月份，如 2026-10 / the month reported on")
    parser.add_argument("--contact", metavar="CON", help="只要这位专员的 / only this specialist's")
    parser.add_argument("--save", action="store_true", help="写成记录 / write the records")
    parser.add_argument("--out", type=Path, metavar="DIR", help="把文书写入这个文件夹 / write the documents here")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="输出格式 / output format")


def run(context: Context, options: argparse.Namespace) -> int:
    """Raises CannotRunError where there is nobody to report, or nothing to save."""
    opened = open_registry(context)
    if options.month.first > opened.as_of:
        raise CannotRunError("report-month-ahead", month=options.month.key, as_of=str(opened.as_of))
    world = world_of(context, opened, min(options.month.last, opened.as_of))
    found = chosen(reports(world.engine, options.month), options.month, options.contact)
    if options.save:
        return save(context, opened, options.month, found, named=options.contact is not None)
    papers = {}
    for report in found:
        name = f"specialist-report-{options.month.key}-{report.contact.id if report.contact else 'nobody'}"
        shown = specialist_reports.view(world, report, opened.as_of)
        paper = documents.paper(context.root, "specialist-report", opened.lang, shown)
        papers[file_name(name, opened.lang)] = paper
    put_out(context, papers, reports_data(found), out=options.out, form=options.format)
    return 0


def chosen(found: tuple[Report, ...], month: Period, contact: str | None) -> tuple[Report, ...]:
    """One specialist's report; or all, and that of what is in nobody's care. Raises CannotRunError."""
    if contact is not None:
        own = tuple(report for report in found if report.contact is not None and report.contact.id == contact)
        if not own:
            raise CannotRunError("report-no-specialist", contact=contact, month=month.key)
        return own
    some = tuple(report for report in found if report.contact is not None or not report.empty)
    if not some:
        raise CannotRunError("report-nobody", month=month.key)
    return some


def save(context: Context, opened: Opened, month: Period, found: tuple[Report, ...], *, named: bool) -> int:
    """A record for each report that is owed, or named, and not on record yet; all of them or none."""
    words = opened.words
    if month.last > opened.as_of:
        raise CannotRunError("report-month-not-over", month=month.key, last=str(month.last))
    for report in found:
        if report.contact is not None and report.filed is not None:
            params = {"contact": report.contact.id, "record": report.filed.id}
            print(words.text("report-filed", params), file=context.err)
    wanted = [report for report in found if report.contact is not None and (report.owed or named) and not report.filed]
    if not wanted:
        raise CannotRunError("report-none-left", month=month.key)
    made = list(records(opened, month, wanted))
    paths = {record: drafting.path_of(Bulletin, record.id, str(record.published_on.year)) for record in made}
    drafting.write(context.root, {path: drafting.record_text(record, path) for record, path in paths.items()})
    for record, path in paths.items():
        print(words.text("report-saved", {"contact": record.issued_by, "path": str(path)}), file=context.out)
    return 0


def records(opened: Opened, month: Period, wanted: Iterable[Report]) -> Iterable[Bulletin]:
    taken: set[str] = {*opened.registry.paths, *opened.registry.unreadable}
    for report in wanted:
        if report.contact is not None:
            taken.add(made := fresh(*LENGTHS["bulletin"], taken))
            yield record_of(RecordId(made), month, report, report.contact, opened.as_of)


def record_of(record: RecordId, month: Period, report: Report, contact: Contact, on: dt.date) -> Bulletin:
    """The report as a record. Its summary holds figures, as nobody but staff reads it."""
    params = {
        "month": month.key,
        "accepted": str(sum(len(work.accepted) for work in report.work)),
        "forwarded": str(sum(len(work.forwarded or ()) for work in report.work)),
        "settled": str(sum(len(work.settled) for work in report.work)),
        "stuck": str(len(report.stuck)),
        "problems": str(len(report.problems)),
    }
    return Bulletin(
        schema=BY_TYPE[Bulletin].tag,
        id=record,
        type=BulletinType.SPECIALIST_REPORT,
        period=month.key,
        published_on=on,
        issued_by=contact.id,
        summary=Text(
            zh=catalogue("zh").text("report-summary", params), en=catalogue("en").text("report-summary", params)
        ),
    )
