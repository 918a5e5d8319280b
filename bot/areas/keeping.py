"""How long reports are kept, what stays of them, and the year's report on concerns."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from bot.areas.means import Means
from governance.documents import EXCEL, WORD, Document, Producer
from governance.people import Person
from governance.services.casefiles import CaseFiles
from governance.services.registering import Registering
from governance.services.reporting_yearly import EXCEL_DOCUMENT, WORD_DOCUMENT, ReportingYearly
from governance.services.retaining import Retained, Retaining
from papers import word
from papers.yearly_concerns import paper_of, workbook_of
from storage.concern_lines import LineSealing
from storage.keyfiles import DeskKeys


@dataclass(frozen=True, slots=True)
class KeepingServices:
    retaining: Retaining
    registering: Registering
    yearly: ReportingYearly
    means: Means

    async def retain(self) -> Retained:
        """Destroy what is over; then nothing of it is in a file or a log."""
        done = await self.retaining.run(self.means.clock.now())
        if done.erased:
            self.means.log.event("retained", count=done.erased)
            await self.means.store.settle()
            await self.means.keystore.settle()
        return done


def keeping_documents(keeping: KeepingServices, council: str) -> Mapping[str, Producer]:
    """The year's report as documents, by the name in their links. `council` is its name."""

    async def word_document(by: Person, facts: Mapping[str, object]) -> Document:
        figures = await keeping.yearly.for_person(by, _year(facts))
        content = await asyncio.to_thread(lambda: word.document(paper_of(figures, council)))
        return Document(f"whistleblowing-{figures.year}.docx", WORD, content)

    async def excel_document(by: Person, facts: Mapping[str, object]) -> Document:
        figures = await keeping.yearly.for_person(by, _year(facts))
        content = await asyncio.to_thread(workbook_of, figures, council)
        return Document(f"whistleblowing-{figures.year}.xlsx", EXCEL, content)

    return {WORD_DOCUMENT: word_document, EXCEL_DOCUMENT: excel_document}


def _year(facts: Mapping[str, object]) -> int:
    return int(str(facts["year"]))


def keeping_services(means: Means, desk: DeskKeys | None) -> KeepingServices:
    registering = Registering(LineSealing(desk), means.new_id)
    files = CaseFiles(means.store, means.seal, means.calendar, means.clock)
    retaining = Retaining(
        means.store, means.seal, files, means.calendar, means.clock, means.ticker, means.new_id, registering.ensure,
        means.failpoint,
    )  # fmt: skip
    yearly = ReportingYearly(means.store, registering, means.calendar, means.clock)
    return KeepingServices(retaining, registering, yearly, means)
