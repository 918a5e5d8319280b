"""The services of the Information Risk Register."""

from __future__ import annotations

from dataclasses import dataclass

from bot.areas.means import Means
from governance.obligations import Duty
from governance.services.accepting_risks import AcceptingRisks
from governance.services.importing_risks import ImportingRisks
from governance.services.keeping_risks import KeepingRisks
from governance.services.owing import Subjects
from governance.services.reading_risks import ReadingRisks
from governance.services.risk_clock import RiskClock
from governance.services.risk_records import RiskWriter
from governance.services.risk_subjects import RiskSubjects
from governance.services.settling import Settling


@dataclass(frozen=True, slots=True)
class Risks:
    keeping: KeepingRisks
    accepting: AcceptingRisks
    reading: ReadingRisks
    clock: RiskClock
    importing: ImportingRisks


def risk_services(means: Means, settling: Settling) -> Risks:
    writer = RiskWriter(means.calendar, means.ticker, means.new_id)
    return Risks(
        KeepingRisks(means.store, writer, settling, means.calendar, means.clock, means.failpoint),
        AcceptingRisks(means.store, writer, means.calendar, means.clock, means.failpoint),
        ReadingRisks(means.store, means.calendar, means.clock),
        risk_clock(means),
        ImportingRisks(means.store, writer, risk_clock(means), means.calendar, means.clock, means.failpoint),
    )


def risk_clock(means: Means) -> RiskClock:
    """What becomes of risks by itself; it keeps nothing, so that whoever needs one makes one."""
    writer = RiskWriter(means.calendar, means.ticker, means.new_id)
    return RiskClock(means.store, writer, means.calendar, means.failpoint)


def risk_subjects() -> dict[Duty, Subjects]:
    """What the obligations about risks are about."""
    duties = (Duty.RISK_SIGN, Duty.RISK_REVIEW, Duty.RISK_CHECK, Duty.RISK_DECISION, Duty.RISK_EXPIRY)
    return dict.fromkeys(duties, RiskSubjects())
