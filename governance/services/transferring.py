"""An asset goes to another owner: somebody asks, the other one accepts, and the Records Manager hears (policy 7d)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from governance.asset_changes import (
    Transfer,
    TransferAnswer,
    TransferState,
    TransferWanted,
    of_transfer,
    transfer_of,
)
from governance.assets import Asset
from governance.audit import Event
from governance.calendar import Calendar
from governance.errors import NotFound, NotYours, Refused, Stale
from governance.ladders import first_rung_at
from governance.obligations import Duty, Obligation
from governance.owed import Owed
from governance.people import Person
from governance.policy import in_force
from governance.ports import Clock, Failpoint, Store, Ticker, Work
from governance.roles import Role
from governance.services.action_records import news
from governance.services.asset_files import (
    Reach,
    Relation,
    find_asset,
    must_be_as_shown,
    relation_of,
    waiting_transfer,
    write_change,
)
from governance.services.keeping_assets import find_people
from governance.services.moving_lines import MovingLines, as_owned_by
from governance.services.redrawing import redraw_cards
from governance.services.standing import must_be_in_person, standing_of

LONGEST_WORDS = 1_000
_STATES = {
    TransferState.ASKED: "not answered yet",
    TransferState.ACCEPTED: "taken over",
    TransferState.REFUSED: "not taken over",
}


class TransferSubjects:
    """`Subjects` of answers about transfers."""

    async def owed(self, work: Work, obligations: Sequence[Obligation]) -> Mapping[str, Owed]:
        wanted = {each.id: of_transfer(each.subject_id) for each in obligations}
        references = {reference for reference, _ in wanted.values()}
        assets = await work.register.assets(references)
        transfers = {
            (each.reference, each.number): each
            for found in (await work.assets.transfers(references)).values()
            for each in found
        }
        return {
            id_: _owed(assets[request[0]], transfers[request])
            for id_, request in wanted.items()
            if request in transfers and request[0] in assets
        }


class Transferring:
    """Every verb checks who asks, what they are to the asset today, and that it is as it was shown."""

    def __init__(
        self,
        store: Store,
        moving: MovingLines,
        calendar: Calendar,
        clock: Clock,
        ticker: Ticker,
        new_id: Callable[[], str],
        failpoint: Failpoint,
    ) -> None:
        self._store = store
        self._moving = moving
        self._calendar = calendar
        self._clock = clock
        self._ticker = ticker
        self._new_id = new_id
        self._failpoint = failpoint

    async def ask(self, by: Person, reference: str, version: int, wanted: TransferWanted) -> None:
        """The owner, whoever acts for them or the Records Manager asks somebody else to take it over. Raises NotFound,
        NotYours, Stale, or Refused with what to write instead."""
        now, today = self._clock.now(), self._today()
        if not wanted.reason.strip() or len(wanted.reason) > LONGEST_WORDS:
            raise Refused(f"Say why, in at most {LONGEST_WORDS:,} characters.")
        async with self._store.work() as work:
            asset = await find_asset(work, reference)
            relation = await relation_of(work, by, asset, today)
            if relation.reach < Reach.DISPOSES:
                raise NotYours("Only the owner of this asset, or the Records Manager, can ask for this.")
            to_id = await self._other_owner(work, asset, wanted.to, today)
            waiting = await waiting_transfer(work, reference)
            if waiting is not None:
                if (waiting.to_id, waiting.asked_by) == (to_id, by.id):
                    return
                raise Stale("Somebody was asked already, and there is no answer yet.")
            await must_be_as_shown(work, asset, version)
            if not asset.live:
                raise Refused("This asset was retired. Nobody can take it over.")
            number = len((await work.assets.transfers([reference])).get(reference, ())) + 1
            transfer = Transfer(reference, number, asset.owner_id, to_id, today, by.id, wanted.reason.strip())
            await work.assets.add_transfer(transfer)
            await work.obligations.add([self._answer_owed(transfer, today)])
            details: dict[str, str | int] = {"from": asset.owner_id, "to": to_id, "number": number}
            await work.audit.write(Event(now, by.id, relation.role, "transfer_asked", reference, details))
            self._failpoint("transfer.before_commit")

    async def answer(self, by: Person, reference: str, number: int, said: TransferAnswer) -> None:
        """Whoever was asked takes it over, or does not; whoever acts for them may only say no. The lines of open
        returns go with the asset; whoever asked, and the Records Manager, hear. Raises as `ask` does."""
        now, today = self._clock.now(), self._today()
        accepted, words = said.accepted == "yes", (said.words or "").strip()
        if len(words) > LONGEST_WORDS or (not words and not accepted):
            raise Refused(f"Say why not, in at most {LONGEST_WORDS:,} characters.")
        async with self._store.work() as work:
            asset = await find_asset(work, reference)
            transfer = await _find(work, reference, number)
            acts = await standing_of(work, by, transfer.to_id, today)
            state = TransferState.ACCEPTED if accepted else TransferState.REFUSED
            decided = replace(transfer, state=state, decided_on=today, decided_by=by.id, decided_words=words)
            if transfer == decided:
                return
            if transfer.state is not TransferState.ASKED:
                raise Stale(await _who_answered(work, transfer))
            if accepted:
                await must_be_in_person(work, acts, transfer.to_id, today)
                await self._must_still_go(work, asset, transfer, today)
            await work.assets.decide(decided)
            if accepted:
                after = as_owned_by(asset, transfer.to_id)
                await work.assets.change(after, asset.version)
                relation = Relation(Reach.DISPOSES, acts.name, "new owner")
                await write_change(work, asset, after, by, relation, now, today, transfer.reason)
                await self._moving.follow(work, after, asset.owner_id, now)
            await self._tell(work, decided)
            details: dict[str, str | int] = {"number": number, "to": transfer.to_id}
            await work.audit.write(Event(now, by.id, acts.role, f"transfer_{state.value}", reference, details))
            self._failpoint("transfer.before_commit")

    # ---------------------------------------------------------------- inside

    async def _other_owner(self, work: Work, asset: Asset, written: str, today: date) -> str:
        found = await find_people(work, written)
        if len(found) != 1:
            raise Refused("Write the work e-mail address of one person.")
        person = await work.people.by_id(found[0])
        if person is None or person.has_left(today):
            raise Refused("This person has left. Ask somebody who works here.")
        if person.id == asset.owner_id:
            raise Refused("This person is the owner already.")
        if Role.INFORMATION_ASSET_OWNER not in await work.people.roles_of(person.id, today):
            raise Refused("This person is not an Information Asset Owner. The Records Manager appoints owners.")
        return person.id

    async def _must_still_go(self, work: Work, asset: Asset, transfer: Transfer, today: date) -> None:
        """Raises Stale when the asset is not what was asked about, and Refused for who may own none any more. Not to
        take it over is always possible."""
        if asset.owner_id != transfer.from_id or not asset.live:
            raise Stale("This asset has another owner since you were asked, or was retired. Say no, and ask its owner.")
        if Role.INFORMATION_ASSET_OWNER not in await work.people.roles_of(transfer.to_id, today):
            raise Refused("Whoever was asked is not an Information Asset Owner any more. Say no, and why.")

    def _answer_owed(self, transfer: Transfer, today: date) -> Obligation:
        policy = in_force(today)
        due_on = self._calendar.add(today, policy.transfer_days)
        subject = transfer_of(transfer.reference, transfer.number)
        next_at = first_rung_at(policy.ladders[Duty.TRANSFER], today, due_on, self._calendar)
        return Obligation(self._new_id(), Duty.TRANSFER, subject, 1, today, due_on, policy.key, 0, next_at)

    async def _tell(self, work: Work, decided: Transfer) -> None:
        subject, now = transfer_of(decided.reference, decided.number), self._clock.now()
        closed = await work.obligations.close(Duty.TRANSFER, subject)
        await work.notices.cancel_unsent(closed)
        await redraw_cards(work, closed, self._ticker.now(), self._new_id)
        managers = await work.people.holdings([Role.RECORDS_MANAGER], self._today())
        about = (await work.obligations.of(Duty.TRANSFER, [subject]))[subject]
        hearers = dict.fromkeys([decided.asked_by, *(each.person_id for each in managers)])
        await work.notices.plan(
            [news(self._new_id, about, each, 0, now) for each in hearers if each != decided.decided_by]
        )

    def _today(self) -> date:
        return self._calendar.day_of(self._clock.now())


async def _find(work: Work, reference: str, number: int) -> Transfer:
    for each in (await work.assets.transfers([reference])).get(reference, ()):
        if each.number == number:
            return each
    raise NotFound("There is no such request, or it is not open to you.")


async def _who_answered(work: Work, transfer: Transfer) -> str:
    person = await work.people.by_id(transfer.decided_by)
    on = transfer.decided_on or transfer.asked_on
    return f"This was already done by {person.name if person else 'somebody else'} on {on.day} {on:%B %Y}."


def _owed(asset: Asset, transfer: Transfer) -> Owed:
    return Owed(
        holder_id=transfer.to_id,
        title=asset.title,
        version=asset.version,
        asked_by=transfer.asked_by,
        words=_STATES[transfer.state],
        reason=transfer.reason,
    )
