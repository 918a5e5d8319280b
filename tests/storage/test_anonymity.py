"""What a stolen copy of the database tells about anonymous reports: not when in the day, and not in which order.

PostgreSQL keeps rows where they were written, so there the order is a stated limit.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Column, Table, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import tables
from storage.columns import Instant
from storage.engines import open_engine
from storage.work import SqlStore
from tests.governance.incident_world import desk
from tests.storage.conftest import AUDIT_KEY
from tests.storage.examples import event, letter, message, notice, obligation, report

ARRIVALS = [datetime(2026, 11, 23, tzinfo=UTC) + timedelta(minutes=17 * number + 3) for number in range(80)]
OF_REPORTS = (
    tables.reports, tables.told, tables.letters, tables.waiting_letters, tables.readings, tables.obligations,
    tables.notices,
)  # fmt: skip
#: When reminders leave and batches are released: the same for everybody.
HOUR = time(9)
MORNING = datetime(2026, 11, 24, 9, tzinfo=UTC)
TIME_OF_DAY = re.compile(r"\b\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?")


def hexes(random: Random) -> str:
    return random.randbytes(16).hex()


async def receive(store: SqlStore, at: datetime, random: Random) -> str:
    """What one anonymous report and its first reminder leave behind; the report's id."""
    day = at.date()
    given = report(
        id=hexes(random),
        key_id=hexes(random),
        tag=random.randbytes(16),
        received_on=day,
        acknowledge_by=day + timedelta(days=7),
    )
    first = datetime.combine(day + timedelta(days=1), HOUR, UTC)
    owed = obligation(id=hexes(random), subject_id=given.id, opened_on=day, due_on=given.acknowledge_by, next_at=first)
    async with store.work() as work:
        await work.reports.add(given)
        await work.obligations.add([owed])
        await work.letters.add(letter(given.id, id=hexes(random), written_on=day))
        await work.letters.wait(letter(given.id, id=hexes(random), written_on=day))
    return given.id


async def remind(store: SqlStore, random: Random) -> None:
    """The rungs of a morning, as a tick plans them, and the audit line of the release."""
    async with store.work() as work:
        due = await work.obligations.due(MORNING, 1000)
        notices = [notice(id=hexes(random), obligation_id=each.id, due_at=MORNING) for each in due]
        await work.notices.plan(notices)
        await work.outbox.put(message(), [each.id for each in notices], MORNING)
        await work.obligations.advance([(each.id, 1, None) for each in due])
        await work.audit.write(event("released", at=MORNING, details={"count": len(due)}))


async def dump(engine: AsyncEngine) -> list[Any]:
    """Every value of every row of every table, but from when a message may be sent: the real time of the batch, which
    is the database's own on PostgreSQL."""
    values: list[Any] = []
    async with engine.connect() as connection:
        for table in tables.metadata.sorted_tables:
            columns = [column for column in table.columns if column is not tables.messages.c.visible_at]
            values += [value for row in await connection.execute(select(*columns)) for value in row]
    return values


async def test_a_dump_has_no_time_of_day_but_the_fixed_hours_of_the_clock(engine: AsyncEngine) -> None:
    store, random = SqlStore(engine, AUDIT_KEY), Random(1)
    for at in ARRIVALS:
        await receive(store, at, random)
    await remind(store, random)
    values = await dump(engine)
    moments = [value for value in values if isinstance(value, datetime)]
    assert len(moments) > len(ARRIVALS)
    assert {moment.time() for moment in moments} == {HOUR}
    assert not [value for value in values if isinstance(value, str) and TIME_OF_DAY.search(value)]
    # Nor seconds since some day, in a number.
    assert max(value for value in values if isinstance(value, int)) < len(ARRIVALS)


def test_the_tables_of_a_report_have_no_instant_but_those_of_the_clock() -> None:
    # A new one has to be thought about: whatever says when a row was made says when a reporter was there.
    def instants(table: Table) -> list[Column[Any]]:
        return [column for column in table.columns if isinstance(column.type, Instant)]

    assert {str(column) for table in OF_REPORTS for column in instants(table)} == {
        "obligations.next_at",
        # Of the hours that the law gives for an incident; of nothing that is owed about a report.
        "obligations.opened_at",
        "obligations.due_at",
        "notices.due_at",
        # Of what is about a report, the same as due_at.
        "notices.leaves_at",
    }


async def test_a_dump_of_sqlite_is_not_in_the_order_in_which_reports_arrived(sqlite_url: str) -> None:
    random = Random(3)
    async with SqlStore(open_engine(sqlite_url), AUDIT_KEY) as store:
        arrived = [await receive(store, at, random) for at in ARRIVALS]
        await remind(store, random)
    lines = _dump_lines(Path(str(make_url(sqlite_url).database)))
    subject_of = {row[0]: row[2] for row in lines["obligations"]}
    reports_in = {
        "reports": [row[0] for row in lines["reports"]],
        "told": [row[0] for row in lines["told"] if row[3] == 0],
        "letters": [row[1] for row in lines["letters"]],
        "waiting_letters": [row[1] for row in lines["waiting_letters"]],
        "obligations": [row[2] for row in lines["obligations"]],
        "notices": [subject_of[row[1]] for row in lines["notices"]],
    }
    for order in reports_in.values():
        assert set(order) <= set(arrived)
        assert len(order) > 60
        assert abs(tau([arrived.index(each) for each in order])) < 4 * deviation(len(order))


async def test_on_postgresql_no_row_of_an_incident_was_written_with_the_concern_that_opened_it(
    postgres_url: str,
) -> None:
    async with desk(database=postgres_url) as d:
        await d.concern(closest="data", story="Files of the Larch family lie in the corridor.")
        await d.batch()
        written: dict[str, set[int]] = {}
        engine = open_engine(postgres_url)
        async with engine.connect() as connection:
            for table in tables.metadata.sorted_tables:
                rows = await connection.execute(text(f"SELECT xmin::text::bigint FROM {table.name}"))
                written[table.name] = {row[0] for row in rows}
        await engine.dispose()
    concern = set().union(*(written[each] for each in ("reports", "told", "obligations", "letters")))
    incident = set().union(*(written[each] for each in written if "incident" in each))
    assert concern
    assert incident
    assert not concern & incident
    assert not written["expected_incidents"]


async def test_no_table_of_a_report_has_row_ids_on_sqlite(sqlite_url: str) -> None:
    connection = sqlite3.connect(str(make_url(sqlite_url).database))
    for table in (*OF_REPORTS, tables.messages):
        with pytest.raises(sqlite3.OperationalError, match="no such column: rowid"):
            connection.execute(f"SELECT rowid FROM {table.name}")
    connection.close()


def test_an_order_that_tells_would_be_noticed() -> None:
    assert tau(range(80)) == 1
    assert tau(range(80)) > 4 * deviation(80)
    assert tau(list(reversed(range(80)))) == -1


def tau(places: Sequence[int]) -> float:
    """Kendall's: 1 when two orders are the same, -1 when they are opposite, near 0 without any relation."""
    pairs = [(a, b) for index, a in enumerate(places) for b in places[index + 1 :]]
    return sum(1 if a < b else -1 for a, b in pairs) / len(pairs)


def deviation(count: int) -> float:
    """Standard deviation of tau between orders that have nothing in common."""
    return float((2 * (2 * count + 5) / (9 * count * (count - 1))) ** 0.5)


def _dump_lines(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Rows by table, as a plain SELECT gives them."""
    connection = sqlite3.connect(path)
    rows = {table.name: connection.execute(f"SELECT * FROM {table.name}").fetchall() for table in OF_REPORTS}
    connection.close()
    return rows
