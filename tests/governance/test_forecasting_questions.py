"""The forecast knows the questions about actions and the packs that months to come will bring, and asks nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from governance.actions import Action, ActionState, Update
from governance.asked_updates import asking_day
from governance.calendar import OPENING
from governance.notices import Channel, Kind, Message, Outcome, Sent
from governance.obligations import Duty
from governance.people import Away, Person
from governance.ports import Store
from governance.services.asking_updates import AskingUpdates
from governance.services.assuring import Assuring
from governance.services.chasing import Audiences, Chasing
from governance.services.delivering import Delivering
from governance.services.forecasting import Forecasting
from governance.services.forthcoming_packs import ForthcomingPacks
from governance.services.forthcoming_updates import ForthcomingUpdates
from governance.services.gathering import Gathering
from governance.services.making_packs import MakingPacks
from governance.services.owed_returns import AssuranceSubjects
from governance.services.owing import OwedAudiences
from governance.services.pacing import Pace
from tests.governance.actions_world import (
    CALENDAR,
    ENCRYPT,
    PEOPLE,
    POSTS,
    TODAY,
    World,
    never,
    new_id,
    subjects,
    world,
)
from tests.governance.returns_world import DUE, QUARTER_DAY, office

#: At what time, to whom, and what kind.
Told = Counter[tuple[datetime, str, Kind, int]]


def audiences() -> dict[Duty, Audiences]:
    return {duty: OwedAudiences(each, CALENDAR, mail=False) for duty, each in subjects().items()}


async def foreseen(store: Store, now: datetime, end: datetime, *, of_packs: bool = False) -> Told:
    sources = [ForthcomingUpdates(CALENDAR, mail=False)]
    news = [ForthcomingPacks(CALENDAR)] if of_packs else []
    forecast = await Forecasting(store, CALENDAR, audiences(), *sources, news=news).until(now, end)
    return Counter((each.at, each.recipient, each.kind, each.count) for each in forecast.reminders)


class Days:
    """The clock's part, at nine on every day, with everything arriving."""

    def __init__(self, council: World) -> None:
        self._council = council
        self._asking = AskingUpdates(council.store, CALENDAR, new_id)
        self._chasing = Chasing(council.store, CALENDAR, audiences(), council.clock, new_id, never)
        self._gathering = Gathering(council.store, CALENDAR, council.clock, new_id, never)

    async def until(self, end: datetime) -> Told:
        told: Told = Counter()
        while (now := self._council.clock.now()) < end:
            await self._asking.ask(now)
            await self._chasing.plan(now)
            await self._gathering.gather(now)
            told += await self._sent(now)
            self._council.clock.on(CALENDAR.day_of(now) + timedelta(days=1), 9)
        return told

    async def _sent(self, now: datetime) -> Told:
        self._told: Told = Counter()
        lane = Delivering(
            self._council.store, self, self._resolve, CALENDAR, self._council.clock, _at_once, lambda: 0.5, "tenant",
            never, Pace(rate=1e6, burst=1000), Channel.TEAMS, other_way=False,
        )  # fmt: skip
        await lane.run(now)
        return self._told

    async def deliver(self, message: Message, to: Person) -> Outcome:
        """As the port says."""
        self._told[self._council.clock.now(), to.id, message.kind, int(message.facts["count"])] += 1
        return Sent()

    async def _resolve(self, recipient: str) -> Person | None:
        async with self._council.store.work() as work:
            return await work.people.by_id(recipient)


async def _at_once(_seconds: float) -> None:
    """Nobody waits."""


actions = st.builds(
    lambda number, holder, priority, state, due: replace(
        ENCRYPT, reference=f"A-{number}", holder_id=holder, priority=priority, state=state,
        original_due_on=TODAY + timedelta(days=due), due_on=TODAY + timedelta(days=due),
    ),
    st.integers(1, 4), st.sampled_from(["nadia", "manager"]), st.sampled_from(["low", "high", "urgent"]),
    st.sampled_from([ActionState.NOT_BEGUN, ActionState.IN_PROGRESS, ActionState.CLAIMED]), st.integers(-10, 150),
)  # fmt: skip


@given(
    owed=st.lists(actions, min_size=1, max_size=4, unique_by=lambda each: each.reference),
    said=st.none() | st.integers(0, 40),
    away=st.none() | st.integers(20, 40),
    begun=st.booleans(),
    waits=st.integers(0, 70),
    length=st.integers(1, 30),
)
@settings(max_examples=4, deadline=None, phases=[Phase.generate])
async def test_what_is_forecast_is_what_is_asked_when_nobody_answers(
    owed: list[Action], said: int | None, away: int | None, begun: bool, waits: int, length: int
) -> None:
    """`waits`: days for which the service is down before it looks again."""
    async with world() as council:
        await council.know(*owed)
        if begun:
            await AskingUpdates(council.store, CALENDAR, new_id).ask(council.clock.now())
        if away is not None:
            await council.change("nadia", away=(Away(TODAY + timedelta(days=away), TODAY + timedelta(days=away + 5)),))
        if said is not None:
            day = TODAY + timedelta(days=said)
            update = Update("A-1", 1, day, "nadia", "Nadia", "holder", ActionState.IN_PROGRESS, "")
            async with council.store.work() as work:
                await work.progress.add_update(update)
        now = council.clock.on(TODAY + timedelta(days=waits), 9)
        end = CALENDAR.at(TODAY + timedelta(days=waits + length), time(0))
        ahead = await foreseen(council.store, now, end)
        assert ahead == await Days(council).until(end)


async def test_whoever_never_answers_is_asked_each_month_all_the_same_and_that_is_foreseen() -> None:
    late = replace(ENCRYPT, due_on=date(2027, 1, 29), original_due_on=date(2027, 1, 29))
    async with world(PEOPLE, POSTS, late) as council:
        await AskingUpdates(council.store, CALENDAR, new_id).ask(council.clock.now())
        # The action itself is past its last reminder.
        begins = council.clock.on(date(2027, 3, 31), 9)
        await Days(council).until(begins + timedelta(hours=1))
        now, end = council.clock.on(date(2027, 4, 1), 8), CALENDAR.at(date(2027, 6, 30), time(0))
        ahead = await foreseen(council.store, now, end)
        council.clock.on(date(2027, 4, 1), 9)
        assert ahead == await Days(council).until(end)
        asked = [date(2027, 4, 1), date(2027, 5, 4), date(2027, 6, 1)]
        to_nadia = {CALENDAR.day_of(at) for at, who, _, _ in ahead if who == "nadia"}
        assert to_nadia == {day for each in asked for day in (each, CALENDAR.add(each, 5))}
        to_records = {CALENDAR.day_of(at) for at, who, kind, _ in ahead if (who, kind) == ("records", Kind.ESCALATED)}
        assert to_records == {CALENDAR.add(each, 10) for each in asked}


async def test_a_question_that_is_to_come_is_foreseen_for_its_day_and_nothing_is_written() -> None:
    far = date(2027, 12, 31)
    async with world(PEOPLE, POSTS, replace(ENCRYPT, due_on=far, original_due_on=far)) as council:
        now, april = council.clock.now(), asking_day(date(2027, 4, 1), CALENDAR)
        end = CALENDAR.at(april + timedelta(days=1), time(0))
        # The register has just been told: a service that never ran asks nobody in its first month.
        assert await foreseen(council.store, now, CALENDAR.at(april, time(0))) == Counter()
        await AskingUpdates(council.store, CALENDAR, new_id).ask(now)
        assert (CALENDAR.at(april, OPENING), "nadia", Kind.DIGEST, 1) in await foreseen(council.store, now, end)
        assert await council.owed(Duty.ACTION_UPDATE) is None


class TestPacks:
    @pytest.mark.parametrize("opened", [True, False])
    async def test_both_posts_are_foreseen_to_hear_at_nine_two_working_days_after_the_close(self, opened: bool) -> None:
        made = datetime(2027, 2, 16, 9, tzinfo=CALENDAR.at(DUE, OPENING).tzinfo)
        async with office() as council:
            await council.mark("2026-Q4")
            now = council.clock.on(QUARTER_DAY, 8)
            if opened:
                now = council.clock.on(QUARTER_DAY, 10)
                await council.opened()
            before = await packs(council.store, now, made)
            ahead = await packs(council.store, now, made + timedelta(days=1))
            await Assuring.open_cycle(council.assuring, council.clock.on(QUARTER_DAY, 10))
            making = MakingPacks(council.store, CALENDAR, council.clock, council.clock, new_id, never)
            happened = []
            for days in range(50):
                at = council.clock.on(QUARTER_DAY + timedelta(days=days), 9)
                happened += [at] * await making.run(at)
            late = await packs(council.store, council.clock.now(), made + timedelta(days=40))
        assert before == late == set()
        assert ahead == {(made, "records"), (made, "siro")}
        assert happened == [made]

    async def test_one_that_is_late_is_foreseen_for_the_next_time_that_messages_leave(self) -> None:
        async with office() as council:
            await council.opened()
            now = council.clock.on(date(2027, 3, 6), 12)  # a Saturday
            ahead = await packs(council.store, now, now + timedelta(days=4))
        assert {at for at, _ in ahead} == {CALENDAR.at(date(2027, 3, 8), OPENING)}


async def packs(store: Store, now: datetime, end: datetime) -> set[tuple[datetime, str]]:
    owed: dict[Duty, Audiences] = {Duty.ASSURANCE: OwedAudiences(AssuranceSubjects(), CALENDAR, mail=False)}
    found = await Forecasting(store, CALENDAR, owed, news=[ForthcomingPacks(CALENDAR)]).until(now, end)
    return {(each.at, each.recipient) for each in found.reminders if each.kind is Kind.QUARTER_PACK}
