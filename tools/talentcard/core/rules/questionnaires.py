"""Questionnaires and the results of evaluations (七(三)): what is asked can be counted, what is counted was asked."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from talentcard.core.model import Evaluation, QuestionKind, Questionnaire, Service, SurveyResults
from talentcard.core.oversight import coarse, survey
from talentcard.core.rules.rule import Hit, Rule, Scope


def code_repeated(scope: Scope) -> Iterator[Hit]:
    """Ensure the questions of a questionnaire, and the options of a question, have codes of their own."""
    for form in scope.registry.of(Questionnaire).values():
        seen: set[str] = set()
        for index, section in enumerate(form.sections):
            for number, question in enumerate(section.questions):
                at = ("sections", index, "questions", number)
                if question.code in seen:
                    yield Hit(at=scope.registry.place(form, *at, "code"), params={"code": question.code})
                seen.add(question.code)
                options = [option.code for option in question.options]
                for place, code in enumerate(options):
                    if code in options[:place]:
                        yield Hit(
                            at=scope.registry.place(form, *at, "options", place, "code"),
                            params={"code": f"{question.code}/{code}"},
                        )


def answers_unclear(scope: Scope) -> Iterator[Hit]:
    """Ensure what counts as favourable is an answer, and the bands of a number begin at 0 and grow."""
    for form in scope.registry.of(Questionnaire).values():
        for index, section in enumerate(form.sections):
            for number, question in enumerate(section.questions):
                at = ("sections", index, "questions", number)
                for place, code in enumerate(question.favourable):
                    if code not in survey.codes(question):
                        yield Hit(
                            at=scope.registry.place(form, *at, "favourable", place),
                            params={"code": question.code, "answers": "、".join(survey.codes(question))},
                        )
                rises = all(first < after for first, after in pairwise(question.bands))
                if question.kind is QuestionKind.NUMBER and not (question.bands[0] == 0 and rises):
                    yield Hit(
                        at=scope.registry.place(form, *at, "bands"),
                        params={"code": question.code, "answers": "0 < … < …"},
                    )


def service_unknown(scope: Scope) -> Iterator[Hit]:
    """Ensure a question, and what an inspection found, is about a service that there is."""
    known = {service.code for service in scope.registry.of(Service).values()}
    if scope.unread("svc-"):
        return
    for form in scope.registry.of(Questionnaire).values():
        for index, section in enumerate(form.sections):
            for number, question in enumerate(section.questions):
                if question.service is not None and question.service not in known:
                    at = scope.registry.place(form, "sections", index, "questions", number, "service")
                    yield Hit(at=at, params={"service": question.service, "known": "、".join(sorted(known))})
    for evaluation in scope.registry.of(Evaluation).values():
        for index, finding in enumerate(evaluation.findings):
            if finding.about not in {*known, "general"}:
                at = scope.registry.place(evaluation, "findings", index, "about")
                yield Hit(at=at, params={"service": finding.about, "known": "、".join(["general", *sorted(known)])})


def results_differ(scope: Scope) -> Iterator[Hit]:
    """Ensure results count answers to questions that were asked, and no more people than answered."""
    for evaluation in scope.registry.of(Evaluation).values():
        results = evaluation.results
        form = scope.registry.get(Questionnaire, results.questionnaire) if results else None
        if results is not None and form is not None:
            for pointer, what in wrong(form, results):
                at = scope.registry.place(evaluation, "results", *pointer)
                yield Hit(at=at, params={"what": f"@results-{what}"})


def wrong(form: Questionnaire, results: SurveyResults) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Where results do not fit their questionnaire or themselves, and in which way."""
    asked = {(one.code, who): one for who in survey.respondents(form) for one in survey.asked(form, who)}
    returned = {one.respondents: one.returned for one in results.returns}
    for index, one in enumerate(results.returns):
        if not one.returned <= one.invited <= one.population:
            yield ("returns", index, "invited"), "returns"
    for index, answer in enumerate(results.answers):
        question = asked.get((answer.question, answer.respondents))
        if question is None or tuple(answer.counts) != survey.codes(question):
            yield ("answers", index, "question"), "question"
        elif answer.answered > returned.get(answer.respondents, 0):
            yield ("answers", index, "answered"), "answered"
        elif not fits(question.kind, answer.answered, list(answer.counts.values())):
            yield ("answers", index, "counts"), "counts"


def fits(kind: QuestionKind, answered: int, counts: list[int]) -> bool:
    """Whether so many people can have given these answers: each one, or of several options any."""
    if kind is QuestionKind.SEVERAL_OF:
        return max(counts) <= answered <= sum(counts)
    return sum(counts) == answered


def published_differ(scope: Scope) -> Iterator[Hit]:
    """Ensure what is published of the results is what follows from them, in whole groups of people."""
    for evaluation in scope.registry.of(Evaluation).values():
        results, published = evaluation.results, evaluation.published
        form = scope.registry.get(Questionnaire, results.questionnaire) if results else None
        if published is None or results is None or form is None:
            continue
        if published != coarse.publish(form, results, published.threshold):
            yield Hit(at=scope.registry.place(evaluation, "published"))


RULES: tuple[Rule, ...] = (
    Rule(
        id="question-code-repeated",
        ensures="The questions of a questionnaire, and the options of a question, have codes of their own.",
        check=code_repeated,
        cites=("七(三)",),
    ),
    Rule(
        id="question-answers",
        ensures="What counts as favourable is an answer, and the bands of a number begin at 0 and grow.",
        check=answers_unclear,
        cites=("七(三)",),
    ),
    Rule(
        id="question-service-unknown",
        ensures="A question, and what an inspection found, is about a service that there is.",
        check=service_unknown,
        cites=("七(三)",),
    ),
    Rule(
        id="evaluation-results",
        ensures="Results count answers to questions that were asked, and no more people than answered.",
        check=results_differ,
        cites=("七(三)",),
        carries=("R-36",),
    ),
    Rule(
        id="evaluation-published",
        ensures="What is published of the results is what follows from them, in whole groups of people.",
        check=published_differ,
        cites=("七(三)",),
    ),
)
