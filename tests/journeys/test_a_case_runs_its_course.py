"""Journey 5: a handler takes a case from the notice to its closing and beyond, inside the clocks; whoever reported
reads each letter by the code, on the web page."""

from __future__ import annotations

from datetime import date, time

import pytest

from dialogs.views.letters import STILL_WAITS
from dialogs.views.notices import notice_summary
from governance.calendar import OPENING, Calendar
from governance.case_letters import MEETING_RIGHTS
from governance.notices import Kind
from tests.harness.cast import STORY, all_in_post
from tests.harness.people import Handler, WebWhistleblower
from tests.harness.process import Candour
from tests.harness.teams import Dialog
from tests.trust.thief import until_caught_up

pytestmark = pytest.mark.process

CALENDAR = Calendar()
MONDAY = date(2026, 11, 23)
TITLE = "Fire doors wedged open"
QUESTION = "Which of the doors do you mean?"
ANSWER = "The two at the back stairs of the town hall."
REASONS = "The fire officer says the same, and nobody has looked into it before."
NOTE = "The wedges were bought in bulk. Three people knew of it for a year."
OUTCOME = "We found that it happened. The doors are closed now, and they are checked each week."
LESSON = "Somebody who does not work there checks each building at night."


class Desk:
    """The Monitoring Officer over a year."""

    def __init__(self, candour: Candour, handler: Handler) -> None:
        self.candour = candour
        self.handler = handler

    async def comes(self, day: date, at: time = OPENING) -> None:
        moment = CALENDAR.at(day, at)
        self.candour.set_clock(moment)
        await until_caught_up(self.candour.data, moment)

    async def presses(self, *buttons: str) -> Dialog:
        dialog = await self.handler.opens(TITLE)
        for button in buttons:
            dialog = await dialog.press(button)
        return dialog

    def told_of_a_case(self) -> int:
        """How often the chat said that something is owed in a case."""
        wanted = notice_summary(Kind.CASE_DUE)
        return sum(message.get("summary") == wanted for message in self.handler.member.chat)


async def test_a_case_from_its_acknowledgement_to_the_last_time_that_somebody_asks(
    candour: Candour, web_whistleblower: WebWhistleblower, monitoring_officer: Handler
) -> None:
    who, desk = web_whistleblower, Desk(candour, monitoring_officer)
    await who.reports()
    await desk.comes(MONDAY)
    await monitoring_officer.is_told()
    await monitoring_officer.acknowledges(TITLE, "You told us about fire doors that are wedged open.")
    assert "You told us about fire doors" in (await who.reads_by_code(who.code)).words

    await it_is_decided(desk)
    page = (await who.reads_by_code(who.code)).words
    assert "We will look into it under our whistleblowing policy." in page
    await they_are_asked_and_answer(desk, who)
    await it_is_looked_into(desk, who)
    await it_ends(desk, who)
    await it_is_kept_longer_and_then_not(desk)
    await they_are_asked_how_they_are(desk, who)

    everything = "\n".join(monitoring_officer.notices)
    for secret in (TITLE, STORY["story"], NOTE, REASONS, OUTCOME, ANSWER, who.code):
        assert secret not in everything, "no message says what a case is about"


async def it_is_decided(desk: Desk) -> None:
    """After the reminder, because the first five working days nearly passed."""
    await desk.comes(date(2026, 11, 26))
    assert desk.told_of_a_case() == 1
    form = await desk.presses("Decide what is done")
    form = await form.go_on({"danger": "people"})
    form = await form.go_on({"danger_done": "The building manager was told at once."})
    form = await form.go_on({"decision": "in_scope"})
    form = await form.go_on({"priority": "high", "reasons": REASONS})
    form = await form.go_on(
        {"who_may_guess": "The night shift.", "what_may_happen": "Worse shifts.", "what_is_done": "We watch the rota."}
    )
    review = await form.go_on({})
    assert "This is what the reporter will read:" in review.words
    assert REASONS not in review.words
    assert "Your decision is recorded" in (await review.press("Send")).words


async def they_are_asked_and_answer(desk: Desk, who: WebWhistleblower) -> None:
    form = await desk.presses("Ask the reporter")
    await form.go_on({"text": QUESTION})
    page = await who.reads_by_code(who.code)
    assert QUESTION in page.words
    assert STILL_WAITS in page.words
    await who.visitor.press("Answer this question")
    await who.visitor.press("Send", {"text": ANSWER})
    assert STILL_WAITS not in (await who.reads_by_code(who.code)).words
    await desk.comes(date(2026, 11, 27))
    listed = await desk.handler.opens_the_list()
    assert "New: 1 message from the reporter." in listed.words
    assert "answer the reporter, by Friday 4 December 2026" in str(listed.card)
    form = await desk.presses("What else you can do", "Write to the reporter")
    form = await form.go_on({"begin": "thanks"})
    await (await form.go_on({})).press("Send")
    assert "Thank you for what you wrote." in (await who.reads_by_code(who.code)).words


async def it_is_looked_into(desk: Desk, who: WebWhistleblower) -> None:
    name = all_in_post("investigator")[1].name
    form = await desk.presses("Begin to look into it", name)
    form = await form.go_on({"plan": "Visit the building at night."})
    done = await (await form.go_on({})).press("Send")
    assert f"You asked for {name}. They can read the case once someone else has agreed." in done.words
    team = await done.press("Who works on it")
    assert f"{desk.handler.staff.name} asks that {name} may work on a case." in team.words
    form = await desk.presses("What else you can do", "Offer to meet")
    await (await form.go_on({"text": "Could we meet on Thursday, in the library?"})).press("Send")
    assert MEETING_RIGHTS in (await who.reads_by_code(who.code)).words
    before = desk.told_of_a_case()
    # Twenty working days after the last word about how it goes; the reminder comes three before.
    await desk.comes(CALENDAR.add(date(2026, 11, 27), 17))
    assert desk.told_of_a_case() > before
    form = await desk.presses("Say how it goes")
    form = await form.go_on({"text": "We visited the building. We write again in January."})
    await form.press("Send")
    assert "We visited the building." in (await who.reads_by_code(who.code)).words


async def it_ends(desk: Desk, who: WebWhistleblower) -> None:
    form = await (await desk.presses("Conclude")).go_on({"outcome": "upheld"})
    form = await form.go_on({"note": NOTE})
    review = await form.go_on({"message": OUTCOME})
    assert OUTCOME in review.words
    assert NOTE not in review.words
    assert "The case is concluded" in (await review.press("Send")).words
    form = await desk.presses("Record what we learned")
    form = await form.go_on({"lesson": LESSON, "raises": "yes"})
    done = await form.go_on(
        {
            "title": "Check buildings at night",
            "holder": desk.handler.staff.id,
            "priority": "high",
            "due_on": "2027-03-01",
        }
    )
    assert "The action is on the list as LESSON-" in done.words
    form = await (await desk.presses("Close the case")).go_on({"note": "Nothing is still open."})
    await (await form.go_on({})).press("Send")
    page = (await who.reads_by_code(who.code)).words
    assert OUTCOME in page
    assert "the whistleblowing process about your concern is complete" in page
    assert NOTE not in page
    assert REASONS not in page


async def it_is_kept_longer_and_then_not(desk: Desk) -> None:
    shown = await desk.presses("How long it is kept")
    assert "Thursday 31 March 2033" in str(shown.card)
    form = await shown.press("Keep it longer")
    assert "Choose why it must be kept." in (await form.go_on({"until": "2028-06-30"})).words
    assert "It is kept longer" in (await form.go_on({"reason": "legal_claim", "until": "2028-06-30"})).words
    held = await desk.presses("How long it is kept")
    assert "Someone has gone to court, or may" in str(held.card)
    done = await (await held.press("Keep it no longer")).go_on({"reason": "over"})
    assert "Those who keep it are told 28 days before, once more." in done.words
    assert "Nothing keeps it longer." in (await desk.presses("How long it is kept")).words


async def they_are_asked_how_they_are(desk: Desk, who: WebWhistleblower) -> None:
    before = desk.told_of_a_case()
    closed_on = CALENDAR.add(date(2026, 11, 27), 17)
    await desk.comes(CALENDAR.add(date(closed_on.year + 1, 1, closed_on.day), 0))
    assert desk.told_of_a_case() > before
    form = await desk.presses("Ask how they are")
    assert "It is a month since we closed your report." in str(form.inputs()["letter"])
    await (await form.go_on({})).press("Send")
    assert "Has anybody treated you badly because you spoke up?" in (await who.reads_by_code(who.code)).words
    assert "ask how the reporter is, by" in str((await desk.handler.opens_the_list()).card)
