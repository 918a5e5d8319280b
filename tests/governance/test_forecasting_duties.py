"""What is forecast of returns, actions and decisions is what is sent when nobody does anything."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from governance.case_steps import HANDLERS_DUTIES
from governance.ladders import Audience
from governance.notices import NOBODY, Channel, Kind
from governance.obligations import Duty
from governance.owed import Owed
from governance.people import ActingOwner, Away
from governance.policy import POLICY_2017
from governance.roles import Role
from governance.services.forecasting import Forecasting
from tests.governance.engine.oracle import ALARMS, counted, local_day
from tests.governance.engine.staff import HOLDERS, everybody, posts
from tests.governance.engine.world import World, council, tables

BEGIN = date(2026, 12, 14)
#: When, to whom, on which way, of what kind: of how many things, and the first day on which one is due.
Told = Mapping[tuple[datetime, str, str, str], tuple[int, date]]


@dataclass(frozen=True)
class Given:
    """Something that is owed before the forecast is made."""

    duty: Duty
    holder: str
    #: Days after BEGIN.
    due: int
    administrators: tuple[str, ...] = ()
    untouched: bool = True
    #: Working days of peace that the holder asked for.
    snoozed: int = 0

    def owed(self) -> Owed:
        rungs = POLICY_2017.ladders[self.duty].rungs
        decider = Role.RECORDS_MANAGER if any(Audience.DECIDER in rung.audience for rung in rungs) else None
        return Owed(self.holder, "Title", 1, self.administrators, decider, untouched=self.untouched)


#: What is owed about reports is told to those who handle them, or to a reporter: their own tests foresee it.
OF_REPORTS = (*HANDLERS_DUTIES, Duty.ANSWER, Duty.TELL_THEM, Duty.LOOK_INTO)

givens = st.builds(
    Given,
    st.sampled_from([each for each in Duty if each not in (*OF_REPORTS, *ALARMS)]),
    st.sampled_from(HOLDERS),
    st.integers(-2, 30),
    st.sampled_from([(), ("cora",)]),
    st.booleans(),
    st.sampled_from([0, 0, 1, 3]),
)
leave = st.builds(
    lambda who, begins, days, deputy: (
        who,
        Away(BEGIN + timedelta(days=begins), BEGIN + timedelta(days=begins + days), None if deputy == who else deputy),
    ),
    st.sampled_from([*HOLDERS, "cora", "archivist"]),
    st.integers(0, 20),
    st.integers(0, 12),
    st.none() | st.sampled_from(["cora", "bill"]),
)


acting = st.builds(
    lambda owner, who, begins, days: (
        owner,
        ActingOwner(who, BEGIN + timedelta(days=begins), BEGIN + timedelta(days=begins + days)),
    ),
    st.sampled_from(HOLDERS),
    st.sampled_from(["cora", "head"]),
    st.integers(-5, 20),
    st.integers(0, 20),
)


@pytest.fixture
async def engine() -> AsyncIterator[AsyncEngine]:
    async with tables() as engine:
        yield engine


async def world_of(
    engine: AsyncEngine,
    owed: list[Given],
    away: list[tuple[str, Away]],
    mail: bool,
    acted: Sequence[tuple[str, ActingOwner]] = (),
) -> World:
    people = {each.id: each for each in everybody()}
    for who, each in away:
        alike = [one for one in people[who].away if (one.from_on, one.until_on) == (each.from_on, each.until_on)]
        people[who] = people[who] if alike else replace(people[who], away=(*people[who].away, each))
    for owner, post in acted:
        if not any(post.meets(each) for each in people[owner].acting):
            people[owner] = replace(people[owner], acting=(*people[owner].acting, post))
    now = datetime.combine(BEGIN, time(8), UTC)
    world = await council(engine, now, list(people.values()), posts(), mail=mail)
    for one in owed:
        made = await world.owe(one.duty, BEGIN + timedelta(days=one.due), one.owed())
        until = counted(BEGIN, one.snoozed)
        if one.snoozed and until <= made.due_on:
            await world.snoozes(made, until)
    return world


def looks(world: World, day: date) -> list[datetime]:
    return [world.calendar.at(day + timedelta(days=more), time(hour)) for more in (0, 1) for hour in (9, 12, 20)]


async def happens(world: World, end: datetime) -> Told:
    """Ticks now, and three times a day; everything that is sent leaves at once."""
    told: dict[tuple[datetime, str, str, str], tuple[int, date]] = {}
    silent: set[str] = set()
    while world.now < end:
        seen, tick = len(world.copies), world.now
        await world.ticks()
        await world.sends()
        for copy in world.copies[seen:]:
            carried = await world.rows("SELECT obligation_id FROM notices WHERE message_id = :id", id=copy.message_id)
            things = {row["obligation_id"] for row in carried}
            earliest = min(world.owes[id_].due_on for id_ in things)
            told[tick, copy.recipient, copy.channel.value, copy.kind.value] = len(things), earliest
        dead = await world.rows("SELECT id, kind, obligation_id FROM notices WHERE state = 'dead'")
        kinds: defaultdict[str, list[str]] = defaultdict(list)
        for row in dead:
            if row["id"] not in silent:
                kinds[row["kind"]].append(row["obligation_id"])
        silent |= {row["id"] for row in dead}
        for kind, ids in kinds.items():
            earliest = min(world.owes[id_].due_on for id_ in ids)
            told[tick, NOBODY, Channel.TEAMS.value, kind] = len(ids), earliest
        world.goes_on(min(at for at in looks(world, local_day(tick)) if at > tick) - world.now)
    return told


async def forecast(world: World, end: datetime) -> Told:
    foreseen = await Forecasting(world.store, world.calendar, world.audiences).until(world.now, end)
    return {
        (each.at, each.recipient, each.channel.value, each.kind.value): (each.count, each.due_on)
        for each in foreseen.reminders
    }


async def as_forecast(
    owed: list[Given],
    away: list[tuple[str, Away]],
    acted: list[tuple[str, ActingOwner]],
    *,
    worked: int,
    hour: int,
    minute: int,
    length: int,
    mail: bool,
) -> None:
    """The service runs for `worked` hours before the forecast is made."""
    async with tables() as engine:
        world = await world_of(engine, owed, away, mail, acted)
        await happens(world, world.now + timedelta(hours=worked))
        at = datetime.combine(local_day(world.now) + timedelta(days=worked % 3), time(hour, minute), UTC)
        world.goes_on(max(at - world.now, timedelta()))
        end = world.calendar.at(local_day(world.now) + timedelta(days=length), time(0))
        foreseen = await forecast(world, end)
        sent = await happens(world, end)
    assert Counter(foreseen.items()) == Counter(sent.items())


ARGUMENTS = {
    "owed": st.lists(givens, min_size=1, max_size=7),
    "away": st.lists(leave, max_size=4),
    "acted": st.lists(acting, max_size=3),
    "worked": st.integers(0, 60),
    "hour": st.integers(6, 18),
    "minute": st.integers(0, 59),
    "length": st.integers(1, 25),
    "mail": st.booleans(),
}


@given(**ARGUMENTS)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
async def test_what_is_forecast_is_what_is_sent(
    owed: list[Given],
    away: list[tuple[str, Away]],
    acted: list[tuple[str, ActingOwner]],
    worked: int,
    hour: int,
    minute: int,
    length: int,
    mail: bool,
) -> None:
    await as_forecast(owed, away, acted, worked=worked, hour=hour, minute=minute, length=length, mail=mail)


@pytest.mark.full
@given(**ARGUMENTS)
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
async def test_what_is_forecast_is_what_is_sent_at_length(
    owed: list[Given],
    away: list[tuple[str, Away]],
    acted: list[tuple[str, ActingOwner]],
    worked: int,
    hour: int,
    minute: int,
    length: int,
    mail: bool,
) -> None:
    await as_forecast(owed, away, acted, worked=worked, hour=hour, minute=minute, length=length, mail=mail)


async def test_a_forecast_leaves_out_the_second_digest_of_a_day(engine: AsyncEngine) -> None:
    world = await world_of(engine, [Given(Duty.ACTION, "ann", 14)], [], mail=False)
    await happens(world, world.calendar.at(BEGIN, time(10)))
    await world.owe(Duty.ACTION, BEGIN + timedelta(days=14), Given(Duty.ACTION, "ann", 14).owed())
    foreseen = await forecast(world, world.calendar.at(BEGIN + timedelta(days=2), time(0)))
    tomorrow = world.calendar.at(BEGIN + timedelta(days=1), time(9))
    assert foreseen == {(tomorrow, "ann", "teams", Kind.DIGEST.value): (1, BEGIN + timedelta(days=14))}
