"""Since when actions stand as they do: rows that are only ever added, read again as of any day."""

from __future__ import annotations

from datetime import date

from governance.action_history import Reached
from governance.actions import Action, ActionState
from storage.work import SqlStore

S = ActionState
MAY, JUNE, JULY = date(2026, 5, 4), date(2026, 6, 1), date(2026, 7, 6)
ENCRYPT = Action("R1", "audit", "Encrypt laptops", "1", "high", S.IN_PROGRESS, JULY, due_on=JULY)
TRAIN = Action("R2", "audit", "Train owners", "2", "low", S.NOT_BEGUN, None, external_on=JULY, asset="IA-1")


async def test_how_actions_stood_on_a_day_is_read_from_what_was_added(store: SqlStore) -> None:
    async with store.work() as work:
        await work.register.replace_actions([ENCRYPT, TRAIN])
        await work.history.add([Reached("R1", JUNE, S.NOT_BEGUN, "1"), Reached("R1", JUNE, S.IN_PROGRESS, "1")])
        await work.history.add([Reached("R2", JULY, S.VERIFIED, "9"), Reached("R1", MAY, S.PROPOSED)])
        await work.history.add([])
    async with store.work() as work:
        assert await work.history.until(date(2026, 5, 3)) == {}
        assert await work.history.until(MAY) == {"R1": S.PROPOSED}
        assert await work.history.until(JUNE) == {"R1": S.IN_PROGRESS}
        assert await work.history.until(JULY) == {"R1": S.IN_PROGRESS, "R2": S.VERIFIED}
        found = await work.history.of(["R1", "R3"])
    # By day, and of one day as they were written.
    assert [(each.on, each.state, each.by_id) for each in found.pop("R1")] == [
        (MAY, S.PROPOSED, "register"),
        (JUNE, S.NOT_BEGUN, "1"),
        (JUNE, S.IN_PROGRESS, "1"),
    ]
    assert found == {}


async def test_actions_about_an_asset_are_found_by_it(store: SqlStore) -> None:
    async with store.work() as work:
        await work.register.replace_actions([ENCRYPT, TRAIN])
    async with store.work() as work:
        assert await work.register.actions_about(["IA-1", "IA-2"]) == [TRAIN]
        assert await work.register.actions_about([]) == []


async def test_a_first_date_is_set_once_and_stays(store: SqlStore) -> None:
    async with store.work() as work:
        await work.register.replace_actions([TRAIN])
        dated = Action("R2", "audit", "Train owners", "2", "low", S.NOT_BEGUN, MAY, due_on=MAY)
        await work.progress.change(dated, 1)
        later = Action("R2", "audit", "Train owners", "2", "low", S.NOT_BEGUN, JULY, due_on=JULY)
        await work.progress.change(later, 2)
    async with store.work() as work:
        known = (await work.register.actions(["R2"]))["R2"]
    assert (known.original_due_on, known.due_on, known.version) == (MAY, JULY, 3)
