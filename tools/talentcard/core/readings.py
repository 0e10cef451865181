"""Which readings of the register of interpretations the program acts on, and what it needs to know for each.

The engine asks for a reading by its code and compares it with options that it knows. A choice that it does not know
would be passed over in silence; so the codes and options stand here once, `check` holds the register against them,
and a test finds every code that the engine asks for and compares.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One open question. ``by_data``: the steps and limits of the policy carry the answer, not the program.

    ``understood`` are the options that can be chosen as things stand; ``parameters`` what an option needs, by name.
    """

    code: str
    understood: frozenset[str]
    parameters: Mapping[str, Mapping[str, type]] = field(default_factory=dict)
    by_data: bool = False


def _engine(code: str, *understood: str, **parameters: Mapping[str, type]) -> Reading:
    return Reading(code=code, understood=frozenset(understood), parameters=parameters)


def _data(code: str, *understood: str) -> Reading:
    return Reading(code=code, understood=frozenset(understood), by_data=True)


_ALL = (
    _engine("fixed-date", "inclusive", "exclusive"),
    _engine("rolling", "opt_in", "always", "never"),
    _engine("day-count", "start_excluded", "start_included"),
    _engine("next-day", "calendar_day_rolled", "calendar_day", "working_day"),
    _engine("promptly", "house_standard", "none", house_standard={"working_days": int}),
    _engine("enrolment-gaps", "house_track", "no_track"),
    _engine("validity-count", "issue_day_not_counted", "issue_day_counted"),
    _engine("pauses", "house_rule", "none"),
    _engine("office-hours", "none", "closing_time", closing_time={"closes": str}),
    _engine("validity-start", "printed_issue_date", "delivery"),
    _engine("reissue-term", "rest_for_change_new_for_extension", "always_new"),
    _engine("monthly-cadence", "within_calendar_month", "thirty_days"),
    _engine("district-rules", "district_else_city", "city_only"),
    _data("roster-window", "by_the_day_before"),
    _data("loss-report", "target_and_bound", "bound_only"),
    _data("change-start", "knowledge", "event"),
    _data("extension-window", "encouraged_before_bound_after"),
    _data("old-card", "handed_in", "kept"),
    _data("transfer-start", "asked", "filed"),
    _data("general-advice-feedback", "not_owed", "owed"),
    _data("other-services", "as_article_6_6"),
    _data("specialist-report", "monthly"),
    _data("roster-confirmation", "house_ninety_days", "none"),
    _data("acknowledgement", "asked", "not_asked"),
    _engine("closing", "waived_or_late", "all_waived"),
)

READINGS: Mapping[str, Reading] = {reading.code: reading for reading in _ALL}
"""Every open question that has an answer in the program or in the steps, by code."""
