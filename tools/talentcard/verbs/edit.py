"""``talentcard edit``: a record in plain in the editor, in a private place; what comes back is checked and sealed."""

from __future__ import annotations

import argparse
import shlex
import subprocess
from dataclasses import replace
from pathlib import Path

from talentcard import custodian
from talentcard.context import CannotRunError, Context
from talentcard.core.finding import Finding
from talentcard.reading import yamlsource
from talentcard.reading.locating import find
from talentcard.reading.schemas import Schemas
from talentcard.render.findings import FORMATS, Report
from talentcard.sealing import seals
from talentcard.sealing.custody import Plan
from talentcard.sealing.privately import private_file
from talentcard.sealing.revising import revised
from talentcard.session import Opened

EXAMPLES = """例 / examples:
  talentcard edit tal-7k2m9q4w3d                      打开、修改、重新密封 / open, change, seal again
  VISUAL='code --wait' talentcard edit con-…          用别的编辑器 / with another editor

明文只在内存里的私人文件夹中，编辑结束即清除；没有改动的值，密文不变。
The plain text lies in a private folder in memory and is wiped; what did not change keeps its sealed text."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("record", metavar="RECORD", help="记录编号或文件 / a record's id or file")
    custodian.add_key_arguments(parser)


def run(context: Context, options: argparse.Namespace) -> int:
    """0 with the record saved or unchanged, 1 where the editing was given up: the record is as it was."""
    if not context.terminal:
        raise CannotRunError("edit-terminal-only")
    if not context.editor:
        raise CannotRunError("edit-no-editor")
    opened, held, keys = custodian.opened_with(context, options)
    key = custodian.current_key(held)
    source = held.text(custodian.record_id(opened, options.record))
    if source is None:
        raise CannotRunError("record-without-seals", record=options.record)
    secrets = custodian.secrets(held, keys)
    schemas = Schemas.load(context.root / "schemas")
    plain, _ = seals.opened_text(source, secrets)
    with private_file(f"{source.record}.yml", plain) as file:
        while True:
            text = edited(context.editor, file)
            if text == plain:
                print(opened.words.text("edit-unchanged"), file=context.out)
                return 0
            plan = revised(held, schemas, source, text, key, secrets)
            if not plan.findings:
                break
            context.out.write(FORMATS["text"](report(context, opened, plan, text)))
            if not again(opened):
                print(opened.words.text("custody-nothing-written"), file=context.err)
                return 1
    if code := custodian.carry_out(context, opened, plan):
        return code
    params = {"record": source.record, "count": str(plan.sealed), "tags": str(plan.tags)}
    print(opened.words.text("edit-done", params), file=context.out)
    return 0


def edited(editor: str, file: Path) -> str:
    """What the editor leaves. Raises CannotRunError where it can't be started, fails, or leaves no text."""
    try:
        code = subprocess.run([*shlex.split(editor), str(file)], check=False).returncode
        if code == 0:
            return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        pass
    raise CannotRunError("edit-failed", editor=shlex.split(editor)[0])


def report(context: Context, opened: Opened, plan: Plan, text: str) -> Report:
    """The findings at their lines of the text in the editor; nothing of it is quoted."""
    document = yamlsource.positions(text.encode())

    def at_line(finding: Finding) -> Finding:
        span = find(document, finding.at) if finding.at.line is None else None
        return replace(finding, at=replace(finding.at, line=span.line, column=span.column)) if span else finding

    return Report(
        as_of=opened.as_of,
        records=1,
        findings=tuple(map(at_line, plan.findings)),
        words=opened.words,
        source_line=lambda _path, _line: None,
        colour=context.colour,
    )


def again(opened: Opened) -> bool:
    """Whether to go on editing: yes, unless the answer is no."""
    try:
        answer = input(opened.words.text("edit-again"))
    except EOFError:
        return False
    return answer.strip().lower() not in ("n", "no", "否", "不")
