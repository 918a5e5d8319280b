"""The forecast knows the quarter days to come, and opens nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest

from governance.assets import Asset
from governance.calendar import Calendar
from governance.notices import Kind
from governance.people import Person
from governance.ports import Store
from governance.services.forecasting import Forecast, Forecasting
from governance.services.forthcoming_returns import ForthcomingReturns
from governance.services.opening_returns import ASSURANCE
from storage.work import memory_store

CALENDAR = Calendar()
OWNERS = ("anna", "ben")
DECEMBER = datetime(2026, 12, 10, 12, tzinfo=UTC)


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    async with await memory_store(None) as store:
        async with store.work() as work:
            staff = [Person(each, f"entra-{each}", each.title(), f"{each}@council.example") for each in OWNERS]
            await work.people.replace(staff, [])
            await work.register.replace_assets(
                Asset(f"IA-{number}", "A list", owner, None, "Finance", "Revenues", "official", "low", at_risk=False)
                for number, owner in enumerate((*OWNERS, "nobody"))
            )
            await work.ticks.record(ASSURANCE, "2026-Q4")
        yield store


async def foreseen(store: Store, now: datetime, until: date) -> Forecast:
    forecasting = Forecasting(store, CALENDAR, {}, ForthcomingReturns(CALENDAR, mail=False))
    return await forecasting.until(now, datetime(until.year, until.month, until.day, 23, tzinfo=UTC))


async def test_the_next_quarter_day_is_foreseen_for_every_owner_and_nothing_is_opened(store: Store) -> None:
    forecast = await foreseen(store, DECEMBER, date(2027, 1, 4))
    assert [(each.at, each.recipient, each.kind) for each in forecast.reminders] == [
        (datetime(2027, 1, 4, 9, tzinfo=UTC), owner, Kind.DIGEST) for owner in OWNERS
    ]
    assert {each.due_on for each in forecast.reminders} == {date(2027, 1, 22)}
    async with store.work() as work:
        assert await work.returns.of_quarter("2027-Q1") == []


async def test_whoever_stays_silent_is_foreseen_to_be_reminded(store: Store) -> None:
    forecast = await foreseen(store, DECEMBER, date(2027, 1, 25))
    days = [each.at.date() for each in forecast.reminders if each.recipient == "anna"]
    assert days == [date(2027, 1, day) for day in (4, 13, 19, 21, 22, 25)]


async def test_a_quarter_that_is_open_already_is_not_foreseen_again(store: Store) -> None:
    assert (await foreseen(store, DECEMBER, date(2027, 1, 3))).reminders == ()
    async with store.work() as work:
        await work.ticks.record(ASSURANCE, "2027-Q1")
    assert (await foreseen(store, DECEMBER, date(2027, 3, 31))).reminders == ()
    opened = (await foreseen(store, DECEMBER, date(2027, 4, 1))).reminders
    assert {each.at.date() for each in opened} == {date(2027, 4, 1)}
