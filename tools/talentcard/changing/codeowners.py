"""The Git host's file of code owners, as text: for people with comments, for the host line by line."""

from __future__ import annotations

from itertools import groupby

from talentcard.core.owners import Owned, owned
from talentcard.core.registry import Registry
from talentcard.messages import LANGUAGES, catalogue

PATH = ".github/CODEOWNERS"
MARK = "talentcard codeowners"
"""What the first line of a file of ours says."""


def text(registry: Registry) -> str:
    """The whole file. A line that nobody has an account for is a comment: until then a more general one holds."""
    lines = [f"# {line}" for lang in LANGUAGES for line in catalogue(lang).text("codeowners-head").splitlines()]
    found = owned(registry)
    width = max((len(each.pattern) for each in found), default=0)
    for (roles, accounts), group in groupby(found, key=lambda each: (each.roles, each.accounts)):
        said = " · ".join(
            ("、".join(role.title.zh for role in roles), ", ".join(role.title.en or "" for role in roles))
        )
        lines += ["", f"# {said}", *([] if accounts else [f"# {_nobody()}"])]
        lines += [line(each, width) if accounts else f"# {each.pattern}" for each in group]
    return "\n".join(lines) + "\n"


def line(each: Owned, width: int) -> str:
    return f"{each.pattern:<{width}} {' '.join(f'@{login}' for login in each.accounts)}"


def _nobody() -> str:
    return " · ".join(catalogue(lang).text("codeowners-nobody") for lang in LANGUAGES)


def rules(written: str) -> list[str]:
    """The lines of a file of ours that say something to the host."""
    return [line for line in written.split("\n") if line and not line.startswith("#")]


def ours(written: str) -> bool:
    return MARK in written.partition("\n")[0]
