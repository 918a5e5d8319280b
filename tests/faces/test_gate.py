"""Nobody but Teams, for our app and our tenant, gets an activity through."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from copy import deepcopy
from time import process_time
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.log import Log
from bot.teams.keys import ASK_AGAIN_SECONDS, TOO_OLD_SECONDS, SigningKeys, read_keys
from bot.teams.route import PATH
from bot.teams.tokens import REMEMBER_SECONDS, SKEW_SECONDS
from tests.faces.council import council
from tests.faces.gateway import Gateway, signed_gateway, unsigned_gateway
from tests.trust.channel import TENANT_ID, Key, OpenId, activity, as_body, claims
from tests.trust.clocks import HandTicker
from tests.trust.forged_tokens import BODY, Keyring, Post, bearer, forged, mutated


async def test_what_the_channel_posts_comes_through(ring: Keyring) -> None:
    async with signed_gateway(ring) as gateway:
        assert await gateway.send(gateway.token(), BODY) == 200
        assert gateway.bot.turns == 1


async def test_no_forgery_that_we_know_comes_through_and_each_gets_its_own_answer(ring: Keyring) -> None:
    async with signed_gateway(ring) as gateway:
        cases = list(forged(ring, gateway.now))
        assert len({case.name for case in cases}) == len(cases) >= 42
        wrong = {}
        for case in cases:
            status, body = await gateway.answer(case)
            if status != case.status or body:
                wrong[case.name] = (status, case.status, body)
        assert wrong == {}
        assert gateway.bot.turns == 0
        assert await gateway.send(gateway.token(), BODY) == 200, "the same gate still lets the channel in"


async def _accepted(ring: Keyring, seed: int, count: int) -> tuple[list[str], int, int]:
    async with signed_gateway(ring) as gateway:
        token = gateway.token()
        # The good one first, so that a gate that remembers tokens has something to mistake them for.
        assert await gateway.send(token, BODY) == 200
        accepted, failed = [], 0
        for text in mutated(token, seed, count):
            status = await gateway.send(text, BODY)
            accepted += [text] if status < 400 else []
            failed += status >= 500
        return accepted, failed, gateway.bot.turns


async def test_a_token_that_is_nearly_right_is_wrong(ring: Keyring) -> None:
    assert await _accepted(ring, seed=1, count=400) == ([], 0, 1)


@pytest.mark.full
async def test_ten_thousand_tokens_that_are_nearly_right_are_wrong(ring: Keyring) -> None:
    assert await _accepted(ring, seed=2, count=10_000) == ([], 0, 1)


async def test_a_replayed_post_is_accepted_because_a_token_is_not_bound_to_a_body(ring: Keyring) -> None:
    """The channel signs who it is and not what it says. What a replay can do is limited elsewhere: by TLS, by sealed
    buttons bound to their presser, and by submissions that are the same when they come twice."""
    async with signed_gateway(ring) as gateway:
        token = gateway.token()
        somebody_else = as_body(activity(**{"from": {"id": "29:other", "aadObjectId": "other"}}))
        assert [await gateway.send(token, body) for body in (BODY, BODY, somebody_else)] == [200, 200, 200]


async def test_a_remembered_token_ends_when_it_expires(ring: Keyring) -> None:
    async with signed_gateway(ring) as gateway:
        token = gateway.token(exp=int(gateway.now) + 60)
        assert await gateway.send(token, BODY) == 200
        gateway.ticker.move(60 + SKEW_SECONDS - 1)
        assert await gateway.send(token, BODY) == 200
        gateway.ticker.move(1)
        assert await gateway.send(token, BODY) == 401


async def test_a_remembered_token_is_refused_once_its_key_is_withdrawn(ring: Keyring) -> None:
    async with signed_gateway(ring) as gateway:
        token = gateway.token()
        assert await gateway.send(token, BODY) == 200
        gateway.openid.keys = [ring.second]
        assert await gateway.keys.refresh()
        assert await gateway.send(token, BODY) == 401


async def test_a_remembered_token_is_refused_once_its_key_is_endorsed_for_others_only(ring: Keyring) -> None:
    async with signed_gateway(ring) as gateway:
        token = gateway.token()
        assert await gateway.send(token, BODY) == 200
        gateway.openid.keys = [Key("good", ring.good.private, ["webchat"])]
        assert await gateway.keys.refresh()
        assert await gateway.send(token, BODY) == 403


async def test_a_remembered_token_is_verified_again_after_a_while(ring: Keyring) -> None:
    async with signed_gateway(ring) as gateway:
        token = gateway.token()
        for _ in range(3):
            assert await gateway.send(token, BODY) == 200
            gateway.ticker.move(REMEMBER_SECONDS + 1)


async def test_a_new_key_of_the_channel_works_at_once(ring: Keyring) -> None:
    async with signed_gateway(ring) as gateway:
        assert await gateway.send(gateway.token(), BODY) == 200
        fresh = Key("fresh", ring.stranger.private)
        gateway.openid.keys.append(fresh)
        gateway.ticker.move(ASK_AGAIN_SECONDS)
        assert await gateway.send(fresh.sign(claims(gateway.now)), BODY) == 200


async def test_strangers_tokens_make_us_ask_for_keys_once_in_five_minutes(ring: Keyring) -> None:
    async with signed_gateway(ring) as gateway:
        assert await gateway.send(gateway.token(), BODY) == 200
        asked = gateway.openid.asked
        gateway.ticker.move(ASK_AGAIN_SECONDS)
        for name in range(20):
            assert await gateway.send(ring.stranger.sign(claims(gateway.now), kid=f"k{name}"), BODY) == 401
        assert gateway.openid.asked == asked + 1


async def test_nobody_with_a_known_key_waits_while_keys_are_fetched(ring: Keyring) -> None:
    async with signed_gateway(ring) as gateway:
        assert await gateway.send(gateway.token(), BODY) == 200
        gateway.ticker.move(ASK_AGAIN_SECONDS)
        gateway.openid.answering.clear()
        stranger = asyncio.create_task(gateway.send(ring.stranger.sign(claims(gateway.now)), BODY))
        while gateway.openid.asked < 2:
            await asyncio.wait({stranger}, timeout=0.01)
        assert await gateway.send(gateway.token(nbf=int(gateway.now)), BODY) == 200
        assert not stranger.done()
        gateway.openid.answering.set()
        assert await stranger == 401


async def test_without_keys_everybody_is_refused_and_nothing_breaks(ring: Keyring) -> None:
    async with signed_gateway(ring) as gateway:
        gateway.openid.jwks_uri = "https://example.org/keys"
        assert await gateway.send(gateway.token(), BODY) == 401
        assert any("keys_not_fetched" in line for line in gateway.log)


async def test_keys_that_could_not_be_renewed_for_a_day_are_not_believed(ring: Keyring) -> None:
    async with signed_gateway(ring) as gateway:
        token = gateway.token(exp=int(gateway.now) + 3 * 86_400)
        assert await gateway.send(token, BODY) == 200
        gateway.openid.jwks_uri = "https://example.org/keys"
        gateway.ticker.move(TOO_OLD_SECONDS - 1)
        assert await gateway.send(token, BODY) == 200
        gateway.ticker.move(2)
        assert await gateway.send(token, BODY) == 401


async def test_keys_are_renewed_in_the_background_and_sooner_after_a_failure(ring: Keyring) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            openid.jwks_uri = None
        if len(pauses) == 3:
            raise asyncio.CancelledError

    async with OpenId(ring.good) as openid, ClientSession() as session:
        openid.jwks_uri = "http://127.0.0.1:1/elsewhere"
        log = Log(lambda _: None, HandTicker().now)
        keys = SigningKeys(openid.address, session, HandTicker(), log, loopback=True, pause=pause)
        with pytest.raises(asyncio.CancelledError):
            await keys.keep_fresh()
        assert pauses == [5.0, 10.0, 3600.0]
        assert keys.known("good") is not None


@pytest.mark.parametrize(
    "uri",
    [
        "https://example.org/keys",
        "file:///etc/passwd",
        "http://169.254.169.254/keys",
        "http://127.0.0.1:1@example.org/keys",
        17,
    ],
)
async def test_the_metadata_cannot_send_us_elsewhere_for_keys(ring: Keyring, uri: Any) -> None:
    async with OpenId(ring.good) as openid, ClientSession() as session:
        openid.jwks_uri = uri
        keys = SigningKeys(openid.address, session, HandTicker(), Log(lambda _: None, HandTicker().now), loopback=True)
        assert not await keys.refresh()


@pytest.mark.parametrize(
    "document",
    [
        {}, {"keys": None}, {"keys": "x"}, {"keys": [None, 1, "x", []]}, {"keys": [{}]},
        {"keys": [{"kty": "RSA", "kid": "a", "n": 1, "e": 2}]},
        {"keys": [{"kty": "RSA", "kid": "a", "n": "!!!", "e": "é"}]},
        {"keys": [{"kty": "RSA", "kid": "a", "n": "", "e": ""}]},
        {"keys": [{"kty": "RSA", "kid": "a", "n": "AQAB", "e": "AQAB"}]},
        {"keys": [{"kty": "oct", "kid": "a", "k": "c2VjcmV0"}]},
        {"keys": [{"kty": "RSA", "kid": "", "n": "AQAB", "e": "AQAB"}]},
    ],
)  # fmt: skip
def test_a_key_set_that_makes_no_sense_holds_no_keys(document: dict[str, Any]) -> None:
    assert read_keys(document) == {}


async def test_a_body_that_drips_is_cut(ring: Keyring) -> None:
    async with signed_gateway(ring, deadline=0.2) as gateway:
        dripping = [asyncio.create_task(_drip(gateway)) for _ in range(20)]
        honest = [await gateway.send(gateway.token(), BODY) for _ in range(20)]
        assert honest == [200] * 20
        answers = await asyncio.wait_for(asyncio.gather(*dripping), timeout=10)
        assert set(answers) == {b"HTTP/1.1 400 Bad Request\r\n"}


async def test_a_stranger_does_not_get_to_send_a_body(ring: Keyring) -> None:
    async with signed_gateway(ring, deadline=60) as gateway:
        answer = await asyncio.wait_for(_drip(gateway, token="a.b.c"), timeout=10)
        assert answer.startswith(b"HTTP/1.1 401 ")


async def _drip(gateway: Gateway, token: str | None = None) -> bytes:
    """Promise 5,000 bytes, send one at a time, and return the answer's first line once the connection is closed."""
    async with _raw(gateway, "Content-Length: 5000", token) as (reader, writer):
        answer = await _while_dripping(writer, reader.readline())
        # A close while bytes are still on their way shows as a reset.
        with suppress(ConnectionError):
            await _while_dripping(writer, reader.read())
        return answer


async def _while_dripping(writer: asyncio.StreamWriter, reading: Coroutine[None, None, bytes]) -> bytes:
    task = asyncio.create_task(reading)
    while not task.done():
        writer.write(b" ")
        await asyncio.wait({task}, timeout=0.02)
    return task.result()


@asynccontextmanager
async def _raw(
    gateway: Gateway, length: str, token: str | None = None
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection on which the head of a post was sent."""
    reader, writer = await asyncio.open_connection(gateway.client.host, gateway.client.port)
    writer.write(
        f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{length}\r\n"
        f"Authorization: Bearer {token or gateway.token()}\r\n\r\n".encode()
    )
    try:
        yield reader, writer
    finally:
        writer.close()
        # The other side may have closed it first, and not gently.
        with suppress(ConnectionError):
            await writer.wait_closed()


async def test_a_body_without_end_is_refused_before_it_is_held(ring: Keyring) -> None:
    async with signed_gateway(ring) as gateway, _raw(gateway, "Transfer-Encoding: chunked") as (reader, writer):
        for _ in range(9):
            writer.write(b"8000\r\n" + b" " * 0x8000 + b"\r\n")
        assert (await asyncio.wait_for(reader.readline(), 10)).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize("broken", [b"zz\r\n", b"-1\r\n", b"5\r\nab", b"5\r\nabcdefgh\r\n"])
async def test_a_body_in_broken_chunks_is_a_bad_request(ring: Keyring, broken: bytes) -> None:
    async with signed_gateway(ring, deadline=0.2) as gateway, _raw(gateway, "Transfer-Encoding: chunked") as raw:
        reader, writer = raw
        writer.write(b"1\r\n{\r\n")
        # A whole round, so that the first chunk has arrived and the gate is waiting for more.
        assert await gateway.send(gateway.token(), BODY) == 200
        writer.write(broken)
        assert (await asyncio.wait_for(reader.readline(), 10)).split()[1] == b"400"


async def test_a_card_may_be_as_deep_as_cards_are_and_hold_many_things(ring: Keyring) -> None:
    value = {"data": {"people": [{"who": "", "part": ""}] * 500}}
    for _ in range(58):
        value = {"data": value}
    async with signed_gateway(ring) as gateway:
        assert await gateway.send(gateway.token(), as_body(activity(value=value))) == 200


async def test_a_key_said_twice_means_its_last_value_everywhere(ring: Keyring) -> None:
    async with signed_gateway(ring) as gateway:
        twice = BODY.replace(b'"channelId": "msteams"', b'"channelId": "webchat", "channelId": "msteams"')
        assert await gateway.send(gateway.token(), twice) == 200


async def test_the_try_out_takes_unsigned_activities_from_this_computer() -> None:
    async with unsigned_gateway() as client:
        body = as_body(activity(serviceUrl="http://localhost:56150/_connector"))
        assert await _status(client, body) == 200
        assert await _status(client, body, Origin=f"http://127.0.0.1:{client.port}") == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "rebound.example.org"},
        {"Host": "127.0.0.1.example.org"},
        {"Host": "127.0.0.1:3978@example.org"},
        {"Origin": "https://example.org"},
        {"Origin": "null"},
        {"Forwarded": "for=203.0.113.7"},
        {"X-Forwarded-For": "203.0.113.7"},
    ],
)
async def test_the_try_out_takes_nothing_from_elsewhere(headers: dict[str, str]) -> None:
    async with unsigned_gateway() as client:
        body = as_body(activity(serviceUrl="http://localhost:56150/_connector"))
        assert await _status(client, body, **headers) == 401


async def test_the_try_out_sends_nothing_away_from_this_computer() -> None:
    async with unsigned_gateway() as client:
        assert await _status(client, as_body(activity())) == 403


async def _status(client: Any, body: bytes, **headers: str) -> int:
    async with client.post(PATH, data=body, headers={"Content-Type": "application/json", **headers}) as response:
        return int(response.status)


async def _fuzzed(ring: Keyring, seed: int, count: int) -> tuple[list[str], float]:
    """(bodies answered with 500 or more, the slowest answer in seconds), from the real bot.

    The seconds are the processor's, both sides together, so that a busy machine does not count; an answer that only
    waits is caught by the time-out.
    """
    broken, slowest, replies = [], 0.0, 0
    async with council() as made, signed_gateway(ring, adapter=made.adapter) as gateway:
        token = gateway.token()
        for body in hostile(seed, count):
            began = process_time()
            async with asyncio.timeout(8):
                if await gateway.send(token, body) >= 500:
                    broken.append(body.decode("utf-8", "replace"))
            slowest = max(slowest, process_time() - began)
            # Not kept: a heap that grows makes the collector slow, and that is the test's doing.
            replies += len(made.outside.sent)
            made.outside.sent.clear()
        assert replies > count / 20, "the strangest are refused, and yet many are turns"
    return broken, slowest


async def test_no_activity_however_strange_is_our_mistake(ring: Keyring) -> None:
    broken, slowest = await _fuzzed(ring, seed=3, count=2_000)
    assert broken == []
    assert slowest < 1.0


@pytest.mark.full
async def test_none_of_a_hundred_thousand_strange_activities_is_our_mistake(ring: Keyring) -> None:
    broken, slowest = await _fuzzed(ring, seed=4, count=100_000)
    assert broken == []
    assert slowest < 1.0


_STRANGE: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**53, 1e308, "", " ", "\x00", "\u202e", "\ud83d\ude00", "x" * 20_000, "{{DATE()}}",
    "${a}", "../../etc/passwd", "' OR 1=1 --",
    "<script>", [], {}, [[]], [None], {"": None}, {"id": {"id": {"id": []}}},
    [{"id": 1}] * 50, {"__class__": "x", "__proto__": {}}, "task/submit", "task/fetch", "adaptiveCard/action", "invoke",
    "conversationUpdate", "installationUpdate", "messageReaction", "event", "composeExtension/query",
    "fileConsent/invoke",    "signin/verifyState", "tab/submit", "config/fetch", "actionableMessage/executeAction",
)  # fmt: skip


def hostile(seed: int, count: int) -> Any:
    """Bodies made from good activities by putting strange values in strange places."""
    chance = random.Random(seed)
    data = {"form": "speak_up", "draft": "x", "action": "next"}
    verb = {"verb": "speak_up", "how": "anonymous", "case": "x", "code": "431RZ-WMFDG-NEPCC-VCDV8"}
    good = (
        activity(),
        activity(type="invoke", name="task/fetch", value={"data": verb}),
        activity(type="invoke", name="task/submit", value={"data": data}),
        activity(type="invoke", name="adaptiveCard/action", value={"action": {"type": "Action.Execute", "data": data}}),
        activity(type="conversationUpdate", membersAdded=[{"id": "29:x"}], membersRemoved=[{"id": "28:x"}]),
        activity(type="installationUpdate", action="add"),
        activity(type="messageReaction", reactionsAdded=[{"type": "like"}]),
        activity(attachments=[{"contentType": "image/png", "contentUrl": "https://example.org/a.png"}]),
    )
    for _ in range(count):
        copy = json.loads(json.dumps(chance.choice(good)))
        for _ in range(chance.randrange(1, 4)):
            _spoil(copy, chance)
        body = as_body(copy)
        if chance.random() < 0.05:
            at = chance.randrange(len(body))
            body = body[:at] + bytes([chance.randrange(256)]) + body[at + chance.randrange(3) :]
        yield body


def _spoil(node: dict[str, Any], chance: random.Random) -> None:
    """Change, take out or add one thing, more often deep than not."""
    name = chance.choice([*node, "value", "name", "type"])
    inner = node.get(name)
    if isinstance(inner, dict) and inner and chance.random() < 0.6:
        _spoil(inner, chance)
    elif chance.random() < 0.15:
        node.pop(name, None)
    else:
        node[name] = deepcopy(chance.choice(_STRANGE))


async def test_a_tenant_is_ours_in_whatever_case_it_is_written(ring: Keyring) -> None:
    async with signed_gateway(ring) as gateway:
        shouted = as_body(activity(channelData={"tenant": {"id": TENANT_ID.upper()}}))
        assert await gateway.post(Post("", 200, bearer(gateway.token()), shouted)) == 200
