"""What the Senior Information Risk Owner alone decides; nobody does while the post is vacant (policy 6A)."""

from __future__ import annotations

from datetime import date

from governance.people import Person
from governance.ports import Work
from governance.roles import Role
from governance.services.standing import is_acting_owner


async def is_siro(work: Work, by: Person, today: date) -> bool:
    """Whether this person holds the post today."""
    return not by.has_left(today) and Role.SIRO in await work.people.roles_of(by.id, today)


async def sends_returns_of(work: Work, by: Person, owner_id: str, today: date) -> bool:
    """Whether this person has to send the owner's returns: their own, or as acting owner today. Then somebody else
    decides about them."""
    if by.id == owner_id:
        return True
    owner = await work.people.by_id(owner_id)
    return owner is not None and is_acting_owner(by, owner, today)
