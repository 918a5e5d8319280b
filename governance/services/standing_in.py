"""Acting owners: made with dates by an owner or the Records Manager, said before they end, and over by themselves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from governance.acting_owners import (
    SOME,
    MakeActing,
    acting_subject,
    check_acting,
    day_before,
    ended,
    may_alone,
    of_acting_subject,
)
from governance.audit import Event
from governance.calendar import OPENING, Calendar
from governance.deciders import DECIDE, decides_as
from governance.errors import NotFound, NotYours, Refused, Stale
from governance.ladders import first_rung_at
from governance.obligations import Duty, Obligation
from governance.owed import Owed
from governance.people import ActingOwner, Person
from governance.policy import in_force
from governance.ports import Clock, Failpoint, Store, Ticker, Work
from governance.roles import Role
from governance.services.keeping_assets import find_people
from governance.services.redrawing import redraw_cards

_DUTY = Duty.ACTING_ENDS
_OWNER = Role.INFORMATION_ASSET_OWNER


@dataclass(frozen=True, slots=True)
class Post:
    """Somebody acts as owner, now or later."""

    owner: Person
    acting: Person
    post: ActingOwner
    #: Whoever reads this may end it.
    may_end: bool


class ActingSubjects:
    """`Subjects` of acting posts that end."""

    async def owed(self, work: Work, obligations: Sequence[Obligation]) -> Mapping[str, Owed]:
        """As the protocol says: the holder is whoever acts, and the owner hears beside them."""
        parts = {each.id: of_acting_subject(each.subject_id) for each in obligations}
        people = await work.people.many({one for owner, acting, _ in parts.values() for one in (owner, acting)})
        found = {}
        for each in obligations:
            owner_id, acting_id, from_on = parts[each.id]
            owner, acting = people.get(owner_id), people.get(acting_id)
            if owner is None or acting is None:
                continue
            post = next((p for p in owner.acting if (p.acting_id, p.from_on) == (acting_id, from_on)), None)
            count = len(post.assets) if post is not None else 0
            words = f"{count} asset{'' if count == 1 else 's'}" if count else "all assets"
            title = f"{acting.name} acts as owner for {owner.name}"
            found[each.id] = Owed(
                acting.id, title, each.cycle, (owner.id,), decider=Role.RECORDS_MANAGER, words=words, reason=owner.name
            )
        return found


class StandingIn:
    """Every verb checks who asks, and as what, today."""

    def __init__(
        self,
        store: Store,
        calendar: Calendar,
        clock: Clock,
        ticker: Ticker,
        new_id: Callable[[], str],
        failpoint: Failpoint,
    ) -> None:
        self._store = store
        self._calendar = calendar
        self._clock = clock
        self._ticker = ticker
        self._new_id = new_id
        self._failpoint = failpoint

    # ---------------------------------------------------------------- looking

    async def posts(self, by: Person) -> Sequence[Post]:
        """Those that are not over: all for the Records Manager and whoever decides in their place, and else those for
        whom this person is the owner, or acts. Raises NotYours for whoever has nothing to do with any."""
        today = self._today()
        async with self._store.work() as work:
            appoints = await self._appoints(work, by, today)
            owns = _OWNER in await work.people.roles_of(by.id, today) and not by.has_left(today)
            found = []
            for owner in await work.people.with_acting(today):
                people = await work.people.many({each.acting_id for each in owner.acting})
                found += [
                    Post(owner, people[each.acting_id], each, bool(appoints) or owner.id == by.id)
                    for each in owner.acting
                    if each.until_on >= today
                    and each.acting_id in people
                    and (appoints or by.id in (owner.id, each.acting_id))
                ]
        if by.has_left(today) or not (appoints or owns or found):
            raise NotYours("This is for owners of information assets and for the Records Manager.")
        return sorted(found, key=lambda one: (one.post.from_on, one.owner.name, one.acting.name))

    # ---------------------------------------------------------------- changing

    async def make(self, by: Person, told: MakeActing) -> Post:
        """Somebody acts as owner from a day until a day. The Records Manager makes it for anybody; an owner for
        themselves, for as long as the policy lets them do it alone. A repeated press changes nothing. Raises NotYours,
        or Refused with what to write instead."""
        now, today = self._clock.now(), self._today()
        async with self._store.work() as work:
            written = (told.owner or "").strip()
            # As the list has them now: another press may have added a post since they were looked up.
            owner = await self._one(work, written) if written else await work.people.by_id(by.id) or by
            acting = await self._one(work, told.to)
            role = await self._may(work, by, owner, today)
            owned = [each for each in await work.assets.of_person(owner.id) if each.owner_id == owner.id and each.live]
            if not owned:
                raise Refused("This owner has no information assets. Write the owner's work e-mail address.")
            assets = _some(told, {each.reference for each in owned})
            post = ActingOwner(acting.id, told.from_on, told.until_on, assets)
            made = Post(owner, acting, post, may_end=True)
            if post in owner.acting:
                return made
            check_acting(owner, acting, post, owner.acting, today)
            alone = in_force(today).acting_alone_days
            if role is _OWNER and not may_alone(post, owner.acting, alone, self._calendar):
                raise Refused(
                    f"For longer than {alone} working days in a row the Records Manager makes somebody acting owner. "
                    "Ask them."
                )
            await self._write(work, replace(owner, acting=(*owner.acting, post)), now)
            await work.audit.write(Event(now, by.id, role.value, "acting_owner_made", owner.id, _details(post)))
            self._failpoint("acting.before_commit")
        return made

    async def end(self, by: Person, owner_id: str, acting_id: str, from_on: date) -> None:
        """It ends with yesterday: from today on all of it is the owner's again. Raises NotYours, NotFound, or Stale
        when it is over."""
        now, today = self._clock.now(), self._today()
        async with self._store.work() as work:
            owner = await work.people.by_id(owner_id)
            if owner is None:
                raise NotFound("There is no such owner.")
            role = await self._may(work, by, owner, today)
            post = next((p for p in owner.acting if (p.acting_id, p.from_on) == (acting_id, from_on)), None)
            if post is None or post.until_on < today:
                raise Stale("This is over already.")
            await self._end(work, owner, [post], today, now, by.id, role.value)
            self._failpoint("acting.before_commit")

    # ---------------------------------------------------------------- the clock's part

    async def look(self, now: datetime) -> None:
        """What is said before a post ends agrees with the posts there are; a post of somebody who has left ends. Any
        number of processes may call it."""
        today = self._calendar.day_of(now)
        async with self._store.work() as work:
            wanted = set()
            for owner in await work.people.with_acting(today):
                people = await work.people.many({each.acting_id for each in owner.acting})
                live = [each for each in owner.acting if each.until_on >= today]
                gone = [p for p in live if p.acting_id not in people or people[p.acting_id].has_left(today)]
                if gone:
                    await self._end(work, owner, gone, today, now, "system", "")
                kept = [each for each in live if each not in gone]
                await self._say(work, owner, kept, today)
                wanted |= {acting_subject(owner.id, each) for each in kept}
            known = {each.subject_id for each in await work.obligations.still_open([_DUTY])}
            for subject_id in sorted(known - wanted):
                await self._close(work, subject_id)
            self._failpoint("acting.before_commit")

    # ---------------------------------------------------------------- inside

    async def _write(self, work: Work, owner: Person, now: datetime) -> None:
        await work.people.set_acting(owner.id, owner.acting)
        today = self._calendar.day_of(now)
        await self._say(work, owner, [each for each in owner.acting if each.until_on >= today], today)

    async def _end(
        self, work: Work, owner: Person, posts: Collection[ActingOwner], today: date, now: datetime, by: str, role: str
    ) -> None:
        last = day_before(today)
        left = [each if each not in posts else ended(each, last) for each in owner.acting]
        await work.people.set_acting(owner.id, [each for each in left if each is not None])
        for post in posts:
            await self._close(work, acting_subject(owner.id, post))
            await work.audit.write(Event(now, by, role, "acting_owner_ended", owner.id, _details(post)))

    async def _say(self, work: Work, owner: Person, posts: Collection[ActingOwner], today: date) -> None:
        """An obligation for each post, whose date is its last day."""
        by_subject = {acting_subject(owner.id, each): each for each in posts}
        known = await work.obligations.of(_DUTY, by_subject)
        policy = in_force(today)
        for subject_id, post in sorted(by_subject.items()):
            last = known.get(subject_id)
            if last is not None and last.open and last.due_on == post.until_on:
                continue
            if last is not None and last.open:
                await self._close(work, subject_id)
            opened_on = max(post.from_on, today)
            next_at = first_rung_at(policy.ladders[_DUTY], opened_on, post.until_on, self._calendar)
            next_at = max(next_at, self._calendar.at(opened_on, OPENING))
            cycle = last.cycle + 1 if last is not None else 1
            await work.obligations.add(
                [Obligation(self._new_id(), _DUTY, subject_id, cycle, opened_on, post.until_on, policy.key, 0, next_at)]
            )

    async def _close(self, work: Work, subject_id: str) -> None:
        closed = await work.obligations.close(_DUTY, subject_id)
        await work.notices.cancel_unsent(closed)
        await redraw_cards(work, closed, self._ticker.now(), self._new_id)

    async def _appoints(self, work: Work, by: Person, today: date) -> Role | None:
        holdings = await work.people.holdings(DECIDE, today)
        return None if by.has_left(today) else decides_as(by.id, Role.RECORDS_MANAGER, holdings, today, ())

    async def _may(self, work: Work, by: Person, owner: Person, today: date) -> Role:
        if post := await self._appoints(work, by, today):
            return post
        if by.id == owner.id and not by.has_left(today):
            return _OWNER
        raise NotYours("Only the owner of the assets, or the Records Manager, makes somebody acting owner or ends it.")

    async def _one(self, work: Work, written: str) -> Person:
        found = await find_people(work, written)
        person = await work.people.by_id(found[0]) if len(found) == 1 else None
        if person is None:
            raise Refused("Write the work e-mail address of one person.")
        return person

    def _today(self) -> date:
        return self._calendar.day_of(self._clock.now())


def _some(told: MakeActing, owned: Collection[str]) -> tuple[str, ...]:
    if told.what != SOME:
        return ()
    named = dict.fromkeys(each.strip().upper() for each in (told.assets or "").split(";") if each.strip())
    known = {each.upper(): each for each in owned}
    strange = [each for each in named if each not in known]
    if not named or strange:
        raise Refused("Write the numbers of this owner's assets, such as IA-003; IA-004.")
    return tuple(sorted(known[each] for each in named))


def _details(post: ActingOwner) -> dict[str, str | int]:
    return {
        "acting": post.acting_id, "from": post.from_on.isoformat(), "until": post.until_on.isoformat(),
        "assets": len(post.assets),
    }  # fmt: skip
