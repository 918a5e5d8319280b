"""Opening the quarterly returns: one an owner, with the assets as they are that day (policy 6A, 6B)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from governance.assets import Asset
from governance.assurance import Line, Return, quarter_of
from governance.audit import Event
from governance.cadences import CadenceState, asked
from governance.calendar import OPENING, Calendar
from governance.ladders import first_rung_at
from governance.obligations import Duty, Obligation
from governance.policy import PolicyVersion, in_force
from governance.ports import Failpoint, Store, Work

ASSURANCE = "assurance"
#: Owners whose returns one transaction opens.
_BATCH = 100


@dataclass(frozen=True, slots=True)
class Opened:
    """What one call opened."""

    #: The quarter that was opened, such as "2027-Q1"; empty when there was nothing to do.
    quarter: str = ""
    returns: int = 0
    assets: int = 0
    #: Assets whose owner is not on the staff list: nobody answers for them.
    unowned: int = 0
    #: Assets for which another rhythm was agreed, and that are not answered for this quarter.
    resting: int = 0


@dataclass(frozen=True, slots=True)
class _Cycle:
    quarter: str
    opened_on: date
    due_on: date
    policy: PolicyVersion


class OpeningReturns:
    """Once a quarter, whatever is called how often, by however many processes: a return is unique for its quarter and
    owner, and what a crash interrupted goes on where it stopped."""

    def __init__(self, store: Store, calendar: Calendar, new_id: Callable[[], str], failpoint: Failpoint) -> None:
        self._store = store
        self._calendar = calendar
        self._new_id = new_id
        self._failpoint = failpoint

    async def open_cycle(self, now: datetime) -> Opened:
        """Open what is to be opened at `now` (the domain's time): at 09:00 local of the first working day of a quarter,
        or at the first call after it.

        A service that begins its life after the day on which the returns would have been due opens none for this
        quarter. One that was not running until then opens them late, with all the time that there is to answer.
        """
        today = self._calendar.day_of(now)
        first = self._calendar.quarter_day(today)
        quarter = quarter_of(first)
        if now < self._calendar.at(first, OPENING):
            return Opened()
        async with self._store.work() as work:
            last = await work.ticks.last(ASSURANCE)
            if last is not None and last >= quarter:
                return Opened()
            cycle = self._cycle(quarter, first, today, is_first_ever=last is None)
            if cycle is None:
                await work.ticks.record(ASSURANCE, quarter)
                return Opened()
            assets = [asset for asset in await work.register.all_assets() if asset.live]
            known = await work.people.many({asset.owner_id for asset in assets})
            agreed = await work.cadences.in_states([CadenceState.AGREED])
        if not assets:
            # The register has not been imported yet; when it is, there may be time left.
            return Opened()
        owned: dict[str, list[Asset]] = {}
        wanted, resting = asked(assets, agreed, quarter, cycle.opened_on)
        for asset in wanted:
            if asset.owner_id in known:
                owned.setdefault(asset.owner_id, []).append(asset)
        returns, lines = await self._open_all(cycle, owned, now)
        return Opened(quarter, returns, lines, len(wanted) - sum(map(len, owned.values())), len(resting))

    def _cycle(self, quarter: str, first: date, today: date, *, is_first_ever: bool) -> _Cycle | None:
        """None when it is too late for this quarter, or the policy of the day asks for no returns."""
        policy = in_force(today)
        if Duty.ASSURANCE not in policy.ladders:
            return None
        due_on = self._calendar.add(first, policy.assurance_days)
        if today > due_on:
            if is_first_ever:
                return None
            first = self._calendar.roll_forward(today)
            due_on = self._calendar.add(first, policy.assurance_days)
        return _Cycle(quarter, first, due_on, policy)

    async def _open_all(self, cycle: _Cycle, owned: dict[str, list[Asset]], now: datetime) -> tuple[int, int]:
        owners = sorted(owned)
        batches = [owners[start : start + _BATCH] for start in range(0, len(owners), _BATCH)] or [[]]
        returns = lines = 0
        for number, batch in enumerate(batches, start=1):
            async with self._store.work() as work:
                opened = await self._open(work, cycle, {owner: owned[owner] for owner in batch}, now)
                if number == len(batches):
                    await work.ticks.record(ASSURANCE, cycle.quarter)
                self._failpoint("returns.before_commit")
            returns += opened[0]
            lines += opened[1]
        return returns, lines

    async def _open(self, work: Work, cycle: _Cycle, owned: dict[str, list[Asset]], now: datetime) -> tuple[int, int]:
        """(returns, lines) that are new."""
        wanted = {owner: Return(self._new_id(), cycle.quarter, owner, cycle.opened_on, cycle.due_on) for owner in owned}
        lines = [line_of(wanted[owner].id, asset) for owner, assets in owned.items() for asset in assets]
        await work.returns.add(wanted.values(), lines)
        there = [each for each in await work.returns.of_quarter(cycle.quarter) if each.owner_id in wanted]
        owed = [each for each in there if each.waits]
        await work.obligations.add([return_owed(each, cycle.policy, self._calendar, self._new_id()) for each in owed])
        new = {each.id for each in there} & {each.id for each in wanted.values()}
        new_lines = sum(line.return_id in new for line in lines)
        if new:
            counts: dict[str, str | int] = {"returns": len(new), "assets": new_lines}
            await work.audit.write(Event(now, "system", "", "returns_opened", cycle.quarter, counts))
        return len(new), new_lines


def return_owed(back: Return, policy: PolicyVersion, calendar: Calendar, id_: str) -> Obligation:
    """What its owner owes from then on."""
    first_at = first_rung_at(policy.ladders[Duty.ASSURANCE], back.opened_on, back.due_on, calendar)
    return Obligation(id_, Duty.ASSURANCE, back.id, 0, back.opened_on, back.due_on, policy.key, 0, first_at)


async def owed_again(work: Work, back: Return, today: date, calendar: Calendar, id_: str) -> Obligation:
    """What its owner owes when a return that was sent waits again: chased anew from today, by its date."""
    before = (await work.obligations.of(Duty.ASSURANCE, [back.id])).get(back.id)
    policy = in_force(today)
    owed = return_owed(replace(back, opened_on=today), policy, calendar, id_)
    return replace(owed, cycle=before.cycle + 1 if before else 1)


def line_of(return_id: str, asset: Asset) -> Line:
    """As the asset is now."""
    return Line(
        return_id=return_id,
        asset_reference=asset.reference,
        title=asset.title,
        classification=asset.classification,
        importance=asset.importance,
        at_risk=asset.at_risk,
        administrator_id=asset.administrator_id,
        other_administrators=asset.other_administrators,
    )
