"""What a message says: plain text, Chinese, with English below it where the reader may be foreign.

Ids, services, days and articles only: whoever reads it over a shoulder, or gets it by mistake, learns of no person.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from talentcard.core.delivery.message import Message, Notice
from talentcard.core.flagging.legs import Ladder, Leg
from talentcard.core.model import Basis, Organisation, OrgType, RecordId
from talentcard.core.names import in_language, service_title, short_name
from talentcard.core.workdays import WorkCalendar
from talentcard.messages import LANGUAGES, catalogue
from talentcard.render.reminders import ReminderTexts

MAY_BE_FOREIGN = frozenset({OrgType.EMPLOYER, OrgType.HOSPITAL, OrgType.UNIT})
RULE = "-" * 40


class DigestTexts:
    """The words of the messages of a day."""

    def __init__(self, ladder: Ladder, calendar: WorkCalendar) -> None:
        self.ladder = ladder
        self.registry = ladder.registry
        self.calendar = calendar
        self.reminders = ReminderTexts(ladder, calendar)

    def languages(self, message: Message) -> Sequence[str]:
        body = self.registry.get(Organisation, message.body)
        return LANGUAGES if body is not None and body.type in MAY_BE_FOREIGN else LANGUAGES[:1]

    def subject(self, message: Message) -> str:
        params = {"as_of": str(message.day), "count": str(len(message.legs) + len(message.notices))}
        return " · ".join(catalogue(lang).text("mail-subject", params) for lang in self.languages(message))

    def text(self, message: Message) -> str:
        parts = ["\n\n".join(self.parts(message, lang)) for lang in self.languages(message)]
        return f"\n\n{RULE}\n\n".join(parts) + "\n"

    def parts(self, message: Message, lang: str) -> Iterator[str]:
        """Paragraph by paragraph, in one language."""
        words = catalogue(lang)
        params = {"body": self.name(message.body, lang), "as_of": str(message.day)}
        yield words.text("mail-greeting", params)
        for contact in message.stands_in:
            yield words.text("mail-stands-in", {"contact": contact})
        for body in message.silent:
            yield words.text("mail-silent", {"body": self.name(body, lang), "id": body})
        if message.legs:
            yield words.text("mail-legs", {"count": str(len(message.legs)), **params})
            for number, leg in enumerate(message.legs, 1):
                yield self.leg(number, leg, message.body, lang)
            yield "\n".join([words.text("mail-whom"), *self.whom(message, lang)])
        if message.notices:
            yield words.text("mail-notices", {"count": str(len(message.notices))})
            yield "\n".join(self.notice(notice, message.body, lang) for notice in message.notices)
            yield words.text("mail-acknowledge")
        yield words.text("mail-how")

    def leg(self, number: int, leg: Leg, own: RecordId, lang: str) -> str:
        words, owed = catalogue(lang), leg.obligation
        late = -self.calendar.between(self.ladder.as_of, owed.due.latest) if owed.due else 0
        return words.text(
            "mail-leg",
            {
                "number": str(number),
                "rung": self.reminders.rung(leg, lang),
                "title": in_language(owed.title, lang),
                "whose": words.text("mail-whose", {"body": self.name(leg.body, lang)}) if leg.body != own else "",
                "record": owed.record,
                "service": self.service(owed.service, lang),
                "starts": str(owed.starts.earliest),
                "due": str(owed.due.latest) if owed.due else "",
                "late": words.text("mail-late", {"days": str(late)}) if late > 0 else "",
                "article": owed.article + ("" if owed.basis is Basis.RULE else " " + words.text("basis-house")),
            },
        )

    def whom(self, message: Message, lang: str) -> Iterator[str]:
        """Whom to turn to on each rung that occurs, highest first."""
        reminders = {leg.rung: leg.reminder for leg in message.legs}
        for rung in sorted(reminders, key=lambda rung: -rung.height):
            whom = self.ladder.turn_to(reminders[rung], message.body)
            yield self.reminders.help_line(reminders[rung], whom, lang)

    def notice(self, notice: Notice, own: RecordId, lang: str) -> str:
        words, owed = catalogue(lang), notice.obligation
        whose = words.text("mail-whose", {"body": self.name(notice.body, lang)}) if notice.body != own else ""
        params = {
            "record": owed.record,
            "service": self.service(owed.service, lang),
            "starts": str(owed.starts.earliest),
        }
        return words.text("mail-notice", {**params, "whose": whose, "article": owed.article})

    def service(self, code: str, lang: str) -> str:
        """A service's title; the duties that come round by themselves have none."""
        return (
            catalogue(lang).text("mail-oversight") if code == "oversight" else service_title(self.registry, code, lang)
        )

    def name(self, body: RecordId, lang: str) -> str:
        return short_name(self.registry, body, self.ladder.as_of, lang)
