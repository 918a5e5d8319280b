"""Journeys 1 to 3 as people see them, in a real browser against the whole service."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Accessible, Picture
from tests.browser.people import Colleague, Visitor, form_page
from tests.harness.cast import STORY, in_post, ordinary
from tests.harness.process import Candour
from tests.papers.hostile_files import photograph

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.asyncio(loop_scope="session")]

TITLE = STORY["title"]
ANSWER = "We understand that fire doors have been wedged open since the spring."
QUESTION = "Which of the doors do you mean?"
MORE = "The two at the back stairs of the town hall."
#: Words without a place to break them, as people paste them.
ENDLESS = "https://intranet.example/" + "wedged-open" * 20
TOO_WIDE = "element => element.scrollWidth > element.clientWidth"


@pytest.fixture
def colleague(page: Page, try_out: Candour) -> Colleague:
    return Colleague(page, try_out.url)


@pytest.fixture
def visitor(scriptless: Page, try_out: Candour) -> Visitor:
    return Visitor(scriptless, try_out.url)


async def handles(colleague: Colleague, accessible: Accessible | None = None, picture: Picture | None = None) -> None:
    """The Monitoring Officer is told at the next release, opens the case and answers it."""
    page, officer = colleague.page, in_post("monitoring officer")
    await page.get_by_role("button", name="Next release of reports").click()
    await colleague.becomes(officer)
    notice = colleague.messages.filter(has_text="report waits for you")
    await expect(notice).to_be_visible()
    await expect(notice).not_to_contain_text(TITLE)
    await _look(colleague, accessible, picture, "notice", "#log")

    await colleague.opens(notice, "Open the list")
    await expect(colleague.dialog.get_by_text("1 case is open to you")).to_be_visible()
    await _look(colleague, accessible, picture, "cases")
    await colleague.presses("Open this case")
    await expect(colleague.dialog.get_by_text(STORY["story"])).to_be_visible()
    await _look(colleague, accessible, picture, "case")
    await colleague.presses("Acknowledge")
    await expect(colleague.dialog).not_to_contain_text(TITLE)
    await colleague.dialog.get_by_label("2. What we understood").fill(ANSWER)
    await _look(colleague, accessible, picture, "acknowledge")
    await colleague.presses("Continue")
    letter = colleague.dialog.get_by_text("Thank you for telling us. We received your concern on")
    await expect(letter).to_be_visible()
    await expect(colleague.dialog.get_by_text(ANSWER)).to_be_visible()
    await _look(colleague, accessible, picture, "acknowledge-letter")
    await colleague.presses("Send")
    await expect(colleague.dialog.get_by_text("Your acknowledgement is on its way")).to_be_visible()
    await colleague.presses("Close")
    await expect(colleague.dialog).to_have_count(0)


async def _look(
    colleague: Colleague, accessible: Accessible | None, picture: Picture | None, name: str, part: str = "#dialog"
) -> None:
    if accessible is not None:
        await accessible(colleague.page, part)
    if picture is not None:
        await picture(colleague.page, name)


async def test_an_anonymous_concern_in_teams_is_answered(
    colleague: Colleague, accessible: Accessible, picture: Picture
) -> None:
    page, reporter = colleague.page, ordinary()
    await colleague.comes()
    await colleague.becomes(reporter)
    opener = await colleague.says("speak up")
    await expect(opener.get_by_text("Do not type your concern in this chat.")).to_be_visible()
    await colleague.looks_for("monitoring")
    await accessible(page)
    await picture(page, "try-out")

    await colleague.opens(opener, "Report here without your name")
    await colleague.answers(STORY, until="A few quick questions")
    await colleague.presses("Continue")
    await expect(colleague.dialog.get_by_text("There is a problem")).to_be_visible()
    await accessible(page, "#dialog")
    while (shown := await form_page(colleague.dialog)) is not None:
        await colleague.answers_page(shown, STORY)
        await accessible(page, "#dialog")
        if shown.key == "kind":
            await picture(page, "dialog")
        await colleague.presses(shown.button)
        assert colleague.screens <= 8
    await accessible(page, "#dialog")
    await expect(colleague.dialog.get_by_text("30 November 2026")).to_be_visible()
    code = await colleague.reads_the_code()
    await colleague.presses("Close")

    await handles(colleague, accessible, picture)

    await colleague.becomes(reporter)
    await colleague.opens(await colleague.says("I have a code"), "I have a code")
    await accessible(page, "#dialog")
    await colleague.dialog.get_by_label("Your code").fill("not a code")
    await colleague.presses("Open")
    await expect(colleague.dialog.get_by_text("We can't find a report with that code")).to_be_visible()
    await colleague.dialog.get_by_label("Your code").fill(code.lower())
    await colleague.presses("Open")
    await expect(colleague.dialog.get_by_text(ANSWER)).to_be_visible()
    await accessible(page, "#dialog")


async def test_an_anonymous_concern_on_the_web_page_is_answered_without_a_script(
    visitor: Visitor, colleague: Colleague, accessible_copy: Accessible, picture: Picture
) -> None:
    page = visitor.page
    await visitor.goes("/speak-up")
    await accessible_copy(page)
    await picture(page, "web-page")
    await visitor.presses("Continue")
    await visitor.shown.get_by_role("link", name="Choose how you want to raise this.").click()
    await expect(visitor.shown.get_by_label("With my name").first).to_be_focused()
    await accessible_copy(page)
    while (shown := await form_page(visitor.shown)) is not None:
        await visitor.answers_page(shown, STORY)
        await accessible_copy(page)
        await visitor.presses(shown.button)
        assert visitor.screens <= 8
    await expect(visitor.shown.get_by_role("heading", name="We have your concern")).to_be_visible()
    await accessible_copy(page)
    await picture(page, "web-done")
    code = await visitor.reads_the_code()
    await visitor.shown.get_by_label("Type the last group of your code").fill(code[-5:])
    await visitor.presses("Check it")
    await expect(visitor.shown.get_by_text("That matches")).to_be_visible()

    await colleague.comes()
    await handles(colleague)

    await visitor.goes("/mailbox")
    await accessible_copy(page)
    await visitor.shown.get_by_label("Your code").fill("not a code")
    await visitor.presses("Open my report")
    await expect(visitor.shown.get_by_text("There is a problem")).to_be_visible()
    await accessible_copy(page)
    await visitor.shown.get_by_label("Your code").fill(code.lower().replace("-", " "))
    await visitor.presses("Open my report")
    await expect(visitor.shown.get_by_text(ANSWER)).to_be_visible()
    await accessible_copy(page)
    await picture(page, "mailbox")
    await visitor.goes("/nowhere")
    await expect(visitor.shown.get_by_role("heading", name="Page not found")).to_be_visible()
    await accessible_copy(page)
    assert not await page.context.cookies()


async def test_a_reporter_answers_adds_and_takes_back_without_a_script(
    visitor: Visitor, colleague: Colleague, accessible_copy: Accessible, accessible: Accessible, picture: Picture
) -> None:
    page, shown = visitor.page, visitor.shown
    await visitor.goes("/speak-up")
    await visitor.answers(STORY)
    code = await visitor.reads_the_code()
    await colleague.comes()
    await colleague.page.get_by_role("button", name="Next release of reports").click()
    await asks(colleague, accessible)

    await visitor.goes("/mailbox")
    await shown.get_by_label("Your code").fill(code)
    await visitor.presses("Open my report")
    await expect(shown.get_by_text(QUESTION)).to_be_visible()
    await accessible_copy(page)
    await picture(page, "mailbox-question")
    await visitor.presses("Answer this question")
    await expect(shown.get_by_text(QUESTION)).to_be_visible()
    await visitor.presses("Send")
    await shown.get_by_role("link", name="Write your answer.").click()
    await expect(shown.get_by_label("What is your answer?")).to_be_focused()
    await accessible_copy(page)
    await shown.get_by_label("What is your answer?").fill(MORE)
    await visitor.presses("Send")
    await expect(shown.get_by_role("heading", name="We have your answer")).to_be_visible()
    await accessible_copy(page)
    await visitor.presses("Back to your report")
    await expect(shown.get_by_role("heading", name="You answered our question")).to_be_visible()
    await accessible_copy(page)
    await visitor.presses("Add to this report")
    await accessible_copy(page)
    await shown.get_by_label("What do you want to add?").fill(ENDLESS)
    await visitor.presses("Send")
    await visitor.presses("Back to your report")
    assert not await page.locator("html").evaluate(TOO_WIDE)

    await visitor.presses("Take this report back")
    await accessible_copy(page)
    await picture(page, "take-back")
    await visitor.presses("Take my report back")
    await expect(shown.get_by_role("link", name="Tick the box")).to_be_visible()
    await accessible_copy(page)
    await shown.get_by_role("checkbox", name="Yes, I want to take my report back").check()
    await visitor.presses("Take my report back")
    await expect(shown.get_by_role("heading", name="You took your report back")).to_be_visible()
    await visitor.presses("Back to your report")
    await accessible_copy(page)
    assert not await page.context.cookies()

    await colleague.comes()
    await colleague.page.get_by_role("button", name="Next release of reports").click()
    await colleague.becomes(in_post("monitoring officer"))
    await expect(colleague.messages.filter(has_text="report waits for you")).to_have_count(2)
    await colleague.opens(await colleague.says("cases"), "Cases")
    await expect(colleague.dialog.get_by_text("New: 3 messages from the reporter.")).to_be_visible()
    await accessible(colleague.page, "#dialog")
    await colleague.presses("Open this case")
    await expect(colleague.dialog.get_by_text(MORE)).to_be_visible()
    await accessible(colleague.page, "#dialog")


async def asks(colleague: Colleague, accessible: Accessible) -> None:
    await colleague.becomes(in_post("monitoring officer"))
    notice = colleague.messages.filter(has_text="report waits for you")
    await expect(notice).to_be_visible()
    await colleague.opens(notice, "Open the list")
    await colleague.presses("Open this case")
    await colleague.presses("Ask the reporter")
    await colleague.dialog.get_by_label("What do you want to ask?").fill(QUESTION)
    await accessible(colleague.page, "#dialog")
    await colleague.presses("Send")
    await expect(colleague.dialog.get_by_text("Your question is on its way")).to_be_visible()
    await colleague.presses("Close")


async def test_somebody_who_gives_their_name_reads_the_answer_under_my_reports(
    colleague: Colleague, accessible: Accessible
) -> None:
    page, reporter = colleague.page, ordinary()
    await colleague.comes()
    await colleague.becomes(reporter)
    await colleague.opens(await colleague.says("speak up"), "Report here with your name")
    await colleague.answers({**STORY, "identity": "named"}, until="Keeping in touch")
    await expect(colleague.dialog.get_by_role("textbox", name="Your name")).to_have_value(reporter.name)
    await accessible(page, "#dialog")
    await colleague.answers({**STORY, "identity": "named"})
    await expect(colleague.dialog.get_by_text("My reports")).to_be_visible()
    await accessible(page, "#dialog")
    await colleague.presses("Close")

    await handles(colleague)

    await colleague.becomes(reporter)
    news = colleague.messages.filter(has_text="Something to read")
    await expect(news).to_be_visible()
    await colleague.opens(news, "My reports")
    await expect(colleague.dialog.get_by_text(ANSWER)).to_be_visible()
    await accessible(page, "#dialog")


async def test_a_concern_is_begun_with_the_keyboard_alone(colleague: Colleague) -> None:
    page = colleague.page
    await colleague.comes()
    await colleague.becomes(ordinary())
    opener = await colleague.says("speak up")
    await opener.get_by_role("button", name="Report here with your name").focus()
    await page.keyboard.press("Enter")
    await expect(colleague.dialog).to_be_visible()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await expect(colleague.dialog.get_by_role("radio").first).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await expect(colleague.dialog.get_by_role("radio", name="Without my name")).to_be_checked()
    await page.keyboard.press("Tab")
    await expect(colleague.dialog.get_by_role("button", name="Continue")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(colleague.dialog.get_by_role("heading", name="A few quick questions")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(colleague.dialog).to_have_count(0)
    await expect(opener.get_by_role("button", name="Report here with your name")).to_be_focused()


async def test_nothing_is_wider_than_a_telephone(visitor: Visitor, colleague: Colleague) -> None:
    long = {**STORY, "title": ENDLESS[:120], "story": ENDLESS}
    for page in (visitor.page, colleague.page):
        await page.set_viewport_size({"width": 390, "height": 800})

    await visitor.goes("/speak-up")
    whole, way_out = visitor.page.locator("html"), visitor.page.get_by_role("link", name="Exit this page")
    while (shown := await form_page(visitor.shown)) is not None:
        await visitor.answers_page(shown, long)
        assert not await whole.evaluate(TOO_WIDE), shown.title
        await whole.evaluate("element => element.scrollTo(0, element.scrollHeight)")
        await expect(way_out).to_be_in_viewport()
        await visitor.presses(shown.button)
    assert not await whole.evaluate(TOO_WIDE)

    await colleague.comes()
    await colleague.becomes(ordinary())
    await colleague.opens(await colleague.says("speak up"), "Report here without your name")
    while (shown := await form_page(colleague.dialog)) is not None:
        await colleague.answers_page(shown, long)
        assert not await colleague.dialog.evaluate(TOO_WIDE), shown.title
        await colleague.presses(shown.button)
    assert not await colleague.dialog.evaluate(TOO_WIDE)
    await colleague.reads_the_code()


async def test_files_are_added_on_the_web_page_without_a_script(
    visitor: Visitor, accessible_copy: Accessible, picture: Picture
) -> None:
    page = visitor.page
    await visitor.goes("/speak-up")
    await visitor.answers(STORY)
    await visitor.presses("Add files")
    await accessible_copy(page)
    chosen = [
        {"name": "IMG_2231.jpg", "mimeType": "image/jpeg", "buffer": photograph()},
        {"name": "notes.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"},
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"They were wedged open."},
    ]
    await page.get_by_label("Choose files").set_input_files(chosen)  # type: ignore[arg-type]  # as Playwright takes them
    await visitor.presses("Add")
    await expect(page.get_by_role("alert")).to_contain_text("File 2 of those you just chose")
    await expect(visitor.shown).to_contain_text("where it was taken")
    await expect(visitor.shown).not_to_contain_text("IMG_2231")
    await accessible_copy(page)
    await picture(page, "add-files")
    async with page.expect_download() as saved:
        await visitor.shown.get_by_role("button", name="Save and look at it").first.click()
    assert (await saved.value).suggested_filename == "file-1.jpg"
    await visitor.presses("Send these 2 files")
    await expect(visitor.shown).to_contain_text("We have what you added")
    await visitor.presses("Back to your report")
    await expect(visitor.shown).to_contain_text("File 2: text")
