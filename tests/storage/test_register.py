"""The registers that come from spreadsheets, and what each recurring job last did."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from governance.actions import Action, ActionState
from governance.assets import Asset
from governance.errors import Refused
from storage.work import SqlStore
from tests.storage.examples import person, report

PAYROLL = Asset("A1", "Payroll", "1", None, "Finance", "Payroll", "official-sensitive", "high", True, "6 years")
ARCHIVE = Asset("A2", "Archive", "2", "1", "Law", "Records", "official", "low", False)
ENCRYPT = Action("R1", "audit", "Encrypt laptops", "1", "high", ActionState.IN_PROGRESS, date(2016, 12, 31), "IMSG")
TRAIN = Action("R2", "audit", "Train owners", "2", "low", ActionState.NOT_BEGUN, None)


async def test_assets_come_back_as_they_were_imported(store: SqlStore) -> None:
    async with store.work() as work:
        assert await work.register.replace_assets([PAYROLL, ARCHIVE]) == 2
        assert await work.register.replace_assets([]) == 0
    async with store.work() as work:
        moved = replace(PAYROLL, owner_id="3", at_risk=False)
        assert await work.register.replace_assets([moved]) == 1
        assert await work.register.assets(["A1", "A2", "A3"]) == {"A1": moved, "A2": ARCHIVE}
        assert await work.register.assets([]) == {}


async def test_actions_come_back_as_they_were_imported(store: SqlStore) -> None:
    async with store.work() as work:
        assert await work.register.replace_actions([ENCRYPT, TRAIN]) == 2
    async with store.work() as work:
        assert await work.register.actions(["R1", "R2", "R3"]) == {"R1": ENCRYPT, "R2": TRAIN}


async def test_what_a_file_is_compared_with_is_what_it_is_written_over(store: SqlStore) -> None:
    async with store.work() as work:
        await work.register.replace_actions([ENCRYPT])

    async def press() -> None:
        async with store.work() as work:
            await work.progress.change(replace(ENCRYPT, state=ActionState.CLAIMED), 1)

    async with store.work() as importing:
        await importing.register.hold()
        known = (await importing.register.actions(["R1"]))["R1"]
        pressing = asyncio.create_task(press())
        done, _ = await asyncio.wait([pressing], timeout=0.3)
        assert not done, "somebody wrote in the middle of an import"
        await importing.register.replace_actions([replace(known, title="Encrypt every laptop")])
    await pressing
    async with store.work() as work:
        left = (await work.register.actions(["R1"]))["R1"]
    assert (left.title, left.state, left.version) == ("Encrypt every laptop", ActionState.CLAIMED, 2)


async def test_no_import_moves_an_original_due_date(store: SqlStore) -> None:
    async with store.work() as work:
        await work.register.replace_actions([ENCRYPT, TRAIN])
    async with store.work() as work:
        claimed = replace(ENCRYPT, state=ActionState.CLAIMED, original_due_on=date(2017, 6, 30))
        dated = replace(TRAIN, original_due_on=date(2017, 3, 31))
        await work.register.replace_actions([claimed, dated])
        assert await work.register.actions(["R1", "R2"]) == {
            "R1": replace(claimed, original_due_on=ENCRYPT.original_due_on),
            "R2": dated,
        }


async def test_no_import_moves_a_later_date_that_was_agreed_to_or_a_version(store: SqlStore) -> None:
    due = date(2016, 12, 31)
    first, agreed = replace(ENCRYPT, due_on=due), replace(ENCRYPT, due_on=date(2017, 1, 31))
    async with store.work() as work:
        await work.register.replace_actions([first])
        await work.progress.change(agreed, 1)
    async with store.work() as work:
        await work.register.replace_actions([replace(first, title="Encrypt every laptop")])
        kept = replace(agreed, version=2, title="Encrypt every laptop")
        assert await work.register.actions(["R1"]) == {"R1": kept}


async def test_hundreds_of_rows_come_back_as_one_does_and_a_bad_one_keeps_all_out(store: SqlStore) -> None:
    many = [replace(ENCRYPT, reference=f"M{n}", external_on=TRAIN.due_on, due_on=date(2017, 1, n % 28 + 1))
            for n in range(250)]  # fmt: skip
    for title in ("Encrypt laptops", 'Encrypt every laptop; "all" of them'):
        named = [replace(each, title=title) for each in many]
        async with store.work() as work:
            assert await work.register.replace_actions(named) == 250
        async with store.work() as work:
            assert await work.register.actions([each.reference for each in many]) == {n.reference: n for n in named}
    bad = replace(ENCRYPT, reference="BAD", holder_id=None)  # type: ignore[arg-type]  # what no row may be
    with pytest.raises(Refused):
        async with store.work() as work:
            await work.register.replace_actions([*many, bad])
    async with store.work() as work:
        assert "BAD" not in await work.register.action_references()
        assert (await work.register.actions(["M1"]))["M1"].title.startswith("Encrypt every")


async def test_registers_are_listed_in_one_order_everywhere(store: SqlStore) -> None:
    async with store.work() as work:
        soon = replace(TRAIN, reference="r3", due_on=date(2016, 1, 31), holder_id="1")
        undated = replace(TRAIN, reference="B", holder_id="1")
        await work.register.replace_assets([ARCHIVE, PAYROLL])
        await work.register.replace_actions([undated, soon, TRAIN, ENCRYPT])
        assert await work.register.all_assets() == [PAYROLL, ARCHIVE]
        assert await work.register.all_actions() == [undated, ENCRYPT, TRAIN, soon]
        assert await work.register.actions_of("1") == [soon, undated, ENCRYPT]
        assert await work.register.actions_of("nobody") == []


async def test_everything_is_counted(store: SqlStore) -> None:
    async with store.work() as work:
        assert await work.register.counts() == {"people": 0, "assets": 0, "actions": 0, "reports": 0}
        await work.people.replace([person("1"), person("2"), person("3")], [])
        await work.register.replace_assets([PAYROLL, ARCHIVE])
        await work.register.replace_actions([ENCRYPT])
        await work.reports.add(report())
        assert await work.register.counts() == {"people": 3, "assets": 2, "actions": 1, "reports": 1}


async def test_a_job_knows_what_it_last_did(store: SqlStore) -> None:
    async with store.work() as work:
        assert await work.ticks.last("release") is None
        await work.ticks.record("release", "2026-11-23T09:00")
    async with store.work() as work:
        await work.ticks.record("release", "2026-11-23T13:00")
        await work.ticks.record("other", "x")
        assert await work.ticks.last("release") == "2026-11-23T13:00"
