"""What the verbs that list share: which rows are asked for, and where the list goes."""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from talentcard.context import CannotRunError, Context
from talentcard.core.model import Organisation, RecordId, Service, ServiceGroup
from talentcard.core.names import in_language, name_on
from talentcard.core.reports.table import Cell, Listing, harmless
from talentcard.placing import refuse_own
from talentcard.render import lists
from talentcard.session import Opened

XLSX = "xlsx"


def add_output(parser: argparse.ArgumentParser, formats: tuple[str, ...]) -> None:
    parser.add_argument("--format", choices=(*formats, XLSX), default="text", help="输出格式 / output format")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="写入新文件；xlsx 也可用管道 / write a new file; xlsx may be piped",
    )


def add_filters(parser: argparse.ArgumentParser, states: tuple[str, ...], service: str, month: str) -> None:
    """``service`` and ``month``: what the two mean in this list, in both languages."""
    parser.add_argument("--state", action="append", choices=states, default=[], help="状态，可多次 / state, repeatable")
    parser.add_argument("--service", metavar="CODE", help=service)
    parser.add_argument("--body", metavar="ORG", help="用人单位，或待办单位 / the employer, or whoever has the case")
    parser.add_argument("--district", metavar="NAME", help="用人单位所在区县 / the employer's district")
    parser.add_argument("--month", type=month_of, metavar="YYYY-MM", help=month)


def month_of(text: str) -> str:
    """A month, YYYY-MM only."""
    try:
        if len(text) != 7:
            raise ValueError(text)
        dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” 不是月份，应写作 2026-11 / not a month; write 2026-11") from None
    return text


def unread(context: Context, opened: Opened) -> None:
    """A word on what could not be read and so is not in the list."""
    count = len({finding.at.path for finding in opened.loaded.findings})
    if count:
        print(opened.words.text("due-unread", {"count": str(count)}), file=context.err)


def body_named(opened: Opened, option: str, wanted: str) -> RecordId:
    """The organisation with that id, or whose name on the day it is, as an option has it. Raises CannotRunError."""
    for organisation in opened.registry.of(Organisation).values():
        name = name_on(organisation, opened.as_of)
        if wanted in (organisation.id, name.short, name.zh, name.en):
            return organisation.id
    raise CannotRunError("unknown-owner", owner=wanted, option=option)


def service_named(opened: Opened, wanted: str, group: ServiceGroup) -> str:
    """The code of the group's service with that code or title. Raises CannotRunError with the codes that there are."""
    known = [service for service in opened.registry.of(Service).values() if service.group is group]
    for service in known:
        if wanted in (service.code, in_language(service.title, "zh"), in_language(service.title, "en")):
            return service.code
    codes = opened.words.text("list-comma").join(sorted({service.code for service in known}))
    raise CannotRunError("unknown-service", service=wanted, known=codes)


def district_named(opened: Opened, wanted: str) -> str:
    """A district that some body lies in. Raises CannotRunError with the districts that there are."""
    known = {organisation.district for organisation in opened.registry.of(Organisation).values()} - {None}
    if wanted not in known:
        districts = opened.words.text("list-comma").join(sorted(filter(None, known)))
        raise CannotRunError("unknown-district", district=wanted, known=districts)
    return wanted


def put(context: Context, opened: Opened, options: argparse.Namespace, found: Listing[Any]) -> None:
    """The list in the format that was asked for, where it was asked for."""
    view = lists.View(words=opened.words, as_of=opened.as_of.isoformat(), calendar=opened.calendar.version)
    if options.format == XLSX:
        headings, rows = lists.table(view, found, screen=False)
        content: str | bytes = workbook(opened.words.text(f"{found.name}-title"), headings, rows, opened.as_of)
    else:
        content = lists.FORMATS[options.format](view, found)
    deliver(context, content, options.out)


def workbook(title: str, headings: Sequence[str], rows: Sequence[Sequence[Cell]], day: dt.date) -> bytes:
    """One sheet: days as days, numbers as numbers, no text that would be run."""
    from talentcard.documents import sheets  # noqa: PLC0415  (slow to import; few lists are workbooks)

    sheet = sheets.Sheet(
        title=title,
        columns=tuple(sheets.Column(heading) for heading in headings),
        rows=tuple(tuple(harmless(cell) if isinstance(cell, str) else cell for cell in row) for row in rows),
    )
    return sheets.workbook([sheet], dated=day)


def deliver(context: Context, content: str | bytes, out: Path | None) -> None:
    """Raises CannotRunError where the file is there already, can't be written, or a terminal would get bytes."""
    if out is not None:
        refuse_own(context.root, out)
        write_new(out, content.encode("utf-8") if isinstance(content, str) else content)
    elif isinstance(content, str):
        context.out.write(content)
    else:
        stream = getattr(context.out, "buffer", None)
        if stream is None or context.out.isatty():
            raise CannotRunError("bytes-on-terminal")
        context.out.flush()
        stream.write(content)
        stream.flush()


def write_new(out: Path, raw: bytes) -> None:
    """The file appears whole or not at all, and in nobody's place. Only its owner can read it."""
    if out.exists():
        raise CannotRunError("file-exists", file=out.name)
    beside: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(prefix=".", suffix=".part", dir=out.parent, delete=False) as file:
            beside = Path(file.name)
            file.write(raw)
        beside.replace(out)
    except OSError as error:
        if beside is not None:
            beside.unlink(missing_ok=True)
        raise CannotRunError("file-not-written", file=out.name, error=error.strerror or type(error).__name__) from error
