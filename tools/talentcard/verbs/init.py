"""``talentcard init``: a new registry for real use, founded in an empty folder; its keys lie beside it."""

from __future__ import annotations

import argparse
import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from talentcard import custodian, founding, gitrepo, placing
from talentcard.asking import Asker
from talentcard.changing import codeowners
from talentcard.context import CannotRunError, Context
from talentcard.core.model import Recipient, RecordId, Text
from talentcard.examining import examine
from talentcard.founding import Founding
from talentcard.ids import LENGTHS, fresh
from talentcard.messages import catalogue
from talentcard.render.findings import FORMATS
from talentcard.sealing import keyring, rotation
from talentcard.sealing.keyring import KeyringError, Store
from talentcard.session import open_registry

NAME = Text(zh="重庆市人才服务证登记册", en="Chongqing talent service card registry")
RECOVERY_FILE = "recovery-identity.txt"
Answer = TypeVar("Answer")
FIRST_COMMIT = "A new registry: program, rules, calendars, public bodies; no cases yet"

EXAMPLES = """例 / examples:
  talentcard init ../card-registry                     逐项询问，每一项都有说明 / asks, and explains each question
  talentcard init ../card-registry --yes               全部按建议值 / takes every proposal
  talentcard init ../card-registry --update            已有登记册换上本程序的新版 / the program's newer files
  talentcard init ../card-registry --yes --keys /secure/keys --recovery age1…
                                                       供脚本使用 / for scripts

在本程序的仓库里运行。新登记册不含示例，放进自己的 git 仓库，密钥放在仓库之外。
Run it in the program's own repository. The new registry has none of the sample and a git repository of its own; its
keys lie outside."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="新的或空的文件夹 / a new or empty folder")
    parser.add_argument(
        "--yes", action="store_true", help="不询问，没给的一律按建议值 / ask nothing, take the proposals"
    )
    parser.add_argument(
        "--update",
        action="store_true",
        help="只更新已有登记册里的程序，记录和密钥不动，不提交 / only the program, in an older registry",
    )
    parser.add_argument("--name", metavar="TEXT", help="登记册的中文名称 / its Chinese name")
    parser.add_argument("--name-en", metavar="TEXT", help="英文名称 / its English name")
    parser.add_argument("--since", metavar="YYYY-MM-DD", help="从哪一天起使用 / the first day of use (default: today)")
    parser.add_argument(
        "--address", metavar="URL", help="公开网站的地址 / the public site's address (default: none yet)"
    )
    parser.add_argument(
        "--phone", metavar="NUMBER", help="平台办公电话 / the platform's office phone (default: none yet)"
    )
    parser.add_argument(
        "--recovery",
        metavar="AGE1…",
        help="已有的恢复公钥 / the public half of a recovery identity that exists (default: a new one is made)",
    )
    custodian.add_key_arguments(parser)


def run(context: Context, options: argparse.Namespace) -> int:
    """0 with the registry in place and committed, its keys written; or 1 with the findings printed and nothing left."""
    target = options.folder.resolve()
    if options.update:
        return update(context, target)
    decided = decide(context, options)
    with placing.beside(target) as work:
        made = work / target.name
        founding.lay_out(context.root, made, decided, founding.settings_id(target))
        inside = context._replace(root=made, as_of=None)
        opened = open_registry(inside)
        (made / codeowners.PATH).write_text(codeowners.text(opened.registry), encoding="utf-8")
        keys = custodian.store(context._replace(root=target), options, opened.settings)
        if keys.kids():
            raise CannotRunError("init-keys-exist", folder=str(keys.folder))
        recovery = keys.folder / RECOVERY_FILE
        holders = recipients(keys, decided.custodian, options.recovery, recovery)
        key, secret = rotation.found(custodian.custody(inside, opened), keys, holders, context.today)
        with kept_if_done(keys.file(key.kid)) as done:
            rotation.establish(made, keys, key, secret, {})
            if code := examined(inside):
                return code
            gitrepo.begin(made, FIRST_COMMIT)
            placing.take_place(made, target)
            done()
    recovery_made = None if options.recovery else recovery
    say(context, target, keys, decided, recovery_made, elsewhere=options.keys is not None)
    return 0


def update(context: Context, target: Path) -> int:
    """0, or 1 where the newer program finds an error in the records: then too the change is left for a look at it."""
    if target == context.root or not (target / "records").is_dir() or not gitrepo.is_clean(target):
        raise CannotRunError("update-not-clean", folder=target.name)
    kept = founding.update(context.root, target)
    code = examined(context._replace(root=target, as_of=None))
    words = catalogue(context.lang or "zh")
    print(words.text("init-updated", {"folder": str(target)}), file=context.out)
    if kept:
        print(words.text("init-papers-kept", {"names": words.text("list-comma").join(kept)}), file=context.out)
    return code


# ---- what the founder decides -----------------------------------------------------------------------


def decide(context: Context, options: argparse.Namespace) -> Founding:
    """From the options, else from answers, else as proposed. Raises CannotRunError for an option that can't be used."""
    asker = Asker(context, catalogue(context.lang or "zh"), "init", ask=not options.yes)

    def one(question: str, given: str | None, proposal: str, read: Callable[[str], Answer]) -> Answer:
        if given is None:
            return asker.answer(question, proposal, read)
        try:
            return read(given)
        except ValueError:
            raise CannotRunError("init-option", option=question, value=given) from None

    if options.recovery is not None:
        try:
            keyring.recipient(options.recovery)
        except KeyringError as error:
            raise CannotRunError(error.key, **error.params) from None
    return Founding(
        name=Text(zh=one("name", options.name, NAME.zh, line), en=one("name-en", options.name_en, NAME.en or "", line)),
        since=one("since", options.since, context.today.isoformat(), dt.date.fromisoformat),
        address=one("address", options.address, "", address),
        phone=one("phone", options.phone, "", phone),
        custodian=RecordId(fresh(*LENGTHS["contact"], set())),
    )


def line(text: str) -> str:
    """A name: one line, no quotation marks that YAML would have to escape."""
    if not text or re.search(r'["\\\x00-\x1f]', text):
        raise ValueError(text)
    return text


def address(text: str) -> str | None:
    if text and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s/?#]+)*/", text):
        raise ValueError(text)
    return text or None


def phone(text: str) -> str | None:
    if text and not re.fullmatch(r"[0-9]{5,6}|(0[0-9]{2,3}-)?[0-9]{7,8}(-[0-9]{1,6})?", text):
        raise ValueError(text)
    return text or None


# ---- keys -------------------------------------------------------------------------------------------


def recipients(keys: Store, holder: RecordId, known: str | None, recovery: Path) -> tuple[Recipient, ...]:
    """The custodian's own key and the recovery key; each is made where there is none yet. Raises CannotRunError."""
    offline = known or recipient_of(Store(keys.folder, recovery))
    return (
        Recipient(holder=holder, recipient=recipient_of(keys)),
        Recipient(holder="recovery", recipient=offline),
    )


def recipient_of(keys: Store) -> str:
    if not keys.identity.exists():
        return keys.new_identity()
    try:
        return keyring.public_of(keys.identity)
    except KeyringError as error:
        raise CannotRunError(error.key, **error.params) from None


# ---- putting it in place ----------------------------------------------------------------------------


@contextmanager
def kept_if_done(key: Path) -> Iterator[Callable[[], None]]:
    """The key file goes again unless ``done()`` was called: without its registry it opens nothing."""
    kept: list[bool] = []
    try:
        yield lambda: kept.append(True)
    finally:
        if not kept:
            key.unlink(missing_ok=True)


def examined(inside: Context) -> int:
    """The new registry as ``check`` sees it; its findings printed where there is an error."""
    report = examine(inside, open_registry(inside))
    if report.errors:
        inside.out.write(FORMATS["text"](report))
    return int(bool(report.errors))


def say(
    context: Context, target: Path, keys: Store, decided: Founding, recovery: Path | None, *, elsewhere: bool
) -> None:
    """Where everything lies, and what only people can do next."""
    words = catalogue(context.lang or "zh")
    params = {
        "folder": str(target),
        "keys": str(keys.folder),
        "identity": str(keys.identity),
        "custodian": decided.custodian,
        "recovery": str(recovery),
    }
    hint = ["init-keys-elsewhere"] if elsewhere else []
    parts = ["init-done", "init-keys", *hint, *(["init-recovery"] if recovery else []), "init-next"]
    print("\n\n".join(words.text(part, params) for part in parts), file=context.out)
