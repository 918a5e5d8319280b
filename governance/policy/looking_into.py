"""Whoever looks into a concern says how it goes, and who hears when they do not (policy paragraphs 11 and 28)."""

from __future__ import annotations

from collections.abc import Mapping

from governance.ladders import Audience, CountsFrom, Ladder
from governance.notices import Kind
from governance.obligations import Duty
from governance.policy.rungs import by_date

#: Working days from the last word in the record to the next.
SAY_WORKING_DAYS = 10

_THEY = Audience.INVESTIGATORS

LOOKING_INTO: Mapping[Duty, Ladder] = {
    Duty.LOOK_INTO: Ladder(
        CountsFrom.DUE,
        (
            by_date(-2, _THEY, kind=Kind.SAY_HOW_IT_GOES),
            by_date(0, _THEY, kind=Kind.SAY_HOW_IT_GOES),
            by_date(2, Audience.LEAD_OR_DEPUTY, kind=Kind.NOTHING_HEARD),
            by_date(5, Audience.HANDLERS, kind=Kind.NOTHING_HEARD),
        ),
    ),
}
