"""Links by which reporters add files: one a report, used once, in whichever process, and gone with the report."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest

from governance.errors import Busy
from storage.work import SqlStore
from tests.storage.examples import report

DAY = date(2026, 11, 23)


@pytest.fixture
async def two(store: SqlStore) -> tuple[str, str]:
    first, second = report(), report()
    async with store.work() as work:
        await work.reports.add(first)
        await work.reports.add(second)
    return first.id, second.id


async def test_a_link_becomes_a_page_once_and_the_page_sends_once(store: SqlStore, two: tuple[str, str]) -> None:
    async with store.work() as work:
        await work.file_links.make(two[0], "link", DAY)
        await work.file_links.make(two[1], "another", DAY)
        assert await work.file_links.exchange("link", "page") == two[0]
    async with store.work() as work:
        assert await work.file_links.exchange("link", "page again") is None
        assert not await work.file_links.close(two[1], "page")
        assert not await work.file_links.close(two[0], "link")
        assert await work.file_links.close(two[0], "page")
        assert not await work.file_links.close(two[0], "page")


async def test_another_link_ends_the_one_before_and_its_page(store: SqlStore, two: tuple[str, str]) -> None:
    async with store.work() as work:
        await work.file_links.make(two[0], "first", DAY)
        await work.file_links.make(two[0], "second", DAY)
        assert await work.file_links.exchange("first", "page") is None
        assert await work.file_links.exchange("second", "page") == two[0]
        await work.file_links.make(two[0], "third", DAY)
        assert not await work.file_links.close(two[0], "page")


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.usefixtures("engine")
async def test_of_many_who_use_it_at_once_one_gets_the_page(store: SqlStore, two: tuple[str, str]) -> None:
    async with store.work() as work:
        await work.file_links.make(two[0], "link", DAY)

    async def use(number: int) -> bool:
        try:
            async with store.work() as work:
                return await work.file_links.exchange("link", f"page {number}") is not None
        except Busy:
            return False

    assert sum(await asyncio.gather(*(use(number) for number in range(5)))) == 1


async def test_links_that_are_over_are_forgotten(store: SqlStore, two: tuple[str, str]) -> None:
    async with store.work() as work:
        await work.file_links.make(two[0], "old", DAY - timedelta(days=1))
        await work.file_links.make(two[1], "new", DAY)
        assert await work.file_links.forget(DAY) == 1
        assert await work.file_links.exchange("old", "page") is None
        assert await work.file_links.exchange("new", "page") == two[1]
