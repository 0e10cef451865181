"""The reader that accepts: one regular expression that knows what a record looks like, then ryaml.

Why its yes can be trusted. ryaml and PyYAML's C parser are the same libyaml, one translated to Rust, so the events are
the same; they differ only in how they type scalars and in what they let pass (anchors, tags, directives, several
documents). The grammar below admits no line that holds any of those, no quoted text and no flow collection that
crosses a line, hence every line starts in block context and its tokens are the ones the grammar names. Each plain
scalar it admits has the same type in ryaml and in `scalars.plain`. `tests/fuzz_yaml.py` hunts for a counter-example.
"""

from __future__ import annotations

import re
from typing import Any

import ryaml

from talentcard.yamlsource.text import MAX_BYTES, decode

# Characters beyond ASCII that anybody can see: Latin, punctuation, symbols, CJK. Full-width digits and letters are
# left out (the explaining reader has words for them), so is all that `text.HIDDEN` names.
_WIDE = (
    r"\u00a1-\u00ac\u00ae-\u017f\u2010-\u2027\u2030-\u205e\u2100-\u214f\u2160-\u2188\u2190-\u22ff\u2460-\u24ff"
    r"\u2500-\u27bf\u3001-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
    r"\U00020000-\U000323af"
)
_ANY = rf"[ -~{_WIDE}]"
_KEY = r"(?!(?:null|true|false):)[a-z][a-z0-9_-]*+:"
_COMMENT = rf"(?:#{_ANY}*+)?"

# A scalar that starts with a letter is a string, save for the words of the table and their capitalised twins; one that
# starts with a digit is a number only if all of it is.
_WORD = rf"(?!(?:True|TRUE|False|FALSE|Null|NULL)\b|[a-z][a-z0-9_]*+：)[A-Za-z{_WIDE}]"
_NUMERIC = r"(?:-?(?:0|[1-9][0-9]{0,14})|0[0-9]{1,14}|[0-9]++(?:-[0-9]++)++)"
_COUNTED = rf"[0-9]++(?: [A-Za-z]|[{_WIDE}]|:[0-9])"
_QUOTED = rf"""(?:"[ !#-\[\]-~{_WIDE}]*+"|'[ -&(-~{_WIDE}]*+')"""


def _value(rest: str, end: str) -> str:
    """A scalar whose further plain characters are ``rest``, up to what ``end`` looks ahead to."""
    return rf"(?:(?:{_WORD}|{_COUNTED}){rest}*+|(?:{_NUMERIC}|{_QUOTED})(?= *+{end}))"


def _flow_map(value: str) -> str:
    """Braces around pairs with such values."""
    return rf"\{{ *+(?:{_KEY} ++{value}(?:, *+{_KEY} ++{value})*+)?+ *+\}}"


_FLOW_SCALAR = _value(rf"(?:[ -\"$-+\--9;->@-Z^-z|~{_WIDE}\\]|:(?![ ,\[\]{{}}?]))", r"[,\]}]")
_FLOW_LIST = rf"\[ *+(?:{_FLOW_SCALAR}(?:, *+{_FLOW_SCALAR})*+)?+ *+\]"
_FLAT_MAP = _flow_map(_FLOW_SCALAR)
_FLOW_MAP = _flow_map(rf"(?:{_FLOW_SCALAR}|{_FLOW_LIST}|{_FLAT_MAP})")
_BLOCK_SCALAR = _value(rf"(?:[ -\"$-9;-~{_WIDE}]|:(?![ \n])|(?<! )#)", r"(?:\n|(?<= )#)")
_VALUE = rf"(?:{_BLOCK_SCALAR}|{_FLOW_MAP} *+|{_FLOW_LIST} *+)"
_PAIR = rf"{_KEY} *+(?:(?<= ){_VALUE})?+"
# at most 24 + 6 columns and two flow levels: never deeper than MAX_DEPTH
_LINE = rf" {{0,24}}+(?:(?:(?:- ){{1,3}}+(?:{_PAIR}|{_VALUE})|{_PAIR})? *+(?:(?<![^ \n])#{_ANY}*+)?)\n"
_RECORD = re.compile(rf"(?:{_LINE})++")


def quick(raw: bytes) -> dict[str, Any] | None:
    """The data of a record that is certainly in the profile; None where only the explaining reader can tell."""
    if len(raw) > MAX_BYTES:
        return None
    try:
        text = decode(raw)
        if _RECORD.fullmatch(text) is None:
            return None
        data = ryaml.loads(text)  # type: ignore[attr-defined]
    except ValueError:  # not UTF-8, or no YAML after all (ryaml's own error is a ValueError too)
        return None
    return data if type(data) is dict else None
