"""The clock and delivery on PostgreSQL, durable as in production, on a server on this computer.

Targets, as on SQLite: ten thousand due obligations among a million are planned and gathered in under 3 s. Messages
leave at 95 in 100 of the permitted rate; two senders side by side are as fast as one, and nothing arrives twice.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from os import urandom
from typing import Any

import psycopg
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.app import SystemTicker
from bot.teams.connector import Connector, open_session
from bot.teams.messenger import TeamsMessenger
from bot.teams.outbound import StubTokens
from governance.obligations import Duty
from governance.people import Person
from governance.roles import Holding
from storage.engines import open_engine
from storage.tables import metadata
from storage.work import SqlStore
from tests.benchmarks.bench_delivery import PERMITTED, TARGET, SlowTeams, delivering_to, send_to_everybody, tell
from tests.benchmarks.bench_tick import (
    CASES,
    DUE,
    HOLDERS,
    KEEPERS,
    OPEN,
    POSTS,
    RECEIVED,
    TARGET_SECONDS,
    Case,
    obligations,
    plan_and_gather,
    told,
)
from tests.harness.postgres import database, postgres_server

SCENES = (("no 429", None), ("5 % 429, Retry-After 1", "1"))


async def main() -> None:
    with postgres_server(durable=True) as server:
        for case in CASES:
            with database(server) as url:
                await _tick(case, url)
        for senders in (1, 2):
            with database(server) as url:
                await _deliver(senders, url)


@asynccontextmanager
async def _store(url: str) -> AsyncIterator[SqlStore]:
    async with SqlStore(open_engine(url), None) as store:
        yield store


async def _make_tables(url: str) -> None:
    engine = open_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    await engine.dispose()


async def _tick(case: Case, url: str) -> None:
    await _make_tables(url)
    async with _store(url) as store:
        staff = [Person(name, f"entra-{name}", name, f"{name}@council.example") for name in (*KEEPERS, *HOLDERS)]
        async with store.work() as work:
            await work.people.replace(staff, [Holding(name, role, RECEIVED) for name, role in POSTS.items()])
        began = time.perf_counter()
        await asyncio.to_thread(_fill, case, url)
        print(f"{case.name}: {OPEN:,} open, {DUE:,} of them due: filled in {time.perf_counter() - began:.1f} s")
        took, worked = await plan_and_gather(case, store)
    verdict = "within" if took < TARGET_SECONDS else "OVER"
    print(
        f"{case.name}: planned and gathered in {took:.2f} s ({worked:.2f} of our processor): "
        f"{verdict} {TARGET_SECONDS:.0f} s"
    )


def _fill(case: Case, url: str) -> None:
    subjects = [urandom(16).hex() for _ in range(OPEN)]
    columns = "id, duty, subject_id, cycle, opened_on, due_on, policy, rung, next_at, open"
    with psycopg.connect(url.replace("+psycopg", ""), options="-c timezone=UTC") as connection:
        _copy(connection, f"obligations ({columns})", obligations(case, subjects))
        if case.duty is Duty.ACKNOWLEDGE:
            # Whom it is about is not looked at here.
            connection.execute("SET session_replication_role = replica")
            _copy(connection, "told", iter(sorted(told(subjects))))
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _copy(connection: psycopg.Connection[Any], into: str, rows: Iterator[Sequence[str | int]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:  # type: ignore[arg-type]  # ours
        for row in rows:
            copy.write_row(row)


async def _deliver(senders: int, url: str) -> None:
    """Each sender has its own connections, to the database and to Teams, as a process of its own has."""
    await _make_tables(url)
    teams, app, ticker = SlowTeams(), web.Application(), SystemTicker()
    app.router.add_route("POST", "/{path:.*}", teams.take)
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(TestServer(app, host="127.0.0.1"))
        address = str(server.make_url("/")).rstrip("/")
        stores = [await stack.enter_async_context(_store(url)) for _ in range(senders)]
        delivering = []
        for store in stores:
            connector = Connector(
                await stack.enter_async_context(open_session()), StubTokens(), ticker,
                app_id="app", is_allowed=lambda _: True, per_second=PERMITTED,
            )  # fmt: skip
            delivering.append(delivering_to(store, TeamsMessenger(connector, address, "tenant"), ticker))
        for name, refusing in SCENES:
            teams.begin(refusing)
            await send_to_everybody(stores[0], ticker, *delivering)
            tell(f"{senders} sending, {name}", teams, TARGET)


if __name__ == "__main__":
    asyncio.run(main())
