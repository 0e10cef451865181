"""What the verbs of the monthly papers share: the pages' world on a day, and papers printed or written as documents."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from talentcard import documents
from talentcard.context import CannotRunError, Context
from talentcard.core.ledger import ledger
from talentcard.core.pages import Audience, World
from talentcard.core.papers import Paper
from talentcard.core.policy import NoPolicyError
from talentcard.placing import lay
from talentcard.publishing import templates
from talentcard.session import Opened

FORMATS = frozenset({"docx", "pdf", "md"})


def world_of(context: Context, opened: Opened, as_of: dt.date) -> World:
    """The staff's world on a day, in the language asked for. Raises CannotRunError where no rules are in force."""
    world = World(
        registry=opened.registry,
        calendar=opened.calendar,
        as_of=as_of,
        words=templates.words(context.root, opened.lang),
        obligations=ledger(opened.registry, opened.calendar, as_of),
        audience=Audience.STAFF,
    )
    try:
        _ = world.rules
    except NoPolicyError as error:
        raise CannotRunError("no-policy", day=str(error)) from error
    return world


def put_out(
    context: Context, papers: Mapping[str, Paper], data: Mapping[str, Any], *, out: Path | None, form: str
) -> None:
    """Papers as documents into a folder, all or none, else as text on the output; the data behind them as JSON."""
    if out is not None:
        made: dict[str, bytes] = {}
        for name, paper in papers.items():
            made |= documents.files(name, paper, FORMATS, root=context.root, fonts=context.fonts)
        written = lay(context.root, out, made)
        if form != "json":
            print(*written, sep="\n", file=context.out)
    elif form != "json":
        context.out.write("\n".join(map(documents.markdown, papers.values())))
    if form == "json":
        context.out.write(json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def file_name(name: str, lang: str) -> str:
    """Chinese papers by their name alone, as they are the ones that count."""
    return name if lang == "zh" else f"{name}.{lang}"
