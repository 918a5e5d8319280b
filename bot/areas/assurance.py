"""The services of those who look after all the returns."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.areas.means import Means
from governance.documents import EXCEL, WORD, Document, Producer
from governance.obligations import Duty
from governance.people import Person
from governance.quarter_figures import QuarterFigures
from governance.services.agreeing_cadences import AgreeingCadences
from governance.services.cadence_clock import CadenceClock
from governance.services.cadence_subjects import CadenceSubjects
from governance.services.exempting import Exempting
from governance.services.making_packs import NOW_EXCEL, NOW_WORD, PACK_EXCEL, PACK_WORD, MakingPacks
from governance.services.noting import NotingReturns
from governance.services.overseeing import Overseeing
from governance.services.owed_returns import AssuranceSubjects
from governance.services.owing import Subjects
from governance.services.watching_returns import WatchingReturns
from papers import word
from papers.quarter_pack import paper_of, workbook_of


@dataclass(frozen=True, slots=True)
class AssuranceServices:
    overseeing: Overseeing
    watching: WatchingReturns
    exempting: Exempting
    noting: NotingReturns
    cadences: AgreeingCadences
    cadence_clock: CadenceClock
    packs: MakingPacks

    async def run(self, now: datetime) -> None:
        """What happens by itself, at every tick."""
        await self.cadence_clock.run(now)
        await self.packs.run(now)


def assurance_services(means: Means) -> AssuranceServices:
    store, calendar, clock = means.store, means.calendar, means.clock
    return AssuranceServices(
        Overseeing(store, calendar),
        WatchingReturns(store, calendar, clock),
        Exempting(store, calendar, clock, means.ticker, means.new_id, means.failpoint),
        NotingReturns(store, calendar, clock, means.failpoint),
        AgreeingCadences(store, calendar, clock, means.ticker, means.new_id, means.failpoint),
        CadenceClock(store, calendar, means.ticker, means.new_id, means.failpoint),
        MakingPacks(store, calendar, clock, means.ticker, means.new_id, means.failpoint),
    )


def assurance_subjects() -> dict[Duty, Subjects]:
    """What the obligations about returns and their rhythm are about."""
    rhythms = CadenceSubjects()
    return {Duty.ASSURANCE: AssuranceSubjects(), Duty.CADENCE: rhythms, Duty.CADENCE_EXPIRY: rhythms}


def assurance_documents(packs: MakingPacks, council: str) -> Mapping[str, Producer]:
    """A quarter in figures, by the name in the links. `council` is its name."""

    async def as_word(figures: QuarterFigures) -> Document:
        content = await asyncio.to_thread(lambda: word.document(paper_of(figures, council)))
        return Document(f"assurance-{figures.quarter.lower()}.docx", WORD, content)

    async def as_excel(figures: QuarterFigures) -> Document:
        content = await asyncio.to_thread(workbook_of, figures, council)
        return Document(f"assurance-{figures.quarter.lower()}.xlsx", EXCEL, content)

    async def pack_word(by: Person, facts: Mapping[str, object]) -> Document:
        return await as_word(await packs.pack_for(by, str(facts["quarter"])))

    async def pack_excel(by: Person, facts: Mapping[str, object]) -> Document:
        return await as_excel(await packs.pack_for(by, str(facts["quarter"])))

    async def now_word(by: Person, _: Mapping[str, object]) -> Document:
        return await as_word(await packs.now_for(by))

    async def now_excel(by: Person, _: Mapping[str, object]) -> Document:
        return await as_excel(await packs.now_for(by))

    return {PACK_WORD: pack_word, PACK_EXCEL: pack_excel, NOW_WORD: now_word, NOW_EXCEL: now_excel}
