"""Returned questionnaires, a row each: read all or none, every fault told, and then counted.

What stands in a cell is never repeated, as anything may stand in the wrong column: faults name the place and the rule.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from talentcard.core.model import AnswerCounts, QuestionKind, Questionnaire, Respondent, SurveyQuestion
from talentcard.core.oversight import survey
from talentcard.core.privacy.decoders import PART
from talentcard.core.privacy.detectors import hits

Value = object
"""What a spreadsheet has in a cell: a text, a number, a day, or None."""

NUMBER_HEADS = frozenset({"答卷编号", "answer"})
WHO_HEADS = frozenset({"对象", "respondents"})
CODE_HEADS = frozenset({"题号", "no."})
ANSWER_HEADS = frozenset({"答案", "your answer"})
"""What stands over the two columns of a form that somebody filled in, a line for each question."""
NOTES = frozenset({"说明", "选项", "notes", "choices"})
"""Sheets of the form that hold no answers."""
TICKED = frozenset({"是", "1", "√", "✓", "✔", "x", "yes", "y", "true", "选"})
UNTICKED = frozenset({"否", "0", "no", "n", "false", "×"})
HEAD = re.compile(r"([a-z][1-9][0-9]?)(?:/([-_a-z0-9]+))?(?![0-9a-z/])")
NUMBER = re.compile(r"[0-9A-Za-z](?:[-0-9A-Za-z]{0,18}[0-9A-Za-z])?")
LONGEST = 2000
"""Characters of a text."""


@dataclass(frozen=True, slots=True)
class Place:
    """``row`` and ``column`` from 1; 0: the sheet or the row as a whole."""

    file: str
    sheet: str = ""
    row: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong: ``rule`` names its words. ``also``: the other place that it clashes with."""

    at: Place
    rule: str
    params: Mapping[str, str] = field(default_factory=dict)
    also: Place | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it was read: the number of each row and what stands in its cells.

    ``spots``: of a form with a line for each question, laid on its side: the row from which each column came, and the
    columns of the numbers and of the answers.
    """

    file: str
    name: str
    rows: Sequence[tuple[int, Sequence[Value]]]
    spots: tuple[int, ...] = ()
    columns: tuple[int, int] = (0, 0)

    def place(self, row: int = 0, column: int = 0) -> Place:
        if not self.spots:
            return Place(self.file, self.name, row, column)
        if not 0 < column <= len(self.spots):
            return Place(self.file, self.name)
        return Place(self.file, self.name, self.spots[column - 1], self.columns[0 if row == 1 else 1])


@dataclass(frozen=True, slots=True)
class Answer:
    """One returned questionnaire. It is counted and then forgotten."""

    respondents: Respondent
    number: str
    at: Place
    chosen: Mapping[str, tuple[str, ...]]
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Read:
    """``faults`` of all sheets; where there are any, nothing of the answers may be used."""

    answers: tuple[Answer, ...]
    faults: tuple[Fault, ...]


Columns = Mapping[int, tuple[SurveyQuestion, str]]
"""Column → its question, and of a question with several answers the one that is ticked there."""
Titles = Mapping[str, Respondent]
"""What respondents are called, in any language → who they are."""


def read(questionnaire: Questionnaire, sheets: Iterable[Sheet], titles: Titles) -> Read:
    """All answers of all sheets."""
    answers: list[Answer] = []
    faults: list[Fault] = []
    first: dict[tuple[Respondent, str], Place] = {}
    for sheet in map(laid, sheets):
        reading = Reading(questionnaire, sheet, titles)
        answers += reading.answers()
        for who, number, place in reading.numbers:
            other = first.setdefault((who, number.lower()), place)
            if other is not place:
                reading.faults.append(Fault(place, "answers-repeated", also=other))
        faults += sorted(reading.faults, key=lambda fault: (fault.at.row, fault.at.column))
    if not answers and not faults:
        faults.append(Fault(Place(""), "answers-none"))
    return Read(tuple(answers), tuple(faults))


def laid(sheet: Sheet) -> Sheet:
    """A form with a line for each question as a sheet with a row for each answer; any other sheet as it is."""
    filled = [(row, cells) for row, cells in sheet.rows if any(map(plain, cells))]
    heads = [plain(cell).lower() for cell in filled[0][1]] if filled else []
    code, answer = (next((x for x, head in enumerate(heads, 1) if head in of), 0) for of in (CODE_HEADS, ANSWER_HEADS))
    if not code or not answer:
        return sheet
    lines = [(row, at(cells, code), at(cells, answer)) for row, cells in filled[1:]]
    kept = [line for line in lines if plain(line[1]) or plain(line[2])]
    return Sheet(
        sheet.file,
        sheet.name,
        [(1, [title for _, title, _ in kept]), (2, [value for _, _, value in kept])],
        spots=tuple(row for row, _, _ in kept),
        columns=(code, answer),
    )


def plain(value: Value) -> str:
    """A cell as text: full-width forms and outer blanks gone, a whole number without its point."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unicodedata.normalize("NFKC", str(value)).strip()


class Reading:
    """One sheet being read: its faults, and the numbers of its answers with their places."""

    def __init__(self, questionnaire: Questionnaire, sheet: Sheet, titles: Titles) -> None:
        self.faults: list[Fault] = []
        self.numbers: list[tuple[Respondent, str, Place]] = []
        self._questionnaire = questionnaire
        self._sheet = sheet
        self._titles = titles
        self._known = survey.by_code(questionnaire)
        self._asked = {who: {one.code for one in survey.asked(questionnaire, who)} for who in Respondent}
        self._number = self._who = 0
        self._columns: Columns = {}
        self._unknown: frozenset[int] = frozenset()

    def answers(self) -> list[Answer]:
        filled = [(row, cells) for row, cells in self._sheet.rows if any(map(plain, cells))]
        name = plain(self._sheet.name).lower()
        if not filled or name in NOTES:
            return []
        (head, titles), *rows = filled
        if not self._heads(head, titles):
            return []
        leaks = self._leaks(rows)
        found = (self._answer(row, cells, name, leaks) for row, cells in rows)
        return [one for one in found if one is not None]

    def _fault(self, rule: str, row: int = 0, column: int = 0, **params: str) -> None:
        self.faults.append(Fault(self._sheet.place(row, column), rule, params))

    # ---- the first row ---------------------------------------------------------------------------------------------

    def _heads(self, row: int, cells: Sequence[Value]) -> bool:
        """Which column holds what. False where no row can be read: columns that are wrong keep none from being."""
        before = len(self.faults)
        columns: dict[int, tuple[SurveyQuestion, str]] = {}
        unknown: set[int] = set()
        for column, cell in enumerate(cells, 1):
            text = plain(cell).lower()
            if text in NUMBER_HEADS:
                self._number = column
            elif text in WHO_HEADS:
                self._who = column
            elif text:
                found = self._question(text)
                if found is None or found in columns.values():
                    unknown.add(column)
                if found is None:
                    self._fault("answers-column-unknown", row, column)
                elif found in columns.values():
                    self._fault("answers-column-twice", row, column, column_of=label(*found))
                else:
                    columns[column] = found
        if not self._number:
            del self.faults[before:]  # this is no head at all
            self._fault("answers-no-head", row)
        elif not self._who and plain(self._sheet.name).lower() not in self._titles:
            self._fault("answers-no-respondents", row)
        else:
            self._columns, self._unknown = columns, frozenset(unknown)
            self._missing(row)
            return True
        return False

    def _question(self, text: str) -> tuple[SurveyQuestion, str] | None:
        found = HEAD.match(text)
        question = self._known.get(found[1]) if found else None
        if found is None or question is None:
            return None
        option = found[2] or ""
        several = question.kind is QuestionKind.SEVERAL_OF
        return (question, option) if (option in survey.codes(question) if several else not option) else None

    def _missing(self, row: int) -> None:
        """A column that was lost is not the same as a question that nobody answered."""
        who = self._titles.get(plain(self._sheet.name).lower())
        wanted = self._asked[who] if who and not self._who else set[str]()
        there = {(question.code, option) for question, option in self._columns.values()}
        for code in sorted(wanted):
            question = self._known[code]
            parts = survey.codes(question) if question.kind is QuestionKind.SEVERAL_OF else ("",)
            lost = [label(question, part) for part in parts if (code, part) not in there]
            if lost:
                self._fault("answers-column-missing", row, columns="、".join(lost))

    # ---- what must not stand in any cell ---------------------------------------------------------------------------

    def _leaks(self, rows: Sequence[tuple[int, Sequence[Value]]]) -> set[tuple[int, int]]:
        """The cells in which something looks like a person's number or address."""
        places = [(row, column) for row, cells in rows for column, cell in enumerate(cells, 1) if plain(cell)]
        texts = [plain(cell).replace(PART, " ") for _, cells in rows for cell in cells if plain(cell)]
        found = sorted({(places[hit.part], hit.rule) for hit in hits(PART.join(texts))})
        for (row, column), rule in found:
            self._fault("answers-personal", row, column, what=f"@{rule.replace('leak-', 'personal-')}")
        return {place for place, _ in found}

    # ---- one row ---------------------------------------------------------------------------------------------------

    def _answer(self, row: int, every: Sequence[Value], name: str, leaks: Collection[tuple[int, int]]) -> Answer | None:
        """One row; None with its faults. What leaks has been told, and is looked at no more."""
        before = len(self.faults)
        cells = [None if (row, column) in leaks else cell for column, cell in enumerate(every, 1)]
        who = self._titles.get(plain(at(cells, self._who)).lower() if self._who else name)
        if who is None:
            self._fault("answers-who", row, self._who)
            return None
        number = "" if (row, self._number) in leaks else self._numbered(row, plain(at(cells, self._number)), who)
        chosen: dict[str, tuple[str, ...]] = {}
        texts: dict[str, str] = {}
        for column, (question, option) in self._columns.items():
            text = plain(at(cells, column))
            if not text:
                continue
            if question.code not in self._asked[who]:
                self._fault("answers-not-asked", row, column, question=question.code.upper())
            elif question.kind is QuestionKind.TEXT:
                texts[question.code] = text[:LONGEST]
            elif question.kind is QuestionKind.SEVERAL_OF:
                if self._ticked(text, row, column, question):
                    chosen[question.code] = (*chosen.get(question.code, ()), option)
            elif (code := self._code(question, text, row, column)) is not None:
                chosen[question.code] = (code,)
        for column, cell in enumerate(cells, 1):
            if plain(cell) and column not in (*self._columns, *self._unknown, self._number, self._who):
                self._fault("answers-outside", row, column)
        leaking = cells != list(every)
        if not chosen and not texts and len(self.faults) == before and not leaking:
            self._fault("answers-empty", row)
        sound = len(self.faults) == before and not leaking
        return Answer(who, number, self._sheet.place(row), chosen, texts) if sound else None

    def _numbered(self, row: int, number: str, who: Respondent) -> str:
        if NUMBER.fullmatch(number):
            self.numbers.append((who, number, self._sheet.place(row, self._number)))
        else:
            self._fault("answers-number" if number else "answers-no-number", row, self._number)
        return number

    def _ticked(self, text: str, row: int, column: int, question: SurveyQuestion) -> bool:
        if text.lower() not in TICKED | UNTICKED:
            self._fault("answers-tick", row, column, question=question.code.upper())
        return text.lower() in TICKED

    def _code(self, question: SurveyQuestion, text: str, row: int, column: int) -> str | None:
        """The code of an answer. None with a fault where it is none."""
        params = {"question": question.code.upper()}
        if question.kind is QuestionKind.NUMBER:
            if re.fullmatch(r"[0-9]{1,6}", text):
                return survey.band_of(question, int(text))
            self._fault("answers-not-number", row, column, **params)
            return None
        spelt = spellings(self._questionnaire, question)
        if text.lower() in spelt:
            return spelt[text.lower()]
        rule = "answers-rating" if question.kind is QuestionKind.RATING else "answers-choice"
        self._fault(rule, row, column, **params, known=" / ".join(proposed(question)))
        return None


def at(cells: Sequence[Value], column: int) -> Value:
    return cells[column - 1] if 0 < column <= len(cells) else None


def label(question: SurveyQuestion, option: str) -> str:
    """What a column is called: A1/schooling."""
    return f"{question.code.upper()}/{option}" if option else question.code.upper()


def spellings(questionnaire: Questionnaire, question: SurveyQuestion) -> Mapping[str, str]:
    """How an answer may be written → its code."""
    match question.kind:
        case QuestionKind.RATING:
            every = zip(survey.RATINGS, questionnaire.scale, strict=True)
            return {
                spelt.lower(): code
                for rating, (code, text) in enumerate(every, 1)
                for spelt in (str(rating), text.zh, text.en or "", f"{rating} {text.zh}", f"{rating} {text.en}")
            }
        case QuestionKind.YES_NO:
            return dict.fromkeys(TICKED, survey.YES) | dict.fromkeys(UNTICKED, survey.NO)
        case _:
            return {
                plain(spelt).lower(): option.code
                for option in question.options
                for spelt in (option.code, option.title.zh, option.title.en or option.code)
            }


def proposed(question: SurveyQuestion) -> tuple[str, ...]:
    """What is proposed where an answer is none."""
    match question.kind:
        case QuestionKind.RATING:
            return ("1", "2", "3", "4", "5")
        case QuestionKind.YES_NO:
            return ("是", "否")
        case _:
            return tuple(option.title.zh for option in question.options)


def counted(questionnaire: Questionnaire, answers: Sequence[Answer]) -> tuple[AnswerCounts, ...]:
    """How many chose what, for each question and each kind of respondents of whom there are answers."""
    return tuple(
        one_count(question, who, [answer for answer in answers if answer.respondents is who])
        for who in Respondent
        if any(answer.respondents is who for answer in answers)
        for question in survey.asked(questionnaire, who)
        if question.kind is not QuestionKind.TEXT
    )


def one_count(question: SurveyQuestion, who: Respondent, answers: Sequence[Answer]) -> AnswerCounts:
    found = Counter(code for answer in answers for code in answer.chosen.get(question.code, ()))
    return AnswerCounts(
        question=question.code,
        respondents=who,
        answered=sum(question.code in answer.chosen for answer in answers),
        counts={code: found[code] for code in survey.codes(question)},
    )


def texts(answers: Iterable[Answer]) -> Iterator[tuple[Respondent, str, str]]:
    """Who, which question and the text, in the order of the texts: not in that of the answers."""
    found = [(answer.respondents, code, text) for answer in answers for code, text in answer.texts.items()]
    yield from sorted(found)
