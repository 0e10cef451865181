"""The registry's own history: the only importer of GitPython."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import git


class Committed:
    """Contents of files in the commit that the working tree stands on; a folder without a history has none."""

    def __init__(self, root: Path) -> None:
        self._below = Path()
        self._tree: git.Tree | None = None
        self._folders: dict[str, Mapping[str, git.Blob]] = {}
        try:
            repository = git.Repo(root, search_parent_directories=True)
            self._below = root.resolve().relative_to(Path(repository.working_dir).resolve())
            self._tree = repository.head.commit.tree
        except (git.InvalidGitRepositoryError, git.NoSuchPathError, ValueError):
            return

    def __call__(self, path: str) -> bytes | None:
        folder, _, name = (self._below / path).as_posix().rpartition("/")
        blob = self._folder(folder).get(name)
        data: bytes | None = blob.data_stream.read() if blob is not None else None
        return data

    def _folder(self, path: str) -> Mapping[str, git.Blob]:
        """The files of a folder, listed once: a folder of records is long."""
        if path not in self._folders:
            try:
                tree = self._tree / path if self._tree is not None and path else self._tree
                self._folders[path] = {blob.name: blob for blob in tree.blobs} if tree is not None else {}
            except (KeyError, ValueError):
                self._folders[path] = {}
        return self._folders[path]


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


def is_clean(root: Path) -> bool:
    """Whether everything is committed; False where the folder is no repository's top."""
    try:
        with git.Repo(root) as repository:
            return not repository.is_dirty(untracked_files=True)
    except (git.InvalidGitRepositoryError, git.NoSuchPathError):
        return False


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


# ---- the repository of the public site ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Checkout:
    """A clean checkout of a repository that has nothing in common with the registry's, and what it tracks."""

    folder: Path
    tracked: frozenset[str]


def checkout(folder: Path, registry: Path) -> Checkout:
    """Raises HistoryError where the folder is no such checkout: then nothing may be written into it."""
    try:
        repository = git.Repo(folder)
        branch = repository.active_branch
    except (git.InvalidGitRepositoryError, git.NoSuchPathError):
        raise HistoryError("publish-no-repository") from None
    except TypeError:
        raise HistoryError("publish-detached") from None
    with repository:
        if repository.bare or Path(str(repository.working_tree_dir)) != folder:
            raise HistoryError("publish-no-repository")
        if _related(repository, registry):
            raise HistoryError("publish-own-registry")
        if repository.git.status("--porcelain", "--untracked-files=all", "--ignored"):
            raise HistoryError("publish-not-clean")
        blobs = branch.commit.tree.traverse() if branch.is_valid() else ()
        tracked = (str(blob.path) for blob in blobs if isinstance(blob, git.Blob | git.Submodule))
        return Checkout(folder, frozenset(tracked))


def _related(repository: git.Repo, registry: Path) -> bool:
    """Whether a repository is the registry's own: the same store, a remote of it, or a clone of any branch."""
    try:
        own = git.Repo(registry, search_parent_directories=True)
    except (git.InvalidGitRepositoryError, git.NoSuchPathError):
        return False
    with own:
        if own.common_dir == repository.common_dir or _remotes(own) & _remotes(repository):
            return True
        return any(_holds(repository, commit) for commit in _ends(own)) or any(
            _holds(own, commit) for commit in _ends(repository)
        )


def _remotes(repository: git.Repo) -> set[str]:
    """Where a repository comes from and where it lies itself, each written in one way."""
    urls = {url for remote in repository.remotes for url in remote.urls} | {str(repository.working_tree_dir)}
    return {url.rstrip("/").removesuffix(".git").rstrip("/") for url in urls}


def _ends(repository: git.Repo) -> set[str]:
    """The first commits and the last ones of all branches."""
    first = repository.git.rev_list("--all", "--max-parents=0").split()
    last = repository.git.for_each_ref("refs/heads", "refs/remotes", format="%(objectname)").split()
    return {*first, *last}


def _holds(repository: git.Repo, commit: str) -> bool:
    try:
        repository.git.cat_file("-e", commit)
    except git.GitCommandError:
        return False
    return True


def commit_files(target: Checkout, gone: Iterable[str], files: Iterable[str], message: str) -> str:
    """Commit what lies in a checkout, byte for byte, without hooks and without anybody's name. Returns the commit."""
    with git.Repo(target.folder) as repository:
        index = repository.index
        if removed := sorted(gone):
            index.remove(removed)
        index.add(sorted(files))
        return index.commit(message, author=NOBODY, committer=NOBODY, skip_hooks=True).hexsha


# ---- two states of the records -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Base:
    """A commit that the working tree is compared with. ``asked``: the one that was named, where it is another."""

    commit: str
    asked: str | None = None


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file that is not what it was in the base. ``before``: its object there; None where there was none."""

    path: str
    before: str | None


def base(root: Path, name: str, until: str = "HEAD") -> Base:
    """The commit of that name where the other one stands on it, else where the two parted. Raises HistoryError."""
    run = git.Git(root)
    commit, head = _commit(run, name), _commit(run, until)
    if head is None:
        raise HistoryError("compare-no-history" if _commit(run, "HEAD") is None else "compare-unknown-end")
    if commit is None:
        raise HistoryError("compare-shallow" if _shallow(run) else "compare-unknown")
    parted = run.merge_base(commit, head, with_exceptions=False)
    if not parted:
        raise HistoryError("compare-shallow" if _shallow(run) else "compare-unrelated")
    return Base(parted, commit if parted != commit else None)


def shallow(root: Path) -> bool:
    """Whether only the last part of the history is here."""
    return _shallow(git.Git(root))


def holds(root: Path, commit: str) -> bool:
    """Whether the commit that the working tree stands on has another one in its history, or is it."""
    run = git.Git(root)
    known = _commit(run, commit)
    return known is not None and run.merge_base(known, "HEAD", with_exceptions=False) == known


def changed(
    root: Path, commit: str, *folders: str, until: str | None = None, ignored: bool = True
) -> list[ChangedFile]:
    """Files below the folders that differ from the commit: in the working tree, or in another commit.

    ``ignored``: new files that git is told to ignore count, too, as the walk over the records meets them.
    """
    run = git.Git(root)
    ends = [commit, until] if until else [commit]
    options = {"stdout_as_string": False, "strip_newline_in_stdout": False}
    listed = run.diff(
        "--raw", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff", "--relative", *ends, "--", *folders, **options
    )
    fields = _fields(listed)
    found = [ChangedFile(path, _object(entry)) for entry, path in zip(fields[::2], fields[1::2], strict=True)]
    if until is None:
        only = () if ignored else ("--exclude-standard",)
        new = _fields(run.ls_files("-z", "--others", *only, "--", *folders, **options))
        found.extend(ChangedFile(path, None) for path in new)
    return sorted(found, key=lambda file: file.path)


def commits(root: Path, base: Base, until: str = "HEAD") -> Iterator[tuple[str, bytes]]:
    """The commits that a change consists of, oldest first, as objects. Raises HistoryError where one may be missing.

    Merges that git would make by itself are left out: what they hold was brought by other commits.
    """
    run = git.Git(root)
    listed = run.rev_list("--reverse", "--topo-order", "--parents", until, f"^{base.asked or base.commit}").splitlines()
    for names in map(str.split, listed):
        name, parents = names[0], names[1:]
        (raw,) = contents(root, [name])
        if raw.partition(b"\n\n")[0].count(b"\nparent ") != len(parents):
            raise HistoryError("compare-shallow")
        if len(parents) < 2 or not _merges_itself(run, name, parents):
            yield name, raw


def _merges_itself(run: git.Git, commit: str, parents: Sequence[str]) -> bool:
    """Whether a merge is what git makes of its parents, without a conflict."""
    if len(parents) > 2:
        return False
    with TemporaryDirectory(prefix="talentcard-") as folder:  # what git writes on the way is nobody's to keep
        objects = str(run.rev_parse("--path-format=absolute", "--git-path", "objects"))
        env = {"GIT_OBJECT_DIRECTORY": folder, "GIT_ALTERNATE_OBJECT_DIRECTORIES": objects}
        code, tree, _ = run.merge_tree(
            "--write-tree", *parents, env=env, with_extended_output=True, with_exceptions=False
        )
    return bool(code == 0 and tree == run.rev_parse(f"{commit}^{{tree}}"))


def unmerged(root: Path, folder: str) -> list[str]:
    """Files below a folder whose merge git could not finish. Raises HistoryError."""
    run = git.Git(root)
    if _commit(run, "HEAD") is None:
        raise HistoryError("compare-no-history")
    options = {"stdout_as_string": False, "strip_newline_in_stdout": False}
    return _fields(run.diff("--name-only", "-z", "--diff-filter=U", "--relative", "--", folder, **options))


def contents(root: Path, objects: Iterable[str]) -> Iterator[bytes]:
    """The contents of these objects, one after the other, by one process."""
    run = git.Git(root)
    for name in objects:
        yield run.get_object_data(name)[3]
    run.clear_cache()


def object_at(root: Path, commit: str, path: str) -> bytes | None:
    """A file's content in a commit; None where it is not there."""
    run = git.Git(root)
    found = run.rev_parse("--verify", "--quiet", f"{commit}:./{path}", with_exceptions=False)
    return next(contents(root, [found])) if found else None


def files_at(root: Path, commit: str, folder: str) -> list[str]:
    """Paths of all files below a folder in a commit."""
    options = {"stdout_as_string": False, "strip_newline_in_stdout": False}
    return _fields(git.Git(root).ls_tree("-r", "-z", "--name-only", commit, "--", f"{folder}/", **options))


def ever(root: Path, commit: str, names: Iterable[str], folder: str) -> set[str]:
    """Those of the file names that any commit up to this one knew below the folder, however it was merged."""
    wanted = [f":(glob){folder}/**/{name}" for name in sorted(names)]
    if not wanted:
        return set()
    options = {"stdout_as_string": False, "strip_newline_in_stdout": False}
    run = git.Git(root)
    listed = run.log(
        "--full-history", "-m", "--no-renames", "--format=", "--name-only", "-z", commit, "--", *wanted, **options
    )
    return {path.rpartition("/")[2] for path in _fields(listed)}


def _commit(run: git.Git, name: str) -> str | None:
    found = run.rev_parse("--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}", with_exceptions=False)
    return str(found) or None


def _shallow(run: git.Git) -> bool:
    return bool(run.rev_parse("--is-shallow-repository") == "true")


def _fields(listed: bytes) -> list[str]:
    return [part.decode("utf-8", "surrogateescape") for part in listed.split(b"\0") if part.strip(b"\n")]


def _object(entry: str) -> str | None:
    """The old object of a raw line (``:old-mode new-mode old new status``), where it was a plain file."""
    mode, _, old, *_ = entry.removeprefix(":").split(" ")
    return old if mode.startswith("100") else None
