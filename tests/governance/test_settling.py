"""What is owed agrees with the actions, whatever an import brings, and an import that is repeated changes nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.actions import Action, ActionState, after_import
from governance.calendar import OPENING
from governance.notices import End
from governance.obligations import Duty
from tests.governance.actions_world import CALENDAR, DONE, DUE, ENCRYPT, TODAY, World, world

_DUTIES = (Duty.ACTION, Duty.URGENT_ACTION, Duty.VERIFY, Duty.PROPOSED_ACTION, Duty.ACTION_DATE)


@pytest.fixture
async def council() -> AsyncIterator[World]:
    async with world() as made:
        yield made


async def owed_now(council: World, reference: str = "A-1") -> list[Duty]:
    return [duty for duty in _DUTIES if await council.owed(duty, reference)]


async def test_an_action_is_chased_from_the_day_it_comes_in(council: World) -> None:
    owed = await council.owed(Duty.ACTION)
    assert owed is not None
    assert (owed.cycle, owed.opened_on, owed.due_on, owed.rung) == (1, TODAY, DUE, 0)
    assert owed.next_at == CALENDAR.at(CALENDAR.add(DUE, -20), OPENING)


@pytest.mark.parametrize(
    ("changes", "duties"),
    [
        ({"priority": "urgent"}, [Duty.URGENT_ACTION]),
        ({"state": ActionState.CLAIMED}, [Duty.VERIFY]),
        ({"state": ActionState.AWAITING_APPROVAL}, [Duty.ACTION]),
        ({"state": ActionState.VERIFIED}, []),
        ({"state": ActionState.SUPERSEDED}, []),
        ({"state": ActionState.REJECTED}, []),
        ({"state": ActionState.PROPOSED}, [Duty.PROPOSED_ACTION]),
        ({"state": ActionState.ACCEPTED}, [Duty.ACTION]),
        ({"original_due_on": None, "due_on": None}, [Duty.ACTION_DATE]),
        ({"original_due_on": None, "due_on": None, "state": ActionState.CLAIMED}, [Duty.VERIFY]),
    ],
)
async def test_what_comes_in_is_owed_as_it_stands(
    council: World, changes: dict[str, object], duties: list[Duty]
) -> None:
    new = replace(ENCRYPT, reference="A-2", **changes)  # type: ignore[arg-type]  # by name
    await council.know(new)
    assert await owed_now(council, "A-2") == duties
    # And the same for one that was chased before; a date that it had stays.
    await council.know(replace(new, reference="A-1"))
    assert await owed_now(council) == [Duty.ACTION if each is Duty.ACTION_DATE else each for each in duties]


async def test_an_import_that_is_repeated_changes_nothing(council: World) -> None:
    before = await council.owed(Duty.ACTION)
    await council.know(ENCRYPT)
    assert await council.owed(Duty.ACTION) == before


async def test_an_import_of_what_is_closed_cancels_what_was_not_sent_and_redraws_what_was(council: World) -> None:
    owed = await council.owed(Duty.ACTION)
    assert owed is not None
    await council.sent(owed, "nadia", "teams-1")
    await council.snoozing.snooze(council.who("nadia"), owed.id, 1)
    await council.cards()
    await council.know(replace(ENCRYPT, state=ActionState.CLOSED))
    assert sorted(notice.state for notice in await council.notices()) == [End.CANCELLED, End.SENT]
    assert await council.cards() == [("nadia", "teams-1", owed.id)]


async def test_a_new_holder_is_reminded_from_the_next_rung_on(council: World) -> None:
    before = await council.owed(Duty.ACTION)
    await council.know(replace(ENCRYPT, holder_id="deputy"))
    assert await council.owed(Duty.ACTION) == before
    assert [line.action.reference for line in await council.following.mine(council.who("deputy"))] == ["A-1"]


async def test_actions_that_are_raised_are_chased_and_those_that_are_known_stay(council: World) -> None:
    await council.update(said=DONE)
    follow_up = Action("R-1", "Return", "Close two accounts", "nadia", "high", ActionState.NOT_BEGUN, DUE)
    async with council.store.work() as work:
        await council.settling.raise_actions(
            work, [follow_up, replace(ENCRYPT, title="Something else")], council.clock.now()
        )
    assert await owed_now(council, "R-1") == [Duty.ACTION]
    assert (await council.action("R-1")).due_on == DUE
    assert (await council.action()).title == ENCRYPT.title


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(ActionState), st.sampled_from(["high", "urgent"]), st.dates(TODAY, date(2027, 12, 31))
        ),
        max_size=5,
    )
)
async def test_whatever_comes_in_an_action_is_owed_once_or_not_at_all(
    rows: list[tuple[ActionState, str, date]],
) -> None:
    async with world() as council:
        for state, priority, due_on in rows:
            known = await council.action()
            row = replace(ENCRYPT, state=state, priority=priority, original_due_on=due_on, due_on=due_on)
            await council.know(after_import(known, row))
            action, duties = await council.action(), await owed_now(council)
            assert len(duties) == (1 if action.state.owed else 0)
            assert (Duty.VERIFY in duties) == (action.state is ActionState.CLAIMED)
