"""The questionnaire of the yearly evaluation (七(三)), and its answers as counts: no answer stands by itself."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from talentcard.core.model.base import Record, RecordId, Struct, Text


class Respondent(StrEnum):
    """Who is asked."""

    TALENT = "talent"
    EMPLOYER_LIAISON = "employer_liaison"
    DEPARTMENT_LIAISON = "department_liaison"


class QuestionKind(StrEnum):
    RATING = "rating"  # 1 (worst) to 5 (best)
    YES_NO = "yes_no"
    ONE_OF = "one_of"
    SEVERAL_OF = "several_of"
    NUMBER = "number"  # kept as bands only
    TEXT = "text"  # for staff; never kept in the registry


class Choice(Struct, frozen=True, kw_only=True):
    code: str
    title: Text


class SurveyQuestion(Struct, frozen=True, kw_only=True):
    """``respondents``: who of the section's are asked this; empty: all. ``favourable``: the codes of good answers.

    ``bands``: where the bands of a number begin. ``service``: the service that the question is about.
    """

    code: str
    kind: QuestionKind
    text: Text
    respondents: tuple[Respondent, ...] = ()
    service: str | None = None
    cites: tuple[str, ...] = ()
    options: tuple[Choice, ...] = ()
    favourable: tuple[str, ...] = ()
    bands: tuple[int, ...] = ()


class SurveySection(Struct, frozen=True, kw_only=True):
    title: Text
    respondents: tuple[Respondent, ...]
    questions: tuple[SurveyQuestion, ...]


class Questionnaire(Record, frozen=True, kw_only=True):
    """``opens_on``: from this day it is answered, and stays as it is. ``scale``: what the ratings 1 to 5 are called.

    ``favourable_from``: from this rating on an answer is favourable. ``confidence``: of the intervals, in per cent.
    """

    title: Text
    intro: Text
    opens_on: dt.date
    scale: tuple[Text, ...]
    favourable_from: int
    confidence: int
    sections: tuple[SurveySection, ...]


class SurveyReturn(Struct, frozen=True, kw_only=True):
    """How many there are, how many of them were asked and how many answered."""

    respondents: Respondent
    population: int
    invited: int
    returned: int


class AnswerCounts(Struct, frozen=True, kw_only=True):
    """``counts``: by the code of the answer (r1 … r5, yes, no, an option, from-6). ``answered``: how many people."""

    question: str
    respondents: Respondent
    answered: int
    counts: dict[str, int]


class SurveyResults(Struct, frozen=True, kw_only=True):
    questionnaire: RecordId
    returns: tuple[SurveyReturn, ...]
    answers: tuple[AnswerCounts, ...]


class PublishedReturn(Struct, frozen=True, kw_only=True):
    respondents: Respondent
    invited: int
    returned: int


class PublishedCounts(Struct, frozen=True, kw_only=True):
    question: str
    respondents: Respondent
    counts: dict[str, int]


class PublishedResults(Struct, frozen=True, kw_only=True):
    """What the public learns of the results: every number rounded down to whole groups of ``threshold`` people."""

    questionnaire: RecordId
    threshold: int
    returns: tuple[PublishedReturn, ...]
    answers: tuple[PublishedCounts, ...]


class InspectionFinding(Struct, frozen=True, kw_only=True):
    """What an inspection found. For staff only."""

    about: str  # service code, or general
    text: Text
