"""What a spreadsheet makes of actions that are known: nothing that was said here is undone, and history only grows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from governance.action_history import Reached, news, stands
from governance.action_order import circle_in
from governance.action_rows import ActionRow
from governance.actions import Action, after_import
from governance.ports import Work
from governance.rows import Problem, quoted
from governance.services.settling import Settling

_NO_ASSET = "is no asset's reference. Import the assets first, or leave it empty"


class GivenActions:
    """The rows of one file, in one transaction."""

    def __init__(self, work: Work, columns: Collection[str], lines: Mapping[str, int], today: date) -> None:
        """`lines`: where each reference stands in the file."""
        self._work = work
        self._columns = columns
        self._with_history = "history" in columns
        self._with_order = "predecessors" in columns
        self._lines = lines
        self._today = today
        #: Every reference that the register had before; None: not looked up yet.
        self._there: frozenset[str] | None = None
        #: Those that the file gives to somebody else, each with whose it was.
        self._given: list[tuple[Action, str]] = []
        #: How many states stay as people said them here, because the file is older than that.
        self.left_as_said = 0

    async def known(self, references: Sequence[str]) -> Mapping[str, ActionRow]:
        if self._there is None:
            self._there = frozenset(await self._work.register.action_references())
        there = [each for each in references if each in self._there]
        actions = await self._work.register.actions(there)
        histories = await self._work.history.of(actions) if self._with_history else {}
        first = await self._work.order.before(actions) if self._with_order else {}
        return {
            reference: ActionRow(action, tuple(histories.get(reference, ())), tuple(first.get(reference, ())))
            for reference, action in actions.items()
        }

    async def problems(self, rows: Sequence[ActionRow]) -> list[Problem]:
        """What the file says otherwise than the register, of what never changes."""
        stored = await self.known([row.reference for row in rows])
        return [
            Problem(self._lines[row.reference], column, reason)
            for row in rows
            if row.reference in stored
            for column, reason in _contradictions(stored[row.reference], row)
        ]

    def merged(self, known: ActionRow, given: ActionRow) -> ActionRow:
        left = after_import(known.action, given.action)
        # Columns that the file lacks say nothing.
        if "external_deadline" not in self._columns:
            left = replace(left, external_on=known.action.external_on)
        if "asset" not in self._columns:
            left = replace(left, asset=known.action.asset)
        if "answers" not in self._columns:
            left = replace(left, answers=known.action.answers)
        self.left_as_said += left.state is not given.action.state
        added = news(known.history, given.history)
        return ActionRow(left, tuple(sorted([*known.history, *added], key=lambda each: each.on)), given.predecessors)

    async def write(self, changed: Sequence[ActionRow], stored: Mapping[str, ActionRow]) -> None:
        await self._work.register.replace_actions([row.action for row in changed])
        if self._with_order:
            moved = {
                row.reference: row.predecessors
                for row in changed
                if row.predecessors or (row.reference in stored and stored[row.reference].predecessors)
            }
            await self._work.order.put(moved)
        self._given += [
            (row.action, before.action.holder_id)
            for row in changed
            if (before := stored.get(row.reference)) and before.action.holder_id != row.action.holder_id
        ]
        reached = [each for row in changed for each in self._reached(stored.get(row.reference), row)]
        await self._work.history.add(reached, new={row.reference for row in changed} - stored.keys())

    async def order_problems(self, rows: Sequence[ActionRow]) -> list[Problem]:
        """Predecessors that nobody knows, and actions that would wait for each other for ever."""
        if not any(row.predecessors for row in rows):
            return []
        known = {row.reference for row in rows} | set(await self._work.register.action_references())
        problems = [
            Problem(self._lines[row.reference], "predecessors", f"{quoted(each)} is no action's reference")
            for row in rows
            for each in row.predecessors
            if each not in known and row.reference
        ]
        before = {**await self._work.order.everything(), **{row.reference: row.predecessors for row in rows}}
        if circle := circle_in(before):
            line = next(self._lines[each] for each in circle if each in self._lines)
            path = " → ".join(map(quoted, circle))
            problems.append(Problem(line, "predecessors", f"makes these wait for each other for ever: {path}"))
        return problems

    async def asset_problems(self, rows: Sequence[ActionRow]) -> list[Problem]:
        """Assets that nobody knows: then their owners would not find the actions about them."""
        named = {row.action.asset for row in rows if row.action.asset}
        unknown = named - (await self._work.register.assets(named)).keys() if named else set()
        return [
            Problem(self._lines[row.reference], "asset", f"{quoted(row.action.asset)} {_NO_ASSET}")
            for row in rows
            if row.action.asset in unknown and row.reference
        ]

    async def settle(self, rows: Sequence[ActionRow], settling: Settling, now: datetime) -> None:
        """What is owed agrees with these rows, which are written; whose they are now hears, and whose they were."""
        there = self._there or frozenset()
        actions = {row.reference: row.action for row in rows}
        await settling.settle_these(self._work, actions, now, actions.keys() - there)
        given, self._given = self._given, []
        if given:
            await settling.tell_given(self._work, given, now)

    def _reached(self, before: ActionRow | None, after: ActionRow) -> Iterator[Reached]:
        yield from news(before.history if before else (), after.history)
        state = after.action.state
        same = before is not None and before.action.state is state
        if not same and stands(after.history) is not state:
            yield Reached(after.reference, self._today, state)


def _contradictions(known: ActionRow, given: ActionRow) -> Iterator[tuple[str, str]]:
    first = known.action.original_due_on
    if first is not None and given.action.original_due_on != first:
        yield (
            "original_due_date",
            f"was {first:%d/%m/%Y} when the action came in, and an original due date never changes",
        )
    days = {each.on: each.state for each in known.history}
    for each in given.history:
        if each.on in days and not any(each == replace(one, by_id=each.by_id) for one in known.history):
            stood = days[each.on].value.replace("_", " ")
            yield "history", f"says otherwise of {each.on:%d/%m/%Y}: “{stood}” is on record, and that never changes"
