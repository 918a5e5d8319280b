"""Listing actions for whoever keeps them: the posts all of them, an owner those about their assets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from governance.action_shelves import Shelf
from governance.actions import Action
from governance.calendar import Calendar
from governance.deciders import DECIDE
from governance.errors import NotYours
from governance.people import Person
from governance.ports import Clock, Store, Work
from governance.roles import Role
from governance.services.action_keepers import assets_of
from governance.services.following import ActionLine, lines_of

#: Actions on one card.
A_PAGE = 8


@dataclass(frozen=True, slots=True)
class KeptList:
    """One page of the actions on a shelf, those due soonest first."""

    lines: Sequence[ActionLine]
    shelf: Shelf
    #: The words that were looked for; empty for none.
    find: str
    page: int
    #: On all pages.
    total: int


class ListingActions:
    def __init__(self, store: Store, calendar: Calendar, clock: Clock) -> None:
        self._store = store
        self._calendar = calendar
        self._clock = clock

    async def kept(self, by: Person, shelf: Shelf, find: str, page: int) -> KeptList:
        """Page `page`, from 0; a page that is not there is the last one. Raises NotYours for whoever keeps none."""
        today = self._calendar.day_of(self._clock.now())
        async with self._store.work() as work:
            there = [each for each in await self._kept(work, by, today) if shelf.holds(each)]
            holders = await work.people.many({each.holder_id for each in there})
            names = {id_: person.name for id_, person in holders.items()}
            wanted = find.casefold().strip()
            found = [each for each in there if not wanted or wanted in _words(each, names)]
            found.sort(key=lambda each: (each.due_on or date.max, each.reference))
            last = max((len(found) - 1) // A_PAGE, 0)
            shown = min(page, last)
            actions = found[shown * A_PAGE : (shown + 1) * A_PAGE]
            lines = await lines_of(work, actions, names, today, self._calendar)
        return KeptList(lines, shelf, find, shown, len(found))

    async def _kept(self, work: Work, by: Person, today: date) -> Sequence[Action]:
        roles = await work.people.roles_of(by.id, today)
        if by.has_left(today):
            raise NotYours("This is for those who look after all actions.")
        if roles & set(DECIDE):
            return await work.register.all_actions()
        if Role.INFORMATION_ASSET_OWNER in roles:
            return await work.register.actions_about([each.reference for each in await assets_of(work, by)])
        raise NotYours("This is for those who look after all actions.")


def _words(action: Action, names: dict[str, str]) -> str:
    holder = names.get(action.holder_id, "")
    return f"{action.reference}\n{action.title}\n{action.source}\n{holder}".casefold()
