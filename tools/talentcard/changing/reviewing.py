"""Who stands behind a change: as somebody says, or as the Git host says of a pull request."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from talentcard import gitrepo
from talentcard.context import CannotRunError, Context
from talentcard.core.changes import Review
from talentcard.githost import Host, HostError, PullRequest

NUMBER = re.compile(r"[1-9][0-9]{0,9}")
QUEUED = re.compile(r"(?:refs/heads/)?gh-readonly-queue/.+/pr-([1-9][0-9]{0,9})-[0-9a-f]{40,64}")
"""The branch on which the host tries a pull request out before it is merged."""


class Asked(NamedTuple):
    """What the options say. ``pull_request``: its number, or the branch of the host's merge queue."""

    base: str | None
    actor: str | None = None
    approvers: Sequence[str] = ()
    pull_request: str | None = None


def review(context: Context, asked: Asked) -> Review | None:
    """None where nobody was named. Raises CannotRunError where it can't be about a change, or the host can't tell."""
    if asked.actor is None and not asked.approvers and asked.pull_request is None:
        return None
    if asked.pull_request is not None and (asked.actor is not None or asked.approvers):
        raise CannotRunError("check-review-twice")
    if asked.base is None or (asked.actor is None and asked.pull_request is None):
        raise CannotRunError("check-review-alone")
    if asked.pull_request is not None:
        return of_pull_request(context, asked.pull_request)
    return Review(actor=str(asked.actor), approvers=tuple(asked.approvers))


def of_pull_request(context: Context, name: str) -> Review:
    """What the host knows, of exactly the commits that lie here. Raises CannotRunError."""
    queued = QUEUED.fullmatch(name)
    if queued is None and not NUMBER.fullmatch(name):
        raise CannotRunError("check-no-pull-request", name=name)
    if context.host is None:
        raise CannotRunError("host-missing")
    number = queued[1] if queued else name
    try:
        found = Host(context.host).pull_request(int(number))
    except HostError as error:
        raise CannotRunError(error.key) from error
    if not stands_here(context, found, queued=queued is not None):
        raise CannotRunError("check-pull-request-elsewhere", number=number, commit=found.head[:12])
    return Review(actor=found.author, approvers=found.approvers, others=found.committers, due=True)


def stands_here(context: Context, found: PullRequest, *, queued: bool) -> bool:
    """Whether what was approved is what is judged: the very commit; in the merge queue, a merge that holds it."""
    if queued:
        return gitrepo.holds(context.root, found.head)
    return gitrepo.revision(context.root) == found.head
