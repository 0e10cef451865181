"""``talentcard cards``: every card, what it is today, how long it holds, and who has its procedure."""

from __future__ import annotations

import argparse

from talentcard.context import Context
from talentcard.core import ledger
from talentcard.core.cards import CardState
from talentcard.core.engine import Engine
from talentcard.core.model import ServiceGroup
from talentcard.core.reports.holdings import COLUMNS, Wanted, holdings
from talentcard.core.reports.table import Listing
from talentcard.office import listing
from talentcard.render import lists
from talentcard.session import open_registry

EXAMPLES = """例 / examples:
  talentcard cards                                   全部证件 / every card
  talentcard cards --month 2026-12                   2026年12月到期的 / those whose term ends in that month
  talentcard cards --state expired                   已过期未注销的 / expired and not cancelled
  talentcard cards --body 示例软件公司戊             某单位人才的 / of one employer's talents
  talentcard cards --format xlsx --out cards.xlsx    写成表格文件 / as a workbook

表中只有编号，没有姓名和证件号码。 / The list holds ids, no names and no document numbers."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    listing.add_filters(
        parser,
        tuple(state.value for state in CardState),
        service="正在办理的种类，如 card_extension / the procedure under way",
        month="有效期满的月份 / the month in which the term ends",
    )
    listing.add_output(parser, tuple(lists.FORMATS))


def run(context: Context, options: argparse.Namespace) -> int:
    opened = open_registry(context)
    listing.unread(context, opened)
    wanted = Wanted(
        states=frozenset(CardState(value) for value in options.state),
        service=listing.service_named(opened, options.service, ServiceGroup.CARD) if options.service else None,
        body=listing.body_named(opened, "--body", options.body) if options.body else None,
        district=listing.district_named(opened, options.district) if options.district else None,
        month=options.month,
    )
    engine = Engine(opened.registry, opened.calendar, opened.as_of)
    everything = ledger.ledger(opened.registry, opened.calendar, opened.as_of)
    rows = tuple(holdings(engine, everything, wanted, opened.lang))
    listing.put(context, opened, options, Listing(name="cards", columns=COLUMNS, rows=rows))
    return 0
