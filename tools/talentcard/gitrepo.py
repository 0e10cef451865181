"""The registry's own history: the only importer of GitPython."""

from __future__ import annotations

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
