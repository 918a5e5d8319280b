"""The record of a case, and who may work on it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.areas.means import Means
from governance.services.casefiles import CaseFiles
from governance.services.recording import Recording
from storage.keyfiles import DeskKeys, IntakeKeys
from storage.seal_record import RecordSealing


@dataclass(frozen=True, slots=True)
class RecordServices:
    recording: Recording


def record_services(means: Means, intake: IntakeKeys, desk: DeskKeys | None) -> RecordServices:
    files = CaseFiles(means.store, means.seal, means.calendar, means.clock)
    seal = RecordSealing(means.keystore, intake, desk, means.ticker)
    return RecordServices(Recording(means.store, files, seal, means.clock, means.failpoint))
