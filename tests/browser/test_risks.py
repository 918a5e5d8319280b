"""A risk as its owner sees it, in a real browser: written down, read in the box, looked at in one press."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Accessible, Picture
from tests.browser.people import Colleague, starting
from tests.harness.cast import by_email, in_post
from tests.harness.process import Candour

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.asyncio(loop_scope="session")]

OWNER = by_email("khadija.carrick@demo-council.example")
TITLE = "Claims are read by people who left"
TOO_WIDE = "element => element.scrollWidth > element.clientWidth"
#: What is chosen for each of the questions about a level, by how the question begins.
LEVELS = {
    "If you did nothing: how likely": "5 Very likely",
    "If you did nothing: how bad": "4 Serious",
    "As it is now: how likely": "4 Likely",
    "As it is now: how bad": "4 Serious",
    "As it should be: how likely": "1 Very unlikely",
    "As it should be: how bad": "4 Serious",
}


async def chooses(box: Locator, question: str, label: str) -> None:
    name = starting(question)
    group = box.get_by_role("group", name=name).or_(box.get_by_role("radiogroup", name=name))
    if await group.count():
        await group.get_by_label(label, exact=True).check()
    else:
        await box.get_by_role("combobox", name=name).select_option(label=label)


async def test_an_owner_writes_a_risk_down_and_later_has_nothing_to_add(
    page: Page, try_out: Candour, accessible: Accessible, picture: Picture
) -> None:
    colleague = Colleague(page, try_out.url)
    box = colleague.dialog

    async def looks() -> None:
        await accessible(page, "#dialog")
        assert not await page.locator("#dialog").evaluate(TOO_WIDE)

    await colleague.comes()
    await colleague.becomes(OWNER)
    await colleague.opens(await colleague.says("my risks"), "My risks")
    await colleague.presses("Write down a risk")
    await looks()
    await colleague.presses_first("This one")
    await box.get_by_label(starting("Give it a short title")).fill(TITLE)
    await box.get_by_label(starting("What could happen")).fill("Accounts of people who left are still open.")
    await looks()
    await colleague.presses("Continue")
    for question, label in LEVELS.items():
        await chooses(box, question, label)
    await looks()
    await picture(page, "risk-levels")
    await colleague.presses("Save")
    await expect(box.get_by_text("The risk is written down")).to_be_visible()
    await colleague.presses("Close")

    await colleague.becomes(in_post("records manager"))
    await colleague.opens(await colleague.says("risks"), "Risks")
    await looks()
    await colleague.presses_first("Open this risk")
    await looks()
    await colleague.presses("Say what you found")
    await box.get_by_label("Yes", exact=True).check()
    await box.get_by_label(starting("What did you find?")).fill("I looked at the list.")
    await colleague.presses("Send")
    await colleague.presses("Close")

    # A very high risk is looked at every ten working days; a week before, its owner is asked.
    for _ in range(5):
        await page.get_by_role("button", name="Next working day").click()
    await colleague.becomes(OWNER)
    about = colleague.messages.filter(has_text=TITLE)
    asked = about.get_by_role("button", name="All is as it was", exact=True)
    await expect(asked).to_be_visible()
    await accessible(page, "#log")
    await picture(page, "risk-card")
    await asked.click()
    await expect(about.get_by_text("Nothing more to do here.")).to_be_visible()
    await colleague.opens(await colleague.says("my risks"), "My risks")
    await colleague.presses("Open this risk")
    await expect(box.get_by_text("looked at it: all is as it was")).to_be_visible()
    await looks()
    await picture(page, "risk-box")
