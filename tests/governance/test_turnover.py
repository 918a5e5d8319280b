"""People leave, are away and change places, directorates are joined, a post is vacant: nothing falls through."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.governance.turnover.year import Size, year

#: Around a quarter day.
WEEKS = Size(
    date(2027, 3, 31), date(2027, 4, 20), reorganised_on=date(2027, 4, 9), vacant_on=date(2027, 4, 6),
    filled_on=date(2027, 4, 15), told_on=date(2027, 4, 8), shut_on=date(2027, 4, 12), owners=6, assets=12, actions=14,
)  # fmt: skip
YEAR = Size(
    date(2027, 1, 4), date(2028, 1, 3), reorganised_on=date(2027, 7, 12), vacant_on=date(2027, 3, 29),
    filled_on=date(2027, 4, 14), told_on=date(2027, 9, 27), shut_on=date(2027, 10, 15), owners=14, assets=50,
    actions=60,
)  # fmt: skip


async def test_nothing_falls_through_in_the_weeks_around_a_quarter_day(tmp_path: Path) -> None:
    done = await year(WEEKS, tmp_path / "council", 2027)
    assert done["reorganised"] == done["post filled"] == 1
    assert done["days as foreseen"] > done["days"] / 2


@pytest.mark.full
@pytest.mark.parametrize("seed", range(2))
async def test_nothing_falls_through_in_a_whole_year(tmp_path: Path, seed: int) -> None:
    done = await year(YEAR, tmp_path / "council", seed)
    assert done["days"] > 360
    assert done["left"] > 10
    assert done["days as foreseen"] > done["days"] / 2
