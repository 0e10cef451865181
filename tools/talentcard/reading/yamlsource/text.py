"""What both readers share: the bounds of a file, its decoding, and which characters may stand in it."""

from __future__ import annotations

import re

MAX_BYTES = 1 << 20
"""A record is a page of text; a larger file is a mistake and is not read at all."""

MAX_DEPTH = 64
"""Collections within collections. The fast reader's grammar cannot go deeper, so both refuse the same."""

HIDDEN = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\xa0\xad"  # controls, NEL, no-break space, soft hyphen
    "\u034f\u061c\u070f\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f"  # joiners and fillers without shape
    "\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800"  # odd spaces, zero width, line separators, direction marks
    "\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0"  # ideographic space, fillers, variation selectors, byte order mark
    "\ud800-\udfff\ue000-\uf8ff\ufff0-\uffff"  # surrogates, private use, specials and the replacement character
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U0010ffff"  # tags, variation selectors, private use
    "]"
)
"""Characters that a reviewer cannot see or cannot tell from others: no record may hold one."""


def decode(raw: bytes) -> str:
    """UTF-8 to text, with Windows line ends read as plain ones. Raises UnicodeDecodeError."""
    text = raw.decode("utf-8")
    return text.replace("\r\n", "\n") if "\r" in text else text
