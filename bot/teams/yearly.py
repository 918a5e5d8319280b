"""The verb of the two posts that report on concerns to the committee once a year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.teams.answers import Dialog
from bot.teams.form_dialogs import Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.linking import Links
from bot.teams.verbs import Verb
from dialogs.views.yearly import yearly_documents
from governance.people import Person
from governance.services.reporting_yearly import EXCEL_DOCUMENT, WORD_DOCUMENT

TITLE = "The year’s report"


class Yearly(Protocol):
    """The part of `ReportingYearly` that this face uses."""

    async def offered_to(self, by: Person) -> int: ...


@dataclass(frozen=True, slots=True)
class YearlyParts:
    yearly: Yearly
    links: Links


class YearlyVerbs:
    def __init__(self, parts: YearlyParts, people: Directory, banner: str | None) -> None:
        self._parts = parts
        self._people = people
        self._banner = banner

    def verbs(self) -> Mapping[str, Verb]:
        return {"yearly": self.yearly}

    async def yearly(self, presser: Presser, _: Inputs) -> Dialog:
        by = await presser.person(self._people)
        year = await self._parts.yearly.offered_to(by)
        word, excel = (self._parts.links.link(by, each, year=year) for each in (WORD_DOCUMENT, EXCEL_DOCUMENT))
        return Dialog(TITLE, yearly_documents(year, word, excel, self._banner))
