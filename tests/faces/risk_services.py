"""The services about risks that the face is given in tests."""

from __future__ import annotations

from bot.areas.risks import risk_subjects
from bot.teams.risk_forms import RiskServices
from governance.calendar import Calendar
from governance.ports import Ticker
from governance.services.accepting_risks import AcceptingRisks
from governance.services.keeping_risks import KeepingRisks
from governance.services.reading_risks import ReadingRisks
from governance.services.risk_records import RiskWriter
from governance.services.settling import Settling
from storage.work import SqlStore
from tests.governance.actions_world import never, new_id

__all__ = ["risk_services", "risk_subjects"]


def risk_services(store: SqlStore, clock: Ticker) -> RiskServices:
    calendar = Calendar()
    writer = RiskWriter(calendar, clock, new_id)
    settling = Settling(calendar, clock, new_id)
    return RiskServices(
        KeepingRisks(store, writer, settling, calendar, clock, never),
        AcceptingRisks(store, writer, calendar, clock, never),
        ReadingRisks(store, calendar, clock),
    )
