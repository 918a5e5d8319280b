"""The plain answers as people read them: on the web page without a script, on a telephone, and in Teams."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from dialogs.guidance import ANSWERS
from tests.browser.conftest import Accessible, Picture
from tests.browser.people import Colleague, Visitor
from tests.harness.cast import in_post, ordinary
from tests.harness.process import Candour

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.asyncio(loop_scope="session")]

TOO_WIDE = "element => element.scrollWidth > element.clientWidth"


async def test_somebody_who_hesitates_reads_the_policy_first_without_a_script_also_on_a_telephone(
    scriptless: Page, try_out: Candour, accessible_copy: Accessible, picture: Picture
) -> None:
    visitor = Visitor(scriptless, try_out.url)
    await visitor.goes("/speak-up")
    await visitor.shown.get_by_role("link", name="what the policy says").click()
    await accessible_copy(scriptless)
    await picture(scriptless, "policy")
    await visitor.shown.get_by_role("navigation").get_by_role("link", name="Am I protected?").click()
    await expect(visitor.shown.get_by_role("heading", name="Am I protected?")).to_be_in_viewport()
    section = visitor.shown.get_by_role("region", name="Am I protected?")
    await expect(section.get_by_text("Policy paragraphs 6, 7, 23 and 24")).to_be_visible()
    await expect(section.get_by_text("Note on the law").first).to_be_visible()
    assert scriptless.url.endswith("/policy#protected")
    for answer in ANSWERS.values():
        await expect(visitor.shown.get_by_role("heading", name=answer.question)).to_have_count(1)
    await section.get_by_role("link", name="Speak up").click()
    await expect(visitor.shown.get_by_role("heading", name="With your name, or without?")).to_be_visible()
    assert not await scriptless.context.cookies()
    await scriptless.set_viewport_size({"width": 320, "height": 640})
    await visitor.goes("/policy")
    assert not await scriptless.locator("html").evaluate(TOO_WIDE)


async def test_a_question_in_teams_is_answered_and_leads_on_in_a_box(
    page: Page, try_out: Candour, accessible: Accessible, picture: Picture
) -> None:
    colleague = Colleague(page, try_out.url)
    await colleague.comes()
    await colleague.becomes(ordinary())
    menu = await colleague.says("policy")
    await expect(menu.get_by_role("button", name="Am I protected?")).to_be_visible()
    await accessible(page, "#log")
    answer = await colleague.writes("Who do I tell?")
    await expect(answer.get_by_text(in_post("monitoring officer").name)).to_be_visible()
    await accessible(page, "#log")
    await picture(page, "policy-in-teams")
    await colleague.opens(answer, "What happens next")
    await expect(colleague.dialog.get_by_role("heading", name="What happens next, and by when?")).to_be_visible()
    await expect(colleague.dialog.get_by_role("listitem")).to_have_count(3)
    await accessible(page, "#dialog")
    await colleague.presses("All questions")
    await accessible(page, "#dialog")
    await colleague.presses("Going outside")
    await expect(colleague.dialog.get_by_text("Note on the law, 22 November 2026")).to_be_visible()
    await accessible(page, "#dialog")

    # A manager who was told of a concern finds the form in the same place.
    await colleague.page.locator("#dialog-close").click()
    await colleague.opens(await colleague.says("someone told me"), "Someone told me")
    await accessible(page, "#dialog")
    await picture(page, "someone-told-me")
