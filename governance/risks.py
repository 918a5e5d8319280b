"""Information risks, as the register keeps them (Information Risk Management Policy 6B and 7d): what could happen to an
asset, how likely and how bad, who looked at it when, and who accepted what is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from governance.calendar import Calendar, months_after
from governance.errors import Refused
from governance.matrices import Band, Level, Matrix
from governance.roles import Role


class RiskState(StrEnum):
    #: Written by somebody who may not sign it: its owner has to.
    DRAFT = "draft"
    #: Signed by its owner; the Records Manager looks at it.
    IN_REVIEW = "in_review"
    #: In the register, and being brought down.
    TREATING = "treating"
    #: What is left of it is to be accepted; somebody decides.
    ACCEPT_REQUESTED = "accept_requested"
    #: What is left of it is accepted until a date.
    ACCEPTED = "accepted"
    #: Gone, at its owner's word; the Records Manager looks.
    RESOLVED = "resolved"
    CLOSED = "closed"

    @property
    def open(self) -> bool:
        """Whether it can still happen, as far as anybody has checked."""
        return self is not RiskState.CLOSED

    @property
    def kept(self) -> bool:
        """Whether its owner keeps it right: it stands in the register, and nobody else has to act first."""
        return self in (RiskState.TREATING, RiskState.ACCEPT_REQUESTED, RiskState.ACCEPTED)


class Happened(StrEnum):
    """What an entry of a risk's history says."""

    RAISED = "raised"
    SIGNED = "signed"
    ASSESSED = "assessed"
    #: Looked at, and all is as it was.
    REVIEWED = "reviewed"
    AGREED = "agreed"
    SENT_BACK = "sent_back"
    RESOLVED = "resolved"
    CLOSED = "closed"
    #: An acceptance ended before its time: the risk rose, or what it was accepted for changed.
    INVALIDATED = "invalidated"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Levels:
    """Without any control, as it is now, and as it should become."""

    inherent: Level
    current: Level
    target: Level


@dataclass(frozen=True, slots=True)
class Risk:
    """One row of the Information Risk Register. Its owner is whoever owns the asset that day."""

    #: Such as `RSK-0007`; it never changes.
    reference: str
    asset_reference: str
    title: str
    #: What could happen, why, and what would come of it.
    description: str
    #: What is done about it already.
    controls: str
    levels: Levels
    state: RiskState
    raised_on: date
    raised_by: str
    #: When its owner last looked at it.
    reviewed_on: date
    version: int = 1


@dataclass(frozen=True, slots=True)
class RiskEntry:
    """What somebody said or did about a risk. Entries are added and never changed."""

    reference: str
    #: From 1.
    number: int
    happened: Happened
    on: date
    #: A person's number, or `system`.
    by_id: str
    #: The name and the role as they were then.
    by_name: str
    by_role: str
    levels: Levels
    words: str = ""


class AcceptanceState(StrEnum):
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    EXPIRED = "expired"
    INVALIDATED = "invalidated"
    #: A renewal took its place.
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A request to accept what is left of a risk, and what became of it. A renewal is a new one."""

    reference: str
    #: From 1.
    number: int
    asked_on: date
    asked_by: str
    until_on: date
    reason: str
    #: The band that is accepted.
    band: Band
    #: What it is accepted for: when either changes it does not hold any more.
    classification: str
    owner_id: str
    state: AcceptanceState = AcceptanceState.ASKED
    #: When it was granted, refused or ended.
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class RiskDecision:
    """What one of the deciders said of a request."""

    reference: str
    number: int
    #: The post that had to decide.
    decider: Role
    granted: bool
    on: date
    by_id: str
    words: str


#: How the values of the form's choices begin; a number follows.
STEP = "step_"


@dataclass(frozen=True, slots=True)
class Assessing:
    """A risk as it is raised or assessed: the command of the form for it. Likelihoods and impacts are values such as
    `step_3`."""

    title: str
    description: str
    controls: str | None
    inherent_likelihood: str
    inherent_impact: str
    current_likelihood: str
    current_impact: str
    target_likelihood: str
    target_impact: str

    @property
    def levels(self) -> Levels:
        return Levels(
            _level(self.inherent_likelihood, self.inherent_impact),
            _level(self.current_likelihood, self.current_impact),
            _level(self.target_likelihood, self.target_impact),
        )


def _level(likelihood: str, impact: str) -> Level:
    return Level(int(likelihood.removeprefix(STEP)), int(impact.removeprefix(STEP)))


@dataclass(frozen=True, slots=True)
class RiskChecked:
    """What the Records Manager found: the command of the form for it."""

    #: `yes` or `no`.
    accepted: str
    words: str


@dataclass(frozen=True, slots=True)
class AskAcceptance:
    """The command of the form for it."""

    until_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class DecideAcceptance:
    """The command of the form for it."""

    #: `yes` or `no`.
    granted: str
    words: str


@dataclass(frozen=True, slots=True)
class Mitigating:
    """What will be done about a risk: the command of the form for it. It becomes an action."""

    title: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Resolving:
    """Why a risk is gone: the command of the form for it."""

    words: str


#: Who accepts what is left of a risk, all of them; the Information Asset Owner decides only what somebody else asks.
DECIDERS: Mapping[Band, tuple[Role, ...]] = {
    Band.LOW: (Role.INFORMATION_ASSET_OWNER,),
    Band.MEDIUM: (Role.RECORDS_MANAGER,),
    Band.HIGH: (Role.SIRO,),
    Band.VERY_HIGH: (Role.SIRO, Role.IMSG),
}
#: For how many months at most.
LONGEST = {Band.LOW: 12, Band.MEDIUM: 12, Band.HIGH: 6, Band.VERY_HIGH: 3}
#: Months between two reviews; a very high risk is looked at every ten working days.
_REVIEW_MONTHS = {Band.LOW: 3, Band.MEDIUM: 3, Band.HIGH: 1}
VERY_HIGH_DAYS = 10
#: Working days for a review that something asks for: an incident, a changed asset, a new owner, an expired acceptance.
SOON_DAYS = 5


def check_levels(levels: Levels, matrix: Matrix) -> None:
    """Raises Refused when a level is not on the matrix, or controls would make the risk worse."""
    for name, level in (("before controls", levels.inherent), ("now", levels.current), ("to aim for", levels.target)):
        try:
            matrix.band(level)
        except ValueError:
            raise Refused(f"The level {name} has to be from 1 to {matrix.size}, both times.") from None
    if levels.current.score > levels.inherent.score:
        raise Refused("The level now cannot be above the level before controls. Raise that one, or lower this one.")
    if levels.target.score > levels.current.score:
        raise Refused("The level to aim for cannot be above the level now.")


def review_by(reviewed_on: date, band: Band, calendar: Calendar) -> date:
    """By when it is looked at again: a working day."""
    if band is Band.VERY_HIGH:
        return calendar.add(reviewed_on, VERY_HIGH_DAYS)
    return calendar.roll_forward(months_after(reviewed_on, _REVIEW_MONTHS[band]))


def check_acceptance(risk: Risk, band: Band, until_on: date, today: date) -> None:
    """Raises Refused, with what to do instead, when what is left of a risk may not be accepted until then."""
    if risk.state not in (RiskState.TREATING, RiskState.ACCEPTED):
        raise Refused("What is left of this risk cannot be accepted while it waits for somebody else.")
    if until_on <= today:
        raise Refused("The date has to be after today.")
    last = months_after(today, LONGEST[band])
    if until_on > last:
        raise Refused(
            f"A risk of this level can be accepted for {LONGEST[band]} months at most: until {last.day} {last:%B %Y}."
        )


def still_holds(accepted: Acceptance, band: Band, classification: str, owner_id: str) -> bool:
    """Whether what was accepted is still what there is: the risk did not rise a band, the asset's classification is the
    same, and so is the owner."""
    same = (accepted.classification, accepted.owner_id) == (classification, owner_id)
    return same and band.rank <= accepted.band.rank


def in_words(band: Band) -> str:
    return band.value.replace("_", " ")
