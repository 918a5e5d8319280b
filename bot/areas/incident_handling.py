"""Handling incidents: the desk, its verbs, and whom the clocks of incidents tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.areas.means import Means
from bot.areas.risks import risk_clock
from governance.obligations import Duty
from governance.services.chasing import Audiences
from governance.services.incident_alarms import AlarmAudiences
from governance.services.incident_clocks import AwaitingLook, IncidentClocks, StillOpen
from governance.services.incident_closing import ClosureAudiences, ClosureSubjects, IncidentClosing
from governance.services.incident_desk import IncidentDesk
from governance.services.incident_files import IncidentFiles
from governance.services.incident_giving import IncidentGiving
from governance.services.incident_handling import IncidentHandling
from governance.services.incident_linking import IncidentLinking
from governance.services.incident_record import Recording
from governance.services.incident_tasks import IncidentTasks, IncidentTaskSubjects, TaskAudiences
from governance.services.owing import OwedAudiences, Subjects
from governance.services.settling import Settling
from storage.case_keys import SharedKeys
from storage.desk_keys import DeskKeys


@dataclass(frozen=True, slots=True)
class HandlingServices:
    handling: IncidentHandling
    tasks: IncidentTasks
    closing: IncidentClosing
    recording: Recording
    awaiting: AwaitingLook
    still_open: StillOpen
    giving: IncidentGiving
    linking: IncidentLinking


def handling_services(
    means: Means, files: IncidentFiles, settling: Settling, held: DeskKeys | None
) -> HandlingServices:
    clocks = IncidentClocks(means.calendar, means.ticker, means.new_id)
    desk = IncidentDesk(
        means.store, means.seal, files, clocks, means.calendar, means.clock, means.ticker, means.new_id,
        means.failpoint,
    )  # fmt: skip
    return HandlingServices(
        handling=IncidentHandling(desk, risk_clock(means), means.settings.service_desk_pattern),
        tasks=IncidentTasks(desk),
        closing=IncidentClosing(desk, settling),
        recording=Recording(desk),
        awaiting=AwaitingLook(means.store, clocks),
        still_open=StillOpen(means.store, clocks, means.calendar),
        giving=IncidentGiving(desk, SharedKeys(means.keystore, means.seal, held, means.ticker)),
        linking=IncidentLinking(desk, risk_clock(means)),
    )


def handling_subjects() -> Mapping[Duty, Subjects]:
    """What the obligations are about that stand on cards by name."""
    tasks = IncidentTaskSubjects()
    return {
        Duty.INCIDENT_TASK: tasks,
        Duty.INCIDENT_FOLLOW_UP: tasks,
        Duty.APPROVE_CLOSURE: ClosureSubjects(),
    }


def handling_audiences(means: Means, *, mail: bool) -> Mapping[Duty, Audiences]:
    """Whom those tell that are not told as everything else that is owed."""
    alarms = AlarmAudiences(mail=mail)
    closures = OwedAudiences(ClosureSubjects(), means.calendar, mail=mail)
    tasks = TaskAudiences(OwedAudiences(IncidentTaskSubjects(), means.calendar, mail=mail))
    return {
        Duty.INCIDENT_TASK: tasks,
        Duty.INCIDENT_FOLLOW_UP: tasks,
        Duty.CONFIRM_AWARE: alarms,
        Duty.CONFIRM_AWARE_UNDER_ATTACK: alarms,
        Duty.NOTIFY_ICO: alarms,
        Duty.INCIDENT_OPEN: alarms,
        Duty.APPROVE_CLOSURE: ClosureAudiences(closures),
    }
