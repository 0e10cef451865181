"""The hand-made lives of cards: every state of a card and of its procedures, as seen on 20 November 2026.

``new`` is the day on which the first card was made; the usual events around it are filled in. ``first`` replaces them
where the first card is itself the story. ``then`` are the later procedures, one a line.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Life:
    """One card's life. ``shared``: its first notice also names the other holders with the same word."""

    name: str
    new: str = ""
    first: str = ""
    then: tuple[tuple[str, str], ...] = ()
    cancelled_for: str = ""
    moves_on: str = ""  # first day at another employer
    shared: str = ""
    silent: str = ""  # a body that was told of a procedure and has not acknowledged it


def _remade(kind: str, before: str, approved: str, made: str, over: str) -> tuple[str, str]:
    """A change or an extension that went all the way: old card handed in, departments told."""
    return kind, (
        f"{before}; {approved} approved; {made} made; {over} handed_over; {over} departments_notified; "
        f"{over} old_card_returned; {over} delivered"
    )


LIVES: tuple[Life, ...] = (
    # ---- in preparation
    Life("notice in, photo missing", first="2026-11-18 noticed"),
    Life("photo in, notice missing", first="2026-11-19 photo_received"),
    Life("to be made by Tuesday", first="2026-11-16 noticed; 2026-11-19 photo_received"),
    Life("to be made today", first="2026-11-13 photo_received; 2026-11-17 noticed"),
    Life("making is behind", first="2026-11-11 noticed; 2026-11-12 photo_received"),
    Life("made, not handed over", first="2026-11-12 noticed; 2026-11-13 photo_received; 2026-11-18 made"),
    Life(
        "handed over, departments not told yet",
        first="2026-11-10 noticed; 2026-11-11 photo_received; 2026-11-13 made; 2026-11-18 handed_over",
    ),
    # ---- valid
    Life("made late", first=(
        "2026-03-04 noticed; 2026-03-06 photo_received; 2026-03-17 made; 2026-03-18 handed_over; "
        "2026-03-19 departments_notified; 2026-03-20 delivered"
    )),
    Life("issued on 29 February, valid through 28 February", new="2024-02-29"),
    Life("one notice for three, the first", new="2026-06-17", shared="june"),
    Life("one notice for three, the second", new="2026-06-18", shared="june"),
    Life("one notice for three, the third", new="2026-06-18", shared="june"),
    Life("date of delivery corrected", first=(
        "2026-08-03 noticed; 2026-08-04 photo_received; 2026-08-06 made; 2026-08-07 handed_over; "
        "2026-08-10 departments_notified; 2026-08-13 delivered; "
        "2026-08-17 corrected corrects=#6 corrected_on=2026-08-11 reason=wrong_date basis=单位书面说明"
    )),
    # ---- term running out
    Life("expires in December, nobody has asked yet", new="2023-12-11"),
    Life("expires on 28 December", new="2023-12-28"),
    Life("expires today", new="2023-11-20"),
    Life("expires on Monday", new="2023-11-23"),
    Life("extension asked for, being approved", new="2023-12-05", then=(
        ("card_extension", "2026-11-16 applied"),
    )),
    Life("extended before expiry", new="2023-10-30", then=(
        _remade("card_extension", "2026-09-18 applied", "2026-09-24", "2026-09-28", "2026-09-29"),
    )),
    Life("extended after expiry, in time", new="2023-09-14", then=(
        _remade("card_extension", "2026-09-23 applied", "2026-09-29", "2026-10-12", "2026-10-13"),
    )),
    Life("extended after expiry, too late", new="2023-06-05", then=(
        _remade("card_extension", "2026-07-01 applied", "2026-07-06", "2026-07-09", "2026-07-10"),
    )),
    # ---- expired
    Life("expired, still within the 15 working days", new="2023-11-09"),
    Life("expired, the 15 working days end on Monday", new="2023-11-02"),
    Life("expired, the 15 working days are over", new="2023-10-19"),
    # ---- cancelled
    Life("cancelled: expired and not extended", new="2023-02-27", cancelled_for="expired", then=(
        ("card_cancellation", "2026-04-08 cancel_noticed; 2026-04-09 cancelled; 2026-04-10 departments_notified"),
    )),
    Life("cancelled: unlawful use", new="2024-09-03", cancelled_for="unlawful", then=(
        ("card_cancellation", "2026-05-20 cancel_noticed; 2026-05-21 cancelled; 2026-05-25 departments_notified"),
    )),
    Life("cancelled: no longer entitled", new="2024-11-12", cancelled_for="not_entitled", then=(
        ("card_cancellation", "2026-10-26 cancel_noticed; 2026-10-27 cancelled; 2026-10-29 departments_notified"),
    ), silent="org-health-commission"),
    Life("cancellation noticed, not done yet", new="2024-12-10", cancelled_for="not_entitled", then=(
        ("card_cancellation", "2026-11-18 cancel_noticed"),
    )),
    # ---- changed
    Life("changed: a new employer", new="2025-03-18", moves_on="2026-05-06", then=(
        _remade("card_change", "2026-05-06 change_arose; 2026-05-12 applied", "2026-05-15", "2026-05-18", "2026-05-19"),
    )),
    Life("changed: another number of the document", new="2024-06-25", then=(
        _remade("card_change", "2026-07-13 change_arose; 2026-07-22 applied",
                "2026-07-24", "2026-07-27", "2026-07-28"),
    )),
    Life("change applied for too late", new="2024-05-21", then=(
        _remade("card_change", "2026-01-05 change_arose; 2026-01-29 applied", "2026-02-02", "2026-02-04", "2026-02-05"),
    )),
    Life("change known, no application yet", new="2025-01-14", then=(("card_change", "2026-11-02 change_arose"),)),
    Life("change approved, card being remade", new="2025-04-22", then=(
        ("card_change", "2026-11-03 change_arose; 2026-11-11 applied; 2026-11-18 approved"),
    )),
    # ---- lost
    Life("lost and replaced", new="2024-04-16", then=(
        ("card_loss", "2026-03-23 lost; 2026-03-24 applied; 2026-03-26 approved; 2026-03-30 made; "
                      "2026-03-31 handed_over; 2026-04-01 delivered"),
    )),
    Life("lost, replaced behind the house standard", new="2024-07-09", then=(
        ("card_loss", "2026-08-05 lost; 2026-08-14 applied; 2026-08-18 approved; "
                      "2026-08-20 made; 2026-08-21 handed_over; 2026-08-24 delivered"),
    )),
    Life("lost, replacement under way", new="2024-08-20", then=(
        ("card_loss", "2026-11-13 lost; 2026-11-16 applied; 2026-11-18 approved"),
    )),
    Life("lost, not applied for in the house standard", new="2025-05-27", then=(("card_loss", "2026-11-12 lost"),)),
    Life("lost but found again", new="2025-06-10", then=(
        ("card_loss", "2026-09-07 lost; 2026-09-08 applied; 2026-09-09 withdrawn reason=requester_withdrew"),
    )),
)  # fmt: skip
