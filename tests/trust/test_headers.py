"""X12: every answer of every route carries exactly its headers, whatever its status; no page leads anywhere else."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from email.parser import BytesParser
from typing import Any

import aiohttp
import pytest

from tests.harness.browserless import Visitor
from tests.harness.cast import STORY
from tests.harness.connector import RecordingConnector
from tests.harness.fixtures import Starts
from tests.harness.people import WebWhistleblower, Whistleblower
from tests.harness.process import Candour
from tests.harness.teams import Teams
from tests.trust.channel import APP_ID, TENANT_ID
from tests.trust.conftest import Figure

pytestmark = pytest.mark.process

ALWAYS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
}
PAGE = ALWAYS | {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
}
API = ALWAYS | {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}
TRY_OUT = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HTTPS = {"Strict-Transport-Security": "max-age=31536000"}
#: What HTTP itself needs.
CARRIAGE = {"date", "content-length", "content-type", "connection", "transfer-encoding"}

HTML, CSS, TEXT, JSON = (
    f"{kind}; charset=utf-8" for kind in ("text/html", "text/css", "text/plain", "application/json")
)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

#: What is no HTTP, or breaks off being it.
BROKEN = {
    "no request": b"NONSENSE\r\n\r\n",
    "another protocol": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "a bad header": b"GET /speak-up HTTP/1.1\r\nHost: x\r\nBad Header\r\n\r\n",
    "a long address": b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "a long header": b"GET /speak-up HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 20_000 + b"\r\n\r\n",
    "bytes in the address": b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    "an address that is none": b"GET http://x:y:z/ HTTP/1.1\r\nHost: x\r\n\r\n",
    "a bad chunk": b"POST /speak-up HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "two lengths": b"POST /mailbox HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nab",
}


@dataclass
class Answers:
    """Asks, and keeps what is wrong with the answers."""

    session: aiohttp.ClientSession
    url: str
    wrong: list[str] = field(default_factory=list)
    #: (path, status) that were seen.
    seen: set[tuple[str, int]] = field(default_factory=set)

    async def ask(
        self,
        method: str,
        path: str,
        status: int,
        expected: Mapping[str, str],
        kind: str | None,
        **more: Any,
    ) -> str:
        # No type is made up for bytes that are given without one.
        skip = ["Content-Type"] if isinstance(more.get("data"), bytes) else []
        async with self.session.request(
            method, self.url + path, allow_redirects=False, skip_auto_headers=skip, **more
        ) as answer:
            text = await answer.text()
        self.check(f"{method} {path}", answer.status, dict(answer.headers), status, expected, kind)
        return text

    def check(
        self,
        what: str,
        status: int,
        headers: Mapping[str, str],
        wanted: int,
        expected: Mapping[str, str],
        kind: str | None,
    ) -> None:
        self.seen.add((what, status))
        if status != wanted:
            self.wrong.append(f"{what}: {status}, not {wanted}")
        got = {name.lower(): value for name, value in headers.items() if name.lower() not in CARRIAGE}
        if got != {name.lower(): value for name, value in expected.items()}:
            self.wrong.append(f"{what}, {status}: {headers}")
        if kind is not None and headers.get("Content-Type") != kind:
            self.wrong.append(f"{what}, {status}: {headers.get('Content-Type')}")


async def test_every_answer_of_the_try_out_has_exactly_its_headers(
    starts: Starts, session: aiohttp.ClientSession, connector: RecordingConnector, full_size: bool, figure: Figure
) -> None:
    # Nothing can be received, so that a fault of ours is seen too.
    candour = await starts(launcher=("-m", "tests.trust.faulty_server", "fail:receive.before_commit:/1"))
    answers = Answers(session, candour.url)
    await of_the_pages(answers, PAGE)
    await of_documents(answers, PAGE)
    await of_the_health_checks(answers, API)
    await of_the_bots_end_point(answers, API)
    await of_the_try_out_page(answers)
    await of_faults(answers, candour, connector)
    await asyncio.gather(*(of_broken_requests(answers, candour.port, name) for name in BROKEN))
    if full_size:
        slow = b"POST /speak-up HTTP/1.1\r\nHost: x\r\n" + b"Content-Type: application/x-www-form-urlencoded\r\n"
        status, headers, _ = await raw(candour.port, slow + b"Content-Length: 9\r\n\r\nd")
        answers.check("POST /speak-up, slowly", status, headers, 408, PAGE, HTML)
    assert answers.wrong == []
    figure(f"{len(answers.seen)} routes and statuses, exact")


async def test_https_an_onion_address_and_signed_messages_keep_the_same_law(
    starts: Starts, session: aiohttp.ClientSession
) -> None:
    candour = await starts(
        CANDOUR_PUBLIC_URL="https://speak-up.example",
        CANDOUR_ONION_URL="http://candour.onion/",
        CANDOUR_APP_ID=APP_ID,
        CANDOUR_TENANT_ID=TENANT_ID,
        CANDOUR_OPENID_METADATA="http://127.0.0.1:9/openid",
    )
    answers = Answers(session, candour.url)
    for path, status in (
        ("/speak-up", 200),
        ("/mailbox", 200),
        ("/policy", 200),
        ("/incident", 200),
        ("/", 404),
        ("/local/api/about", 404),
        ("/x", 404),
    ):
        onion = {"Onion-Location": f"http://candour.onion{path}"}
        await answers.ask("GET", path, status, PAGE | HTTPS | onion, HTML)
    # Behind these stand people whom we know: no way is shown to somebody who stays unknown.
    await of_documents(answers, PAGE | HTTPS)
    await of_the_health_checks(answers, API | HTTPS)
    signed = API | HTTPS | {"WWW-Authenticate": "Bearer"}
    await answers.ask("POST", "/api/messages", 401, signed, None, json={"type": "message"})
    for token in ("Bearer x", "Bearer a.b.c", "Basic eDp5"):
        await answers.ask("POST", "/api/messages", 401, signed, None, json={}, headers={"Authorization": token})
    status, headers, body = await raw(candour.port, BROKEN["no request"])
    answers.check("broken", status, headers, 400, API | HTTPS, None)
    assert (answers.wrong, body) == ([], b"")


async def of_the_pages(answers: Answers, page: Mapping[str, str]) -> None:
    for path in ("/speak-up", "/mailbox"):
        for method in ("GET", "HEAD"):
            await answers.ask(method, path, 200, page, HTML)
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"):
            await answers.ask(method, path, 405, page, HTML)
        await answers.ask("POST", path, 415, page, HTML, json={})
        # Files come to the mailbox, and this is none.
        status = 400 if path == "/mailbox" else 415
        await answers.ask("POST", path, status, page, HTML, data=b"x", headers={"Content-Type": "multipart/form-data"})
        await answers.ask("POST", path, 413, page, HTML, data=b"a=" + b"b" * 300_000, headers=FORM)
        await answers.ask("POST", path, 400, page, HTML, data="ä=1".encode(), headers=FORM)
        await answers.ask("POST", path, 417, page, None, data=b"a=b", headers={**FORM, "Expect": "nonsense"})
    await answers.ask("POST", "/speak-up", 400, page, HTML, data={"draft": "x"}, headers=FORM)
    await answers.ask("POST", "/speak-up", 400, page, HTML, data={"done": "x", "last": "y"}, headers=FORM)
    await answers.ask("POST", "/mailbox", 200, page, HTML, data={"code": "x"}, headers=FORM)
    await answers.ask("POST", "/mailbox", 400, page, HTML, data={"files": "x", "action": "send"}, headers=FORM)
    parts = {"Content-Type": "multipart/form-data; boundary=x"}
    for status, body in (
        (400, b'--x\r\nContent-Disposition: form-data; name="files"\r\n\r\nx\r\n--x--\r\n'),
        (400, b"--x\r\n\r\n"),
        (413, b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n' * 60 + b"--x--\r\n"),
    ):
        await answers.ask("POST", "/mailbox", status, page, HTML, data=body, headers=parts)
    for path in (
        "/nothing",
        "/speak-up/",
        "/assets/",
        "/assets/../web/app.py",
        "/localx",
        "/robots.txt",
        "/favicon.ico",
    ):
        await answers.ask("GET", path, 404, page, HTML)
    for method, status in (("GET", 200), ("HEAD", 200), ("POST", 405), ("PUT", 405), ("OPTIONS", 405)):
        await answers.ask(method, "/policy", status, page, HTML)
    css = await answers.ask("GET", "/assets/web.css", 200, page, CSS)
    assert not re.search(r"url\(|@import|https?:", css)
    away = page | {"Location": "https://www.bbc.co.uk/weather"}
    await answers.ask("GET", "/exit", 303, away, None)
    await answers.ask("POST", "/exit", 405, page, HTML, data=b"", headers=FORM)


async def of_documents(answers: Answers, page: Mapping[str, str]) -> None:
    for method, status in (("GET", 200), ("HEAD", 200), ("PUT", 405), ("DELETE", 405), ("OPTIONS", 405)):
        await answers.ask(method, "/documents/x", status, page, HTML)
    await answers.ask("POST", "/documents/x", 404, page, HTML, data=b"", headers=FORM)
    await answers.ask("POST", "/documents/" + "A" * 200, 410, page, HTML, data=b"", headers=FORM)
    await answers.ask("GET", "/documents/x/y", 404, page, HTML)
    for method, status in (("GET", 200), ("HEAD", 200), ("PUT", 405), ("DELETE", 405), ("OPTIONS", 405)):
        await answers.ask(method, "/add-files/x", status, page, HTML)
    await answers.ask("POST", "/add-files/x", 404, page, HTML, data=b"", headers=FORM)
    await answers.ask("POST", "/add-files/" + "A" * 200, 410, page, HTML, data=b"", headers=FORM)
    await answers.ask("GET", "/add-files", 405, page, HTML)
    await answers.ask("POST", "/add-files", 400, page, HTML, data={"files": "x", "action": "send"}, headers=FORM)
    await answers.ask("POST", "/add-files", 415, page, HTML, json={})
    await answers.ask("POST", "/add-files", 413, page, HTML, data=b"a=" + b"b" * 300_000, headers=FORM)


async def of_the_health_checks(answers: Answers, api: Mapping[str, str]) -> None:
    for path in ("/healthz", "/readyz"):
        assert await answers.ask("GET", path, 200, api, TEXT) == "ok"
        await answers.ask("POST", path, 405, api, None, data=b"")


async def of_the_bots_end_point(answers: Answers, api: Mapping[str, str]) -> None:
    path = "/api/messages"
    for method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS"):
        await answers.ask(method, path, 405, api | {"Allow": "POST"}, None)
    await answers.ask("POST", path, 415, api, None, data=b"{}", headers={"Content-Type": "text/plain"})
    for body in (b"", b"[]", b"{", b"\xff", b'{"channelId": 7}'):
        await answers.ask("POST", path, 400, api, None, data=body, headers={"Content-Type": "application/json"})
    await answers.ask("POST", path, 403, api, None, json={"channelId": "webchat"})
    await answers.ask("POST", path, 413, api, None, json={"text": "x" * 300_000})
    for nothing in ("/api", "/api/", "/api/messages/", "/api/x"):
        await answers.ask("GET", nothing, 404, PAGE if nothing == "/api" else api, None)


async def of_the_try_out_page(answers: Answers) -> None:
    page = await answers.ask("GET", "/", 200, TRY_OUT, HTML)
    assert not re.search(r"https?://(?!127\.0\.0\.1|localhost)", page)
    for path, kind in (
        ("/local/page/app.js", "text/javascript; charset=utf-8"),
        ("/local/page/style.css", CSS),
        ("/local/api/about", JSON),
        ("/local/api/clock", JSON),
        ("/local/api/people", JSON),
    ):
        await answers.ask("GET", path, 200, TRY_OUT, kind)
    await answers.ask("GET", "/local/nothing", 404, TRY_OUT, None)
    await answers.ask("GET", "/local/page/nothing.js", 404, TRY_OUT, None)
    await answers.ask("PUT", "/local/api/clock", 405, TRY_OUT | {"Allow": "GET,HEAD,POST"}, None)
    await answers.ask("GET", "/local/api/about", 403, TRY_OUT, None, headers={"Host": "evil.example"})


async def of_faults(answers: Answers, candour: Candour, connector: RecordingConnector) -> None:
    """A fault of ours, too many at once, and a database that is not as it should be."""
    visitor = Visitor(answers.session, answers.url)
    last = await WebWhistleblower(visitor).answers(await visitor.go("/speak-up"), STORY)
    answers.check("POST /speak-up, at fault", last.status, dict(last.headers), 500, PAGE, HTML)
    # In Teams the same fault is words in the dialog.
    reporter = Whistleblower(Teams(answers.session, answers.url, connector).person(TENANT_ID))
    dialog = await reporter.answers(await reporter.opens_the_form(), STORY, pages=7)
    while dialog.asks and not dialog.has("Try again"):
        dialog = await dialog.go_on(STORY)
    invoke = reporter.member.activity("invoke", name="task/submit", value={"data": dialog.next_data()})
    await answers.ask("POST", "/api/messages", 200, API, "application/json", json=invoke)

    async def one_of_many() -> None:
        async with answers.session.post(f"{answers.url}/mailbox", data={"code": "x"}) as answer:
            await answer.read()
        answers.check("POST /mailbox, many", answer.status, dict(answer.headers), answer.status, PAGE, HTML)

    await asyncio.gather(*(one_of_many() for _ in range(60)))
    if {status for what, status in answers.seen if what == "POST /mailbox, many"} != {200, 503}:
        answers.wrong.append("sixty at once were not too many")
    with closing(sqlite3.connect(candour.data / "candour.db", timeout=20)) as database:
        database.execute("ALTER TABLE ticks RENAME TO hidden")
    await answers.ask("GET", "/readyz", 503, API, TEXT)


async def of_broken_requests(answers: Answers, port: int, name: str) -> None:
    status, headers, body = await raw(port, BROKEN[name])
    answers.check(name, status, headers, 400, API, None)
    if body:
        answers.wrong.append(f"{name}: {body!r}")


async def raw(port: int, sent: bytes) -> tuple[int, Mapping[str, str], bytes]:
    """Status, headers and body of the answer to these bytes."""
    async with connection(port) as (reader, writer):
        writer.write(sent)
        await writer.drain()
        async with asyncio.timeout(40):
            head = await reader.readuntil(b"\r\n\r\n")
            start, _, fields = head.partition(b"\r\n")
            headers = dict(BytesParser().parsebytes(fields).items())
            body = await reader.readexactly(int(headers.get("Content-Length", "0")))
    return int(start.split()[1]), headers, body


@asynccontextmanager
async def connection(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()


# ---------------------------------------------------------------- what the pages hold


async def test_no_page_leads_anywhere_else_runs_a_script_or_keeps_a_cookie(
    web_whistleblower: WebWhistleblower,
) -> None:
    pages: dict[str, str] = {}
    visitor = web_whistleblower.visitor

    async def keep(name: str) -> None:
        page = visitor.page
        assert page is not None
        assert "Set-Cookie" not in page.headers
        pages[f"{len(pages)} {name}"] = page.html

    await visitor.go("/speak-up")
    for _ in range(20):
        if not visitor.asked:
            break
        await keep("asked")
        await visitor.go_on({})
        await keep("with a problem")
        if visitor.asked:
            await visitor.go_on(STORY)
    await keep("done")
    code = re.search(r'class="code">([^<]+)<', visitor.page.html if visitor.page else "")
    assert code is not None
    await visitor.press("Check it", {"last": "22222"})
    await keep("typed back wrongly")
    await visitor.go("/mailbox")
    await keep("asks for the code")
    await visitor.post("/mailbox", [("code", "22222")])
    await keep("wrong code")
    await visitor.post("/mailbox", [("code", code[1])])
    await keep("mailbox")
    await visitor.go("/speak-up")
    await visitor.press("Stop", {})
    await keep("stopped")
    await visitor.go("/policy")
    await keep("policy")
    await visitor.go("/nothing")
    await keep("not found")

    assert len(pages) > 15
    assert [(name, wrong) for name, html in pages.items() for wrong in foreign(html)] == []
    for bad in (
        '<a href="https://x.example">',
        "<script>1</script>",
        '<img src="//x">',
        '<p onclick="x">',
        "<p style=x>",
    ):
        assert foreign(bad), bad


def foreign(html: str) -> list[str]:
    """Whatever on a page leads to another place, runs, or is drawn from elsewhere."""
    leads = [
        link
        for link in re.findall(r"(?:href|src|action|formaction|data|poster|srcset)\s*=\s*[\"']?([^\"'\s>]*)", html)
        if not re.fullmatch(r"/(?!/)\S*|#\S*", link)
    ]
    runs = re.findall(r"<(?:script|iframe|object|embed|img|video|audio|svg|base|meta http-equiv)\b|\son\w+\s*=", html)
    return leads + runs + re.findall(r"https?:|javascript:|\sstyle\s*=|@import", html)
