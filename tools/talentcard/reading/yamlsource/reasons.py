"""libyaml's own error texts, sorted into the few things that people get wrong. The words stand in the catalogues."""

from __future__ import annotations

import yaml

_REASONS: tuple[tuple[str, str], ...] = (
    ("end of stream", "unclosed-quote"),
    ("while scanning a quoted scalar", "unclosed-quote"),
    ("mapping values are not allowed", "second-colon"),
    ("could not find expected ':'", "no-colon"),
    ("did not find expected ',' or ']'", "unclosed-list"),
    ("did not find expected ',' or '}'", "unclosed-braces"),
    ("did not find expected key", "indentation"),
    ("did not find expected '-' indicator", "indentation"),
    ("block sequence entries are not allowed", "indentation"),
    ("block mapping", "indentation"),
    ("cannot start any token", "odd-start"),
    ("unknown escape", "escape"),
    ("did not find expected node content", "no-value"),
)


def reason(error: yaml.MarkedYAMLError) -> str:
    """The catalogue label (``@reason-…``) for a syntax error."""
    said = f"{error.problem or ''} | {error.context or ''}"
    return "@reason-" + next((name for part, name in _REASONS if part in said), "other")
