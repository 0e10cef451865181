"""No message, in no format, repeats what was typed into a record that has sealed fields."""

from __future__ import annotations

from pathlib import Path

import pytest

from custody_world import CUSTODIAN, MOBILE, World, founded, resident_id, talent_path, talent_text
from talentcard import cli
from talentcard.core.privacy import quoting
from talentcard.core.privacy.quoting import quotable
from talentcard.reading.schemas import Schemas
from talentcard.render.findings import FORMATS
from talentcard.sealing.fields import sealed_fields

ROOT = Path(__file__).resolve().parents[1]
NAME = "shilijia"
"""Small Latin letters: what a code looks like too, and so the hardest to tell from one."""
DAY = "1990-01-02"
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
TAIWAN = "1" * 8
EXPONENT = "1" * 4 + "E" + "2" * 3

MISTAKES = {
    "not sealed": f"identity:\n  name: {NAME}\n  birth_date: {DAY}\n  mobile: {MOBILE}\n",
    "in braces": f"identity: {{name: {NAME}, birth_date: {DAY}}}\n",
    "braces not closed": f"identity: {{name: {NAME},\nbirth_date: {DAY}\n",
    "a tab": f"identity:\n\tname: {NAME}\n",
    "full-width digits": f"identity:\n  mobile: {MOBILE.translate(FULL_WIDTH)}\n",
    "a short full-width number": f"identity:\n  documents:\n    taiwan_permit: {TAIWAN.translate(FULL_WIDTH)}\n",
    "a full-width colon": f"identity:\n  name：{NAME}\n  birth_date: {DAY}\n",
    "a number with an exponent": f"identity:\n  documents:\n    passport: {EXPONENT}\n",
    "a number with a plus": f"identity:\n  name: {NAME}\n  mobile: +{TAIWAN}\n",
    "twice": f"identity:\n  name: {NAME}\n  name: {NAME}\n",
    "a name as a field twice": f"identity:\n  {NAME}: 1\n  {NAME}: 2\n",
    "an unknown field": f"identity:\n  name: {NAME}\n  birthday: {DAY}\n",
    "an unknown document": f"identity:\n  documents:\n    id_card: {resident_id()}\n",
    "a name as a field": f"identity:\n  {NAME}: {DAY}\n",
    "at the top": f"name: {NAME}\nbirth_date: {DAY}\nbirthday: {DAY}\n",
    "a list": f"identity:\n  - name: {NAME}\n  - {DAY}\n",
    "a text": f"identity: {NAME}\n",
    "an anchor": f"identity:\n  name: &a {NAME}\n  email: *a\n",
    "an escape": f'identity:\n  name: "\\u0041{NAME}"\n',
    "a quotation mark left open": f'identity:\n  name: "{NAME}\n  birth_date: {DAY}\n',
    "a comment": f"category: x # {NAME} {DAY}\n",
    "a merge conflict": f"identity:\n<<<<<<< HEAD\n  name: {NAME}\n=======\n  name: {NAME}x\n>>>>>>> {NAME}\n",
}
TYPED = (NAME, DAY, MOBILE, MOBILE.translate(FULL_WIDTH), TAIWAN, TAIWAN.translate(FULL_WIDTH), EXPONENT, resident_id())


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return founded(tmp_path_factory.mktemp("quoting"))


def said(world: World, form: str) -> str:
    done = world.run("check", "--format", form)
    assert done.code == 1
    return done.out + done.err


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_without_what_was_typed(mistake: str, world: World) -> None:
    world.write(talent_path(), talent_text() + MISTAKES[mistake])
    for form in FORMATS:
        told = said(world, form)
        assert talent_path() in told
        assert [value for value in TYPED if value in told] == [], form


def test_the_line_of_a_sealed_field_is_shown_with_its_name_only(world: World) -> None:
    world.write(talent_path(), talent_text() + f"identity:\n  name: {NAME}\n")
    assert "  11 |   name: …\n     |         ^\n" in said(world, "text")


def test_a_contact_is_covered_as_well(world: World) -> None:
    world.write(talent_path(), talent_text())
    path = f"records/contacts/{CUSTODIAN}.yml"
    before = world.read(path)
    world.write(path, before + f"person:\n  name: {NAME}\n")
    told = said(world, "text")
    world.write(path, before)
    assert "field-unsealed" in told
    assert NAME not in told


# ---- lines ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("category: tezhi", "category: tezhi"),
        ("category: tezhi  # 张三", "category: tezhi  # …"),
        ("identity: {name: x}", "identity: …"),
        ('"person": x', '"person": …'),
        ("identity:", "identity:"),
        ("mobile: 1", "mobile: …"),
        ("office_phone: 023-1", "office_phone: 023-1"),
    ],
)
def test_what_of_a_line_is_quoted(line: str, shown: str) -> None:
    assert quotable("records/contacts/con-a.yml", [line]) == [shown]
    assert quotable("records/policies/pol-a.yml", [line]) == [line]


def test_the_lines_below_are_covered_until_the_next_field_of_the_record() -> None:
    lines = ["identity:", "  name: x", "  other: x", "", "# x", "  - x", "x", "category: tezhi"]
    assert quotable("records/talents/tal-a.yml", lines) == [
        "identity:", "  name: …", "  …", "", "…", "  …", "x", "category: tezhi",
    ]  # fmt: skip


def test_the_fields_that_are_covered_are_those_that_the_schemas_seal() -> None:
    fields = sealed_fields(Schemas.load(ROOT / "schemas").documents)
    pointers = [pointer for each in fields.values() for pointer in each]
    assert {kind.folder for kind in fields} == quoting.FOLDERS
    assert {pointer[0] for pointer in pointers} == quoting.ROOTS
    assert {pointer[-1] for pointer in pointers} == quoting.NAMES
    assert {pointer[1:-1] for pointer in pointers} == {(), ("documents",)}


# ---- bugs -------------------------------------------------------------------------------------------


def test_the_log_of_a_bug_names_errors_and_lines_but_not_their_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    try:
        try:
            raise ValueError(f"no good: {NAME}")
        except ValueError as error:
            raise KeyError(NAME) from error
    except KeyError:
        assert cli.report_bug() == 3
    (log,) = tmp_path.glob("talentcard-*.log")
    text = log.read_text(encoding="utf-8")
    assert "ValueError" in text
    assert "KeyError" in text
    assert "test_quoting.py" in text
    assert f"no good: {NAME}" not in text
    assert NAME not in capsys.readouterr().err
