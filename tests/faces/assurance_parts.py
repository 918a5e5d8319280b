"""The services of those who look after all the returns on a store, for the faces."""

from __future__ import annotations

from bot.teams.linking import Links
from bot.teams.overseeing import AssuranceParts
from governance.ports import Ticker
from governance.services.agreeing_cadences import AgreeingCadences
from governance.services.exempting import Exempting
from governance.services.making_packs import MakingPacks
from governance.services.noting import NotingReturns
from governance.services.overseeing import Overseeing
from governance.services.watching_returns import WatchingReturns
from storage.work import SqlStore
from tests.governance.actions_world import CALENDAR, never, new_id


def assurance_parts(store: SqlStore, clock: Ticker, links: Links) -> AssuranceParts:
    return AssuranceParts(
        Overseeing(store, CALENDAR),
        WatchingReturns(store, CALENDAR, clock),
        Exempting(store, CALENDAR, clock, clock, new_id, never),
        NotingReturns(store, CALENDAR, clock, never),
        AgreeingCadences(store, CALENDAR, clock, clock, new_id, never),
        MakingPacks(store, CALENDAR, clock, clock, new_id, never),
        links,
    )
