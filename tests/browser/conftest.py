"""A real Chromium for every browser test, axe-core, the whole service, and the pictures for the documents.

One browser serves all the tests of a process, and each has a fresh context in it: no cookies, no history, nothing
remembered. So these tests, and what they share a loop with, run in the loop of the session. A page fails its test when
it breaks: an error in its script, or something that its content security policy forbids.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page, Route, async_playwright, expect

from tests.browser.tiny_bot import NODE_MODULES
from tests.harness.fixtures import AS_FAST_AS_TEAMS_MAY, MONDAY
from tests.harness.process import Candour, fresh_council

_NAMES = ("chromium", "chromium-browser", "google-chrome")
#: The list under the bar for addresses is two web pages by now, drawn anew for each window: that alone costs as much as
#: most tests. And nobody needs a process in reserve.
_UNSEEN = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "SpareRendererForSitePerProcess")
#: What Playwright leaves out: Chromium takes the last such list alone, so it is said again.
_LEFT_OUT = (
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning",
    "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch",
)  # fmt: skip
_QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", f"--disable-features={','.join((*_LEFT_OUT, *_UNSEEN))}",
)  # fmt: skip
#: Long, because a wait that ends well ends early.
_PATIENCE_MS = 20_000

#: Every rule is run on every element. Where each one stands is written out for the violations alone: of what is well,
#: that takes longer than to look.
_AXE = """async part => {
    const found = await axe.run(part ?? document, {resultTypes: ["violations"]});
    return [found.passes.length, found.violations];
}"""

#: `await accessible(page)`, or of a part: `await accessible(page, "#dialog")`.
Accessible = Callable[..., Awaitable[None]]
#: `await picture(page, "try-out")` writes try-out.png when pictures are wanted.
Picture = Callable[[Page, str], Awaitable[None]]


def _chromium() -> str | None:
    return next((path for path in map(shutil.which, _NAMES) if path), None)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    chromium = _chromium()
    if chromium is None:
        pytest.skip(f"none of {', '.join(_NAMES)} is on the path")
    expect.set_options(timeout=_PATIENCE_MS)
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=chromium, args=list(_QUIET))
        yield running
        await running.close()


@asynccontextmanager
async def _fresh_page(browser: Browser, width: int, height: int, *, scripts: bool = True) -> AsyncIterator[Page]:
    fresh = await browser.new_context(
        viewport={"width": width, "height": height},
        locale="en-GB",
        timezone_id="Europe/London",
        reduced_motion="reduce",
        java_script_enabled=scripts,
    )
    shown = await fresh.new_page()
    shown.set_default_timeout(_PATIENCE_MS)
    broken: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            broken.append(message.text)

    shown.on("console", heard)
    shown.on("pageerror", lambda error: broken.append(str(error)))
    yield shown
    await fresh.close()
    assert not broken, "the page broke:\n" + "\n".join(broken)


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    async with _fresh_page(browser, 1280, 800) as shown:
        yield shown


@pytest_asyncio.fixture(loop_scope="session")
async def scriptless(browser: Browser) -> AsyncIterator[Page]:
    """A page in a browser that runs no script."""
    async with _fresh_page(browser, 900, 1100, scripts=False) as shown:
        yield shown


@pytest_asyncio.fixture(loop_scope="session")
async def try_out(demo_council: Path, tmp_path: Path) -> AsyncIterator[Candour]:
    """The whole service with its own stand-in for Teams, its clock on MONDAY."""
    # The address on cards is the usual one, so that the pictures show it.
    usual = {"CANDOUR_PUBLIC_URL": "http://127.0.0.1:3978", **AS_FAST_AS_TEAMS_MAY}
    server = Candour(fresh_council(demo_council, tmp_path / "council"), usual)
    server.set_clock(MONDAY)
    try:
        yield await server.start()
    finally:
        await server.stop()


@pytest.fixture
def accessible() -> Accessible:
    """Fails, with the places, when axe-core finds something against WCAG 2.2 AA or its own best practices."""

    async def check(page: Page, part: str | None = None) -> None:
        source = NODE_MODULES / "axe-core" / "axe.min.js"
        assert source.is_file(), "axe-core is not installed: run npm ci"
        if not await page.evaluate("'axe' in window"):
            # Evaluated, not added as a script: pages forbid scripts that are not theirs.
            await page.evaluate(source.read_text(encoding="utf-8"))
        passes, violations = await page.evaluate(_AXE, part)
        assert passes, "axe-core looked at nothing"
        assert not violations, _readable(violations)

    return check


@pytest.fixture
def accessible_copy(page: Page, accessible: Accessible) -> Accessible:
    """For a page that runs no script, where axe-core could not run either: looks at a copy in `page`."""

    async def answer(route: Route) -> None:
        await route.fulfill(body="", content_type="text/html")

    async def check(original: Page) -> None:
        if page.url != original.url:
            # At the same address, for the sake of what the page refers to.
            await page.route(original.url, answer)
            await page.goto(original.url)
            await page.unroute(original.url)
        await page.set_content(await original.content())
        await accessible(page)

    return check


def _readable(violations: list[dict[str, object]]) -> str:
    lines = []
    for violation in violations:
        lines.append(f"{violation['id']} ({violation['impact']}): {violation['help']}")
        nodes = violation["nodes"]
        assert isinstance(nodes, list)
        lines += [f"    {' '.join(map(str, node['target']))}\n        {node['failureSummary']}" for node in nodes]
    return "axe-core found:\n" + "\n".join(lines)


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Picture:
    """Saves what the page shows under a name, when `--pictures DIR` was given."""
    folder = request.config.getoption("--pictures")
    if folder is not None:
        Path(folder).mkdir(parents=True, exist_ok=True)

    async def save(page: Page, name: str) -> None:
        if folder is not None:
            await page.screenshot(path=Path(folder) / f"{name}.png", animations="disabled")

    return save
