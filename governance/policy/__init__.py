"""Policy versions: what the council promises and when it reminds, as data with the day from which it holds.

A case keeps the version it began under. A new version is a new entry here; an old one is never changed or taken away,
because open cases name it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from governance.errors import Misconfigured
from governance.ladders import Audience, CountsFrom, Ladder
from governance.matrices import FIVE_BY_FIVE, Matrix
from governance.obligations import Duty
from governance.outcomes import Outcome
from governance.policy.action_keeping import ACTION_KEEPING_LADDERS
from governance.policy.actions import ACTION, EXTENSION, URGENT_ACTION, VERIFY
from governance.policy.cadences import CADENCE_LADDERS
from governance.policy.casework import LADDERS as CASEWORK
from governance.policy.casework import PROMISES, CasePromises
from governance.policy.incidents import INCIDENT_LADDERS
from governance.policy.looking_into import LOOKING_INTO
from governance.policy.people import ACTING_ALONE_DAYS, ADMINISTRATOR_DAYS, PEOPLE_LADDERS
from governance.policy.registers import APPOINT, REVIEW_RETURN, TRANSFER
from governance.policy.retention import CONCERNS
from governance.policy.returns import ASSURANCE
from governance.policy.risks import RISK_LADDERS
from governance.policy.rungs import missed, remind


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
    #: Working days for a decision about more time, for agreeing to an action, and for giving one its first date.
    decide_days: int = 0
    #: Working days for checking that an action is done.
    verify_days: int = 0
    #: Working days for saying whether somebody takes over an asset.
    transfer_days: int = 0
    #: Working days for looking at a return that was sent.
    review_days: int = 0
    #: Working days for appointing somebody for what a leaver had to do.
    appoint_days: int = 0
    #: Working days for naming somebody in the place of an administrator who has left.
    administrator_days: int = 0
    #: Working days for which an owner makes somebody acting owner without the Records Manager.
    acting_alone_days: int = 0
    #: What happens to a concern after it was acknowledged, and by when.
    casework: CasePromises = PROMISES
    #: On which risks are assessed (Information Risk Management Policy 6B).
    risk_matrix: Matrix = FIVE_BY_FIVE
    #: Working days for whatever a risk waits for: its owner's signature, the Records Manager's look, a decision.
    risk_days: int = 0
    #: Years that a concern is kept, by how it ended, once the year in which it closed is over.
    concerns_kept: Mapping[Outcome, int] = field(default_factory=lambda: CONCERNS)

    def acknowledge_by(self, received_on: date) -> date:
        """The last day of the promise."""
        return received_on + timedelta(days=self.acknowledge_days)


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
                remind(1, Audience.LEAD),
                remind(2, Audience.LEAD_OR_DEPUTY),
                remind(3, Audience.HANDLERS),
                missed(4),
            ),
        ),
        **CASEWORK,
        **LOOKING_INTO,
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
                remind(1, Audience.LEAD),
                remind(4, Audience.LEAD),
                remind(5, Audience.LEAD_OR_DEPUTY),
                remind(6, Audience.LEAD, Audience.DEPUTY),
                remind(7, Audience.HANDLERS),
                missed(8),
            ),
        ),
        Duty.ASSURANCE: ASSURANCE,
        Duty.ACTION: ACTION,
        Duty.URGENT_ACTION: URGENT_ACTION,
        Duty.EXTENSION: EXTENSION,
        Duty.VERIFY: VERIFY,
        Duty.APPOINT: APPOINT,
        Duty.REVIEW_RETURN: REVIEW_RETURN,
        Duty.TRANSFER: TRANSFER,
        **CADENCE_LADDERS,
        **CASEWORK,
        **LOOKING_INTO,
        **ACTION_KEEPING_LADDERS,
        **RISK_LADDERS,
        **INCIDENT_LADDERS,
        **PEOPLE_LADDERS,
    },
    #: Due on the fifteenth working day, the day it opens being the first.
    assurance_days=14,
    decide_days=5,
    verify_days=10,
    transfer_days=5,
    risk_days=5,
    appoint_days=5,
    administrator_days=ADMINISTRATOR_DAYS,
    acting_alone_days=ACTING_ALONE_DAYS,
    review_days=5,
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
