"""Direct identifiers in any text: found by their own check digits, by their form, or by what stands before them.

A hit is a rule and a position. The value never leaves this module: what reports a hit could not repeat it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from talentcard.core.privacy.decoders import JOINERS, PART, Decoder, decoded
from talentcard.core.privacy.identity import EARLIEST_BIRTH, check_character

Spots = Iterator[tuple[str, int]]
"""Rule and position in the decoded text."""


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """One identifier: in which of the parts of the text (from 0), on which of its lines (from 1), by which rule."""

    part: int
    line: int
    rule: str


def hits(
    text: str,
    *,
    forbidden: tuple[str, ...] = (),
    offices: frozenset[str] = frozenset(),
    decoders: Mapping[str, Decoder] | None = None,
    joiners: Mapping[str, str] = JOINERS,
) -> tuple[Hit, ...]:
    """Every identifier in a text, or in several with ``PART`` between them; every one of the ``forbidden`` strings.

    ``offices`` are mailboxes that belong to an office and are public.
    """
    plain = decoded(text, decoders)
    found = {_placed(plain, rule, at) for rule, at in _spots(plain, forbidden, offices, joiners)}
    return tuple(sorted(found))


def _placed(text: str, rule: str, at: int) -> Hit:
    start = text.rfind(PART, 0, at) + 1
    return Hit(part=text.count(PART, 0, start), line=text.count("\n", start, at) + 1, rule=rule)


def _spots(text: str, forbidden: tuple[str, ...], offices: frozenset[str], joiners: Mapping[str, str]) -> Spots:
    for detector in DETECTORS:
        yield from detector(text)
    yield from emails(text, offices)
    if joiners:
        yield from grouped(text, "|".join(joiners.values()))
    for string in forbidden:
        between = f"(?:{'|'.join(joiners.values())})?" if joiners else ""
        pattern = between.join(map(re.escape, "".join(decoded(string).split())))
        yield from (("leak-planted", found.start()) for found in re.finditer(pattern, text))


# ---- numbers in one piece --------------------------------------------------------------------------------


_RUN = re.compile(r"[0-9]{7,40}")


def numbers(text: str) -> Spots:
    """Everything that has seven digits in a row, each run looked at once."""
    for found in _RUN.finditer(text):
        for rule, recognise in NUMBERS.items():
            if recognise(text, found.start(), found.end()):
                yield rule, found.start()
                break


def resident_id(text: str, start: int, end: int) -> bool:
    """18 characters with a real date and the right check character, wherever they begin in a run of digits."""
    if end - start < 17 or _is_fraction(text, start):
        return False
    run = text[start:end] + (text[end : end + 1] if text[end : end + 1] in ("X", "x") else "")
    return any(is_resident_id(run[at : at + 18]) for at in range(len(run) - 17))


def is_resident_id(number: str) -> bool:
    """Whatever the area code: numbers of foreigners and of the sample's people are found as well."""
    if number[6:8] not in ("19", "20") or not number[:17].isdigit() or check_character(number) != number[17].upper():
        return False
    return is_birth(number[6:14])


def is_birth(digits: str) -> bool:
    try:
        day = dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return EARLIEST_BIRTH <= day < LATEST_BIRTH


LATEST_BIRTH = dt.date(2100, 1, 1)
"""No clock in here; a number of the next century is a number of something else."""

_FRACTION = re.compile(r"(?:^|[^A-Za-z])\.$")


def _is_fraction(text: str, start: int) -> bool:
    """Whether a run of digits stands behind a decimal point; programs and drawings leave out the 0 before it."""
    return _FRACTION.search(text, max(start - 2, 0), start) is not None


_MOBILE = re.compile(r"(?:(?:00)?86)?1[3-9][0-9]{9}")
_AFTER_MOBILE = re.compile(r"[0-9a-fA-F]|\.[0-9]")


def mobile(text: str, start: int, end: int) -> bool:
    """A mobile number of the mainland, its 86 before it or not."""
    return (
        end - start <= 15
        and _MOBILE.fullmatch(text, start, end) is not None
        and text[max(start - 1, 0) : start] not in HEXADECIMAL
        and not _is_fraction(text, start)
        and _AFTER_MOBILE.match(text, end) is None
    )


HEXADECIMAL = frozenset("0123456789abcdefABCDEF")

_DOCUMENT = re.compile(
    r"(?:[DEGHKMPS][0-9]{8}(?:[0-9]{2})?|E[A-HJ-NP-Z][0-9]{7}|(?:[DPS]E|MA|KJ)[0-9]{7}|[A-Z]{3}[0-9]{12})(?![0-9A-Za-z])"
)
_PREFIX = re.compile(r"(?:^|[^0-9A-Za-z])([A-Za-z]{0,3})[ -]?$")
_CALLED = re.compile(
    r"(?:护照|通行证|居留证|身份证|居住证|证件号|passport|(?:home.return|taiwan|residence).permit|identity.card|id.card|"
    r"(?:id|identity|document).n(?:o|umber))[^0-9\n\0]{0,24}$",
    re.IGNORECASE,
)


def document(text: str, start: int, end: int) -> bool:
    """Passports and permits: Chinese ones by their form, any number that is called one."""
    before = _PREFIX.search(text, max(start - 5, 0), start)
    if before is None or end - start > 18:
        return False
    if before[1] and _DOCUMENT.match(before[1] + text[start : end + 1]):
        return True
    return _CALLED.search(text, max(start - 48, 0), start) is not None


_MACHINE = re.compile(r"([A-Z0-9<]{9}[0-9][A-Z<]{3})?([0-9]{7})[MFX<]([0-9]{7})[A-Z0-9<]{2}")


def machine_readable(text: str, start: int, _end: int) -> bool:
    """The second line of a machine-readable zone (ICAO Doc 9303) by its check digits."""
    for begin in (start - 13, start):
        found = _MACHINE.match(text, begin) if begin >= 0 else None
        if found and _good(found[2]) and _good(found[3]) and (found[1] is None or _good(found[1][:10])):
            return True
    return False


def _good(text: str) -> bool:
    """Whether the last is the check digit of what stands before (ICAO Doc 9303 part 3: weights 7, 3, 1)."""
    values = (0 if c == "<" else int(c, 36) for c in text[:-1])
    return str(sum(value * (7, 3, 1)[index % 3] for index, value in enumerate(values)) % 10) == text[-1]


NUMBERS: Mapping[str, Callable[[str, int, int], bool]] = {
    "leak-resident-id": resident_id,
    "leak-mobile": mobile,
    "leak-document": document,
    "leak-machine-readable": machine_readable,
}

# ---- what is known by its form ---------------------------------------------------------------------------


_ABROAD = re.compile(r"\+(?!86|999)[1-9][0-9]{0,3}[ -]?\(?[0-9]{2,4}\)?[ -]?[0-9]{3,4}[ -]?[0-9]{3,5}(?![0-9])")


def abroad(text: str) -> Spots:
    """Telephone numbers of other countries, behind their +; no country has 999."""
    for found in _ABROAD.finditer(text):
        if not text[max(found.start() - 1, 0) : found.start()].isalnum():
            yield "leak-mobile", found.start()


_NAME_LINE = re.compile(r"(?<![A-Z0-9<])[PVACI][A-Z<][A-Z]{3}[A-Z]+(?:<[A-Z]+)*<(?=<)")


def names_read_by_machines(text: str) -> Spots:
    """The first line of a passport's machine-readable zone: kind, country, family name, given names."""
    if "<<" in text:
        yield from (("leak-machine-readable", found.start()) for found in _NAME_LINE.finditer(text))


_DATE = re.compile(
    r"(?:19|20)[0-9]{2} ?[-/.年] ?(?:0?[1-9]|1[0-2]) ?[-/.月] ?(?:0?[1-9]|[12][0-9]|3[01])(?![0-9])"
    r"|(?:19|20)[0-9]{6}(?![0-9])"
)
_BORN = re.compile(
    r"(?:出生|生日|生于|date.of.birth|birth[ _-]?da(?:te|y)|born|\bDOB\b)[^0-9\n\0,]{0,8}$", re.IGNORECASE
)


def birth_dates(text: str) -> Spots:
    """A date that is called a date of birth."""
    for found in _DATE.finditer(text):
        if _BORN.search(text, max(found.start() - 24, 0), found.start()):
            yield "leak-birth-date", found.start()


_HOST = re.compile(r"@((?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24})(?![A-Za-z0-9@/(])")
_LOCAL = re.compile(r"[A-Za-z0-9._%+-]{1,64}$")
_NOBODY = re.compile(
    r"(?:.*\.)?(?:example(?:\.(?:com|org|net))?|invalid|test|localhost|local|noreply\.github\.com)"
    r"|.*\.(?:png|jpe?g|gif|svg|webp|ico|js|mjs|css|html?|md|py|ya?ml|json|toml|txt|map|woff2?|ts|service)",
    re.IGNORECASE,
)
_NO_PERSON = frozenset({"git", "noreply", "no-reply"})


def emails(text: str, offices: frozenset[str]) -> Spots:
    """E-mail addresses, but for hosts that can't exist, machines, and the committer's own below a commit message."""
    for found in _HOST.finditer(text):
        local = _LOCAL.search(text, max(found.start() - 64, 0), found.start())
        if local is None or local[0].lower() in _NO_PERSON or _NOBODY.fullmatch(found[1]):
            continue
        if f"{local[0]}@{found[1]}".lower() in offices or _TRAILER.match(text, text.rfind("\n", 0, found.start()) + 1):
            continue
        yield "leak-email", found.start()


_TRAILER = re.compile(r"[A-Z][a-z]+(?:-[a-z]+)*-by: ")

_SECRET = re.compile(
    r"AGE-SECRET-KEY-(?:[A-Z]+-)?1[0-9A-Z]{20,}|-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"
    r"|\"(?:private|index)\": ?\"[0-9A-Z+/]{43}=\"",
    re.IGNORECASE,
)


def secrets(text: str) -> Spots:
    """Private keys: age's, any in PEM form, an epoch's own before it is wrapped."""
    yield from (("leak-secret", found.start()) for found in _SECRET.finditer(text))


DETECTORS: tuple[Callable[[str], Spots], ...] = (
    numbers,
    abroad,
    names_read_by_machines,
    birth_dates,
    secrets,
)


# ---- numbers in pieces ----------------------------------------------------------------------------------


_PIECE = re.compile(r"[0-9]+[Xx]?|[Xx]")
_PHONE_SHAPES = frozenset({(3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (5, 6)})
"""How people group a mobile number; it has no check digit, so any other grouping is a row of figures."""
_FEW = 4
_SOME = 6


def grouped(text: str, between: str) -> Spots:
    """Numbers in pieces: with spaces or dashes, over two lines, in tags, as strings put together."""
    run = re.compile(
        rf"(?<![0-9A-Za-z])(?:[A-Z]{{1,3}}(?:{between})?)?[0-9]{{1,18}}"
        rf"(?:(?:(?:{between})[0-9]{{1,18}})+(?:(?:{between})?[Xx])?|(?:{between})[Xx])(?![0-9A-Za-z])"
    )
    separator = re.compile(between)
    for found in run.finditer(text):
        if len(found[0]) < (9 if found[0][0].isalpha() else 12):  # too short for a number with something in between
            continue
        digits = separator.sub(_blank, found[0])  # a tag has digits of its own
        pieces = list(_PIECE.finditer(digits))
        texts = [piece[0] for piece in pieces]
        if digits[0].isalpha() and _is_document(digits[: pieces[0].start()].strip(), texts):
            yield "leak-document", found.start()
        gaps = [found[0][one.end() : two.start()] for one, two in pairwise(pieces)]
        beside = re.search(r"[0-9][ ,.-]$", text[max(found.start() - 2, 0) : found.start()])
        for rule, index in _assembled(texts, gaps, beside=beside is not None):
            yield rule, found.start() + pieces[index].start()


def _blank(found: re.Match[str]) -> str:
    return "".join(c if c == "\n" else " " for c in found[0])


def _is_document(letters: str, pieces: list[str]) -> bool:
    """A passport's or permit's number in two halves."""
    halves = tuple(map(len, pieces)) in {(4, 4), (3, 4), (3, 5)}
    return halves and _DOCUMENT.fullmatch(letters + "".join(pieces)) is not None


def _assembled(pieces: list[str], gaps: list[str], *, beside: bool) -> Iterator[tuple[str, int]]:
    """Rules that some neighbouring pieces break together, and the first of them."""
    for start in range(len(pieces)):
        number = ""
        for end in range(start, len(pieces)):
            number += pieces[end]
            if len(number) == 18 and end > start and _together(pieces, start, end) and is_resident_id(number):
                yield "leak-resident-id", start
            if end > start and _MOBILE.fullmatch(number) and _is_phone(pieces, gaps, start, end, beside=beside):
                yield "leak-mobile", start
            if len(number) > 18:
                break


def _together(pieces: list[str], start: int, end: int) -> bool:
    """A few pieces anywhere, some more if nothing else stands beside them, or digit by digit."""
    size, whole = end - start + 1, (start, end) == (0, len(pieces) - 1)
    return size <= _FEW or (whole and size <= _SOME) or all(len(piece) == 1 for piece in pieces[start : end + 1])


def _is_phone(pieces: list[str], gaps: list[str], start: int, end: int, *, beside: bool) -> bool:
    """Whether eleven digits in pieces are one number, not a row of figures: by their grouping and what is between."""
    shape = tuple(len(piece) for piece in pieces[start : end + 1])
    between = gaps[start:end]
    if any(_OF_LISTS & set(gap) and "<" not in gap for gap in between):
        return False
    first = start == 0 or (start == 1 and pieces[0] in ("86", "0086"))
    alone = first and end == len(pieces) - 1
    if shape in _PHONE_SHAPES:
        blank = not any(gap.strip(" \t") for gap in between)
        return alone if blank or len(shape) == 2 else True
    if all(size == 1 for size in shape):
        return alone and len(set(between)) == 1 and not beside
    return alone and len(shape) == 2 and min(shape) >= 2


_OF_LISTS = frozenset(",|/:")
"""Between figures of a table, parts of an address or of a time; not within a telephone number."""


# ---- records --------------------------------------------------------------------------------------------


_PEOPLE = re.compile(r"(?:^|[/:])records/(?:talents|contacts)/")
_UNSEALED = re.compile(
    r"(?<![A-Za-z_])[\"']?(?:name|birth_date|mobile|email|resident_id|permanent_resident_id|passport|home_return_permit"
    r"|taiwan_permit)[\"']?[ \t]*:(?=\s)(?!\s+[\"']?enc:)\s*[^\s,}]"
)


def is_persons(path: str) -> bool:
    """Whether a file is the record of a person, by where it lies."""
    return _PEOPLE.search(path) is not None


def unsealed(text: str) -> Spots:
    """Fields of a person's record that hold something which is not sealed, even where the file is no good record."""
    yield from (("leak-unsealed", found.start()) for found in _UNSEALED.finditer(text))
