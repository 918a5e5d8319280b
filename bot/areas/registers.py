"""The registers of assets and people, kept between two imports."""

from __future__ import annotations

from dataclasses import dataclass

from bot.areas.means import Means
from bot.areas.risks import risk_clock
from governance.obligations import Duty
from governance.services.appointing import Appointing
from governance.services.importing import Importing
from governance.services.keeping_assets import KeepingAssets
from governance.services.leaving import AppointSubjects, Leaving
from governance.services.moving_lines import MovingLines
from governance.services.owing import Subjects
from governance.services.reviewing_returns import ReviewingReturns, ReviewSubjects
from governance.services.settling import Settling
from governance.services.transferring import Transferring, TransferSubjects


@dataclass(frozen=True, slots=True)
class RegisterServices:
    importing: Importing
    keeping: KeepingAssets
    leaving: Leaving
    reviewing: ReviewingReturns
    appointing: Appointing
    transferring: Transferring


def register_subjects() -> dict[Duty, Subjects]:
    """What the duties about the registers are about."""
    return {
        Duty.TRANSFER: TransferSubjects(),
        Duty.APPOINT: AppointSubjects(),
        Duty.REVIEW_RETURN: ReviewSubjects(),
    }


def register_services(means: Means) -> RegisterServices:
    calendar, ticker, new_id = means.calendar, means.ticker, means.new_id
    moving, settling = MovingLines(calendar, ticker, new_id), Settling(calendar, ticker, new_id)
    return RegisterServices(
        importing=Importing(means.store, means.clock, calendar, settling, moving),
        keeping=KeepingAssets(means.store, moving, calendar, means.clock, means.failpoint),
        reviewing=ReviewingReturns(means.store, calendar, means.clock, ticker, new_id, means.failpoint),
        leaving=Leaving(means.store, settling, calendar, ticker, new_id, means.failpoint),
        appointing=Appointing(
            means.store, settling, moving, risk_clock(means), calendar, means.clock, ticker, new_id, means.failpoint
        ),
        transferring=Transferring(means.store, moving, calendar, means.clock, ticker, new_id, means.failpoint),
    )
