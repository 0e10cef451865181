"""``talentcard evaluate``: the yearly questionnaire out and in, its results on record, the report (七(三))."""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections import Counter
from pathlib import Path, PurePosixPath

import msgspec

from talentcard import documents
from talentcard.context import CannotRunError, Context
from talentcard.core.cards import CardState, state_on
from talentcard.core.deadlines import Reckoner
from talentcard.core.model import Card, Evaluation, Questionnaire, RecordId, Respondent, SurveyResults, SurveyReturn
from talentcard.core.names import short_name
from talentcard.core.oversight import answers, coarse, survey
from talentcard.core.pages import evaluations
from talentcard.core.pages.evaluations import EvaluationPage
from talentcard.core.pages.questionnaires import form_page
from talentcard.core.papers import Paper
from talentcard.core.policy import NoPolicyError, Rulebook
from talentcard.core.reports import evaluation as report
from talentcard.core.statistics import statistics
from talentcard.documents import sheets
from talentcard.examining import examine
from talentcard.ids import LENGTHS, fresh
from talentcard.office import drafting, surveying
from talentcard.office.printing import file_name, world_of
from talentcard.placing import inside, lay
from talentcard.render.findings import FORMATS
from talentcard.session import Opened, open_registry

EXAMPLES = """例 / examples:
  talentcard evaluate 2026 --form 问卷                    问卷：录入表和各类人的填答表 / the forms and the entry sheet
  talentcard evaluate 2026 --answers 答卷.xlsx             检查收回的答卷 / check what came back
  talentcard evaluate 2026 --answers 答卷/ --sent talent=60 --sent employer_liaison=15 --save
                                                          汇总写入评估记录 / add up and put on record
  talentcard evaluate 2026 --answers 答卷.xlsx --texts ../意见.xlsx
                                                          另存文字意见 / the texts, for staff only
  talentcard evaluate 2026 --out 评估                      评估报告 DOCX、PDF / the report as documents"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("year", type=int, metavar="YEAR", help="评估年度，如 2026 / the year")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--form", type=Path, metavar="DIR", help="把问卷写入该文件夹 / write the questionnaire there")
    what.add_argument(
        "--answers",
        type=Path,
        nargs="+",
        metavar="FILE",
        help="收回的答卷，文件或文件夹 / what came back",
    )
    what.add_argument("--out", type=Path, metavar="DIR", help="把评估报告写入该文件夹 / write the report there")
    parser.add_argument(
        "--sent", type=sent, action="append", default=[], metavar="WHO=N",
        help="发出多少份 / how many were sent: talent=60, employer_liaison=15, department_liaison=6",
    )  # fmt: skip
    parser.add_argument("--texts", type=workbook, metavar="FILE", help="文字意见另存为 .xlsx / the texts, as .xlsx")
    parser.add_argument("--save", action="store_true", help="把汇总写入评估记录 / write the results into the record")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="输出格式 / output format")


def sent(text: str) -> tuple[Respondent, int]:
    """WHO=N"""
    who, _, number = text.partition("=")
    if who not in set(Respondent) or not number.isdecimal() or not int(number):
        known = "、".join(Respondent)
        raise argparse.ArgumentTypeError(f"“{text}” 应写作 talent=60 / write talent=60 ({known})")
    return Respondent(who), int(number)


def workbook(text: str) -> Path:
    if not text.lower().endswith(".xlsx"):
        raise argparse.ArgumentTypeError(f"“{text}” 应以 .xlsx 结尾 / give a name that ends in .xlsx")
    return Path(text)


def run(context: Context, options: argparse.Namespace) -> int:
    """Exit code 1 where the answers have faults (nothing is taken in), or the registry has errors when saving.

    Raises CannotRunError where there is no questionnaire, no record, or a file in the way.
    """
    if not options.answers and (options.save or options.texts or options.sent):
        raise CannotRunError("evaluate-needs-answers", year=str(options.year))
    if options.format == "json" and (options.form or options.out):
        raise CannotRunError("evaluate-out-json")
    opened = open_registry(context)
    if options.form or options.answers:
        form = survey.for_year(opened.registry, options.year)
        if form is None:
            raise CannotRunError("evaluate-no-questionnaire", year=str(options.year))
        if options.form:
            return write_forms(context, opened, form, options.form)
        return take_in(context, opened, form, options)
    return tell(context, opened, options)


# ---- the questionnaire ---------------------------------------------------------------------------------------------


def write_forms(context: Context, opened: Opened, form: Questionnaire, folder: Path) -> int:
    """The entry sheet, and for each kind of respondents forms in both languages; none over somebody's work."""
    words, name = opened.words, f"questionnaire-{form.id.removeprefix('qst-')}"
    made = {f"{name}-entry.xlsx": surveying.entry(form, words)}
    for lang in ("zh", "en"):
        spoken = dataclasses.replace(opened, lang=lang)
        world = world_of(context, spoken, opened.as_of)
        issuer = short_name(world.registry, world.registry.settings.roles["org_dept"], opened.as_of, lang)
        for who in survey.respondents(form):
            codes = frozenset(one.code for one in survey.asked(form, who))
            facts = report.form_facts(form_page(world, form), surveying.respondents(spoken.words, who), codes, issuer)
            paper = documents.paper(context.root, "questionnaire", lang, facts)
            own = file_name(f"{name}-{who.value}", lang)
            made[f"{own}.docx"] = documents.docx(context.root, paper)
            made[f"{own}.xlsx"] = surveying.single(form, who, spoken.words)
    for path in lay(context.root, folder, made):
        print(path, file=context.out)
    print(words.text("evaluate-forms", {"folder": str(folder), "count": str(len(made))}), file=context.err)
    return 0


# ---- the answers ---------------------------------------------------------------------------------------------------


def take_in(context: Context, opened: Opened, form: Questionnaire, options: argparse.Namespace) -> int:
    words = opened.words
    target = refuse_texts(context, options.texts)
    record = surveying.of_year(opened.registry, options.year)
    if options.save and record is not None and record.results is not None:
        raise CannotRunError("evaluate-has-results", path=str(opened.registry.paths[record.id]))
    found = surveying.read(form, options.answers)
    if found.faults:
        tell_faults(context, opened, found.faults, options.format)
        return 1
    returned = Counter(answer.respondents for answer in found.answers)
    parts = [
        words.text("answers-part", {"who": surveying.respondents(words, one), "count": str(returned[one])})
        for one in Respondent
        if returned[one]
    ]
    params = {"count": str(len(found.answers)), "parts": words.text("list-comma").join(parts)}
    print(words.text("answers-read", params), file=context.err)
    if options.save and stopped(context, opened):
        return 1
    results = summed(opened, form, found, options)
    if options.save:
        save(context, opened, form, results, options.year)
    else:
        show(context, opened, form, results, options)
        if any(one.respondents not in dict(options.sent) for one in results.returns):
            print(words.text("answers-sent-unknown"), file=context.err)
        print(words.text("answers-counted"), file=context.err)
    texts = sum(len(answer.texts) for answer in found.answers)
    if target is not None:
        lay(context.root, target.parent, {target.name: surveying.texts_book(found.answers, form, words)})
        print(words.text("answers-texts", {"count": str(texts), "path": str(target)}), file=context.err)
    elif texts:
        print(words.text("answers-texts-left", {"count": str(texts)}), file=context.err)
    return 0


def refuse_texts(context: Context, target: Path | None) -> Path | None:
    """Texts of answers never lie in the registry. Raises CannotRunError."""
    if target is not None and inside(context.root, target):
        raise CannotRunError("evaluate-inside", file=str(target))
    return target


def tell_faults(context: Context, opened: Opened, faults: tuple[answers.Fault, ...], form: str) -> None:
    words = opened.words
    rows = []
    for fault in faults:
        said = words.finding(fault.rule, surveying.params_of(fault, words))
        rows.append(
            {
                "file": fault.at.file,
                "sheet": fault.at.sheet,
                "row": fault.at.row or None,
                "column": surveying.letters(fault.at.column) or None,
                "rule": fault.rule,
                "message": said.message,
                "fix": said.fix,
            }
        )
        if form == "text":
            where = surveying.place(fault.at, words)
            print(words.text("answers-fault", {"place": where, "message": said.message}), file=context.out)
            print(f"  {words.text('label-fix')} {said.fix}", file=context.out)
    if form == "json":
        shown = {"schema_version": report.SCHEMA_VERSION, "faults": rows}
        context.out.write(json.dumps(shown, ensure_ascii=False, indent=1) + "\n")
    print(words.text("answers-refused", {"count": str(len(faults))}), file=context.err)


def stopped(context: Context, opened: Opened) -> bool:
    found = examine(context, opened)
    if found.errors:
        context.out.write(FORMATS["text"](found))
        print(opened.words.text("evaluate-stopped", {"count": str(found.errors)}), file=context.err)
    return bool(found.errors)


def summed(opened: Opened, form: Questionnaire, found: answers.Read, options: argparse.Namespace) -> SurveyResults:
    """Counts and nothing else. Where it is not said how many were sent, as many as came back: a preview only.

    Raises CannotRunError where a record is wanted and that is not said, or less than came back.
    """
    returned = Counter(answer.respondents for answer in found.answers)
    invited = dict(options.sent)
    for one in (*returned, *invited):
        who = surveying.respondents(opened.words, one)
        params = {"who": who if one in invited else one.value, "returned": str(returned[one])}
        if one not in invited and options.save:
            raise CannotRunError("evaluate-sent-missing", **params)
        if invited.get(one, returned[one]) < returned[one]:
            raise CannotRunError("evaluate-sent-few", **params, invited=str(invited[one]))
    valid = holders(opened)
    returns = []
    for one in (who for who in Respondent if returned[who] or who in invited):
        asked = invited.get(one, returned[one])
        people = surveying.population(opened.registry, one, opened.today, valid)
        returns.append(
            SurveyReturn(respondents=one, population=max(people, asked), invited=asked, returned=returned[one])
        )
    return SurveyResults(questionnaire=form.id, returns=tuple(returns), answers=answers.counted(form, found.answers))


def holders(opened: Opened) -> int:
    """How many hold a valid card. Raises CannotRunError where no rules are in force."""
    try:
        reckoner = Reckoner(opened.calendar, Rulebook(opened.registry).on(opened.today))
    except NoPolicyError as error:
        raise CannotRunError("no-policy", day=str(error)) from error
    cards = opened.registry.of(Card).values()
    return sum(state_on(card, opened.today, reckoner) is CardState.VALID for card in cards)


def save(context: Context, opened: Opened, form: Questionnaire, results: SurveyResults, year: int) -> None:
    """Into the year's record, or a draft of one. Raises CannotRunError where the disk refuses."""
    found = surveying.of_year(opened.registry, year)
    settings = opened.registry.settings
    published = coarse.publish(form, results, settings.small_number_threshold)
    given = {"results": results, "published": published}
    if found is not None:
        path = PurePosixPath(str(opened.registry.paths[found.id]))
        surveying.save(context.root, found, path, given, new=False)
    else:
        taken = {str(name) for name in (*opened.registry.paths, *opened.registry.unreadable)}
        record = surveying.draft(opened.registry, year, RecordId(fresh(*LENGTHS["evaluation"], taken)), opened.today)
        path = drafting.path_of(Evaluation, record.id, str(year))
        surveying.save(context.root, record, path, given, new=True)
    print(path, file=context.out)
    print(opened.words.text("evaluate-saved", {"path": str(path)}), file=context.err)


def show(
    context: Context, opened: Opened, form: Questionnaire, results: SurveyResults, options: argparse.Namespace
) -> None:
    """What the results would be, before they are on record."""
    record = surveying.of_year(opened.registry, options.year)
    base = record or surveying.draft(opened.registry, options.year, RecordId("evl-"), opened.today)
    preview = msgspec.structs.replace(base, results=results, published=None)
    if options.format == "json":
        context.out.write(json.dumps(report.data(preview, form), ensure_ascii=False, indent=1) + "\n")
    else:
        context.out.write(documents.markdown(paper_of(context, opened, preview)[1]))


def paper_of(context: Context, opened: Opened, found: Evaluation) -> tuple[EvaluationPage, Paper]:
    """The report of the year as the staff's page has it, beside the exact figures of delivery."""
    world = world_of(context, opened, opened.as_of)
    figures = statistics(opened.registry, opened.calendar, opened.as_of, world.obligations, exact=True)
    view = evaluations.page(dataclasses.replace(world, statistics=figures), found)
    day = view.dated or opened.as_of
    issuer = world.words.list(short_name(opened.registry, one, day, opened.lang) for one in found.conducted_by)
    facts = report.facts(view, issuer)
    return view, documents.paper(context.root, "evaluation", opened.lang, facts, charts=report.charts(view))


# ---- the report ----------------------------------------------------------------------------------------------------


def tell(context: Context, opened: Opened, options: argparse.Namespace) -> int:
    """The report as text, data or documents. Raises CannotRunError where nothing is on record."""
    found = surveying.of_year(opened.registry, options.year)
    if found is None:
        raise CannotRunError("evaluate-nothing", year=str(options.year))
    form = opened.registry.get(Questionnaire, found.results.questionnaire) if found.results else None
    if options.format == "json":
        if form is None:
            path = opened.registry.paths[found.id]
            raise CannotRunError("evaluate-no-results", path=path, year=str(options.year))
        context.out.write(json.dumps(report.data(found, form), ensure_ascii=False, indent=1) + "\n")
        return 0
    view, paper = paper_of(context, opened, found)
    if options.out is None:
        context.out.write(documents.markdown(paper))
        return 0
    name = file_name(f"evaluation-{options.year}", opened.lang)
    tables = [sheets.Sheet.of(table) for table in report.tables(view)]
    made = {
        f"{name}.docx": documents.docx(context.root, paper),
        f"{name}.pdf": documents.pdf(context.root, paper, fonts=context.fonts),
        f"{name}.md": documents.markdown(paper).encode(),
        **(
            {f"{name}.xlsx": sheets.workbook(tables, dated=view.dated or opened.as_of, lang=opened.lang)}
            if tables
            else {}
        ),
    }
    for written in lay(context.root, options.out, made):
        print(written, file=context.out)
    params = {"folder": str(options.out), "names": opened.words.text("list-comma").join(made)}
    print(opened.words.text("evaluate-report", params), file=context.err)
    return 0
