"""Forms that are filled in in a chat: one a person, in rows that say nothing, and gone in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from governance.errors import Stale
from governance.half_done_ports import Kept
from governance.services.half_done import LIFE, KeepingHalfDone
from storage import drafts
from storage.drafts import SealedDrafts
from storage.seal_frames import BUCKETS
from storage.work import SqlStore
from tests.storage.seals import Watch
from tests.storage.test_drafts import some_keys

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
WHO = "tenant:person"
TYPED = {"draft": {"answers": {"story": "The list went to the neighbours."}}}


def kept(place: str = "p", version: str = "one", until: datetime = NOON) -> Kept:
    return Kept(place, "sealed", version, until)


def keeping(store: SqlStore, watch: Watch, word: bytes = b"") -> KeepingHalfDone:
    ids = iter(range(1_000))
    return KeepingHalfDone(store, SealedDrafts(some_keys(word), watch), watch, lambda: f"v{next(ids)}")


async def test_one_stands_at_a_place_and_a_later_version_takes_its_place(store: SqlStore) -> None:
    async with store.work() as work:
        assert await work.half_done.at("p") is None
        await work.half_done.put(kept())
        await work.half_done.put(kept(version="two"))
        assert await work.half_done.at("p") == kept(version="two")
        assert not await work.half_done.change(kept(version="three"), "one")
        assert await work.half_done.change(kept(version="three"), "two")
    async with store.work() as work:
        assert await work.half_done.at("p") == kept(version="three")
        assert not await work.half_done.change(kept("elsewhere"), "one")
        assert await work.half_done.forget("p")
        assert not await work.half_done.forget("p")


async def test_those_whose_hour_has_come_are_destroyed_and_no_others(store: SqlStore) -> None:
    async with store.work() as work:
        await work.half_done.put(kept("over", until=NOON))
        await work.half_done.put(kept("not yet", until=NOON + timedelta(seconds=1)))
        assert await work.half_done.forget_before(NOON) == 1
        assert await work.half_done.at("over") is None
        assert await work.half_done.at("not yet") is not None


async def test_what_was_typed_comes_back_to_whoever_typed_it_and_to_nobody_else(store: SqlStore) -> None:
    watch = Watch()
    forms = keeping(store, watch)
    await forms.begin(WHO, TYPED)
    found = await forms.of(WHO)
    assert found is not None
    assert found.data == TYPED
    assert await forms.of("tenant:another") is None


async def test_of_two_who_change_it_at_once_one_is_told(store: SqlStore) -> None:
    forms = keeping(store, Watch())
    begun = await forms.begin(WHO, TYPED)
    await forms.change(WHO, {"first": 1}, begun.version)
    with pytest.raises(Stale):
        await forms.change(WHO, {"second": 2}, begun.version)


async def test_it_opens_as_long_as_a_draft_that_travels_and_its_row_goes_then(store: SqlStore) -> None:
    assert LIFE == drafts.LIFE
    watch = Watch()
    forms = keeping(store, watch)
    await forms.begin(WHO, TYPED)
    watch.at += LIFE
    assert await forms.of(WHO) is not None
    watch.at += timedelta(hours=1)
    assert await forms.sweep() >= 1
    async with store.work() as work:
        assert await work.half_done.forget_before(datetime.max.replace(tzinfo=UTC)) == 0


async def test_what_no_longer_opens_is_destroyed_when_it_is_asked_for(store: SqlStore) -> None:
    watch = Watch()
    await keeping(store, watch).begin(WHO, TYPED)
    watch.at += LIFE + timedelta(seconds=1)
    forms = keeping(store, watch)
    assert await forms.of(WHO) is None
    async with store.work() as work:
        assert await work.half_done.forget_before(datetime.max.replace(tzinfo=UTC)) == 0


async def test_with_another_seed_it_is_not_found_and_goes_in_time(store: SqlStore) -> None:
    watch = Watch()
    await keeping(store, watch).begin(WHO, TYPED)
    other = keeping(store, watch, b"another seed")
    assert await other.of(WHO) is None
    watch.at += LIFE + timedelta(hours=1)
    assert await other.sweep() >= 1


async def test_a_row_tells_neither_who_nor_what_nor_how_much_nor_when(store: SqlStore) -> None:
    watch = Watch()
    forms = keeping(store, watch)
    sizes = set()
    for answers in ({}, {"still": "no"}, {"story": "x y " * 150}):
        await forms.begin(WHO, {"answers": answers})
        place = SealedDrafts(some_keys(), watch).place("chat", WHO)
        async with store.work() as work:
            row = await work.half_done.at(place)
        assert row is not None
        sizes.add(len(row.sealed))
        assert (row.until.minute, row.until.second, row.until.microsecond) == (0, 0, 0)
        for part in ("tenant", "person", "story", "still"):
            assert part not in str(row)
            assert part not in row.sealed
    assert len(sizes) == 1
    assert BUCKETS[0] <= min(sizes) * 3 // 4 < BUCKETS[1]
