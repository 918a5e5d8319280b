"""A quarter day: every owner gets one return with what they own that day, once, whatever happens to the service."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date, timedelta

import pytest

from governance.assurance import ReturnState
from governance.services.opening_returns import Opened
from tests.governance.returns_world import (
    ASSETS,
    CALENDAR,
    DUE,
    QUARTER_DAY,
    Killed,
    asset,
    office,
    person,
)


async def test_at_nine_on_the_first_working_day_every_owner_gets_one_return_with_their_assets() -> None:
    async with office() as o:
        await o.mark("2026-Q4")
        assert await o.assuring.open_cycle(o.clock.on(date(2027, 1, 1), 12)) == Opened(), "a bank holiday"
        assert await o.assuring.open_cycle(o.clock.on(QUARTER_DAY, 8, 59)) == Opened()
        assert await o.assuring.open_cycle(o.clock.on(QUARTER_DAY)) == Opened("2027-Q1", 2, 4, 0)
        returns = await o.returns()
        assert returns.keys() == {"nadia", "ewa"}
        assert {(each.opened_on, each.due_on, each.state) for each in returns.values()} == {
            (QUARTER_DAY, DUE, ReturnState.OPEN)
        }
        lines = await o.lines(returns["nadia"])
        assert lines.keys() == {"IA-1", "IA-2", "IA-3"}
        assert (lines["IA-1"].administrator_id, lines["IA-3"].at_risk) == ("helper", True)


async def test_each_return_is_chased_from_the_moment_at_which_it_opens() -> None:
    async with office() as o:
        back = await o.opened()
        obligation = (await o.obligations())[back.id]
        assert (obligation.due_on, obligation.open, obligation.next_at) == (DUE, True, o.clock.on(QUARTER_DAY))


async def test_a_quarter_opens_once_and_its_assets_stay_as_they_were() -> None:
    async with office() as o:
        first = await o.opened()
        await o.register([asset("IA-5", "nadia"), asset("IA-1", "ewa")])
        for hours in range(1, 86 * 24, 36):
            opened = await o.assuring.open_cycle(o.clock.on(QUARTER_DAY) + timedelta(hours=hours))
            assert opened == Opened()
        assert (await o.returns())["nadia"] == first
        assert (await o.lines(first)).keys() == {"IA-1", "IA-2", "IA-3"}
        april = await o.assuring.open_cycle(o.clock.on(date(2027, 4, 1)))
        assert april == Opened("2027-Q2", 2, 5, 0)


async def test_a_service_that_begins_after_the_due_date_asks_for_nothing_until_the_next_quarter() -> None:
    async with office() as o:
        assert await o.assuring.open_cycle(o.clock.on(DUE + timedelta(days=3))) == Opened()
        assert await o.assuring.open_cycle(o.clock.on(DUE)) == Opened(), "not even when the clock goes back"
        assert await o.returns() == {}
        assert (await o.assuring.open_cycle(o.clock.on(date(2027, 4, 1)))).returns == 2


async def test_a_service_that_begins_before_the_due_date_asks_by_that_date() -> None:
    async with office() as o:
        assert (await o.assuring.open_cycle(o.clock.on(date(2027, 1, 18)))).returns == 2
        assert {each.due_on for each in (await o.returns()).values()} == {DUE}


async def test_after_a_long_outage_owners_still_get_all_the_time_that_there_is_to_answer() -> None:
    async with office() as o:
        await o.mark("2026-Q4")
        back_again = date(2027, 2, 13)
        assert (await o.assuring.open_cycle(o.clock.on(back_again))).returns == 2
        (opened_on,) = {each.opened_on for each in (await o.returns()).values()}
        assert opened_on == date(2027, 2, 15), "a Saturday opens nothing"
        assert {each.due_on for each in (await o.returns()).values()} == {CALENDAR.add(opened_on, 14)}


async def test_before_the_register_is_there_the_quarter_waits_for_it() -> None:
    async with office(assets=()) as o:
        assert await o.assuring.open_cycle(o.clock.now()) == Opened()
        await o.register(ASSETS)
        assert (await o.assuring.open_cycle(o.clock.on(QUARTER_DAY, 11))).returns == 2


async def test_assets_whose_owner_nobody_knows_are_counted_and_an_owner_who_left_stays_accountable() -> None:
    async with office() as o:
        await o.register([asset("IA-8", "nobody"), asset("IA-9", "nobody")])
        await o.change("ewa", left_on=date(2026, 12, 1))
        assert await o.assuring.open_cycle(o.clock.now()) == Opened("2027-Q1", 2, 4, unowned=2)
        assert (await o.returns()).keys() == {"nadia", "ewa"}


@pytest.mark.parametrize("batch", [0, 1, 2])
async def test_killed_between_two_batches_the_rest_is_opened_by_the_next_tick(batch: int) -> None:
    owners = [person(f"o{number:03}") for number in range(250)]
    assets = [asset(f"IA-{number}", owners[number % 250].id) for number in range(500)]
    async with office(assets, owners) as o:
        o.killing.at, o.killing.after = "returns.before_commit", batch
        with pytest.raises(Killed):
            await o.assuring.open_cycle(o.clock.now())
        await o.assuring.open_cycle(o.clock.now())
        returns = await o.returns()
        assert len(returns) == 250
        assert (await o.obligations()).keys() == {each.id for each in returns.values()}
        async with o.store.work() as work:
            lines = await work.returns.lines({each.id for each in returns.values()})
        assert [len(each) for each in lines.values()] == [2] * 250
        told = Counter[str]()
        for event in await o.record():
            told.update({key: int(count) for key, count in event.details.items()})
        assert told == {"returns": 250, "assets": 500}


async def test_three_hundred_owners_of_three_thousand_assets_are_opened_within_two_seconds() -> None:
    owners = [person(f"o{number:03}") for number in range(300)]
    assets = [asset(f"IA-{number:04}", owners[number % 300].id, at_risk=number % 9 == 0) for number in range(3000)]
    async with office(assets, owners) as o:
        began = time.process_time()
        assert await o.assuring.open_cycle(o.clock.now()) == Opened("2027-Q1", 300, 3000, 0)
        assert time.process_time() - began < 2
