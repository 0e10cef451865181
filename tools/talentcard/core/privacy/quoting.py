"""What of a record with sealed fields may be quoted when something is wrong: names of fields, never what is in them.

Whoever types a name forgets to seal it, or mistypes the line; so the lines are judged as they are written, not as they
would be understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from talentcard.core.privacy.identity import IdentityKind

FOLDERS = frozenset({"talents", "contacts"})
"""Record folders whose schemas have sealed fields; a test compares these three with the schemas."""
ROOTS = frozenset({"identity", "person"})
NAMES = frozenset(kind.value for kind in IdentityKind)

HIDDEN = "…"
_KEYS = "|".join(sorted(ROOTS | NAMES | {"documents"}, key=len, reverse=True))
_ROOT = re.compile(rf"[\s-]*[\"']?(?:{'|'.join(sorted(ROOTS))})[\"']?\s*[:：]")
_FIELD = re.compile(rf"[\s-]*[\"']?(?:{_KEYS})[\"']?\s*[:：]\s*")
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")
_MARKER = re.compile(r"<{7}|={7}|>{7}")
_GUARDED = ("written", "meant", "value", "key")


def covers(path: str) -> bool:
    """Whether a file is a record of a kind that has sealed fields."""
    folder, _, rest = path.removeprefix("records/").partition("/")
    return path.startswith("records/") and bool(rest) and folder in FOLDERS


def quotable(path: str, lines: Iterable[str]) -> list[str]:
    """The lines of a file as they may be shown: the places of what is left do not change."""
    return list(_covered(lines)) if covers(path) else list(lines)


def _covered(lines: Iterable[str]) -> Iterable[str]:
    inside, unclosed = False, 0
    for line in lines:
        starts = _ROOT.match(line) is not None
        continues = not line.strip() or line[0].isspace() or line[0] in "#-" or _MARKER.match(line) is not None
        inside = starts or unclosed > 0 or (inside and continues)
        if inside:
            unclosed = max(0, (0 if starts else unclosed) + _open(line))
        if inside or _FIELD.match(line):
            yield _named(line)
        else:
            yield _COMMENT.sub(f"# {HIDDEN}", line)


def _open(line: str) -> int:
    """Brackets that a line opens and does not close; a quotation mark without its twin counts as one."""
    return sum(map(line.count, "{[")) - sum(map(line.count, "}]")) + line.count('"') % 2


def _named(line: str) -> str:
    """The name of the field, if it is one of ours, and nothing of what follows."""
    field = _FIELD.match(line)
    kept = field[0] if field else line[: len(line) - len(line.lstrip())]
    return kept + HIDDEN if len(kept) < len(line) else line


def harmless(path: str, params: Mapping[str, str]) -> Mapping[str, str]:
    """A message's params without anything typed into a record that has sealed fields."""
    if not covers(path):
        return params
    return {name: HIDDEN if name in _GUARDED and len(text) > 1 else text for name, text in params.items()}
