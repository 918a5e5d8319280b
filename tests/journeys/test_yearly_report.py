"""The year's report on concerns, from the handlers who closed them to the committee's document."""

from __future__ import annotations

import io
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from tests.harness.people import Handler, WebWhistleblower
from tests.harness.process import Candour
from tests.harness.teams import actions
from tests.journeys.test_recovering import done

pytestmark = pytest.mark.process

NINE = datetime(2026, 11, 23, 9, 0, 30, tzinfo=UTC)
MARCH = datetime(2027, 3, 30, 9, 0, 30, tzinfo=UTC)
APRIL = datetime(2027, 4, 6, 9, 0, 30, tzinfo=UTC)


async def test_a_year_of_concerns_becomes_a_document_without_a_small_number(
    candour: Candour,
    web_whistleblower: WebWhistleblower,
    monitoring_officer: Handler,
    session: aiohttp.ClientSession,
    tmp_path: Path,
) -> None:
    for number in range(2):
        await web_whistleblower.reports(title=f"Fire doors {number}")
    candour.set_clock(NINE)
    await monitoring_officer.is_told()
    with closing(sqlite3.connect(candour.data / "candour.db")) as database, database:
        # Two that were taken back: what a release does with them is told elsewhere.
        over = "state = 'withdrawn', outcome = 'withdrawn', concluded_on = '2026-12-01', closed_on = '2026-12-01'"
        database.execute(f"UPDATE reports SET {over}")
    candour.set_clock(MARCH)
    early = candour.command("report", "annual-whistleblowing", "--year", "2026")
    assert (early.returncode, "is not over" in early.stderr) == (1, True)

    candour.set_clock(APRIL)
    told = done(candour, "report", "annual-whistleblowing", "--out", str(tmp_path / "year.docx"))
    assert "annual report 2026/27" in told
    assert "Concerns that were closed in the year: fewer than 5." in told
    assert "taken back" not in told
    again = tmp_path / "again.docx"
    done(candour, "report", "annual-whistleblowing", "--year", "2026", "--out", str(again))
    assert again.read_bytes() == (tmp_path / "year.docx").read_bytes()
    done(candour, "report", "annual-whistleblowing", "--out", str(tmp_path / "year.xlsx"))
    assert "Register" in CalamineWorkbook.from_path(str(tmp_path / "year.xlsx")).sheet_names
    wrong = candour.command("report", "annual-whistleblowing", "--out", str(tmp_path / "year.pdf"))
    assert (wrong.returncode, "neither in .docx nor in .xlsx" in wrong.stderr) == (1, True)

    said = await monitoring_officer.member.say("yearly report")
    card = next(card for card in said for each in actions(card) if each["title"] == "Yearly report")
    box = await monitoring_officer.member.open(card, "Yearly report")
    link = next(each["url"] for each in actions(box.card) if "Word" in each["title"])
    async with session.post(re.sub(r"^https?://[^/]+", candour.url, link)) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Disposition"] == 'attachment; filename="whistleblowing-2026.docx"'
        content = await answer.read()
    assert content == again.read_bytes(), "the command line and Teams make the same of the same register"
    assert "Whistleblowing: annual report 2026/27" in [p.text for p in Document(io.BytesIO(content)).paragraphs]
    made = candour.query("SELECT actor FROM audit WHERE verb = 'yearly_report_made' ORDER BY number")
    assert [each == ("system",) for each in made] == [True, True, True, False]
    assert "as they were written" in done(candour, "audit", "verify")
