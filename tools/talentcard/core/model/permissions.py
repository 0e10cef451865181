"""Who may change what in the registry, and who has to look at it first: rules as data, too, and all of them ours."""

from __future__ import annotations

from talentcard.core.model.base import Struct, Text
from talentcard.core.model.bodies import OrgType, Post

ANY = "*"
"""Every field of a record."""


class RegistryRole(Struct, frozen=True, kw_only=True):
    """A role in the registry: held by whoever is in one of the posts, at a body of one of the types."""

    code: str
    title: Text
    posts: tuple[Post, ...]
    bodies: tuple[OrgType, ...]


class Grant(Struct, frozen=True, kw_only=True):
    """What some roles may do with records of some kinds.

    ``fields`` may be filled in or changed, in new records too where these may be added; ``events`` of these types may
    be recorded. ``only_new``: in new records only. ``own``: only in records that the person's own body has a part in.
    """

    roles: tuple[str, ...]
    kinds: tuple[str, ...]
    why: Text
    own: bool = False
    add: bool = False
    only_new: bool = False
    delete: bool = False
    fields: tuple[str, ...] = ()
    events: tuple[str, ...] = ()


class Approval(Struct, frozen=True, kw_only=True):
    """Who looks at a change of some kinds of record before it holds. With ``fields``: at a change of these only."""

    kinds: tuple[str, ...]
    roles: tuple[str, ...]
    fields: tuple[str, ...] = ()


class FileGrant(Struct, frozen=True, kw_only=True):
    """Who may change, and who looks at, files that are no records. The longest path that fits holds."""

    paths: tuple[str, ...]  # from the top, with a slash at the beginning, and at the end of a folder's
    change: tuple[str, ...]
    approve: tuple[str, ...]


def _fits(path: str, start: str) -> bool:
    return path.startswith(start) if start.endswith("/") else path == start


class Permissions(Struct, frozen=True, kw_only=True):
    roles: tuple[RegistryRole, ...]
    grants: tuple[Grant, ...]
    approvals: tuple[Approval, ...]
    files: tuple[FileGrant, ...]

    def role(self, code: str) -> RegistryRole | None:
        return next((role for role in self.roles if role.code == code), None)

    def file(self, path: str) -> FileGrant | None:
        """What holds for a file, by its path from the root without a slash before it."""
        found = [(len(start), grant) for grant in self.files for start in grant.paths if _fits(f"/{path}", start)]
        return max(found, key=lambda each: each[0])[1] if found else None

    def approvers(self, kind: str, field: str | None) -> tuple[str, ...]:
        """The roles that look at a change of a kind; an entry that names the field goes before one that names none."""
        of_kind = [entry for entry in self.approvals if kind in entry.kinds]
        named = [entry for entry in of_kind if field is not None and field in entry.fields]
        found = named or [entry for entry in of_kind if not entry.fields]
        return found[0].roles if found else ()
