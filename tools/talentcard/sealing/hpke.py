"""HPKE (RFC 9180, base mode): anyone who has the registry can seal, only the holders of an epoch's key can open.

The suite is X25519, HKDF-SHA256, AES-256-GCM. The library's single-shot calls return ``enc ‖ ciphertext``.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from talentcard.core.model import Pointer, RecordId
from talentcard.core.privacy.sealed import Sealed, SealError, binding, padded, unpadded

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def generate() -> bytes:
    """A new private key, 32 bytes."""
    return X25519PrivateKey.generate().private_bytes_raw()


def public_half(private: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal(kid: str, public: bytes, record: RecordId, pointer: Pointer, plain: str) -> Sealed:
    """The value sealed for that place under the epoch's public half. Twice the same value gives two texts."""
    key = X25519PublicKey.from_public_bytes(public)
    return Sealed(kid, SUITE.encrypt(padded(plain), key, binding(kid, record, pointer)))


def unseal(private: bytes, sealed: Sealed, record: RecordId, pointer: Pointer) -> str:
    """Raises SealError where key, record or field is not the one that it was sealed for, or a byte has changed."""
    key = X25519PrivateKey.from_private_bytes(private)
    try:
        return unpadded(SUITE.decrypt(sealed.blob, key, binding(sealed.kid, record, pointer)))
    except (InvalidTag, ValueError, UnicodeDecodeError) as error:
        raise SealError("seal-unopenable") from error
