"""The last look at a built site: a canary is found however it is spelt, and named by file and field, never quoted."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest

from sites import copy_of_repository, prints
from talentcard.context import Context
from talentcard.core.model import Talent
from talentcard.core.pages import Audience, World
from talentcard.core.privacy import projection
from talentcard.core.privacy.projection import Allowed, Projection
from talentcard.core.registry import Registry
from talentcard.publishing import lookout, publish, templates
from talentcard.publishing.edition import Edition, Files
from talentcard.publishing.lookout import Leak, LeakError
from talentcard.session import open_registry
from talentcard.verbs import build

NAME, DAY = "示例·金丝雀0001", "1901-02-03"
FORBIDDEN = {NAME: "talent.identity.name", DAY: "talent.recognised_on"}

SPELT: dict[str, Callable[[str], str]] = {
    "plain": str,
    "json": lambda text: json.dumps({"k": text}),
    "entities": lambda text: "".join(f"&#{ord(char)};" for char in text),
    "hexadecimal-entities": lambda text: "".join(f"&#x{ord(char):X};" for char in text),
    "address": quote,
    "address-in-small-letters": lambda text: quote(text).lower(),
    "full-width": lambda text: text.translate({ord(char): ord(char) + 0xFEE0 for char in "0123456789"}),
    "address-in-json": lambda text: json.dumps(quote(text)),
}


@pytest.mark.parametrize("spelling", SPELT)
def test_a_canary_is_found_however_it_is_spelt(spelling: str, tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "page.html").write_text(f"<p>{SPELT[spelling](NAME)}</p>", encoding="utf-8")
    (tmp_path / "index.html").write_text("<p>1901-02-04 金丝雀0002</p>", encoding="utf-8")
    assert list(lookout.found(tmp_path, FORBIDDEN)) == [Leak("en/page.html", "talent.identity.name")]


def test_a_canary_in_the_name_of_a_file_is_found(tmp_path: Path) -> None:
    (tmp_path / f"{DAY}.ics").write_bytes(b"")
    assert [leak.field for leak in lookout.found(tmp_path, FORBIDDEN)] == ["talent.recognised_on"]


def test_the_refusal_does_not_say_what_was_found(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(NAME, encoding="utf-8")
    with pytest.raises(LeakError) as caught:
        lookout.refuse(tmp_path, FORBIDDEN)
    assert NAME not in f"{caught.value!s} {caught.value!r} {caught.value.leaks}"
    lookout.refuse(tmp_path, {})


# ---- the build ------------------------------------------------------------------------------------------------------


def everything(_root: Path, editions: tuple[Edition, ...]) -> Files:
    """A careless page: all that the registry holds."""
    records = [msgspec.to_builtins(entry.record) for entry in editions[0].world.registry.entries]
    return {"all.json": json.dumps(records).encode()}


def unpruned(registry: Registry, _allowed: Allowed) -> Projection:
    """A projection that leaves nothing out."""
    return Projection(registry.entries)


@pytest.fixture
def context(tmp_path: Path) -> Context:
    root = copy_of_repository(tmp_path / "registry")
    day = dt.date(2026, 11, 20)
    return Context(root=root, as_of=None, today=day, lang="en", out=io.StringIO(), err=io.StringIO())


def test_a_careless_page_leaks_nothing_as_the_projection_holds_nothing(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish, "EXTRAS", (everything,))
    out = context.root / "out"
    assert build.build(context, out, summary=False) == 0
    kinds = {record["schema"] for record in json.loads((out / "all.json").read_bytes())}
    assert "policy/1" in kinds
    assert "talent/1" not in kinds


def test_a_build_with_a_broken_projection_is_refused_and_the_old_site_stays(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = context.root / "out"
    monkeypatch.setattr(publish, "EXTRAS", ())
    assert build.build(context, out, summary=False) == 0
    before = prints(out)
    monkeypatch.setattr(publish, "EXTRAS", (everything,))
    monkeypatch.setattr(projection, "project", unpruned)
    assert build.build(context, out, summary=False) == 1
    assert prints(out) == before
    said = str(context.err.getvalue())  # type: ignore[attr-defined]
    assert "all.json  from talent.identity.name" in said
    assert "all.json  from organisation.district" in said
    assert "金丝雀" not in said
    assert sorted(path.name for path in context.root.iterdir() if path.name.startswith(".")) == []  # no litter


def packed(_root: Path, editions: tuple[Edition, ...]) -> Files:
    """A careless file: names packed into what no search for their letters finds."""
    names = [talent.identity.name for talent in editions[0].world.registry.of(Talent).values() if talent.identity]
    return {"photo.txt.gz": gzip.compress("\n".join(names).encode(), mtime=0)}


def test_a_canary_that_is_packed_is_found_by_the_scan(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    out = context.root / "out"
    monkeypatch.setattr(publish, "EXTRAS", (packed,))
    monkeypatch.setattr(projection, "project", unpruned)
    assert build.build(context, out, summary=False) == 1
    assert not out.exists()
    said = str(context.err.getvalue())  # type: ignore[attr-defined]
    assert "photo.txt.gz: leak-planted" in said
    assert "金丝雀" not in said


def test_a_public_site_is_made_of_a_projection_only(context: Context) -> None:
    opened = open_registry(context)
    world = World(
        registry=opened.registry,
        calendar=opened.calendar,
        as_of=opened.as_of,
        words=templates.words(context.root, "zh"),
        audience=Audience.PUBLIC,
    )
    with pytest.raises(TypeError, match="projection"):
        publish.publish(context.root, context.root / "out", (world,))
