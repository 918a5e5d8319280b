"""Nobody is told twice or not at all, whatever people do, however the clock goes, and wherever a process is killed."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.ext.asyncio import AsyncEngine

from governance.notices import Blocked, Failed, Message, Outcome, Sent, Throttled, Unknown
from governance.obligations import Duty
from governance.owed import Owed
from governance.people import Away, Person
from governance.roles import Role
from tests.governance.engine.checker import Checker
from tests.governance.engine.oracle import ALARMS, OF_HANDLERS, Owes, counted, local_day
from tests.governance.engine.staff import HOLDERS, everybody, posts
from tests.governance.engine.world import World, council, tables

STEPS = (
    *(timedelta(minutes=minutes) for minutes in (1, 25)),
    *(timedelta(hours=hours) for hours in (1, 5, 16)),
    *(timedelta(days=days) for days in (1, 2, 3, 7, 21)),
)
BACK = (timedelta(minutes=40), timedelta(hours=8), timedelta(days=1), timedelta(days=4))
ANSWERS: tuple[Outcome | bool, ...] = (
    Sent(), Throttled(1.0), Throttled(), Failed("502"), Failed("502"), Blocked("403"), True, Unknown()
)  # fmt: skip
#: Nobody puts these off, and they are given no other date.
UNMOVED = ALARMS | OF_HANDLERS
#: Sometimes nobody kills it.
KILLS = st.sampled_from([0, 0, 0]) | st.integers(1, 40)
PROCESSES = st.sampled_from(["a", "b"])
WHICH = st.integers(0, 1000)
#: A question waits for its reporter, who is nobody of the staff.
OWED_BY_STAFF = [duty for duty in Duty if duty not in (Duty.ANSWER, Duty.TELL_THEM, Duty.LOOK_INTO)]
PEOPLE = st.sampled_from([each.id for each in everybody() if each.id not in ("officer", "deputy", "auditor")])


class Engine(RuleBasedStateMachine):
    """Obligations, a staff, a clock that anybody may move, and two processes."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.context: AbstractAsyncContextManager[AsyncEngine] | None = None
        self.troubles: list[Outcome | bool] = []

    def do(self, what: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(what)

    @initialize(day=st.dates(date(2026, 11, 20), date(2027, 4, 10)), hour=st.integers(7, 17), mail=st.booleans())
    def begins(self, day: date, hour: int, mail: bool) -> None:
        now = datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC)
        self.context = tables()
        engine = self.do(self.context.__aenter__())
        self.world: World = self.do(council(engine, now, everybody(), posts(), mail=mail))
        self.world.answer = self.answer
        self.checker = Checker(self.world)

    def answer(self, _message: Message, _to: Person) -> Outcome | bool:
        return self.troubles.pop(0) if self.troubles else Sent()

    def one(self, which: int) -> Owes | None:
        found = [each for each in self.world.owes.values() if each.open]
        return found[which % len(found)] if found else None

    @property
    def today(self) -> date:
        return local_day(self.world.now)

    # ------------------------------------------------------------ what people do

    @rule(
        duty=st.sampled_from(OWED_BY_STAFF),
        term=st.integers(-3, 40),
        holder=st.sampled_from(HOLDERS),
        administrators=st.sampled_from([(), ("cora",), ("cora", "ann")]),
        untouched=st.booleans(),
        many=st.integers(1, 4),
    )
    def owe(
        self, duty: Duty, term: int, holder: str, administrators: tuple[str, ...], untouched: bool, many: int
    ) -> None:
        decider = Role.RECORDS_MANAGER if duty in (Duty.EXTENSION, Duty.VERIFY, Duty.APPROVE_CLOSURE) else None
        owed = Owed(holder, "Title", 1, administrators, decider, untouched=untouched)
        due_on = self.today + timedelta(days=7 if duty is Duty.ACKNOWLEDGE else term)
        for _ in range(many):
            self.do(self.world.owe(duty, due_on, owed))

    @rule(which=WHICH)
    def answered(self, which: int) -> None:
        if (each := self.one(which)) is not None:
            self.do(self.world.answers(each))

    @rule(which=WHICH)
    def begun(self, which: int) -> None:
        if (each := self.one(which)) is not None:
            self.world.things.known[each.subject] = replace(self.world.things.known[each.subject], untouched=False)

    @rule(which=WHICH, more=st.integers(1, 30))
    def extended(self, which: int, more: int) -> None:
        each = self.one(which)
        if each is not None and each.duty not in UNMOVED:
            self.do(self.world.extends(each, max(each.due_on, self.today) + timedelta(days=more)))

    @rule(which=WHICH, days=st.sampled_from([1, 3, 5]))
    def snoozed(self, which: int, days: int) -> None:
        each = self.one(which)
        until = counted(self.today, days)
        if each is not None and each.duty not in UNMOVED and each.snoozes < 2 and until <= each.due_on:
            self.do(self.world.snoozes(each, until))

    @rule(who=PEOPLE, begins=st.integers(0, 5), days=st.integers(0, 15), deputy=st.none() | PEOPLE)
    def goes_away(self, who: str, begins: int, days: int, deputy: str | None) -> None:
        person, first = self.world.staff.people[who], self.today + timedelta(days=begins)
        leave = Away(first, first + timedelta(days=days), None if deputy == who else deputy)
        kept = tuple(each for each in person.away if (each.from_on, each.until_on) != (leave.from_on, leave.until_on))
        self.do(self.world.changes(replace(person, away=(*kept, leave))))

    @rule(who=PEOPLE)
    def comes_back(self, who: str) -> None:
        self.do(self.world.changes(replace(self.world.staff.people[who], away=())))

    @rule(who=PEOPLE, in_days=st.integers(-1, 3))
    def leaves_the_council(self, who: str, in_days: int) -> None:
        gone = replace(self.world.staff.people[who], left_on=self.today + timedelta(days=in_days))
        self.do(self.world.changes(gone))

    @rule(who=PEOPLE)
    def gives_up_their_post(self, who: str) -> None:
        self.do(self.world.hires([self.world.staff.people[who]], []))

    # ------------------------------------------------------------ what the clock and the machines do

    @rule(step=st.sampled_from(STEPS))
    def time_passes(self, step: timedelta) -> None:
        self.world.goes_on(step)

    @rule(step=st.sampled_from(BACK))
    def the_clock_is_set_back(self, step: timedelta) -> None:
        self.world.set_back(step)

    @rule(name=PROCESSES, kill_at=KILLS)
    def tick(self, name: str, kill_at: int) -> None:
        self.do(self.checker.ticks(name, kill_at))

    @rule()
    def both_tick(self) -> None:
        self.do(self.checker.tick_at_once())

    @rule(troubles=st.lists(st.sampled_from(ANSWERS), max_size=4))
    def trouble_on_the_line(self, troubles: list[Outcome | bool]) -> None:
        self.troubles = troubles

    @rule(name=PROCESSES, kill_at=KILLS)
    def deliver(self, name: str, kill_at: int) -> None:
        self.do(self.world.sends(name, kill_at))

    @rule(name=PROCESSES)
    def a_working_day_passes(self, name: str) -> None:
        """Else few runs come as far as an escalation."""
        self.world.goes_on(self.world.calendar.open_from(self.world.now + timedelta(hours=16)) - self.world.now)
        self.do(self.checker.ticks(name))
        self.do(self.world.sends(name))

    @precondition(lambda self: self.context is not None)
    @invariant()
    def all_is_well(self) -> None:
        self.do(self.checker.all_is_well())

    def teardown(self) -> None:
        try:
            if self.context is not None:
                self.do(self.ends())
        finally:
            if self.context is not None:
                self.do(self.context.__aexit__(None, None, None))
            self.runner.close()

    async def ends(self) -> None:
        """Everything works again for some days, and then it is a year later: every rung has come to an end."""
        world, self.troubles = self.world, []
        world.goes_on(max(timedelta(), world.latest - world.now))
        for pause in (timedelta(hours=16), timedelta(hours=16), timedelta(days=400), timedelta(hours=16)):
            world.goes_on(world.calendar.open_from(world.now + pause) - world.now)
            await self.checker.ticks()
            await world.sends()
            # What a channel does not take has its other way by the next tick.
            world.goes_on(timedelta(minutes=20))
            await self.checker.ticks()
            await world.sends()
        await self.checker.all_is_well(over=True)


QUICK = settings(max_examples=8, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))


def test_nobody_is_told_twice_or_not_at_all() -> None:
    run_state_machine_as_test(Engine, settings=QUICK)


@pytest.mark.full
def test_nobody_is_told_twice_or_not_at_all_at_length() -> None:
    run_state_machine_as_test(Engine, settings=settings(QUICK, max_examples=1500, stateful_step_count=50))
