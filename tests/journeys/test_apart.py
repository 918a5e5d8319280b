"""The public page in a process of its own, and the clock run from the command line."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from tests.harness.browserless import Visitor
from tests.harness.cast import in_post
from tests.harness.connector import RecordingConnector
from tests.harness.fixtures import Starts
from tests.harness.incident_story import INCIDENT
from tests.harness.people import Handler, WebWhistleblower
from tests.harness.process import Candour
from tests.harness.teams import Teams

pytestmark = pytest.mark.process

NINE = datetime(2026, 11, 23, 9, 0, 30, tzinfo=UTC)
TITLE = "Fire doors wedged open"
MORE = "This morning the alarm was switched off as well."


async def test_the_public_page_needs_no_key_that_opens_anything(
    starts: Starts, session: aiohttp.ClientSession, connector: RecordingConnector, tmp_path: Path
) -> None:
    desk = await starts()
    nowhere = {"CANDOUR_KEK_FILE": str(tmp_path / "no-such-kek")}
    page = Candour(desk.data, {**desk.extra, **nowhere}, ("-m", "bot", "serve", "--only", "web"))
    await page.start()
    try:
        reporter = WebWhistleblower(Visitor(session, page.url))
        await reporter.reports()
        await reporter.writes("Add to this report", text=MORE)
        # What needs a key has no address here.
        for address in ("/api/messages", "/documents/x", "/add-files", "/add-files/x"):
            async with session.post(f"{page.url}{address}", data={}) as answer:
                assert answer.status == 404, address

        desk.set_clock(NINE)
        officer = Handler.of(Teams(session, desk.url, connector), in_post("monitoring officer"))
        await officer.is_told()
        assert MORE in (await officer.opens(TITLE)).words
        await officer.acknowledges(TITLE, "We have your concern, and the Monitoring Officer deals with it.")
        assert "Monitoring Officer deals with it" in (await reporter.reads_by_code(reporter.code)).words
    finally:
        await page.stop()


async def test_the_public_page_takes_an_incident_by_name_and_the_record_has_it_at_the_next_tick(
    starts: Starts, session: aiohttp.ClientSession, connector: RecordingConnector, tmp_path: Path
) -> None:
    desk = await starts()
    nowhere = {"CANDOUR_KEK_FILE": str(tmp_path / "no-such-kek")}
    page = Candour(desk.data, {**desk.extra, **nowhere}, ("-m", "bot", "serve", "--only", "web"))
    await page.start()
    try:
        visitor = Visitor(session, page.url)
        shown = await visitor.go("/incident")
        for _ in range(14):
            if not visitor.asked:
                break
            shown = await visitor.go_on({**INCIDENT, "name": "Rosa Quill", "job": "Clerk", "contact": "01234 567 890"})
        assert "We have it. Thank you" in shown.words, shown.words
    finally:
        await page.stop()
    handler = Handler.of(Teams(session, desk.url, connector), in_post("data protection officer"))
    await handler.is_told()
    [card] = await handler.member.say("incidents")
    opened = await (await handler.member.open(card, "Incidents")).press("Open this incident")
    assert str(INCIDENT["story"]) in opened.words
    assert "Rosa Quill" in opened.words
    ticked = desk.command("tick", "--at", "2026-11-22T20:00:00+00:00")
    assert ticked.returncode == 0, ticked.stderr
    with sqlite3.connect(desk.data / "candour.db") as database:
        verbs = [verb for (verb,) in database.execute("SELECT verb FROM audit")]
    assert verbs.count("incident_reported") == 1


async def test_the_clock_run_by_hand_beside_the_service_tells_nobody_twice(
    candour: Candour, web_whistleblower: WebWhistleblower, monitoring_officer: Handler
) -> None:
    await web_whistleblower.reports()
    first = candour.command("tick", "--at", "2026-11-23T09:00:30+00:00")
    assert "Reports released: 1." in first.stdout, first.stderr
    again = candour.command("tick", "--at", "2026-11-23T09:01:30+00:00")
    assert "Reports released: 0. Notices planned: 0." in again.stdout, again.stderr
    assert len(await monitoring_officer.is_told()) == 1
    later = candour.command("tick", "--at", "2026-11-29T09:00:00+00:00")
    assert later.returncode == 0, later.stderr
    assert len(await monitoring_officer.is_told(2)) == 2


@pytest.mark.parametrize("wrong", ["yesterday", "2026-11-23", "2026-11-23T09:00"])
def test_a_moment_that_cannot_be_read_is_refused_with_an_example(candour_command: Candour, wrong: str) -> None:
    refused = candour_command.command("tick", "--at", wrong)
    assert refused.returncode == 1
    assert "+00:00" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_key_file_that_others_can_read_is_refused(candour_command: Candour) -> None:
    (candour_command.data / "keys" / "kek").chmod(0o644)
    refused = candour_command.command("audit", "verify")
    assert refused.returncode == 1
    assert "kek" in refused.stderr
    assert "Traceback" not in refused.stderr
