"""A colleague who came later is given incidents that are open."""

from __future__ import annotations

import pytest

from dialogs.views.incident_record import steps_of
from governance.errors import NotFound, Refused, Stale
from governance.incident_course import EntryKind
from governance.incident_gifts import Giving
from governance.roles import Role
from tests.governance.handling_world import Handled, handled
from tests.governance.reporting import person
from tests.governance.test_incident_closing import SERIOUS, ready


async def newcomer(h: Handled, *roles: Role, key: bool = True) -> str:
    h.desk.people["newcomer"] = person("newcomer")
    await h.desk.change("newcomer", *(roles or (Role.INFORMATION_GOVERNANCE,)))
    if key:
        await h.desk.give_key("newcomer")
    return h.person("newcomer").email


async def give(h: Handled, incident_id: str, to: str, which: str = "this", by: str = "manager") -> None:
    await h.giving.give(h.person(by), incident_id, await h.version(incident_id), Giving(to, which))


async def test_whoever_is_new_opens_what_they_are_given_with_all_that_was_written() -> None:
    async with handled() as h:
        incident_id = await ready(h, SERIOUS, naming="withheld")
        await h.ask_to_close(incident_id)
        await h.approve(incident_id, by="riskowner", agreed="no")
        to = await newcomer(h)
        with pytest.raises(NotFound):
            await h.record(incident_id, "newcomer")
        await give(h, incident_id, to)
        record = await h.record(incident_id, "newcomer")
        assert record.file.sections
        assert record.file.identity
        # Also what the SIRO wrote, who holds no key to it.
        assert [each.words["words"] for each in record.entries if each.entry.kind is EntryKind.NOT_CLOSED] == ["Good."]
        assert record.entries[-1].words == {"given_to": h.person("newcomer").name}
        async with h.desk.store.work() as work:
            [line] = await work.audit.about(incident_id, "incident_key_given")
        assert (line.event.actor, line.event.details["to"]) == ("manager", "newcomer")
        with pytest.raises(Stale, match="opens it already"):
            await give(h, incident_id, to)


async def test_all_that_are_open_go_along_and_nothing_that_keeps_somebody_out_or_is_closed() -> None:
    async with handled() as h:
        first, second = await h.reported(), await h.reported()
        closed = await ready(h)
        await h.ask_to_close(closed)
        await h.approve(closed)
        quiet = await h.reported(not_to_see=("officer",))
        to = await newcomer(h)
        await give(h, first, to, "all")
        assert {each.incident.id for each in await h.desk.files.list(h.person("newcomer"))} == {first, second}
        with pytest.raises(Refused, match="keeps somebody out"):
            await give(h, quiet, to)


async def test_what_a_concern_opened_goes_to_nobody_for_nobody_knows_here_whom_that_names() -> None:
    async with handled() as h:
        await h.desk.concern(closest="data", story="Newcomer sold the files of the Larch family.")
        await h.desk.tick()
        h.desk.clock.on_day(0, hour=13)
        await h.desk.tick()
        [incident] = await h.desk.incidents()
        plain = await h.reported()
        to = await newcomer(h)
        with pytest.raises(Refused, match="concern"):
            await give(h, incident.id, to)
        await give(h, plain, to, "all")
        assert [each.incident.id for each in await h.desk.files.list(h.person("newcomer"))] == [plain]
        record = await h.record(incident.id, "manager")
        assert "incident_give" not in steps_of(record)
        assert "incident_give" in steps_of(await h.record(plain, "manager"))


async def test_all_is_said_again_and_gives_what_a_crash_kept_back_of_the_others() -> None:
    async with handled() as h:
        first, second, third = [await h.reported() for _ in range(3)]
        to = await newcomer(h)
        await give(h, first, to)
        await give(h, second, to)
        key_id = (await h.desk.incident(second)).key_id
        await h.desk.keystore.take(key_id, "newcomer")
        # The one that it began with is theirs already: the others go along all the same.
        await give(h, first, to, "all")
        opens = await h.desk.seal.keys_of("newcomer")
        assert {(await h.desk.incident(each)).key_id for each in (first, second, third)} <= set(opens)
        assert len(await h.entries(first)) == 1
        with pytest.raises(Stale, match="opens them already"):
            await give(h, first, to, "all")


async def test_a_press_that_came_twice_gives_the_key_that_a_crash_kept_back() -> None:
    async with handled() as h:
        incident_id, to = await h.reported(), await newcomer(h)
        version = await h.version(incident_id)
        await h.giving.give(h.person("manager"), incident_id, version, Giving(to, "this"))
        key_id = (await h.desk.incident(incident_id)).key_id
        await h.desk.keystore.take(key_id, "newcomer")
        await h.giving.give(h.person("manager"), incident_id, version, Giving(to, "this"))
        assert key_id in await h.desk.seal.keys_of("newcomer")
        assert len(await h.entries(incident_id)) == 1


@pytest.mark.parametrize(
    ("roles", "key", "why"),
    [((Role.ICT_SECURITY,), True, "handles incidents today"), ((), False, "no confirmed key")],
)
async def test_nobody_else_is_given_one(roles: tuple[Role, ...], key: bool, why: str) -> None:  # a row of the table
    async with handled() as h:
        incident_id, to = await h.reported(), await newcomer(h, *roles, key=key)
        with pytest.raises(Refused, match=why):
            await give(h, incident_id, to)
        assert "newcomer" not in (await h.desk.incident(incident_id)).told
