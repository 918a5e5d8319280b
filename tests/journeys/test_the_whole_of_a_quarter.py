"""Journey 7, seen from above: what the SIRO and the Records Manager make of a quarter, from the overview on."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from docx import Document

from tests.harness.cast import asset_owners, in_post
from tests.harness.connector import RecordingConnector
from tests.harness.fixtures import Starts
from tests.harness.owners import Overseer
from tests.harness.teams import Teams, actions, words
from tests.journeys.test_quarter_day import Quarter, at
from tests.trust.thief import until_caught_up

pytestmark = pytest.mark.process

QUARTER_DAY = datetime(2027, 1, 4, 9, 0, 30, tzinfo=UTC)


async def test_the_siro_lets_one_return_be_notes_others_agrees_to_another_rhythm_and_reads_the_pack(
    starts: Starts, session: aiohttp.ClientSession, connector: RecordingConnector, tmp_path: Path
) -> None:
    before = datetime(2026, 12, 30, 12, tzinfo=UTC)
    candour = await starts(before)
    await until_caught_up(candour.data, before)
    quarter = Quarter(candour, Teams(session, candour.url, connector), connector)
    await quarter.comes(QUARTER_DAY)
    siro = Overseer(quarter.teams.person(in_post("siro").entra_id))
    rm = Overseer(quarter.teams.person(in_post("records manager").entra_id))
    excused, quick, calm = asset_owners(at_risk=False)[:3]

    # One need not be sent: the owner hears why, and nobody is reminded of it.
    page = next(page for page in await siro.turns_over() if f"{excused.name}," in page.words)
    form = await (await page.press_beside(f"{excused.name},", "Open")).press("It need not be sent")
    done = await form.press("It need not be sent", {"reason": "The service moves to another building."})
    assert "Its owner hears of it" in done.words
    await quarter.comes(at(5))
    [told] = [card for card in quarter.digests(excused) if "need not be sent" in "\n".join(words(card))]
    assert "The service moves to another building." in "\n".join(words(told))

    # One is sent and accepted, and the SIRO notes it.
    owner = quarter.owner(quick)
    await owner.presses_as_it_was(owner.newest_card)
    await quarter.comes(at(6))
    card = next(card for card in quarter.digests(in_post("records manager")) if quick.name in "\n".join(words(card)))
    waiting = await rm.member.open(card, "All that wait")
    assert quick.name in waiting.words
    assert "accepted" in (await waiting.press("Accept")).words
    listed = await (await siro.opens_the_overview()).press("Note the accepted return")
    assert quick.name in listed.words
    assert "It is noted." in (await listed.press("Note it")).words

    # One is asked every half year from now on: proposed by one, agreed to by another.
    page = next(page for page in await rm.turns_over() if f"{calm.name}," in page.words)
    form = await (await page.press_beside(f"{calm.name},", "Open")).press("Another rhythm")
    wanted = {"every": "half_year", "first": "second", "reason": "An archive.", "until_on": "2028-03-31"}
    assert "You proposed it" in (await form.press("Send", wanted)).words
    await quarter.comes(at(7))
    card = next(card for card in quarter.digests(in_post("siro")) if "another rhythm" in "\n".join(words(card)))
    decided = await (await (await siro.member.open(card, "Look at it")).press("Decide")).press(
        "Send", {"granted": "yes"}
    )
    assert "It holds from now on" in decided.words

    # Everybody else is reminded in one press, once that day, unless they had a message; who was let be hears nothing.
    await quarter.comes(at(12))
    silent = next(each for each in asset_owners(at_risk=True) if not quarter.new(each))
    seen = await rm.opens_the_overview()
    remind = next(each["title"] for each in actions(seen.card) if each["title"].startswith("Remind all"))
    assert "reminded, with the next message" in (await seen.press(remind)).words
    await quarter.comes(at(12, hour=10))
    assert len(quarter.about_the_return(silent)) == 1
    again = await (await rm.opens_the_overview()).press(remind)
    assert "Nobody was reminded." in again.words
    await quarter.comes(at(25))
    assert quarter.about_the_return(excused) == []

    # Two working days after the quarter closed its pack is there, and both posts hear.
    await quarter.comes(at(16, 2))
    for overseer, person in ((siro, in_post("siro")), (rm, in_post("records manager"))):
        [said] = [card for card in quarter.new(person) if "The pack on a quarter is there" in words(card)]
        box = await overseer.member.open(said, "Open the pack")
        link = next(each["url"] for each in actions(box.card) if "Word" in each["title"])
        async with session.post(re.sub(r"^https?://[^/]+", candour.url, link)) as answer:
            assert answer.headers["Content-Disposition"] == 'attachment; filename="assurance-2027-q1.docx"'
            made = Document(io.BytesIO(await answer.read()))
        headings = [paragraph.text for paragraph in made.paragraphs if paragraph.style.name.startswith("Heading")]
        assert ("What owners wrote for the SIRO" in headings) is (overseer is siro)
        assert "Non-returns by name" in headings
        cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
        assert excused.name in cells
        assert "The service moves to another building." in cells
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    for file in (first, second):
        told = candour.command("report", "assurance", "--quarter", "2027-Q1", "--out", str(file))
        assert told.returncode == 0, told.stderr
        assert "Information assurance: January to March 2027" in told.stdout
    assert first.read_bytes() == second.read_bytes()
    missing = candour.command("report", "assurance", "--quarter", "2019-Q1")
    assert (missing.returncode, "There are: 2027-Q1." in missing.stderr) == (1, True)

    await quarter.comes(at(1, 4, hour=8))
    asked = {
        staff.name: any("April to June 2027" in "\n".join(words(card)) for card in quarter.digests(staff))
        for staff in (excused, quick, calm)
    }
    assert asked == {excused.name: True, quick.name: True, calm.name: False}
    assert candour.command("audit", "verify").returncode == 0
