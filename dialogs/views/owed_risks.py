"""Risks on the cards that arrive on their own: a section each, with what can be answered where it stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dialogs.views.parts import Element, buttons, executes, opens, text
from dialogs.views.ratings import due_in_words
from dialogs.views.said import clean, one_line, run
from governance.obligations import Duty
from governance.services.briefing import Item

#: Makes the token of a button: verb, and its facts by name.
Seal = Callable[..., str]

#: Letters of a title, and of a reason, that stand on a card in the chat; the rest is in the box.
_TITLE, _REASON = 100, 240


def risk_due(item: Item, seal: Seal, today: date) -> list[Element]:
    """What its owner has to do, or helps with."""
    reference = item.obligation.subject_id.split("/")[0]
    look = {"verb": "risk", "card": seal("risk", id=reference, page=0)}
    one_press = item.obligation.duty is Duty.RISK_REVIEW and not item.helps
    ways_on = [opens("Look at it", look, first=not one_press)]
    if one_press:
        same = {"card": seal("risk_unchanged", id=reference, version=item.owed.version)}
        ways_on.insert(0, executes("All is as it was", "risk_unchanged", same, first=True))
    helps = [text("You look after the asset. Its owner signs.")] if item.helps else []
    owner = [one_line(f"With {item.holder or 'nobody on the staff list'}")] if item.anothers else []
    due = text(f"{_so_far(item)}. Due {due_in_words(item.obligation.due_on, today)}.")
    return [_title(item), *owner, due, *helps, buttons(ways_on)]


def risk_decision_due(item: Item, seal: Seal, today: date) -> list[Element]:
    """Somebody asks that a risk is accepted, or waits for a check, and the reader may decide."""
    reference = item.obligation.subject_id.split("/")[0]
    look = {"verb": "risk", "card": seal("risk", id=reference, page=0)}
    reason = [run(_short(item.owed.reason, _REASON))] if item.owed.reason else []
    owner = run(f"{_short(item.holder or 'Nobody on the staff list', _TITLE)}: {item.owed.words}")
    title = "Look and decide" if item.obligation.duty is Duty.RISK_DECISION else "Look and check"
    due = text(f"By {due_in_words(item.obligation.due_on, today)}.")
    return [_title(item), owner, *reason, due, buttons([opens(title, look, first=True)])]


def risk_answered(item: Item, _today: date) -> list[Element]:
    """What became of it, on a card that was answered."""
    return [_title(item), text("Nothing more to do here.")]


def _title(item: Item) -> Element:
    return one_line(_short(item.owed.title, _TITLE), bold=True)


def _so_far(item: Item) -> str:
    words = item.owed.words
    return f"{words[:1].upper()}{words[1:]}"


def _short(typed: str, most: int) -> str:
    """What a person typed, made safe to show, and cut."""
    safe = clean(typed).text
    return safe if len(safe) <= most else f"{safe[: most - 1].rstrip()}…"
