"""People in a real browser: they find what they fill in by its words, and press what is offered."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from playwright.async_api import Locator, Page, expect

from dialogs.form import Choice, Kind, Question
from dialogs.form import Page as FormPage
from dialogs.forms.speak_up import SPEAK_UP
from tests.harness.cast import Staff
from tests.harness.people import MOST_SCREENS, Stuck, code_in

_TITLES = {page.title: page for page in SPEAK_UP.pages}


async def form_page(shown: Locator) -> FormPage | None:
    """Which page of the speak-up form is shown; None when it is none of them any more."""
    headings = await shown.get_by_role("heading").all_inner_texts()
    return next((_TITLES[heading] for heading in headings if heading in _TITLES), None)


def starting(words: str) -> re.Pattern[str]:
    """Labels go on with a hint, or with "(you can leave this out)"."""
    return re.compile("^" + re.escape(words))


def _called(choice: Choice) -> re.Pattern[str]:
    """A choice with its hint, in brackets or not."""
    hint = rf" \(?{re.escape(choice.hint)}\)?" if choice.hint else ""
    return re.compile(rf"^{re.escape(choice.label)}{hint}$")


async def _answer(shown: Locator, question: Question, wanted: Any) -> None:
    """Answer one question, where the page asks it."""
    name = starting(question.ask)
    match question.kind:
        case Kind.CHOICE | Kind.YES_NO | Kind.SEVERAL:
            await _choose(shown, question, [wanted] if isinstance(wanted, str) else wanted)
        case Kind.CONFIRM:
            box = shown.get_by_role("checkbox", name=name)
            if await box.count():
                await box.check()
        case _:
            text = shown.get_by_role("textbox", name=name)
            if await text.count():
                await text.fill(wanted)


async def _choose(shown: Locator, question: Question, wanted: list[str]) -> None:
    name = starting(question.ask)
    choices = [choice for choice in question.choices if choice.value in wanted]
    group = shown.get_by_role("group", name=name).or_(shown.get_by_role("radiogroup", name=name))
    drop_down = shown.get_by_role("combobox", name=name)
    if await group.count():
        for choice in choices:
            await group.get_by_label(_called(choice)).check()
    elif await drop_down.count():
        await drop_down.select_option(label=choices[0].label)


@dataclass
class _FillsIn:
    """Somebody with a page open, who goes through the speak-up form."""

    page: Page
    url: str
    screens: int = 0

    @property
    def shown(self) -> Locator:
        """The part of the page with the form."""
        raise NotImplementedError

    async def presses(self, words: str) -> None:
        """Press a button there, and wait for what comes."""
        raise NotImplementedError

    async def answers_page(self, page: FormPage, story: Mapping[str, Any]) -> None:
        """Fill in what this page asks of the story, and leave the rest as it stands."""
        self.screens += 1
        if self.screens > MOST_SCREENS:
            raise Stuck(await self.shown.inner_text())
        for question in page.questions:
            if question.key in story:
                await _answer(self.shown, question, story[question.key])

    async def answers(self, story: Mapping[str, Any], until: str = "") -> None:
        """Answer page by page, to the end or to the page with this title."""
        while (page := await form_page(self.shown)) is not None and page.title != until:
            await self.answers_page(page, story)
            await self.presses(page.button)

    async def reads_the_code(self) -> str:
        return code_in(await self.shown.inner_text())


@dataclass
class Visitor(_FillsIn):
    """Somebody on the web page for speaking up."""

    @property
    def shown(self) -> Locator:
        return self.page.get_by_role("main")

    async def goes(self, path: str) -> None:
        await self.page.goto(f"{self.url}{path}")

    async def presses(self, words: str) -> None:
        async with self.page.expect_navigation():
            await self.shown.get_by_role("button", name=words, exact=True).click()


@dataclass
class Colleague(_FillsIn):
    """Whoever sits before the try-out page, and can be anybody of the council."""

    @property
    def shown(self) -> Locator:
        return self.dialog

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def messages(self) -> Locator:
        """What the bot wrote."""
        return self.page.locator("#messages > .bot")

    async def comes(self) -> None:
        await self.page.goto(f"{self.url}/")

    async def moves_the_clock(self, day: date, time: str = "09:00") -> None:
        """On the page's own clock; returns when it shows that day."""
        desk = self.page.get_by_role("region", name="Clock")
        await desk.get_by_label("Day").fill(day.isoformat())
        await desk.get_by_label("Time").fill(time)
        await desk.get_by_role("button", name="Go there").click()
        await expect(self.page.locator("#clock-day")).to_contain_text(f"{day.day} {day:%B %Y}")

    async def is_answered_by_teams(self, answer: str) -> None:
        """From now on Teams answers so to whatever the bot sends to the person played."""
        await self.page.get_by_text("Try some trouble").click()
        await self.page.get_by_label("Teams answers").select_option(answer)
        await self.page.get_by_role("button", name="Make trouble").click()
        await expect(self.page.get_by_role("list", name="Trouble that is on").get_by_role("listitem")).to_have_count(1)
        await self.page.get_by_text("Try some trouble").click()

    async def looks_for(self, words: str) -> None:
        await self.page.get_by_label("Find by name, job or role").fill(words)

    async def becomes(self, staff: Staff) -> None:
        await self.looks_for(staff.name)
        await self.page.get_by_role("button", name=staff.name).click()
        await expect(self.page.get_by_text(f"You are {staff.name}")).to_be_visible()

    async def says(self, command: str) -> Locator:
        """Press a command's button under the chat; what the bot wrote from then on, its answer among it."""
        offered = self.page.get_by_role("group", name="Commands")
        return await self._answered(offered.get_by_role("button", name=command, exact=True).click())

    async def writes(self, words: str) -> Locator:
        """Type into the chat; what the bot wrote from then on, its answer among it."""
        box = self.page.get_by_label("Message to the bot")
        await box.fill(words)
        return await self._answered(box.press("Enter"))

    async def _answered(self, saying: Awaitable[None]) -> Locator:
        """A reminder may come at the same moment: so not whichever message is the next, but all that stand below the
        words that were said."""
        mine = self.page.locator("#messages > .mine")
        words = mine.nth(await mine.count())
        await saying
        answers = self.page.locator(f'#messages > [data-id="{await words.get_attribute("data-id")}"] ~ .bot')
        await expect(answers.first).to_be_visible()
        return answers

    async def opens(self, message: Locator, button: str) -> None:
        await message.get_by_role("button", name=button, exact=True).click()
        await expect(self.dialog).to_be_visible()

    async def presses(self, words: str) -> None:
        await self.dialog.locator("#dialog-body").get_by_role("button", name=words, exact=True).click()
        # The box is busy from the press on, until the answer is drawn.
        await expect(self.page.locator("#dialog")).to_have_attribute("aria-busy", "false")

    async def presses_first(self, words: str) -> None:
        """The first of several buttons with the same words."""
        await self.dialog.locator("#dialog-body").get_by_role("button", name=words, exact=True).first.click()
        await expect(self.page.locator("#dialog")).to_have_attribute("aria-busy", "false")
