"""Keeping actions in Teams: the list of all of them; adding, giving away, dating, agreeing to and ending one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from typing import Protocol, TypeVar

from bot.teams.answers import Dialog
from bot.teams.buttons import Buttons
from bot.teams.form_dialogs import FormDialogs, Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.verbs import Verb
from dialogs.filling import Draft
from dialogs.form import Form
from dialogs.forms.action_keeping import (
    ADD_ACTION,
    AGREE_ACTION,
    CLOSE_ACTION,
    DATE_ACTION,
    GIVE_ACTION,
    ORDER_ACTION,
    REPLACE_ACTION,
)
from dialogs.views.action_lists import FIND, SHELF, kept_actions
from dialogs.views.actions import kept, told
from dialogs.views.parts import Element
from dialogs.views.said import one_line
from governance.action_commands import Agreed, Closed, Dated, DoneFirst, GivenTo, NewAction, Replaced
from governance.action_shelves import Shelf
from governance.actions import Action, ActionState
from governance.errors import NotYours, Stale
from governance.people import Person
from governance.services.following import ActionFile
from governance.services.listing_actions import KeptList

TITLE = "Actions"
Command = TypeVar("Command")


class Keeps(Protocol):
    """Each verb checks who asks, and as what, today."""

    async def add(self, by: Person, token: str, told: NewAction) -> Action: ...

    async def give(self, by: Person, reference: str, version: int, given: GivenTo) -> None: ...

    async def set_date(self, by: Person, reference: str, version: int, told: Dated) -> None: ...

    async def put_after(self, by: Person, reference: str, version: int, told: DoneFirst) -> None: ...

    async def agree(self, by: Person, reference: str, version: int, told: Agreed) -> None: ...

    async def close(self, by: Person, reference: str, version: int, told: Closed) -> None: ...

    async def replace(self, by: Person, reference: str, version: int, told: Replaced) -> None: ...


class Lists(Protocol):
    async def kept(self, by: Person, shelf: Shelf, find: str, page: int) -> KeptList: ...


class Follows(Protocol):
    async def of(self, by: Person, reference: str) -> ActionFile: ...


class KeepingEndings:
    """What the forms do: pairs of a form and what finishes it."""

    def __init__(self, keeping: Keeps, banner: str | None) -> None:
        self._keeping = keeping
        self._banner = banner

    def all(self) -> Sequence[tuple[Form, Callable[[Person, Draft, object], Awaitable[Element]]]]:
        return (
            (ADD_ACTION, self._add),
            (GIVE_ACTION, self._give),
            (DATE_ACTION, self._date),
            (ORDER_ACTION, self._order),
            (AGREE_ACTION, self._agree),
            (CLOSE_ACTION, self._close),
            (REPLACE_ACTION, self._replace),
        )

    async def _add(self, by: Person, draft: Draft, command: object) -> Element:
        action = await self._keeping.add(by, draft.minted["token"], command_of(command, NewAction))
        if action.state is ActionState.PROPOSED:
            return kept(f"You proposed it as {action.reference}", "The Records Manager decides, and you will hear.",
                        self._banner)  # fmt: skip
        return kept(f"It is in the register as {action.reference}", "The person who does it will hear.", self._banner)

    async def _give(self, by: Person, draft: Draft, command: object) -> Element:
        await self._keeping.give(by, *_shown(draft), command_of(command, GivenTo))
        return kept("It is with somebody else now", "Both of them will hear. Its dates stay.", self._banner)

    async def _date(self, by: Person, draft: Draft, command: object) -> Element:
        await self._keeping.set_date(by, *_shown(draft), command_of(command, Dated))
        return kept("It has a date now", "We will remind you before it is due.", self._banner)

    async def _order(self, by: Person, draft: Draft, command: object) -> Element:
        await self._keeping.put_after(by, *_shown(draft), command_of(command, DoneFirst))
        words = "It can begin when they are done. The person who does it will hear then."
        return kept("We know what comes first", words, self._banner)

    async def _agree(self, by: Person, draft: Draft, command: object) -> Element:
        answer = command_of(command, Agreed)
        await self._keeping.agree(by, *_shown(draft), answer)
        title = "It will not be done" if answer.answer == ActionState.REJECTED else "It will be done"
        return kept(title, "The person who asked for it will hear.", self._banner)

    async def _close(self, by: Person, draft: Draft, command: object) -> Element:
        await self._keeping.close(by, *_shown(draft), command_of(command, Closed))
        return kept("It is closed", "It stays in the register, with all that was said.", self._banner)

    async def _replace(self, by: Person, draft: Draft, command: object) -> Element:
        await self._keeping.replace(by, *_shown(draft), command_of(command, Replaced))
        return kept("Another one takes its place", "It stays in the register, and nobody is asked for it any more.",
                    self._banner)  # fmt: skip


class KeepingVerbs:
    """What the buttons do that keep actions."""

    def __init__(
        self,
        listing: Lists,
        following: Follows,
        forms: FormDialogs,
        people: Directory,
        buttons: Buttons,
        new_id: Callable[[], str],
        today: Callable[[], date],
        banner: str | None,
    ) -> None:
        self._listing = listing
        self._following = following
        self._forms = forms
        self._people = people
        self._buttons = buttons
        self._new_id = new_id
        self._today = today
        self._banner = banner

    def verbs(self) -> Mapping[str, Verb]:
        steps = {
            "action_give": (GIVE_ACTION, lambda file: file.may_keep),
            "action_date": (DATE_ACTION, lambda file: file.may_date),
            "action_agree": (AGREE_ACTION, lambda file: file.may_agree),
            "action_close": (CLOSE_ACTION, lambda file: file.may_close),
            "action_order": (ORDER_ACTION, lambda file: file.may_keep),
            "action_replace": (REPLACE_ACTION, lambda file: file.may_replace),
        }
        opens = {verb: self._opens(verb, form, may) for verb, (form, may) in steps.items()}
        return {"all_actions": self.all_actions, "action_add": self.add, **opens}

    async def all_actions(self, presser: Presser, data: Inputs) -> Dialog:
        """One page of a shelf, or of those on it with the words that were typed."""
        typed, wanted, shelf = data.get(FIND), data.get("page"), data.get(SHELF)
        find = typed[:60] if isinstance(typed, str) else ""
        page = wanted if isinstance(wanted, int) and wanted >= 0 else 0
        chosen = Shelf(shelf) if isinstance(shelf, str) and shelf in list(Shelf) else Shelf.OPEN
        found = await self._listing.kept(await presser.person(self._people), chosen, find, page)
        tokens = {
            line.action.reference: self._buttons.seal(presser, "action", id=line.action.reference)
            for line in found.lines
        }
        add = self._buttons.seal(presser, "action_add", token=self._new_id())
        return Dialog(TITLE, kept_actions(found, tokens, add, self._today(), self._banner))

    async def add(self, presser: Presser, data: Inputs) -> Dialog:
        facts = self._buttons.open(presser, "action_add", data)
        await presser.person(self._people)
        return await self._forms.start(presser, ADD_ACTION.key, {"token": str(facts["token"])})

    # ---------------------------------------------------------------- inside

    def _opens(self, verb: str, form: Form, may: Callable[[ActionFile], bool]) -> Verb:
        async def opened(presser: Presser, data: Inputs) -> Dialog:
            facts = self._buttons.open(presser, verb, data)
            file = await self._following.of(await presser.person(self._people), str(facts["id"]))
            if not may(file):
                raise _refusal(file)
            action = file.line.action
            first = file.updates[:1] if action.state is ActionState.PROPOSED else ()
            above = [one_line(action.title, bold=True), *(each for update in first for each in told(update))]
            minted = {"id": action.reference, "version": str(action.version)}
            return await self._forms.start(presser, form.key, minted, above=above)

        return opened


def _refusal(file: ActionFile) -> Exception:
    """NotYours while it may be done by somebody, and else Stale with who was faster."""
    if (file.keeps or file.may_update) and file.updates:
        last = file.updates[-1]
        return Stale(f"This was already done by {last.by_name}. Open the action to see how it stands.")
    if file.keeps:
        return Stale("The register changed since this was shown. Open the action to see how it stands.")
    return NotYours("This is for somebody else to do today.")


def _shown(draft: Draft) -> tuple[str, int]:
    """The action, and the version that was shown."""
    return draft.minted["id"], int(draft.minted["version"])


def command_of(command: object, kind: type[Command]) -> Command:
    if not isinstance(command, kind):
        raise TypeError(f"this form completes to {kind.__name__}")
    return command
