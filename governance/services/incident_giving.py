"""Giving incidents to a colleague who came later: recovery hands over reports alone, and whoever is new in the team
opens what comes from then on.

It goes to nobody whom the incident would not have been told of when it came: whoever handles incidents today. So nobody
else has to agree to it; the line in the audit log comes before the key. What keeps somebody out goes to nobody: whoever
holds one of its posts today may be meant. Nor does what a concern opened: those whom it names were kept out when it
came, as far as they handled incidents then, and whoever came later may be named in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from governance.audit import Event
from governance.errors import Refused, Stale
from governance.incident_course import EntryKind
from governance.incident_gifts import Giving
from governance.incidents import HANDLE_INCIDENTS, Incident, IncidentState, Origin
from governance.people import Person
from governance.ports import Work
from governance.record_ports import CaseKeys
from governance.services.incident_desk import IncidentDesk, Turn
from governance.services.incident_tasks import person_by

_QUIET = (
    "This incident keeps somebody out, and the program can not see whom. Nobody is given it: those who hold a key "
    "handle it to its end."
)
_OF_A_CONCERN = (
    "A concern opened this incident, and the program can not see here whom that names. Nobody is given it: those who "
    "hold a key handle it to its end."
)


class IncidentGiving:
    def __init__(self, desk: IncidentDesk, keys: CaseKeys) -> None:
        self._desk = desk
        self._keys = keys

    async def give(self, by: Person, incident_id: str, version: int, said: Giving) -> None:
        """This one; or this one and every other open one that `by` handles and that keeps nobody out. Said again, it
        changes nothing, and gives the keys that a crash kept back. Raises Refused for whoever may not be given it, and
        Stale when they open all of it already."""
        held = await self._desk.files.keys(by)
        async with self._desk.store.work() as work:
            turn = await self._desk.turn(work, by, held, incident_id)
            if turn.incident.only_told:
                raise Refused(_QUIET)
            if turn.incident.origin is Origin.CONCERN:
                raise Refused(_OF_A_CONCERN)
            to = await self._colleague(work, said.who, turn.today)
        if said.which != "all":
            await self._give(by, incident_id, version, to)
            return
        lines = [each for each in await self._desk.files.list(by) if each.can_open and _goes_along(each.incident)]
        wanted = [each.incident for each in lines if not await self._opens(each.incident, to)]
        if not wanted:
            raise Stale(f"{to.name} opens them already.")
        for each in wanted:
            await self._give(by, each.id, version if each.id == incident_id else each.version, to)

    # ---------------------------------------------------------------- inside

    async def _give(self, by: Person, incident_id: str, version: int, to: Person) -> None:
        async def does(turn: Turn) -> Mapping[str, str]:
            if await self._opens(turn.incident, to):
                raise Stale(f"{to.name} opens it already.")
            await turn.work.incidents.tell(incident_id, to.id)
            event = Event(turn.now, by.id, turn.role, "incident_key_given", incident_id, {"to": to.id})
            await turn.work.audit.write(event)
            return {}

        await self._desk.act(by, incident_id, version, EntryKind.GIVEN, {"given_to": to.name}, does)
        async with self._desk.store.work() as work:
            incident = await work.incidents.by_id(incident_id)
            written = await work.courses.entries(incident_id)
        if incident is not None:
            identity = incident.identity_sealed is not None and by.id in await self._keys.know_who(incident.key_id)
            await self._keys.give(by.id, incident_id, incident.key_id, to.id, identity=identity)
        for entry in written:
            if entry.key_id and by.id in await self._keys.holders(entry.key_id):
                await self._keys.give(by.id, entry.id, entry.key_id, to.id, identity=False)

    async def _opens(self, incident: Incident, to: Person) -> bool:
        return to.id in incident.told and to.id in await self._keys.holders(incident.key_id)

    async def _colleague(self, work: Work, typed: str, today: date) -> Person:
        to = await work.people.by_id(await person_by(work, typed, today))
        roles = await work.people.roles_of(to.id, today) if to else frozenset()
        if to is None or not roles & set(HANDLE_INCIDENTS):
            raise Refused("Only somebody who handles incidents today can be given one.")
        if to.id not in await self._keys.able() or not await self._keys.confirms(to.id, to.entra_id):
            raise Refused(
                f"{to.name} has no confirmed key yet. Ask whoever runs this service: candour keys add {to.id}."
            )
        return to


def _goes_along(incident: Incident) -> bool:
    return incident.state is not IncidentState.CLOSED and incident.may_be_given
