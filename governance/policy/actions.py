"""The ladders of actions, and of what has to be decided about them."""

from __future__ import annotations

from governance.ladders import Audience, CountsFrom, Ladder
from governance.notices import Kind
from governance.policy.rungs import above, by_date, from_opening

#: The covering reports of 2016 and 2017: recommendations and action plans are chased by name.
ACTION = Ladder(
    CountsFrom.DUE,
    (
        by_date(-20, Audience.HOLDER),
        by_date(-10, Audience.HOLDER),
        by_date(-5, Audience.HOLDER),
        by_date(-1, Audience.HOLDER),
        by_date(0, Audience.HOLDER, kind=Kind.DUE_TODAY),
        by_date(1, Audience.HOLDER),
        # Two working days after the first overdue reminder: perhaps Teams is not where they look.
        by_date(3, mail=(Audience.HOLDER,)),
        above(5, Audience.HEAD_OF_SERVICE),
        above(10, Audience.DIRECTOR, Audience.RECORDS_MANAGER),
        above(20, Audience.SIRO, Audience.IMSG),
    ),
    first=Audience.HOLDER,
)

URGENT_ACTION = Ladder(
    CountsFrom.DUE,
    (
        by_date(-10, Audience.HOLDER),
        by_date(-5, Audience.HOLDER),
        by_date(-1, Audience.HOLDER),
        by_date(0, Audience.HOLDER, kind=Kind.DUE_TODAY),
        above(1, Audience.HOLDER, Audience.DIRECTOR),
        above(3, Audience.SIRO, mail=(Audience.HOLDER,)),
    ),
    first=Audience.HOLDER,
)

#: A decision about more time, within five working days.
EXTENSION = Ladder(
    CountsFrom.DUE,
    (
        from_opening(0, Audience.DECIDER),
        by_date(-1, Audience.DECIDER),
        by_date(0, Audience.DECIDER, kind=Kind.DUE_TODAY),
        above(1, Audience.DECIDER, Audience.SIRO),
    ),
    first=Audience.DECIDER,
)

#: Somebody else checks that it is done, within ten working days.
VERIFY = Ladder(
    CountsFrom.DUE,
    (
        from_opening(0, Audience.DECIDER),
        by_date(-3, Audience.DECIDER),
        by_date(0, Audience.DECIDER, kind=Kind.DUE_TODAY),
        above(1, Audience.DECIDER, Audience.SIRO),
    ),
    first=Audience.DECIDER,
)
