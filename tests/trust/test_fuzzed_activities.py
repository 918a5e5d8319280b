"""X16: whatever the channel might carry, the service answers it without a fault of its own, soon, and lives."""

from __future__ import annotations

import asyncio
import io
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.harness.cast import STORY, in_post, ordinary
from tests.harness.connector import RecordingConnector
from tests.harness.fixtures import Starts
from tests.harness.people import Handler, Whistleblower
from tests.harness.process import Candour
from tests.harness.teams import Teams
from tests.trust.channel import APP_ID, TENANT_ID, Key, OpenId, claims
from tests.trust.conftest import Figure
from tests.trust.fuzzed import fuzzed
from tests.trust.test_floods import resident

pytestmark = pytest.mark.process

AT_ONCE = 8
#: Megabytes by which the process may grow.
MOST_GROWTH = 150


@dataclass
class Overheard(Teams):
    """Teams, with everything that was posted."""

    posted: list[Mapping[str, Any]] = field(default_factory=list)

    async def post(self, activity: Mapping[str, Any]) -> tuple[int, Any]:
        self.posted.append(activity)
        return await super().post(activity)


class Taker(RecordingConnector):
    """Takes every reply, wherever it goes. While it is not recording, it keeps none."""

    recording = True

    async def _take(self, request: web.Request) -> web.Response:
        if self.recording:
            return await super()._take(request)
        await request.read()
        return web.json_response({"id": "m"}, status=201)


@dataclass
class Outcome:
    statuses: Counter[int] = field(default_factory=Counter)
    #: Seeds of those that were answered by a fault, or not at all.
    faults: list[int] = field(default_factory=list)
    slow: int = 0
    longest: float = 0.0


async def posted(url: str, token: str, valid: Sequence[Mapping[str, Any]], seeds: Sequence[int]) -> Outcome:
    outcome = Outcome()
    left: Iterator[int] = iter(seeds)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    async def posts(session: aiohttp.ClientSession) -> None:
        for seed in left:
            body = fuzzed(valid, seed)
            began = time.perf_counter()
            try:
                async with session.post(f"{url}/api/messages", data=io.BytesIO(body), headers=headers) as answer:
                    await answer.read()
                status = answer.status
            except aiohttp.ClientError:
                status = 599
            took = time.perf_counter() - began
            outcome.statuses[status] += 1
            outcome.faults += [seed] if status >= 500 else []
            outcome.slow += took > 1
            outcome.longest = max(outcome.longest, took)

    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(posts(session) for _ in range(AT_ONCE)))
    return outcome


async def what_people_send(teams: Overheard) -> list[Mapping[str, Any]]:
    """Of each kind one: somebody arrives, asks, reports by name and without; a handler reads."""
    who = ordinary()
    somebody = Whistleblower(teams.person(who.entra_id, who.name))
    me = {"id": "28:candour", "name": "Candour"}
    for kind, more in (
        ("conversationUpdate", {"membersAdded": [me]}),
        ("conversationUpdate", {"membersRemoved": [me]}),
        ("installationUpdate", {"action": "add"}),
        ("message", {"text": "speak up"}),
    ):
        await teams.post(somebody.member.activity(kind, **more))
    talk = len(teams.posted)
    for how in ("Report here without your name", "Report here with your name"):
        dialog = await somebody.opens_the_form(how)
        identity = "anonymous" if "without" in how else "named"
        await somebody.answers(dialog, {**STORY, "identity": identity}, pages=8)
    handler = Handler.of(teams, in_post("monitoring officer"))
    await handler.opens_the_list()
    presses = [activity for activity in teams.posted[talk:] if activity["type"] == "invoke"]
    # Presses come far more often than talk, whose answers go out at the pace that Teams allows.
    return teams.posted[:talk] + presses * max(1, 60 // len(presses))


@dataclass
class Ready:
    candour: Candour
    token: str
    valid: list[Mapping[str, Any]]
    teams: Overheard


async def ready(starts: Starts, session: aiohttp.ClientSession, openid: OpenId, taker: Taker, **more: Any) -> Ready:
    candour = await starts(
        CANDOUR_APP_ID=APP_ID,
        CANDOUR_TENANT_ID=TENANT_ID,
        CANDOUR_OPENID_METADATA=openid.address,
        CANDOUR_SEND_RATE="50",
        **more,
    )
    token = openid.keys[0].sign(claims(time.time(), serviceurl=taker.url, exp=int(time.time()) + 7200))
    teams = Overheard(session, candour.url, taker, {"Authorization": f"Bearer {token}"})
    valid = await what_people_send(teams)
    taker.recording = False
    return Ready(candour, token, valid, teams)


@pytest.fixture
async def taker() -> AsyncIterator[Taker]:
    taker = Taker()
    await taker.start()
    yield taker
    await taker.close()


async def test_no_activity_is_answered_by_a_fault(
    starts: Starts, session: aiohttp.ClientSession, taker: Taker, full_size: bool, figure: Figure
) -> None:
    async with OpenId(Key.new("good")) as openid:
        r = await ready(starts, session, openid, taker)
        # The first of them make it as large as it is at work.
        await posted(r.candour.url, r.token, r.valid, range(200))
        before = resident(r.candour.pid)
        outcome = await posted(r.candour.url, r.token, r.valid, range(200, 100_200 if full_size else 1_000))
        assert outcome.faults == []
        assert r.candour.running
        assert resident(r.candour.pid) - before < MOST_GROWTH
        accepted = sum(count for status, count in outcome.statuses.items() if status == 200)
        assert accepted > sum(outcome.statuses.values()) // 4, "they must get past the gate"
        taker.recording = True
        reporter = Whistleblower(r.teams.person(ordinary().entra_id, ordinary().name))
        assert (await reporter.opens_the_form()).asks, "it serves as before"
        grown = resident(r.candour.pid) - before
    figure(
        f"{sum(outcome.statuses.values())} activities, {accepted} past the gate and every check of form: "
        f"{len(outcome.faults)} answers of 500 or more, {outcome.slow} over 1 s, the longest {outcome.longest:.2f} s; "
        f"{grown:.0f} MB more; {dict(sorted(outcome.statuses.items()))}"
    )


async def test_a_service_that_breaks_is_found_out(starts: Starts, session: aiohttp.ClientSession, taker: Taker) -> None:
    async with OpenId(Key.new("good")) as openid:
        r = await ready(starts, session, openid, taker, launcher=("-m", "tests.trust.fragile_server"))
        outcome = await posted(r.candour.url, r.token, r.valid, range(400))
    assert outcome.faults
