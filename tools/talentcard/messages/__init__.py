"""The words of findings and of the command line: `messages/<lang>/*.toml`, one table a rule.

    [yaml-tab]
    message = "…"                what is wrong, one sentence
    fix-guess = "…"              how to mend it: of these the first whose
    fix = "…"                    placeholders the params can all fill
    fix-plain = "…"
    fix-bare = "…"

    [cannot-run.no-registry]     why a verb cannot run at all
    message = "…"

    [text]                       labels
    fix = "…"

Placeholders are ``{name}``, filled from the params. A param ``@label`` stands for the label of that name, ``@a|@b``
for two of them: that is how a finding that knows no language speaks several.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from string import Formatter
from typing import Any

LANGUAGES = ("zh", "en")
FIXES = ("fix-guess", "fix", "fix-plain", "fix-bare")


@dataclass(frozen=True, slots=True)
class Words:
    """What a finding says: what is wrong, and how to mend it (empty where nothing general can be said)."""

    message: str
    fix: str = ""


class Catalogue:
    """All words of one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def finding(self, rule: str, params: Mapping[str, str]) -> Words:
        """The words for a finding. A rule without words speaks by its id; a test forbids that."""
        entry = self._tables.get(rule)
        if not isinstance(entry, dict) or "message" not in entry:
            return Words(f"{rule} {dict(params)}" if params else rule)
        fixes = [entry[key] for key in FIXES if key in entry]
        fix = next((fix for fix in fixes if placeholders(fix) <= params.keys()), "")
        return Words(self._fill(entry["message"], params), self._fill(fix, params))

    def cannot_run(self, key: str, params: Mapping[str, str]) -> str:
        """Why a verb cannot run."""
        entry = self._tables.get("cannot-run", {}).get(key)
        return self._fill(entry["message"], params) if entry else f"{key} {dict(params)}"

    def text(self, key: str, params: Mapping[str, str] | None = None) -> str:
        """A label or a short sentence. Raises KeyError where the catalogue has none."""
        return self._fill(self._labels[key], params or {})

    def _fill(self, template: str, params: Mapping[str, str]) -> str:
        return template.format_map(_Params({name: self._word(value) for name, value in params.items()}))

    def _word(self, value: str) -> str:
        if not value.startswith("@"):
            return value
        labels = [self._labels.get(part.removeprefix("@"), part) for part in value.split("|")]
        return self._labels.get("or", " / ").join(labels)

    @cached_property
    def _tables(self) -> dict[str, Any]:
        return merged(self.lang)

    @cached_property
    def _labels(self) -> dict[str, str]:
        labels: dict[str, str] = self._tables.get("text", {})
        return labels


class _Params(dict[str, str]):
    """A placeholder that nobody filled shows itself rather than ending in a KeyError."""

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


def placeholders(template: str) -> set[str]:
    """The names of the params that a text asks for."""
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def merged(lang: str) -> dict[str, Any]:
    """All catalogue files of a language as one. Raises ValueError where two files give the same key."""
    tables: dict[str, Any] = {"text": {}, "cannot-run": {}}
    folder = resources.files("talentcard") / "messages" / lang
    for file in sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name):
        for name, table in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if name in ("text", "cannot-run"):
                _add(tables[name], table, file.name)
            else:
                _add(tables, {name: table}, file.name)
    return tables


def _add(into: dict[str, Any], more: Mapping[str, Any], file: str) -> None:
    for key, value in more.items():
        if key in into:
            raise ValueError(f"{file}: {key} is given twice")
        into[key] = value


@cache
def catalogue(lang: str) -> Catalogue:
    """The words of a language; Chinese where the language is unknown."""
    return Catalogue(lang if lang in LANGUAGES else LANGUAGES[0])
