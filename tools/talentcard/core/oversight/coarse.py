"""What the public learns of the answers: every number rounded down to whole groups of ``threshold`` people.

Of every question the answers are put into classes that do not overlap, and each class is told as whole groups. A number
that is told as n may be anything from n to n + threshold - 1, and all that is published together does not narrow that
down: the class may be as large as that, the others as small as they may be, and everybody who did not answer fills up
the number of those who did. So nobody can be counted out of the sums, by no subtraction between classes, questions,
kinds of respondents and returns. Totals over kinds of respondents are not told. Ratings are told as good or not: a
distribution beside a sum of it would narrow both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from talentcard.core.model import (
    AnswerCounts,
    PublishedCounts,
    PublishedResults,
    PublishedReturn,
    Questionnaire,
    SurveyQuestion,
    SurveyResults,
)
from talentcard.core.oversight import survey
from talentcard.core.statistics.confidence import wilson

GOOD, OTHER = "favourable", "other"


def publish(questionnaire: Questionnaire, results: SurveyResults, threshold: int) -> PublishedResults:
    """The part of the results that may be told. A question of which nothing can be told is left out."""
    return PublishedResults(
        questionnaire=results.questionnaire,
        threshold=threshold,
        returns=tuple(
            PublishedReturn(
                respondents=one.respondents,
                invited=floored(one.invited, threshold),
                returned=floored(one.returned, threshold),
            )
            for one in results.returns
        ),
        answers=tuple(told(questionnaire, results, threshold)),
    )


def told(questionnaire: Questionnaire, results: SurveyResults, threshold: int) -> Iterator[PublishedCounts]:
    known = survey.by_code(questionnaire)
    for answer in results.answers:
        if answer.question in known:
            found = classes(questionnaire, known[answer.question], answer)
            counts = {name: floored(number, threshold) for name, number in found.items()}
            if any(counts.values()):
                yield PublishedCounts(question=answer.question, respondents=answer.respondents, counts=counts)


def classes(questionnaire: Questionnaire, question: SurveyQuestion, answer: AnswerCounts) -> Mapping[str, int]:
    """Good answers and others; where none is good or bad, each answer by itself."""
    good = survey.favourable(questionnaire, question)
    if not good:
        return {code: answer.counts.get(code, 0) for code in survey.codes(question)}
    number = sum(answer.counts.get(code, 0) for code in good)
    return {GOOD: number, OTHER: answer.answered - number}


def floored(number: int, threshold: int) -> int:
    return number - number % threshold


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between which shares the truth lies, and between which the interval of any share that it may be."""

    low: float
    high: float
    least: float
    most: float


def bounds(counts: Mapping[str, int], threshold: int, confidence: int) -> Bounds | None:
    """What follows from published numbers alone; None where they say nothing. No correction: it would tell how many."""
    good, other, slack = counts.get(GOOD, 0), counts.get(OTHER, 0), threshold - 1
    if not good + other:
        return None
    lowest, highest = (good, good + other + slack), (good + slack, good + slack + other)
    return Bounds(
        low=lowest[0] / lowest[1],
        high=highest[0] / highest[1],
        least=wilson(*lowest, confidence)[0],
        most=wilson(*highest, confidence)[1],
    )
