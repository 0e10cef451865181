"""``talentcard new-id``: fresh random ids, so that nobody has to think of one or derives it from a name."""

from __future__ import annotations

import argparse

from talentcard.context import Context
from talentcard.ids import LENGTHS, fresh
from talentcard.reading.walking import walk

EXAMPLES = """例 / examples:
  talentcard new-id request                一条新申请的编号 / an id for a new request
  talentcard new-id event --count 3        三个新事件的编号 / ids for three new events"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=tuple(LENGTHS), metavar="KIND", help=f"种类 / kind: {', '.join(LENGTHS)}")
    parser.add_argument("--count", type=int, default=1, metavar="N", help="几个 / how many (default: 1)")


def run(context: Context, options: argparse.Namespace) -> int:
    """Print ids, a line each, that no file of the registry has yet."""
    prefix, length = LENGTHS[options.kind]
    sources, _, _ = walk(context.root, None)
    taken = {source.stem for source in sources}
    for _ in range(max(0, options.count)):
        taken.add(made := fresh(prefix, length, taken))
        context.out.write(made + "\n")
    return 0
