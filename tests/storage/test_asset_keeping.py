"""Assets between two imports: changed only as they were shown, with a history that is counted on, and transfers."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from governance.asset_changes import AssetChange, AssetDetails, Transfer, TransferState
from governance.assets import RETIRED, Asset
from governance.assurance import Line, Return
from governance.errors import Stale
from governance.roles import Holding, Role
from governance.services.keeping_assets import KeepingAssets
from governance.services.moving_lines import MovingLines
from storage.work import SqlStore
from tests.governance.returns_world import CALENDAR, Hand, new_id, person

DAY = date(2027, 1, 4)
PAYROLL = Asset("A1", "Payroll", "1", "2", "Finance", "Payroll", "official", "high", False, "6 years", ("3", "4"))
ARCHIVE = Asset("A2", "Archive", "2", None, "Law", "Records", "official", "low", False)


def change(number: int, column: str, before: str, after: str, reference: str = "A1") -> AssetChange:
    return AssetChange(reference, number, DAY, "1", "Sam Ode", "owner", column, before, after, "Why")


async def known(store: SqlStore) -> None:
    async with store.work() as work:
        await work.register.replace_assets([PAYROLL, ARCHIVE])


async def test_those_who_help_come_back_in_the_order_in_which_they_are_asked(store: SqlStore) -> None:
    await known(store)
    async with store.work() as work:
        assert (await work.register.assets(["A1"]))["A1"].administrators == ("2", "3", "4")
        await work.register.replace_assets([replace(PAYROLL, other_administrators=("4",))])
    async with store.work() as work:
        assert (await work.register.assets(["A1"]))["A1"].administrators == ("2", "4")
        assert [each.reference for each in await work.assets.of_person("4")] == ["A1"]
        assert [each.reference for each in await work.assets.of_person("2")] == ["A1", "A2"]
        assert await work.assets.of_person("3") == []
        assert sorted(await work.register.asset_references()) == ["A1", "A2"]


async def test_whoever_owns_or_helps_with_what_is_in_use_is_found(store: SqlStore) -> None:
    await known(store)
    async with store.work() as work:
        assert (set(await work.assets.owners()), set(await work.assets.helpers())) == ({"1", "2"}, {"2", "3", "4"})
        await work.assets.change(replace(PAYROLL, state=RETIRED), 1)
    async with store.work() as work:
        assert (set(await work.assets.owners()), set(await work.assets.helpers())) == ({"2"}, set())


async def test_owners_who_add_at_the_same_moment_each_have_their_own_and_one_press_adds_one(store: SqlStore) -> None:
    owner, clock = person("nadia"), Hand()
    async with store.work() as work:
        await work.people.replace([owner], [Holding(owner.id, Role.INFORMATION_ASSET_OWNER, DAY)])
    keeping = KeepingAssets(store, MovingLines(CALENDAR, clock, new_id), CALENDAR, clock, lambda _: None)
    said = AssetDetails(*("", "Payroll", "", "", "official", "low", "none", "no", "", "", "", ""), None)
    tokens = ["a", "a", "b", "b", "c", "d", "e", "f"]
    added = await asyncio.gather(*(keeping.add(owner, each, replace(said, title=each)) for each in tokens))
    async with store.work() as work:
        stored = {each.title: each.reference for each in await work.register.all_assets()}
    assert stored == {each.title: each.reference for each in added}
    assert len(set(stored.values())) == len(set(tokens))


async def test_an_asset_changes_only_as_it_was_shown(store: SqlStore) -> None:
    await known(store)
    gone = replace(PAYROLL, state=RETIRED, security="A lock", other_administrators=())
    async with store.work() as work:
        await work.assets.change(gone, 1)
    async with store.work() as work:
        assert (await work.register.assets(["A1"]))["A1"] == replace(gone, version=2)
    with pytest.raises(Stale):
        async with store.work() as work:
            await work.assets.change(PAYROLL, 1)


async def test_the_history_is_counted_on_and_never_altered(store: SqlStore) -> None:
    await known(store)
    async with store.work() as work:
        await work.assets.record([change(1, "title", "a", "b"), change(2, "service", "c", "d")])
        await work.assets.record([change(1, "title", "b", "e"), change(1, "title", "x", "y", "A2")])
        await work.assets.record([])
    async with store.work() as work:
        found = await work.assets.history(["A1", "A2", "A3"])
    assert [(each.number, each.column, each.after) for each in found["A1"]] == [
        (1, "title", "b"),
        (2, "service", "d"),
        (3, "title", "e"),
    ]
    assert found["A2"] == [change(1, "title", "x", "y", "A2")]
    assert "A3" not in found


async def test_a_transfer_is_answered_once(store: SqlStore) -> None:
    await known(store)
    asked = Transfer("A1", 1, "1", "2", DAY, "1", "Moved")
    taken = replace(asked, state=TransferState.ACCEPTED, decided_on=DAY, decided_by="2", decided_words="Yes")
    async with store.work() as work:
        await work.assets.add_transfer(asked)
    with pytest.raises(Stale):
        async with store.work() as work:
            await work.assets.add_transfer(asked)
    async with store.work() as work:
        assert await work.assets.transfers(["A1", "A2"]) == {"A1": [asked]}
        await work.assets.decide(taken)
    with pytest.raises(Stale):
        async with store.work() as work:
            await work.assets.decide(replace(taken, state=TransferState.REFUSED))
    async with store.work() as work:
        assert await work.assets.transfers(["A1"]) == {"A1": [taken]}


async def test_a_line_of_a_return_moves_with_all_who_help(store: SqlStore) -> None:
    first, second = (Return(each, "2027-Q1", each, DAY, DAY) for each in ("a", "b"))
    line = Line("a", "A1", "Payroll", "official", "high", False, "2", {}, "", ("3", "4"))
    async with store.work() as work:
        await work.returns.add([first, second], [line])
    async with store.work() as work:
        assert await work.returns.lines(["a"]) == {"a": [line]}
        assert [each.id for each in await work.returns.drafted_by_administrator("4")] == ["a"]
        await work.returns.remove_line("a", "A1")
        await work.returns.add_lines([replace(line, return_id="b")])
    async with store.work() as work:
        assert await work.returns.lines(["a", "b"]) == {"b": [replace(line, return_id="b")]}
        assert [each.id for each in await work.returns.drafted_by_administrator("4")] == ["b"]
        await work.returns.remove("b")
    async with store.work() as work:
        assert await work.returns.lines(["b"]) == {}
        assert list(await work.returns.by_ids(["a", "b"])) == ["a"]
