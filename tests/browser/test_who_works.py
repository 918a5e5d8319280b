"""Who works on a case and its record, as an investigator has them before them, in a real browser."""

from __future__ import annotations

import aiohttp
import pytest
from playwright.async_api import Page, expect

from dialogs.views.notices import notice_summary
from governance.notices import Kind
from tests.browser.conftest import Accessible, Picture
from tests.browser.people import Colleague, starting
from tests.browser.test_casework import Desk
from tests.harness.browserless import Visitor
from tests.harness.cast import all_in_post, in_post
from tests.harness.people import WebWhistleblower
from tests.harness.process import Candour

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.asyncio(loop_scope="session")]

STEP = "Asked the caretaker who wedges the doors. Nobody had asked before."


async def test_an_investigator_is_let_in_and_keeps_the_record(
    page: Page, try_out: Candour, accessible: Accessible, picture: Picture
) -> None:
    async with aiohttp.ClientSession() as session:
        await WebWhistleblower(Visitor(session, try_out.url)).reports()
    investigator = all_in_post("investigator")[1]
    colleague = Colleague(page, try_out.url)
    desk = Desk(colleague, accessible, picture)
    await colleague.comes()
    await page.get_by_role("button", name="Next release of reports").click()
    await colleague.becomes(in_post("monitoring officer"))
    await expect(colleague.messages.filter(has_text="report waits for you")).to_be_visible()
    await desk.opens_the_case()
    await desk.presses("Who works on it")
    await desk.looks("who-works")
    await desk.presses(f"Ask for {investigator.name}")
    await desk.fills(Why="They know how such doors are looked after.")
    await colleague.dialog.get_by_role("radio", name="No", exact=True).check()
    await desk.looks()
    await desk.presses("Ask", "Close")

    await colleague.becomes(in_post("chief internal auditor"))
    asked = colleague.messages.filter(has_text=notice_summary(Kind.CASE_TO_DECIDE)).last
    await colleague.opens(asked, "See what is asked")
    await desk.looks("what-is-asked")
    await desk.presses("Agree", "Close")

    await colleague.becomes(investigator)
    given = colleague.messages.filter(has_text=notice_summary(Kind.CASE_YOURS)).last
    await colleague.opens(given, "Open the list")
    await desk.presses("Open this case", "Who works on it")
    await expect(colleague.dialog.get_by_text(f"{investigator.name}: looks into it")).to_be_visible()
    await desk.looks("who-works-investigator")
    await desk.presses("Back to the case", "Record of this case", "Step")
    await desk.fills(On_which_day="2026-11-23")
    await colleague.dialog.get_by_role("textbox", name=starting("What was done")).fill(STEP)
    await desk.looks("record-step")
    await desk.presses("Add to the record", "Back to the record")
    await expect(colleague.dialog.get_by_text(STEP)).to_be_visible()
    await desk.looks("case-record")
