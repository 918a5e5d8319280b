"""Actions that somebody owes: audit recommendations, the governance action plan, lessons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ActionState(StrEnum):
    NOT_BEGUN = "not_begun"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    AWAITING_APPROVAL = "awaiting_approval"
    CLAIMED = "claimed"
    VERIFIED = "verified"
    CLOSED = "closed"
    SUPERSEDED = "superseded"


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
