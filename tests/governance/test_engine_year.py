"""Some weeks of a small council, seen to the end; `make bench` lives through a whole year of a large one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.governance.engine.year import Size, year


async def test_a_small_council_comes_through_the_weeks_after_new_year_and_a_dozen_kills(tmp_path: Path) -> None:
    size = Size(staff=200, owners=12, assets=120, actions=50, begins=date(2027, 1, 4), ends=date(2027, 2, 15), kills=12)
    figures = await year(size, f"sqlite+aiosqlite:///{tmp_path / 'year.db'}")
    assert figures.counts["kills"] >= 8
    assert figures.counts["arrived"] > 50
    assert figures.counts["rungs"] > 100
