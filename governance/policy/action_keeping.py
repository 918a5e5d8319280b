"""The ladders of what keeps the register of actions whole: proposals are answered, and every action has a date."""

from __future__ import annotations

from governance.ladders import Audience, CountsFrom, Ladder
from governance.notices import Kind
from governance.obligations import Duty
from governance.policy.rungs import above, by_date, from_opening

#: Somebody proposed it; it is agreed to or not within five working days.
PROPOSED_ACTION = Ladder(
    CountsFrom.DUE,
    (
        from_opening(0, Audience.DECIDER),
        by_date(-1, Audience.DECIDER),
        by_date(0, Audience.DECIDER, kind=Kind.DUE_TODAY),
        above(1, Audience.DECIDER, Audience.SIRO),
    ),
    first=Audience.DECIDER,
)

#: It has no date: its holder is asked for one within five working days, and then the Records Manager hears.
ACTION_DATE = Ladder(
    CountsFrom.DUE,
    (
        from_opening(0, Audience.HOLDER),
        by_date(-1, Audience.HOLDER),
        by_date(0, Audience.HOLDER, kind=Kind.DUE_TODAY),
        above(1, Audience.HOLDER, Audience.RECORDS_MANAGER),
        above(5, Audience.SIRO),
    ),
    first=Audience.HOLDER,
)

ACTION_KEEPING_LADDERS = {Duty.PROPOSED_ACTION: PROPOSED_ACTION, Duty.ACTION_DATE: ACTION_DATE}
