"""An administrator who has left helps nobody any more: it is taken out of the register at the next tick, and the owner
is asked who helps from now on until there is an answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from governance.administrators import ALONE, BY_LEAVING, NewAdministrators, of_subject, subject_of
from governance.asset_changes import AssetChange
from governance.assets import Asset, asset_cells
from governance.audit import Event
from governance.calendar import Calendar
from governance.errors import NotFound, Refused, Stale
from governance.ladders import first_rung_at
from governance.obligations import Duty, Obligation
from governance.owed import Owed
from governance.people import Person
from governance.policy import in_force
from governance.ports import Clock, Failpoint, Store, Ticker, Work
from governance.services.asset_files import Reach, Relation, write_change
from governance.services.keeping_assets import find_people
from governance.services.redrawing import redraw_cards
from governance.services.standing import owner_standing

_DUTY = Duty.NAME_ADMINISTRATOR


@dataclass(frozen=True, slots=True)
class Vacancy:
    """What somebody who has left helped one owner with."""

    leaver: Person
    assets: tuple[Asset, ...]


class AdministratorSubjects:
    """`Subjects` of naming administrators."""

    async def owed(self, work: Work, obligations: Sequence[Obligation]) -> Mapping[str, Owed]:
        """As the protocol says."""
        waiting = await work.helpers.ended()
        leavers = await work.people.many({of_subject(each.subject_id)[0] for each in obligations})
        found = {}
        for each in obligations:
            leaver_id, owner_id = of_subject(each.subject_id)
            if (leaver := leavers.get(leaver_id)) is None:
                continue
            count = len(waiting.get((leaver_id, owner_id), ()))
            words = f"{count} asset{'' if count == 1 else 's'}" if each.open else "answered"
            found[each.id] = Owed(
                owner_id, f"Who helps in the place of {leaver.name}", each.cycle, words=words, reason=leaver.name
            )
        return found


class NamingAdministrators:
    def __init__(
        self,
        store: Store,
        calendar: Calendar,
        clock: Clock,
        ticker: Ticker,
        new_id: Callable[[], str],
        failpoint: Failpoint,
    ) -> None:
        self._store = store
        self._calendar = calendar
        self._clock = clock
        self._ticker = ticker
        self._new_id = new_id
        self._failpoint = failpoint

    # ---------------------------------------------------------------- the clock's part

    async def look(self, now: datetime) -> int:
        """End the help of whoever has left, ask each owner once for somebody else, and close what needs no answer any
        more. Any number of processes may call it. How many owners are newly asked."""
        today = self._calendar.day_of(now)
        async with self._store.work() as work:
            for leaver_id, references in (await work.helpers.left(today)).items():
                await self._end(work, leaver_id, references, today, now)
            known = {each.subject_id for each in await work.obligations.still_open([_DUTY])}
            waiting = {subject_of(*pair) for pair in await work.helpers.ended()}
            for subject_id in sorted(known - waiting):
                await self._close(work, subject_id)
            await self._ask(work, sorted(waiting - known), today)
            self._failpoint("administrators.before_commit")
        return len(waiting - known)

    async def _end(self, work: Work, leaver_id: str, references: Collection[str], today: date, now: datetime) -> None:
        assets = await work.register.assets(references)
        ended = 0
        for asset in assets.values():
            after = _helped_by(asset, [each for each in asset.administrators if each != leaver_id])
            try:
                await work.assets.change(after, asset.version)
            except Stale:
                # Somebody else was faster; the next tick looks again.
                continue
            before, left = asset_cells(asset)["administrator"], asset_cells(after)["administrator"]
            await work.assets.record(
                [AssetChange(asset.reference, 1, today, "system", "Candour", BY_LEAVING, "administrator", before, left)]
            )
            ended += 1
        await work.audit.write(Event(now, "system", "", "administrator_ended", leaver_id, {"assets": ended}))

    async def _ask(self, work: Work, subjects: Sequence[str], today: date) -> None:
        policy = in_force(today)
        before = await work.obligations.of(_DUTY, subjects)
        due_on = self._calendar.add(today, policy.administrator_days)
        next_at = first_rung_at(policy.ladders[_DUTY], today, due_on, self._calendar)
        await work.obligations.add(
            Obligation(
                self._new_id(), _DUTY, each, before[each].cycle + 1 if each in before else 1, today, due_on,
                policy.key, 0, next_at,
            )
            for each in subjects
        )  # fmt: skip

    async def _close(self, work: Work, subject_id: str) -> None:
        closed = await work.obligations.close(_DUTY, subject_id)
        await work.notices.cancel_unsent(closed)
        await redraw_cards(work, closed, self._ticker.now(), self._new_id)

    # ---------------------------------------------------------------- the owner's part

    async def vacancy(self, by: Person, subject_id: str) -> Vacancy:
        """What is to be answered. Raises NotFound, NotYours, or Stale when it was."""
        async with self._store.work() as work:
            await owner_standing(work, by, of_subject(subject_id)[1], self._today())
            return await self._vacancy(work, subject_id)

    async def name(self, by: Person, subject_id: str, said: NewAdministrators) -> None:
        """The owner, or whoever acts for them, says who helps from now on with all of it. Raises as `vacancy` does, or
        Refused with what to write instead."""
        now, today = self._clock.now(), self._today()
        owner_id = of_subject(subject_id)[1]
        async with self._store.work() as work:
            acts = await owner_standing(work, by, owner_id, today)
            vacancy = await self._vacancy(work, subject_id)
            helpers = [] if said.what == ALONE else await self._helpers(work, said.who or "", owner_id, today)
            for asset in vacancy.assets:
                after = _helped_by(asset, list(dict.fromkeys([*asset.administrators, *helpers])))
                await work.assets.change(after, asset.version)
                relation = Relation(Reach.CORRECTS, acts.name, acts.role)
                if after.administrators != asset.administrators:
                    await write_change(work, asset, after, by, relation, now, today)
                else:
                    await work.assets.record([_goes_on_alone(asset, by, relation, today)])
            await self._close(work, subject_id)
            details: dict[str, str | int] = {"assets": len(vacancy.assets), "named": "; ".join(helpers)}
            await work.audit.write(Event(now, by.id, acts.role, "administrators_named", owner_id, details))
            self._failpoint("administrators.before_commit")

    async def _vacancy(self, work: Work, subject_id: str) -> Vacancy:
        leaver_id, owner_id = of_subject(subject_id)
        owed = (await work.obligations.of(_DUTY, [subject_id])).get(subject_id)
        leaver = await work.people.by_id(leaver_id)
        if owed is None or leaver is None:
            raise NotFound("There is nobody to name somebody for, or it is not open to you.")
        references = (await work.helpers.ended()).get((leaver_id, owner_id), ())
        if not owed.open or not references:
            raise Stale(f"Somebody already said who helps in the place of {leaver.name}.")
        assets = await work.register.assets(references)
        return Vacancy(leaver, tuple(assets[each] for each in sorted(assets)))

    async def _helpers(self, work: Work, written: str, owner_id: str, today: date) -> list[str]:
        found = [each for each in await find_people(work, written) if each != owner_id]
        people = await work.people.many(found)
        if not found:
            raise Refused("Write the work e-mail address of somebody else, or say that you go on alone.")
        if any(people[each].has_left(today) for each in found):
            raise Refused("One of these people has left. Choose somebody who works here.")
        return found

    def _today(self) -> date:
        return self._calendar.day_of(self._clock.now())


def _helped_by(asset: Asset, helpers: Sequence[str]) -> Asset:
    return replace(asset, administrator_id=helpers[0] if helpers else None, other_administrators=tuple(helpers[1:]))


def _goes_on_alone(asset: Asset, by: Person, relation: Relation, today: date) -> AssetChange:
    cell = asset_cells(asset)["administrator"]
    words = "Nobody is named in the place of whoever left."
    return AssetChange(
        asset.reference, 1, today, by.id, relation.name, relation.role, "administrator", cell, cell, words
    )
