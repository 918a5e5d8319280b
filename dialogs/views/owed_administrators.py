"""An administrator has left: on the card of the owner, and in the box where somebody else is named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dialogs.views.parts import Element, buttons, opens, text
from dialogs.views.ratings import due_in_words
from dialogs.views.said import clean, one_line
from governance.services.briefing import Item
from governance.services.naming_administrators import Vacancy

Seal = Callable[..., str]
_SHOWN = 8
#: Letters of a name that stand on a card in the chat.
_NAME = 80


def administrator_due(item: Item, seal: Seal, today: date) -> list[Element]:
    """To the owner, or to whoever acts for them."""
    whose = f"helped {_short(item.holder)}" if item.anothers else "helped you"
    name = {"verb": "name_administrator", "card": seal("name_administrator", id=item.obligation.subject_id)}
    return [
        one_line(f"{_short(item.owed.reason)} has left", bold=True),
        one_line(f"They {whose} with {item.owed.words}, and do not any more."),
        text(f"Say who helps now by {due_in_words(item.obligation.due_on, today)}."),
        buttons([opens("Say who helps", name, first=True)]),
    ]


def administrator_answered(item: Item, _today: date) -> list[Element]:
    return [
        one_line(f"{_short(item.owed.reason)} has left", bold=True),
        text("It is settled who helps with their assets now."),
    ]


def vacancy_above(vacancy: Vacancy) -> list[Element]:
    """What it is about, above the form."""
    named = [clean(f"{each.title} ({each.reference})").text for each in vacancy.assets]
    more = len(named) - _SHOWN
    return [
        one_line(f"{vacancy.leaver.name} has left. They helped with:", bold=True),
        *(one_line(f"• {each}") for each in named[:_SHOWN]),
        *([text(f"And {more} more.")] if more > 0 else []),
    ]


def _short(typed: str) -> str:
    """What a person typed, made safe to show, and cut."""
    safe = clean(typed).text
    return safe if len(safe) <= _NAME else f"{safe[: _NAME - 1].rstrip()}…"
