"""Who hears the alarms of an incident: the posts that answer for it, at any hour, whoever is on leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from governance.incidents import MAY_SEE_INCIDENTS, Incident
from governance.ladders import Audience, Rung
from governance.notices import Channel
from governance.obligations import Obligation
from governance.owed import Hearer
from governance.people import Person
from governance.ports import Work
from governance.roles import Holding, Role, holders

_POSTS = {
    Audience.INFORMATION_GOVERNANCE: Role.INFORMATION_GOVERNANCE,
    Audience.DATA_PROTECTION_OFFICER: Role.DATA_PROTECTION_OFFICER,
    Audience.SIRO: Role.SIRO,
    Audience.ICT_SECURITY: Role.ICT_SECURITY,
    Audience.CHIEF_EXECUTIVE: Role.CHIEF_EXECUTIVE,
}
#: Who hears besides while nobody of a post is there, or instead while it is vacant.
_ABOVE = {
    Role.INFORMATION_GOVERNANCE: Role.DATA_PROTECTION_OFFICER,
    Role.DATA_PROTECTION_OFFICER: Role.SIRO,
    Role.ICT_SECURITY: Role.SIRO,
    Role.SIRO: Role.CHIEF_EXECUTIVE,
}


class AlarmAudiences:
    """For clocks that stop for nobody.

    Whoever is there hears. For somebody on leave their deputy does; when that leaves a post with nobody, those on leave
    hear all the same, and the post above them too. Of an incident that keeps somebody out, those who hold keys hear and
    nobody else, not even a deputy.
    """

    def __init__(self, *, mail: bool) -> None:
        """`mail`: whether there is a way to send e-mail."""
        self._mail = mail

    async def recipients(
        self, work: Work, obligations: Sequence[Obligation], rungs: Mapping[str, Rung], day: date
    ) -> Mapping[str, Sequence[Hearer] | None]:
        """As the port says."""
        found: dict[str, Sequence[Hearer] | None] = {}
        office = await office_on(work, day)
        for each in obligations:
            incident = await work.incidents.by_id(each.subject_id)
            found[each.id] = self._hearers(office, incident, rungs[each.id])
        return found

    def _hearers(self, office: AlarmOffice, incident: Incident | None, rung: Rung) -> Sequence[Hearer]:
        told = [Hearer(each) for audience in rung.audience for each in office.hear(_post(audience), incident)]
        if self._mail:
            mailed = (each for audience in rung.by_mail for each in office.hear(_post(audience), incident))
            told += [Hearer(each, channel=Channel.EMAIL) for each in mailed]
        return tuple(dict.fromkeys(told))


def _post(audience: Audience) -> Role:
    if audience not in _POSTS:
        raise ValueError(f"an alarm of an incident has no {audience}")
    return _POSTS[audience]


@dataclass(frozen=True, slots=True)
class AlarmOffice:
    """Who holds the posts on one day, and who acts for them."""

    people: Mapping[str, Person]
    holdings: Sequence[Holding]
    day: date

    def hear(self, role: Role, incident: Incident | None = None) -> Sequence[str]:
        """Whoever hears for this post; empty only when it and everything above is vacant."""
        if incident is not None and incident.only_told:
            # Somebody whose role has ended opens it no more. Where that is everybody, they alone can say so.
            in_post = {each.person_id for each in self.holdings if each.role in MAY_SEE_INCIDENTS}
            return [each for each in incident.told if each in in_post and self._employed(each)] or incident.told
        held = [self.people[each] for each in holders(self.holdings, role, self.day) if self._employed(each)]
        there = [who for person in held for who in self._for(person)]
        if there:
            return tuple(dict.fromkeys(there))
        above = _ABOVE.get(role)
        higher = self.hear(above) if above is not None else ()
        return tuple(dict.fromkeys([*(person.id for person in held), *higher]))

    def _for(self, person: Person) -> Sequence[str]:
        leave = person.away_on(self.day)
        if leave is None:
            return [person.id]
        deputy = self.people.get(leave.deputy_id or "")
        return [deputy.id] if deputy is not None and deputy.works_on(self.day) else []

    def _employed(self, person_id: str) -> bool:
        person = self.people.get(person_id)
        return person is not None and not person.has_left(self.day)


async def office_on(work: Work, day: date) -> AlarmOffice:
    """In three queries, however many alarms there are."""
    holdings = await work.people.holdings(tuple(_POSTS.values()), day)
    people = dict(await work.people.many({each.person_id for each in holdings}))
    deputies = {leave.deputy_id for each in people.values() for leave in each.away if leave.deputy_id}
    people.update(await work.people.many(deputies - people.keys()))
    return AlarmOffice(people, holdings, day)
