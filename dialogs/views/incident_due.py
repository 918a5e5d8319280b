"""Things to do about incidents on the cards that arrive on their own. None says what an incident is about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dialogs.views.parts import Element, buttons, executes, opens, text
from dialogs.views.ratings import due_in_words
from dialogs.views.said import one_line
from governance.incident_course import of_task
from governance.obligations import Duty
from governance.services.briefing import Item

#: Makes the token of a button: verb, and its facts by name.
Seal = Callable[..., str]


def incident_task_due(item: Item, seal: Seal, today: date) -> list[Element]:
    """Something to do. What it needs to say stands in the box; a press without words is enough where it is plain."""
    incident_id, number = of_task(item.obligation.subject_id)
    due = text(f"Due {due_in_words(item.obligation.due_on, today)}.")
    look = opens(
        "Open it", {"verb": "incident_task_open", "card": seal("incident_task_open", id=incident_id, number=number)}
    )
    done = executes(
        "It is done",
        "incident_task_is_done",
        {"card": seal("incident_task_is_done", id=item.obligation.subject_id)},
        first=True,
    )
    ways = [look] if item.obligation.duty is Duty.INCIDENT_FOLLOW_UP else [done, look]
    whose = [one_line(f"With {item.holder or 'nobody on the staff list'}")] if item.anothers else []
    return [one_line(item.owed.title, bold=True), *whose, due, buttons(ways)]


def closure_due(item: Item, seal: Seal, today: date) -> list[Element]:
    """Somebody asks for an incident to be closed, and the reader may agree."""
    incident_id, number = of_task(item.obligation.subject_id)
    token = seal("incident_approve", id=incident_id, number=number)
    look = opens("Look and decide", {"verb": "incident_approve", "card": token}, first=True)
    asks = one_line(f"{item.holder or 'Somebody'} asks for it to be closed.")
    due = text(f"Decide by {due_in_words(item.obligation.due_on, today)}.")
    return [one_line(item.owed.title, bold=True), asks, due, buttons([look])]
