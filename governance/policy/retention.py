"""How long what the council keeps is kept, once it is over: data, a table a kind of record.

Years count from the end of the year in which it was closed: “one year and the current one”. A council's year begins on
1 April.
"""

from __future__ import annotations

from collections.abc import Mapping

from governance.outcomes import Outcome

#: Concerns (policy paragraph 28). What was found to be so, or went to somebody who may ask for it again, six years;
#: what was not, and what was never looked into, one.
CONCERNS: Mapping[Outcome, int] = {
    Outcome.UPHELD: 6,
    Outcome.PARTLY_UPHELD: 6,
    Outcome.INCONCLUSIVE: 6,
    Outcome.RESOLVED: 6,
    Outcome.REFERRED_POLICE: 6,
    Outcome.REFERRED_HSE: 6,
    Outcome.REFERRED_AUDITOR: 6,
    Outcome.REFERRED_OMBUDSMAN: 6,
    Outcome.REFERRED_SAFEGUARDING: 6,
    Outcome.REFERRED_GRIEVANCE: 6,
    Outcome.REFERRED_OTHER: 6,
    Outcome.NOT_UPHELD: 1,
    Outcome.OUT_OF_SCOPE: 1,
    Outcome.WITHDRAWN: 1,
}
