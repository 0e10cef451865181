"""The plan: issues that are there + what is called for today → what to open, update, comment on and close.

One issue for each responsible body, for good: it is closed when nothing is called for and opened again later. Its text
shows how things stand; a comment announces what has climbed a rung, once. A run that was missed is made good by the
next, with the rung of that day; a run that broke off is made good by running again: what was written says so itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from talentcard.core.flagging.legs import Leg
from talentcard.core.flagging.marks import body_of, marked, said_in, said_of, unannounced
from talentcard.core.model import RecordId

AT_ONCE = 100
"""So many obligations in one text at most: a host takes 65,536 characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An issue as the host has it, with the comments of the program's own account only."""

    number: int
    title: str
    text: str
    open: bool
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A new issue."""

    body: RecordId
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revise:
    """An issue's title, text and state as they ought to be; ``was_open``: what the state is now."""

    body: RecordId
    number: int
    title: str
    text: str
    open: bool
    was_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment; without a number, on the issue that the same plan opens for the body."""

    body: RecordId
    number: int | None
    text: str


Action = Open | Revise | Comment


class Texts(Protocol):
    """What is written, without the marks; the same for the same day and the same obligations."""

    def title(self, body: RecordId) -> str: ...

    def standing(self, body: RecordId, legs: Sequence[Leg]) -> str: ...

    def news(self, body: RecordId, legs: Sequence[Leg]) -> str: ...

    def settled(self, body: RecordId) -> str: ...

    def moved(self, number: int) -> str: ...


def plan(issues: Iterable[Issue], legs: Iterable[Leg], texts: Texts, *, complete: bool = True) -> tuple[Action, ...]:
    """What is to be written, body by body, in an order that may break off anywhere.

    ``complete`` False: some records could not be read, so that nothing is closed for want of what they hold.
    """
    wanted: dict[RecordId, list[Leg]] = {}
    for leg in legs:
        wanted.setdefault(leg.body, []).append(leg)
    there = own(issues)
    actions: list[Action] = []
    for body in sorted(wanted.keys() | there.keys()):
        owed = sorted(wanted.get(body, ()), key=urgency)
        if body not in there:
            actions.extend(begin(body, owed, texts))
        elif owed or complete:
            actions.extend(carry_on(body, there[body], owed, texts))
    return tuple(actions)


def own(issues: Iterable[Issue]) -> Mapping[RecordId, list[Issue]]:
    """The issues of each body, oldest first; more than one where two runs met, or an answer was lost."""
    found: dict[RecordId, list[Issue]] = {}
    for issue in sorted(issues, key=lambda issue: issue.number):
        body = body_of(issue.text)
        if body is not None:
            found.setdefault(body, []).append(issue)
    return found


def urgency(leg: Leg) -> tuple[int, str, str]:
    due = leg.obligation.due
    return -leg.rung.height, str(due.latest) if due else "", leg.obligation.id


def begin(body: RecordId, owed: Sequence[Leg], texts: Texts) -> Iterator[Action]:
    """A new issue says what it shows: its own text is the first announcement."""
    first, *rest = parts(owed)
    text = marked(texts.standing(body, owed), map(said_of, first), body)
    yield Open(body=body, title=texts.title(body), text=text)
    for part in rest:
        yield Comment(body=body, number=None, text=announcement(body, part, texts))


def carry_on(body: RecordId, there: Sequence[Issue], owed: Sequence[Leg], texts: Texts) -> Iterator[Action]:
    """The oldest issue goes on; what another of the same body has announced is written over to it first."""
    kept, *others = there
    spoken = said_in(kept.text)
    for other in others:
        spoken |= said_in(other.text, *other.comments)
    if owed or kept.open or others:
        text = marked(texts.standing(body, owed) if owed else texts.settled(body), spoken, body)
        revised = Revise(
            body=body, number=kept.number, title=texts.title(body), text=text, open=bool(owed), was_open=kept.open
        )
        if differs(kept, revised):
            yield revised
    for other in others:
        yield Revise(
            body=body,
            number=other.number,
            title=other.title,
            text=texts.moved(kept.number),
            open=False,
            was_open=other.open,
        )
    for part in parts(unannounced(owed, spoken | said_in(*kept.comments))):
        yield Comment(body=body, number=kept.number, text=announcement(body, part, texts))


def announcement(body: RecordId, legs: Sequence[Leg], texts: Texts) -> str:
    return marked(texts.news(body, legs), map(said_of, legs))


def parts(legs: Sequence[Leg]) -> list[Sequence[Leg]]:
    return [legs[start : start + AT_ONCE] for start in range(0, len(legs), AT_ONCE)]


def differs(issue: Issue, revised: Revise) -> bool:
    """Whether the host has something else; its editor writes line ends of its own."""
    return (issue.title, plain(issue.text), issue.open) != (revised.title, plain(revised.text), revised.open)


def plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
