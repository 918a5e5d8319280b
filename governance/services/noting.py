"""The Senior Information Risk Owner notes the returns that were accepted: many in one press (policy 6A, 7d)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date

from governance.assurance import Return, ReturnState, days_late
from governance.assurance_answers import differences
from governance.assurance_questions import PER_ASSET, PER_PORTFOLIO
from governance.audit import Event
from governance.calendar import Calendar
from governance.errors import NotYours, Stale
from governance.people import Person
from governance.ports import Clock, Failpoint, Store, Work
from governance.roles import Role
from governance.services.opening_returns import ASSURANCE
from governance.services.return_sheets import name_of
from governance.services.the_siro import is_siro
from governance.siro_decisions import Noting

_ACCEPTED = (ReturnState.ACCEPTED, ReturnState.LATE_ACCEPTED)


@dataclass(frozen=True, slots=True)
class AcceptedReturn:
    """One that waits to be noted."""

    back: Return
    owner: str
    #: How many answers are no or changed.
    different: int
    #: Working days.
    days_late: int


@dataclass(frozen=True, slots=True)
class ToNote:
    """The accepted returns of the newest quarter that nobody has noted, by owner."""

    #: Such as "2027-Q1"; empty when none were ever opened.
    quarter: str
    returns: tuple[AcceptedReturn, ...] = ()
    #: How many are noted.
    noted: int = 0

    @property
    def mark(self) -> str:
        """Names exactly these returns as they stand: one press notes what was shown and nothing else."""
        shown = "\n".join(sorted(f"{each.back.id} {each.back.version}" for each in self.returns))
        return hashlib.blake2b(shown.encode(), digest_size=16).hexdigest()


class NotingReturns:
    """Every verb checks who asks and in which post, and that the returns are those that were shown."""

    def __init__(self, store: Store, calendar: Calendar, clock: Clock, failpoint: Failpoint) -> None:
        self._store = store
        self._calendar = calendar
        self._clock = clock
        self._failpoint = failpoint

    async def waiting(self, by: Person) -> ToNote:
        """Raises NotYours."""
        async with self._store.work() as work:
            await self._must_be_siro(work, by, self._today())
            return await self._found(work)

    async def note(self, by: Person, quarter: str, mark: str) -> int:
        """Note those that were shown; how many that were. The same press again notes nothing more and says the same.
        Raises NotYours, or Stale when others were noted or accepted since."""
        today = self._today()
        async with self._store.work() as work:
            await self._must_be_siro(work, by, today)
            found = await self._found(work)
            if not found.returns or found.quarter != quarter or found.mark != mark:
                return await self._too_late(work, by, quarter, mark)
            backs = [each.back for each in found.returns]
            for back in backs:
                await work.returns.change(replace(back, state=ReturnState.NOTED), back.version)
            role = Role.SIRO.value
            notings = [Noting(back.id, back.version, today, by.id, by.name, role, mark) for back in backs]
            await work.siro.note(notings)
            details: dict[str, str | int] = {"returns": len(notings), "mark": mark}
            await work.audit.write(Event(self._clock.now(), by.id, Role.SIRO, "returns_noted", quarter, details))
            self._failpoint("note.before_commit")
            return len(notings)

    # ---------------------------------------------------------------- inside

    async def _found(self, work: Work) -> ToNote:
        quarter = await work.ticks.last(ASSURANCE) or ""
        returns = await work.returns.of_quarter(quarter)
        accepted = [each for each in returns if each.state in _ACCEPTED]
        people = await work.people.many({each.owner_id for each in accepted})
        lines = await work.returns.lines([each.id for each in accepted])
        waiting = [
            AcceptedReturn(
                back, name_of(people, back.owner_id),
                sum(1 for line in lines.get(back.id, ()) for _ in differences(PER_ASSET, line.answers))
                + sum(1 for _ in differences(PER_PORTFOLIO, back.answers)),
                days_late(back, back.due_on, self._calendar),
            )
            for back in accepted
        ]  # fmt: skip
        noted = sum(each.state is ReturnState.NOTED for each in returns)
        return ToNote(quarter, tuple(sorted(waiting, key=lambda each: (each.owner, each.back.id))), noted)

    async def _too_late(self, work: Work, by: Person, quarter: str, mark: str) -> int:
        """What one's own press noted when it came the first time; else whoever pressed is told what changed."""
        noted = [each.id for each in await work.returns.of_quarter(quarter) if each.state is ReturnState.NOTED]
        notings = [each for each in (await work.siro.notings(noted)).values() if each.mark == mark]
        if not notings:
            raise Stale("What waits to be noted changed since it was shown. Look again.")
        first = notings[0]
        if first.by_id != by.id:
            raise Stale(f"This was already done by {first.by_name} on {first.on.day} {first.on:%B %Y}.")
        return len(notings)

    async def _must_be_siro(self, work: Work, by: Person, today: date) -> None:
        if not await is_siro(work, by, today):
            raise NotYours("The SIRO notes the returns that were accepted.")

    def _today(self) -> date:
        return self._calendar.day_of(self._clock.now())
