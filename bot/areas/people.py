"""The services about people who come and go."""

from __future__ import annotations

from dataclasses import dataclass

from bot.areas.means import Means
from governance.obligations import Duty
from governance.services.naming_administrators import AdministratorSubjects, NamingAdministrators
from governance.services.owing import Subjects
from governance.services.standing_in import ActingSubjects, StandingIn


@dataclass(frozen=True, slots=True)
class PeopleServices:
    naming: NamingAdministrators
    standing_in: StandingIn


def people_services(means: Means) -> PeopleServices:
    shared = (means.store, means.calendar, means.clock, means.ticker, means.new_id, means.failpoint)
    return PeopleServices(NamingAdministrators(*shared), StandingIn(*shared))


def people_subjects() -> dict[Duty, Subjects]:
    """What the duties about people who come and go are about."""
    return {Duty.NAME_ADMINISTRATOR: AdministratorSubjects(), Duty.ACTING_ENDS: ActingSubjects()}
