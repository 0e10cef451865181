"""Direct identifiers of natural persons: normalised and checked before they are sealed.

Nothing here ever puts a value into a message: a problem is a code, its words stand in the catalogue.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum


class IdentityKind(StrEnum):
    """What a sealed field holds; the schemas name it in ``x-sealed``."""

    NAME = "name"
    RESIDENT_ID = "resident_id"  # 居民身份证，港澳台居民居住证 (GB 11643)
    PERMANENT_RESIDENT_ID = "permanent_resident_id"  # 外国人永久居留身份证
    PASSPORT = "passport"
    HOME_RETURN_PERMIT = "home_return_permit"  # 港澳居民来往内地通行证
    TAIWAN_PERMIT = "taiwan_permit"  # 台湾居民来往大陆通行证
    MOBILE = "mobile"
    EMAIL = "email"
    BIRTH_DATE = "birth_date"


DOCUMENTS = frozenset(
    {
        IdentityKind.RESIDENT_ID,
        IdentityKind.PERMANENT_RESIDENT_ID,
        IdentityKind.PASSPORT,
        IdentityKind.HOME_RETURN_PERMIT,
        IdentityKind.TAIWAN_PERMIT,
    }
)
"""Numbers that one person has and no other: two records with the same one are the same person."""


class IdentityError(ValueError):
    """A value that can't be what its field says. ``code`` names the message; the value is not part of it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


EARLIEST_BIRTH = dt.date(1900, 1, 1)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11643-1999, ISO 7064 MOD 11-2."""
CHECK_CHARACTERS = "10X98765432"

_HIDDEN = {"Cf", "Cc", "Cs", "Co"}
_DASHES = "-‐‑‒–—―−－"


def normalised(kind: IdentityKind, value: str, today: dt.date) -> str:
    """The value as it is sealed and compared: full-width narrowed, hidden characters and stray spaces gone, checked.

    Raises IdentityError where it can't be a value of that kind on that day.
    """
    text = "".join(c for c in unicodedata.normalize("NFKC", value) if unicodedata.category(c) not in _HIDDEN)
    text = " ".join(text.split())
    if not text:
        raise IdentityError("identity-empty")
    return CHECKS[kind](text, today)


# ---- one check a kind -------------------------------------------------------------------------------


def name(text: str, _today: dt.date) -> str:
    """1 to 60 characters of writing: a number in it is a number in the wrong field."""
    if any(c.isdigit() or unicodedata.category(c) in {"Sm", "Sc", "So"} for c in text):
        raise IdentityError("identity-name-digits")
    if len(text) > 60 or not any(c.isalpha() for c in text):
        raise IdentityError("identity-name-form")
    return text


def compact(text: str) -> str:
    """Without the spaces and dashes that people group digits by, in capitals."""
    return "".join(c for c in text if not c.isspace() and c not in _DASHES).upper()


def resident_id(text: str, today: dt.date) -> str:
    """18 characters with a real date of birth and the right check character (GB 11643-1999)."""
    number = compact(text)
    if re.fullmatch(r"[0-9]{15}", number):
        raise IdentityError("identity-resident-id-old")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise IdentityError("identity-resident-id-form")
    birth(number[6:14], today)
    if check_character(number) != number[17]:
        raise IdentityError("identity-check-character")
    return number


def check_character(number: str) -> str:
    """The 18th character that belongs to the first 17 digits."""
    total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
    return CHECK_CHARACTERS[total % 11]


def permanent_resident_id(text: str, today: dt.date) -> str:
    """The 18 digits of 2023, built like a resident's; or the older three letters and twelve digits."""
    number = compact(text)
    if re.fullmatch(r"[A-Z]{3}[0-9]{12}", number):
        return number
    if not re.fullmatch(r"9[0-9]{16}[0-9X]", number):
        raise IdentityError("identity-permanent-form")
    return resident_id(number, today)


def birth(digits: str, today: dt.date) -> dt.date:
    try:
        day = dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise IdentityError("identity-birth-date") from None
    if not EARLIEST_BIRTH <= day <= today:
        raise IdentityError("identity-birth-date")
    return day


def passport(text: str, _today: dt.date) -> str:
    """ICAO Doc 9303: at most nine letters and digits; every issuer's has a digit in it."""
    return shaped(text, r"(?=.*[0-9])[A-Z0-9]{6,9}", "identity-passport-form")


def home_return_permit(text: str, _today: dt.date) -> str:
    """H or M and eight digits; older ones carry two more for the number of renewals."""
    return shaped(text, r"[HM][0-9]{8}([0-9]{2})?", "identity-home-return-form")


def taiwan_permit(text: str, _today: dt.date) -> str:
    return shaped(text, r"[0-9]{8}|[0-9]{10}[A-Z]?", "identity-taiwan-form")


def shaped(text: str, pattern: str, code: str) -> str:
    number = compact(text)
    if not re.fullmatch(pattern, number):
        raise IdentityError(code)
    return number


def mobile(text: str, _today: dt.date) -> str:
    """A mainland mobile number, its 86 left out; any other with its country: + and 7 to 15 digits (E.164)."""
    number = compact(text).replace("(", "").replace(")", "")
    number = re.sub(r"^(?:\+|00)86(?=1)", "", number)
    number = re.sub(r"^00", "+", number)
    if not re.fullmatch(r"1[3-9][0-9]{9}|\+(?!86)[1-9][0-9]{6,14}", number):
        raise IdentityError("identity-mobile-form")
    return number


def email(text: str, _today: dt.date) -> str:
    """One @, a name before it, a host with a dot behind it; the host in small letters."""
    if not re.fullmatch(r"[^\s@,;<>\"]{1,64}@(?:[^\s@.,;<>\"]+\.)+[^\s@.,;<>\"0-9]{2,}", text):
        raise IdentityError("identity-email-form")
    local, _, host = text.rpartition("@")
    return f"{local}@{host.lower()}"


def birth_date(text: str, today: dt.date) -> str:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise IdentityError("identity-birth-date-form")
    return birth(text.replace("-", ""), today).isoformat()


CHECKS: Mapping[IdentityKind, Callable[[str, dt.date], str]] = {
    IdentityKind.NAME: name,
    IdentityKind.RESIDENT_ID: resident_id,
    IdentityKind.PERMANENT_RESIDENT_ID: permanent_resident_id,
    IdentityKind.PASSPORT: passport,
    IdentityKind.HOME_RETURN_PERMIT: home_return_permit,
    IdentityKind.TAIWAN_PERMIT: taiwan_permit,
    IdentityKind.MOBILE: mobile,
    IdentityKind.EMAIL: email,
    IdentityKind.BIRTH_DATE: birth_date,
}
