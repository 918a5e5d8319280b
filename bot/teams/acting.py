"""Actions in Teams: the list, one of them, how it goes, more time, the decision, the check, and not now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from bot.teams.action_endings import ActionServices, Endings
from bot.teams.answers import Dialog, Replaced
from bot.teams.buttons import Buttons
from bot.teams.due_cards import DueCards
from bot.teams.form_dialogs import FormDialogs, Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.keeping_actions import TITLE, command_of
from bot.teams.verbs import Change, Verb
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
    request,
    shown_actions,
    told,
)
from dialogs.views.owed_actions import snooze_input
from dialogs.views.parts import Element, day
from dialogs.views.said import one_line
from governance.actions import ActionState, ExtensionState
from governance.errors import NotYours, Refused, Stale
from governance.extensions import Decision
from governance.services.following import ActionFile

__all__ = ["TITLE", "ActionServices", "ActionVerbs", "Endings", "command_of"]

_NO_MORE = "More time can be asked for up to the date it is due: one request at a time, and three at most."


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
        return {"grant": self.grant, "snooze": self.snooze, "as_before": self.as_before}

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
        begun = file.line.action.state.begun
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
        about = [each for update in file.since_claimed for each in told(update)]
        return await self._start(presser, VERIFY, file, about)

    # ---------------------------------------------------------------- on a card in the chat

    async def grant(self, presser: Presser, data: Inputs) -> Replaced:
        facts = self._buttons.open(presser, "grant", data)
        by, reference, number = await presser.person(self._people), str(facts["id"]), int(str(facts["number"]))
        await self._services.extending.decide(by, reference, number, Decision("yes", ""))
        title = (await self._services.following.of(by, reference)).line.action.title
        said = answered("You agreed to more time", title, "The person who asked will hear of it.", self._banner)
        return await self._cards.again(presser, by, facts) or Replaced(said)

    async def as_before(self, presser: Presser, data: Inputs) -> Replaced:
        facts = self._buttons.open(presser, "as_before", data)
        by, reference = await presser.person(self._people), str(facts["id"])
        await self._services.acting.as_before(by, reference, int(str(facts["version"])))
        title = (await self._services.following.of(by, reference)).line.action.title
        said = answered("We have what you said", title, "It is kept with the action.", self._banner)
        return await self._cards.again(presser, by, facts) or Replaced(said)

    async def snooze(self, presser: Presser, data: Inputs) -> Replaced:
        facts = self._buttons.open(presser, "snooze", data)
        id_ = str(facts["id"])
        chosen = str(data.get(snooze_input(id_), ""))
        days = int(chosen) if chosen in ("1", "3", "5") else None
        by = await presser.person(self._people)
        snoozed = await self._services.snoozing.snooze(by, id_, days)
        words = f"You will be reminded on {day(snoozed.until_on)}. The date by which it is due stays."
        return await self._cards.again(presser, by, facts) or Replaced(
            answered("Not now", snoozed.title, words, self._banner)
        )

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
            agree=token("action_agree") if file.may_agree else None,
            date=token("action_date") if file.may_date else None,
            give=token("action_give") if file.may_keep else None,
            order=token("action_order") if file.may_keep else None,
            close=token("action_close") if file.may_close else None,
            replace=token("action_replace") if file.may_replace else None,
            keeps=file.keeps,
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
