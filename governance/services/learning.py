"""What the council learned from a case: for the record, and where it asks for it, as an action in the register
(paragraph 29). The register is read by people who may know nothing of the case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from governance.actions import Action, ActionState
from governance.audit import Event
from governance.case_record import NewEntry, Recorded
from governance.case_sharing import names
from governance.case_steps import Step, may
from governance.deeds import Lesson
from governance.errors import Refused
from governance.lessons import SOURCE, action_reference, slips
from governance.people import Person
from governance.ports import Clock, Failpoint, Store, Work
from governance.reports import State
from governance.services.casefiles import CaseFiles, Told, must_decide
from governance.services.proceeding import NOT_NOW, TAKEN_BACK, Proceeding
from governance.services.recording import Recording
from governance.services.registering import Registering
from governance.services.settling import Settling


class Learning:
    """Checks who asks, their role today, and that they hold the key."""

    def __init__(
        self,
        store: Store,
        files: CaseFiles,
        recording: Recording,
        proceeding: Proceeding,
        settling: Settling,
        registering: Registering,
        clock: Clock,
        failpoint: Failpoint,
    ) -> None:
        self._store = store
        self._files = files
        self._recording = recording
        self._proceeding = proceeding
        self._settling = settling
        self._registering = registering
        self._clock = clock
        self._failpoint = failpoint

    async def learn(self, by: Person, report_id: str, entry_id: str, lesson: Lesson) -> str:
        """Record a lesson and, if it asks for one, raise its action. Returns the action's reference, or nothing.

        `entry_id` (32 hex digits) is minted with the form: the same press twice is one lesson. Raises Refused when the
        words hold a name or a turn of phrase of the case: lessons are read outside it.
        """
        report, _ = await self._files.load(by, report_id, None)
        must_decide(report, by)
        if not may(report.state, Step.LEARN):
            raise Refused(TAKEN_BACK if report.state is State.WITHDRAWN else NOT_NOW)
        told = await self._files.told(by, report)
        written = await self._files.written(by.id, report)
        everything = "\n".join([*(answer for _, answers in told.sections for _, answer in answers), *written])
        found = await self._proceeding.names(by, report)
        for words in (lesson.lesson, lesson.title or ""):
            _check(words, found, everything)
        reference = action_reference(entry_id) if lesson.raises == "yes" else ""
        facts = (("Action in the register", reference),) if reference else ()
        sealed = await self._recording.seal(by, report, NewEntry(entry_id, Recorded.LESSON, lesson.lesson, facts))
        async with self._store.work() as work:
            post = await self._files.post(work, by)
            if await work.record.by_id(entry_id) is None:
                await self._recording.put(work, by, post, sealed)
                await self._registering.learn(work, report, lesson.lesson.strip())
                if reference:
                    holder = await _holder(work, lesson.holder or "", told, written, self._files.today())
                    action = _action(reference, lesson, holder)
                    await self._settling.raise_actions(work, [action], self._clock.now())
                    # The register's line names no report, and the report's line no action.
                    await work.audit.write(Event(self._clock.now(), by.id, post, "action_raised", reference))
            self._failpoint("learn.before_commit")
        return reference


def _check(words: str, names: frozenset[str], told: str) -> None:
    found = slips(words, names, told)
    if found.names:
        raise Refused(f"Others will read this. Take out what may be a name from the case: {', '.join(found.names)}.")
    if found.phrases:
        raise Refused(
            f"Others will read this. These words stand in the report too, so they could show which it is: "
            f"“{found.phrases[0]}”. Say it in another way."
        )


def _action(reference: str, lesson: Lesson, holder: Person) -> Action:
    return Action(
        reference=reference,
        source=SOURCE,
        title=(lesson.title or "").strip(),
        holder_id=holder.id,
        priority=lesson.priority or "medium",
        state=ActionState.NOT_BEGUN,
        original_due_on=lesson.due_on,
    )


async def _holder(work: Work, typed: str, told: Told, written: Sequence[str], today: date) -> Person:
    """By staff number or e-mail address; nobody whom the case keeps out or names: they would hear of it."""
    wanted = typed.strip()
    person = await work.people.by_id(wanted)
    if person is None:
        everyone = await work.people.everyone()
        person = next((each for each in everyone if each.email.lower() == wanted.lower()), None)
    if person is None or person.has_left(today):
        raise Refused(f"Nobody on the staff list has “{wanted}” as staff number or e-mail address. Look it up first.")
    if person.id in told.barred or names([told.sections, told.named, list(written)], person.name):
        raise Refused(f"{person.name} cannot be given this: the report keeps them out of it or names them.")
    return person
