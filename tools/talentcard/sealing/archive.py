"""A backup in one file: the whole history, the wrapped keys, a list of all with their hashes; sealed by age or plain.

Nothing of ours is needed to open it: ``age -d``, ``tar x``, ``git clone`` do. What is unpacked is believed only as far
as the list goes: an unknown name, a missing file or a changed byte ends it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
import re
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, BinaryIO

import msgspec
import pyrage

from talentcard.sealing.keyring import KeyringError, identities, recipient

MANIFEST, BUNDLE, GUIDE = "manifest.json", "registry.bundle", "README.txt"
MEMBER = re.compile(r"manifest\.json|registry\.bundle|README\.txt|keys/[a-z0-9][a-z0-9-]{0,30}[a-z0-9]\.age")
AGE = b"age-encryption.org/v1"
BLOCK = 1 << 20


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a backup holds. ``refs``: every branch and tag with its commit; ``files``: member → SHA-256."""

    made_on: dt.date
    settings: str
    branch: str
    refs: dict[str, str]
    keys: tuple[str, ...]
    files: dict[str, str]
    schema_version: int = 1


def key_member(kid: str) -> str:
    return f"keys/{kid}.age"


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def pack(archive: Path, files: Mapping[str, Path], manifest: Manifest, recipients: Sequence[str]) -> None:
    """Write the archive, whole or not at all, for its owner only; without recipients it is a plain tar file.

    Raises KeyringError for a recipient that is none, OSError where it can't be written.
    """
    known = [recipient(text) for text in recipients]
    number, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=archive.parent)
    part = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            if known:
                with tempfile.TemporaryFile(dir=archive.parent) as plain:
                    tar(plain, files, manifest)
                    plain.seek(0)
                    pyrage.encrypt_io(plain, file, known)
            else:
                tar(file, files, manifest)
            file.flush()
            os.fsync(file.fileno())
        part.replace(archive)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def tar(file: IO[bytes], files: Mapping[str, Path], manifest: Manifest) -> None:
    """The manifest first, then the files: no owner, no time, so that the same content gives the same bytes."""
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as made:
        raw = msgspec.json.format(msgspec.json.encode(manifest, order="sorted"), indent=2)
        member = tarfile.TarInfo(MANIFEST)
        member.size, member.mode = len(raw), 0o600
        made.addfile(member, io.BytesIO(raw))
        for name, path in sorted(files.items()):
            member = tarfile.TarInfo(name)
            member.size, member.mode = path.stat().st_size, 0o600
            with path.open("rb") as content:
                made.addfile(member, content)


def is_sealed(archive: Path) -> bool:
    with archive.open("rb") as file:
        return file.read(len(AGE)) == AGE


def unpack(archive: Path, folder: Path, identity: Path) -> Manifest:
    """Everything in the folder, proven against the manifest.

    Raises KeyringError: ``archive-not-opened`` with this identity, ``archive-broken`` where it is no such file, is cut
    short, or holds anything that its manifest does not.
    """
    try:
        if is_sealed(archive):
            with archive.open("rb") as file, tempfile.TemporaryFile(dir=folder) as plain:
                decrypt(file, plain, identity, archive.name)
                plain.seek(0)
                return proven(extracted(plain, folder), folder)
        with archive.open("rb") as file:
            return proven(extracted(file, folder), folder)
    except (tarfile.TarError, EOFError, msgspec.MsgspecError) as error:
        raise KeyringError("archive-broken", file=archive.name, member=type(error).__name__) from None


def decrypt(file: BinaryIO, plain: IO[bytes], identity: Path, name: str) -> None:
    """Raises KeyringError; OSError only where the system itself says so (a full disk)."""
    try:
        pyrage.decrypt_io(file, plain, identities(identity))
    except pyrage.DecryptError:
        raise KeyringError("archive-not-opened", file=name) from None
    except OSError as error:
        if error.errno is None:  # age's own word for a changed byte or a missing end
            raise KeyringError("archive-not-opened", file=name) from None
        raise


def extracted(file: IO[bytes], folder: Path) -> set[str]:
    """Names unpacked: plain files of the names that a backup has, each once."""
    names: set[str] = set()
    with tarfile.open(fileobj=file, mode="r:") as given:
        for member in given:
            if not member.isreg() or not MEMBER.fullmatch(member.name) or member.name in names:
                raise KeyringError("archive-broken", file="", member=member.name)
            names.add(member.name)
            (folder / member.name).parent.mkdir(exist_ok=True)
            content = given.extractfile(member)
            with (folder / member.name).open("xb") as out:
                while content is not None and (block := content.read(BLOCK)):
                    out.write(block)
    return names


def proven(names: set[str], folder: Path) -> Manifest:
    if MANIFEST not in names:
        raise KeyringError("archive-broken", file="", member=MANIFEST)
    manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    expected = {BUNDLE, GUIDE, *map(key_member, manifest.keys)}
    for name in sorted(expected | manifest.files.keys() | (names - {MANIFEST})):
        if name not in names or name not in expected or manifest.files.get(name) != sha256(folder / name):
            raise KeyringError("archive-broken", file="", member=name)
    return manifest
