"""A council moves from SQLite to PostgreSQL: what it was told comes with it, and nothing is copied over anything."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.harness.people import Handler, Whistleblower
from tests.harness.postgres import database
from tests.harness.process import Candour, is_on_postgresql

pytestmark = pytest.mark.process

NINE = datetime(2026, 11, 23, 9, 0, 30, tzinfo=UTC)
TITLE = "Fire doors wedged open"
ANSWER = "We have your concern about the fire doors."


async def test_a_report_is_opened_and_answered_after_the_move(
    candour: Candour, whistleblower: Whistleblower, monitoring_officer: Handler, postgres: str
) -> None:
    await whistleblower.reports()
    await candour.stop()
    with database(postgres) as main, database(postgres) as keystore:
        addresses = ("copy", "--to", main, "--keystore-to", keystore)
        moved = candour.command(*addresses)
        assert (moved.returncode, moved.stderr) == (0, "")
        assert "  reports: 1\n" in moved.stdout
        again = candour.command(*addresses)
        assert again.returncode == 0
        assert again.stdout.count("has been copied already") == 2

        before = candour.extra
        there = {"CANDOUR_DATABASE_URL": main, "CANDOUR_KEYSTORE_URL": keystore}
        candour.extra = {**before, **there}
        is_on_postgresql(candour.data, there)
        await candour.start()
        candour.set_clock(NINE)
        await monitoring_officer.is_told()
        await monitoring_officer.acknowledges(TITLE, ANSWER)
        assert ANSWER in (await whistleblower.reads_by_code(whistleblower.code)).words
        assert candour.command("audit", "verify").returncode == 0
        await candour.stop()

        candour.extra = before
        refused = candour.command(*addresses)
        assert (refused.returncode, refused.stdout) == (1, "")
        # Reading the case has left a line there that is not here.
        assert "The new place for the main database is not empty: actions (92)" in refused.stderr
        one = candour.command("copy", "--to", main, "--keystore-to", main)
        assert one.returncode == 1
        assert "have to be two databases" in one.stderr
