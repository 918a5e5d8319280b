"""X18: a back-up that is put back after a report's time is over opens none that is over, and every one that is not."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.harness.cast import STORY
from tests.harness.people import Handler, WebWhistleblower
from tests.harness.process import Candour
from tests.journeys.test_recovering import done

pytestmark = pytest.mark.process

NINE = datetime(2026, 11, 23, 9, 0, 30, tzinfo=UTC)
MARCH = datetime(2029, 3, 5, 9, 0, 30, tzinfo=UTC)
APRIL = datetime(2029, 4, 3, 9, 0, 30, tzinfo=UTC)
OVER, LIVE = "The one that is over", "The one that goes on"


def backed_up(source: Path, to: Path) -> None:
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(to)) as copy:
        live.backup(copy)
    to.chmod(0o600)


def put_back(copy: Path, over: Path) -> None:
    for beside in ("-wal", "-shm"):
        Path(f"{over}{beside}").unlink(missing_ok=True)
    shutil.copy(copy, over)


async def test_a_back_up_brings_nothing_back_whose_time_is_over(
    candour: Candour, web_whistleblower: WebWhistleblower, monitoring_officer: Handler, tmp_path: Path
) -> None:
    for title in (OVER, LIVE):
        await web_whistleblower.reports(title=title)
    candour.set_clock(NINE)
    await monitoring_officer.is_told()
    for title in (OVER, LIVE):
        await monitoring_officer.acknowledges(title, "You told us about the fire doors.")
    await monitoring_officer.opens(OVER)
    [(over,)] = candour.query("SELECT subject FROM audit WHERE verb = 'read' ORDER BY number DESC LIMIT 1")
    await candour.stop()
    with closing(sqlite3.connect(candour.data / "candour.db")) as database, database:
        database.execute(
            "UPDATE reports SET state = 'closed', outcome = 'not_upheld', closed_on = '2027-06-01' WHERE id = ?",
            (over,),
        )
    candour.set_clock(MARCH)
    assert str(over) in done(candour, "retention", "preview")
    done(candour, "tick")
    backed_up(candour.data / "candour.db", tmp_path / "main.bak")
    candour.set_clock(APRIL)
    assert "1 report was destroyed" in done(candour, "retention", "run")
    assert "0 reports were destroyed" in done(candour, "retention", "run")

    # The main database of March beside the keystore of today, as it is put back when its disk breaks.
    put_back(tmp_path / "main.bak", candour.data / "candour.db")
    drilled = candour.command("keys", "drill")
    assert drilled.returncode == 1
    assert str(over) in drilled.stderr, "it is there again, and shut"
    await candour.start()
    listed = (await monitoring_officer.opens_the_list()).words
    assert LIVE in listed
    assert OVER not in listed
    assert STORY["story"] in (await monitoring_officer.opens(LIVE)).words
    await candour.stop()
    done(candour, "retention", "run")
    assert candour.query("SELECT count(*) FROM reports WHERE id = ?", str(over)) == [(0,)], "and it is gone once more"
    assert "1 report opens for everybody" in done(candour, "keys", "drill")
    assert "as they were written" in done(candour, "audit", "verify")
