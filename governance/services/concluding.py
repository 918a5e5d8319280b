"""How a case ends, and what comes after: the outcome, the notice that all is done, how the reporter fares, and opening
it again (paragraphs 22, 25 and 28; ISO 37002: conclude)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from governance.case_letters import of_another_outcome
from governance.case_record import Recorded
from governance.case_steps import Step, may, may_end_as
from governance.deeds import CheckingIn, Closing, Conclusion, Reopening
from governance.errors import Refused
from governance.outcomes import Outcome
from governance.people import Person
from governance.reports import Entry, Report, State
from governance.services.proceeding import NOT_NOW, Deed, Note, Proceeding
from governance.services.replying import written


class Concluding:
    """Each raises as `Proceeding.take`."""

    def __init__(self, proceeding: Proceeding, today: Callable[[], date]) -> None:
        self._proceeding = proceeding
        self._today = today

    async def conclude(
        self, by: Person, report_id: str, version: int, conclusion: Conclusion, warned: str = ""
    ) -> None:
        """The outcome with its note for the record, and a message of its own for the reporter. Raises Refused when the
        one stands in the place of the other."""
        outcome = Outcome(conclusion.outcome)
        message, note = written(conclusion.message), conclusion.note.strip()
        if message.strip() == note or note in message:
            raise Refused(
                "The note for the record stands in the message to the reporter. Write them a message of its own."
            )
        if of_another_outcome(message, outcome):
            raise Refused("This message was drafted for another outcome. Go back, and write what fits this one.")
        facts = (("Passed on to", conclusion.referred_to),) if conclusion.referred_to else ()
        deed = Deed(
            Step.CONCLUDE,
            Entry.OUTCOME,
            "concluded",
            message,
            lambda report: _ended(report, outcome, self._today()),
            (Note(Recorded.OUTCOME, note, facts, {"outcome": outcome.value}),),
            {"outcome": outcome.value},
            warned,
        )
        await self._proceeding.take(by, report_id, version, deed)

    async def close(self, by: Person, report_id: str, version: int, closing: Closing, warned: str = "") -> None:
        """Tell the reporter that the process is complete. Their after-care begins."""
        today = self._today()
        deed = Deed(
            Step.CLOSE,
            Entry.COMPLETION,
            "closed",
            written(closing.letter),
            lambda report: replace(report, state=State.CLOSED, closed_on=today),
            (Note(Recorded.STEP, closing.note),),
            warned=warned,
        )
        await self._proceeding.take(by, report_id, version, deed)

    async def check_in(self, by: Person, report_id: str, version: int, letter: CheckingIn, warned: str = "") -> None:
        """Ask how the reporter is."""
        deed = Deed(Step.CHECK_IN, Entry.CHECK_IN, "checked_in", written(letter.letter), warned=warned)
        await self._proceeding.take(by, report_id, version, deed)

    async def reopen(self, by: Person, report_id: str, version: int, reopening: Reopening, warned: str = "") -> None:
        """The outcome is taken back, and the case goes on. What was recorded of it stays in the record."""
        deed = Deed(
            Step.REOPEN,
            Entry.REOPENING,
            "reopened",
            written(reopening.letter),
            lambda report: replace(report, state=State.INVESTIGATING, outcome=None, concluded_on=None, closed_on=None),
            (Note(Recorded.STEP, reopening.reason, (("What was done", "The case was opened again."),)),),
            warned=warned,
        )
        await self._proceeding.take(by, report_id, version, deed)


def _ended(report: Report, outcome: Outcome, today: date) -> Report:
    if not may(report.state, Step.CONCLUDE):
        raise Refused(NOT_NOW)
    if not may_end_as(report.state, outcome):
        raise Refused(
            "Nobody has begun to look into this case. Begin that first, or choose another outcome."
            if outcome.investigated
            else "This case was looked into. Choose an outcome that says what was found."
        )
    return replace(report, state=State.CONCLUDED, outcome=outcome, concluded_on=today)
