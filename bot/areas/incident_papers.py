"""Documents about incidents that leave by a link."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import date

from dialogs.ico_answers import ico_answers
from governance.documents import EXCEL, WORD, Document, Producer
from governance.incident_figures import IncidentFigures, Period
from governance.people import Person
from governance.services.counting_incidents import EXCEL_DOCUMENT, WORD_DOCUMENT, CountingIncidents
from governance.services.incident_record import Recording
from papers import word
from papers.ico_pack import ico_paper
from papers.incident_figures import paper_of, workbook_of


def incident_producers(recording: Recording, council: str, today: Callable[[], date]) -> Mapping[str, Producer]:
    """By the name in their links."""

    async def ico_pack(by: Person, facts: Mapping[str, object]) -> Document:
        record = await recording.taken(by, str(facts["incident"]))
        reference = record.file.line.reference
        asked = [(each.ask, each.answer) for each in ico_answers(record)]
        paper = ico_paper(asked, reference, council, today())
        return Document(f"commissioner-{reference.lower()}.docx", WORD, word.document(paper))

    return {"ico_pack": ico_pack}


def figure_producers(counting: CountingIncidents, council: str) -> Mapping[str, Producer]:
    """The figures about incidents, by the name in their links."""

    async def figures(by: Person, facts: Mapping[str, object]) -> IncidentFigures:
        first, last = (date.fromisoformat(str(facts[each])) for each in ("first", "last"))
        return await counting.for_person(by, Period(first, last))

    async def word_document(by: Person, facts: Mapping[str, object]) -> Document:
        made = await figures(by, facts)
        content = await asyncio.to_thread(lambda: word.document(paper_of(made, council)))
        return Document(f"incidents-{made.period.first}.docx", WORD, content)

    async def excel_document(by: Person, facts: Mapping[str, object]) -> Document:
        made = await figures(by, facts)
        content = await asyncio.to_thread(workbook_of, made, council)
        return Document(f"incidents-{made.period.first}.xlsx", EXCEL, content)

    return {WORD_DOCUMENT: word_document, EXCEL_DOCUMENT: excel_document}
