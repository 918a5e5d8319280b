"""A form in the chat, card by card: pressed or typed. The questions are the form's; what is sent is sent as by its box.

One form a person at a time. A card says at which step it was drawn: pressed later, it says what was answered. Nothing
of a form goes to the log, and what is kept of it between two messages is sealed (`governance.services.half_done`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.teams.answers import Dialog, Replaced
from bot.teams.buttons import Buttons
from bot.teams.chat_state import ChatEnding, Forms, Said, Standing
from bot.teams.chat_words import Heard, understood
from bot.teams.form_dialogs import FormDialogs, Inputs
from bot.teams.identity import Presser
from bot.teams.verbs import Change, Verb
from dialogs import asking
from dialogs.asking import Asked
from dialogs.facts import Facts
from dialogs.filling import Draft
from dialogs.views import asking as views
from dialogs.views.asking import Ways
from dialogs.views.parts import Element, executes
from governance.errors import Expired, Refused, Stale, Warned
from governance.seal_ports import Drafts

_CARRIED = "chat-box"
_TOKEN = "chat_form"  # noqa: S105  # the name of a verb
_OURS = frozenset({"card", "do", "msteams", "execute"})
GONE = "This is over: it was sent, or stopped, or it waited for too long. Write: report an incident"


class Chatting:
    def __init__(
        self,
        ending: ChatEnding,
        kept: Forms,
        drafts: Drafts,
        buttons: Buttons,
        boxes: FormDialogs,
        facts: Callable[[], Awaitable[Facts]],
        new_id: Callable[[], str],
        banner: str | None,
    ) -> None:
        """Raises Malformed for a form with a question that cannot stand alone."""
        self._form = asking.must_be_askable(ending.form)
        self._ending = ending
        self._kept = kept
        self._drafts = drafts
        self._buttons = buttons
        self._boxes = boxes
        self._facts = facts
        self._new_id = new_id
        self._banner = banner

    def verbs(self) -> Mapping[str, Verb]:
        return {views.BOX: self.box}

    def executes(self) -> Mapping[str, Change]:
        return {views.BEGIN: self.begin, views.ANSWER: self.press, views.DO: self.press, views.LOOK: self.look}

    # ---------------------------------------------------------------- buttons

    async def begin(self, presser: Presser, data: Inputs) -> Replaced:
        """The first question. Whoever has begun one already is asked what becomes of it."""
        begun = await self._kept.of(presser)
        if begun is not None and begun.draft.answers and data.get("again") is not True:
            again = executes("Start again", views.BEGIN, {"again": True})
            return Replaced(views.already_begun(self._ending.title, self._ways(presser, begun), again, self._banner))
        await self._ending.ready()
        asked = asking.begin(self._form, {"id": self._new_id()}, await self._known(presser))
        standing = await self._kept.begin(presser, Standing(asked.draft, card=presser.card, shown=True))
        return Replaced(self._draw(presser, standing, asked))

    async def press(self, presser: Presser, data: Inputs) -> Replaced:
        """One press. Of two at once the second is told what the first one did."""
        try:
            return Replaced(await self._press(presser, data))
        except Stale:
            return Replaced(await self._press(presser, data))

    async def look(self, presser: Presser, data: Inputs) -> Replaced:
        """The card as it stands now, for whoever looks at it again."""
        drawn = self._buttons.open(presser, _TOKEN, data)
        standing = await self._kept.of(presser)
        if standing is None or standing.id != drawn["id"]:
            return Replaced(await self._ending.after(presser, str(drawn["id"])))
        asked = asking.look(self._form, standing.draft, await self._known(presser))
        return Replaced(self._now(presser, standing, asked, drawn))

    async def box(self, presser: Presser, data: Inputs) -> Dialog:
        """The same form in a box, with the answers so far. Raises Expired when there are none any more."""
        token = data.get("carried")
        known = await self._known(presser)
        if isinstance(token, str):
            draft = Draft.from_data(self._drafts.open(_CARRIED, presser.binding, token))
        elif (standing := await self._kept.of(presser)) is not None:
            draft = standing.draft
        else:
            raise Expired(GONE)
        await self._ending.ready()
        answers = asking.for_a_box(self._form, draft, known)
        return await self._boxes.start(
            presser, self._form.key, draft.minted, answers=answers, prefill=await self._ending.known(presser)
        )

    # ---------------------------------------------------------------- words

    async def heard(self, presser: Presser, text: str) -> Said | None:
        """What was typed, as an answer or as one of a few words of ours; None from somebody who fills in no form. Of
        two things typed at once the second is told where the first one led."""
        try:
            return await self._heard(presser, text)
        except Stale:
            return await self._heard(presser, text)

    async def _heard(self, presser: Presser, text: str) -> Said | None:
        standing = await self._kept.of(presser)
        if standing is None:
            return None
        facts = await self._known(presser)
        asked = asking.look(self._form, standing.draft, facts)
        if not standing.shown:
            return await self._say(presser, standing, asked, asked)
        heard = understood(self._form, asked, text, facts)
        if heard.does == "stop":
            await self._kept.forget(presser)
            ended = views.stopped(self._ending.title, self._banner)
            return Said(ended, (standing.card, ended) if standing.card else None)
        if heard.does == "help":
            return Said(views.help_card(self._ending.title, asked, self._ways(presser, standing), self._banner))
        if heard.does == "send":
            sent = await self._send(presser, standing, asked, facts)
            return Said(sent, self._settled(standing, asked, asked))
        return await self._say(presser, standing, asked, heard.asked, heard)

    async def arrived(self, presser: Presser, said: Said, card: str) -> None:
        await self._kept.arrived(presser, said, card)

    async def waits(self, presser: Presser) -> list[Element]:
        """Below what somebody asked for in the middle of a form; empty for everybody else."""
        standing = await self._kept.of(presser)
        return [] if standing is None else views.waits(self._ways(presser, standing))

    # ---------------------------------------------------------------- inside

    async def _press(self, presser: Presser, data: Inputs) -> Element:
        drawn = self._buttons.open(presser, _TOKEN, data)
        standing = await self._kept.of(presser)
        if standing is None or standing.id != drawn["id"]:
            return await self._ending.after(presser, str(drawn["id"]))
        facts = await self._known(presser)
        asked = asking.look(self._form, standing.draft, facts)
        does = str(data.get("do", ""))
        if does == "stop":
            await self._kept.forget(presser)
            return views.stopped(self._ending.title, self._banner)
        if does == "here":
            return await self._show(presser, standing, asked)
        inputs = {key: value for key, value in data.items() if key not in _OURS}
        if drawn["step"] != standing.step:
            return self._late(presser, standing, asked, drawn, does, inputs, facts)
        if does == "send":
            return await self._send(presser, standing, asked, facts)
        if does.startswith("part:"):
            part = int(does[5:]) if does[5:].isdecimal() else 0
            return await self._show(presser, standing, asked, part=part)
        after = self._done(asked, does, inputs, facts)
        if after.error and after.draft == asked.draft:
            wrong = replace(standing, card=presser.card, shown=True, error=after.error)
            return self._draw(presser, await self._kept.keep(presser, wrong), after)
        return await self._show(presser, standing, after, echo="" if does else _key(asked))

    def _done(self, asked: Asked, does: str, inputs: Inputs, facts: Facts) -> Asked:
        match does:
            case "back":
                return asking.back(self._form, asked, facts)
            case "skip":
                return asking.skip(self._form, asked, facts)
            case "remove":
                return asking.remove(self._form, asked, facts)
            case "change":
                return asking.change(self._form, asked, asking.key_of(asked, str(inputs.get("number", ""))), facts)
        return asking.answer(self._form, asked, inputs, facts)

    async def _show(
        self, presser: Presser, standing: Standing, asked: Asked, *, echo: str = "", part: int = 0
    ) -> Element:
        """Go on in the place of the card that was pressed."""
        if self._leads_out(asked):
            return await self._leave(presser, asked)
        after = standing.after(asked, card=presser.card, shown=True, echo=echo, part=part)
        return self._draw(presser, await self._kept.keep(presser, after), asked)

    async def _say(
        self,
        presser: Presser,
        standing: Standing,
        before: Asked,
        asked: Asked,
        heard: Heard | None = None,
    ) -> Said:
        """Go on below what was typed; the card above is settled."""
        settled = self._settled(standing, before, asked)
        if self._leads_out(asked):
            return Said(await self._leave(presser, asked), settled)
        echo = _key(before) if heard is not None and heard.answered else ""
        after = standing.after(asked, card="", shown=False, echo=echo, part=standing.part)
        kept = await self._kept.keep(presser, after)
        return Said(self._draw(presser, kept, asked), settled, kept)

    async def _send(self, presser: Presser, standing: Standing, asked: Asked, facts: Facts) -> Element:
        if asked.question is not None:
            return self._draw(presser, standing, asked)
        try:
            sent = await self._ending.finish(presser, asked.draft, asking.complete(self._form, asked, facts))
        except Refused as refusal:
            if type(refusal) not in (Refused, Warned):
                raise
            return self._draw(presser, standing, replace(asked, error=str(refusal)))
        await self._kept.forget(presser)
        return sent

    async def _leave(self, presser: Presser, asked: Asked) -> Element:
        """Nothing is kept from here on: the button alone carries the answers."""
        await self._kept.forget(presser)
        token = self._drafts.seal(_CARRIED, presser.binding, asked.draft.to_data())
        return views.goes_on_in_box({"verb": views.BOX, "carried": token}, self._banner)

    def _leads_out(self, asked: Asked) -> bool:
        """At once, whatever else is still to be asked before."""
        return any(asked.progress.page_called(key) for key in self._ending.leaves)

    def _late(
        self,
        presser: Presser,
        standing: Standing,
        asked: Asked,
        drawn: Mapping[str, object],
        does: str,
        inputs: Inputs,
        facts: Facts,
    ) -> Element:
        """An older card. The same press once more gets the same answer; another says what was answered."""
        if drawn["step"] == standing.step - 1:
            was = asking.change(self._form, asked, str(drawn["q"]), facts)
            again = asking.answer(self._form, was, inputs, facts)
            if does or again.draft.answers == asked.draft.answers:
                return self._draw(presser, standing, asked)
        return self._now(presser, standing, asked, drawn)

    def _now(self, presser: Presser, standing: Standing, asked: Asked, drawn: Mapping[str, object]) -> Element:
        """An older card as it stands now: the open question, where it is that card which shows it."""
        if drawn["step"] == standing.step:
            return self._draw(presser, standing, asked)
        if presser.card and presser.card == standing.card:
            return self._draw(presser, replace(standing, echo=str(drawn["q"])), asked)
        here = self._ways(presser, standing).do("Show where I am", "here")
        return views.answered_card(self._ending.title, asked.answer_to(str(drawn["q"])), [here], self._banner)

    def _settled(self, standing: Standing, before: Asked, after: Asked) -> tuple[str, Element] | None:
        """What takes the place of the card above; None when nobody knows which one it is."""
        if not standing.card:
            return None
        line = after.answer_to(_key(before)) if _key(after) != _key(before) else None
        if line is not None:
            return standing.card, views.answered_card(self._ending.title, line, (), self._banner)
        return standing.card, views.asked_again(self._ending.title, before.question, self._banner)

    def _draw(self, presser: Presser, standing: Standing, asked: Asked) -> Element:
        ways = self._ways(presser, standing, _key(asked))
        asked = replace(asked, error=asked.error or standing.error)
        if asked.question is None:
            return views.look_over(asked, standing.part, ways, asked.error, self._banner)
        echo = asked.answer_to(standing.echo) if standing.echo else None
        begins = standing.step == 1
        return views.question_card(self._ending.title, asked, ways, echo, begins=begins, banner=self._banner)

    def _ways(self, presser: Presser, standing: Standing, question: str = "") -> Ways:
        token = self._buttons.seal(presser, _TOKEN, id=standing.id, step=standing.step, q=question)
        return Ways(token, {"verb": views.BOX})

    async def _known(self, presser: Presser) -> Facts:
        known = await self._ending.known(presser)
        return (await self._facts()).in_teams(known)


def _key(asked: Asked) -> str:
    return asked.question.key if asked.question else ""
