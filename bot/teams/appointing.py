"""Somebody has left: the Records Manager appoints somebody, in a box that opens from the card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bot.teams.acting import command_of
from bot.teams.answers import Dialog
from bot.teams.buttons import Buttons
from bot.teams.endings import StaffEnding
from bot.teams.form_dialogs import FormDialogs, Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.verbs import Verb
from dialogs.filling import Draft
from dialogs.forms.appoint import APPOINT
from dialogs.views.done import CLOSE
from dialogs.views.owed_appointments import handover_above
from dialogs.views.parts import Element, card, heading, press, text
from governance.orphans import Appointed
from governance.people import Person
from governance.services.leaving import Handover

TITLE = "Appoint somebody"


class Appoints(Protocol):
    """Each verb checks who asks, and as what, today."""

    async def handover(self, by: Person, person_id: str) -> Handover: ...

    async def appoint(self, by: Person, person_id: str, said: Appointed) -> None: ...


class AppointVerbs:
    def __init__(self, appointing: Appoints, people: Directory, buttons: Buttons, banner: str | None) -> None:
        self._appointing = appointing
        self._people = people
        self._buttons = buttons
        self._banner = banner

    def ending(self) -> StaffEnding:
        return StaffEnding(APPOINT, self._people, self._appoint, TITLE)

    def with_forms(self, forms: FormDialogs) -> Mapping[str, Verb]:
        async def opened(presser: Presser, data: Inputs) -> Dialog:
            person_id = str(self._buttons.open(presser, "appoint", data)["id"])
            handover = await self._appointing.handover(await presser.person(self._people), person_id)
            return await forms.start(presser, APPOINT.key, {"id": person_id}, above=handover_above(handover))

        return {"appoint": opened}

    async def _appoint(self, by: Person, draft: Draft, command: object) -> Element:
        await self._appointing.appoint(by, draft.minted["id"], command_of(command, Appointed))
        words = "It is theirs from now on, and they hear of it. What was answered before keeps the name of whoever did."
        return card([heading("Somebody is appointed"), text(words)], [press("Close", CLOSE)], self._banner)
