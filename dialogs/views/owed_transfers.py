"""A transfer on the cards that arrive on their own: whoever is asked answers in the box, the others hear."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dialogs.views.parts import Element, buttons, opens, text
from dialogs.views.ratings import due_in_words
from dialogs.views.said import clean, one_line, run
from governance.asset_changes import of_transfer
from governance.services.briefing import Item

Seal = Callable[..., str]

_TITLE, _REASON = 100, 240


def transfer_due(item: Item, seal: Seal, today: date) -> list[Element]:
    """Somebody asks the reader, or the person for whom they act, to take over an asset."""
    reference, number = of_transfer(item.obligation.subject_id)
    who = f"{item.holder or 'Somebody'} is asked" if item.anothers else "You are asked"
    answer = {"verb": "transfer_answer", "card": seal("transfer_answer", id=reference, number=number)}
    return [
        _title(item),
        one_line(f"{who} to own this asset."),
        run(_short(item.owed.reason, _REASON)),
        text(f"Answer by {due_in_words(item.obligation.due_on, today)}."),
        buttons([opens("Look and answer", answer, first=True)]),
    ]


def transfer_answered(item: Item, _today: date) -> list[Element]:
    """What became of it."""
    return [_title(item), one_line(f"{item.holder or 'Somebody'} was asked to own this asset: {item.owed.words}.")]


def _title(item: Item) -> Element:
    return one_line(_short(item.owed.title, _TITLE), bold=True)


def _short(typed: str, most: int) -> str:
    safe = clean(typed).text
    return safe if len(safe) <= most else f"{safe[: most - 1].rstrip()}…"
