"""A questionnaire as what it asks of whom, and its answers as codes that can be counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from talentcard.core.model import (
    AnswerCounts,
    QuestionKind,
    Questionnaire,
    Respondent,
    SurveyQuestion,
    SurveyResults,
    SurveySection,
)
from talentcard.core.registry import Registry

YES, NO = "yes", "no"
RATINGS = ("r1", "r2", "r3", "r4", "r5")


def for_year(registry: Registry, year: int) -> Questionnaire | None:
    """The questionnaire of a year: the latest that opened in it."""
    found = [one for one in registry.of(Questionnaire).values() if one.opens_on.year == year]
    return max(found, key=lambda one: (one.opens_on, one.id), default=None)


def questions(questionnaire: Questionnaire) -> Iterator[tuple[SurveySection, SurveyQuestion]]:
    for section in questionnaire.sections:
        for question in section.questions:
            yield section, question


def asked_of(section: SurveySection, question: SurveyQuestion) -> tuple[Respondent, ...]:
    return question.respondents or section.respondents


def asked(questionnaire: Questionnaire, respondents: Respondent) -> tuple[SurveyQuestion, ...]:
    """What one kind of respondents is asked, in order."""
    return tuple(one for section, one in questions(questionnaire) if respondents in asked_of(section, one))


def respondents(questionnaire: Questionnaire) -> tuple[Respondent, ...]:
    """Who is asked anything."""
    return tuple(one for one in Respondent if asked(questionnaire, one))


def by_code(questionnaire: Questionnaire) -> dict[str, SurveyQuestion]:
    return {question.code: question for _, question in questions(questionnaire)}


def codes(question: SurveyQuestion) -> tuple[str, ...]:
    """Every answer that can be counted, in order. A text has none."""
    match question.kind:
        case QuestionKind.RATING:
            return RATINGS
        case QuestionKind.YES_NO:
            return (YES, NO)
        case QuestionKind.ONE_OF | QuestionKind.SEVERAL_OF:
            return tuple(option.code for option in question.options)
        case QuestionKind.NUMBER:
            return tuple(f"from-{band}" for band in question.bands)
    return ()


def favourable(questionnaire: Questionnaire, question: SurveyQuestion) -> frozenset[str]:
    """The answers that are good ones; none where the question is about a fact."""
    if question.kind is QuestionKind.RATING:
        return frozenset(RATINGS[questionnaire.favourable_from - 1 :])
    return frozenset(question.favourable)


def band_of(question: SurveyQuestion, number: int) -> str:
    """The band in which a number lies."""
    return f"from-{max(band for band in question.bands if band <= number)}"


def spans(question: SurveyQuestion) -> tuple[tuple[int, int | None], ...]:
    """First and last number of each band; the last band is open."""
    ends = [(first, after - 1) for first, after in pairwise(question.bands)]
    return (*ends, (question.bands[-1], None))


def counts_of(results: SurveyResults | None, question: str, who: Respondent) -> AnswerCounts | None:
    answers: Iterable[AnswerCounts] = results.answers if results else ()
    return next((one for one in answers if (one.question, one.respondents) == (question, who)), None)
