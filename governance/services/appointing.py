"""The Records Manager appoints somebody for what a leaver had to answer for (policy 7d: one accountable owner)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from governance.actions import Action
from governance.assets import Asset
from governance.audit import Event
from governance.calendar import Calendar
from governance.deciders import DECIDE, decides_as
from governance.errors import NotFound, NotYours, Refused, Stale
from governance.notices import Channel, Kind, Message, Notice
from governance.obligations import Duty
from governance.orphans import OWNERSHIP_CHANGE, Appointed, Taken
from governance.people import Person
from governance.ports import Clock, Failpoint, Store, Ticker, Work
from governance.roles import Holding, Role
from governance.services.action_records import news
from governance.services.action_writing import Author, update_of
from governance.services.asset_files import Reach, Relation, write_change
from governance.services.keeping_assets import find_people
from governance.services.leaving import Handover, handover_of
from governance.services.moving_lines import MovingLines, as_owned_by
from governance.services.redrawing import redraw_cards
from governance.services.risk_clock import RiskClock
from governance.services.settling import Settling, duty_of


class Appointing:
    def __init__(
        self,
        store: Store,
        settling: Settling,
        moving: MovingLines,
        risks: RiskClock,
        calendar: Calendar,
        clock: Clock,
        ticker: Ticker,
        new_id: Callable[[], str],
        failpoint: Failpoint,
    ) -> None:
        self._store = store
        self._settling = settling
        self._moving = moving
        self._risks = risks
        self._calendar = calendar
        self._clock = clock
        self._ticker = ticker
        self._new_id = new_id
        self._failpoint = failpoint

    async def handover(self, by: Person, person_id: str) -> Handover:
        """What is to be handed over. Raises NotFound, NotYours, or Stale when all of it has been."""
        async with self._store.work() as work:
            await self._post(work, by)
            return await self._waiting(work, person_id)

    async def appoint(self, by: Person, person_id: str, said: Appointed) -> None:
        """Somebody else answers for it from now on: assets with their history and the lines of open returns, actions
        with their dates. Past answers keep their signer. Raises NotFound, NotYours, Stale, or Refused."""
        now, today = self._clock.now(), self._calendar.day_of(self._clock.now())
        async with self._store.work() as work:
            post = await self._post(work, by)
            handover = await self._waiting(work, person_id)
            to = await self._somebody(work, said.to, person_id, today)
            relation = Relation(Reach.DISPOSES, by.name, post.value)
            taken = Taken()
            if said.what != "actions" and handover.assets:
                await self._make_owner(work, to, today)
                for asset in handover.assets:
                    await self._give_asset(work, asset, to, by, relation, now, today)
                risks = await self._risks.handed_over(work, [each.reference for each in handover.assets], now)
                taken = Taken(len(handover.assets), len(risks))
            if said.what != "assets":
                for action in handover.actions:
                    await self._give_action(work, action, to, by, post, now, today)
                taken = replace(taken, actions=len(handover.actions))
            await self._tell(work, to, taken, now)
            await self._close(work, person_id, today)
            details: dict[str, str | int] = {
                "to": to.id, "what": said.what, "risks": taken.risks, "reason": OWNERSHIP_CHANGE,
            }  # fmt: skip
            await work.audit.write(Event(now, by.id, post.value, "appointed", person_id, details))
            self._failpoint("appointing.before_commit")

    # ---------------------------------------------------------------- inside

    async def _post(self, work: Work, by: Person) -> Role:
        today = self._calendar.day_of(self._clock.now())
        holdings = await work.people.holdings(DECIDE, today)
        post = decides_as(by.id, Role.RECORDS_MANAGER, holdings, today, ())
        if post is None or by.has_left(today):
            raise NotYours("The Records Manager appoints somebody.")
        return post

    async def _waiting(self, work: Work, person_id: str) -> Handover:
        owed = (await work.obligations.of(Duty.APPOINT, [person_id])).get(person_id)
        person = await work.people.by_id(person_id)
        if owed is None or person is None:
            raise NotFound("There is nobody to appoint somebody for, or it is not open to you.")
        if not owed.open:
            raise Stale(f"Somebody was already appointed for {person.name}.")
        return await handover_of(work, person, self._calendar.day_of(self._clock.now()))

    async def _somebody(self, work: Work, written: str, person_id: str, today: date) -> Person:
        found = await find_people(work, written)
        person = await work.people.by_id(found[0]) if len(found) == 1 else None
        if person is None:
            raise Refused("Write the work e-mail address of one person.")
        if person.id == person_id or person.has_left(today):
            raise Refused("This person has left. Choose somebody who works here.")
        return person

    async def _make_owner(self, work: Work, to: Person, today: date) -> None:
        if Role.INFORMATION_ASSET_OWNER in await work.people.roles_of(to.id, today):
            return
        held = (await work.people.holdings_of([to.id])).get(to.id, ())
        await work.people.replace([to], [*held, Holding(to.id, Role.INFORMATION_ASSET_OWNER, today)])

    async def _give_asset(
        self, work: Work, asset: Asset, to: Person, by: Person, relation: Relation, now: datetime, today: date
    ) -> None:
        after = as_owned_by(asset, to.id)
        await work.assets.change(after, asset.version)
        await write_change(work, asset, after, by, relation, now, today, OWNERSHIP_CHANGE.capitalize())
        await self._moving.follow(work, after, asset.owner_id, now)

    async def _give_action(
        self, work: Work, action: Action, to: Person, by: Person, post: Role, now: datetime, today: date
    ) -> None:
        await work.progress.change(replace(action, holder_id=to.id), action.version)
        said = (await work.progress.updates([action.reference])).get(action.reference, ())
        words = f"Given to {to.name}, for whoever had it has left ({OWNERSHIP_CHANGE})."
        author, told = Author(by.id, by.name, post.value), said[-1] if said else None
        await work.progress.add_update(update_of(action, len(said) + 1, today, author, words, told=told))
        await self._settling.settle(work, [action.reference], now)
        owed = (await work.obligations.of(duty_of(action), [action.reference])).get(action.reference)
        if owed is not None and owed.open:
            await redraw_cards(work, [owed.id], self._ticker.now(), self._new_id)
            await work.notices.plan([news(self._new_id, owed, to.id, action.version, now)])

    async def _tell(self, work: Work, to: Person, taken: Taken, now: datetime) -> None:
        """How much of what is theirs from now on; what it is they see in Teams."""
        facts = taken.facts
        if not facts:
            return
        notice = Notice(self._new_id(), f"appointed:{self._new_id()}", 0, 0, to.id, Channel.TEAMS, Kind.TAKEN_OVER, now)
        await work.notices.plan([notice])
        message = Message(self._new_id(), to.id, Channel.TEAMS, Kind.TAKEN_OVER, facts, any_hour=False)
        await work.outbox.put(message, [notice.id], self._ticker.now())

    async def _close(self, work: Work, person_id: str, today: date) -> None:
        """When nothing is left to hand over. A return without assets is nobody's: it ends."""
        person = await work.people.by_id(person_id)
        if person is None:
            return
        left = await handover_of(work, person, today)
        if left.assets or left.actions:
            return
        ended = list(await work.obligations.close(Duty.APPOINT, person_id))
        for back in left.returns:
            if not (await work.returns.lines([back.id])).get(back.id):
                ended += await work.obligations.close(Duty.ASSURANCE, back.id)
                await work.returns.remove(back.id)
        await work.notices.cancel_unsent(ended)
        await redraw_cards(work, ended, self._ticker.now(), self._new_id)
