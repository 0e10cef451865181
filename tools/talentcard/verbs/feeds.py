"""``talentcard feeds``: the staff's calendars, which programs subscribe to and which update themselves."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from talentcard import placing
from talentcard.context import CannotRunError, Context
from talentcard.core import ledger
from talentcard.core.engine import Engine
from talentcard.core.feeds.entry import Entry, Feed, Status
from talentcard.core.feeds.planning import Planner
from talentcard.core.policy import NoPolicyError
from talentcard.office import listing
from talentcard.render import duty_feeds
from talentcard.session import Opened, open_registry

ENDING = ".ics"
EXAMPLES = """例 / examples:
  talentcard feeds --out calendars             每天运行，变更、撤销随之写入 / run daily: updates and cancels
  talentcard feeds --out new --previous old    上一次的日历在别处 / where the last ones lie elsewhere

供内部使用：文件里有记录编号和单位，没有个人信息，也不应放在公开网站上。
For the staff: record ids and bodies, nobody's personal data, and no place on the public site."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="写到哪个文件夹 / the folder to write")
    parser.add_argument(
        "--previous", type=Path, metavar="DIR", help="上一次的日历 / the calendars before these (default: those in DIR)"
    )


def run(context: Context, options: argparse.Namespace) -> int:
    """Raises CannotRunError, with nothing written, where what is there can't be taken further."""
    placing.refuse_own(context.root, options.out)
    opened = open_registry(context)
    listing.unread(context, opened)
    there = earlier(options.out)
    before = there if options.previous is None else earlier(options.previous)
    if options.previous is not None and not options.previous.is_dir():
        raise CannotRunError("no-such-folder", folder=options.previous.name)
    newest = max((entry.changed_on for feed in before.values() for entry in feed.entries), default=opened.as_of)
    if newest > opened.as_of:
        raise CannotRunError("feeds-from-later", newest=str(newest), as_of=str(opened.as_of))
    made = planned(opened, before)
    with placing.beside(options.out, over=True) as folder:
        try:
            for feed in made:
                file = folder / f"{feed.name}{ENDING}"
                file.parent.mkdir(exist_ok=True)
                file.write_bytes(duty_feeds.calendar(feed, about(opened, feed)))
            placing.exchange(folder, options.out)
        except OSError as error:
            raise CannotRunError("not-written", error=error.strerror or type(error).__name__) from error
    print(said(opened, before, made), file=context.out)
    return 0


def planned(opened: Opened, before: Mapping[str, Feed]) -> tuple[Feed, ...]:
    """Raises CannotRunError where the policy does not say how calendars are kept."""
    engine = Engine(opened.registry, opened.calendar, opened.as_of)
    try:
        terms = engine.rulebook.on(opened.as_of).feeds
    except (NoPolicyError, LookupError):
        raise CannotRunError("feeds-no-policy", day=str(opened.as_of)) from None
    planner = Planner(engine=engine, terms=terms, lang=opened.lang, say=opened.words.text)
    return planner.feeds(ledger.ledger(opened.registry, opened.calendar, opened.as_of), before)


def earlier(folder: Path) -> Mapping[str, Feed]:
    """The calendars in a folder by name; none where there is no folder. Raises CannotRunError for anything else."""
    found = {}
    for file in sorted(path for path in folder.rglob("*") if not path.is_dir()) if folder.is_dir() else ():
        name = file.relative_to(folder).as_posix()
        try:
            if file.suffix != ENDING or file.is_symlink():
                raise duty_feeds.FeedError(name)
            found[name.removesuffix(ENDING)] = duty_feeds.read(file.read_bytes(), name.removesuffix(ENDING))
        except duty_feeds.FeedError:
            raise CannotRunError("feeds-foreign", folder=folder.name, file=name) from None
    return found


def about(opened: Opened, feed: Feed) -> str:
    key = "feed-about-undated" if feed.undated else "feed-about"
    return opened.words.text(key, {"name": feed.title, "count": str(feed.undated)})


def said(opened: Opened, before: Mapping[str, Feed], made: Iterable[Feed]) -> str:
    """How many calendars, and what happened in them."""
    counts: Counter[str] = Counter()
    feeds = 0
    for feed in made:
        feeds += 1
        earlier = {entry.uid: entry for entry in before[feed.name].entries} if feed.name in before else {}
        counts.update(what(earlier.pop(entry.uid, None), entry) for entry in feed.entries)
        counts["gone"] += len(earlier)
    words = ("new", "changed", "cancelled", "same", "gone")
    return opened.words.text("feeds-done", {"feeds": str(feeds), **{word: str(counts[word]) for word in words}})


def what(before: Entry | None, now: Entry) -> str:
    if before is None:
        return "new"
    if before == now:
        return "same"
    return "cancelled" if now.status is Status.CANCELLED else "changed"
