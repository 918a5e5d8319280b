"""The figures about incidents: for those who handle them, for the Senior Information Risk Owner, and for a paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from governance.audit import Event
from governance.calendar import Calendar
from governance.errors import NotYours, Refused
from governance.incident_figures import IncidentFigures, Period, figures_of
from governance.incidents import HANDLE_INCIDENTS
from governance.people import Person
from governance.ports import Clock, Store
from governance.roles import COUNT_INCIDENTS, Role

#: The verb of the record.
MADE = "incident_figures_made"
#: The names of the documents that they are made into.
WORD_DOCUMENT, EXCEL_DOCUMENT = "incident-figures-word", "incident-figures-excel"
_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Offered:
    """What somebody may have."""

    period: Period
    #: Without small numbers.
    hides: bool


class CountingIncidents:
    """Reads what stands in the clear, and nothing that is sealed."""

    def __init__(self, store: Store, calendar: Calendar, clock: Clock) -> None:
        self._store = store
        self._calendar = calendar
        self._clock = clock

    async def offered_to(self, by: Person) -> Offered:
        """The newest quarter that is over, for whoever may have its figures. Raises NotYours for everybody else.

        A quarter and no other time: of two times that overlap, one could be taken from the other.
        """
        return Offered(self.last_quarter(), _hides(await self._post(by)))

    async def for_person(self, by: Person, period: Period) -> IncidentFigures:
        """In full for those who handle incidents, who see each of them; without small numbers for the Senior
        Information Risk Owner. On the record. Raises NotYours for everybody else, and Refused as `published`."""
        role = await self._post(by)
        return await self._figures(period, by.id, role, hides=_hides(role))

    async def published(self, period: Period) -> IncidentFigures:
        """Without small numbers. On the record. Raises Refused for a time that is not over, or ends before it begins:
        figures that grow while somebody looks would show when an incident was reported."""
        return await self._figures(period, "system", "administrator", hides=True)

    def last_quarter(self) -> Period:
        """The newest that is over, from January, April, July or October."""
        today = self._calendar.day_of(self._clock.now())
        this = today.replace(month=(today.month - 1) // _QUARTER * _QUARTER + 1, day=1)
        last = this - timedelta(days=1)
        return Period(last.replace(month=last.month - _QUARTER + 1, day=1), last)

    async def _post(self, by: Person) -> Role:
        today = self._calendar.day_of(self._clock.now())
        async with self._store.work() as work:
            mine = await work.people.roles_of(by.id, today)
        if not by.has_left(today):
            for role in COUNT_INCIDENTS:
                if role in mine:
                    return role
        raise NotYours("Only the people who handle incidents and the Senior Information Risk Owner see these figures.")

    async def _figures(self, period: Period, actor: str, role: str, *, hides: bool) -> IncidentFigures:
        now = self._clock.now()
        if period.last < period.first:
            raise Refused(f"{period.last} is before {period.first}. Give the earlier day first.")
        if period.last >= self._calendar.day_of(now):
            raise Refused(
                f"The time until {period.last} is not over. Give a day before today: figures that grow from day to "
                "day would show when an incident was reported."
            )
        async with self._store.work() as work:
            await work.audit.write(Event(now, actor, role, MADE, f"incidents:{period.first}:{period.last}"))
            incidents = await work.incidents.everything()
            courses = {each.incident_id: each for each in await work.courses.everything()}
        return figures_of(period, incidents, courses, hides=hides)


def _hides(role: Role) -> bool:
    """From everybody who does not see each incident anyway."""
    return role not in HANDLE_INCIDENTS
