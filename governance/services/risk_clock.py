"""What becomes of risks by itself: acceptances run out, or do not hold any more; and what happens to an asset brings
its risks' reviews forward (Information Risk Management Policy 7d)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

from governance.calendar import Calendar
from governance.policy import in_force
from governance.ports import Failpoint, Store, Work
from governance.risks import Acceptance, AcceptanceState, Happened, RiskState, still_holds
from governance.services.risk_records import SYSTEM, RiskFile, RiskWriter, band_now, find_risk, next_entry

#: Acceptances that end in one transaction.
_BATCH = 50
#: The mark under which the last day is kept on which all was looked at.
_MARK = "risk_clock"


class RiskClock:
    """Asked at every tick; it works once a day."""

    def __init__(self, store: Store, writer: RiskWriter, calendar: Calendar, failpoint: Failpoint) -> None:
        self._store = store
        self._writer = writer
        self._calendar = calendar
        self._failpoint = failpoint

    async def run(self, now: datetime) -> int:
        """End what has run out and what does not hold any more: the risk is open again. How many that were. Risks whose
        asset was changed are looked at within five working days."""
        today = self._calendar.day_of(now)
        async with self._store.work() as work:
            if await work.ticks.last(_MARK) == today.isoformat():
                return 0
            held = await work.risks.accepted()
            risks = await work.risks.by_references({each.reference for each in held})
            assets = await work.register.assets({risk.asset_reference for risk in risks.values()})
            ending = []
            for each in held:
                risk = risks[each.reference]
                asset = assets[risk.asset_reference]
                band = band_now(risk, in_force(today))
                if each.until_on < today or not still_holds(each, band, asset.classification, asset.owner_id):
                    ending.append(each)
        for start in range(0, len(ending), _BATCH):
            async with self._store.work() as work:
                for each in ending[start : start + _BATCH]:
                    await self._end(work, each, today, now)
                self._failpoint("risk_clock.before_commit")
        async with self._store.work() as work:
            for reference in await self._changed(work):
                await self._writer.settle(work, reference, now, soon=True)
            await work.ticks.record(_MARK, today.isoformat())
        return len(ending)

    async def bring_forward(self, work: Work, asset_references: Collection[str], now: datetime) -> int:
        """Something happened to these assets (an incident, a change, a new owner): their risks are looked at within
        five working days. In the caller's transaction; how many risks."""
        touched = [risk for risk in await work.risks.about(asset_references) if risk.state.kept]
        for risk in touched:
            await self._writer.settle(work, risk.reference, now, soon=True)
        return len(touched)

    async def _changed(self, work: Work) -> Sequence[str]:
        """Risks whose asset was changed, or got another owner, since their owner last looked at them."""
        risks = await work.risks.in_states([state for state in RiskState if state.kept])
        changes = await work.assets.history({risk.asset_reference for risk in risks})
        return [
            risk.reference
            for risk in risks
            if any(change.on > risk.reviewed_on for change in changes.get(risk.asset_reference, ()))
        ]

    async def _end(self, work: Work, held: Acceptance, today: date, now: datetime) -> None:
        """Another process may have done it a moment ago: then there is nothing to do."""
        file = await find_risk(work, held.reference)
        granted = file.granted
        if granted is None or granted.number != held.number:
            return
        expired = held.until_on < today
        state = AcceptanceState.EXPIRED if expired else AcceptanceState.INVALIDATED
        await work.risks.end_acceptance(held.reference, held.number, AcceptanceState.GRANTED, state, today)
        happened = Happened.EXPIRED if expired else Happened.INVALIDATED
        entry = next_entry(file, happened, today, (SYSTEM, "Candour", SYSTEM), "" if expired else _why(file, held))
        reopened = RiskState.TREATING if file.risk.state is RiskState.ACCEPTED else file.risk.state
        await self._writer.write(work, file, replace(file.risk, state=reopened), entry, now)
        if not expired:
            await self._writer.settle(work, held.reference, now, soon=True)


def _why(file: RiskFile, held: Acceptance) -> str:
    if file.asset.owner_id != held.owner_id:
        return "The asset has another owner now, who has not accepted anything yet."
    if file.asset.classification != held.classification:
        return "The asset's classification has changed since it was accepted."
    return "The risk has risen since it was accepted."
