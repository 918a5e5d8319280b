"""The month's digest of incidents for owners of data."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.areas.means import Means
from dialogs.views.incident_talk import parts_of_digest, title_of
from governance.calendar import months_after
from governance.documents import WORD, Document, Producer
from governance.incident_talks import MonthDigest, first_of
from governance.obligations import Duty
from governance.people import Person
from governance.services.incident_talks import WORD_DOCUMENT, IncidentTalks, OpeningTalks, TalkSubjects
from governance.services.owing import Subjects
from papers import word
from papers.incident_talk import talk_paper
from papers.paper import Paper


@dataclass(frozen=True, slots=True)
class TalkServices:
    opening: OpeningTalks
    talks: IncidentTalks


def talk_services(means: Means) -> TalkServices:
    return TalkServices(
        OpeningTalks(means.store, means.calendar, means.new_id, means.failpoint),
        IncidentTalks(means.store, means.calendar, means.clock, means.ticker, means.new_id),
    )


def talk_subjects() -> Mapping[Duty, Subjects]:
    return {Duty.INCIDENT_TALK: TalkSubjects()}


def talk_producers(talks: IncidentTalks, council: str) -> Mapping[str, Producer]:
    """By the name in their links."""

    async def word_document(by: Person, facts: Mapping[str, object]) -> Document:
        digest = (await talks.taken(by, str(facts["subject"]))).digest
        content = await asyncio.to_thread(lambda: word.document(paper_of_digest(digest, council)))
        return Document(f"incidents-{digest.month}.docx", WORD, content)

    return {WORD_DOCUMENT: word_document}


def paper_of_digest(digest: MonthDigest, council: str) -> Paper:
    chapters = [(each.title, each.words, each.points) for each in parts_of_digest(digest)]
    return talk_paper(title_of(digest.month), chapters, council, _made_on(digest.month))


def _made_on(month: str) -> date:
    """The first day on which it can be made, whenever it is: the same digest gives the same file."""
    return months_after(first_of(month), 1)
