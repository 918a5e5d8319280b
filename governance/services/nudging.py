"""A reminder in one press, to an owner or to all who have not sent their return: once a day each, and never to whoever
was reminded today already (policy 6A)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from governance.assurance import Return
from governance.audit import Event
from governance.calendar import Calendar
from governance.errors import NotFound, NotYours, Stale
from governance.ladders import Audience
from governance.notices import GATHERED, Channel, End, Kind, Notice
from governance.obligations import Duty, Obligation
from governance.owed import Hearer
from governance.people import Person
from governance.policy.rungs import by_date
from governance.ports import Clock, Failpoint, Store, Work
from governance.roles import Role
from governance.services.chasing import Audiences
from governance.services.making_packs import SEE_FIGURES
from governance.services.opening_returns import ASSURANCE
from governance.services.return_sheets import already_done

#: The rungs of reminders by hand begin here, one a day from the opening on: between those of what was put off and news.
NUDGE_RUNG = 1500
_MOST_DAYS = 400
#: To whoever owes it, or acts for them that day.
_TO_HOLDER = by_date(0, Audience.HOLDER)
_NOT_COMING = (End.SUPERSEDED, End.CANCELLED, End.DEAD)


@dataclass(frozen=True, slots=True)
class Nudged:
    """What came of a press: people, each counted once."""

    #: They are reminded with their next message, which leaves today in working hours.
    reminded: int = 0
    #: They had a reminder today already.
    already: int = 0
    #: Returns whose owner is away, or asked to be left in peace until a day, and for whom nobody acts.
    away: int = 0


class Nudging:
    """Every verb checks who asks and in which post. What it plans goes through the engine like any other reminder."""

    def __init__(
        self,
        store: Store,
        audiences: Audiences,
        calendar: Calendar,
        clock: Clock,
        new_id: Callable[[], str],
        failpoint: Failpoint,
    ) -> None:
        """`audiences` are those of returns."""
        self._store = store
        self._audiences = audiences
        self._calendar = calendar
        self._clock = clock
        self._new_id = new_id
        self._failpoint = failpoint

    async def nudge(self, by: Person, return_id: str) -> Nudged:
        """Remind whoever has to send this return. Raises NotFound, NotYours, or Stale when it is sent."""
        async with self._store.work() as work:
            role = await self._role(work, by)
            back = (await work.returns.by_ids([return_id])).get(return_id)
            if back is None:
                raise NotFound("There is no such return, or it is not open to you.")
            if not back.waits:
                raise Stale(already_done(back))
            return await self._remind(work, by, role, [back], return_id)

    async def nudge_all(self, by: Person) -> Nudged:
        """Remind everybody who has not sent their return of the newest quarter. Raises NotYours."""
        async with self._store.work() as work:
            role = await self._role(work, by)
            quarter = await work.ticks.last(ASSURANCE) or ""
            waiting = [each for each in await work.returns.of_quarter(quarter) if each.waits]
            return await self._remind(work, by, role, waiting, quarter)

    # ---------------------------------------------------------------- inside

    async def _remind(self, work: Work, by: Person, role: Role, waiting: Sequence[Return], subject: str) -> Nudged:
        now = self._clock.now()
        today = self._calendar.day_of(now)
        found = await work.obligations.of(Duty.ASSURANCE, [each.id for each in waiting])
        owed = [each for each in found.values() if each.open]
        hearers = await self._audiences.recipients(work, owed, {each.id: _TO_HOLDER for each in owed}, today)
        notices: list[Notice] = []
        away = 0
        for each in owed:
            there = _today(hearers.get(each.id) or (), today)
            away += not there
            notices += [self._notice(each, person, today, now) for person in there]
        had = await self._reminded(work, today)
        people = {each.recipient for each in notices}
        planned = await work.notices.plan([each for each in notices if each.recipient not in had])
        reminded = {each.recipient for each in planned}
        done = Nudged(len(reminded), len(people - reminded), away)
        details: dict[str, str | int] = {"reminded": done.reminded, "already": done.already, "away": done.away}
        await work.audit.write(Event(now, by.id, role, "returns_nudged", subject, details))
        self._failpoint("nudge.before_commit")
        return done

    async def _reminded(self, work: Work, today: date) -> Collection[str]:
        """Who had a digest today, or will hear of something that came due today all the same."""
        begins = self._calendar.at(today, time())
        ends = self._calendar.at(today + timedelta(days=1), time())
        coming = [
            each.recipient
            for each in await work.notices.since(begins)
            if each.due_at < ends and each.kind in GATHERED and each.state not in _NOT_COMING
        ]
        return {*await work.outbox.had_digest(today), *coming}

    def _notice(self, owed: Obligation, person_id: str, today: date, now: datetime) -> Notice:
        rung = NUDGE_RUNG + min(max((today - owed.opened_on).days, 0), _MOST_DAYS)
        return Notice(
            self._new_id(), owed.id, owed.cycle, rung, person_id, Channel.TEAMS, Kind.DIGEST, now, leaves_at=now
        )

    async def _role(self, work: Work, by: Person) -> Role:
        today = self._calendar.day_of(self._clock.now())
        roles = await work.people.roles_of(by.id, today) & SEE_FIGURES
        if not roles or by.has_left(today):
            raise NotYours("The SIRO, the Records Manager and the strategy group remind owners.")
        return min(roles)


def _today(hearers: Sequence[Hearer], today: date) -> list[str]:
    """Those who would hear today; who is away hears when they are back, of themselves."""
    return [each.person_id for each in hearers if each.from_on is None or each.from_on <= today]
