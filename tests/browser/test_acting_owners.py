"""An acting owner, made and heard of in a real browser."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Accessible, Picture
from tests.browser.people import Colleague
from tests.harness.cast import by_email
from tests.harness.process import Candour

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.asyncio(loop_scope="session")]

OWNER = by_email("khadija.carrick@demo-council.example")
OTHER = by_email("nadia.georgiou@demo-council.example")


async def test_an_owner_makes_somebody_acting_owner_who_hears_of_it(
    page: Page, try_out: Candour, accessible: Accessible, picture: Picture
) -> None:
    colleague = Colleague(page, try_out.url)
    box = colleague.dialog
    await colleague.comes()
    await colleague.becomes(OWNER)
    await colleague.opens(await colleague.says("acting owners"), "Acting owners")
    await colleague.presses("Make somebody acting owner")
    await box.get_by_label("The work e-mail address of the person who acts").fill(OTHER.id)
    await box.get_by_label("From which day?").fill("2026-11-24")
    await box.get_by_label("Until which day?").fill("2026-12-11")
    await box.get_by_label("Some of them, and their risks").check()
    await accessible(page, "#dialog")
    await picture(page, "acting-owner-form")
    await colleague.presses("Continue")
    await box.get_by_label("The numbers of the assets").fill("IA-002; IA-005")
    await colleague.presses("Make them acting owner")
    await expect(box).to_contain_text(f"{OTHER.name} for {OWNER.name}")
    await accessible(page, "#dialog")
    await colleague.presses("Close")
    await colleague.opens(await colleague.says("acting owners"), "Acting owners")
    await expect(box).to_contain_text("Assets: IA-002, IA-005")
    await accessible(page, "#dialog")
    await picture(page, "acting-owners")
    await colleague.presses("Close")

    await colleague.becomes(OTHER)
    await colleague.moves_the_clock(date(2026, 11, 24), "10:00")
    told = colleague.messages.filter(has_text=f"{OTHER.name} acts as owner for {OWNER.name}").last
    await expect(told).to_be_visible()
    await accessible(page, "#messages")
    await picture(page, "acting-owner-card")
