"""The public page in a process of its own, and the clock run from the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from tests.harness.browserless import Visitor
from tests.harness.cast import in_post
from tests.harness.connector import RecordingConnector
from tests.harness.fixtures import Starts
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
        async with session.post(f"{page.url}/api/messages", json={}) as answer:
            assert answer.status == 404

        desk.set_clock(NINE)
        officer = Handler.of(Teams(session, desk.url, connector), in_post("monitoring officer"))
        await officer.is_told()
        assert MORE in (await officer.opens(TITLE)).words
        await officer.acknowledges(TITLE, "We have your concern, and the Monitoring Officer deals with it.")
        assert "Monitoring Officer deals with it" in (await reporter.reads_by_code(reporter.code)).words
    finally:
        await page.stop()


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
