"""``talentcard seal``: plain values in the fields for personal data, checked and replaced by sealed text."""

from __future__ import annotations

import argparse
from pathlib import Path

from talentcard import custodian, gitrepo
from talentcard.context import Context
from talentcard.sealing import planning, tags

EXAMPLES = """例 / examples:
  talentcard seal                                   整个登记册 / the whole registry
  talentcard seal records/talents/tal-….yml         只这一个文件 / this file only
  talentcard seal --renew                           密钥更换以后合并进来的旧密文 / merged in after a rotation
  talentcard seal --tags                            按证件号码补齐身份标签（需要密钥） / identity tags (needs the keys)

没有密钥也能密封；没有密钥就不能打开，也不能生成身份标签。
Sealing needs no key; opening does, and so do identity tags."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="记录文件 / record files (default: all)")
    parser.add_argument(
        "--renew",
        action="store_true",
        help="仍用旧密钥密封的，改用在用的密钥（需要密钥） / seal anew what a retired key still seals",
    )
    parser.add_argument(
        "--tags", action="store_true", help="补齐、更正身份标签（需要密钥） / put the identity tags right"
    )
    custodian.add_key_arguments(parser)


def run(context: Context, options: argparse.Namespace) -> int:
    """0 with everything sealed, or 1 with the findings printed and no file changed."""
    opened, held, keys = custodian.opened_with(context, options)
    key, words = custodian.current_key(held), opened.words
    if options.renew:
        secrets = custodian.secrets(held, keys)
        plan = planning.resealing(held, key, secrets[key.kid], secrets)
        if code := custodian.carry_out(context, opened, plan):
            return code
        print(words.text("seal-renewed", {"count": str(plan.sealed), "key": key.id}), file=context.out)
        return 0
    if options.tags:
        secrets = custodian.secrets(held, keys)
        plan = tags.tagging(held, secrets[key.kid], secrets)
        if code := custodian.carry_out(context, opened, plan):
            return code
        print(words.text("tags-done", {"count": str(plan.tags)}), file=context.out)
        return 0
    secrets = custodian.secrets_at_hand(held, keys)
    only = custodian.named(context, options.files)
    plan = planning.sealing(held, key, only, secrets, gitrepo.Committed(context.root))
    if code := custodian.carry_out(context, opened, plan):
        return code
    params = {"count": str(plan.sealed), "files": str(len(plan.changes) - plan.tags), "key": key.id}
    print(words.text("seal-done" if plan.sealed else "seal-nothing", params), file=context.out)
    if plan.numbers and key.kid not in secrets:
        print(words.text("seal-tags-open", {"count": str(plan.numbers)}), file=context.err)
    elif plan.tags:
        print(words.text("tags-done", {"count": str(plan.tags)}), file=context.out)
    return 0
