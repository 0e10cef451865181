"""``talentcard custodian-check``: what only the keys can tell of the sealed values and their tags."""

from __future__ import annotations

import argparse

from talentcard import custodian
from talentcard.context import Context
from talentcard.sealing.examination import examine

EXAMPLES = """例 / examples:
  talentcard custodian-check          打开并核对全部密文、标签、重复 / open and check every sealed value

密文能否打开、号码的校验码和日期、是否放对了地方、身份标签、同一人登记两次。
Whether values open, are in their places, have good check characters and dates; tags; one person entered twice."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    custodian.add_key_arguments(parser)


def run(context: Context, options: argparse.Namespace) -> int:
    """0 where everything is in order, else 1 with the findings: places and rules, never a value."""
    opened, held, keys = custodian.opened_with(context, options)
    findings, count = examine(held, custodian.secrets(held, keys))
    code = custodian.report(context, opened, findings) if findings else 0
    print(opened.words.text("custodian-checked", {"count": str(count), "wrong": str(len(findings))}), file=context.out)
    return code
