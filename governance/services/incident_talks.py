"""The month's digest of incidents: opened for every owner of data, read, and talked about with their team (risk policy
7d)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from governance.audit import Event
from governance.calendar import OPENING, Calendar, months_after
from governance.errors import NotFound, Refused, Stale
from governance.incident_talks import MonthDigest, Talk, before, digest_of, first_of, of_talk, words_of
from governance.ladders import first_rung_at
from governance.lessons import names_one_of, whole_names
from governance.obligations import Duty, Obligation
from governance.owed import Owed
from governance.people import Person
from governance.policy import in_force
from governance.ports import Clock, Failpoint, Store, Ticker, Work
from governance.services.chasing import Audiences
from governance.services.owing import OwedAudiences
from governance.services.redrawing import redraw_cards
from governance.services.standing import owner_standing, owners_acted_for

#: The job's name where it is written down which month was opened last.
TALKS = "incident_talks"
#: The name of the document.
WORD_DOCUMENT = "incident-digest-word"
_A_DAY = timedelta(days=1)
_NOT_THERE = "There is no such digest of incidents among yours."

_NONE_YET = (
    "There is no digest of incidents for you yet. Owners of information assets get one on the first working day of "
    "each month."
)


@dataclass(frozen=True, slots=True)
class TalkSheet:
    """A digest as one person sees it."""

    digest: MonthDigest
    talk: Talk


class OpeningTalks:
    """Once a month, whatever is called how often, by however many processes."""

    def __init__(self, store: Store, calendar: Calendar, new_id: Callable[[], str], failpoint: Failpoint) -> None:
        self._store = store
        self._calendar = calendar
        self._new_id = new_id
        self._failpoint = failpoint

    async def open(self, now: datetime) -> int:
        """For how many owners the digest of the last month was opened: at 09:00 local of a month's first working day,
        or at the first call after it. Those that nobody talked about until then are over.

        A service that begins its life later in a month opens none in it.
        """
        today = self._calendar.day_of(now)
        first = self._calendar.roll_forward(today.replace(day=1))
        if now < self._calendar.at(first, OPENING):
            return 0
        month = before(today)
        async with self._store.work() as work:
            last = await work.ticks.last(TALKS)
            if last is not None and last >= month:
                return 0
            await work.ticks.record(TALKS, month)
            if last is None and today > first:
                return 0
            talks = await _owners(work, month)
            await work.talks.add(talks)
            await work.obligations.add([talk_owed(each, today, self._calendar, self._new_id()) for each in talks])
            await self._end(work, month)
            self._failpoint("talks.before_commit")
        return len(talks)

    async def _end(self, work: Work, month: str) -> None:
        for each in await work.talks.unsaid_before(month):
            closed = await work.obligations.close(Duty.INCIDENT_TALK, each.subject)
            await work.notices.cancel_unsent(closed)


class IncidentTalks:
    """Reads what stands in the clear, and nothing that is sealed."""

    def __init__(
        self, store: Store, calendar: Calendar, clock: Clock, ticker: Ticker, new_id: Callable[[], str]
    ) -> None:
        self._store = store
        self._calendar = calendar
        self._clock = clock
        self._ticker = ticker
        self._new_id = new_id

    async def open(self, by: Person, subject: str = "") -> TalkSheet:
        """For the owner, or whoever acts for them today; without a `subject` their own newest, or that of an owner whom
        they act as. Raises NotFound or NotYours."""
        async with self._store.work() as work:
            talk = await (work.talks.by_subject(subject) if subject else self._newest(work, by))
            if talk is None:
                raise NotFound(_NOT_THERE if subject else _NONE_YET)
            await owner_standing(work, by, talk.owner_id, self._today())
            return TalkSheet(await self._digest(work, talk.month), talk)

    async def taken(self, by: Person, subject: str) -> TalkSheet:
        """The same, for a document that leaves. On the record."""
        sheet = await self.open(by, subject)
        async with self._store.work() as work:
            acts = await owner_standing(work, by, sheet.talk.owner_id, self._today())
            about = f"incidents:{sheet.talk.month}"
            await work.audit.write(Event(self._clock.now(), by.id, acts.role, "incident_digest_taken", about))
        return sheet

    async def said(self, by: Person, subject: str) -> Talk:
        """Their team talked about it. Said again by the same person it changes nothing; raises Stale with the name of
        somebody else who did."""
        today = self._today()
        async with self._store.work() as work:
            talk = await work.talks.by_subject(subject)
            if talk is None:
                raise NotFound(_NOT_THERE)
            acts = await owner_standing(work, by, talk.owner_id, today)
            if talk.said_on is not None:
                if talk.said_by == by.id:
                    return talk
                raise Stale(f"Already done by {talk.said_as}.")
            done = replace(talk, said_on=today, said_by=by.id, said_as=acts.name)
            await work.talks.say(done)
            closed = await work.obligations.close(Duty.INCIDENT_TALK, subject)
            await work.notices.cancel_unsent(closed)
            await redraw_cards(work, closed, self._ticker.now(), self._new_id)
            details: dict[str, str | int] = {"for": talk.owner_id}
            about = f"incidents:{talk.month}"
            await work.audit.write(Event(self._clock.now(), by.id, acts.role, "incident_digest_talked", about, details))
            return done

    async def published(self, month: str) -> MonthDigest:
        """For the command line. On the record. Raises Refused for what is no month, or not over: a digest that grows
        while somebody looks would show when an incident was reported."""
        try:
            first = first_of(month)
        except ValueError:
            raise Refused(f"“{month}” is no month. Give it such as 2026-10.") from None
        if self._today() < months_after(first, 1):
            raise Refused(f"{words_of(month)} is not over. Its digest can be made from the first day after it.")
        async with self._store.work() as work:
            event = Event(self._clock.now(), "system", "administrator", "incident_digest_made", f"incidents:{month}")
            await work.audit.write(event)
            return await self._digest(work, month)

    def last_month(self) -> str:
        """The newest that is over."""
        return before(self._today())

    async def _newest(self, work: Work, by: Person) -> Talk | None:
        owners = [by, *await owners_acted_for(work, by, self._today())]
        found = [await work.talks.newest_of(each.id) for each in owners]
        return next((each for each in found if each is not None), None)

    async def _digest(self, work: Work, month: str) -> MonthDigest:
        names = whole_names(each.name for each in await work.people.everyone())
        courses = {each.incident_id: each for each in await work.courses.everything()}
        return digest_of(
            month,
            await work.incidents.everything(),
            courses,
            self._calendar.day_of,
            lambda lesson: names_one_of(lesson, names),
        )

    def _today(self) -> date:
        return self._calendar.day_of(self._clock.now())


class TalkSubjects:
    """What the obligations are about."""

    async def owed(self, _work: Work, obligations: Sequence[Obligation]) -> Mapping[str, Owed]:
        """As the port says."""
        return {each.id: owed_of(of_talk(each.subject_id)) for each in obligations}


class ForthcomingTalks:
    """The digests that months to come will open, for the forecast: nothing is written."""

    def __init__(self, calendar: Calendar, *, mail: bool) -> None:
        self._calendar = calendar
        self._mail = mail

    async def opening(self, work: Work, now: datetime, end: datetime) -> tuple[Sequence[Obligation], Audiences]:
        """As the protocol says, with the owners as they are now."""
        last, found = await work.ticks.last(TALKS) or "", list[Obligation]()
        month = self._calendar.day_of(now).replace(day=1)
        while self._calendar.at(first := self._calendar.roll_forward(month), OPENING) < end:
            if before(first) > last and now <= self._calendar.at(first, OPENING):
                talks = await _owners(work, before(first))
                found += [talk_owed(each, first, self._calendar, each.subject) for each in talks]
            month = months_after(month, 1)
        return found, OwedAudiences(TalkSubjects(), self._calendar, mail=self._mail)


def owed_of(talk: tuple[str, str]) -> Owed:
    month, owner_id = talk
    return Owed(owner_id, f"Incidents in {words_of(month)}: for your team meeting", 1)


def talk_owed(talk: Talk, opened_on: date, calendar: Calendar, id_: str) -> Obligation:
    """To be talked about before the month is over in which it was opened."""
    policy = in_force(opened_on)
    due_on = calendar.roll_back(months_after(opened_on.replace(day=1), 1) - _A_DAY)
    first_at = first_rung_at(policy.ladders[Duty.INCIDENT_TALK], opened_on, due_on, calendar)
    return Obligation(id_, Duty.INCIDENT_TALK, talk.subject, 0, opened_on, due_on, policy.key, 0, first_at)


async def _owners(work: Work, month: str) -> Sequence[Talk]:
    """One for everybody who owns an asset that is in use and is on the staff list."""
    owners = {asset.owner_id for asset in await work.register.all_assets() if asset.live}
    known = await work.people.many(owners)
    return [Talk(month, owner_id) for owner_id in sorted(known)]
