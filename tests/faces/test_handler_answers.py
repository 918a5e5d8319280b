"""The answer to a report, and who may see what, told by the people who do it in Teams."""

from __future__ import annotations

from datetime import date

import pytest

from governance.roles import Holding, Role
from tests.faces.acting import (
    TITLE,
    acknowledge,
    begin,
    code_on,
    fill_in,
    open_first_case,
    review,
    speak_up,
    speak_up_with_name,
)
from tests.faces.card_rules import buttons
from tests.faces.council import AMARA, CHIEF, JOHN, PRIYA, council

# ---------------------------------------------------------------- the answer


async def test_the_acknowledgement_is_read_with_the_code() -> None:
    async with council() as world:
        whistleblower = world.member(PRIYA)
        code = code_on(await speak_up(whistleblower))
        await world.release()
        assert "on its way" in (await acknowledge(world.member(AMARA))).words
        ask = await whistleblower.press(await whistleblower.say("I have a code"), "I have a code")
        read = await ask.press("Open", code=code.lower().replace("-", " "))
        assert "Please write if it happens again." in read.words
        assert f"Acknowledgement from {AMARA.name}" in read.words
        assert world.directory.asked > 0, "the handler was looked up"


async def test_a_named_reporter_reads_the_acknowledgement_under_my_reports() -> None:
    async with council() as world:
        whistleblower = world.member(PRIYA)
        await speak_up_with_name(whistleblower)
        await world.release()
        await acknowledge(world.member(AMARA))
        mine = await whistleblower.press(await whistleblower.say("my reports"), "My reports")
        assert "Please write if it happens again." in mine.words


@pytest.mark.parametrize("code", ["", "hello", "00000-00000-00000-00000", "431RZ-WMFDG-NEPCC-VCDV8", "x" * 500])
async def test_every_wrong_code_gets_the_same_answer_and_is_not_shown_again(code: str) -> None:
    async with council() as world:
        whistleblower = world.member(PRIYA)
        ask = await whistleblower.press(await whistleblower.say("I have a code"), "I have a code")
        wrong = await ask.press("Open", code=code)
        nobodys = await ask.press("Open", code="ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ")
        assert wrong.card == nobodys.card
        assert "We can't find a report with that code" in wrong.words
        assert wrong.inputs == {"code": ""}


async def test_the_second_handler_hears_who_was_faster() -> None:
    async with council() as world:
        await speak_up(world.member(PRIYA))
        await world.release()
        john = await review(world.member(JOHN), dealing="I deal with it myself.")
        await acknowledge(world.member(AMARA))
        late = await john.press("Send")
        assert "Already done by Amara Okafor" in late.words
        assert late.has("Back to the list")


async def test_an_acknowledgement_that_teams_sends_twice_is_sent_once() -> None:
    async with council() as world:
        await speak_up(world.member(PRIYA))
        await world.release()
        form = await review(world.member(AMARA))
        first = await form.press("Send")
        again = await form.press("Send")
        assert "on its way" in again.words
        assert again.card == first.card
        assert (await open_first_case(world.member(AMARA))).words.count("Acknowledgement from") == 1


async def test_other_words_in_a_box_that_was_sent_are_not_taken_for_sent() -> None:
    async with council() as world:
        await speak_up(world.member(PRIYA))
        await world.release()
        form = await (await open_first_case(world.member(AMARA))).press("Acknowledge")
        await (await form.press("Continue")).press("Send")
        late = await (await form.press("Continue", understood="There is something to add.")).press("Send")
        assert "Already done by Amara Okafor" in late.words
        assert "something to add" not in (await open_first_case(world.member(AMARA))).words


# ---------------------------------------------------------------- who may see what


async def test_a_concern_about_the_monitoring_officer_is_not_in_their_list() -> None:
    async with council() as world:
        await speak_up(world.member(PRIYA), not_to_see="monitoring_officer")
        await world.release()
        empty = await world.member(AMARA).press(await world.member(AMARA).say("cases"), "Cases")
        assert "No case is open to you" in empty.words
        assert TITLE in (await open_first_case(world.member(JOHN))).words


async def test_a_case_cannot_be_opened_with_another_handler_s_button() -> None:
    async with council() as world:
        await speak_up(world.member(PRIYA))
        await world.release()
        listed = await world.member(JOHN).press(await world.member(JOHN).say("cases"), "Cases")
        stolen = buttons(listed.card)["Open this case"]
        assert "This button does not work" in (await world.member(AMARA).invoke("task/submit", stolen)).words


async def test_a_handler_whose_role_ended_opens_nothing_with_yesterday_s_button() -> None:
    ends = Holding(AMARA.id, Role.MONITORING_OFFICER, date(2020, 1, 1), date(2026, 11, 23))
    stays = Holding(JOHN.id, Role.CHIEF_INTERNAL_AUDITOR, date(2020, 1, 1))
    async with council(posts=(ends, stays)) as world:
        await speak_up(world.member(PRIYA))
        await world.release()
        listed = await world.member(AMARA).press(await world.member(AMARA).say("cases"), "Cases")
        world.clock.pass_time(days=1)
        refused = await listed.press("Open this case")
        assert "This is not open to you" in refused.words
        assert TITLE not in refused.words


async def test_a_draft_cannot_be_carried_on_by_somebody_else_or_after_being_changed() -> None:
    async with council() as world:
        box = await begin(world.member(PRIYA), named=False)
        data = {**box.inputs, "identity": "anonymous", **buttons(box.card)["Continue"]}
        other = await world.member(CHIEF).invoke("task/submit", data)
        assert "This button does not work" in other.words
        token = data["draft"]
        altered = token[:-4] + ("A" if token[-4] != "A" else "B") + token[-3:]
        assert (
            "This button does not work"
            in (await world.member(PRIYA).invoke("task/submit", {**data, "draft": altered})).words
        )


async def test_a_box_left_open_for_too_long_says_so() -> None:
    async with council() as world:
        box = await begin(world.member(PRIYA), named=False)
        world.clock.pass_time(hours=21)
        assert "This was open for too long" in (await box.press("Continue", identity="anonymous")).words


async def test_every_box_of_the_try_out_says_that_it_is_not_teams() -> None:
    async with council(banner="This is not Teams.") as world:
        whistleblower = world.member(PRIYA)
        box = await begin(whistleblower, named=False)
        assert box.words.startswith("This is not Teams.")
        assert "Teams knows that you opened this box" in box.words
        assert (await box.press("Stop")).words.startswith("This is not Teams.")
        assert (await fill_in(box)).words.startswith("This is not Teams.")
        await world.release()
        assert (await open_first_case(world.member(AMARA))).words.startswith("This is not Teams.")
