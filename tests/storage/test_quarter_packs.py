"""A quarter's figures are kept once, and come back cell by cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from governance.quarter_figures import Part, QuarterFigures
from storage.work import SqlStore

DAY = date(2027, 2, 16)
ROWS = {Part.EXEMPT: (("Ewa “S”", "Housing", '=1+1\n{"day": 1}', "Sol", DAY),), Part.TREND: (("2027-Q1", 3, None),)}
FIGURES = QuarterFigures("2027-Q1", date(2027, 1, 22), DAY, {**ROWS, Part.FOR_SIRO: ()})


async def test_figures_come_back_as_they_were_taken_down_and_are_never_changed(store: SqlStore) -> None:
    async with store.work() as work:
        assert await work.packs.add(FIGURES)
        assert await work.packs.add(replace(FIGURES, quarter="2026-Q4"))
    async with store.work() as work:
        assert not await work.packs.add(replace(FIGURES, as_of=date(2027, 3, 1)))
        assert await work.packs.of(["2027-Q1", "2027-Q2"]) == {"2027-Q1": FIGURES}
        assert await work.packs.quarters() == ["2027-Q1", "2026-Q4"]
