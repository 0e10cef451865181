"""The yearly questionnaire in and out of files: forms and entry sheets, returned answers, results into the record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

import msgspec

from talentcard.context import CannotRunError
from talentcard.core import model
from talentcard.core.kinds import BY_TYPE
from talentcard.core.model import Evaluation, QuestionKind, Questionnaire, RecordId, Respondent, SurveyQuestion, Text
from talentcard.core.oversight import answers, survey
from talentcard.core.oversight.answers import Answer, Fault, Place
from talentcard.core.registry import Registry
from talentcard.documents import sheets
from talentcard.documents.sheets import Align, Column, Sheet
from talentcard.emission import emit, plain
from talentcard.messages import LANGUAGES, Catalogue, catalogue
from talentcard.office import drafting

READABLE = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv"})
BLANKS = 500
"""Rows of an entry sheet for which answers are proposed."""
SHOWN_MOST = 255
"""A spreadsheet takes no longer list of proposals."""


def respondents(words: Catalogue, one: Respondent) -> str:
    return words.text(f"respondent-{one}")


def titles() -> dict[str, Respondent]:
    """What respondents may be called in a returned sheet, Chinese first."""
    named = {respondents(catalogue(lang), one).lower(): one for lang in LANGUAGES for one in Respondent}
    return named | {one.value: one for one in Respondent}


# ---- out: the entry sheet ------------------------------------------------------------------------------------------


def entry(form: Questionnaire, words: Catalogue) -> bytes:
    """A workbook: for each kind of respondents a sheet with a row for each answer, and a sheet that explains."""
    every = [entry_sheet(form, one, words) for one in survey.respondents(form)]
    return sheets.workbook([*every, notes_sheet(form, words)], dated=form.opens_on, lang=words.lang)


def single(form: Questionnaire, one: Respondent, words: Catalogue) -> bytes:
    """A workbook for one person to fill in: a line for each question, with the answers to choose from."""
    lines: list[tuple[str, str, tuple[str, ...], str]] = [(words.text("form-answer"), words.text("form-given"), (), "")]
    for question in survey.asked(form, one):
        text = in_language(question.text, words.lang)
        if question.kind is QuestionKind.SEVERAL_OF:
            among = (words.text("form-yes"), words.text("form-no"))
            titled = [
                (answers.label(question, option.code), in_language(option.title, words.lang))
                for option in question.options
            ]
            lines += [(label, f"{text}: {title}", among, words.text("form-tick")) for label, title in titled]
        else:
            lines.append((answers.label(question, ""), text, allowed(question, words), told(form, question, words)))
    heads = (("code", 17), ("question", 76), ("yours", 22), ("answers", 64))
    sheet = Sheet(
        respondents(words, one),
        tuple(Column(words.text(f"form-{name}"), Align.LEFT, width) for name, width in heads),
        tuple((code, text, None, hint) for code, text, _, hint in lines),
        cells=tuple((y, 2, among) for y, (_, _, among, _) in enumerate(lines) if among and short(among)),
    )
    notes = Sheet(
        words.text("form-notes"),
        (Column(in_language(form.title, words.lang), Align.LEFT, 100),),
        tuple((text,) for text in (words.text("form-own"), in_language(form.intro, words.lang))),
    )
    return sheets.workbook([sheet, notes], dated=form.opens_on, lang=words.lang)


def short(among: tuple[str, ...]) -> bool:
    """Whether a spreadsheet can propose them."""
    return len(",".join(among)) <= SHOWN_MOST and not any("," in each for each in among)


def entry_sheet(form: Questionnaire, one: Respondent, words: Catalogue) -> Sheet:
    columns = [Column(words.text("form-answer"))]
    choices: list[tuple[int, tuple[str, ...]]] = []
    for question in survey.asked(form, one):
        text = in_language(question.text, words.lang)
        if question.kind is QuestionKind.SEVERAL_OF:
            for option in question.options:
                choices.append((len(columns), (words.text("form-yes"), words.text("form-no"))))
                label = answers.label(question, option.code)
                columns.append(Column(f"{label} {in_language(option.title, words.lang)}", width=12))
            continue
        among = allowed(question, words)
        if among and short(among):
            choices.append((len(columns), among))
        columns.append(
            Column(f"{answers.label(question, '')} {text}", width=40 if question.kind is QuestionKind.TEXT else 14)
        )
    return Sheet(respondents(words, one), tuple(columns), (), tuple(choices), BLANKS)


def allowed(question: SurveyQuestion, words: Catalogue) -> tuple[str, ...]:
    """What is proposed in a cell; nothing for numbers and texts."""
    match question.kind:
        case QuestionKind.RATING:
            return ("1", "2", "3", "4", "5")
        case QuestionKind.YES_NO:
            return (words.text("form-yes"), words.text("form-no"))
        case QuestionKind.ONE_OF:
            return tuple(in_language(option.title, words.lang) for option in question.options)
    return ()


def notes_sheet(form: Questionnaire, words: Catalogue) -> Sheet:
    year = str(form.opens_on.year)
    said = [words.text(f"form-note-{name}", {"year": year}) for name in ("row", "blank", "personal", "import")]
    rows = [("", text, "", "") for text in (*said, words.text("form-hint-number"))] + [
        (
            question.code.upper(),
            in_language(question.text, words.lang),
            words.text(f"asks-{question.kind}"),
            told(form, question, words),
        )
        for _, question in survey.questions(form)
    ]
    widths = (("code", 8), ("question", 50), ("kind", 10), ("answers", 60))
    columns = tuple(Column(words.text(f"form-{name}"), Align.LEFT, width) for name, width in widths)
    return Sheet(words.text("form-notes"), columns, tuple(rows))


def told(form: Questionnaire, question: SurveyQuestion, words: Catalogue) -> str:
    """What may be written as an answer."""
    match question.kind:
        case QuestionKind.RATING:
            rated = (f"{number} {in_language(text, words.lang)}" for number, text in enumerate(form.scale, 1))
            return words.text("list-comma").join(rated)
        case QuestionKind.SEVERAL_OF:
            return words.text("form-tick")
        case QuestionKind.NUMBER | QuestionKind.TEXT:
            return words.text(f"form-{question.kind}")
    return " / ".join(allowed(question, words))


def in_language(text: Text, lang: str) -> str:
    return text.en if lang == "en" and text.en else text.zh


# ---- in: what came back ---------------------------------------------------------------------------------------------


def files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files named, and all tables in the folders named. Raises CannotRunError where there is no such thing."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(one for one in path.iterdir() if one.suffix.lower() in READABLE)
            found += [one for one in inside if not one.name.startswith(("~", "."))]
        elif path.is_file():
            found.append(path)
        else:
            raise CannotRunError("evaluate-no-file", file=str(path))
    return tuple(found)


def read(form: Questionnaire, paths: Sequence[Path]) -> answers.Read:
    """Every answer of all files, or what is wrong with them. Raises CannotRunError where a file can't be read."""
    tables = [
        answers.Sheet(path.name, sheet.name, [(row.number, row.values) for row in sheet.rows])
        for path in files(paths)
        for sheet in sheets.read(path)
    ]
    found = answers.read(form, tables, titles())
    nowhere = Place("、".join(map(str, paths)))  # what is said of all of them together
    return replace(
        found, faults=tuple(fault if fault.at.file else replace(fault, at=nowhere) for fault in found.faults)
    )


def place(at: Place, words: Catalogue) -> str:
    """答卷.xlsx 工作表“人才”第5行C列"""
    known = ("cell" if at.column else "row") if at.row else ("sheet" if at.sheet else "")
    params = {"file": at.file, "sheet": at.sheet, "row": str(at.row), "letters": letters(at.column)}
    return words.text(f"answers-place-{known}" if known else "answers-place", params)


def letters(column: int) -> str:
    """What a spreadsheet calls a column: 28 is AB."""
    found = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def params_of(fault: Fault, words: Catalogue) -> dict[str, str]:
    """What fills the words of a fault: also who may be named as respondents, and the place that it clashes with."""
    known = words.text("list-comma").join(respondents(words, one) for one in Respondent)
    return {"known": known, **fault.params, **({"other": place(fault.also, words)} if fault.also else {})}


def texts_book(found: Sequence[Answer], form: Questionnaire, words: Catalogue) -> bytes:
    """The texts alone, in the order of the alphabet: which answer they came from is not told."""
    known = survey.by_code(form)
    columns = (
        Column(words.text("texts-who"), Align.LEFT, 18),
        Column(words.text("form-question"), Align.LEFT, 40),
        Column(words.text("asks-text"), Align.LEFT, 80),
    )
    rows = tuple(
        (respondents(words, who), f"{code.upper()} {in_language(known[code].text, words.lang)}", text)
        for who, code, text in answers.texts(found)
    )
    return sheets.workbook([Sheet(words.text("asks-text"), columns, rows)], dated=form.opens_on, lang=words.lang)


# ---- the record -----------------------------------------------------------------------------------------------------


def of_year(registry: Registry, year: int) -> Evaluation | None:
    return next((one for one in registry.of(Evaluation).values() if one.year == year), None)


def draft(registry: Registry, year: int, record: RecordId, on: dt.date) -> Evaluation:
    """A record of the year that had none, with a summary that names no number: the public reads it."""
    said = {lang: catalogue(lang).text("evaluate-summary", {"year": str(year)}) for lang in LANGUAGES}
    roles = registry.settings.roles
    return Evaluation(
        schema=BY_TYPE[Evaluation].tag,
        id=record,
        year=year,
        methods=("questionnaire",),
        evaluated_on=on,
        conducted_by=(roles["org_dept"], roles["hrss"]),
        summary=Text(zh=said["zh"], en=said["en"]),
    )


def save(
    root: Path, evaluation: Evaluation, path: PurePosixPath, given: Mapping[str, msgspec.Struct], *, new: bool
) -> None:
    """Write a new record, or add the results at the end of the one that there is, its lines left as they are.

    Raises CannotRunError where the disk refuses.
    """
    whole = msgspec.structs.replace(evaluation, **given)
    if new:
        drafting.write(root, {path: drafting.record_text(whole, path)})
        return
    added = emit({"schema": evaluation.schema, **{name: plain(value) for name, value in given.items()}}, 0)
    lines = added.split("\n")[2:]  # without the head and the schema
    target = root / path
    beside = target.with_suffix(".part")
    try:
        text = target.read_text(encoding="utf-8").rstrip("\n")
        beside.write_text("\n".join([text, *lines]), encoding="utf-8", newline="\n")
        beside.replace(target)
    except OSError as error:
        raise CannotRunError("not-written", error=error.strerror or type(error).__name__) from error
    finally:
        beside.unlink(missing_ok=True)


def population(registry: Registry, one: Respondent, day: dt.date, valid: int) -> int:
    """How many of a kind there are on a day; ``valid``: holders of a valid card."""
    if one is Respondent.TALENT:
        return valid
    return sum(
        contact.post.value == one.value and contact.since <= day and (contact.until is None or day <= contact.until)
        for contact in registry.of(model.Contact).values()
    )
