"""Deciding what is done with a concern, giving it to somebody, and passing it on (paragraph 21; ISO 37002: assess)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from governance.case_record import Recorded
from governance.case_steps import Step
from governance.deeds import Beginning, Decision, Referral, Triage
from governance.errors import Refused
from governance.outcomes import Priority
from governance.people import Person
from governance.reports import Entry, Report, State
from governance.services.proceeding import Deed, Note, Proceeding
from governance.services.replying import written

#: The state that a decision leads to; what needs more stays as it is.
_LEADS = {
    Decision.IN_SCOPE: State.TRIAGED,
    Decision.OUT_OF_SCOPE: State.TRIAGED,
    Decision.OTHER_PROCEDURE: State.REFERRED,
}
_DANGER = {
    "no": "No danger and no evidence at risk is known.",
    "people": "Somebody may be in danger.",
    "evidence": "Evidence may be at risk.",
    "both": "Somebody may be in danger, and evidence may be at risk.",
}


class Deciding:
    """Each raises as `Proceeding.take`."""

    def __init__(self, proceeding: Proceeding, today: Callable[[], date]) -> None:
        self._proceeding = proceeding
        self._today = today

    async def triage(self, by: Person, report_id: str, version: int, triage: Triage, warned: str = "") -> None:
        """Tell the reporter what was decided, and record why: two texts that never meet."""
        decision = Decision(triage.decision)
        if triage.danger != "no" and not (triage.danger_done or "").strip():
            raise Refused("Say what is done about the danger, before all else.")
        deed = Deed(
            Step.TRIAGE,
            Entry.QUESTION if decision is Decision.NEEDS_MORE else Entry.DECISION,
            "triaged",
            written(triage.letter),
            lambda report: self._decided(report, decision, Priority(triage.priority)),
            _notes(triage, decision),
            _details(triage),
            warned,
        )
        await self._proceeding.take(by, report_id, version, deed)

    async def begin(self, by: Person, report_id: str, version: int, beginning: Beginning, warned: str = "") -> None:
        """Somebody looks into it from now on."""
        note = Note(Recorded.STEP, beginning.plan, (("Who looks into it", beginning.who),))
        deed = Deed(
            Step.INVESTIGATE,
            Entry.PROGRESS,
            "began_investigation",
            written(beginning.letter),
            lambda report: replace(report, state=State.INVESTIGATING),
            (note,),
            warned=warned,
        )
        await self._proceeding.take(by, report_id, version, deed)

    async def refer(self, by: Person, report_id: str, version: int, referral: Referral, warned: str = "") -> None:
        """Somebody else takes it on."""
        note = Note(Recorded.REFERRAL, referral.reasons, (("To whom", referral.to),), {"body": referral.to})
        deed = Deed(
            Step.REFER,
            Entry.DECISION,
            "referred",
            written(referral.letter),
            lambda report: replace(report, state=State.REFERRED),
            (note,),
            warned=warned,
        )
        await self._proceeding.take(by, report_id, version, deed)

    def _decided(self, report: Report, decision: Decision, priority: Priority) -> Report:
        triaged_on = report.triaged_on if decision is Decision.NEEDS_MORE else self._today()
        state = _LEADS.get(decision, report.state)
        return replace(report, state=state, priority=priority, triaged_on=triaged_on)


def _notes(triage: Triage, decision: Decision) -> tuple[Note, ...]:
    facts = [("Danger first", _DANGER[triage.danger])]
    if triage.danger_done:
        facts.append(("What is done about it", triage.danger_done))
    facts += [("Decision", decision.value.replace("_", " ")), ("How pressing", triage.priority)]
    if triage.procedure:
        facts.append(("Procedure", triage.procedure_other or triage.procedure))
    notes = [Note(Recorded.TRIAGE, triage.reasons, tuple(facts), _details(triage))]
    if triage.what_is_done:
        asked = (
            ("Who might guess who reported", triage.who_may_guess or ""),
            ("What might happen to them", triage.what_may_happen or ""),
        )
        notes.append(Note(Recorded.DETRIMENT, triage.what_is_done, asked))
    return tuple(notes)


def _details(triage: Triage) -> dict[str, str]:
    """Codes alone."""
    found = {"decision": triage.decision, "priority": triage.priority, "danger": triage.danger}
    return {**found, "procedure": triage.procedure} if triage.procedure else found
