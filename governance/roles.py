"""Roles and who holds them, with dates.

Roles come from the people table and nowhere else: whoever runs the directory must not be able to add themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Role(StrEnum):
    MONITORING_OFFICER = "monitoring_officer"
    DEPUTY_MONITORING_OFFICER = "deputy_monitoring_officer"
    CHIEF_INTERNAL_AUDITOR = "chief_internal_auditor"
    DEPUTY_CHIEF_INTERNAL_AUDITOR = "deputy_chief_internal_auditor"
    #: Gets a report when every handler is excluded from it: the chief executive or the external auditor.
    INDEPENDENT_PERSON = "independent_person"
    CHIEF_EXECUTIVE = "chief_executive"
    INVESTIGATOR = "investigator"
    SIRO = "siro"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    INFORMATION_GOVERNANCE = "information_governance"
    RECORDS_MANAGER = "records_manager"
    INFORMATION_ASSET_OWNER = "information_asset_owner"
    INFORMATION_ASSET_ADMINISTRATOR = "information_asset_administrator"
    HEAD_OF_SERVICE = "head_of_service"
    DIRECTOR = "director"
    IMSG = "imsg"
    #: Hears of a live attack at any hour (risk policy 7d).
    ICT_SECURITY = "ict_security"


#: Who may be given a report when it arrives (policy paragraphs 11 and 28).
HANDLERS = (
    Role.MONITORING_OFFICER,
    Role.CHIEF_INTERNAL_AUDITOR,
    Role.DEPUTY_MONITORING_OFFICER,
    Role.DEPUTY_CHIEF_INTERNAL_AUDITOR,
)

#: Roles that may work on reports at all; which ones, only their keys say.
MAY_HANDLE = frozenset({*HANDLERS, Role.INDEPENDENT_PERSON, Role.INVESTIGATOR})

#: Who sends quarterly returns, or fills them in (risk policy 7d).
SEND_RETURNS = frozenset({Role.INFORMATION_ASSET_OWNER, Role.INFORMATION_ASSET_ADMINISTRATOR})
#: Who says that somebody acts as owner of information assets for a time.
APPOINT_ACTING = frozenset({Role.INFORMATION_ASSET_OWNER, Role.RECORDS_MANAGER, Role.SIRO})
#: Who sees incidents: those who handle them, of some the Senior Information Risk Owner, and owners of their data.
SEE_INCIDENTS = frozenset(
    {
        Role.INFORMATION_GOVERNANCE,
        Role.DATA_PROTECTION_OFFICER,
        Role.SIRO,
        Role.INFORMATION_ASSET_OWNER,
    }
)
#: Who sees the figures about incidents: in full those who handle them, and without small numbers the last.
COUNT_INCIDENTS = (Role.INFORMATION_GOVERNANCE, Role.DATA_PROTECTION_OFFICER, Role.SIRO)
#: Who sees how all returns and actions stand.
SEE_OVERVIEW = frozenset({Role.SIRO, Role.RECORDS_MANAGER, Role.IMSG, Role.DIRECTOR})
#: Who looks through all actions, or those about their own assets.
KEEP_ACTIONS = frozenset({Role.SIRO, Role.RECORDS_MANAGER, Role.IMSG, Role.INFORMATION_ASSET_OWNER})
#: Who tells people whom no message reached.
SEE_CALLS = frozenset({Role.RECORDS_MANAGER, Role.SIRO})
#: Who sees every information asset and what was changed of it; the others see their own.
SEE_ASSETS = frozenset(
    {
        Role.SIRO, Role.RECORDS_MANAGER, Role.IMSG, Role.INFORMATION_GOVERNANCE, Role.DATA_PROTECTION_OFFICER,
        Role.CHIEF_INTERNAL_AUDITOR, Role.DEPUTY_CHIEF_INTERNAL_AUDITOR,
    }
)  # fmt: skip
#: Who sees which reminders about returns and actions will be sent, and were.
SEE_NOTICES = frozenset({Role.RECORDS_MANAGER, Role.SIRO})

DEPUTY_OF = {
    Role.MONITORING_OFFICER: Role.DEPUTY_MONITORING_OFFICER,
    Role.CHIEF_INTERNAL_AUDITOR: Role.DEPUTY_CHIEF_INTERNAL_AUDITOR,
}

#: The posts that handle concerns, as forms and letters name them.
#: Who reports on concerns to the committee, once a year (whistleblowing policy, paragraph 29).
REPORT_YEARLY = frozenset({Role.MONITORING_OFFICER, Role.CHIEF_INTERNAL_AUDITOR})

POSTS = {
    Role.MONITORING_OFFICER: "Monitoring Officer",
    Role.DEPUTY_MONITORING_OFFICER: "Deputy Monitoring Officer",
    Role.CHIEF_INTERNAL_AUDITOR: "Chief Internal Auditor",
    Role.DEPUTY_CHIEF_INTERNAL_AUDITOR: "Deputy Chief Internal Auditor",
    Role.INDEPENDENT_PERSON: "independent person",
    Role.CHIEF_EXECUTIVE: "Chief Executive",
    Role.INVESTIGATOR: "investigator",
}


@dataclass(frozen=True, slots=True)
class Holding:
    """A person holds a role, from a day, until a day (or still)."""

    person_id: str
    role: Role
    from_on: date
    until_on: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


def holders(holdings: Iterable[Holding], role: Role, day: date) -> Sequence[str]:
    """The people who hold `role` on `day`, in the order given; empty when the role is vacant."""
    return [holding.person_id for holding in holdings if holding.role is role and holding.holds_on(day)]
