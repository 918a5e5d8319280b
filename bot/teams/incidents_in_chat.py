"""Reporting an incident card by card in the chat: what its form does there besides asking.

Concerns are never told in a chat. Whoever is afraid is led out of it before anything is sent, and nothing is kept of
what they answered.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.teams.commands import MY_INCIDENTS, SPEAK_UP
from bot.teams.identity import Directory, Presser
from bot.teams.incidents import REPORT, IncidentParts
from dialogs.filling import Draft
from dialogs.forms.incident.finish import ROUTE
from dialogs.views.asking import over
from dialogs.views.incidents import incident_sent
from dialogs.views.parts import Element, opens
from governance.incidents import IncidentReport
from governance.services.incident_reporting import Filed, reference_of


class IncidentInChat:
    """Implements `bot.teams.chat_state.ChatEnding`."""

    title = REPORT
    leaves = frozenset({ROUTE.key})

    def __init__(self, parts: IncidentParts, people: Directory, banner: str | None) -> None:
        self.form = parts.form
        self._parts = parts
        self._people = people
        self._banner = banner

    async def ready(self) -> None:
        await self._parts.reporting.check_ready()

    async def known(self, presser: Presser) -> Mapping[str, str]:
        person = await presser.person(self._people)
        return {"name": person.name, "job": person.job, "directorate": person.directorate}

    async def finish(self, presser: Presser, draft: Draft, command: object) -> Element:
        if not isinstance(command, IncidentReport):
            raise TypeError("the incident form completes to an incident")
        person = await presser.person(self._people)
        filed = await self._parts.reporting.report_known(command, draft.minted["id"], self.form.fingerprint, person)
        return self._sent(filed)

    async def after(self, presser: Presser, form_id: str) -> Element:
        """Whoever presses Send twice reads twice that it was sent."""
        mine = await self._parts.files.mine(await presser.person(self._people))
        if any(line.incident.id == form_id for line in mine):
            return self._sent(Filed(reference_of(form_id), shown=True, already=True))
        ways_on = [opens(each.button, each.data) for each in (MY_INCIDENTS, SPEAK_UP)]
        return over(self.title, ways_on, self._banner)

    def _sent(self, filed: Filed) -> Element:
        return incident_sent(filed, self._parts.contacts, self._banner, in_chat=True)
