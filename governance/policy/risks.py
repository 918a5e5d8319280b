"""The ladders of the Information Risk Register (Information Risk Management Policy 6B and 7d)."""

from __future__ import annotations

from governance.ladders import Audience, CountsFrom, Ladder, Rung, Unit
from governance.notices import Kind
from governance.obligations import Duty
from governance.policy.rungs import above, by_date, from_opening

#: What somebody else wrote down is signed, changed or refused by its owner.
_SIGN = Ladder(
    CountsFrom.DUE,
    (
        from_opening(0, Audience.HOLDER),
        by_date(-1, Audience.HOLDER),
        by_date(0, Audience.HOLDER, kind=Kind.DUE_TODAY),
        above(1, Audience.HOLDER, Audience.RECORDS_MANAGER),
        above(5, Audience.HEAD_OF_SERVICE),
        above(10, Audience.SIRO),
    ),
    first=Audience.HOLDER,
)

#: A risk that nobody looks at is not managed: quarterly, monthly when high, every ten working days when very high.
_REVIEW = Ladder(
    CountsFrom.DUE,
    (
        by_date(-5, Audience.HOLDER),
        by_date(-1, Audience.HOLDER),
        by_date(0, Audience.HOLDER, kind=Kind.DUE_TODAY),
        by_date(1, Audience.HOLDER, Audience.ADMINISTRATOR),
        above(3, Audience.HEAD_OF_SERVICE, mail=(Audience.HOLDER,)),
        above(5, Audience.RECORDS_MANAGER, Audience.DIRECTOR),
        above(10, Audience.SIRO),
    ),
    first=Audience.HOLDER,
)

_CHECK = Ladder(
    CountsFrom.DUE,
    (
        from_opening(0, Audience.DECIDER),
        by_date(-1, Audience.DECIDER),
        by_date(0, Audience.DECIDER, kind=Kind.DUE_TODAY),
        above(1, Audience.DECIDER, Audience.SIRO),
    ),
    first=Audience.DECIDER,
)

#: Who accepts is above whoever asks; who has not decided is told again, and the SIRO hears.
_DECISION = Ladder(
    CountsFrom.DUE,
    (
        from_opening(0, Audience.DECIDER),
        by_date(-1, Audience.DECIDER),
        by_date(0, Audience.DECIDER, kind=Kind.DUE_TODAY),
        above(1, Audience.DECIDER, Audience.SIRO),
    ),
    first=Audience.DECIDER,
)

#: Nothing is accepted for good: 30 days, ten and three working days before, on the day; then the risk is open again
#: and the SIRO hears.
_EXPIRY = Ladder(
    CountsFrom.DUE,
    (
        Rung(-30, (Audience.HOLDER,), Kind.DIGEST, Unit.CALENDAR_DAYS),
        by_date(-10, Audience.HOLDER),
        by_date(-3, Audience.HOLDER),
        by_date(0, Audience.HOLDER, kind=Kind.DUE_TODAY),
        above(1, Audience.HOLDER, Audience.SIRO),
        above(5, Audience.HEAD_OF_SERVICE, Audience.RECORDS_MANAGER),
        above(10, Audience.DIRECTOR, Audience.IMSG),
    ),
    first=Audience.HOLDER,
)

RISK_LADDERS = {
    Duty.RISK_SIGN: _SIGN,
    Duty.RISK_REVIEW: _REVIEW,
    Duty.RISK_CHECK: _CHECK,
    Duty.RISK_DECISION: _DECISION,
    Duty.RISK_EXPIRY: _EXPIRY,
}
