"""Questions on the terminal: each with its explanation and a proposal, asked again until the answer can be used."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from talentcard.context import CannotRunError, Context
from talentcard.messages import Catalogue

Answer = TypeVar("Answer")


class Asker:
    """Asks in the catalogue's words, ``<prefix>-<question>``. With ``ask=False`` every proposal is taken."""

    def __init__(self, context: Context, words: Catalogue, prefix: str, *, ask: bool) -> None:
        """Raises CannotRunError where there is nobody to be asked."""
        if ask and not context.terminal:
            raise CannotRunError("nobody-to-ask")
        self._context = context
        self._words = words
        self._prefix = prefix
        self._ask = ask

    def answer(self, question: str, proposal: str, read: Callable[[str], Answer]) -> Answer:
        """``read`` turns the text into a value or raises ValueError. A proposal that can't be read ends in one too."""
        if not self._ask:
            return read(proposal)
        print("\n" + self._words.text(f"{self._prefix}-{question}"), file=self._context.out)
        while True:
            given = input(f"[{proposal}] > " if proposal else "> ").strip() or proposal
            try:
                return read(given)
            except ValueError:
                print(self._words.text(f"{self._prefix}-{question}-wrong"), file=self._context.out)
