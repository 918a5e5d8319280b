"""A handler's list of the reports that they hold keys for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dialogs.views.done import CLOSE
from dialogs.views.parts import Element, buttons, card, counted, day, facts, group, heading, press, text
from dialogs.views.said import one_line
from dialogs.views.states import HANDLER, IDENTITY
from governance.reports import State
from governance.services.handling import CaseLine

#: Cases on one card.
A_PAGE = 8


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
    """The lines that stand on a page: those that wait for an answer first, the most pressing first; then those in which
    the reporter has written."""
    ordered = sorted(
        lines, key=lambda e: (not waits(e), not (waits(e) or e.unread), not e.urgent, e.acknowledge_by, e.report_id)
    )
    return ordered[page * A_PAGE : (page + 1) * A_PAGE]


def waits(line: CaseLine) -> bool:
    """Nobody has acknowledged it yet."""
    return line.state in (State.WAITING, State.RECEIVED)


def unread(line: CaseLine) -> str:
    """How much of the reporter's this handler has not opened, in words."""
    return f"New: {counted(line.unread, 'message', 'messages')} from the reporter."


def time_left(line: CaseLine) -> str:
    """When the acknowledgement is due, in words."""
    due = day(line.acknowledge_by)
    if line.days_left < 0:
        return f"{due} ({counted(-line.days_left, 'day', 'days')} late)"
    if line.days_left == 0:
        return f"{due} (today)"
    return f"{due} (in {counted(line.days_left, 'day', 'days')})"


def _open_to_you(lines: Sequence[CaseLine]) -> str:
    return f"{counted(len(lines), 'case is', 'cases are')} open to you" if lines else "No case is open to you"


def _owed(lines: Sequence[CaseLine]) -> str:
    if not lines:
        return "When one is, a short message in Teams tells you."
    waiting, written = sum(map(waits, lines)), sum(line.unread > 0 for line in lines)
    owed = f"{waiting} not yet acknowledged." if waiting else "None waits to be acknowledged."
    return f"{owed} In {counted(written, 'case', 'cases')} there is something new to read." if written else owed


def _row(line: CaseLine, token: str) -> Element:
    pairs = [("State", HANDLER[line.state]), ("Reporter", IDENTITY[line.identity])]
    pairs.append(("Received", day(line.received_on)))
    if waits(line):
        pairs.append(("Answer due", time_left(line)))
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
