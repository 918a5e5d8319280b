"""Acting owners: somebody does an owner's part for a time, by a dated appointment (Information Risk Management Policy
7d: whoever owns the assets stays accountable, and a delegate approves nothing)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from governance.calendar import Calendar, months_after
from governance.errors import Refused
from governance.people import ActingOwner, Person

#: Months that somebody acts for at most: after that somebody is the owner.
LONGEST_MONTHS = 12
ALL, SOME = "all", "some"
# No staff number holds one.
_BETWEEN = ";"


@dataclass(frozen=True, slots=True)
class MakeActing:
    """Who acts for whom, and when: the command of the form for it."""

    #: The owner's e-mail address or staff number; None: whoever fills it in.
    owner: str | None
    #: Of whoever acts.
    to: str
    from_on: date
    until_on: date
    #: ALL or SOME.
    what: str
    #: References with semicolons between them, for SOME.
    assets: str | None


def acting_subject(owner_id: str, post: ActingOwner) -> str:
    """The subject of the obligation that warns before it ends."""
    return _BETWEEN.join((owner_id, post.acting_id, post.from_on.isoformat()))


def of_acting_subject(subject_id: str) -> tuple[str, str, date]:
    """(owner, whoever acts, the first day)"""
    owner_id, acting_id, from_on = subject_id.split(_BETWEEN)
    return owner_id, acting_id, date.fromisoformat(from_on)


def check_acting(
    owner: Person, acting: Person, post: ActingOwner, beside: Collection[ActingOwner], today: date
) -> None:
    """Raises Refused, with what to do instead."""
    if acting.id == owner.id:
        raise Refused("Somebody else has to act for the owner.")
    if acting.has_left(post.from_on):
        raise Refused("Whoever is to act has left by then. Choose somebody who works here.")
    if post.until_on < post.from_on:
        raise Refused("The last day cannot be before the first.")
    if post.until_on < today:
        raise Refused("The last day has to be today or later.")
    if post.until_on > months_after(post.from_on, LONGEST_MONTHS):
        raise Refused(f"Somebody acts for {LONGEST_MONTHS} months at most. After that, give the assets to a new owner.")
    if any(post.meets(each) for each in beside):
        raise Refused("Somebody acts for these assets on some of these days already. End that first.")
    if any(post.begins_with(each) for each in beside):
        raise Refused(
            "This person acts for the owner from that day already. Choose another first day, or end that and write all "
            "the assets together."
        )


def may_alone(post: ActingOwner, beside: Collection[ActingOwner], days: int, calendar: Calendar) -> bool:
    """Whether an owner may make this without the Records Manager, who makes what is longer than so many working days.
    What follows one on the other for the same assets is one stretch, whoever acts."""
    first, last = post.from_on, post.until_on
    others = sorted((each.from_on, each.until_on) for each in beside if each.shares(post))
    for from_on, until_on in reversed(others):
        if until_on < first <= calendar.add(until_on, 1):
            first = from_on
    for from_on, until_on in others:
        if last < from_on <= calendar.add(last, 1):
            last = until_on
    return last <= calendar.add(calendar.roll_back(first), days)


def ended(post: ActingOwner, last: date) -> ActingOwner | None:
    """The post with an earlier end; None when it would never have begun."""
    if last < post.from_on:
        return None
    return ActingOwner(post.acting_id, post.from_on, min(post.until_on, last), post.assets)


def day_before(day: date) -> date:
    return day - timedelta(days=1)
