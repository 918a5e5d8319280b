"""Handling an incident: when the Council knew, how severe it is, whether it is contained, and who is told of it (risk
policy 7d; UK GDPR Articles 33 and 34)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from governance.audit import Event
from governance.breaches import Decided, Decision, check, check_aware, check_told
from governance.errors import Refused, Stale
from governance.incident_course import (
    GRID,
    Aware,
    AwareCorrected,
    Background,
    Containing,
    EntryKind,
    Overriding,
    ServiceDesk,
    TaskKind,
    ToldIco,
    Weighing,
)
from governance.incident_waits import Waited
from governance.incidents import IncidentState
from governance.notices import Channel, Kind, Message, Notice
from governance.obligations import Duty
from governance.people import Person
from governance.roles import Role
from governance.services.incident_alarms import office_on
from governance.services.incident_clocks import LOOK
from governance.services.incident_desk import IncidentDesk, Turn
from governance.services.incident_linking import look_at_the_risk
from governance.services.incident_tasks import finish, give, give_by, ict
from governance.services.risk_clock import RiskClock
from governance.severity import Reckoned, Severity, Weighed, overridden, reckon

#: Working days for what an incident leaves to be done.
SERVICE_DESK_DAYS, ENCRYPTION_DAYS = 2, 1
#: Who is called when an incident is of the highest severity.
CALLED = (Role.SIRO, Role.DATA_PROTECTION_OFFICER, Role.ICT_SECURITY)
_LOOK_FIRST = "Confirm first when the Council became aware of it."


class IncidentHandling:
    """Each verb is one turn at the desk, which checks who, their role, their key and the row's version."""

    def __init__(self, desk: IncidentDesk, risks: RiskClock, service_desk_pattern: str) -> None:
        """`service_desk_pattern`: what a number of the service desk looks like (a regular expression; "": anything)."""
        self._desk = desk
        self._risks = risks
        self._pattern = service_desk_pattern

    # ---------------------------------------------------------------- H1: aware

    async def confirm_aware(self, by: Person, incident_id: str, version: int, said: Aware) -> None:
        """The 72 hours run from `said.aware_at`."""

        async def does(turn: Turn) -> Mapping[str, str]:
            if turn.course.confirmed_at is not None:
                raise Stale("When the Council became aware was already confirmed. Correct it if it is wrong.")
            check_aware(said.aware_at, turn.now)
            await self._begin_record(turn)
            turn.incident = replace(turn.incident, aware_at=said.aware_at)
            took = "" if turn.incident.only_told else Waited(said.waited).value
            turn.course = replace(turn.course, handler_id=by.id, confirmed_at=turn.now, waited=took)
            for duty in LOOK:
                await self._desk.clocks.end(turn.work, duty, turn.incident.id)
            await self._desk.clocks.begin(turn.work, turn.incident.id, said.aware_at, turn.now)
            await self._first_tasks(turn)
            return {}

        words = {"aware_at": said.aware_at.isoformat(), "waited": said.waited}
        await self._desk.act(by, incident_id, version, EntryKind.AWARE, words, does)

    async def correct_aware(self, by: Person, incident_id: str, version: int, said: AwareCorrected) -> None:
        """It was another instant: the ladder begins again from there, as a new cycle, while the clock still runs."""

        async def does(turn: Turn) -> Mapping[str, str]:
            before = _aware_at(turn)
            check_aware(said.aware_at, turn.now)
            if not said.reason.strip():
                raise Refused("Say why it is corrected. The reason is kept.")
            if said.aware_at == before:
                raise Refused("That is the time that is already kept.")
            turn.incident = replace(turn.incident, aware_at=said.aware_at)
            if await self._desk.clocks.runs(turn.work, turn.incident.id) is not None:
                await self._desk.clocks.begin(turn.work, turn.incident.id, said.aware_at, turn.now)
            return {"before": before.isoformat()}

        words = {"aware_at": said.aware_at.isoformat(), "reason": said.reason}
        await self._desk.act(by, incident_id, version, EntryKind.AWARE_CORRECTED, words, does)

    # ---------------------------------------------------------------- H2: severity

    async def assess(self, by: Person, incident_id: str, version: int, found: Weighing) -> Reckoned:
        """By the grid and its bounds; what it comes to is called out at once when it is the highest."""
        reckoned = reckon(GRID[found.impact], GRID[found.likelihood], weighed(found))

        async def does(turn: Turn) -> Mapping[str, str]:
            _aware_at(turn)
            await self._becomes(turn, reckoned.severity)
            turn.course = replace(turn.course, assessed_at=turn.course.assessed_at or turn.now)
            return {
                "severity": reckoned.severity.value,
                "score": str(reckoned.score),
                "by_grid": reckoned.by_grid.value,
                "bounds": ",".join(f"{bound.value}:{severity.value}" for bound, severity in reckoned.bounds),
            }

        words = {
            "impact": str(GRID[found.impact]),
            "likelihood": str(GRID[found.likelihood]),
            "holds": ",".join(found.holds),
            "people": "" if found.people is None else str(found.people),
            "words": found.words,
        }
        await self._desk.act(by, incident_id, version, EntryKind.ASSESSED, words, does)
        return reckoned

    async def override(self, by: Person, incident_id: str, version: int, said: Overriding) -> None:
        """Another severity than the rules', with the reason."""

        async def does(turn: Turn) -> Mapping[str, str]:
            entries = await self._desk.entries(turn.work, by, turn.incident)
            assessed = [each.words for each in entries if each.entry.kind is EntryKind.ASSESSED and each.words]
            if not assessed:
                raise Refused("Reckon the severity first.")
            rules = Severity(assessed[-1]["severity"])
            severity = overridden(rules, said.severity.upper(), said.reason)
            await self._becomes(turn, severity)
            return {"rules": rules.value}

        words = {"severity": said.severity.upper(), "reason": said.reason}
        await self._desk.act(by, incident_id, version, EntryKind.OVERRIDDEN, words, does)

    # ---------------------------------------------------------------- contained

    async def contain(self, by: Person, incident_id: str, version: int, said: Containing) -> None:
        async def does(turn: Turn) -> Mapping[str, str]:
            _aware_at(turn)
            left = [each for each in turn.open_tasks if each.kind.contains]
            if left:
                raise Refused(f"{len(left)} of the things to do about it are not done yet. Ask how they are going.")
            turn.course = replace(turn.course, contained_at=turn.now)
            turn.incident = replace(turn.incident, ongoing=False, live_attack=False)
            return {}

        words = {"recovered": said.recovered, "words": said.words}
        await self._desk.act(by, incident_id, version, EntryKind.CONTAINED, words, does)

    # ---------------------------------------------------------------- H3 and H4: who is told

    async def decide(self, by: Person, incident_id: str, version: int, decided: Decided) -> None:
        """Whether the Commissioner and the people affected are told, with the reason either way (Article 33(5))."""

        async def does(turn: Turn) -> Mapping[str, str]:
            aware_at = _aware_at(turn)
            advice = check(decided, turn.today)
            notifies = Decision(decided.decision).notifies
            told = turn.course.ico_told_at is not None
            if not notifies:
                await self._desk.clocks.end(turn.work, Duty.NOTIFY_ICO, turn.incident.id)
            elif not told and await self._desk.clocks.runs(turn.work, turn.incident.id) is None:
                await self._desk.clocks.begin(turn.work, turn.incident.id, aware_at, turn.now)
            turn.course = replace(turn.course, decided_at=turn.now, advice=advice.value, decision=decided.decision)
            await self._promised(turn, decided)
            return {"led_to": advice.value}

        await self._desk.act(by, incident_id, version, EntryKind.DECIDED, decision_words(decided), does)

    async def told_ico(self, by: Person, incident_id: str, version: int, said: ToldIco) -> None:
        """The Commissioner was told: the clock stops."""

        async def does(turn: Turn) -> Mapping[str, str]:
            aware_at = _aware_at(turn)
            if not turn.course.decision or not Decision(turn.course.decision).notifies:
                raise Refused("Record first that the Commissioner is told, and why.")
            in_time = check_told(aware_at, said.told_at, turn.now, said.late_reason or "")
            turn.course = replace(turn.course, ico_told_at=said.told_at, ico_reference=said.reference.strip())
            await self._desk.clocks.end(turn.work, Duty.NOTIFY_ICO, turn.incident.id)
            return {"in_time": "yes" if in_time else "no"}

        words = {
            "told_at": said.told_at.isoformat(),
            "reference": said.reference,
            "late_reason": said.late_reason or "",
        }
        await self._desk.act(by, incident_id, version, EntryKind.TOLD_ICO, words, does)

    # ---------------------------------------------------------------- beside it

    async def service_desk(self, by: Person, incident_id: str, version: int, said: ServiceDesk) -> None:
        """Risk policy 7d: incidents are recorded at the service desk."""
        reference = " ".join(said.reference.split())
        if self._pattern and not re.fullmatch(self._pattern, reference, re.IGNORECASE):
            raise Refused("This does not look like a number of the service desk. Look at it again.")

        async def does(turn: Turn) -> Mapping[str, str]:
            turn.incident = replace(turn.incident, service_desk=reference)
            for task in turn.open_tasks:
                if task.kind is TaskKind.SERVICE_DESK:
                    await finish(self._desk, turn.work, task, by, turn.today, reference)
            return {}

        words = {"reference": reference}
        await self._desk.act(by, incident_id, version, EntryKind.SERVICE_DESK, words, does)

    async def background(self, by: Person, incident_id: str, version: int, said: Background) -> None:
        """H5: training, controls, supplier; and the Caldicott question for health and care data."""

        async def does(_turn: Turn) -> Mapping[str, str]:
            return {}

        words = {"trained": said.trained, "caldicott": said.caldicott}
        words |= {"controls": said.controls or "", "supplier": said.supplier or ""}
        await self._desk.act(by, incident_id, version, EntryKind.BACKGROUND, words, does)

    # ---------------------------------------------------------------- inside

    async def _begin_record(self, turn: Turn) -> None:
        """One that is handled before its batch has shown it enters the record here: this is the handler's time, not the
        reporter's."""
        if turn.incident.state is IncidentState.WAITING:
            turn.incident = replace(turn.incident, state=IncidentState.REPORTED)
            await turn.work.audit.write(Event(turn.now, "system", "", "incident_reported", turn.incident.id))

    async def _first_tasks(self, turn: Turn) -> None:
        gravity = await self._desk.gravity(turn.by, turn.incident)
        calendar = self._desk.calendar
        if gravity.encrypted == "not_sure":
            who = await ict(turn) or turn.by.id
            await give(self._desk, turn, TaskKind.WAS_IT_ENCRYPTED, who, calendar.add(turn.today, ENCRYPTION_DAYS))
        await look_at_the_risk(self._desk, self._risks, turn)
        if not turn.incident.service_desk:
            due_on = calendar.add(turn.today, SERVICE_DESK_DAYS)
            await give(self._desk, turn, TaskKind.SERVICE_DESK, turn.by.id, due_on)

    async def _becomes(self, turn: Turn, severity: Severity) -> None:
        before = turn.incident.severity
        turn.incident = replace(turn.incident, severity=severity.value)
        if severity is Severity.S4 and before != Severity.S4:
            await self._call(turn)

    async def _call(self, turn: Turn) -> None:
        """At once and at any hour. Every occasion has an id of its own, so that no row of a notice leads to an
        incident."""
        office = await office_on(turn.work, turn.today)
        people = dict.fromkeys(each for role in CALLED for each in office.hear(role, turn.incident))
        occasion = f"incident:{self._desk.new_id()}"
        for person_id in people:
            notice = Notice(
                self._desk.new_id(), occasion, 0, 0, person_id, Channel.TEAMS, Kind.INCIDENT_CRITICAL, turn.now
            )
            await turn.work.notices.plan([notice])
            message = Message(self._desk.new_id(), person_id, Channel.TEAMS, Kind.INCIDENT_CRITICAL, {"count": 1})
            await turn.work.outbox.put(message, [notice.id], self._desk.ticker.now())

    async def _promised(self, turn: Turn, decided: Decided) -> None:
        """What the decision leaves to be done, each with its day."""
        phased = decided.decision == Decision.PHASED
        due = {
            TaskKind.TELL_PEOPLE: decided.people_by if decided.people == "tell" else None,
            TaskKind.TELL_MORE: decided.to_come_by if phased else None,
        }
        await give_by(self._desk, turn, due, "It was decided anew.")


def weighed(found: Weighing) -> Weighed:
    return Weighed(people=found.people, **dict.fromkeys(found.holds, True))


def decision_words(decided: Decided) -> Mapping[str, str]:
    """As they are kept."""
    return {
        "personal": decided.personal,
        "risk": decided.risk or "",
        "high": decided.high or "",
        "decision": decided.decision,
        "reason": decided.reason,
        "decided_by": decided.decided_by,
        "advice": decided.advice,
        "to_come": decided.to_come or "",
        "to_come_by": decided.to_come_by.isoformat() if decided.to_come_by else "",
        "people": decided.people or "",
        "people_words": decided.people_words or "",
        "people_by": decided.people_by.isoformat() if decided.people_by else "",
    }


def _aware_at(turn: Turn) -> datetime:
    if turn.incident.aware_at is None:
        raise Refused(_LOOK_FIRST)
    return turn.incident.aware_at
