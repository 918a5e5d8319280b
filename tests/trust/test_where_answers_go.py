"""X7: answers and the token in them go to Teams' own hosts and nowhere else, and nothing that is attached is fetched.

The service runs as in production, with nothing in it changed, in a network that leads everywhere to one place.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
import pytest

from tests.faces.test_service_urls import ALLOWED, HOSTS, REFUSED
from tests.harness.fixtures import Starts
from tests.harness.process import Candour
from tests.trust.channel import APP_ID, TENANT_ID, Key, activity, claims
from tests.trust.conftest import Figure
from tests.trust.outside import EVIL, KEYS, LOGIN, Outside

pytestmark = pytest.mark.process

AT_ONCE = 8
_FOLDER = "abcXYZ019_~-."


@dataclass(frozen=True)
class Case:
    """An address that an activity gives for answers, and whether it is one of Teams."""

    url: str
    good: bool


def table() -> list[Case]:
    return [Case(url, good=True) for url in ALLOWED] + [Case(url, good=False) for url in REFUSED.values()]


def generated(chance: Random, count: int) -> Iterator[Case]:
    """One in five as Teams may write it; each of the others with one thing that makes it another address."""
    for _ in range(count):
        good = _good(chance)
        yield Case(good, good=True) if chance.random() < 0.2 else Case(_spoilt(good, chance), good=False)


def _any_case(text: str, chance: Random) -> str:
    return "".join(chance.choice((each.lower(), each.upper())) for each in text) if chance.random() < 0.3 else text


def _good(chance: Random) -> str:
    folders = [
        chance.choice(("", "", "", "."))
        + chance.choice(_FOLDER[:-1])
        + "".join(chance.choices(_FOLDER, k=chance.randrange(12)))
        for _ in range(chance.randrange(4))
    ]
    return (
        _any_case("https://", chance)
        + _any_case(chance.choice(sorted(HOSTS)), chance)
        + chance.choice(("", "", ":443"))
        + "".join(f"/{each}" for each in folders)
        + chance.choice(("", "/"))
    )


def _spoilt(good: str, chance: Random) -> str:
    host = good.split("/")[2]
    rest = good[len("https://") + len(host) :]
    name = host.removesuffix(":443")
    # A place inside the address's host or path, where nothing of this kind may stand.
    at = chance.randrange(len("https://") + 1, len(good))
    stray = chance.choice("@\\?#%;&=+!*'()[]{}<>|^`\" \t\r\n\x00\x7f\xa0\u200b\u00ad\u202eаｓ。ı\u212a")
    other = chance.choice((EVIL, "127.0.0.1", "localhost", "[::1]", "169.254.169.254", "0x7f.1", "2130706433"))
    slashes = chance.choice(("", "/", "\\\\", "/\\", "///"))
    port = chance.choice(("", "80", "0", "8443", "0443", "65979", "443x", "-443", "４４３"))
    climbing = chance.choice(("/..", "/.", "/%2e%2e", "//", "/a/..", "/...", "/..a"))
    return chance.choice((
        lambda: chance.choice(("http", "ftp", "wss", "file", "javascript", "")) + good[len("https") :],
        lambda: f"https:{slashes}{host}{rest}",
        lambda: f"https://{chance.choice((host, 'x', 'x:y', ''))}@{chance.choice((host, other))}{rest}",
        lambda: f"https://{name}.{EVIL}{rest}",
        lambda: f"https://{EVIL}.{name}{rest}",
        lambda: f"https://{chance.choice('ax-0')}{name}{rest}",
        lambda: f"https://{name[1:]}{rest}",
        lambda: f"https://{name}.{rest}",
        lambda: f"https://{other}/{host}{rest}",
        lambda: f"https://{other}{rest}",
        lambda: f"https://{name}:{port}{rest}",
        lambda: good[:at] + stray + good[at:],
        lambda: f"https://{host}{climbing}{rest or '/'}",
        lambda: good + chance.choice(("?x", "#x", "?", "#", " ", "\n", f"/https://{EVIL}", f"@{EVIL}", f"\\@{EVIL}")),
        lambda: chance.choice((" ", "\n", "\t", "\ufeff", "x")) + good,
        lambda: f"https://{host}/{'a' * 600}",
    ))()  # fmt: skip


@dataclass
class Tried:
    """What an activity's address led to, where that is not what it must lead to."""

    wrongly_accepted: list[str] = field(default_factory=list)
    wrongly_refused: list[str] = field(default_factory=list)
    good: int = 0


@dataclass
class Channel:
    """Posts as the channel does, with good tokens."""

    candour: Candour
    outside: Outside
    session: aiohttp.ClientSession
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(10**9)))

    async def post(self, url: str, conversation: str, **more: Any) -> int:
        token = self.outside.key.sign(claims(time.time(), serviceurl=url))
        body = activity(
            serviceUrl=url,
            conversation={"id": conversation, "conversationType": "personal", "tenantId": TENANT_ID},
            **more,
        )
        headers = {"Authorization": f"Bearer {token}"}
        async with self.session.post(f"{self.candour.url}/api/messages", json=body, headers=headers) as answer:
            await answer.read()
            return answer.status

    async def tries(self, cases: Sequence[Case]) -> Tried:
        tried, left = Tried(), iter(cases)

        async def some() -> None:
            for case in left:
                await self._tries(case, tried)

        await asyncio.gather(*(some() for _ in range(AT_ONCE)))
        return tried

    async def _tries(self, case: Case, tried: Tried) -> None:
        conversation = f"a:{next(self.numbers)}"
        status = await self.post(case.url, conversation)
        sent = self.outside.sent.pop(conversation, [])
        if not case.good:
            # An empty address cannot be in a token, so that it is no token of the channel's.
            refused = status == (403 if case.url else 401) and not sent
            tried.wrongly_accepted += [] if refused else [case.url]
            return
        tried.good += 1
        host, _, path = case.url[len("https://") :].partition("/")
        where = (host.lower().removesuffix(":443"), f"/{path}".rstrip("/"))
        tried.wrongly_refused += [] if status == 200 and sent == [where] else [case.url]

    def asked(self) -> set[str]:
        """Every name and number that the service looked for, as it wrote them, in small letters."""
        noted = (self.candour.data / "asked").read_text(encoding="utf-8").lower().splitlines()
        return {each.strip("'\"") for each in noted}


async def channel(starts: Starts, outside: Outside, session: aiohttp.ClientSession, *more: str, **env: str) -> Channel:
    candour = await starts(
        # Not "-m" first: it begins from nothing, because aiohttp reads at its import whom to trust.
        launcher=("-u", "-m", "tests.trust.trapped_server", str(outside.port), *more),
        **{
            "CANDOUR_MODE": "production",
            "CANDOUR_APP_ID": APP_ID,
            "CANDOUR_APP_PASSWORD": "a secret of nobody's",
            "CANDOUR_TENANT_ID": TENANT_ID,
            "CANDOUR_PUBLIC_URL": "https://speak-up.example",
            "CANDOUR_SERVICE_URL": "https://smba.trafficmanager.net/teams",
            "CANDOUR_SERVICE_HOSTS": ",".join(HOSTS),
            "CANDOUR_CLOCK_FILE": "",
            "CANDOUR_SEND_RATE": "50",
            **outside.trusted,
            **env,
        },
    )
    return Channel(candour, outside, session)


@pytest.fixture(scope="module")
def key() -> Key:
    return Key.new("good")


async def test_answers_go_to_teams_own_hosts_and_nothing_that_is_pointed_to_is_fetched(
    starts: Starts, session: aiohttp.ClientSession, key: Key, tmp_path: Path, full_size: bool, figure: Figure
) -> None:
    cases = table() + list(generated(Random(7), 5_000 if full_size else 400))
    async with Outside(key, tmp_path) as outside:
        teams = await channel(starts, outside, session)
        tried = await teams.tries(cases)
        assert (tried.wrongly_accepted, tried.wrongly_refused) == ([], [])
        assert tried.good > len(cases) // 8
        # One of the answers is sent on to somewhere else by whoever answers in Teams' place.
        sent = [teams.post(ALLOWED[1], f"b:{n}", **more) for n, more in enumerate(pointing())]
        statuses = await asyncio.gather(*sent, teams.post(ALLOWED[1], "b:elsewhere"))
        assert set(statuses) <= {200, 400}
        assert statuses.count(200) > len(statuses) // 2
        assert outside.strangers == []
        assert teams.asked() - {"none", "127.0.0.1"} <= {LOGIN, KEYS, *HOSTS}
    figure(f"{len(cases)} addresses, {tried.good} of them Teams' own: 0 wrongly accepted, 0 wrongly refused")
    figure(f"{len(statuses)} activities that point elsewhere: 0 requests")


def pointing() -> list[dict[str, Any]]:
    """Activities with addresses of a stranger's wherever one may stand."""
    url = f"https://files.{EVIL}/x"
    kinds = (
        "application/vnd.microsoft.teams.file.download.info", "image/png", "image/*", "text/html", "audio/ogg", "",
        "application/vnd.microsoft.card.adaptive", "application/vnd.microsoft.card.hero", "reference",
    )  # fmt: skip
    content = {"downloadUrl": url, "url": url, "images": [{"url": url}], "fileType": "txt", "uniqueId": "1"}
    attached = [
        {"attachments": [{"contentType": kind, "contentUrl": url, "thumbnailUrl": url, "name": "x", "content": inner}]}
        for kind in kinds
        for inner in (content, f'<img src="{url}"><a href="{url}">x</a>', None)
    ]
    values: dict[str, Any] = {
        "composeExtension/queryLink": {"url": url},
        "composeExtension/anonymousQueryLink": {"url": url},
        "fileConsent/invoke": {"action": "accept", "uploadInfo": {"uploadUrl": url, "contentUrl": url}},
        "signin/verifyState": {"state": url},
        "signin/tokenExchange": {"token": url, "connectionName": url},
        "task/fetch": {"data": {"verb": url, "card": url, "url": url}},
        "task/submit": {"data": {"form": "speak_up", "draft": url, "url": url}},
        "adaptiveCard/action": {"action": {"type": "Action.Execute", "verb": "opener", "data": {"url": url}}},
    }
    pressed = [{"type": "invoke", "name": name, "value": value} for name, value in values.items()]
    said = [{"text": url}, {"text": f"help {url}"}, {"entities": [{"type": "clientInfo", "url": url}]}]
    return [*attached, *pressed, *said]


async def test_a_host_too_many_one_too_few_and_whatever_is_fetched_are_found_out(
    starts: Starts, session: aiohttp.ClientSession, key: Key, tmp_path: Path
) -> None:
    wrong = f"smba.trafficmanager.net,{EVIL}"
    async with Outside(key, tmp_path) as outside:
        teams = await channel(starts, outside, session, "--fetches", CANDOUR_SERVICE_HOSTS=wrong)
        tried = await teams.tries([Case(f"https://{EVIL}/uk/", good=False), *table()])
        assert tried.wrongly_accepted == [f"https://{EVIL}/uk/"]
        assert tried.wrongly_refused == [url for url in ALLOWED if "gcc" in url]
        assert outside.strangers == [EVIL]
        assert EVIL in teams.asked()
        outside.stranger_came.clear()
        await asyncio.gather(*(teams.post(ALLOWED[1], f"b:{n}", **more) for n, more in enumerate(pointing()[:4])))
        async with asyncio.timeout(20):
            await outside.stranger_came.wait()
        assert f"files.{EVIL}" in teams.asked()
