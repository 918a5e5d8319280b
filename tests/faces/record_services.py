"""The services that say who works on a case, on the small council's store and keys."""

from __future__ import annotations

from dataclasses import dataclass

from governance.calendar import Calendar
from governance.ports import Clock, Failpoint, Ticker
from governance.services.case_news import CaseNews
from governance.services.case_teams import CaseTeams
from governance.services.casefiles import CaseFiles
from governance.services.keeping_out import KeepingOut
from governance.services.recording import Recording
from governance.services.sharing import SharingCases
from governance.services.stepping_aside import SteppingAsides
from storage.case_keys import SharedKeys
from storage.sealing import Sealing
from storage.work import SqlStore
from tests.governance.actions_world import new_id


@dataclass(frozen=True)
class WhoWorks:
    teams: CaseTeams
    sharing: SharingCases
    aside: SteppingAsides


def who_works(
    store: SqlStore,
    seal: Sealing,
    files: CaseFiles,
    keys: SharedKeys,
    recording: Recording,
    clock: Clock,
    ticker: Ticker,
    failpoint: Failpoint,
) -> WhoWorks:
    out, news = KeepingOut(seal, keys, files), CaseNews(clock, ticker, new_id)
    return WhoWorks(
        CaseTeams(store, files, keys, out),
        SharingCases(store, files, keys, out, recording, news, Calendar(), clock, failpoint),
        SteppingAsides(store, files, keys, out, recording, news, clock, failpoint),
    )
