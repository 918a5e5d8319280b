"""Journey 6: an incident from the report to its closing: somebody looks, the law's hours run day and night, it is
weighed and decided, the Commissioner is told, what is to be done is done, and somebody else closes it."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from tests.harness.cast import Staff, all_in_post, asset_owners, in_post, ordinary
from tests.harness.connector import RecordingConnector
from tests.harness.fixtures import MONDAY, Starts
from tests.harness.incidents import reported
from tests.harness.process import Candour
from tests.harness.teams import Card, Dialog, Member, Teams, actions, words
from tests.trust.thief import until_caught_up

pytestmark = pytest.mark.process

#: A Thursday: the hours end on Sunday.
AWARE = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
STORY = "A letter about one tenant went to another tenant."
HANDLER, OFFICER, SIRO = in_post("information governance"), in_post("data protection officer"), in_post("siro")
ICT = in_post("ict security")


class Town:
    def __init__(
        self, candour: Candour, teams: Teams, connector: RecordingConnector, session: aiohttp.ClientSession
    ) -> None:
        self.candour = candour
        self.teams = teams
        self.session = session
        self.connector = connector
        self._seen: dict[str, int] = {}

    async def becomes(self, at: datetime) -> None:
        self._seen = {one: len(chat) for one, chat in self.connector.inbox.items()}
        self.candour.set_clock(at)
        await until_caught_up(self.candour.data, at)

    async def hears(self, staff: Staff) -> None:
        """Wait for something new: what is owed about an incident that only just came is opened by the next tick."""
        await self.connector.until(staff.entra_id, self._seen.get(staff.entra_id, 0) + 1)

    def new(self, staff: Staff, title: str) -> list[Card]:
        chat = self.connector.inbox.get(staff.entra_id, [])[self._seen.get(staff.entra_id, 0) :]
        cards = [message["attachments"][0]["content"] for message in chat]
        return [card for card in cards if title in words(card)]

    def member(self, staff: Staff) -> Member:
        return self.teams.person(staff.entra_id, staff.name)

    async def record(self, staff: Staff) -> Dialog:
        """The newest incident, from the list."""
        member = self.member(staff)
        [card] = await member.say("incidents")
        return await (await member.open(card, "Incidents")).press("Open this incident")

    async def does(self, step: str, *pages: Mapping[str, object]) -> Dialog:
        box = await (await self.record(HANDLER)).press(step)
        for answers in pages:
            box = await box.go_on(answers)
        return box


@pytest.fixture
async def town(starts: Starts, session: aiohttp.ClientSession, connector: RecordingConnector) -> Town:
    candour = await starts(MONDAY)
    await until_caught_up(candour.data, MONDAY)
    return Town(candour, Teams(session, candour.url, connector), connector, session)


async def test_an_incident_is_looked_at_decided_told_and_closed_while_the_hours_run(town: Town, tmp_path: Path) -> None:
    await town.becomes(AWARE)
    await reported(town.candour.data, ordinary(), asset=None, people=2)
    await town.becomes(AWARE + timedelta(minutes=61))
    await town.hears(HANDLER)
    assert len(town.new(HANDLER, "Nobody has looked at an incident")) == 1

    said = await town.does(
        "Say when the council knew", {"aware_at.day": "2026-11-26", "aware_at.time": "15:00", "waited": "next_day"}
    )
    assert "72 hours count from then." in said.words
    # Whoever handles them has a key from the beginning; a colleague who came later would be given one here.
    given = await town.does("Let a colleague open it", {"who": OFFICER.name, "which": "this"})
    assert f"{OFFICER.name} opens it already" in given.words

    # In the night from Friday to Saturday, and on Saturday: nobody waits for Monday.
    for hours in (24, 48):
        await town.becomes(AWARE + timedelta(hours=hours, minutes=1))
        for who in (*all_in_post("information governance"), OFFICER, SIRO):
            [alarm] = town.new(who, "72 hours: the clock runs")
            assert "end at 15:00 on Sunday 29 November 2026" in "\n".join(words(alarm))
            assert STORY not in "\n".join(words(alarm))

    weighed = await town.does(
        "Say how severe it is",
        {"impact": "two", "likelihood": "three"},
        {"holds": "physical_safety", "people": "2", "words": "She fears her husband."},
    )
    assert "S4: critical" in weighed.words
    await until_caught_up(town.candour.data, AWARE + timedelta(hours=48, minutes=1))
    for who in (ICT, OFFICER, SIRO):
        assert len(town.new(who, "Act now: a critical incident")) == 1

    decided = await town.does(
        "Decide who is told",
        {"personal": "yes"},
        {"risk": "likely"},
        {"high": "yes"},
        {"decision": "notify", "reason": "Her address.", "decided_by": "The DPO", "advice": "Tell both."},
        {"people": "tell", "people_words": "By telephone."},
        {"people_by": "2026-11-30"},
        {},
    )
    assert "The clock runs until" in decided.words
    pack = await (await town.record(HANDLER)).press("What the Commissioner asks")
    read = pack.words
    while pack.has("Read on"):
        pack = await pack.press("Read on")
        read += pack.words
    assert STORY in read
    assert "The council became aware at 15:00 on Thursday 26 November 2026." in read

    # Deciding to tell is not telling: the hours still alarm.
    await town.becomes(AWARE + timedelta(hours=60, minutes=1))
    assert len(town.new(SIRO, "72 hours: the clock runs")) == 1
    at = {"told_at.day": "2026-11-29", "told_at.time": "03:00", "reference": "IC-77", "late_reason": ""}
    assert "The clock has stopped" in (await town.does("The Commissioner was told", at)).words
    await town.becomes(AWARE + timedelta(hours=73))
    assert town.new(SIRO, "72 hours: the time is over") == []

    # What is to be done is chased on Monday, and done where its card stands.
    await town.becomes(datetime(2026, 11, 30, 9, 1, tzinfo=UTC))
    [task] = town.new(HANDLER, "Due today")
    assert "Tell the people affected" in "\n".join(words(task))
    await town.member(HANDLER).execute(task, "It is done")
    await town.does("It is contained", {"recovered": "fully", "words": "It came back unopened."})
    lesson = {"cause": "Two letters in one envelope.", "lesson": "One letter, one envelope."}
    assert "Somebody else says if it is." in (await town.does("Ask to close it", lesson, {})).words

    await town.becomes(datetime(2026, 12, 1, 9, 1, tzinfo=UTC))
    [asks] = town.new(OFFICER, "What is due")
    form = await town.member(OFFICER).open(asks, "Look and decide")
    assert "One letter, one envelope." in form.words
    assert "It is closed" in (await form.go_on({"agreed": "yes", "words": "Well handled."})).words
    assert (await town.record(HANDLER)).has("Open it again")

    await _talked_about(town, tmp_path)

    # It is in the figures, and because it is alone in them nothing is told of it; those who handle it see it all.
    november = ("--from", "2026-11-01", "--until", "2026-11-30")
    for name in ("november.docx", "november.xlsx"):
        told = town.candour.command("report", "incidents", *november, "--out", str(tmp_path / name))
        assert (told.returncode, "in this time: fewer than 5." in told.stdout) == (0, True), told.stderr
        assert "S4" not in told.stdout
    paper = Document(str(tmp_path / "november.docx"))
    assert "Incidents that were reported in this time: fewer than 5." in [each.text for each in paper.paragraphs]
    assert CalamineWorkbook.from_path(str(tmp_path / "november.xlsx")).sheet_names == ["Register", "How"]
    early = town.candour.command("report", "incidents", "--from", "2026-11-01", "--until", "2026-12-01")
    assert (early.returncode, "is not over" in early.stderr) == (1, True)
    wrong = town.candour.command("report", "incidents", "--from", "November", "--until", "2026-11-30")
    assert (wrong.returncode, "--from November is not a day" in wrong.stderr) == (1, True)
    await town.becomes(datetime(2027, 1, 4, 10, 0, tzinfo=UTC))
    full = await _taken(town, HANDLER, "incident figures")
    assert [each.rows[-1].cells[1].text for each in full.tables] == ["1"] * 9
    assert "to be told: told within 72 hours 1" in _rows(full)
    assert "on the next day 1" in _rows(full)
    assert _rows(await _taken(town, SIRO, "incident figures")) == []
    assert town.candour.command("audit", "verify").returncode == 0


async def _talked_about(town: Town, tmp_path: Path) -> None:
    """December began: each owner hears that there is something for their team, reads it, takes it and says that they
    talked about it; the next return shows it."""
    owner = asset_owners(at_risk=False)[0]
    [card] = [each for each in town.new(owner, "What is due") if "for your team meeting" in "\n".join(words(each))]
    assert "letter" not in "\n".join(words(card))
    member = town.member(owner)
    box = await member.open(card, "Read it")
    assert "A few incidents were reported in November." in box.words
    assert STORY not in box.words
    printed = await _document(town, box, "Word")
    assert "Talk about it" in [each.text for each in printed.paragraphs]
    said = await box.press("We talked about it")
    assert "said on Tuesday 1 December 2026 that your team talked about it" in said.words
    paper = tmp_path / "digest.docx"
    told = town.candour.command("report", "incident-digest", "--month", "2026-11", "--out", str(paper))
    assert (told.returncode, "A few incidents were reported in November." in told.stdout) == (0, True), told.stderr
    assert [each.text for each in Document(str(paper)).paragraphs] == [each.text for each in printed.paragraphs]
    early = town.candour.command("report", "incident-digest", "--month", "2026-12")
    assert (early.returncode, "December 2026 is not over" in early.stderr) == (1, True)


async def _taken(town: Town, staff: Staff, ask: str) -> Any:
    """The Word document behind the link that somebody asks for."""
    said = await town.member(staff).say(ask)
    card = next(card for card in said for each in actions(card) if each["title"] == "Incident figures")
    return await _document(town, await town.member(staff).open(card, "Incident figures"), "Word")


async def _document(town: Town, box: Dialog, of: str) -> Any:
    link = next(each["url"] for each in actions(box.card) if of in each["title"])
    async with town.session.post(re.sub(r"^https?://[^/]+", town.candour.url, link)) as answer:
        assert answer.status == 200
        return Document(io.BytesIO(await answer.read()))


def _rows(paper: Any) -> list[str]:
    return [" ".join(cell.text for cell in row.cells) for table in paper.tables for row in table.rows]
