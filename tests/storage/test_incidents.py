"""Incidents on every engine: kept once, found by whoever may see them, and changed by one person at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from governance.errors import Refused, Stale
from governance.incidents import IncidentKind, IncidentState, Naming, Origin
from governance.opened_incidents import Opened
from storage.work import SqlStore
from tests.storage.examples import NINE, incident, new_id


async def test_an_incident_is_kept_as_it_was_told(store: SqlStore) -> None:
    kept = incident(identity_sealed=b"who", locator=b"locator", live_attack=True, near_miss=True, suspected=True)
    async with store.work() as work:
        assert await work.incidents.add(kept)
    async with store.work() as work:
        assert await work.incidents.by_id(kept.id) == kept
        assert await work.incidents.by_id(new_id()) is None


async def test_a_repeated_submission_changes_nothing(store: SqlStore) -> None:
    kept = incident()
    async with store.work() as work:
        await work.incidents.add(kept)
    async with store.work() as work:
        assert not await work.incidents.add(replace(kept, key_id=new_id(), directorate="Elsewhere"))
    async with store.work() as work:
        assert await work.incidents.by_id(kept.id) == kept


async def test_two_incidents_never_have_the_same_keys(store: SqlStore) -> None:
    kept = incident()
    async with store.work() as work:
        await work.incidents.add(kept)
    with pytest.raises(Stale):
        async with store.work() as work:
            await work.incidents.add(incident(key_id=kept.key_id))


async def test_without_a_name_there_is_neither_an_instant_nor_a_locator(store: SqlStore) -> None:
    with pytest.raises(Refused):
        async with store.work() as work:
            await work.incidents.add(incident(naming=Naming.NONE, reported_at=NINE))
    with pytest.raises(Refused):
        async with store.work() as work:
            await work.incidents.add(incident(naming=Naming.NONE, reported_at=None, locator=b"x"))


async def test_incidents_are_found_by_keys_by_asset_and_by_who_reported_them(store: SqlStore) -> None:
    older = incident(reported_on=date(2026, 11, 20), asset="IA-1", locator=b"me")
    newer = incident(reported_on=date(2026, 11, 22), asset="IA-1", locator=b"me")
    other = incident(asset="", locator=None)
    async with store.work() as work:
        for each in (newer, older, other):
            await work.incidents.add(each)
    async with store.work() as work:
        assert list(await work.incidents.by_keys({older.key_id, newer.key_id})) == [older, newer]
        assert list(await work.incidents.of_assets({"IA-1"})) == [newer, older]
        assert list(await work.incidents.of_assets({"", "IA-9"})) == []
        assert list(await work.incidents.by_locator(b"me")) == [newer, older]
        assert [each.id for each in await work.incidents.everything()] == [older.id, newer.id, other.id]
        assert await work.incidents.known_keys() == {older.key_id, newer.key_id, other.key_id}


async def test_what_waits_is_known(store: SqlStore) -> None:
    waits = incident(naming=Naming.NONE, reported_at=None, state=IncidentState.WAITING)
    async with store.work() as work:
        await work.incidents.add(waits)
        await work.incidents.add(incident())
    async with store.work() as work:
        assert list(await work.incidents.waiting()) == [waits]


async def test_what_may_change_changes_once_for_a_version(store: SqlStore) -> None:
    kept = incident(origin=Origin.CONCERN)
    async with store.work() as work:
        await work.incidents.add(kept)
    wanted = replace(
        kept,
        state=IncidentState.AWARE,
        kind=IncidentKind.POST,
        asset="IA-2",
        service_desk="INC-1",
        aware_at=NINE,
        severity="S3",
    )
    async with store.work() as work:
        await work.incidents.change(replace(wanted, story=b"another", told=("9",)), 1)
    async with store.work() as work:
        assert await work.incidents.by_id(kept.id) == replace(wanted, version=2)
    with pytest.raises(Stale):
        async with store.work() as work:
            await work.incidents.change(wanted, 1)


async def test_somebody_more_may_be_told(store: SqlStore) -> None:
    kept = incident(told=("2", "1"))
    async with store.work() as work:
        await work.incidents.add(kept)
        await work.incidents.tell(kept.id, "3")
        await work.incidents.tell(kept.id, "1")
    async with store.work() as work:
        found = await work.incidents.by_id(kept.id)
        assert found is not None
        assert found.told == ("2", "1", "3")


async def test_what_a_concern_opens_is_no_incident_until_it_arrives(store: SqlStore) -> None:
    opened = Opened(new_id(), new_id(), b"sealed", ("p1", "p2"), only_told=True)
    day = date(2026, 11, 24)
    async with store.work() as work:
        await work.incidents.expect(opened)
        await work.incidents.expect(opened)
    async with store.work() as work:
        assert await work.incidents.everything() == []
        assert await work.incidents.waiting() == []
        assert await work.incidents.known_keys() == {opened.key_id}
        assert await work.incidents.expected() == [opened]
        await work.incidents.arrive(opened.incident(day))
    async with store.work() as work:
        assert await work.incidents.expected() == []
        assert await work.incidents.everything() == [opened.incident(day)]
        assert await work.incidents.keeping_out() == {opened.id}
