"""Journey 4: a reporter comes back. They read what they are asked, answer, add, and take the report back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dialogs.views.notices import notice_summary
from governance.notices import Kind
from tests.harness.browserless import Page
from tests.harness.connector import Call, RecordingConnector
from tests.harness.people import DUE, Handler, WebWhistleblower, Whistleblower
from tests.harness.process import Candour
from tests.harness.teams import Dialog
from tests.trust.thief import until_caught_up

pytestmark = pytest.mark.process

NINE = datetime(2026, 11, 23, 9, 0, 30, tzinfo=UTC)
ONE = NINE.replace(hour=13)
HALF_PAST_FOUR = NINE.replace(hour=16, minute=31)
TITLE = "Fire doors wedged open"
QUESTION = "Which of the doors do you mean?"
ANSWER = "The two at the back stairs of the town hall."
MORE = "This morning the alarm was switched off as well."
WHY = "My manager told me to."


async def test_on_the_web_page_with_the_code(
    candour: Candour, web_whistleblower: WebWhistleblower, monitoring_officer: Handler
) -> None:
    who = web_whistleblower
    await who.reports()
    candour.set_clock(NINE)
    await monitoring_officer.is_told()
    await asks(monitoring_officer)

    box = await who.reads_by_code(who.code)
    assert QUESTION in box.words
    form = await who.visitor.press("Answer this question")
    assert QUESTION in form.words
    nothing = await who.visitor.press("Send")
    assert "There is a problem" in nothing.words
    assert QUESTION in nothing.words, "it is still there to be read"
    done = await who.visitor.press("Send", {"text": ANSWER})
    assert "We have your answer" in done.words
    box = await who.visitor.press("Back to your report")
    assert ANSWER in box.words
    assert "Answer this question" not in box.buttons
    await who.visitor.press("Add to this report")
    await who.visitor.press("Send", {"text": MORE})
    assert "You added this" in (await who.visitor.press("Back to your report")).words

    assert ANSWER not in (await monitoring_officer.opens(TITLE)).words
    notice = await is_told_at(ONE, candour, monitoring_officer)
    assert "report waits for you" in notice
    assert not any(words in notice for words in (ANSWER, MORE, TITLE))
    listed = await monitoring_officer.opens_the_list()
    assert "New: 2 messages from the reporter." in listed.words
    case = await monitoring_officer.opens(TITLE)
    assert case.words.index(QUESTION) < case.words.index(ANSWER) < case.words.index(MORE)

    await takes_back_on_the_web(who)
    await is_told_at(HALF_PAST_FOUR, candour, monitoring_officer)
    case = await monitoring_officer.opens(TITLE)
    assert "The reporter took this report back." in case.words
    assert WHY in case.words
    assert not case.has("Ask the reporter")
    assert not case.has("Acknowledge")


async def takes_back_on_the_web(who: WebWhistleblower) -> Page:
    await who.reads_by_code(who.code)
    form = await who.visitor.press("Take this report back")
    assert "We may still have to act on what we know now" in form.words
    again = await who.visitor.press("Stop")
    assert "Take this report back" in again.buttons
    await who.visitor.press("Take this report back")
    assert "Tick the box" in (await who.visitor.press("Take my report back", {"why": WHY})).words
    await who.visitor.press("Take my report back", {"why": WHY, "sure": "yes"})
    box = await who.visitor.press("Back to your report")
    assert "You took it back" in box.words
    assert "Add to this report" in box.buttons
    assert "Take this report back" not in box.buttons
    return box


async def test_in_teams_with_the_code(
    candour: Candour, whistleblower: Whistleblower, monitoring_officer: Handler, connector: RecordingConnector
) -> None:
    await whistleblower.reports()
    candour.set_clock(NINE)
    await monitoring_officer.is_told()
    await asks(monitoring_officer)

    box = await whistleblower.reads_by_code(whistleblower.code)
    # The others who hold the report are told by the same batch.
    await until_caught_up(candour.data, NINE)
    sent = len(about_reports(connector))
    box = await writes(box, "Answer this question", ANSWER)
    box = await writes(box, "Add to this report", MORE)
    form = await box.press("Take this report back")
    done = await form.press("Take my report back", {"why": WHY, "sure": "yes"})
    assert "Report taken back from you" in (await done.press("Back to your report")).words
    assert len(about_reports(connector)) == sent, "nothing was sent by itself"

    await is_told_at(ONE, candour, monitoring_officer)
    case = await monitoring_officer.opens(TITLE)
    for said in (ANSWER, MORE, WHY, "The reporter took this report back."):
        assert said in case.words
    assert whistleblower.member.name not in case.words


async def test_under_my_reports_with_a_name(
    candour: Candour, whistleblower: Whistleblower, monitoring_officer: Handler, connector: RecordingConnector
) -> None:
    await whistleblower.reports(identity="confidential")
    candour.set_clock(NINE)
    await monitoring_officer.is_told()
    before = len(whistleblower.member.chat)
    await asks(monitoring_officer)
    news = (await connector.until(whistleblower.member.entra_id, before + 1))[-1]
    assert QUESTION not in str(news)

    box = await writes(await whistleblower.reads_my_reports(), "Answer this question", ANSWER)
    await writes(box, "Add to this report", MORE)
    await is_told_at(ONE, candour, monitoring_officer)
    case = await monitoring_officer.opens(TITLE)
    assert ANSWER in case.words
    assert MORE in case.words


async def test_a_press_that_comes_twice_is_one_letter(web_whistleblower: WebWhistleblower) -> None:
    who = web_whistleblower
    await who.reports()
    await who.reads_by_code(who.code)
    form = await who.visitor.press("Add to this report")
    for _ in range(2):
        who.visitor.page = form
        assert "We have what you added" in (await who.visitor.press("Send", {"text": MORE})).words
    assert (await who.reads_by_code(who.code)).words.count(MORE) == 1


async def test_a_letter_that_was_acknowledged_survives_the_end_of_the_process(
    candour: Candour, web_whistleblower: WebWhistleblower, monitoring_officer: Handler
) -> None:
    who = web_whistleblower
    await who.reports()
    await who.reads_by_code(who.code)
    await who.visitor.press("Add to this report")
    await who.visitor.press("Send", {"text": MORE})
    await candour.kill()
    await candour.start()
    candour.set_clock(NINE)
    await monitoring_officer.is_told()
    assert MORE in (await monitoring_officer.opens(TITLE)).words


async def test_a_page_that_was_altered_opens_and_writes_nothing(web_whistleblower: WebWhistleblower) -> None:
    who = web_whistleblower
    await who.reports()
    box = await who.reads_by_code(who.code)
    draft = next(field.value for field in box.fields if field.name == "draft")
    bad = draft[:-2] + ("AA" if draft[-2:] != "AA" else "BB")
    for fields in (
        [("draft", bad), ("action", "read")],
        [("draft", draft), ("form", "add_to_report"), ("action", "next"), ("text", MORE)],
        [("draft", draft), ("form", "speak_up"), ("action", "next")],
        [("draft", bad), ("form", "withdraw"), ("action", "next"), ("sure", "yes")],
    ):
        page = await who.visitor.post("/mailbox", fields)
        assert page.status == 400
        assert "too old" in page.words
    odd = await who.visitor.post("/mailbox", [("draft", draft), ("action", "answer:nothing")])
    assert "Your report" in odd.words
    assert MORE not in (await who.reads_by_code(who.code)).words


def about_reports(connector: RecordingConnector) -> list[Call]:
    """Messages but for those that say what is due besides reports, and the day's signed heads."""
    messages = [call for call in connector.calls if call.body and call.body.get("type") == "message"]
    return [call for call in messages if call.body.get("summary") not in {*DUE, notice_summary(Kind.AUDIT_HEAD)}]


async def is_told_at(instant: datetime, candour: Candour, handler: Handler) -> str:
    """What the message says that comes with the batch of that time."""
    before = len(handler.notices)
    candour.set_clock(instant)
    return (await handler.is_told(before + 1))[-1]


async def asks(handler: Handler) -> None:
    form = await (await handler.opens(TITLE)).press("Ask the reporter")
    assert "on its way" in (await form.go_on({"text": QUESTION})).words


async def writes(box: Dialog, button: str, words: str) -> Dialog:
    done = await (await box.press(button)).go_on({"text": words})
    return await done.press("Back to your report")
