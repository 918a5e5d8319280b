"""Actions that somebody owes: audit recommendations, the governance action plan, lessons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from governance.roles import Role
from governance.rows import Cells, Column, Table


class ActionState(StrEnum):
    NOT_BEGUN = "not_begun"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    AWAITING_APPROVAL = "awaiting_approval"
    CLAIMED = "claimed"
    VERIFIED = "verified"
    CLOSED = "closed"
    SUPERSEDED = "superseded"

    @property
    def complete(self) -> bool:
        """Verified or closed: an action that awaits approval, or is only claimed to be done, is not complete."""
        return self in (ActionState.VERIFIED, ActionState.CLOSED)

    @property
    def owed(self) -> bool:
        """Whether somebody still has to do something."""
        return not self.complete and self is not ActionState.SUPERSEDED


#: How much it matters that the action is done; urgent ones climb their own, steeper ladder.
PRIORITIES = {"low": "low", "medium": "medium", "high": "high", "urgent": "urgent"}
STATES = {state.value: state for state in ActionState}


@dataclass(frozen=True, slots=True)
class Action:
    """One action. The original due date never changes."""

    reference: str
    source: str
    title: str
    holder_id: str
    priority: str
    state: ActionState
    original_due_on: date | None
    #: For whom it is considered, as the plan says it.
    consideration: str = ""
    #: When it is due now: the original date, or a later one that was agreed to.
    due_on: date | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Update:
    """What somebody said of an action. Updates are added and never changed."""

    reference: str
    #: From 1.
    number: int
    said_on: date
    by_id: str
    #: The name and the role as they were then.
    by_name: str
    by_role: str
    #: How far it is from then on.
    state: ActionState
    words: str
    percent: int | None = None
    #: When the holder thinks that it will be done.
    forecast_on: date | None = None


class ExtensionState(StrEnum):
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Extension:
    """A request for more time. A pending one does not stop the reminders."""

    reference: str
    #: From 1; three at most.
    number: int
    asked_on: date
    asked_by: str
    to_on: date
    reason: str
    #: What is at risk meanwhile, and what is done about it.
    interim_risk: str
    decider: Role
    state: ExtensionState = ExtensionState.ASKED
    decided_on: date | None = None
    decided_by: str = ""
    decided_words: str = ""


COLUMNS = (
    Column("reference", "the action's own reference, which never changes", "ICO-12", True, 64),
    Column("source", "where the action comes from", "ICO data protection audit 2015", True),
    Column("title", "what is to be done", "Publish the retention schedule", True, 500),
    Column("holder", "the staff number or e-mail address of the person who does it", "10007", True, 254),
    Column("priority", "how urgent it is", "medium", True, 20, tuple(PRIORITIES)),
    Column("state", "how far it is", "in progress", True, 40, tuple(STATES)),
    Column(
        "original_due_date",
        "the date by which it was first due; may be empty only when the action is verified, closed or superseded",
        "2027-03-31",
        limit=20,
    ),
    Column("consideration", "who considers it, and when", "Ethics Committee 17 March 2017", limit=500),
)


def read_actions(table: Table, people: Mapping[str, str]) -> tuple[list[Action], Cells]:
    """Every row, and the cells with what was wrong in them.

    `people` gives the staff number of a staff number or a lower-case e-mail address.
    """
    cells = Cells(table, COLUMNS)
    return cells.each(table, lambda: _action(cells, people)), cells


def _action(cells: Cells, people: Mapping[str, str]) -> Action:
    state = cells.choice("state", STATES) or ActionState.NOT_BEGUN
    due_on = cells.date("original_due_date")
    if state.owed and not cells.text("original_due_date"):
        cells.wrong("original_due_date", "is empty. An action that is not complete needs the date it was first due")
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
    )
