"""The whole of the returns, for those who look after it: the overview, one return, and what the SIRO decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.teams.acting import command_of
from bot.teams.answers import Dialog
from bot.teams.buttons import Buttons
from bot.teams.cadences import AgreesCadences
from bot.teams.endings import StaffEnding
from bot.teams.form_dialogs import FormDialogs, Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.linking import Links
from bot.teams.packs import MakesPacks
from bot.teams.verbs import Verb
from dialogs.filling import Draft
from dialogs.forms.exempt_return import EXEMPT_RETURN
from dialogs.views.overview import nudged_words, overview, overview_pages
from dialogs.views.parts import Element, card, heading, press, text
from dialogs.views.said import one_line
from dialogs.views.watched_return import OVERVIEW, WatchButtons, to_note_pages, to_note_view, watched_view
from governance.errors import NotYours
from governance.people import Person
from governance.services.noting import ToNote
from governance.services.nudging import Nudged
from governance.services.overseeing import Overview
from governance.services.watching_returns import WatchedReturn
from governance.siro_decisions import Exempted

TITLE = "Overview"


class Oversees(Protocol):
    async def overview(self, by: Person, now: datetime) -> Overview: ...


class Nudges(Protocol):
    async def nudge(self, by: Person, return_id: str) -> Nudged: ...

    async def nudge_all(self, by: Person) -> Nudged: ...


class Watches(Protocol):
    async def look(self, by: Person, return_id: str) -> WatchedReturn: ...


class Exempts(Protocol):
    async def exempt(self, by: Person, return_id: str, version: int, said: Exempted) -> None: ...


class Notes(Protocol):
    async def waiting(self, by: Person) -> ToNote: ...

    async def note(self, by: Person, quarter: str, mark: str) -> int: ...


@dataclass(frozen=True, slots=True)
class AssuranceParts:
    """The services that this part of the face uses. Each verb of theirs checks who asks, and in which post, today."""

    overseeing: Oversees
    watching: Watches
    exempting: Exempts
    noting: Notes
    cadences: AgreesCadences
    packs: MakesPacks
    nudging: Nudges
    links: Links


class OverseeingVerbs:
    """What the buttons of the overview do."""

    def __init__(
        self,
        parts: AssuranceParts,
        people: Directory,
        buttons: Buttons,
        now: Callable[[], datetime],
        banner: str | None,
    ) -> None:
        self._parts = parts
        self._people = people
        self._buttons = buttons
        self._now = now
        self._banner = banner

    def ending(self) -> StaffEnding:
        return StaffEnding(EXEMPT_RETURN, self._people, self._exempted, TITLE)

    def with_forms(self, forms: FormDialogs) -> Mapping[str, Verb]:
        async def exempt(presser: Presser, data: Inputs) -> Dialog:
            facts = self._buttons.open(presser, "return_exempt", data)
            by = await presser.person(self._people)
            seen = await self._parts.watching.look(by, str(facts["id"]))
            if seen.back.waits and not seen.may_exempt:
                raise NotYours("The SIRO alone decides that a return need not be sent, and nobody about their own.")
            minted = {"id": seen.back.id, "version": str(facts["version"])}
            return await forms.start(presser, EXEMPT_RETURN.key, minted, above=[one_line(seen.owner, bold=True)])

        return {
            "overview": self.overview,
            "return_watched": self.look,
            "return_exempt": exempt,
            "to_note": self.to_note,
            "note_all": self.note_all,
            "nudge": self.nudge,
            "nudge_all": self.nudge_all,
        }

    # ---------------------------------------------------------------- looking

    async def overview(self, presser: Presser, data: Inputs) -> Dialog:
        return await self._overview(presser, _page(data))

    async def look(self, presser: Presser, data: Inputs) -> Dialog:
        facts = self._buttons.open(presser, "return_watched", data)
        seen = await self._parts.watching.look(await presser.person(self._people), str(facts["id"]))
        back = seen.back
        tokens = WatchButtons(
            self._buttons.seal(presser, "return_exempt", id=back.id, version=back.version) if seen.may_exempt else None,
            self._buttons.seal(presser, "cadence_new", id=back.id) if seen.may_propose else None,
        )
        return Dialog(TITLE, watched_view(seen, tokens, banner=self._banner))

    async def _overview(self, presser: Presser, page: int, said: str = "") -> Dialog:
        seen = await self._parts.overseeing.overview(await presser.person(self._people), self._now())
        parts = overview_pages(seen, lambda verb, id_: self._buttons.seal(presser, verb, id=id_))
        return Dialog(TITLE, overview(parts, page if page < len(parts) else 0, said, self._banner))

    # ---------------------------------------------------------------- reminding

    async def nudge(self, presser: Presser, data: Inputs) -> Dialog:
        facts = self._buttons.open(presser, "nudge", data)
        done = await self._parts.nudging.nudge(await presser.person(self._people), str(facts["id"]))
        return await self._overview(presser, 0, nudged_words(done))

    async def nudge_all(self, presser: Presser, data: Inputs) -> Dialog:
        self._buttons.open(presser, "nudge_all", data)
        done = await self._parts.nudging.nudge_all(await presser.person(self._people))
        return await self._overview(presser, 0, nudged_words(done))

    # ---------------------------------------------------------------- deciding

    async def to_note(self, presser: Presser, data: Inputs) -> Dialog:
        return await self._to_note(presser, _page(data))

    async def note_all(self, presser: Presser, data: Inputs) -> Dialog:
        facts = self._buttons.open(presser, "note_all", data)
        by = await presser.person(self._people)
        number = await self._parts.noting.note(by, str(facts["quarter"]), str(facts["mark"]))
        return await self._to_note(presser, 0, "It is noted." if number == 1 else f"All {number} are noted.")

    async def _to_note(self, presser: Presser, page: int, said: str = "") -> Dialog:
        waiting = await self._parts.noting.waiting(await presser.person(self._people))
        parts = to_note_pages(waiting)
        token = self._buttons.seal(presser, "note_all", quarter=waiting.quarter, mark=waiting.mark)
        shown = page if page < len(parts) else 0
        return Dialog("To be noted", to_note_view(waiting, parts, shown, token, said, self._banner))

    async def _exempted(self, by: Person, draft: Draft, command: object) -> Element:
        said = command_of(command, Exempted)
        await self._parts.exempting.exempt(by, draft.minted["id"], int(draft.minted["version"]), said)
        words = "Its owner hears of it with your reason. Nobody is reminded of it any more."
        return card(
            [heading("It need not be sent"), text(words)], [press("Back to the overview", OVERVIEW)], self._banner
        )


def _page(data: Inputs) -> int:
    wanted = data.get("page")
    return wanted if isinstance(wanted, int) and wanted > 0 else 0
