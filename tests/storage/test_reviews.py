"""What was decided of returns is added once, and comes back in its order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from governance.assurance import Return
from governance.errors import Stale
from governance.reviews import Review
from storage.work import SqlStore

DAY = date(2027, 1, 12)
FIRST = Review("r1", 1, DAY, "7", "Rosa Mills", "records_manager", False, "More", "Nadia, owner", DAY)


async def test_decisions_come_back_by_number_and_no_number_is_given_twice(store: SqlStore) -> None:
    second = replace(FIRST, number=2, accepted=True, words="")
    async with store.work() as work:
        await work.returns.add([Return("r1", "2027-Q1", "1", DAY, DAY)], [])
        await work.reviews.add(second)
        await work.reviews.add(FIRST)
    with pytest.raises(Stale):
        async with store.work() as work:
            await work.reviews.add(replace(FIRST, words="Other"))
    async with store.work() as work:
        assert await work.reviews.of(["r1", "r2"]) == {"r1": [FIRST, second]}
