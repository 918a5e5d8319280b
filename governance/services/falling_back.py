"""What happens when a message did not arrive: a mail instead of a card, and then somebody who picks up a telephone.

Nothing is dropped in silence. A person whom no message reaches is on the Records Manager's call list, but for
reporters: nobody else may learn that there is something for them, and they find it when they look.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from governance.calendar import OPENING, Calendar
from governance.calls import Call
from governance.delivery_ports import Fallen
from governance.notices import ABOUT_CALLS, NOBODY, STATUTORY, Channel, End, Kind, Message, Notice
from governance.people import Person
from governance.ports import Failpoint, Store, Ticker, Work
from governance.services.call_keepers import above, keepers
from governance.services.other_ways import has_another_way
from governance.services.quiet_calls import hidden

#: The job's name where it is written down when the call list was last told of.
CALLS = "calls"
NO_MAIL = "E-mail is not set up."
NO_ADDRESS = "There is no e-mail address for the person."
NOBODY_TO_CALL = "Nobody is Records Manager or SIRO: appoint somebody."


@dataclass(frozen=True, slots=True)
class Fell:
    """What one call did, in messages."""

    #: Go by mail instead.
    mailed: int = 0
    #: Are on the call list from now on.
    to_call: int = 0
    #: Needed no other way, or may have none.
    left: int = 0
    #: About the call list, to whoever works it off.
    told: int = 0


class FallingBack:
    """Deals with what did not arrive. Any number of processes may run it at once."""

    def __init__(
        self,
        store: Store,
        calendar: Calendar,
        ticker: Ticker,
        new_id: Callable[[], str],
        failpoint: Failpoint,
        *,
        mail: bool,
        batch: int = 500,
    ) -> None:
        """`mail`: whether there is a way to send e-mail. `batch` is how many messages one transaction deals with."""
        self._store = store
        self._calendar = calendar
        self._ticker = ticker
        self._new_id = new_id
        self._failpoint = failpoint
        self._mail = mail
        self._batch = batch

    async def run(self, now: datetime) -> Fell:
        """Find another way for everything that did not arrive. `now` is the domain's time."""
        done: Counter[str] = Counter()
        while await self._deal_with_some(now, done):
            self._failpoint("fallback.after_commit")
        if self._calendar.is_open(now):
            async with self._store.work() as work:
                done["told"] += await self._tell(work, self._calendar.day_of(now))
        return Fell(**done)

    async def _deal_with_some(self, now: datetime, done: Counter[str]) -> bool:
        async with self._store.work() as work:
            fallen = await work.outbox.fallen(self._batch)
            if not fallen:
                return False
            done.update(await self._deal(work, fallen, self._calendar.day_of(now)))
            await work.outbox.settle([each.message.id for each in fallen])
            self._failpoint("fallback.before_commit")
        return True

    async def _deal(self, work: Work, fallen: Sequence[Fallen], day: date) -> Mapping[str, int]:
        wanted = await _still_wanted(work, fallen)
        people = await work.people.many({each.message.recipient for each in wanted})
        calls = {each.message.id: why for each in wanted if (why := self._why_no_mail(each, people, day)) is not None}
        mailed = await self._to_mail(work, [each for each in wanted if each.message.id not in calls])
        to_call = [each for each in wanted if each.message.id in calls]
        await work.calls.add(
            Call(each.message.id, each.message.recipient, each.message.kind, day, calls[each.message.id])
            for each in to_call
        )
        for each in to_call:
            if each.message.kind in ABOUT_CALLS:
                await self._ask_above(work, each, day)
        await self._ring_now(work, [each for each in to_call if each.message.kind in STATUTORY], day)
        return {"mailed": mailed, "to_call": len(calls), "left": len(fallen) - mailed - len(calls)}

    def _why_no_mail(self, fallen: Fallen, people: Mapping[str, Person], day: date) -> str | None:
        """Why nothing arrived and no mail can be tried, in words; None when one can."""
        to = people.get(fallen.message.recipient)
        if fallen.message.channel is Channel.EMAIL or to is None or to.has_left(day):
            return fallen.reason
        if not self._mail:
            return f"{fallen.reason.removesuffix('.')}. {NO_MAIL}"
        return None if to.email.strip() else f"{fallen.reason.removesuffix('.')}. {NO_ADDRESS}"

    async def _to_mail(self, work: Work, fallen: Sequence[Fallen]) -> int:
        """The same by mail, notice by notice. One that has a mail already, by its rung or from before, gets no
        other."""
        wanted = {each.message.id: [self._anew(n, n.recipient, Channel.EMAIL) for n in each.notices] for each in fallen}
        new = {notice.id for notice in await work.notices.plan(n for each in wanted.values() for n in each)}
        loads = []
        for each in fallen:
            carried = [notice.id for notice in wanted[each.message.id] if notice.id in new]
            if carried or not each.notices:
                mail = self._message(each.message, each.message.recipient, Channel.EMAIL)
                loads.append((mail, carried, self._ticker.now()))
        await work.outbox.put_all(loads)
        return len(loads)

    async def _tell(self, work: Work, day: date) -> int:
        """Tell whoever works the list off, once a working day, when somebody was put on it since they were last told
        (or on that very day, and is still there)."""
        last = await work.ticks.last(CALLS)
        told_on = date.fromisoformat(last) if last is not None else date.min
        calls = [call for call in await work.calls.open() if call.kind not in ABOUT_CALLS]
        # A clock that was set back starts again.
        if told_on == day or not any(told_on > day or call.since_on >= told_on for call in calls):
            return 0
        await work.ticks.record(CALLS, day.isoformat())
        people = await keepers(work, day)
        kept = await hidden(work, [call.message_id for call in calls], people, day)
        if not people:
            await work.notices.plan([replace(self._notice(NOBODY, day), state=End.DEAD, reason=NOBODY_TO_CALL)])
            return 0
        told = 0
        for person_id in people:
            count = sum(person_id not in kept.get(call.message_id, ()) for call in calls)
            message = Message("", NOBODY, Channel.TEAMS, Kind.CALLS, {"count": count}, any_hour=False)
            told += await self._put(work, [self._notice(person_id, day)] if count else [], message)
        return told

    async def _ring_now(self, work: Work, fallen: Sequence[Fallen], day: date) -> None:
        """The law's hours run at night too: whoever works the list off hears at once, once a message."""
        if not fallen:
            return
        people = await keepers(work, day)
        for each in fallen:
            higher = await above(work, day, each.message.recipient)
            kept = await hidden(work, [each.message.id], [*people, *higher], day)
            out = {each.message.recipient, *kept.get(each.message.id, ())}
            others = [who for who in people if who not in out] or [who for who in higher if who not in out]
            like = Message("", NOBODY, Channel.TEAMS, Kind.CALL_NOW, {"count": 1})
            occasion = replace(self._notice(NOBODY, day), obligation_id=f"{CALLS}:{each.message.id}")
            notices = [replace(occasion, id=self._new_id(), recipient=who, kind=Kind.CALL_NOW) for who in others]
            await self._put(work, notices, like)

    async def _ask_above(self, work: Work, fallen: Fallen, day: date) -> None:
        """The list itself reached nobody: the SIRO hears of it, once. That one who does not hear of it either stands on
        it is all that is left."""
        people = await above(work, day, fallen.message.recipient)
        notices = [self._anew(notice, person_id, Channel.TEAMS) for notice in fallen.notices for person_id in people]
        await self._put(work, notices, fallen.message)

    async def _put(self, work: Work, notices: Sequence[Notice], like: Message) -> int:
        """A message for each of these notices that is new."""
        new = await work.notices.plan(notices)
        at = self._ticker.now()
        await work.outbox.put_all(
            [(self._message(like, notice.recipient, notice.channel), [notice.id], at) for notice in new]
        )
        return len(new)

    def _message(self, like: Message, recipient: str, channel: Channel) -> Message:
        return Message(
            id=self._new_id(),
            recipient=recipient,
            channel=channel,
            kind=like.kind,
            facts=like.facts,
            on_doubt=like.on_doubt,
            any_hour=like.any_hour,
        )

    def _notice(self, recipient: str, day: date) -> Notice:
        return Notice(
            id=self._new_id(),
            obligation_id=f"{CALLS}:{day.isoformat()}",
            cycle=0,
            rung=0,
            recipient=recipient,
            channel=Channel.TEAMS,
            kind=Kind.CALLS,
            due_at=self._calendar.at(day, OPENING),
        )

    def _anew(self, notice: Notice, recipient: str, channel: Channel) -> Notice:
        """The same that came due, ready to leave this way."""
        return replace(
            notice,
            id=self._new_id(),
            recipient=recipient,
            channel=channel,
            state=End.READY,
            message_id=None,
            reason="",
            leaves_at=None,
        )


async def _still_wanted(work: Work, fallen: Sequence[Fallen]) -> Sequence[Fallen]:
    """Those that may have another way and of which something is still owed, each with the notices of that alone."""
    may = [each for each in fallen if has_another_way(each.message)]
    known = await work.obligations.by_ids({notice.obligation_id for each in may for notice in each.notices})
    wanted = []
    for each in may:
        notices = tuple(
            notice
            for notice in each.notices
            if notice.state is each.message.state
            and (notice.obligation_id not in known or known[notice.obligation_id].open)
        )
        if notices or not each.notices:
            wanted.append(replace(each, notices=notices))
    return wanted
