"""X14: what is stored of reports without a name tells no time of day, and nothing tells in which order they came."""

from __future__ import annotations

import math
import re
import sqlite3
import struct
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, combinations
from pathlib import Path
from random import Random
from time import time
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from tests.harness.browserless import Visitor
from tests.harness.connector import RecordingConnector
from tests.harness.fixtures import MONDAY, Starts
from tests.harness.people import WebWhistleblower, Whistleblower
from tests.harness.teams import Teams
from tests.trust import thief
from tests.trust.conftest import Figure
from tests.trust.strangers import Stranger

pytestmark = pytest.mark.process

#: The batches' hours on the days that follow.
SLOTS = (timedelta(hours=1), timedelta(hours=5), timedelta(hours=8, minutes=30))
#: Beyond so many standard deviations an order is no chance: for one true order in 300,000.
TOO_FAR = 4.7
_END = 32
#: What a reporter writes with the code: the button, and the answers.
WRITES: tuple[tuple[str, dict[str, str]], ...] = (
    ("Add to this report", {"text": "They did it again, and the alarm was off."}),
    ("Take this report back", {"why": "I was told to.", "sure": "yes"}),
)


@dataclass(frozen=True)
class Moment:
    """When a report came: by the domain's clock, and between which real seconds."""

    stood_at: datetime
    began: float
    ended: float


# ---------------------------------------------------------------- the figure


async def test_neither_a_time_nor_an_order_can_be_read_from_what_is_stored(
    starts: Starts,
    session: aiohttp.ClientSession,
    connector: RecordingConnector,
    tmp_path: Path,
    full_size: bool,
    figure: Figure,
) -> None:
    chance = Random(5)
    # As few as an order beyond chance can still be told of: two batches of nine, or three of seven.
    batches, size = (24, 20) if full_size else (3, 7)
    candour = await starts()
    teams = Teams(session, candour.url, connector)
    came: list[list[str]] = []
    wrote: list[list[str]] = []
    moments: list[Moment] = []
    for batch in range(batches):
        released = MONDAY + timedelta(days=batch // len(SLOTS)) + SLOTS[batch % len(SLOTS)]
        # An odd minute and second, a little before the batch, that nothing else happens at.
        stood_at = released - timedelta(minutes=17, seconds=23 + batch)
        candour.set_clock(stood_at)
        await thief.until_caught_up(candour.data, stood_at)
        came.append([])
        reporters: dict[str, Whistleblower | WebWhistleblower] = {}
        for number in range(size):
            before, began = ids(candour.data), time()
            who: Whistleblower | WebWhistleblower = Whistleblower(Stranger.made(teams, chance))
            if number % 3 == 0:
                who = WebWhistleblower(Visitor(session, candour.url))
            await who.reports()
            moments.append(Moment(stood_at, began, time()))
            came[-1] += ids(candour.data) - before
            reporters[came[-1][-1]] = who
        # Then they write, in another order than they came in.
        wrote.append(chance.sample(came[-1], size))
        for number, report in enumerate(wrote[-1]):
            began = time()
            button, answers = WRITES[number % len(WRITES)]
            await reporters[report].writes(button, **answers)
            moments.append(Moment(stood_at, began, time()))
        if batch == batches - 1:
            waiting = thief.steal(candour.data, tmp_path / "waiting")
        candour.set_clock(released + timedelta(seconds=30))
        await thief.until_caught_up(candour.data, released)

    running = thief.steal(candour.data, tmp_path / "running")
    backed_up = thief.back_up(candour.data, tmp_path / "back-up")
    await candour.stop()
    stopped = thief.steal(candour.data, tmp_path / "stopped")
    for copy in (running, stopped):
        assert list(times_in(thief.tables(copy), moments)) == []
    copies = (running, backed_up, stopped)
    furthest = max(furthest_order(copy, order) for copy in copies for order in (came, wrote))
    figure(f"{batches * size} reports, furthest order {furthest[0]:.2f} deviations ({furthest[1]})")
    assert furthest[0] < TOO_FAR, furthest
    # While a batch waits its order does stand in the files: the limit that is stated, and proof that it would be seen.
    for order in (came, wrote):
        assert furthest_order(waiting, order[-1:])[0] > deviation(order[-1:], order[-1]) - 0.5


# ---------------------------------------------------------------- times


def times_in(stolen: Mapping[str, Sequence[thief.Row]], moments: Sequence[Moment]) -> Iterator[str]:
    """Where a value says when one of the reports came: written out, as a number, or inside some bytes."""
    told = Told(moments)
    for place, value in thief.values(stolen):
        if value is not None and told.by(value):
            yield place


class Told:
    def __init__(self, moments: Sequence[Moment]) -> None:
        self._stood = {moment.stood_at.replace(second=0, microsecond=0) for moment in moments}
        self._began, self._ended = min(m.began for m in moments), max(m.ended for m in moments)
        self._spans = [(moment.began, moment.ended) for moment in moments]
        self._minutes = {int(stood.timestamp()) // 60 for stood in self._stood}

    def by(self, value: Any) -> bool:
        match value:
            case bytes():
                return self._in_bytes(value)
            case int() | float():
                return self._is(float(value))
            case _:
                return self._in_text(str(value))

    def _in_text(self, text: str) -> bool:
        for found in re.findall(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?", text):
            instant = datetime.fromisoformat(found)
            instant = instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
            if instant.replace(second=0, microsecond=0) in self._stood or self._is(instant.timestamp()):
                return True
        if any(f"{stood:%H:%M}" in text for stood in self._stood):
            return True
        numbers = (float(number) for number in re.findall(r"(?<![\w.])\d{9,20}(?:\.\d+)?(?![\w.])", text))
        if any(self._is(number) for number in numbers):
            return True
        return re.fullmatch(r"[0-9a-fA-F-]{32,}", text) is not None and self._in_bytes(
            bytes.fromhex(text.replace("-", ""))
        )

    def _in_bytes(self, raw: bytes) -> bool:
        """A number of four bytes at the beginning, of six (as in a UUID of version 7) or of eight anywhere. Of long
        values only the ends: what lies between is sealed."""
        if len(raw) > 2 * _END:
            return self._in_bytes(raw[:_END]) or self._in_bytes(raw[-_END:])
        if self._is(int.from_bytes(raw[:4], "big")) or self._is(int.from_bytes(raw[:4], "little")):
            return True
        if any(self._is(int.from_bytes(raw[at : at + 6], "big")) for at in range(len(raw) - 5)):
            return True
        numbers = (
            struct.unpack_from(form, raw, at)[0] for at in range(len(raw) - 7) for form in (">Q", "<Q", ">d", "<d")
        )
        return any(number > self._began and math.isfinite(number) and self._is(number) for number in numbers)

    def _is(self, number: float) -> bool:
        """Whether a number is the real time of a report in seconds or thousandths, millionths, billionths of one, or
        the domain's."""
        for unit in (1, 1e3, 1e6, 1e9):
            seconds = number / unit
            if unit < 1e9 and seconds // 60 in self._minutes:
                return True
            if self._began - 1 <= seconds <= self._ended and self._falls(seconds):
                return True
        return False

    def _falls(self, seconds: float) -> bool:
        # Whole seconds were cut down to.
        cut = seconds == int(seconds)
        return any((math.floor(began) if cut else began) <= seconds <= ended for began, ended in self._spans)


# ---------------------------------------------------------------- orders


def furthest_order(copy: Path, came: Sequence[Sequence[str]]) -> tuple[float, str]:
    return max((abs(deviation(came, order)), where) for where, order in orders(copy).items())


def orders(copy: Path) -> dict[str, list[str]]:
    """Every order in which what belongs to the reports stands somewhere: rows as they come, and places in the files."""
    stolen = thief.tables(copy)
    names = {
        text.decode(): report
        for text, (kind, report) in marks(stolen).items()
        if kind not in ("story", "letter's words")
    }
    found: dict[str, list[str]] = {}
    for table, rows in stolen.items():
        found[f"rows of {table}"] = first_seen(
            names[value] for row in rows for value in row.values() if isinstance(value, str) and value in names
        )
    for path in sorted(copy.iterdir()):
        raw = path.read_bytes()
        for which, find in (("first", raw.find), ("last", raw.rfind)):
            found |= {f"{which} places of {kind} in {path.name}": order for kind, order in places(stolen, find).items()}
    return found


def places(stolen: Mapping[str, Sequence[thief.Row]], find: Callable[[bytes], int]) -> dict[str, list[str]]:
    """By kind of mark: the reports in the order in which `find` finds their marks."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for mark, (kind, report) in marks(stolen).items():
        at = find(mark)
        if at >= 0:
            found[kind].append((at, report))
    return {kind: [report for _, report in sorted(at)] for kind, at in found.items()}


def marks(stolen: Mapping[str, Sequence[thief.Row]]) -> dict[bytes, tuple[str, str]]:
    """Everything that stands for one report: its id, its keys' id, its promise's id, the end of its story, and what
    was written to it."""
    reports = stolen["reports"]
    found = {row["id"].encode(): ("id", row["id"]) for row in reports}
    found |= {row["key_id"].encode(): ("key id", row["id"]) for row in reports}
    found |= {row["story"][-_END:]: ("story", row["id"]) for row in reports}
    for row in (*stolen["letters"], *stolen["waiting_letters"]):
        found[row["id"].encode()] = ("letter", row["report_id"])
        found[row["sealed"][-_END:]] = ("letter's words", row["report_id"])
    owed = {row["id"].encode(): ("promise", row["subject_id"]) for row in stolen["obligations"]}
    return found | {mark: owner for mark, owner in owed.items() if owner[1].encode() in found}


def first_seen(reports: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(reports))


def deviation(came: Sequence[Sequence[str]], order: Sequence[str]) -> float:
    """How far `order` agrees with the order in which each batch came, in standard deviations of chance: Kendall's
    count of pairs that agree less pairs that do not, over all batches."""
    at = {report: place for place, report in enumerate(order)}
    agree, variance = 0, 0.0
    for batch in came:
        places = [at[report] for report in batch if report in at]
        agree += sum(1 if earlier < later else -1 for earlier, later in combinations(places, 2))
        count = len(places)
        variance += count * (count - 1) * (2 * count + 5) / 18
    return agree / math.sqrt(variance) if variance else 0.0


def ids(data: Path) -> set[str]:
    with closing(thief.reading(data / "candour.db")) as database:
        return {row[0] for row in database.execute("SELECT id FROM reports")}


# ---------------------------------------------------------------- the measures can fail


NOW = datetime(2026, 11, 23, 8, 42, 37, tzinfo=UTC)
REAL = 1_763_820_000.5


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-23 08:42:37.000000",
        "2026-11-23T08:42",
        "2026-11-23T09:42:37+01:00",
        "received at 08:42",
        str(int(REAL)),
        '{"at": 1763820000500}',
        REAL,
        int(REAL * 1e6),
        datetime.fromtimestamp(REAL, UTC).isoformat(),
        int(REAL).to_bytes(4, "big") + bytes(12),
        b"\1\2\3" + struct.pack("<d", REAL) + b"\4",
        b"\1" + int(REAL * 1e6).to_bytes(8, "big"),
        int(REAL * 1000).to_bytes(6, "big").hex() + "7abc8def0123456789ab",
    ],
)
def test_a_time_is_seen_however_it_is_written(value: Any) -> None:
    moments = [Moment(NOW, REAL - 1, REAL + 1)]
    assert list(times_in({"reports": [{"when": value}]}, moments)) == ["reports.when"]
    for other in ("2026-11-23", "2026-11-23T09:00", uuid4().hex, 20261123, Random(6).randbytes(4096), REAL + 60):
        assert list(times_in({"reports": [{"when": other}]}, moments)) == []


@pytest.mark.parametrize("declared", ["id TEXT PRIMARY KEY", "id TEXT PRIMARY KEY, n INTEGER", "id TEXT"])
def test_a_table_with_row_ids_gives_the_order_away(tmp_path: Path, declared: str) -> None:
    came = [[uuid4().hex for _ in range(9)] for _ in range(3)]
    order: list[str] = []
    with closing(sqlite3.connect(tmp_path / "x.db")) as database, database:
        database.execute(f"CREATE TABLE reports ({declared})")
        for report in chain.from_iterable(came):
            database.execute("INSERT INTO reports (id) VALUES (?)", (report,))
        order = [row[0] for row in database.execute("SELECT id FROM reports NOT INDEXED")]
    assert deviation(came, order) > TOO_FAR
    assert deviation(came, order[::-1]) < -TOO_FAR
    assert abs(deviation(came, sorted(order))) < TOO_FAR


def test_places_on_a_page_give_the_order_away_even_without_row_ids(tmp_path: Path) -> None:
    came = [[uuid4().hex for _ in range(9)] for _ in range(3)]

    def order() -> list[str]:
        raw = (tmp_path / "x.db").read_bytes()
        return sorted(chain.from_iterable(came), key=lambda report: raw.find(report.encode()))

    with closing(sqlite3.connect(tmp_path / "x.db")) as database:
        database.execute("CREATE TABLE reports (id TEXT PRIMARY KEY) WITHOUT ROWID")
        for report in chain.from_iterable(came):
            database.execute("INSERT INTO reports VALUES (?)", (report,))
            database.commit()
        assert abs(deviation(came, order())) > TOO_FAR
        database.execute("VACUUM")
    assert abs(deviation(came, order())) < TOO_FAR
