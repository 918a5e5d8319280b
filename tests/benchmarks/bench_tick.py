"""Planning what is due among a million open obligations, on SQLite: acknowledgements, and actions with their digests.

Targets: ten thousand due ones are planned (and what is for one person is gathered into one message) in under 3 s; and
with at most 1.5 times the work that the same takes when nothing else is open, because the cost has to follow what is
due. Work is time of the processor, and the best of the runs counts: what else the machine does meanwhile is not what is
measured.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from os import urandom
from pathlib import Path
from uuid import uuid4

from bot.app import SystemTicker, nothing_fails
from governance.calendar import Calendar
from governance.obligations import Duty, Obligation
from governance.owed import Owed
from governance.people import Person
from governance.policy import POLICY_2017
from governance.ports import Work
from governance.reports import Standing
from governance.roles import Holding, Role
from governance.services.acknowledging import AcknowledgementAudiences
from governance.services.chasing import Audiences, Chasing
from governance.services.gathering import Gathering
from governance.services.owing import OwedAudiences
from storage.engines import open_engine
from storage.tables import metadata
from storage.work import SqlStore

OPEN, FEW, DUE = 1_000_000, 10_000, 10_000
RUNS = 3
TARGET_SECONDS = 3.0
TARGET_RATIO = 1.5
KEEPERS = {"officer": Standing.LEAD, "deputy": Standing.DEPUTY, "auditor": Standing.HANDLER}
POSTS = {
    "officer": Role.MONITORING_OFFICER,
    "deputy": Role.DEPUTY_MONITORING_OFFICER,
    "auditor": Role.CHIEF_INTERNAL_AUDITOR,
}
HOLDERS = [f"holder{number}" for number in range(300)]
RECEIVED = date(2026, 11, 19)
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
CALENDAR = Calendar()


class Actions:
    """Whose they are can be told from their number."""

    async def owed(self, _work: Work, obligations: Sequence[Obligation]) -> Mapping[str, Owed]:
        return {each.id: Owed(HOLDERS[int(each.subject_id[:8], 16) % 300], "Title", 1) for each in obligations}


@dataclass(frozen=True)
class Case:
    name: str
    duty: Duty
    due_on: date
    audiences: Callable[[], Audiences]
    #: How many messages a tick makes.
    messages: int


CASES = (
    Case("acknowledgements", Duty.ACKNOWLEDGE, RECEIVED + timedelta(days=7), AcknowledgementAudiences, 10),
    # Twenty working days before: their first reminder.
    Case("actions", Duty.ACTION, date(2026, 12, 18), lambda: OwedAudiences(Actions(), CALENDAR, mail=False), 300),
)


async def main() -> None:
    for case in CASES:
        with tempfile.TemporaryDirectory() as folder:
            await _measure(case, Path(folder))


async def _measure(case: Case, folder: Path) -> None:
    few, many = folder / "few.db", folder / "many.db"
    seconds: dict[Path, list[tuple[float, float]]] = {few: [], many: []}
    for path, count in ((few, FEW), (many, OPEN)):
        began = time.perf_counter()
        await _fill(case, path, count)
        took = time.perf_counter() - began
        print(f"{case.name}: {count:>9,} open, {DUE:,} of them due: filled in {took:.1f} s")
    for _ in range(RUNS):
        # Turn by turn, so that what else the machine does meets both alike.
        for path, times in seconds.items():
            times.append(await _tick(case, path))
    for path, times in seconds.items():
        shown = ", ".join(f"{took:.2f} ({worked:.2f} of the processor)" for took, worked in times)
        print(f"{case.name}, {path.stem} open: {shown} s to plan and gather {DUE:,}")
    fastest = min(took for took, _ in seconds[many])
    ratio = min(worked for _, worked in seconds[many]) / min(worked for _, worked in seconds[few])
    print(f"among {OPEN:,}, at best: {fastest:.2f} s: {_verdict(fastest, TARGET_SECONDS)} {TARGET_SECONDS:.0f} s")
    print(f"against {FEW:,} open, of the processor: {ratio:.2f} times: {_verdict(ratio, TARGET_RATIO)} {TARGET_RATIO}")


def _verdict(measured: float, target: float) -> str:
    return "within" if measured < target else "OVER"


async def _fill(case: Case, path: Path, count: int) -> None:
    """`count` open obligations, and whoever is told of them. DUE of them, here and there, are due at NOW."""
    engine = open_engine(f"sqlite+aiosqlite:///{path}")
    async with SqlStore(engine, None) as store:
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        staff = [Person(name, f"entra-{name}", name, f"{name}@council.example") for name in (*KEEPERS, *HOLDERS)]
        async with store.work() as work:
            await work.people.replace(staff, [Holding(name, role, RECEIVED) for name, role in POSTS.items()])
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        # Only while it is filled: nothing is lost by a crash of a benchmark.
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000"):
            database.execute(f"PRAGMA {pragma}")
        database.execute("BEGIN")
        subjects = [urandom(16).hex() for _ in range(count)]
        database.executemany(
            "INSERT INTO obligations (id, duty, subject_id, cycle, opened_on, due_on, policy, rung, next_at, open)"
            " VALUES (?,?,?,?,?,?,?,?,?,?)",
            obligations(case, subjects),
        )
        if case.duty is Duty.ACKNOWLEDGE:
            database.executemany("INSERT INTO told VALUES (?,?,?,?)", sorted(told(subjects)))
        database.execute("COMMIT")
        database.execute("PRAGMA journal_mode=WAL")


def obligations(case: Case, subjects: Sequence[str]) -> Iterator[tuple[str | int, ...]]:
    """Rows as the table has them, by id. What is not due comes due in the eight weeks after."""
    later = [_text(NOW + timedelta(hours=1 + hour)) for hour in range(8 * 7 * 24)]
    opened_on, due_on, due_at = RECEIVED.isoformat(), case.due_on.isoformat(), _text(NOW)
    for number, id_ in enumerate(sorted(urandom(16).hex() for _ in subjects)):
        is_due = number % (len(subjects) // DUE) == 0
        at = due_at if is_due else later[number % len(later)]
        yield id_, case.duty.value, subjects[number], 0, opened_on, due_on, POLICY_2017.key, 0, at, 1


def told(subjects: Sequence[str]) -> Iterator[tuple[str | int, ...]]:
    """Everybody who keeps a report that is due; of the others one, so that there is enough to look through."""
    everybody = [(name, standing.value, place) for place, (name, standing) in enumerate(KEEPERS.items())]
    for number, subject in enumerate(subjects):
        keepers = everybody if number % (len(subjects) // DUE) == 0 else everybody[:1]
        for name, standing, place in keepers:
            yield subject, name, standing, place


def _text(at: datetime) -> str:
    return at.isoformat(" ", "microseconds")[:26]


async def _tick(case: Case, path: Path) -> tuple[float, float]:
    """Seconds, and seconds of the processor, to plan and gather all that is due; everything is put back afterwards."""
    async with SqlStore(open_engine(f"sqlite+aiosqlite:///{path}"), None) as store:
        took = await plan_and_gather(case, store)
    with closing(sqlite3.connect(path)) as database:
        for table in ("notices", "messages", "digests"):
            database.execute(f"DELETE FROM {table}")
        database.execute("UPDATE obligations SET rung = 0, next_at = ? WHERE rung > 0", (_text(NOW),))
        database.commit()
    return took


async def plan_and_gather(case: Case, store: SqlStore) -> tuple[float, float]:
    """Seconds, and seconds of the processor. Raises AssertionError when it is not what was due, once."""
    ticker = SystemTicker()
    chasing = Chasing(store, CALENDAR, {case.duty: case.audiences()}, ticker, lambda: uuid4().hex, nothing_fails)
    gathering = Gathering(store, CALENDAR, ticker, lambda: uuid4().hex, nothing_fails)
    began, worked = time.perf_counter(), time.process_time()
    planned = await chasing.plan(NOW)
    gathered = await gathering.gather(NOW)
    took = time.perf_counter() - began, time.process_time() - worked
    again = await chasing.plan(NOW), await gathering.gather(NOW)
    if planned.obligations != DUE or planned.notices != DUE or again[0].obligations or again[1]:
        raise AssertionError(f"it did not plan what was due, once: {planned}, then {again}")
    if planned.messages + gathered != case.messages:
        raise AssertionError(f"{planned.messages} and {gathered} messages")
    return took


if __name__ == "__main__":
    asyncio.run(main())
