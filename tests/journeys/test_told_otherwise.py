"""A concern comes by telephone: a handler enters it, prints the code, and the caller reads the answer with it. Another
is told to a manager, who passes it on and is answered under "my reports"."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import aiohttp
import pytest
from docx import Document

from tests.faces.test_passing_on import CAME, TOLD
from tests.harness.cast import ordinary
from tests.harness.people import Handler, WebWhistleblower, Whistleblower, code_in
from tests.harness.process import Candour
from tests.harness.teams import Dialog, Member, Teams, actions

pytestmark = pytest.mark.process

NINE = datetime(2026, 11, 23, 9, 0, 30, tzinfo=UTC)
TITLE = TOLD["title"]
ANSWER = "You told us about the fire doors at the depot."


async def test_a_call_and_a_manager(
    candour: Candour,
    teams: Teams,
    monitoring_officer: Handler,
    whistleblower: Whistleblower,
    web_whistleblower: WebWhistleblower,
    session: aiohttp.ClientSession,
) -> None:
    kept = await goes_through(monitoring_officer.member, "enter a concern")
    code = code_in(kept.words)
    url = next(a["url"] for a in actions(kept.card) if a["type"] == "Action.OpenUrl")
    async with session.post(url) as answer:
        assert answer.status == 200, await answer.text()
        letter = Document(BytesIO(await answer.read()))
    printed = "\n".join(paragraph.text for paragraph in letter.paragraphs).replace("-", " ")
    assert code in printed
    assert TITLE not in printed
    async with session.post(url) as again:
        assert again.status == 410

    manager = teams.person(ordinary().entra_id, ordinary().name)
    passed = await goes_through(manager, "someone told me", title="What the depot said")
    assert "The Monitoring Officer will know" in passed.words

    # Cards that answer a word stand in the chat too.
    before = len(monitoring_officer.notices)
    candour.set_clock(NINE)
    await monitoring_officer.is_told(before + 1)
    await monitoring_officer.acknowledges(TITLE, ANSWER)
    await monitoring_officer.acknowledges("What the depot said", ANSWER)
    assert ANSWER in (await web_whistleblower.reads_by_code(code)).words
    assert ANSWER in (await whistleblower.reads_my_reports()).words
    log = candour.log_file.read_text()
    assert not any(words in log for words in (code, TITLE, ordinary().name))


async def goes_through(member: Member, words: str, **answers: str) -> Dialog:
    [card] = await member.say(words)
    dialog = await member.open(card, words.capitalize())
    for _ in range(12):
        if not dialog.asks:
            return dialog
        dialog = await dialog.go_on({**TOLD, **CAME, **answers})
        assert "There is a problem" not in dialog.words, dialog.words
    raise AssertionError("this form does not end")
