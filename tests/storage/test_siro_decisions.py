"""What the SIRO decided of returns is added once, and comes back as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from governance.assurance import Return
from governance.errors import Stale
from governance.siro_decisions import Exemption, Noting
from storage.work import SqlStore

DAY = date(2027, 1, 12)
EXEMPT = Exemption("r1", DAY, "7", "Sol Iro", "siro", "=Moving")
NOTED = Noting("r2", 3, DAY, "7", "Sol Iro", "siro", "m")


async def test_a_return_is_exempted_once(store: SqlStore) -> None:
    async with store.work() as work:
        await work.returns.add([Return(each, "2027-Q1", each, DAY, DAY) for each in ("r1", "r2")], [])
        await work.siro.exempt(EXEMPT)
    with pytest.raises(Stale):
        async with store.work() as work:
            await work.siro.exempt(replace(EXEMPT, reason="Other"))
    async with store.work() as work:
        assert await work.siro.exemptions(["r1", "r2"]) == {"r1": EXEMPT}


async def test_the_newest_noting_of_a_return_comes_back_and_each_goes_with_its_return(store: SqlStore) -> None:
    async with store.work() as work:
        await work.returns.add([Return(each, "2027-Q1", each, DAY, DAY) for each in ("r1", "r2")], [])
        await work.siro.note([replace(NOTED, version=7), NOTED, replace(NOTED, mark="other")])
        assert await work.siro.notings(["r1", "r2"]) == {"r2": replace(NOTED, version=7)}
        await work.returns.remove("r2")
        assert await work.siro.notings(["r2"]) == {}
