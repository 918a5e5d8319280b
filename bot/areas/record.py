"""The record of a case, and who works on it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.areas.means import Means
from governance.services.case_news import CaseNews
from governance.services.case_teams import CaseTeams
from governance.services.casefiles import CaseFiles
from governance.services.keeping_out import KeepingOut
from governance.services.leaving_cases import LeavingCases
from governance.services.looking_into import LookingInto
from governance.services.recording import Recording
from governance.services.share_reminders import ShareReminders
from governance.services.sharing import SharingCases
from governance.services.stepping_aside import SteppingAsides
from storage.case_keys import SharedKeys
from storage.keyfiles import DeskKeys, IntakeKeys
from storage.seal_record import RecordSealing


@dataclass(frozen=True, slots=True)
class RecordServices:
    recording: Recording
    teams: CaseTeams
    sharing: SharingCases
    aside: SteppingAsides
    leaving: LeavingCases
    looking: LookingInto
    asked: ShareReminders


def record_services(means: Means, intake: IntakeKeys, desk: DeskKeys | None) -> RecordServices:
    store, clock, failpoint = means.store, means.clock, means.failpoint
    files = CaseFiles(store, means.seal, means.calendar, clock)
    keys = SharedKeys(means.keystore, means.seal, desk, means.ticker)
    out, news = KeepingOut(means.seal, keys, files), CaseNews(clock, means.ticker, means.new_id)
    seal = RecordSealing(means.keystore, intake, desk, means.ticker)
    recording = Recording(store, files, seal, clock, failpoint)
    return RecordServices(
        recording,
        CaseTeams(store, files, keys, out),
        SharingCases(store, files, keys, out, recording, news, means.calendar, clock, failpoint),
        SteppingAsides(store, files, keys, out, recording, news, clock, failpoint),
        LeavingCases(store, keys, news, means.calendar),
        LookingInto(store, means.calendar, means.new_id),
        ShareReminders(store, news, means.calendar),
    )
