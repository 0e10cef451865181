"""The registry's own history: the only importer of GitPython."""

from __future__ import annotations

from pathlib import Path

import git


def revision(root: Path) -> str | None:
    """The commit that the working tree stands on, or None outside a repository and before the first commit."""
    try:
        return git.Repo(root).head.commit.hexsha
    except (git.InvalidGitRepositoryError, git.NoSuchPathError, ValueError):
        return None
