"""``talentcard sample``: a registry of invented records, of any size, the same for the same seed."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from talentcard.context import CannotRunError, Context
from talentcard.messages import catalogue
from talentcard.progress import Bar
from talentcard.reading import loading
from talentcard.sampling import keeping, reference, releases, writing
from talentcard.sampling.plan import Plan
from talentcard.sampling.sealing import IDENTITY, Seals, keep
from talentcard.sampling.window import STORIES_SINCE, STORIES_UNTIL

RECORDS, SEED = 850, 2026

EXAMPLES = f"""例 / examples:
  talentcard sample --out build/sample                      仓库所带的示例登记册
                                                            the sample kept in this repository
  talentcard sample --out /tmp/large --records 100000       大规模登记册，用于测速 / a large one, for measuring
  talentcard sample --out /tmp/open --keys /tmp/keys        留下密钥，可以打开虚构的身份
                                                            keep the key that opens the invented identities
  talentcard sample --out /tmp/other --seed 7               另一份，内容不同 / another one

更新仓库中的示例 / to renew the sample in records/:
  talentcard sample --records {RECORDS} --seed {SEED} --out build/sample
  rm -r records/identity-tags; cp -r build/sample/records/. records/"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="新的或空的文件夹 / a new or empty folder"
    )
    parser.add_argument(
        "--records", type=count, default=RECORDS, metavar="N", help=f"约多少条记录 / about how many (default {RECORDS})"
    )
    parser.add_argument(
        "--keys",
        type=Path,
        metavar="DIR",
        help="密封虚构身份的密钥存到这里（默认不留） / keep the key of the invented people (default: nobody has it)",
    )
    parser.add_argument(
        "--seed", type=int, default=SEED, metavar="S", help=f"随机种子 / seed of randomness (default {SEED})"
    )
    parser.add_argument(
        "--since", type=day, default=STORIES_SINCE, metavar="YYYY-MM-DD",
        help=f"从哪一天起 / first day (default {STORIES_SINCE})",
    )  # fmt: skip
    parser.add_argument(
        "--until", type=day, default=STORIES_UNTIL, metavar="YYYY-MM-DD",
        help=f"到哪一天止，也是示例的“今天” / last day, and the sample's “today” (default {STORIES_UNTIL})",
    )  # fmt: skip


def day(text: str) -> dt.date:
    """A date, YYYY-MM-DD only."""
    if len(text) != 10:
        raise ValueError(text)
    return dt.date.fromisoformat(text)


def count(text: str) -> int:
    """A number of records."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def run(context: Context, options: argparse.Namespace) -> int:
    if (options.until - options.since).days < 90:
        raise CannotRunError("sample-window-short")
    kept = reference.read(context.root)
    plan = Plan(kept.registry, options.records, options.seed, options.since, options.until)
    seals = Seals(plan.world.streams)
    if options.keys is not None and options.keys.resolve().is_relative_to(options.out.resolve()):
        raise CannotRunError("keys-inside", folder=options.keys.name)
    writing.prepare(options.out)
    try:
        recipient = keep(seals.secret, options.keys)
    except FileExistsError:
        raise CannotRunError("identity-exists", file=IDENTITY) from None
    writing.copy_reference(context.root, options.out, kept, options.since, options.until)
    words = catalogue(context.lang or "zh")
    with Bar(context, words.text("sample-writing"), options.records) as bar:
        written = writing.write(plan, options.out, seals, bar.step)
    written += writing.write_keys(seals, options.out, options.since, recipient)
    made = loading.load(options.out).registry
    written += releases.write(options.out, made, options.until)
    keeping.write(options.out, made, options.until)
    print(words.text("sample-done", {"records": f"{written:,}", "out": str(options.out)}), file=context.out)
    return 0
