"""Reminders: the ladder as days pass, and a plan that says everything once whatever breaks off."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import minis
from githosts import LONGEST
from registries import registry as rules_of
from talentcard.core import ledger, model
from talentcard.core.deadlines import Term
from talentcard.core.flagging import marks, planning
from talentcard.core.flagging.legs import Ladder, Leg
from talentcard.core.flagging.planning import AT_ONCE, Action, Comment, Issue, Open, Revise, plan
from talentcard.core.model import Basis, Limit, LimitKind, RecordId, Rung, Text
from talentcard.core.obligation import ENDED, Obligation, State, days_left, judge
from talentcard.core.policy import Rulebook
from talentcard.core.registry import Registry
from talentcard.core.workdays import DayRange
from talentcard.messages import LANGUAGES, catalogue
from talentcard.reading import loading
from talentcard.render.reminders import ReminderTexts

FRIDAY = dt.date(2026, 11, 13)
EDUCATION, POLICE, PLATFORM = RecordId("org-education"), RecordId("org-police"), RecordId("org-platform")


def owed(
    name: str,
    as_of: dt.date,
    *,
    due: dt.date = FRIDAY,
    latest: dt.date | None = None,
    met: dt.date | None = None,
    owner: str = EDUCATION,
    basis: Basis = Basis.RULE,
    starts: dt.date = dt.date(2026, 10, 23),
) -> Obligation:
    """One obligation on a day, judged as the engine judges it."""
    scope = minis.scope({})
    term = Term(DayRange(due, latest or due))
    left = days_left(scope.calendar, as_of, DayRange(due, latest or due)) if met is None else None
    return Obligation(
        id=f"req-{name}/place",
        record=RecordId(f"req-{name}"),
        pointer=(),
        service="schooling",
        step="place",
        rule="R-23",
        article="六(一)②",
        title=Text(zh="落实学校", en="Place the child"),
        owner=owner,
        owed_to=PLATFORM,
        limit=Limit(kind=LimitKind.WORKING_DAYS, count=15, basis=basis),
        interpretations=(),
        starts=DayRange.on(starts),
        term=term,
        met_on=met,
        state=judge(term, basis, met, None, as_of=as_of, left=left, soon=3),
        working_days_left=left,
        rules=Rulebook(scope.registry).on(as_of),
    )


def ladder(as_of: dt.date) -> Ladder:
    scope = minis.scope({})
    return Ladder(scope.registry, scope.calendar, as_of)


def november(day: int) -> dt.date:
    return dt.date(2026, 11, day)


# ---- the ladder ----------------------------------------------------------------------------------------

RUNGS = [
    ("due_soon", "platform", ""),
    ("due_today", "platform", ""),
    ("overdue", "platform", ""),
    ("long_overdue", "hrss", "5 working_days house"),
    ("joint_meeting", "org_dept", "10 working_days house"),
]
"""The house's ladder, stated apart from the policy record."""


def test_the_ladder_is_policy_data() -> None:
    found = Rulebook(rules_of()).on(FRIDAY).reminders
    days = [f"{r.after.count} {r.after.kind} {r.after.basis}" if r.after else "" for r in found]
    assert [(r.rung, r.turn_to, after) for r, after in zip(found, days, strict=True)] == RUNGS
    assert all(r.cites and r.why.zh and r.why.en for r in found)


@pytest.mark.parametrize(
    ("day", "rung", "because"),
    [
        (9, None, "Monday: four working days left, more than the settings' three"),
        (10, Rung.DUE_SOON, "three working days left"),
        (12, Rung.DUE_SOON, "one"),
        (13, Rung.DUE_TODAY, "in time to the end of the last day"),
        (16, Rung.OVERDUE, "the next working day"),
        (20, Rung.OVERDUE, "five working days later, that day included"),
        (23, Rung.LONG_OVERDUE, "more than five"),
        (27, Rung.LONG_OVERDUE, "ten, that day included"),
        (30, Rung.JOINT_MEETING, "more than ten"),
    ],
)
def test_an_obligation_climbs(day: int, rung: Rung | None, because: str) -> None:
    reached = ladder(november(day)).reached(owed("a", november(day)))
    assert (reached and reached.rung) == rung, because


@pytest.mark.parametrize("basis", list(Basis))
def test_house_standards_climb_as_well(basis: Basis) -> None:
    reached = ladder(november(23)).reached(owed("a", november(23), basis=basis))
    assert reached is not None
    assert reached.rung is Rung.LONG_OVERDUE


def test_a_provisional_day_is_missed_only_after_its_latest() -> None:
    def rung(day: int) -> Rung | None:
        found = ladder(november(day)).reached(owed("a", november(day), latest=november(17)))
        return found.rung if found else None

    assert (rung(16), rung(18), rung(24), rung(25)) == (Rung.DUE_SOON, Rung.OVERDUE, Rung.OVERDUE, Rung.LONG_OVERDUE)


def test_what_is_done_paused_or_without_a_limit_is_not_called_for() -> None:
    done = owed("a", november(23), met=november(20))
    paused = replace(owed("a", november(23)), state=State.PAUSED)
    unlimited = replace(owed("a", november(23)), term=Term(None), state=State.OPEN)
    assert list(ladder(november(23)).legs([done, paused, unlimited])) == []


def test_what_no_body_owes_is_the_platforms_to_call_for() -> None:
    """A talent has no account on the host; the platform looks after the talent (五(一))."""
    found = [leg.body for leg in ladder(november(16)).legs([owed("a", november(16), owner="tal-mn00000001")])]
    assert found == [PLATFORM]


def test_nobody_is_told_to_turn_to_itself() -> None:
    steps = ladder(november(16))
    assert [steps.turn_to(r, PLATFORM) for r in steps.reminders[:3]] == ["org-hrss"] * 3
    assert steps.turn_to(steps.reminders[0], EDUCATION) == PLATFORM
    assert steps.turn_to(steps.reminders[-1], EDUCATION) == "org-organisation-dept"


def test_a_policy_without_reminders_is_an_error_not_a_silence() -> None:
    path = "records/policies/pol-cq-2017.yml"
    text = minis.base()[path].decode()
    bare = re.sub(r"^reminders:\n(?: .*\n)+", "", text, flags=re.MULTILINE)
    assert bare != text
    scope = minis.scope({path: bare.encode()})
    with pytest.raises(LookupError, match="reminders"):
        Ladder(scope.registry, scope.calendar, FRIDAY)


# ---- marks ---------------------------------------------------------------------------------------------


def test_marks_come_back_from_the_text() -> None:
    said = {marks.Said("req-a/place", FRIDAY, Rung.OVERDUE), marks.Said("card-b/term/apply", FRIDAY, Rung.DUE_SOON)}
    text = marks.marked("看得见的字", said, EDUCATION)
    assert marks.said_in(text) == said
    assert marks.body_of(text.replace("\n", "\r\n")) == EDUCATION
    assert re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL).strip() == "看得见的字"


@pytest.mark.parametrize(
    "text",
    [
        "说到 <!-- talentcard:said overdue 2026-11-13 req-a/place -->",
        "> <!-- talentcard:said overdue 2026-11-13 req-a/place -->",
        "<!-- talentcard:said overdue 2026-13-13 req-a/place -->",
        "<!-- talentcard:said never 2026-11-13 req-a/place -->",
    ],
)
def test_what_only_looks_like_a_mark_is_none(text: str) -> None:
    assert marks.said_in(text) == frozenset()


# ---- the plan ------------------------------------------------------------------------------------------


class Plain:
    """Short texts: who and what."""

    def title(self, body: RecordId) -> str:
        return f"title {body}"

    def standing(self, body: RecordId, legs: Sequence[Leg]) -> str:
        return f"{body}: " + ", ".join(f"{leg.obligation.record} {leg.rung}" for leg in legs[:3])

    def news(self, body: RecordId, legs: Sequence[Leg]) -> str:
        return f"news for {body}: {len(legs)}"

    def settled(self, body: RecordId) -> str:
        return f"{body}: nothing"

    def moved(self, number: int) -> str:
        return f"see #{number}"


@dataclass
class Board:
    """The host in memory."""

    issues: list[Issue] = field(default_factory=list)

    def do(self, action: Action, opened: dict[RecordId, int]) -> None:
        match action:
            case Open(body=body, title=title, text=text):
                opened[body] = len(self.issues) + 1
                self.issues.append(Issue(number=opened[body], title=title, text=text, open=True))
            case Revise(number=number, title=title, text=text, open=is_open):
                self.issues[number - 1] = replace(self.issues[number - 1], title=title, text=text, open=is_open)
            case Comment(body=body, number=number, text=text):
                old = self.issues[(number or opened[body]) - 1]
                self.issues[old.number - 1] = replace(old, comments=(*old.comments, text))

    def run(self, legs: Sequence[Leg], *, complete: bool = True) -> tuple[Action, ...]:
        actions = plan(self.issues, legs, Plain(), complete=complete)
        opened: dict[RecordId, int] = {}
        for action in actions:
            self.do(action, opened)
        return actions

    def said(self) -> list[marks.Said]:
        """Every mark as often as it stands anywhere."""
        texts = [text for issue in self.issues for text in (issue.text, *issue.comments)]
        return sorted(mark for text in texts for mark in marks.said_in(text))


def called(as_of: dt.date, *obligations: Obligation) -> list[Leg]:
    return list(ladder(as_of).legs(obligations))


def kinds(actions: Sequence[Action]) -> list[str]:
    return [f"{type(action).__name__} {action.body}" for action in actions]


def on(day: int, *names: str, owner: str = EDUCATION) -> list[Leg]:
    return called(november(day), *(owed(name, november(day), owner=owner) for name in names))


def test_one_issue_for_each_body_which_announces_what_it_shows() -> None:
    board = Board()
    legs = on(16, "a", "b") + on(16, "c", owner=POLICE)
    assert kinds(board.run(legs)) == ["Open org-education", "Open org-police"]
    assert marks.said_in(board.issues[0].text) == {marks.said_of(leg) for leg in legs[:2]}


def test_a_second_run_on_the_same_day_writes_nothing() -> None:
    board = Board()
    board.run(on(16, "a"))
    assert board.run(on(16, "a")) == ()


def test_line_ends_of_the_hosts_editor_are_no_difference() -> None:
    board = Board()
    board.run(on(16, "a"))
    board.issues[0] = replace(board.issues[0], text=board.issues[0].text.replace("\n", "\r\n") + "\r\n")
    assert board.run(on(16, "a")) == ()


def test_a_rung_is_announced_once_and_the_text_follows() -> None:
    board = Board()
    board.run(on(13, "a"))
    assert kinds(board.run(on(16, "a"))) == ["Revise org-education", "Comment org-education"]
    assert board.run(on(17, "a")) == ()
    assert [mark.rung for mark in board.said()] == [Rung.DUE_TODAY, Rung.OVERDUE]


def test_after_missed_runs_only_the_rung_of_the_day_is_announced() -> None:
    board = Board()
    board.run(on(10, "a"))
    board.run(on(30, "a"))
    assert [mark.rung for mark in board.said()] == [Rung.DUE_SOON, Rung.JOINT_MEETING]


def test_a_rung_is_not_announced_again_on_the_way_down() -> None:
    """A longer term, or a calendar, makes what was due today due later."""
    board = Board()
    board.run(on(13, "a"))
    later = called(november(13), owed("a", november(13), due=november(18)))
    assert kinds(board.run(later)) == ["Revise org-education"]
    assert kinds(board.run(called(november(18), owed("a", november(18), due=november(18))))) == ["Revise org-education"]


def test_a_new_clock_is_a_new_ladder() -> None:
    board = Board()
    board.run(on(16, "a"))
    again = called(november(16), owed("a", november(16), starts=dt.date(2026, 10, 26)))
    assert kinds(board.run(again)) == ["Comment org-education"]


def test_it_is_closed_when_nothing_is_left_and_opened_again() -> None:
    board = Board()
    board.run(on(16, "a"))
    board.run([])
    assert [(issue.open, issue.text.splitlines()[0]) for issue in board.issues] == [(False, "org-education: nothing")]
    board.issues[0] = replace(board.issues[0], text=board.issues[0].text.replace("nothing", "nothing on that day"))
    assert board.run([]) == (), "what is closed is left alone, whatever day it speaks of"
    assert kinds(board.run(on(16, "a", "b"))) == ["Revise org-education", "Comment org-education"]
    assert board.issues[0].open
    assert [mark.obligation for mark in board.said()] == ["req-a/place", "req-b/place"]


def test_closed_by_hand_while_something_is_owed_it_is_opened_again() -> None:
    board = Board()
    board.run(on(16, "a"))
    board.issues[0] = replace(board.issues[0], open=False)
    assert kinds(board.run(on(16, "a"))) == ["Revise org-education"]
    assert board.issues[0].open


def test_nothing_is_closed_for_want_of_records_that_could_not_be_read() -> None:
    board = Board()
    board.run(on(16, "a"))
    assert board.run([], complete=False) == ()


def test_issues_of_others_are_left_alone() -> None:
    board = Board([Issue(number=1, title="指南有误", text="第三步写错了", open=True)])
    board.run(on(16, "a"))
    assert board.issues[0].text == "第三步写错了"
    assert board.issues[1].open


def test_two_issues_of_one_body_become_one_again() -> None:
    """Two runs met, or the answer to the first was lost and the list lagged behind."""
    first, second = Board(), Board()
    first.run(on(16, "a"))
    second.run(on(16, "b"))
    board = Board([first.issues[0], replace(second.issues[0], number=2)])
    assert kinds(board.run(on(16, "a", "b"))) == ["Revise org-education"] * 2, "both have been announced"
    assert [issue.open for issue in board.issues] == [True, False]
    assert board.issues[1].text == "see #1"
    assert [mark.obligation for mark in board.said()] == ["req-a/place", "req-b/place"]
    assert board.run(on(16, "a", "b")) == ()


def test_many_are_told_in_parts() -> None:
    """A host takes a text of 65,536 characters."""
    names = [f"{number:010}" for number in range(2 * AT_ONCE + 1)]
    board = Board()
    assert kinds(board.run(on(16, *names))) == ["Open org-education", *["Comment org-education"] * 2]
    assert len(board.said()) == len(names)


def test_the_longest_text_is_one_that_a_host_takes() -> None:
    """Every row with the longest title that there is, and a mark."""
    services = rules_of().of(model.Service).values()
    titles = (step.title for service in services for variant in service.variants for step in variant.steps)
    longest = max(filter(None, titles), key=lambda title: len(title.zh) + len(title.en or ""))
    day = november(16)
    duties = [replace(owed(f"{number:010}", day, basis=Basis.HOUSE), title=longest) for number in range(2 * AT_ONCE)]
    texts = ReminderTexts(ladder(day), minis.scope({}).calendar)
    written = plan([], called(day, *duties), texts)
    assert len(written) == 2
    assert max(len(action.text) for action in written) < LONGEST


def in_twos(board: Board, legs: Sequence[Leg]) -> tuple[Action, ...]:
    """A plan whose texts hold two obligations at most, so that a run has more steps to break off at."""
    with patch.object(planning, "AT_ONCE", 2):
        return plan(board.issues, legs, Plain())


DAYS = [november(day) for day in range(9, 31) if november(day).weekday() < 5]


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from(DAYS)), min_size=1, max_size=6),
    st.lists(st.tuples(st.booleans(), st.integers(0, 12), st.booleans()), min_size=len(DAYS), max_size=len(DAYS)),
)
def test_whatever_breaks_off_nothing_is_doubled_or_lost(
    cases: list[tuple[int, dt.date]], runs: list[tuple[bool, int, bool]]
) -> None:
    """Each day a run is missed, or breaks off at some step, which was done or not; the last day's runs to its end."""
    board = Board()
    legs: list[Leg] = []
    for day, (missed, end, done) in zip(DAYS, runs, strict=True):
        if missed and day != DAYS[-1]:
            continue
        everything = {n: owed(f"{n:010}", day, due=due, owner=(EDUCATION, POLICE)[n % 2]) for n, due in cases}
        legs = called(day, *everything.values())
        opened: dict[RecordId, int] = {}
        for number, action in enumerate(in_twos(board, legs)):
            if number == end and day != DAYS[-1]:
                if done:
                    board.do(action, opened)
                break
            board.do(action, opened)
    said = board.said()
    assert len(said) == len(set(said))
    assert {marks.said_of(leg) for leg in legs} <= set(said)
    bodies = [marks.body_of(issue.text) for issue in board.issues if issue.open]
    assert sorted(filter(None, bodies)) == sorted({leg.body for leg in legs})
    assert in_twos(board, legs) == ()


# ---- the texts -----------------------------------------------------------------------------------------


@cache
def sample() -> Registry:
    return loading.load(minis.ROOT, jobs=1).registry


@cache
def said_of_the_sample() -> tuple[list[Leg], str]:
    whole = sample()
    assert whole.settings.as_of is not None
    calendar = minis.work_calendar(whole)
    steps = Ladder(whole, calendar, whole.settings.as_of)
    legs = list(steps.legs(ledger.ledger(whole, calendar, whole.settings.as_of)))
    actions = plan([], legs, ReminderTexts(steps, calendar))
    return legs, "\n".join(action.text for action in actions)


def test_the_text_says_which_since_when_by_which_article_and_whom_to_turn_to() -> None:
    steps = ladder(november(23))
    texts = ReminderTexts(steps, minis.scope({}).calendar)
    legs = called(november(23), owed("a", november(23)))
    assert texts.title(EDUCATION) == "期限提醒：重庆市教育委员会 · Deadlines: Chongqing Education Commission"
    lines = texts.standing(EDUCATION, legs).splitlines()
    assert lines[0] == "截至 2026-11-23，重庆市教育委员会有 1 项事项需要办理，其中 1 项已过期限。"
    assert (
        "| **长期逾期** long overdue | 落实学校<br>Place the child | `req-a` | 2026-10-23 | 2026-11-13 | 6 | 六(一)② |"
    ) in lines
    assert any(line.startswith("- 长期逾期：市人力社保局") and line.endswith("（七(二)）") for line in lines)


def test_what_misses_a_house_standard_only_is_behind_and_says_so() -> None:
    texts = ReminderTexts(ladder(november(16)), minis.scope({}).calendar)
    said = texts.standing(EDUCATION, called(november(16), owed("a", november(16), basis=Basis.HOUSE)))
    assert "| **滞后** behind |" in said
    assert "六(一)② 内部标准 |" in said
    assert "**逾期**" not in said


def test_titles_cannot_end_a_cell_begin_a_comment_or_call_somebody() -> None:
    texts = ReminderTexts(ladder(november(16)), minis.scope({}).calendar)
    wild = replace(owed("a", november(16)), title=Text(zh="甲|乙 <!-- talentcard:body org-x -->\n丙 @everyone", en="x"))
    said = texts.standing(EDUCATION, called(november(16), wild))
    assert "甲\\|乙 &lt;!-- talentcard:body org-x --&gt; 丙 @\u200beveryone" in said
    assert marks.body_of(said) is None


def test_every_body_that_owes_something_is_told_all_of_it() -> None:
    legs, text = said_of_the_sample()
    assert len(legs) > 30
    assert all(f"`{leg.obligation.record}`" in text for leg in legs)
    assert {leg.obligation.state for leg in legs}.isdisjoint(ENDED)


def test_no_person_is_in_what_is_said() -> None:
    """Ids of cases only: no talent's id, no contact's, no note that somebody typed."""
    _, text = said_of_the_sample()
    assert not re.search(r"\b(?:tal|con)-[0-9a-z]{10}\b|enc:v1", text)
    typed = [suggestion.text for suggestion in sample().of(model.Suggestion).values()]
    assert typed
    assert not any(words in text for words in typed)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_there_is_a_word_for_every_rung(lang: str) -> None:
    assert all(catalogue(lang).text(f"rung-{rung.value}") for rung in Rung)
