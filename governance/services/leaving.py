"""People who leave: what they had to do is listed for the Records Manager, who appoints somebody, and nothing of it is
due before the new person can have read it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from governance.actions import Action
from governance.assets import Asset
from governance.assurance import Return
from governance.audit import Event
from governance.calendar import Calendar
from governance.ladders import first_rung_at
from governance.matrices import Band
from governance.obligations import Duty, Obligation
from governance.orphans import GAIN, OWNERSHIP_CHANGE
from governance.owed import Owed
from governance.people import Person
from governance.policy import in_force
from governance.ports import Failpoint, Store, Ticker, Work
from governance.risks import Risk
from governance.roles import Role
from governance.services.action_writing import Author, update_of
from governance.services.redrawing import redraw_cards
from governance.services.settling import Settling
from governance.services.standing import chain_above, managers

_SYSTEM = "Candour"


@dataclass(frozen=True, slots=True)
class LeftRisk:
    """A risk that somebody who has left owned."""

    risk: Risk
    band: Band
    #: Until when what is left of it is accepted; None: it is not.
    accepted_until: date | None


@dataclass(frozen=True, slots=True)
class Handover:
    """What somebody who has left still answers for."""

    person: Person
    #: The nearest manager who is there acts until somebody is appointed; empty when there is none.
    acting: str
    assets: tuple[Asset, ...]
    actions: tuple[Action, ...]
    returns: tuple[Return, ...]
    #: Of the assets, the highest first: whoever owns an asset owns its risks.
    risks: tuple[LeftRisk, ...] = ()

    @property
    def words(self) -> str:
        """Such as "3 assets, 2 risks, 1 action and 1 return"."""
        counted = [
            f"{len(things)} {one if len(things) == 1 else one + 's'}"
            for one, things in (
                ("asset", self.assets),
                ("risk", self.risks),
                ("action", self.actions),
                ("return", self.returns),
            )
            if things
        ]
        return " and ".join([", ".join(counted[:-1]), counted[-1]] if len(counted) > 1 else counted) or "nothing more"


async def handover_of(work: Work, person: Person, today: date) -> Handover:
    people = await chain_above(work, person.id)
    acting = next((each.name for each in managers(person, people) if not each.has_left(today)), "")
    assets = [each for each in await work.assets.of_person(person.id) if each.owner_id == person.id and each.live]
    actions = [each for each in await work.register.actions_of(person.id) if each.state.with_holder]
    returns = [each for each in await work.returns.of_owner(person.id) if each.waits]
    risks = await _risks_of(work, assets, today)
    return Handover(person, acting, tuple(assets), tuple(actions), tuple(returns), risks)


async def _risks_of(work: Work, assets: Sequence[Asset], today: date) -> tuple[LeftRisk, ...]:
    risks = [each for each in await work.risks.about({asset.reference for asset in assets}) if each.state.open]
    held = {each.reference: each.until_on for each in await work.risks.accepted()} if risks else {}
    matrix = in_force(today).risk_matrix
    found = [LeftRisk(each, matrix.band(each.levels.current), held.get(each.reference)) for each in risks]
    return tuple(sorted(found, key=lambda one: (-one.risk.levels.current.score, one.risk.reference)))


class AppointSubjects:
    """`Subjects` of appointments: whom somebody is to be found for."""

    async def owed(self, work: Work, obligations: Sequence[Obligation]) -> Mapping[str, Owed]:
        people = await work.people.many({each.subject_id for each in obligations})
        found = {}
        for each in obligations:
            person = people.get(each.subject_id)
            if person is None:
                continue
            handover = await handover_of(work, person, each.opened_on)
            words = handover.words if each.open else "taken over"
            found[each.id] = Owed(
                person.id, person.name, each.cycle, decider=Role.RECORDS_MANAGER, words=words, reason=handover.acting
            )
        return found


class Leaving:
    """The clock's part of it: any number of processes may call it, and once is enough."""

    def __init__(
        self,
        store: Store,
        settling: Settling,
        calendar: Calendar,
        ticker: Ticker,
        new_id: Callable[[], str],
        failpoint: Failpoint,
    ) -> None:
        self._store = store
        self._settling = settling
        self._calendar = calendar
        self._ticker = ticker
        self._new_id = new_id
        self._failpoint = failpoint

    async def look(self, now: datetime) -> int:
        """Ask for an appointment for everybody who has left with something to answer for; what needs none any more is
        closed. Returns how many are new."""
        today = self._calendar.day_of(now)
        async with self._store.work() as work:
            orphaned = set(await work.orphans.leavers(today))
            asked = await work.obligations.still_open([Duty.APPOINT])
            known = {each.subject_id for each in asked}
            for person_id in sorted(known - orphaned):
                closed = await work.obligations.close(Duty.APPOINT, person_id)
                await work.notices.cancel_unsent(closed)
                await redraw_cards(work, closed, self._ticker.now(), self._new_id)
            people = await work.people.many(orphaned - known)
            for person in people.values():
                await self._ask(work, person, now, today)
            self._failpoint("leaving.before_commit")
        return len(people)

    async def _ask(self, work: Work, person: Person, now: datetime, today: date) -> None:
        handover = await handover_of(work, person, today)
        before = (await work.obligations.of(Duty.APPOINT, [person.id])).get(person.id)
        policy = in_force(today)
        due_on = self._calendar.add(today, policy.appoint_days)
        next_at = first_rung_at(policy.ladders[Duty.APPOINT], today, due_on, self._calendar)
        cycle = before.cycle + 1 if before else 1
        await work.obligations.add(
            [Obligation(self._new_id(), Duty.APPOINT, person.id, cycle, today, due_on, policy.key, 0, next_at)]
        )
        until = self._calendar.add(today, GAIN)
        gained = 0
        for action in handover.actions:
            if action.due_on is not None and today <= action.due_on <= until:
                await self._postpone_action(work, action, now, today)
                gained += 1
        for back in handover.returns:
            if today <= back.due_on <= until:
                await self._postpone_return(work, back, today)
                gained += 1
        details: dict[str, str | int] = {
            "assets": len(handover.assets), "risks": len(handover.risks), "actions": len(handover.actions),
            "returns": len(handover.returns), "gained": gained, "reason": OWNERSHIP_CHANGE,
        }  # fmt: skip
        await work.audit.write(Event(now, "system", "", "orphaned", person.id, details))

    async def _postpone_action(self, work: Work, action: Action, now: datetime, today: date) -> None:
        due_on = self._calendar.add(action.due_on or today, GAIN)
        said = (await work.progress.updates([action.reference])).get(action.reference, ())
        words = f"Its holder has left, so it is due {GAIN} working days later ({OWNERSHIP_CHANGE})."
        await work.progress.change(replace(action, due_on=due_on), action.version)
        clock = Author("system", _SYSTEM, "clock")
        told = said[-1] if said else None
        await work.progress.add_update(update_of(action, len(said) + 1, today, clock, words, told=told))
        await self._settling.settle(work, [action.reference], now)

    async def _postpone_return(self, work: Work, back: Return, today: date) -> None:
        due_on = self._calendar.add(back.due_on, GAIN)
        await work.returns.postpone(back.id, back.version, due_on)
        owed = (await work.obligations.of(Duty.ASSURANCE, [back.id])).get(back.id)
        if owed is None or not owed.open:
            return
        closed = await work.obligations.close(Duty.ASSURANCE, back.id)
        await work.notices.cancel_unsent(closed)
        ladder = in_force(today).ladders[Duty.ASSURANCE]
        next_at = first_rung_at(ladder, today, due_on, self._calendar)
        again = Obligation(
            self._new_id(), Duty.ASSURANCE, back.id, owed.cycle + 1, today, due_on, in_force(today).key, 0, next_at
        )
        await work.obligations.add([again])
