"""Documents by a link: one person, one thing, once, for minutes; whatever looks at the link first spends nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import uuid4

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from dialogs.views.documents import document_ready
from dialogs.views.parts import press
from governance.documents import WORD, Document
from governance.errors import NotYours, Refused
from governance.people import Person
from governance.services.handing_out import HandingOut
from storage.drafts import SealedDrafts
from storage.work import SqlStore, memory_store
from tests.faces.card_rules import check, words
from tests.storage.seals import Watch
from tests.storage.test_drafts import some_keys
from web import documents
from web.frame import Frame

ADDRESS = "https://desk.council.example/documents"
ANN = Person("7", "aaaaaaaa-0000-4000-8000-000000000007", "Ann Reed", "ann@council.example")
PACK = Document("siro-pack-2026-q3.docx", WORD, b"the pack")


@dataclass
class Desk:
    """Handing out over HTTP, and what its producers were asked for."""

    store: SqlStore
    watch: Watch
    handing_out: HandingOut
    url: str = ""
    asked: list[tuple[str, Mapping[str, object]]] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)
    ends_before_it_should: bool = True

    async def pack(self, by: Person, facts: Mapping[str, object]) -> Document:
        self.asked.append((by.name, facts))
        return PACK

    async def pieces(self, by: Person, facts: Mapping[str, object]) -> Document:  # noqa: ARG002  # a producer's signature
        async def give() -> AsyncIterator[bytes]:
            for _ in range(40):
                yield b"x" * 65_536

        return Document("evidence-1.pdf", "application/pdf", give())

    async def breaks(self, by: Person, facts: Mapping[str, object]) -> Document:  # noqa: ARG002
        async def give() -> AsyncIterator[bytes]:
            yield b"the first half"
            raise OSError("the disk is gone")

        return Document("evidence-1.pdf", "application/pdf", give())

    async def refuses(self, by: Person, facts: Mapping[str, object]) -> Document:  # noqa: ARG002
        raise NotYours("Only the SIRO may have this & you are not.")

    async def closed(self, by: Person, facts: Mapping[str, object]) -> Document:  # noqa: ARG002
        async def give() -> AsyncIterator[bytes]:
            raise Refused("This does not open.")
            yield b""

        return Document("evidence-1.pdf", "application/pdf", give())

    def link(self, document: str, by: Person = ANN, **facts: str) -> str:
        address = self.handing_out.link(by, document, **facts)
        assert address.startswith(ADDRESS + "/")
        return self.url + documents.PATH + address.removeprefix(ADDRESS)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    watch = Watch()
    async with await memory_store(None) as store:
        async with store.work() as work:
            await work.people.replace([ANN], [])
        made = Desk(store, watch, None)  # type: ignore[arg-type]  # the two need each other
        producers = {
            "pack": made.pack,
            "pieces": made.pieces,
            "breaks": made.breaks,
            "refuses": made.refuses,
            "closed": made.closed,
        }
        made.handing_out = HandingOut(
            store, SealedDrafts(some_keys(), watch), watch, lambda: uuid4().hex, producers, ADDRESS
        )
        app = web.Application()
        app.add_routes(
            documents.routes(documents.Door(made.handing_out, Frame("Demo Council", ""), made.faults.append))
        )
        async with TestServer(app, host="127.0.0.1") as server:
            made.url = str(server.make_url("")).rstrip("/")
            yield made


async def test_the_document_comes_once_to_the_person_it_was_for(desk: Desk, session: aiohttp.ClientSession) -> None:
    link = desk.link("pack", quarter="2026-q3")
    async with session.post(link) as answer:
        assert (answer.status, await answer.read()) == (200, b"the pack")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="siro-pack-2026-q3.docx"'
        assert (answer.content_type, answer.content_length) == (WORD, 8)
    async with session.post(link) as answer:
        assert answer.status == 410
        assert "each link works once" in await answer.text()
    assert desk.asked == [("Ann Reed", {"quarter": "2026-q3"})]


async def test_whatever_looks_at_the_link_spends_nothing_and_learns_nothing(
    desk: Desk, session: aiohttp.ClientSession
) -> None:
    link = desk.link("pack")
    pages = set()
    for looked_at in (link, link, desk.link("refuses"), desk.url + "/documents/nothing"):
        async with session.get(looked_at) as answer:
            pages.add((answer.status, await answer.text()))
        async with session.head(looked_at) as answer:
            assert answer.status == 200
    assert len(pages) == 1
    assert desk.asked == []
    async with session.post(link) as answer:
        assert answer.status == 200


async def test_a_link_is_over_after_ten_minutes(desk: Desk, session: aiohttp.ClientSession) -> None:
    link = desk.link("pack")
    desk.watch.at += timedelta(minutes=10, seconds=2)
    async with session.post(link) as answer:
        assert answer.status == 410
        assert "works for ten minutes" in await answer.text()
    assert desk.asked == []


@pytest.mark.parametrize("change", ["a sign", "the end", "everything"])
async def test_a_link_that_was_changed_leads_nowhere(desk: Desk, session: aiohttp.ClientSession, change: str) -> None:
    link = desk.link("pack")
    spoiled = {
        "a sign": link[:-10] + ("A" if link[-10] != "A" else "B") + link[-9:],
        "the end": link[:-4],
        "everything": desk.url + "/documents/AAAA",
    }[change]
    async with session.post(spoiled) as answer:
        assert answer.status in (404, 410)
    assert desk.asked == []


async def test_somebody_who_left_or_whose_account_changed_gets_nothing(
    desk: Desk, session: aiohttp.ClientSession
) -> None:
    gone = Person(ANN.id, ANN.entra_id, ANN.name, ANN.email, left_on=date(2020, 1, 1))
    another = Person(ANN.id, "bbbbbbbb-0000-4000-8000-000000000007", ANN.name, ANN.email)
    for changed in (gone, another):
        link = desk.link("pack")
        async with desk.store.work() as work:
            await work.people.replace([changed], [])
        async with session.post(link) as answer:
            assert answer.status == 403
    async with session.post(desk.link("pack", Person("entra:x", "x", "Nobody", ""))) as answer:
        assert answer.status == 403
    assert desk.asked == []


async def test_a_refusal_is_said_in_words_and_spends_the_link(desk: Desk, session: aiohttp.ClientSession) -> None:
    link = desk.link("refuses")
    async with session.post(link) as answer:
        assert answer.status == 403
        assert "Only the SIRO may have this &amp; you are not." in await answer.text()
    async with session.post(link) as answer:
        assert answer.status == 410


async def test_what_does_not_open_is_refused_before_the_document_begins(
    desk: Desk, session: aiohttp.ClientSession
) -> None:
    async with session.post(desk.link("closed")) as answer:
        assert (answer.status, answer.content_type) == (409, "text/html")


async def test_a_long_document_comes_piece_by_piece(desk: Desk, session: aiohttp.ClientSession) -> None:
    async with session.post(desk.link("pieces")) as answer:
        assert answer.content_length is None
        assert len(await answer.read()) == 40 * 65_536


async def test_half_a_document_is_never_taken_for_a_whole_one(desk: Desk, session: aiohttp.ClientSession) -> None:
    with pytest.raises(aiohttp.ClientError):
        async with session.post(desk.link("breaks")) as answer:
            await answer.read()
    assert [type(each) for each in desk.faults] == [OSError]


async def test_links_that_are_over_are_forgotten(desk: Desk, session: aiohttp.ClientSession) -> None:
    async with session.post(desk.link("pack")) as answer:
        await answer.read()
    assert await desk.handing_out.sweep() == 0
    desk.watch.at += timedelta(days=3)
    assert await desk.handing_out.sweep() == 1


def test_a_document_that_nobody_makes_has_no_link(desk: Desk) -> None:
    with pytest.raises(KeyError):
        desk.link("nothing")


@pytest.mark.parametrize("name", ["", "Pack.docx", "a pack.docx", "../x.docx", 'a".docx', "pack", "päck.docx"])
def test_a_name_that_somebody_typed_is_no_name_for_a_document(name: str) -> None:
    with pytest.raises(ValueError, match="name is ours"):
        Document(name, WORD, b"")


def test_the_link_stands_in_a_dialog_in_plain_words() -> None:
    card = document_ready("The pack for the SIRO", ADDRESS + "/x", [press("Back", {"verb": "x"})], "This is not Teams.")
    check(card)
    assert "works once, within 10 minutes" in words(card)
    (leads,) = [action for action in card["actions"] if action["type"] == "Action.OpenUrl"]  # type: ignore[attr-defined]
    assert leads["url"] == ADDRESS + "/x"
