"""Journey 6, as far as telling goes: an incident reaches those who handle them, over HTTP in the real process."""

from __future__ import annotations

import re
import sqlite3
from datetime import UTC, datetime

import aiohttp
import pytest

from tests.harness.browserless import Visitor
from tests.harness.cast import in_post, ordinary
from tests.harness.connector import RecordingConnector
from tests.harness.incident_story import INCIDENT
from tests.harness.people import Handler, Whistleblower
from tests.harness.process import Candour
from tests.harness.teams import Dialog, Member, Teams

pytestmark = pytest.mark.process

NINE = datetime(2026, 11, 23, 9, 0, 30, tzinfo=UTC)
WORDS = str(INCIDENT["story"])
REFERENCE = re.compile(r"I-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}")


async def opens_incidents(member: Member) -> Dialog:
    [card] = await member.say("incidents")
    return await member.open(card, "Incidents")


async def test_an_incident_by_name_is_with_those_who_handle_them_at_once(
    candour: Candour, teams: Teams, connector: RecordingConnector
) -> None:
    who = ordinary()
    reporter = Whistleblower(teams.person(who.entra_id, who.name))
    [card] = await reporter.member.say("report an incident")
    form = await reporter.member.open(card, "Report an incident")
    last = await reporter.answers(form, {**INCIDENT, "attack": "yes"}, pages=14)
    assert "We have it. Thank you" in last.words
    reference = REFERENCE.search(str(last.card))
    assert reference is not None
    assert any("Pull out the network cable" in seen for seen in reporter.seen)

    for role in ("data protection officer", "information governance", "ict security", "siro"):
        told = Handler.of(teams, in_post(role))
        [notice] = await told.is_told()
        assert "Act now" in str(notice)
        assert "Larch" not in notice

    handler = Handler.of(teams, in_post("data protection officer"))
    listed = await opens_incidents(handler.member)
    assert reference.group() in str(listed.card)
    assert WORDS not in listed.words
    opened = await listed.press("Open this incident")
    assert WORDS in opened.words
    assert who.name in opened.words
    assert WORDS not in str([await connector.until(each.entra_id, 0) for each in (who, in_post("siro"))])

    mine = await last.press("How it stands")
    assert reference.group() in str(mine.card)
    await candour.stop()
    assert b"Larch" not in b"".join(path.read_bytes() for path in candour.data.rglob("*") if path.is_file())


async def test_an_incident_without_a_name_leaves_no_time_and_no_trace_of_who(
    candour: Candour, session: aiohttp.ClientSession, teams: Teams
) -> None:
    visitor = Visitor(session, candour.url)
    page = await visitor.go("/incident")
    assert "Set-Cookie" not in page.headers
    for _ in range(14):
        if not visitor.asked:
            break
        page = await visitor.go_on({**INCIDENT, "naming": "none"})
        assert "There is a problem" not in page.words, page.words
    assert "We have it. Thank you" in page.words
    assert "We do not know who you are" in page.words
    handler = Handler.of(teams, in_post("data protection officer"))
    assert "No incident is open to you" in (await opens_incidents(handler.member)).words

    candour.set_clock(NINE)
    # The list that was asked for stands in the chat too.
    *_, notice = await handler.is_told(2)
    assert "An incident waits for you" in notice
    opened = await (await opens_incidents(handler.member)).press("Open this incident")
    assert WORDS in opened.words
    assert "Gave no name" in str(opened.card)

    await candour.stop()
    with sqlite3.connect(candour.data / "candour.db") as database:
        [row] = database.execute("SELECT * FROM incidents").fetchall()
    # A date, and no time of day in any column.
    assert not [cell for cell in row if isinstance(cell, str) and re.search(r"\d\d:\d\d", cell)]
    left = b"".join(path.read_bytes() for path in candour.data.rglob("*") if path.is_file())
    for trace in (b"Larch", b"arrears", b"second floor"):
        assert trace not in left


async def test_whoever_is_afraid_is_led_to_speak_up_before_anything_is_kept(
    candour: Candour, session: aiohttp.ClientSession
) -> None:
    visitor = Visitor(session, candour.url)
    page = await visitor.go("/incident")
    for _ in range(14):
        page = await visitor.go_on({**INCIDENT, "covered_up": "yes", "route": "speak_up"})
        if page.action == "/speak-up":
            break
    assert page.action == "/speak-up"
    assert "How do you want to raise this?" in page.words
    await candour.stop()
    with sqlite3.connect(candour.data / "candour.db") as database:
        assert database.execute("SELECT count(*) FROM incidents").fetchone() == (0,)
        assert database.execute("SELECT count(*) FROM reports").fetchone() == (0,)
