"""How the actions stood on a day: counted from the rows' own history, whatever happened since."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from governance.action_history import Reached
from governance.action_rows import COLUMNS, read_actions
from governance.actions import ActionState, Head, Heads
from governance.errors import Refused
from governance.extensions import Decision
from governance.ratings import Rag
from governance.services.counting_actions import CountingActions
from papers.reading import read_table
from tests.governance.actions_world import CALENDAR, DONE, DUE, LATER, TODAY, World, world

JULY, OCTOBER, FEBRUARY = date(2016, 7, 25), date(2016, 10, 24), date(2017, 2, 20)
DEMO = Path("bot/local/demo/actions.csv")
ICO = "ICO data protection audit (October 2015)"


@pytest.fixture
async def council() -> AsyncIterator[World]:
    async with world() as made:
        yield made


def counting(council: World) -> CountingActions:
    return CountingActions(council.store, CALENDAR, council.clock)


async def know_the_demo(council: World) -> None:
    """The demo council's file, with one person for all its holders."""
    table = read_table(DEMO, COLUMNS)
    place = table.columns.index("holder")
    everybody = {row.cells[place].lower(): "nadia" for row in table.rows}
    rows, cells = read_actions(table, everybody, TODAY)
    assert cells.problems == []
    async with council.store.work() as work:
        await work.register.replace_actions([row.action for row in rows])
        await work.history.add([each for row in rows for each in row.history])


@pytest.mark.parametrize(
    ("day", "heads"),
    [
        (JULY - timedelta(days=1), Heads(0, 0, 0)),
        (JULY, Heads(8, 49, 20)),
        (OCTOBER - timedelta(days=6), Heads(8, 49, 20)),
        (OCTOBER, Heads(46, 27, 4)),
        (FEBRUARY, Heads(75, 2, 0)),
    ],
)
async def test_the_recommendations_stand_as_the_council_reported_them(council: World, day: date, heads: Heads) -> None:
    await know_the_demo(council)
    figures = await counting(council).figures(day)
    assert figures.heads == heads
    assert figures.by_source() == ({ICO: heads} if heads.total else {})


async def test_two_that_wait_for_approval_are_not_complete_and_38_were_completed_in_between(council: World) -> None:
    await know_the_demo(council)
    figures = await counting(council).figures(FEBRUARY, OCTOBER)
    assert [each.action.reference for each in figures.under(Head.IN_PROGRESS)] == ["ICO-13", "ICO-14"]
    assert figures.count(ActionState.AWAITING_APPROVAL) == 2
    between = await counting(council).figures(OCTOBER, JULY)
    assert (len(between.completed_since), between.heads_before) == (38, Heads(8, 49, 20))


async def test_the_numbers_follow_from_the_rows_and_one_row_less_is_one_less(council: World) -> None:
    await know_the_demo(council)
    async with council.store.work() as work:
        history = await work.history.of(["ICO-09"])
        complete_on = next(each.on for each in history["ICO-09"] if each.state.complete)
    assert complete_on == OCTOBER
    before = await counting(council).figures(OCTOBER - timedelta(days=1))
    assert "ICO-09" not in [each.action.reference for each in before.under(Head.COMPLETE)]


async def test_what_happens_later_changes_nothing_of_an_earlier_day(council: World) -> None:
    async with council.store.work() as work:
        await work.history.add([Reached("A-1", TODAY, ActionState.NOT_BEGUN)])
    today = counting(council)
    first = await today.figures(TODAY)
    assert first.heads == Heads(0, 0, 1)
    council.clock.on(DUE)
    await council.ask()
    await council.extending.decide(council.who("records"), "A-1", 1, Decision("yes", ""))
    council.clock.on(LATER)
    await council.update(said=replace(DONE, evidence_on=DUE))
    await council.acting.verify(council.who("records"), "A-1", 4, accepted=True, words="Seen")
    assert await today.figures(TODAY) == first
    late = (await today.figures(LATER - timedelta(days=1))).actions[0]
    # Red on its first date, with the later one that was agreed to beside it.
    assert (late.rating.rag, late.action.original_due_on, late.action.due_on) == (Rag.RED, DUE, LATER)
    assert (await today.figures(DUE)).more_time.granted == 1
    assert (await today.figures(TODAY)).more_time.asked == 0
    assert (await today.figures(LATER)).heads == Heads(1, 0, 0)


async def test_a_day_that_is_yet_to_come_or_no_earlier_one_to_compare_with_is_refused(council: World) -> None:
    with pytest.raises(Refused, match="not known yet"):
        await counting(council).figures(TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="before the day of the report"):
        await counting(council).figures(TODAY, TODAY)


async def test_one_source_is_counted_by_a_part_of_its_name(council: World) -> None:
    await know_the_demo(council)
    assert (await counting(council).figures(FEBRUARY, source="ico DATA")).heads.total == 77
    assert (await counting(council).figures(FEBRUARY, source="nothing")).heads.total == 0
