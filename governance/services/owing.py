"""Who is meant by the rungs of whatever somebody owes: the holder, their deputy while they are away, and those above.

Leave never moves a due date, and nobody falls through: what cannot be told to one person is told to the next.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Protocol

from governance.calendar import Calendar
from governance.ladders import Audience, Rung
from governance.notices import Channel, Kind
from governance.obligations import Duty, Obligation
from governance.owed import Hearer, Owed
from governance.people import Person
from governance.ports import Work
from governance.roles import Holding, Role, holders

#: The last reminder that may wait for a holder who is away and has no deputy: after it somebody else is told.
_LAST_THAT_WAITS = 1

_POSTS = {
    Audience.RECORDS_MANAGER: Role.RECORDS_MANAGER,
    Audience.SIRO: Role.SIRO,
    Audience.IMSG: Role.IMSG,
    Audience.CHIEF_EXECUTIVE: Role.CHIEF_EXECUTIVE,
    Audience.INFORMATION_GOVERNANCE: Role.INFORMATION_GOVERNANCE,
    Audience.DATA_PROTECTION_OFFICER: Role.DATA_PROTECTION_OFFICER,
}
#: Who hears instead while a post is vacant.
_ABOVE = {
    Role.RECORDS_MANAGER: Role.SIRO,
    Role.IMSG: Role.SIRO,
    Role.SIRO: Role.CHIEF_EXECUTIVE,
    Role.DIRECTOR: Role.SIRO,
    Role.INFORMATION_GOVERNANCE: Role.DATA_PROTECTION_OFFICER,
    Role.DATA_PROTECTION_OFFICER: Role.SIRO,
}
#: What whoever acts as owner does in the owner's place. To approve, and to take an asset over, is not among it.
OWNERS_DUTIES = frozenset(
    {
        Duty.ASSURANCE,
        Duty.INCIDENT_TALK,
        Duty.NAME_ADMINISTRATOR,
        Duty.RISK_SIGN,
        Duty.RISK_REVIEW,
        Duty.RISK_EXPIRY,
    }
)
_ROLES = (*_POSTS.values(), Role.HEAD_OF_SERVICE, Role.DIRECTOR)


class Subjects(Protocol):
    """What the obligations of a duty are about."""

    async def owed(self, work: Work, obligations: Sequence[Obligation]) -> Mapping[str, Owed]:
        """By obligation id, in a handful of queries however many are asked for. What is not there any more is
        absent."""


class OwedAudiences:
    """Whom the rungs of a duty are for that has a holder."""

    def __init__(self, subjects: Subjects, calendar: Calendar, *, mail: bool) -> None:
        """`mail`: whether there is a way to send e-mail."""
        self._subjects = subjects
        self._calendar = calendar
        self._mail = mail

    async def recipients(
        self, work: Work, obligations: Sequence[Obligation], rungs: Mapping[str, Rung], day: date
    ) -> Mapping[str, Sequence[Hearer] | None]:
        """As the port says."""
        owed = await self._subjects.owed(work, obligations)
        known = await self._office(work, owed.values(), day)
        found: dict[str, Sequence[Hearer] | None] = {}
        for obligation in obligations:
            thing = owed.get(obligation.id)
            if thing is None:
                continue
            rung = rungs[obligation.id]
            needless = (rung.untouched_only and not thing.untouched) or not (rung.audience or self._mail)
            found[obligation.id] = None if needless else self._hearers(known, obligation, thing, rung)
        return found

    async def _office(self, work: Work, owed: Collection[Owed], day: date) -> _Office:
        """Everybody who may be meant: holders, administrators, their deputies, and whoever is above them."""
        holdings = await work.people.holdings(_ROLES, day)
        wanted = {thing.holder_id for thing in owed} | {a for thing in owed for a in thing.administrators}
        wanted |= {holding.person_id for holding in holdings}
        people: dict[str, Person] = {}
        asked: set[str] = set()
        while missing := wanted - asked:
            asked |= missing
            found = await work.people.many(missing)
            people.update(found)
            wanted = {each for person in found.values() for each in _related(person)}
        return _Office(people, holdings, day)

    def _hearers(self, office: _Office, obligation: Obligation, owed: Owed, rung: Rung) -> Sequence[Hearer]:
        chosen: list[Hearer] = []
        for audience in rung.audience:
            chosen += self._meant(office, obligation, owed, rung, audience)
        if self._mail:
            for audience in rung.by_mail:
                meant = self._meant(office, obligation, owed, rung, audience)
                chosen += [Hearer(each.person_id, each.from_on, Channel.EMAIL, Kind.DIGEST) for each in meant]
        once: dict[tuple[str, Channel], Hearer] = {}
        for hearer in chosen:
            once.setdefault((hearer.person_id, hearer.channel), hearer)
        return tuple(once.values())

    def _meant(
        self, office: _Office, obligation: Obligation, owed: Owed, rung: Rung, audience: Audience
    ) -> list[Hearer]:
        match audience:
            case Audience.HOLDER:
                return self._holder(office, obligation, owed, rung)
            case Audience.ADMINISTRATOR:
                return [Hearer(each, kind=Kind.DIGEST) for each in owed.administrators if office.there(each)]
            case Audience.HEAD_OF_SERVICE:
                return self._above(office, owed, Role.HEAD_OF_SERVICE, Role.DIRECTOR)
            case Audience.DIRECTOR:
                return self._above(office, owed, Role.DIRECTOR)
            case Audience.DECIDER if owed.holder_decides:
                return self._holder(office, obligation, owed, rung)
            case Audience.DECIDER:
                return [Hearer(each) for each in office.in_post_but({owed.holder_id, owed.asked_by}, owed.decider)]
            case _ if audience in _POSTS:
                return [Hearer(each) for each in office.in_post(_POSTS[audience])]
            case _:
                raise ValueError(f"what is owed has no {audience}")

    def _holder(self, office: _Office, obligation: Obligation, owed: Owed, rung: Rung) -> list[Hearer]:
        """The holder, or who acts for them."""
        holder = office.people.get(owed.holder_id)
        if stands_in := office.acting_for(holder, obligation.duty, owed.asset):
            kind = Kind.DIGEST if rung.kind is Kind.ESCALATED else rung.kind
            quiet = _later(obligation.snoozed_until, office.day) if kind is Kind.DIGEST else None
            return [Hearer(stands_in, quiet, kind=kind)]
        if holder is None or holder.has_left(office.day):
            # Left: the line manager acts, and the Records Manager has to find somebody.
            acting = islice(office.managers(owed.holder_id), 1)
            return [Hearer(each) for each in dict.fromkeys([*acting, *office.in_post(Role.RECORDS_MANAGER)])]
        # To whoever does it themselves, what others hear of as a complaint is one more thing on their list.
        kind = Kind.DIGEST if rung.kind is Kind.ESCALATED else rung.kind
        quiet = _later(obligation.snoozed_until, office.day) if kind is Kind.DIGEST else None
        leave = holder.away_on(office.day)
        if leave is None:
            return [Hearer(holder.id, quiet, kind=kind)]
        back = self._back(holder, office.day)
        on_return = Hearer(holder.id, max(back, quiet or back), kind=Kind.DIGEST)
        # A delegate does not approve: what the holder decides waits for them.
        if leave.deputy_id and not owed.holder_decides and office.there(leave.deputy_id):
            return [Hearer(leave.deputy_id, quiet, kind=kind), on_return]
        told_by = self._calendar.add(self._calendar.roll_back(obligation.due_on), -_LAST_THAT_WAITS)
        if office.day < told_by:
            return [on_return]
        others = [each for each in owed.administrators if office.there(each)]
        others += office.in_post_but({holder.id}, Role.RECORDS_MANAGER)
        return [*(Hearer(each, kind=kind) for each in others), on_return]

    def _above(self, office: _Office, owed: Owed, *roles: Role) -> list[Hearer]:
        """Whoever is above the holder; while they are away their deputy, and they themselves when they are back. To a
        holder who is that deputy nobody complains of themselves."""
        above = office.above(owed.holder_id, *roles)
        person = office.people.get(above or "")
        leave = person.away_on(office.day) if person is not None else None
        deputy = leave.deputy_id if leave is not None else None
        if person is None or not deputy or deputy == owed.holder_id or not office.there(deputy):
            return _only(above)
        return [Hearer(deputy), Hearer(person.id, self._back(person, office.day))]

    def _back(self, person: Person, day: date) -> date:
        """The first working day on which they are there again; one leave may follow on another."""
        while leave := person.away_on(day):
            day = self._calendar.add(leave.until_on, 1)
        return day


@dataclass(frozen=True, slots=True)
class _Office:
    """The people of one plan, on one day."""

    people: Mapping[str, Person]
    holdings: Sequence[Holding]
    day: date

    def there(self, person_id: str) -> bool:
        person = self.people.get(person_id)
        return person is not None and person.works_on(self.day)

    def acting_for(self, owner: Person | None, duty: Duty, asset: str) -> str | None:
        """Whoever acts as owner that day, while they are there. Where nobody does, the holder hears as ever."""
        post = owner.acting_on(self.day, asset) if owner is not None and duty in OWNERS_DUTIES else None
        return post.acting_id if post is not None and self.there(post.acting_id) else None

    def in_post(self, role: Role) -> list[str]:
        """Whoever holds it, those who are there first choice; while it is vacant, whoever is above."""
        held = [each for each in holders(self.holdings, role, self.day) if each in self.people]
        present = [each for each in held if self.there(each)]
        if present or held:
            return present or held
        above = _ABOVE.get(role)
        return self.in_post(above) if above else []

    def in_post_but(self, never: Collection[str], role: Role | None) -> list[str]:
        """Whoever holds the post and is none of `never`; while there is nobody, whoever is above."""
        while role is not None:
            found = [each for each in self.in_post(role) if each not in never]
            if found:
                return found
            role = _ABOVE.get(role)
        return []

    def managers(self, person_id: str) -> Iterator[str]:
        """Everybody above who has not left, the nearest first. A circle ends where it began."""
        seen = {person_id}
        person = self.people.get(person_id)
        while person is not None and person.manager_id and person.manager_id not in seen:
            seen.add(person.manager_id)
            person = self.people.get(person.manager_id)
            if person is not None and not person.has_left(self.day):
                yield person.id

    def above(self, person_id: str, *roles: Role) -> str | None:
        """The nearest manager who holds one of the roles, tried in their order; without one, the nearest manager; at
        the top, the SIRO's post."""
        managers = list(self.managers(person_id))
        for role in roles:
            held = set(holders(self.holdings, role, self.day))
            if found := [each for each in managers if each in held]:
                return found[0]
        return next(iter(managers or self.in_post_but({person_id}, Role.SIRO)), None)


def _related(person: Person) -> Sequence[str]:
    """Who may hear in this person's place."""
    deputies = [leave.deputy_id for leave in person.away if leave.deputy_id]
    deputies += [each.acting_id for each in person.acting]
    return [*deputies, person.manager_id] if person.manager_id else deputies


def _only(one: str | None) -> list[Hearer]:
    return [] if one is None else [Hearer(one)]


def _later(day: date | None, today: date) -> date | None:
    return day if day is not None and day > today else None
