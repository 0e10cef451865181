"""Fresh ids: of the form that the schemas ask for, never one that a file has already."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from argparse import Namespace
from pathlib import Path

import pytest

from talentcard import ids
from talentcard.context import Context
from talentcard.verbs import new_id

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("kind", ids.LENGTHS)
def test_a_fresh_id_has_the_form_of_its_kind(kind: str, registry_context: Context) -> None:
    patterns = json.loads((ROOT / "schemas/common.schema.json").read_text(encoding="utf-8"))["$defs"]
    assert new_id.run(registry_context, Namespace(kind=kind, count=3)) == 0
    made = str(registry_context.out.getvalue()).split()  # type: ignore[attr-defined]
    assert len(set(made)) == 3
    assert all(re.search(patterns[f"{kind}Id"]["pattern"], one) for one in made)


def test_an_id_that_is_taken_is_not_given_again() -> None:
    taken = {"x" + character for character in ids.ALPHABET if character != "k"}
    assert ids.fresh("x", 1, taken) == "xk"


@pytest.fixture
def registry_context() -> Context:
    today = dt.date(2026, 11, 20)
    return Context(root=ROOT, as_of=None, today=today, lang=None, out=io.StringIO(), err=io.StringIO())
