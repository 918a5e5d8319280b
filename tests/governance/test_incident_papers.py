"""A screenshot that came with an incident: for those who handle it, with a line in the record, and for nobody else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from PIL import Image

from bot.scanning import Scanner
from governance.errors import NotFound, NotYours
from governance.files import Kept
from governance.services.filing import Filing
from governance.services.incident_papers import IncidentPapers
from storage.seal_files import FileVault
from tests.governance.filing_world import CleansHere
from tests.governance.incident_world import REPORTER, Desk, desk, told
from tests.governance.reporting import new_id


def picture() -> bytes:
    into = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(into, "PNG")
    return into.getvalue()


def filing(d: Desk) -> Filing:
    return Filing(d.store, FileVault(), CleansHere(), Scanner(None), d.clock, new_id)


async def with_a_picture(d: Desk, **answers: object) -> tuple[str, Kept]:
    kept = await filing(d).take(bytearray(picture()))
    incident_id = new_id()
    await d.reporting.report(told(**answers), incident_id, "form", [kept])
    await d.tick()
    return incident_id, kept


async def got(d: Desk, who: str, incident_id: str, number: object = 1) -> bytes:
    document = await IncidentPapers(d.files, filing(d)).document(
        d.people[who], {"incident": incident_id, "number": number}
    )
    assert document.name == f"incident-file-{number}.png"
    assert isinstance(document.content, AsyncIterator)
    return b"".join([piece async for piece in document.content])


async def test_those_who_handle_it_get_it_and_the_record_says_so() -> None:
    async with desk() as d:
        incident_id, kept = await with_a_picture(d)
        file = await d.files.open(d.people["manager"], incident_id)
        assert [each.id for each in file.files] == [kept.id]
        assert Image.open(BytesIO(await got(d, "protector", incident_id))).size == (40, 30)
        async with d.store.work() as work:
            [line] = await work.audit.about(incident_id, "read_incident_file")
        assert (line.event.actor, line.event.details) == ("protector", {"file": 1})


@pytest.mark.parametrize("who", ["owner", "stranger", "technician", "officer", "chief", REPORTER])
async def test_nobody_else_gets_it_or_learns_that_it_is_there(who: str) -> None:
    async with desk() as d:
        incident_id, _ = await with_a_picture(d)
        with pytest.raises((NotFound, NotYours)):
            await got(d, who, incident_id)
        async with d.store.work() as work:
            assert not await work.audit.about(incident_id, "read_incident_file")


async def test_the_owner_of_the_data_who_holds_a_key_sees_no_files() -> None:
    async with desk(with_keys=("manager", "protector", "owner")) as d:
        incident_id, _ = await with_a_picture(d)
        file = await d.files.open(d.people["owner"], incident_id)
        assert file.sections is not None
        assert file.files == ()
        with pytest.raises(NotFound):
            await got(d, "owner", incident_id)


@pytest.mark.parametrize("number", [0, 2, -1, "1", None])
async def test_a_number_that_is_none_of_theirs_is_not_there(number: object) -> None:
    async with desk() as d:
        incident_id, _ = await with_a_picture(d)
        with pytest.raises(NotFound):
            await got(d, "manager", incident_id, number)


async def test_a_file_that_waited_for_too_long_stops_the_sending_and_nothing_is_half_done() -> None:
    async with desk() as d:
        kept = await filing(d).take(bytearray(picture()))
        d.clock.on_day(3, hour=9)
        assert await filing(d).sweep() == 1
        with pytest.raises(NotFound, match="waiting for too long"):
            await d.reporting.report(told(), new_id(), "form", [kept])
        assert await d.incidents() == []


async def test_what_was_sent_twice_is_one_incident_with_its_file() -> None:
    async with desk() as d:
        incident_id, kept = await with_a_picture(d)
        filed = await d.reporting.report(told(), incident_id, "form", [kept])
        assert filed.already
        assert len(await got(d, "manager", incident_id)) > 0


async def test_a_sent_file_outlives_the_sweep() -> None:
    async with desk() as d:
        incident_id, _ = await with_a_picture(d)
        d.clock.on_day(9, hour=9)
        assert await filing(d).sweep() == 0
        assert len(await got(d, "manager", incident_id)) > 0


async def test_the_row_says_nothing_of_what_it_is() -> None:
    async with desk() as d:
        incident_id, kept = await with_a_picture(d)
        assert kept.key.hex() not in repr(await d.incident(incident_id))
