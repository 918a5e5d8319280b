"""Chasing: what is owed reaches somebody once, whatever stopped meanwhile, and nothing is passed over in silence."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from governance import policy
from governance.calendar import Calendar
from governance.errors import Misconfigured
from governance.ladders import Audience, Rung, first_rung_at
from governance.notices import End, Kind, Message, Notice, OnDoubt
from governance.obligations import Duty, Obligation
from governance.owed import Hearer
from governance.ports import Store, Work
from governance.services.chasing import NOBODY, NOBODY_TO_TELL, PASSED_OVER, Chasing, Planned
from storage.work import memory_store

LONDON = ZoneInfo("Europe/London")
CALENDAR = Calendar()
RECEIVED = date(2026, 11, 19)
ANYTIME = datetime(2020, 1, 1, tzinfo=UTC)

POSTS = {
    Audience.LEAD: "monitoring-officer",
    Audience.LEAD_OR_DEPUTY: "monitoring-officer",
    Audience.DEPUTY: "deputy",
    Audience.OTHER_HANDLER: "auditor",
    Audience.CHIEF_EXECUTIVE: "chief-executive",
}


class RealTime:
    """Real time that stands still."""

    def now(self) -> datetime:
        return datetime(2026, 11, 30, 12, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0


@dataclass
class Council:
    """Who is told; `silent` are subjects that nobody may be told of."""

    silent: set[str] = field(default_factory=set)

    async def recipients(
        self, _work: Work, obligations: Sequence[Obligation], rungs: Mapping[str, Rung], _day: date
    ) -> Mapping[str, Sequence[Hearer]]:
        return {o.id: [*map(Hearer, self._people(rungs[o.id]))] for o in obligations if o.subject_id not in self.silent}

    def _people(self, rung: Rung) -> Sequence[str]:
        everybody = ["monitoring-officer", "deputy", "auditor"]
        return [p for a in rung.audience for p in (everybody if a is Audience.HANDLERS else [POSTS[a]])]


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Death:
    """Kills at one failpoint, the `nth` time it is passed."""

    place: str = ""
    nth: int = 1
    seen: Counter[str] = field(default_factory=Counter)

    def __call__(self, name: str) -> None:
        self.seen[name] += 1
        if name == self.place and self.seen[name] == self.nth:
            raise Killed(name)


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    async with await memory_store(None) as store:
        yield store


def chasing(store: Store, council: Council | None = None, death: Death | None = None, batch: int = 1000) -> Chasing:
    return Chasing(
        store,
        CALENDAR,
        {Duty.ACKNOWLEDGE: council or Council()},
        RealTime(),
        lambda: uuid4().hex,
        death or Death(),
        batch,
    )


def london(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=LONDON).astimezone(UTC)


async def owe(store: Store, count: int = 1, opened_on: date = RECEIVED, version: str = "2017") -> list[Obligation]:
    promised = policy.by_key(version)
    due_on = promised.acknowledge_by(opened_on)
    first = first_rung_at(promised.ladders[Duty.ACKNOWLEDGE], opened_on, due_on, CALENDAR)
    owed = [
        Obligation(uuid4().hex, Duty.ACKNOWLEDGE, uuid4().hex, 0, opened_on, due_on, version, 0, first)
        for _ in range(count)
    ]
    async with store.work() as work:
        await work.obligations.add(owed)
    return owed


async def notices(store: Store) -> Sequence[Notice]:
    async with store.work() as work:
        return await work.notices.since(ANYTIME)


async def messages(store: Store) -> Sequence[Message]:
    """What a sender would be given now."""
    async with store.work() as work:
        lane = await work.outbox.take_lane("tenant", RealTime().now(), 60)
        if lane is None:
            return []
        return await work.outbox.wave(lane, RealTime().now(), 60, [], 10_000) or []


def rungs(found: Sequence[Notice], state: End = End.READY) -> list[tuple[int, str]]:
    return sorted((notice.rung, notice.recipient) for notice in found if notice.state is state)


# ---------------------------------------------------------------- the seven days


async def test_an_unacknowledged_concern_climbs_to_the_chief_executive_one_rung_at_a_time(store: Store) -> None:
    await owe(store)
    heard: dict[int, set[str]] = {}
    before: set[tuple[int, str]] = set()
    for day in range(19, 30):
        await chasing(store).plan(london(day))
        every = {(notice.rung, notice.recipient) for notice in await notices(store)}
        heard[day] = {recipient for _, recipient in every - before}
        before = every
    assert heard == {
        19: set(),
        20: {"monitoring-officer"},
        21: set(),
        22: set(),
        23: {"monitoring-officer"},
        24: {"monitoring-officer"},
        25: {"monitoring-officer", "deputy"},
        26: {"monitoring-officer", "deputy", "auditor"},
        27: {"auditor", "chief-executive"},
        28: set(),
        29: set(),
    }


async def test_nobody_is_told_before_nine(store: Store) -> None:
    await owe(store)
    assert await chasing(store).plan(london(20, 9) - timedelta(seconds=1)) == Planned()
    assert await notices(store) == []


async def test_an_acknowledged_concern_is_chased_no_more(store: Store) -> None:
    (owed,) = await owe(store)
    await chasing(store).plan(london(20))
    async with store.work() as work:
        closed = await work.obligations.close(Duty.ACKNOWLEDGE, owed.subject_id)
        await work.notices.cancel_unsent(closed)
    assert await chasing(store).plan(london(28)) == Planned()
    assert await messages(store) == []


async def test_a_concern_that_began_under_the_policy_of_2007_is_missed_on_the_fourth_day(store: Store) -> None:
    await owe(store, version="2007")
    await chasing(store).plan(london(23))
    assert {notice.kind for notice in await notices(store) if notice.state is End.READY} == {Kind.ACKNOWLEDGE_MISSED}


# ---------------------------------------------------------------- after a stop


async def test_missed_days_are_caught_up_with_the_highest_rung_only(store: Store) -> None:
    await owe(store)
    planned = await chasing(store).plan(london(25, 14))
    assert planned == Planned(obligations=1, notices=2, messages=2, superseded=3)
    found = await notices(store)
    assert rungs(found) == [(3, "deputy"), (3, "monitoring-officer")]
    assert rungs(found, End.SUPERSEDED) == [(0, NOBODY), (1, NOBODY), (2, NOBODY)]
    assert {notice.reason for notice in found if notice.state is End.SUPERSEDED} == {PASSED_OVER}
    assert all(notice.due_at < london(25, 14) for notice in found)


async def test_a_reminder_that_did_not_leave_gives_way_to_the_next(store: Store) -> None:
    await owe(store)
    await chasing(store).plan(london(20))
    planned = await chasing(store).plan(london(23))
    assert planned == Planned(obligations=1, notices=1, messages=1, superseded=1)
    assert rungs(await notices(store)) == [(1, "monitoring-officer")]
    assert len(await messages(store)) == 1


async def test_a_rung_missed_in_the_night_waits_for_the_morning(store: Store) -> None:
    await owe(store)
    assert await chasing(store).plan(london(21, 3)) == Planned()
    assert (await chasing(store).plan(london(21, 9))).notices == 1


async def test_a_clock_that_goes_back_tells_nobody_twice(store: Store) -> None:
    await owe(store)
    await chasing(store).plan(london(23))
    first = await notices(store)
    for day in (20, 19, 23):
        assert await chasing(store).plan(london(day)) == Planned()
    assert await notices(store) == first


# ---------------------------------------------------------------- messages


async def test_a_person_gets_one_message_for_everything_that_is_due(store: Store) -> None:
    await owe(store, 3, RECEIVED)
    await owe(store, 2, RECEIVED - timedelta(days=3))
    planned = await chasing(store).plan(london(20))
    assert planned == Planned(obligations=5, notices=5, messages=1, superseded=2)
    (message,) = await messages(store)
    assert (message.recipient, message.kind) == ("monitoring-officer", Kind.ACKNOWLEDGE)
    assert message.facts == {"count": 5, "due_on": "2026-11-23"}
    assert message.on_doubt is OnDoubt.SEND_AGAIN


async def test_a_missed_promise_is_another_message_than_a_reminder(store: Store) -> None:
    await owe(store, opened_on=date(2026, 11, 17))
    await owe(store, opened_on=date(2026, 11, 18))
    await chasing(store).plan(london(25))
    told = {(message.recipient, message.kind) for message in await messages(store)}
    assert ("auditor", Kind.ACKNOWLEDGE) in told
    assert ("auditor", Kind.ACKNOWLEDGE_MISSED) in told


async def test_neither_a_message_nor_a_notice_says_which_report_it_is_about(store: Store) -> None:
    owed = await owe(store, 3)
    await chasing(store).plan(london(27))
    kept = repr(await notices(store)) + repr(await messages(store))
    assert not [o for o in owed if o.subject_id in kept]
    assert not [o for o in owed if o.id in repr(await messages(store))]


# ---------------------------------------------------------------- nobody there


async def test_a_duty_that_nobody_may_hear_of_ends_in_sight_with_a_reason_and_climbs_on(store: Store) -> None:
    (owed,) = await owe(store)
    planned = await chasing(store, Council(silent={owed.subject_id})).plan(london(20))
    assert planned == Planned(obligations=1, unheard=1)
    (notice,) = await notices(store)
    assert (notice.recipient, notice.state, notice.reason) == (NOBODY, End.DEAD, NOBODY_TO_TELL)
    assert (await chasing(store).plan(london(23))).notices == 1


async def test_a_duty_that_nobody_answers_for_is_refused_by_name_and_stays_due(store: Store) -> None:
    await owe(store)
    with pytest.raises(Misconfigured, match="acknowledge"):
        await Chasing(store, CALENDAR, {}, RealTime(), lambda: uuid4().hex, Death()).plan(london(20))
    assert (await chasing(store).plan(london(20))).notices == 1


# ---------------------------------------------------------------- many, at once, and killed


async def test_a_thousand_duties_are_planned_in_batches_and_each_once(store: Store) -> None:
    await owe(store, 50)
    assert await chasing(store, batch=8).plan(london(20)) == Planned(obligations=50, notices=50, messages=7)
    assert await chasing(store, batch=8).plan(london(20)) == Planned()


async def test_two_processes_that_plan_at_the_same_time_tell_nobody_twice(store: Store) -> None:
    await owe(store, 40)
    done = await asyncio.gather(*(chasing(store, batch=7).plan(london(20)) for _ in range(4)))
    assert sum(planned.notices for planned in done) == 40
    assert len(await notices(store)) == 40


PLACES = [
    "plan.after_supersede",
    "plan.after_notices",
    "plan.after_messages",
    "plan.before_commit",
    "plan.after_commit",
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("nth", [1, 2, 3])
async def test_a_kill_at_any_place_loses_nothing_and_repeats_nothing(store: Store, place: str, nth: int) -> None:
    owed = await owe(store, 10)
    await chasing(store).plan(london(20))
    with pytest.raises(Killed):
        await chasing(store, death=Death(place, nth), batch=3).plan(london(25))
    await chasing(store, batch=3).plan(london(25))

    found = await notices(store)
    ended = {o.id: sorted((n.rung, n.recipient) for n in found if n.obligation_id == o.id) for o in owed}
    wanted = [
        (0, "monitoring-officer"),
        (1, NOBODY),
        (2, NOBODY),
        (3, "deputy"),
        (3, "monitoring-officer"),
    ]
    assert ended == {o.id: wanted for o in owed}
    carried = Counter(recipient for recipient, count in told(await messages(store)) for _ in range(count))
    assert carried == {"monitoring-officer": 10, "deputy": 10}


def told(sent: Sequence[Message]) -> list[tuple[str, int]]:
    return [(message.recipient, int(message.facts["count"])) for message in sent]


async def test_a_kill_is_tried_at_every_place_that_planning_passes(store: Store) -> None:
    death = Death()
    await owe(store)
    await chasing(store, death=death).plan(london(20))
    assert list(death.seen) == PLACES
