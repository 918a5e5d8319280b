"""Who may see an incident, and opening it: the checks that stand before every verb about incidents (risk policy 7d)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from governance.assets import Asset
from governance.audit import Event
from governance.calendar import Calendar
from governance.errors import NotFound, NotYours, Unreadable
from governance.files import Kept, from_data
from governance.incident_course import Entry
from governance.incidents import HANDLE_INCIDENTS, MAY_SEE_INCIDENTS, Gravity, Incident, IncidentState, Moment
from governance.people import Person
from governance.ports import Clock, Store, Work
from governance.roles import Role
from governance.seal_ports import Seal
from governance.services.incident_additions import added_files
from governance.services.incident_reporting import locator_of, reference_of
from governance.services.sealed_words import Sections

NOT_THERE = "There is no such incident among those that you may see."
#: For whoever may see its files, and is in the record for looking.
NO_FILE = "There is no such file with this incident."


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """An incident in a list: nothing of it is sealed."""

    incident: Incident
    reference: str
    #: The title of its asset in the register; "" while nobody knows which.
    asset: str
    #: This person holds a key to what was written.
    can_open: bool
    #: Closed because it is one with another, which is not.
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class IncidentFile:
    """An incident opened."""

    line: IncidentLine
    #: What was written; None for an owner who holds no key to it.
    sections: Sections | None
    #: Who reported it; None where nobody gave a name, and for whoever may not know.
    identity: Sections | None
    gravity: Gravity
    #: When somebody found out: what is proposed to the handler who confirms when the Council became aware.
    found: Moment | None
    #: Screenshots and papers that came with it and that its reporter added, as they were made clean; none for whoever
    #: does not handle it.
    files: tuple[Kept, ...] = ()
    #: When it happened, where the reporter knew: how long it was until it was reported is proposed from it.
    happened: Moment | None = None


class IncidentFiles:
    """Every verb checks who asks, their role today, and what they are to the incident."""

    def __init__(self, store: Store, seal: Seal, calendar: Calendar, clock: Clock) -> None:
        self._store = store
        self._seal = seal
        self._calendar = calendar
        self._clock = clock

    async def list(self, by: Person) -> Sequence[IncidentLine]:
        """What `by` holds keys to as somebody who handles incidents, and what touches assets that they own; newest
        first. Raises NotYours for everybody else. Nothing sealed is opened."""
        keys = await self.keys(by)
        async with self._store.work() as work:
            post = await self.post(work, by)
            found = {i.id: i for i in await work.incidents.by_keys(keys) if i.is_shown} if _handles(post) else {}
            owned = await self._owned(work, by)
            for incident in await work.incidents.of_assets(owned):
                if await self._owns(work, by, incident):
                    found.setdefault(incident.id, incident)
            lines = await self._lines(work, found.values(), keys)
            if found:
                seen = {"count": len(found)}
                await work.audit.write(Event(self._clock.now(), by.id, post, "listed", "incidents", seen))
        return sorted(lines, key=lambda each: (each.incident.reported_on, each.incident.id), reverse=True)

    async def open(self, by: Person, incident_id: str) -> IncidentFile:
        """Read one. The audit line is written first: no line, no read."""
        keys = await self.keys(by)
        async with self._store.work() as work:
            incident = await self.find(work, by, keys, incident_id, "read")
            [line] = await self._lines(work, [incident], keys)
            handles = _handles(await self.post(work, by))
            entries = await work.courses.entries(incident_id) if handles and line.can_open else ()
        if not line.can_open:
            return IncidentFile(line, None, None, Gravity(), None)
        story = json.loads(await self._seal.open_story(by.id, incident.id, incident.key_id, incident.story))
        return IncidentFile(
            line=line,
            sections=_sections(story["sections"]),
            identity=await self._identity(by, incident),
            gravity=Gravity(**story["gravity"]),
            found=_moment(story["found"]),
            files=await self._files(by, story, entries) if handles else (),
            happened=_moment(story.get("when", ())),
        )

    async def file(self, by: Person, incident_id: str, number: int) -> Kept:
        """One of its files, by its number from 1, for somebody who handles it. The audit line is written first. Raises
        NotFound when there is none, or they may not have it."""
        keys = await self.keys(by)
        async with self._store.work() as work:
            incident = await self.find(work, by, keys, incident_id, None)
            post = await self.post(work, by)
            if not _handles(post) or incident.key_id not in keys:
                raise NotFound(NOT_THERE)
            read = Event(self._clock.now(), by.id, post, "read_incident_file", incident_id, {"file": number})
            await work.audit.write(read)
            entries = await work.courses.entries(incident_id)
        story = json.loads(await self._seal.open_story(by.id, incident.id, incident.key_id, incident.story))
        files = await self._files(by, story, entries)
        if not 0 < number <= len(files):
            raise NotFound(NO_FILE)
        return files[number - 1]

    async def mine(self, by: Person) -> Sequence[IncidentLine]:
        """What `by` reported in Teams, newest first, and how it stands: what is in the clear, and nothing else."""
        async with self._store.work() as work:
            found = [i for at in self._seal.locators(locator_of(by)) for i in await work.incidents.by_locator(at)]
            lines = await self._lines(work, found, frozenset())
            return [replace(each, goes_on=await self._goes_on(work, each.incident)) for each in lines]

    async def find(self, work: Work, by: Person, keys: frozenset[str], incident_id: str, verb: str | None) -> Incident:
        """One that `by` may see, recorded when `verb` is given. Raises NotFound when there is none: for a handler among
        those they hold `keys` to, for an owner among those of their assets."""
        post = await self.post(work, by)
        incident = await work.incidents.by_id(incident_id)
        handles = _handles(post) and incident is not None and incident.key_id in keys and incident.is_shown
        if incident is None or not (handles or await self._owns(work, by, incident)):
            raise NotFound(NOT_THERE)
        if verb:
            as_ = post if handles else Role.INFORMATION_ASSET_OWNER.value
            await work.audit.write(Event(self._clock.now(), by.id, as_, f"{verb}_incident", incident_id))
        return incident

    async def keys(self, by: Person) -> frozenset[str]:
        """Of what `by` may open. Raises NotYours when the account is not the one that was confirmed."""
        keys = await self._seal.keys_of(by.id)
        if keys and not await self._seal.confirms(by.id, by.entra_id):
            raise NotYours(
                "This Teams account has not been confirmed as yours, so nothing is opened with it. Ask whoever keeps "
                "the root key to confirm it."
            )
        return keys

    async def post(self, work: Work, by: Person) -> str:
        """The role in which `by` acts today. Raises NotYours when there is none, or when they have left."""
        today = self._today()
        mine = await work.people.roles_of(by.id, today)
        if not by.has_left(today):
            for role in (Role.INFORMATION_GOVERNANCE, Role.DATA_PROTECTION_OFFICER, Role.SIRO):
                if role in mine:
                    return role
            if Role.INFORMATION_ASSET_OWNER in mine:
                return Role.INFORMATION_ASSET_OWNER
        raise NotYours("Only the people who handle incidents, and the owners of the data in them, can see them.")

    # ---------------------------------------------------------------- inside

    async def _goes_on(self, work: Work, incident: Incident) -> bool:
        """It is one with another that is still open; that one may be one with a third."""
        last: Incident | None = incident
        while last is not None and last.state is IncidentState.CLOSED:
            into = (await work.courses.of([last.id]))[last.id].merged_into
            if not into:
                return False
            last = await work.incidents.by_id(into)
        return last is not None and last is not incident

    async def _files(self, by: Person, story: Mapping[str, Any], entries: Sequence[Entry]) -> tuple[Kept, ...]:
        """Those that came with it, and then those that were added."""
        return (*(from_data(each) for each in story.get("files", ())), *await added_files(self._seal, by, entries))

    async def _owned(self, work: Work, by: Person) -> frozenset[str]:
        return frozenset(asset.reference for asset in await work.register.all_assets() if asset.owner_id == by.id)

    async def _owns(self, work: Work, by: Person, incident: Incident) -> bool:
        """Whoever handles incidents and holds no key to this one may have been kept out of it, and does not come to it
        as the owner of its asset; to one that keeps somebody out nobody does."""
        if incident.only_told and by.id not in incident.told:
            return False
        roles = await work.people.roles_of(by.id, self._today())
        if Role.INFORMATION_ASSET_OWNER not in roles or not incident.is_shown:
            return False
        if roles.intersection(HANDLE_INCIDENTS) and by.id not in incident.told:
            return False
        asset = (await work.register.assets([incident.asset])).get(incident.asset)
        return asset is not None and asset.owner_id == by.id

    async def _lines(self, work: Work, incidents: Iterable[Incident], keys: frozenset[str]) -> Sequence[IncidentLine]:
        found = list(incidents)
        assets = await work.register.assets({each.asset for each in found if each.asset})
        return [_line(each, assets.get(each.asset), keys) for each in found]

    async def _identity(self, by: Person, incident: Incident) -> Sections | None:
        if incident.identity_sealed is None:
            return None
        try:
            opened = await self._seal.open_identity(by.id, incident.id, incident.key_id, incident.identity_sealed)
        except Unreadable:
            return None
        return _sections(json.loads(opened)["sections"])

    def _today(self) -> date:
        return self._calendar.day_of(self._clock.now())


def _handles(post: str) -> bool:
    return post in MAY_SEE_INCIDENTS


def _line(incident: Incident, asset: Asset | None, keys: frozenset[str]) -> IncidentLine:
    title = asset.title if asset else incident.asset
    return IncidentLine(incident, reference_of(incident.id), title, incident.key_id in keys)


def _sections(raw: object) -> Sections:
    if not isinstance(raw, list):
        raise Unreadable("What is sealed in this incident is not in a form that we know.")
    return tuple((title, tuple((ask, answer) for ask, answer in answers)) for title, answers in raw)


def _moment(raw: Sequence[str]) -> Moment | None:
    if not raw:
        return None
    return Moment(date.fromisoformat(raw[0]), datetime.fromisoformat(raw[1]) if len(raw) > 1 else None)
