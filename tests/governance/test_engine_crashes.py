"""The process is killed at every place that it passes in a fortnight; and engines that are wrong are found out."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from governance.notices import NOBODY, Blocked, Failed, Message, Outcome, Sent, Throttled
from governance.obligations import Duty
from governance.owed import Owed
from governance.people import Away, Person
from governance.roles import Role
from tests.governance.engine.checker import Checker
from tests.governance.engine.oracle import counted, local_day
from tests.governance.engine.staff import everybody, posts
from tests.governance.engine.world import Parts, World, council, tables
from tests.governance.engine.wrong_parts import AdvancesFirst, MarksBeforeSending, ReadsFirst, take_away_keys

MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
#: A sender that died has lost its lane after this.
LEASE = timedelta(minutes=2)


@dataclass
class Life:
    """Some working days, in which a process dies at one place and is started again."""

    world: World
    checker: Checker
    days: int = 10
    kill_at: int = 0
    #: Every place that was passed, in order; the one where it died is the last of its life.
    places: list[str] = field(default_factory=list)
    died: bool = False
    #: How often the channel was asked to take something.
    asked: int = 0

    async def goes_by(self) -> Life:
        world = self.world
        world.answer = self.answer
        await self.begins()
        for day in range(self.days):
            await self.people_do(day)
            for hour in (9, 12):
                world.goes_on(world.calendar.at(local_day(world.now), MONDAY.time().replace(hour, 1)) - world.now)
                await self.works()
                if (day, hour) == (0, 9):
                    # Their digest has left, or tries to, and there is one more thing on their list.
                    await world.owe(Duty.ACTION, counted(local_day(world.now), 10), Owed("ann", "Count it", 1))
            await self.checker.all_is_well()
            tomorrow = counted(local_day(world.now), 1)
            world.goes_on(world.calendar.at(tomorrow, MONDAY.time().replace(8, 30)) - world.now)
        world.goes_on(timedelta(minutes=45))
        await self.works()
        # Once for a lane that a dead sender holds, and once for what was refused when it was free.
        for _ in range(2):
            world.goes_on(LEASE)
            await self.works()
        await self.checker.all_is_well(over=True)
        return self

    async def begins(self) -> None:
        today = local_day(self.world.now)
        for days in (1, 3, 5):
            await self.world.owe(Duty.ACTION, counted(today, days), Owed("ann", "Publish it", 1))
        await self.world.owe(Duty.URGENT_ACTION, counted(today, 5), Owed("bill", "Mend it", 1))
        await self.world.owe(Duty.ASSURANCE, counted(today, 4), Owed("bill", "Return", 1, ("cora",)))
        decider = Owed("ann", "More time", 1, decider=Role.RECORDS_MANAGER)
        await self.world.owe(Duty.EXTENSION, counted(today, 5), decider)
        await self.world.owe(Duty.ACKNOWLEDGE, today + timedelta(days=7), None)
        await self.world.owe(Duty.NOTIFY_ICO, today, None)

    async def people_do(self, day: int) -> None:
        world, owes = self.world, [each for each in self.world.owes.values() if each.open]
        today, ann = local_day(world.now), world.staff.people["ann"]
        match day:
            case 1:
                await world.snoozes(next(each for each in owes if each.due_on > counted(today, 1)), counted(today, 1))
            case 3:
                await world.changes(replace(ann, away=(Away(today, counted(today, 2), "cora"),)))
            case 5:
                await world.extends(owes[0], counted(today, 3))
            case 6:
                await world.answers(owes[-1])
            case 8:
                await world.changes(replace(world.staff.people["bill"], left_on=today - timedelta(days=1)))

    def answer(self, message: Message, to: Person) -> Outcome | bool:
        """The head never has the app; now and then something is wrong with the line."""
        self.asked += 1
        if to.id == "head":
            return Blocked("403")
        if message.attempts == 1 and self.asked % 5 == 0:
            return Failed("502") if self.asked % 2 else Throttled(1.0)
        return Sent()

    async def works(self) -> None:
        for what in (self.checker.ticks, self.world.sends):
            while not await what("a", self._left()):
                # It is started again, and goes on when the lane that it held is free.
                self._note("a")
                self.died = True
                self.world.goes_on(LEASE)
            self._note("a")

    def _left(self) -> int:
        return max(self.kill_at - self.passed, 0) if not self.died else 0

    @property
    def passed(self) -> int:
        return len(self.places)

    def _note(self, name: str) -> None:
        self.places += self.world.passed_by(name)


@pytest.fixture
async def engine() -> AsyncIterator[AsyncEngine]:
    async with tables() as engine:
        yield engine


async def lived(engine: AsyncEngine, days: int = 10, kill_at: int = 0, parts: Parts | None = None) -> Life:
    """So many working days with one crash, or none."""
    world = await council(engine, MONDAY, everybody(), posts(), parts=parts or Parts(), batch=3)
    return await Life(world, Checker(world), days, kill_at).goes_by()


def told(life: Life) -> Counter[tuple[str, int, str]]:
    """Who was to hear of what, by duty and rung; not how it arrived."""
    duties = {each.id: each.duty.value for each in life.world.owes.values()}
    return Counter((duties[key[0]], key[2], key[3]) for key in life.checker.planned if key[3] != NOBODY)


async def test_a_fortnight_without_a_crash_tells_everybody(engine: AsyncEngine) -> None:
    life = await lived(engine)
    assert {copy.recipient for copy in life.world.copies} >= {"ann", "bill", "cora", "records", "director", "siro"}
    assert life.checker.rungs > 25
    assert not life.died


async def test_a_process_that_dies_at_any_place_tells_nobody_twice_and_everybody_once(engine: AsyncEngine) -> None:
    whole = await lived(engine, days=2)
    first = {place: number for number, place in reversed([*enumerate(whole.places, 1)])}
    assert len(first) > 12, sorted(first)
    last = {place: number for number, place in enumerate(whole.places, 1)}
    for kill_at in sorted({*first.values(), *last.values()}):
        await dies_and_recovers(engine, whole, kill_at)


@pytest.mark.full
@pytest.mark.parametrize("begin", range(10))
async def test_a_process_that_dies_at_every_step_of_a_fortnight_tells_nobody_twice_and_everybody_once(
    engine: AsyncEngine, begin: int
) -> None:
    whole = await lived(engine)
    for kill_at in range(1 + begin, len(whole.places) + 1, 10):
        await dies_and_recovers(engine, whole, kill_at)


async def dies_and_recovers(engine: AsyncEngine, whole: Life, kill_at: int) -> None:
    life = await lived(engine, whole.days, kill_at)
    assert life.died
    assert told(life) == told(whole), whole.places[kill_at - 1]


# ---------------------------------------------------------------- wrong on purpose


async def test_an_engine_that_says_sent_before_it_sends_is_found_out(engine: AsyncEngine) -> None:
    whole = await lived(engine, days=1)
    with pytest.raises(AssertionError, match="sent and nobody saw it"):
        await lived(engine, 1, whole.places.index("deliver.before_send") + 1, Parts(sending=MarksBeforeSending))


async def test_an_engine_that_goes_on_before_it_has_planned_is_found_out(engine: AsyncEngine) -> None:
    parts = Parts(chasing=AdvancesFirst)
    whole = await lived(engine, 1, parts=parts)
    with pytest.raises(AssertionError, match="not planned"):
        await lived(engine, 1, whole.places.index("plan.after_advance") + 1, parts)


@pytest.mark.parametrize("keyless", [(), ("digests",)], ids=["with the key", "without it"])
async def test_one_more_thing_on_the_same_day_is_no_second_digest_because_of_the_key(
    engine: AsyncEngine, keyless: tuple[str, ...]
) -> None:
    await take_away_keys(engine, *keyless)
    world = await council(engine, MONDAY + timedelta(hours=1), everybody(), posts())
    checker = Checker(world)
    for _ in range(2):
        await world.owe(Duty.ACTION, counted(local_day(MONDAY), 5), Owed("ann", "Publish it", 1))
        await checker.ticks()
        await world.sends()
        world.goes_on(timedelta(hours=1))
    assert len(world.copies) == (2 if keyless else 1)
    if keyless:
        with pytest.raises(AssertionError, match="2 digests for ann"):
            await checker.all_is_well()


@pytest.mark.parametrize("keyless", [(), ("notices",)], ids=["with the key", "without it"])
async def test_two_processes_that_see_the_same_thing_due_plan_it_once_because_of_the_key(
    engine: AsyncEngine, keyless: tuple[str, ...]
) -> None:
    await take_away_keys(engine, *keyless)
    world = await council(engine, MONDAY, everybody(), posts(), parts=Parts(chasing=ReadsFirst))
    checker = Checker(world)
    await world.owe(Duty.ACTION, counted(local_day(MONDAY), 5), Owed("ann", "Publish it", 1))
    world.goes_on(timedelta(hours=1))
    await checker.tick_at_once()
    found = await world.rows("SELECT rung, recipient FROM notices WHERE recipient = 'ann'")
    assert len(found) == (2 if keyless else 1)
    if keyless:
        with pytest.raises(AssertionError, match="2 notices for"):
            await checker.all_is_well()
