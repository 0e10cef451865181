"""An epoch's secrets, wrapped with age for each holder: one file beside the registry, never in its history.

A committed wrapped key could never be shredded; so the store is a folder of its own, and erasure is the destruction of
all copies of one small file. The ``age`` program opens it as well: nothing depends on this program to get at the keys.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyrage
from pyrage import x25519

from talentcard.sealing import hpke

SCHEMA_VERSION = 1
TAG_BYTES = 16


class KeyringError(Exception):
    """A key that can't be had. ``key`` names the message; ``params`` fill it: names of files and keys, no secret."""

    def __init__(self, key: str, **params: str) -> None:
        super().__init__(key)
        self.key = key
        self.params = params


@dataclass(frozen=True, slots=True)
class Secret:
    """An epoch: the private key that opens its values, and the index key that finds a person a second time."""

    kid: str
    private: bytes = field(repr=False)
    index: bytes = field(repr=False)

    @property
    def public(self) -> bytes:
        return hpke.public_half(self.private)

    def tag(self, kind: str, number: str) -> str:
        """The blind index of a document's number: 32 hexadecimal digits that tell nothing without the index key."""
        return hmac.new(self.index, f"{kind}\0{number}".encode(), hashlib.sha256).digest()[:TAG_BYTES].hex()


def generate(kid: str) -> Secret:
    return Secret(kid, hpke.generate(), secrets.token_bytes(32))


def nobody() -> str:
    """A recipient (``age1…``) whose identity is thrown away at once: what is wrapped for it opens for nobody."""
    return str(x25519.Identity.generate().to_public())


# ---- the file of an epoch ---------------------------------------------------------------------------


def wrapped(secret: Secret, recipients: Sequence[str]) -> bytes:
    """The age file for these recipients (``age1…``). Raises KeyringError where one of them is none."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "kid": secret.kid,
        "private": base64.b64encode(secret.private).decode(),
        "index": base64.b64encode(secret.index).decode(),
    }
    return bytes(pyrage.encrypt(json.dumps(document).encode(), [recipient(text) for text in recipients]))


def recipient(text: str) -> x25519.Recipient:
    """Raises KeyringError where the text is no ``age1…`` of a person."""
    try:
        return x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        raise KeyringError("recipient-form") from None


def opened(kid: str, raw: bytes, identities: Sequence[x25519.Identity]) -> Secret:
    """Raises KeyringError where none of the identities is among the file's recipients, or the file is no such file."""
    try:
        document = json.loads(pyrage.decrypt(raw, list(identities)))
        secret = Secret(document["kid"], base64.b64decode(document["private"]), base64.b64decode(document["index"]))
    except (pyrage.DecryptError, ValueError, KeyError, TypeError):
        raise KeyringError("key-not-opened", kid=kid) from None
    if secret.kid != kid:
        raise KeyringError("key-of-another-name", kid=kid)
    return secret


def identities(path: Path) -> list[x25519.Identity]:
    """The holder's own age identities (``AGE-SECRET-KEY-1…``), one a line. Raises KeyringError where there are none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise KeyringError("identity-file-missing", file=path.name) from None
    try:
        found = [x25519.Identity.from_str(line.strip()) for line in lines if line.strip() and line[0] != "#"]
    except pyrage.IdentityError:
        raise KeyringError("identity-file-form", file=path.name) from None
    if not found:
        raise KeyringError("identity-file-form", file=path.name)
    return found


def public_of(path: Path) -> str:
    """The recipient (``age1…``) of the first identity in a file. Raises KeyringError."""
    return str(identities(path)[0].to_public())


@dataclass(frozen=True, slots=True)
class Store:
    """The folder that holds the wrapped keys, and the holder's identity file."""

    folder: Path
    identity: Path

    def file(self, kid: str) -> Path:
        return self.folder / f"{kid}.age"

    def kids(self) -> tuple[str, ...]:
        """Epochs whose file is here."""
        return tuple(sorted(path.stem for path in self.folder.glob("*.age"))) if self.folder.is_dir() else ()

    def secret(self, kid: str) -> Secret:
        """Raises KeyringError."""
        try:
            raw = self.file(kid).read_bytes()
        except OSError:
            raise KeyringError("key-file-missing", kid=kid) from None
        return opened(kid, raw, identities(self.identity))

    def write(self, secret: Secret, recipients: Sequence[str]) -> None:
        """Wrap and put in place, whole or not at all; readable by its owner only."""
        private_folder(self.folder)
        replace_privately(self.file(secret.kid), wrapped(secret, recipients))

    def new_identity(self) -> str:
        """A holder's own key in the identity file, which must not exist yet; returns its recipient (``age1…``)."""
        private_folder(self.identity.parent)
        made = x25519.Identity.generate()
        text = f"# public key: {made.to_public()}\n{made}\n"
        with os.fdopen(os.open(self.identity, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
        return str(made.to_public())


def private_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def replace_privately(path: Path, content: bytes) -> None:
    """Write beside the file, for the owner only (mkstemp gives 0600), then take its place."""
    number, name = tempfile.mkstemp(prefix=".", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
