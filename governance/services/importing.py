"""Importing the council's own spreadsheets: people with their roles, information assets, and actions.

All or nothing: one transaction, and every mistake is found before anything is written. Rows that a spreadsheet does not
name stay as they are, so a part of a register can be imported too.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Generic, Protocol, TypeVar

from governance.action_rows import ActionRow, action_cells, read_actions
from governance.assets import Asset, asset_cells, read_assets
from governance.audit import Event
from governance.calendar import Calendar
from governance.chain_of_command import check_against_known, directory, with_managers
from governance.differences import Differences, Written
from governance.people import Person
from governance.ports import Clock, Store, Work
from governance.roles import Holding
from governance.rows import BadRows, Table
from governance.services.given_actions import GivenActions
from governance.services.given_assets import GivenAssets, unfit_owners
from governance.services.given_holdings import given_holdings, posts_in_words, still_owner, vacated
from governance.services.moving_lines import MovingLines
from governance.services.settling import Settling
from governance.staff import Term, acting_in_words, read_staff, staff_cells, with_staff_columns

#: Rows between two reports of progress.
BATCH = 1000


class Referenced(Protocol):
    """A row of a register."""

    @property
    def reference(self) -> str: ...


#: Called with (rows done, rows in all).
Progress = Callable[[int, int], None]
Item = TypeVar("Item")
Row = TypeVar("Row", bound=Referenced)


@dataclass(slots=True)
class Imported:
    """What an import changed, or with `dry_run` would change."""

    #: `people`, `assets` or `actions`.
    subject: str
    dry_run: bool
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    #: Known before, and not in the spreadsheet: they stay as they are.
    not_named: int = 0
    notes: tuple[str, ...] = field(default=())
    #: Actions whose state stays as people said it here, because the spreadsheet is older than that.
    left_as_said: int = 0
    #: Row by row, as far as they are kept.
    rows: Differences = field(default_factory=Differences)


def _as_given(_: Row, given: Row) -> Row:
    return given


async def _nothing_to_settle(_: Sequence[object]) -> None:
    """Nothing is owed because of these rows."""


@dataclass(frozen=True, slots=True)
class _Into(Generic[Row]):
    """A register that rows are imported into."""

    known: Callable[[Sequence[str]], Awaitable[Mapping[str, Row]]]
    #: Every reference that the register has.
    references: Callable[[], Awaitable[Collection[str]]]
    #: A row as a spreadsheet has it.
    cells: Callable[[Row], Written]
    #: Called with the rows that change, and those of them that are known as they were.
    write: Callable[[Sequence[Row], Mapping[str, Row]], Awaitable[object]]
    #: What becomes of a row that is known.
    merged: Callable[[Row, Row], Row] = _as_given
    #: Called for every row that is named, changed or not.
    settle: Callable[[Sequence[Row]], Awaitable[None]] = _nothing_to_settle


class Importing:
    """Every method raises BadRows with all mistakes at once, and then nothing was changed."""

    def __init__(self, store: Store, clock: Clock, calendar: Calendar, settling: Settling, moving: MovingLines) -> None:
        self._store = store
        self._clock = clock
        self._calendar = calendar
        self._settling = settling
        self._moving = moving

    async def people(self, table: Table, *, dry_run: bool = False, progress: Progress | None = None) -> Imported:
        """Roles without dates go on as they stand or begin today; roles that a row no longer names ended yesterday."""
        members, cells = read_staff(table)
        today = self._calendar.day_of(self._clock.now())
        async with self._store.work() as work:
            if not dry_run:
                await work.register.hold()
            known = {person.id: person for person in await work.people.everyone()}
            check_against_known(members, known, cells)
            people = [
                with_staff_columns(known[each.id], each, table.columns, today) if each.id in known else each
                for each in with_managers(members, known, cells)
            ]
            if cells.problems:
                raise BadRows(table.name, cells.problems)
            imported = Imported("people", dry_run, notes=(*table.notes, *cells.notes()))
            gone = known.keys() - {person.id for person in people}
            imported.not_named = len(gone)
            imported.rows.miss(gone)
            # A list without that column says nothing about roles.
            terms = {member.person.id: member.terms for member in members if "roles" in table.columns}
            await self._replace_people(work, people, known, terms, imported)
            if progress is not None:
                progress(len(people), len(people))
            await self._record(work, imported)
        return imported

    async def _replace_people(
        self,
        work: Work,
        people: Sequence[Person],
        known: Mapping[str, Person],
        terms: Mapping[str, Sequence[Term]],
        imported: Imported,
    ) -> None:
        """In one call, so that two people may swap what only one person may have."""
        today = self._calendar.day_of(self._clock.now())
        held = await work.people.holdings_of([*known, *(person.id for person in people)])
        every = {each: () if one.has_left(today) else held.get(each, ()) for each, one in known.items()}
        new: dict[str, Sequence[Holding]] = {}
        owners = await work.assets.owners()
        changed: list[Person] = []
        holdings: list[Holding] = []
        posts: list[Event] = []
        for person in people:
            before = held.get(person.id, ())
            given = terms.get(person.id)
            after = list(before) if given is None else given_holdings(person.id, given, before, today)
            if person.id in owners and not person.has_left(today):
                after = still_owner(before, after, today)
            new[person.id] = [] if person.has_left(today) else after
            was = known.get(person.id)
            if _count(imported, person.id, was, person, same=set(before) == set(after)):
                changed.append(person)
                holdings.extend(after)
                posts.extend(self._posts(was, person, before, after))
                if was is not None:
                    imported.rows.change(person.id, staff_cells(was, before, today), staff_cells(person, after, today))
        imported.notes += tuple(vacated(every, every | new, today))
        if changed and not imported.dry_run:
            await work.people.replace(changed, holdings)
            for event in posts:
                await work.audit.write(event)

    def _posts(
        self, known: Person | None, person: Person, before: Sequence[Holding], after: Sequence[Holding]
    ) -> Iterator[Event]:
        """For the record: who may handle or hear of reports, and by which account they sign in. Whoever gives a post
        away, or a handler's account to somebody else, does not do it unseen."""
        was, now = posts_in_words(before), posts_in_words(after)
        at = self._clock.now()
        if was != now:
            yield Event(at, "system", "administrator", "posts_set", person.id, {"from": was, "to": now})
        if known is not None and known.entra_id != person.entra_id and (was or now):
            yield Event(at, "system", "administrator", "account_changed", person.id)
        if (acted := acting_in_words(known)) != (acts := acting_in_words(person)):
            yield Event(at, "system", "administrator", "acting_owners_set", person.id, {"from": acted, "to": acts})

    async def assets(
        self, table: Table, *, dry_run: bool = False, progress: Progress | None = None, over: bool = False
    ) -> Imported:
        """Columns that the file lacks stay as they are, and so does what was changed here since the file was made. A
        cell that was changed on both sides is a mistake, unless the file counts `over` it."""
        now = self._clock.now()
        today = self._calendar.day_of(now)
        async with self._store.work() as work:
            if not dry_run:
                await work.register.hold()
            assets, cells = read_assets(table, directory(await work.people.everyone()))
            lines = cells.lines("reference")
            given = GivenAssets(work, table.columns, lines, await work.assets.history(lines.keys()), over)
            if not cells.problems:
                for batch in _batches(assets):
                    await given.check(batch)
            if problems := [*cells.problems, *given.problems]:
                raise BadRows(table.name, problems)
            imported = Imported("assets", dry_run, notes=(*table.notes, *cells.notes()))

            async def write(changed: Sequence[Asset], stored: Mapping[str, Asset]) -> None:
                await given.write(changed, stored, self._moving, now, today)

            into = _Into(work.register.assets, work.register.asset_references, asset_cells, write, given.merged)
            await self._replace(work, assets, into, imported, progress)
            imported.left_as_said = len(given.older)
            imported.notes += await unfit_owners(work, assets, today)
        return imported

    async def actions(self, table: Table, *, dry_run: bool = False, progress: Progress | None = None) -> Imported:
        """What is owed agrees with the actions from the same moment on: see `Settling`."""
        now = self._clock.now()
        today = self._calendar.day_of(now)
        async with self._store.work() as work:
            if not dry_run:
                await work.register.hold()
            rows, cells = read_actions(table, directory(await work.people.everyone()), today)
            given = GivenActions(work, table.columns, cells.lines("reference"), today)
            for batch in _batches(rows):
                cells.problems += await given.problems(batch)
            cells.problems += await given.order_problems(rows)
            cells.problems += await given.asset_problems(rows)
            if cells.problems:
                raise BadRows(table.name, cells.problems)
            imported = Imported("actions", dry_run, notes=(*table.notes, *cells.notes()))

            async def settle(written: Sequence[ActionRow]) -> None:
                await given.settle(written, self._settling, now)

            into = _Into(given.known, work.register.action_references, action_cells, given.write, given.merged, settle)
            await self._replace(work, rows, into, imported, progress)
            imported.left_as_said = given.left_as_said
        return imported

    async def _replace(
        self,
        work: Work,
        rows: Sequence[Row],
        into: _Into[Row],
        imported: Imported,
        progress: Progress | None,
    ) -> None:
        gone = set(await into.references()) - {row.reference for row in rows}
        done = 0
        for batch in _batches(rows):
            references = [row.reference for row in batch]
            stored = await into.known(references)
            after = [into.merged(stored[row.reference], row) if row.reference in stored else row for row in batch]
            changed = [row for row in after if _count(imported, row.reference, stored.get(row.reference), row)]
            for row in changed:
                if before := stored.get(row.reference):
                    imported.rows.change(row.reference, into.cells(before), into.cells(row))
            if changed and not imported.dry_run:
                await into.write(changed, stored)
            if not imported.dry_run:
                await into.settle(after)
            done += len(batch)
            if progress is not None:
                progress(done, len(rows))
        imported.not_named = len(gone)
        imported.rows.miss(gone)
        await self._record(work, imported)

    async def _record(self, work: Work, imported: Imported) -> None:
        if imported.dry_run:
            return
        counts = {"added": imported.added, "changed": imported.changed, "unchanged": imported.unchanged}
        await work.audit.write(
            Event(self._clock.now(), "system", "administrator", "imported", imported.subject, counts)
        )


def _count(imported: Imported, reference: str, before: Item | None, after: Item, *, same: bool = True) -> bool:
    """Count one row; whether it has to be written."""
    if before is None:
        imported.added += 1
        imported.rows.add(reference)
    elif before != after or not same:
        imported.changed += 1
    else:
        imported.unchanged += 1
        return False
    return True


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    every = iter(items)
    while batch := list(islice(every, BATCH)):
        yield batch
