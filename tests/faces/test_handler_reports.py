"""Speaking up, being answered and coming back, told by the people who do it in Teams."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest

from governance.people import Person
from governance.reports import Identity
from governance.roles import Holding, Role
from tests.faces.card_rules import buttons
from tests.faces.council import AMARA, CHIEF, DEPUTY, JOHN, PRIYA, Box, Council, Member, council

STORY = "The supplier gives the buyer envelopes of cash in the car park on Fridays, and the bills go up each month."
TITLE = "Envelopes in the car park"
CORE: dict[str, Any] = {
    "understood": "yes",
    "danger": "no",
    "at_risk": "no",
    "works_as": "employee",
    "affected": "others",
    "new_or_known": "new",
    "grounds": "health_and_safety",
    "closest": "health_and_safety",
    "how_known": "witnessed",
    "title": TITLE,
    "story": STORY,
    "timing": "now",
    "evidence": "no",
    "not_to_see": "no_one",
    "told": "no_one",
    "urgency": "no",
    "worried": "no",
    "guessable": "no",
    "contact_by": "service",
    "who_may_know": "ask",
    "meeting": "writing",
    "add_more": "no",
    "under_policy": "yes",
    "true_to_best": "yes",
}
UNLISTED = Person("", "bbbbbbbb-0000-4000-8000-000000000009", "Sam Reed (agency)", "")


async def fill_in(box: Box, until: str = "", **answers: object) -> Box:
    """Go on from page to page, answering what is asked, to the end or to the page that has the input `until`."""
    told = {**CORE, **answers}
    for _ in range(25):
        if "draft" not in box.inputs or until in box.inputs:
            return box
        assert "There is a problem" not in box.words, box.words
        box = await box.press(next(iter(_forward(box))), **told)
    raise AssertionError(f"this form does not end: {box.words}")


def _forward(box: Box) -> list[str]:
    return [title for title, data in buttons(box.card).items() if data.get("action") == "next"]


async def begin(whistleblower: Member, *, named: bool) -> Box:
    card = await whistleblower.say("speak up")
    return await whistleblower.press(card, f"Report here {'with' if named else 'without'} your name")


async def speak_up(whistleblower: Member, **answers: object) -> Box:
    return await fill_in(await begin(whistleblower, named=False), **answers)


async def speak_up_with_name(whistleblower: Member, identity: Identity = Identity.NAMED, **answers: object) -> Box:
    return await fill_in(await begin(whistleblower, named=True), identity=identity.value, **answers)


def code_on(box: Box) -> str:
    (found,) = re.findall(r"^(?:[0-9A-Z]{5} ){3}[0-9A-Z]{5}$", box.words, re.MULTILINE)
    return found.replace(" ", "-")


async def open_first_case(handler: Member) -> Box:
    box = await handler.press(await handler.say("cases"), "Cases")
    return await box.press("Open this case")


async def dump(world: Council) -> str:
    async with world.store._engine.connect() as connection:  # noqa: SLF001  # the whole database, past every port
        raw = await connection.get_raw_connection()
        return "\n".join([line async for line in raw.driver_connection.iterdump()])  # type: ignore[union-attr]


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
        assert "You will have an answer by: Monday 30 November 2026" in mine.words


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
        assert "Your report of Monday 23 November 2026" in mine.words


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


# ---------------------------------------------------------------- the answer


async def acknowledge(handler: Member) -> Box:
    form = await (await open_first_case(handler)).press("Acknowledge")
    assert "We received your concern on 23 November 2026." in form.inputs["text"]
    return await form.press("Send", text=form.inputs["text"] + "\n\nPlease write if it happens again.")


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
        john = await (await open_first_case(world.member(JOHN))).press("Acknowledge")
        await acknowledge(world.member(AMARA))
        late = await john.press("Send", text="We have it, and I deal with it myself.")
        assert "Already done by Amara Okafor" in late.words
        assert late.has("Back to the list")


async def test_an_acknowledgement_that_teams_sends_twice_is_sent_once() -> None:
    async with council() as world:
        await speak_up(world.member(PRIYA))
        await world.release()
        form = await (await open_first_case(world.member(AMARA))).press("Acknowledge")
        await form.press("Send")
        again = await form.press("Send")
        assert "Already done by Amara Okafor" in again.words
        assert (await open_first_case(world.member(AMARA))).words.count("Acknowledgement from") == 1


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
