"""``talentcard serve``: build the site, show it on this machine, build it again whenever a record or a page changes."""

from __future__ import annotations

import argparse

from talentcard.context import CannotRunError, Context
from talentcard.core.pages import Audience
from talentcard.messages import catalogue
from talentcard.publishing import builder
from talentcard.publishing import publish as publishing
from talentcard.verbs import build

EXAMPLES = """例 / examples:
  talentcard serve                 在 http://127.0.0.1:8000 预览 / preview
  talentcard serve --port 8080     换一个端口 / another port"""

WATCHED = ("records", "schemas", "site", "mkdocs.yml")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="端口 / port (default: 8000)")


def run(context: Context, options: argparse.Namespace) -> int:
    """Serve until interrupted. A first build that fails ends the verb; a later one leaves the last good site up."""
    words = catalogue(context.lang or "zh")
    out = context.root / publishing.DEFAULT[Audience.PUBLIC]
    try:
        builder.require_free(options.port)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CannotRunError("port-in-use", port=str(options.port), error=reason) from error
    if (code := build.build(context, out, summary=False)) != 0:
        return code

    def rebuild() -> None:
        build.say(context, words.text("serve-changed"))
        try:
            build.build(context, out, summary=False)
        except CannotRunError as error:
            print(words.cannot_run(error.key, error.params), file=context.err)

    watched = tuple(context.root / name for name in WATCHED if (context.root / name).exists())
    url = f"http://127.0.0.1:{options.port}/"
    try:
        build.say(context, words.text("serve-ready", {"url": url}))
        builder.serve(out, options.port, rebuild, watched)
    except KeyboardInterrupt:
        print(words.text("serve-stopped"), file=context.err)
    return 0
