"""Recovery: when nobody who kept a report is left, two custodians open it to somebody new (policy paragraph 28).

It is handed over and never shown: what the custodians do is on the record under both names, and the new holder reads
it as every handler does.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from governance import routing
from governance.audit import Event, Line
from governance.calendar import Calendar
from governance.errors import NotFound, Refused
from governance.people import Person
from governance.ports import Clock, Store, Work
from governance.reports import Report, Standing, State, Told
from governance.roles import DEPUTY_OF, HANDLERS, Holding, Role
from governance.services.casefiles import is_shown

#: The verbs of the record.
KEY_MADE = "key_made"
DRILLED = "recovery_drilled"
RECOVERED = "recovered"

_MAY_KEEP = frozenset({*HANDLERS, Role.INDEPENDENT_PERSON})
_DEPUTIES = frozenset(DEPUTY_OF.values())
_PAGE = 500
_WORD = re.compile(r"[^\W\d_]+")


class Recovery(Protocol):
    """What the recovery key does, once two custodians have put it together."""

    async def story(self, report: Report) -> bytes:
        """Raises Unreadable when this recovery key does not open it."""

    async def hand_over(self, report: Report, person_id: str, *, identity: bool) -> None:
        """Give the person keys to the story, and to who reported; durable when this returns. Raises Misconfigured when
        they have no signed key."""

    async def keys_of(self, holder: str) -> frozenset[str]: ...

    async def holders(self) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True)
class Recoverable:
    """A report as custodians may see it."""

    report_id: str
    received_on: date
    state: State
    #: How many of those who were given it are still in post.
    kept_by: int


class Recovering:
    def __init__(self, store: Store, recovery: Recovery, calendar: Calendar, clock: Clock) -> None:
        self._store = store
        self._recovery = recovery
        self._calendar = calendar
        self._clock = clock

    async def reports(self) -> Sequence[Recoverable]:
        """Every report that was released, oldest first; none that still waits."""
        async with self._store.work() as work:
            found = [r for state in State for r in await work.reports.in_state(state) if is_shown(r)]
            holdings = await work.people.holdings(routing.MAY_HEAR, self._today())
        listed = [Recoverable(r.id, r.received_on, r.state, len(_keepers(r, holdings))) for r in found]
        return sorted(listed, key=lambda each: (each.received_on, each.report_id))

    async def open_to(self, report_id: str, person_id: str, custodians: Sequence[str]) -> Person:
        """Hand one report over to a person, who is returned. The audit line is written first: no line, no key.

        Identity goes only to the two posts, and to the independent person of a report that was theirs. Raises Refused
        when the person may not keep it, or when the reporter may have kept them out of it.
        """
        async with self._store.work() as work:
            report = await work.reports.by_id(report_id)
            if report is None or not is_shown(report):
                raise NotFound("There is no such report, or it is not released yet. Without --case, all are listed.")
            person = await self._somebody(work, person_id)
            await self._check_custodians(work, person, custodians)
            roles = await work.people.roles_of(person.id, self._today()) & _MAY_KEEP
            if not roles:
                raise Refused(f"{person.name} holds no post today in which concerns are handled.")
            await self._check_was_not_kept_out(work, report, person)
        await self._check_is_not_in_it(report, person)
        async with self._store.work() as work:
            holdings = await work.people.holdings(routing.MAY_HEAR, self._today())
            await work.reports.tell(report.id, Told(person.id, _standing(roles, _keepers(report, holdings))))
            details = {"to": person.id, "custodian": custodians[0], "other_custodian": custodians[1]}
            await work.audit.write(Event(self._clock.now(), "system", "administrator", RECOVERED, report.id, details))
        await self._recovery.hand_over(report, person.id, identity=_may_know_who(report, roles))
        return person

    async def _somebody(self, work: Work, person_id: str) -> Person:
        person = await work.people.by_id(person_id)
        if person is None or person.has_left(self._today()):
            raise Refused(f"There is no {person_id} on the staff list today.")
        return person

    async def _check_custodians(self, work: Work, person: Person, custodians: Sequence[str]) -> None:
        """Who they are is what they say: the record holds it, and they stand by it."""
        if len(custodians) != 2 or len(set(custodians)) != 2 or person.id in custodians:
            raise Refused("Name two different custodians, neither of whom is the person that the report goes to.")
        for custodian in custodians:
            await self._somebody(work, custodian)

    async def _check_was_not_kept_out(self, work: Work, report: Report, person: Person) -> None:
        """Whoever could have been given it when it came, and was not, may have been kept out by the reporter."""
        if person.id not in await self._recovery.holders():
            raise Refused(f"{person.name} has no key. Run `candour keys add {person.id}` first.")
        if report.key_id in await self._recovery.keys_of(person.id):
            raise Refused(f"{person.name} holds a key to this report already.")
        held = (await work.people.holdings_of([person.id])).get(person.id, ())
        in_post = any(each.role in HANDLERS and each.holds_on(report.received_on) for each in held)
        if in_post and await self._had_key(work, person, report.received_on):
            raise Refused(
                f"{person.name} handled concerns on the day when this report came, and was not given it: the reporter "
                "may have kept them out of it. Name somebody else."
            )

    async def _had_key(self, work: Work, person: Person, day: date) -> bool:
        """Unless the record says that their key was made after that day."""
        made = [
            self._calendar.day_of(line.event.at)
            async for line in _lines(work)
            if line.event.verb == KEY_MADE and line.event.subject == person.id
        ]
        return not made or min(made) <= day

    async def _check_is_not_in_it(self, report: Report, person: Person) -> None:
        """The custodians cannot read whom it is about, so their first and last name are looked for."""
        told = set(_words(" ".join(_texts(json.loads(await self._recovery.story(report))))))
        names = _words(person.name)
        if told.issuperset((names[0], names[-1])):
            raise Refused(f"The report names somebody who is called {person.name}. Name somebody else.")

    def _today(self) -> date:
        return self._calendar.day_of(self._clock.now())


def _texts(told: object) -> Iterator[str]:
    """Every text in a story, however deep."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict | list):
        for part in told.values() if isinstance(told, dict) else told:
            yield from _texts(part)


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


async def last_drill(work: Work) -> Event | None:
    """When two shares were last shown to open what is sealed to recovery; None before the first time."""
    last = None
    async for line in _lines(work):
        if line.event.verb == DRILLED:
            last = line.event
    return last


async def _lines(work: Work) -> AsyncIterator[Line]:
    after = 0
    while page := await work.audit.lines(after, _PAGE):
        for line in page:
            yield line
        after = page[-1].number


def _keepers(report: Report, holdings: Sequence[Holding]) -> list[Told]:
    keepers = [told for told in report.told if told.standing is not Standing.ESCALATION]
    return routing.still_in_post(keepers, holdings)


def _standing(roles: frozenset[Role], keepers: Sequence[Told]) -> Standing:
    """Whoever takes over from nobody leads it."""
    if not keepers:
        return Standing.LEAD
    return Standing.DEPUTY if roles <= _DEPUTIES else Standing.HANDLER


def _may_know_who(report: Report, roles: frozenset[Role]) -> bool:
    was_independents = any(told.standing is Standing.INDEPENDENT for told in report.told)
    allowed = {*routing.OTHER_HANDLER, *([Role.INDEPENDENT_PERSON] if was_independents else [])}
    return report.identity_sealed is not None and bool(roles & allowed)
