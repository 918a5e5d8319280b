"""Somebody who writes the main database puts their own account in a handler's row, against the real process."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from tests.harness.cast import in_post
from tests.harness.fixtures import Starts
from tests.harness.people import Handler, WebWhistleblower
from tests.harness.process import Candour
from tests.harness.teams import Teams

pytestmark = pytest.mark.process

NINE = datetime(2026, 11, 23, 9, 0, 30, tzinfo=UTC)
TITLE = "Fire doors wedged open"
NOBODYS = "dddddddd-0000-4000-8000-000000000000"


def swap_accounts(candour: Candour, reader: str, into: str) -> None:
    """`reader` signs in from now on as the person `into`, as far as the staff list says."""
    with closing(sqlite3.connect(candour.data / "candour.db")) as database, database:
        (account,) = database.execute("SELECT entra_id FROM people WHERE id = ?", (reader,)).fetchone()
        database.execute("UPDATE people SET entra_id = ? WHERE id = ?", (NOBODYS, reader))
        database.execute("UPDATE people SET entra_id = ? WHERE id = ?", (account, into))


async def test_an_excluded_deputy_who_writes_the_staff_list_still_reads_nothing(
    candour: Candour, web_whistleblower: WebWhistleblower, chief_internal_auditor: Handler, teams: Teams
) -> None:
    deputy, officer = in_post("deputy monitoring officer"), in_post("monitoring officer")
    await web_whistleblower.reports(not_to_see=["deputies"])
    candour.set_clock(NINE)
    await chief_internal_auditor.is_told()
    await candour.stop()
    swap_accounts(candour, deputy.id, officer.id)
    await candour.start()
    words = (await Handler.of(teams, deputy).opens_the_list()).words
    assert TITLE not in words
    assert "has not been confirmed as yours" in words
    assert TITLE in (await chief_internal_auditor.opens_the_list()).words


async def test_an_account_that_really_changed_is_confirmed_with_the_root_key(starts: Starts) -> None:
    candour = await starts()
    await candour.stop()
    officer = in_post("monitoring officer")
    with closing(sqlite3.connect(candour.data / "candour.db")) as database, database:
        database.execute("UPDATE people SET entra_id = ? WHERE id = ?", (NOBODYS, officer.id))
    done = candour.command("keys", "confirm", officer.id)
    assert done.returncode == 0, done.stderr
    assert officer.name in done.stdout
    assert NOBODYS in done.stdout
    assert candour.query("SELECT subject FROM audit WHERE verb = 'account_confirmed'") == [(officer.id,)]
    assert candour.command("audit", "verify").returncode == 0
    (candour.data / "keys" / "offline" / "root").unlink()
    assert candour.command("keys", "confirm", officer.id).returncode == 1
    assert candour.command("keys", "confirm", "D9999").returncode == 1
