"""The returns that quarter days to come will open, for the forecast: nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from governance.assurance import quarter_of, quarter_words
from governance.cadences import CadenceState, asked
from governance.calendar import OPENING, Calendar
from governance.ladders import first_rung_at
from governance.obligations import Duty, Obligation
from governance.owed import Owed
from governance.policy import in_force
from governance.ports import Work
from governance.services.chasing import Audiences
from governance.services.opening_returns import ASSURANCE
from governance.services.owing import OwedAudiences


class ForthcomingReturns:
    """Implements `governance.services.forecasting.Forthcoming` with the register and the owners as they are now."""

    def __init__(self, calendar: Calendar, *, mail: bool) -> None:
        self._calendar = calendar
        self._mail = mail

    async def opening(self, work: Work, now: datetime, end: datetime) -> tuple[Sequence[Obligation], Audiences]:
        """As the protocol says."""
        last = await work.ticks.last(ASSURANCE)
        subjects = _Foreseen()
        obligations: list[Obligation] = []
        if days := list(self._quarter_days(now, end, last or "")):
            assets = [asset for asset in await work.register.all_assets() if asset.live]
            known = await work.people.many({asset.owner_id for asset in assets})
            agreed = await work.cadences.in_states([CadenceState.AGREED])
            for day in days:
                wanted, _ = asked(assets, agreed, quarter_of(day), day)
                owners = Counter(asset.owner_id for asset in wanted if asset.owner_id in known)
                obligations += [self._obligation(subjects, owner, owners[owner], day) for owner in sorted(owners)]
        return obligations, OwedAudiences(subjects, self._calendar, mail=self._mail)

    def _quarter_days(self, now: datetime, end: datetime, last: str) -> Iterator[date]:
        """Those whose nine o'clock lies between `now` and `end` and whose returns are not open yet."""
        first = self._calendar.next_quarter_day(self._calendar.day_of(now))
        today = self._calendar.quarter_day(self._calendar.day_of(now))
        if now < self._calendar.at(today, OPENING):
            first = today
        while self._calendar.at(first, OPENING) < end:
            if quarter_of(first) > last:
                yield first
            first = self._calendar.next_quarter_day(first)

    def _obligation(self, subjects: _Foreseen, owner: str, assets: int, opened_on: date) -> Obligation:
        policy = in_force(opened_on)
        due_on = self._calendar.add(opened_on, policy.assurance_days)
        first_at = first_rung_at(policy.ladders[Duty.ASSURANCE], opened_on, due_on, self._calendar)
        subject = f"{quarter_of(opened_on)}/{owner}"
        title = f"Information asset return, {quarter_words(quarter_of(opened_on))}"
        subjects.know(subject, Owed(owner, title, 1, untouched=True, assets=assets))
        return Obligation(subject, Duty.ASSURANCE, subject, 0, opened_on, due_on, policy.key, 0, first_at)


class _Foreseen:
    """What the made-up obligations are about."""

    def __init__(self) -> None:
        self._owed: dict[str, Owed] = {}

    def know(self, subject: str, owed: Owed) -> None:
        self._owed[subject] = owed

    async def owed(self, _work: Work, obligations: Sequence[Obligation]) -> Mapping[str, Owed]:
        return {each.id: self._owed[each.subject_id] for each in obligations}
