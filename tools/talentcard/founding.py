"""A new registry laid out: the program, the rules, the city's bodies, settings of its own; nothing of the sample."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import msgspec

from talentcard.context import CannotRunError
from talentcard.core.model import Contact, Post, RecordId, Settings, Text
from talentcard.emission import emit, plain
from talentcard.sampling import reference

PROGRAM = (
    ".gitignore",
    ".pre-commit-config.yaml",
    ".pre-commit-hooks.yaml",
    ".vscode",
    ".github/ISSUE_TEMPLATE",
    ".github/pull_request_template.md",
    ".github/rulesets",
    ".github/workflows",
    "CONTRIBUTING.md",
    "LICENSE",
    "docs",
    "mkdocs.yml",
    "pyproject.toml",
    "requirements/runtime.lock",
    "schemas",
    "site",
    "tools",
)
"""What every registry has from the program, so that it checks and builds by itself. Tests stay with the program."""

STARTER = "starter"
"""What a new registry has instead of the program's own: README and Makefile."""

RENEWED = ("Makefile",)
"""What of the starter an update brings along; the rest is the registry's own by then."""

PAPERS, DELIVERED, NEWER = "site/papers", "delivered.txt", ".new"
"""Words and templates that offices edit; the check sums of what was delivered tell an update which of them were."""

LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.egg-info", ".*_cache")


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding:
    """What the founder decides. ``custodian``: id of the first specialist, who keeps the keys."""

    name: Text
    since: dt.date
    custodian: RecordId
    address: str | None = None
    phone: str | None = None


def settings_id(target: Path) -> RecordId:
    """The registry's own name in small letters: by it the folder of its keys is told from another registry's."""
    words = re.findall(r"[a-z0-9]+", target.name.lower())
    return RecordId("-".join(["set", *(words or ["registry"])])[:80].rstrip("-"))


def lay_out(root: Path, out: Path, founding: Founding, identifier: RecordId) -> None:
    """Everything but keys and history. Raises CannotRunError where the root lacks a part."""
    if not (root / STARTER).is_dir():
        raise CannotRunError("init-no-starter")
    for part in PROGRAM:
        copy(root / part, out / part)
    deliver(root, out)
    shutil.copytree(root / STARTER, out, dirs_exist_ok=True)
    for readme in ("README.md", "README.zh.md"):
        text = (out / readme).read_text(encoding="utf-8")
        text = text.replace("@NAME-ZH@", founding.name.zh).replace("@NAME-EN@", founding.name.en or "")
        (out / readme).write_text(text, encoding="utf-8")
    kept = reference.read(root)
    for file in kept.files:
        if file.parts[1] != "settings":
            copy(root / file, out / file)
    write(out, f"records/settings/{identifier}.yml", settings(kept.registry.settings, founding, identifier))
    write(out, f"records/contacts/{founding.custodian}.yml", custodian(kept.registry.settings, founding))


def update(root: Path, target: Path) -> list[str]:
    """The program's files anew in a registry founded earlier: what it no longer has goes. Records stay as they are.

    So do the papers that the office changed: the program's newer ones are laid beside them, and these are returned.
    """
    if not (root / STARTER).is_dir():
        raise CannotRunError("init-no-starter")
    own = changed(target)
    for part, source in [*((part, root) for part in PROGRAM), *((part, root / STARTER) for part in RENEWED)]:
        if (target / part).is_dir():
            shutil.rmtree(target / part)
        copy(source / part, target / part)
    deliver(root, target)
    return [name for name, content in sorted(own.items()) if kept(target / PAPERS / name, content)]


def deliver(root: Path, target: Path) -> None:
    lines = (f"{checksum(path.read_bytes())}  {path.name}\n" for path in sorted((root / PAPERS).iterdir()))
    (target / PAPERS / DELIVERED).write_text("".join(lines), encoding="utf-8")


def changed(target: Path) -> dict[str, bytes]:
    """The papers that are not as they were delivered, by name; of what was delivered without check sums, none."""
    listed = target / PAPERS / DELIVERED
    if not listed.is_file():
        return {}
    delivered = set(listed.read_text(encoding="utf-8").splitlines())
    found = {
        path.name: path.read_bytes() for path in listed.parent.iterdir() if path.suffix != NEWER and path != listed
    }
    return {name: content for name, content in found.items() if f"{checksum(content)}  {name}" not in delivered}


def kept(path: Path, content: bytes) -> bool:
    """The office's own back in its place. Is there one of the program's beside it now?"""
    differs = path.is_file() and path.read_bytes() != content
    if differs:
        path.rename(path.with_name(path.name + NEWER))
    path.write_bytes(content)
    return differs


def checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def copy(source: Path, target: Path) -> None:
    """A file or a folder; what the root does not have is not copied."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=LEFT_OUT)
    elif source.is_file():
        shutil.copyfile(source, target)


def settings(sample: Settings, founding: Founding, identifier: RecordId) -> Settings:
    """The sample's, with a name and a beginning of its own, and no pinned day."""
    return msgspec.structs.replace(
        sample,
        id=identifier,
        name=founding.name,
        tracking_since=founding.since,
        address=founding.address,
        cleared=(),
        as_of=None,
    )


def custodian(sample: Settings, founding: Founding) -> Contact:
    """The platform's first specialist: the registry needs one, and a key needs a holder."""
    return Contact(
        schema="contact/1",
        id=founding.custodian,
        organisation=sample.roles["platform"],
        post=Post.SPECIALIST,
        since=founding.since,
        office_phone=founding.phone,
    )


def write(out: Path, path: str, record: Settings | Contact) -> None:
    (out / path).parent.mkdir(parents=True, exist_ok=True)
    (out / path).write_text(emit(plain(record), path.count("/")), encoding="utf-8")
