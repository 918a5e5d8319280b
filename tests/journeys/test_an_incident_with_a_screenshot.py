"""Journey 6 with a screenshot: asked first if the leaked data is on it, made clean, sent with the incident, and got by
those who handle incidents by a link that works once."""

from __future__ import annotations

from io import BytesIO

import aiohttp
import pytest

from tests.harness.browserless import Page, Visitor, read_page
from tests.harness.cast import in_post
from tests.harness.incident_story import INCIDENT
from tests.harness.people import Handler
from tests.harness.process import Candour
from tests.harness.teams import Dialog, Teams, actions
from tests.papers.hostile_files import NEEDLES, needles_in, photograph
from tests.trust.residue import Scanner, needles

pytestmark = pytest.mark.process

NAMED = {**INCIDENT, "naming": "named", "name": "Rosa Quill", "late_reason": "I was away."}
NEVER_SENT = b"This was taken out again before it was sent. " * 20


async def adds(visitor: Visitor, *contents: bytes) -> Page:
    assert visitor.page is not None
    form = aiohttp.FormData()
    form.add_field("files", next(field.value for field in visitor.page.fields if field.name == "files"))
    for content in contents:
        form.add_field("chosen", BytesIO(content), filename="rosas-desk.jpg", content_type="application/octet-stream")
    async with visitor.session.post(f"{visitor.url}/incident", data=form) as answer:
        visitor.page = read_page("/incident", answer.status, answer.headers, await answer.text())
    return visitor.page


async def comes_to(visitor: Visitor, words: str, **answers: str) -> Page:
    """Answer page by page, to the one with these words."""
    page = await visitor.go("/incident")
    for _ in range(20):
        if words in page.words:
            return page
        page = await visitor.go_on({**NAMED, **answers})
        assert "There is a problem" not in page.words, page.words
    raise AssertionError(f"this never comes: {words}")


async def ends(visitor: Visitor, **answers: str) -> Page:
    page = visitor.page
    assert page is not None
    for _ in range(6):
        if "Your reference is" in page.words:
            return page
        page = await visitor.go_on({**NAMED, **answers})
    raise AssertionError(page.words)


async def opens(teams: Teams) -> Dialog:
    handler = Handler.of(teams, in_post("data protection officer"))
    *_, listed = await handler.member.say("incidents")
    return await (await handler.member.open(listed, "Incidents")).press("Open this incident")


async def gets(session: aiohttp.ClientSession, listed: Dialog) -> tuple[str, bytes, str]:
    ready = await listed.press("Get file 1")
    url = next(each["url"] for each in actions(ready.card) if each["type"] == "Action.OpenUrl")
    async with session.post(url) as answer:
        assert answer.status == 200
        return answer.headers["Content-Disposition"], await answer.read(), url


async def test_a_screenshot_comes_clean_to_those_who_handle_the_incident(
    candour: Candour, session: aiohttp.ClientSession, teams: Teams
) -> None:
    visitor = Visitor(session, candour.url)
    page = await comes_to(visitor, "Choose files", add="yes", leaked="covered")
    assert "Do not add the data that got out" in page.words
    assert "Nothing is sent yet" in page.words
    page = await adds(visitor, photograph(), NEVER_SENT, b"<svg/>")
    assert "where it was taken" in page.words
    assert "File 3 of those you just chose" in page.words
    token = next(field.value for field in page.fields if field.name == "files")
    async with session.post(f"{candour.url}/incident", data={"files": token, "action": "out:2"}) as answer:
        visitor.page = read_page("/incident", answer.status, answer.headers, await answer.text())
    page = await visitor.press("Go on with this file")
    assert "About you" in page.words
    done = await ends(visitor)
    assert "We have it. Thank you" in done.words

    opened = await opens(teams)
    listed = await opened.press("Added files (1)")
    assert "1 file." in listed.words
    assert "where it was taken" in listed.words
    named, content, url = await gets(session, listed)
    assert named == 'attachment; filename="incident-file-1.jpg"'
    assert needles_in(content) == []
    async with session.post(url) as again:
        assert again.status == 410

    await candour.stop()
    facts = {needle: needle for needle in NEEDLES} | {
        "the file's name": "rosas-desk", "what was taken out": NEVER_SENT[:44].decode(),
    }  # fmt: skip
    assert Scanner(needles(facts)).scan(candour.data) == set()
    assert candour.query("SELECT count(*) FROM incident_files") == [(1,)]


async def test_the_leaked_data_itself_is_not_asked_for_again(
    candour: Candour, session: aiohttp.ClientSession, teams: Teams
) -> None:
    visitor = Visitor(session, candour.url)
    page = await comes_to(visitor, "Do not send that data again", add="yes", leaked="yes")
    assert "Each copy is one more that can get out" in page.words
    assert "Choose files" not in page.words
    assert "We have it. Thank you" in (await ends(visitor)).words
    assert not (await opens(teams)).has("Added files (1)")


async def test_whoever_goes_on_without_a_file_or_changes_their_mind_sends_none(
    candour: Candour, session: aiohttp.ClientSession, teams: Teams
) -> None:
    visitor = Visitor(session, candour.url)
    await comes_to(visitor, "Choose files", add="yes", leaked="no")
    await adds(visitor, photograph())
    await visitor.press("Go on with this file")
    page = await visitor.go_on(NAMED)
    page = await visitor.go_on(NAMED) if "Check and send" not in page.words else page
    page = await visitor.press("Change: Is it the data itself?")
    page = await visitor.go_on({"leaked": "no"})
    assert "File 1: picture" in page.words
    page = await visitor.press("Go on without a file")
    assert "Check and send" in page.words
    assert "We have it. Thank you" in (await ends(visitor)).words
    assert not (await opens(teams)).has("Added files (1)")
