"""Letters, slips and forms: what a record gives occasion to, and the facts of each; how they look is for people."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import pytest

import deadline_cases
from deadline_cases import TALENT, Table, calendar_of
from registries import ROOT, Data
from talentcard import documents
from talentcard.core import letters
from talentcard.core.ledger import ledger
from talentcard.core.letters import KINDS, Letter, forms
from talentcard.core.model import RecordId
from talentcard.core.pages import World
from talentcard.core.papers import fields
from talentcard.publishing import downloads, templates
from talentcard.publishing.edition import Form
from talentcard.scanning.leak import Scanner, Source

REQUEST, CARD = RecordId("req-case000001"), RecordId("card-case000001")
ANNEX1 = RecordId("ntc-case000002")


def happened(text: str) -> list[Data]:
    """``applied 2026-10-12; acknowledged 2026-10-14 by=org-police``"""
    found = []
    for part in text.split(";"):
        kind, day, *pairs = part.split()
        found.append({"type": kind, "on": day} | dict(pair.split("=") for pair in pairs))
    return found


def request(track: str, text: str, **more: Any) -> Data:
    service, variant = track.split("/")
    given = {"events": happened(text), "variant": variant, **more}
    return deadline_cases.record(Table("", {"kind": "request", "service": service}), given, None)


def card(kind: str, text: str) -> Data:
    events = happened(text)
    for event in events:
        if event["type"] == "made":
            event["printed"] = {"issued_on": event["on"], "valid_through": "2029-10-12", "serial": "RC-1"}
    given = {"procedures": [{"id": "p000001", "type": kind, "events": events}]}
    return deadline_cases.record(Table("", {"kind": "card"}), given, None)


def world(day: str, *records: Data, lang: str = "zh", told: tuple[str, ...] = ()) -> World:
    settings = {"notified": [{"organisation": org, "since": "2017-12-14"} for org in told]}
    registry = deadline_cases.build(list(records), settings=settings)
    as_of = dt.date.fromisoformat(day)
    calendar = calendar_of(registry)
    return World(
        registry=registry,
        calendar=calendar,
        as_of=as_of,
        words=words(lang),
        obligations=ledger(registry, calendar, as_of),
    )


@cache
def words(lang: str) -> Any:
    return templates.words(ROOT, lang)


def made(kind: str, found: World, record: str = REQUEST, **names: str) -> tuple[Letter, ...]:
    given = {RecordId(key.replace("_", "-")): name for key, name in names.items()}
    return KINDS[kind].made(found, RecordId(record), given)


def only(kind: str, found: World, record: str = REQUEST, **names: str) -> Any:
    (letter,) = made(kind, found, record, **names)
    assert letter.kind == kind
    return letter.facts


def text(kind: str, letter: Letter, lang: str = "zh") -> str:
    return documents.markdown(documents.paper(ROOT, kind, lang, letter.facts))


# ---- to the requester ------------------------------------------------------------------------------------------


def test_a_receipt_tells_each_step_with_its_limit_and_where_it_comes_from() -> None:
    facts = only("receipt", world("2026-10-13", request("household/standard", "applied 2026-10-12")))
    assert (facts.received, facts.matter.requested_by, facts.matter.name) == (dt.date(2026, 10, 12), "人才本人", "")
    assert [(row.limit, row.due, row.done) for row in facts.steps[:2]] == [
        ("3个工作日内（规定）", dt.date(2026, 10, 15), None),
        ("文件未规定时限", None, None),
    ]
    assert facts.turn_to


def test_a_receipt_counts_from_the_day_on_which_the_platform_registered_it() -> None:
    given = request("household/standard", "applied 2026-10-10; received 2026-10-12")
    assert only("receipt", world("2026-10-13", given)).received == dt.date(2026, 10, 12)


def test_a_receipt_says_that_the_text_does_not_provide_for_a_case() -> None:
    """R-21: new enrolment after 30 April."""
    child = {"stage": "primary", "district": "渝北区"}
    given = request(
        "schooling/new_enrolment", "filed 2026-10-12", requested_by="employer_liaison", beneficiary="child", child=child
    )
    found = world("2026-10-13", given)
    facts = only("receipt", found)
    assert [(row.limit, row.due, row.done) for row in facts.steps] == [
        ("文件未规定时限", None, dt.date(2026, 10, 12)),
        ("3个工作日内（内部标准）", dt.date(2026, 10, 15), None),
        ("15个工作日内（内部标准）", None, None),
    ]
    assert f"本件属于“{facts.gap}”，实施细则没有规定这种情形" in text("receipt", made("receipt", found)[0])


def test_what_bypasses_the_platform_is_not_received_by_it() -> None:
    """六(五), 六(二)②."""
    given = request("medical/outpatient", "contacted 2026-10-12", handler="org-case-hospital")
    assert letters.fitting(world("2026-10-13", given), REQUEST) == ("feedback", "request-form")


def test_a_receipt_for_a_card_is_that_of_its_latest_application() -> None:
    facts = only("receipt", world("2026-10-13", card("card_loss", "lost 2026-10-10; applied 2026-10-12")), CARD)
    assert (facts.matter.service, facts.matter.begun) == ("证件遗失补办", dt.date(2026, 10, 10))


@pytest.mark.parametrize(
    ("events", "since"),
    [
        ("applied 2026-10-12", None),
        ("applied 2026-10-12; paused 2026-10-13 reason=missing_materials", dt.date(2026, 10, 13)),
        ("applied 2026-10-12; paused 2026-10-13 reason=missing_materials; resumed 2026-10-14", None),
        ("applied 2026-10-12; paused 2026-10-13 reason=awaiting_third_party", None),
    ],
)
def test_a_notice_of_missing_materials_says_since_when_the_clock_stands_still(events: str, since: dt.date) -> None:
    facts = only("missing", world("2026-10-15", request("household/standard", events)))
    assert (facts.pauses, facts.since) == (True, since)
    assert [one.name for one in facts.materials]


def test_nothing_is_missing_once_the_service_is_given() -> None:
    given = request("household/standard", "applied 2026-10-12; submitted 2026-10-13; served 2026-10-14")
    assert made("missing", world("2026-10-15", given)) == ()


@pytest.mark.parametrize(
    ("events", "fitting", "copy"),
    [
        ("", ("missing", "forwarding"), False),
        ("; submitted 2026-10-13", ("missing", "forwarding"), True),
        ("; submitted 2026-10-13; answered 2026-10-16", (), False),
    ],
)
def test_a_case_with_nothing_open_wants_no_materials_and_a_second_slip_is_called_a_copy(
    events: str, fitting: tuple[str, ...], copy: bool
) -> None:
    """六(一): a school case ends with the answer."""
    child = {"stage": "primary", "district": "渝北区"}
    given = request(
        "schooling/transfer", "filed 2026-10-12" + events,
        requested_by="employer_liaison", beneficiary="child", child=child,
    )  # fmt: skip
    found = world("2026-10-19", given)
    kinds = letters.fitting(found, REQUEST)
    assert tuple(kind for kind in ("missing", "forwarding") if kind in kinds) == fitting
    assert [("副本" in text("forwarding", slip)) for slip in made("forwarding", found)] == [copy] * bool(fitting)


def test_feedback_is_asked_for_only_where_the_text_asks() -> None:
    """六(二)②, (三), (四), (五); not 六(一), 六(二)①, 六(六)."""
    asked = {
        f"{service.code}/{variant.code}"
        for service, variant in forms.offered(world("2026-10-13"))
        if forms.letter(world("2026-10-13"), service, variant).facts.feedback  # type: ignore[attr-defined]
    }
    assert {code.partition("/")[0] for code in asked} == {"science", "household", "residence", "medical"}
    assert "science/general" not in asked
    given = request("household/standard", "applied 2026-10-12; submitted 2026-10-13; served 2026-10-16")
    facts = only("feedback", world("2026-10-17", given))
    assert (facts.article, facts.served, facts.due) == ("六(三)", dt.date(2026, 10, 16), dt.date(2026, 10, 19))


# ---- to the bodies ---------------------------------------------------------------------------------------------


def test_a_case_is_passed_on_to_the_body_that_it_names() -> None:
    given = request("household/standard", "applied 2026-10-12", handler="org-yubei-police")
    facts = only("forwarding", world("2026-10-13", given), tal_c1ty000001="示例甲")
    assert (facts.to, facts.article, facts.feedback) == ("重庆市公安局渝北区分局", "六(三)", "六(三)")
    assert (facts.duty.due, facts.duty.done, facts.matter.name) == (dt.date(2026, 10, 15), None, "示例甲")
    assert [row.due for row in facts.asked] == [None]


def test_what_is_over_is_not_passed_on() -> None:
    given = request("household/standard", "applied 2026-10-12; withdrawn 2026-10-13 reason=requester_withdrew")
    assert letters.fitting(world("2026-10-14", given), REQUEST) == ("receipt", "request-form")


def test_a_reminder_names_article_first_day_last_day_and_whom_to_turn_to() -> None:
    given = request("household/standard", "applied 2026-10-12")
    facts = only("reminder", world("2026-10-20", given))
    (row,) = facts.rows
    assert (row.article, row.overdue, row.label, row.starts, row.due, row.days) == (
        "六(三)", True, "规定", dt.date(2026, 10, 12), dt.date(2026, 10, 15), 3,
    )  # fmt: skip
    assert (facts.about, facts.to) == ("户籍（入户）", "重庆市高层次人才一站式服务平台")
    assert facts.turn_to not in ("", facts.to)


def test_each_unit_that_has_not_acknowledged_is_reminded_by_itself_and_never_called_overdue() -> None:
    told = ("org-education", "org-police", "org-hrss")
    events = "cancel_noticed 2026-10-12; cancelled 2026-10-12; departments_notified 2026-10-12"
    found = world(
        "2026-10-19", card("card_cancellation", f"{events}; acknowledged 2026-10-13 by=org-police"), told=told
    )
    reminders = made("reminder", found, CARD)
    assert [letter.name for letter in reminders] == [
        f"reminder-{CARD}-org-education",
        f"reminder-{CARD}-org-hrss",
    ]
    said = text("reminder", reminders[0])
    assert "滞后" in said
    assert "逾期" not in said
    assert made("reminder", world("2026-10-13", request("household/standard", "applied 2026-10-12"))) == ()


# ---- of cards ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("begun", "asked"), [("2026-10-09", True), ("2026-09-29", False)])
def test_a_card_notice_asks_for_an_acknowledgement_from_october_2026_on(begun: str, asked: bool) -> None:
    given = card("card_new", f"noticed {begun}; photo_received 2026-10-09; made 2026-10-12; handed_over 2026-10-12")
    found = world("2026-10-13", given, told=("org-police", "org-hrss"))
    facts = only("card-notice", found, CARD)
    assert (facts.units, facts.asked, facts.days) == (("市公安局", "市人力社保局"), asked, 3)
    assert (facts.happened, facts.serial, facts.through) == (dt.date(2026, 10, 12), "RC-1", dt.date(2029, 10, 12))
    assert ("回执单位" in text("card-notice", made("card-notice", found, CARD)[0])) is asked


def test_of_a_loss_nobody_is_told() -> None:
    """二末 does not name it."""
    given = card("card_loss", "lost 2026-10-09; applied 2026-10-09; approved 2026-10-10; made 2026-10-12")
    assert made("card-notice", world("2026-10-13", given, told=("org-police",)), CARD) == ()


def test_annex_1_lists_the_talents_of_its_notice_and_their_names_only_for_who_has_them() -> None:
    notice = {
        "schema": "notice/1",
        "id": ANNEX1,
        "type": "cancellation",
        "number": "示例销〔2026〕1号",
        "issued_on": "2026-10-12",
        "issued_by": "org-hrss",
        "talents": [TALENT],
        "reason": "not_entitled",
    }
    found = world("2026-10-13", notice)
    facts = only("annex1", found, ANNEX1)
    assert [(row.talent, row.name) for row in facts.rows] == [(TALENT, "")]
    (letter,) = made("annex1", found, ANNEX1, tal_c1ty000001="示例甲")
    paper = documents.paper(ROOT, "annex1", "zh", letter.facts)
    filled = {field.name: field.value for field in fields(paper) if field.value}
    assert filled == {"cancellation": "1", "name-1": "示例甲"}
    assert paper.labels == ("附件1", "自拟表式")
    assert "《重庆市人才服务证实施细则》二(三)，" in text("annex1", letter)


def test_annex_14_has_the_posts_of_a_body_and_a_line_more() -> None:
    found = world("2026-10-13")
    facts = only("annex14", found, "org-case-lab")
    assert [(row.post, row.name, row.since) for row in facts.rows] == [
        ("用人单位联络员", "", dt.date(2017, 12, 14)),
        ("", "", None),
    ]
    assert made("annex14", found, "org-case-hospital") == ()  # 四 asks no hospital for a list


# ---- forms -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_service_and_every_application_for_a_card_has_a_form_without_names(lang: str) -> None:
    found = world("2026-10-13", lang=lang)
    assert len(letters.form_codes(found)) == 20
    for service, variant in forms.offered(found):
        paper = documents.paper(ROOT, "request-form", lang, forms.letter(found, service, variant).facts)
        blanks = list(fields(paper))
        assert len({blank.name for blank in blanks}) == len(blanks) > 8
        assert not any(blank.value for blank in blanks)
        assert paper.labels == (("自拟表式",) if lang == "zh" else ("Our own form",))


def test_a_form_goes_where_the_text_sends_the_request_and_asks_no_more_than_it_needs() -> None:
    found = world("2026-10-13")
    facts = {letter.name: letter for code in letters.form_codes(found) for letter in made("request-form", found, code)}
    medical, school = facts["form-medical-outpatient"], facts["form-schooling-transfer"]
    assert medical.facts.to == "指定医院"  # type: ignore[attr-defined]
    assert "不写病情" in text("request-form", medical)
    assert "孩子的姓名和证件在学校办理入学时填报，本表不收集" in text("request-form", school)
    assert "一站式服务平台" in text("request-form", facts["form-household-standard"])


def test_by_a_service_all_its_forms_are_made_by_a_record_the_one_of_its_case() -> None:
    found = world("2026-10-13", request("residence/visa", "applied 2026-10-12"))
    assert [letter.name for letter in made("request-form", found, "residence")] == [
        "form-residence-residence-permit",
        "form-residence-visa",
    ]
    assert [letter.name for letter in made("request-form", found)] == ["form-residence-visa"]


# ---- all of them -------------------------------------------------------------------------------------------------


def test_every_kind_has_a_wording_in_each_of_its_languages_and_in_no_other() -> None:
    for kind in KINDS.values():
        wordings = {path.name.split(".")[1] for path in (ROOT / "site" / "papers").glob(f"{kind.code}.*.md.j2")}
        assert wordings == set(kind.languages)


def test_english_letters_say_that_the_chinese_one_counts() -> None:
    found = world("2026-10-13", request("residence/visa", "applied 2026-10-12"), lang="en")
    for kind in ("receipt", "missing", "feedback"):
        (letter,) = made(kind, found)
        said = text(kind, letter, "en")
        assert "translation" in said
        assert "Residence permits and visas" in said


def test_the_same_facts_give_the_same_bytes() -> None:
    found = world("2026-10-13", request("residence/visa", "applied 2026-10-12"))
    papers = [documents.paper(ROOT, "receipt", "zh", only("receipt", found)) for _ in range(2)]
    assert documents.docx(ROOT, papers[0]) == documents.docx(ROOT, papers[1])


# ---- on the site -------------------------------------------------------------------------------------------------


@cache
def downloaded() -> tuple[tuple[Form, ...], ...]:
    return downloads.of_worlds(ROOT, (world("2026-10-13"), world("2026-10-13", lang="en")))


def test_the_site_offers_every_form_where_it_is_needed() -> None:
    zh, en = downloaded()
    places = {place for form in zh for place in form.places}
    assert {"schooling", "medical", "card_loss", "card_new", "employer_liaison", "district"} <= places
    assert {form.lang for form in zh} == {"zh"}
    assert len([form for form in en if form.lang == "zh"]) == len(zh)
    assert [form.path for form in en if "residence" in form.places] == [
        "downloads/form-residence-residence-permit.docx",
        "downloads/form-residence-visa.docx",
        "../downloads/form-residence-residence-permit.docx",
        "../downloads/form-residence-visa.docx",
    ]
    assert all(form.format == "DOCX" and 5 < form.kilobytes < 30 for form in (*zh, *en))


def test_a_form_on_the_site_tells_nothing_of_anybody() -> None:
    forms_ = {form.path: form for edition in downloaded() for form in edition}
    assert Scanner().leaks(Source(path, form.raw) for path, form in forms_.items()) == ()
