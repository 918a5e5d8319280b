"""Who agrees that an incident is closed: somebody else than who asked, always (risk policy 6.3, 7d)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from governance.incidents import HANDLE_INCIDENTS, MAY_SEE_INCIDENTS, Incident, Origin
from governance.ports import Work
from governance.roles import Role
from governance.severity import Severity

#: Who agrees that an incident is closed; the more severe ones in the second row.
MAY_APPROVE = (Role.INFORMATION_GOVERNANCE, Role.DATA_PROTECTION_OFFICER, Role.SIRO)
MAY_APPROVE_SERIOUS = (Role.DATA_PROTECTION_OFFICER, Role.SIRO)
NOBODY_ELSE = (
    "Nobody else may learn of this incident, so nobody could agree that it is closed, and it stays open. Ask for "
    "somebody to be appointed: an incident that keeps people out is closed by whoever has a key to it, or by a Senior "
    "Information Risk Owner who does not handle incidents and is not one of those who are kept out."
)


def may_approve(incident: Incident) -> Sequence[Role]:
    serious = bool(incident.severity) and Severity(incident.severity).is_serious
    return MAY_APPROVE_SERIOUS if serious else MAY_APPROVE


async def approvers_of_quiet(work: Work, incident: Incident, asked_by: str, today: date) -> Sequence[str]:
    """Of an incident that keeps somebody out: those who hold keys and a post. While that is nobody but who asked, the
    Senior Information Risk Owner, who needs no key: they are not kept out where they hold none of the posts that a
    reporter may keep out. Whom a concern kept out nobody knows here, so then nobody agrees."""
    holdings = await work.people.holdings((*HANDLE_INCIDENTS, Role.SIRO), today)
    in_post = {each.person_id for each in holdings if each.role in MAY_SEE_INCIDENTS}
    left = [each for each in incident.told if each != asked_by and each in in_post]
    if left or incident.origin is Origin.CONCERN:
        return left
    handles = {each.person_id for each in holdings if each.role in HANDLE_INCIDENTS}
    siros = dict.fromkeys(each.person_id for each in holdings if each.role is Role.SIRO)
    return [each for each in siros if each != asked_by and each not in handles]
