"""Journey 2, with files: what they hide is found, taken out and shown; the reporter sends them; a handler gets them by
a link that works once; and of what was hidden, and of what was never sent, nothing is found anywhere."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import aiohttp
import pytest

from tests.harness.browserless import Page, Visitor, read_page
from tests.harness.people import Handler, WebWhistleblower
from tests.harness.process import Candour
from tests.harness.teams import Dialog, actions
from tests.papers.hostile_files import NEEDLES, needles_in, pdf, photograph, word
from tests.trust.residue import Scanner, needles

pytestmark = pytest.mark.process

NINE = datetime(2026, 11, 23, 9, 0, 30, tzinfo=UTC)
TITLE = "Fire doors wedged open"
NAME = "perpetuas-holiday-at-the-lake.jpg"
NEVER_SENT = b"This was never sent: the lake is deep. " * 20
SENT = b"The doors at the back stairs were wedged open all week. " * 20


async def adds(visitor: Visitor, *contents: bytes, name: str = NAME) -> Page:
    """Choose these files on the page, as a browser posts them, and press Add."""
    assert visitor.page is not None
    form = aiohttp.FormData()
    (token,) = {field.value for field in visitor.page.fields if field.name == "files"}
    form.add_field("files", token)
    for content in contents:
        form.add_field("chosen", BytesIO(content), filename=name, content_type="application/octet-stream")
    async with visitor.session.post(f"{visitor.url}/mailbox", data=form) as answer:
        visitor.page = read_page("/mailbox", answer.status, answer.headers, await answer.text())
    return visitor.page


async def presses(visitor: Visitor, action: str) -> bytes:
    """A button of the page with the files, by what it sends; the answer as it came."""
    assert visitor.page is not None
    token = next(field.value for field in visitor.page.fields if field.name == "files")
    body = {"files": token, "action": action}
    async with visitor.session.post(f"{visitor.url}/mailbox", data=body) as answer:
        assert answer.status == 200
        content = await answer.read()
        if answer.content_type == "text/html":
            visitor.page = read_page("/mailbox", 200, answer.headers, content.decode())
        else:
            assert answer.headers["Content-Disposition"].startswith('attachment; filename="file-')
        return content


async def test_files_from_the_web_page_to_the_handler(
    candour: Candour,
    web_whistleblower: WebWhistleblower,
    monitoring_officer: Handler,
    session: aiohttp.ClientSession,
) -> None:
    who, visitor = web_whistleblower, web_whistleblower.visitor
    await who.reports()
    await visitor.press("Add files")
    page = await adds(visitor, photograph(), pdf(javascript=True, attachment=True), word(), NEVER_SENT, SENT)
    assert "where it was taken" in page.words
    assert "programs that run when it is opened" in page.words
    assert "File 5: text" in page.words
    assert needles_in(await presses(visitor, "see:1")) == []
    page = await adds(visitor, b"", b"<svg/>", b"x" * (25 * 1024 * 1024 + 1))
    for said in (
        "There is a problem",
        "File 1 of those you just chose: This file is empty",
        "cannot make safe",
        "25 MB",
    ):
        assert said in page.words
    page = await adds(visitor, b"", name="")
    assert "Choose a file first" in page.words
    await presses(visitor, "out:4")
    assert b"on its way" not in await presses(visitor, "nonsense")
    assert "We have what you added" in (await presses(visitor, "send")).decode()
    assert visitor.page is not None

    candour.set_clock(NINE)
    await monitoring_officer.is_told()
    case = await monitoring_officer.opens(TITLE)
    assert "File 4: text" in case.words
    listed = await case.press("Files")
    assert "Not scanned for viruses." in listed.words
    assert "4 files" in listed.words
    got = [await gets(session, listed, f"Get file {number}") for number in range(1, 5)]
    assert [suffix for suffix, _ in got] == ["jpg", "pdf", "docx", "txt"]
    assert [needles_in(content) for _, content in got] == [[]] * 4
    assert got[3][1] == SENT

    await candour.stop()
    facts = {needle: needle for needle in NEEDLES} | {"the file's name": NAME.removesuffix(".jpg")}
    facts |= {"what was never sent": NEVER_SENT[:60].decode(), "what was sent": SENT[:50].decode(), "code": who.code}
    assert Scanner(needles(facts)).scan(candour.data) == set()


async def gets(session: aiohttp.ClientSession, listed: Dialog, button: str) -> tuple[str, bytes]:
    """(the end of its name, the file): by the link of the dialog, whose button works once."""
    ready = await listed.press(button)
    url = next(a["url"] for a in actions(ready.card) if a["type"] == "Action.OpenUrl")
    async with session.get(url) as looked:
        assert "Save the document" in await looked.text()
    async with session.post(url) as answer:
        assert answer.status == 200, await answer.text()
        content, name = await answer.read(), answer.headers["Content-Disposition"]
    async with session.post(url) as again:
        assert again.status == 410
    return name.rstrip('"').rpartition(".")[2], content


async def test_an_upload_that_is_broken_off_or_broken_is_no_fault_of_ours(
    candour: Candour, web_whistleblower: WebWhistleblower, session: aiohttp.ClientSession
) -> None:
    who, visitor = web_whistleblower, web_whistleblower.visitor
    await who.reports()
    await visitor.press("Add files")
    url, boundary = f"{candour.url}/mailbox", {"Content-Type": "multipart/form-data; boundary=x"}
    nested = b"--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n"
    for body in (b"", b"--x", b"--x\r\n\r\n", b"nonsense", b"--x--\r\n", nested):
        async with session.post(url, data=body, headers=boundary) as answer:
            assert answer.status in (200, 400), body
    assert visitor.page is not None
    form = aiohttp.FormData()
    form.add_field("chosen", b"x", filename="x")
    async with session.post(url, data=form) as answer:
        assert answer.status == 400, "files before the page's own part"
    assert '"page_failed"' not in candour.log_file.read_text()
