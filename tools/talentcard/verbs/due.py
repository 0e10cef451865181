"""``talentcard due``: who owes what to whom, by when, under which article."""

from __future__ import annotations

import argparse

from talentcard.context import CannotRunError, Context
from talentcard.core import ledger
from talentcard.core.explain import explain
from talentcard.core.model import RecordId
from talentcard.core.obligation import Obligation, State
from talentcard.core.registry import Registry
from talentcard.core.reports.due import Selection, select, title
from talentcard.messages import catalogue
from talentcard.office import listing
from talentcard.render.obligations import FORMATS, View, sheet
from talentcard.session import Opened, open_registry

EXAMPLES = """例 / examples:
  talentcard due                           尚未完成的全部事项 / everything still to be done
  talentcard due --state overdue           已逾期的 / what is overdue
  talentcard due --within 5                五个工作日内到期的 / due within five working days
  talentcard due --owner 市教委            某单位应做的 / what one body owes
  talentcard due --format xlsx --out due.xlsx  写成表格文件 / as a workbook
  talentcard due --explain req-…           期限是怎样算出来的 / how the deadlines of a record were computed
  talentcard due --fail-on overdue         有逾期则退出码为 1 / exit code 1 if anything is overdue"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    states = [state.value for state in State]
    parser.add_argument(
        "--within", type=int, metavar="N", help="N 个工作日内到期（含已逾期）/ due within N working days"
    )
    parser.add_argument("--owner", metavar="ORG", help="责任单位：编号或简称 / the owner: id or short name")
    parser.add_argument("--state", action="append", choices=states, default=[], help="状态，可多次 / state, repeatable")
    parser.add_argument("--all", action="store_true", help="含已完成和已免除的 / also what is met or waived")
    parser.add_argument("--explain", metavar="RECORD", help="逐步说明一条记录的期限 / explain a record's deadlines")
    parser.add_argument(
        "--fail-on", action="append", choices=states, default=[], help="出现该状态则退出码为 1 / exit 1 on this state"
    )
    listing.add_output(parser, tuple(FORMATS))


def run(context: Context, options: argparse.Namespace) -> int:
    """List the obligations that were asked for, or explain one record's; 1 where a ``--fail-on`` state occurs."""
    opened = open_registry(context)
    listing.unread(context, opened)
    everything = ledger.ledger(opened.registry, opened.calendar, opened.as_of)
    if options.explain:
        return explain_record(context, opened, everything, RecordId(options.explain))
    selection = Selection(
        owner=listing.body_named(opened, "--owner", options.owner) if options.owner else None,
        states=frozenset(State(value) for value in options.state),
        within=options.within,
        ended=options.all,
    )
    found = list(select(everything, selection))
    shown = view(context, opened)
    if options.format == listing.XLSX:
        content: str | bytes = listing.workbook(shown.words("due-title"), *sheet(shown, found), opened.as_of)
    else:
        content = FORMATS[options.format](shown, found)
    listing.deliver(context, content, options.out)
    failing = {State(value) for value in options.fail_on}
    return int(any(obligation.state in failing for obligation in found))


def view(context: Context, opened: Opened) -> View:
    return View(
        registry=opened.registry,
        catalogue=catalogue(opened.lang),
        lang=opened.lang,
        as_of=opened.as_of.isoformat(),
        calendar=opened.calendar.version,
        colour=context.colour,
    )


def explain_record(context: Context, opened: Opened, everything: tuple[Obligation, ...], record: RecordId) -> int:
    """Every obligation of one record with the lines that led to its date."""
    registry: Registry = opened.registry
    if not registry.knows(record):
        raise CannotRunError("unknown-record", record=record)
    found = ledger.of_record(everything, record)
    shown, words = view(context, opened), catalogue(opened.lang)
    context.out.write(words.text("explain-heading", {"record": record, "as_of": shown.as_of}) + "\n")
    if not found:
        context.out.write(words.text("explain-nothing", {"record": record}) + "\n")
    for number, obligation in enumerate(found, 1):
        params = {"number": str(number), "duty": title(obligation, opened.lang), "rule": obligation.rule}
        params |= {"article": obligation.article, "basis": shown.basis(obligation)}
        context.out.write("\n" + words.text("explain-duty", params) + "\n")
        owner, owed_to = shown.party(obligation, obligation.owner), shown.party(obligation, obligation.owed_to)
        context.out.write("   " + words.text("explain-parties", {"owner": owner, "to": owed_to}) + "\n")
        for line in explain(obligation, opened.calendar):
            context.out.write("   " + words.text(line.key, line.params) + "\n")
        context.out.write("   " + words.text("explain-state", {"state": shown.state(obligation)}) + "\n")
    return 0
