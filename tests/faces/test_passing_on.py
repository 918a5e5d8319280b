"""Passing a concern on in Teams, box by box."""

from __future__ import annotations

from typing import Any

from tests.faces.acting import code_on, open_first_case
from tests.faces.card_rules import buttons
from tests.faces.council import AMARA, DESK, JOHN, PRIYA, Box, Member, council

TOLD: dict[str, Any] = {
    "told_on": "2026-11-20",
    "told_how": "in_person",
    "title": "Fire doors at the depot",
    "said": "The fire doors at the depot are wedged open, every single day.",
    "closest": "health_and_safety",
    "agreed": "no",
    "names_in_text": "none",
    "done": "Nothing yet.",
    "told_them": "not_yet",
    "tell_at_once": "no",
    "not_to_see": "no_one",
    "checked": "true",
}
CAME: dict[str, Any] = {
    "came_on": "2026-11-20",
    "came_how": "phone",
    "identity": "anonymous",
    "read_out": "true",
}


async def goes_through(member: Member, words: str, button: str, **answers: Any) -> Box:
    box = await member.press(await member.say(words), button)
    for _ in range(12):
        if "draft" not in box.inputs:
            return box
        forward = next(title for title, data in buttons(box.card).items() if data.get("action") == "next")
        before = box.words
        box = await box.press(forward, **{**TOLD, **CAME, **answers})
        assert box.words != before, before
    raise AssertionError("this form does not end")


async def test_a_manager_passes_on_what_they_were_told() -> None:
    async with council() as world:
        done = await goes_through(world.member(PRIYA), "someone told me", "Someone told me")
        assert "The Monitoring Officer will know" in done.words
        assert "Thank you for telling me" in done.words
        await world.release()
        case = await open_first_case(world.member(AMARA))
        assert f"Passed on by {PRIYA.name}" in case.words
        assert "wedged open" in case.words


async def test_whoever_agreed_to_be_named_is_asked_for_and_nobody_else() -> None:
    async with council() as world:
        member = world.member(PRIYA)
        box = await member.press(await member.say("I am a manager"), "Someone told me")
        box = await box.press("Continue", **TOLD)
        assert "worker" in (await box.press("Continue", **{**TOLD, "agreed": "yes"})).inputs
        assert "worker" not in (await box.press("Continue", **{**TOLD, "agreed": "not_asked"})).inputs


async def test_a_handler_enters_a_call_and_has_the_code_for_the_caller() -> None:
    async with council() as world:
        officer = world.member(AMARA)
        done = await goes_through(officer, "enter a concern", "Enter a concern")
        code = code_on(done)
        (letter,) = [each for each in done.card["actions"] if each["type"] == "Action.OpenUrl"]
        assert letter["url"].startswith(DESK + "/")
        assert code not in letter["url"]
        await world.release()
        assert "wedged open" in (await open_first_case(world.member(JOHN))).words


async def test_a_handler_who_enters_something_about_themselves_is_asked_and_never_sees_it() -> None:
    async with council() as world:
        said = f"{AMARA.name} wedges the fire doors open, every single day."
        member = world.member(AMARA)
        await goes_through(
            member, "enter a concern", "Enter a concern", said=said, **{f"same_people.{AMARA.id}": "yes"}
        )
        await world.release()
        listed = await member.press(await member.say("cases"), "Cases")
        assert "No case is open to you" in listed.words
        assert "wedges" in (await open_first_case(world.member(JOHN))).words
