"""Which month's incidents were talked about, on every engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from governance.errors import Stale
from governance.incident_talks import Talk
from storage.work import SqlStore

OCTOBER, NOVEMBER, ANOTHERS = Talk("2026-10", "p1"), Talk("2026-11", "p1"), Talk("2026-11", "p2")


async def test_they_are_kept_once_and_said_once(store: SqlStore) -> None:
    async with store.work() as work:
        await work.talks.add([OCTOBER, NOVEMBER, ANOTHERS])
        await work.talks.add([NOVEMBER])
    said = replace(NOVEMBER, said_on=date(2026, 12, 3), said_by="p9", said_as="Sam Ode for Ann Lee")
    async with store.work() as work:
        await work.talks.say(said)
        await work.talks.add([NOVEMBER])
    async with store.work() as work:
        assert await work.talks.by_subject("2026-11/p1") == said
        assert await work.talks.by_subject("2026-09/p1") is None
        assert await work.talks.of_owner("p1", ["2026-11", "2026-10", "2026-09"]) == [OCTOBER, said]
        assert await work.talks.newest_of("p1") == said
        assert await work.talks.newest_of("p3") is None
        assert await work.talks.unsaid_before("2026-12") == [OCTOBER, ANOTHERS]
        assert await work.talks.unsaid_before("2026-11") == [OCTOBER]
    with pytest.raises(Stale):
        async with store.work() as work:
            await work.talks.say(replace(said, said_by="p8"))
