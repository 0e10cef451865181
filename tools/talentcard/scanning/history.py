"""The history of a repository as sources of the scan: what commits brought in, what they say, how branches are called.

Git is run directly: two passes over a history, one for what changed and one for all contents, are the fastest way.
Who committed is no business of the scan.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from talentcard.scanning.leak import Source

SHORT = 12
SHARED_BRANCHES = ("origin/HEAD", "origin/main", "origin/master")
DEFAULT_BRANCHES = (*SHARED_BRANCHES, "main", "master")
_LINK_TO_REPOSITORY = b"160000"

Cleared = frozenset[str]
"""Names of contents in the object store that somebody has looked at: what is found in them is nobody's."""


class HistoryError(Exception):
    """Git can't say: no such commit, no git."""


def top(root: Path) -> Path | None:
    """The working tree that a folder is in, or None where there is none. Raises HistoryError where git fails."""
    if not any((folder / ".git").exists() for folder in (root, *root.parents)):
        return None
    return Path(git(root, "rev-parse", "--show-toplevel").decode().rstrip("\n"))


def working_files(root: Path) -> list[str]:
    """Paths of all files that are in the repository or would be with the next commit."""
    listed = git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    return sorted({name.decode("utf-8", "surrogateescape") for name in listed.split(b"\0") if name})


def own_files(root: Path) -> list[str]:
    """Of these the ones that differ from the default branch on the Git host, where each was looked through as it came;
    all where no host is known.
    """
    base = next((name for name in SHARED_BRANCHES if known(root, name)), None)
    if base is None or not known(root, "HEAD"):
        return working_files(root)
    listed = git(root, "diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--diff-filter=d", base, "--")
    listed += git(root, "ls-files", "-z", "--others", "--exclude-standard")
    return sorted({_text(name) for name in listed.split(b"\0") if name})


def own_commits(root: Path) -> tuple[str, ...]:
    """The revisions that only this branch has, as arguments; all it has where no default branch is known."""
    if not known(root, "HEAD"):
        return ()
    base = next((name for name in DEFAULT_BRANCHES if known(root, name)), None)
    return ("HEAD", f"^{base}") if base else ("HEAD",)


def known(root: Path, revision: str) -> bool:
    try:
        git(root, "rev-parse", "--quiet", "--verify", f"{revision}^{{commit}}")
    except HistoryError:
        return False
    return True


def branch(root: Path, cleared: Cleared = frozenset()) -> Iterator[Source]:
    """Everything that a push of this branch would add, but for the working tree."""
    revisions = own_commits(root)
    if not revisions:
        return
    # a service that checks a merge of the branch stands on no branch, but the branch is there under its name
    tips = [f"--points-at={tip}" for tip in ("HEAD", "HEAD^2") if known(root, tip)]
    yield from named(root, ["refs/heads", "refs/remotes", *tips])
    yield from named(root, ["refs/tags", *(f"--no-merged={r[1:]}" for r in revisions if r.startswith("^"))])
    yield from changes(root, revisions, cleared)


def staged(root: Path) -> Iterator[Source]:
    """What the next commit will bring in."""
    yield Source("branch " + _text(git(root, "symbolic-ref", "--quiet", "--short", "HEAD")).strip(), b"")
    listed = git(root, "diff", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames")
    blobs = [(path, blob) for _, path, blob in touched(listed) if blob]
    yield from (Source(path, b"") for path, _ in blobs)
    yield from contents(root, {blob: path for path, blob in blobs})


def everything(root: Path, revisions: Sequence[str] = (), cleared: Cleared = frozenset()) -> Iterator[Source]:
    """The whole history, of all branches, tags and notes; or that of some revisions."""
    if not revisions:
        yield from named(root, [])
    yield from changes(root, revisions or ("--all",), cleared)


def named(root: Path, what: list[str]) -> Iterator[Source]:
    """Names of branches and tags, and what annotated tags say."""
    form = "--format=%(refname:short)%00%(if:equals=tag)%(objecttype)%(then)%(contents)%(end)%00"
    fields = git(root, "for-each-ref", form, *what).split(b"\0")
    for name, message in zip(fields[0::2], fields[1::2], strict=False):
        yield Source("ref " + _text(name).strip(), message)


def changes(root: Path, revisions: Sequence[str], cleared: Cleared = frozenset()) -> Iterator[Source]:
    """What commits say, how files are called that they touch, and every content that they bring in, once."""
    messages = git(root, "log", "-z", "--format=%H%n%B", *revisions, "--").split(b"\0")
    commits = []
    for one in filter(None, messages):
        commit, _, message = one.partition(b"\n")
        commits.append(commit)
        yield Source(f"commit {_text(commit)[:SHORT]}", message)
    where: dict[bytes, str] = {}
    listed = git(
        root, "diff-tree", "--stdin", "-r", "-m", "-z", "--root", "--no-renames", given=b"\n".join(commits) + b"\n"
    )
    for sha, path, blob in touched(listed):
        name = f"{sha[:SHORT]}:{path}"
        if blob is None or blob in where or blob.decode() in cleared:
            yield Source(name, b"")
        else:
            where[blob] = name
    yield from contents(root, where)


def touched(listed: bytes) -> Iterator[tuple[str, str, bytes | None]]:
    """Commit, path and new content (None: taken out) of each change in what diff-tree prints."""
    commit = ""
    fields = iter(listed.split(b"\0"))
    for field in fields:
        if not field.startswith(b":"):
            commit = _text(field).strip()
            continue
        _, mode, _, blob, _ = field.split(b" ")
        path = _text(next(fields))
        yield commit, path, None if set(blob) == {ord("0")} or mode == _LINK_TO_REPOSITORY else blob


def contents(root: Path, where: dict[bytes, str]) -> Iterator[Source]:
    """Contents by their names in the object store, one process for all of them."""
    with tempfile.TemporaryFile() as wanted:
        wanted.write(b"".join(blob + b"\n" for blob in where))
        wanted.seek(0)
        with subprocess.Popen(["git", "cat-file", "--batch"], cwd=root, stdin=wanted, stdout=subprocess.PIPE) as reader:
            assert reader.stdout is not None
            while head := reader.stdout.readline():
                blob, _, size = head.split(b" ")
                yield Source(where[blob], reader.stdout.read(int(size)))
                reader.stdout.read(1)


def git(root: Path, *words: str, given: bytes | None = None) -> bytes:
    """What a git command prints. Raises HistoryError."""
    try:
        done = subprocess.run(["git", *words], cwd=root, input=given, capture_output=True, check=False)
    except OSError as error:
        raise HistoryError(str(error)) from error
    if done.returncode:
        raise HistoryError(_text(done.stderr).strip())
    return done.stdout


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")
