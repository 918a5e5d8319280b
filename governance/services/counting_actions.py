"""Counting actions as they stood on a day, for the committee's progress report."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from governance.action_figures import ActionFigures, StoodAction, as_it_stood, more_time
from governance.actions import ActionState, heads_of
from governance.calendar import Calendar
from governance.errors import Refused
from governance.ports import Clock, Store
from governance.ratings import rate


class CountingActions:
    def __init__(self, store: Store, calendar: Calendar, clock: Clock) -> None:
        self._store = store
        self._calendar = calendar
        self._clock = clock

    async def figures(self, on: date | None = None, since: date | None = None, source: str = "") -> ActionFigures:
        """As they stood at the end of `on` (today when None), beside `since`; of one source, by any part of its name.
        Raises Refused for a day that is yet to come, or a `since` that is not before `on`."""
        today = self._calendar.day_of(self._clock.now())
        day = today if on is None else on
        if day > today:
            raise Refused("How the actions will stand is not known yet: choose today or a day before.")
        if since is not None and since >= day:
            raise Refused("The day to compare with has to be before the day of the report.")
        wanted = source.casefold().strip()
        async with self._store.work() as work:
            stood = await work.history.until(day)
            before: Mapping[str, ActionState] = await work.history.until(since) if since else {}
            actions = [
                each
                for each in await work.register.all_actions()
                if each.reference in stood and wanted in each.source.casefold()
            ]
            references = [each.reference for each in actions]
            updates = await work.progress.updates(references)
            extensions = await work.progress.extensions(references)
            histories = await work.history.of(references)
        rows = []
        for action in actions:
            reference = action.reference
            then = as_it_stood(action, stood[reference], extensions.get(reference, ()), day)
            said = [each for each in updates.get(reference, ()) if each.said_on <= day]
            # Of what nobody spoke of here, the newest state is the newest news.
            heard_on = max(each.on for each in histories[reference] if each.on <= day)
            rating = rate(then, said[-1] if said else None, heard_on, day, self._calendar)
            rows.append(StoodAction(then, rating, before.get(reference)))
        earlier = heads_of(before[each] for each in references if each in before) if since else None
        asked = [each for of_one in extensions.values() for each in of_one]
        return ActionFigures(day, since, source.strip(), tuple(rows), earlier, more_time(asked, day))
