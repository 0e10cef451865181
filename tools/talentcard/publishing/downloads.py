"""Forms to fill in, beside the guides and roles that need them: request forms, annexes 1 and 14 empty; as DOCX."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from talentcard import documents
from talentcard.core.letters import KINDS, Letter, forms
from talentcard.core.model import ProcedureType
from talentcard.core.pages import World
from talentcard.core.pages.roles import ROLES
from talentcard.publishing.edition import Edition, Files, Form

FOLDER = "downloads"
ANNEXES = {
    "annex1": (ProcedureType.NEW.value, ProcedureType.CANCELLATION.value),
    "annex14": tuple(role.code for role in ROLES if role.post is not None),
}
"""Kind of form → the guides and roles on whose page it is offered."""
THEMSELVES = frozenset({"talent", "family"})
"""Who may be foreign and fill in a form themselves; an employer's liaison hands in the Chinese one."""


def of_worlds(root: Path, worlds: tuple[World, ...]) -> tuple[tuple[Form, ...], ...]:
    """For each world the forms that its pages offer: those in its own language before the first one's.

    The Chinese forms are the ones to hand in; who reads Chinese needs no other.
    """
    first, *others = worlds
    chinese = tuple(made(root, first))
    own = [tuple(made(root, world)) for world in others]
    seen = (tuple(elsewhere(root, world, chinese, mine)) for world, mine in zip(others, own, strict=True))
    return (chinese, *((*mine, *theirs) for mine, theirs in zip(own, seen, strict=True)))


def made(root: Path, world: World) -> Iterator[Form]:
    """Raises CannotRunError where a wording or a template is wrong."""
    lang = world.words.lang
    for service, variant in forms.offered(world):
        if lang == "zh" or not THEMSELVES.isdisjoint(variant.requesters or service.requesters):
            yield form(root, lang, forms.letter(world, service, variant), (service.code,))
    for code, places in ANNEXES.items():
        kind = KINDS[code]
        if kind.blank is not None and lang in kind.languages:
            yield form(root, lang, kind.blank(world), places)


def form(root: Path, lang: str, letter: Letter, places: tuple[str, ...]) -> Form:
    paper = documents.paper(root, letter.kind, lang, letter.facts)
    return Form(
        places=places,
        lang=lang,
        title=paper.title,
        path=f"{FOLDER}/{letter.name}.docx",
        raw=documents.docx(root, paper),
    )


def elsewhere(root: Path, world: World, first: tuple[Form, ...], own: tuple[Form, ...]) -> Iterator[Form]:
    """The first edition's forms, seen from another one, which lies in a folder of its own; by its language's titles."""
    titles = {f"{FOLDER}/{code}.docx": world.words(f"guide.{code}") for code in ANNEXES}
    titles |= {form.path: form.title for form in own}
    for service, variant in forms.offered(world):
        letter = forms.letter(world, service, variant)
        path = f"{FOLDER}/{letter.name}.docx"
        if path not in titles:
            titles[path] = documents.paper(root, letter.kind, world.words.lang, letter.facts).title
    for one in first:
        yield replace(one, path=f"../{one.path}", title=titles[one.path])


def files(_root: Path, editions: tuple[Edition, ...]) -> Files:
    """Each edition's own."""
    return {
        f"{edition.base}{form.path}": form.raw
        for edition in editions
        for form in edition.forms
        if form.lang == edition.lang
    }
