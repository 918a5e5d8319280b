"""The forecast, with whatever the calendar will bring."""

from __future__ import annotations

from collections.abc import Mapping

from bot.areas.means import Means
from governance.obligations import Duty
from governance.services.chasing import Audiences
from governance.services.forecasting import Forecasting
from governance.services.forthcoming_packs import ForthcomingPacks
from governance.services.forthcoming_returns import ForthcomingReturns
from governance.services.forthcoming_updates import ForthcomingUpdates
from governance.services.incident_talks import ForthcomingTalks


def forecasting_of(means: Means, audiences: Mapping[Duty, Audiences], *, mail: bool) -> Forecasting:
    """`audiences` are the very ones that Chasing has; whoever opens something by the calendar adds a line here."""
    calendar = means.calendar
    return Forecasting(
        means.store,
        calendar,
        audiences,
        ForthcomingReturns(calendar, mail=mail),
        ForthcomingTalks(calendar, mail=mail),
        ForthcomingUpdates(calendar, mail=mail),
        news=[ForthcomingPacks(calendar)],
    )
