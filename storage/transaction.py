"""One transaction over one connection, as the repositories see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, CursorResult, Executable, Insert, Row, Table, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from governance.errors import Unavailable
from storage.refusals import refusal

Values = Mapping[str, Any]

#: From so many rows on, an insert is worth handing to the driver as it is.
_MANY = 100
#: How many values one IN list carries: well under every driver's limit.
_CHUNK = 500


class Transaction:
    """Statements inside one transaction.

    After an error nothing more may be done in it: SQLite may have rolled back by itself (a full disk does that), and
    whatever came after would then be committed on its own.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._broken = False

    @property
    def on_postgresql(self) -> bool:
        return self._connection.dialect.name == "postgresql"

    def must_be_whole(self) -> None:
        """Raises Unavailable when a statement failed, even if the caller went on."""
        if self._broken:
            raise Unavailable("An earlier step of this transaction failed; nothing was changed.")

    async def execute(
        self, statement: Executable, values: Values | Sequence[Values] | None = None
    ) -> CursorResult[Any]:
        """Raises a Refused instead of every database error."""
        self.must_be_whole()
        try:
            return await self._connection.execute(statement, values)
        except SQLAlchemyError as error:
            self._broken = True
            raise refusal(error) from None
        except BaseException:
            self._broken = True
            raise

    async def all(self, statement: Executable, values: Values | None = None) -> Sequence[Row[Any]]:
        return (await self.execute(statement, values)).all()

    async def first(self, statement: Executable, values: Values | None = None) -> Row[Any] | None:
        return (await self.execute(statement, values)).first()

    async def many(self, statement: Executable, rows: Sequence[Values]) -> None:
        """Once for each row, which all have the same columns; nothing when there are none."""
        if len(rows) >= _MANY and isinstance(statement, Insert) and not self.on_postgresql:
            await self._in_bulk(statement, rows)
        elif rows:
            await self.execute(statement, rows)

    async def _in_bulk(self, statement: Insert, rows: Sequence[Values]) -> None:
        """The same insert with its values handed to the driver as they are: the library takes longer over each row of
        an import than SQLite does."""
        self.must_be_whole()
        dialect, columns = self._connection.dialect, statement.table.c
        compiled = statement.compile(dialect=dialect, column_keys=list(rows[0]))
        names = list(compiled.positiontup or ())
        made = [columns[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names]
        # Column by column, which the interpreter does without a step of ours for each value.
        given = zip(*map(itemgetter(*names), rows), strict=True)
        cells = [map(process, column) if process else column for process, column in zip(made, given, strict=True)]
        values = list(zip(*cells, strict=True))
        try:
            await self._connection.exec_driver_sql(str(compiled), values)
        except SQLAlchemyError as error:
            self._broken = True
            raise refusal(error) from None
        except BaseException:
            self._broken = True
            raise

    async def add_if_new(self, table: Table, row: Values) -> bool:
        """Insert; False when any unique key already knows this row."""
        # Without the option an insert's count is gone when its cursor is closed, on PostgreSQL.
        statement = _add_new(table, self.on_postgresql).execution_options(preserve_rowcount=True)
        return (await self.execute(statement, row)).rowcount == 1

    async def add_new(self, table: Table, rows: Sequence[Values]) -> None:
        """Insert; rows that any unique key already knows are left out."""
        await self.many(_add_new(table, self.on_postgresql), rows)

    async def added(self, table: Table, rows: Sequence[Values], column: Column[Any]) -> Sequence[Row[Any]]:
        """Insert as `add_new` does; `column` of the rows that were new."""
        if not rows:
            return ()
        return (await self.execute(_add_new(table, self.on_postgresql).returning(column), rows)).all()

    async def put(self, table: Table, rows: Sequence[Values], keep: Sequence[str] = ()) -> None:
        """Insert, or update the row with the same primary key. Columns in `keep` only change while they are null."""
        await self.many(_put(table, self.on_postgresql, tuple(keep)), rows)


# Built once for each table: to build one takes longer than to run it.


def _insert(table: Table, on_postgresql: bool) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(table) if on_postgresql else sqlite.insert(table)


@cache
def _add_new(table: Table, on_postgresql: bool) -> postgresql.Insert | sqlite.Insert:
    return _insert(table, on_postgresql).on_conflict_do_nothing()


@cache
def _put(table: Table, on_postgresql: bool, keep: tuple[str, ...]) -> postgresql.Insert | sqlite.Insert:
    keys = [column.name for column in table.primary_key]
    insert = _insert(table, on_postgresql)
    changes: dict[str, Any] = {
        column.name: insert.excluded[column.name] for column in table.columns if column.name not in (*keys, *keep)
    }
    for name in keep:
        changes[name] = func.coalesce(table.c[name], insert.excluded[name])
    return insert.on_conflict_do_update(index_elements=keys, set_=changes)


def chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """`values` in pieces that fit an IN list."""
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
