"""Send pressed twice, with something changed in between: what was kept is what was sent first, and that is said."""

from __future__ import annotations

from datetime import timedelta
from os import urandom

import pytest

from bot.teams.buttons import Buttons
from bot.teams.identity import Presser
from governance.errors import Expired
from storage.drafts import SealedDrafts
from storage.keyfiles import IntakeKeys
from tests.faces.acting import begin, code_on, fill_in, open_first_case
from tests.faces.council import AMARA, PRIYA, council
from tests.harness.browserless import Visitor
from tests.harness.cast import STORY
from tests.harness.people import WebWhistleblower, code_in
from tests.storage.seals import Watch

SENT_BEFORE = "We kept it as it was then."


async def test_a_name_that_was_sent_is_not_taken_back_in_silence() -> None:
    async with council() as world:
        whistleblower = world.member(PRIYA)
        last_page = await fill_in(await begin(whistleblower, named=True), until="under_policy", identity="named")
        assert SENT_BEFORE not in (await fill_in(last_page)).words
        # The answer was lost on the way, so the last page still stands, and its reader has second thoughts.
        changed = await last_page.press("Change: With your name, or without?")
        done = await fill_in(changed, identity="anonymous")
        assert SENT_BEFORE in done.words
        assert "My reports" in done.words
        assert "code" not in done.words.lower()
        await world.release()
        assert PRIYA.name in (await open_first_case(world.member(AMARA))).words


async def test_a_code_that_was_given_is_given_again_whoever_the_reporter_is_by_now() -> None:
    async with council() as world:
        last_page = await fill_in(
            await begin(world.member(PRIYA), named=True), until="under_policy", identity="anonymous"
        )
        code = code_on(await fill_in(last_page))
        again = await fill_in(await last_page.press("Change: With your name, or without?"), identity="named")
        assert SENT_BEFORE in again.words
        assert code_on(again) == code


@pytest.mark.process
async def test_on_the_web_page_too_a_second_send_is_not_taken_for_the_first(
    web_whistleblower: WebWhistleblower,
) -> None:
    visitor: Visitor = web_whistleblower.visitor
    await visitor.go("/speak-up")
    while visitor.page is None or "Send" not in visitor.page.buttons:
        await visitor.go_on(STORY)
    last_page = visitor.page
    first = await visitor.go_on(STORY)
    assert SENT_BEFORE not in first.words
    assert "We do not know who you are." in first.words

    visitor.page = last_page
    again = await visitor.go_on(STORY)
    assert SENT_BEFORE in again.words
    assert "We do not know who you are." not in again.words
    assert code_in(again.words) == code_in(first.words)
    assert SENT_BEFORE in (await visitor.press("Check it", {"last": "00000"})).words


@pytest.mark.parametrize("verb", ["kept", "mailbox"])
def test_a_button_that_holds_a_code_is_not_good_for_weeks(verb: str) -> None:
    watch = Watch()
    keys = IntakeKeys(urandom(32), urandom(32), urandom(32), urandom(32))
    buttons, reporter = Buttons(SealedDrafts(keys, watch)), Presser("tenant", PRIYA.entra_id, "")
    data = {"card": buttons.seal(reporter, verb, code="431RZ-WMFDG-NEPCC-VCDV8")}
    assert buttons.open(reporter, verb, data)["code"] == "431RZ-WMFDG-NEPCC-VCDV8"
    watch.pass_by(timedelta(hours=21))
    with pytest.raises(Expired):
        buttons.open(reporter, verb, data)
