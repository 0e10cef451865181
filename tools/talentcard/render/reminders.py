"""What an issue and its comments say of the obligations that are called for: Markdown, Chinese first, English beside.

Ids, titles, days and articles only: no person's data, and no text that somebody typed into a record of a case.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from talentcard.core.flagging.legs import Ladder, Leg
from talentcard.core.flagging.planning import AT_ONCE
from talentcard.core.model import Basis, Organisation, RecordId, Reminder, Rung
from talentcard.core.names import in_language, name_on, short_name
from talentcard.core.workdays import WorkCalendar
from talentcard.messages import LANGUAGES, catalogue

ESCAPED = str.maketrans({"<": "&lt;", ">": "&gt;", "|": "\\|", "@": "@\u200b", "\n": " ", "\r": " "})
"""What would end a cell, begin a comment or call somebody."""

COLUMNS = ("state", "duty", "record", "starts", "due", "late", "article")


class ReminderTexts:
    """The texts of a day; the planning asks for them without knowing a language."""

    def __init__(self, ladder: Ladder, calendar: WorkCalendar) -> None:
        self.ladder = ladder
        self.registry = ladder.registry
        self.calendar = calendar

    # ---- whole texts --------------------------------------------------------------------------------

    def title(self, body: RecordId) -> str:
        return " · ".join(self._each("flag-title", body))

    def standing(self, body: RecordId, legs: Sequence[Leg]) -> str:
        """How things stand today: a sentence, the table, whom to turn to, how to be rid of it."""
        late = sum(leg.rung.height >= Rung.OVERDUE.height for leg in legs)
        said = self._each("flag-standing", body, count=str(len(legs)), late=str(late))
        more = self._each("flag-more", body, count=str(len(legs) - AT_ONCE)) if len(legs) > AT_ONCE else []
        how = self._each("flag-how", body)
        return "\n\n".join([*said, self.table(legs[:AT_ONCE]), *more, self.help(body, legs), *how])

    def news(self, body: RecordId, legs: Sequence[Leg]) -> str:
        """What has climbed a rung."""
        said = self._each("flag-news", body, count=str(len(legs)))
        return "\n\n".join([*said, self.table(legs), self.help(body, legs)])

    def settled(self, body: RecordId) -> str:
        return "\n\n".join(self._each("flag-settled", body))

    def moved(self, number: int) -> str:
        return "\n\n".join(catalogue(lang).text("flag-moved", {"number": str(number)}) for lang in LANGUAGES)

    # ---- parts --------------------------------------------------------------------------------------

    def table(self, legs: Sequence[Leg]) -> str:
        head = [" · ".join(catalogue(lang).text(f"flag-{key}") for lang in LANGUAGES) for key in COLUMNS]
        rows = [head, ["---"] * len(head), *map(self.row, legs)]
        return "\n".join("| " + " | ".join(row) + " |" for row in rows)

    def row(self, leg: Leg) -> list[str]:
        owed = leg.obligation
        late = -self.calendar.between(self.ladder.as_of, owed.due.latest) if owed.due else 0
        zh, en = (self.rung(leg, lang) for lang in LANGUAGES)
        basis = "" if owed.basis is Basis.RULE else " " + catalogue("zh").text("basis-house")
        return [
            f"**{zh}** {en}",
            "<br>".join(dict.fromkeys(escaped(in_language(owed.title, lang)) for lang in LANGUAGES)),
            f"`{owed.record}`",
            str(owed.starts.earliest),
            str(owed.due.latest) if owed.due else "",
            str(late) if late > 0 else "",
            escaped(owed.article) + basis,
        ]

    def rung(self, leg: Leg, lang: str) -> str:
        """The word for the rung; what misses the house's own standard only is behind, not overdue."""
        house = leg.obligation.basis is Basis.HOUSE and leg.rung in (Rung.OVERDUE, Rung.LONG_OVERDUE)
        return catalogue(lang).text(f"rung-{leg.rung.value}" + ("-house" if house else ""))

    def help(self, body: RecordId, legs: Sequence[Leg]) -> str:
        """Whom to turn to on each rung that occurs, highest first."""
        reminders = {leg.rung: leg.reminder for leg in legs}
        lines = [
            self.help_line(reminders[rung], self.ladder.turn_to(reminders[rung], body), lang)
            for rung in sorted(reminders, key=lambda rung: -rung.height)
            for lang in LANGUAGES
        ]
        return "\n".join([" · ".join(catalogue(lang).text("flag-whom") for lang in LANGUAGES), "", *lines])

    def help_line(self, reminder: Reminder, whom: RecordId, lang: str) -> str:
        words = catalogue(lang)
        articles = "、".join(reminder.cites)
        params = {
            "rung": words.text(f"rung-{reminder.rung.value}"),
            "why": in_language(reminder.why, lang),
            "whom": self.contact(whom, lang),
            "cites": words.text("flag-cites", {"articles": articles}) if articles else "",
        }
        return "- " + words.text("flag-help", params)

    def contact(self, body: RecordId, lang: str) -> str:
        """A body's name with its public post and office phone, as far as they are on record."""
        found = self.registry.get(Organisation, body)
        parts = [short_name(self.registry, body, self.ladder.as_of, lang)]
        if found is not None and found.office is not None:
            parts.append(in_language(found.office, lang))
        if found is not None and found.office_phone is not None:
            parts.append(found.office_phone)
        return escaped(catalogue(lang).text("flag-comma").join(parts))

    # ---- words --------------------------------------------------------------------------------------

    def _each(self, key: str, body: RecordId, **params: str) -> list[str]:
        day = self.ladder.as_of
        return [
            catalogue(lang).text(key, {**params, "body": self.name(body, lang, day), "id": body, "as_of": str(day)})
            for lang in LANGUAGES
        ]

    def name(self, body: RecordId, lang: str, day: dt.date) -> str:
        found = self.registry.get(Organisation, body)
        if found is None:
            return escaped(body)
        name = name_on(found, day)
        return escaped(name.zh if lang == "zh" else name.en or name.zh)


def escaped(text: str) -> str:
    return text.translate(ESCAPED)
