"""The services of actions on a store, for the faces."""

from __future__ import annotations

from bot.teams.acting import ActionServices
from governance.ports import Ticker
from governance.services.acting import Acting
from governance.services.action_writing import ActionWriting
from governance.services.extending import Extending
from governance.services.following import Following
from governance.services.keeping_actions import KeepingActions
from governance.services.listing_actions import ListingActions
from governance.services.settling import Settling
from governance.services.snoozing import Snoozing
from storage.work import SqlStore
from tests.governance.actions_world import CALENDAR, never, new_id, subjects


def action_services(store: SqlStore, clock: Ticker) -> ActionServices:
    settling = Settling(CALENDAR, clock, new_id)
    writing = ActionWriting(settling, clock, clock, new_id)
    return ActionServices(
        Acting(store, writing, CALENDAR, clock, never),
        Extending(store, settling, CALENDAR, clock, clock, new_id, never),
        Following(store, CALENDAR, clock),
        Snoozing(store, subjects(), CALENDAR, clock, clock, new_id),
        KeepingActions(store, settling, writing, CALENDAR, clock, never),
        ListingActions(store, CALENDAR, clock),
    )
