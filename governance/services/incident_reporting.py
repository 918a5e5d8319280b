"""Taking an incident in: seal it, tell who must know, and keep one without a name for the next batch (risk policy 7d).

An incident by name is shown at once, and has its instant: the 72 hours of UK GDPR Article 33 may have begun. One
without a name waits for the batch as concerns do, unless it can still be stopped: then those who handle incidents are
told at once, by a notice that leads to no incident.
"""

from __future__ import annotations

import json
from collections.abc import Callable, MutableSequence, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from governance import incident_routing as routing
from governance.audit import Event
from governance.calendar import Calendar
from governance.errors import Refused
from governance.files import Kept, to_data
from governance.incidents import (
    Incident,
    IncidentKind,
    IncidentReport,
    IncidentState,
    Moment,
    Naming,
    Origin,
    locator_of_account,
)
from governance.people import Person
from governance.ports import Clock, Failpoint, Store, Ticker, Work
from governance.seal_ports import Seal, Sealed
from governance.services.incident_notices import IncidentNotices
from governance.services.sealed_words import Sections

RELEASE = "incidents"
#: An incident in words: what everybody with a key reads, and who reported it.
TellingIncident = Callable[[IncidentReport], tuple[Sections, Sections]]


@dataclass(frozen=True, slots=True)
class Filed:
    """What the reporter is told."""

    #: For the service desk and for ringing up: says nothing about the incident.
    reference: str
    #: Those who handle incidents can see it already.
    shown: bool
    #: The same draft was sent before: nothing new was made.
    already: bool


class IncidentReporting:
    def __init__(
        self,
        store: Store,
        seal: Seal,
        calendar: Calendar,
        clock: Clock,
        ticker: Ticker,
        telling: TellingIncident,
        new_id: Callable[[], str],
        shuffle: Callable[[MutableSequence[Incident]], None],
        failpoint: Failpoint,
    ) -> None:
        self._store = store
        self._seal = seal
        self._calendar = calendar
        self._clock = clock
        self._telling = telling
        self._shuffle = shuffle
        self._failpoint = failpoint
        self._notices = IncidentNotices(clock, ticker, new_id)

    async def check_ready(self) -> None:
        """Raises Refused, in words, when nobody would be able to open an incident: before anybody writes one."""
        able = await self._seal.holders()
        async with self._store.work() as work:
            holdings = await work.people.holdings(routing.INVOLVED, self._today())
        if not routing.can_be_taken(holdings, able):
            raise Refused(routing.NOBODY_CAN_OPEN)

    async def report(self, told: IncidentReport, incident_id: str, form: str, files: Sequence[Kept] = ()) -> Filed:
        """From somebody who is nobody to us: on the web page, with a name written there or without. `files` were made
        clean and wait to be sent. Raises NotFound when one of them waited for too long."""
        return await self._report(told, incident_id, form, None, files)

    async def report_known(self, told: IncidentReport, incident_id: str, form: str, by: Person) -> Filed:
        """In Teams, by name: they see how it stands by "my incidents"."""
        if told.naming == Naming.NONE:
            raise ValueError("an incident without a name has no person beside it")
        return await self._report(told, incident_id, form, by)

    async def release(self, now: datetime) -> int:
        """Show what waits, shuffled, once a slot, and tell who must know; returns how many incidents that were. The
        audit log learns of them here and not before, so that no line of it tells when somebody wrote. What concerns
        opened becomes incidents here, apart from the concerns.

        What came by name from the web page was shown at once and enters the audit log at the next call: the process of
        the page alone holds no key to write there."""
        async with self._store.work() as work:
            waiting = list(await work.incidents.waiting())
            named = [each for each in waiting if each.naming is not Naming.NONE]
            for incident in named:
                await self._show(work, incident, now)
            slot = self._calendar.new_slot(now, await work.ticks.last(RELEASE))
            if slot is None:
                return len(named)
            await work.ticks.record(RELEASE, slot.isoformat())
            expected = [each.incident(self._calendar.day_of(now)) for each in await work.incidents.expected()]
            for incident in expected:
                await work.incidents.arrive(incident)
            nameless = [*(each for each in waiting if each.naming is Naming.NONE), *expected]
            self._shuffle(nameless)
            for incident in nameless:
                await self._show(work, incident, now)
            holdings = await work.people.holdings(routing.INVOLVED, self._today())
            untold = [each for each in nameless if not each.is_shown]
            await self._notices.batch(work, untold, holdings, f"{RELEASE}:{slot.isoformat()}")
            for incident in untold:
                await self._notices.owner(work, incident, self._today())
            self._failpoint("incidents.before_commit")
        return len(waiting) + len(expected)

    # ---------------------------------------------------------------- inside

    async def _report(
        self, told: IncidentReport, incident_id: str, form: str, by: Person | None, files: Sequence[Kept] = ()
    ) -> Filed:
        known, keepers = await self._look_up(told, incident_id)
        if known is not None:
            return Filed(reference_of(incident_id), known.is_shown, already=True)
        story, identity = self._words(told, form, by, files)
        owner = await self._owner_with_key(told)
        named = told.naming == Naming.NAMED
        sealed = await self._seal.seal_report(
            incident_id, story, {*keepers, *owner}, identity, {*keepers, *(owner if named else ())},
            self._seal.new_mailbox().public,
        )  # fmt: skip
        self._failpoint("incident.after_wraps")
        incident = self._incident(told, incident_id, form, sealed, keepers, by)
        kept = await self._keep(incident, told, files)
        if kept is not incident:
            await self._seal.forget(sealed.key_id)
        self._failpoint("incident.after_commit")
        return Filed(reference_of(incident_id), kept.is_shown, already=kept is not incident)

    async def _look_up(self, told: IncidentReport, incident_id: str) -> tuple[Incident | None, tuple[str, ...]]:
        able = await self._seal.holders()
        async with self._store.work() as work:
            known = await work.incidents.by_id(incident_id)
            holdings = await work.people.holdings(routing.INVOLVED, self._today())
        return known, () if known else routing.keepers(told.not_to_see, holdings, able)

    async def _owner_with_key(self, told: IncidentReport) -> frozenset[str]:
        """The owner of the asset, where they hold a key and what is written may be for them: nothing that is specially
        protected, and nothing that keeps somebody else out."""
        reference = told.asset_reference
        if not reference or told.not_to_see or told.gravity.special:
            return frozenset()
        async with self._store.work() as work:
            asset = (await work.register.assets([reference])).get(reference)
        return frozenset({asset.owner_id} if asset else ()) & await self._seal.holders()

    async def _keep(self, incident: Incident, told: IncidentReport, files: Sequence[Kept]) -> Incident:
        """One transaction: the incident and, unless it waits for the batch, its notices. Of a repeat, the first."""
        async with self._store.work() as work:
            if not await work.incidents.add(incident):
                return await work.incidents.by_id(incident.id) or incident
            await work.files.send_with_incident(incident.id, [each.id for each in files])
            if incident.is_shown:
                holdings = await work.people.holdings(routing.INVOLVED, self._today())
                out = routing.kept_out(told.not_to_see, holdings)
                await self._notices.at_once(work, incident, holdings, out)
                await self._notices.owner(work, incident, self._today(), out)
            if incident.state is IncidentState.REPORTED:
                await work.audit.write(_came_in(self._clock.now(), incident))
            self._failpoint("incident.before_commit")
        return incident

    async def _show(self, work: Work, incident: Incident, now: datetime) -> None:
        shown = replace(incident, state=IncidentState.REPORTED)
        await work.incidents.change(shown, incident.version)
        await work.audit.write(_came_in(now, incident))

    def _incident(
        self,
        told: IncidentReport,
        incident_id: str,
        form: str,
        sealed: Sealed,
        keepers: tuple[str, ...],
        by: Person | None,
    ) -> Incident:
        nameless = told.naming == Naming.NONE
        now = self._clock.now()
        return Incident(
            id=incident_id,
            origin=Origin.REPORTED,
            naming=Naming(told.naming),
            state=IncidentState.WAITING if by is None else IncidentState.REPORTED,
            reported_on=self._today(),
            reported_at=None if nameless else now,
            kind=IncidentKind(told.kind),
            near_miss=told.happened == "near_miss",
            suspected=told.happened == "suspected",
            ongoing=told.still == "yes",
            live_attack=told.attack == "yes",
            directorate=told.directorate or "",
            asset=told.asset_reference,
            service_desk=told.service_desk or "",
            key_id=sealed.key_id,
            story=sealed.story,
            form=form,
            told=keepers,
            identity_sealed=sealed.identity,
            locator=self._seal.locator(locator_of(by)) if by else None,
            only_told=any(each in routing.EXCLUDES for each in told.not_to_see),
        )

    def _words(
        self, told: IncidentReport, form: str, by: Person | None, files: Sequence[Kept]
    ) -> tuple[bytes, bytes | None]:
        """What is sealed: the questions and answers in words, so that it stays readable when the form changes, what
        severity and the decision will ask of, and the files that came with it, their keys among it."""
        story, identity = self._telling(told)
        sealed = {"form": form, "sections": story, "gravity": asdict(told.gravity), "found": _written(told.found),
                  "when": _written(told.when), "files": [to_data(each) for each in files]}  # fmt: skip
        who = {"sections": identity, "entra_id": by.entra_id if by else ""}
        return as_bytes(sealed), None if told.naming == Naming.NONE else as_bytes(who)

    def _today(self) -> date:
        return self._calendar.day_of(self._clock.now())


def locator_of(person: Person) -> str:
    """What the locator of a person's incidents is made of."""
    return locator_of_account(person.entra_id)


def reference_of(incident_id: str) -> str:
    """Twelve digits of an incident's random id, in threes of four: enough to find it by."""
    digits = incident_id[:12].upper()
    return f"I-{digits[:4]}-{digits[4:8]}-{digits[8:]}"


def as_bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _written(moment: Moment | None) -> Sequence[str]:
    """A day, and the instant where there is one."""
    if moment is None:
        return ()
    return (moment.on.isoformat(), *([moment.at.isoformat()] if moment.at else ()))


def _came_in(now: datetime, incident: Incident) -> Event:
    details = {"origin": incident.origin.value, "near_miss": "yes" if incident.near_miss else "no"}
    return Event(now, "system", "", "incident_reported", incident.id, details)
