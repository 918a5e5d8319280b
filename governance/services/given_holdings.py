"""What a row of the staff list makes of the roles that a person held before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from governance.roles import Holding, Role
from governance.routing import MAY_HEAR
from governance.staff import Term


def given_holdings(person_id: str, terms: Iterable[Term], before: Collection[Holding], today: date) -> list[Holding]:
    """What the row says, and the past as it was: a role that the row no longer names ended yesterday."""
    since = {holding.role: holding.from_on for holding in before if holding.until_on is None}
    named = [
        Holding(person_id, term.role, term.from_on or since.get(term.role, today), term.until_on) for term in terms
    ]
    yesterday = today - timedelta(days=1)
    past = [
        holding if holding.until_on is not None and holding.until_on < today else replace(holding, until_on=yesterday)
        for holding in before
    ]
    return named + [
        holding
        for holding in past
        if holding.from_on <= (holding.until_on or yesterday) and not any(_overlap(holding, one) for one in named)
    ]


def still_owner(before: Collection[Holding], after: Sequence[Holding], today: date) -> list[Holding]:
    """Whoever owns assets keeps the role, whatever a list without it says: the register says who is accountable."""
    owner = Role.INFORMATION_ASSET_OWNER
    held = [holding for holding in before if holding.role is owner and holding.holds_on(today)]
    if not held or any(holding.role is owner and holding.holds_on(today) for holding in after):
        return list(after)
    ended = {(holding.role, holding.from_on) for holding in held}
    return [*held, *(holding for holding in after if (holding.role, holding.from_on) not in ended)]


#: Posts that a council is never without: while one is vacant, what is for it goes to whoever is above.
_NEVER_WITHOUT = (Role.MONITORING_OFFICER, Role.CHIEF_INTERNAL_AUDITOR, Role.SIRO, Role.RECORDS_MANAGER)


def vacated(before: Mapping[str, Sequence[Holding]], after: Mapping[str, Sequence[Holding]], today: date) -> list[str]:
    """What to know about posts that somebody held and nobody does any more. Both have everybody, by staff number;
    whoever has left holds nothing."""

    def held(role: Role, by: Mapping[str, Sequence[Holding]]) -> bool:
        return any(each.role is role and each.holds_on(today) for found in by.values() for each in found)

    return [
        f"Nobody is {role.value.replace('_', ' ')} any more. Give the role to somebody: until then what is for this "
        "post goes to whoever is above it."
        for role in _NEVER_WITHOUT
        if held(role, before) and not held(role, after)
    ]


def posts_in_words(holdings: Iterable[Holding]) -> str:
    return "; ".join(
        sorted(
            f"{holding.role} {holding.from_on}..{holding.until_on or ''}"
            for holding in holdings
            if holding.role in MAY_HEAR
        )
    )


def _overlap(one: Holding, other: Holding) -> bool:
    return (
        one.role is other.role
        and one.from_on <= (other.until_on or date.max)
        and other.from_on <= (one.until_on or date.max)
    )
