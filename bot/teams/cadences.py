"""Other rhythms for returns: the Records Manager proposes one, the SIRO agrees, refuses or ends it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.teams.acting import command_of
from bot.teams.answers import Dialog
from bot.teams.buttons import Buttons
from bot.teams.endings import StaffEnding
from bot.teams.form_dialogs import FormDialogs, Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.verbs import Verb
from dialogs.filling import Draft
from dialogs.forms.cadence import CADENCE, DECIDE_CADENCE
from dialogs.views.cadences import LIST, cadence_view, cadence_words, cadences_list, shown_cadences
from dialogs.views.done import CLOSE
from dialogs.views.parts import Element, card, heading, press, text
from dialogs.views.said import one_line
from governance.cadences import Cadence, CadenceDecided, CadenceState, CadenceWanted
from governance.people import Person
from governance.services.agreeing_cadences import CadenceFile
from governance.services.watching_returns import WatchedReturn

TITLE = "Another rhythm"


class AgreesCadences(Protocol):
    """Each verb checks who asks, and in which post, today."""

    async def all(self, by: Person) -> Sequence[CadenceFile]: ...

    async def of(self, by: Person, owner_id: str, number: int) -> CadenceFile: ...

    async def ask(self, by: Person, owner_id: str, wanted: CadenceWanted) -> Cadence: ...

    async def decide(self, by: Person, owner_id: str, number: int, said: CadenceDecided) -> None: ...

    async def end(self, by: Person, owner_id: str, number: int) -> None: ...


class Watches(Protocol):
    async def look(self, by: Person, return_id: str) -> WatchedReturn: ...


class CadenceVerbs:
    def __init__(
        self, cadences: AgreesCadences, watching: Watches, people: Directory, buttons: Buttons, banner: str | None
    ) -> None:
        self._cadences = cadences
        self._watching = watching
        self._people = people
        self._buttons = buttons
        self._banner = banner

    def endings(self) -> tuple[StaffEnding, ...]:
        return (
            StaffEnding(CADENCE, self._people, self._asked, TITLE),
            StaffEnding(DECIDE_CADENCE, self._people, self._decided, TITLE),
        )

    def with_forms(self, forms: FormDialogs) -> Mapping[str, Verb]:
        async def wanted(presser: Presser, data: Inputs) -> Dialog:
            facts = self._buttons.open(presser, "cadence_new", data)
            seen = await self._watching.look(await presser.person(self._people), str(facts["id"]))
            about = [one_line(f"Returns of {seen.owner}", bold=True)]
            return await forms.start(presser, CADENCE.key, {"owner": seen.back.owner_id}, above=about)

        async def decide(presser: Presser, data: Inputs) -> Dialog:
            file = await self._file(presser, "cadence_decide", data)
            minted = {"owner": file.cadence.owner_id, "number": str(file.cadence.number)}
            return await forms.start(presser, DECIDE_CADENCE.key, minted, above=cadence_words(file))

        return {
            "cadences": self.list,
            "cadence": self.look,
            "cadence_end": self.end,
            "cadence_new": wanted,
            "cadence_decide": decide,
        }

    async def list(self, presser: Presser, data: Inputs) -> Dialog:
        files = await self._cadences.all(await presser.person(self._people))
        wanted = data.get("page")
        page = wanted if isinstance(wanted, int) and wanted > 0 and shown_cadences(files, wanted) else 0
        shown = [each.cadence.subject for each in shown_cadences(files, page)]
        tokens = {each: self._buttons.seal(presser, "cadence", subject=each) for each in shown}
        return Dialog(TITLE, cadences_list(files, page, tokens, self._banner))

    async def look(self, presser: Presser, data: Inputs) -> Dialog:
        return self._draw(presser, await self._file(presser, "cadence", data))

    async def end(self, presser: Presser, data: Inputs) -> Dialog:
        owner, number = _which(self._buttons.open(presser, "cadence_end", data))
        by = await presser.person(self._people)
        await self._cadences.end(by, owner, number)
        return self._draw(presser, await self._cadences.of(by, owner, number), "It has ended.")

    # ---------------------------------------------------------------- inside

    def _draw(self, presser: Presser, file: CadenceFile, said: str = "") -> Dialog:
        subject = file.cadence.subject
        decide = self._buttons.seal(presser, "cadence_decide", subject=subject) if file.may_decide else None
        end = self._buttons.seal(presser, "cadence_end", subject=subject) if file.may_end else None
        return Dialog(TITLE, cadence_view(file, decide, end, said, self._banner))

    async def _file(self, presser: Presser, verb: str, data: Inputs) -> CadenceFile:
        owner, number = _which(self._buttons.open(presser, verb, data))
        return await self._cadences.of(await presser.person(self._people), owner, number)

    async def _asked(self, by: Person, draft: Draft, command: object) -> Element:
        cadence = await self._cadences.ask(by, draft.minted["owner"], command_of(command, CadenceWanted))
        if cadence.state is CadenceState.AGREED:
            return self._kept("It holds from now on", "Its owner hears of it, and you hear before it ends.")
        return self._kept("You proposed it", "The SIRO decides, and you hear. Until then nothing changes.")

    async def _decided(self, by: Person, draft: Draft, command: object) -> Element:
        said = command_of(command, CadenceDecided)
        await self._cadences.decide(by, draft.minted["owner"], int(draft.minted["number"]), said)
        if said.granted == "yes":
            return self._kept("It holds from now on", "Its owner hears of it, and you hear before it ends.")
        return self._kept("You refused it", "The person who proposed it hears why.")

    def _kept(self, title: str, words: str) -> Element:
        return card([heading(title), text(words)], [press("All of them", LIST), press("Close", CLOSE)], self._banner)


def _which(facts: Mapping[str, object]) -> tuple[str, int]:
    """(owner, number)."""
    owner, _, number = str(facts["subject"]).rpartition("/")
    return owner, int(number)
