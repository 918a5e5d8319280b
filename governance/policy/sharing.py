"""Who works on a case: how long a request holds."""

from __future__ import annotations

#: Working days in which a request that somebody may work on a case can be agreed to.
SHARE_WORKING_DAYS = 5
