"""The registers of assets and people, kept between two imports."""

from __future__ import annotations

from dataclasses import dataclass

from bot.areas.means import Means
from governance.services.importing import Importing
from governance.services.keeping_assets import KeepingAssets
from governance.services.moving_lines import MovingLines
from governance.services.settling import Settling
from governance.services.transferring import Transferring


@dataclass(frozen=True, slots=True)
class RegisterServices:
    importing: Importing
    keeping: KeepingAssets
    transferring: Transferring


def register_services(means: Means) -> RegisterServices:
    calendar, ticker, new_id = means.calendar, means.ticker, means.new_id
    moving = MovingLines(calendar, ticker, new_id)
    return RegisterServices(
        importing=Importing(means.store, means.clock, calendar, Settling(calendar, ticker, new_id), moving),
        keeping=KeepingAssets(means.store, moving, calendar, means.clock, means.failpoint),
        transferring=Transferring(means.store, moving, calendar, means.clock, ticker, new_id, means.failpoint),
    )
