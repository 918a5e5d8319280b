"""A real Chromium for every browser test, axe-core, and the pictures for the documents.

Each test has a browser of its own. `page` fails the test when the page breaks: an error in its script, or something
that its content security policy forbids.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

from tests.browser.tiny_bot import NODE_MODULES

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
)  # fmt: skip

#: `await accessible(page)`, or of a part: `await accessible(page, "#dialog")`.
Accessible = Callable[..., Awaitable[None]]
#: `await picture(page, "try-out")` writes try-out.png when pictures are wanted.
Picture = Callable[[Page, str], Awaitable[None]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", metavar="DIR", default=None, help="write the pictures for the documents to DIR")


def _chromium() -> str | None:
    return next((path for path in map(shutil.which, _NAMES) if path), None)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    chromium = _chromium()
    if chromium is None:
        pytest.skip(f"none of {', '.join(_NAMES)} is on the path")
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=chromium, args=list(_QUIET))
        yield running
        await running.close()


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A page in a fresh context: no cookies, no history, nothing remembered."""
    context = await browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce"
    )
    shown = await context.new_page()
    shown.set_default_timeout(10_000)
    broken: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            broken.append(message.text)

    shown.on("console", heard)
    shown.on("pageerror", lambda error: broken.append(str(error)))
    yield shown
    await context.close()
    assert not broken, "the page broke:\n" + "\n".join(broken)


@pytest.fixture
def accessible() -> Accessible:
    """Fails, with the places, when axe-core finds something against WCAG 2.2 AA or its own best practices."""

    async def check(page: Page, part: str | None = None) -> None:
        source = NODE_MODULES / "axe-core" / "axe.min.js"
        assert source.is_file(), "axe-core is not installed: run npm ci"
        # Evaluated, not added as a script: pages forbid scripts that are not theirs.
        await page.evaluate(source.read_text(encoding="utf-8"))
        found = await page.evaluate("part => axe.run(part ?? document)", part)
        assert found["passes"], "axe-core looked at nothing"
        assert not found["violations"], _readable(found["violations"])

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
    folder = request.config.getoption("--pictures", default=None)
    if folder is not None:
        Path(folder).mkdir(parents=True, exist_ok=True)

    async def save(page: Page, name: str) -> None:
        if folder is not None:
            await page.screenshot(path=Path(folder) / f"{name}.png", animations="disabled")

    return save
