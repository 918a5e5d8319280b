"""A council, its server and its people, for every test that talks to the real process."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from tests.harness.browserless import Visitor
from tests.harness.cast import in_post, ordinary
from tests.harness.connector import RecordingConnector
from tests.harness.people import Handler, WebWhistleblower, Whistleblower
from tests.harness.process import Candour, fresh_council, is_on_postgresql
from tests.harness.teams import Teams

#: A Monday morning, before the first batch of the day.
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

Starts = Callable[..., Awaitable[Candour]]
#: Called for each council.
CouncilSettings = Callable[[], dict[str, str]]


@pytest.fixture(scope="session")
def demo_council(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo council's data folder as `candour demo` fills it; never served from, only copied."""
    data = tmp_path_factory.mktemp("demo") / "var"
    made = Candour(data).command("demo")
    assert made.returncode == 0, made.stdout + made.stderr
    return data


@pytest.fixture
async def connector() -> AsyncIterator[RecordingConnector]:
    connector = await RecordingConnector().start()
    yield connector
    await connector.close()


@pytest.fixture
def council_settings() -> CouncilSettings:
    """What every server of a module is started with; a module of tests may have its own."""
    return dict


@pytest.fixture
async def starts(
    demo_council: Path, connector: RecordingConnector, council_settings: CouncilSettings, tmp_path: Path
) -> AsyncIterator[Starts]:
    """`await starts(**environment)`: a server of one's own, its clock on MONDAY."""
    running: list[Candour] = []

    async def start(at: datetime = MONDAY, launcher: tuple[str, ...] = ("-m", "bot", "serve"), **extra: str) -> Candour:
        data = fresh_council(demo_council, tmp_path / f"council{len(running)}")
        settings = {**council_settings(), **extra}
        if "CANDOUR_DATABASE_URL" in settings:
            is_on_postgresql(data, settings)
        server = Candour(data, {"CANDOUR_SERVICE_URL": connector.url, **settings}, launcher)
        server.set_clock(at)
        running.append(server)
        return await server.start()

    yield start
    # Whatever a stop is to leave in order, its own tests show.
    for server in running:
        await server.kill()


@pytest.fixture
async def candour(starts: Starts) -> Candour:
    return await starts()


@pytest.fixture
def candour_command(demo_council: Path, tmp_path: Path) -> Candour:
    """A council with no server running, for the command line."""
    return Candour(fresh_council(demo_council, tmp_path / "council"))


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield session


@pytest.fixture
def teams(session: aiohttp.ClientSession, candour: Candour, connector: RecordingConnector) -> Teams:
    return Teams(session, candour.url, connector)


@pytest.fixture
def whistleblower(teams: Teams) -> Whistleblower:
    who = ordinary()
    return Whistleblower(teams.person(who.entra_id, who.name))


@pytest.fixture
def web_whistleblower(session: aiohttp.ClientSession, candour: Candour) -> WebWhistleblower:
    return WebWhistleblower(Visitor(session, candour.url))


@pytest.fixture
def monitoring_officer(teams: Teams) -> Handler:
    return Handler.of(teams, in_post("monitoring officer"))


@pytest.fixture
def chief_internal_auditor(teams: Teams) -> Handler:
    return Handler.of(teams, in_post("chief internal auditor"))


@pytest.fixture
def chief_executive(teams: Teams) -> Handler:
    return Handler.of(teams, in_post("chief executive"))


@pytest.fixture
def full_size() -> bool:
    """Whether the trust figures run at full size (`make trust`)."""
    return os.environ.get("CANDOUR_TRUST") == "full"
