"""X11: whatever is done to the audit log of a stopped service is found; a cut at its end, by the heads that were sent.

That nothing is read when nothing can be recorded is shown in `tests/journeys/test_bad_days.py`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.commands import audit
from bot.settings import Settings
from governance.audit import BEGINNING, MARK, Event, link
from governance.errors import Refused
from storage.engines import open_engine
from storage.keyfiles import make_keys, read_desk
from storage.work import SqlStore
from tests.harness.browserless import Visitor
from tests.harness.cast import in_post
from tests.harness.connector import RecordingConnector
from tests.harness.fixtures import MONDAY
from tests.harness.people import Handler, WebWhistleblower
from tests.harness.process import Candour, fresh_council
from tests.harness.teams import Teams, words
from tests.trust import thief
from tests.trust.conftest import Figure

pytestmark = pytest.mark.process

DAYS = 3
KEEPERS = ("chief internal auditor", "siro")
TRIGGERS = ("audit_no_delete", "audit_no_replace", "audit_no_update")
Row = dict[str, Any]
Tamper = Callable[[list[Row]], list[Row]]


@dataclass(frozen=True)
class Kept:
    """A stopped council, and what its keepers kept of it."""

    candour: Candour
    #: By post, in the order in which they came.
    heads: Mapping[str, Sequence[str]]
    public_key: str

    @property
    def database(self) -> Path:
        return self.candour.data / "candour.db"

    @property
    def length(self) -> int:
        return len(self.candour.query("SELECT number FROM audit"))

    @property
    def signed(self) -> list[int]:
        """The lines that were signed."""
        rows = self.candour.query("SELECT number FROM audit WHERE verb = 'head_signed' ORDER BY number")
        return [int(str(number)) for (number,) in rows]

    def copied(self, to: Path) -> Kept:
        """The same once more, to be tampered with."""
        shutil.copytree(self.candour.data, to)
        return Kept(Candour(to), self.heads, self.public_key)

    def verify(self, *arguments: str) -> tuple[int, str]:
        """What `candour audit verify` answers, without a new interpreter each time."""
        parser = argparse.ArgumentParser()
        audit.add(parser.add_subparsers())
        args = parser.parse_args(["audit", "verify", *arguments])
        environment = {"CANDOUR_DATA": str(self.candour.data), **self.candour.extra}
        with redirect_stdout(StringIO()) as told:
            code: int = args.run(args, Settings.from_env(environment))
        return code, told.getvalue()

    def with_heads(self, *arguments: str) -> tuple[int, str]:
        return self.verify(*(each for head in self.heads["siro"] for each in ("--head", head)), *arguments)

    def with_public_key(self) -> tuple[int, str]:
        """As an auditor checks a copy of the database, without a key file."""
        nowhere = str(self.candour.data / "nowhere")
        auditor = Candour(
            self.candour.data / "auditor",
            {
                "CANDOUR_DATABASE_URL": f"sqlite+aiosqlite:///{self.database}",
                "CANDOUR_KEK_FILE": nowhere,
                "CANDOUR_INTAKE_FILE": nowhere,
            },
        )
        return Kept(auditor, self.heads, "").with_heads("--public-key", self.public_key)


# ---------------------------------------------------------------- the council


@pytest.fixture(scope="module")
def lived(demo_council: Path, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """A council that ran for some days, each with something in its log, and was stopped."""
    return asyncio.run(living(fresh_council(demo_council, tmp_path_factory.mktemp("lived") / "council")))


@pytest.fixture
def kept(lived: Kept, tmp_path: Path) -> Kept:
    """The same for one test alone."""
    return lived.copied(tmp_path / "council")


async def living(data: Path) -> Kept:
    connector = await RecordingConnector().start()
    candour = Candour(data, {"CANDOUR_SERVICE_URL": connector.url})
    try:
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            teams = Teams(session, candour.url, connector)
            keepers = {post: Handler.of(teams, in_post(post)) for post in KEEPERS}
            officer = Handler.of(teams, in_post("monitoring officer"))
            candour.set_clock(MONDAY)
            await candour.start()
            await WebWhistleblower(Visitor(session, candour.url)).reports()
            for day in range(DAYS):
                morning = MONDAY + timedelta(days=day, hours=1, minutes=1)
                candour.set_clock(morning)
                await thief.until_caught_up(data, morning)
                await officer.opens_the_list()
    finally:
        await candour.stop()
        await connector.close()
    printed = candour.command("audit", "head")
    assert printed.returncode == 0, printed.stderr
    heads = {post: heads_of(keeper) for post, keeper in keepers.items()}
    return Kept(Candour(data), heads, printed.stdout.split("\n\n")[1].splitlines()[1])


def heads_of(keeper: Handler) -> list[str]:
    """The heads in somebody's chat."""
    cards = [message["attachments"][0]["content"] for message in keeper.member.chat if message.get("attachments")]
    return [line for card in cards for line in words(card) if line.startswith(MARK)]


def rewritten(path: Path, tamper: Tamper) -> None:
    """What `tamper` makes of the log, its guards put back: nothing but the rows tells of it."""
    with closing(sqlite3.connect(path)) as database, database:
        database.row_factory = sqlite3.Row
        guards = dict(
            database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'")
        )
        assert sorted(guards) == list(TRIGGERS)
        for trigger in guards:
            database.execute(f"DROP TRIGGER {trigger}")
        rows = [dict(row) for row in database.execute("SELECT * FROM audit ORDER BY number")]
        database.execute("DELETE FROM audit")
        for row in tamper(rows):
            marks = ", ".join("?" * len(row))
            database.execute(f"INSERT INTO audit ({', '.join(row)}) VALUES ({marks})", list(row.values()))
        for guard in guards.values():
            database.execute(guard)


# ---------------------------------------------------------------- what the chain shows


def changed(column: str, value: object) -> Tamper:
    def change(rows: list[Row]) -> list[Row]:
        assert rows[2][column] != value, "nothing would change"
        rows[2][column] = value
        return rows

    return change


def swapped(*columns: str) -> Tamper:
    def swap(rows: list[Row]) -> list[Row]:
        one, other = rows[2], rows[-1]
        assert any(one[column] != other[column] for column in columns), "nothing would change"
        for column in columns:
            one[column], other[column] = other[column], one[column]
        return rows

    return swap


def cut_to(length: int) -> Tamper:
    return lambda rows: rows[:length]


def moved(rows: Sequence[Row], by: int) -> list[Row]:
    return [{**row, "number": row["number"] + by} for row in rows]


def relinked(key: bytes, rows: list[Row]) -> list[Row]:
    """A good chain of these rows under `key`."""
    previous = BEGINNING
    for number, row in enumerate(rows, 1):
        at = datetime.fromisoformat(row["at"]).replace(tzinfo=UTC)
        event = Event(at, row["actor"], row["role"], row["verb"], row["subject"], json.loads(row["details"]))
        row |= {"number": number, "previous": previous, "mac": link(key, number, previous, event)}
        previous = row["mac"]
    return rows


CONTENT = ("at", "actor", "role", "verb", "subject", "details")

TAMPERING: dict[str, Tamper] = {
    "another time": changed("at", "2026-11-23 09:01:31.000000"),
    "the same time of another zone": lambda rows: changed("at", rows[2]["at"] + "+05:00")(rows),
    "another actor": changed("actor", "D9999"),
    "another role": changed("role", "another"),
    "another verb": changed("verb", "another"),
    "another subject": changed("subject", "another"),
    "another detail": changed("details", '{"count":99}'),
    "a detail that cannot be read": changed("details", "none"),
    "another predecessor": changed("previous", bytes(32)),
    "another mac": changed("mac", bytes(32)),
    "another number": changed("number", 999_999),
    "a number before the first": changed("number", -1),
    "one deleted": lambda rows: [*rows[:2], *rows[3:]],
    "one deleted and the gap closed": lambda rows: [*rows[:2], *moved(rows[3:], -1)],
    "the first deleted": lambda rows: rows[1:],
    "one inserted": lambda rows: [*rows[:3], *moved(rows[2:], 1)],
    "one inserted before the first": lambda rows: [{**rows[0], "number": 0}, *rows],
    "one added at the end": lambda rows: [*rows, *moved(rows[-1:], 1)],
    "two swapped": swapped("number"),
    "the contents of two swapped": swapped(*CONTENT),
    "all renumbered": lambda rows: moved(rows, 10),
    "all replaced under another key": lambda rows: relinked(b"another key", rows),
}


def test_every_change_of_a_line_is_found_by_the_chain_alone(kept: Kept, tmp_path: Path, figure: Figure) -> None:
    assert kept.length > len(CONTENT)
    as_written = f"All {kept.length} lines of the audit log are as they were written.\n"
    assert kept.verify() == (0, as_written)
    assert kept.candour.command("audit", "verify").stdout == as_written
    found = 0
    for number, (kind, tamper) in enumerate(TAMPERING.items()):
        copy = kept.copied(tmp_path / f"tampered{number}")
        rewritten(copy.database, tamper)
        code, told = copy.verify()
        assert (code, told.split()[0]) == (1, "Line"), (kind, told)
        assert "Keep the database as it is" in told
        found += 1
    untouched = kept.copied(tmp_path / "untouched")
    rewritten(untouched.database, lambda rows: rows)
    assert untouched.verify() == kept.verify()
    figure(f"{found} of {len(TAMPERING)} changes found by the chain, 0 false alarms")


def test_a_guard_that_was_taken_down_is_found_although_no_line_was_changed(kept: Kept, tmp_path: Path) -> None:
    for trigger in TRIGGERS:
        copy = kept.copied(tmp_path / trigger)
        with closing(sqlite3.connect(copy.database)) as database, database:
            database.execute(f"DROP TRIGGER {trigger}")
        code, told = copy.verify()
        assert code == 1
        assert f"All {kept.length} lines" in told
        assert f"Missing, changed or foreign: {trigger}." in told


# ---------------------------------------------------------------- what the heads show


def test_the_heads_came_to_two_people_and_hold_while_nobody_touches_the_log(kept: Kept, tmp_path: Path) -> None:
    one, other = (kept.heads[post] for post in KEEPERS)
    assert one == other
    assert [head.split()[1] for head in one] == ["2026-11-23", "2026-11-24", "2026-11-25"]
    code, told = kept.with_heads()
    assert (code, told.splitlines()[1:]) == (
        0,
        [f"3 heads hold; the last is of Wednesday 25 November 2026, line {kept.signed[-1]}."],
    )
    mails = tmp_path / "mails.txt"
    quoted = ["\n".join(f"> {line}" for line in (head[:70], head[70:140], head[140:])) for head in one]
    mails.write_text("Here they are.\n\n" + "\n\nand the next\n".join(quoted), encoding="utf-16")
    assert kept.verify("--heads", str(mails)) == (code, told)
    code, told = kept.with_public_key()
    assert (code, told.splitlines()[1:]) == (
        0,
        [f"3 heads hold; the last is of Wednesday 25 November 2026, line {kept.signed[-1]}."],
    )
    printed = kept.candour.command("audit", "head").stdout
    assert kept.verify("--head", printed.splitlines()[0])[0] == 0


def test_every_cut_before_the_last_head_is_found_and_the_missing_lines_are_named(kept: Kept, tmp_path: Path) -> None:
    last = kept.signed[-1]
    for left in {last - 1, last - 3, kept.signed[0], kept.signed[0] - 1, 0}:
        copy = kept.copied(tmp_path / f"left{left}")
        rewritten(copy.database, cut_to(left))
        assert copy.verify()[0] == 0, "the chain alone is good"
        code, told = copy.with_heads()
        missing = f"line {last} is missing" if left == last - 1 else f"lines {left + 1} to {last} are missing"
        assert code == 1
        assert f"  2026-11-25: {missing}: the log was cut.\n" in told
        failing = [n for n in kept.signed if n > left]
        assert f"{len(failing)} head" in told
        code, told = copy.with_public_key()
        assert code == 1
        assert "the line that was signed is not in the log" in told


def test_what_was_written_after_the_last_head_is_all_that_a_cut_can_take(kept: Kept, tmp_path: Path) -> None:
    """The limit that is stated: what came after the last head, a working day at most."""
    assert kept.length > kept.signed[-1]
    copy = kept.copied(tmp_path / "cut")
    rewritten(copy.database, lambda rows: rows[: kept.signed[-1]])
    assert copy.with_heads()[0] == 0


def test_a_log_that_was_cut_and_lived_on_is_found(kept: Kept) -> None:
    before = kept.length
    rewritten(kept.database, cut_to(kept.signed[1]))
    asyncio.run(go_on(kept, before))
    assert kept.length == before
    assert kept.verify()[0] == 0, "the chain alone is good"
    code, told = kept.with_heads()
    assert code == 1
    assert "2 heads hold; the last is of Tuesday 24 November 2026" in told
    assert "1 head does not hold; the first is of Wednesday 25 November 2026." in told
    assert "is not the one that was signed" in told


async def go_on(kept: Kept, length: int) -> None:
    """The service records more, as it does from day to day, until the log is as long as it was."""
    engine = open_engine(f"sqlite+aiosqlite:///{kept.database}")
    async with SqlStore(engine, read_desk(kept.candour.data / "keys" / "kek").audit) as store:
        for _ in range(length - kept.length):
            async with store.work() as work:
                await work.audit.write(Event(MONDAY, "D1001", "monitoring_officer", "listed", ""))


def test_a_log_written_anew_under_the_stolen_key_is_found_from_the_changed_line_on(kept: Kept) -> None:
    key = read_desk(kept.candour.data / "keys" / "kek").audit[1]

    def lie(rows: list[Row]) -> list[Row]:
        rows[kept.signed[0]]["actor"] = "D9999"
        return relinked(key, rows)

    rewritten(kept.database, lie)
    assert kept.verify()[0] == 0, "the chain alone is good"
    code, told = kept.with_heads()
    assert code == 1
    assert "1 head holds; the last is of Monday 23 November 2026" in told
    assert "2 heads do not hold; the first is of Tuesday 24 November 2026." in told


def test_a_log_and_its_key_replaced_together_are_found(kept: Kept, tmp_path: Path) -> None:
    make_keys(tmp_path / "others")
    key = read_desk(tmp_path / "others" / "kek").audit[1]
    rewritten(kept.database, lambda rows: relinked(key, rows))
    shutil.copyfile(tmp_path / "others" / "kek", kept.candour.data / "keys" / "kek")
    assert kept.verify()[0] == 0, "the chain alone is good"
    code, told = kept.with_heads()
    assert code == 1
    assert "3 heads do not hold" in told
    assert "this service did not sign it" in told
    code, told = kept.with_public_key()
    assert code == 1
    assert "is not in the log" in told


# ---------------------------------------------------------------- slips


def test_what_cannot_be_checked_is_refused_with_what_to_do(kept: Kept, tmp_path: Path) -> None:
    head = kept.heads["siro"][0]
    notes, large = tmp_path / "notes.txt", tmp_path / "large.txt"
    notes.write_bytes(b"nothing \xff here")
    large.write_bytes(bytes(audit.MOST_BYTES + 1))
    for arguments, why in (
        (("--head", "candour-head 2026-11-23 1042"), "The head on line 1 of --head is not whole."),
        (("--head", head, "--head", head[:-1]), "is not whole"),
        (("--head", ""), "There is no head in --head."),
        (("--heads", str(notes)), "There is no head in"),
        (("--heads", str(large)), "too large"),
        (("--heads", str(tmp_path)), "cannot be read"),
        (("--heads", str(tmp_path / "none")), "cannot be read"),
        (("--head", head, "--public-key", "abc"), "Copy it again"),
        (("--head", head, "--public-key", ""), "Copy it again"),
    ):
        with pytest.raises(Refused, match=re.escape(why)):
            kept.verify(*arguments)
    kept.database.rename(tmp_path / "moved.db")
    with pytest.raises(Refused, match="There is no database"):
        kept.verify()
    assert not kept.database.exists(), "a new one was made"
    refused = kept.candour.command("audit", "verify", "--head", "no head")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "There is no head in --head." in refused.stderr
    assert "Traceback" not in refused.stderr
