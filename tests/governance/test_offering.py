"""What belongs to owners, administrators and holders of actions is offered to whoever does their part, too."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from governance.actions import Action, ActionState
from governance.people import ActingOwner, Away
from governance.roles import SEND_RETURNS, Role
from governance.services.offering import owing_actions, shown_roles
from tests.governance.returns_world import QUARTER_DAY, Office, office

WEEK = (QUARTER_DAY - timedelta(days=3), QUARTER_DAY + timedelta(days=4))
LEFT = QUARTER_DAY - timedelta(days=1)
LOCK = Action("A-1", "Audit", "Lock it", "nadia", "high", ActionState.IN_PROGRESS, date(2027, 3, 1))


@pytest.fixture
async def council() -> AsyncIterator[Office]:
    async with office() as made:
        async with made.store.work() as work:
            await work.register.replace_actions([LOCK, replace(LOCK, reference="A-2", state=ActionState.CLOSED)])
        yield made


async def offered(council: Office) -> tuple[set[str], set[str]]:
    """Who is offered returns, and who actions."""
    async with council.store.work() as work:
        shown = await shown_roles(work, QUARTER_DAY)
        return {who for who, roles in shown.items() if roles & SEND_RETURNS}, set(
            await owing_actions(work, QUARTER_DAY)
        )


async def test_whoever_owns_an_asset_or_helps_with_one_whatever_the_staff_list_calls_them(council: Office) -> None:
    async with council.store.work() as work:
        [asset] = [each for each in await work.register.all_assets() if each.owner_id == "ewa"]
        await work.register.replace_assets(
            [replace(asset, owner_id="stranger", administrator_id="group", other_administrators=("siro",))]
        )
    returns, actions = await offered(council)
    assert {"nadia", "stranger", "group", "siro"} <= returns
    assert "records" not in returns
    assert actions == {"nadia"}


async def test_a_deputy_while_the_owner_is_away_and_the_line_manager_when_they_have_left(council: Office) -> None:
    assert {"stranger", "boss"}.isdisjoint((await offered(council))[0])
    await council.change("nadia", away=(Away(*WEEK, "stranger"),), manager_id="boss")
    returns, actions = await offered(council)
    assert ("stranger" in returns, "boss" in returns, actions) == (True, False, {"nadia", "stranger"})
    await council.change("nadia", away=(), left_on=LEFT)
    returns, actions = await offered(council)
    assert ("stranger" in returns, "boss" in returns, actions) == (False, True, {"nadia", "boss"})


async def test_an_acting_owner_is_shown_what_owners_are(council: Office) -> None:
    await council.change("nadia", acting=(ActingOwner("stranger", *WEEK),))
    async with council.store.work() as work:
        assert Role.INFORMATION_ASSET_OWNER in (await shown_roles(work, QUARTER_DAY))["stranger"]
        assert "stranger" not in await shown_roles(work, WEEK[1] + timedelta(days=1))


async def test_the_return_of_whoever_is_away_is_among_those_of_their_deputy(council: Office) -> None:
    back = await council.opened()
    assert await council.assuring.mine(council.people["stranger"]) == []
    await council.change("nadia", away=(Away(*WEEK, "stranger"),))
    [sheet] = await council.assuring.mine(council.people["stranger"])
    assert (sheet.back.id, sheet.may_send) == (back.id, True)
    await council.change("nadia", away=(), left_on=LEFT, manager_id="boss")
    assert [each.back.id for each in await council.assuring.mine(council.people["boss"])] == [back.id]
    assert await council.assuring.mine(council.people["stranger"]) == []
