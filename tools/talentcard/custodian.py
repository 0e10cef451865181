"""What the verbs that need keys share: where the keys lie, the registry in custody, and words for what goes wrong."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from talentcard.context import CannotRunError, Context
from talentcard.core.finding import Finding
from talentcard.core.model import Key, RecordId, Settings
from talentcard.examining import SourceLines
from talentcard.reading.locating import located
from talentcard.reading.schemas import Schemas
from talentcard.render.findings import FORMATS, Report
from talentcard.sealing import changes
from talentcard.sealing.custody import Custody, Plan
from talentcard.sealing.epochs import sealed_by_epoch
from talentcard.sealing.fields import sealed_fields
from talentcard.sealing.keyring import KeyringError, Secret, Store
from talentcard.session import Opened, open_registry

IDENTITY = "identity.txt"


def add_key_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--keys",
        type=Path,
        metavar="DIR",
        help="密钥文件夹，在登记册之外 / where the wrapped keys lie (default: $TALENTCARD_KEYS, else ~/.talentcard/…)",
    )
    parser.add_argument(
        "--identity",
        type=Path,
        metavar="FILE",
        help="本人的 age 私钥文件 / your own age identity (default: $TALENTCARD_IDENTITY, else identity.txt there)",
    )


def store(context: Context, options: argparse.Namespace, settings: Settings | None) -> Store:
    """The store of this registry's keys. Raises CannotRunError where it would lie inside the registry."""
    home = Path.home() / ".talentcard" / (settings.id if settings else "registry")
    folder = (options.keys or context.keys or home).expanduser().resolve()
    if folder.is_relative_to(context.root):
        raise CannotRunError("keys-inside", folder=folder.name)
    return Store(folder, (options.identity or context.identity or folder / IDENTITY).expanduser())


def custody(context: Context, opened: Opened) -> Custody:
    return Custody(
        root=context.root,
        registry=opened.registry,
        fields=sealed_fields(Schemas.load(context.root / "schemas").documents),
        today=opened.today,
    )


def opened_with(context: Context, options: argparse.Namespace) -> tuple[Opened, Custody, Store]:
    opened = open_registry(context)
    return opened, custody(context, opened), store(context, options, opened.settings)


def current_key(held: Custody) -> Key:
    """Raises CannotRunError before the first epoch."""
    key = held.current()
    if key is None:
        raise CannotRunError("no-key")
    return key


def secrets(held: Custody, keys: Store) -> dict[str, Secret]:
    """The secrets of every epoch that is not destroyed.

    Raises CannotRunError where one can't be had that seals today or still seals something.
    """
    found: dict[str, Secret] = {}
    wanted = [key for key in held.epochs() if key.destroyed_on is None]
    if not wanted:
        raise CannotRunError("no-key")
    for key in wanted:
        try:
            found[key.kid] = keys.secret(key.kid)
        except KeyringError as error:
            if key.retired_on is None or sealed_by_epoch(held).get(key.kid):
                raise CannotRunError(error.key, **error.params) from None
    return found


def secrets_at_hand(held: Custody, keys: Store) -> dict[str, Secret]:
    """Those that open here, for work that goes on without them."""
    found = {}
    for key in held.epochs():
        try:
            found[key.kid] = keys.secret(key.kid)
        except KeyringError:
            continue
    return found


def named(context: Context, files: Iterable[Path]) -> list[str]:
    """Files, from here or from the root, as paths below the root.

    Raises CannotRunError for one that lies elsewhere or does not exist.
    """
    found = []
    for file in files:
        full = file.resolve() if file.exists() else (context.root / file).resolve()
        if not full.is_file() or not full.is_relative_to(context.root):
            raise CannotRunError("no-such-file", file=file.name)
        found.append(full.relative_to(context.root).as_posix())
    return found


def record_id(opened: Opened, text: str) -> RecordId:
    """A record's id, or the path of its file. Raises CannotRunError."""
    wanted = RecordId(Path(text).stem if text.endswith(".yml") else text)
    if not opened.registry.knows(wanted):
        raise CannotRunError("unknown-record", record=wanted)
    return wanted


def report(context: Context, opened: Opened, findings: Iterable[Finding]) -> int:
    """Print findings as ``check`` does; 1 where there is an error."""
    made = Report(
        as_of=opened.as_of,
        records=opened.loaded.files,
        findings=tuple(located(context.root, findings)),
        words=opened.words,
        source_line=SourceLines(context.root),
        colour=context.colour,
    )
    context.out.write(FORMATS["text"](made))
    return int(bool(made.errors))


def carry_out(context: Context, opened: Opened, plan: Plan) -> int:
    """The plan's findings printed and nothing written; or everything written. Raises CannotRunError."""
    if plan.findings:
        code = report(context, opened, plan.findings)
        print(opened.words.text("custody-nothing-written"), file=context.err)
        return code
    try:
        changes.apply(context.root, plan.changes)
    except OSError as error:
        raise CannotRunError("not-written", error=error.strerror or type(error).__name__) from error
    return 0
