"""``talentcard requests``: every request, at which stage it is, who has it, and by when."""

from __future__ import annotations

import argparse

from talentcard.context import Context
from talentcard.core import ledger
from talentcard.core.engine import Engine
from talentcard.core.model import ServiceGroup
from talentcard.core.obligation import ENDED, State
from talentcard.core.reports.requests import COLUMNS, NOTHING_OPEN, Wanted, progress
from talentcard.core.reports.table import Listing
from talentcard.office import listing
from talentcard.render import lists
from talentcard.session import open_registry

EXAMPLES = """例 / examples:
  talentcard requests                                       还有事要办的申请 / with something still to be done
  talentcard requests --all --month 2026-10                 10月提出的全部申请 / all that began in October
  talentcard requests --service household --state overdue   户籍申请中逾期的 / household, overdue
  talentcard requests --body 市教委                         在某单位手上的 / what one body has
  talentcard requests --format xlsx --out requests.xlsx     写成表格文件 / as a workbook

一件申请一行：最急的一环（超文件规定时限的在先）、由谁办、最后一天；加 --body、--state 的，是所查的那一环。
A line a request: its most pressing leg (past a rule's limit before all else), or the one asked for; who has it;
the last day."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    listing.add_filters(
        parser,
        (*(state.value for state in State if state not in ENDED), NOTHING_OPEN),
        service="服务，如 schooling / the service",
        month="提出的月份 / the month in which it began",
    )
    parser.add_argument("--all", action="store_true", help="含已无待办的 / also those with nothing left to do")
    listing.add_output(parser, tuple(lists.FORMATS))


def run(context: Context, options: argparse.Namespace) -> int:
    opened = open_registry(context)
    listing.unread(context, opened)
    wanted = Wanted(
        states=frozenset(options.state),
        service=listing.service_named(opened, options.service, ServiceGroup.SERVICE) if options.service else None,
        body=listing.body_named(opened, "--body", options.body) if options.body else None,
        district=listing.district_named(opened, options.district) if options.district else None,
        month=options.month,
        ended=options.all,
    )
    engine = Engine(opened.registry, opened.calendar, opened.as_of)
    everything = ledger.ledger(opened.registry, opened.calendar, opened.as_of)
    rows = tuple(progress(engine, everything, wanted, opened.lang))
    listing.put(context, opened, options, Listing(name="requests", columns=COLUMNS, rows=rows))
    return 0
