"""The services of the asset register on a store, for the faces."""

from __future__ import annotations

from bot.teams.keeping import AssetServices
from governance.ports import Ticker
from governance.services.appointing import Appointing
from governance.services.keeping_assets import KeepingAssets
from governance.services.moving_lines import MovingLines
from governance.services.reviewing_returns import ReviewingReturns
from governance.services.risk_clock import RiskClock
from governance.services.risk_records import RiskWriter
from governance.services.settling import Settling
from governance.services.transferring import Transferring
from storage.work import SqlStore
from tests.governance.actions_world import CALENDAR, never, new_id


def asset_services(store: SqlStore, clock: Ticker) -> AssetServices:
    moving, settling = MovingLines(CALENDAR, clock, new_id), Settling(CALENDAR, clock, new_id)
    risks = RiskClock(store, RiskWriter(CALENDAR, clock, new_id), CALENDAR, never)
    return AssetServices(
        KeepingAssets(store, moving, CALENDAR, clock, never),
        Transferring(store, moving, CALENDAR, clock, clock, new_id, never),
        Appointing(store, settling, moving, risks, CALENDAR, clock, clock, new_id, never),
        ReviewingReturns(store, CALENDAR, clock, clock, new_id, never),
    )
