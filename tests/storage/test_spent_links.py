"""Links that were used: each once, in whichever process, and forgotten when none of their age opens."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest

from governance.errors import Busy
from storage.work import SqlStore

DAY = date(2026, 11, 23)


async def test_a_link_is_spent_once(store: SqlStore) -> None:
    async with store.work() as work:
        assert await work.spent_links.spend("a", DAY)
        assert await work.spent_links.spend("b", DAY)
    async with store.work() as work:
        assert not await work.spent_links.spend("a", DAY)
        assert not await work.spent_links.spend("a", DAY + timedelta(days=1))


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.usefixtures("engine")
async def test_of_many_who_press_at_once_one_gets_it(store: SqlStore) -> None:
    async def press() -> bool:
        try:
            async with store.work() as work:
                return await work.spent_links.spend("a", DAY)
        except Busy:
            return False

    assert sum(await asyncio.gather(*(press() for _ in range(5)))) == 1


async def test_links_that_are_over_are_forgotten(store: SqlStore) -> None:
    async with store.work() as work:
        await work.spent_links.spend("old", DAY - timedelta(days=1))
        await work.spent_links.spend("new", DAY)
        assert await work.spent_links.forget(DAY) == 1
    async with store.work() as work:
        assert await work.spent_links.spend("old", DAY)
        assert not await work.spent_links.spend("new", DAY)
