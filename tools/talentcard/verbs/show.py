"""``talentcard show``: a record with its sealed values opened, on the terminal only."""

from __future__ import annotations

import argparse

from talentcard import custodian
from talentcard.context import CannotRunError, Context
from talentcard.sealing import seals

EXAMPLES = """例 / examples:
  talentcard show tal-7k2m9q4w3d        打开一名人才的记录 / open a talent's record

只显示在终端上，不能存入文件或传给别的程序。
It is shown on the terminal only; it can't be redirected into a file or another program."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("record", metavar="RECORD", help="记录编号或文件 / a record's id or file")
    custodian.add_key_arguments(parser)


def run(context: Context, options: argparse.Namespace) -> int:
    """0 with the record shown, or 1 where a value does not open."""
    if not context.terminal:
        raise CannotRunError("show-terminal-only")
    opened, held, keys = custodian.opened_with(context, options)
    source = held.text(custodian.record_id(opened, options.record))
    if source is None:
        raise CannotRunError("record-without-seals", record=options.record)
    text, findings = seals.opened_text(source, custodian.secrets(held, keys))
    context.out.write(text)
    return custodian.report(context, opened, findings) if findings else 0
