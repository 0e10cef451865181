"""What a cell means: days, codes and telephone numbers as staff write them. A problem is a code; it never quotes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from talentcard.core.intake.sheet import Cell, folded, narrowed
from talentcard.core.reports.table import unguarded


class CellError(ValueError):
    """A cell that can't be what its column says. ``code`` names the message; the cell's value is no part of it."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


EPOCH = dt.date(1899, 12, 30)
SERIALS = range(36526, 73051)
"""Days as spreadsheets count them, from 2000 to 2100."""
EXACT = 10**15
"""From here on a spreadsheet has rounded a number: its last digits are lost."""
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")


def text(cell: Cell) -> str:
    """A cell as text: 2026 and not 2026.0. Raises CellError where digits were lost."""
    if isinstance(cell, bool):
        raise CellError("intake-not-text")
    if isinstance(cell, int | float):
        if abs(cell) >= EXACT:
            raise CellError("intake-number-rounded")
        return str(int(cell)) if cell == int(cell) else str(cell)
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return narrowed(unguarded(cell or ""))


def plain(cell: Cell) -> str:
    """Text for a record's field. Raises CellError where a record can't hold it."""
    found = text(cell)
    if '"' in found or "\\" in found:
        raise CellError("intake-quote")
    return found


def day(cell: Cell) -> dt.date:
    """2026.3.1, 2026年3月1日, 20260301, 二〇二六年三月一日, or a day of the spreadsheet's own. Raises CellError."""
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    written = re.sub(r"\(.*?\)|(?:星期|周)[一二三四五六日天]$", "", chinese(text(cell))).strip()
    if isinstance(cell, int | float) and cell in SERIALS:
        return EPOCH + dt.timedelta(days=int(cell))
    numbers = re.fullmatch(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:\s+[0-9:]+)?", written)
    numbers = numbers or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", written)
    if numbers is None:
        partly = re.fullmatch(r"\d{4}\s*[-./年]\s*\d{1,2}\s*月?|\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?", written)
        short = re.fullmatch(r"\d{2}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?", written)
        raise CellError("intake-day-partly" if partly or short else "intake-day")
    try:
        return dt.date(*map(int, numbers.groups()))
    except ValueError:
        raise CellError("intake-day-impossible") from None


def chinese(written: str) -> str:
    """二〇二六年三月十一日 → 2026年3月11日"""
    if not re.search(r"[一二三四五六七八九十]", written):
        return written

    def tens(found: re.Match[str]) -> str:
        return f"{found[1] or '一'}{found[2] or '〇'}"

    return re.sub(r"([一二三])?十([一二三四五六七八九])?", tens, written).translate(_DIGITS)


def code(cell: Cell, known: Mapping[str, str]) -> str:
    """One of the choices, however it is written. Raises CellError with the choices, never with what stands there."""
    found = known.get(folded(text(cell)))
    if found is None:
        raise CellError("intake-choice")
    return found


def year(cell: Cell) -> int:
    found = re.fullmatch(r"(20\d{2})\s*(?:年|学年)?", chinese(text(cell)))
    if found is None:
        raise CellError("intake-year")
    return int(found[1])


def landline(cell: Cell) -> str:
    """023-12345678, with the area in brackets or after a blank, too. Raises CellError."""
    written = text(cell)
    if re.fullmatch(r"(?:\+?86)?1[3-9]\d{9}", re.sub(r"[\s-]", "", written)):
        raise CellError("intake-mobile-as-landline")
    found = re.fullmatch(r"(?:\(?(0\d{2,3})\)?[\s-]*)?(\d{7,8})(?:(?:[\s-]*转\s*|[\s-]+)(\d{1,6}))?|(\d{5,6})", written)
    if found is None:
        raise CellError("intake-landline")
    if found[4]:
        return found[4]
    return "-".join(part for part in (found[1], found[2], found[3]) if part)


def is_landline(cell: Cell) -> bool:
    try:
        landline(cell)
    except CellError:
        return False
    return True
