"""The ladders of what is owed because people come and go."""

from __future__ import annotations

from governance.ladders import Audience, CountsFrom, Ladder
from governance.notices import Kind
from governance.obligations import Duty
from governance.policy.rungs import above, by_date, from_opening

#: Working days for naming somebody in the place of an administrator who has left.
ADMINISTRATOR_DAYS = 5
#: Working days for which an owner makes somebody acting owner without the Records Manager.
ACTING_ALONE_DAYS = 20

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

#: Somebody acts as owner: they and the Records Manager hear when it begins, and with the owner before it ends.
_ACTING_ENDS = Ladder(
    CountsFrom.DUE,
    (
        from_opening(0, Audience.HOLDER, Audience.DECIDER),
        by_date(-5, Audience.HOLDER, Audience.ADMINISTRATOR, Audience.DECIDER),
        by_date(-1, Audience.HOLDER, Audience.ADMINISTRATOR),
    ),
    first=Audience.HOLDER,
)

PEOPLE_LADDERS = {Duty.NAME_ADMINISTRATOR: _NAME_ADMINISTRATOR, Duty.ACTING_ENDS: _ACTING_ENDS}
