"""Closing an incident: with its cause and its lesson, agreed to by somebody else; reopened with a reason; and one that
was reported twice is one (risk policy 6.3, 7d)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from governance.actions import Action, ActionState
from governance.audit import Event
from governance.breaches import Decision
from governance.errors import NotFound, NotYours, Refused, Stale
from governance.incident_course import Approving, Closing, Course, EntryKind, Merging, Reopening, TaskKind, of_task
from governance.incidents import MAY_SEE_INCIDENTS, Incident, IncidentState
from governance.ladders import Rung
from governance.lessons import SOURCE, action_reference, names_one_of, whole_names
from governance.obligations import Duty, Obligation
from governance.owed import Hearer, Owed
from governance.people import Person
from governance.ports import Work
from governance.services.closing_approvers import NOBODY_ELSE, approvers_of_quiet, may_approve
from governance.services.incident_clocks import LOOK
from governance.services.incident_desk import IncidentDesk, Turn
from governance.services.incident_files import NOT_THERE
from governance.services.incident_notices import IncidentNotices
from governance.services.incident_reporting import reference_of
from governance.services.incident_tasks import call_off, name_of, person_by
from governance.services.owing import OwedAudiences
from governance.services.settling import Settling
from governance.severity import Severity


def missing(turn: Turn) -> Sequence[str]:
    """What has to be done before it is closed, in words."""
    course, found = turn.course, []
    if course.confirmed_at is None:
        found.append("confirm when the Council became aware")
    if course.assessed_at is None:
        found.append("say how severe it is")
    if course.contained_at is None:
        found.append("say that it is contained")
    if course.decided_at is None:
        found.append("decide whether the Commissioner is told")
    elif Decision(course.decision).notifies and course.ico_told_at is None:
        found.append("tell the Commissioner, and say when")
    if any(not each.kind.waits for each in turn.open_tasks):
        found.append("finish the things to do about it")
    return found


async def _must_name_nobody(work: Work, *texts: str) -> None:
    """Of what others read. A lesson that names somebody would be left out of the digest without a word."""
    names = whole_names(each.name for each in await work.people.everyone())
    if any(names_one_of(text, names) for text in texts):
        raise Refused(
            "Others read the lesson and what follows from it, and the name of somebody who works here stands in it. "
            "Take it out: say what let it happen, not who."
        )


class IncidentClosing:
    def __init__(self, desk: IncidentDesk, settling: Settling) -> None:
        self._desk = desk
        self._settling = settling

    async def ask(self, by: Person, incident_id: str, version: int, said: Closing) -> None:
        """With the cause and the lesson. Raises Refused with everything that is still to be done. What follows from
        the lesson is an action from now on."""

        async def does(turn: Turn) -> Mapping[str, str]:
            if turn.course.closing_by:
                raise Stale(f"{await name_of(turn.work, turn.course.closing_by)} already asked for it to be closed.")
            if left := missing(turn):
                raise Refused(f"Before it is closed: {'; '.join(left)}.")
            if turn.incident.only_told and not await approvers_of_quiet(turn.work, turn.incident, by.id, turn.today):
                raise Refused(NOBODY_ELSE)
            await _must_name_nobody(turn.work, said.lesson, said.to_do or "")
            number = turn.course.closing_number + 1
            turn.course = replace(
                turn.course, closing_by=by.id, closing_number=number, lesson=" ".join(said.lesson.split())
            )
            await self._desk.clocks.approval(turn.work, f"{turn.incident.id}/{number}", turn.now)
            return await self._raise(turn, said)

        words = {"cause": said.cause, "lesson": said.lesson, "to_do": said.to_do or ""}
        await self._desk.act(by, incident_id, version, EntryKind.CLOSING, words, does)

    async def decide(self, by: Person, incident_id: str, number: int, said: Approving) -> None:
        """Somebody else agrees, or says what is missing. A key is not needed: the Senior Information Risk Owner holds
        none, and may; their words are sealed to those who hold one."""
        async with self._desk.store.work() as work:
            turn = await self._approver(work, by, incident_id)
            course = turn.course
            if not course.closing_by or course.closing_number != number:
                raise Stale(await self._was_decided(turn))
            agreed = said.agreed == "yes"
            if agreed and (left := missing(turn)):
                raise Refused(f"It has changed since then. Say no, or wait. Before it is closed: {'; '.join(left)}.")
            turn.course = replace(course, closing_by="", closed_at=turn.now if agreed else None)
            subject = f"{incident_id}/{number}"
            await self._desk.clocks.end(work, Duty.APPROVE_CLOSURE, subject)
            if agreed:
                await self._desk.clocks.end(work, Duty.INCIDENT_OPEN, incident_id)
            kind = EntryKind.CLOSED if agreed else EntryKind.NOT_CLOSED
            await self._desk.keep(turn, kind, {"words": said.words})
            if not agreed:
                notices = IncidentNotices(self._desk.clock, self._desk.ticker, self._desk.new_id)
                holdings = await work.people.holdings(sorted(MAY_SEE_INCIDENTS), turn.today)
                await notices.goes_on(work, turn.incident, course.closing_by, holdings)

    async def waiting(self, by: Person, incident_id: str, number: int) -> Turn:
        """What is to be agreed to, as far as it stands in the clear. Raises NotFound, NotYours or Stale."""
        async with self._desk.store.work() as work:
            turn = await self._approver(work, by, incident_id)
            if not turn.course.closing_by or turn.course.closing_number != number:
                raise Stale(await self._was_decided(turn))
            return turn

    async def reopen(self, by: Person, incident_id: str, version: int, said: Reopening) -> None:
        async def does(turn: Turn) -> Mapping[str, str]:
            if turn.course.closed_at is None:
                raise Stale("This incident is open.")
            if not said.reason.strip():
                raise Refused("Say why it is opened again.")
            turn.course = replace(turn.course, closed_at=None)
            return {}

        await self._desk.act(by, incident_id, version, EntryKind.REOPENED, {"reason": said.reason}, does)

    async def merge(self, by: Person, incident_id: str, version: int, said: Merging) -> None:
        """The same was reported twice: one of them goes on, from the earlier awareness, and nothing of either is lost.
        Both reporters see theirs as before."""
        keys = await self._desk.files.keys(by)

        async def does(turn: Turn) -> Mapping[str, str]:
            other = await self._other(turn, keys, said.into)
            for duty in (*LOOK, Duty.NOTIFY_ICO, Duty.INCIDENT_OPEN):
                await self._desk.clocks.end(turn.work, duty, turn.incident.id)
            if turn.course.closing_by:
                subject = f"{turn.incident.id}/{turn.course.closing_number}"
                await self._desk.clocks.end(turn.work, Duty.APPROVE_CLOSURE, subject)
            await self._one_number(turn, other)
            await self._takes_over(turn, other)
            course = replace(turn.course, merged_into=other.incident.id, closed_at=turn.now, closing_by="")
            turn.course = replace(course, confirmed_at=course.confirmed_at or turn.now)
            return {"other": other.incident.id}

        words = {"into": said.into, "reason": said.reason}
        await self._desk.act(by, incident_id, version, EntryKind.MERGED, words, does)

    # ---------------------------------------------------------------- inside

    async def _raise(self, turn: Turn, said: Closing) -> Mapping[str, str]:
        """The register's line names no incident; the incident's record names the action."""
        if not (said.to_do or "").strip():
            return {}
        if said.to_do_by is None or not (said.to_do_who or "").strip():
            raise Refused("Say who does what follows from it, and by when.")
        if said.to_do_by < turn.today:
            raise Refused("The date by which it is done can not be in the past.")
        if turn.incident.only_told:
            raise Refused(
                "This incident keeps somebody out, and others read the list of actions. Leave out what follows from it."
            )
        holder = await person_by(turn.work, said.to_do_who or "", turn.today)
        serious = Severity(turn.incident.severity).is_serious
        action = Action(
            reference=action_reference(self._desk.new_id()),
            source=SOURCE,
            title=" ".join((said.to_do or "").split()),
            holder_id=holder,
            priority="high" if serious else "medium",
            state=ActionState.NOT_BEGUN,
            original_due_on=said.to_do_by,
        )
        await self._settling.raise_actions(turn.work, [action], turn.now)
        await turn.work.audit.write(Event(turn.now, turn.by.id, turn.role, "action_raised", action.reference))
        return {"action": action.reference}

    async def _approver(self, work: Work, by: Person, incident_id: str) -> Turn:
        incident = await work.incidents.by_id(incident_id)
        today = self._desk.calendar.day_of(self._desk.clock.now())
        if incident is None or (incident.only_told and not await self._may_know(work, by, incident, today)):
            raise NotFound(NOT_THERE)
        mine = await work.people.roles_of(by.id, today)
        # Whoever holds keys does nothing from an account that was not confirmed as theirs.
        await self._desk.files.keys(by)
        role = next((each for each in may_approve(incident) if each in mine), None)
        if by.has_left(today) or role is None:
            raise NotYours("The Data Protection Officer or the Senior Information Risk Owner closes this one.")
        turn = await self._desk.keyless(work, by, role, incident_id)
        if turn.course.closing_by == by.id:
            raise NotYours("Whoever asked for it does not agree to it: somebody else does.")
        return turn

    async def _may_know(self, work: Work, by: Person, incident: Incident, today: date) -> bool:
        """Of one that keeps somebody out: whoever holds a key, or is the only one left to agree."""
        if by.id in incident.told:
            return True
        course = (await work.courses.of([incident.id])).get(incident.id)
        asked_by = course.closing_by if course is not None else ""
        return bool(asked_by) and by.id in await approvers_of_quiet(work, incident, asked_by, today)

    async def _was_decided(self, turn: Turn) -> str:
        for entry in reversed(await turn.work.courses.entries(turn.incident.id)):
            if entry.kind in (EntryKind.CLOSED, EntryKind.NOT_CLOSED):
                return f"Already decided by {entry.by_name}."
        return "Nobody asks for this any more. Open the incident again."

    async def _other(self, turn: Turn, keys: frozenset[str], reference: str) -> Turn:
        wanted = "".join(reference.split()).upper()
        for incident in await turn.work.incidents.by_keys(keys):
            if reference_of(incident.id) == wanted and incident.is_shown and incident.id != turn.incident.id:
                other = await self._desk.turn(turn.work, turn.by, keys, incident.id)
                if other.incident.state is IncidentState.CLOSED:
                    raise Refused("That incident is closed. Reopen it first, and say why.")
                if other.incident.only_told != turn.incident.only_told:
                    raise Refused("One of the two keeps somebody out, and the other does not. They stay apart.")
                if turn.incident.only_told and set(other.incident.told) != set(turn.incident.told):
                    raise Refused("The two do not keep the same people out. They stay apart.")
                return other
        raise Refused("There is no other incident of that number among those that you may see.")

    async def _one_number(self, turn: Turn, other: Turn) -> None:
        """One event has one number at the service desk: that of the incident that goes on, or else of the other."""
        if not other.incident.service_desk:
            other.incident = replace(other.incident, service_desk=turn.incident.service_desk)
        number = other.incident.service_desk
        for each, words in ((turn, f"It is one with {reference_of(other.incident.id)}."), (other, number)):
            for task in each.open_tasks:
                if task.kind is TaskKind.SERVICE_DESK and (each is turn or number):
                    await call_off(self._desk, each, task, words)

    async def _takes_over(self, turn: Turn, other: Turn) -> None:
        """The one that goes on knows from the earlier of the two, and what is already running is reckoned anew."""
        known = [each for each in (turn.incident.aware_at, other.incident.aware_at) if each is not None]
        earlier = min(known, default=None)
        if earlier is not None and earlier != other.incident.aware_at:
            for duty in LOOK:
                await self._desk.clocks.end(turn.work, duty, other.incident.id)
            if other.course.confirmed_at is None or await self._desk.clocks.runs(turn.work, other.incident.id):
                await self._desk.clocks.begin(turn.work, other.incident.id, earlier, turn.now)
            other.incident = replace(other.incident, aware_at=earlier)
            handler = other.course.handler_id or turn.course.handler_id
            confirmed = other.course.confirmed_at or turn.now
            other.course = replace(other.course, confirmed_at=confirmed, handler_id=handler)
        await self._desk.keep(other, EntryKind.MERGED, {"from": reference_of(turn.incident.id)})


class ClosureSubjects:
    """What the obligations of closing are about."""

    async def owed(self, work: Work, obligations: Sequence[Obligation]) -> Mapping[str, Owed]:
        """As the port says."""
        found: dict[str, Owed] = {}
        courses = await work.courses.of({of_task(each.subject_id)[0] for each in obligations})
        for each in obligations:
            incident_id, number = of_task(each.subject_id)
            course, incident = courses.get(incident_id), await work.incidents.by_id(incident_id)
            if course is None or incident is None:
                continue
            decider = may_approve(incident)[0]
            asks = course.closing_by if course.closing_number == number else ""
            title = f"Close incident {reference_of(incident_id)}"
            found[each.id] = Owed(asks, title, number, decider=decider, words=_how_far(course, number))
        return found


class ClosureAudiences:
    """Whoever decides about closing one. Of an incident that keeps somebody out, only those who may agree to
    it."""

    def __init__(self, decided: OwedAudiences) -> None:
        self._decided = decided

    async def recipients(
        self, work: Work, obligations: Sequence[Obligation], rungs: Mapping[str, Rung], day: date
    ) -> Mapping[str, Sequence[Hearer] | None]:
        """As the port says."""
        found = dict(await self._decided.recipients(work, obligations, rungs, day))
        for each in obligations:
            incident = await work.incidents.by_id(of_task(each.subject_id)[0])
            if incident is not None and incident.only_told:
                course = (await work.courses.of([incident.id])).get(incident.id)
                asks = course.closing_by if course is not None else ""
                found[each.id] = [Hearer(who) for who in await approvers_of_quiet(work, incident, asks, day)]
        return found


def _how_far(course: Course, number: int) -> str:
    if course.closing_by and course.closing_number == number:
        return "waits for your word"
    return "closed" if course.closed_at is not None else "not closed"
