"""A quarter in figures, for those who look after all the returns: links to documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bot.teams.answers import Dialog
from bot.teams.form_dialogs import Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.linking import Links
from bot.teams.verbs import Verb
from dialogs.views.packs import PackLinks, packs_view
from governance.people import Person
from governance.services.making_packs import NOW_EXCEL, NOW_WORD, PACK_EXCEL, PACK_WORD, Packs


class MakesPacks(Protocol):
    """The part of `MakingPacks` that this face uses."""

    async def which(self, by: Person) -> Packs: ...


class PackVerbs:
    def __init__(self, packs: MakesPacks, links: Links, people: Directory, banner: str | None) -> None:
        self._packs = packs
        self._links = links
        self._people = people
        self._banner = banner

    def verbs(self) -> Mapping[str, Verb]:
        return {"packs": self.packs}

    async def packs(self, presser: Presser, data: Inputs) -> Dialog:
        """That of the quarter that was asked for, or of the newest that is closed."""
        by = await presser.person(self._people)
        there = await self._packs.which(by)
        asked = data.get("quarter")
        first = there.quarters[0] if there.quarters else ""
        quarter = asked if isinstance(asked, str) and asked in there.quarters else first
        link = self._links.link
        pack = PackLinks(*(link(by, each, quarter=quarter) for each in (PACK_WORD, PACK_EXCEL))) if quarter else None
        now = PackLinks(*(link(by, each) for each in (NOW_WORD, NOW_EXCEL))) if there.newest else None
        others = [each for each in there.quarters if each != quarter]
        return Dialog("In figures", packs_view(quarter, pack, there.newest, now, others, self._banner))
