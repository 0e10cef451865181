"""``talentcard notify``: one message a day to everybody who owes or is owed a notice, by way of an outbox."""

from __future__ import annotations

import argparse
import datetime as dt
import time
from collections.abc import Iterable
from pathlib import Path

from talentcard import custodian
from talentcard.context import CannotRunError, Context
from talentcard.core import ledger
from talentcard.core.delivery.planning import Plan, plan
from talentcard.core.delivery.recipients import Recipients
from talentcard.core.delivery.sent import Entry, Standing, State
from talentcard.core.flagging.legs import Ladder
from talentcard.core.model import Contact, Organisation, RecordId
from talentcard.core.names import short_name
from talentcard.mailing import rendering, sending
from talentcard.mailing.access import access
from talentcard.mailing.addresses import AddressBook
from talentcard.mailing.outbox import Outbox, digest, held
from talentcard.mailing.returned import Left, returned
from talentcard.placing import inside
from talentcard.progress import Bar
from talentcard.render.digests import DigestTexts
from talentcard.sealing import changes
from talentcard.session import Opened, open_registry

FOLDER = "outbox"

EXAMPLES = """例 / examples:
  talentcard notify --dry-run              只看会通知谁几项 / only say who would be told how much
  talentcard notify                        放入发件箱并发送 / into the outbox, and send
  talentcard notify --bounces 退信.mbox     登记退信 / note the mail that came back

环境变量 / environment:
  TALENTCARD_SMTP_HOST, TALENTCARD_SMTP_FROM            服务器、发件邮箱 / server, sender's mailbox
  TALENTCARD_SMTP_SECURITY                              starttls (587) | tls (465)
  TALENTCARD_SMTP_PORT, TALENTCARD_SMTP_TIMEOUT, TALENTCARD_SMTP_CA
  TALENTCARD_SMTP_USER, TALENTCARD_SMTP_PASSWORD_FILE   登录 / login
只在工作日发；每人每天一封，同一级提醒只发一次；中断后再运行一次即可。
Working days only; one message a person and day, each rung once; after a failure, run it again."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--outbox",
        type=Path,
        metavar="DIR",
        help="发件箱，在登记册之外 / the outbox, not in the registry (default: ~/.talentcard/…/outbox)",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--dry-run", action="store_true", help="不写不发，只列出计划 / write and send nothing, print the plan"
    )
    what.add_argument(
        "--bounces",
        type=Path,
        metavar="PATH",
        help="读退信（.eml、文件夹或 mbox），记入联系人 / read mail that came back into the contacts' records",
    )
    custodian.add_key_arguments(parser)


def run(context: Context, options: argparse.Namespace) -> int:
    """0 all sent or nothing to do, 1 where something is deferred, refused or doubtful. Raises CannotRunError."""
    opened = open_registry(context)
    folder = outbox_folder(context, opened, options)
    if options.bounces is not None:
        with held(folder, opened.registry.settings.id) as outbox:
            return note_bounces(context, opened, outbox, options.bounces)
    if not opened.calendar.is_working(opened.as_of):
        print(opened.words.text("notify-day-off", {"as_of": str(opened.as_of)}), file=context.out)
        return 0
    unread = len({finding.at.path for finding in opened.loaded.findings})
    if unread:
        print(opened.words.text("notify-unread", {"count": str(unread)}), file=context.err)
    return max(int(bool(unread)), told(context, opened, folder, options))


def outbox_folder(context: Context, opened: Opened, options: argparse.Namespace) -> Path:
    """Raises CannotRunError where it would lie inside the registry."""
    home = Path.home() / ".talentcard" / opened.registry.settings.id / FOLDER
    folder: Path = (options.outbox or home).expanduser().resolve()
    if inside(context.root, folder):
        raise CannotRunError("outbox-inside", folder=folder.name)
    return folder


# ---- planning and sending -------------------------------------------------------------------------


def told(context: Context, opened: Opened, folder: Path, options: argparse.Namespace) -> int:
    try:
        ladder = Ladder(opened.registry, opened.calendar, opened.as_of)
    except LookupError as error:
        raise CannotRunError("no-reminders", as_of=str(opened.as_of)) from error
    if options.dry_run:
        outbox = Outbox(folder, opened.registry.settings.id)
        return say_plan(context, opened, planned(opened, ladder, outbox.standing), outbox)
    server = access(context.mail or {})
    clock = Clock(context)
    with held(folder, opened.registry.settings.id) as outbox:
        if outbox.torn:
            print(opened.words.text("notify-torn"), file=context.err)
        sending.recover(outbox, clock())
        withdrawn = sending.withdraw(outbox, opened.as_of, still_here(opened, outbox.standing), clock())
        made = planned(opened, ladder, outbox.standing)
        queue(opened, ladder, outbox, made, clock())
        say_queued(context, opened, made, withdrawn)
        if server is None:
            return max(say_unsent(context, opened, outbox), int(bool(made.unreached)))
        waiting = outbox.standing.still_to_send()
        book = AddressBook(opened.registry, lambda: key_ring(context, opened, options))
        with Bar(context, opened.words.text("notify-sending"), len(waiting)) as bar:
            sender = sending.Sender(outbox, server, book, clock, Steps(bar, len(waiting)))
            outcome = sender.run()
        return max(say_outcome(context, opened, outbox.standing, outcome), int(bool(made.unreached)))


class Clock:
    """The moment at which the command began, and what has gone by since."""

    def __init__(self, context: Context) -> None:
        self._begun = context.moment or dt.datetime.combine(context.today, dt.time(), rendering.HOUR.tzinfo)
        self._since = time.monotonic()

    def __call__(self) -> dt.datetime:
        return self._begun + dt.timedelta(seconds=round(time.monotonic() - self._since, 3))


class Steps:
    """Each message moves the bar, as each takes a while."""

    def __init__(self, bar: Bar, total: int) -> None:
        self._bar, self._total, self._done = bar, total, 0

    def __call__(self) -> None:
        self._done += 1
        self._bar.update(min(self._done, self._total), self._total)


def planned(opened: Opened, ladder: Ladder, standing: Standing) -> Plan:
    return plan(ladder, ledger.ledger(opened.registry, opened.calendar, opened.as_of), standing.said())


def still_here(opened: Opened, standing: Standing) -> RecipientsHere:
    return RecipientsHere(Recipients(opened.registry, opened.as_of, standing.said().failed))


class RecipientsHere:
    """Whether a recipient may still be written to: a contact in post whom mail reaches, a body with a mailbox."""

    def __init__(self, recipients: Recipients) -> None:
        self._recipients = recipients

    def __call__(self, recipient: RecordId) -> bool:
        contact = self._recipients.registry.get(Contact, recipient)
        if contact is not None:
            return self._recipients.can_be_reached(contact)
        office = self._recipients.registry.get(Organisation, recipient)
        return office is not None and office.mailbox is not None


def queue(opened: Opened, ladder: Ladder, outbox: Outbox, made: Plan, now: dt.datetime) -> None:
    """Files first, then the ledger: what the ledger names is there."""
    texts, settings = DigestTexts(ladder, opened.calendar), opened.registry.settings
    files = [
        (message, rendering.rendered(settings, message, texts.subject(message), texts.text(message)))
        for message in made.messages
    ]
    outbox.put((message.key, raw) for message, raw in files)
    outbox.note(
        *(
            Entry(
                key=message.key,
                state=State.QUEUED,
                at=now,
                recipient=message.recipient,
                body=message.body,
                message_id=rendering.message_id(settings, message.key),
                digest=digest(raw),
                says=message.marks,
            )
            for message, raw in files
        )
    )


def key_ring(context: Context, opened: Opened, options: argparse.Namespace) -> AddressBook.Secrets:
    """The keys that open here; asked for only where an address is sealed."""
    held_keys = custodian.store(context, options, opened.settings)
    return custodian.secrets_at_hand(custodian.custody(context, opened), held_keys)


# ---- what is said ---------------------------------------------------------------------------------


def say_plan(context: Context, opened: Opened, made: Plan, outbox: Outbox) -> int:
    """Counts and ids, no addresses."""
    words = opened.words
    for message in made.messages:
        params = {
            "key": message.key,
            "body": short_name(opened.registry, message.body, opened.as_of, opened.lang),
            "legs": str(len(message.legs)),
            "notices": str(len(message.notices)),
        }
        print(words.text("notify-plan", params), file=context.out)
    params = {
        "count": str(len(made.messages)),
        "marks": str(sum(len(message.marks) for message in made.messages)),
        "waiting": str(len(outbox.standing.still_to_send())),
        "as_of": str(opened.as_of),
    }
    print(words.text("notify-would", params), file=context.out)
    say_unreached(context, opened, made)
    return int(bool(made.unreached))


def say_queued(context: Context, opened: Opened, made: Plan, withdrawn: Iterable[str]) -> None:
    words, gone = opened.words, len(list(withdrawn))
    if gone:
        print(words.text("notify-withdrawn", {"count": str(gone)}), file=context.out)
    key = "notify-queued" if made.messages else "notify-nothing"
    print(words.text(key, {"count": str(len(made.messages)), "as_of": str(opened.as_of)}), file=context.out)
    say_unreached(context, opened, made)


def say_unreached(context: Context, opened: Opened, made: Plan) -> None:
    for body in made.unreached:
        params = {"id": body, "body": short_name(opened.registry, body, opened.as_of, opened.lang)}
        print(opened.words.text("notify-unreached", params), file=context.err)


def say_unsent(context: Context, opened: Opened, outbox: Outbox) -> int:
    waiting = len(outbox.standing.still_to_send())
    if waiting:
        print(opened.words.text("notify-no-server", {"count": str(waiting)}), file=context.err)
    return int(bool(waiting))


def say_outcome(context: Context, opened: Opened, standing: Standing, outcome: sending.Outcome) -> int:
    """What did not go through, one line each, by its key; never an address."""
    words = opened.words
    for key in outcome.refused:
        last = standing.messages[key].last
        name = "notify-refused" if last.code else "notify-altered"
        params = {"key": key, "code": str(last.code), "status": last.status or ""}
        print(words.text(name, params), file=context.out)
    for key in outcome.left:
        name = "notify-locked" if key in outcome.locked else "notify-left"
        params = {"key": key, "failures": str(standing.messages[key].failures)}
        print(words.text(name, params), file=context.out)
    for key in outcome.doubtful:
        params = {"key": key, "message_id": standing.messages[key].first.message_id or ""}
        print(words.text("notify-doubtful", params), file=context.out)
    counts = {name: str(len(getattr(outcome, name))) for name in ("sent", "refused", "left", "doubtful")}
    if any(count != "0" for count in counts.values()):
        print(words.text("notify-summary", counts), file=context.out)
    if outcome.unreachable:
        print(words.text("notify-server-gone"), file=context.err)
    if outcome.left:
        print(words.text("notify-again"), file=context.err)
    return int(bool(outcome.refused or outcome.left or outcome.doubtful))


# ---- mail that came back --------------------------------------------------------------------------


def note_bounces(context: Context, opened: Opened, outbox: Outbox, source: Path) -> int:
    """0, or 1 where a mail is left for people to look at. Raises CannotRunError."""
    clock = Clock(context)
    sending.recover(outbox, clock())
    found = returned(outbox, opened.registry, context.root, source)
    try:
        changes.apply(context.root, {mark.path: mark.text.encode() for mark in found.marks})
    except OSError as error:
        raise CannotRunError("not-written", error=error.strerror or type(error).__name__) from error
    outbox.note(*(Entry(key=key, state=State.BOUNCED, at=clock(), status=why) for key, why in found.back.items()))
    for mark in found.marks:
        print(opened.words.text("notify-marked", {"path": mark.path, "status": mark.status}), file=context.out)
    for left in found.left:
        print(left_words(opened, left), file=context.out)
    not_noted = sum(left.key is not None for left in found.left)
    counts = {name: str(getattr(found, name)) for name in ("count", "noted", "known", "delayed")}
    counts |= {"left": str(not_noted), "other": str(len(found.left) - not_noted)}
    print(opened.words.text("notify-bounces", counts), file=context.out)
    return int(bool(found.left))


def left_words(opened: Opened, left: Left) -> str:
    """By its file, and its number in an mbox."""
    words, spot = opened.words, left.spot
    number = {"file": spot.file, "number": str(spot.number)}
    params = {
        "where": words.text("notify-in-mbox", number) if spot.number is not None else spot.file,
        "why": words.text(f"notify-why-{left.why.value}"),
        "key": left.key or "",
    }
    return words.text("notify-unknown" if left.key is None else "notify-not-noted", params)
