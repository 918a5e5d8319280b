"""Who works on a case: how long a request holds."""

from __future__ import annotations

#: Working days in which a request that somebody may work on a case can be agreed to.
SHARE_WORKING_DAYS = 5
#: From so many working days before it runs out, whoever may agree to it hears of it each working day.
REMIND_WORKING_DAYS = 2
