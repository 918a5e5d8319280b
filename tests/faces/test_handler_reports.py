"""Speaking up in Teams, with a name and without, told by the people who do it."""

from __future__ import annotations

import json
import re

from governance.reports import Identity
from tests.faces.acting import (
    CORE,
    STORY,
    TITLE,
    UNLISTED,
    begin,
    code_on,
    dump,
    fill_in,
    open_first_case,
    speak_up,
    speak_up_with_name,
)
from tests.faces.council import AMARA, CHIEF, DEPUTY, PRIYA, council

# ---------------------------------------------------------------- without a name


async def test_an_anonymous_concern_reaches_the_monitoring_officer_and_says_nothing_of_who_sent_it() -> None:
    async with council() as world:
        whistleblower, monitoring_officer = world.member(PRIYA), world.member(AMARA)
        before = await dump(world)
        done = await speak_up(whistleblower)
        assert "We have your report" in done.words
        assert "Monday 30 November 2026" in done.words
        assert "envelopes" not in json.dumps(world.outside.sent)
        after = await dump(world)
        for trace in (PRIYA.entra_id, PRIYA.name, f"29:{PRIYA.entra_id}"):
            assert after.count(trace) == before.count(trace)

        assert await world.release() == 1
        case = await open_first_case(monitoring_officer)
        assert TITLE in case.words
        assert STORY in case.words
        assert "Reporter: anonymous" in case.words
        assert PRIYA.name not in case.words


async def test_the_anonymous_flow_looks_nobody_up_and_sends_nothing_by_itself() -> None:
    async with council() as world:
        whistleblower = world.member(PRIYA)
        box = await begin(whistleblower, named=False)
        sent = len(world.outside.sent)
        done = await fill_in(box)
        await done.press("Check", last_block=code_on(done)[-5:])
        assert len(world.outside.sent) == sent
        assert world.directory.asked == 0
        assert world.log == []


async def test_the_box_repeats_what_teams_cannot_hide_before_anything_is_asked() -> None:
    async with council() as world:
        box = await begin(world.member(PRIYA), named=False)
        assert "Teams knows that you opened this box" in box.words
        assert box.inputs["identity"] == "anonymous", "the choice was made by the button"


async def test_from_the_welcome_the_honest_words_come_first_in_the_box() -> None:
    async with council() as world:
        whistleblower = world.member(PRIYA)
        opener = await whistleblower.press(await whistleblower.say("help"), "Speak up")
        assert "Do not type your concern in this chat." in opener.words
        assert not opener.inputs
        done = await fill_in(await opener.press("Report here without your name"))
        assert code_on(done)


async def test_a_submission_that_teams_sends_twice_makes_one_case_and_shows_one_code() -> None:
    async with council() as world:
        box = await begin(world.member(PRIYA), named=False)
        box = await fill_in(box, until="under_policy")
        first, again = await box.press("Send", **CORE), await box.press("Send", **CORE)
        assert code_on(first) == code_on(again)
        assert await world.release() == 1


async def test_typing_the_last_block_back_says_whether_it_is_right_and_stops_nobody() -> None:
    async with council() as world:
        done = await speak_up(world.member(PRIYA))
        code = code_on(done)
        right = await done.press("Check", last_block=code[-5:].lower())
        assert "Yes, that is right" in right.words
        wrong = await done.press("Check", last_block="00000")
        assert "That is not the last block" in wrong.words
        assert code_on(right) == code_on(wrong) == code
        assert (await wrong.press("Close")).is_closed


async def test_whoever_stops_leaves_nothing_behind() -> None:
    async with council() as world:
        before = await dump(world)
        box = await begin(world.member(PRIYA), named=False)
        box = await box.press("Continue", identity="anonymous")
        stopped = await box.press("Stop", title="Half a title")
        assert "Nothing was sent and nothing was kept." in stopped.words
        assert await dump(world) == before


async def test_a_long_story_fits_every_box_from_the_first_page_to_the_handler_s() -> None:
    async with council() as world:
        story = "\n".join(
            f"{n}. The scaffold had no guard rail and the men were told to say nothing." for n in range(99)
        )
        await speak_up(world.member(PRIYA), story=story)
        await world.release()
        box = await open_first_case(world.member(AMARA))
        told = box.words
        while box.has("Read on"):
            box = await box.press("Read on")
            told += box.words
        assert all(line in told for line in story.splitlines())


async def test_a_full_disk_loses_no_answer() -> None:
    async with council() as world:
        box = await begin(world.member(PRIYA), named=False)
        box = await fill_in(box, until="under_policy")
        world.failing.is_full = True
        failed = await box.press("Send", **CORE)
        assert "The disk is full" in failed.words
        world.failing.is_full = False
        assert code_on(await failed.press("Try again"))
        assert await world.release() == 1


# ---------------------------------------------------------------- with a name


async def test_a_named_concern_is_filled_in_with_what_the_council_knows_and_comes_back_by_my_reports() -> None:
    async with council() as world:
        whistleblower = world.member(PRIYA)
        box = await begin(whistleblower, named=True)
        box = await fill_in(box, until="name", identity="named")
        assert (box.inputs["name"], box.inputs["job"]) == ("Priya Nair", "Housing officer")
        done = await fill_in(box)
        assert "My reports" in done.words
        assert not re.search(r"[0-9A-Z]{5} [0-9A-Z]{5}", done.words), "nobody needs a code who gave their name"
        mine = await whistleblower.press(await whistleblower.say("my reports"), "My reports")
        assert "Answer by: Monday 30 November 2026" in mine.words


async def test_a_confidential_name_is_seen_by_the_two_handlers_and_not_by_a_deputy() -> None:
    async with council() as world:
        await speak_up_with_name(world.member(PRIYA), Identity.CONFIDENTIAL)
        await world.release()
        assert "Priya Nair" in (await open_first_case(world.member(AMARA))).words
        deputy = await open_first_case(world.member(DEPUTY))
        assert STORY in deputy.words
        assert "Priya Nair" not in deputy.words


async def test_an_agency_worker_whom_the_council_does_not_list_can_give_their_name() -> None:
    async with council() as world:
        sam = world.member(UNLISTED)
        box = await begin(sam, named=True)
        box = await fill_in(box, until="name", identity="named")
        assert box.inputs["name"] == "Sam Reed (agency)"
        await fill_in(box)
        mine = await sam.press(await sam.say("my reports"), "My reports")
        assert "Sent on Monday 23 November 2026" in mine.words


async def test_nobody_sees_another_s_reports() -> None:
    async with council() as world:
        await speak_up_with_name(world.member(PRIYA))
        mine = await world.member(CHIEF).press(await world.member(CHIEF).say("my reports"), "My reports")
        assert "You have no report here that has your name" in mine.words


async def test_a_name_given_up_at_the_end_is_not_sent() -> None:
    async with council() as world:
        box = await begin(world.member(PRIYA), named=True)
        box = await fill_in(box, until="under_policy", identity="named")
        before = await dump(world)
        box = await box.press("Change: With your name, or without?")
        done = await fill_in(box, identity="anonymous")
        assert code_on(done)
        assert (await dump(world)).count(PRIYA.entra_id) == before.count(PRIYA.entra_id)
        await world.release()
        case = await open_first_case(world.member(AMARA))
        assert "Reporter: anonymous" in case.words
        assert PRIYA.name not in case.words
