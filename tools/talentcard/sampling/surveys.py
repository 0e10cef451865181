"""What invented people answered to the questionnaire of a year (七(三)): as counts, as the registry keeps them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping

from talentcard.core.model import (
    AnswerCounts,
    QuestionKind,
    Questionnaire,
    Respondent,
    SurveyQuestion,
    SurveyResults,
    SurveyReturn,
)
from talentcard.core.oversight import coarse, survey
from talentcard.emission import plain
from talentcard.sampling.holders import Holders
from talentcard.sampling.world import Record

RETURNED: Mapping[Respondent, float] = {
    Respondent.TALENT: 0.72,
    Respondent.EMPLOYER_LIAISON: 0.85,
    Respondent.DEPARTMENT_LIAISON: 0.9,
}
PLAIN = (2, 4, 12, 44, 38)
"""How ratings fall, of a hundred."""
SLOWER = (6, 14, 26, 36, 18)
"""How they fall for what the sample does less well."""
WORSE = frozenset({"c3", "c8", "e1", "e3"})
USED = 0.45
"""How many know a service."""
FINDINGS: tuple[tuple[str, str, str], ...] = (
    (
        "household",
        "个别窗口不了解绿色通道，要求补发流程说明（示例）。",
        "Some counters did not know of the green channel; they are to be told again (sample).",
    ),
    (
        "medical",
        "次日反馈常有遗漏，要求用人单位联络员当天登记（示例）。",
        "Next-day feedback is often forgotten; employers' liaisons are to note it the same day (sample).",
    ),
    (
        "general",
        "联络员变动后信息表报送偏晚，要求变动前报送（示例）。",
        "Changes of liaisons are filed late; they are to be filed before the change (sample).",
    ),
)


def results(holders: Holders, form: Questionnaire, year: int, threshold: int) -> Record:
    """Results and what is published of them, as fields of the year's evaluation."""
    world = holders.world
    people = {
        Respondent.TALENT: holders.count,
        Respondent.EMPLOYER_LIAISON: world.employers,
        Respondent.DEPARTMENT_LIAISON: len(world.registry.settings.notified),
    }
    rng = world.streams.rng("survey", year)
    returns, answers = [], []
    for who in survey.respondents(form):
        invited = people[who] if people[who] < 20 else round(people[who] * 0.9)
        returned = round(invited * RETURNED[who])
        returns.append(SurveyReturn(respondents=who, population=people[who], invited=invited, returned=returned))
        answers += [
            counts(rng, question, who, returned)
            for question in survey.asked(form, who)
            if question.kind is not QuestionKind.TEXT
        ]
    found = SurveyResults(questionnaire=form.id, returns=tuple(returns), answers=tuple(answers))
    return {"results": plain(found), "published": plain(coarse.publish(form, found, threshold))}


def counts(rng: random.Random, question: SurveyQuestion, who: Respondent, returned: int) -> AnswerCounts:
    """So many people, each answering or not, each for themselves."""
    codes = survey.codes(question)
    weights = {
        QuestionKind.RATING: SLOWER if question.code in WORSE else PLAIN,
        QuestionKind.YES_NO: (82, 18),
    }.get(question.kind, tuple(range(len(codes) + 3, 3, -1)))
    share = USED if question.service else 0.97
    answered = sum(rng.random() < share for _ in range(returned))
    found: Counter[str] = Counter()
    for _ in range(answered):
        found.update({*rng.choices(codes, weights, k=3 if question.kind is QuestionKind.SEVERAL_OF else 1)})
    return AnswerCounts(
        question=question.code,
        respondents=who,
        answered=answered,
        counts={code: found[code] for code in codes},
    )
