"""The services about people who come and go on a store, for the faces."""

from __future__ import annotations

from bot.teams.people import PeopleParts
from governance.ports import Ticker
from governance.services.naming_administrators import NamingAdministrators
from governance.services.standing_in import StandingIn
from storage.work import SqlStore
from tests.governance.actions_world import CALENDAR, never, new_id


def people_parts(store: SqlStore, clock: Ticker) -> PeopleParts:
    shared = (store, CALENDAR, clock, clock, new_id, never)
    return PeopleParts(NamingAdministrators(*shared), StandingIn(*shared))
