"""The KEK is changed and every handler gets a new pair, and nobody who reports or handles notices."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.harness.cast import STORY
from tests.harness.people import Handler, Whistleblower
from tests.harness.process import Candour
from tests.journeys.test_recovering import done

pytestmark = pytest.mark.process

NINE = datetime(2026, 11, 23, 9, 0, 30, tzinfo=UTC)
TITLE = "The named story"


def copied(source: Path, to: Path) -> str:
    """A back-up, taken as the operations guide says; its address."""
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(to)) as copy:
        live.backup(copy)
    to.chmod(0o600)
    return f"sqlite+aiosqlite:///{to}"


async def test_new_keys_open_what_the_older_ones_sealed(
    candour: Candour, whistleblower: Whistleblower, monitoring_officer: Handler, tmp_path: Path
) -> None:
    await whistleblower.reports(title=TITLE, identity="named", name="A Reporter")
    candour.set_clock(NINE)
    await monitoring_officer.is_told()
    await monitoring_officer.acknowledges(TITLE, "The fire doors are wedged open.")
    head = done(candour, "audit", "head").splitlines()
    older, older_public = head[0], head[3]
    kek_file = candour.data / "keys" / "kek"
    stolen = kek_file.read_bytes()

    await candour.stop()
    said = done(candour, "keys", "rotate")
    assert "Start the service again" in said
    newer_public = said.strip().split("record:\n")[1].splitlines()[0]
    renewed = done(candour, "keys", "renew", "--everybody")
    assert renewed.count("has a new pair of keys (epoch 2)") >= 5
    assert "handlers' keys open" in done(candour, "keys", "drill")
    await candour.start()

    assert STORY["story"] in (await monitoring_officer.opens(TITLE)).words
    assert "The fire doors are wedged open." in (await whistleblower.reads_my_reports()).words
    assert "as they were written" in done(candour, "audit", "verify", "--head", older)
    newer = done(candour, "audit", "head").splitlines()[0]
    keys = ["--public-key", older_public, "--public-key", newer_public]
    assert "2 heads hold" in done(candour, "audit", "verify", *keys, "--head", older, "--head", newer)

    await candour.stop()
    database, keystore = (copied(candour.data / f"{n}.db", tmp_path / f"{n}.bak") for n in ("candour", "keystore"))
    assert "of the copy" in done(candour, "keys", "drill", "--database", database, "--keystore", keystore)
    with closing(sqlite3.connect(tmp_path / "keystore.bak")) as copy, copy:
        copy.execute("DELETE FROM wraps")
    shut = candour.command("keys", "drill", "--database", database, "--keystore", keystore)
    assert (shut.returncode, "Not everything of the copy opens" in shut.stderr) == (1, True)
    kek_file.write_bytes(stolen)
    refused = candour.command("keys", "drill")
    assert (refused.returncode, "was not sealed with" in refused.stderr) == (1, True)
