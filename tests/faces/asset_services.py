"""The services of the asset register on a store, for the faces."""

from __future__ import annotations

from bot.teams.keeping import AssetServices
from governance.ports import Ticker
from governance.services.keeping_assets import KeepingAssets
from governance.services.moving_lines import MovingLines
from governance.services.transferring import Transferring
from storage.work import SqlStore
from tests.governance.actions_world import CALENDAR, never, new_id


def asset_services(store: SqlStore, clock: Ticker) -> AssetServices:
    moving = MovingLines(CALENDAR, clock, new_id)
    return AssetServices(
        KeepingAssets(store, moving, CALENDAR, clock, never),
        Transferring(store, moving, CALENDAR, clock, clock, new_id, never),
    )
