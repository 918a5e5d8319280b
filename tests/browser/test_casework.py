"""Journey 5 as a handler sees it, in a real browser: a case is decided, looked into, concluded and closed."""

from __future__ import annotations

from datetime import date

import aiohttp
import pytest
from playwright.async_api import Page, expect

from governance.case_letters import MEETING_RIGHTS
from tests.browser.conftest import Accessible, Picture
from tests.browser.people import Colleague
from tests.browser.test_journeys import ANSWER
from tests.harness.browserless import Visitor
from tests.harness.cast import STORY, in_post
from tests.harness.people import WebWhistleblower
from tests.harness.process import Candour

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.asyncio(loop_scope="session")]

TITLE = STORY["title"]
REASONS = "The fire officer says the same. Nobody has looked into it before."
NOTE = "The wedges were bought in bulk. Three people knew of it."
MESSAGE = "We found that it happened. The doors are shut now, and they are checked each week."


class Desk:
    """The Monitoring Officer before the try-out page."""

    def __init__(self, colleague: Colleague, accessible: Accessible, picture: Picture) -> None:
        self.colleague = colleague
        self._accessible = accessible
        self._picture = picture

    async def looks(self, name: str = "") -> None:
        await self._accessible(self.colleague.page, "#dialog")
        if name:
            await self._picture(self.colleague.page, name)

    async def opens_the_list(self) -> None:
        await self.colleague.opens(await self.colleague.says("cases"), "Cases")

    async def opens_the_case(self) -> None:
        await self.opens_the_list()
        await self.colleague.presses("Open this case")

    async def presses(self, *buttons: str) -> None:
        for button in buttons:
            await self.colleague.presses(button)

    async def fills(self, **texts: str) -> None:
        """Text boxes, by the words that their label begins with (underscores for spaces)."""
        for label, words in texts.items():
            await self.colleague.dialog.get_by_label(label.replace("_", " ")).first.fill(words)

    async def chooses(self, choice: str) -> None:
        await self.colleague.dialog.get_by_label(choice).first.check()

    async def sends(self, done: str) -> None:
        await self.presses("Send")
        await expect(self.colleague.dialog.get_by_text(done)).to_be_visible()
        await self.presses("Close")
        await expect(self.colleague.dialog).to_have_count(0)


async def test_a_case_is_taken_to_its_end(
    page: Page, try_out: Candour, accessible: Accessible, picture: Picture
) -> None:
    async with aiohttp.ClientSession() as session:
        await WebWhistleblower(Visitor(session, try_out.url)).reports()
    colleague = Colleague(page, try_out.url)
    desk = Desk(colleague, accessible, picture)
    await colleague.comes()
    await page.get_by_role("button", name="Next release of reports").click()
    await colleague.becomes(in_post("monitoring officer"))
    await expect(colleague.messages.filter(has_text="report waits for you")).to_be_visible()

    await desk.opens_the_case()
    await desk.presses("Acknowledge")
    await desk.fills(**{"2._What_we_understood": ANSWER})
    await desk.presses("Continue")
    await desk.sends("Your acknowledgement is on its way")
    await it_is_decided(desk)
    await it_is_looked_into(desk)
    await it_ends(desk)


async def it_is_decided(desk: Desk) -> None:
    await desk.opens_the_case()
    await desk.presses("Decide what is done")
    await desk.looks()
    await desk.chooses("No, as far as we know")
    await desk.presses("Continue")
    await desk.chooses("We look into it under this policy")
    await desk.looks("triage-decision")
    await desk.presses("Continue")
    await desk.chooses("First of all")
    await desk.fills(Why_did_you_decide_so=REASONS)
    await desk.presses("Continue")
    await desk.fills(
        Who_might_guess_who_it_was="The night shift.",
        What_could_happen_to_them="Worse shifts.",
        What_do_you_do_about_it="We look at the rota each month.",
    )
    await desk.looks("triage-risk")
    await desk.presses("Continue", "Continue")
    await desk.looks("triage-letter")
    await expect(desk.colleague.dialog).not_to_contain_text(REASONS)
    await desk.sends("Your decision is recorded")


async def it_is_looked_into(desk: Desk) -> None:
    await desk.opens_the_case()
    await desk.presses("Begin to look into it", "Somebody else")
    await desk.fills(Who_looks_into_it="An auditor", What_do_they_do_first="Visit the building at night.")
    await desk.looks()
    await desk.presses("Continue", "Continue")
    await desk.sends("It is being looked into")
    await desk.opens_the_case()
    await desk.presses("What else you can do")
    await desk.looks("case-steps")
    await desk.presses("Offer to meet")
    await desk.fills(What_do_you_want_to_say="Could we meet on Thursday at the library?")
    await desk.presses("Continue")
    await expect(desk.colleague.dialog.get_by_text(MEETING_RIGHTS)).to_be_visible()
    await desk.looks()
    await desk.sends("Your offer is on its way")


async def it_ends(desk: Desk) -> None:
    await desk.colleague.moves_the_clock(date(2026, 12, 29))
    await desk.opens_the_list()
    await expect(desk.colleague.dialog.get_by_text("In 1 case something is late.")).to_be_visible()
    await desk.looks("cases-late")
    await desk.presses("Open this case", "Conclude")
    await desk.colleague.dialog.get_by_role("combobox").select_option(label="We looked into it, and it is so")
    await desk.looks()
    await desk.presses("Continue")
    await desk.fills(What_did_you_find=NOTE)
    await desk.looks("conclude-note")
    await desk.presses("Continue")
    await desk.fills(What_do_you_tell_the_reporter=MESSAGE)
    await desk.looks("conclude-message")
    await desk.presses("Continue")
    await expect(desk.colleague.dialog).not_to_contain_text(NOTE)
    await desk.sends("The case is concluded")
    await desk.opens_the_case()
    await desk.presses("Record what we learned")
    await desk.fills(What_should_the_council_do="Somebody who does not work there checks each building at night.")
    await desk.chooses("Yes")
    await desk.presses("Continue")
    await desk.looks()
    await desk.presses("Stop", "Close")
    await desk.opens_the_case()
    await desk.presses("Close the case")
    await desk.fills(Is_anything_still_open="Nothing is still open.")
    await desk.presses("Continue", "Continue")
    await desk.looks()
    await desk.sends("The case is closed")
    await desk.opens_the_case()
    await desk.looks("case-closed")
