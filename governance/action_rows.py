"""Actions as a spreadsheet has them: its columns, read strictly, and written again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from governance.action_history import Reached, history_cell, read_history, stands
from governance.actions import PRIORITIES, STATES, Action, ActionState
from governance.rows import Cells, Column, Table

COLUMNS = (
    Column("reference", "the action's own reference, which never changes", "ICO-12", True, 64),
    Column("source", "where the action comes from", "ICO data protection audit 2015", True),
    Column("title", "what is to be done", "Publish the retention schedule", True, 500),
    Column("holder", "the staff number or e-mail address of the person who does it", "10007", True, 254),
    Column("priority", "how urgent it is", "medium", True, 20, tuple(PRIORITIES)),
    Column("state", "how far it is", "in progress", True, 40, tuple(STATES)),
    Column(
        "original_due_date",
        "the date by which it was first due; may be empty only when nothing is left to do",
        "2027-03-31",
        limit=20,
    ),
    Column("consideration", "who considers it, and when", "Ethics Committee 17 March 2017", limit=500),
    Column("external_deadline", "by when somebody outside wants it done; may be empty", "2027-06-30", limit=20),
    Column("asset", "the reference of the information asset that it is about; may be empty", "IA-0012", limit=64),
    Column(
        "history",
        "since when it stands as it does, each day with how far it was, semicolons between; may be empty",
        "25/07/2016 not begun; 24/10/2016 in progress",
        limit=2_000,
    ),
)


@dataclass(frozen=True, slots=True)
class ActionRow:
    """A row of the register: the action, and how it stood since when, as far as the file has that."""

    action: Action
    history: tuple[Reached, ...] = ()

    @property
    def reference(self) -> str:
        return self.action.reference


def read_actions(table: Table, people: Mapping[str, str], today: date) -> tuple[list[ActionRow], Cells]:
    """Every row, and the cells with what was wrong in them.

    `people` gives the staff number of a staff number or a lower-case e-mail address.
    """
    cells = Cells(table, COLUMNS)
    return cells.each(table, lambda: _row(cells, people, today)), cells


def _row(cells: Cells, people: Mapping[str, str], today: date) -> ActionRow:
    action = _action(cells, people)
    history = read_history(cells, action.reference, today)
    if history and stands(history) is not action.state:
        cells.wrong("history", "ends with something else than the state that this row has")
    return ActionRow(action, tuple(history))


def _action(cells: Cells, people: Mapping[str, str]) -> Action:
    state = cells.choice("state", STATES) or ActionState.NOT_BEGUN
    due_on = cells.date("original_due_date")
    return Action(
        reference=cells.once("reference", cells.text("reference")),
        source=cells.text("source"),
        title=cells.text("title"),
        holder_id=cells.person("holder", people) or "",
        priority=cells.choice("priority", PRIORITIES) or "",
        state=state,
        original_due_on=due_on,
        consideration=cells.text("consideration"),
        due_on=due_on,
        external_on=cells.date("external_deadline"),
        asset=cells.text("asset"),
    )


def action_cells(row: ActionRow) -> dict[str, str]:
    """The row as a spreadsheet has it, people by their staff numbers."""
    action = row.action
    return {
        "reference": action.reference,
        "source": action.source,
        "title": action.title,
        "holder": action.holder_id,
        "priority": action.priority,
        "state": action.state.value,
        "original_due_date": action.original_due_on.isoformat() if action.original_due_on else "",
        "consideration": action.consideration,
        "external_deadline": action.external_on.isoformat() if action.external_on else "",
        "asset": action.asset,
        "history": history_cell(row.history),
    }
