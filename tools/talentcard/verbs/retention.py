"""``talentcard retention``: what has been kept long enough, and what becomes of it."""

from __future__ import annotations

import argparse
import datetime as dt

from talentcard.context import Context
from talentcard.core.privacy.retention import Retained
from talentcard.render.keepings import FORMATS, View
from talentcard.session import open_registry

EXAMPLES = """例 / examples:
  talentcard retention                     保存期限已满的记录 / what is no longer to be kept
  talentcard retention --within 90         含九十天内到期的 / also what will be due within 90 days
  talentcard retention --all               全部有期限的记录 / every record with a period
  talentcard retention --format csv        表格 / as a table for a spreadsheet

只列出，不删除。人才和联系人用 talentcard erase 抹除，其他记录由保管人核对后删除。
期限见政策版本的 retention 一栏，是内部标准。
It lists and deletes nothing. Talents and contacts are erased with talentcard erase; other records are deleted once the
custodian has looked at them. The periods stand in the policy record, under retention; they are house standards."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--within", type=int, default=0, metavar="N", help="N 天内到期的也列出 / also what is due within N days"
    )
    parser.add_argument("--all", action="store_true", help="全部有期限的记录 / every record with a period")
    parser.add_argument("--format", choices=tuple(FORMATS), default="text", help="输出格式 / output format")


def run(context: Context, options: argparse.Namespace) -> int:
    opened = open_registry(context)
    unread = len({finding.at.path for finding in opened.loaded.findings})
    if unread:
        context.err.write(opened.words.text("due-unread", {"count": str(unread)}) + "\n")
    everything = Retained(opened.registry, opened.calendar, opened.as_of).keepings
    last = opened.as_of + dt.timedelta(days=options.within)
    found = [keeping for keeping in everything if options.all or keeping.due <= last]
    context.out.write(FORMATS[options.format](View(words=opened.words, as_of=opened.as_of), found))
    return 0
