"""What would be lost: a link lets somebody read, or write where they should not; or nothing can be added at all."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, text

from bot.scanning import Scanner
from dialogs.forms.speak_up import SPEAK_UP
from governance.errors import Expired, NotFound, Refused, Tampered
from governance.files import MOST_TO_A_REPORT, Kept, listed
from governance.linked_ports import Linked, LinkedTo
from governance.people import Person
from governance.reports import Author, Entry, Identity
from governance.services.adding_files import PURPOSE, AddingFiles, FilesFor, ToReports
from governance.services.corresponding import MOST_LETTERS, NewLetter
from governance.services.filing import Filing
from storage import tables
from storage.drafts import SealedDrafts
from storage.seal_files import FileVault
from tests.governance.filing_world import CleansHere
from tests.governance.reporting import REPORTER, Killed, Office, concern, new_id, office

ADDRESS = "https://desk.council.example/add-files"
STRANGER = Person("stranger", "bbbbbbbb-0000-4000-8000-000000000001", "Sam Stone", "sam@council.example")


def to(report_id: str) -> LinkedTo:
    return LinkedTo(Linked.REPORT, report_id)


@dataclass
class Way:
    office: Office
    adding: AddingFiles
    drafts: SealedDrafts
    filing: Filing
    report_id: str

    async def token(self, by: Person = REPORTER, report_id: str = "") -> str:
        _, url = await self.adding.link(by, to(report_id or self.report_id))
        assert url.startswith(ADDRESS + "/")
        return url.rpartition("/")[2]

    async def page(self) -> FilesFor:
        return await self.adding.begin(await self.token())

    async def letter(self, *files: Kept) -> NewLetter:
        kept = files or (await self.filing.take(b"What the doors looked like."),)
        return NewLetter(new_id(), Entry.ADDITION, listed(kept), files=tuple(kept))

    async def files(self) -> int:
        async with self.office.store.work() as work:
            return len(await work.files.of(self.report_id))


async def reports(o: Office, by: Person = REPORTER, identity: Identity = Identity.NAMED) -> str:
    report_id = uuid.uuid4().hex
    await o.receiving.receive_known(concern(identity=identity), report_id, SPEAK_UP.fingerprint, by)
    return report_id


@pytest.fixture
async def way() -> AsyncIterator[Way]:
    async with office() as o:
        drafts = SealedDrafts(o.intake, o.clock)
        adding = AddingFiles(o.store, {Linked.REPORT: ToReports(o.corresponding)}, drafts, o.clock, new_id, ADDRESS)
        filing = Filing(o.store, FileVault(), CleansHere(), Scanner(None), o.clock, new_id)
        yield Way(o, adding, drafts, filing, await reports(o))


@pytest.mark.parametrize("identity", [Identity.NAMED, Identity.CONFIDENTIAL])
async def test_files_by_a_link_reach_the_handlers_with_the_next_batch_as_any_letter_does(
    way: Way, identity: Identity
) -> None:
    o = way.office
    way.report_id = await reports(o, identity=identity)
    o.clock.on_day(0, 9)
    await o.tick()
    assert await way.adding.send(await way.page(), await way.letter())
    assert (await o.handling.open(o.people["officer"], way.report_id)).letters == ()
    o.clock.on_day(0, 13)
    await o.tick()
    [letter] = (await o.handling.open(o.people["officer"], way.report_id)).letters
    assert (letter.author, letter.entry, letter.files) == (Author.REPORTER, Entry.ADDITION, 1)
    async with o.store.work() as work:
        lines = [each.event for each in await work.audit.lines(0, 100)]
    added = [each for each in lines if each.verb == "added"]
    assert [(each.actor, each.subject) for each in added] == [("system", way.report_id)]
    assert all(REPORTER.id != each.actor for each in lines)


async def test_only_whose_report_it_is_gets_a_link(way: Way) -> None:
    anonymous, _, _ = await way.office.told()
    theirs = await reports(way.office, STRANGER)
    for by, report_id in (
        (STRANGER, way.report_id),
        (way.office.people["officer"], way.report_id),
        (REPORTER, theirs),
        (REPORTER, anonymous),
        (REPORTER, "nothing"),
    ):
        with pytest.raises(NotFound, match="no such report"):
            await way.token(by, report_id)


async def test_a_link_works_once_and_of_many_at_once_one_gets_in(way: Way) -> None:
    token = await way.token()
    came = await asyncio.gather(*(way.adding.begin(token) for _ in range(8)), return_exceptions=True)
    assert [type(each) for each in came].count(FilesFor) == 1
    with pytest.raises(Expired, match="was used"):
        await way.adding.begin(token)


async def test_a_link_is_over_after_fifteen_minutes(way: Way) -> None:
    token = await way.token()
    way.office.clock.at += timedelta(minutes=15, seconds=2)
    with pytest.raises(Expired, match="15 minutes"):
        await way.adding.begin(token)


async def test_another_link_ends_the_one_before_and_the_page_that_it_opened(way: Way) -> None:
    stolen, page = await way.token(), None
    page = await way.adding.begin(stolen)
    forwarded = await way.token()
    last = await way.token()
    with pytest.raises(Expired, match="another one was made"):
        await way.adding.begin(forwarded)
    with pytest.raises(Expired, match="Nothing was sent"):
        await way.adding.send(page, await way.letter())
    assert await way.files() == 0
    assert await way.adding.send(await way.adding.begin(last), await way.letter())


async def test_a_page_sends_once_and_a_repeated_press_says_the_same(way: Way) -> None:
    page, letter = await way.page(), await way.letter()
    assert await way.adding.send(page, letter)
    assert not await way.adding.send(page, letter)
    with pytest.raises(Expired, match="each link sends once"):
        await way.adding.send(page, await way.letter())
    assert await way.files() == 1


async def test_a_page_sends_to_its_own_report_alone(way: Way) -> None:
    page, other = await way.page(), await reports(way.office)
    for wrong in (replace(page, to=to(other)), replace(page, page=new_id()), replace(page, page="")):
        with pytest.raises(Expired):
            await way.adding.send(wrong, await way.letter())
    with pytest.raises(NotFound):
        await way.adding.send(replace(page, to=to("nothing")), await way.letter())
    anonymous, _, _ = await way.office.told()
    with pytest.raises(NotFound):
        await way.adding.send(replace(page, to=to(anonymous)), await way.letter())
    assert await way.adding.send(page, await way.letter())


@pytest.mark.parametrize("change", ["a sign", "cut", "another draft"])
async def test_a_link_that_was_changed_leads_nowhere(way: Way, change: str) -> None:
    token = await way.token()
    spoiled = {
        "a sign": token[:-5] + ("A" if token[-5] != "A" else "B") + token[-4:],
        "cut": token[:-4],
        "another draft": way.drafts.seal("document", "", {"opens": "x"}),
    }[change]
    with pytest.raises(Tampered, match="not a whole link"):
        await way.adding.begin(spoiled)
    assert (await way.adding.begin(token)).to == to(way.report_id)


async def test_somebody_with_our_draft_keys_alone_makes_no_link(way: Way) -> None:
    await way.token()
    async with way.office.engine.connect() as connection:
        kept = (await connection.execute(text("SELECT digest FROM file_links"))).scalar_one()
    for guess in (kept, way.report_id, new_id()):
        with pytest.raises(Expired):
            await way.adding.begin(way.drafts.seal(PURPOSE, "", {"opens": guess}))


async def test_what_is_kept_of_a_link_opens_nothing_and_says_no_time(way: Way) -> None:
    token = await way.token()
    opens = str(way.drafts.open(PURPOSE, "", token)["opens"])
    page = await way.adding.begin(token)
    async with way.office.engine.connect() as connection:
        [row] = (await connection.execute(text("SELECT * FROM file_links"))).all()
    assert {opens, page.page, token} & {str(value) for value in row} == set()
    assert str(row.made_on) == "2026-11-23"
    assert await way.adding.send(page, await way.letter())
    async with way.office.engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM file_links"))).scalar_one() == 0


async def test_a_report_that_was_taken_back_or_closed_is_added_to_as_with_a_code(way: Way) -> None:
    page = await way.page()
    withdrawal = NewLetter(new_id(), Entry.WITHDRAWAL, "")
    await way.office.corresponding.write_known(REPORTER, way.report_id, withdrawal)
    assert await way.adding.send(page, await way.letter())
    way.office.clock.on_day(0, 13)
    await way.office.tick()
    letters = (await way.office.handling.open(way.office.people["officer"], way.report_id)).letters
    assert sorted(letter.files for letter in letters) == [0, 1]


async def test_a_report_whose_time_was_over_meanwhile_takes_nothing(way: Way) -> None:
    token, page = await way.token(), None
    other = await reports(way.office)
    page = await way.adding.begin(await way.token(REPORTER, other))
    async with way.office.engine.begin() as connection:
        await connection.execute(text("PRAGMA foreign_keys = ON"))
        await connection.execute(delete(tables.reports).where(tables.reports.c.id.in_([way.report_id, other])))
    with pytest.raises(Expired):
        await way.adding.begin(token)
    with pytest.raises(NotFound, match="not there any more"):
        await way.adding.send(page, await way.letter())


async def test_too_many_files_or_letters_are_refused_and_the_link_is_not_lost(way: Way) -> None:
    for _ in range(MOST_TO_A_REPORT // 10):
        ten = [await way.filing.take(b"words") for _ in range(10)]
        assert await way.adding.send(await way.page(), await way.letter(*ten))
    page = await way.page()
    with pytest.raises(Refused, match=f"{MOST_TO_A_REPORT} files"):
        await way.adding.send(page, await way.letter())
    for _ in range(MOST_LETTERS - 3):
        more = NewLetter(new_id(), Entry.ADDITION, "More.")
        await way.office.corresponding.write_known(REPORTER, way.report_id, more)
    with pytest.raises(Refused, match=f"{MOST_LETTERS} times"):
        await way.adding.send(page, await way.letter())
    async with way.office.engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM file_links"))).scalar_one() == 1


async def test_a_crash_before_the_end_leaves_the_page_able_to_send(way: Way) -> None:
    page, letter = await way.page(), await way.letter()
    way.office.killing.at = "letter.before_commit"
    with pytest.raises(Killed):
        await way.adding.send(page, letter)
    assert await way.files() == 0
    assert await way.adding.send(page, letter)


async def test_links_that_are_over_are_forgotten(way: Way) -> None:
    await way.token()
    assert await way.adding.sweep() == 0
    way.office.clock.at += timedelta(days=3)
    assert await way.adding.sweep() == 1
