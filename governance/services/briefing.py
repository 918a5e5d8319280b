"""What a message is about, as it stands when the message leaves, or when its card is answered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from governance.notices import GATHERED, Kind, Message, Notice
from governance.obligations import Duty, Obligation
from governance.owed import Owed
from governance.people import Person
from governance.ports import Store, Work
from governance.roles import SEE_OVERVIEW, Role
from governance.services.action_records import NEWS_RUNG
from governance.services.owing import Subjects
from governance.services.standing import acting_role, acts_as_owner, chain_above

_DATED = (Duty.ACTION, Duty.URGENT_ACTION)
_ACTIONS = (*_DATED, Duty.ACTION_DATE, Duty.ACTION_UPDATE)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is owed, or was."""

    obligation: Obligation
    owed: Owed
    #: The holder's name; empty when there is nobody of that number any more.
    holder: str
    #: Whoever reads this is to do it, or helps with it. Else they only hear of it.
    yours: bool
    #: They help whoever is to do it: they may fill it in, and only the holder finishes it.
    helps: bool = False
    #: It is another's, for whom they act or look after it; not where the reader decides something.
    anothers: bool = False
    #: The reader decides it, or may in the place of whoever does.
    decides: bool = False
    #: It is an action of another's, for whom the reader does not act: they hear that it was given away or agreed to.
    heard: bool = False
    #: Beside an action that the reader is to do: how it goes was asked too, and is answered in the same place.
    asked: Obligation | None = None


@dataclass(frozen=True, slots=True)
class Brief:
    """What one message says, soonest first; empty for a message that hangs on nothing that is owed by name."""

    today: date
    #: What kind of message it is; of a card that was answered, what it was when it was sent.
    kind: Kind
    items: tuple[Item, ...] = ()
    #: The reader may open the overview of what is late.
    watches: bool = False

    @property
    def of_what_is_owed(self) -> bool:
        """Whether it is about things that are owed by name, done or not."""
        return self.kind in GATHERED


class Briefing:
    """Looks up what messages are about."""

    def __init__(self, store: Store, subjects: Mapping[Duty, Subjects]) -> None:
        self._store = store
        self._subjects = subjects

    async def brief(self, message: Message, to: Person, today: date) -> Brief:
        """What is still open of what the message carries. Of a card that takes the place of an answered one: everything
        that stood on that one, answered or not."""
        if message.replaces:
            found = await self.card(to, message.replaces, today)
            return found or Brief(today, message.kind)
        async with self._store.work() as work:
            notices = (await work.notices.carried_by([message.id])).get(message.id, ())
            return await self._brief(work, to, notices, message.kind, today, closed=False)

    async def card(self, to: Person, provider_id: str, today: date) -> Brief | None:
        """Everything that stood on a card that was sent to this person; None when there is no such card."""
        async with self._store.work() as work:
            notices = await work.notices.on_card(to.id, provider_id)
            if not notices:
                return None
            return await self._brief(work, to, notices, notices[0].kind, today, closed=True)

    async def sent(self, to: Person, message_id: str, today: date) -> Brief | None:
        """The same of a message by its own id, whether or not it is noted yet that it has arrived."""
        async with self._store.work() as work:
            carried = (await work.notices.carried_by([message_id])).get(message_id, ())
            notices = [each for each in carried if each.recipient == to.id]
            if not notices:
                return None
            return await self._brief(work, to, notices, notices[0].kind, today, closed=True)

    async def asked(self, to: Person, subjects: Mapping[Duty, Collection[str]], today: date) -> Brief:
        """These things as they stand, done or not, for a card that this person asked for; whoever calls has seen to it
        that they are theirs."""
        async with self._store.work() as work:
            found = [each for duty, ids in subjects.items() for each in (await work.obligations.of(duty, ids)).values()]
            return Brief(today, Kind.DIGEST, await self._described(work, found, to, Kind.DIGEST, today))

    async def _brief(
        self, work: Work, to: Person, notices: Iterable[Notice], kind: Kind, today: date, *, closed: bool
    ) -> Brief:
        carried = list(notices)
        found = await work.obligations.by_ids({notice.obligation_id for notice in carried})
        # News of what was answered is of something that nobody owes any more.
        news = {notice.obligation_id for notice in carried if notice.rung >= NEWS_RUNG}
        shown = [each for each in found.values() if each.open or closed or each.id in news]
        watches = kind is Kind.ESCALATED and bool(await work.people.roles_of(to.id, today) & SEE_OVERVIEW)
        return Brief(today, kind, await self._described(work, shown, to, kind, today), watches)

    async def _described(
        self, work: Work, wanted: Sequence[Obligation], to: Person, kind: Kind, today: date
    ) -> tuple[Item, ...]:
        owed = await self._owed(work, wanted)
        people = await work.people.many({thing.holder_id for thing in owed.values()})
        decided = any(thing.decider for thing in owed.values())
        roles = await work.people.roles_of(to.id, today) if decided else frozenset()
        items = []
        for obligation in wanted:
            thing = owed.get(obligation.id)
            if thing is not None:
                holder = people.get(thing.holder_id)
                yours = kind is not Kind.ESCALATED or thing.decider is not None
                item = Item(obligation, thing, holder.name if holder else "", yours)
                item = replace(item, anothers=yours and thing.decider is None and thing.holder_id != to.id)
                item = replace(item, decides=thing.decider in roles or Role.SIRO in roles)
                if item.anothers and obligation.duty in _ACTIONS:
                    item = replace(item, heard=not await _acts(work, to, thing, today))
                items.append(replace(item, helps=await _helps(work, to, thing, today)))
        return tuple(
            sorted(_with_questions(items), key=lambda item: (item.obligation.due_on, item.obligation.subject_id))
        )

    async def _owed(self, work: Work, obligations: Sequence[Obligation]) -> Mapping[str, Owed]:
        owed: dict[str, Owed] = {}
        for duty, subjects in self._subjects.items():
            if of_duty := [each for each in obligations if each.duty is duty]:
                owed.update(await subjects.owed(work, of_duty))
        return owed


def _with_questions(items: Sequence[Item]) -> list[Item]:
    """One thing for an action that is due and about which its holder is asked how it goes: not two for one answer."""
    questions = {
        item.obligation.subject_id: item.obligation
        for item in sorted(items, key=lambda item: item.obligation.cycle)
        if item.obligation.duty is Duty.ACTION_UPDATE and item.yours and not item.heard
    }
    joined = {
        item.obligation.subject_id
        for item in items
        if item.obligation.duty in _DATED and item.obligation.open and item.yours and not item.heard
    }
    return [
        replace(item, asked=questions.get(item.obligation.subject_id))
        if item.obligation.duty in _DATED and item.obligation.subject_id in joined
        else item
        for item in items
        if item.obligation.duty is not Duty.ACTION_UPDATE or item.obligation.subject_id not in joined
    ]


async def _acts(work: Work, reader: Person, owed: Owed, today: date) -> bool:
    people = await chain_above(work, owed.holder_id)
    holder = people.get(owed.holder_id)
    looks_after = bool(await work.people.roles_of(reader.id, today) & {Role.RECORDS_MANAGER, Role.SIRO})
    return looks_after or holder is None or acting_role(reader, holder, people, today) is not None


async def _helps(work: Work, reader: Person, owed: Owed, today: date) -> bool:
    """Whether they look after something of the holder's, and do not act for the holder today."""
    if reader.id not in owed.administrators or reader.id == owed.holder_id:
        return False
    people = await chain_above(work, owed.holder_id)
    holder = people.get(owed.holder_id)
    return holder is None or not acts_as_owner(reader, holder, people, today, owed.asset)
