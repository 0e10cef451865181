"""``talentcard bulletin``: a month's bulletin on how the services were delivered (七(二))."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from talentcard import documents
from talentcard.context import CannotRunError, Context
from talentcard.core import model
from talentcard.core.ledger import ledger
from talentcard.core.model import RecordId
from talentcard.core.names import in_language
from talentcard.core.oversight import problems, tabulating, telling
from talentcard.core.oversight.bulletin import Bulletin, Months
from talentcard.core.oversight.columns import COLUMNS, TIMES, Traced
from talentcard.core.oversight.freezing import frozen
from talentcard.core.policy import NoPolicyError
from talentcard.core.statistics.exact import Exact
from talentcard.core.statistics.monthly import first_month
from talentcard.documents.sheets import Sheet, workbook
from talentcard.examining import examine
from talentcard.ids import LENGTHS, fresh
from talentcard.office import bulletins, drafting
from talentcard.office.bulletins import Told
from talentcard.office.printing import file_name
from talentcard.placing import lay
from talentcard.render.findings import FORMATS
from talentcard.render.width import pad, width
from talentcard.session import Opened, open_registry
from talentcard.verbs.release import period

EXAMPLES = """例 / examples:
  talentcard bulletin 2026-10                        看一看（草稿）/ read the draft
  talentcard bulletin 2026-10 --out 通报              写成 DOCX、PDF、XLSX、Markdown / as files
  talentcard bulletin 2026-10 --save --number 第10期   把草稿写入登记册，数字从此不变 / freeze the figures in a record
  talentcard bulletin 2026-10 --trace schooling/place/overdue
                                                     这个数由哪些记录组成（内部）/ the records behind a figure"""

LONGEST = 60
"""Signs in a document's number."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("month", type=period, metavar="MONTH", help="已结束的月份，如 2026-10 / a month that is over")
    parser.add_argument("--out", type=Path, metavar="DIR", help="把文件写入该文件夹 / write the files there")
    parser.add_argument("--save", action="store_true", help="把草稿写成记录 / write the draft as a record")
    parser.add_argument("--number", type=line, metavar="TEXT", help="文号或期号 / the document's number")
    parser.add_argument("--trace", metavar="CELL", help="一个数（行/栏）由哪些记录组成 / the records behind a figure")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="输出格式 / output format")


def line(text: str) -> str:
    """A document's number as its record can hold it."""
    if not 0 < len(text) <= LONGEST or text != " ".join(text.split()) or any(sign in text for sign in '"\\'):
        raise argparse.ArgumentTypeError(
            f"文号写成一行，不超过 {LONGEST} 个字，不用英文双引号和反斜线 / one line, no quotes or backslashes"
        )
    return text


def run(context: Context, options: argparse.Namespace) -> int:
    """Print or write the bulletin; 1 where a draft is to be saved of a registry with errors.

    Raises CannotRunError where the month is not over, or has a bulletin already that ``--save`` would double.
    """
    refuse_together(options)
    opened = open_registry(context)
    refuse(opened, options)
    unread = len({finding.at.path for finding in opened.loaded.findings})
    if unread:
        print(opened.words.text("bulletin-unread", {"count": str(unread)}), file=context.err)
    if options.save:
        report = examine(context, opened)
        if report.errors:
            context.out.write(FORMATS["text"](report))
            print(opened.words.text("bulletin-stopped"), file=context.err)
            return 1
    try:
        months = counted(opened)
        found = bulletins.told(opened.registry, months, options.month)
    except NoPolicyError as error:
        raise CannotRunError("no-policy", day=str(error)) from error
    if options.trace:
        trace(context, opened, months, found, options)
        return 0
    called = bulletins.names(opened.registry, options.month, opened.lang)
    document = bulletins.about(opened.registry, found, opened.today, opened.lang, options.number)
    if options.out:
        write(context, options.out, found.bulletin, called, document)
    elif options.format == "json":
        shown = tabulating.document(found.bulletin) | of_record(found.record)
        context.out.write(json.dumps(shown, ensure_ascii=False, indent=1) + "\n")
    elif not options.save:
        context.out.write(documents.markdown(bulletins.paper(context.root, found.bulletin, called, document)))
    if options.save:
        save(context, opened, found, options.number)
    else:
        for said in hints(opened, found):
            print(said, file=context.err)
    return 0


def refuse_together(options: argparse.Namespace) -> None:
    """Options of which one would do nothing. Raises CannotRunError."""
    if options.trace and (options.out or options.save or options.number):
        raise CannotRunError("bulletin-trace-alone")
    if options.out and options.format == "json":
        raise CannotRunError("bulletin-out-json")


def refuse(opened: Opened, options: argparse.Namespace) -> None:
    """Raises CannotRunError."""
    month, first = options.month, first_month(opened.registry)
    if month.last >= opened.today:
        raise CannotRunError("bulletin-month-not-over", month=month.key, today=str(opened.today))
    if month.first < first.first:
        raise CannotRunError("bulletin-before-tracking", month=month.key, first=first.key)
    record = bulletins.of_month(opened.registry, month)
    if options.save and record is not None:
        raise CannotRunError(
            "bulletin-exists",
            month=month.key,
            id=record.id,
            day=str(record.published_on),
            path=opened.registry.paths[record.id],
        )
    if options.number and record is not None and options.number != record.number:
        key = "bulletin-number-other" if record.number else "bulletin-number-none"
        path = opened.registry.paths[record.id]
        raise CannotRunError(key, month=month.key, id=record.id, number=record.number or "", path=path)


def counted(opened: Opened) -> Months:
    """Raises NoPolicyError."""
    registry, calendar = opened.registry, opened.calendar
    everything = ledger(registry, calendar, opened.today)
    return Months(registry, calendar, Exact(registry, calendar, opened.today, everything))


def write(context: Context, out: Path, bulletin: Bulletin, called: telling.Names, document: telling.Document) -> None:
    """DOCX, PDF, Markdown and the tables as XLSX; none of them where one would replace another's work."""
    made = bulletins.paper(context.root, bulletin, called, document)
    tables = [Sheet.of(table) for table in tabulating.tables(bulletin, called)]
    name = file_name(f"bulletin-{bulletin.period.key}", called.lang)
    day = document.published or bulletin.period.last
    files = {
        f"{name}.docx": documents.docx(context.root, made),
        f"{name}.pdf": documents.pdf(context.root, made, fonts=context.fonts),
        f"{name}.md": documents.markdown(made).encode(),
        f"{name}.xlsx": workbook(tables, dated=day, lang=called.lang),
    }
    for path in lay(context.root, out, files):
        print(path, file=context.out)


def save(context: Context, opened: Opened, found: Told, number: str | None) -> None:
    taken = {str(name) for name in (*opened.registry.paths, *opened.registry.unreadable)}
    record = bulletins.draft(
        RecordId(fresh(*LENGTHS["bulletin"], taken)),
        found.counted.period,
        frozen(found.counted),
        on=opened.today,
        by=opened.registry.settings.roles["hrss"],
        number=number,
    )
    path = drafting.path_of(model.Bulletin, record.id, str(record.published_on.year))
    drafting.write(context.root, {path: drafting.record_text(record, path)})
    print(path, file=context.out)
    print(opened.words.text("bulletin-saved", {"path": str(path)}), file=context.err)


def of_record(record: model.Bulletin | None) -> dict[str, object]:
    return {
        "record": record.id if record else None,
        "number": record.number if record else None,
        "published_on": record.published_on.isoformat() if record else None,
        "frozen": record is not None and record.figures is not None,
        "errata": [
            {"on": each.on.isoformat(), "said": each.said, "right": each.right, "why": each.why}
            for each in (record.errata if record else ())
        ],
    }


def hints(opened: Opened, found: Told) -> list[str]:
    """Whether it is a draft, or how what went out compares with a count of today; how to trace a figure."""
    text, month, record = opened.words.text, found.bulletin.period.key, found.record
    params = {"month": month, "count": str(len(found.differing))}
    if record is None:
        said = [text("bulletin-draft", params)]
    else:
        params |= {"day": str(record.published_on), "id": record.id}
        said = [text("bulletin-as-published" if found.kept else "bulletin-not-frozen", params)]
    if found.differing:
        first = found.differing[0]
        params |= {"cell": first.cell, "stated": number(first.stated), "recounted": number(first.recounted)}
        said.append(text("bulletin-moved", params))
    elif found.kept:
        said.append(text("bulletin-not-moved"))
    return [*said, text("bulletin-trace-hint", params)]


def number(value: int | None) -> str:
    return telling.NONE if value is None else str(value)


# ---- the records behind a figure ---------------------------------------------------------------------------


def trace(context: Context, opened: Opened, months: Months, found: Told, options: argparse.Namespace) -> None:
    """Raises CannotRunError where there is no such row or column."""
    row, column = cell(found, options.trace)
    legs = months.behind(found.bulletin.period, row, column)
    if options.format == "json":
        shown = {
            "schema_version": tabulating.SCHEMA_VERSION,
            "month": found.bulletin.period.key,
            "cell": f"{row}/{column}",
            "records": [tabulating.traced(each) for each in legs],
        }
        context.out.write(json.dumps(shown, ensure_ascii=False, indent=1) + "\n")
    else:
        context.out.write("\n".join([*traced(opened, found, row, column, legs), ""]))
    stated = next((each.stated for each in found.differing if each.cell == f"{row}/{column}"), ...)
    if stated is not ...:
        print(opened.words.text("bulletin-trace-frozen", {"stated": number(stated)}), file=context.err)


def cell(found: Told, wanted: str) -> tuple[str, str]:
    """The row and the column of a cell. Raises CannotRunError."""
    row, slash, column = wanted.rpartition("/")
    month = found.bulletin.period.key
    rows = dict.fromkeys(code for each in (found.counted, found.bulletin) for code in each.codes)
    if not slash:
        raise CannotRunError("bulletin-cell-shape", cell=wanted)
    if row not in rows:
        near = get_close_matches(row, rows, 5, 0.5) or [each for each in rows if "/" not in each]
        raise CannotRunError("bulletin-row-unknown", month=month, row=row, rows=" ".join(near))
    columns = problems.COLUMNS if row.startswith(problems.PREFIX) else (*COLUMNS, *TIMES)
    if column not in columns:
        raise CannotRunError("bulletin-column-unknown", column=column, row=row, columns=" ".join(columns))
    return row, column


def traced(opened: Opened, found: Told, row: str, column: str, legs: Sequence[Traced]) -> list[str]:
    """A heading with the figure, and a line for each leg, aligned."""
    text, called = opened.words.text, bulletins.names(opened.registry, found.bulletin.period, opened.lang)
    if row.startswith(problems.PREFIX):
        kind, subject = row.split("/")[1:]
        title = f"{text(f'bulletin-{kind}')} · {called.subject(subject)}"
    else:
        title = called.row(row)
    params = {"month": found.bulletin.period.key, "title": title, "column": text(f"bulletin-{column}")}
    params["count"] = str(len(legs))
    key = "bulletin-traced"
    if column in TIMES:
        key, params["value"] = "bulletin-traced-time", number(found.counted.row(row)[column])
    if not legs:
        return [text(key, params), text("bulletin-trace-none")]
    heads = [text(f"bulletin-column-{name}") for name in ("record", "service", "step", "owner")]
    heads += [text(f"bulletin-column-{name}") for name in ("began", "due", "ended", "state")] + [text("bulletin-days")]
    cells = [heads]
    for each in legs:
        leg, owed = each.leg, each.obligation
        cells.append(
            [
                owed.record,
                called.service(leg.service),
                in_language(owed.title, called.lang),
                called.body(owed.owner),
                str(leg.began),
                str(owed.due.latest) if owed.due else telling.NONE,
                str(leg.ended or telling.NONE),
                text(f"state-{tabulating.state(leg)}"),
                number(leg.days),
            ]
        )
    widths = [max(width(line[index]) for line in cells) for index in range(len(heads))]
    lines = ["  ".join(pad(one, to) for one, to in zip(line, widths, strict=True)).rstrip() for line in cells]
    return [text(key, params), *lines]
