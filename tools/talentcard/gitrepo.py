"""The registry's own history: the only importer of GitPython."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import git


def committed(root: Path, path: str) -> bytes | None:
    """A file's content in the commit that the working tree stands on; None where there is none."""
    try:
        repository = git.Repo(root, search_parent_directories=True)
        below = Path(root).resolve().relative_to(Path(repository.working_dir).resolve())
        data: bytes = (repository.head.commit.tree / (below / path).as_posix()).data_stream.read()
        return data
    except (git.InvalidGitRepositoryError, git.NoSuchPathError, ValueError, KeyError):
        return None


def revision(root: Path) -> str | None:
    """The commit that the working tree stands on, or None outside a repository and before the first commit."""
    try:
        return git.Repo(root).head.commit.hexsha
    except (git.InvalidGitRepositoryError, git.NoSuchPathError, ValueError):
        return None


NOBODY = git.Actor("talentcard", "talentcard@example.invalid")
"""Who commits what a program made: no person's name gets into a history by accident."""


def begin(root: Path, message: str) -> None:
    """A repository with everything in the folder as its first commit, on the branch ``main``."""
    repository = git.Repo.init(root, initial_branch="main")
    repository.git.add("--all")
    repository.index.commit(message, author=NOBODY, committer=NOBODY, skip_hooks=True)
    repository.close()


# ---- backup -----------------------------------------------------------------------------------------


class HistoryError(Exception):
    """A history that can't be kept or brought back. ``key`` names the message."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True)
class Kept:
    """A history as it was bundled: the branch checked out, every ref with its object, and what no commit holds yet."""

    branch: str
    refs: dict[str, str]
    uncommitted: int


def bundle(root: Path, file: Path) -> Kept:
    """The whole history in one file. Raises HistoryError where the root has none, or has only a part of one."""
    try:
        repository = git.Repo(root)
        branch = repository.active_branch
        branch.commit  # noqa: B018  raises where there is none yet
    except (git.InvalidGitRepositoryError, git.NoSuchPathError, ValueError):
        raise HistoryError("backup-no-history") from None
    except TypeError:
        raise HistoryError("backup-detached") from None
    with repository:
        if repository.git.rev_parse("--is-shallow-repository") == "true":
            raise HistoryError("backup-shallow")
        repository.git.bundle("create", "--quiet", str(file), "--all")
        changed = repository.git.status("--porcelain", "--untracked-files=all").splitlines()
        return Kept(branch.name, references(repository), len(changed))


def unbundle(file: Path, folder: Path, branch: str, refs: dict[str, str]) -> None:
    """A repository with exactly these refs, every object proven, the branch checked out. Raises HistoryError."""
    try:
        with git.Repo.init(folder, initial_branch=branch) as repository:
            repository.git.fetch(str(file), "+refs/*:refs/*", update_head_ok=True, quiet=True)
            if references(repository) != refs:
                raise HistoryError("restore-refs-differ")
            repository.git.fsck("--full", "--no-dangling")
            repository.git.reset("--hard", "--quiet")
    except git.GitCommandError:
        raise HistoryError("restore-history-broken") from None


def references(repository: git.Repo) -> dict[str, str]:
    lines = repository.git.for_each_ref(format="%(objectname) %(refname)").splitlines()
    return {name: commit for commit, _, name in (line.partition(" ") for line in lines)}
