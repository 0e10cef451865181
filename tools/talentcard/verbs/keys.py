"""``talentcard keys``: the epochs of sealing and who can open them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from talentcard import custodian
from talentcard.context import CannotRunError, Context
from talentcard.core.model import Contact, Key, Recipient, RecordId
from talentcard.sealing import changes, epochs, erasing, keyring, rotation
from talentcard.sealing.custody import Custody
from talentcard.sealing.keyring import KeyringError, Store
from talentcard.session import Opened

EXAMPLES = """例 / examples:
  talentcard keys init --holder con-… --new-identity --recipient recovery=age1…   第一期密钥 / the first key
  talentcard keys identity                 新的持有人在自己电脑上生成私钥 / a joiner makes an identity of their own
  talentcard keys add con-… age1…          新的持有人 / another holder
  talentcard keys remove con-…             持有人离任：换新密钥 / a holder leaves: a new key, everything sealed anew
  talentcard keys rotate                   换新密钥，全部重新密封 / a new key, everything sealed anew
  talentcard keys destroyed 2026a          所有副本已销毁，记下日子 / every copy is gone: put it on record
  talentcard keys status                   各期密钥和持有人 / the keys and who holds them

私钥文件放在登记册以外，绝不提交；恢复密钥（recovery）离线保管。
Key files lie outside the registry and are never committed; the recovery identity is kept offline."""

RECOVERY = "recovery"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=tuple(ACTIONS), metavar="ACTION", help=" | ".join(ACTIONS))
    parser.add_argument("words", nargs="*", metavar="WORD", help="持有人、收件公钥 / holder, recipient")
    parser.add_argument("--holder", metavar="CONTACT", help="init：您的联系人编号 / your own contact id")
    parser.add_argument(
        "--recipient",
        action="append",
        default=[],
        metavar="HOLDER=AGE1",
        help="init：其他持有人，可重复 / other holders, repeatable",
    )
    parser.add_argument(
        "--new-identity", action="store_true", help="init：生成您的 age 私钥 / make your own age identity"
    )
    custodian.add_key_arguments(parser)


def run(context: Context, options: argparse.Namespace) -> int:
    """0 when done, 1 where findings forbid it (nothing is changed). Raises CannotRunError."""
    action, count = ACTIONS[options.action]
    if len(options.words) != count:
        raise CannotRunError("keys-usage", action=options.action, count=str(count))
    opened, held, store = custodian.opened_with(context, options)
    try:
        return action(context, options, opened, held, store)
    except KeyringError as error:
        raise CannotRunError(error.key, **error.params) from None
    except OSError as error:
        raise CannotRunError("not-written", error=error.strerror or type(error).__name__) from error


def init(context: Context, options: argparse.Namespace, opened: Opened, held: Custody, store: Store) -> int:
    """The first epoch."""
    if held.current() is not None:
        raise CannotRunError("keys-there")
    others = [pair.partition("=") for pair in options.recipient]
    recipients = [Recipient(holder=holder(held, name), recipient=good(text)) for name, _, text in others]
    if options.holder:
        own = holder(held, options.holder)
        recipients.insert(0, Recipient(holder=own, recipient=own_recipient(store, new=options.new_identity)))
    if not recipients:
        raise CannotRunError("keys-nobody")
    key, secret = rotation.found(held, store, recipients, opened.today)
    rotation.establish(context.root, store, key, secret, {})
    print(opened.words.text("keys-made", told(opened, key, store)), file=context.out)
    warn_of_recovery(context, opened, key)
    return 0


def identity(context: Context, _options: argparse.Namespace, opened: Opened, _held: Custody, store: Store) -> int:
    """A joiner's own identity, made on their own machine where there is none yet; its public half is printed."""
    params = {"recipient": own_recipient(store, new=not store.identity.exists()), "file": str(store.identity)}
    print(opened.words.text("keys-identity", params), file=context.out)
    return 0


def add(context: Context, options: argparse.Namespace, opened: Opened, held: Custody, store: Store) -> int:
    """One more holder for every epoch that still opens something."""
    name, text = options.words
    who = Recipient(holder=holder(held, name), recipient=good(text))
    current = custodian.current_key(held)
    secrets = custodian.secrets(held, store)
    for key in held.epochs():
        if key.kid in secrets:
            wanted = [*rotation.others(key, who.holder), who]
            store.write(secrets[key.kid], [each.recipient for each in wanted])
    changes.apply(context.root, rotation.admitted(held, who, secrets))
    params = {"holder": who.holder, "count": str(len(secrets)), "folder": str(store.folder), "key": current.id}
    print(opened.words.text("keys-added", params), file=context.out)
    return 0


def remove(context: Context, options: argparse.Namespace, opened: Opened, held: Custody, store: Store) -> int:
    """A new epoch without a holder: what they hold opens nothing that is written from now on."""
    (name,) = options.words
    current = custodian.current_key(held)
    left = rotation.others(current, name)
    if len(left) == len(current.recipients):
        raise CannotRunError("holder-none", holder=name)
    if not left:
        raise CannotRunError("keys-nobody")
    code = succeed(context, opened, held, store, left)
    if code == 0:
        print(opened.words.text("keys-removed", {"holder": name, "key": current.id}), file=context.err)
    return code


def rotate(context: Context, _options: argparse.Namespace, opened: Opened, held: Custody, store: Store) -> int:
    """A new epoch for the same holders."""
    return succeed(context, opened, held, store, custodian.current_key(held).recipients)


def succeed(context: Context, opened: Opened, held: Custody, store: Store, recipients: Sequence[Recipient]) -> int:
    secrets = custodian.secrets(held, store)
    key, secret = rotation.found(held, store, recipients, opened.today)
    plan = rotation.succession(held, key, secret, secrets)
    if plan.findings:
        return custodian.carry_out(context, opened, plan)
    rotation.establish(context.root, store, key, secret, plan.changes)
    print(opened.words.text("keys-made", told(opened, key, store)), file=context.out)
    params = {"count": str(plan.sealed), "tags": str(plan.tags)}
    print(opened.words.text("keys-resealed", params), file=context.out)
    warn_of_recovery(context, opened, key)
    return 0


def status(context: Context, _options: argparse.Namespace, opened: Opened, held: Custody, store: Store) -> int:
    """Each epoch: since when, for whom, how much it seals, whether it opens here. Always 0."""
    words = opened.words
    counts = epochs.sealed_by_epoch(held)
    at_hand = custodian.secrets_at_hand(held, store)
    for key in held.epochs():
        day = key.destroyed_on or key.retired_on or key.created_on
        params = {
            "key": key.id,
            "state": words.text(f"keys-{state(key)}", {"day": str(day)}),
            "count": str(counts.get(key.kid, 0)),
            "holders": words.text("list-comma").join(who.holder for who in key.recipients),
            "here": words.text("keys-opens" if key.kid in at_hand else f"keys-{presence(store, key)}"),
        }
        print(words.text("keys-status", params), file=context.out)
    if unknown := sum(counts.values()) - sum(counts.get(key.kid, 0) for key in held.epochs()):
        print(words.text("keys-status-unknown", {"count": str(unknown)}), file=context.out)
    if not held.epochs():
        print(words.text("keys-none"), file=context.out)
    return 0


def destroyed(context: Context, options: argparse.Namespace, opened: Opened, held: Custody, store: Store) -> int:
    """An epoch of which no copy is left is marked so. Raises CannotRunError while one is in use, or here."""
    kid = options.words[0].removeprefix("key-")
    key = next((key for key in held.epochs() if key.kid == kid), None)
    if key is None:
        raise CannotRunError("key-unknown", epoch=kid)
    if key.retired_on is None or epochs.sealed_by_epoch(held).get(kid):
        raise CannotRunError("key-in-use", epoch=key.id)
    if store.file(kid).exists():
        raise CannotRunError("key-still-here", epoch=key.id, file=str(store.file(kid)))
    changes.apply(context.root, erasing.destroyed(key, max(opened.today, key.retired_on)))
    print(opened.words.text("keys-destroyed-done", {"key": key.id}), file=context.out)
    return 0


def state(key: Key) -> str:
    if key.destroyed_on is not None:
        return "destroyed"
    return "in-use" if key.retired_on is None else "retired"


def presence(store: Store, key: Key) -> str:
    return "closed" if store.file(key.kid).is_file() else "absent"


def holder(held: Custody, name: str) -> str:
    """A contact of the registry, or ``recovery``. Raises CannotRunError."""
    if name != RECOVERY and held.registry.get(Contact, RecordId(name)) is None:
        raise CannotRunError("holder-unknown", holder=name)
    return name


def good(text: str) -> str:
    """An ``age1…``. Raises KeyringError."""
    return str(keyring.recipient(text))


def own_recipient(store: Store, *, new: bool) -> str:
    """The recipient of the holder's own identity, made now where that is asked for. Raises KeyringError."""
    if not new:
        return keyring.public_of(store.identity)
    try:
        return store.new_identity()
    except FileExistsError:
        raise CannotRunError("identity-exists", file=store.identity.name) from None


def told(opened: Opened, key: Key, store: Store) -> dict[str, str]:
    holders = opened.words.text("list-comma").join(who.holder for who in key.recipients)
    return {"key": key.id, "file": str(store.file(key.kid)), "holders": holders}


def warn_of_recovery(context: Context, opened: Opened, key: Key) -> None:
    if all(who.holder != RECOVERY for who in key.recipients):
        print(opened.words.text("keys-no-recovery"), file=context.err)


Action = Callable[[Context, argparse.Namespace, Opened, Custody, Store], int]

ACTIONS: dict[str, tuple[Action, int]] = {
    "init": (init, 0),
    "identity": (identity, 0),
    "add": (add, 2),
    "remove": (remove, 1),
    "rotate": (rotate, 0),
    "destroyed": (destroyed, 1),
    "status": (status, 0),
}
"""Action → what it does, and how many words it takes."""
