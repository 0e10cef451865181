"""SSH signatures under commits, as ``git commit -S`` makes them. The only importer of sshsig."""

from __future__ import annotations

from sshsig import InvalidSignature, check_signature
from sshsig.sshsig import SshsigSignature

from talentcard.core.changes.review import Signature, SignedCommit

HEADER = b"gpgsig"
"""Beginning of the header that holds a signature; a second one is for another kind of object names."""
HASHES = (b"sha256", b"sha512")
"""All that the format allows; the library would take any."""


def examine(commit: str, raw: bytes) -> SignedCommit:
    """What a commit's signature is worth, from the commit object itself: by whom it is, others have to say."""
    signed, signatures = taken_apart(raw)
    if not signatures:
        return SignedCommit(commit=commit, signature=Signature.NONE)
    key = signer(signed, signatures[0]) if len(signatures) == 1 else None
    return SignedCommit(commit=commit, signature=Signature.GOOD if key else Signature.BAD, key=key)


def taken_apart(raw: bytes) -> tuple[bytes, list[bytes]]:
    """What was signed, and every signature that the object bears. The message may say what it likes."""
    head, blank, message = raw.partition(b"\n\n")
    kept: list[bytes] = []
    signatures: list[bytes] = []
    within = False
    for line in head.split(b"\n"):
        if line.startswith(HEADER):
            within = True
            signatures.append(line.partition(b" ")[2])
        elif within and line.startswith(b" "):
            signatures[-1] += b"\n" + line[1:]
        else:
            within = False
            kept.append(line)
    return b"\n".join(kept) + blank + message, signatures


def signer(signed: bytes, signature: bytes) -> str | None:
    """The public key, type and content, that made a signature over exactly this; None where none did."""
    try:
        if SshsigSignature.from_armored(signature).hash_algo not in HASHES:
            return None
        return check_signature(signed, signature, "git").openssh_str()
    except (InvalidSignature, NotImplementedError, ValueError, AssertionError):
        return None  # not over this, of a kind that the library does not know, or no signature at all
