"""The try-out page, used by people in a real browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from governance.people import Person
from tests.browser.conftest import Accessible
from tests.browser.tiny_bot import CLERK, OFFICER, TENANT, World, attached, card, serving, words

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with serving(tmp_path) as running:
        yield running


async def become(page: Page, person: Person) -> None:
    await page.get_by_role("button", name=person.name).click()
    await expect(page.get_by_text(f"You are {person.name}")).to_be_visible()


async def open_as(page: Page, world: World, person: Person) -> None:
    await page.goto(f"{world.url}/")
    await become(page, person)


async def say(page: Page, text: str) -> None:
    await page.get_by_label("Message to the bot").fill(text)
    await page.get_by_role("button", name="Send", exact=True).click()


def messages(page: Page) -> Locator:
    return page.get_by_role("log", name="Messages")


# ------------------------------------------------------------------ chat


async def test_somebody_says_hello_and_answers_the_card_that_comes_by_its_button_also_after_a_reload(
    world: World, page: Page
) -> None:
    await open_as(page, world, CLERK)
    await say(page, "hello")
    await expect(page.get_by_role("heading", name="Before you start")).to_be_visible()
    said = world.bot.got[-1]
    assert said["from"]["aadObjectId"] == CLERK.entra_id
    assert said["channelData"]["tenant"]["id"] == TENANT
    assert said["serviceUrl"] == world.bot.service_url
    assert (said["channelId"], said["locale"], said["text"]) == ("msteams", "en-GB", "hello")
    assert said["conversation"]["conversationType"] == "personal"

    # A reload keeps who you are and what was said.
    await page.reload()
    await expect(page.get_by_text(f"You are {CLERK.name}")).to_be_visible()
    await expect(page.get_by_role("heading", name="Before you start")).to_be_visible()

    await page.get_by_role("button", name="Not now").click()
    await expect(messages(page).get_by_text("You chose not now")).to_be_visible()
    pressed = next(activity for activity in world.bot.got if "value" in activity)
    assert pressed["type"] == "message"
    assert "text" not in pressed
    assert pressed["value"] == {"answer": "not now"}
    assert pressed["replyToId"] == await messages(page).get_by_role("listitem").nth(1).get_attribute("data-id")


async def test_a_person_is_found_by_role_and_a_command_button_says_the_command(world: World, page: Page) -> None:
    await page.goto(f"{world.url}/")
    await page.get_by_label("Find by name, job or role").fill("monitoring")
    await expect(page.get_by_role("button", name=OFFICER.name)).to_be_visible()
    await expect(page.get_by_role("button", name=CLERK.name)).to_have_count(0)
    await expect(page.get_by_text("1 person")).to_be_visible()
    await become(page, OFFICER)
    await page.get_by_role("button", name="speak up").click()
    await expect(messages(page).get_by_text("speak up")).to_be_visible()
    said = await world.bot.hears("speak up")
    assert said["from"]["aadObjectId"] == OFFICER.entra_id


async def test_an_executed_button_replaces_its_card_in_place_and_one_that_asks_to_be_fresh_is_fetched_once(
    world: World, page: Page
) -> None:
    await open_as(page, world, CLERK)
    await say(page, "count")
    await page.get_by_role("button", name="Count").click()
    await expect(messages(page).get_by_text("Counted: 2")).to_be_visible()
    await expect(messages(page).get_by_text("Not counted yet")).to_have_count(0)
    await expect(messages(page).get_by_role("listitem")).to_have_count(2)
    action = world.bot.got[-1]["value"]
    assert action == {"action": {"type": "Action.Execute", "title": "Count", "verb": "count", "data": {"from": 1}},
                      "trigger": "manual"}  # fmt: skip

    asking = card(words("Old news"), actions=[]) | {"refresh": {"action": {"type": "Action.Execute", "verb": "fresh"}}}
    await world.bot.send(await world.bot.chat_with(CLERK), {"attachments": [attached(asking)]})
    await expect(messages(page).get_by_text("Counted: 2")).to_have_count(2)
    await expect(messages(page).get_by_text("Old news")).to_have_count(0)
    fetched = [activity["value"]["trigger"] for activity in world.bot.got if activity["type"] == "invoke"]
    assert fetched == ["manual", "automatic"]


async def test_a_message_arrives_by_itself_changes_and_goes_and_nothing_in_one_becomes_code(
    world: World, page: Page
) -> None:
    await open_as(page, world, CLERK)
    chat = await world.bot.chat_with(CLERK)
    sent = await world.bot.send(chat, {"text": "Your return is **due**"})
    await expect(messages(page).get_by_text("Your return is due")).to_be_visible()
    await world.bot.call("PUT", f"/{chat}/activities/{sent}", {"type": "message", "text": "Thank you"})
    await expect(messages(page).get_by_text("Thank you")).to_be_visible()
    await expect(messages(page).get_by_text("Your return is due")).to_have_count(0)
    await world.bot.call("DELETE", f"/{chat}/activities/{sent}")
    await expect(messages(page).get_by_text("Thank you")).to_have_count(0)

    await world.bot.send(chat, {"text": "<img src=x onerror=alert(1)> [press](javascript:alert(1)) **bold _deep_**"})
    shown = messages(page).get_by_text("<img src=x onerror=alert(1)> [press](javascript:alert(1))")
    await expect(shown).to_be_visible()
    await expect(messages(page).locator("img, script, a")).to_have_count(0)
    await expect(messages(page).locator("strong em")).to_have_text("deep")

    # News for somebody else is marked until it is seen.
    await world.bot.send(await world.bot.chat_with(OFFICER), {"text": "Something waits for you"})
    officer = page.get_by_role("button", name=OFFICER.name)
    await expect(officer.get_by_text("1 new")).to_be_visible()
    await expect(messages(page).get_by_text("Something waits for you")).to_have_count(0)
    await become(page, OFFICER)
    await expect(messages(page).get_by_text("Something waits for you")).to_be_visible()
    await expect(officer.get_by_text("1 new")).to_have_count(0)


async def test_adding_the_app_greets_and_removing_it_blocks_the_bot(world: World, page: Page) -> None:
    await open_as(page, world, CLERK)
    await page.get_by_role("button", name="Add Candour").click()
    await expect(messages(page).get_by_text("Welcome")).to_be_visible()
    await page.get_by_role("button", name="Remove the app").click()
    await expect(page.get_by_role("button", name="Add the app")).to_be_visible()
    chat = await world.bot.chat_with(CLERK, expected=403)
    assert chat == ""
    assert world.bot.last["error"]["code"] == "MessageWritesBlocked"


# ------------------------------------------------------------------ dialogs


async def test_a_dialog_is_filled_with_the_keyboard_alone(world: World, page: Page, accessible: Accessible) -> None:
    await open_as(page, world, CLERK)
    await say(page, "hello")
    await page.get_by_role("button", name="Open the form").focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Speak up")
    await expect(dialog).to_be_visible()
    await accessible(page)

    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await expect(dialog.get_by_label("What happened?")).to_be_focused()
    await page.keyboard.type("A bribe")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")

    review = page.get_by_role("dialog", name="Check your answers")
    await expect(review.get_by_text("You wrote: A bribe")).to_be_visible()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Thank you. We have it.")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.get_by_role("button", name="Open the form")).to_be_focused()

    fetched, submitted = [activity for activity in world.bot.got if activity["type"] == "invoke"][:2]
    assert fetched["name"] == "task/fetch"
    assert fetched["value"] == {"data": {"msteams": {"type": "task/fetch"}, "form": "speak-up"},
                                "context": {"theme": "default"}}  # fmt: skip
    assert submitted["name"] == "task/submit"
    answers = {"action": "next", "what": "A bribe", "where": "work", "sure": "true"}
    assert submitted["value"] == {"data": answers, "context": {"theme": "default"}}


async def test_the_keyboard_stays_in_a_dialog_that_asks_for_what_it_needs_and_keeps_it_when_the_bot_breaks(
    world: World, page: Page
) -> None:
    await open_as(page, world, CLERK)
    await say(page, "hello")
    await page.get_by_role("button", name="Open the form").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    for _ in range(12):
        await page.keyboard.press("Tab")
        outside = "() => document.activeElement !== document.body && !document.activeElement.closest('dialog')"
        assert not await page.evaluate(outside)

    # A needed answer is asked for before anything is sent.
    await page.get_by_role("button", name="Next", exact=True).click()
    await expect(page.get_by_text("Say what happened")).to_be_visible()
    assert [activity for activity in world.bot.got if activity.get("name") == "task/submit"] == []

    # A bot that breaks does not cost the person their answers.
    await page.get_by_label("What happened?").fill("A bribe")
    world.bot.broken = True
    await page.get_by_role("button", name="Next", exact=True).click()
    await expect(page.get_by_role("alert").filter(has_text="What you typed is still here")).to_be_visible()
    world.bot.broken = False
    await page.get_by_role("button", name="Next", exact=True).click()
    await expect(page.get_by_text("You wrote: A bribe")).to_be_visible()
    await page.keyboard.press("Escape")

    # A message that the bot refuses says so.
    world.bot.broken = True
    await say(page, "hello")
    await expect(page.get_by_role("alert").filter(has_text="refused this, with status 500")).to_be_visible()


# ------------------------------------------------------------------ the clock and trouble


async def test_the_clock_moves_by_its_buttons_does_what_is_due_at_once_and_refuses_the_hour_of_its_change(
    world: World, page: Page
) -> None:
    await open_as(page, world, CLERK)
    clock = page.get_by_role("region", name="Clock")
    await expect(clock.get_by_text("Real time.")).to_be_visible()
    await clock.get_by_role("button", name="Next release of reports").click()
    await expect(clock.get_by_role("status")).to_have_text("Friday, 27 March 2026 13:00 Time stands still here.")
    await clock.get_by_role("button", name="Next working day").click()
    await expect(clock.get_by_role("status")).to_contain_text("Monday, 30 March 2026 09:00")
    assert world.clock.now().isoformat() == "2026-03-30T08:00:00+00:00"
    await clock.get_by_role("button", name="Next quarter day").click()
    await expect(clock.get_by_role("status")).to_contain_text("Wednesday, 1 April 2026 09:00")
    await clock.get_by_label("Day").fill("2027-01-04")
    await clock.get_by_label("Time").fill("14:30")
    await clock.get_by_role("button", name="Go there").click()
    await expect(clock.get_by_role("status")).to_contain_text("Monday, 4 January 2027 14:30")
    await clock.get_by_role("button", name="Back to real time").click()
    await expect(clock.get_by_role("status")).to_contain_text("Friday, 27 March 2026 10:00 Real time")
    assert world.bot.moved == 5

    await clock.get_by_label("Day").fill("2026-03-29")
    await clock.get_by_label("Time").fill("01:30")
    await clock.get_by_role("button", name="Go there").click()
    await expect(page.get_by_role("alert").filter(has_text="Choose a time before 01:00")).to_be_visible()
    assert world.clock.stands_at() is None
    assert world.bot.moved == 5


async def test_trouble_is_made_for_a_person_and_stopped(world: World, page: Page, accessible: Accessible) -> None:
    await open_as(page, world, CLERK)
    await page.get_by_text("Try some trouble").click()
    await page.get_by_text("What was called").click()
    await page.get_by_role("button", name="Make trouble").click()
    await expect(page.get_by_text(f"{CLERK.name}: 429")).to_be_visible()
    status, headers = await world.bot.call("POST", "", {"members": [{"id": CLERK.entra_id}], "tenantId": TENANT})
    assert (status, headers["Retry-After"]) == (429, "5")
    await expect(page.get_by_text(f"POST conversations to Teams, {CLERK.name}: 429")).to_be_visible()
    await accessible(page)
    await page.get_by_role("button", name="Stop").click()
    # It is taken away once the trouble has ended.
    await expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    await expect(page.get_by_text(f"{CLERK.name}: 429,")).to_have_count(1)
    await world.bot.chat_with(CLERK)


# ------------------------------------------------------------------ the page itself


async def test_axe_finds_nothing_on_the_page(world: World, page: Page, accessible: Accessible) -> None:
    await page.goto(f"{world.url}/")
    await expect(page.get_by_text("Real time.")).to_be_visible()
    await expect(page.locator("#staff").get_by_role("button")).to_contain_text([OFFICER.name, CLERK.name])
    await accessible(page)
    await become(page, CLERK)
    await accessible(page)
    await say(page, "hello")
    await expect(page.get_by_role("heading", name="Before you start")).to_be_visible()
    await world.bot.send(await world.bot.chat_with(OFFICER), {"text": "- one\n- two"})
    await expect(page.get_by_text("1 new")).to_be_visible()
    await accessible(page)


async def test_a_telephone_shows_one_part_at_a_time(world: World, page: Page, accessible: Accessible) -> None:
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.goto(f"{world.url}/")
    await expect(page.get_by_role("button", name=CLERK.name)).to_be_visible()
    await accessible(page)
    await become(page, CLERK)
    await say(page, "hello")
    await page.get_by_role("button", name="Open the form").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await accessible(page)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Open the form")).to_be_visible()
    wider = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not await page.evaluate(wider)
    await page.get_by_role("navigation").get_by_role("button", name="Clock").click()
    await expect(page.get_by_role("button", name="Next working day")).to_be_visible()
    await accessible(page)


async def test_the_page_carries_on_when_the_service_was_restarted(page: Page, tmp_path: Path) -> None:
    async with serving(tmp_path) as before:
        await open_as(page, before, CLERK)
        await say(page, "hello")
        await expect(page.get_by_role("heading", name="Before you start")).to_be_visible()
    await expect(page.get_by_text("The service does not answer")).to_be_visible()
    async with serving(tmp_path, port=int(before.url.rpartition(":")[2])) as after:
        await expect(page.get_by_text("Nothing has been said yet")).to_be_visible()
        await expect(page.get_by_text("The service does not answer")).to_be_hidden()
        await after.bot.send(await after.bot.chat_with(CLERK), {"text": "Here again"})
        await expect(messages(page).get_by_text("Here again")).to_be_visible()


async def test_a_missing_renderer_says_what_to_run(page: Page, tmp_path: Path) -> None:
    async with serving(tmp_path, node_modules=tmp_path / "none") as world:
        await open_as(page, world, CLERK)
        await expect(page.get_by_role("alert").filter(has_text="npm ci")).to_be_visible()
        await say(page, "hello")
        await expect(messages(page).get_by_text("(a card)")).to_be_visible()
