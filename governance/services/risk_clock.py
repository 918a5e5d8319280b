"""What becomes of risks by itself: acceptances run out, or do not hold any more; and what happens to an asset brings
its risks' reviews forward (Information Risk Management Policy 7d)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from governance.calendar import Calendar
from governance.people import Person
from governance.policy import in_force
from governance.ports import Failpoint, Store, Work
from governance.risks import Acceptance, AcceptanceState, Happened, RiskState, still_holds
from governance.roles import Holding, Role
from governance.services.risk_records import SYSTEM, RiskFile, RiskWriter, band_now, find_risk, next_entry

#: Acceptances that end in one transaction.
_BATCH = 50
#: The mark under which the last day is kept on which all was looked at.
_MARK = "risk_clock"
_RISEN = "The risk has risen since it was accepted."
_FALLEN = "The risk has fallen since this was asked for."
_ANOTHER_OWNER = "The asset has another owner now, who has not accepted anything yet."


class RiskClock:
    """Asked at every tick; it works once a day."""

    def __init__(self, store: Store, writer: RiskWriter, calendar: Calendar, failpoint: Failpoint) -> None:
        self._store = store
        self._writer = writer
        self._calendar = calendar
        self._failpoint = failpoint

    async def run(self, now: datetime) -> int:
        """End what has run out and what does not hold any more: the risk is open again. So does what was asked for on
        behalf of an owner who has left, or owns it no more: whoever is appointed is asked anew. How many that were.
        Risks whose asset was changed are looked at within five working days."""
        today = self._calendar.day_of(now)
        async with self._store.work() as work:
            if await work.ticks.last(_MARK) == today.isoformat():
                return 0
            ending = await self._do_not_hold(work, today)
            orphaned = await self._without_their_owner(work, today)
        for start in range(0, len(ending), _BATCH):
            async with self._store.work() as work:
                for each in ending[start : start + _BATCH]:
                    await self._end(work, each, today, now)
                self._failpoint("risk_clock.before_commit")
        for start in range(0, len(orphaned), _BATCH):
            async with self._store.work() as work:
                for each in orphaned[start : start + _BATCH]:
                    await self._orphan(work, each, today, now)
                self._failpoint("risk_clock.before_commit")
        async with self._store.work() as work:
            for reference in await self._changed(work):
                await self._writer.settle(work, reference, now, soon=True)
            await work.ticks.record(_MARK, today.isoformat())
        return len(ending) + len(orphaned)

    async def bring_forward(self, work: Work, asset_references: Collection[str], now: datetime) -> int:
        """Something happened to these assets (an incident, a change, a new owner): their risks are looked at within
        five working days. In the caller's transaction; how many risks."""
        touched = [risk for risk in await work.risks.about(asset_references) if risk.state.kept]
        for risk in touched:
            await self._writer.settle(work, risk.reference, now, soon=True)
        return len(touched)

    async def handed_over(self, work: Work, asset_references: Collection[str], now: datetime) -> Sequence[str]:
        """These assets have another owner as of now: what was accepted of their risks for the one before ends, and so
        does what was asked for; the new one looks at them within five working days. In the caller's transaction; the
        references of the risks that are not closed."""
        today = self._calendar.day_of(now)
        open_risks = [risk for risk in await work.risks.about(asset_references) if risk.state.open]
        for risk in open_risks:
            file = await find_risk(work, risk.reference)
            if (asked := file.asked) is not None and asked.owner_id != file.asset.owner_id:
                await self._take_back(work, file, asked, _ANOTHER_OWNER, now)
            file = await find_risk(work, risk.reference)
            if (granted := file.granted) is not None and granted.owner_id != file.asset.owner_id:
                await self._end(work, granted, today, now)
            await self._writer.settle(work, risk.reference, now, soon=True)
        return [risk.reference for risk in open_risks]

    async def recheck(self, work: Work, reference: str, now: datetime) -> None:
        """A risk was changed from outside: what was accepted of it, or asked for, ends where it does not hold any more.
        In the caller's transaction."""
        today = self._calendar.day_of(now)
        file = await find_risk(work, reference)
        band = band_now(file.risk, in_force(today))
        if (asked := file.asked) is not None and asked.band is not band:
            await self._take_back(work, file, asked, _RISEN if band.rank > asked.band.rank else _FALLEN, now)
        file = await find_risk(work, reference)
        held = file.granted
        if held is not None and not still_holds(held, band, file.asset.classification, file.asset.owner_id):
            await self._end(work, held, today, now)

    async def _take_back(self, work: Work, file: RiskFile, asked: Acceptance, why: str, now: datetime) -> None:
        """Nobody decides about it any more."""
        today = self._calendar.day_of(now)
        await work.risks.end_acceptance(
            asked.reference, asked.number, AcceptanceState.ASKED, AcceptanceState.INVALIDATED, today
        )
        entry = next_entry(file, Happened.INVALIDATED, today, (SYSTEM, "Candour", SYSTEM), why)
        state = file.risk.state
        if state is RiskState.ACCEPT_REQUESTED:
            state = RiskState.ACCEPTED if file.granted is not None else RiskState.TREATING
        await self._writer.write(work, file, replace(file.risk, state=state), entry, now)

    async def _do_not_hold(self, work: Work, today: date) -> list[Acceptance]:
        held = await work.risks.accepted()
        risks = await work.risks.by_references({each.reference for each in held})
        assets = await work.register.assets({risk.asset_reference for risk in risks.values()})
        owners = await _owners(work, {asset.owner_id for asset in assets.values()})
        ending = []
        for each in held:
            risk = risks[each.reference]
            asset = assets[risk.asset_reference]
            holds = still_holds(each, band_now(risk, in_force(today)), asset.classification, asset.owner_id)
            if each.until_on < today or not holds or owners[asset.owner_id].another_role(each.asked_on, today):
                ending.append(each)
        return ending

    async def _without_their_owner(self, work: Work, today: date) -> list[Acceptance]:
        """Requests whose asset has another owner, or one who has left or is no Information Asset Owner any more."""
        risks = {each.reference: each for each in await work.risks.in_states([RiskState.ACCEPT_REQUESTED])}
        assets = await work.register.assets({risk.asset_reference for risk in risks.values()})
        owners = await _owners(work, {asset.owner_id for asset in assets.values()})
        found = []
        for reference, acceptances in (await work.risks.acceptances(risks.keys())).items():
            asset = assets.get(risks[reference].asset_reference)
            for each in acceptances:
                if asset is None or each.state is not AcceptanceState.ASKED:
                    continue
                if asset.owner_id != each.owner_id or owners[asset.owner_id].another_role(each.asked_on, today):
                    found.append(each)
        return found

    async def _orphan(self, work: Work, asked: Acceptance, today: date, now: datetime) -> None:
        """Another process may have done it a moment ago, or somebody decided: then there is nothing to do."""
        file = await find_risk(work, asked.reference)
        if file.asked is not None and file.asked.number == asked.number:
            await self._take_back(work, file, file.asked, await _why(work, file, asked, today), now)
            await self._writer.settle(work, asked.reference, now, soon=True)

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
        words = "" if expired else await _why(work, file, held, today)
        entry = next_entry(file, happened, today, (SYSTEM, "Candour", SYSTEM), words)
        reopened = RiskState.TREATING if file.risk.state is RiskState.ACCEPTED else file.risk.state
        await self._writer.write(work, file, replace(file.risk, state=reopened), entry, now)
        if not expired:
            await self._writer.settle(work, held.reference, now, soon=True)


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whoever owns assets, and since when as what."""

    person: Person | None
    holdings: Sequence[Holding]

    def another_role(self, then: date, today: date) -> bool:
        """Whether they have left, or are not the Information Asset Owner any more that they were then."""
        if self.person is None or self.person.has_left(today):
            return True
        held = [each for each in self.holdings if each.role is Role.INFORMATION_ASSET_OWNER]
        return any(each.holds_on(then) for each in held) and not any(each.holds_on(today) for each in held)


async def _owners(work: Work, ids: Collection[str]) -> Mapping[str, _Owner]:
    people, holdings = await work.people.many(ids), await work.people.holdings_of(ids)
    return {each: _Owner(people.get(each), holdings.get(each, ())) for each in ids}


async def _why(work: Work, file: RiskFile, held: Acceptance, today: date) -> str:
    owner_id = file.asset.owner_id
    if owner_id != held.owner_id:
        return _ANOTHER_OWNER
    if (await _owners(work, [owner_id]))[owner_id].another_role(held.asked_on, today):
        return "The asset's owner has left, or is not its Information Asset Owner any more."
    if file.asset.classification != held.classification:
        return "The asset's classification has changed since it was accepted."
    return _RISEN
