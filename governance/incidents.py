"""An information-security incident: what somebody tells, and what the council keeps about it in the clear (risk policy
7d).

What was written, who reported it and who is affected are sealed; what stands here in the clear is what clocks, lists
and counts need.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from governance.roles import Role


class IncidentState(StrEnum):
    #: Safe, and not in the audit log yet: without a name, it waits for the next shuffled batch.
    WAITING = "waiting"
    REPORTED = "reported"
    #: A handler has confirmed when the Council became aware of it.
    AWARE = "aware"
    ASSESSED = "assessed"
    CONTAINED = "contained"
    DECIDED = "decided"
    CLOSED = "closed"


class Origin(StrEnum):
    """How it came in."""

    REPORTED = "reported"
    #: A concern touches personal data; nothing says which.
    CONCERN = "concern"


class Naming(StrEnum):
    """What the reporter said about their name."""

    NAMED = "named"
    #: Known to those who handle incidents and to nobody else.
    WITHHELD = "withheld"
    NONE = "none"


class IncidentKind(StrEnum):
    """The Information Commissioner's kinds of incident."""

    EMAIL = "email"
    BCC = "bcc"
    POST = "post"
    SPOKEN = "spoken"
    NOT_REDACTED = "not_redacted"
    PAPER_LOST = "paper_lost"
    PAPER_INSECURE = "paper_insecure"
    DEVICE_LOST = "device_lost"
    DISPOSAL = "disposal"
    PORTAL = "portal"
    LOOKED_AT = "looked_at"
    CHANGED = "changed"
    PHISHING = "phishing"
    MALWARE = "malware"
    PASSWORDS = "passwords"
    HACKED = "hacked"
    MISCONFIGURED = "misconfigured"
    DENIAL = "denial"
    PHYSICAL = "physical"
    OTHER = "other"

    @property
    def is_cyber(self) -> bool:
        """Whether the Information Commissioner counts it as a cyber incident."""
        return self in _CYBER

    @property
    def discloses(self) -> bool:
        """Whether somebody may have seen what they should not."""
        return self not in _NOT_SEEN


_CYBER = frozenset(
    {
        IncidentKind.PHISHING,
        IncidentKind.MALWARE,
        IncidentKind.PASSWORDS,
        IncidentKind.HACKED,
        IncidentKind.MISCONFIGURED,
        IncidentKind.DENIAL,
    }
)
_NOT_SEEN = frozenset({IncidentKind.CHANGED, IncidentKind.DENIAL})


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, and the time of it where somebody knows that."""

    on: date
    #: Aware UTC; None: at some time of that day.
    at: datetime | None = None
    #: It lies more than a day back from when it was told.
    over_a_day_ago: bool = False

    @property
    def roughly(self) -> bool:
        return self.at is None


@dataclass(frozen=True, slots=True)
class Incident:
    """One row of the incidents table. Of one without a name: no time of day of its arrival, and no order."""

    #: 32 hex digits, random.
    id: str
    origin: Origin
    naming: Naming
    state: IncidentState
    reported_on: date
    #: None of every incident without a name, and of every one that came from a concern.
    reported_at: datetime | None
    #: The Information Commissioner's kind; `other` for what came from a concern.
    kind: IncidentKind
    #: It nearly happened.
    near_miss: bool
    #: It is only suspected.
    suspected: bool
    #: It still happens, or can still be stopped.
    ongoing: bool
    #: Somebody is attacking at this moment.
    live_attack: bool
    directorate: str
    #: The reference of an information asset; "" while nobody knows which.
    asset: str
    #: The service desk's reference (risk policy 7d: incidents are recorded there); "" while there is none.
    service_desk: str
    #: Names the keys in the keystore: 32 hex digits, random.
    key_id: str
    #: What was written, sealed.
    story: bytes
    #: Fingerprint of the form it was told with; "" for what came from a concern.
    form: str
    #: Who holds keys to it, and may be told of it. Whoever is excluded from it is not among them.
    told: tuple[str, ...]
    version: int = 1
    #: Who reported it, sealed under its own key; None where nobody gave a name.
    identity_sealed: bytes | None = None
    #: HMAC of the reporter under the KEK, of its own kind; None where the reporter is not known to us in Teams.
    locator: bytes | None = None
    #: When the Council became aware, as a handler has confirmed (UK GDPR Article 33).
    aware_at: datetime | None = None
    #: `S0` to `S4`, once assessed.
    severity: str = ""
    #: Somebody is kept out of it: nobody but those who hold keys may learn of it, whatever their post.
    only_told: bool = False

    @property
    def is_shown(self) -> bool:
        """Whether those who hold keys may see it: released, or by name, or too urgent to wait for that."""
        at_once = self.is_urgent or self.naming is not Naming.NONE
        return self.state is not IncidentState.WAITING or (self.origin is Origin.REPORTED and at_once)

    @property
    def is_urgent(self) -> bool:
        return self.live_attack or self.ongoing

    @property
    def may_be_given(self) -> bool:
        """To a colleague who came later: not where it may keep them out, or a concern that opened it may name them."""
        return not self.only_told and self.origin is not Origin.CONCERN


@dataclass(frozen=True, slots=True)
class Gravity:
    """What of the answers weighs on severity and on the decision. Sealed with the story."""

    #: `yes`, `no` or `not_sure`: information about living people is involved.
    personal: str = "not_sure"
    #: How many people at most; None when nobody knows.
    people: int | None = None
    children: bool = False
    adults_at_risk: bool = False
    #: Specially protected information (UK GDPR Articles 9 and 10).
    special: bool = False
    physical_safety: bool = False
    #: Of a device: `yes`, `no` or `not_sure`; "" of everything else.
    encrypted: str = ""
    #: `fully`, `partly`, `no` or `not_applicable`; "" when it was not asked.
    recovered: str = ""


@dataclass(frozen=True, slots=True)
class AddedLater:
    """What somebody says of the files that they will add to an incident of theirs: a value of I34's second question."""

    leaked: str


@dataclass(frozen=True, slots=True, repr=False)
class IncidentReport:
    """What the incident form completes to: one field for every question, under the same name, in the order of the
    council's reporting form.

    `None`, `""` or `()` means not asked or left empty. There is no field for who sent it in Teams: the service is
    handed the person beside it.
    """

    still: str
    attack: str
    happened: str
    story: str
    kind: str
    harms: tuple[str, ...]
    directorate: str | None
    place: str | None
    asset_words: str | None
    asset: str | None
    when_known: str | None
    when: Moment | None
    found: Moment | None
    late_reason: str | None
    how_found: str | None
    held_as: tuple[str, ...]
    device: str | None
    encrypted: str | None
    locked: tuple[str, ...]
    crime_reference: str | None
    personal: str | None
    who: tuple[str, ...]
    people_known: str | None
    people: int | None
    records: int | None
    data: tuple[str, ...]
    special: tuple[str, ...]
    marked: str | None
    effects: tuple[str, ...]
    received_by: str | None
    returned: str | None
    done: tuple[str, ...]
    done_words: str | None
    recovered: str | None
    told: tuple[str, ...]
    told_words: str | None
    cause: str | None
    supplier: str | None
    supplier_told: Moment | None
    service_desk: str | None
    covered_up: str | None
    not_to_see: tuple[str, ...]
    naming: str
    name: str | None
    job: str | None
    phone: str | None
    details_reason: str | None

    @property
    def asset_reference(self) -> str:
        """Empty while nobody knows which asset it is."""
        return "" if self.asset in (None, "unknown") else str(self.asset)

    @property
    def gravity(self) -> Gravity:
        return Gravity(
            personal=self.personal or "not_sure",
            people=self.people,
            children="children" in self.who,
            adults_at_risk="adults_at_risk" in self.who,
            special=bool(set(self.special) - {"none", "not_sure"}),
            physical_safety="safety" in self.effects,
            encrypted=self.encrypted or "",
            recovered=self.recovered or "",
        )


#: Who handles incidents, and so holds keys to them.
HANDLE_INCIDENTS = (Role.INFORMATION_GOVERNANCE, Role.DATA_PROTECTION_OFFICER)
#: Also the Senior Information Risk Owner, of those that keep somebody else out.
MAY_SEE_INCIDENTS = frozenset({*HANDLE_INCIDENTS, Role.SIRO})


def locator_of_account(entra_id: str) -> str:
    """What the locator of a person's incidents is made of. Not what that of their concerns is, so that no row of one
    leads to the other."""
    return f"incidents of {entra_id}"
