"""What looks at each page for people who cannot see it finds one that is wrong, and again after one that was well."""

from __future__ import annotations

import pytest
from playwright.async_api import Page

from tests.browser.conftest import Accessible

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

WELL = "<html lang='en'><title>Two</title><main><h1>Two</h1><label>Name <input></label></main></html>"
#: Nothing says what is to be typed.
WRONG = WELL.replace("<label>Name <input></label>", "<input>")


async def test_a_page_that_is_wrong_is_found(scriptless: Page, accessible_copy: Accessible) -> None:
    for html in (WELL, WRONG, WELL):
        await scriptless.set_content(html)
        if html == WELL:
            await accessible_copy(scriptless)
            continue
        with pytest.raises(AssertionError, match=r"label \(critical\)"):
            await accessible_copy(scriptless)
