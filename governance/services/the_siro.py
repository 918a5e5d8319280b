"""What the Senior Information Risk Owner alone decides; nobody does while the post is vacant (policy 6A)."""

from __future__ import annotations

from datetime import date

from governance.people import Person
from governance.ports import Work
from governance.roles import Role


async def is_siro(work: Work, by: Person, today: date) -> bool:
    """Whether this person holds the post today."""
    return not by.has_left(today) and Role.SIRO in await work.people.roles_of(by.id, today)
