"""Plain answers from the policy: in the chat to a typed question, and in a box to a button. Nobody is looked up, and
nothing is kept of who asked what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.teams.answers import Dialog
from bot.teams.form_dialogs import Inputs
from bot.teams.identity import Presser
from bot.teams.replies import Reply
from bot.teams.verbs import Verb
from dialogs.facts import Facts
from dialogs.guidance import ANSWERS
from dialogs.guidance.answer import Answer
from dialogs.views.guidance import ANSWER, TITLE, answer_card, menu
from dialogs.views.opener import Door
from dialogs.views.parts import Element


class Guiding:
    def __init__(self, facts: Callable[[], Awaitable[Facts]], door: Door, banner: str | None) -> None:
        self._facts = facts
        self._address = door.address
        self._banner = banner
        #: Every question, for the chat and for a box.
        self.menu = Reply(menu(ANSWERS.values(), in_dialog=False, banner=banner), TITLE)
        self._menu_box = Dialog(TITLE, menu(ANSWERS.values(), in_dialog=True, banner=banner))

    def verbs(self) -> Mapping[str, Verb]:
        return {"policy": self.show}

    async def show(self, _: Presser, data: Inputs) -> Dialog:
        """The answer that the button names; every question when it names none of them."""
        key = data.get(ANSWER)
        answer = ANSWERS.get(key) if isinstance(key, str) else None
        return self._menu_box if answer is None else Dialog(TITLE, await self._card(answer, in_dialog=True))

    async def reply(self, answer: Answer) -> Reply:
        """For the chat."""
        return Reply(await self._card(answer, in_dialog=False), TITLE)

    async def _card(self, answer: Answer, *, in_dialog: bool) -> Element:
        handlers = (await self._facts()).handlers if answer.posts else ()
        see_also = [ANSWERS[key] for key in answer.see_also]
        return answer_card(answer, see_also, handlers, self._address, in_dialog=in_dialog, banner=self._banner)
