"""The actors: what each of them does, in the words of the journeys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dialogs.views.due import due_summary
from governance.notices import Kind
from tests.harness.browserless import Page, Visitor
from tests.harness.cast import STORY, Staff
from tests.harness.teams import Dialog, Member, Teams, actions, words

CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{5}(?:[- ][0-9A-HJKMNP-TV-Z]{5}){3}\b")

#: The lines that pop up for what is due by name.
DUE = {due_summary(kind) for kind in (Kind.DIGEST, Kind.DUE_TODAY, Kind.ESCALATED)}
#: More screens than any way through the form has.
MOST_SCREENS = 30


class Stuck(AssertionError):
    """The form came back to the same page: an answer was missing or wrong."""


def code_in(text: str) -> str:
    found = CODE.search(text)
    assert found is not None, "no code is shown"
    return found.group()


@dataclass
class Whistleblower:
    """Somebody who speaks up in Teams."""

    member: Member
    screens: int = 0
    code: str = ""
    #: Everything that was on the screen, page by page.
    seen: list[str] = field(default_factory=list)

    async def opens_the_form(self, how: str = "Report here without your name") -> Dialog:
        [card] = await self.member.say("speak up")
        return self._see(await self.member.open(card, how))

    async def reports(self, **answers: Any) -> Dialog:
        """All the way to the end. The last dialog shows what happens next, and the code when there is one."""
        story = {**STORY, **answers}
        named = story["identity"] != "anonymous"
        dialog = await self.opens_the_form("Report here with your name" if named else "Report here without your name")
        last = await self.answers(dialog, story)
        found = CODE.search(last.words)
        self.code = found.group() if found else ""
        return last

    async def answers(self, dialog: Dialog, story: Mapping[str, Any], pages: int = MOST_SCREENS) -> Dialog:
        """Answer page by page from `story`, at most `pages` of them."""
        for _ in range(pages):
            if not dialog.asks:
                return dialog
            before = dialog.words
            dialog = self._see(await dialog.go_on(story))
            self.screens += 1
            if dialog.words == before or "There is a problem" in dialog.words:
                raise Stuck(dialog.words)
        return dialog

    async def reads_by_code(self, code: str) -> Dialog:
        [card] = await self.member.say("I have a code")
        opened = await self.member.open(card, next(a["title"] for a in actions(card)))
        return self._see(await opened.press(opened_by(opened), {"code": code}))

    async def writes(self, button: str, **answers: Any) -> Dialog:
        """With the code: press what is offered under the report, fill in its form, and come back to the report."""
        form = self._see(await (await self.reads_by_code(self.code)).press(button))
        done = self._see(await form.go_on(answers))
        return self._see(await done.press("Back to your report"))

    async def reads_my_reports(self) -> Dialog:
        [card] = await self.member.say("my reports")
        return self._see(await self.member.open(card, next(a["title"] for a in actions(card))))

    def _see(self, dialog: Dialog) -> Dialog:
        self.seen.append(dialog.words)
        return dialog


def opened_by(dialog: Dialog) -> str:
    """The main button of a dialog that asks one thing."""
    return str(next(a["title"] for a in actions(dialog.card) if a.get("title") not in ("Close", "Back")))


@dataclass
class WebWhistleblower:
    """Somebody who speaks up on the web page, with no script running."""

    visitor: Visitor
    screens: int = 0
    code: str = ""
    seen: list[str] = field(default_factory=list)

    async def reports(self, **answers: Any) -> Page:
        page = await self.visitor.go("/speak-up")
        last = await self.answers(page, {**STORY, **answers})
        self.code = code_in(last.words)
        return last

    async def answers(self, page: Page, story: Mapping[str, Any], pages: int = MOST_SCREENS) -> Page:
        for _ in range(pages):
            if not self.visitor.asked:
                return page
            page = await self.visitor.go_on(story)
            self.seen.append(page.words)
            self.screens += 1
            if "There is a problem" in page.words:
                raise Stuck(page.words)
        return page

    async def writes(self, button: str, **answers: Any) -> Page:
        """Press what is offered under the report, fill in its form, and come back to the report."""
        await self.reads_by_code(self.code)
        await self.visitor.press(button)
        await self.visitor.go_on(answers)
        return await self.visitor.press("Back to your report")

    async def reads_by_code(self, code: str) -> Page:
        await self.visitor.go("/mailbox")
        return await self.visitor.press("Open my report", {"code": code})


def turns(listed: Dialog) -> dict[int, str]:
    """The pages of a list that a button leads to, and what the button says."""
    leading = [a for a in actions(listed.card) if (a.get("data") or {}).get("verb") == "cases"]
    return {a["data"]["page"]: str(a["title"]) for a in leading if "page" in a["data"]}


@dataclass
class Handler:
    """Somebody who may handle concerns."""

    member: Member
    staff: Staff

    @classmethod
    def of(cls, teams: Teams, staff: Staff) -> Handler:
        return cls(teams.person(staff.entra_id, staff.name), staff)

    @property
    def notices(self) -> list[str]:
        """What the chat says, message by message, but for what is due besides reports: handlers have actions too."""
        told = [m for m in self.member.chat if m.get("attachments") and m.get("summary") not in DUE]
        return ["\n".join(words(m["attachments"][0]["content"])) for m in told]

    async def is_told(self, count: int = 1) -> list[str]:
        """Wait until so many of these messages stand in the chat."""
        while len(self.notices) < count:
            await self.member.teams.connector.until(self.member.entra_id, len(self.member.chat) + 1)
        return self.notices

    async def opens_the_list(self) -> Dialog:
        [card] = await self.member.say("cases")
        [button] = [each for each in actions(card) if (each.get("data") or {}).get("verb") == "cases"]
        return await self.member.open(card, button["title"])

    async def opens(self, title: str) -> Dialog:
        """Open the case of that title from the list, on whichever of its pages it stands."""
        listed, page = await self.opens_the_list(), 0
        while title not in listed.words and (page := page + 1) in turns(listed):
            listed = await listed.press(turns(listed)[page])
        return await listed.press_beside(title, "Open this case")

    async def acknowledges(self, title: str, understood: str) -> Dialog:
        """As it was drafted, but for what was understood; read once more, and sent."""
        case = await self.opens(title)
        form = await case.press("Acknowledge")
        letter = await form.go_on({"understood": understood})
        assert understood in letter.words, letter.words
        done = await letter.press("Send")
        assert "on its way" in done.words, done.words
        return done
