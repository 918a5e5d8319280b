"""The register of actions, sorted for whoever keeps it: what is to be done, and what waits for whom."""

from __future__ import annotations

from enum import StrEnum

from governance.actions import Action, ActionState


class Shelf(StrEnum):
    OPEN = "open"
    PROPOSED = "proposed"
    UNDATED = "undated"
    CLAIMED = "claimed"
    VERIFIED = "verified"
    ENDED = "ended"

    def holds(self, action: Action) -> bool:
        match self:
            case Shelf.OPEN:
                return action.state.owed
            case Shelf.PROPOSED:
                return action.state is ActionState.PROPOSED
            case Shelf.UNDATED:
                return action.state.with_holder and action.due_on is None
            case Shelf.CLAIMED:
                return action.state is ActionState.CLAIMED
            case Shelf.VERIFIED:
                return action.state is ActionState.VERIFIED
            case Shelf.ENDED:
                return not action.state.owed and action.state is not ActionState.VERIFIED
