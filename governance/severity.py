"""How severe an incident is: the grid, what it may not fall below, and what it may not rise above (risk policy 7d).

The reckoning is pure; whoever overrides it gives a reason, which is kept with both results.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from governance.errors import Refused

#: Impact and likelihood are from 1 to this.
MOST = 5
#: As many people as make an incident serious, whatever it was about.
MANY_PEOPLE = 1000


class Severity(StrEnum):
    """In order; the value is what is kept."""

    S0 = "S0"
    S1 = "S1"
    S2 = "S2"
    S3 = "S3"
    S4 = "S4"

    @property
    def rank(self) -> int:
        return int(self.value[1])

    @property
    def is_serious(self) -> bool:
        """It is closed by the Data Protection Officer or the SIRO."""
        return self.rank >= Severity.S3.rank


class Bound(StrEnum):
    """Why the result is not the grid's."""

    NEAR_MISS = "near_miss"
    LIVE_ATTACK = "live_attack"
    PHYSICAL_SAFETY = "physical_safety"
    SPECIAL = "special"
    CHILDREN = "children"
    ADULTS_AT_RISK = "adults_at_risk"
    MANY_PEOPLE = "many_people"
    ENCRYPTED = "encrypted"


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the handler found to weigh on it: the command of the form, beside impact and likelihood."""

    near_miss: bool = False
    live_attack: bool = False
    physical_safety: bool = False
    #: Specially protected information (UK GDPR Articles 9 and 10).
    special: bool = False
    children: bool = False
    adults_at_risk: bool = False
    #: How many people at most; None: nobody knows.
    people: int | None = None
    #: All of the information is back, or is certainly gone.
    recovered: bool = False
    #: A device that is encrypted, and of which it is known that it was locked or has been wiped.
    sealed_device: bool = False


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What the rules make of it."""

    severity: Severity
    #: What the grid alone says.
    by_grid: Severity
    #: Impact times likelihood, 1 to 25.
    score: int
    #: Each bound that holds, with the severity that it asks for, highest first. A cap stands among them as it is.
    bounds: tuple[tuple[Bound, Severity], ...] = ()


def on_grid(impact: int, likelihood: int) -> Severity:
    """Raises Refused when either is not from 1 to 5."""
    if not (1 <= impact <= MOST and 1 <= likelihood <= MOST):
        raise Refused(f"Impact and likelihood are each a number from 1 to {MOST}.")
    score = impact * likelihood
    if score >= 16:
        return Severity.S4
    if score >= 10:
        return Severity.S3
    return Severity.S2 if score >= 5 else Severity.S1


def reckon(impact: int, likelihood: int, weighed: Weighed) -> Reckoned:
    """The grid; then what has not come out of it again, or is unreadable, weighs less; and what endangers people or
    goes on weighs most whatever else is true."""
    grid = on_grid(impact, likelihood)
    bounds: list[tuple[Bound, Severity]] = []
    severity = grid
    if weighed.near_miss:
        severity = Severity.S0
        bounds.append((Bound.NEAR_MISS, Severity.S0))
    else:
        floors = _harm(weighed)
        bounds += floors
        severity = _highest(severity, floors)
        if weighed.sealed_device:
            bounds.append((Bound.ENCRYPTED, Severity.S1))
            severity = min(severity, Severity.S1, key=lambda each: each.rank)
    dangers = _danger(weighed)
    bounds += dangers
    severity = _highest(severity, dangers)
    return Reckoned(
        severity, grid, impact * likelihood, tuple(sorted(bounds, key=lambda each: each[1].rank, reverse=True))
    )


def overridden(rules: Severity, severity: str, reason: str) -> Severity:
    """What the handler makes of what the rules say. Raises Refused without a reason, or for what is no severity."""
    if severity not in {each.value for each in Severity}:
        raise Refused("Choose a severity from S0 to S4.")
    if severity != rules and not reason.strip():
        raise Refused(f"The rules say {rules}. Say why it is {severity}.")
    return Severity(severity)


def _harm(weighed: Weighed) -> list[tuple[Bound, Severity]]:
    found = []
    if not weighed.recovered:
        for bound, holds in (
            (Bound.SPECIAL, weighed.special),
            (Bound.CHILDREN, weighed.children),
            (Bound.ADULTS_AT_RISK, weighed.adults_at_risk),
        ):
            if holds:
                found.append((bound, Severity.S3))
    if weighed.people is not None and weighed.people >= MANY_PEOPLE:
        found.append((Bound.MANY_PEOPLE, Severity.S3))
    return found


def _danger(weighed: Weighed) -> list[tuple[Bound, Severity]]:
    found = []
    if weighed.live_attack:
        found.append((Bound.LIVE_ATTACK, Severity.S4))
    if weighed.physical_safety:
        found.append((Bound.PHYSICAL_SAFETY, Severity.S4))
    return found


def _highest(severity: Severity, floors: list[tuple[Bound, Severity]]) -> Severity:
    return max([severity, *(floor for _, floor in floors)], key=lambda each: each.rank)
