"""The call list and incidents: whoever works it off and handles incidents too may be the one who is kept out."""

from __future__ import annotations

import pytest

from governance.calendar import Calendar
from governance.delivery_ports import Result
from governance.notices import Blocked, Channel, Kind
from governance.roles import Role
from governance.services.calling import Calling
from governance.services.falling_back import FallingBack
from tests.governance.handling_world import Handled, handled
from tests.governance.reporting import new_id


async def lose_everything(h: Handled) -> None:
    """Teams takes none of the messages that wait, and there is no e-mail."""
    now = h.desk.clock.now()
    async with h.desk.store.work() as work:
        lane = await work.outbox.take_lane("tenant", now, 60, Channel.TEAMS)
        assert lane is not None
        claimed = await work.outbox.wave(lane, now, 60, [], 100) or ()
        await work.outbox.wave(lane, now, 60, [Result(each.id, Blocked("no app")) for each in claimed], 0)
        await work.outbox.release_lane(lane)
    await FallingBack(h.desk.store, Calendar(), h.desk.clock, new_id, h.desk.killing, mail=False).run(h.now)


async def on_the_list(h: Handled, reader: str) -> set[str]:
    rows = await Calling(h.desk.store, Calendar(), h.desk.clock).to_call(h.person(reader))
    return {row.person_id for row in rows}


async def rung(h: Handled) -> set[str]:
    return {each.recipient for each in await h.alarms(Kind.CALLS, Kind.CALL_NOW)}


async def test_whoever_is_kept_out_of_an_incident_learns_nothing_of_it_from_the_call_list() -> None:
    async with handled() as h:
        await h.desk.change("manager", Role.INFORMATION_GOVERNANCE, Role.RECORDS_MANAGER)
        incident_id = await h.reported(not_to_see=("team",), asset=None)
        h.later(hours=2)
        await h.chasing.plan(h.now)
        await lose_everything(h)
        assert await on_the_list(h, "manager") == set()
        assert "manager" not in await rung(h)
        assert await on_the_list(h, "riskowner") == {"protector", "riskowner"}
        assert "riskowner" in await rung(h), "whoever may know of it rings instead"
        async with h.desk.store.work() as work:
            calls = [call.message_id for call in await work.calls.open()]
        assert await Calling(h.desk.store, Calendar(), h.desk.clock).told(h.person("manager"), calls) == 0
        assert incident_id not in {each.obligation_id for each in await h.alarms(Kind.CALLS, Kind.CALL_NOW)}


async def test_of_a_live_attack_that_is_reported_past_them_they_learn_nothing_either() -> None:
    async with handled() as h:
        await h.desk.change("manager", Role.INFORMATION_GOVERNANCE, Role.RECORDS_MANAGER)
        await h.reported(not_to_see=("team",), attack="yes", asset=None)
        await lose_everything(h)
        assert await on_the_list(h, "manager") == set()
        assert "manager" not in await rung(h)
        assert await on_the_list(h, "riskowner") == {"protector", "riskowner", "technician"}


@pytest.mark.parametrize("roles", [(Role.RECORDS_MANAGER,), (Role.RECORDS_MANAGER, Role.INFORMATION_GOVERNANCE)])
async def test_of_an_incident_that_keeps_nobody_out_the_records_manager_rings(roles: tuple[Role, ...]) -> None:
    async with handled() as h:
        await h.desk.change("assistant", *roles)
        await h.reported(asset=None)
        h.later(hours=2)
        await h.chasing.plan(h.now)
        await lose_everything(h)
        assert "protector" in await on_the_list(h, "assistant")
        assert "assistant" in await rung(h)
