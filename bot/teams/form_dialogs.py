"""Any form in a dialog, page by page. The draft travels sealed in the buttons, bound to whoever presses them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from bot.teams.answers import Dialog, Shown
from bot.teams.identity import Presser
from bot.teams.refusals import dialog_for
from dialogs import filling
from dialogs.cards import form_card
from dialogs.facts import Facts
from dialogs.form import Form, Kind
from dialogs.views.parts import Element
from dialogs.views.problem import problem, warned
from governance.errors import Expired, NotFound, NotYours, Refused, Stale, Tampered, Unreadable, Warned
from governance.seal_ports import Drafts

Inputs = Mapping[str, object]


class Ending(Protocol):
    """What a form does in Teams besides asking."""

    @property
    def form(self) -> Form: ...

    async def prefill(self, presser: Presser, answers: Mapping[str, object]) -> Mapping[str, str]:
        """What this person need not type, given the answers so far; empty when nothing may be known about them."""

    async def finish(self, presser: Presser, draft: filling.Draft, command: object) -> Dialog:
        """The last answer was given: do it, and say so. Doing it again changes nothing and says the same."""


#: Begins the name of something minted that is a suggestion for the question of the rest of the name.
SUGGESTED = "suggested:"
#: What is minted when somebody was warned: the warning's mark. Pressed again, it is done.
WARNED = "warned"
#: Where a step leads that is answered by another box than the form's next; None for every other.
Turn = Callable[[Presser, filling.Step, "FormDialogs"], Awaitable[Dialog | None]]

#: No other answer in this form would be taken: what was written in it is shown once more, to be copied.
_OVER = (Stale, NotYours, NotFound, Expired, Unreadable)
#: What a form's button sends besides the answers.
_OURS = frozenset({"form", "draft", "action", "msteams"})


class FormDialogs:
    """One handler for all forms."""

    def __init__(
        self,
        endings: tuple[Ending, ...],
        drafts: Drafts,
        facts: Callable[[], Awaitable[Facts]],
        banner: str | None,
        turn: Turn | None = None,
    ) -> None:
        """`turn` may lead a step of any form elsewhere."""
        self._endings = {ending.form.key: ending for ending in endings}
        self._drafts = drafts
        self._facts = facts
        self._banner = banner
        self._turn = turn

    async def start(
        self,
        presser: Presser,
        key: str,
        minted: Mapping[str, str],
        *,
        answers: Mapping[str, object] | None = None,
        prefill: Mapping[str, str] | None = None,
        above: Sequence[Element] = (),
        page: str | None = None,
    ) -> Dialog:
        """The first page of a form that is still open, or the page of that name. `answers` were given by the press that
        opened it, or before; `above` stands over the page."""
        form = self._endings[key].form
        facts = await self._known({**_suggestions(minted), **(prefill or {})})
        begun = filling.step(form, filling.Draft(form.key, answers or {}, minted, page), "show", {}, facts)
        return self._shown(presser, form, begun, above)

    async def submit(self, presser: Presser, data: Inputs) -> Shown:
        """The answers of one page, beside the draft. Raises Tampered or Expired."""
        ending = self._ending(data)
        if data.get("action") == filling.STOP:
            return self._shown(presser, ending.form, filling.Stopped())
        draft, action = self._draft(presser, ending.form, data), data.get("action")
        prefill = await ending.prefill(presser, {**draft.answers, **data})
        facts = await self._known({**_suggestions(draft.minted), **prefill})
        inputs = {key: value for key, value in data.items() if key not in _OURS}
        step = filling.step(ending.form, draft, action if isinstance(action, str) else filling.NEXT, inputs, facts)
        if self._turn is not None and (elsewhere := await self._turn(presser, step, self)) is not None:
            return elsewhere
        if not isinstance(step, filling.Complete):
            return self._shown(presser, ending.form, step)
        try:
            return await ending.finish(presser, step.draft, step.command)
        except Refused as refusal:
            if isinstance(refusal, _OVER):
                return dialog_for(refusal, data, self._banner, _written(ending.form, step.draft, facts))
            if type(refusal) not in (Refused, Warned):
                raise
            # A rule does not allow these answers. Others may do, and nothing that was typed is lost.
            again = filling.step(ending.form, _after(refusal, step.draft), "show", {}, facts)
            return self._shown(presser, ending.form, again, [warned(str(refusal))])

    def _ending(self, data: Inputs) -> Ending:
        key = data.get("form")
        ending = self._endings.get(key) if isinstance(key, str) else None
        if ending is None:
            raise Tampered("This button is from another version of this app. Open the box again.")
        return ending

    def _draft(self, presser: Presser, form: Form, data: Inputs) -> filling.Draft:
        token = data.get("draft")
        if not isinstance(token, str):
            raise Tampered("Your answers did not come with the button. Open the box again.")
        return filling.Draft.from_data(self._drafts.open(_purpose(form), presser.binding, token))

    def _shown(self, presser: Presser, form: Form, step: filling.Step, above: Sequence[Element] = ()) -> Dialog:
        if not isinstance(step, filling.Show):
            return Dialog(
                form.title, problem("You stopped", "Nothing was sent and nothing was kept.", (), self._banner)
            )
        token = self._drafts.seal(_purpose(form), presser.binding, step.draft.to_data())
        card = form_card(form, step.page, step.progress, token, banner=self._banner or "")
        first = 1 if self._banner else 0
        card["body"][first:first] = above
        return Dialog(form.title, card)

    async def _known(self, prefill: Mapping[str, str]) -> Facts:
        return (await self._facts()).in_teams(prefill)


def _suggestions(minted: Mapping[str, str]) -> dict[str, str]:
    return {name.removeprefix(SUGGESTED): words for name, words in minted.items() if name.startswith(SUGGESTED)}


def _after(refusal: Refused, draft: filling.Draft) -> filling.Draft:
    """The draft remembers what its person was warned of."""
    if not isinstance(refusal, Warned):
        return draft
    return replace(draft, minted={**draft.minted, WARNED: refusal.mark})


def _written(form: Form, draft: filling.Draft, facts: Facts) -> list[tuple[str, str]]:
    """The longer texts of a form that was filled in, each with what was asked."""
    texts = form.read(draft.answers, facts).texts()
    asked = [question for question in form.questions() if question.kind is Kind.LONG_TEXT]
    return [(each.ask, texts[each.key]) for each in asked if texts.get(each.key, "").strip()]


def _purpose(form: Form) -> str:
    return f"form:{form.key}"
