"""All actions as the Records Manager sees them in a real browser: the list, adding one, and asking its holder."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Accessible, Picture
from tests.browser.people import Colleague, starting
from tests.harness.cast import by_email, in_post
from tests.harness.process import Candour

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.asyncio(loop_scope="session")]

EMAIL = "khadija.carrick@demo-council.example"
HOLDER = by_email(EMAIL)
TITLE = "Shred what the store does not need"
TOO_WIDE = "element => element.scrollWidth > element.clientWidth"


async def test_the_records_manager_adds_an_action_and_its_holder_says_as_before(
    page: Page, try_out: Candour, accessible: Accessible, picture: Picture
) -> None:
    colleague = Colleague(page, try_out.url)
    box = colleague.dialog

    async def looks(name: str) -> None:
        await accessible(page, "#dialog")
        assert not await page.locator("#dialog").evaluate(TOO_WIDE)
        await picture(page, name)

    await colleague.comes()
    await colleague.becomes(in_post("records manager"))
    await colleague.opens(await colleague.says("all actions"), "All actions")
    await looks("all-actions")
    await colleague.presses("Add an action")
    await box.get_by_role("textbox", name=starting("What is to be done?")).fill(TITLE)
    await box.get_by_label(starting("Why?")).fill("The store is full.")
    await box.get_by_label(starting("Where does it come from?")).fill("Internal audit 2026")
    await looks("action-add")
    await colleague.presses("Continue")
    await box.get_by_label(starting("Who does it?")).fill(EMAIL)
    await box.get_by_label("Urgent", exact=True).check()
    await box.get_by_label(starting("By when?")).fill("2026-12-18")
    await looks("action-who")
    await colleague.presses("Add it")
    await expect(box.get_by_text("It is in the register as ACT-")).to_be_visible()
    await colleague.presses("Close")

    # On the first working day of December its holder is asked how it goes, with the other one.
    for _ in range(6):
        await page.get_by_role("button", name="Next working day").click()
    await colleague.becomes(HOLDER)
    asked = page.locator("#chat").get_by_text("How is it going?").last
    await expect(asked).to_be_visible()
    await picture(page, "asked-how-it-goes")
    await page.get_by_role("button", name="As before").last.click()
    await expect(page.get_by_role("button", name="As before")).to_have_count(1)
