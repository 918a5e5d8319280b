"""The ladders of what is owed about the registers themselves."""

from __future__ import annotations

from governance.ladders import Audience, CountsFrom, Ladder
from governance.notices import Kind
from governance.policy.rungs import above, by_date, from_opening

#: A return that was sent is looked at within five working days.
REVIEW_RETURN = Ladder(
    CountsFrom.DUE,
    (
        from_opening(0, Audience.DECIDER),
        by_date(-1, Audience.DECIDER),
        by_date(0, Audience.DECIDER, kind=Kind.DUE_TODAY),
        above(1, Audience.DECIDER, Audience.SIRO),
    ),
    first=Audience.DECIDER,
)

#: A leaver's things need somebody within five working days; then the SIRO hears. The manager who acts hears at once.
APPOINT = Ladder(
    CountsFrom.DUE,
    (
        from_opening(0, Audience.HOLDER, Audience.DECIDER),
        by_date(-1, Audience.DECIDER),
        by_date(0, Audience.DECIDER, kind=Kind.DUE_TODAY),
        above(1, Audience.DECIDER, Audience.SIRO),
    ),
    first=Audience.DECIDER,
)

#: Whoever is asked to take over an asset says yes or no, within five working days.
TRANSFER = Ladder(
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
