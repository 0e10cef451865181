"""``talentcard flag``: one issue for each responsible body on the Git host, kept up to date with what is late."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from talentcard.context import CannotRunError, Context
from talentcard.core import ledger
from talentcard.core.flagging.legs import Ladder
from talentcard.core.flagging.planning import Action, Comment, Issue, Open, Revise, plan
from talentcard.core.model import RecordId
from talentcard.core.names import short_name
from talentcard.githost import Host, HostError
from talentcard.render.reminders import ReminderTexts
from talentcard.session import Opened, open_registry

ACCOUNT = "github-actions[bot]"

EXAMPLES = """例 / examples:
  talentcard flag --dry-run                只看会写什么，不写 / only say what would be written
  talentcard flag                          每个单位一个帖子：新建、更新、评论、关闭 / open, update, comment, close
  talentcard flag --account my-bot         以另一个账号运行 / where another account than the CI's writes

环境变量 / environment: GITHUB_REPOSITORY, GITHUB_TOKEN, GITHUB_API_URL
只在工作日提醒；每一级对每个事项只说一次；中断后再运行一次即可。
Working days only; each rung is announced once for each obligation; after a failure, run it again."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="不写，只列出计划 / write nothing, print the plan")
    parser.add_argument(
        "--account",
        metavar="LOGIN",
        default=ACCOUNT,
        help=f"程序写帖所用的账号，只认它写的 / the account that writes; only its texts count (default: {ACCOUNT})",
    )


def run(context: Context, options: argparse.Namespace) -> int:
    """0 with everything written, 1 where a step failed or files could not be read. Raises CannotRunError."""
    opened = open_registry(context)
    if not opened.calendar.is_working(opened.as_of):
        print(opened.words.text("flag-day-off", {"as_of": str(opened.as_of)}), file=context.out)
        return 0
    unread = len({finding.at.path for finding in opened.loaded.findings})
    if unread:
        print(opened.words.text("flag-unread", {"count": str(unread)}), file=context.err)
    host = connected(context, options)
    actions = planned(opened, existing(host), complete=not unread)
    done = len(actions) if host is None or options.dry_run else carried_out(context, opened, host, actions)
    say(context, opened, actions, done, dry_run=options.dry_run)
    return int(bool(unread) or done < len(actions))


def connected(context: Context, options: argparse.Namespace) -> Host | None:
    """The host; None for a dry run without one. Raises CannotRunError."""
    if context.host is None:
        if options.dry_run:
            return None
        raise CannotRunError("host-missing")
    try:
        return Host(context.host, options.account)
    except HostError as error:
        raise CannotRunError(error.key) from error


def existing(host: Host | None) -> list[Issue]:
    """The issues that are there. Raises CannotRunError: nothing is planned on half a picture."""
    try:
        return list(host.issues()) if host is not None else []
    except HostError as error:
        raise CannotRunError(error.key) from error


def planned(opened: Opened, issues: Sequence[Issue], *, complete: bool) -> tuple[Action, ...]:
    """Raises CannotRunError where no policy in force states the reminders."""
    try:
        ladder = Ladder(opened.registry, opened.calendar, opened.as_of)
    except LookupError as error:
        raise CannotRunError("no-reminders", as_of=str(opened.as_of)) from error
    owed = ladder.legs(ledger.ledger(opened.registry, opened.calendar, opened.as_of))
    return plan(issues, owed, ReminderTexts(ladder, opened.calendar), complete=complete)


def carried_out(context: Context, opened: Opened, host: Host, actions: Sequence[Action]) -> int:
    """Write; returns how many steps are known to be done. A body whose step failed is left to the next run."""
    failed: set[RecordId] = set()
    opened_now: dict[RecordId, int] = {}
    done = 0
    for action in actions:
        what = described(opened, action)
        if action.body in failed:
            print(opened.words.text("flag-skipped", {"what": what}), file=context.err)
            continue
        try:
            carry_out(host, action, opened_now)
        except HostError as error:
            failed.add(action.body)
            params = {"what": what, "why": opened.words.text(error.key)}
            print(opened.words.text("flag-failed", params), file=context.err)
        else:
            done += 1
            print(what, file=context.out)
    return done


def carry_out(host: Host, action: Action, opened_now: dict[RecordId, int]) -> None:
    match action:
        case Open():
            opened_now[action.body] = host.open(action.title, action.text)
        case Revise():
            host.revise(action.number, action.title, action.text, is_open=action.open)
        case Comment():
            host.comment(action.number or opened_now[action.body], action.text)


def say(context: Context, opened: Opened, actions: Sequence[Action], done: int, *, dry_run: bool) -> None:
    """What was done, or would be, with every text in a dry run."""
    words = opened.words
    params = {"as_of": str(opened.as_of), "count": str(len(actions)), "done": str(done)}
    if dry_run:
        if context.host is None:
            print(words.text("flag-no-host-plan"), file=context.err)
        for action in actions:
            print(f"## {described(opened, action)}\n\n{action.text}\n", file=context.out)
    key = "flag-nothing" if not actions else "flag-would" if dry_run else "flag-summary"
    print(words.text(key, params), file=context.out)
    if done < len(actions):
        print(words.text("flag-run-again"), file=context.err)


def described(opened: Opened, action: Action) -> str:
    """One line for a step."""
    match action:
        case Open():
            key, number = "open", None
        case Revise():
            key = ("update" if action.was_open else "reopen") if action.open else "close"
            number = action.number
        case Comment():
            key, number = "comment" if action.number else "comment-new", action.number
    name = short_name(opened.registry, action.body, opened.as_of, opened.lang)
    return opened.words.text(f"flag-did-{key}", {"body": name, "number": str(number or "")})
