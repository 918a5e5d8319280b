"""The 72 hours of the law run through nights, bank holidays and clock changes, and somebody hears of each alarm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from governance.calendar import Calendar
from governance.ladders import first_rung_at, passed
from governance.notices import Blocked, Channel, Kind, Message, Outcome, Sent
from governance.obligations import Duty, Obligation
from governance.people import Away, Person
from governance.policy import POLICY_2017
from governance.services.forecasting import Forecasting
from tests.governance.engine.checker import Checker
from tests.governance.engine.oracle import hours_later
from tests.governance.engine.staff import everybody, posts
from tests.governance.engine.world import World, council, tables

LONDON = ZoneInfo("Europe/London")
CALENDAR = Calendar()
LADDER = POLICY_2017.ladders[Duty.NOTIFY_ICO]
#: Maundy Thursday. The next working day is the Tuesday after Easter, and the clocks go forward on Easter Sunday.
EASTER = datetime(2027, 3, 25, 16, 0, tzinfo=LONDON)
AUTUMN = datetime(2026, 10, 23, 16, 0, tzinfo=LONDON)
MAY_DAY = datetime(2027, 4, 30, 16, 0, tzinfo=LONDON)
TEAM = {"iris", "igor", "protector", "siro"}


def local(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%a %d %b %H:%M}"


@pytest.mark.parametrize(
    ("aware", "alarms"),
    [
        (EASTER, ["Fri 26 Mar 16:00", "Sat 27 Mar 16:00", "Sun 28 Mar 05:00", "Sun 28 Mar 13:00", "Sun 28 Mar 17:00"]),
        (AUTUMN, ["Sat 24 Oct 16:00", "Sun 25 Oct 15:00", "Mon 26 Oct 03:00", "Mon 26 Oct 11:00", "Mon 26 Oct 15:00"]),
        (MAY_DAY, ["Sat 01 May 16:00", "Sun 02 May 16:00", "Mon 03 May 04:00", "Mon 03 May 12:00", "Mon 03 May 16:00"]),
    ],
)
def test_the_alarms_are_at_24_48_60_68_and_72_real_hours(aware: datetime, alarms: list[str]) -> None:
    times = LADDER.times(aware.date(), aware.date(), CALENDAR, aware)
    assert [at - aware.astimezone(UTC) for at in times] == [timedelta(hours=h) for h in (24, 48, 60, 68, 72)]
    assert [local(at) for at in times] == alarms
    assert {at.tzinfo for at in times} == {UTC}


def test_two_clocks_that_began_on_one_day_keep_their_own_minutes() -> None:
    early, late = EASTER.replace(hour=8, minute=1), EASTER.replace(hour=23, minute=59)
    first = [first_rung_at(LADDER, EASTER.date(), EASTER.date(), CALENDAR, at) for at in (early, late, early)]
    assert first == [at.astimezone(UTC) + timedelta(hours=24) for at in (early, late, early)]


def test_an_alarm_that_was_missed_gives_way_to_the_next_at_any_hour() -> None:
    clock = Obligation(
        "o", Duty.NOTIFY_ICO, "i", 1, EASTER.date(), date(2027, 3, 28), "2017", 0, EASTER, opened_at=EASTER
    )
    step = passed(LADDER, clock, EASTER + timedelta(hours=61), CALENDAR)
    assert (step.rung, step.superseded) == (2, (0, 1))
    assert step.next_at == EASTER.astimezone(UTC) + timedelta(hours=68)


@pytest.mark.parametrize("began", [EASTER, AUTUMN, MAY_DAY, datetime(2026, 12, 24, 16, 29, tzinfo=LONDON)])
@pytest.mark.parametrize("hours", [0, 1, 2, 4, 8, 30])
def test_working_hours_are_counted_alike_by_two_ways_of_counting(began: datetime, hours: int) -> None:
    for minutes in range(0, 24 * 60, 37):
        at = (began + timedelta(minutes=minutes)).astimezone(UTC)
        found = CALENDAR.add_hours(at, hours)
        assert found == hours_later(at, hours)
        assert CALENDAR.is_open(found)


def test_what_is_reported_on_the_evening_before_easter_is_looked_at_in_the_first_hours_after_it() -> None:
    ladder, evening = POLICY_2017.ladders[Duty.CONFIRM_AWARE], EASTER.replace(hour=18)
    times = ladder.times(evening.date(), evening.date(), CALENDAR, evening)
    assert [local(at) for at in times] == [
        "Tue 30 Mar 10:00", "Tue 30 Mar 11:00", "Tue 30 Mar 13:00", "Wed 31 Mar 09:30",
        "Thu 01 Apr 09:00", "Mon 05 Apr 09:00", "Wed 07 Apr 09:00",
    ]  # fmt: skip


def test_an_attack_is_looked_at_in_the_night() -> None:
    ladder, night = POLICY_2017.ladders[Duty.CONFIRM_AWARE_UNDER_ATTACK], EASTER.replace(hour=23)
    times = ladder.times(night.date(), night.date(), CALENDAR, night)
    assert [local(at) for at in times[:3]] == ["Fri 26 Mar 00:00", "Fri 26 Mar 01:00", "Fri 26 Mar 03:00"]
    assert local(times[-1]) == "Mon 29 Mar 00:00", "who does not look goes on hearing of it, the clock change included"


# ---------------------------------------------------------------- who hears


@pytest.fixture
async def engine() -> AsyncIterator[AsyncEngine]:
    async with tables() as engine:
        yield engine


async def weekend(
    engine: AsyncEngine, *changed: Person, blocked: tuple[str, ...] = (), mail: bool = True
) -> tuple[World, Checker]:
    """From awareness to the Tuesday after Easter, with a tick every half hour."""
    world = await council(engine, EASTER.astimezone(UTC), everybody(), posts(), mail=mail, batch=50)
    for person in changed:
        await world.changes(person)

    def answer(message: Message, to: Person) -> Outcome | bool:
        return Blocked("403") if to.id in blocked and message.channel is Channel.TEAMS else Sent()

    world.answer = answer
    checker = Checker(world)
    await world.owe(Duty.NOTIFY_ICO, EASTER.date(), None)
    for _ in range(2 * 24 * 5):
        await checker.ticks()
        await world.sends()
        world.goes_on(timedelta(minutes=30))
    await checker.all_is_well(over=True)
    return world, checker


def heard(world: World, who: str, channel: Channel = Channel.TEAMS) -> list[str]:
    return [local(each.at) for each in world.copies if each.recipient == who and each.channel is channel]


async def test_the_team_the_officer_and_the_siro_hear_every_alarm_over_easter(engine: AsyncEngine) -> None:
    world, _ = await weekend(engine)
    every = ["Fri 26 Mar 16:00", "Sat 27 Mar 16:00", "Sun 28 Mar 05:00", "Sun 28 Mar 13:00", "Sun 28 Mar 17:00"]
    for who in TEAM:
        assert heard(world, who) == every
        # The later ones by mail besides.
        assert heard(world, who, Channel.EMAIL) == every[2:]
    assert {copy.recipient for copy in world.copies} == TEAM
    assert {copy.kind for copy in world.copies} == {Kind.INCIDENT_CLOCK, Kind.INCIDENT_CLOCK_RAN_OUT}


async def test_the_forecast_knows_the_alarms_of_the_weekend_to_the_minute(engine: AsyncEngine) -> None:
    world = await council(engine, EASTER.astimezone(UTC), everybody(), posts(), batch=50)
    await world.owe(Duty.NOTIFY_ICO, EASTER.date(), None)
    foreseen = await Forecasting(world.store, world.calendar, world.audiences).until(
        world.now, world.now + timedelta(days=5)
    )
    times = LADDER.times(EASTER.date(), EASTER.date(), CALENDAR, EASTER)
    assert {(each.at, each.recipient) for each in foreseen.reminders if each.channel is Channel.TEAMS} == {
        (at, who) for at in times for who in TEAM
    }
    assert {each.due_on for each in foreseen.reminders} == {date(2027, 3, 28)}


async def test_a_deputy_hears_for_whoever_is_on_leave_and_a_post_on_leave_is_not_silent(engine: AsyncEngine) -> None:
    people = {each.id: each for each in everybody()}
    easter = (date(2027, 3, 25), date(2027, 4, 9))
    world, _ = await weekend(
        engine,
        replace(people["iris"], away=(Away(*easter, "cora"),)),
        replace(people["protector"], away=(Away(*easter),)),
        replace(people["siro"], away=(Away(*easter),)),
    )
    assert len(heard(world, "cora")) == 5
    assert heard(world, "iris") == []
    # Nobody acts for the officer and the SIRO: they hear on leave, and so does the post above.
    for who in ("protector", "siro", "chief", "igor"):
        assert len(heard(world, who)) == 5, who


async def test_what_teams_refuses_goes_by_mail_in_the_same_hour(engine: AsyncEngine) -> None:
    world, _ = await weekend(engine, blocked=("iris",))
    mails = heard(world, "iris", Channel.EMAIL)
    assert mails[:2] == ["Fri 26 Mar 16:30", "Sat 27 Mar 16:30"]
    assert len(mails) == 5


async def test_whom_nothing_reaches_stands_on_the_call_list(engine: AsyncEngine) -> None:
    world, _ = await weekend(engine, blocked=("iris",), mail=False)
    calls = await world.rows("SELECT person_id, kind FROM calls")
    found = defaultdict(set)
    for row in calls:
        found[row["person_id"]].add(row["kind"])
    assert found["iris"] == {Kind.INCIDENT_CLOCK, Kind.INCIDENT_CLOCK_RAN_OUT}
    told = [local(each.at) for each in world.copies if each.recipient == "records"]
    # At once, at any hour, and once a message; on the first working morning the list besides.
    assert told == ["Fri 26 Mar 16:30", "Sat 27 Mar 16:30", "Sun 28 Mar 05:30", "Sun 28 Mar 13:30", "Sun 28 Mar 17:30",
                    "Tue 30 Mar 09:00"]  # fmt: skip
    assert heard(world, "archivist") == told


async def test_an_alarm_whose_answer_was_lost_is_sent_again(engine: AsyncEngine) -> None:
    world = await council(engine, EASTER.astimezone(UTC), everybody(), posts(), batch=50)
    lost = iter([True, True])
    world.answer = lambda _message, _to: next(lost, Sent())
    await world.owe(Duty.NOTIFY_ICO, EASTER.date(), None)
    world.goes_on(timedelta(hours=24))
    for _ in range(4):
        await world.ticks()
        await world.sends()
        world.goes_on(timedelta(minutes=5))
    assert len(world.copies) == len(TEAM) + 2


async def test_what_has_been_decided_alarms_nobody(engine: AsyncEngine) -> None:
    world = await council(engine, EASTER.astimezone(UTC), everybody(), posts(), batch=50)
    clock = await world.owe(Duty.NOTIFY_ICO, EASTER.date(), None)
    await world.answers(clock)
    world.goes_on(timedelta(hours=80))
    await world.ticks()
    await world.sends()
    assert world.copies == []
