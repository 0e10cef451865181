"""Who proposes a change and who has looked at it, as the Git host and the commits say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from talentcard.core.model import RecordId


class Signature(StrEnum):
    """What is known of a commit's signature."""

    GOOD = "good"  # made with ``key``, over exactly this commit
    NONE = "none"
    BAD = "bad"  # there is one, but not over this commit, or of a kind that is not read


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCommit:
    """A commit of the change. ``key``: the public key of a good signature, type and content."""

    commit: str
    signature: Signature
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """``actor``: the account that proposes the change; ``approvers``: those that have approved it, none so far perhaps.

    ``others``: accounts that committed to it beside the actor. ``due``: it is about to hold, so an approval has to be
    there. ``files``: changed files that are no records, from the root, with forward slashes. ``rewritten``: the records
    whose files the change touches. ``commits``: those of the change, oldest first.
    """

    actor: str
    approvers: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    due: bool = False
    files: tuple[str, ...] = ()
    rewritten: frozenset[RecordId] = frozenset()
    commits: tuple[SignedCommit, ...] = ()
