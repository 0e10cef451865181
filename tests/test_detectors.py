"""What the leak scan finds in a text, however it is written; what it leaves alone. Values are invented at run time."""

from __future__ import annotations

import base64
import datetime as dt
import quopri
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talentcard.core.privacy.decoders import DECODERS, JOINERS
from talentcard.core.privacy.detectors import Hit, hits, is_persons, unsealed
from talentcard.core.privacy.identity import check_character

STEM = next(s for s in (f"000000{19900101}{n:03}" for n in range(99)) if check_character(s) == "X")
ID = STEM + check_character(STEM)
"""An invented number (no district has the code 000000) with a good check character, which is X."""
STEM_9 = "000000" + "19900101" + "771"
ID_9 = STEM_9 + check_character(STEM_9)
"""Another one, which ends in a digit."""
MOBILE = "139" + "0" * 8
PASSPORT = "E" + "0" * 7 + "1"
MAIL = "sample.person" + "@" + "mail.cn"
SECRET = "AGE-SECRET-KEY-" + "1" + "Q" * 58


def rules(text: str) -> set[str]:
    return {hit.rule for hit in hits(text)}


def test_the_invented_numbers_are_good_ones() -> None:
    assert (ID[-1], ID_9[-1].isdigit()) == ("X", True)


def spelt(text: str, digits: str) -> str:
    """The digits of a text exchanged for others, in order from nought."""
    return text.translate(str.maketrans("0123456789", digits))


def folded(text: str, at: int = 4, by: str = "\r\n ") -> str:
    return text[:at] + by + text[at:]


WRITTEN: dict[str, tuple[str, str]] = {
    # name: how it is written, the one decoder or joiner that finds it
    "full width": (spelt(ID, "０１２３４５６７８９"), "width"),
    "circled": (spelt(ID_9, "⓪①②③④⑤⑥⑦⑧⑨"), "width"),
    "mathematical bold": (spelt(MOBILE, "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"), "width"),
    "the Roman ten for X": (ID[:-1] + "Ⅹ", "width"),
    "zero-width space": ("\u200b".join(ID), "hidden"),
    "soft hyphen": ("\xad".join(MOBILE), "hidden"),
    "word joiner within": (folded(PASSPORT, 4, "\u2060"), "hidden"),
    "bidirectional marks": ("\u202d" + folded(ID, 9, "\u202c\u202d"), "hidden"),
    "keycaps": ("\ufe0f\u20e3".join(MOBILE) + "\ufe0f\u20e3", "hidden"),
    "decimal entities": ("".join(f"&#{ord(c)};" for c in ID), "entities"),
    "hexadecimal entities": ("".join(f"&#x{ord(c):X};" for c in MOBILE), "entities"),
    "entities without an end": ("".join(f"&#{ord(c)}" for c in ID_9), "entities"),
    "entities of entities": ("".join(f"&amp;#{ord(c)};" for c in ID), "entities"),
    "named entities": (ID[:4] + "&ZeroWidthSpace;" + ID[4:], "entities"),
    "JSON escapes": ("".join(f"\\u{ord(c):04x}" for c in ID), "escapes"),
    "JSON escapes in JSON": ("".join(f"\\\\u{ord(c):04x}" for c in MOBILE), "escapes"),
    "escapes of bytes": ("".join(f"\\x{ord(c):02x}" for c in ID_9), "escapes"),
    "a style sheet's escapes": ("".join(f"\\{ord(c):x} " for c in MOBILE), "escapes"),
    "percent signs": ("?id=" + "".join(f"%{ord(c):02X}" for c in ID), "percent"),
    "an address in an address": (quote("".join(f"%{ord(c):02X}" for c in MOBILE)), "percent"),
    "mail's encoding": ("".join(f"={ord(c):02X}" for c in ID), "quoted-printable"),
    "hexadecimal bytes": (ID_9.encode().hex(), "hexadecimal"),
    "a Cyrillic X": (ID[:-1] + "Х", "letters"),
    "a multiplication sign for X": (ID[:-1] + "×", "letters"),
    "a Cyrillic E": ("Е" + PASSPORT[1:], "letters"),
    "Chinese numerals": (spelt(ID_9, "〇一二三四五六七八九"), "numerals"),
    "a phone in words": ("电话" + spelt(MOBILE, "零一二三四五六七八九"), "numerals"),
    "formal numerals": (spelt(ID_9, "零壹贰叁肆伍陆柒捌玖"), "numerals"),
    "Arabic digits": (spelt(ID, "٠١٢٣٤٥٦٧٨٩"), "numerals"),
    "spaces": (f"{ID[:6]} {ID[6:14]} {ID[14:]}", "grouping"),
    "a space after each digit": (" ".join(ID), "grouping"),
    "dashes": (f"{MOBILE[:3]}-{MOBILE[3:7]}-{MOBILE[7:]}", "grouping"),
    "long dashes and dots": (f"{MOBILE[:3]}—{MOBILE[3:7]}·{MOBILE[7:]}", "grouping"),
    "brackets": (f"({MOBILE[:3]}) {MOBILE[3:7]} {MOBILE[7:]}", "grouping"),
    "a passport in two halves": (f"{PASSPORT[:5]} {PASSPORT[5:]}", "grouping"),
    "a folded line of a calendar": ("DESCRIPTION:" + folded(ID, 8), "lines"),
    "two lines": (folded(MOBILE, 5, "\n"), "lines"),
    "a soft line break of mail": (folded(ID, 10, "=\n"), "lines"),
    "a quoted line": ("> " + folded(ID, 7, "\n> "), "lines"),
    "two lines of a comment": ("# " + folded(ID, 7, "\n    # "), "lines"),
    "tags within": (f"<b>{ID[:6]}</b>{ID[6:14]}<i>{ID[14:]}</i>", "markup"),
    "a comment within": (folded(MOBILE, 4, "<!-- 1 -->"), "markup"),
    "each digit in a tag": ("".join(f'<span class="d{c}">{c}</span>' for c in ID), "markup"),
    "a place to break": (folded(ID, 9, "<wbr>"), "markup"),
    "emphasis": (f"**{ID[:9]}**{ID[9:]}", "markup"),
    "strings put together": (f'"{ID[:9]}" + "{ID[9:]}"', "quotes"),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_number_is_found_however_it_is_written(name: str) -> None:
    text, by = WRITTEN[name]
    assert rules(f"备注：{text}。") == rules(text) != set()
    decoders = {key: decoder for key, decoder in DECODERS.items() if key != by}
    joiners = {key: joiner for key, joiner in JOINERS.items() if key != by}
    assert hits(text, decoders=decoders, joiners=joiners) == ()


def test_each_decoder_and_joiner_is_needed_by_a_case() -> None:
    assert {by for _, by in WRITTEN.values()} == DECODERS.keys() | JOINERS.keys()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (ID, "leak-resident-id"),
        (ID.lower(), "leak-resident-id"),
        (ID_9, "leak-resident-id"),
        ("20261120" + ID_9, "leak-resident-id"),  # behind a date
        ("scan" + ID + ".jpg", "leak-resident-id"),
        (MOBILE, "leak-mobile"),
        ("tel." + MOBILE, "leak-mobile"),
        ("+86" + MOBILE, "leak-mobile"),
        ("0086 " + MOBILE, "leak-mobile"),
        ("+1 (202) 555-" + "0100", "leak-mobile"),
        (PASSPORT, "leak-document"),
        ("EA" + "0" * 7, "leak-document"),
        ("H" + "0" * 8, "leak-document"),
        ("M" + "0" * 8 + "01", "leak-document"),
        ("USA" + "0" * 12, "leak-document"),
        ("passport no.: ab12345" + "67", "leak-document"),
        ("台胞通行证 0" + "0000001", "leak-document"),
        ("身份证号：510000" + "900101001", "leak-document"),  # the fifteen digits of old
        ("出生日期：1990年" + "1月1日", "leak-birth-date"),
        ("born 1990-" + "01-01", "leak-birth-date"),
        (MAIL, "leak-email"),
        ("mailto:" + MAIL + "?subject=x", "leak-email"),
        ("P<UTOERIKSSON<" + "<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "leak-machine-readable"),
        ("L898902C36UTO740812" + "2F1204159ZE184226B<<<<<10", "leak-machine-readable"),  # ICAO's specimen
        (SECRET, "leak-secret"),
        (SECRET.lower(), "leak-secret"),
        ("-----BEGIN OPENSSH " + "PRIVATE KEY-----", "leak-secret"),
        ('{"private": "' + base64.b64encode(bytes(32)).decode() + '"}', "leak-secret"),
    ],
)
def test_each_kind_of_identifier_has_its_rule(text: str, rule: str) -> None:
    assert rules(text) == {rule}


@pytest.mark.parametrize(
    "text",
    [
        "",
        ID[:-1] + "0",  # the wrong check character
        STEM[:6] + "19900230" + "0052",  # no such day
        "023-00001010",  # an office
        "023-6388" + "0000",
        "2026-11-20 15:30:00",
        "1763" + "000000000",  # milliseconds
        f"0.{MOBILE}",
        f"x=.{MOBILE}",
        f"a{MOBILE}",  # a hash
        '<path d="M12 7a5 5 0 0 1 5 5 5 5 0 0 1-5 5 5 5 0 0 1-5-5">',
        '<path d="M2 1a1 3 9 0 0 1 2 2 2 2 2 3z">',
        "<td>1385</td><td>4213123</td>",
        "month,139,1200,3456",
        "| 139 | 1200 | 3456 |",
        "138 1200 3456 4567",
        "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13",
        "tal-0fp4jbswet",
        "护照号码",
        "身份证、护照等有效证件（2017年12月14日起）",
        "sample@example.invalid",
        "Signed-off-by: Sample Person <" + MAIL + ">",
        "git@code.example.org:a/b.git",
        "icon@2x.png",
        "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683",
        "AGE-SECRET-KEY-",
        "enc:v1:2026a:" + "A" * 107,
    ],
)
def test_other_things_are_left_alone(text: str) -> None:
    assert hits(text) == ()


def test_a_hit_names_part_and_line() -> None:
    assert hits(f"一\n二 {ID}\0\n\n{MOBILE}\n{MOBILE}") == (
        Hit(0, 2, "leak-resident-id"),
        Hit(1, 3, "leak-mobile"),
        Hit(1, 4, "leak-mobile"),
    )


@pytest.mark.parametrize("hostile", ["\\", "\\u", "&#", "%", "=3", "1 ", "<b>1", "-"])
def test_a_file_of_one_thing_over_and_over_is_looked_through_once(hostile: str) -> None:
    """Were each place to begin anew, the time would grow with the square of the length: this test would not end."""
    text = hostile * (200_000 // len(hostile))
    assert hits(f"{text}\n{MOBILE}") == (Hit(part=0, line=2, rule="leak-mobile"),)


def test_decoding_moves_no_line() -> None:
    assert hits("&#10;&#13;%0A%00\\u000a\\x00=0A=0D=00 ½ \r\n" + ID) == (Hit(0, 2, "leak-resident-id"),)


@given(st.text(max_size=60), st.text(max_size=60))
def test_what_stands_beside_it_hides_nothing(before: str, after: str) -> None:
    """But for more digits, letters of a hash, a decimal point, and what would make it part of a longer number."""
    assert "leak-resident-id" in rules(f"{before}\n，{ID}，\n{after}")


@given(st.dates(dt.date(1920, 1, 1), dt.date(2026, 1, 1)), st.integers(0, 999), st.data())
def test_any_number_is_found(day: dt.date, order: int, data: st.DataObject) -> None:
    stem = f"000000{day:%Y%m%d}{order:03}"
    number = stem + check_character(stem)
    cut = data.draw(st.integers(1, 17))
    between = data.draw(st.sampled_from(["", " ", "\u200b", "\r\n ", "<b></b>", "&#8203;", "-", '" + "']))
    assert "leak-resident-id" in rules(number[:cut] + between + number[cut:])


def test_planted_strings_are_found_in_any_writing() -> None:
    planted = ("示例丁丁", "Anna Planted")
    for text in (
        "示例丁丁",
        "示 例\n丁丁",
        "示<b>例</b>丁丁",
        "&#31034;例丁\u200b丁",
        quote("示例丁丁"),
        "Anna  Planted",
    ):
        assert {hit.rule for hit in hits(text, forbidden=planted)} == {"leak-planted"}, text
    assert hits("示例丙丁，anna", forbidden=planted) == ()


def test_mail_is_read_as_mail_is_written() -> None:
    raw = quopri.encodestring(f"身份证 {ID}，见附件，这一行很长很长很长很长很长".encode()).decode("ascii")
    assert "leak-resident-id" in rules(raw)


@pytest.mark.parametrize(
    ("path", "text", "lines"),
    [
        ("records/talents/tal-1.yml", "identity:\n  name: 示例甲\n", [2]),
        ("records/talents/tal-1.yml", "identity: {name: 示例甲}\n", [1]),
        ("records/contacts/con-1.yml", "person:\n  email: enc:v1:a:b\n  mobile: '0'\n", [3]),
        ("records/contacts/con-1.yml", "person:\n  name:\n    示例甲\n", [2]),
        ("records/contacts/con-1.yml", "person:\n  name: >-\n    示例甲\n", [2]),
        ("records/talents/tal-1.yml", "identity:\n  documents: {passport: enc:v1:a:b}\n", []),
        (
            "records/talents/tal-1.yml",
            'identity:\n  name: "enc:v1:a:b"\n  documents:\n    passport:\n      enc:v1:x\n',
            [],
        ),
        ("records/organisations/org-1.yml", "name: {zh: 示例局}\n", []),
    ],
)
def test_a_persons_fields_hold_nothing_that_is_not_sealed(path: str, text: str, lines: list[int]) -> None:
    found = unsealed(text) if is_persons(path) else iter(())
    assert [text.count("\n", 0, at) + 1 for _, at in found] == lines
