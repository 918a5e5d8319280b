"""The tables: the cost of asking what is due follows what is due, not what exists."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event as events
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from governance.notices import End
from governance.ports import Work
from storage.tables import messages
from storage.work import SqlStore
from tests.storage.conftest import AUDIT_KEY
from tests.storage.examples import message, obligation

NOW = datetime.now(UTC)


async def fill(engine: AsyncEngine) -> None:
    """Far more that is done, or not due yet, than is due."""
    later, waiting = NOW + timedelta(days=30), [message() for _ in range(1000)]
    async with SqlStore(engine, AUDIT_KEY).work() as work:
        await work.obligations.add([obligation(next_at=None, open=False) for _ in range(1000)])
        await work.obligations.add([obligation(next_at=later) for _ in range(1000)])
        await work.obligations.add([obligation(next_at=NOW) for _ in range(30)])
        await work.outbox.put_all([(message(state=End.SENT), [], NOW) for _ in range(1000)])
        await work.outbox.put_all([(each, [], NOW) for each in waiting])
        await work.outbox.put_all([(message(), [], NOW) for _ in range(30)])
    async with engine.begin() as connection:
        columns = messages.c
        wait = update(messages).where(columns.id.in_([each.id for each in waiting]))
        await connection.execute(wait.values(visible_at=later))


async def ask(work: Work) -> None:
    """What every tick and every wave asks."""
    assert len(await work.obligations.due(NOW, 1000)) == 30
    lane = await work.outbox.take_lane("council", NOW, 60)
    assert lane
    assert len(await work.outbox.wave(lane, NOW, 60, [], 10) or ()) == 10


async def plans(engine: AsyncEngine) -> dict[str, str]:
    """How the database answers each of those questions, by the question."""
    asked: dict[str, Any] = {}

    @events.listens_for(engine.sync_engine, "before_cursor_execute")
    def note(_: object, __: object, statement: str, parameters: Any, ___: object, ____: bool) -> None:
        if statement.startswith("SELECT") and ("FROM obligations" in statement or "FROM messages" in statement):
            asked[statement] = parameters

    async with SqlStore(engine, AUDIT_KEY).work() as work:
        await ask(work)
    events.remove(engine.sync_engine, "before_cursor_execute", note)
    explain = "EXPLAIN QUERY PLAN" if engine.dialect.name == "sqlite" else "EXPLAIN"
    found: dict[str, str] = {}
    async with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            # It rightly reads a table of this size as a whole; asked here is whether it could do otherwise.
            await connection.execute(text("SET LOCAL enable_seqscan = off"))
        for statement, parameters in asked.items():
            rows = await connection.exec_driver_sql(f"{explain} {statement}", parameters)
            found[statement] = "\n".join(str(row[-1]) for row in rows)
    return found


@pytest.fixture
async def filled(engine: AsyncEngine) -> AsyncEngine:
    await fill(engine)
    async with engine.begin() as connection:
        await connection.execute(text("ANALYZE"))
    return engine


async def test_what_is_due_is_found_by_its_index(filled: AsyncEngine) -> None:
    found = await plans(filled)
    due, waiting, doubt, claim = found.values()
    assert "ix_obligations_due" in due
    assert "ix_messages_unfinished" in waiting
    assert "ix_messages_unfinished" in doubt
    assert "ix_messages_unfinished" in claim
    for plan in found.values():
        # A whole table read, or rows sorted after they were read.
        assert "Seq Scan" not in plan
        assert "Sort" not in plan
        assert "SCAN" not in plan
        assert "TEMP B-TREE" not in plan


async def test_an_index_holds_only_what_may_come_due(filled: AsyncEngine) -> None:
    if filled.dialect.name == "postgresql":
        query = (
            "SELECT relname, reltuples FROM pg_class WHERE relname IN ('ix_obligations_due','ix_messages_unfinished')"
        )
    else:
        query = (
            "SELECT idx, substr(stat, 1, instr(stat, ' ') - 1) FROM sqlite_stat1"
            " WHERE idx IN ('ix_obligations_due','ix_messages_unfinished')"
        )
    async with filled.connect() as connection:
        sizes = {name: int(rows) for name, rows in await connection.execute(text(query))}
    assert sizes == {"ix_obligations_due": 1030, "ix_messages_unfinished": 1030}
