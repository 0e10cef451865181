"""What is published of a questionnaire, attacked: in small worlds every truth behind the published numbers is tried."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec
import pytest

from talentcard.core.model import (
    AnswerCounts,
    QuestionKind,
    Questionnaire,
    RecordId,
    Respondent,
    SurveyQuestion,
    SurveyResults,
    SurveyReturn,
    SurveySection,
    Text,
)
from talentcard.core.oversight import coarse, survey
from talentcard.core.statistics.confidence import wilson

TALENT, LIAISON = Respondent.TALENT, Respondent.EMPLOYER_LIAISON
TEXT = Text(zh="示例", en="sample")


def question(code: str, kind: QuestionKind, **more: tuple[object, ...]) -> SurveyQuestion:
    return SurveyQuestion(code=code, kind=kind, text=TEXT, **more)  # type: ignore[arg-type]


FORM = Questionnaire(
    schema="questionnaire/1",
    id=RecordId("qst-2026"),
    title=TEXT,
    intro=TEXT,
    opens_on=dt.date(2026, 10, 12),
    scale=(TEXT,) * 5,
    favourable_from=4,
    confidence=95,
    sections=(
        SurveySection(
            title=TEXT,
            respondents=(TALENT, LIAISON),
            questions=(
                question("a1", QuestionKind.YES_NO, favourable=("yes",)),
                question("a2", QuestionKind.RATING),
                question("a3", QuestionKind.NUMBER, bands=(0, 1, 5)),
            ),
        ),
    ),
)

World = tuple[int, ...]
"""Of one kind of respondents: invited, returned, then the people behind each class of each question."""


def worlds(invited: int, classes: Sequence[int]) -> Iterator[World]:
    """Every way in which so many classes of some questions can be filled; who fits nowhere did not answer."""
    for returned in range(invited + 1):
        fits = (
            [parts for parts in itertools.product(range(returned + 1), repeat=number) if sum(parts) <= returned]
            for number in classes
        )
        for chosen in itertools.product(*fits):
            yield (invited, returned, *itertools.chain(*chosen))


def results(world: World, who: Respondent, codes: Sequence[str]) -> SurveyResults:
    invited, returned, *numbers = world
    answers, rest = [], iter(numbers)
    for code in codes:
        asked = survey.by_code(FORM)[code]
        if asked.kind is QuestionKind.NUMBER:
            counts = {band: next(rest) for band in survey.codes(asked)}
        else:
            good, other = next(rest), next(rest)
            best, worst = ("yes", "no") if asked.kind is QuestionKind.YES_NO else ("r5", "r1")
            counts = dict.fromkeys(survey.codes(asked), 0) | {best: good, worst: other}
        answers.append(AnswerCounts(question=code, respondents=who, answered=sum(counts.values()), counts=counts))
    returns = (SurveyReturn(respondents=who, population=invited, invited=invited, returned=returned),)
    return SurveyResults(questionnaire=FORM.id, returns=returns, answers=tuple(answers))


@pytest.mark.parametrize(
    ("threshold", "most", "codes"),
    [(2, 5, ("a1", "a2")), (3, 8, ("a1", "a2")), (2, 7, ("a3",)), (3, 8, ("a3",)), (5, 14, ("a1",))],
)
def test_nobody_can_be_counted_out_of_what_is_published(threshold: int, most: int, codes: tuple[str, ...]) -> None:
    """Whatever is published, each number behind it may still be any of ``threshold`` neighbouring ones.

    The attacker knows the rule and compares all worlds of up to ``most`` people that would be published alike.
    """
    classes = [3 if code == "a3" else 2 for code in codes]
    alike: dict[bytes, list[World]] = defaultdict(list)
    for invited in range(1, most + 1):
        for world in worlds(invited, classes):
            published = coarse.publish(FORM, results(world, TALENT, codes), threshold)
            alike[msgspec.json.encode(published)].append(world)
    tried = 0
    for told, behind in alike.items():
        if (
            coarse.floored(behind[0][0], threshold) + threshold - 1 > most
        ):  # cut off by our own bound: larger worlds were not tried
            continue
        tried += 1
        for place in range(1, len(behind[0])):
            values = {world[place] for world in behind}
            low = min(values) - min(values) % threshold
            assert values == set(range(low, low + threshold)), (told, place)
    assert tried > 0


def test_the_kinds_of_respondents_are_not_added_up() -> None:
    """A sum over both would tell the remainder of each; nothing published speaks of more than one kind."""
    both = SurveyResults(
        questionnaire=FORM.id,
        returns=tuple(
            SurveyReturn(respondents=who, population=20, invited=20, returned=number)
            for who, number in ((TALENT, 13), (LIAISON, 4))
        ),
        answers=tuple(
            AnswerCounts(question="a2", respondents=who, answered=number, counts={"r4": number})
            for who, number in ((TALENT, 13), (LIAISON, 4))
        ),
    )
    found = coarse.publish(FORM, both, 5)
    assert [(one.respondents, one.returned) for one in found.returns] == [(TALENT, 10), (LIAISON, 0)]
    assert [(one.respondents, one.counts) for one in found.answers] == [(TALENT, {"favourable": 10, "other": 0})]


def test_the_range_holds_every_share_and_interval_that_can_be_behind_it() -> None:
    threshold = 5
    for good, other in itertools.product(range(25), repeat=2):
        counts = {"favourable": coarse.floored(good, threshold), "other": coarse.floored(other, threshold)}
        found = coarse.bounds(counts, threshold, 95)
        if found is None:
            assert good < threshold > other
            continue
        low, high = wilson(good, good + other, 95)
        assert found.low <= good / (good + other) <= found.high
        assert found.least <= low + 1e-12
        assert found.most >= high - 1e-12
