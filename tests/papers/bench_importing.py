"""What importing a register costs: 10,000 and 100,000 assets, and as many actions with what is owed because of them,
from a csv file into SQLite on disk.

Run with `python -m tests.papers.bench_importing`. Ten times the rows may take at most fifteen times as long; 100,000 of
them are meant to take under 30 s and under 300 MB.
"""

from __future__ import annotations

import asyncio
import csv
import resource
import sys
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from xlsxwriter import Workbook

from governance import action_rows, assets, staff
from governance.calendar import Calendar
from governance.rows import Column, Table
from governance.services.importing import Imported, Importing
from governance.services.moving_lines import MovingLines
from governance.services.settling import Settling
from papers.reading import read_table
from storage.engines import open_engine
from storage.tables import metadata
from storage.work import SqlStore

PEOPLE = 5_000
FEW, MANY = 10_000, 100_000
MOST_TIMES_AS_LONG = 15.0
MOST_SECONDS, MOST_MEGABYTES = 30.0, 300.0


Import = Callable[[Table], Awaitable[Imported]]


class StillClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 23, 12, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0


async def measure(folder: Path) -> bool:
    """Print a line for each import; whether every target was met."""
    engine = open_engine(f"sqlite+aiosqlite:///{folder / 'candour.db'}")
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    async with SqlStore(engine, b"a key that only measures") as store:
        new_id = lambda: uuid.uuid4().hex  # noqa: E731
        settling, moving = Settling(Calendar(), StillClock(), new_id), MovingLines(Calendar(), StillClock(), new_id)
        importing = Importing(store, StillClock(), Calendar(), settling, moving)
        people = sheet(folder / "people.csv", staff.COLUMNS, map(_person, range(PEOPLE)))
        await importing.people(read_table(people, staff.COLUMNS))
        kept = [
            await imports(folder, "assets", assets.COLUMNS, _asset, importing.assets),
            await imports(folder, "actions", action_rows.COLUMNS, _action, importing.actions),
            await again(folder, importing),
        ]
    return all(kept)


async def imports(
    folder: Path, name: str, columns: Sequence[Column], row: Callable[[int], Sequence[object]], take: Import
) -> bool:
    """A few rows and then many; whether the targets were met."""
    seconds = {}
    for first, rows in ((0, FEW), (FEW, MANY)):
        path = sheet(folder / f"{name}.csv", columns, map(row, range(first, first + rows)))
        began = time.perf_counter()
        imported = await take(read_table(path, columns))
        seconds[rows] = time.perf_counter() - began
        _say(f"{imported.added:>7,} {name}: {seconds[rows]:5.1f} s, at most {_megabytes():.0f} MB")
    ratio = seconds[MANY] / seconds[FEW]
    _say(f"ten times the rows took {ratio:.1f} times as long (at most {MOST_TIMES_AS_LONG:.0f})")
    return ratio <= MOST_TIMES_AS_LONG and seconds[MANY] <= MOST_SECONDS and _megabytes() <= MOST_MEGABYTES


async def again(folder: Path, importing: Importing) -> bool:
    """A workbook of as many assets, each with another title: every row is compared and changed."""
    path = folder / "assets.xlsx"
    with Workbook(path, {"constant_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet("Register")
        page.write_row(0, 0, [column.name for column in assets.COLUMNS])
        for line, n in enumerate(range(FEW, FEW + MANY), 1):
            page.write_row(line, 0, [*_asset(n)[:1], f"Renamed {n}", *_asset(n)[2:]])
    began = time.perf_counter()
    imported = await importing.assets(read_table(path, assets.COLUMNS))
    seconds = time.perf_counter() - began
    _say(f"{imported.changed:>7,} assets changed, from xlsx: {seconds:5.1f} s, at most {_megabytes():.0f} MB")
    return seconds <= MOST_SECONDS and _megabytes() <= MOST_MEGABYTES


def sheet(path: Path, columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(column.name for column in columns)
        writer.writerows(rows)
    return path


def _person(n: int) -> Sequence[object]:
    manager = f"P{n // 10}" if n else ""
    roles, leave = "information asset owner 2026-04-01..", "2026-12-21..2027-01-04"
    entra_id = uuid.UUID(int=n + 1)
    row = (f"P{n}", entra_id, f"Person {n}", f"p{n}@council.example", "Officer", "", "Place", manager, roles, leave)
    return (*row, *[""] * (len(staff.COLUMNS) - len(row)))


def _asset(n: int) -> Sequence[object]:
    owner, service = f"p{n % PEOPLE}@council.example", f"Service {n % 60}"
    kept = f"6 years after event {n % 90}; destroy"
    row = (
        f"IA-{n}",
        f"Information asset {n}",
        owner,
        f"P{n % 400}",
        "Place",
        service,
        "official",
        "high",
        "no",
        kept,
        "",
        "",
        "none",
    )
    return (*row, *[""] * (len(assets.COLUMNS) - len(row)))


def _action(n: int) -> Sequence[object]:
    holder, due = f"p{n % PEOPLE}@council.example", f"2027-{n % 12 + 1:02}-{n % 28 + 1:02}"
    row = (f"A-{n}", "Audit", f"Action {n}", holder, ("medium", "urgent")[n % 9 == 0], "in progress", due)
    return (*row, *[""] * (len(action_rows.COLUMNS) - len(row)))


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        return 0 if asyncio.run(measure(Path(folder))) else 1


if __name__ == "__main__":
    sys.exit(main())
