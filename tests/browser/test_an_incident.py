"""Journey 6 as the information governance team sees it, in a real browser."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Accessible, Picture
from tests.browser.people import Colleague, starting
from tests.harness.cast import in_post, ordinary
from tests.harness.incidents import reported
from tests.harness.process import Candour

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.asyncio(loop_scope="session")]

HANDLER = in_post("information governance")
TOO_WIDE = "element => element.scrollWidth > element.clientWidth"


async def test_a_handler_starts_the_clock_and_says_how_severe_it_is(
    page: Page, try_out: Candour, accessible: Accessible, picture: Picture
) -> None:
    await reported(try_out.data, ordinary(), asset=None, special=("health",), who=("children",))
    colleague = Colleague(page, try_out.url)
    box = colleague.dialog
    await colleague.comes()
    await colleague.becomes(HANDLER)
    await colleague.opens(await colleague.says("incidents"), "Incidents")
    await looks(colleague, accessible)
    await picture(page, "incidents")
    await colleague.presses_first("Open this incident")
    await expect(box.get_by_text("A letter about one tenant")).to_be_visible()
    await looks(colleague, accessible)

    await colleague.presses("Say when the council knew")
    await looks(colleague, accessible)
    await box.get_by_label(starting("Date")).or_(box.locator("input[type=date]")).first.fill("2026-11-23")
    await box.locator("input[type=time]").first.fill("07:30")
    await box.get_by_label("2 or 3 days").check()
    await colleague.presses("Start the clock")
    await expect(box.get_by_text("72 hours count from then.")).to_be_visible()
    await colleague.presses("Back to the incident")
    await expect(box.get_by_text("71 hours left")).to_be_visible()
    await looks(colleague, accessible)
    await picture(page, "incident-record")

    await colleague.presses("More to do")
    await colleague.presses("Which records it is about")
    await box.get_by_label(starting("What is it called in the register?")).fill("council tax")
    await colleague.presses("Continue")
    await looks(colleague, accessible)
    await box.get_by_label(starting("Council tax accounts")).check()
    await colleague.presses("Keep it")
    await expect(box.get_by_text("It is linked")).to_be_visible()
    await colleague.presses("Back to the incident")
    await expect(box.get_by_text("Records or system: Council tax accounts")).to_be_visible()

    await colleague.presses("Say how severe it is")
    await box.get_by_label("2: a nuisance").check()
    await box.get_by_label("2: unlikely").check()
    await colleague.presses("Continue")
    await expect(box.get_by_label("It is about children")).to_be_checked()
    await looks(colleague, accessible)
    await box.get_by_label(starting("Why do you see it so?")).fill("Case notes of one family.")
    await colleague.presses("Work it out")
    await expect(box.get_by_text("It is at least S3: data about children is not back.")).to_be_visible()
    await looks(colleague, accessible)
    await picture(page, "incident-severity")


async def looks(colleague: Colleague, accessible: Accessible) -> None:
    await accessible(colleague.page, "#dialog")
    assert not await colleague.page.locator("#dialog").evaluate(TOO_WIDE)
