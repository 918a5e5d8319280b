"""An incident whose reporter did not know which records it is about: whoever handles it says so afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from governance.errors import NotFound, Refused
from governance.incident_course import EntryKind, Linking, TaskKind
from governance.notices import Kind
from governance.obligations import Duty
from tests.governance.handling_world import RISK, Handled, handled
from tests.governance.incident_world import ASSET

SAME_OWNER = replace(ASSET, reference="IA-019", title="Business rates")
OTHER = replace(ASSET, reference="IA-018", title="Housing waiting list", owner_id="stranger")


async def registered(h: Handled) -> None:
    async with h.desk.store.work() as work:
        await work.register.replace_assets([ASSET, OTHER, SAME_OWNER])


async def told(h: Handled) -> list[str]:
    return [each.recipient for each in await h.alarms(Kind.INCIDENT_OF_ASSET)]


async def reviews(h: Handled, incident_id: str) -> list[tuple[str, str, bool]]:
    found = [each for each in await h.tasks_of(incident_id) if each.kind is TaskKind.REVIEW_RISK]
    return [(each.owner_id, each.about, each.done_on is None) for each in found]


async def test_the_owner_hears_sees_it_in_the_list_and_looks_at_the_risk() -> None:
    async with handled() as h:
        incident_id = await h.reported(asset="unknown", asset_words="The council tax thing")
        await h.aware(incident_id)
        assert (await told(h), await reviews(h, incident_id)) == ([], [])
        await h.link(incident_id)
        assert await told(h) == ["owner"]
        assert await reviews(h, incident_id) == [("owner", "IA-017", True)]
        assert [line.asset for line in await h.desk.files.list(h.person("owner"))] == ["Council tax accounts"]
        [*_, last] = await h.entries(incident_id)
        assert (last.entry.kind, last.words["records"]) == (EntryKind.LINKED, "Council tax accounts")


async def test_before_somebody_confirmed_it_the_risk_is_looked_at_when_they_do() -> None:
    async with handled() as h:
        incident_id = await h.reported(asset=None)
        await h.link(incident_id)
        assert await reviews(h, incident_id) == []
        await h.aware(incident_id)
        assert await reviews(h, incident_id) == [("owner", "IA-017", True)]


async def test_where_the_register_has_a_risk_of_it_that_one_comes_forward() -> None:
    async with handled() as h:
        async with h.desk.store.work() as work:
            await work.risks.add(RISK)
        incident_id = await h.reported(asset=None)
        await h.aware(incident_id)
        await h.link(incident_id)
        owed = await h.clock(Duty.RISK_REVIEW, "RSK-0001")
        assert owed is not None
        assert owed.due_on == date(2026, 11, 30)


async def test_a_wrong_guess_is_put_right_and_whoever_had_a_risk_to_look_at_has_none_any_more() -> None:
    async with handled() as h:
        await registered(h)
        incident_id = await h.reported(asset="IA-017")
        await h.aware(incident_id)
        await h.link(incident_id, "IA-018")
        assert await reviews(h, incident_id) == [("owner", "IA-017", False), ("stranger", "IA-018", True)]
        with pytest.raises(NotFound):
            await h.desk.files.open(h.person("owner"), incident_id)
        assert (await h.desk.files.open(h.person("stranger"), incident_id)).sections is None
        assert (await h.entries(incident_id))[-1].words["not_these"] == "Council tax accounts"


async def test_an_owner_of_both_looks_at_the_risk_to_the_right_one() -> None:
    async with handled() as h:
        await registered(h)
        incident_id = await h.reported(asset="IA-017")
        await h.aware(incident_id)
        await h.link(incident_id, "IA-019")
        assert await reviews(h, incident_id) == [("owner", "IA-017", False), ("owner", "IA-019", True)]


async def test_what_is_not_in_the_register_is_refused_and_so_is_what_is_kept_already() -> None:
    async with handled() as h:
        incident_id = await h.reported(asset="IA-017")
        for asset, why in ((None, "Nothing in the register"), ("IA-999", "Nothing in"), ("IA-017", "kept already")):
            with pytest.raises(Refused, match=why):
                await h.link(incident_id, asset)


async def test_of_one_that_keeps_somebody_out_the_owner_hears_nothing_and_does_nothing() -> None:
    async with handled() as h:
        incident_id = await h.reported(not_to_see=("team",), service_desk="SD-1", asset=None)
        await h.aware(incident_id, by="protector")
        await h.link(incident_id, by="protector")
        assert (await told(h), await reviews(h, incident_id)) == ([], [])
        with pytest.raises(NotFound):
            await h.desk.files.open(h.person("owner"), incident_id)


async def test_what_a_concern_opened_is_linked_to_nobody_who_may_be_meant() -> None:
    async with handled() as h:
        await h.desk.concern(closest="data")
        await h.desk.batch()
        [incident] = await h.desk.incidents()
        with pytest.raises(Refused, match="A concern opened this incident"):
            await h.link(incident.id)
        assert await told(h) == []


async def test_the_same_press_twice_is_one_link() -> None:
    async with handled() as h:
        incident_id = await h.reported(asset=None)
        version = await h.version(incident_id)
        said = Linking("council tax", "IA-017")
        for _ in range(2):
            await h.linking.link(h.person("manager"), incident_id, version, said)
        assert await told(h) == ["owner"]
