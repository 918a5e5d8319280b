"""How long a case is kept, in Teams: look, keep it longer, keep it no longer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from bot.teams.answers import Dialog
from bot.teams.buttons import Buttons
from bot.teams.form_dialogs import FormDialogs, Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.verbs import Verb
from dialogs.filling import Draft
from dialogs.form import Form
from dialogs.forms.hold import HOLD, LIFT_HOLD
from dialogs.views.holding import KeptButtons, done_held, done_lifted, kept_button, kept_view
from dialogs.views.parts import Element
from governance.people import Person
from governance.retention import HoldReason, Kept, LiftReason, Longer, NoLonger

TITLE = "Cases"


class Holds(Protocol):
    """The part of `Retaining` that this face uses. Each verb checks who asks, their role today and their key."""

    async def kept(self, by: Person, report_id: str) -> Kept: ...

    async def hold(
        self, by: Person, report_id: str, reason: HoldReason, until: date, seen: str | None = None
    ) -> None: ...

    async def lift(self, by: Person, report_id: str, reason: LiftReason, seen: str | None = None) -> None: ...


class HoldEnding:
    """What one of the forms does in Teams."""

    def __init__(self, form: Form, holds: Holds, people: Directory, buttons: Buttons, banner: str | None) -> None:
        self.form = form
        self._holds = holds
        self._people = people
        self._buttons = buttons
        self._banner = banner

    async def prefill(self, presser: Presser, answers: Mapping[str, object]) -> Mapping[str, str]:  # noqa: ARG002
        return {}

    async def finish(self, presser: Presser, draft: Draft, command: object) -> Dialog:
        by, report_id, seen = await presser.person(self._people), draft.minted["id"], draft.minted["seen"]
        back = self._buttons.seal(presser, "case", id=report_id, page=0)
        match command:
            case Longer(reason, until):
                await self._holds.hold(by, report_id, HoldReason(reason), until, seen)
                return Dialog(TITLE, done_held(until, back, self._banner))
            case NoLonger(reason):
                await self._holds.lift(by, report_id, LiftReason(reason), seen)
                return Dialog(TITLE, done_lifted(back, self._banner))
        raise TypeError("these forms complete to how long a case is kept")


def hold_endings(holds: Holds, people: Directory, buttons: Buttons, banner: str | None) -> tuple[HoldEnding, ...]:
    return tuple(HoldEnding(form, holds, people, buttons, banner) for form in (HOLD, LIFT_HOLD))


class HoldVerbs:
    """What the buttons do."""

    def __init__(
        self, forms: FormDialogs, holds: Holds, people: Directory, buttons: Buttons, banner: str | None
    ) -> None:
        self._forms = forms
        self._holds = holds
        self._people = people
        self._buttons = buttons
        self._banner = banner

    def verbs(self) -> Mapping[str, Verb]:
        return {"how_long": self.kept, "hold": self.hold, "lift_hold": self.lift}

    def on_the_case(self, presser: Presser, report_id: str) -> Sequence[Element]:
        """The way from a case to how long it is kept."""
        return [kept_button(self._buttons.seal(presser, "how_long", id=report_id))]

    async def kept(self, presser: Presser, data: Inputs) -> Dialog:
        report_id = str(self._buttons.open(presser, "how_long", data)["id"])
        kept = await self._holds.kept(await presser.person(self._people), report_id)
        tokens = KeptButtons(
            change=self._buttons.seal(presser, "change_hold", id=report_id, seen=kept.mark),
            case=self._buttons.seal(presser, "case", id=report_id, page=0),
        )
        return Dialog(TITLE, kept_view(kept, tokens, self._banner))

    async def hold(self, presser: Presser, data: Inputs) -> Dialog:
        return await self._form(presser, data, HOLD)

    async def lift(self, presser: Presser, data: Inputs) -> Dialog:
        return await self._form(presser, data, LIFT_HOLD)

    async def _form(self, presser: Presser, data: Inputs, form: Form) -> Dialog:
        # One token stands on both buttons: what is pressed is the verb, what is sealed is which hold was shown.
        facts = self._buttons.open(presser, "change_hold", data)
        return await self._forms.start(presser, form.key, {name: str(facts[name]) for name in ("id", "seen")})
