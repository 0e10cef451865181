"""``talentcard restore``: a registry and its wrapped keys from a backup, proven before it takes its place."""

from __future__ import annotations

import argparse
from pathlib import Path

from talentcard import custodian, gitrepo, placing
from talentcard.context import CannotRunError, Context
from talentcard.examining import examine
from talentcard.gitrepo import HistoryError
from talentcard.sealing import archive, examination, keyring, planning
from talentcard.sealing.archive import BUNDLE, Manifest
from talentcard.sealing.custody import Custody
from talentcard.sealing.keyring import KeyringError, Secret, Store
from talentcard.session import Opened, open_registry

EXAMPLES = """例 / examples:
  talentcard restore /media/usb/2026-11-20.talentcard registry --identity /media/safe/recovery-identity.txt

逐一核对文件校验值、全部提交、每一期密钥和每一个密文，都无误才放到位。
Every file's hash, every commit, every key and every sealed value is proven before anything is put in place."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="备份文件 / a backup")
    parser.add_argument("folder", type=Path, metavar="DIR", help="新的或空的文件夹 / a new or empty folder")
    custodian.add_key_arguments(parser)


def run(context: Context, options: argparse.Namespace) -> int:
    """0 with everything back, 1 where it is back and has errors (they are printed), else nothing is left behind."""
    source, target = options.file.resolve(), options.folder.resolve()
    if not source.is_file():
        raise CannotRunError("no-such-file", file=source.name)
    identity = options.identity or context.identity
    if identity is None and archive.is_sealed(source):
        raise CannotRunError("restore-identity")
    with placing.beside(target) as work:
        parts, made = work / "parts", work / target.name
        parts.mkdir()
        try:
            manifest = archive.unpack(source, parts, identity or Path())
            gitrepo.unbundle(parts / BUNDLE, made, manifest.branch, manifest.refs)
        except HistoryError as error:
            raise CannotRunError(error.key) from None
        except KeyringError as error:
            raise CannotRunError(error.key, **{**error.params, "file": source.name}) from None
        inside = context._replace(root=made, as_of=None)
        opened = open_registry(inside, need_settings=False)
        held = custodian.custody(inside, opened)
        keys = custodian.store(context._replace(root=target), options, opened.settings)
        secrets = proven(held, manifest, parts, identity)
        put_back(manifest, parts, keys)
        made_whole = report(inside, opened, held, secrets)
        placing.take_place(made, target)
    words = opened.words
    params = {
        "folder": str(target),
        "made": manifest.made_on.isoformat(),
        "refs": str(len(manifest.refs)),
        "keys": words.text("list-comma").join(manifest.keys) or words.text("backup-no-keys"),
        "store": str(keys.folder),
    }
    print(words.text("restore-done", params), file=context.out)
    return made_whole


def proven(held: Custody, manifest: Manifest, parts: Path, identity: Path | None) -> dict[str, Secret]:
    """The secrets, where somebody's own key is given. Raises CannotRunError where keys and records don't fit."""
    known = {key.kid: key for key in held.epochs() if key.destroyed_on is None}
    if known.keys() != set(manifest.keys):
        raise CannotRunError("restore-keys-differ")
    if identity is None:
        return {}
    try:
        own = keyring.identities(identity)
        secrets = {
            kid: keyring.opened(kid, (parts / archive.key_member(kid)).read_bytes(), own) for kid in manifest.keys
        }
    except KeyringError as error:
        raise CannotRunError(error.key, **error.params) from None
    for kid, secret in secrets.items():
        if secret.public != planning.public_bytes(known[kid]):
            raise CannotRunError("key-differs", epoch=known[kid].id)
    return secrets


def put_back(manifest: Manifest, parts: Path, keys: Store) -> None:
    """Raises CannotRunError where another key of the same name lies there already; then none is written."""
    raws = {kid: (parts / archive.key_member(kid)).read_bytes() for kid in manifest.keys}
    for kid, raw in raws.items():
        if keys.file(kid).exists() and keys.file(kid).read_bytes() != raw:
            raise CannotRunError("restore-keys-exist", folder=str(keys.folder))
    keyring.private_folder(keys.folder)
    for kid, raw in raws.items():
        keyring.replace_privately(keys.file(kid), raw)


def report(inside: Context, opened: Opened, held: Custody, secrets: dict[str, Secret]) -> int:
    """What ``check`` finds, and with the keys what only they can tell."""
    words = opened.words
    if not secrets:
        print(words.text("restore-not-opened"), file=inside.err)
        return int(bool(examine(inside, opened).errors))
    findings, count = examination.examine(held, secrets)
    print(words.text("restore-opened", {"count": str(count)}), file=inside.out)
    errors = examine(inside, opened).errors
    if errors:
        print(words.text("restore-errors", {"count": str(errors)}), file=inside.err)
    return custodian.report(inside, opened, findings) if findings else int(bool(errors))
