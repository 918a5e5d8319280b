"""How actions go on: updates are only added, more time is decided once, and nobody overwrites what they did not see."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from governance.actions import Action, ActionState, Extension, ExtensionState, Update
from governance.errors import Refused, Stale
from governance.roles import Role
from storage.work import SqlStore

DUE = date(2026, 12, 31)
LATER = date(2027, 1, 29)
ENCRYPT = Action("R1", "audit", "Encrypt laptops", "1", "high", ActionState.NOT_BEGUN, DUE, due_on=DUE)
SAID = Update("R1", 1, date(2026, 11, 23), "1", "Ann", "holder", ActionState.IN_PROGRESS, "Half are done", 50, LATER)
ASKED = Extension("R1", 1, date(2026, 11, 24), "1", LATER, "A supplier is late", "Locked away", Role.RECORDS_MANAGER)


@pytest.fixture
async def known(store: SqlStore) -> SqlStore:
    """A store that knows one action."""
    async with store.work() as work:
        await work.register.replace_actions([ENCRYPT])
    return store


async def test_a_change_is_kept_and_raises_the_version(known: SqlStore) -> None:
    moved = replace(ENCRYPT, state=ActionState.BLOCKED, due_on=LATER)
    async with known.work() as work:
        await work.progress.change(moved, 1)
    async with known.work() as work:
        assert await work.register.actions(["R1"]) == {"R1": replace(moved, version=2)}


async def test_of_two_who_saw_the_same_action_the_second_changes_nothing(known: SqlStore) -> None:
    async with known.work() as work:
        await work.progress.change(replace(ENCRYPT, state=ActionState.CLAIMED), 1)
    with pytest.raises(Stale):
        async with known.work() as work:
            await work.progress.change(replace(ENCRYPT, state=ActionState.BLOCKED), 1)
    async with known.work() as work:
        assert (await work.register.actions(["R1"]))["R1"].state is ActionState.CLAIMED


async def test_what_was_said_comes_back_in_order_and_nothing_is_overwritten(known: SqlStore) -> None:
    second = replace(
        SAID,
        number=2,
        percent=None,
        forecast_on=None,
        state=ActionState.CLAIMED,
        words="All are done",
        evidence_on=date(2026, 11, 20),
        evidence="The list of laptops",
    )
    async with known.work() as work:
        await work.progress.add_update(second)
        await work.progress.add_update(SAID)
    with pytest.raises(Stale):
        async with known.work() as work:
            await work.progress.add_update(replace(SAID, words="Something else"))
    async with known.work() as work:
        assert await work.progress.updates(["R1", "R2"]) == {"R1": [SAID, second]}


async def test_more_time_is_asked_for_and_decided_once(known: SqlStore) -> None:
    granted = replace(
        ASKED, state=ExtensionState.GRANTED, decided_on=date(2026, 11, 25), decided_by="9", decided_words="Yes"
    )
    refused = replace(granted, state=ExtensionState.REFUSED, decided_by="8", decided_words="No")
    async with known.work() as work:
        await work.progress.add_extension(ASKED)
        assert await work.progress.extensions(["R1"]) == {"R1": [ASKED]}
        await work.progress.decide(granted)
    with pytest.raises(Stale):
        async with known.work() as work:
            await work.progress.decide(refused)
    async with known.work() as work:
        assert await work.progress.extensions(["R1", "R2"]) == {"R1": [granted]}


async def test_two_requests_at_the_same_moment_are_not_both_kept(known: SqlStore) -> None:
    async with known.work() as work:
        await work.progress.add_extension(ASKED)
    with pytest.raises(Stale):
        async with known.work() as work:
            await work.progress.add_extension(replace(ASKED, reason="Another"))


async def test_nothing_is_said_of_an_action_that_is_not_there(known: SqlStore) -> None:
    with pytest.raises(Refused):
        async with known.work() as work:
            await work.progress.add_update(replace(SAID, reference="R9"))
