"""The hand-made requests: one for each edge case of the deadlines, as they stand on 20 November 2026.

Read a row as: name, service/variant, who asks for whom, and what happened. The days respect the calendars of 2025 and
2026; whoever changes one looks at ``talentcard due --explain`` for what follows from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from talentcard.core.model import OrgType
from talentcard.sampling import scripts
from talentcard.sampling.holders import Holder, Holders
from talentcard.sampling.streams import PartIds
from talentcard.sampling.world import HOSPITALS, UNITS, Record


@dataclass(frozen=True, slots=True)
class EdgeCase:
    """One hand-made request. ``who``: requester → beneficiary; ``handler``: a word for ``body``; ``child``: stage."""

    name: str
    track: str
    who: str
    script: str
    handler: str = ""
    child: str = ""


E = EdgeCase
LIAISON_CHILD = "employer_liaison → child"

EDGE_CASES: tuple[EdgeCase, ...] = (
    # ---- school: new enrolment (30 April, 31 May, 15 working days)
    E("enrolment-in-time", "schooling/new_enrolment", LIAISON_CHILD,
      "2026-03-09 asked; 2026-03-16 filed; 2026-05-22 submitted; 2026-05-25 received; 2026-06-12 answered; "
      "2026-06-15 told_requester; 2026-06-16 closed", child="primary"),
    E("enrolment-filed-on-the-last-day", "schooling/new_enrolment", LIAISON_CHILD,
      "2026-04-28 asked; 2026-04-30 filed; 2026-05-29 submitted; 2026-06-22 answered", child="kindergarten"),
    E("enrolment-submitted-on-the-rolled-day", "schooling/new_enrolment", "employer_liaison → grandchild",
      "2026-04-13 asked; 2026-04-20 filed; 2026-06-01 submitted; 2026-06-18 answered", child="kindergarten"),
    E("enrolment-submitted-late", "schooling/new_enrolment", LIAISON_CHILD,
      "2026-04-02 asked; 2026-04-09 filed; 2026-06-03 submitted; 2026-06-17 answered", child="junior"),
    E("enrolment-answered-late", "schooling/new_enrolment", LIAISON_CHILD,
      "2026-02-03 asked; 2026-02-06 filed; 2026-05-20 submitted; 2026-06-16 answered", child="senior"),
    E("gap-enrolment-after-april", "schooling/new_enrolment", LIAISON_CHILD,
      "2026-05-11 asked; 2026-05-12 filed; 2026-05-15 submitted; 2026-06-04 answered; 2026-06-05 told_requester",
      child="primary"),
    E("gap-enrolment-after-april-open", "schooling/new_enrolment", LIAISON_CHILD,
      "2026-11-09 asked; 2026-11-10 filed; 2026-11-12 submitted", child="kindergarten"),
    E("gap-enrolment-after-april-behind", "schooling/new_enrolment", LIAISON_CHILD,
      "2026-10-15 asked; 2026-10-16 filed; 2026-10-20 submitted", child="kindergarten"),
    # ---- school: transfer (及时, 3 and 15 working days)
    E("transfer-on-the-first-of-june", "schooling/transfer", LIAISON_CHILD,
      "2026-06-01 asked; 2026-06-01 filed; 2026-06-04 submitted; 2026-06-26 answered; 2026-06-29 told_requester",
      child="junior"),
    E("gap-transfer-before-june", "schooling/transfer", LIAISON_CHILD,
      "2026-03-03 asked; 2026-03-04 filed; 2026-03-06 submitted; 2026-03-25 answered", child="primary"),
    E("transfer-asked-before-filed-behind", "schooling/transfer", LIAISON_CHILD,
      "2026-07-01 asked; 2026-07-09 filed; 2026-07-10 submitted; 2026-07-28 answered", child="primary"),
    E("transfer-submitted-late", "schooling/transfer", LIAISON_CHILD,
      "2026-08-03 asked; 2026-08-04 filed; 2026-08-11 submitted; 2026-08-27 answered", child="senior"),
    E("place-overdue", "schooling/transfer", LIAISON_CHILD,
      "2026-10-19 asked; 2026-10-20 filed; 2026-10-23 submitted", child="primary"),
    E("place-due-today", "schooling/transfer", LIAISON_CHILD,
      "2026-10-27 asked; 2026-10-28 filed; 2026-10-30 submitted", child="junior"),
    E("place-due-soon", "schooling/transfer", LIAISON_CHILD,
      "2026-10-29 asked; 2026-10-30 filed; 2026-11-03 submitted", child="primary"),
    E("place-pending", "schooling/transfer", LIAISON_CHILD,
      "2026-11-11 asked; 2026-11-12 filed; 2026-11-17 submitted", child="primary"),
    E("received-later-than-submitted", "schooling/transfer", "employer_liaison → grandchild",
      "2026-09-21 asked; 2026-09-22 filed; 2026-09-24 submitted; 2026-09-28 received; 2026-10-22 answered",
      child="primary"),
    E("submit-behind-asked-not-filed", "schooling/transfer", LIAISON_CHILD, "2026-11-12 asked", child="senior"),
    # ---- pauses and extensions (house rules)
    E("pause-open-over-a-weekend", "schooling/transfer", LIAISON_CHILD,
      "2026-11-02 asked; 2026-11-03 filed; 2026-11-05 submitted; 2026-11-13 paused reason=missing_materials",
      child="junior"),
    E("pause-over-a-weekend-ended", "household/standard", "talent → self",
      "2026-05-07 applied; 2026-05-08 paused reason=missing_materials; 2026-05-11 resumed; 2026-05-13 submitted; "
      "2026-06-02 served; 2026-06-03 fed_back rating=5", handler="branch"),
    E("overlapping-pauses", "schooling/transfer", LIAISON_CHILD,
      "2026-08-24 asked; 2026-08-25 filed; 2026-08-27 submitted; 2026-09-02 paused reason=missing_materials; "
      "2026-09-04 paused reason=awaiting_third_party; 2026-09-08 resumed reason=missing_materials; "
      "2026-09-14 resumed reason=awaiting_third_party; 2026-09-23 answered", child="primary"),
    E("pause-completed-without-resuming", "schooling/transfer", LIAISON_CHILD,
      "2026-07-06 asked; 2026-07-06 filed; 2026-07-08 submitted; 2026-07-20 paused reason=missing_materials; "
      "2026-08-04 answered", child="kindergarten"),
    E("pause-before-the-first-day", "residence/residence_permit", "talent → spouse",
      "2026-06-05 applied; 2026-06-05 paused reason=missing_materials; 2026-06-10 resumed; 2026-06-12 submitted; "
      "2026-06-16 assigned; 2026-07-02 served; 2026-07-03 fed_back rating=4"),
    E("pause-resumed-after-overdue", "schooling/transfer", LIAISON_CHILD,
      "2026-07-30 asked; 2026-07-31 filed; 2026-08-03 submitted; 2026-08-27 paused reason=missing_materials; "
      "2026-09-01 resumed; 2026-09-03 answered", child="primary"),
    E("extension-met", "schooling/transfer", LIAISON_CHILD,
      "2026-08-28 asked; 2026-08-31 filed; 2026-09-01 submitted; "
      "2026-09-16 extended step=place days=5 reason=complex_case approved_by=@specialist basis=延期审批单; "
      "2026-09-28 answered", child="primary"),
    E("extension-running", "schooling/transfer", LIAISON_CHILD,
      "2026-10-21 asked; 2026-10-22 filed; 2026-10-26 submitted; "
      "2026-11-12 extended step=place days=5 reason=awaiting_third_party approved_by=@specialist basis=延期审批单",
      child="senior"),
    E("extension-of-the-platform-leg", "household/standard", "talent → spouse",
      "2026-07-06 applied; 2026-07-08 extended step=submit days=3 reason=complex_case approved_by=@specialist "
      "basis=延期审批单; 2026-07-13 submitted; 2026-07-29 served; 2026-07-30 fed_back", handler="branch"),
    # ---- household registration
    E("received-on-a-day-off", "household/standard", "family → spouse",
      "2026-09-26 applied; 2026-09-30 submitted; 2026-10-20 served; 2026-10-21 fed_back rating=5", handler="branch"),
    E("feedback-before-the-long-holiday", "household/standard", "talent → self",
      "2026-09-07 applied; 2026-09-09 submitted; 2026-09-30 served; 2026-10-08 fed_back rating=5", handler="branch"),
    E("feedback-on-a-make-up-saturday", "household/standard", "talent → child",
      "2026-04-13 applied; 2026-04-15 submitted; 2026-05-08 served; 2026-05-09 fed_back rating=4"),
    E("feedback-overdue", "household/standard", "employer_liaison → self",
      "2026-10-28 applied; 2026-10-30 submitted; 2026-11-16 served", handler="branch"),
    E("feedback-due-today", "household/standard", "talent → self",
      "2026-10-29 applied; 2026-11-02 submitted; 2026-11-19 served"),
    E("feedback-rolls-over-the-weekend", "household/standard", "talent → spouse",
      "2026-10-30 applied; 2026-11-03 submitted; 2026-11-20 served", handler="branch"),
    E("submit-overdue", "household/standard", "family → self", "2026-11-12 applied", handler="branch"),
    E("submit-due-today", "household/standard", "talent → self", "2026-11-17 applied"),
    E("withdrawn-in-time", "household/standard", "talent → self",
      "2026-06-02 applied; 2026-06-03 withdrawn reason=requester_withdrew"),
    E("refused", "household/standard", "family → child",
      "2026-08-17 applied; 2026-08-19 submitted; 2026-08-28 refused reason=not_entitled basis=不予受理通知书"),
    E("wrong-date-corrected", "household/standard", "employer_liaison → self",
      "2026-07-28 applied; 2026-07-30 submitted; 2026-08-19 served; 2026-08-21 fed_back rating=5; "
      "2026-08-25 corrected corrects=#3 corrected_on=2026-08-20 reason=wrong_date basis=单位书面说明",
      handler="branch"),
    E("no-branch-named", "household/standard", "talent → self",
      "2025-11-10 applied; 2025-11-12 submitted; 2025-12-02 served; 2025-12-03 fed_back rating=5; 2025-12-05 closed"),
    # ---- residence and visa
    E("foreign-talent-visa", "residence/visa", "talent → self",
      "2026-03-10 applied; 2026-03-12 submitted; 2026-03-13 assigned; 2026-03-26 served; 2026-03-27 fed_back rating=5"),
    E("legs-side-by-side", "residence/residence_permit", "talent → self", "2026-11-12 applied; 2026-11-16 submitted"),
    E("served-but-not-done", "residence/visa", "family → spouse",
      "2026-01-12 applied; 2026-01-14 submitted; 2026-01-15 assigned; 2026-01-29 served; "
      "2026-01-30 fed_back done=false rating=2"),
    E("event-void", "residence/residence_permit", "employer_liaison → child",
      "2026-09-01 applied; 2026-09-03 submitted; 2026-09-04 assigned; 2026-09-07 assigned; "
      "2026-09-07 corrected corrects=#3 reason=wrong_record basis=单位书面说明; 2026-09-22 served; "
      "2026-09-23 fed_back"),
    E("submit-due-soon", "residence/visa", "talent → spouse", "2026-11-19 applied"),
    E("feedback-late", "residence/residence_permit", "talent → self",
      "2025-12-01 applied; 2025-12-03 submitted; 2025-12-04 assigned; 2025-12-18 served; 2025-12-24 fed_back rating=3"),
    # ---- science
    E("general-advice", "science/general", "talent → self",
      "2026-04-07 applied; 2026-04-08 forwarded; 2026-04-14 served; 2026-04-15 told_requester"),
    E("general-advice-open", "science/general", "employer_liaison → self", "2026-11-17 applied; 2026-11-18 forwarded"),
    E("recorded-afterwards-science", "science/substantive", "talent → self",
      "2026-03-02 contacted recorded_on=2026-04-08; 2026-04-07 served recorded_on=2026-04-08; "
      "2026-04-08 fed_back rating=5"),
    E("reclassified-as-substantive", "science/general", "talent → self",
      "2026-05-18 applied; 2026-05-19 forwarded; 2026-05-25 reclassified variant=substantive; 2026-06-12 served; "
      "2026-06-15 fed_back rating=4"),
    E("reclassified-before-forwarding", "science/general", "employer_liaison → self",
      "2026-11-16 applied; 2026-11-17 reclassified variant=substantive"),
    E("closed-while-late", "science/substantive", "talent → self",
      "2026-08-18 contacted; 2026-09-14 served; 2026-09-24 closed"),
    # ---- medical: date, done or not, rating
    E("medical-trouble-to-the-district", "medical/admission", "family → self",
      "2026-04-20 contacted; 2026-04-21 trouble_reported handler=@district_health; 2026-04-23 helped; "
      "2026-04-28 served; 2026-04-29 fed_back rating=4", handler="hospital 1"),
    E("medical-trouble-to-the-city", "medical/outpatient", "talent → self",
      "2026-06-08 contacted; 2026-06-09 trouble_reported handler=@city_health; 2026-06-11 helped; "
      "2026-06-16 served; 2026-06-17 fed_back rating=5", handler="hospital 2"),
    E("medical-trouble-open", "medical/outpatient", "talent → self",
      "2026-11-16 contacted; 2026-11-18 trouble_reported handler=@district_health", handler="hospital 3"),
    E("medical-recorded-afterwards", "medical/check_up", "talent → self",
      "2026-07-02 contacted recorded_on=2026-07-10; 2026-07-09 served recorded_on=2026-07-10; "
      "2026-07-10 fed_back rating=5", handler="hospital 1"),
    E("medical-feedback-rolls-over-spring-festival", "medical/check_up", "talent → self",
      "2026-02-09 contacted; 2026-02-14 served; 2026-02-24 fed_back", handler="hospital 4"),
    E("medical-feedback-overdue", "medical/outpatient", "employer_liaison → self",
      "2026-11-10 contacted; 2026-11-13 served", handler="hospital 2"),
    E("medical-date-corrected", "medical/check_up", "talent → self",
      "2026-10-12 contacted; 2026-10-19 served; 2026-10-19 fed_back rating=4; "
      "2026-10-22 corrected corrects=#2 corrected_on=2026-10-16 reason=wrong_date basis=原始反馈记录",
      handler="hospital 3"),
    E("medical-appointment-ahead", "medical/outpatient", "talent → self", "2026-11-18 contacted",
      handler="hospital 4"),
    # ---- titles, posts, projects, employment, other (六(六): no limits)
    E("title-review", "titles/title_review", "employer_liaison → self",
      "2026-03-17 applied; 2026-03-19 forwarded; 2026-05-14 served; 2026-05-15 told_requester", handler="unit 1"),
    E("post-open", "titles/post_appointment", "employer_liaison → self", "2026-11-06 applied; 2026-11-09 forwarded",
      handler="hrss"),
    E("project-application", "projects/application", "talent → self",
      "2026-04-10 applied; 2026-04-14 forwarded; 2026-06-30 served", handler="science"),
    E("project-not-forwarded-yet", "projects/application", "talent → self", "2026-11-18 applied", handler="org_dept"),
    E("employment-both-district-bodies", "employment/spouse", "family → spouse",
      "2026-02-25 applied; 2026-02-27 forwarded; 2026-03-10 assisted by=@district_org; "
      "2026-03-12 assisted by=@district_hrss; 2026-04-01 served"),
    E("employment-one-district-body-so-far", "employment/child", "talent → child",
      "2026-10-19 applied; 2026-10-21 forwarded; 2026-11-05 assisted by=@district_hrss"),
    E("leave", "other/leave", "talent → self", "2026-06-22 applied; 2026-06-24 forwarded; 2026-08-07 served",
      handler="unit 2"),
    E("salon-open", "other/salon", "talent → self", "2026-11-05 applied; 2026-11-09 forwarded", handler="unit 3"),
    E("duplicate-withdrawn", "other/salon", "employer_liaison → self",
      "2026-05-19 applied; 2026-05-20 withdrawn reason=duplicate", handler="unit 3"),
)  # fmt: skip


def requests(holders: Holders) -> Iterator[Record]:
    """The hand-made requests as records, each with a holder whose card serves on its first day."""
    for number, case in enumerate(EDGE_CASES):
        yield request(holders, number, case)


def request(holders: Holders, number: int, case: EdgeCase) -> Record:
    streams = holders.world.streams
    acts = list(scripts.parse(case.script))
    holder = holders.at_random(streams.rng("edge case holder", number), acts[0].on)

    def resolve(word: str) -> str:
        return holder.specialist(acts[-1].on) if word == "specialist" else body(holders, holder, word)

    service, variant = case.track.split("/")
    requester, beneficiary = case.who.split(" → ")
    record: Record = {
        "schema": "request/1",
        "id": streams.id("req", number),
        "talent": holder.talent["id"],
        "service": service,
        "variant": variant,
        "requested_by": requester,
        "beneficiary": beneficiary,
        "events": scripts.events(acts, PartIds(streams.rng("edge case", number)), holders.world.window.until, resolve),
    }
    if case.handler:
        record["handler"] = body(holders, holder, case.handler)
    if case.child:
        record["child"] = {"stage": case.child, "district": holder.employer.district}
    return record


def body(holders: Holders, holder: Holder, word: str) -> str:
    """The body that a word of the table stands for."""
    world, district = holders.world, holder.employer.district
    kind, _, number = word.partition(" ")
    match kind:
        case "hospital":
            return HOSPITALS[int(number) - 1][0]
        case "unit":
            return UNITS[int(number) - 1][0]
        case "hrss" | "org_dept":
            return world.roles[kind]
        case "science":
            return world.responsible("science")
        case "city_health":
            return world.responsible("medical")
        case "branch" | "district_org" | "district_hrss" | "district_health":
            return world.in_district(OrgType(kind), district)
        case _:
            raise ValueError(word)
