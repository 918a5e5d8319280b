"""Somebody has left: on the card of the Records Manager, and in the box where somebody is appointed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from dialogs.views.parts import Element, buttons, day, opens, text
from dialogs.views.ratings import due_in_words
from dialogs.views.said import clean, one_line
from governance.risks import in_words
from governance.services.briefing import Item
from governance.services.leaving import Handover, LeftRisk

Seal = Callable[..., str]
_SHOWN = 8
#: Letters of a name that stand on a card in the chat.
_NAME = 80


def appoint_due(item: Item, seal: Seal, today: date) -> list[Element]:
    """To whoever appoints; and to the manager who acts until then, without the button."""
    acting = _short(item.owed.reason)
    head = [
        one_line(f"{_short(item.owed.title)} has left", bold=True),
        one_line(f"Left behind: {_short(item.owed.words)}."),
        one_line(
            f"{acting} acts until somebody is appointed." if acting else "Nobody acts until somebody is appointed."
        ),
    ]
    if not item.decides:
        return [*head, text("The Records Manager appoints somebody. What is due comes to you until then.")]
    appoint = {"verb": "appoint", "card": seal("appoint", id=item.obligation.subject_id)}
    due = text(f"Appoint somebody by {due_in_words(item.obligation.due_on, today)}.")
    return [*head, due, buttons([opens("Appoint somebody", appoint, first=True)])]


def appoint_answered(item: Item, _today: date) -> list[Element]:
    return [
        one_line(f"{_short(item.owed.title)} has left", bold=True),
        text("All that they had to do is in other hands now."),
    ]


def handover_above(handover: Handover) -> list[Element]:
    """What is to be handed over, above the form."""
    return [
        one_line(f"{handover.person.name} has left. Left behind: {handover.words}.", bold=True),
        *_named("Assets", [f"{each.title} ({each.reference})" for each in handover.assets]),
        *_named("Risks of these assets", [_risk_words(each) for each in handover.risks]),
        *_named("Actions", [f"{each.title} ({each.reference})" for each in handover.actions]),
    ]


def _risk_words(left: LeftRisk) -> str:
    until = left.accepted_until
    accepted = f", accepted until {day(until)}, which ends with the new owner" if until is not None else ""
    return f"{left.risk.title} ({left.risk.reference}): {in_words(left.band)}{accepted}"


def _named(title: str, things: Sequence[str]) -> list[Element]:
    if not things:
        return []
    more = len(things) - _SHOWN
    listed = [one_line(f"• {thing}") for thing in things[:_SHOWN]]
    return [text(title, bold=True), *listed, *([text(f"And {more} more.")] if more > 0 else [])]


def _short(typed: str) -> str:
    """What a person typed, made safe to show, and cut."""
    safe = clean(typed).text
    return safe if len(safe) <= _NAME else f"{safe[: _NAME - 1].rstrip()}…"
