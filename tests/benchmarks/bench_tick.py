"""Planning what is due among a million open obligations, on SQLite.

Targets: ten thousand due ones are planned in under 3 s; and with at most 1.5 times the work that the same takes when
nothing else is open, because the cost has to follow what is due. Work is time of the processor, and the best of the
runs counts: what else the machine does meanwhile is not what is measured.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from os import urandom
from pathlib import Path
from uuid import uuid4

from bot.app import SystemTicker, nothing_fails
from governance.calendar import Calendar
from governance.obligations import Duty
from governance.people import Person
from governance.policy import POLICY_2017
from governance.reports import Standing
from governance.roles import Holding, Role
from governance.services.acknowledging import AcknowledgementAudiences
from governance.services.chasing import Chasing
from storage.engines import open_engine
from storage.tables import metadata
from storage.work import SqlStore

OPEN, FEW, DUE = 1_000_000, 10_000, 10_000
RUNS = 3
TARGET_SECONDS = 3.0
TARGET_RATIO = 1.5
HANDLERS = {"officer": Standing.LEAD, "deputy": Standing.DEPUTY, "auditor": Standing.HANDLER}
POSTS = {
    "officer": Role.MONITORING_OFFICER,
    "deputy": Role.DEPUTY_MONITORING_OFFICER,
    "auditor": Role.CHIEF_INTERNAL_AUDITOR,
}
RECEIVED = date(2026, 11, 19)
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        few = Path(folder) / "few.db"
        many = Path(folder) / "many.db"
        seconds: dict[Path, list[tuple[float, float]]] = {few: [], many: []}
        for path, count in ((few, FEW), (many, OPEN)):
            began = time.perf_counter()
            await _fill(path, count)
            print(f"{count:>9,} open, {DUE:,} of them due: filled in {time.perf_counter() - began:.1f} s")
        for _ in range(RUNS):
            # Turn by turn, so that what else the machine does meets both alike.
            for path, times in seconds.items():
                times.append(await _plan(path))
    for path, times in seconds.items():
        shown = ", ".join(f"{took:.2f} ({worked:.2f} of the processor)" for took, worked in times)
        print(f"{path.stem} open: {shown} s to plan {DUE:,}")
    fastest = min(took for took, _ in seconds[many])
    ratio = min(worked for _, worked in seconds[many]) / min(worked for _, worked in seconds[few])
    print(f"among {OPEN:,}, at best: {fastest:.2f} s: {_verdict(fastest, TARGET_SECONDS)} {TARGET_SECONDS:.0f} s")
    print(f"against {FEW:,} open, of the processor: {ratio:.2f} times: {_verdict(ratio, TARGET_RATIO)} {TARGET_RATIO}")


def _verdict(measured: float, target: float) -> str:
    return "within" if measured < target else "OVER"


async def _fill(path: Path, count: int) -> None:
    """`count` open obligations, and who is told of each. DUE of them, here and there, are due at NOW."""
    engine = open_engine(f"sqlite+aiosqlite:///{path}")
    async with SqlStore(engine, None) as store:
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        staff = [Person(name, f"entra-{name}", name, f"{name}@council.example") for name in HANDLERS]
        async with store.work() as work:
            await work.people.replace(staff, [Holding(name, role, RECEIVED) for name, role in POSTS.items()])
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        # Only while it is filled: nothing is lost by a crash of a benchmark.
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000"):
            database.execute(f"PRAGMA {pragma}")
        database.execute("BEGIN")
        subjects = [urandom(16).hex() for _ in range(count)]
        places = ",".join("?" * 10)
        database.executemany(f"INSERT INTO obligations VALUES ({places})", _obligations(subjects))
        database.executemany("INSERT INTO told VALUES (?,?,?,?)", sorted(_told(subjects)))
        database.execute("COMMIT")
        database.execute("PRAGMA journal_mode=WAL")


def _obligations(subjects: Sequence[str]) -> Iterator[tuple[str | int, ...]]:
    """Rows as the table has them, by id. What is not due comes due in the eight weeks after."""
    later = [_text(NOW + timedelta(hours=1 + hour)) for hour in range(8 * 7 * 24)]
    duty, opened_on, due_on = Duty.ACKNOWLEDGE.value, RECEIVED.isoformat(), (RECEIVED + timedelta(days=7)).isoformat()
    due_at = _text(NOW)
    for number, id_ in enumerate(sorted(urandom(16).hex() for _ in subjects)):
        is_due = number % (len(subjects) // DUE) == 0
        at = due_at if is_due else later[number % len(later)]
        yield id_, duty, subjects[number], 0, opened_on, due_on, POLICY_2017.key, 0, at, 1


def _told(subjects: Sequence[str]) -> Iterator[tuple[str | int, ...]]:
    """Everybody who keeps a report that is due; of the others one, so that there is enough to look through."""
    everybody = [(name, standing.value, place) for place, (name, standing) in enumerate(HANDLERS.items())]
    for number, subject in enumerate(subjects):
        keepers = everybody if number % (len(subjects) // DUE) == 0 else everybody[:1]
        for name, standing, place in keepers:
            yield subject, name, standing, place


def _text(at: datetime) -> str:
    return at.isoformat(" ", "microseconds")[:26]


async def _plan(path: Path) -> tuple[float, float]:
    """Seconds, and seconds of the processor, to plan all that is due; everything is put back afterwards."""
    async with SqlStore(open_engine(f"sqlite+aiosqlite:///{path}"), None) as store:
        audiences = {Duty.ACKNOWLEDGE: AcknowledgementAudiences()}
        chasing = Chasing(store, Calendar(), audiences, SystemTicker(), lambda: uuid4().hex, nothing_fails)
        began, worked = time.perf_counter(), time.process_time()
        planned = await chasing.plan(NOW)
        took = time.perf_counter() - began, time.process_time() - worked
        again = await chasing.plan(NOW)
    if planned.obligations != DUE or planned.notices != DUE or again.obligations:
        raise AssertionError(f"it did not plan what was due, once: {planned}, then {again}")
    with closing(sqlite3.connect(path)) as database:
        database.execute("DELETE FROM notices")
        database.execute("DELETE FROM messages")
        database.execute("UPDATE obligations SET rung = 0, next_at = ? WHERE rung > 0", (_text(NOW),))
        database.commit()
    return took


if __name__ == "__main__":
    asyncio.run(main())
