"""What leaves for Teams comes to exactly one outcome, whatever Teams does, and is never faster than Teams allows."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from random import Random
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.log import Log
from bot.teams.connector import Connector, open_session
from bot.teams.outbound import (
    MARGIN_SECONDS,
    RESOURCE,
    RETRY_SECONDS,
    AppCredential,
    CachedTokens,
    ManagedIdentity,
    NoToken,
    StubTokens,
    certificate,
)
from bot.teams.rates import ConversationRates, TenantRate
from bot.teams.service_urls import is_allowed
from governance.notices import Blocked, Failed, Sent, Throttled, Unknown
from tests.trust.channel import APP_ID, ENTRA_ID, TENANT_ID
from tests.trust.clocks import HandTicker

HELLO = {"type": "message", "text": "Good morning – somebody is waiting"}


@dataclass
class Teams:
    """The other side: records every request and answers as it is told to."""

    requests: list[tuple[str, str, Mapping[str, str], Any]] = field(default_factory=list)
    #: Answers to give, first come first; then everything is well.
    answers: deque[web.Response | str] = field(default_factory=deque)
    url: str = ""

    async def take(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.requests.append((request.method, request.raw_path, request.headers, json.loads(body) if body else None))
        answer = self.answers.popleft() if self.answers else web.json_response({"id": "1700"}, status=201)
        if answer == "lose":
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if answer == "hang":
            await asyncio.Event().wait()
        assert isinstance(answer, web.Response)
        return answer


@dataclass
class Line:
    connector: Connector
    teams: Teams
    ticker: HandTicker
    pauses: list[float]

    async def send(self, patience: float = 0.0, to: str = "a:1") -> Any:
        return await self.connector.send(self.teams.url, to, HELLO, patience=patience)


@asynccontextmanager
async def line(tokens: Any = None, *, others_come: bool = False, **more: Any) -> AsyncIterator[Line]:
    """A connector and what it talks to. Its pauses take the ticker's time only; with `others_come`, others get to work
    before a pause is over."""
    teams, ticker, pauses = Teams(), HandTicker(), []  # type: ignore[var-annotated]
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", teams.take)

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        if others_come:
            await asyncio.sleep(0)
        ticker.move(seconds)

    async with TestServer(app, host="127.0.0.1") as server, open_session() as session:
        teams.url = f"http://127.0.0.1:{server.port}/uk"
        connector = Connector(
            session,
            tokens or StubTokens(),
            ticker,
            app_id=APP_ID,
            is_allowed=lambda url: is_allowed(url, (), loopback=True),
            pause=pause,
            **more,
        )
        yield Line(connector, teams, ticker, pauses)


# ------------------------------------------------------------------ what is sent


async def test_a_message_is_posted_as_plain_json_with_the_token() -> None:
    async with line() as out:
        assert await out.send() == Sent("1700")
        ((method, path, headers, body),) = out.teams.requests
        assert (method, path, body) == ("POST", "/uk/v3/conversations/a%3A1/activities", HELLO)
        assert headers["Authorization"] == "Bearer local"
        assert headers["Content-Type"] == "application/json"


async def test_a_card_is_replaced_and_taken_back_where_it_stands() -> None:
    async with line() as out:
        assert await out.connector.update(out.teams.url, "a:1", "42", HELLO) == Sent("1700")
        out.teams.answers.append(web.Response(status=200))
        assert await out.connector.delete(out.teams.url, "a:1", "42") == Sent("")
        assert [(method, path, body) for method, path, _, body in out.teams.requests] == [
            ("PUT", "/uk/v3/conversations/a%3A1/activities/42", {**HELLO, "id": "42"}),
            ("DELETE", "/uk/v3/conversations/a%3A1/activities/42", None),
        ]


async def test_a_conversation_is_asked_for_by_tenant_and_entra_object_id_alone() -> None:
    async with line() as out:
        out.teams.answers.append(web.json_response({"id": "a:new"}, status=201))
        made = await out.connector.create_conversation(out.teams.url, TENANT_ID, ENTRA_ID)
        assert made == Sent("a:new")
        ((method, path, _, body),) = out.teams.requests
        assert (method, path) == ("POST", "/uk/v3/conversations")
        assert body == {
            "isGroup": False,
            "bot": {"id": f"28:{APP_ID}"},
            "members": [{"id": ENTRA_ID}],
            "tenantId": TENANT_ID,
            "channelData": {"tenant": {"id": TENANT_ID}},
        }


@pytest.mark.parametrize("name", ["a/../../../admin", "a?b=c", "a#b", "a%2fb", "a;b@example.org", "ä b", "\u202e"])
async def test_a_conversation_id_cannot_lead_elsewhere(name: str) -> None:
    async with line() as out:
        assert await out.send(to=name) == Sent("1700")
        ((_, path, _, _),) = out.teams.requests
        assert path.startswith("/uk/v3/conversations/")
        assert path.count("/") == 5
        assert "?" not in path


@pytest.mark.parametrize("name", ["", ".", "..", "x" * 1025, "\ud800"])
async def test_a_conversation_id_that_cannot_be_one_is_not_sent(name: str) -> None:
    async with line() as out:
        assert isinstance(await out.send(to=name), Blocked)
        assert out.teams.requests == []


@pytest.mark.parametrize("url", ["https://example.org/", "http://127.0.0.1@example.org/", "", "http://10.0.0.1/uk"])
async def test_the_token_goes_to_teams_only(url: str) -> None:
    async with line() as out:
        assert isinstance(await out.connector.send(url, "a:1", HELLO), Blocked)
        assert isinstance(await out.connector.create_conversation(url, TENANT_ID, ENTRA_ID), Blocked)


async def test_a_redirect_is_not_followed() -> None:
    async with line() as out:
        out.teams.answers.append(web.Response(status=307, headers={"Location": "http://127.0.0.1:1/"}))
        assert await out.send() == Failed("Teams answered 307")
        assert len(out.teams.requests) == 1


# ------------------------------------------------------------------ what it comes to


@pytest.mark.parametrize("status", [412, 500, 502, 503, 504, 401, 408])
async def test_trouble_that_passes_is_a_failure_to_try_again(status: int) -> None:
    async with line() as out:
        out.teams.answers.append(web.Response(status=status, text="29:somebody is not here"))
        assert await out.send() == Failed(f"Teams answered {status}")
        assert out.pauses == []
        assert len(out.teams.requests) == 1, "the outbox tries again, not the connector"


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (403, "MessageWritesBlocked", "the person blocked or removed the app"),
        (403, "BotNotInConversationRoster", "the app is not installed for the person"),
        (404, "ConversationNotFound", "the conversation is gone"),
        (403, "29:somebody at a:1", "Teams refused it (403)"),
        (400, "BadSyntax", "Teams refused it (400)"),
    ],
)
async def test_what_can_never_arrive_is_blocked_with_a_reason_in_our_own_words(
    status: int, code: str, reason: str
) -> None:
    async with line() as out:
        out.teams.answers.append(web.json_response({"error": {"code": code, "message": "29:somebody"}}, status=status))
        assert await out.send() == Blocked(reason)


@pytest.mark.parametrize("body", ["", "null", "[]", '{"error": 1}', "{", "x" * 100_000])
async def test_a_refusal_in_any_form_is_still_a_refusal(body: str) -> None:
    async with line() as out:
        out.teams.answers.append(web.Response(status=403, text=body))
        assert await out.send() == Blocked("Teams refused it (403)")


@pytest.mark.parametrize("body", ["", "null", "[]", '{"id": 1}', "{", "x" * 100_000])
async def test_what_was_taken_is_sent_even_when_its_answer_makes_no_sense(body: str) -> None:
    async with line() as out:
        out.teams.answers.append(web.Response(status=201, text=body))
        assert await out.send() == Sent("")


async def test_an_answer_that_is_lost_says_nothing() -> None:
    async with line() as out:
        out.teams.answers.append("lose")
        assert await out.send() == Unknown()
        assert len(out.teams.requests) == 1


async def test_an_answer_that_does_not_come_in_time_says_nothing() -> None:
    async with line(http_seconds=0.05) as out:
        out.teams.answers.append("hang")
        assert await out.send(patience=10) == Unknown()
        assert len(out.teams.requests) == 1, "it may have arrived: a second one might be seen twice"


async def test_without_a_connection_nothing_was_sent() -> None:
    async with line() as out:
        out.teams.url = "http://127.0.0.1:9/uk"
        assert await out.send() == Failed("no connection to Teams")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("0", 0.0),
        (None, None),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("9" * 400, 3600.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 3600.0),
        ("Mon, 01 Jan 1990 00:00:00 GMT", 0.0),
        ("Mon, 99 Foo 2026 00:00:00 GMT", None),
    ],
)
async def test_being_told_to_wait_is_passed_on(header: str | None, seconds: float | None) -> None:
    async with line() as out:
        out.teams.answers.append(
            web.Response(status=429, headers={"Retry-After": header} if header is not None else {})
        )
        assert await out.send() == Throttled(seconds)


async def test_a_date_to_wait_for_is_read_against_real_time() -> None:
    async with line() as out:
        when = format_datetime(out.ticker.now() + timedelta(seconds=40), usegmt=True)
        out.teams.answers.append(web.Response(status=429, headers={"Retry-After": when}))
        outcome = await out.send()
        assert outcome == Throttled(40.0)


# ------------------------------------------------------------------ trying again inside a turn


async def test_a_reply_is_tried_again_while_the_person_waits() -> None:
    async with line() as out:
        out.teams.answers.extend([web.Response(status=502), web.Response(status=429), web.Response(status=412)])
        assert await out.send(patience=10) == Sent("1700")
        assert len(out.teams.requests) == 4
        assert len(out.pauses) == 3
        assert all(0.15 * 2**n <= pause <= 0.45 * 2**n for n, pause in enumerate(out.pauses)), "longer each time"


async def test_a_reply_waits_as_long_as_teams_says_if_the_person_can() -> None:
    async with line() as out:
        out.teams.answers.append(web.Response(status=429, headers={"Retry-After": "2"}))
        assert await out.send(patience=5) == Sent("1700")
        assert 2.0 <= out.pauses[0] <= 2.1


async def test_a_reply_is_given_up_when_teams_asks_for_longer_than_the_person_waits() -> None:
    async with line() as out:
        out.teams.answers.append(web.Response(status=429, headers={"Retry-After": "30"}))
        assert await out.send(patience=5) == Throttled(30.0)
        assert out.pauses == []


async def test_a_reply_is_given_up_in_the_end() -> None:
    async with line() as out:
        out.teams.answers.extend(web.Response(status=503) for _ in range(50))
        assert await out.send(patience=5) == Failed("Teams answered 503")
        assert out.ticker.monotonic() <= 5


async def test_a_blocked_reply_is_not_tried_again() -> None:
    async with line() as out:
        out.teams.answers.append(web.Response(status=403))
        assert isinstance(await out.send(patience=10), Blocked)
        assert len(out.teams.requests) == 1


# ------------------------------------------------------------------ how fast


def _sent_in(rates: ConversationRates, seconds: float) -> int:
    """How many get out in that time to somebody who is written to as fast as may be."""
    now, count = 0.0, 0
    while now < seconds:
        wait = rates.wait("a:1", now)
        if wait:
            now += wait
        else:
            rates.take("a:1", now)
            count += 1
    return count


def test_one_conversation_never_gets_more_than_teams_allows() -> None:
    assert _sent_in(ConversationRates(), 1) == 7
    assert _sent_in(ConversationRates(), 2) == 8
    assert _sent_in(ConversationRates(), 30) == 60
    assert _sent_in(ConversationRates(), 3600) == 1800


def test_another_conversation_is_not_held_up() -> None:
    rates = ConversationRates()
    for _ in range(7):
        rates.take("a:1", 0.0)
    assert rates.wait("a:1", 0.0) == 1.0
    assert rates.wait("a:2", 0.0) == 0.0


def test_nothing_counted_names_anybody_and_all_of_it_goes_within_the_hour() -> None:
    rates = ConversationRates()
    rates.take("a:somebody", 0.0)
    assert "somebody" not in repr(vars(rates))
    first = set(rates._sent)  # noqa: SLF001  # what a memory dump would show
    rates.take("a:somebody-else", 3600.0)
    assert first.isdisjoint(rates._sent)  # noqa: SLF001
    assert len(rates._sent) == 1  # noqa: SLF001


def _left(rate: TenantRate, begin: float, end: float, late: Callable[[], float]) -> list[float]:
    """When requests leave of which there are always more, each so much later than it might."""
    left, now = [], begin
    while True:
        while (wait := rate.wait(now)) > 0:
            now += wait + late()
        if now >= end:
            return left
        rate.leaves(now)
        left.append(now)


def _busiest(left: Sequence[float]) -> int:
    return max(sum(at <= other < at + 1.0 for other in left) for at in left)


@pytest.mark.parametrize("late", [0.0, 0.002, 0.015])
def test_no_second_holds_more_of_the_tenants_requests_than_it_may_not_even_after_a_pause(late: float) -> None:
    rate, chance = TenantRate(25.0), Random(7)
    left = [at for begin in (0.0, 15.0) for at in _left(rate, begin, begin + 10, lambda: chance.uniform(0, late))]
    assert _busiest(left) == 25
    assert len(left) >= 0.953 * 20 * 25, "and not much less either"


def test_one_that_leaves_late_makes_room_for_nobody_else() -> None:
    # Each is held up by now and then a quarter of a second, as when the computer is busy.
    rate, chance = TenantRate(25.0), Random(7)
    left = _left(rate, 0.0, 60.0, lambda: 0.25 if chance.random() < 0.05 else 0.0)
    assert _busiest(left) == 25


def test_when_another_process_goes_on_where_one_stopped_no_second_holds_more_than_teams_allows() -> None:
    for stops in (4.0, 4.31, 4.97, 5.5):
        left = _left(TenantRate(25.0), 0.0, stops, float) + _left(TenantRate(25.0), stops, 10.0, float)
        assert _busiest(left) <= 30


def test_what_is_told_of_the_wait_behind_others_is_how_long_it_takes() -> None:
    for sent in (0, 3, 24, 25, 60):
        rate = TenantRate(5.0)
        now = [0.0, *_left(rate, 0.0, sent / 5, float)][-1]
        told = [now + rate.wait(now, before) for before in range(12)]
        assert _left(rate, now, now + 10, float)[:12] == pytest.approx(told, abs=0.05)


async def test_a_burst_waits_its_turn() -> None:
    async with line(per_second=5.0) as out:
        outcomes = [await out.send(to=f"a:{n}") for n in range(12)]
        assert outcomes == [Sent("1700")] * 12
        assert out.ticker.monotonic() == pytest.approx(1.02 + 4 * 0.2 + 0.22 + 0.2)


async def test_a_flood_is_put_off_rather_than_queued() -> None:
    async with line(per_second=5.0, others_come=True) as out:
        outcomes = await asyncio.gather(*(out.send(to=f"a:{n}") for n in range(12)))
        assert outcomes == [Sent("1700")] * 10 + [Throttled(pytest.approx(2.04))] * 2
        assert out.pauses == pytest.approx([1.02, *[0.2] * 4], abs=0.05)


async def test_whoever_came_first_leaves_first() -> None:
    async with line(per_second=5.0, others_come=True) as out:
        await asyncio.gather(*(out.send(to=f"a:{n}") for n in range(9)))
        assert [path.split("/")[-2] for _, path, _, _ in out.teams.requests][5:] == [f"a%3A{n}" for n in range(5, 9)]


async def test_what_somebody_waits_for_goes_before_what_nobody_does() -> None:
    async with line(per_second=5.0, others_come=True) as out:
        notices = [asyncio.create_task(out.send(to=f"a:{n}")) for n in range(10)]
        await asyncio.sleep(0)
        answers = [asyncio.create_task(out.send(to=f"b:{n}", patience=5)) for n in range(2)]
        await asyncio.gather(*notices, *answers)
        left = [path.split("/")[-2] for _, path, _, _ in out.teams.requests]
        # The sixth stood first in the line when they came.
        assert set(left[:8]) == {*(f"a%3A{n}" for n in range(6)), "b%3A0", "b%3A1"}
        assert len(left) == 12


async def test_one_that_is_given_up_while_it_waits_takes_nobodys_place() -> None:
    async with line(per_second=5.0, others_come=True) as out:
        await asyncio.gather(*(out.send(to=f"a:{n}") for n in range(5)))
        given_up, stays = (asyncio.create_task(out.send(to=f"a:{n}")) for n in (5, 6))
        await asyncio.sleep(0)
        given_up.cancel()
        assert await stays == Sent("1700")
        assert out.ticker.monotonic() == pytest.approx(1.02)
        assert len(out.teams.requests) == 6


async def test_a_conversation_that_others_filled_while_one_waited_is_waited_for() -> None:
    async with line(per_second=10.0, others_come=True) as out:
        outcomes = await asyncio.gather(*(out.send() for _ in range(8)))
        assert outcomes[:7] == [Sent("1700")] * 7
        assert isinstance(outcomes[7], Throttled)
        assert outcomes[7].alone


async def test_the_eighth_message_of_a_second_waits_in_a_turn_and_is_put_off_in_the_outbox() -> None:
    async with line(per_second=1000.0) as out:
        for _ in range(7):
            assert await out.send() == Sent("1700")
        eighth = await out.send()
        assert isinstance(eighth, Throttled)
        assert eighth.alone, "the others need not wait for this conversation"
        assert len(out.teams.requests) == 7
        assert await out.send(patience=5) == Sent("1700")


# ------------------------------------------------------------------ the token


class Login:
    """The login service."""

    def __init__(self, *answers: Mapping[str, Any] | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[bool] = []

    def acquire(self, *, afresh: bool) -> Mapping[str, Any]:
        self.asked.append(afresh)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def good(name: str) -> dict[str, Any]:
    return {"access_token": name, "expires_in": 3599, "token_type": "Bearer"}


def cached(login: Login) -> tuple[CachedTokens, HandTicker, list[str]]:
    ticker, lines = HandTicker(), []  # type: ignore[var-annotated]
    return CachedTokens(login, ticker, Log(lines.append, ticker.now)), ticker, lines


async def test_the_login_service_is_asked_once_however_many_messages_leave() -> None:
    login = Login(good("one"))
    tokens, _, _ = cached(login)
    assert set(await asyncio.gather(*(tokens.token() for _ in range(50)))) == {"one"}
    assert login.asked == [False]


async def test_the_token_is_renewed_before_it_ends_and_nobody_waits_for_it() -> None:
    login = Login(good("one"), good("two"))
    tokens, ticker, _ = cached(login)
    assert await tokens.token() == "one"
    ticker.move(3599 - MARGIN_SECONDS)
    assert await tokens.token() == "one", "given out at once; the new one is on its way"
    while login.asked != [False, False] or await tokens.token() == "one":
        await asyncio.wait({asyncio.ensure_future(asyncio.to_thread(int))})
    assert await tokens.token() == "two"


async def test_a_token_that_ended_is_not_given_out() -> None:
    login = Login(good("one"), {"error": "temporarily_unavailable"})
    tokens, ticker, _ = cached(login)
    assert await tokens.token() == "one"
    ticker.move(3599)
    with pytest.raises(NoToken):
        await tokens.token()


async def test_a_token_that_the_connector_refused_is_asked_for_afresh() -> None:
    login = Login(good("one"), good("two"))
    tokens, ticker, _ = cached(login)
    tokens.drop(await tokens.token())
    with pytest.raises(NoToken):
        await tokens.token()
    ticker.move(RETRY_SECONDS)
    assert await tokens.token() == "two"
    assert login.asked == [False, True]
    tokens.drop("one")
    assert await tokens.token() == "two", "an old refusal does not take the new token"


@pytest.mark.parametrize(
    ("answer", "logged"),
    [
        ({"error": "invalid_client", "error_description": f"AADSTS7000215 for app {APP_ID}"}, "invalid_client"),
        ({"error": f"odd {APP_ID}"}, "unknown"),
        ({}, "unknown"),
        ({"access_token": 5, "expires_in": 3599}, "unknown"),
        ({"access_token": "x", "expires_in": "soon"}, "unknown"),
        (OSError(f"login for {APP_ID} failed"), "OSError"),
    ],
)
async def test_no_token_is_a_failure_to_try_again_and_says_only_its_code(answer: Any, logged: str) -> None:
    login = Login(answer, answer, good("late"))
    tokens, ticker, lines = cached(login)
    async with line(tokens=tokens) as out:
        assert await out.send() == Failed("the login service gave no token")
        assert await out.send() == Failed("the login service gave no token")
        assert len(login.asked) == 1, "it is not asked again at once"
        ticker.move(RETRY_SECONDS)
        assert isinstance(await out.send(), Failed)
        ticker.move(RETRY_SECONDS)
        assert await out.send() == Sent("1700")
    assert json.loads(lines[0])["error"] == logged
    assert APP_ID not in "".join(lines)


async def test_a_refused_token_is_dropped() -> None:
    login = Login(good("one"), good("two"))
    tokens, ticker, _ = cached(login)
    async with line(tokens=tokens) as out:
        out.teams.answers.append(web.Response(status=401))
        assert await out.send() == Failed("Teams answered 401")
        ticker.move(RETRY_SECONDS)
        assert await out.send() == Sent("1700")
        assert [headers["Authorization"] for _, _, headers, _ in out.teams.requests] == ["Bearer one", "Bearer two"]


def test_no_token_shows_in_what_is_printed() -> None:
    tokens, _, _ = cached(Login(good("very-secret")))
    asyncio.run(tokens.token())
    assert "very-secret" not in repr(vars(tokens))


class LoginPages:
    """An HTTP client for MSAL that answers as Microsoft's login pages do."""

    def __init__(self) -> None:
        self.posted: list[Mapping[str, Any]] = []

    def get(self, *_: Any, **__: Any) -> Any:
        tenant = f"https://login.microsoftonline.com/{TENANT_ID}"
        return self._page({
            "tenant_discovery_endpoint": f"{tenant}/v2.0/.well-known/openid-configuration",
            "authorization_endpoint": f"{tenant}/oauth2/v2.0/authorize",
            "token_endpoint": f"{tenant}/oauth2/v2.0/token",
            "issuer": f"{tenant}/v2.0",
            "metadata": [],
        })  # fmt: skip

    def post(self, *_: Any, data: Any = None, **__: Any) -> Any:
        self.posted.append(data)
        return self._page({**good(f"token-{len(self.posted)}")})

    def close(self) -> None:
        pass

    def _page(self, content: Mapping[str, Any]) -> Any:
        class Page:
            status_code = 200
            text = json.dumps(content)
            headers: Mapping[str, str] = {}

            def raise_for_status(self) -> None:
                pass

        return Page()


def test_msal_is_asked_for_the_connectors_token_and_afresh_when_told() -> None:
    pages = LoginPages()
    credential = AppCredential(APP_ID, TENANT_ID, "a-secret", http_client=pages)
    first, again = credential.acquire(afresh=False), credential.acquire(afresh=False)
    assert first["access_token"] == again["access_token"] == "token-1"
    assert credential.acquire(afresh=True)["access_token"] == "token-2"
    assert pages.posted[0]["scope"] == f"{RESOURCE}/.default"
    assert pages.posted[0]["client_secret"] == "a-secret"


def test_a_certificate_signs_instead_of_a_secret() -> None:
    pages = LoginPages()
    credential = AppCredential(APP_ID, TENANT_ID, certificate(_pem()), http_client=pages)
    assert credential.acquire(afresh=False)["access_token"] == "token-1"
    assert "client_secret" not in pages.posted[0]
    assert pages.posted[0]["client_assertion"]


def _pem() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "candour")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2030, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return (private + made.public_bytes(serialization.Encoding.PEM)).decode()


def test_the_machines_own_identity_needs_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", "http://127.0.0.1:1/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", "header")
    asked: list[Mapping[str, str]] = []

    class Machine(LoginPages):
        def get(self, *_: Any, params: Any = None, **__: Any) -> Any:
            asked.append(params)
            return self._page({"access_token": "mine", "expires_on": "9999999999", "resource": RESOURCE})

    answer = ManagedIdentity(APP_ID, http_client=Machine()).acquire(afresh=False)
    assert answer["access_token"] == "mine"
    assert asked[0]["resource"] == RESOURCE
    assert asked[0]["client_id"] == APP_ID
