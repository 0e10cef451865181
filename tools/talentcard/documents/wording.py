"""Jinja2, once more and in a sandbox: the text of a document (``site/papers/<kind>.<lang>.md.j2``) and facts → Paper.

Apart from the pages' templates, as here facts are escaped as Markdown and not as HTML, an empty fact is an error, and
what is wrong is said with file and line: these texts are edited by clerks.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

import jinja2
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from talentcard.context import CannotRunError
from talentcard.core.papers import Block, Layout, Paper, written
from talentcard.documents import cutting
from talentcard.documents.cutting import Charts

WORDINGS = "site/papers"
HEAD = frozenset({"title", "issuer", "layout", "number", "to", "dated", "copies", "labels", "attachments"})
REQUIRED = ("title", "issuer")

OPEN, CLOSE = "\ue000", "\ue001"
"""Around the number of a line of the wording, in the rendered text only until the errors know their places."""
MARK = re.compile(f"{OPEN}(\\d+){CLOSE}")
HIDDEN = re.compile(f"[\x00-\x20\x7f-\x9f\u2028\u2029\ufeff{OPEN}{CLOSE}]+")
"""In a fact these are a space: control characters, ends of lines, and what marks lines here."""
SPECIAL = re.compile(r"([!-/:-@\[-`{-~])")
"""Markdown takes a backslash before any of these."""


class Places(Extension):
    """Each piece of text carries the number of its line through the rendering."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        for token in stream:
            yield Token(token.lineno, "data", marked(token)) if token.type == "data" else token


def marked(token: Token) -> str:
    lines = token.value.split("\n")
    return "\n".join(f"{OPEN}{token.lineno + index}{CLOSE}{line}" for index, line in enumerate(lines))


TemplateError = jinja2.TemplateError


def raw(xml: str) -> Markup:
    """A value that a template takes as it is."""
    return Markup(xml)


class EmptyFactError(jinja2.TemplateError):
    """A fact that is None: printed it would read so."""


class Sandbox(ImmutableSandboxedEnvironment):
    """For texts and DOCX templates alike: what an office edits can compute words, and reach nothing."""

    def __init__(self, **options: Any) -> None:
        super().__init__(undefined=jinja2.StrictUndefined, **options)
        # the parts of a DOCX template are the same for every paper: each is compiled once
        self._compiled: dict[str, jinja2.Template] = {}

    def from_string(self, source: Any, *_args: Any, **_options: Any) -> jinja2.Template:
        if source not in self._compiled:
            self._compiled[source] = super().from_string(source)
        return self._compiled[source]


def paper(root: Path, kind: str, lang: str, facts: object, *, charts: Charts | None = None) -> Paper:
    """The document that the wording of this kind makes of the facts.

    ``facts``: a mapping, or a dataclass whose fields are the names. Raises CannotRunError with file and line.
    """
    name = f"{kind}.{lang}.md.j2"
    text, places = rendered(root, name, lang, named(facts))

    def refuse(line: int, what: str) -> CannotRunError:
        return wrong("paper-markdown", name, places[min(line, len(places) - 1)], what=what)

    head, start = header(text, name, places)
    body = "\n".join(["" for _ in range(start)] + text.split("\n")[start:])
    fields = {
        key: cutting.inline(value, lang, lambda _line, what, at=line: refuse(at, what))  # type: ignore[misc]
        for key, (line, value) in head.items()
    }
    for key in REQUIRED:
        if not fields.get(key):
            raise wrong("paper-head-missing", name, 1, what=key)
    return assembled(kind, lang, name, fields, cutting.blocks(body, lang, charts or {}, refuse))


def assembled(kind: str, lang: str, name: str, head: Mapping[str, str], body: tuple[Block, ...]) -> Paper:
    try:
        return Paper(
            kind=kind,
            lang=lang,
            title=head["title"],
            issuer=head["issuer"],
            body=body,
            layout=Layout(head.get("layout", Layout.OFFICIAL)),
            number=head.get("number") or None,
            to=head.get("to") or None,
            dated=day(head["dated"]) if head.get("dated") else None,
            copies=head.get("copies") or None,
            labels=several(head.get("labels", "")),
            attachments=several(head.get("attachments", "")),
        )
    except ValueError as error:
        raise wrong("paper-head-value", name, 1, what=str(error)) from error


def named(facts: object) -> dict[str, Any]:
    if isinstance(facts, Mapping):
        return dict(facts)
    if dataclasses.is_dataclass(facts) and not isinstance(facts, type):
        return {field.name: getattr(facts, field.name) for field in dataclasses.fields(facts)}
    raise TypeError(type(facts).__name__)


@cache
def wordings(root: Path, lang: str) -> Sandbox:
    """A text that was changed meanwhile is read again."""
    environment = Sandbox(
        loader=jinja2.FileSystemLoader(root / WORDINGS),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: printed(value, lang),
        extensions=[Places],
    )
    environment.globals["lang"] = lang
    return environment


def rendered(root: Path, name: str, lang: str, facts: Mapping[str, Any]) -> tuple[str, list[int]]:
    """The text, and for each of its lines the line of the wording that it came of."""
    try:
        text = wordings(root, lang).get_template(name).render(facts)
    except jinja2.TemplateNotFound as error:
        raise CannotRunError("paper-no-wording", path=f"{WORDINGS}/{error.name or name}") from error
    except jinja2.TemplateSyntaxError as error:
        raise wrong("paper-syntax", error.name or name, error.lineno, what=error.message or "") from error
    except (jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        file, line = place(error.__traceback__, root, name)
        key = "paper-empty" if isinstance(error, EmptyFactError) else "paper-undefined"
        raise wrong(key, file, line, what=str(error)) from error
    lines: list[str] = []
    places: list[int] = []
    for written_line in text.split("\n"):
        marks = MARK.findall(written_line)
        places.append(int(marks[-1]) if marks else (places or [1])[-1])
        lines.append(MARK.sub("", written_line))
    return "\n".join(lines), places


def printed(value: object, lang: str) -> object:
    """A fact as Markdown that shows just this text, whatever is in it; in one line."""
    if isinstance(value, jinja2.Undefined):
        return value  # speaks for itself
    if value is None or isinstance(value, bool):
        raise EmptyFactError(repr(value))
    if isinstance(value, Markup):
        return value
    if isinstance(value, dt.date):
        return Markup(written(value, lang))
    return Markup(escaped(str(value)))


def escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\1", HIDDEN.sub(" ", text).strip())


def header(text: str, name: str, places: list[int]) -> tuple[dict[str, tuple[int, str]], int]:
    """What stands between the two lines of dashes, each with its line; and where the text begins."""
    lines = text.split("\n")
    if not lines or lines[0].strip() != "---" or "---" not in (line.strip() for line in lines[1:]):
        raise wrong("paper-head", name, 1)
    end = next(index for index, line in enumerate(lines) if index and line.strip() == "---")
    found: dict[str, tuple[int, str]] = {}
    for index, line in enumerate(lines[1:end], 1):
        if not line.strip():
            continue
        key, colon, value = line.partition(":")
        key = key.strip()
        if not colon or key not in HEAD or key in found:
            raise wrong("paper-head-line", name, places[index], what=key, known=", ".join(sorted(HEAD)))
        found[key] = (index, value.strip())
    return found, end + 1


def day(text: str) -> dt.date:
    if found := re.fullmatch(r"(\d{4})(?:年|-)(\d{1,2})(?:月|-)(\d{1,2})日?", text):
        return dt.date(*(int(number) for number in found.groups()))
    return dt.datetime.strptime(text, "%d %B %Y").date()  # noqa: DTZ007  (a day, no time)


def several(text: str) -> tuple[str, ...]:
    return tuple(part for part in (part.strip() for part in re.split("[;；]", text)) if part)


def place(traceback: TracebackType | None, root: Path, name: str) -> tuple[str, int]:
    """The innermost line of a wording that was being rendered."""
    found = (name, 1)
    for frame, line in frames(traceback):
        file = Path(frame)
        if file.parent == root / WORDINGS:
            found = (file.name, line)
    return found


def frames(traceback: TracebackType | None) -> Iterable[tuple[str, int]]:
    while traceback is not None:
        yield traceback.tb_frame.f_code.co_filename, traceback.tb_lineno
        traceback = traceback.tb_next


def wrong(key: str, name: str, line: int, **params: str) -> CannotRunError:
    return CannotRunError(key, path=f"{WORDINGS}/{name}", line=str(line), **params)
