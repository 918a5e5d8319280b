"""Links by which reporters add files: one a report or incident, used once, in whichever process, and gone with it."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest

from governance.errors import Busy
from governance.linked_ports import Linked, LinkedTo
from storage.work import SqlStore
from tests.storage.examples import incident, report

DAY = date(2026, 11, 23)


@pytest.fixture(params=[Linked.REPORT, Linked.INCIDENT])
async def two(store: SqlStore, request: pytest.FixtureRequest) -> tuple[LinkedTo, LinkedTo]:
    reports, incidents = [report(), report()], [incident(), incident()]
    async with store.work() as work:
        for told, happened in zip(reports, incidents, strict=True):
            await work.reports.add(told)
            await work.incidents.add(happened)
    first, second = reports if request.param is Linked.REPORT else incidents
    return LinkedTo(request.param, first.id), LinkedTo(request.param, second.id)


async def test_a_link_becomes_a_page_once_and_the_page_sends_once(
    store: SqlStore, two: tuple[LinkedTo, LinkedTo]
) -> None:
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


async def test_another_link_ends_the_one_before_and_its_page(store: SqlStore, two: tuple[LinkedTo, LinkedTo]) -> None:
    async with store.work() as work:
        await work.file_links.make(two[0], "first", DAY)
        await work.file_links.make(two[0], "second", DAY)
        assert await work.file_links.exchange("first", "page") is None
        assert await work.file_links.exchange("second", "page") == two[0]
        await work.file_links.make(two[0], "third", DAY)
        assert not await work.file_links.close(two[0], "page")


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.usefixtures("engine")
async def test_of_many_who_use_it_at_once_one_gets_the_page(store: SqlStore, two: tuple[LinkedTo, LinkedTo]) -> None:
    async with store.work() as work:
        await work.file_links.make(two[0], "link", DAY)

    async def use(number: int) -> bool:
        try:
            async with store.work() as work:
                return await work.file_links.exchange("link", f"page {number}") is not None
        except Busy:
            return False

    assert sum(await asyncio.gather(*(use(number) for number in range(5)))) == 1


async def test_links_that_are_over_are_forgotten(store: SqlStore, two: tuple[LinkedTo, LinkedTo]) -> None:
    async with store.work() as work:
        await work.file_links.make(two[0], "old", DAY - timedelta(days=1))
        await work.file_links.make(two[1], "new", DAY)
        assert await work.file_links.forget(DAY) == 1
        assert await work.file_links.exchange("old", "page") is None
        assert await work.file_links.exchange("new", "page") == two[1]


async def test_a_page_sends_to_nothing_else_that_has_the_same_id(
    store: SqlStore, two: tuple[LinkedTo, LinkedTo]
) -> None:
    other = Linked.REPORT if two[0].kind is Linked.INCIDENT else Linked.INCIDENT
    async with store.work() as work:
        await work.file_links.make(two[0], "link", DAY)
        assert not await work.file_links.close(LinkedTo(other, two[0].id), "link")
        assert await work.file_links.close(two[0], "link")
