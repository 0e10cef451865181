"""The results of a questionnaire as they may be told: exact for staff, in whole groups of people for the public."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from talentcard.core.model import (
    PublishedResults,
    QuestionKind,
    Questionnaire,
    Respondent,
    SurveyQuestion,
    SurveyResults,
)
from talentcard.core.oversight import coarse, survey
from talentcard.core.statistics.confidence import Frame, mean, median, wilson


@dataclass(frozen=True, slots=True, kw_only=True)
class Favour:
    """The share of favourable answers: the same twice, or for the public between which two it lies.

    ``least`` and ``most``: what it may be among all whom the answers stand for.
    """

    low: float
    high: float
    least: float
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One question as one kind of respondents answered it. ``answered``: to the public at least so many.

    ``counts``: of a question without good and bad answers, by answer; None where nothing is told of it.
    """

    question: SurveyQuestion
    respondents: Respondent
    answered: int
    counts: Mapping[str, int]
    favour: Favour | None = None
    mean: Fraction | None = None
    median: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """``rate``: lowest and highest share that came back. ``population`` None: not told."""

    respondents: Respondent
    invited: int
    returned: int
    rate: tuple[float, float] | None
    population: int | None = None


def exact(form: Questionnaire, results: SurveyResults) -> Iterator[Told]:
    """For staff. What chance leaves open is reckoned against all who could have answered."""
    whole = {one.respondents: one for one in results.returns}
    known = survey.by_code(form)
    for answer in results.answers:
        question = known.get(answer.question)
        if question is None:
            continue
        good = sum(answer.counts.get(code, 0) for code in survey.favourable(form, question))
        one = whole.get(answer.respondents)
        ratings = [answer.counts.get(code, 0) for code in survey.RATINGS]
        rated = question.kind is QuestionKind.RATING
        yield Told(
            question=question,
            respondents=answer.respondents,
            answered=answer.answered,
            counts=answer.counts,
            favour=favour(good, answer.answered, form.confidence, Frame(one.population, one.returned) if one else None)
            if survey.favourable(form, question) and answer.answered
            else None,
            mean=mean(ratings) if rated else None,
            median=median(ratings) if rated else None,
        )


def favour(good: int, answered: int, confidence: int, frame: Frame | None) -> Favour:
    least, most = wilson(good, answered, confidence, frame)
    share = good / answered
    return Favour(low=share, high=share, least=least, most=most)


def public(form: Questionnaire, published: PublishedResults) -> Iterator[Told]:
    """From what is published alone."""
    known = survey.by_code(form)
    for answer in published.answers:
        question = known.get(answer.question)
        if question is not None:
            rated = bool(survey.favourable(form, question))
            found = coarse.bounds(answer.counts, published.threshold, form.confidence) if rated else None
            yield Told(
                question=question,
                respondents=answer.respondents,
                answered=sum(answer.counts.values()),
                counts={} if rated else answer.counts,
                favour=Favour(low=found.low, high=found.high, least=found.least, most=found.most) if found else None,
            )


def returned(results: SurveyResults) -> Iterator[Returned]:
    for one in results.returns:
        rate = one.returned / one.invited
        yield Returned(
            respondents=one.respondents,
            invited=one.invited,
            returned=one.returned,
            rate=(rate, rate),
            population=one.population,
        )


def public_returned(published: PublishedResults) -> Iterator[Returned]:
    slack = published.threshold - 1
    for one in published.returns:
        known = one.returned > 0
        rate = (one.returned / (one.invited + slack), min(1.0, (one.returned + slack) / one.invited)) if known else None
        yield Returned(respondents=one.respondents, invited=one.invited, returned=one.returned, rate=rate)
