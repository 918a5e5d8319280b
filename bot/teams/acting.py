"""Actions in Teams: the list, one of them, how it goes, more time, the decision, the check, and not now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from bot.teams.answers import Dialog, Replaced
from bot.teams.buttons import Buttons
from bot.teams.due_cards import DueCards
from bot.teams.form_dialogs import FormDialogs, Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.verbs import Change, Verb
from dialogs.filling import Draft
from dialogs.form import Form
from dialogs.forms.action_update import ACTION_BEGIN, ACTION_UPDATE
from dialogs.forms.decide_extension import DECIDE_EXTENSION
from dialogs.forms.extension import EXTENSION
from dialogs.forms.verify import VERIFY
from dialogs.views.actions import (
    ActionButtons,
    action_pages,
    action_view,
    actions_list,
    answered,
    kept,
    request,
    shown_actions,
    told,
)
from dialogs.views.owed_actions import snooze_input
from dialogs.views.parts import Element, day
from dialogs.views.said import one_line
from governance.actions import ActionState, Checked, ExtensionState, Progressed
from governance.errors import NotYours, Refused, Stale
from governance.extensions import Decision, MoreTime
from governance.people import Person
from governance.services.following import ActionFile, ActionLine
from governance.services.snoozing import Snoozed

TITLE = "Actions"
_NO_MORE = "More time can be asked for up to the date it is due: one request at a time, and three at most."

Command = TypeVar("Command")


class Acts(Protocol):
    async def update(self, by: Person, reference: str, version: int, said: Progressed) -> None: ...

    async def verify(self, by: Person, reference: str, version: int, *, accepted: bool, words: str) -> None: ...


class Extends(Protocol):
    async def ask(self, by: Person, reference: str, version: int, asked: MoreTime) -> None: ...

    async def decide(self, by: Person, reference: str, number: int, decision: Decision) -> None: ...


class Follows(Protocol):
    async def mine(self, by: Person) -> Sequence[ActionLine]: ...

    async def of(self, by: Person, reference: str) -> ActionFile: ...


class Snoozes(Protocol):
    async def snooze(self, by: Person, obligation_id: str, days: int | None, until: date | None = None) -> Snoozed: ...


@dataclass(frozen=True, slots=True)
class ActionServices:
    """The services that this part of the face uses. Each verb of theirs checks who asks, and as what, today."""

    acting: Acts
    extending: Extends
    following: Follows
    snoozing: Snoozes


class ActionEnding:
    """What one of the forms does in Teams."""

    def __init__(
        self,
        form: Form,
        people: Directory,
        finish: Callable[[Person, Draft, object], Awaitable[Element]],
        title: str = TITLE,
    ) -> None:
        """`title` is the box's."""
        self.form = form
        self._people = people
        self._finish = finish
        self._title = title

    async def prefill(self, presser: Presser, answers: Mapping[str, object]) -> Mapping[str, str]:  # noqa: ARG002
        return {}

    async def finish(self, presser: Presser, draft: Draft, command: object) -> Dialog:
        return Dialog(self._title, await self._finish(await presser.person(self._people), draft, command))


class Endings:
    """The endings of the forms."""

    def __init__(self, services: ActionServices, people: Directory, banner: str | None) -> None:
        self._services = services
        self._people = people
        self._banner = banner

    def all(self) -> tuple[ActionEnding, ...]:
        does = (
            (ACTION_BEGIN, self._update),
            (ACTION_UPDATE, self._update),
            (EXTENSION, self._ask),
            (DECIDE_EXTENSION, self._decide),
            (VERIFY, self._verify),
        )
        return tuple(ActionEnding(form, self._people, finish) for form, finish in does)

    async def _update(self, by: Person, draft: Draft, command: object) -> Element:
        said = command_of(command, Progressed)
        await self._services.acting.update(by, draft.minted["id"], int(draft.minted["version"]), said)
        claimed = said.state == ActionState.CLAIMED
        words = (
            "Someone else will look at it, and you will hear." if claimed else "Thank you. It is kept with the action."
        )
        return kept("We have what you said", words, self._banner)

    async def _ask(self, by: Person, draft: Draft, command: object) -> Element:
        asked = command_of(command, MoreTime)
        await self._services.extending.ask(by, draft.minted["id"], int(draft.minted["version"]), asked)
        words = f"You asked for time until {day(asked.to_on)}. Until there is an answer, the date stays as it is."
        return kept("You asked for more time", words, self._banner)

    async def _decide(self, by: Person, draft: Draft, command: object) -> Element:
        decision = command_of(command, Decision)
        await self._services.extending.decide(by, draft.minted["id"], int(draft.minted["number"]), decision)
        title = "You agreed to more time" if decision.granted == "yes" else "You refused more time"
        return kept(title, "The person who asked will hear of it.", self._banner)

    async def _verify(self, by: Person, draft: Draft, command: object) -> Element:
        found = command_of(command, Checked)
        accepted = found.accepted == "yes"
        await self._services.acting.verify(
            by, draft.minted["id"], int(draft.minted["version"]), accepted=accepted, words=found.words
        )
        title = "It is done and checked" if accepted else "It goes on"
        words = "The action is complete." if accepted else "The person who does it will hear what you wrote."
        return kept(title, words, self._banner)


class ActionVerbs:
    """What the buttons of actions do."""

    def __init__(
        self,
        services: ActionServices,
        forms: FormDialogs,
        people: Directory,
        buttons: Buttons,
        cards: DueCards,
        today: Callable[[], date],
        banner: str | None,
    ) -> None:
        self._services = services
        self._cards = cards
        self._forms = forms
        self._people = people
        self._buttons = buttons
        self._today = today
        self._banner = banner

    def verbs(self) -> Mapping[str, Verb]:
        return {
            "my_actions": self.my_actions,
            "action": self.action,
            "action_update": self.update,
            "extension": self.ask,
            "decide_extension": self.decide,
            "verify": self.verify,
        }

    def executes(self) -> Mapping[str, Change]:
        return {"grant": self.grant, "snooze": self.snooze}

    # ---------------------------------------------------------------- in a box

    async def my_actions(self, presser: Presser, data: Inputs) -> Dialog:
        lines = await self._services.following.mine(await presser.person(self._people))
        wanted = data.get("page")
        page = wanted if isinstance(wanted, int) and wanted >= 0 and shown_actions(lines, wanted) else 0
        references = [line.action.reference for line in shown_actions(lines, page)]
        tokens = {each: self._buttons.seal(presser, "action", id=each) for each in references}
        return Dialog(TITLE, actions_list(lines, page, tokens, self._today(), self._banner))

    async def action(self, presser: Presser, data: Inputs) -> Dialog:
        file, facts = await self._file(presser, "action", data)
        parts, wanted = action_pages(file), facts.get("page")
        page = wanted if isinstance(wanted, int) and 0 <= wanted < len(parts) else 0
        return Dialog(TITLE, action_view(file, page, parts, self._tokens(presser, file, len(parts)), self._banner))

    async def update(self, presser: Presser, data: Inputs) -> Dialog:
        file, _ = await self._file(presser, "action_update", data)
        _must(file.may_update, file, waits=file.line.action.state.with_holder)
        begun = file.line.action.state is not ActionState.NOT_BEGUN
        return await self._start(presser, ACTION_UPDATE if begun else ACTION_BEGIN, file)

    async def ask(self, presser: Presser, data: Inputs) -> Dialog:
        file, _ = await self._file(presser, "extension", data)
        _must(file.may_update, file, waits=file.line.action.state.with_holder)
        if not file.may_ask:
            raise Refused(_NO_MORE)
        return await self._start(presser, EXTENSION, file)

    async def decide(self, presser: Presser, data: Inputs) -> Dialog:
        file, facts = await self._file(presser, "decide_extension", data)
        number = int(str(facts["number"]))
        waits = any(each.number == number and each.state is ExtensionState.ASKED for each in file.extensions)
        _must(file.may_decide == number, file, waits=waits and file.line.action.state.with_holder)
        about = [each for extension in file.extensions if extension.number == number
                 for each in request(extension, file.names)]  # fmt: skip
        return await self._start(presser, DECIDE_EXTENSION, file, about, number=str(number))

    async def verify(self, presser: Presser, data: Inputs) -> Dialog:
        file, _ = await self._file(presser, "verify", data)
        _must(file.may_verify, file, waits=file.line.action.state is ActionState.CLAIMED)
        return await self._start(presser, VERIFY, file, [each for update in file.updates[-1:] for each in told(update)])

    # ---------------------------------------------------------------- on a card in the chat

    async def grant(self, presser: Presser, data: Inputs) -> Replaced:
        facts = self._buttons.open(presser, "grant", data)
        by, reference, number = await presser.person(self._people), str(facts["id"]), int(str(facts["number"]))
        await self._services.extending.decide(by, reference, number, Decision("yes", ""))
        title = (await self._services.following.of(by, reference)).line.action.title
        said = answered("You agreed to more time", title, "The person who asked will hear of it.", self._banner)
        return await self._cards.again(presser, by) or Replaced(said)

    async def snooze(self, presser: Presser, data: Inputs) -> Replaced:
        id_ = str(self._buttons.open(presser, "snooze", data)["id"])
        chosen = str(data.get(snooze_input(id_), ""))
        days = int(chosen) if chosen in ("1", "3", "5") else None
        by = await presser.person(self._people)
        snoozed = await self._services.snoozing.snooze(by, id_, days)
        words = f"You will be reminded on {day(snoozed.until_on)}. The date by which it is due stays."
        return await self._cards.again(presser, by) or Replaced(answered("Not now", snoozed.title, words, self._banner))

    # ---------------------------------------------------------------- inside

    async def _file(self, presser: Presser, verb: str, data: Inputs) -> tuple[ActionFile, Mapping[str, object]]:
        facts = self._buttons.open(presser, verb, data)
        by = await presser.person(self._people)
        return await self._services.following.of(by, str(facts["id"])), facts

    async def _start(
        self, presser: Presser, form: Form, file: ActionFile, about: Sequence[Element] = (), **more: str
    ) -> Dialog:
        """The form, with what it is about above it. The version is the one that is shown."""
        action = file.line.action
        minted = {"id": action.reference, "version": str(action.version), **more}
        above = [one_line(action.title, bold=True), *about]
        return await self._forms.start(presser, form.key, minted, above=above)

    def _tokens(self, presser: Presser, file: ActionFile, parts: int) -> ActionButtons:
        reference = file.line.action.reference

        def token(verb: str, **facts: int) -> str:
            return self._buttons.seal(presser, verb, id=reference, **facts)

        number = file.may_decide
        return ActionButtons(
            turn=tuple(token("action", page=part) for part in range(parts)),
            update=token("action_update") if file.may_update else None,
            ask=token("extension") if file.may_ask else None,
            decide=token("decide_extension", number=number) if number is not None else None,
            verify=token("verify") if file.may_verify else None,
        )


def _must(allowed: bool, file: ActionFile, *, waits: bool) -> None:
    """Raises NotYours while it `waits` for somebody else, and Stale when it waits for nobody any more."""
    if allowed:
        return
    if waits:
        raise NotYours("This is for somebody else to do today.")
    decided = [(each.decided_on, file.names.get(each.decided_by, "")) for each in file.extensions if each.decided_on]
    done = sorted([*decided, *((each.said_on, each.by_name) for each in file.updates)], key=lambda one: one[0])
    by = f"by {done[-1][1]}" if done else "in the register"
    raise Stale(f"This was already done {by}. Open the action to see how it stands.")


def command_of(command: object, kind: type[Command]) -> Command:
    if not isinstance(command, kind):
        raise TypeError(f"this form completes to {kind.__name__}")
    return command
