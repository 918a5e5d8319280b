"""The ladder of the quarterly return."""

from __future__ import annotations

from governance.ladders import Audience, CountsFrom, Ladder
from governance.notices import Kind
from governance.policy.rungs import above, by_date, from_opening

#: Information Risk Management Policy 6A, 7d: the quarterly return. It opens on the first working day of the quarter and
#: is due on the fifteenth.
ASSURANCE = Ladder(
    CountsFrom.DUE,
    (
        from_opening(0, Audience.HOLDER),
        from_opening(7, Audience.HOLDER, untouched_only=True),
        by_date(-3, Audience.HOLDER),
        by_date(-1, Audience.HOLDER),
        by_date(0, Audience.HOLDER, kind=Kind.DUE_TODAY),
        by_date(1, Audience.HOLDER, Audience.ADMINISTRATOR),
        above(3, Audience.HEAD_OF_SERVICE, mail=(Audience.HOLDER,)),
        above(5, Audience.RECORDS_MANAGER, Audience.DIRECTOR),
        above(10, Audience.SIRO),
        above(15, Audience.IMSG),
    ),
    first=Audience.HOLDER,
)
