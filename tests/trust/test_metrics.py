"""The figures of a running service say whether it is well. They do not say that somebody spoke up, or when."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import aiohttp
import pytest

from tests.harness.browserless import Visitor
from tests.harness.fixtures import Starts
from tests.harness.people import WebWhistleblower
from tests.harness.process import Candour, free_port
from tests.trust.conftest import Figure

pytestmark = pytest.mark.process

PARTS = {"main database", "keystore"}
JOBS = {"tick", "deliver", "mail", "fall back", "retain", "sweep", "watch the clock"}
ROOM = "candour_disk_free_bytes"
#: Steps in which it is told: many thousand reports wide.
ROOM_STEP = 256 * 1024 * 1024
EVENTS = {"job_failed", "turn_failed", "page_failed", "not_ready"}


async def asked(session: aiohttp.ClientSession, address: str) -> str:
    async with session.get(address) as answer:
        assert answer.status == 200
        return await answer.text()


def figures(text: str) -> dict[str, float]:
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in text.splitlines() if line[0] != "#"}


def steady(text: str) -> dict[str, float]:
    """Less what changes by itself: how many seconds ago a job ran, when the process began to count, and how much room
    others leave on the disk."""
    return {
        name: value
        for name, value in figures(text).items()
        if not name.startswith(("candour_job_age_seconds", ROOM)) and "_created" not in name
    }


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
async def watched(starts: Starts, port: int) -> Candour:
    return await starts(CANDOUR_METRICS_PORT=str(port))


async def test_two_people_who_speak_up_change_no_figure(
    watched: Candour, port: int, session: aiohttp.ClientSession, figure: Figure
) -> None:
    address = f"http://127.0.0.1:{port}/metrics"
    before = await asked(session, address)
    for _ in range(2):
        await WebWhistleblower(Visitor(session, watched.url)).reports()
    after = await asked(session, address)
    assert steady(after) == steady(before)
    assert [figures(text)[ROOM] % ROOM_STEP for text in (before, after)] == [0, 0]
    assert max(value for name, value in figures(after).items() if "age_seconds" in name) < 60
    names = {name.partition("{")[0] for name in figures(after)}
    assert names <= {
        "candour_works",
        "candour_job_age_seconds",
        "candour_faults_total",
        "candour_faults_created",
        ROOM,
    }
    assert set(re.findall(r'="([^"]*)"', after)) == PARTS | JOBS | EVENTS
    assert await asked(session, f"http://127.0.0.1:{port}/report") == "All is well.\n"
    figure(f"{len(figures(after))} figures, none changed by a report")


async def test_what_does_not_work_is_named(watched: Candour, port: int, session: aiohttp.ClientSession) -> None:
    with closing(sqlite3.connect(watched.data / "keystore.db", timeout=20)) as database:
        database.execute("ALTER TABLE people_keys RENAME TO hidden")
    async with session.get(f"{watched.url}/readyz") as answer:
        assert (answer.status, await answer.text()) == (503, "not ready: keystore")
    text = await asked(session, f"http://127.0.0.1:{port}/metrics")
    works = {name: value for name, value in figures(text).items() if name.startswith("candour_works")}
    assert works == {'candour_works{part="main database"}': 1.0, 'candour_works{part="keystore"}': 0.0}
    assert figures(text)['candour_faults_total{event="not_ready"}'] == 1
    report = await asked(session, f"http://127.0.0.1:{port}/report")
    assert report.startswith("keystore: The database's tables are missing")


async def test_the_figures_are_for_this_computer_alone_and_only_when_they_are_wanted(
    watched: Candour, port: int, session: aiohttp.ClientSession, starts: Starts
) -> None:
    async with session.get(f"{watched.url}/metrics") as answer:
        assert answer.status == 404
    another = await starts()
    await another.stop()
    another.extra = {**another.extra, "CANDOUR_METRICS_PORT": str(port)}
    done = another.command("serve")
    assert done.returncode == 1
    assert done.stderr.endswith(
        f"Port {port} on 127.0.0.1 cannot be used (Address already in use). "
        "Stop what uses it, or set CANDOUR_METRICS_PORT.\n"
    )
