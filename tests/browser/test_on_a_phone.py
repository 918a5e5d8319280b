"""What handlers and reporters do on a telephone, 360 pixels wide, in a real browser: files by a link, who looks into a
case, how long it is kept, and stepping aside."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.conftest import Accessible, Picture
from tests.browser.people import Colleague
from tests.browser.test_casework import REASONS, Desk
from tests.harness.cast import Staff, all_in_post, in_post, ordinary
from tests.harness.connector import RecordingConnector
from tests.harness.people import Whistleblower
from tests.harness.process import Candour
from tests.harness.teams import Teams
from tests.papers.hostile_files import photograph

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.asyncio(loop_scope="session")]

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
#: The address on cards, at which nothing listens here.
PUBLIC = "http://127.0.0.1:3978"
#: How far a page may be wider than the screen.
_OVER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@asynccontextmanager
async def reported_with_a_name(try_out: Candour) -> AsyncIterator[str]:
    """Somebody reports in Teams, with a name; the day's batch comes later."""
    connector = await RecordingConnector().start()
    try:
        async with aiohttp.ClientSession() as session:
            staff = ordinary(3)
            member = Teams(session, try_out.url, connector).person(staff.entra_id, staff.name)
            await Whistleblower(member).reports(identity="named")
            yield staff.name
    finally:
        await connector.close()


async def opened(route: Route) -> None:
    """The page behind the link, which this browser does not visit: its address is enough."""
    await route.fulfill(body="", content_type="text/html")


async def becomes(colleague: Colleague, staff: Staff) -> None:
    """The list of people is another part of the page on a telephone."""
    await colleague.page.set_viewport_size(DESK)
    await colleague.becomes(staff)
    await colleague.page.set_viewport_size(PHONE)


async def fits(page: Page) -> None:
    """Nothing stands beyond the edge of the screen."""
    assert await page.evaluate(_OVER) <= 0


async def test_files_by_a_link_on_a_telephone(
    page: Page,
    scriptless: Page,
    try_out: Candour,
    accessible: Accessible,
    accessible_copy: Accessible,
    picture: Picture,
) -> None:
    async with reported_with_a_name(try_out):
        colleague = Colleague(page, try_out.url)
        desk = Desk(colleague, accessible, picture)
        await colleague.comes()
        await becomes(colleague, ordinary(3))
        await colleague.opens(await colleague.says("my reports"), "My reports")
        await desk.looks()
        await desk.presses("Add a file")
        await desk.looks("add-a-file-phone")
        await fits(page)
        await page.context.route(f"{PUBLIC}/**", opened)
        async with page.context.expect_page() as opening:
            await colleague.dialog.get_by_role("link", name="Go to the web page").click()
        address = (await opening.value).url.replace(PUBLIC, try_out.url)
    await scriptless.set_viewport_size(PHONE)
    await scriptless.goto(address)
    await looks(scriptless, accessible_copy)
    await scriptless.get_by_role("button", name="Go on").click()
    await expect(scriptless.get_by_text("You are adding files to your report of")).to_be_visible()
    await scriptless.get_by_label("Choose files").set_input_files(
        [{"name": "doors.jpg", "mimeType": "image/jpeg", "buffer": photograph()}]
    )
    await scriptless.get_by_role("button", name="Add", exact=True).click()
    await expect(scriptless.get_by_text("where it was taken")).to_be_visible()
    await looks(scriptless, accessible_copy)
    await picture(scriptless, "files-by-link-phone")
    await scriptless.get_by_role("button", name="Send this file").click()
    await expect(scriptless.get_by_role("heading", name="We have what you added")).to_be_visible()
    await looks(scriptless, accessible_copy)


async def looks(page: Page, accessible_copy: Accessible) -> None:
    await fits(page)
    await accessible_copy(page)


async def test_a_handler_on_a_telephone(page: Page, try_out: Candour, accessible: Accessible, picture: Picture) -> None:
    async with reported_with_a_name(try_out):
        pass
    investigator = all_in_post("investigator")[1]
    colleague = Colleague(page, try_out.url)
    desk = Desk(colleague, accessible, picture)
    await colleague.comes()
    await page.get_by_role("button", name="Next release of reports").click()
    await becomes(colleague, in_post("monitoring officer"))
    await expect(colleague.messages.filter(has_text="report waits for you")).to_be_visible()
    await desk.opens_the_case()
    await desk.presses("Acknowledge")
    await desk.fills(**{"2._What_we_understood": "You told us about the fire doors."})
    await desk.presses("Continue")
    await desk.sends("Your acknowledgement is on its way")
    await it_is_decided(desk)

    await desk.opens_the_case()
    await desk.looks()
    await desk.presses("Begin to look into it")
    await desk.looks("who-begins")
    await fits(page)
    await desk.presses(investigator.name)
    await desk.fills(What_do_they_do_first="Visit the building at night.")
    await desk.presses("Continue", "Continue", "Send")
    await expect(colleague.dialog.get_by_text(f"You asked for {investigator.name}.")).to_be_visible()
    await desk.looks()
    await desk.presses("Who works on it")
    await desk.looks()
    await fits(page)
    await desk.presses("Back to the case", "How long it is kept")
    await desk.looks("how-long-it-is-kept")
    await desk.presses("Keep it longer")
    await desk.chooses("Auditors need it")
    await desk.fills(Until_which_day="2027-11-01")
    await desk.looks()
    await fits(page)
    await desk.presses("Keep it")
    await expect(colleague.dialog.get_by_text("It is kept longer")).to_be_visible()
    await desk.presses("Back to the case", "How long it is kept", "Keep it no longer")
    await desk.looks()
    await desk.presses("Stop")
    await desk.presses("Close")

    await becomes(colleague, in_post("chief internal auditor"))
    asked = colleague.messages.filter(has_text="Something waits for you to decide").last
    await colleague.opens(asked, "See what is asked")
    await desk.presses("Do not agree")
    await desk.looks()
    await fits(page)
    await desk.presses("Stop", "Close")
    await desk.opens_the_case()
    await desk.presses("Who works on it", "Step aside from this case")
    await desk.looks()
    await fits(page)


async def it_is_decided(desk: Desk) -> None:
    await desk.opens_the_case()
    await desk.presses("Decide what is done")
    await desk.chooses("No, as far as we know")
    await desk.presses("Continue")
    await desk.chooses("We look into it under this policy")
    await desk.presses("Continue")
    await desk.chooses("First of all")
    await desk.fills(Why_did_you_decide_so=REASONS)
    await desk.presses("Continue")
    await desk.fills(
        Who_might_guess_who_it_was="The night shift.",
        What_could_happen_to_them="Worse shifts.",
        What_do_you_do_about_it="We look at the rota each month.",
    )
    await desk.presses("Continue", "Continue")
    await desk.sends("Your decision is recorded")
