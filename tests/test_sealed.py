"""A sealed value: one line, whole or refused, bound to its record, field and key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talentcard.core.model import RecordId
from talentcard.core.privacy import sealed
from talentcard.core.privacy.sealed import Sealed, SealError, parse

WHOLE = str(Sealed("2026a", bytes(range(80))))


def test_an_eighteen_digit_number_takes_one_line() -> None:
    assert len(sealed.padded("0" * 18)) == 32
    assert len(WHOLE) == len("enc:v1:2026a:") + 107


@given(st.text(max_size=300))
def test_padding_gives_the_text_back(text: str) -> None:
    raw = sealed.padded(text)
    assert len(raw) % 32 == 0
    assert sealed.unpadded(raw) == text


@given(st.binary(min_size=80, max_size=80))
def test_what_was_written_is_read(blob: bytes) -> None:
    assert parse(str(Sealed("key-1", blob))) == Sealed("key-1", blob)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "enc:",
        "enc:v2:2026a:" + "A" * 107,
        "enc:v1::" + "A" * 107,
        WHOLE[:-1],
        WHOLE[:-4],
        WHOLE + "A",
        WHOLE + "=",
        WHOLE + " ",
        WHOLE.replace("enc:v1", "enc:v1 "),
        WHOLE[:-1] + "/",
        WHOLE[:-1] + "-",  # the same bytes written otherwise: bits that no byte takes
    ],
)
def test_anything_cut_short_or_written_otherwise_is_refused(text: str) -> None:
    with pytest.raises(SealError):
        parse(text)


def test_a_value_is_bound_to_key_record_and_field() -> None:
    places = {
        sealed.binding("a", RecordId("tal-1"), ("identity", "name")),
        sealed.binding("b", RecordId("tal-1"), ("identity", "name")),
        sealed.binding("a", RecordId("tal-2"), ("identity", "name")),
        sealed.binding("a", RecordId("tal-1"), ("identity", "mobile")),
        sealed.binding("a", RecordId("tal-1"), ("identity/name",)),
        sealed.binding("a", RecordId("tal-1"), ("identity~1name",)),
    }
    assert len(places) == 6
    assert b"talentcard/field/v1\0a\0tal-1\0/identity/name" in places
