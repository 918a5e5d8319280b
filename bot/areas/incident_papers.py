"""Documents about incidents that leave by a link."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from dialogs.ico_answers import ico_answers
from governance.documents import WORD, Document, Producer
from governance.people import Person
from governance.services.incident_record import Recording
from papers.ico_pack import ico_paper


def incident_producers(recording: Recording, council: str, today: Callable[[], date]) -> Mapping[str, Producer]:
    """By the name in their links."""

    async def ico_pack(by: Person, facts: Mapping[str, object]) -> Document:
        from papers.word import document

        record = await recording.taken(by, str(facts["incident"]))
        reference = record.file.line.reference
        asked = [(each.ask, each.answer) for each in ico_answers(record)]
        paper = ico_paper(asked, reference, council, today())
        return Document(f"commissioner-{reference.lower()}.docx", WORD, document(paper))

    return {"ico_pack": ico_pack}
