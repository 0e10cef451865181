"""``talentcard intake``: a list that others keep as a spreadsheet → records, all of them or none."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from talentcard import custodian, placing
from talentcard.context import CannotRunError, Context
from talentcard.core.finding import Finding
from talentcard.core.intake import cards, requests, roster
from talentcard.core.intake.drafting import Desk, Draft
from talentcard.core.intake.sheet import Form, Spot, folded
from talentcard.core.intake.table import Table, Value, tables
from talentcard.core.kinds import BY_NAME
from talentcard.core.policy import NoPolicyError, Rulebook
from talentcard.office import intaking
from talentcard.office.intaking import Filed
from talentcard.reading.locating import located
from talentcard.reading.schemas import Schemas
from talentcard.render.findings import FORMATS
from talentcard.render.report import Report
from talentcard.sealing import changes
from talentcard.session import Opened

KINDS: Mapping[str, Callable[[Desk, list[Table]], Iterator[Draft]]] = {
    "roster": roster.drafts,
    "requests": requests.drafts,
    "cards": cards.drafts,
}
EXAMPLES = """例 / examples:
  talentcard intake roster 附件14.xlsx                      只检查，不写 / look only, write nothing
  talentcard intake roster 附件14.xlsx --write              没有问题就写入登记册 / write it if all is well
  talentcard intake requests 申请清单.csv --out drafts       写到别处先看看 / write elsewhere first
  talentcard intake cards 台账.xls --set 服务专员=con-…      表里没有的一列，统一填 / a column that the list lacks

表头、选项认得哪些写法，见 site/papers/intake.toml，可以自己加。要么全部写入，要么一条也不写；已有的记录从不改动。
What headings and choices may be called stands in site/papers/intake.toml. All is written or nothing."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "kind", choices=tuple(KINDS), help="附件14、申请清单、发证台账 / annex 14, requests, a register of cards"
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="xlsx、xls、ods、csv（UTF-8 或 GBK）")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--write", action="store_true", help="写入登记册 / write into the registry")
    where.add_argument("--out", type=Path, metavar="DIR", help="写到一个新文件夹 / write into a new folder")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="COLUMN=VALUE",
        help="整张表统一的一列，可多次 / a column for the whole list, repeatable",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="输出格式 / output format")
    custodian.add_key_arguments(parser)


def run(context: Context, options: argparse.Namespace) -> int:
    """0 where all is well, and written if that was asked for; 1 with every finding and nothing written."""
    outside(context.root, options.file, options.out)
    opened, held, keys = custodian.opened_with(context, options)
    form = intaking.form(context.root, options.kind)
    sheets = intaking.sheets_of(options.file)
    key, secrets = held.current(), custodian.secrets_at_hand(held, keys)
    if key is None and options.write:
        raise CannotRunError("no-key")
    secret = secrets.get(key.kid) if key is not None else None
    try:
        rules = Rulebook(opened.registry).on(opened.today)
    except NoPolicyError as error:
        raise CannotRunError("no-policy", day=str(error)) from error
    desk = Desk(
        registry=opened.registry,
        rules=rules,
        form=form,
        file=options.file.name,
        today=opened.today,
        constants=constants(form, options.set),
        fresh=intaking.fresh_ids(context.root),
        owner=intaking.owners(held, secret),
        member=intaking.members(held, secrets if options.kind == "roster" else {}),
    )
    found = list(tables(sheets, form))
    desk.shape(found)
    drafts = list(KINDS[options.kind](desk, found))
    made = intaking.filed(held, Schemas.load(context.root / "schemas"), drafts, key, secret)
    intaking.judge(opened, desk, made)
    intaking.backdated(opened, desk, made)
    if secret is None and options.kind == "cards":
        print(opened.words.text("intake-no-key-here"), file=context.err)
    if not desk.failed:
        put(context, options, made)
    context.out.write(told(context, opened, options, desk, found))
    if not desk.failed and options.format == "text":
        print(done(opened, options, drafts, made, key is not None), file=context.out)
    return int(desk.failed)


def outside(root: Path, *paths: Path | None) -> None:
    """Raises CannotRunError for a list, or drafts, inside the registry: what is in plain there is committed one day."""
    for path in paths:
        if path is not None and placing.inside(root, path):
            raise CannotRunError("intake-inside", file=path.name)


def constants(form: Form, given: list[str]) -> dict[str, Value]:
    """``--set``: by a column's own name or by any of its headings. Raises CannotRunError."""
    found = {}
    for each in given:
        name, sign, value = each.partition("=")
        column = name if name in form.titles else form.columns.get(folded(name))
        if column is None or not sign or not value.strip():
            raise CannotRunError("intake-set", given=name, known="、".join(form.titles.values()))
        found[column] = Value(value.strip(), Spot())
    return found


def put(context: Context, options: argparse.Namespace, made: Filed) -> None:
    """Raises CannotRunError with everything as it was."""
    try:
        if options.write:
            changes.apply(context.root, made.changes)
        elif options.out is not None:
            with placing.beside(options.out) as folder:
                changes.apply(folder, made.changes)
                placing.take_place(folder, options.out)
    except OSError as error:
        raise CannotRunError("not-written", error=error.strerror or type(error).__name__) from error


def told(context: Context, opened: Opened, options: argparse.Namespace, desk: Desk, found: list[Table]) -> str:
    """Every finding in the order of the list; the line of a file is never quoted, it would be somebody's data."""
    ordered = sorted(desk.findings, key=lambda each: (each[0], each[1].sort_key))
    findings: list[Finding] = []
    for _, finding in ordered:
        findings += located(context.root, [finding]) if finding.at.path.startswith("records/") else [finding]
    report = Report(
        as_of=opened.as_of,
        records=sum(len(table.rows) for table in found),
        findings=tuple(findings),
        words=opened.words,
        source_line=lambda _path, _line: None,
        colour=context.colour,
        summary="intake-summary",
    )
    return FORMATS[options.format](report)


def done(opened: Opened, options: argparse.Namespace, drafts: list[Draft], made: Filed, sealed: bool) -> str:
    words = opened.words
    counts = Counter(draft.kind for draft in drafts)
    kinds = [f"{words.text(f'kind-{kind}')} {counts[kind]}" for kind in BY_NAME if counts[kind]]
    params = {"records": words.text("list-comma").join(kinds), "sealed": str(made.sealed)}
    key = "intake-written" if options.write else "intake-placed" if options.out else "intake-would"
    lines = [words.text(key, params)]
    if not sealed and made.open and options.out:
        lines.append(words.text("intake-not-sealed"))
    return "\n".join(lines)
