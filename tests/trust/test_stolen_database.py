"""X2: whoever takes both databases, without a key file, reads no word of any report, no code and no name."""

from __future__ import annotations

import sqlite3
import string
from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random

import aiohttp
import pytest

from storage.seal_frames import BUCKETS
from tests.harness.browserless import Visitor
from tests.harness.cast import in_post
from tests.harness.connector import RecordingConnector
from tests.harness.fixtures import MONDAY
from tests.harness.people import Handler, WebWhistleblower, Whistleblower
from tests.harness.process import Candour
from tests.harness.teams import Teams
from tests.trust import thief
from tests.trust.conftest import Figure
from tests.trust.residue import Scanner, needles
from tests.trust.strangers import Stranger

pytestmark = pytest.mark.process

NINE = MONDAY + timedelta(hours=1, seconds=30)
SEALED = ("reports.story", "reports.identity_sealed", "reports.recipient", "letters.sealed", "waiting_letters.sealed")


async def test_a_thief_of_the_databases_reads_nothing(
    candour: Candour,
    session: aiohttp.ClientSession,
    connector: RecordingConnector,
    tmp_path: Path,
    full_size: bool,
    figure: Figure,
) -> None:
    chance, secrets = Random(3), dict[str, str]()
    teams = Teams(session, candour.url, connector)
    officer = Handler.of(teams, in_post("monitoring officer"))
    titles = []
    for number in range(40 if full_size else 5):
        identity = ("anonymous", "anonymous", "named", "confidential", "web")[number % 5]
        answers = words(chance, number)
        titles.append(answers["title"])
        secrets |= {f"{name} of report {number}": text for name, text in answers.items()}
        if identity == "web":
            visitor = WebWhistleblower(Visitor(session, candour.url))
            await visitor.reports(**answers)
            secrets[f"code {number}"] = visitor.code
            secrets[f"addition {number}"] = more = sentence(chance, 30)
            await visitor.writes("Add to this report", text=more)
        else:
            stranger = Stranger.made(teams, chance)
            reporter = Whistleblower(stranger)
            await reporter.reports(identity=identity, **answers)
            secrets |= {f"{fact} of {number}": value for fact, value in stranger.facts().items()}
            if reporter.code:
                secrets[f"code {number}"] = reporter.code
    before_release = thief.steal(candour.data, tmp_path / "before")

    candour.set_clock(NINE)
    await officer.is_told()
    for number, title in enumerate(titles):
        letter = sentence(chance, 12 + 40 * (number % 4))
        secrets[f"letter {number}"] = letter
        await officer.acknowledges(title, letter)
    running = thief.steal(candour.data, tmp_path / "running")
    await candour.stop()
    stopped = thief.steal(candour.data, tmp_path / "stopped")

    scanner = Scanner(needles(pieces(secrets)))
    assert scanner.scan(before_release, running, stopped) == set()
    assert sizes(stopped) <= set(BUCKETS)
    assert len(sizes(stopped)) > 1, "longer reports take a larger size"
    wraps = thief.tables(stopped)["wraps"]
    assert len({len(wrap["blob"]) for wrap in wraps}) == 1
    assert "anonymous" not in {row["identity"] for row in thief.reports(stopped) if row["recipient"]}
    figure(f"{len(titles)} reports, {len(secrets)} secrets, 0 found")

    # One sentence in one row, and the scanner says so.
    with closing(sqlite3.connect(stopped / "candour.db")) as database, database:
        database.execute("INSERT INTO ticks VALUES ('draft', ?)", (f"it says: {secrets['letter 0']}",))
    assert {found.place for found in scanner.scan(stopped)} == {"candour.db"}


def words(chance: Random, number: int) -> Mapping[str, str]:
    """A title, a story of one of several lengths, and somebody's name."""
    return {
        "title": sentence(chance, 4),
        "story": sentence(chance, (8, 60, 300, 700)[number % 4]),
        "people.0.who": sentence(chance, 2).title(),
        "people.0.part": "did",
    }


def sentence(chance: Random, count: int) -> str:
    return " ".join("".join(chance.choices(string.ascii_lowercase, k=chance.randrange(4, 10))) for _ in range(count))


def pieces(secrets: Mapping[str, str]) -> Mapping[str, str]:
    """Long texts by their beginning, middle and end: a thief is content with a part."""
    found = {}
    for name, text in secrets.items():
        if name.startswith("people.0.part"):
            continue
        if len(text) <= 80:
            found[name] = text
        else:
            found |= {f"{name} at {at}": text[at : at + 24] for at in (0, len(text) // 2, len(text) - 24)}
    return found


def sizes(stolen: Path) -> set[int]:
    return {len(value) for column, value in thief.values(thief.tables(stolen)) if column in SEALED and value}
