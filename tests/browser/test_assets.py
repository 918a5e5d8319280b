"""An owner keeps the register right and gives an asset away, and the new owner takes it over, in a real browser."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Accessible, Picture
from tests.browser.people import Colleague
from tests.harness.cast import asset_owners
from tests.harness.process import Candour

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.asyncio(loop_scope="session")]

OWNER, OTHER = asset_owners(at_risk=False)[:2]


@pytest.fixture
def colleague(page: Page, try_out: Candour) -> Colleague:
    return Colleague(page, try_out.url)


async def test_an_asset_is_put_right_and_goes_to_another_owner(
    colleague: Colleague, accessible: Accessible, picture: Picture
) -> None:
    box = colleague.dialog
    await colleague.comes()
    await colleague.becomes(OWNER)
    await colleague.opens(await colleague.says("my assets"), "My assets")
    await accessible(colleague.page, "#dialog")
    await picture(colleague.page, "my-assets")

    await colleague.presses_first("Open")
    await colleague.presses("Put it right")
    await box.get_by_label("Where is it kept?").fill("The locked room")
    await picture(colleague.page, "asset-form")
    await colleague.presses("Continue")
    await colleague.presses("Continue")
    await colleague.presses("Save")
    await expect(box).to_contain_text("It is put right")

    await colleague.presses("All assets")
    await colleague.presses_first("Open")
    await expect(box).to_contain_text("To: The locked room")
    await accessible(colleague.page, "#dialog")
    await picture(colleague.page, "asset")
    await colleague.presses("Give it to another owner")
    await box.get_by_label("The new owner's work e-mail address").fill(OTHER.id)
    await box.get_by_label("Why?").fill("The work moved to your service")
    await colleague.presses("Send")
    await expect(box).to_contain_text("The new owner is asked")
    await colleague.presses("Close")

    await colleague.becomes(OTHER)
    await colleague.moves_the_clock(date(2026, 11, 24), "10:00")
    asked = colleague.messages.filter(has_text="You are asked to own this asset.").last
    await expect(asked).to_be_visible()
    await accessible(colleague.page, "#messages")
    await picture(colleague.page, "take-over-card")
    await colleague.opens(asked, "Look and answer")
    await box.get_by_label("Yes").check()
    await colleague.presses("Send")
    await expect(box).to_contain_text("It is yours now")
    await colleague.presses("Close")
    await expect(asked.or_(colleague.messages.filter(has_text="taken over")).last).to_contain_text("taken over")
