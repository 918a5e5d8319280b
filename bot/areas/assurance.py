"""The services of those who look after all the returns."""

from __future__ import annotations

from dataclasses import dataclass

from bot.areas.means import Means
from governance.services.exempting import Exempting
from governance.services.noting import NotingReturns
from governance.services.overseeing import Overseeing
from governance.services.watching_returns import WatchingReturns


@dataclass(frozen=True, slots=True)
class AssuranceServices:
    overseeing: Overseeing
    watching: WatchingReturns
    exempting: Exempting
    noting: NotingReturns


def assurance_services(means: Means) -> AssuranceServices:
    store, calendar, clock = means.store, means.calendar, means.clock
    return AssuranceServices(
        Overseeing(store, calendar),
        WatchingReturns(store, calendar, clock),
        Exempting(store, calendar, clock, means.ticker, means.new_id, means.failpoint),
        NotingReturns(store, calendar, clock, means.failpoint),
    )
