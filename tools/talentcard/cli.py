"""The command line: argv, clock, environment, locale and exit codes. Nothing else in the package reads them."""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from talentcard.context import CannotRunError, Context, HostAccess, MailSettings

VERBS: dict[str, str] = {
    "check": "检查登记册 · check the registry",
    "resolve": "处理合并的冲突 · settle the conflicts of a merge",
    "codeowners": "代码托管网站的审核人 · who looks at what on the Git host",
    "diff": "说明一次改动做了什么 · say what a change does",
    "due": "列出谁应在何时前做什么 · list who owes what by when",
    "cards": "证件清单 · list the cards",
    "requests": "申请清单 · list the requests",
    "feeds": "工作日历 · calendars for the staff",
    "flag": "在代码托管网站提醒各单位 · remind each body on the Git host",
    "notify": "用邮件通知各单位 · notify each body by mail",
    "heartbeat": "提醒是否还在运行 · whether the reminders still run",
    "workdays": "工作日计算 · working-day arithmetic",
    "new-id": "新编号 · a fresh random id",
    "release": "公布一个月的数据 · release a month's public figures",
    "bulletin": "一个月的情况通报 · a month's bulletin on delivery",
    "evaluate": "年度评估：问卷、汇总和报告 · the yearly evaluation: questionnaire, results, report",
    "meeting": "联席会议的材料、记录和纪要 · papers, record and minutes of a joint meeting",
    "specialist-report": "服务专员的月报 · each specialist's monthly report",
    "paper": "通知、单据和表格 · letters, slips and forms",
    "rules": "规则对照表 · the rules table",
    "build": "检查、计算并生成网站 · check, compute and build the site",
    "serve": "本机预览网站 · build and serve the site locally",
    "publish": "提交到公开仓库 · commit the site into the public repository",
    "init": "建立新登记册 · found a registry of your own",
    "backup": "备份登记册和密钥 · back up the registry with its keys",
    "restore": "从备份恢复 · restore a registry from a backup",
    "sample": "生成虚构的示例登记册 · make a registry of invented records",
    "keys": "密钥和持有人（保管人） · keys and their holders (custodian)",
    "intake": "从表格导入 · take in lists kept as spreadsheets",
    "seal": "密封个人信息 · seal personal data",
    "show": "打开一条记录的密文 · open a record's sealed values",
    "edit": "修改密封的记录 · edit a sealed record",
    "custodian-check": "核对全部密文（保管人） · check every sealed value (custodian)",
    "scan": "查找泄露的个人信息 · look for personal data where none may be",
    "retention": "保存期限 · what has been kept long enough",
    "erase": "抹除一个人的信息 · erase a person's data",
}
"""Verb → one line of help. The module ``talentcard.verbs.<verb>`` is imported only when the verb is called."""

ANYWHERE = frozenset({"publish", "restore"})
"""Verbs that need no registry around them."""

EXAMPLES = """例 / examples:
  talentcard check                        检查全部记录 / check every record
  talentcard due --state overdue          已逾期的事项 / what is overdue
  talentcard due --explain req-…          一条记录的期限怎样算出 / how its deadlines were computed
  talentcard workdays add 2026-09-18 15   → 2026-10-15
  talentcard build                        生成网站 / build the site"""


FIRST_YEAR, LAST_YEAR = 2000, 2200


USAGE_ERRORS: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.+)", r"缺少：\1"),
    (r"unrecognized arguments: (.+)", r"不认识的参数：\1"),
    (r"argument (\S+): invalid choice: '(.*)' \(choose from (.+)\)", r"\1 不能是“\2”，可选：\3"),
    (r"argument (\S+): invalid int value: '(.*)'", r"\1 应是整数，不能是“\2”"),
    (r"argument (\S+): invalid \S+ value: '(.*)'", r"\1 不能是“\2”"),
    (r"argument (\S+): expected one argument", r"\1 后面缺少取值"),
    (r"argument (\S+): not allowed with argument (\S+)", r"\1 不能与 \2 同用"),
)
"""argparse's own words → ours; it has no Chinese of its own."""


class Parser(argparse.ArgumentParser):
    """argparse with usage errors that say what to do next, Chinese first."""

    def error(self, message: str) -> None:  # type: ignore[override]
        import re  # noqa: PLC0415  (only where something went wrong)

        known = next((re.sub(p, say, message) for p, say in USAGE_ERRORS if re.fullmatch(p, message, re.DOTALL)), None)
        said = f"{known}\n{message}" if known else message
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {said}\n用法见 / see: {self.prog} --help\n")


def day(text: str) -> dt.date:
    """A date argument, YYYY-MM-DD only, within the years that a calendar can say anything about."""
    try:
        if len(text) != 10:
            raise ValueError(text)
        found = dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"“{text}” 不是日期，应写作 2026-11-20 / not a date; write 2026-11-20"
        ) from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise argparse.ArgumentTypeError(
            f"“{text}” 不在 {FIRST_YEAR}–{LAST_YEAR} 年之间 / not between these years; for example 2026-11-20"
        )
    return found


def common_options(parser: argparse.ArgumentParser, default: object = None) -> None:
    """Options that stand before or after the verb; what stands after it wins."""
    group = parser.add_argument_group("共同选项 / common options")
    group.add_argument(
        "--root",
        type=Path,
        metavar="DIR",
        default=default,
        help="登记册根目录 / the registry's root (default: nearest parent with records/ and schemas/)",
    )
    group.add_argument(
        "--as-of",
        type=day,
        metavar="YYYY-MM-DD",
        default=default,
        help="按哪一天计算 / the day to compute for (default: settings, else today in Asia/Shanghai)",
    )
    group.add_argument(
        "--lang", choices=("zh", "en"), default=default, help="语言 / language (default: settings, else zh)"
    )


def verb_in(words: Sequence[str]) -> str | None:
    """The verb among the words: the first one that is not the value of a common option."""
    before = ["", *words]
    return next(
        (w for i, w in enumerate(words) if w in VERBS and before[i] not in ("--root", "--as-of", "--lang")), None
    )


def build_parser(verb: str | None) -> argparse.ArgumentParser:
    parser = Parser(
        prog="talentcard",
        description="人才服务证登记册 · the talent service card registry",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    common_options(parser)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for name, help_line in VERBS.items():
        if name == verb:
            module = importlib.import_module(f"talentcard.verbs.{name.replace('-', '_')}")
            sub = verbs.add_parser(
                name,
                help=help_line,
                description=help_line,
                epilog=module.EXAMPLES,
                formatter_class=argparse.RawDescriptionHelpFormatter,
            )
            module.add_arguments(sub)
            common_options(sub, argparse.SUPPRESS)
        else:
            verbs.add_parser(name, help=help_line)
    return parser


def find_root(start: Path) -> Path:
    """The nearest parent that is a registry. Raises CannotRunError where there is none."""
    for folder in (start, *start.parents):
        if (folder / "records").is_dir() and (folder / "schemas").is_dir():
            return folder
    raise CannotRunError("no-registry", start=start.name)


def root_of(verb: str) -> Path:
    """Where a verb works when nobody says. Raises CannotRunError where it needs a registry and there is none."""
    return Path.cwd() if verb in ANYWHERE else find_root(Path.cwd())


def wants_colour(stream: object, environ: os._Environ[str]) -> bool:
    return (
        not environ.get("NO_COLOR")
        and environ.get("TERM") != "dumb"
        and bool(getattr(stream, "isatty", lambda: False)())
    )


def path_in(name: str) -> Path | None:
    """A path that the environment names."""
    return Path(os.environ[name]).expanduser() if os.environ.get(name) else None


def host_access() -> HostAccess | None:
    """The Git host as the environment names it, with the names that the host's own CI uses."""
    repository, token = os.environ.get("GITHUB_REPOSITORY"), os.environ.get("GITHUB_TOKEN")
    if not repository or not token:
        return None
    return HostAccess(os.environ.get("GITHUB_API_URL") or "https://api.github.com", repository, token)


def mail_settings() -> MailSettings:
    """The mail server as the environment names it; only who sends looks into it."""
    return MailSettings({name: value for name, value in os.environ.items() if name.startswith("TALENTCARD_SMTP_")})


def report_bug() -> int:
    """A short message on the screen, the traceback in a log file: exit code 3.

    The log names the errors and the lines of the program; an error's own words may hold what a record holds.
    """
    import tempfile  # noqa: PLC0415  (rarely needed, and slow to import)
    import traceback  # noqa: PLC0415

    handle, log = tempfile.mkstemp(prefix="talentcard-", suffix=".log", text=True)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        error = sys.exc_info()[1]
        while error is not None:
            print(*traceback.format_tb(error.__traceback__), type(error).__qualname__, sep="", file=file)
            error = error.__cause__ or error.__context__
    print(f"talentcard 出现内部错误，详情已写入 {log}，请转交维护人员。", file=sys.stderr)
    print(f"internal error; details are in {log}: please pass the file to the maintainers.", file=sys.stderr)
    return 3


def now_in_chongqing() -> dt.datetime:
    """The clock; the only place that reads it."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415  (not needed for --help)

    return dt.datetime.now(ZoneInfo("Asia/Shanghai"))


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit code (0 fine, 1 errors, 2 cannot run, 3 our bug, 130 interrupted)."""
    words = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    verb = verb_in(words)
    lang: str | None = None
    try:
        options = build_parser(verb).parse_args(words)
        lang = options.lang
        now = now_in_chongqing()
        context = Context(
            root=options.root.resolve() if options.root else root_of(options.verb),
            as_of=options.as_of,
            today=now.date(),
            lang=options.lang,
            out=sys.stdout,
            err=sys.stderr,
            colour=wants_colour(sys.stdout, os.environ),
            progress=wants_colour(sys.stderr, os.environ),
            terminal=sys.stdin.isatty() and sys.stdout.isatty(),
            keys=path_in("TALENTCARD_KEYS"),
            identity=path_in("TALENTCARD_IDENTITY"),
            editor=os.environ.get("VISUAL") or os.environ.get("EDITOR"),
            host=host_access(),
            mail=mail_settings(),
            fonts=path_in("TALENTCARD_FONTS"),
            moment=now,
        )
        module = importlib.import_module(f"talentcard.verbs.{options.verb.replace('-', '_')}")
        return int(module.run(context, options))
    except CannotRunError as error:
        from talentcard.messages import catalogue  # noqa: PLC0415  (only where something went wrong)

        print(catalogue(lang or "zh").cannot_run(error.key, error.params), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # the reader of our output (head, less) has gone: not an error of ours
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception:
        return report_bug()


if __name__ == "__main__":
    sys.exit(main())
