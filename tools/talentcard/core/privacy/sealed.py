"""The form of a sealed value, and what binds it to its place: one line of text, safe to review and to merge.

``enc:v1:<key id>:<base64url(enc32 ‖ ciphertext)>`` holds HPKE (RFC 9180, base mode) of X25519, HKDF-SHA256 and
AES-256-GCM. ``v1`` names the suite: another one may be required one day.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from talentcard.core.model import Pointer, RecordId

PREFIX = "enc:"
BLOCK = 32
"""Plaintext is padded to a multiple of this many bytes, so that its length tells little."""
OVERHEAD = 32 + 16
"""Bytes beside the padded plaintext: the encapsulated key and the tag of AES-GCM."""
_FORM = re.compile(r"enc:v1:([a-z0-9][a-z0-9-]{0,30}[a-z0-9]):([A-Za-z0-9_-]{64,4000})")


class SealError(ValueError):
    """A sealed value that is none. ``code`` names the message."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed value: which epoch's key, and the bytes."""

    kid: str
    blob: bytes

    def __str__(self) -> str:
        return f"{PREFIX}v1:{self.kid}:{base64.urlsafe_b64encode(self.blob).rstrip(b'=').decode()}"


def is_sealed(value: str) -> bool:
    """Whether a value claims to be sealed; whether it is well-formed, ``parse`` says."""
    return value.startswith(PREFIX)


def parse(value: str) -> Sealed:
    """Raises SealError where the text is not a whole sealed value: another suite, cut short, or padded otherwise."""
    found = _FORM.fullmatch(value)
    if found is None:
        raise SealError("seal-form")
    kid, text = found.groups()
    try:
        blob = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        raise SealError("seal-form") from None
    sealed = Sealed(kid, blob)
    if len(blob) <= OVERHEAD or (len(blob) - OVERHEAD) % BLOCK or str(sealed) != value:
        raise SealError("seal-length")
    return sealed


def binding(kid: str, record: RecordId, pointer: Pointer) -> bytes:
    """HPKE's ``info``: a value copied to another record, another field or another key does not open."""
    place = "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in pointer)
    return "\0".join(("talentcard/field/v1", kid, record, place)).encode()


def padded(plain: str) -> bytes:
    """Length (2 bytes), text in UTF-8, zeros up to a whole number of blocks."""
    raw = plain.encode()
    raw = len(raw).to_bytes(2, "big") + raw
    return raw + bytes(-len(raw) % BLOCK)


def unpadded(raw: bytes) -> str:
    """Raises SealError where the padding is not ours."""
    length = int.from_bytes(raw[:2], "big")
    text, rest = raw[2 : 2 + length], raw[2 + length :]
    if len(text) != length or any(rest) or len(rest) >= BLOCK:
        raise SealError("seal-padding")
    return text.decode()
