"""The ladders of another rhythm for returns (Information Risk Management Policy 6A)."""

from __future__ import annotations

from governance.ladders import Audience, CountsFrom, Ladder
from governance.notices import Kind
from governance.obligations import Duty
from governance.policy.registers import REVIEW_RETURN
from governance.policy.rungs import by_date

#: It runs out: the SIRO hears a month and a week before, and on its last day; its owner the last two times.
_EXPIRY = Ladder(
    CountsFrom.DUE,
    (
        by_date(-20, Audience.DECIDER),
        by_date(-5, Audience.DECIDER, Audience.HOLDER),
        by_date(0, Audience.DECIDER, Audience.HOLDER, kind=Kind.DUE_TODAY),
    ),
    first=Audience.DECIDER,
)

CADENCE_LADDERS = {
    # Somebody decides within as many working days, and is chased in the same way, as about a return that was sent.
    Duty.CADENCE: REVIEW_RETURN,
    Duty.CADENCE_EXPIRY: _EXPIRY,
}
