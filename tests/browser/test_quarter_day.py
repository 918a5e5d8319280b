"""Journeys 7 and 8 as people see them, in a real browser, with the clock moved on the try-out page."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.async_api import Locator, Page, expect

from governance.assurance_questions import PER_ASSET, PER_PORTFOLIO
from tests.browser.conftest import Accessible, Picture
from tests.browser.people import Colleague, starting
from tests.harness.cast import Staff, asset_owners, assets_of, by_email, in_post
from tests.harness.owners import AS_IT_WAS, DIFFERENT
from tests.harness.process import Candour

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.asyncio(loop_scope="session")]

QUARTER = "January to March 2027"
SHOWS = "Show what this confirms"
QUICK, BY_KEYS, BLOCKED = asset_owners(at_risk=False)[:3]
RISKY = min(
    (each for each in asset_owners(at_risk=True) if len(assets_of(each)) > 1), key=lambda one: len(assets_of(one))
)
HOLDER = by_email("khadija.carrick@demo-council.example")
LATE = "Lock away paper benefit files at night"
ASKS = by_email("jun.lowther@demo-council.example")
SLIPS = "Test that housing records can be restored"
DAY_AFTER_DUE = date(2026, 12, 21)
TOO_WIDE = "element => element.scrollWidth > element.clientWidth"


@pytest.fixture
def colleague(page: Page, try_out: Candour) -> Colleague:
    return Colleague(page, try_out.url)


async def has_card(colleague: Colleague, staff: Staff, words: str) -> Locator:
    """Become somebody; the newest card in their chat with these words."""
    await colleague.becomes(staff)
    card = colleague.messages.filter(has_text=words).last
    await expect(card).to_be_visible()
    return card


async def looks(colleague: Colleague, accessible: Accessible, part: str = "#dialog") -> None:
    await accessible(colleague.page, part)
    assert not await colleague.page.locator(part).evaluate(TOO_WIDE)


async def test_on_quarter_day_one_owner_presses_once_and_another_says_what_differs(
    colleague: Colleague, accessible: Accessible, picture: Picture
) -> None:
    page = colleague.page
    await colleague.comes()
    await colleague.becomes(BLOCKED)
    await colleague.is_answered_by_teams("403")
    await page.get_by_role("button", name="Next quarter day").click()
    await expect(page.locator("#clock-day")).to_contain_text("4 January 2027")

    card = await has_card(colleague, QUICK, QUARTER)
    await accessible(page)
    await picture(page, "quarter-card")
    await card.get_by_role("button", name=SHOWS).click()
    for statement in (*PER_ASSET, *PER_PORTFOLIO):
        await expect(card.get_by_text(statement.says)).to_be_visible()
    await looks(colleague, accessible, "#log")
    await card.get_by_role("button", name=AS_IT_WAS).click()
    await expect(card.get_by_text(f"Sent by {QUICK.name}, Information Asset Owner, on 4 January 2027.")).to_be_visible()
    # Its other things may still have theirs.
    await expect(card.get_by_role("button", name=AS_IT_WAS)).to_have_count(0)
    await looks(colleague, accessible, "#log")
    await presses_with_the_keyboard_alone(colleague)
    await differs(colleague, accessible, picture)
    await watches(colleague, accessible, picture)


async def presses_with_the_keyboard_alone(colleague: Colleague) -> None:
    """Read what is confirmed, and confirm it."""
    keyboard, card = colleague.page.keyboard, await has_card(colleague, BY_KEYS, QUARTER)
    await card.get_by_role("button", name=SHOWS).focus()
    await keyboard.press("Enter")
    await expect(card.get_by_role("button", name=SHOWS, expanded=True)).to_be_focused()
    await expect(card.get_by_text(PER_ASSET[0].says)).to_be_visible()
    await keyboard.press("Tab")
    await expect(card.get_by_role("button", name=AS_IT_WAS)).to_be_focused()
    await keyboard.press("Enter")
    await expect(card.get_by_text(f"Sent by {BY_KEYS.name}")).to_be_visible()
    # Whoever pressed stays at the card that took its place.
    await expect(card).to_be_focused()


async def differs(colleague: Colleague, accessible: Accessible, picture: Picture) -> None:
    """An owner answers for what is at risk and says one thing that differs; the rest is as it was."""
    box = colleague.dialog
    card = await has_card(colleague, RISKY, QUARTER)
    await expect(card.get_by_role("button", name=AS_IT_WAS)).to_have_count(0)
    await looks(colleague, accessible, "#log")
    await colleague.opens(card, "Fill in my return")
    await looks(colleague, accessible)
    await picture(colleague.page, "return-box")
    risky = [row for row in assets_of(RISKY) if row["at_risk"] == "yes"]
    for _ in risky:
        await colleague.presses_first("Answer")
        await box.get_by_label("All of this holds. Nothing has changed.").check()
        await looks(colleague, accessible)
        await colleague.presses("Continue")
        await box.get_by_label(starting("On which day did you last look at its risks?")).fill("2027-01-04")
        await looks(colleague, accessible)
        await colleague.presses("Continue")
    await colleague.presses_first(DIFFERENT)
    await box.get_by_label("Only people who need it can get at it. Leavers can not.").check()
    await colleague.presses("Continue")
    await colleague.presses("Continue")
    await expect(box.get_by_text("There is a problem")).to_be_visible()
    await looks(colleague, accessible)
    await box.get_by_label("It is not so").check()
    await box.get_by_label(starting("What is different?")).fill("Two leavers can still get in.")
    await box.get_by_label(starting("What will be done about it?")).fill("Close the two accounts")
    await box.get_by_label(starting("By when will it be done?")).fill("2027-03-01")
    await colleague.presses("Continue")
    await expect(box.get_by_text("Different: Only people who need it")).to_be_visible()
    await looks(colleague, accessible)
    await colleague.presses("Send it: all the rest is as it was")
    await expect(box.get_by_text("Your return is sent")).to_be_visible()
    await expect(box.get_by_text("What is different went on your list: 1 action.")).to_be_visible()
    await looks(colleague, accessible)
    await colleague.presses("Close")
    await expect(card.get_by_text(f"Sent by {RISKY.name}")).to_be_visible()


async def watches(colleague: Colleague, accessible: Accessible, picture: Picture) -> None:
    """The SIRO sees who has returned and what is late; the Records Manager, who could not be told and what is sent."""
    head = await has_card(colleague, in_post("siro"), "Please keep this message")
    await head.scroll_into_view_if_needed()
    await picture(colleague.page, "signed-head")
    await colleague.opens(await colleague.says("overview"), "Overview")
    await expect(colleague.dialog.get_by_text("3 of 31")).to_be_visible()
    await expect(colleague.dialog.get_by_text("Who has not sent their return yet")).to_be_visible()
    await expect(colleague.dialog.get_by_text(QUICK.name)).to_have_count(0)
    await looks(colleague, accessible)
    await picture(colleague.page, "overview")
    await colleague.presses_first("Remind")
    await expect(colleague.dialog.get_by_text("1 person had a message today already.")).to_be_visible()
    await looks(colleague, accessible)
    await colleague.presses_first("Open")
    await expect(colleague.dialog.get_by_text("Back to the overview")).to_be_visible()
    await looks(colleague, accessible)
    await picture(colleague.page, "one-return")
    await colleague.presses("Another rhythm")
    await looks(colleague, accessible)
    await picture(colleague.page, "another-rhythm")
    await colleague.page.locator("#dialog-close").click()
    await colleague.opens(await colleague.says("overview"), "Overview")
    await colleague.presses("As a document")
    await looks(colleague, accessible)
    await picture(colleague.page, "pack")
    await colleague.presses("Close")

    await colleague.becomes(in_post("records manager"))
    await colleague.opens(await colleague.says("call list"), "Call list")
    await expect(colleague.dialog.get_by_role("heading", name="1 person needs a call")).to_be_visible()
    await expect(colleague.dialog.get_by_text(BLOCKED.name)).to_be_visible()
    await looks(colleague, accessible)
    await picture(colleague.page, "call-list")
    await colleague.presses("I have told them")
    await expect(colleague.dialog.get_by_role("heading", name="Nobody needs a call")).to_be_visible()
    await colleague.presses("Close")
    await colleague.opens(await colleague.says("forecast"), "Forecast")
    await colleague.dialog.get_by_label("Until when?").select_option(label="A week from now")
    await colleague.presses("Show")
    await looks(colleague, accessible)
    await picture(colleague.page, "forecast")
    await colleague.presses("Close")
    await colleague.opens(await colleague.says("sent"), "Sent")
    await looks(colleague, accessible)
    await colleague.presses("Close")

    # The returns that came are the Records Manager's to look at from the next morning on.
    await colleague.page.get_by_role("button", name="Next working day").click()
    card = colleague.messages.filter(has_text=f"{RISKY.name}").last
    await expect(card).to_be_visible()
    await colleague.page.get_by_role("button", name="All that wait").last.click()
    await expect(colleague.dialog).to_be_visible()
    await looks(colleague, accessible)
    await picture(colleague.page, "returns-that-wait")


async def test_a_late_action_is_answered_and_more_time_is_asked_for_and_agreed_to(
    colleague: Colleague, accessible: Accessible, picture: Picture
) -> None:
    box = colleague.dialog
    await colleague.comes()
    await colleague.moves_the_clock(DAY_AFTER_DUE)
    card = await has_card(colleague, HOLDER, LATE)
    await expect(card.get_by_text("Due Friday 18 December 2026 (3 days late). In progress.")).to_be_visible()
    await accessible(colleague.page, "#log")
    await picture(colleague.page, "overdue-card")
    # The month's question stands beside it.
    await card.get_by_role("button", name="Say how it is going", exact=True).first.click()
    await expect(colleague.dialog).to_be_visible()
    await box.get_by_label("It has begun, and goes on").check()
    await looks(colleague, accessible)
    await colleague.presses("Continue")
    await box.get_by_label(starting("How much is done")).fill("60")
    await box.get_by_label(starting("When will it be done?")).fill("2027-01-15")
    await box.get_by_label(starting("What has been done")).fill("Four of six cupboards lock.")
    await looks(colleague, accessible)
    await colleague.presses("Send")
    await looks(colleague, accessible)
    await colleague.presses("Close")
    await expect(card.get_by_text("In progress, 60% done.").first).to_be_visible()

    await colleague.becomes(ASKS)
    card = await colleague.says("my actions")
    await expect(card.get_by_text(SLIPS)).to_be_visible()
    await looks(colleague, accessible, "#log")
    await colleague.opens(card, "Ask for more time")
    await box.get_by_label(starting("By when will it be done?")).fill("2027-02-12")
    await box.get_by_label(starting("Why is more time needed?")).fill("The supplier is late.")
    await box.get_by_label(starting("What could go wrong until then?")).fill("Fewer people may look.")
    await looks(colleague, accessible)
    await colleague.presses("Send")
    await expect(box.get_by_text("Until there is an answer")).to_be_visible()
    await colleague.presses("Close")
    await colleague.page.get_by_role("button", name="Next working day").click()
    card = await has_card(colleague, in_post("records manager"), SLIPS)
    await expect(card.get_by_text(f"{ASKS.name} asks for more time, until 12 February 2027")).to_be_visible()
    await looks(colleague, accessible, "#log")
    await picture(colleague.page, "more-time-card")
    await card.get_by_role("button", name="Agree", exact=True).click()
    await expect(card.get_by_text("until 12 February 2027: agreed")).to_be_visible()
    await looks(colleague, accessible, "#log")
