"""The year's report on concerns: for the Audit and Procurement Committee, with numbers and without names (paragraph
29)."""

from __future__ import annotations

from governance.audit import Event
from governance.calendar import Calendar
from governance.concern_figures import YearFigures, figures_of
from governance.errors import NotYours, Refused
from governance.lessons import names_one_of, whole_names
from governance.people import Person
from governance.ports import Clock, Store
from governance.roles import REPORT_YEARLY, Role
from governance.services.registering import Registering
from governance.years import last_day, year_of, year_words

#: The verb of the record.
MADE = "yearly_report_made"
#: The names of the documents that it is made into.
WORD_DOCUMENT, EXCEL_DOCUMENT = "yearly-concerns-word", "yearly-concerns-excel"


class ReportingYearly:
    """Reads the register, and nothing that is sealed to a handler."""

    def __init__(self, store: Store, registering: Registering, calendar: Calendar, clock: Clock) -> None:
        self._store = store
        self._registering = registering
        self._calendar = calendar
        self._clock = clock

    def last_year(self) -> int:
        """The newest year that is over."""
        return year_of(self._calendar.day_of(self._clock.now())) - 1

    async def for_person(self, by: Person, year: int) -> YearFigures:
        """For one of the two posts. Raises NotYours for everybody else, and Refused as `figures`."""
        return await self.figures(year, by.id, await self._post(by))

    async def offered_to(self, by: Person) -> int:
        """The newest year that is over, for whoever may have its report. Raises NotYours for everybody else."""
        await self._post(by)
        return self.last_year()

    async def _post(self, by: Person) -> Role:
        today = self._calendar.day_of(self._clock.now())
        async with self._store.work() as work:
            mine = await work.people.roles_of(by.id, today) & REPORT_YEARLY
        if not mine or by.has_left(today):
            raise NotYours("Only the Monitoring Officer and the Chief Internal Auditor make this report.")
        return min(mine)

    async def figures(self, year: int, actor: str = "system", role: str = "administrator") -> YearFigures:
        """The figures of a year that is over. On the record.

        Raises Refused while it is not over: figures that grow while somebody looks would show when a concern closed,
        and to whoever was kept out of it that there was one.
        """
        now = self._clock.now()
        if last_day(year) >= self._calendar.day_of(now):
            raise Refused(
                f"The year {year_words(year)} is not over. Its report can be made from the day after {last_day(year)}: "
                "figures that grow from day to day would show when a concern closed."
            )
        async with self._store.work() as work:
            await work.audit.write(Event(now, actor, role, MADE, f"concerns:{year}"))
            await self._registering.catch_up(work)
            lines = await self._registering.year(work, year)
            names = whole_names(each.name for each in await work.people.everyone())
        return figures_of(year, lines, lambda lesson: names_one_of(lesson, names))
