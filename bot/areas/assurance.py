"""The services of those who look after all the returns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.areas.means import Means
from governance.obligations import Duty
from governance.services.agreeing_cadences import AgreeingCadences
from governance.services.cadence_clock import CadenceClock
from governance.services.cadence_subjects import CadenceSubjects
from governance.services.exempting import Exempting
from governance.services.noting import NotingReturns
from governance.services.overseeing import Overseeing
from governance.services.owed_returns import AssuranceSubjects
from governance.services.owing import Subjects
from governance.services.watching_returns import WatchingReturns


@dataclass(frozen=True, slots=True)
class AssuranceServices:
    overseeing: Overseeing
    watching: WatchingReturns
    exempting: Exempting
    noting: NotingReturns
    cadences: AgreeingCadences
    cadence_clock: CadenceClock

    async def run(self, now: datetime) -> None:
        """What happens by itself, at every tick."""
        await self.cadence_clock.run(now)


def assurance_services(means: Means) -> AssuranceServices:
    store, calendar, clock = means.store, means.calendar, means.clock
    return AssuranceServices(
        Overseeing(store, calendar),
        WatchingReturns(store, calendar, clock),
        Exempting(store, calendar, clock, means.ticker, means.new_id, means.failpoint),
        NotingReturns(store, calendar, clock, means.failpoint),
        AgreeingCadences(store, calendar, clock, means.ticker, means.new_id, means.failpoint),
        CadenceClock(store, calendar, means.ticker, means.new_id, means.failpoint),
    )


def assurance_subjects() -> dict[Duty, Subjects]:
    """What the obligations about returns and their rhythm are about."""
    rhythms = CadenceSubjects()
    return {Duty.ASSURANCE: AssuranceSubjects(), Duty.CADENCE: rhythms, Duty.CADENCE_EXPIRY: rhythms}
