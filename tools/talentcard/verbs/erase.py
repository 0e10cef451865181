"""``talentcard erase``: a person's data taken out of the registry, and what has to be destroyed for that to be true."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from talentcard import custodian
from talentcard.context import CannotRunError, Context
from talentcard.core.model import Erasure, ErasureReason, Key
from talentcard.sealing import erasing, rotation
from talentcard.sealing.erasing import Erased, NothingToEraseError, TombstoneError
from talentcard.sealing.keyring import KeyringError, Store
from talentcard.session import Opened

EXAMPLES = """例 / examples:
  talentcard erase tal-… --reason retention --dry-run    只看计划 / the plan only
  talentcard erase tal-… --reason request                抹除一名人才 / erase a talent
  talentcard erase con-… --reason retention              抹除离任的联系人 / erase a contact who left

先打印计划，输入编号后才执行：其余的人换用新密钥，这个人只留下编号和标记。
旧密钥的所有副本销毁之后才算抹除；做不到的事也逐条写明。
The plan comes first, and nothing is done before the id is typed. All others are sealed anew under a new key; of this
person an id and a mark remain. It is an erasure only once every copy of the old keys is destroyed."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("record", metavar="RECORD", help="人才或联系人的编号 / a talent's or a contact's id")
    parser.add_argument(
        "--reason", required=True, choices=[reason.value for reason in ErasureReason], help="原因 / why"
    )
    parser.add_argument("--dry-run", action="store_true", help="只打印计划 / print the plan only")
    parser.add_argument("--yes", action="store_true", help="不再询问 / don't ask")
    custodian.add_key_arguments(parser)


def run(context: Context, options: argparse.Namespace) -> int:
    """0 when done, or with the plan printed; 1 where a value does not open or nobody confirmed: nothing is changed."""
    opened, held, store = custodian.opened_with(context, options)
    record = custodian.record_id(opened, options.record)
    current = custodian.current_key(held)
    erasure = Erasure(on=max(opened.today, current.created_on), reason=ErasureReason(options.reason))
    try:
        source = erasing.subject(held, record)
        recipients = erasing.recipients(current, record)
        if not recipients:
            raise CannotRunError("keys-nobody")
        new, secret = rotation.found(held, store, recipients, erasure.on)
        erased = erasing.erasing(held, source, erasure, new, secret, custodian.secrets(held, store))
        if erased.plan.findings:
            return custodian.carry_out(context, opened, erased.plan)
        for line in told(opened, store, erased, new, erasure, record):
            print(line, file=context.out)
        if options.dry_run:
            return 0
        if not (options.yes or confirmed(context, opened, record)):
            print(opened.words.text("custody-nothing-written"), file=context.err)
            return 1
        rotation.establish(context.root, store, new, secret, erased.plan.changes)
    except NothingToEraseError:
        raise CannotRunError("erase-nothing", record=record) from None
    except TombstoneError:
        raise CannotRunError("erase-form", record=record) from None
    except KeyringError as error:
        raise CannotRunError(error.key, **error.params) from None
    except OSError as error:
        raise CannotRunError("not-written", error=error.strerror or type(error).__name__) from error
    params = {"record": record, "key": new.id, "file": str(store.file(new.kid))}
    print(opened.words.text("erase-done", params), file=context.out)
    return 0


def confirmed(context: Context, opened: Opened, record: str) -> bool:
    """Whether the id was typed. Raises CannotRunError where there is nobody to be asked."""
    if not context.terminal:
        raise CannotRunError("erase-unconfirmed", record=record)
    print(opened.words.text("erase-confirm", {"record": record}), file=context.out)
    return input("> ").strip() == record


def told(opened: Opened, store: Store, erased: Erased, new: Key, erasure: Erasure, record: str) -> Iterator[str]:
    """The plan, the copies to destroy, and what no program can undo."""
    words = opened.words
    params = {
        "record": record,
        "path": erased.path,
        "reason": words.text(f"erase-reason-{erasure.reason}"),
        "values": str(erased.values),
        "tags": str(erased.tags),
        "key": new.id,
        "sealed": str(erased.plan.sealed),
        "kids": " ".join(key.kid for key in erased.dead),
    }
    yield words.text("erase-plan", params)
    for key in erased.dead:
        holders = words.text("list-comma").join(who.holder for who in key.recipients)
        named = {"key": key.id, "since": str(key.created_on), "file": str(store.file(key.kid)), "holders": holders}
        yield words.text("erase-plan-key", named)
    yield words.text("erase-plan-limits", params)
