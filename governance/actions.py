"""Actions that somebody owes: audit recommendations, the governance action plan, lessons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
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

    @property
    def with_holder(self) -> bool:
        """Whether that is its holder: what they call done waits for somebody else to check it."""
        return self.owed and self is not ActionState.CLAIMED

    def may_become(self, other: ActionState) -> bool:
        """Whether its holder may say so. Nobody verifies their own action, and what has begun has begun."""
        return other in _MOVES.get(self, frozenset())


_BEGUN = frozenset({ActionState.IN_PROGRESS, ActionState.BLOCKED, ActionState.AWAITING_APPROVAL, ActionState.CLAIMED})
_MOVES = {
    # Whatever keeps it from beginning, it has not begun: the council's reports count it so.
    ActionState.NOT_BEGUN: frozenset({ActionState.NOT_BEGUN, ActionState.IN_PROGRESS, ActionState.CLAIMED}),
    ActionState.IN_PROGRESS: _BEGUN,
    ActionState.BLOCKED: _BEGUN,
    ActionState.AWAITING_APPROVAL: _BEGUN,
}


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
    #: Of an action that is said to be done: since when the evidence holds.
    evidence_on: date | None = None


@dataclass(frozen=True, slots=True)
class Progressed:
    """What the holder says of an action: the command of the form for it."""

    #: The value of an `ActionState`.
    state: str
    words: str
    percent: int | None = None
    forecast_on: date | None = None
    evidence_on: date | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What somebody else found: the command of the form for it."""

    #: `yes` or `no`.
    accepted: str
    words: str


@dataclass(frozen=True, slots=True)
class Heads:
    """How many actions stand under each of the three heads by which the council reports (covering reports 2016, 2.1 and
    2.2). Those that another one took the place of are under none."""

    complete: int
    in_progress: int
    not_begun: int
    superseded: int = 0

    @property
    def total(self) -> int:
        return self.complete + self.in_progress + self.not_begun


def heads_of(states: Iterable[ActionState]) -> Heads:
    """Every action is counted once."""
    found = Counter(_head(state) for state in states)
    return Heads(found["complete"], found["in_progress"], found["not_begun"], found["superseded"])


def _head(state: ActionState) -> str:
    if state.complete:
        return "complete"
    return state.value if state in (ActionState.NOT_BEGUN, ActionState.SUPERSEDED) else "in_progress"


def after_import(known: Action, given: Action) -> Action:
    """What a register's row makes of an action that is known. Once somebody said here how it goes, an older spreadsheet
    does not undo that: it may only end the action."""
    said_here = known.version > 1
    undoes = said_here and (given.state.owed or not known.state.owed)
    return replace(
        given,
        state=known.state if undoes else given.state,
        original_due_on=known.original_due_on or given.original_due_on,
        due_on=known.due_on or given.due_on,
        version=known.version,
    )


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


def action_cells(action: Action) -> dict[str, str]:
    """The row as a spreadsheet has it, people by their staff numbers."""
    return {
        "reference": action.reference,
        "source": action.source,
        "title": action.title,
        "holder": action.holder_id,
        "priority": action.priority,
        "state": action.state.value,
        "original_due_date": action.original_due_on.isoformat() if action.original_due_on else "",
        "consideration": action.consideration,
    }
