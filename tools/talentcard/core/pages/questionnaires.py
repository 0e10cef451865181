"""A questionnaire as a page that prints well. It collects nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from talentcard.core.model import QuestionKind, Questionnaire, Respondent, SurveyQuestion, SurveySection
from talentcard.core.oversight import survey
from talentcard.core.pages.words import Words
from talentcard.core.pages.world import World

TOP = "questionnaires"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question as it stands on the form. ``choices``: boxes to tick; none: a line to write on."""

    number: str
    text: str
    kind: str
    choices: tuple[str, ...]
    respondents: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """``sections``: title, who is asked, questions."""

    path: str
    title: str
    intro: str
    opens: str
    scale: tuple[str, ...]
    sections: tuple[tuple[str, str, tuple[Asked, ...]], ...]
    notes: tuple[str, ...]


def forms(world: World) -> Iterator[FormPage]:
    for form in world.registry.of(Questionnaire).values():
        if form.opens_on <= world.as_of:
            yield form_page(world, form)


def form_path(form: Questionnaire) -> str:
    return f"{TOP}/{form.id.removeprefix('qst-')}"


def form_page(world: World, form: Questionnaire) -> FormPage:
    words = world.words
    return FormPage(
        path=form_path(form),
        title=words.text(form.title),
        intro=words.text(form.intro),
        opens=words("evaluation.opens", day=words.day(form.opens_on)),
        scale=tuple(f"{number} {words.text(text)}" for number, text in enumerate(form.scale, 1)),
        sections=tuple(
            (
                words("evaluation.part", letter=letter(number).upper(), title=words.text(section.title)),
                words("evaluation.asked_of", who=words.list(who(words, one) for one in section.respondents)),
                tuple(as_asked(words, form, section, question) for question in section.questions),
            )
            for number, section in enumerate(form.sections)
        ),
        notes=(words("evaluation.note_own"), words("evaluation.note_form")),
    )


def as_asked(words: Words, form: Questionnaire, section: SurveySection, question: SurveyQuestion) -> Asked:
    fewer = question.respondents and question.respondents != section.respondents
    boxed = question.kind not in (QuestionKind.NUMBER, QuestionKind.TEXT)
    return Asked(
        number=question.code.upper(),
        text=words.text(question.text),
        kind=question.kind.value,
        choices=tuple(choices(words, form, question)) if boxed else (),
        respondents=words("evaluation.only", who=words.list(who(words, one) for one in question.respondents))
        if fewer
        else "",
        basis=words.list(question.cites),
    )


def choices(words: Words, form: Questionnaire, question: SurveyQuestion) -> Iterator[str]:
    """What stands beside each answer that can be counted, in their order."""
    match question.kind:
        case QuestionKind.RATING:
            yield from (f"{rating} {words.text(text)}" for rating, text in enumerate(form.scale, 1))
        case QuestionKind.YES_NO:
            yield from (words("evaluation.yes"), words("evaluation.no"))
        case QuestionKind.NUMBER:
            for first, last in survey.spans(question):
                if last is None:
                    yield words("evaluation.from", first=first)
                else:
                    yield str(first) if first == last else words("evaluation.from_to", first=first, last=last)
        case _:
            yield from (words.text(option.title) for option in question.options)


def who(words: Words, one: Respondent) -> str:
    return words(f"evaluation.{one}")


def letter(number: int) -> str:
    return "abcdefghijklmnopqrstuvwxyz"[number]


def title(words: Words, question: SurveyQuestion) -> str:
    return words("evaluation.question", number=question.code.upper(), text=words.text(question.text))
