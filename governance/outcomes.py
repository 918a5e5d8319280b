"""How a case ends, and how pressing it is: codes that stand in the clear, for retention and for the yearly register
(policy paragraphs 22, 28 and 29). None of them says what a case is about."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What came of a case."""

    #: Put right, or explained, with no investigation.
    RESOLVED = "resolved"
    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    NOT_UPHELD = "not_upheld"
    #: Looked into, and it cannot be said whether it is so.
    INCONCLUSIVE = "inconclusive"
    REFERRED_POLICE = "referred_police"
    REFERRED_HSE = "referred_hse"
    REFERRED_AUDITOR = "referred_auditor"
    REFERRED_OMBUDSMAN = "referred_ombudsman"
    REFERRED_SAFEGUARDING = "referred_safeguarding"
    REFERRED_GRIEVANCE = "referred_grievance"
    #: To another procedure, or to somebody else; the record says to whom.
    REFERRED_OTHER = "referred_other"
    #: Not for this policy, nor for another procedure of the council. The reporter was told why.
    OUT_OF_SCOPE = "out_of_scope"
    #: At the reporter's word.
    WITHDRAWN = "withdrawn"

    @property
    def investigated(self) -> bool:
        return self in INVESTIGATED

    @property
    def referred(self) -> bool:
        return self in REFERRED


INVESTIGATED = frozenset({Outcome.UPHELD, Outcome.PARTLY_UPHELD, Outcome.NOT_UPHELD, Outcome.INCONCLUSIVE})
REFERRED = frozenset(outcome for outcome in Outcome if outcome.value.startswith("referred_"))


class Priority(StrEnum):
    """How pressing a case is, as decided at triage (ISO 37002 8.3: the risk that was assessed)."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
