"""The ladders of what is owed because people come and go."""

from __future__ import annotations

from governance.ladders import Audience, CountsFrom, Ladder
from governance.notices import Kind
from governance.obligations import Duty
from governance.policy.rungs import above, by_date, from_opening

#: Working days for naming somebody in the place of an administrator who has left.
ADMINISTRATOR_DAYS = 5

#: An administrator has left: the owner names another, or goes on alone.
_NAME_ADMINISTRATOR = Ladder(
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

PEOPLE_LADDERS = {Duty.NAME_ADMINISTRATOR: _NAME_ADMINISTRATOR}
