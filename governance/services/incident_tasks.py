"""What somebody has to do about an incident: given to them with a day, chased, and done where the card stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from governance.audit import Event
from governance.errors import NotFound, Refused, Stale
from governance.incident_course import EntryKind, GivenTask, IncidentTask, TaskKind, of_task
from governance.incident_routing import still_in_post
from governance.incidents import MAY_SEE_INCIDENTS
from governance.ladders import Rung
from governance.obligations import Duty, Obligation
from governance.owed import Hearer, Owed
from governance.people import Person
from governance.ports import Work
from governance.roles import Role, holders
from governance.services.incident_desk import IncidentDesk, Turn
from governance.services.incident_reporting import reference_of
from governance.services.owing import OwedAudiences
from governance.services.standing import standing_of

#: In words of ours: a card in the chat says what to do, and nothing of what happened.
TITLES: Mapping[TaskKind, str] = {
    TaskKind.CONFIRM_DELETED: "Get it in writing that whoever received it has deleted it",
    TaskKind.RETRIEVE: "Get the papers or the thing back",
    TaskKind.WIPE: "Wipe the device from afar",
    TaskKind.WAS_IT_ENCRYPTED: "Find out if the device was encrypted and locked, and if it can be wiped",
    TaskKind.RESET: "Change the password",
    TaskKind.REMOVE_ACCESS: "Take away access",
    TaskKind.ISOLATE: "Cut the system off",
    TaskKind.RESTORE: "Restore from the backup",
    TaskKind.TELL_PEOPLE: "Tell the people affected",
    TaskKind.TELL_MORE: "Tell the Information Commissioner what was still to come",
    TaskKind.OTHER: "Something to do about an incident",
    TaskKind.REVIEW_RISK: "Look again at the risk to your asset",
    TaskKind.SERVICE_DESK: "Log the incident at the service desk, and keep its number",
}
_NOT_THERE = "There is no such thing to be done, or it is not open to you."


def title_of(task: IncidentTask) -> str:
    return f"{TITLES[task.kind]} ({reference_of(task.incident_id)})"


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task in a list."""

    task: IncidentTask
    title: str
    #: Whoever has to do it.
    owner: str


async def give(
    desk: IncidentDesk, turn: Turn, kind: TaskKind, owner_id: str, due_on: date, words: str = "", about: str = ""
) -> IncidentTask:
    """Inside a verb. The same kind of thing that is still open is not given twice, but for what is in somebody's own
    words."""
    known = [each for each in turn.open_tasks if each.kind is kind]
    if known and kind is not TaskKind.OTHER and any(each.owner_id == owner_id for each in known):
        return known[0]
    task = IncidentTask(
        turn.incident.id, len(turn.tasks) + 1, kind, owner_id, turn.today, due_on, about=about, words=words.strip()
    )
    await turn.work.courses.add_task(task)
    await desk.clocks.task(turn.work, task, turn.now)
    turn.tasks.append(task)
    return task


async def finish(desk: IncidentDesk, work: Work, task: IncidentTask, by: Person, on: date, words: str) -> IncidentTask:
    """Raises Stale when it was done already."""
    done = replace(task, done_on=on, done_by=by.id, done_words=words.strip())
    await work.courses.finish_task(done)
    for duty in (Duty.INCIDENT_TASK, Duty.INCIDENT_FOLLOW_UP):
        await desk.clocks.end(work, duty, task.subject)
    return done


async def call_off(desk: IncidentDesk, turn: Turn, task: IncidentTask, words: str) -> None:
    """Inside a verb: it does not have to be done any more."""
    turn.tasks[turn.tasks.index(task)] = await finish(desk, turn.work, task, turn.by, turn.today, words)


async def give_by(desk: IncidentDesk, turn: Turn, due: Mapping[TaskKind, date | None], words: str) -> None:
    """Inside a verb: what is wanted by a day, to whoever asks for it; what was wanted before by another day, or is not
    wanted any more, is called off with these words."""
    for task in [each for each in turn.open_tasks if each.kind in due]:
        if task.due_on != due[task.kind]:
            await call_off(desk, turn, task, words)
    stands = {each.kind for each in turn.open_tasks}
    for kind, due_on in due.items():
        if due_on is not None and kind not in stands:
            await give(desk, turn, kind, turn.by.id, due_on)


class IncidentTasks:
    """Handlers give them; whoever has one, or acts for them, does it."""

    def __init__(self, desk: IncidentDesk) -> None:
        self._desk = desk

    async def add(self, by: Person, incident_id: str, version: int, given: GivenTask) -> None:
        """Raises Refused when nobody of that address is there."""

        async def does(turn: Turn) -> Mapping[str, str]:
            owner = await self._owner(turn, given)
            if turn.incident.only_told and owner not in turn.incident.told:
                raise Refused("This incident keeps somebody out. Only those who can open it may have a task about it.")
            await give(self._desk, turn, TaskKind(given.kind), owner, given.due_on, given.words or "")
            return {"owner": owner}

        words = {"kind": given.kind, "due_on": given.due_on.isoformat(), "words": given.words or ""}
        await self._desk.act(by, incident_id, version, EntryKind.TASK_GIVEN, words, does)

    async def done(self, by: Person, incident_id: str, number: int, words: str) -> IncidentTask:
        """By whoever has it, or acts for them. Doing it again changes nothing and says the same; when somebody else did
        it, raises Stale with their name."""
        now = self._desk.clock.now()
        today = self._desk.calendar.day_of(now)
        async with self._desk.store.work() as work:
            task = await self._find(work, by, incident_id, number)
            standing = await standing_of(work, by, task.owner_id, today)
            if task.done_on is not None:
                return await _as_done(work, by, task, words)
            if task.kind is TaskKind.SERVICE_DESK:
                raise Refused("Open the incident and give the number that the service desk gave you.")
            done = await finish(self._desk, work, task, by, today, words)
            details: dict[str, str | int] = {"number": number, "kind": task.kind.value, "for": task.owner_id}
            await work.audit.write(Event(now, by.id, standing.role, "incident_task_done", incident_id, details))
        return done

    async def mine(self, by: Person) -> Sequence[TaskLine]:
        """What `by` has to do about incidents, soonest first."""
        async with self._desk.store.work() as work:
            tasks = await work.courses.open_tasks_of(by.id)
        return [TaskLine(each, title_of(each), by.name) for each in tasks]

    async def of(self, by: Person, incident_id: str, number: int) -> TaskLine:
        """One, for whoever has it or acts for them. Raises NotFound or NotYours."""
        async with self._desk.store.work() as work:
            task = await self._find(work, by, incident_id, number)
            await standing_of(work, by, task.owner_id, self._desk.calendar.day_of(self._desk.clock.now()))
            return TaskLine(task, title_of(task), await name_of(work, task.owner_id))

    async def _find(self, work: Work, by: Person, incident_id: str, number: int) -> IncidentTask:
        """Of one that keeps somebody out only for whom it is told: a deputy or a manager may be the one. Raises
        NotFound."""
        incident = await work.incidents.by_id(incident_id)
        if incident is None or (incident.only_told and by.id not in incident.told):
            raise NotFound(_NOT_THERE)
        tasks = (await work.courses.tasks([incident_id])).get(incident_id, ())
        for task in tasks:
            if task.number == number:
                return task
        raise NotFound(_NOT_THERE)

    async def _owner(self, turn: Turn, given: GivenTask) -> str:
        match given.who:
            case "me":
                return turn.by.id
            case "owner":
                return await asset_owner(turn) or _no("Nobody owns an asset that this incident is linked to.")
            case "ict":
                return await ict(turn) or _no("Nobody is named for ICT security on the staff list.")
            case _:
                return await person_by(turn.work, given.other or "", turn.today)


async def asset_owner(turn: Turn) -> str | None:
    """Whoever owns the asset, and may hear of it."""
    reference = turn.incident.asset
    asset = (await turn.work.register.assets([reference])).get(reference) if reference else None
    if asset is None or (turn.incident.only_told and asset.owner_id not in turn.incident.told):
        return None
    return asset.owner_id


async def ict(turn: Turn) -> str | None:
    """The first who is there of those in ICT who hear of attacks."""
    if turn.incident.only_told:
        return None
    found = holders(await turn.work.people.holdings((Role.ICT_SECURITY,), turn.today), Role.ICT_SECURITY, turn.today)
    people = await turn.work.people.many(found)
    there = [each for each in found if each in people and people[each].works_on(turn.today)]
    return next(iter([*there, *found]), None)


async def person_by(work: Work, typed: str, today: date) -> str:
    """The staff number of whoever has this number, e-mail address or whole name. Raises Refused."""
    wanted = " ".join(typed.split()).casefold()
    matches = [
        each
        for each in await work.people.everyone()
        if wanted and wanted in (each.id.casefold(), each.email.casefold(), each.name.casefold())
    ]
    there = [each for each in matches if not each.has_left(today)]
    if len(there) != 1:
        raise Refused(
            "More than one person has this name. Give the work e-mail address."
            if there
            else "Nobody with this e-mail address, staff number or name works here. Look at it again."
        )
    return there[0].id


async def name_of(work: Work, person_id: str) -> str:
    person = await work.people.by_id(person_id)
    return person.name if person is not None else "Somebody who is not on the staff list any more"


async def _as_done(work: Work, by: Person, task: IncidentTask, words: str) -> IncidentTask:
    if task.done_by == by.id and task.done_words == words.strip():
        return task
    raise Stale(f"Already done by {await name_of(work, task.done_by)}.")


def _no(why: str) -> str:
    raise Refused(why)


class IncidentTaskSubjects:
    """What the obligations of tasks are about."""

    async def owed(self, work: Work, obligations: Sequence[Obligation]) -> Mapping[str, Owed]:
        """As the port says."""
        tasks = await work.courses.tasks({of_task(each.subject_id)[0] for each in obligations})
        by_subject = {task.subject: task for found in tasks.values() for task in found}
        found: dict[str, Owed] = {}
        for each in obligations:
            task = by_subject.get(each.subject_id)
            if task is not None:
                found[each.id] = Owed(task.owner_id, title_of(task), 1, words=_how_far(task), reason=task.words)
        return found


class TaskAudiences:
    """Whom the rungs of tasks are for. Of an incident that keeps somebody out, only those hear who hold keys and are
    still in post, also of what is late: whoever is above them may be the one who is kept out."""

    def __init__(self, owed: OwedAudiences) -> None:
        self._owed = owed

    async def recipients(
        self, work: Work, obligations: Sequence[Obligation], rungs: Mapping[str, Rung], day: date
    ) -> Mapping[str, Sequence[Hearer] | None]:
        """As the port says."""
        found = dict(await self._owed.recipients(work, obligations, rungs, day))
        holdings = await work.people.holdings(sorted(MAY_SEE_INCIDENTS), day)
        for each in obligations:
            hearers, incident = found.get(each.id), await work.incidents.by_id(of_task(each.subject_id)[0])
            if hearers is not None and incident is not None and incident.only_told:
                able = still_in_post(incident.told, holdings)
                found[each.id] = [e for e in hearers if e.person_id in able] or [Hearer(who) for who in able]
        return found


def _how_far(task: IncidentTask) -> str:
    return "not done yet" if task.done_on is None else "done"


def open_ones(tasks: Iterable[IncidentTask]) -> Sequence[IncidentTask]:
    return [each for each in tasks if each.done_on is None]
