"""``talentcard backup``: the whole history and the wrapped keys in one file, for the recovery key alone to open."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from talentcard import custodian, gitrepo
from talentcard.context import CannotRunError, Context
from talentcard.core.model import Key
from talentcard.gitrepo import HistoryError
from talentcard.messages import LANGUAGES, catalogue
from talentcard.sealing import archive, planning
from talentcard.sealing.archive import BUNDLE, GUIDE, Manifest
from talentcard.sealing.custody import Custody
from talentcard.sealing.keyring import KeyringError, Store

RECOVERY = "recovery"

EXAMPLES = """例 / examples:
  talentcard backup /media/usb/2026-11-20.talentcard        用恢复公钥加密 / for the recovery key to open
  talentcard backup /media/usb/2026-11-20.tar --plain       不加密，只放在已加密的磁盘上 / not encrypted

含全部提交、分支、标签和密钥文件，不含任何人的私钥；未提交的改动不在内。
It holds every commit, branch and tag and the wrapped keys, nobody's private key, and nothing that is not committed."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="备份文件，须在登记册之外 / a new file outside")
    parser.add_argument("--plain", action="store_true", help="不加密的 tar 文件 / a plain tar file")
    custodian.add_key_arguments(parser)


def run(context: Context, options: argparse.Namespace) -> int:
    """0 with the backup written and read once through."""
    target = options.file.resolve()
    if target.is_relative_to(context.root):
        raise CannotRunError("backup-inside", file=target.name)
    if target.exists():
        raise CannotRunError("backup-exists", file=target.name)
    opened, held, keys = custodian.opened_with(context, options)
    live = [key for key in held.epochs() if key.destroyed_on is None]
    recipients = [] if options.plain else recovery_recipients(held)
    try:
        tried = prove(held, live, keys)
        with tempfile.TemporaryDirectory(prefix=".talentcard-", dir=existing(target.parent)) as folder:
            files = {archive.key_member(key.kid): keys.file(key.kid) for key in live}
            files |= {BUNDLE: Path(folder, BUNDLE), GUIDE: Path(folder, GUIDE)}
            files[GUIDE].write_text("\n".join(catalogue(lang).text("backup-guide") for lang in LANGUAGES), "utf-8")
            kept = gitrepo.bundle(context.root, files[BUNDLE])
            committed = gitrepo.Committed(context.root)
            for key in held.epochs():  # the keys of a backup are those that its history knows
                path = held.registry.paths[key.id]
                if committed(path) != (context.root / path).read_bytes():
                    raise CannotRunError("backup-keys-uncommitted", epoch=key.id)
            manifest = Manifest(
                made_on=context.today,
                settings=opened.settings.id if opened.settings else "",
                branch=kept.branch,
                refs=kept.refs,
                keys=tuple(key.kid for key in live),
                files={name: archive.sha256(path) for name, path in files.items()},
            )
            archive.pack(target, files, manifest, recipients)
    except HistoryError as error:
        raise CannotRunError(error.key) from None
    except KeyringError as error:
        raise CannotRunError(error.key, **error.params) from None
    words = opened.words
    params = {
        "file": str(target),
        "refs": str(len(kept.refs)),
        "keys": words.text("list-comma").join(manifest.keys) or words.text("backup-no-keys"),
        "sha256": archive.sha256(target),
    }
    print(words.text("backup-done", params), file=context.out)
    print(words.text("backup-plain" if options.plain else "backup-sealed"), file=context.out)
    if not tried:
        print(words.text("backup-keys-not-tried"), file=context.err)
    if kept.uncommitted:
        print(words.text("backup-uncommitted", {"count": str(kept.uncommitted)}), file=context.err)
    return 0


def existing(folder: Path) -> Path:
    if not folder.is_dir():
        raise CannotRunError("backup-no-folder", folder=folder.name)
    return folder


def recovery_recipients(held: Custody) -> Sequence[str]:
    """Raises CannotRunError where the epoch in use has no recovery key."""
    found = [who.recipient for who in custodian.current_key(held).recipients if who.holder == RECOVERY]
    if not found:
        raise CannotRunError("backup-no-recovery")
    return found


def prove(held: Custody, live: Sequence[Key], keys: Store) -> bool:
    """Every key in use is here, none that is said to be destroyed; with the holder's own key at hand, each opens.

    Raises CannotRunError and KeyringError. Returns whether they were opened.
    """
    for key in held.epochs():
        if key not in live and keys.file(key.kid).exists():
            raise CannotRunError("backup-destroyed-key", epoch=key.id)
    for key in live:
        if not keys.file(key.kid).is_file():
            raise KeyringError("key-file-missing", kid=key.kid)
        if keys.identity.exists() and keys.secret(key.kid).public != planning.public_bytes(key):
            raise CannotRunError("key-differs", epoch=key.id)
    return keys.identity.exists()
