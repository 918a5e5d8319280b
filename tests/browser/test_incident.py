"""An incident in a real browser: on the web page without a script, and in the box of the try-out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from playwright.async_api import FilePayload, Locator, Page, expect

from dialogs.views.incidents import ADD_FILE
from tests.browser.conftest import Accessible, Picture
from tests.browser.people import Colleague
from tests.harness.cast import in_post, ordinary
from tests.harness.incident_story import INCIDENT
from tests.harness.process import Candour
from tests.papers.hostile_files import photograph

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SLIPPED = {**INCIDENT, "still": "yes", "late_reason": "I was away.", "story": f"{INCIDENT['story']} One is AB123456C."}
MOST_PAGES = 20
#: The way to the page that takes files, in what Teams is answered.
LINK = re.compile(r"/add-files/[\w.~-]+")


async def answers(page: Page, said: Mapping[str, Any]) -> None:
    """Whatever of it the page asks."""
    for name, wanted in said.items():
        for value in wanted if isinstance(wanted, list) else [wanted]:
            box = page.locator(f'input[name="{name}"][value="{value}"]')
            drop_down = page.locator(f'select[name="{name}"]')
            text = page.locator(f'input[type=text][name="{name}"], textarea[name="{name}"]')
            if await box.count():
                await box.check()
            elif await drop_down.count():
                await drop_down.select_option(value)
            elif await text.count():
                await text.fill(value)


async def test_an_incident_without_a_name_on_a_page_that_runs_no_script(
    try_out: Candour, scriptless: Page, accessible_copy: Accessible, picture: Picture
) -> None:
    page = scriptless
    await page.goto(f"{try_out.url}/incident")
    removed = added = False
    for _ in range(MOST_PAGES):
        await accessible_copy(page)
        if not await page.locator("input[name=draft]").count():
            break
        if await page.get_by_role("heading", name="What happened?", level=1).count():
            await picture(page, "incident-page")
        if await page.get_by_role("heading", name="Add files", level=1).count():
            await adds_a_picture(page)
            await accessible_copy(page)
            await picture(page, "incident-files")
            added = True
            async with page.expect_navigation():
                await page.get_by_role("button", name="Go on with this file").click()
            continue
        await answers(page, {**SLIPPED, "naming": "none", "add": "yes", "leaked": "covered"})
        remove = page.get_by_role("button", name="Remove them for me")
        removed = removed or bool(await remove.count())
        press = remove if await remove.count() else page.locator(".buttons button").first
        async with page.expect_navigation():
            await press.click()
    assert removed
    assert added
    await expect(page.get_by_role("heading", name="We have it. Thank you")).to_be_visible()
    assert await page.context.cookies() == []


async def adds_a_picture(page: Page) -> None:
    chosen: FilePayload = {"name": "screen.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
    await page.get_by_label("Choose files").set_input_files(chosen)
    async with page.expect_navigation():
        await page.get_by_role("button", name="Add", exact=True).click()


async def test_an_incident_by_name_in_the_box_and_a_screenshot_afterwards(
    try_out: Candour,
    page: Page,
    scriptless: Page,
    accessible: Accessible,
    accessible_copy: Accessible,
    picture: Picture,
) -> None:
    colleague = Colleague(page, try_out.url)
    await colleague.comes()
    await colleague.becomes(ordinary())
    answer = await colleague.says("report an incident")
    await colleague.opens(answer, "Report an incident")
    for _ in range(MOST_PAGES):
        await accessible(page, "#dialog")
        forward = await forwards(colleague.dialog)
        if forward is None:
            break
        await fills_in(colleague.dialog)
        await forward.click()
        await expect(page.locator("#dialog")).to_have_attribute("aria-busy", "false")
    await expect(colleague.dialog.get_by_text("We have it. Thank you")).to_be_visible()
    await picture(page, "incident-sent")
    await colleague.presses("How it stands")
    await expect(colleague.dialog.get_by_text("You have reported 1 incident")).to_be_visible()
    await accessible(page, "#dialog")
    await picture(page, "my-incidents")
    async with page.expect_response(lambda got: ADD_FILE in (got.request.post_data or "")) as answered:
        await colleague.presses("Add a file")
    link = LINK.search(await (await answered.value).text())
    assert link is not None
    await accessible(page, "#dialog")
    await picture(page, "add-to-incident")
    await colleague.presses("Close")

    await colleague.becomes(in_post("data protection officer"))
    listed = await colleague.says("incidents")
    await colleague.opens(listed, "Incidents")
    await accessible(page, "#dialog")
    await picture(page, "incidents")
    await colleague.presses("Open this incident")
    await expect(colleague.dialog.get_by_text("Wires lay about, near the desk.").first).to_be_visible()
    await accessible(page, "#dialog")
    # The copy that is looked at takes the place of the page with the chat.
    await adds_by_link(scriptless, try_out.url + link.group(), accessible_copy, picture)


async def adds_by_link(page: Page, address: str, accessible_copy: Accessible, picture: Picture) -> None:
    """The page behind the link, without a script: asked first, then a file."""
    await page.goto(address)
    await accessible_copy(page)
    await page.get_by_role("button", name="Go on").click()
    await expect(page.get_by_role("heading", name="Before you add a file", level=1)).to_be_visible()
    await accessible_copy(page)
    await picture(page, "incident-added-later-asked")
    for said, shown in (("Yes", "Do not send that data again"), ("It was on it, and I have covered it", "Add files")):
        await page.get_by_label(said, exact=True).check()
        await page.locator(".buttons button").first.click()
        await expect(page.get_by_role("heading", name=shown, level=1)).to_be_visible()
        await accessible_copy(page)
        await picture(page, f"incident-added-later-{said[:3].lower().strip()}")
        if said == "Yes":
            await page.get_by_role("button", name="Back", exact=True).click()
    await adds_a_picture(page)
    await accessible_copy(page)
    await page.get_by_role("button", name="Send this file").click()
    await expect(page.get_by_role("heading", name="We have what you added")).to_be_visible()
    await accessible_copy(page)


async def forwards(box: Locator) -> Locator | None:
    """The button that goes on; None when nothing more is asked."""
    for words in ("Continue", "Send"):
        button = box.get_by_role("button", name=words, exact=True)
        if await button.count():
            return button
    return None


async def fills_in(box: Locator) -> None:
    """A near miss: the first of every choice, and the same words in every text."""
    nearly = box.get_by_label("It nearly happened")
    groups = box.get_by_role("radiogroup")
    for number in range(await groups.count()):
        group = groups.nth(number)
        if await group.locator("input:checked").count() == 0:
            await group.get_by_role("radio").last.check()
    if await nearly.count():
        await nearly.check()
    boxes = box.get_by_role("checkbox")
    if await boxes.count() and await box.get_by_text("What went wrong with the data?").count():
        await boxes.first.check()
    lists = box.get_by_role("combobox")
    for number in range(await lists.count()):
        if not await lists.nth(number).input_value():
            await lists.nth(number).select_option(index=1)
    texts = box.get_by_role("textbox")
    for number in range(await texts.count()):
        if not await texts.nth(number).input_value():
            await texts.nth(number).fill("Wires lay about, near the desk.")
    phone = box.get_by_label("The best number to ring you on")
    if await phone.count():
        await phone.fill("01632 960 777")


async def test_an_incident_answered_in_the_chat_on_a_narrow_screen(
    try_out: Candour, page: Page, accessible: Accessible, picture: Picture
) -> None:
    await page.set_viewport_size({"width": 390, "height": 800})
    colleague = Colleague(page, try_out.url)
    await colleague.comes()
    await colleague.becomes(ordinary())
    offer = await colleague.says("report an incident")
    await offer.get_by_role("button", name="Answer in the chat").click()
    newest = colleague.messages.last
    await expect(newest.get_by_text("stays in your chat with Candour")).to_be_visible()
    await accessible(page)
    await newest.get_by_role("button", name="2. No").click()
    await expect(newest.get_by_text("Is someone attacking our systems now?")).to_be_visible()

    await types(page, "not sure")
    await expect(newest.get_by_text("Did it happen?")).to_be_visible()
    # What stood above says what was answered.
    await expect(colleague.messages.nth(-2).get_by_text("I am not sure")).to_be_visible()
    await picture(page, "incident-chat")
    await types_and_sees(page, newest, "it happened", "Say in a few words what happened")
    await types_and_sees(page, newest, "Wires lay about, near the desk of the rents team.", "Which is closest?")
    await types_and_sees(page, newest, "the wrong person", "That can mean more than one of these")
    await accessible(page, "#log")
    await types_and_sees(page, newest, "1", "What went wrong with the data?")
    await types_and_sees(page, newest, "1", "Recall the email, if you can.")
    wider = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not await page.evaluate(wider)


async def types(page: Page, words: str) -> None:
    await page.get_by_label("Message to the bot").fill(words)
    await page.get_by_role("button", name="Send", exact=True).click()


async def types_and_sees(page: Page, newest: Locator, words: str, seen: str) -> None:
    await types(page, words)
    await expect(newest.get_by_text(seen).first).to_be_visible()
