"""What would be lost: somebody reads what a reporter added who may not, or it is lost to those who handle the incident;
or a link puts files where they should not be."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from os import urandom

import pytest

from governance.errors import Expired, NotFound, NotYours, Refused, Stale
from governance.files import MOST_TO_A_REPORT, Kept, listed
from governance.incident_course import Containing, EntryKind, Reopening
from governance.incident_gifts import Giving
from governance.linked_ports import Linked, LinkedTo
from governance.notices import Kind
from governance.reports import Entry
from governance.services.adding_files import AddingFiles, FilesFor
from governance.services.corresponding import NewLetter
from governance.services.incident_additions import WHOEVER, IncidentAdditions
from governance.services.incident_papers import IncidentPapers
from storage.drafts import SealedDrafts
from storage.keyfiles import IntakeKeys
from storage.renewing import Renewing
from tests.governance.actions_world import CALENDAR
from tests.governance.handling_world import Handled, handled
from tests.governance.reporting import Killed, new_id
from tests.governance.test_incident_giving import newcomer
from tests.governance.test_incident_papers import filing

ADDRESS = "https://desk.council.example/add-files"


@dataclass
class Way:
    h: Handled
    adding: AddingFiles

    async def token(self, incident_id: str, by: str = "reporter") -> str:
        _, url = await self.adding.link(self.h.person(by), LinkedTo(Linked.INCIDENT, incident_id))
        return url.rpartition("/")[2]

    async def page(self, incident_id: str) -> FilesFor:
        return await self.adding.begin(await self.token(incident_id))

    async def letter(self, *files: Kept) -> NewLetter:
        kept = files or (await self.file(),)
        return NewLetter(new_id(), Entry.ADDITION, listed(kept), files=tuple(kept))

    async def file(self, words: bytes = b"What the screen looked like.") -> Kept:
        return await filing(self.h.desk).take(words)

    async def add(self, incident_id: str, words: bytes = b"What the screen looked like.") -> None:
        assert await self.adding.send(await self.page(incident_id), await self.letter(await self.file(words)))

    async def read(self, who: str, incident_id: str, number: int = 1) -> bytes:
        papers = IncidentPapers(self.h.desk.files, filing(self.h.desk))
        document = await papers.document(self.h.person(who), {"incident": incident_id, "number": number})
        assert isinstance(document.content, AsyncIterator)
        return b"".join([piece async for piece in document.content])

    async def count(self, who: str, incident_id: str) -> int:
        return len((await self.h.desk.files.open(self.h.person(who), incident_id)).files)

    async def close(self, incident_id: str) -> None:
        await self.h.ready_to_close(incident_id)
        await self.h.ask_to_close(incident_id)
        await self.h.approve(incident_id)


@pytest.fixture
async def way() -> AsyncIterator[Way]:
    async with handled() as h:
        d = h.desk
        to_incidents = IncidentAdditions(d.store, d.seal, CALENDAR, d.clock, d.clock, new_id, d.killing)
        drafts = SealedDrafts(IntakeKeys(*(urandom(32) for _ in range(4))), d.clock)
        yield Way(h, AddingFiles(d.store, {Linked.INCIDENT: to_incidents}, drafts, d.clock, new_id, ADDRESS))


@pytest.mark.parametrize("naming", ["named", "withheld"])
async def test_those_who_handle_it_get_what_was_added_and_the_record_says_so(way: Way, naming: str) -> None:
    incident_id = await way.h.reported(naming=naming)
    await way.add(incident_id, b"First.")
    await way.add(incident_id, b"Second.")
    for who in ("manager", "assistant", "protector"):
        assert await way.count(who, incident_id) == 2
    assert [await way.read("manager", incident_id, number) for number in (1, 2)] == [b"First.", b"Second."]
    entries = await way.h.entries(incident_id)
    assert [(each.entry.kind, each.words) for each in entries] == [(EntryKind.FILES_ADDED, {})] * 2
    assert {(each.entry.by_id, each.entry.by_name) for each in entries} == {("", WHOEVER)}
    async with way.h.desk.store.work() as work:
        added = await work.audit.about(incident_id, "incident_files_added")
        [first, second] = await work.audit.about(incident_id, "read_incident_file")
    assert [(each.event.actor, each.event.details) for each in added] == [("system", {"files": 1})] * 2
    assert [each.event.details for each in (first, second)] == [{"file": 1}, {"file": 2}]


async def test_those_who_handle_it_hear_of_it_and_nobody_else(way: Way) -> None:
    incident_id = await way.h.reported(not_to_see=("officer",))
    await way.add(incident_id)
    told = [each for each in await way.h.desk.notices() if each.kind is Kind.INCIDENT_ADDED]
    assert {each.recipient for each in told} == set((await way.h.desk.incident(incident_id)).told)
    assert "protector" not in {each.recipient for each in told}
    assert not any(incident_id in each.obligation_id for each in told)


async def test_whoever_owns_the_data_or_is_kept_out_gets_nothing(way: Way) -> None:
    await way.h.desk.give_key("owner")
    incident_id = await way.h.reported()
    await way.add(incident_id)
    assert (await way.h.desk.files.open(way.h.person("owner"), incident_id)).sections is not None
    assert await way.count("owner", incident_id) == 0
    async with way.h.desk.store.work() as work:
        [entry] = await work.courses.entries(incident_id)
    assert entry.key_id in await way.h.desk.seal.keys_of("manager")
    assert entry.key_id not in await way.h.desk.seal.keys_of("owner")
    about_officer = await way.h.reported(not_to_see=("officer",))
    await way.add(about_officer)
    for who, where in (
        ("owner", incident_id), ("riskowner", incident_id), ("reporter", incident_id), ("protector", about_officer)
    ):  # fmt: skip
        with pytest.raises((NotFound, NotYours)):
            await way.read(who, where)


async def test_only_whoever_reported_it_gets_a_link(way: Way) -> None:
    incident_id, nameless = await way.h.reported(), (await way.h.desk.report(None))[0]
    for by, wanted in (
        ("stranger", incident_id), ("manager", incident_id), ("reporter", nameless), ("reporter", "nothing"),
    ):  # fmt: skip
        with pytest.raises(NotFound, match="among those that you reported"):
            await way.token(wanted, by)


async def test_a_link_works_once_for_a_quarter_of_an_hour_and_another_ends_it(way: Way) -> None:
    incident_id = await way.h.reported()
    token = await way.token(incident_id)
    came = await asyncio.gather(*(way.adding.begin(token) for _ in range(5)), return_exceptions=True)
    assert [type(each) for each in came].count(FilesFor) == 1
    [page] = [each for each in came if isinstance(each, FilesFor)]
    late = await way.token(incident_id)
    with pytest.raises(Expired, match="Nothing was sent"):
        await way.adding.send(page, await way.letter())
    way.h.later(minutes=15, seconds=2)
    with pytest.raises(Expired, match="15 minutes"):
        await way.adding.begin(late)
    assert await way.count("manager", incident_id) == 0


async def test_a_page_sends_once_to_its_own_and_a_repeated_press_says_the_same(way: Way) -> None:
    incident_id, other = await way.h.reported(), await way.h.reported()
    page, letter = await way.page(incident_id), await way.letter()
    for wrong in (replace(page, to=LinkedTo(Linked.INCIDENT, other)), replace(page, page=new_id())):
        with pytest.raises(Expired):
            await way.adding.send(wrong, letter)
    with pytest.raises(NotFound, match="not there any more"):
        await way.adding.send(replace(page, to=LinkedTo(Linked.INCIDENT, "nothing")), letter)
    assert await way.adding.send(page, letter)
    assert not await way.adding.send(page, letter)
    with pytest.raises(Expired, match="each link sends once"):
        await way.adding.send(page, await way.letter())
    assert (await way.count("manager", incident_id), await way.count("manager", other)) == (1, 0)


async def test_nothing_is_added_to_one_that_is_closed_until_it_is_opened_again(way: Way) -> None:
    incident_id = await way.h.reported()
    page, token = await way.page(incident_id), None
    await way.close(incident_id)
    with pytest.raises(Refused, match="This incident is closed, so nothing can be added"):
        await way.adding.send(page, await way.letter())
    with pytest.raises(Refused, match="is closed"):
        await way.token(incident_id)
    reason = Reopening("More papers.")
    await way.h.closing.reopen(way.h.person("manager"), incident_id, await way.h.version(incident_id), reason)
    assert await way.adding.send(page, await way.letter()), "the page was not used up"
    token = await way.token(incident_id)
    await way.h.ask_to_close(incident_id)
    await way.h.approve(incident_id, number=2)
    with pytest.raises(Refused, match="is closed"):
        await way.adding.begin(token)


async def test_what_handlers_are_in_the_middle_of_is_not_disturbed(way: Way) -> None:
    incident_id = await way.h.reported()
    await way.h.aware(incident_id)
    version, said = await way.h.version(incident_id), Containing("fully", "They sent it back.")
    await way.add(incident_id)
    await way.h.handling.contain(way.h.person("manager"), incident_id, version, said)
    await way.add(incident_id)
    await way.h.handling.contain(way.h.person("manager"), incident_id, version, said)
    with pytest.raises(Stale, match="Already done by"):
        await way.h.handling.contain(way.h.person("assistant"), incident_id, version, said)
    kinds = [each.entry.kind for each in await way.h.entries(incident_id)]
    assert kinds == [EntryKind.AWARE, EntryKind.FILES_ADDED, EntryKind.CONTAINED, EntryKind.FILES_ADDED]


async def test_a_colleague_who_is_given_the_incident_opens_what_was_added_before_and_after(way: Way) -> None:
    incident_id = await way.h.reported()
    await way.add(incident_id, b"Before.")
    to = await newcomer(way.h)
    said = Giving(to, "this")
    await way.h.giving.give(way.h.person("manager"), incident_id, await way.h.version(incident_id), said)
    await way.add(incident_id, b"After.")
    assert [await way.read("newcomer", incident_id, number) for number in (1, 2)] == [b"Before.", b"After."]


async def test_the_sweep_knows_its_keys_and_takes_what_a_crash_left(way: Way) -> None:
    incident_id = await way.h.reported()
    await way.add(incident_id)
    page, letter, d = await way.page(incident_id), await way.letter(), way.h.desk
    d.killing.at = "incident_files.before_commit"
    with pytest.raises(Killed):
        await way.adding.send(page, letter)
    assert await way.count("manager", incident_id) == 1
    assert await way.adding.send(page, letter), "the page can still send"
    way.h.later(days=4)
    async with d.store.work() as work:
        known = await work.incidents.known_keys()
    assert await d.seal.sweep(known, d.clock.now().date()) > 0
    assert await filing(d).sweep() == 0
    assert len(await way.read("manager", incident_id, 2)) > 0


async def test_a_handler_whose_key_is_renewed_opens_what_was_added(way: Way) -> None:
    incident_id, d = await way.h.reported(), way.h.desk
    await way.add(incident_id, b"Before.")
    subjects = {each.key_id: each.id for each in await d.incidents()}
    async with d.store.work() as work:
        subjects |= {each.key_id: each.id for each in await work.courses.entries(incident_id)}
    renewed = await Renewing(d.keystore, d.held, d.killing).renew("manager", d.root, subjects, lambda _done, _all: None)
    assert renewed.wraps == 3
    await way.add(incident_id, b"After.")
    assert [await way.read("manager", incident_id, number) for number in (1, 2)] == [b"Before.", b"After."]


async def test_too_many_files_are_refused_and_the_page_can_still_send(way: Way) -> None:
    incident_id = await way.h.reported()
    for _ in range(MOST_TO_A_REPORT // 10):
        ten = [await way.file() for _ in range(10)]
        assert await way.adding.send(await way.page(incident_id), await way.letter(*ten))
    page = await way.page(incident_id)
    with pytest.raises(Refused, match=f"{MOST_TO_A_REPORT} files to one incident"):
        await way.adding.send(page, await way.letter())
    with pytest.raises(Refused, match="at most 10"):
        await way.adding.send(page, await way.letter(*[await way.file() for _ in range(11)]))
    with pytest.raises(Refused, match="at least one"):
        await way.adding.send(page, NewLetter(new_id(), Entry.ADDITION, ""))
    assert await way.count("manager", incident_id) == MOST_TO_A_REPORT


async def test_a_file_that_waited_for_too_long_stops_the_sending_and_nothing_is_half_done(way: Way) -> None:
    incident_id, letter = await way.h.reported(), await way.letter()
    way.h.later(days=3)
    assert await filing(way.h.desk).sweep() == 1
    page = await way.page(incident_id)
    with pytest.raises(NotFound, match="waiting for too long"):
        await way.adding.send(page, letter)
    assert await way.h.entries(incident_id) == []
    assert await way.adding.send(page, await way.letter())


async def test_when_nobody_could_read_it_that_is_said_before_a_file_is_chosen(way: Way) -> None:
    incident_id = await way.h.reported()
    for name in ("manager", "assistant", "protector"):
        await way.h.desk.lose_key(name)
    with pytest.raises(Refused, match="Nobody who handles this incident has a key"):
        await way.token(incident_id)


async def test_what_is_kept_opens_nothing_and_names_nobody(way: Way) -> None:
    incident_id = await way.h.reported(naming="withheld")
    page, letter = await way.page(incident_id), await way.letter()
    assert await way.adding.send(page, letter)
    d = way.h.desk
    async with d.store.work() as work:
        [entry] = await work.courses.entries(incident_id)
        lines = [each.event for each in await work.audit.lines(0, 100)]
    kept = repr(entry) + repr([each for each in lines if each.verb == "incident_files_added"])
    person = way.h.person("reporter")
    for fact in (page.page, letter.files[0].key.hex(), letter.files[0].id, person.name, person.entra_id, person.email):
        assert fact not in kept
    async with d.store.work() as work:
        assert not await work.file_links.forget((way.h.now + timedelta(days=9)).date())
