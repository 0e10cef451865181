"""Letters, slips and forms: the facts of each, from the records and the rules; their wording is the office's own."""

from __future__ import annotations

from collections.abc import Mapping

from talentcard.core.letters import cards, department, forms, requester, roster
from talentcard.core.letters.letter import Kind, Letter, Names
from talentcard.core.model import RecordId
from talentcard.core.pages.world import World

KINDS: Mapping[str, Kind] = {
    kind.code: kind for kind in (*requester.KINDS, *department.KINDS, *cards.KINDS, *roster.KINDS, *forms.KINDS)
}
"""Every kind of letter, by the code that the command line and the wordings know it by."""

__all__ = ["KINDS", "Kind", "Letter", "Names", "fitting", "form_codes"]


def fitting(world: World, record: RecordId) -> tuple[str, ...]:
    """The kinds that a record gives occasion to."""
    return tuple(code for code, kind in KINDS.items() if kind.made(world, record, {}))


def form_codes(world: World) -> tuple[str, ...]:
    """What request forms can be asked for by, ``residence/visa``."""
    return tuple(f"{service.code}/{variant.code}" for service, variant in forms.offered(world))
