"""Any form in a dialog, page by page. The draft travels sealed in the buttons, bound to whoever presses them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from dialogs.cards import form_card

from bot.teams.answers import Dialog, Shown
from bot.teams.identity import Presser
from dialogs import filling
from dialogs.facts import TEAMS_TEXT_BYTES, Facts
from dialogs.form import Form
from dialogs.views.parts import Element, notice
from dialogs.views.problem import problem
from governance.errors import Tampered
from governance.ports import Drafts

Inputs = Mapping[str, object]


class Ending(Protocol):
    """What a form does in Teams besides asking."""

    @property
    def form(self) -> Form: ...

    async def prefill(self, presser: Presser, answers: Mapping[str, object]) -> Mapping[str, str]:
        """What this person need not type, given the answers so far; empty when nothing may be known about them."""

    async def finish(self, presser: Presser, draft: filling.Draft, command: object) -> Dialog:
        """The last answer was given: do it, and say so. Doing it again changes nothing and says the same."""


@dataclass(frozen=True, slots=True)
class _Opened:
    ending: Ending
    draft: filling.Draft


class FormDialogs:
    """One handler for all forms."""

    def __init__(
        self,
        endings: tuple[Ending, ...],
        drafts: Drafts,
        facts: Callable[[], Awaitable[Facts]],
        banner: str | None,
    ) -> None:
        self._endings = {ending.form.key: ending for ending in endings}
        self._drafts = drafts
        self._facts = facts
        self._banner = banner

    async def start(
        self,
        presser: Presser,
        key: str,
        minted: Mapping[str, str],
        *,
        answers: Mapping[str, object] | None = None,
        prefill: Mapping[str, str] | None = None,
        above: Sequence[Element] = (),
    ) -> Dialog:
        """The first page of a form. `answers` were given by the press that opened it; `above` stands over the page."""
        form = self._endings[key].form
        facts = await self._known(prefill or {})
        begun = filling.step(form, filling.Draft(form.key, answers or {}, minted), "show", {}, facts)
        return self._shown(presser, form, begun, above)

    async def submit(self, presser: Presser, data: Inputs) -> Shown:
        """The answers of one page, beside the draft. Raises Tampered or Expired."""
        opened = self._open(presser, data)
        form, action = opened.ending.form, data.get("action")
        prefill = await opened.ending.prefill(presser, {**opened.draft.answers, **data})
        inputs = {key: value for key, value in data.items() if key not in ("form", "draft", "action", "msteams")}
        facts = await self._known(prefill)
        step = filling.step(form, opened.draft, action if isinstance(action, str) else "next", inputs, facts)
        if isinstance(step, filling.Complete):
            return await opened.ending.finish(presser, step.draft, step.command)
        return self._shown(presser, form, step)

    def _open(self, presser: Presser, data: Inputs) -> _Opened:
        key, token = data.get("form"), data.get("draft")
        ending = self._endings.get(key) if isinstance(key, str) else None
        if ending is None or not isinstance(token, str):
            raise Tampered("This button is from another version of this app. Open the box again.")
        return _Opened(
            ending, filling.Draft.from_data(self._drafts.open(_purpose(ending.form), presser.binding, token))
        )

    def _shown(self, presser: Presser, form: Form, step: filling.Step, above: Sequence[Element] = ()) -> Dialog:
        if not isinstance(step, filling.Show):
            return Dialog(
                form.title, problem("You stopped", "Nothing was sent and nothing was kept.", (), self._banner)
            )
        token = self._drafts.seal(_purpose(form), presser.binding, step.draft.to_data())
        card = form_card(form, step.page, step.progress, token)
        top = [*([notice(self._banner)] if self._banner else []), *above]
        return Dialog(form.title, {**card, "body": [*top, *card["body"]]} if top else card)

    async def _known(self, prefill: Mapping[str, str]) -> Facts:
        return replace(await self._facts(), prefill=prefill, text_bytes=TEAMS_TEXT_BYTES)


def _purpose(form: Form) -> str:
    return f"form:{form.key}"
