"""A handler's list of the reports that they hold keys for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from dialogs.views.done import CLOSE
from dialogs.views.parts import Element, buttons, card, counted, day, facts, group, heading, press, text
from dialogs.views.said import one_line
from dialogs.views.states import HANDLER, IDENTITY, NEXT, PRIORITY
from governance.outcomes import Priority
from governance.reports import State
from governance.services.handling import CaseLine

#: Cases on one card.
A_PAGE = 8
#: Of two that are due on one day, the more pressing one stands first.
_PRESSING = (Priority.HIGH, Priority.MEDIUM, None, Priority.LOW)


def cases(lines: Sequence[CaseLine], page: int, open_tokens: Mapping[str, str], banner: str | None = None) -> Element:
    """One page of the list, from 0. `open_tokens` has the sealed token of each shown case's button, by report id."""
    shown = shown_lines(lines, page)
    return card(
        [
            heading(_open_to_you(lines)),
            text(_owed(lines)),
            *(_row(line, open_tokens[line.report_id]) for line in shown),
        ],
        [*_turns(page, len(lines)), press("Close", CLOSE)],
        banner,
    )


def shown_lines(lines: Sequence[CaseLine], page: int) -> Sequence[CaseLine]:
    """The lines that stand on a page: what is urgent and new, then by the day on which something is due, so that what
    is late stands before all; last, those in which nothing is to be done."""
    ordered = sorted(
        lines,
        key=lambda e: (
            _due(e) is None and not e.unread,
            not (waits(e) and e.urgent),
            _due(e) or date.max,
            _PRESSING.index(e.priority),
            e.report_id,
        ),
    )
    return ordered[page * A_PAGE : (page + 1) * A_PAGE]


def waits(line: CaseLine) -> bool:
    """Nobody has acknowledged it yet."""
    return line.state in (State.WAITING, State.RECEIVED)


def _due(line: CaseLine) -> date | None:
    return line.todo.due_on or (line.acknowledge_by if waits(line) else None)


def next_step(line: CaseLine) -> str:
    """What is to be done next, and by when, in words."""
    if line.todo.due_on is None:
        return NEXT[line.todo.what]
    return f"{NEXT[line.todo.what]}, by {_when(line.todo.due_on, line.days_left)}"


def unread(line: CaseLine) -> str:
    """How much of the reporter's this handler has not opened, in words."""
    return f"New: {counted(line.unread, 'message', 'messages')} from the reporter."


def time_left(line: CaseLine) -> str:
    """When the acknowledgement is due, in words."""
    return _when(line.acknowledge_by, line.days_left)


def _when(due_on: date, days_left: int) -> str:
    due = day(due_on)
    if days_left < 0:
        return f"{due} ({counted(-days_left, 'day', 'days')} late)"
    if days_left == 0:
        return f"{due} (today)"
    return f"{due} (in {counted(days_left, 'day', 'days')})"


def _open_to_you(lines: Sequence[CaseLine]) -> str:
    return f"{counted(len(lines), 'case is', 'cases are')} open to you" if lines else "No case is open to you"


def _owed(lines: Sequence[CaseLine]) -> str:
    if not lines:
        return "When one is, a short message in Teams tells you."
    waiting, written = sum(map(waits, lines)), sum(line.unread > 0 for line in lines)
    owed = f"{waiting} not yet acknowledged." if waiting else "None waits to be acknowledged."
    late = sum(line.todo.due_on is not None and line.days_left < 0 for line in lines)
    if late:
        owed = f"In {counted(late, 'case', 'cases')} something is late. {owed}"
    return f"{owed} In {counted(written, 'case', 'cases')} there is something new to read." if written else owed


def _row(line: CaseLine, token: str) -> Element:
    pairs = [("State", HANDLER[line.state]), ("Reporter", IDENTITY[line.identity])]
    pairs.append(("Received", day(line.received_on)))
    if waits(line):
        pairs.append(("Answer due", time_left(line)))
    elif line.todo.due_on is not None:
        pairs.append(("Next", next_step(line)))
    if line.priority is not None:
        pairs.append(("How soon", PRIORITY[line.priority]))
    urgent = [text("Urgent: somebody may be hurt.", bold=True)] if line.urgent else []
    title = one_line(line.title, heading=True)
    news = [text(unread(line), bold=True)] if line.unread else []
    return group(
        [title, *urgent, *news, facts(pairs), buttons([press("Open this case", {"verb": "case", "card": token})])]
    )


def _turns(page: int, total: int) -> list[Element]:
    turns = []
    if page > 0:
        turns.append(press("Earlier in the list", {"verb": "cases", "page": page - 1}))
    if (page + 1) * A_PAGE < total:
        turns.append(press("Further in the list", {"verb": "cases", "page": page + 1}))
    return turns
