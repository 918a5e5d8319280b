"""Who is told that there is an incident, and when. No notice says what it is about, or which one it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date

from governance import incident_routing as routing
from governance.incidents import Incident
from governance.notices import Channel, Kind, Message, Notice
from governance.ports import Clock, Ticker, Work
from governance.roles import Holding


class IncidentNotices:
    """Inside the transaction that keeps or shows the incident. Every occasion has an id of its own, so that no row of
    a notice leads to an incident."""

    def __init__(self, clock: Clock, ticker: Ticker, new_id: Callable[[], str]) -> None:
        self._clock = clock
        self._ticker = ticker
        self._new_id = new_id

    async def at_once(self, work: Work, incident: Incident, holdings: Sequence[Holding], out: Collection[str]) -> None:
        """Those who hold keys, at any hour, because 72 hours run at any hour; of a live attack ICT and the Senior
        Information Risk Owner as well."""
        kind = Kind.INCIDENT_LIVE if incident.live_attack else Kind.INCIDENT
        people = [*routing.still_in_post(incident.told, holdings)]
        if incident.live_attack:
            people += routing.watchers(holdings, out)
        await self._tell(work, Counter(dict.fromkeys(people, 1)), self._occasion(), kind)

    async def batch(
        self, work: Work, incidents: Iterable[Incident], holdings: Sequence[Holding], occasion: str
    ) -> None:
        """One message to each person who holds keys to any of these, with how many."""
        people = Counter(p for each in incidents for p in routing.still_in_post(each.told, holdings))
        await self._tell(work, people, occasion, Kind.INCIDENT)

    async def owner(self, work: Work, incident: Incident, today: date, out: Collection[str] = ()) -> None:
        """Whoever the asset belongs to, in working hours; nobody who has left, and nobody of an incident that keeps
        somebody out."""
        if incident.only_told:
            return
        asset = (await work.register.assets([incident.asset])).get(incident.asset) if incident.asset else None
        if asset is None or asset.owner_id in out or asset.owner_id in incident.told:
            return
        owner = await work.people.by_id(asset.owner_id)
        if owner is not None and not owner.has_left(today):
            await self._tell(work, Counter({owner.id: 1}), self._occasion(), Kind.INCIDENT_OF_ASSET, any_hour=False)

    async def added(self, work: Work, incident: Incident, holdings: Sequence[Holding]) -> None:
        """Those who hold keys, in working hours: whoever reported it added something."""
        people = Counter(dict.fromkeys(routing.still_in_post(incident.told, holdings), 1))
        await self._tell(work, people, self._occasion(), Kind.INCIDENT_ADDED, any_hour=False)

    async def goes_on(self, work: Work, incident: Incident, asked_by: str, holdings: Sequence[Holding]) -> None:
        """Whoever asked for it to be closed; where they handle incidents no more, everybody who holds a key to it."""
        there = routing.still_in_post(incident.told, holdings)
        people = Counter(dict.fromkeys([asked_by] if asked_by in there else there, 1))
        await self._tell(work, people, self._occasion(), Kind.INCIDENT_GOES_ON, any_hour=False)

    def _occasion(self) -> str:
        return f"incident:{self._new_id()}"

    async def _tell(
        self, work: Work, people: Counter[str], occasion: str, kind: Kind, *, any_hour: bool = True
    ) -> None:
        for person_id, count in sorted(people.items()):
            notice = Notice(self._new_id(), occasion, 0, 0, person_id, Channel.TEAMS, kind, self._clock.now())
            if await work.notices.plan([notice]):
                message = Message(self._new_id(), person_id, Channel.TEAMS, kind, {"count": count}, any_hour=any_hour)
                await work.outbox.put(message, [notice.id], self._ticker.now())
