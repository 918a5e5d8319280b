"""Other rhythms come back as they were kept, and a decision is made once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from governance.cadences import Cadence, CadenceState
from governance.errors import Stale
from storage.work import SqlStore

DAY = date(2027, 1, 12)
PROPOSED = Cadence("7", 1, 2, "2027-Q3", ("IA-1", "IA-2"), "=Why", DAY, CadenceState.PROPOSED, DAY, "9")
AGREED = replace(PROPOSED, state=CadenceState.AGREED, decided_on=DAY, decided_by="8", decided_words="Yes")


async def test_a_rhythm_is_kept_and_decided_about_once(store: SqlStore) -> None:
    other = replace(PROPOSED, owner_id="70", assets=())
    async with store.work() as work:
        await work.cadences.add(PROPOSED)
        await work.cadences.add(other)
    with pytest.raises(Stale):
        async with store.work() as work:
            await work.cadences.add(replace(PROPOSED, reason="Other"))
    async with store.work() as work:
        await work.cadences.change(AGREED, CadenceState.PROPOSED)
    with pytest.raises(Stale):
        async with store.work() as work:
            await work.cadences.change(replace(AGREED, state=CadenceState.REFUSED), CadenceState.PROPOSED)
    async with store.work() as work:
        assert await work.cadences.of(["7", "8"]) == {"7": [AGREED]}
        assert await work.cadences.in_states([CadenceState.PROPOSED]) == [other]
        assert await work.cadences.in_states([CadenceState.PROPOSED, CadenceState.AGREED]) == [AGREED, other]
