"""``talentcard publish``: the built public site as one commit in a checkout of the public repository."""

from __future__ import annotations

import argparse
from pathlib import Path

from talentcard.context import Context
from talentcard.core.pages import Audience
from talentcard.messages import catalogue
from talentcard.publishing import delivery
from talentcard.publishing.publish import DEFAULT

EXAMPLES = """例 / examples:
  talentcard publish --to ../card-site --dry-run   只看会改多少文件 / only say what would change
  talentcard publish --to ../card-site             提交到公开仓库的副本 / commit into a checkout of the public one
  git -C ../card-site push                         然后推送，不用 --force / then push, never with --force

两个仓库怎样分工，见 docs/two-repositories.md。
docs/two-repositories.md says what each repository is for."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--to", type=Path, metavar="DIR", required=True, help="公开仓库的本地副本 / a checkout of the public repository"
    )
    parser.add_argument(
        "--site", type=Path, metavar="DIR", help="已生成的公开网站 / the built public site (default: build/site)"
    )
    parser.add_argument("--dry-run", action="store_true", help="不写文件，不提交 / write and commit nothing")


def run(context: Context, options: argparse.Namespace) -> int:
    """0 with the commit made, or with nothing to do. Raises CannotRunError where it would not be safe."""
    words = catalogue(context.lang or "zh")
    site = options.site.resolve() if options.site else context.root / DEFAULT[Audience.PUBLIC]
    planned = delivery.plan(site, options.to.resolve(), context.root)
    params = {
        "as_of": planned.as_of,
        "added": str(len(planned.added)),
        "changed": str(len(planned.changed)),
        "removed": str(len(planned.removed)),
    }
    if planned.nothing:
        print(words.text("publish-nothing", params), file=context.out)
    elif options.dry_run:
        print(words.text("publish-would", params), file=context.out)
    else:
        params["commit"] = delivery.carry_out(planned, f"网站 {planned.as_of} · site {planned.as_of}")[:10]
        print(words.text("publish-done", params), file=context.out)
        print(words.text("publish-push", params), file=context.out)
    return 0
