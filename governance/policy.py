"""Policy versions: what the council promises and when it reminds, as data with the day from which it holds.

A case keeps the version it began under. A new version is a new entry here; an old one is never changed or taken away,
because open cases name it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from governance.errors import Misconfigured
from governance.ladders import Audience, CountsFrom, Ladder, Rung
from governance.notices import Kind
from governance.obligations import Duty


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    key: str
    effective_from: date
    #: A concern is acknowledged in writing within this many calendar days of receipt.
    acknowledge_days: int
    ladders: Mapping[Duty, Ladder]

    def acknowledge_by(self, received_on: date) -> date:
        """The last day of the promise."""
        return received_on + timedelta(days=self.acknowledge_days)


def _remind(offset: int, *audience: Audience) -> Rung:
    return Rung(offset, audience, Kind.ACKNOWLEDGE)


def _missed(offset: int) -> Rung:
    return Rung(offset, (Audience.OTHER_HANDLER, Audience.CHIEF_EXECUTIVE), Kind.ACKNOWLEDGE_MISSED)


#: The whistleblowing policy of 2007: acknowledged within 3 days (its paragraph 5.1). For concerns that began under it.
POLICY_2007 = PolicyVersion(
    key="2007",
    effective_from=date(2007, 1, 1),
    acknowledge_days=3,
    ladders={
        Duty.ACKNOWLEDGE: Ladder(
            CountsFrom.OPENED,
            (
                _remind(1, Audience.LEAD),
                _remind(2, Audience.LEAD_OR_DEPUTY),
                _remind(3, Audience.HANDLERS),
                _missed(4),
            ),
        )
    },
)

#: The whistleblowing policy that the Cabinet Member approved on 13 April 2017: within 7 days (paragraph 21).
POLICY_2017 = PolicyVersion(
    key="2017",
    effective_from=date(2017, 4, 13),
    acknowledge_days=7,
    ladders={
        Duty.ACKNOWLEDGE: Ladder(
            CountsFrom.OPENED,
            (
                _remind(1, Audience.LEAD),
                _remind(4, Audience.LEAD),
                _remind(5, Audience.LEAD_OR_DEPUTY),
                _remind(6, Audience.LEAD, Audience.DEPUTY),
                _remind(7, Audience.HANDLERS),
                _missed(8),
            ),
        )
    },
)

#: Oldest first.
VERSIONS = (POLICY_2007, POLICY_2017)


def in_force(day: date) -> PolicyVersion:
    """The version that holds on `day`. Raises Misconfigured for a day before the first version."""
    for version in reversed(VERSIONS):
        if version.effective_from <= day:
            return version
    raise Misconfigured(f"No policy version was in force on {day.isoformat()}: is the clock right?")


def by_key(key: str) -> PolicyVersion:
    """The version that a case began under. Raises Misconfigured when this release does not know it."""
    for version in VERSIONS:
        if version.key == key:
            return version
    raise Misconfigured(f"A case began under policy version {key}, which this release lacks: install a newer one.")
