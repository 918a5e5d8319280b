"""What the call list says of incidents: whoever works it off may be the one whom an incident keeps out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from governance import incident_routing
from governance.notices import Kind, Notice
from governance.ports import Work
from governance.services.quiet_duties import quiet_ones

#: Kinds whose notices lead to no incident: who was told of the same occasion says whom it was for.
_OF_AN_OCCASION = frozenset(
    {Kind.INCIDENT, Kind.INCIDENT_LIVE, Kind.INCIDENT_CRITICAL, Kind.INCIDENT_ADDED, Kind.INCIDENT_GOES_ON}
)


async def hidden(
    work: Work, message_ids: Collection[str], people: Collection[str], day: date
) -> Mapping[str, frozenset[str]]:
    """By message: those of `people` who must not learn that it did not arrive. They hold a post that an incident may
    keep out, the message is about an incident, and they were not told of that themselves."""
    holdings = await work.people.holdings(incident_routing.INVOLVED, day)
    may_be_out = {each.person_id for each in holdings}.intersection(people)
    if not may_be_out or not message_ids:
        return {}
    carried = await work.notices.carried_by(message_ids)
    told = await _told(work, [notice for notices in carried.values() for notice in notices])
    found: dict[str, frozenset[str]] = {}
    for message_id, notices in carried.items():
        about = [told[each.obligation_id] for each in notices if each.obligation_id in told]
        found[message_id] = frozenset(who for who in may_be_out if any(who not in each for each in about))
    return found


async def _told(work: Work, notices: Collection[Notice]) -> Mapping[str, frozenset[str]]:
    """Who may know of it: by obligation, of those that are about an incident which keeps somebody out; and by
    occasion."""
    obligations = await work.obligations.by_ids({each.obligation_id for each in notices})
    told = {}
    for each in await quiet_ones(work, obligations.values()):
        incident = await work.incidents.by_id(obligations[each].subject_id.partition("/")[0])
        told[each] = frozenset(incident.told if incident else ())
    occasions = {each.obligation_id for each in notices if each.kind in _OF_AN_OCCASION}
    return {**told, **await work.notices.heard_of(occasions)}
