"""Administrators who have left: with what they still stand beside, and for what nobody has been named since."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from governance.administrators import BY_LEAVING
from governance.asset_changes import AssetChange
from governance.assets import RETIRED, Asset
from governance.people import Person
from storage.work import SqlStore

DAY = date(2027, 1, 18)
GONE = Person("gone", "aaaaaaaa-0000-4000-8000-000000000001", "Gone", "gone@c.example", left_on=date(2027, 1, 15))
OTHER = Person("other", "aaaaaaaa-0000-4000-8000-000000000002", "Other", "other@c.example")
FIRST = Asset("A1", "Payroll", "1", "gone", "Finance", "Payroll", "official", "high", False)
BESIDE = replace(FIRST, reference="A2", owner_id="2", administrator_id="other", other_administrators=("gone",))


def change(by_role: str, before: str, after: str, column: str = "administrator", reference: str = "A1") -> AssetChange:
    return AssetChange(reference, 1, DAY, "1", "Sam Ode", by_role, column, before, after, "")


async def known(store: SqlStore) -> None:
    async with store.work() as work:
        await work.people.replace([GONE, OTHER], [])
        retired = replace(FIRST, reference="A3", state=RETIRED)
        await work.register.replace_assets([FIRST, BESIDE, retired])


async def test_whoever_has_left_stands_with_every_asset_in_use_first_or_not(store: SqlStore) -> None:
    await known(store)
    async with store.work() as work:
        assert await work.helpers.left(date(2027, 1, 15)) == {}
        assert await work.helpers.left(date(2027, 1, 16)) == {"gone": ["A1", "A2"]}
        assert await work.helpers.ended() == {}


async def test_what_ended_waits_until_somebody_else_is_named_and_goes_with_its_owner(store: SqlStore) -> None:
    await known(store)
    async with store.work() as work:
        await work.assets.record(
            [
                change("owner", "other", "gone"),
                replace(change(BY_LEAVING, "gone", ""), number=2),
                change(BY_LEAVING, "other; gone", "other", reference="A2"),
                change(BY_LEAVING, "gone", "", reference="A3"),
            ]
        )
    async with store.work() as work:
        assert await work.helpers.ended() == {("gone", "1"): ["A1"], ("gone", "2"): ["A2"]}
        await work.assets.record([change("owner", "a", "b", "title"), change(BY_LEAVING, "other", "", reference="A2")])
    async with store.work() as work:
        assert await work.helpers.ended() == {("gone", "1"): ["A1"], ("gone", "2"): ["A2"], ("other", "2"): ["A2"]}
        await work.assets.record([change("owner", "", "other")])
    async with store.work() as work:
        assert ("gone", "1") not in await work.helpers.ended()
