"""``talentcard release``: a month's public figures, written once and never changed."""

from __future__ import annotations

import argparse

from talentcard.context import CannotRunError, Context
from talentcard.core.model import Release
from talentcard.core.policy import NoPolicyError
from talentcard.core.statistics.figures import Period
from talentcard.core.statistics.history import releases
from talentcard.core.statistics.monthly import Made, first_month, following, make
from talentcard.core.statistics.periods import month
from talentcard.examining import examine
from talentcard.office import releasing
from talentcard.render.findings import FORMATS
from talentcard.session import Opened, open_registry

EXAMPLES = """例 / examples:
  talentcard release 2026-11               写入 records/releases/2026/rel-2026-11.yml / write the month's record
  talentcard release 2026-11 --dry-run     只看会公布什么，不写 / only say what would be published"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("month", type=period, metavar="MONTH", help="已结束的月份，如 2026-11 / a month that is over")
    parser.add_argument("--dry-run", action="store_true", help="不写文件 / write nothing")


def period(text: str) -> Period:
    """A month, YYYY-MM only."""
    try:
        return month(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” 不是月份，应写作 2026-11 / not a month; write 2026-11") from None


def run(context: Context, options: argparse.Namespace) -> int:
    """Exit code 0 with the record written, or 1 with the findings printed: what is frozen must be right.

    Raises CannotRunError where the month is not the next one, or is not over.
    """
    opened = open_registry(context)
    before = releases(opened.registry, opened.today)
    refuse(opened, before, options.month)
    report = examine(context, opened)
    if report.errors:
        context.out.write(FORMATS["text"](report))
        print(opened.words.text("release-stopped"), file=context.err)
        return 1
    try:
        made = make(opened.registry, opened.calendar, before, options.month, opened.today)
    except NoPolicyError as error:
        raise CannotRunError("no-policy", day=str(error)) from error
    if not options.dry_run:
        releasing.save(context.root, made.release)
    print("\n".join(said(opened, made, dry_run=options.dry_run)), file=context.out)
    return 0


def refuse(opened: Opened, before: tuple[Release, ...], wanted: Period) -> None:
    """A month is released once it is over, once only, and after all the months before it. Raises CannotRunError."""
    first, following_one = first_month(opened.registry), following(before, opened.registry)
    if wanted.last >= opened.today:
        raise CannotRunError("release-month-not-over", month=wanted.key, today=str(opened.today))
    if wanted.first < first.first:
        raise CannotRunError("release-before-tracking", month=wanted.key, first=first.key)
    if wanted.first < following_one.first:
        raise CannotRunError("release-exists", month=wanted.key, next=following_one.key)
    if wanted.first > following_one.first:
        raise CannotRunError("release-earlier-missing", month=wanted.key, next=following_one.key)


def said(opened: Opened, made: Made, *, dry_run: bool) -> list[str]:
    """What is published and what is carried over, in numbers of steps only."""
    words, release = opened.words, made.release
    steps = sum(counts.service is not None for counts in release.counts)
    rest = "release-with-rest" if len(release.counts) > steps else "release-no-rest"
    params = {
        "month": release.month,
        "path": str(releasing.path_of(release)),
        "steps": str(steps),
        "rest": words.text(rest),
        "times": str(len({(times.service, times.step) for times in release.times})),
        "carried": str(made.carried),
        "threshold": str(release.threshold),
    }
    head = "release-would" if dry_run else "release-done"
    return [words.text(key, params) for key in (head, "release-published", "release-carried")]
