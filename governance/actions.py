"""Actions that somebody owes: audit recommendations, the governance action plan, lessons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from governance.roles import Role


class ActionState(StrEnum):
    """How far an action is. Which steps lead from one to another, and who takes them: `governance.action_steps`."""

    PROPOSED = "proposed"
    #: Agreed to, in whole or in part, and nothing said of it since.
    ACCEPTED = "accepted"
    PARTLY = "partly"
    REJECTED = "rejected"
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
        return not self.complete and self not in (ActionState.SUPERSEDED, ActionState.REJECTED)

    @property
    def with_holder(self) -> bool:
        """Whether that is its holder: what they call done waits for somebody else to check it, and what is proposed for
        somebody else to agree to it."""
        return self.owed and self not in (ActionState.CLAIMED, ActionState.PROPOSED)

    @property
    def begun(self) -> bool:
        """Under the council's head “in progress”, or done."""
        return self.head in (Head.IN_PROGRESS, Head.COMPLETE)

    @property
    def head(self) -> Head:
        if self.complete:
            return Head.COMPLETE
        return _HEADS.get(self, Head.IN_PROGRESS)


class Head(StrEnum):
    """Under which an action is counted: the three heads of the council's reports (covering reports 2016, 2.1 and 2.2),
    and two beside them for what is not to be done any more."""

    COMPLETE = "complete"
    IN_PROGRESS = "in_progress"
    NOT_BEGUN = "not_begun"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"


_HEADS = {
    ActionState.PROPOSED: Head.NOT_BEGUN,
    ActionState.ACCEPTED: Head.NOT_BEGUN,
    ActionState.PARTLY: Head.NOT_BEGUN,
    ActionState.NOT_BEGUN: Head.NOT_BEGUN,
    ActionState.REJECTED: Head.REJECTED,
    ActionState.SUPERSEDED: Head.SUPERSEDED,
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
    #: By when somebody outside wants it done.
    external_on: date | None = None
    #: The information asset that it is about; empty for none. Whoever owns that one may keep the action too.
    asset: str = ""


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
    #: Of an action that is said to be done: since when the evidence holds, and what shows it.
    evidence_on: date | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Progressed:
    """What the holder says of an action: the command of the form for it."""

    #: The value of an `ActionState`.
    state: str
    words: str
    percent: int | None = None
    forecast_on: date | None = None
    evidence_on: date | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What somebody else found: the command of the form for it."""

    #: `yes` or `no`.
    accepted: str
    words: str


@dataclass(frozen=True, slots=True)
class Heads:
    """How many actions stand under each of the three heads by which the council reports. Those that were not agreed to,
    or that another one took the place of, are under none of the three and stand beside them."""

    complete: int
    in_progress: int
    not_begun: int
    superseded: int = 0
    rejected: int = 0

    @property
    def total(self) -> int:
        """Of the three."""
        return self.complete + self.in_progress + self.not_begun

    @property
    def all(self) -> int:
        """Every action that was counted."""
        return self.total + self.superseded + self.rejected


def heads_of(states: Iterable[ActionState]) -> Heads:
    """Every action is counted once."""
    found = Counter(state.head for state in states)
    return Heads(
        found[Head.COMPLETE], found[Head.IN_PROGRESS], found[Head.NOT_BEGUN], found[Head.SUPERSEDED],
        found[Head.REJECTED],
    )  # fmt: skip


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
