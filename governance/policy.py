"""Policy versions: what the council promises and when it reminds, as data with the day from which it holds.

A case keeps the version it began under. A new version is a new entry here; an old one is never changed or taken away,
because open cases name it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from governance.errors import Misconfigured
from governance.ladders import Audience, CountsFrom, Ladder, Rung, Unit
from governance.notices import Kind
from governance.obligations import Duty


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    key: str
    effective_from: date
    #: A concern is acknowledged in writing within this many calendar days of receipt.
    acknowledge_days: int
    ladders: Mapping[Duty, Ladder]
    #: A reporter hears how it goes within this many working days, again and again.
    progress_days: int = 0
    #: Working days from when a return opens until it is due (Information Risk Management Policy 6A).
    assurance_days: int = 0
    #: Working days for a decision about more time.
    decide_days: int = 0
    #: Working days for checking that an action is done.
    verify_days: int = 0

    def acknowledge_by(self, received_on: date) -> date:
        """The last day of the promise."""
        return received_on + timedelta(days=self.acknowledge_days)


def _remind(offset: int, *audience: Audience) -> Rung:
    return Rung(offset, audience, Kind.ACKNOWLEDGE)


def _missed(offset: int) -> Rung:
    return Rung(offset, (Audience.OTHER_HANDLER, Audience.CHIEF_EXECUTIVE), Kind.ACKNOWLEDGE_MISSED)


def _by_date(offset: int, *audience: Audience, kind: Kind = Kind.DIGEST, mail: tuple[Audience, ...] = ()) -> Rung:
    return Rung(offset, audience, kind, Unit.WORKING_DAYS, CountsFrom.DUE, mail)


def _from_opening(offset: int, *audience: Audience, untouched_only: bool = False) -> Rung:
    return Rung(offset, audience, Kind.DIGEST, Unit.WORKING_DAYS, CountsFrom.OPENED, untouched_only=untouched_only)


def _above(offset: int, *audience: Audience, mail: tuple[Audience, ...] = ()) -> Rung:
    return _by_date(offset, *audience, kind=Kind.ESCALATED, mail=mail)


#: Information Risk Management Policy 6A, 7d: the quarterly return. It opens on the first working day of the quarter and
#: is due on the fifteenth.
_ASSURANCE = Ladder(
    CountsFrom.DUE,
    (
        _from_opening(0, Audience.HOLDER),
        _from_opening(7, Audience.HOLDER, untouched_only=True),
        _by_date(-3, Audience.HOLDER),
        _by_date(-1, Audience.HOLDER),
        _by_date(0, Audience.HOLDER, kind=Kind.DUE_TODAY),
        _by_date(1, Audience.HOLDER, Audience.ADMINISTRATOR),
        _above(3, Audience.HEAD_OF_SERVICE, mail=(Audience.HOLDER,)),
        _above(5, Audience.RECORDS_MANAGER, Audience.DIRECTOR),
        _above(10, Audience.SIRO),
        _above(15, Audience.IMSG),
    ),
    first=Audience.HOLDER,
)

#: The covering reports of 2016 and 2017: recommendations and action plans are chased by name.
_ACTION = Ladder(
    CountsFrom.DUE,
    (
        _by_date(-20, Audience.HOLDER),
        _by_date(-10, Audience.HOLDER),
        _by_date(-5, Audience.HOLDER),
        _by_date(-1, Audience.HOLDER),
        _by_date(0, Audience.HOLDER, kind=Kind.DUE_TODAY),
        _by_date(1, Audience.HOLDER),
        # Two working days after the first overdue reminder: perhaps Teams is not where they look.
        _by_date(3, mail=(Audience.HOLDER,)),
        _above(5, Audience.HEAD_OF_SERVICE),
        _above(10, Audience.DIRECTOR, Audience.RECORDS_MANAGER),
        _above(20, Audience.SIRO, Audience.IMSG),
    ),
    first=Audience.HOLDER,
)

_URGENT_ACTION = Ladder(
    CountsFrom.DUE,
    (
        _by_date(-10, Audience.HOLDER),
        _by_date(-5, Audience.HOLDER),
        _by_date(-1, Audience.HOLDER),
        _by_date(0, Audience.HOLDER, kind=Kind.DUE_TODAY),
        _above(1, Audience.HOLDER, Audience.DIRECTOR),
        _above(3, Audience.SIRO, mail=(Audience.HOLDER,)),
    ),
    first=Audience.HOLDER,
)

#: A decision about more time, within five working days.
_EXTENSION = Ladder(
    CountsFrom.DUE,
    (
        _from_opening(0, Audience.DECIDER),
        _by_date(-1, Audience.DECIDER),
        _by_date(0, Audience.DECIDER, kind=Kind.DUE_TODAY),
        _above(1, Audience.DECIDER, Audience.SIRO),
    ),
    first=Audience.DECIDER,
)

#: Somebody else checks that it is done, within ten working days.
_VERIFY = Ladder(
    CountsFrom.DUE,
    (
        _from_opening(0, Audience.DECIDER),
        _by_date(-3, Audience.DECIDER),
        _by_date(0, Audience.DECIDER, kind=Kind.DUE_TODAY),
        _above(1, Audience.DECIDER, Audience.SIRO),
    ),
    first=Audience.DECIDER,
)

#: The whistleblowing policy of 2007: acknowledged within 3 days (its paragraph 5.1). For concerns that began under it.
POLICY_2007 = PolicyVersion(
    key="2007",
    effective_from=date(2007, 1, 1),
    acknowledge_days=3,
    progress_days=20,
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
    progress_days=20,
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
        ),
        Duty.ASSURANCE: _ASSURANCE,
        Duty.ACTION: _ACTION,
        Duty.URGENT_ACTION: _URGENT_ACTION,
        Duty.EXTENSION: _EXTENSION,
        Duty.VERIFY: _VERIFY,
    },
    #: Due on the fifteenth working day, the day it opens being the first.
    assurance_days=14,
    decide_days=5,
    verify_days=10,
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
