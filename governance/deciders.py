"""Who may decide what somebody else asks for or calls done: never whoever asked, and never nobody."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from governance.roles import Holding, Role, holders

#: The posts that decide, and whoever may.
DECIDE = (Role.RECORDS_MANAGER, Role.SIRO, Role.IMSG, Role.CHIEF_EXECUTIVE)
#: Who decides while a post is vacant, or all who hold it may not decide this one.
_ABOVE = {
    Role.RECORDS_MANAGER: Role.SIRO,
    Role.IMSG: Role.SIRO,
    Role.SIRO: Role.CHIEF_EXECUTIVE,
    Role.INFORMATION_GOVERNANCE: Role.DATA_PROTECTION_OFFICER,
    Role.DATA_PROTECTION_OFFICER: Role.SIRO,
}


def decides_as(
    person_id: str, role: Role, holdings: Sequence[Holding], day: date, never: Collection[str]
) -> Role | None:
    """The post in which this person may decide what `role` decides; None when they may not.

    `never`: whoever asked for it, or did it. The Senior Information Risk Owner may decide for the Records Manager, for
    they hear of it when the decision is late.
    """
    if person_id in never:
        return None
    post: Role | None = role
    while post is not None:
        held = _able(holdings, post, day, never)
        if person_id in held:
            return post
        if held and post is not Role.RECORDS_MANAGER:
            return None
        post = _ABOVE.get(post)
    return None


def _able(holdings: Sequence[Holding], post: Role, day: date, never: Collection[str]) -> set[str]:
    return set(holders(holdings, post, day)) - set(never)
