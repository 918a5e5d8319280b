"""What comes before what: no circle, nothing begins before its turn, and whoever waited hears when it is free."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.action_commands import DoneFirst, NewAction
from governance.action_order import check_order, circle_in, parts_of, sources_of
from governance.actions import ActionState
from governance.errors import NotYours, Refused
from governance.ratings import Rag, Reason
from tests.governance.actions_world import BEGUN, DONE, DUE, ENCRYPT, TODAY, World, world

NODES = st.sampled_from("abcdef")


@pytest.fixture
async def council() -> AsyncIterator[World]:
    async with world() as made:
        await made.know(replace(ENCRYPT, reference="B-1", title="Buy laptops", holder_id="deputy"))
        yield made


async def after(council: World, first: str = "B-1", name: str = "records") -> None:
    version = (await council.action()).version
    await council.keeping.put_after(council.who(name), "A-1", version, DoneFirst(first))


async def freed(council: World) -> list[str]:
    return [notice.recipient for notice in await council.notices() if notice.rung >= 500_000]


# ---------------------------------------------------------------- the rule


@given(st.dictionaries(NODES, st.sets(NODES), max_size=6))
def test_a_circle_is_found_exactly_when_there_is_one(before: Mapping[str, set[str]]) -> None:
    circle = circle_in(before)
    if circle:
        assert circle[0] == circle[-1]
        assert all(later in before[one] for one, later in pairwise(circle))
        with pytest.raises(Refused, match="for ever"):
            check_order(before)
        return
    # Without one, everything can be done, one after the other.
    left = {node: set(first) for node, first in before.items()}
    while left:
        able = [node for node, first in left.items() if not first & left.keys()]
        assert able
        for node in able:
            del left[node]


def test_a_long_line_of_actions_is_no_circle_and_no_strain() -> None:
    line = {str(n): [str(n + 1)] for n in range(20_000)}
    assert circle_in(line) == []
    assert circle_in(line | {"20000": ["0"]}) != []


def test_one_action_answers_several_recommendations_of_several_sources() -> None:
    answers = parts_of("In-Form Consult: 3.2; In-Form  Consult: 4\nInternal audit: 7\n\n")
    assert answers == ("In-Form Consult: 3.2", "In-Form Consult: 4", "Internal audit: 7")
    assert sources_of(replace(ENCRYPT, answers=answers)) == ["Audit", "In-Form Consult", "Internal audit"]


# ---------------------------------------------------------------- in the register


async def test_an_action_waits_for_what_comes_first_and_its_holder_hears_when_it_is_free(council: World) -> None:
    await after(council)
    [line] = await council.following.mine(council.who("nadia"))
    assert line.words == "not begun, waits for B-1"
    assert (line.rating.rag, line.rating.reasons[0]) == (Rag.AMBER, Reason.BLOCKED)
    for said in (BEGUN, DONE):
        with pytest.raises(Refused, match="waits for B-1"):
            await council.update(said=said)
    await council.update(said=replace(BEGUN, state=ActionState.NOT_BEGUN))
    assert await freed(council) == []
    await council.acting.update(council.who("deputy"), "B-1", 1, DONE)
    assert await freed(council) == []
    await council.acting.verify(council.who("records"), "B-1", 2, accepted=True, words="Seen")
    assert await freed(council) == ["nadia"]
    await council.update()
    assert (await council.action()).state is ActionState.IN_PROGRESS


async def test_an_import_that_ends_what_came_first_frees_it_too_and_once(council: World) -> None:
    await council.know(replace(ENCRYPT, reference="C-1", holder_id="deputy"))
    await after(council, "B-1; C-1")
    await council.know(replace(ENCRYPT, reference="B-1", state=ActionState.CLOSED))
    assert await freed(council) == []
    for _ in range(2):
        await council.know(replace(ENCRYPT, reference="C-1", state=ActionState.SUPERSEDED))
    assert await freed(council) == ["nadia"]


async def test_a_circle_and_an_unknown_action_are_refused_and_only_a_keeper_orders(council: World) -> None:
    await after(council)
    with pytest.raises(Refused, match="A-1 → B-1"):
        await council.keeping.put_after(council.who("siro"), "B-1", 1, DoneFirst("A-1"))
    with pytest.raises(Refused, match="There is no action B-9"):
        await after(council, "B-9")
    with pytest.raises(Refused, match="for ever"):
        await after(council, "A-1")
    with pytest.raises(NotYours):
        await after(council, "none", "nadia")
    await after(council, "None")
    await council.update()


async def test_what_is_added_says_what_else_it_answers(council: World) -> None:
    told = NewAction("Lock it", "Files lay about", "ICO: 12", "nadia@council.example", "low", due_on=DUE,
                     answers="In-Form Consult: 3.2")  # fmt: skip
    action = await council.keeping.add(council.who("records"), "a" * 32, told)
    assert (await council.action(action.reference)).answers == ("In-Form Consult: 3.2",)
    assert council.clock.now().date() == TODAY
