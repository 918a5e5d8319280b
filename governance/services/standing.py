"""Who may act on what somebody owes: its holder, or whoever acts for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from governance.errors import NotYours
from governance.people import Person
from governance.ports import Work

HOLDER, LINE_MANAGER, DEPUTY, ACTING_OWNER = "holder", "line manager", "deputy", "acting owner"


@dataclass(frozen=True, slots=True)
class Standing:
    """As it is stored and said, then and later."""

    #: Both names, where one acts for another: "Sam Ode for Khadija Carrick".
    name: str
    role: str


async def standing_of(work: Work, by: Person, holder_id: str, today: date) -> Standing:
    """In which role this person acts today on what the holder owes. Raises NotYours for everybody else."""
    if by.id == holder_id and not by.has_left(today):
        return Standing(by.name, HOLDER)
    people = await chain_above(work, holder_id)
    holder = people.get(holder_id)
    role = acting_role(by, holder, people, today) if holder else None
    if holder is None or role is None:
        raise NotYours("This is for the person whose action it is, or for whoever acts for them today.")
    return Standing(f"{by.name} for {holder.name}", role)


def acting_role(by: Person, holder: Person, people: Mapping[str, Person], today: date) -> str | None:
    """In which role somebody acts today for another; None when they do not. `people` has the holder's managers."""
    if by.has_left(today) or by.id == holder.id:
        return None
    if not holder.has_left(today):
        deputises = any(leave.covers(today) and leave.deputy_id == by.id for leave in holder.away)
        return DEPUTY if deputises else None
    nearest = next((each for each in managers(holder, people) if not each.has_left(today)), None)
    return LINE_MANAGER if nearest is not None and nearest.id == by.id else None


async def owner_standing(work: Work, by: Person, owner_id: str, today: date, asset: str = "") -> Standing:
    """As `standing_of`, and in which role for an owner of assets: whoever acts as owner of this asset counts too, or
    without one whoever acts for all of them. Not for what a delegate may not do: to approve, and to take over."""
    owner = await work.people.by_id(owner_id)
    if owner is not None and is_acting_owner(by, owner, today, asset):
        return Standing(f"{by.name} for {owner.name}", ACTING_OWNER)
    return await standing_of(work, by, owner_id, today)


async def must_be_in_person(work: Work, acts: Standing, holder_id: str, today: date) -> None:
    """A delegate does not approve. Raises NotYours for whoever acts for another, with whom it waits for."""
    if acts.role == HOLDER:
        return
    holder = await work.people.by_id(holder_id)
    if holder is None or holder.has_left(today):
        name = holder.name if holder else "Whoever was asked"
        raise NotYours(f"{name} has left, and nobody agrees in their place. The Records Manager appoints somebody.")
    leave = holder.away_on(today)
    until = f", who is away until {leave.until_on.day} {leave.until_on:%B %Y}" if leave else ""
    raise NotYours(f"You act for {holder.name}, and nobody agrees in their place. It waits for {holder.name}{until}.")


async def acted_for(work: Work, by: Person, today: date) -> list[Person]:
    """Those for whom this person acts today in all that they owe: they are away and named them, or have left and were
    theirs."""
    people = {person.id: person for person in await work.people.everyone()}
    return [other for other in people.values() if acting_role(by, other, people, today)]


async def stand_ins(work: Work, ids: Collection[str], today: date) -> set[str]:
    """Whoever acts today for one of these people, by id."""
    found: set[str] = set()
    for one in (await work.people.many(ids)).values():
        if one.has_left(today):
            above = managers(one, await chain_above(work, one.id))
            found.update([each.id for each in above if not each.has_left(today)][:1])
        else:
            found.update(leave.deputy_id for leave in one.away if leave.covers(today) and leave.deputy_id)
    return found


async def owners_acted_for(work: Work, by: Person, today: date) -> list[Person]:
    """Those as whose owner this person acts today, for all of their assets."""
    return [each for each in await work.people.with_acting(today) if is_acting_owner(by, each, today)]


def is_acting_owner(by: Person, owner: Person, today: date, asset: str = "") -> bool:
    post = owner.acting_on(today, asset)
    return post is not None and post.acting_id == by.id and not by.has_left(today)


def acts_as_owner(by: Person, owner: Person, people: Mapping[str, Person], today: date, asset: str = "") -> bool:
    """Whether somebody acts today as the owner: of this asset, or without one of all of them."""
    return is_acting_owner(by, owner, today, asset) or acting_role(by, owner, people, today) is not None


def managers(person: Person, people: Mapping[str, Person]) -> list[Person]:
    """The person's managers, the nearest first, as far as `people` has them."""
    found: list[Person] = []
    one = people.get(person.manager_id or "")
    while one is not None and one.id != person.id and one not in found:
        found.append(one)
        one = people.get(one.manager_id or "")
    return found


async def chain_above(work: Work, person_id: str) -> Mapping[str, Person]:
    """The person and everybody who manages them, nearer or further."""
    found: dict[str, Person] = {}
    one = await work.people.by_id(person_id)
    while one is not None:
        found[one.id] = one
        above = one.manager_id
        one = await work.people.by_id(above) if above and above not in found else None
    return found
