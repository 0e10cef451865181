"""``talentcard rules``: every rule with what carries it, what acts on it, and the test that proves it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence

from talentcard.context import Context
from talentcard.core.names import in_language
from talentcard.core.reports.rules_table import Row, rows
from talentcard.messages import Catalogue
from talentcard.session import open_registry

EXAMPLES = """例 / examples:
  talentcard rules                         全部规则 / every rule
  talentcard rules R-27                    一条规则 / one rule
  talentcard rules --format markdown       网页和文档用 / for pages and documents"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rule", nargs="*", metavar="R-xx", help="只看这些规则 / only these rules")
    parser.add_argument("--format", choices=tuple(FORMATS), default="text", help="输出格式 / output format")


def run(context: Context, options: argparse.Namespace) -> int:
    """Print the rules table for the version in force on the as-of day; 1 where a rule asked for does not exist."""
    opened = open_registry(context)
    wanted = {rule.upper() for rule in options.rule}
    found = [row for row in rows(opened.registry, opened.as_of) if not wanted or row.rule in wanted]
    missing = sorted(wanted - {row.rule for row in found})
    for rule in missing:
        context.err.write(opened.words.text("rules-unknown", {"rule": rule}) + "\n")
    context.out.write(FORMATS[options.format](found, opened.words, opened.lang))
    return int(bool(missing))


def acts(row: Row, words: Catalogue) -> list[str]:
    """What acts on a rule: the engine's limit kinds, the checks; openly nothing where no program can."""
    engine = [words.text("rules-engine", {"kinds": ", ".join(row.engine)})] if row.engine else []
    checks = [words.text("rules-checks", {"checks": ", ".join(row.checks)})] if row.checks else []
    return [*engine, *checks] or ([words.text("rules-nothing")] if row.unchecked else [])


def as_text(found: Sequence[Row], words: Catalogue, lang: str) -> str:
    lines: list[str] = []
    for row in found:
        lines.append(f"{row.rule}  {row.article}  {in_language(row.text, lang)}")
        lines += [f"    {words.text('rules-carrier')} {c.record} {c.place}: {c.says}" for c in row.carriers]
        lines += [f"    {words.text('rules-acts')} {act}" for act in acts(row, words)]
        lines.append(f"    {words.text('rules-test')} {row.test}")
        if row.unchecked:
            lines.append(f"    {words.text('rules-unchecked')} {in_language(row.unchecked, lang)}")
        if row.open_question:
            lines.append(f"    {words.text('rules-open')} {in_language(row.open_question, lang)}")
    return "\n".join(lines) + "\n"


def as_markdown(found: Sequence[Row], words: Catalogue, lang: str) -> str:
    headings = [words.text(f"rules-heading-{key}") for key in ("rule", "article", "text", "carrier", "acts", "test")]
    lines = ["| " + " | ".join(headings) + " |", "|" + " --- |" * len(headings)]
    for row in found:
        carriers = "<br>".join(f"`{c.record}` {c.place}: {cell(c.says)}" for c in row.carriers)
        acting = "<br>".join(acts(row, words) + ([in_language(row.unchecked, lang)] if row.unchecked else []))
        cells = [row.rule, row.article, in_language(row.text, lang), carriers, acting, f"`{row.test}`"]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def cell(text: str) -> str:
    return text.replace("|", "·")


def as_json(found: Sequence[Row], _words: Catalogue, lang: str) -> str:
    table = [
        {
            "rule": row.rule,
            "article": row.article,
            "text": in_language(row.text, lang),
            "carriers": [{"record": c.record, "place": c.place, "says": c.says} for c in row.carriers],
            "engine": row.engine,
            "checks": row.checks,
            "test": row.test,
            "unchecked": in_language(row.unchecked, lang) if row.unchecked else None,
        }
        for row in found
    ]
    return json.dumps({"schema_version": 1, "rules": table}, ensure_ascii=False, indent=1) + "\n"


FORMATS: Mapping[str, Callable[[Sequence[Row], Catalogue, str], str]] = {
    "text": as_text,
    "markdown": as_markdown,
    "json": as_json,
}
