"""The services of incidents on a store, for the faces."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from bot.areas.incident_papers import incident_producers
from bot.teams.incident_endings import HandlingParts
from dialogs.forms.incident import INCIDENT
from dialogs.telling import tell_incident
from governance.linked_ports import Linked
from governance.obligations import Duty
from governance.ports import Ticker
from governance.record_ports import CaseKeys
from governance.services.adding_files import AddingFiles, ToReports
from governance.services.chasing import Chasing
from governance.services.corresponding import Corresponding
from governance.services.handing_out import HandingOut
from governance.services.incident_additions import IncidentAdditions
from governance.services.incident_alarms import AlarmAudiences
from governance.services.incident_clocks import IncidentClocks
from governance.services.incident_closing import ClosureAudiences, ClosureSubjects, IncidentClosing
from governance.services.incident_desk import IncidentDesk
from governance.services.incident_files import IncidentFiles
from governance.services.incident_giving import IncidentGiving
from governance.services.incident_handling import IncidentHandling
from governance.services.incident_linking import IncidentLinking
from governance.services.incident_record import Recording
from governance.services.incident_reporting import IncidentReporting
from governance.services.incident_talks import TalkSubjects
from governance.services.incident_tasks import IncidentTasks, IncidentTaskSubjects
from governance.services.owing import OwedAudiences, Subjects
from governance.services.risk_clock import RiskClock
from governance.services.risk_records import RiskWriter
from governance.services.settling import Settling
from storage.drafts import SealedDrafts
from storage.sealing import Sealing
from storage.work import SqlStore
from tests.governance.actions_world import CALENDAR, never, new_id


def handled_services(
    store: SqlStore, seal: Sealing, drafts: SealedDrafts, clock: Ticker, keys: CaseKeys
) -> HandlingParts:
    desk = _desk(store, seal, clock)
    risks = RiskClock(store, RiskWriter(CALENDAR, clock, new_id), CALENDAR, never)
    return HandlingParts(
        IncidentHandling(desk, risks, r"SD-\d{4}"),
        IncidentTasks(desk),
        IncidentClosing(desk, Settling(CALENDAR, clock, new_id)),
        Recording(desk),
        documents(store, seal, drafts, clock),
        IncidentGiving(desk, keys),
        IncidentLinking(desk, risks),
    )


def documents(store: SqlStore, seal: Sealing, drafts: SealedDrafts, clock: Ticker) -> HandingOut:
    recording = Recording(_desk(store, seal, clock))
    producers = incident_producers(recording, "Demo Council", lambda: CALENDAR.day_of(clock.now()))
    return HandingOut(store, drafts, clock, new_id, producers, "https://desk.council.example/documents")


def _desk(store: SqlStore, seal: Sealing, clock: Ticker) -> IncidentDesk:
    clocks = IncidentClocks(CALENDAR, clock, new_id)
    files = IncidentFiles(store, seal, CALENDAR, clock)
    return IncidentDesk(store, seal, files, clocks, CALENDAR, clock, clock, new_id, never)


def incident_subjects() -> Mapping[Duty, Subjects]:
    tasks = IncidentTaskSubjects()
    return {
        Duty.INCIDENT_TASK: tasks,
        Duty.INCIDENT_FOLLOW_UP: tasks,
        Duty.APPROVE_CLOSURE: ClosureSubjects(),
        Duty.INCIDENT_TALK: TalkSubjects(),
    }


def reporting(store: SqlStore, seal: Sealing, clock: Ticker) -> IncidentReporting:
    return IncidentReporting(
        store, seal, CALENDAR, clock, clock, lambda told: tell_incident(INCIDENT, told), new_id,
        Random(7).shuffle, never,
    )  # fmt: skip


def chasing(store: SqlStore, clock: Ticker) -> Chasing:
    owed = OwedAudiences(IncidentTaskSubjects(), CALENDAR, mail=False)
    alarms = AlarmAudiences(mail=False)
    audiences = {
        Duty.NOTIFY_ICO: alarms,
        Duty.INCIDENT_OPEN: alarms,
        Duty.INCIDENT_TASK: owed,
        Duty.INCIDENT_FOLLOW_UP: owed,
        Duty.APPROVE_CLOSURE: ClosureAudiences(OwedAudiences(ClosureSubjects(), CALENDAR, mail=False)),
    }
    return Chasing(store, CALENDAR, audiences, clock, new_id, never)


def adding_files(
    store: SqlStore, seal: Sealing, corresponding: Corresponding, drafts: SealedDrafts, clock: Ticker, address: str
) -> AddingFiles:
    to_incidents = IncidentAdditions(store, seal, CALENDAR, clock, clock, new_id, never)
    takers = {Linked.REPORT: ToReports(corresponding), Linked.INCIDENT: to_incidents}
    return AddingFiles(store, takers, drafts, clock, new_id, address)
