"""The bot in Microsoft's own stand-in for Teams: everything of it that works there, in a real browser."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, Route, expect

from bot.local import playground
from tests.browser.conftest import Picture
from tests.harness.process import Candour, free_port, fresh_council

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.asyncio(loop_scope="session")]

TOOL = Path(__file__).parents[2] / "tools" / "playground"
NEW_YEARS_EVE = datetime(2026, 12, 31, 10, tzinfo=UTC)
QUARTER_DAY = datetime(2027, 1, 4, 9, 30, tzinfo=UTC)
START_SECONDS = 60.0


@dataclass
class Playground:
    page: Page
    candour: Candour

    def cards(self, words: str) -> Locator:
        return self.page.locator(".ac-adaptiveCard").filter(has_text=words)

    async def says(self, words: str) -> None:
        await self.page.get_by_role("textbox").last.click()
        await self.page.keyboard.type(words)
        await self.page.keyboard.press("Enter")


async def _near(route: Route) -> None:
    """The page wants letters and pictures from Microsoft; it does without."""
    if route.request.url.startswith(("http://127.0.0.1:", "http://localhost:", "data:", "blob:")):
        await route.continue_()
    else:
        await route.abort()


def _launched(folder: Path, bot_port: int, port: int) -> subprocess.Popen[bytes]:
    node = shutil.which("node")
    assert node is not None, "there is no node"
    people = playground.staff()
    settings = playground.configuration(playground.chosen(people, None), people)
    (folder / "playground.json").write_text(json.dumps(settings), encoding="utf-8")
    return subprocess.Popen(
        playground.command(node, TOOL, bot_port, port),
        env=playground.surroundings(folder),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@asynccontextmanager
async def _started(folder: Path, bot_port: int, port: int) -> AsyncIterator[None]:
    process = _launched(folder, bot_port, port)
    try:
        await _answers(f"http://127.0.0.1:{port}/", process)
        yield
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait)


async def _answers(address: str, process: subprocess.Popen[bytes]) -> None:
    async with aiohttp.ClientSession() as session, asyncio.timeout(START_SECONDS):
        while process.poll() is None:
            try:
                async with session.get(address):
                    return
            except aiohttp.ClientError:
                await asyncio.to_thread(_wait, process)
    raise AssertionError(f"the Playground ended with {process.returncode}")


def _wait(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(0.1)
    except subprocess.TimeoutExpired:
        return


@pytest_asyncio.fixture(loop_scope="session")
async def stage(page: Page, demo_council: Path, tmp_path: Path) -> AsyncIterator[Playground]:
    """The first asset owner of the demo council, on the day before a quarter begins."""
    if not (TOOL / "node_modules").is_dir():
        pytest.skip("the Playground is not installed: run make ready")
    port = free_port()
    address = {"CANDOUR_SERVICE_URL": playground.service_url(port)}
    candour = Candour(fresh_council(demo_council, tmp_path / "council"), address)
    candour.set_clock(NEW_YEARS_EVE)
    await page.set_viewport_size({"width": 1280, "height": 1300})
    await page.route("**/*", _near)
    try:
        await candour.start()
        async with _started(tmp_path, candour.port, port):
            await page.goto(f"http://127.0.0.1:{port}/", wait_until="domcontentloaded")
            yield Playground(page, candour)
    finally:
        await candour.stop()


async def test_an_owner_is_greeted_answered_asked_on_the_quarter_day_and_answers_in_one_press(
    stage: Playground, picture: Picture
) -> None:
    await expect(stage.cards("Speak up, safely")).to_have_count(1)

    await stage.says("help")
    await expect(stage.cards("For your work").get_by_role("button", name="My return")).to_be_visible()
    await stage.says("forecast")
    await expect(stage.cards("That is for the Records Manager")).to_be_visible()
    await stage.says("my manager takes money from the safe")
    await expect(stage.cards("I have not kept what you wrote.")).to_be_visible()

    stage.candour.set_clock(QUARTER_DAY)
    arrived = stage.cards("What is due")
    await expect(arrived.get_by_role("button", name="Everything is as it was")).to_be_visible()
    await picture(stage.page, "playground")

    await stage.says("my return")
    await expect(arrived).to_have_count(2)
    asked = arrived.last
    await asked.get_by_role("button", name="Everything is as it was").click()
    await expect(asked).to_contain_text("Chloe Pickersgill")
    await expect(asked.get_by_role("button", name="Everything is as it was")).to_have_count(0)
    # The card that arrived on its own is brought up to date too.
    await expect(arrived.first).to_contain_text("Chloe Pickersgill")
    await expect(stage.page.get_by_role("button", name="Everything is as it was")).to_have_count(0)
