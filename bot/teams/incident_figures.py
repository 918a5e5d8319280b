"""The verb of those who see the figures about incidents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.teams.answers import Dialog
from bot.teams.form_dialogs import Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.linking import Links
from bot.teams.verbs import Verb
from dialogs.views.incident_figures import incident_figures
from governance.people import Person
from governance.services.counting_incidents import EXCEL_DOCUMENT, WORD_DOCUMENT, Offered

TITLE = "Figures about incidents"


class CountsIncidents(Protocol):
    """The part of `CountingIncidents` that this face uses."""

    async def offered_to(self, by: Person) -> Offered: ...


@dataclass(frozen=True, slots=True)
class IncidentFigureParts:
    counting: CountsIncidents
    links: Links


class IncidentFigureVerbs:
    def __init__(self, parts: IncidentFigureParts, people: Directory, banner: str | None) -> None:
        self._parts = parts
        self._people = people
        self._banner = banner

    def verbs(self) -> Mapping[str, Verb]:
        return {"incident_figures": self.figures}

    async def figures(self, presser: Presser, _: Inputs) -> Dialog:
        by = await presser.person(self._people)
        offered = await self._parts.counting.offered_to(by)
        period = offered.period
        days = {"first": period.first.isoformat(), "last": period.last.isoformat()}
        word, excel = (self._parts.links.link(by, each, **days) for each in (WORD_DOCUMENT, EXCEL_DOCUMENT))
        view = incident_figures(period.first, period.last, word, excel, hides=offered.hides, banner=self._banner)
        return Dialog(TITLE, view)
