"""X5: from the moment the dialog opens, speaking up without a name makes no call to Teams' connector."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.harness.cast import STORY
from tests.harness.connector import RecordingConnector
from tests.harness.fixtures import MONDAY
from tests.harness.people import Handler, WebWhistleblower, Whistleblower, code_in
from tests.harness.process import Candour
from tests.harness.teams import actions

pytestmark = pytest.mark.process

NINE = MONDAY + timedelta(hours=1, seconds=30)
MORE = "They were wedged open again this morning."
#: What is written with the code, by the button that offers it.
WRITTEN = {"Add to this report": {"text": MORE}, "Take this report back": {"why": MORE, "sure": "yes"}}
ANSWER = "We have your concern. The Monitoring Officer is dealing with it."


async def test_an_anonymous_report_makes_no_call_and_a_named_one_that_is_answered_does(
    candour: Candour,
    whistleblower: Whistleblower,
    web_whistleblower: WebWhistleblower,
    monitoring_officer: Handler,
    connector: RecordingConnector,
) -> None:
    [opener] = await whistleblower.member.say("speak up")
    [code_card] = await whistleblower.member.say("I have a code")
    connector.forget()

    dialog = await whistleblower.member.open(opener, "Report here without your name")
    dialog = await (await dialog.go_on(STORY)).go_on({})
    assert "There is a problem" in dialog.words
    dialog = await whistleblower.answers(dialog, STORY, pages=3)
    last = await whistleblower.answers(await dialog.press("Back"), STORY)
    code = code_in(last.words)
    for typed in ("22222", code[-5:]):
        last = await last.does("kept", {"last_block": typed})
    await last.does("close")
    opened = await whistleblower.member.open(code_card, actions(code_card)[0]["title"])
    box = await opened.does("mailbox", {"code": code})
    assert "23 November 2026" in box.words
    for button, answers in WRITTEN.items():
        done = await (await box.press(button)).go_on(answers)
        box = await done.press("Back to your report")
    assert MORE in box.words
    stopped = await whistleblower.member.open(opener, "Report here without your name")
    await stopped.press("Stop")
    await web_whistleblower.reports()
    for button, answers in WRITTEN.items():
        await web_whistleblower.writes(button, **answers)
    assert connector.calls == []

    # The recorder hears: handlers are told of the batch, and a reporter who gave their name is told of the answer.
    await whistleblower.reports(identity="named", title="By name")
    candour.set_clock(NINE)
    await monitoring_officer.is_told()
    await monitoring_officer.acknowledges("By name", ANSWER)
    chat = len(whistleblower.member.chat)
    connector.forget()
    await connector.until(whistleblower.member.entra_id, chat + 1)
    assert connector.calls
