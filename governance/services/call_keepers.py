"""Who works the call list off: the Records Manager, and the SIRO where nobody does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from governance.ports import Work
from governance.roles import Role, holders

#: In the order in which they are asked.
KEEPERS = (Role.RECORDS_MANAGER, Role.SIRO)


async def keepers(work: Work, day: date) -> Sequence[str]:
    """Whoever is in the first of the posts in which somebody works on `day`; when nobody works in any, whoever is in
    the first post that is not vacant. Empty when both are vacant."""
    holdings = await work.people.holdings(KEEPERS, day)
    people = await work.people.many({holding.person_id for holding in holdings})
    posts = [holders(holdings, role, day) for role in KEEPERS]
    at_work = [[each for each in post if each in people and people[each].works_on(day)] for post in posts]
    return next((post for post in (*at_work, *posts) if post), ())


async def above(work: Work, day: date, not_reached: str) -> Sequence[str]:
    """Whom to ask when a message about the list did not reach this person."""
    last = KEEPERS[-1]
    return [each for each in holders(await work.people.holdings((last,), day), last, day) if each != not_reached]
