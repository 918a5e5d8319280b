"""Journey 2, with files: what they hide is found, taken out and shown; the reporter sends them; a handler gets them by
a link that works once; and of what was hidden, and of what was never sent, nothing is found anywhere."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import aiohttp
import pytest

from tests.harness.browserless import Page, Visitor, read_page
from tests.harness.connector import RecordingConnector
from tests.harness.people import Handler, WebWhistleblower, Whistleblower
from tests.harness.process import Candour
from tests.harness.teams import Dialog, actions
from tests.papers.hostile_files import NEEDLES, needles_in, pdf, photograph, word
from tests.trust.residue import Scanner, keys_of, needles

pytestmark = pytest.mark.process

NINE = datetime(2026, 11, 23, 9, 0, 30, tzinfo=UTC)
TITLE = "Fire doors wedged open"
NAME = "perpetuas-holiday-at-the-lake.jpg"
STORY_WORDS = "The doors at the back stairs are wedged open every day of the week."
NEVER_SENT = b"This was never sent: the lake is deep. " * 20
SENT = b"The doors at the back stairs were wedged open all week. " * 20


async def adds(visitor: Visitor, *contents: bytes, name: str = NAME, to: str = "/mailbox") -> Page:
    """Choose these files on the page, as a browser posts them, and press Add."""
    assert visitor.page is not None
    form = aiohttp.FormData()
    (token,) = {field.value for field in visitor.page.fields if field.name == "files"}
    form.add_field("files", token)
    for content in contents:
        form.add_field("chosen", BytesIO(content), filename=name, content_type="application/octet-stream")
    async with visitor.session.post(visitor.url + to, data=form) as answer:
        visitor.page = read_page(to, answer.status, answer.headers, await answer.text())
    return visitor.page


async def presses(visitor: Visitor, action: str, to: str = "/mailbox") -> bytes:
    """A button of the page with the files, by what it sends; the answer as it came."""
    assert visitor.page is not None
    token = next(field.value for field in visitor.page.fields if field.name == "files")
    body = {"files": token, "action": action}
    async with visitor.session.post(visitor.url + to, data=body) as answer:
        assert answer.status == 200, await answer.text()
        content = await answer.read()
        if answer.content_type == "text/html":
            visitor.page = read_page(to, 200, answer.headers, content.decode())
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


async def link_of(reports: Dialog) -> str:
    """Ask for a link in "my reports"."""
    ready = await reports.press("Add a file")
    assert "They cannot read anything" in ready.words
    return str(next(a["url"] for a in actions(ready.card) if a["type"] == "Action.OpenUrl"))


async def use(visitor: Visitor, url: str) -> Page:
    """The button of the page behind a link."""
    async with visitor.session.post(url) as answer:
        visitor.page = read_page("/add-files", answer.status, answer.headers, await answer.text())
    return visitor.page


async def test_files_by_a_link_from_teams_for_a_report_with_a_name(
    candour: Candour,
    whistleblower: Whistleblower,
    web_whistleblower: WebWhistleblower,
    monitoring_officer: Handler,
    connector: RecordingConnector,
    session: aiohttp.ClientSession,
) -> None:
    story = {"identity": "confidential", "title": TITLE, "story": STORY_WORDS}
    visitor, to = web_whistleblower.visitor, "/add-files"
    # Who it is stands on the staff list alone, and using a link adds no form of it anywhere.
    reporter = Scanner(needles({"entra id": whistleblower.member.entra_id}, keys_of(candour.data)))
    await whistleblower.reports(**story)
    mine = await whistleblower.reads_my_reports()
    # While the service runs, what it writes goes from one file to the other, past whoever looks through them in turn.
    await candour.stop()
    had = {(each.fact, each.form) for each in reporter.scan(candour.data)}
    await candour.start()
    first = await link_of(mine)
    second = await link_of(mine)
    # A preview, a scanner and somebody curious look: one page for every link, and nothing is used up.
    looked = set()
    for url in (second, second, first, f"{candour.url}{to}/nothing"):
        async with session.get(url) as answer:
            looked.add((answer.status, await answer.text()))
    assert len(looked) == 1
    gone = await use(visitor, first)
    assert (gone.status, "another one was made after it" in gone.words) == (410, True)

    page = await use(visitor, second)
    assert "You are adding files to your report of Monday 23 November 2026" in page.words
    stolen = await use(Visitor(session, candour.url), second)
    assert (stolen.status, "was used" in stolen.words) == (410, True)
    page = await adds(visitor, photograph(), NEVER_SENT, SENT, to=to)
    assert "where it was taken" in page.words
    for secret in (TITLE, STORY_WORDS, second.rpartition("/")[2]):
        assert secret not in page.html
    # The page of a link opens nothing of the mailbox, and that of a code nothing here.
    token = next(field.value for field in page.fields if field.name == "files")
    async with session.post(f"{candour.url}/mailbox", data={"files": token, "action": "send"}) as answer:
        assert answer.status == 400
    assert needles_in(await presses(visitor, "see:1", to)) == []
    await presses(visitor, "out:2", to)
    sending = visitor.page
    assert "We have what you added" in (await presses(visitor, "send", to)).decode()
    visitor.page = sending
    assert "We have what you added" in (await presses(visitor, "send", to)).decode(), "a repeated press says the same"
    visitor.page = sending
    await adds(visitor, b"One file more.", to=to)
    token = next(field.value for field in visitor.page.fields if field.name == "files")
    async with session.post(f"{candour.url}{to}", data={"files": token, "action": "send"}) as answer:
        assert (answer.status, "each link sends once" in await answer.text()) == (410, True)

    candour.set_clock(NINE)
    await monitoring_officer.is_told()
    listed = await (await monitoring_officer.opens(TITLE)).press("Files")
    assert "2 files" in listed.words
    assert await gets(session, listed, "Get file 2") == ("txt", SENT)
    shown = await whistleblower.reads_my_reports()
    assert "File 2: text" in shown.words

    tokens = {f"link {number}": url.rpartition("/")[2] for number, url in enumerate((first, second))}
    assert not [each for each in connector.calls if "add-files" in str(each)]
    await candour.stop()
    assert "add-files" not in candour.log_file.read_text()
    assert {(each.fact, each.form) for each in reporter.scan(candour.data)} == had
    assert candour.query("select count(*) from file_links") == [(0,)], "what sent is not even a digest any more"
    facts = {needle: needle for needle in NEEDLES} | {"the file's name": NAME.removesuffix(".jpg")} | tokens
    facts |= {"what was never sent": NEVER_SENT[:60].decode(), "what was sent": SENT[:50].decode()}
    assert Scanner(needles(facts)).scan(candour.data) == set()


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
