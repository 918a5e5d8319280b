"""What somebody has who took the service's files: both databases as they lie, and every row in them."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from governance.calendar import OPENING, Calendar
from governance.notices import ABOUT_CALLS
from governance.services.attesting import AUDIT_HEAD
from governance.services.falling_back import CALLS
from tests.harness.process import elsewhere

DATABASES = ("candour.db", "keystore.db")

Row = Mapping[str, Any]


def sizes(data: Path) -> dict[str, int]:
    """Of the databases' files and their logs, in bytes."""
    return {path.name: path.stat().st_size for name in DATABASES for path in data.glob(name + "*")}


def steal(data: Path, to: Path) -> Path:
    """Copy the databases with their logs, and no key file."""
    to.mkdir(parents=True)
    for name in DATABASES:
        for path in data.glob(name + "*"):
            shutil.copyfile(path, to / path.name)
    return to


def back_up(data: Path, to: Path) -> Path:
    """Copy the databases as a back-up does, by SQLite's own means, and write them out as text beside."""
    to.mkdir(parents=True)
    for name in DATABASES:
        with closing(reading(data / name)) as source, closing(sqlite3.connect(to / name)) as copy:
            source.backup(copy)
            (to / f"{name}.sql").write_text("\n".join(source.iterdump()), encoding="utf-8")
    return to


def reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)


def tables(data: Path) -> dict[str, list[Row]]:
    """Every table of both databases, its rows in the order in which they come."""
    found: dict[str, list[Row]] = {}
    for url in elsewhere(data):
        with psycopg.connect(url, row_factory=dict_row) as connection:
            for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall():
                table = sql.SQL("SELECT * FROM {}").format(sql.Identifier(row["tablename"]))
                found[row["tablename"]] = list(connection.execute(table).fetchall())
    if found:
        return found
    for name in DATABASES:
        with closing(reading(data / name)) as database:
            database.row_factory = sqlite3.Row
            for table in names(database):
                found[table] = [dict(row) for row in database.execute(f'SELECT * FROM "{table}"')]
    return found


def names(database: sqlite3.Connection) -> Sequence[str]:
    return [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]


def values(stolen: Mapping[str, Sequence[Row]]) -> Iterator[tuple[str, Any]]:
    """(`table.column`, value) of everything."""
    for table, rows in stolen.items():
        for row in rows:
            for column, value in row.items():
                yield f"{table}.{column}", value


def reports(data: Path) -> list[Row]:
    return tables(data)["reports"]


def let_time_pass(data: Path, minutes: int) -> None:
    """On PostgreSQL, leases and waits run on its own clock, which no process can move: they end so much earlier. What
    the processes' own clocks say does not matter there."""
    for url in elsewhere(data)[:1]:
        with psycopg.connect(url) as connection:
            for table, column in (("lanes", "lease_until"), ("lanes", "blocked_until"), ("messages", "visible_at")):
                earlier = sql.SQL("UPDATE {table} SET {column} = {column} - make_interval(mins => %s)")
                connection.execute(
                    earlier.format(table=sql.Identifier(table), column=sql.Identifier(column)), [minutes]
                )


def caught_up(data: Path, instant: datetime, by: datetime | None = None) -> bool:
    """Whether all that is due when the domain's clock stands there is done: released, planned, signed, sent and written
    down. With `by`, real time, a message that was tried before and is tried again, or in doubt, only later is left out.
    """
    calendar = Calendar()
    slot = calendar.latest_slot(instant).isoformat()
    day = calendar.day_of(instant)
    left = f"""SELECT CAST(count(*) = 0 AS INTEGER) FROM ticks WHERE name = 'release' AND mark = '{slot}'
               UNION ALL SELECT count(*) FROM obligations WHERE open AND next_at <= '{instant:%Y-%m-%d %H:%M:%S}'
               UNION ALL SELECT count(*) FROM messages WHERE state IN ('ready', 'sending'){_not_later_than(by)}
               UNION ALL SELECT count(*) FROM messages WHERE state IN ('fallen_back', 'dead') AND NOT settled"""
    if calendar.is_open(instant):
        left += f""" UNION ALL SELECT count(*) FROM notices WHERE state = 'ready' AND message_id IS NULL
                     AND leaves_at <= '{instant:%Y-%m-%d %H:%M:%S}'
                     UNION ALL {_calls_not_told(day)}"""
    if calendar.works(day) and instant >= calendar.at(day, OPENING):
        left += (
            f" UNION ALL SELECT CAST(count(*) = 0 AS INTEGER) FROM ticks WHERE name = '{AUDIT_HEAD}' AND mark = '{day}'"
        )
    if urls := elsewhere(data):
        with psycopg.connect(urls[0], options="-c timezone=UTC") as connection:
            return not any(count for (count,) in connection.execute(sql.SQL(left)).fetchall())
    with closing(reading(data / "candour.db")) as database:
        return not any(count for (count,) in database.execute(left))


def _not_later_than(by: datetime | None) -> str:
    if by is None:
        return ""
    return f" AND (visible_at <= '{by:%Y-%m-%d %H:%M:%S}' OR state = 'ready' AND attempts = 0)"


def _calls_not_told(day: date) -> str:
    """How many are on the call list of whom those who work it off still hear on that day: they are put there by one
    commit, and told of by the next."""
    told_on = f"(SELECT coalesce(max(mark), '') FROM ticks WHERE name = '{CALLS}')"
    about = ", ".join(f"'{kind.value}'" for kind in sorted(ABOUT_CALLS))
    return f"""SELECT count(*) FROM calls WHERE done_on IS NULL AND kind NOT IN ({about}) AND {told_on} <> '{day}'
               AND ({told_on} > '{day}' OR CAST(since_on AS TEXT) >= {told_on})"""


async def until_caught_up(data: Path, instant: datetime) -> None:
    for _ in range(1000):
        if caught_up(data, instant):
            return
        await asyncio.sleep(0.04)
    raise AssertionError("something that is due does not get done")
