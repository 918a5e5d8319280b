"""What a message is about, as it stands when the message leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from governance.notices import Kind, Message
from governance.obligations import Duty, Obligation
from governance.owed import Owed
from governance.people import Person
from governance.ports import Store, Work
from governance.services.owing import Subjects


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is owed."""

    obligation: Obligation
    owed: Owed
    #: The holder's name; empty when there is nobody of that number any more.
    holder: str
    #: Whoever reads this is the holder, or acts for them. Else they only hear of it.
    yours: bool


@dataclass(frozen=True, slots=True)
class Brief:
    """What one message says, soonest first. Empty for a message that hangs on nothing that is owed by name."""

    today: date
    items: tuple[Item, ...] = ()


class Briefing:
    """Looks up what messages are about."""

    def __init__(self, store: Store, subjects: Mapping[Duty, Subjects]) -> None:
        self._store = store
        self._subjects = subjects

    async def brief(self, message: Message, to: Person, today: date) -> Brief:
        """What is still open of what the message carries; for `Kind.ANSWERED` also what is done."""
        async with self._store.work() as work:
            notices = (await work.notices.carried_by([message.id])).get(message.id, ())
            ids = {notice.obligation_id for notice in notices}
            named = message.facts.get("obligation")
            if isinstance(named, str):
                ids.add(named)
            found = await work.obligations.by_ids(ids)
            owing = [each for each in found.values() if each.open or message.kind is Kind.ANSWERED]
            return Brief(today, await self._items(work, owing, to.id, message.kind))

    async def owed_by(self, person_id: str, today: date) -> Brief:
        """Everything open that this person has to do themselves, soonest first."""
        async with self._store.work() as work:
            items = await self._items(work, await work.obligations.still_open(self._subjects.keys()), person_id, None)
        return Brief(today, tuple(item for item in items if item.owed.holder_id == person_id))

    async def _items(
        self, work: Work, obligations: Sequence[Obligation], reader: str, kind: Kind | None
    ) -> tuple[Item, ...]:
        items: list[Item] = []
        for duty, subjects in self._subjects.items():
            of_duty = [each for each in obligations if each.duty is duty]
            if of_duty:
                owed = await subjects.owed(work, of_duty)
                items += [
                    Item(each, owed[each.id], "", kind is not Kind.ESCALATED) for each in of_duty if each.id in owed
                ]
        people = await work.people.many({item.owed.holder_id for item in items})
        named = [
            replace(
                item,
                holder=people[item.owed.holder_id].name if item.owed.holder_id in people else "",
                yours=item.yours or item.owed.holder_id == reader,
            )
            for item in items
        ]
        return tuple(sorted(named, key=lambda item: (item.obligation.due_on, item.obligation.subject_id)))
