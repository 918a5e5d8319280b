"""Writing to a reporter while a case is under way: messages, offers to meet, and how it goes (paragraphs 20 to 22)."""

from __future__ import annotations

from governance.case_letters import GAP, offered
from governance.case_record import Recorded
from governance.case_steps import Step
from governance.errors import Refused
from governance.people import Person
from governance.reports import Entry
from governance.services.proceeding import Deed, Note, Proceeding


class Replying:
    """Each raises as `Proceeding.take`. `warned` is the mark of a warning that was read before."""

    def __init__(self, proceeding: Proceeding) -> None:
        self._proceeding = proceeding

    async def message(self, by: Person, report_id: str, version: int, text: str, warned: str = "") -> None:
        deed = Deed(Step.MESSAGE, Entry.MESSAGE, "wrote", written(text), warned=warned)
        await self._proceeding.take(by, report_id, version, deed)

    async def offer_meeting(self, by: Person, report_id: str, version: int, text: str, warned: str = "") -> None:
        """That the reporter may be accompanied, and may meet away from work, is part of every offer."""
        note = Note(
            Recorded.MEETING, "Offered to meet. The letter says that they may bring somebody, and meet elsewhere."
        )
        deed = Deed(Step.MEET, Entry.MEETING, "offered_meeting", offered(written(text)), notes=(note,), warned=warned)
        await self._proceeding.take(by, report_id, version, deed)

    async def progress(self, by: Person, report_id: str, version: int, text: str, warned: str = "") -> None:
        """How it goes; the clock of the next note begins."""
        deed = Deed(Step.PROGRESS, Entry.PROGRESS, "progress_told", written(text), warned=warned)
        await self._proceeding.take(by, report_id, version, deed)


def written(text: str) -> str:
    """A letter in which nothing is left to write. Raises Refused in words."""
    if not text.strip():
        raise Refused("Write the letter.")
    if GAP in text:
        raise Refused(f"This cannot be sent yet. Write your own words in the place of “{GAP}…]”, or take it out.")
    return text
