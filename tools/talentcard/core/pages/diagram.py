"""The geometry of a procedure's picture: boxes one below the other, as wide as a phone, joined by arrows.

In each box: what is done; who owes it to whom, as two plates joined by an arrow; by when and under which article.
A main step follows the one before by a straight arrow. Steps that begin at the same point, and steps that are taken
only in a certain case, hang off a trunk on the left, so that the trunk can go on to the next main step.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from talentcard.core.pages.articles import ARTICLE
from talentcard.core.pages.steps import Joint, StepView

WIDTH = 340
INDENT = 44
PAD = 12
TRUNK = 22
GAP = 30
CLOSE = 14
REACH = 34
"""Between the two plates of a box: room for an arrow."""
INSET = 6
TITLE, TEXT = 15, 13
TITLE_LINE, TEXT_LINE = 22, 19
CAPITAL, SMALL = 0.72, 0.6
NARROW = dict.fromkeys(" .,:;'|!()ijl", 0.32) | dict.fromkeys("frt-/", 0.44) | dict.fromkeys("mwMW", 0.9)
"""How wide Latin letters are, as parts of the type's size; Chinese characters are as wide as it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of text at its baseline. ``role`` is the style: condition, route, title, or a limit's label."""

    x: float
    y: float
    text: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """From one point to another, with a head or without, dashed where it is not always taken."""

    x1: float
    y1: float
    x2: float
    y2: float
    head: bool = True
    dashed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """The name of a party on a ground of its own."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    joint: Joint
    number: int
    lines: tuple[Line, ...]
    plates: tuple[Plate, Plate]
    route: Arrow


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram:
    width: float
    height: float
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def draw(steps: tuple[StepView, ...]) -> Diagram:
    boxes: list[Box] = []
    arrows: list[Arrow] = []
    y = 1.0
    main: Box | None = None
    hanging: list[Box] = []
    for step in steps:
        if boxes:
            y += GAP if step.joint is Joint.MAIN else CLOSE
        box = box_of(step, y)
        if step.joint is Joint.MAIN:
            if main is not None:
                arrows.append(Arrow(x1=TRUNK, y1=bottom(main), x2=TRUNK, y2=box.y - 1))
            arrows.extend(branches(hanging))
            main, hanging = box, []
        else:
            hanging.append(box)
        boxes.append(box)
        y = bottom(box)
    if hanging and main is not None:
        last = middle(hanging[-1])
        only_aside = all(box.joint is Joint.ASIDE for box in hanging)
        arrows.append(Arrow(x1=TRUNK, y1=bottom(main), x2=TRUNK, y2=last, head=False, dashed=only_aside))
        arrows.extend(branches(hanging))
    return Diagram(width=WIDTH, height=y + 1, boxes=tuple(boxes), arrows=tuple(arrows))


def branches(boxes: list[Box]) -> list[Arrow]:
    return [
        Arrow(x1=TRUNK, y1=middle(box), x2=box.x - 1, y2=middle(box), dashed=box.joint is Joint.ASIDE) for box in boxes
    ]


def box_of(step: StepView, y: float) -> Box:
    """A box as high as its lines need."""
    x = 1.0 if step.joint is Joint.MAIN else float(INDENT)
    left, room = x + PAD, WIDTH - 1 - x - 2 * PAD
    above, at = set_lines(heading(step), left, y + PAD - 4, room)
    plates, at = plates_of(step, left, at + 4, room)
    below, at = set_lines(footing(step), left, at + 2, room)
    halfway = plates[0].y + plates[0].height / 2
    return Box(
        x=x,
        y=y,
        width=WIDTH - 1 - x,
        height=at + PAD - 2 - y,
        joint=step.joint,
        number=step.number,
        lines=(*above, *below),
        plates=plates,
        route=Arrow(x1=plates[0].x + plates[0].width + 3, y1=halfway, x2=plates[1].x - 3, y2=halfway),
    )


Wording = tuple[str, str, int, int]
"""The style of a text, the text, its size, and the height of a line."""


def heading(step: StepView) -> list[Wording]:
    found = [("condition", step.condition, TEXT, TEXT_LINE)] if step.condition else []
    return [*found, ("title", f"{step.number}. {step.title}", TITLE, TITLE_LINE)]


def footing(step: StepView) -> list[Wording]:
    """By when, labelled, and under which article."""
    return [
        (
            str(limit.label),
            " · ".join(
                part for part in (limit.text, limit.label_text if limit.label != "none" else "", limit.article) if part
            ),
            TEXT,
            TEXT_LINE,
        )
        for limit in step.limits
    ]


def set_lines(texts: list[Wording], x: float, y: float, room: float) -> tuple[list[Line], float]:
    """The texts below each other from ``y`` on, and where they end."""
    lines: list[Line] = []
    for role, text, size, height in texts:
        for part in wrapped(text, room, size):
            y += height
            lines.append(Line(x=x, y=y - (height - size) / 2 - 1, text=part, role=role))
    return lines, y


def plates_of(step: StepView, x: float, y: float, room: float) -> tuple[tuple[Plate, Plate], float]:
    """Who owes it, and to whom: two plates of one height."""
    width = (room - REACH) / 2
    parts = [wrapped(name, width - 2 * INSET, TEXT) for name in (step.owner, step.owed_to)]
    height = max(map(len, parts)) * TEXT_LINE + 2 * INSET - 4

    def plate(left: float, lines: list[str]) -> Plate:
        top = y + (height - len(lines) * TEXT_LINE) / 2
        placed = tuple(
            Line(
                x=left + width / 2,
                y=top + (index + 1) * TEXT_LINE - (TEXT_LINE - TEXT) / 2 - 1,
                text=line,
                role="party",
            )
            for index, line in enumerate(lines)
        )
        return Plate(x=left, y=y, width=width, height=height, lines=placed)

    return (plate(x, parts[0]), plate(x + width + REACH, parts[1])), y + height


def wrapped(text: str, room: float, size: int) -> list[str]:
    """Lines that fit: Chinese breaks anywhere but before closing punctuation, Latin words stay whole where they can."""
    lines, line, used = [], "", 0.0
    for word in pieces(text):
        needs = measure(word, size)
        if line and used + needs > room and word[0] not in "，。、；：）”》·":
            lines.append(line.rstrip())
            line, used = "", 0.0
            word = word.lstrip()  # noqa: PLW2901
        line += word
        used += needs
    return [*lines, line] if line else lines


def pieces(text: str) -> list[str]:
    """What a line may be broken between: wide characters, runs of narrow ones, and articles such as 六(一)①."""
    found: list[str] = []
    at = 0
    for article in ARTICLE.finditer(text):
        found += [*letters(text[at : article.start()]), article.group()]
        at = article.end()
    return [*found, *letters(text[at:])]


def letters(text: str) -> list[str]:
    """Single wide characters and spaces, and runs of narrow ones."""
    found: list[str] = []
    for char in text:
        if found and not wide(char) and not wide(found[-1][-1]) and char != " " and found[-1] != " ":
            found[-1] += char
        else:
            found.append(char)
    return found


def wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WFA"


def measure(text: str, size: int) -> float:
    """About how wide a text is, on the safe side: readers' fonts differ."""
    return sum(size if wide(char) else size * NARROW.get(char, CAPITAL if char.isupper() else SMALL) for char in text)


def bottom(box: Box) -> float:
    return box.y + box.height


def middle(box: Box) -> float:
    return box.y + box.height / 2
