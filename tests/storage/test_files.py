"""Sealed files on every engine."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from governance.errors import NotFound
from governance.file_ports import SealedFile
from storage.work import SqlStore
from tests.storage.examples import incident, new_id, report

DAY = date(2026, 11, 23)


async def test_a_file_is_kept_piece_by_piece_sent_once_and_read(store: SqlStore) -> None:
    given = report()
    async with store.work() as work:
        await work.reports.add(given)
        for name in ("a", "b", "c"):
            await work.files.keep(name, DAY)
            await work.files.put(name, [(0, b"0" + name.encode()), (1, b"1")])
        assert await work.files.unsent() == 6
    sealed = [SealedFile("b", "letter", 2, b"facts"), SealedFile("a", "letter", 1, b"facts")]
    async with store.work() as work:
        await work.files.send(given.id, sealed)
    async with store.work() as work:
        assert await work.files.of(given.id) == sealed[::-1]
        assert await work.files.of("nothing") == []
        assert await work.files.unsent() == 2
        assert (await work.files.piece("a", 0), await work.files.piece("a", 2)) == (b"0a", None)
    with pytest.raises(NotFound):
        async with store.work() as work:
            await work.files.send(given.id, [SealedFile("c", "l", 1, b""), SealedFile("a", "l", 2, b"")])
    async with store.work() as work:
        assert await work.files.unsent() == 2, "nothing was half sent"


async def test_what_was_not_sent_goes_and_what_was_stays(store: SqlStore) -> None:
    given = report()
    async with store.work() as work:
        await work.reports.add(given)
        for name, day in (("sent", DAY), ("old", DAY), ("new", DAY + timedelta(days=1)), ("out", DAY)):
            await work.files.keep(name, day)
            await work.files.put(name, [(0, b"piece")])
        await work.files.send(given.id, [SealedFile("sent", "letter", 1, b"facts")])
        await work.files.discard("out")
        await work.files.discard("sent")
        assert await work.files.forget_unsent(DAY + timedelta(days=1)) == 1
    async with store.work() as work:
        found = {name: await work.files.piece(name, 0) for name in ("sent", "old", "new", "out")}
        assert found == {"sent": b"piece", "old": None, "new": b"piece", "out": None}
        assert await work.files.forget(given.id) == 1
        assert await work.files.piece("sent", 0) is None
        assert await work.files.forget(given.id) == 0


async def test_what_belongs_to_an_incident_is_known_by_it_and_stays(store: SqlStore) -> None:
    happened, other = incident(), incident()
    kept, waits = new_id(), new_id()
    async with store.work() as work:
        for each in (happened, other):
            await work.incidents.add(each)
        for file_id in (kept, waits):
            await work.files.keep(file_id, DAY)
        await work.files.send_with_incident(happened.id, [kept])
    async with store.work() as work:
        assert await work.files.of_incident(happened.id) == {kept}
        assert await work.files.of_incident(other.id) == frozenset()
        assert await work.files.forget_unsent(DAY + timedelta(days=1)) == 1
        with pytest.raises(NotFound):
            await work.files.send_with_incident(happened.id, [waits])
        assert await work.files.of_incident(happened.id) == {kept}
