"""The record of a case in Teams (policy paragraph 28): what is done is written down, read in boxes alone, and kept."""

from __future__ import annotations

import json

import pytest

from tests.faces.acting import open_first_case, speak_up
from tests.faces.card_rules import buttons, typed_words
from tests.faces.council import AMARA, DEPUTY, JOHN, MONDAY, PRIYA, Box, Council, Member, council

DAY = MONDAY.date().isoformat()
STEP = "Asked the **caretaker** who wedges the doors. {{x}}"


async def record_of(member: Member) -> Box:
    return await (await open_first_case(member)).press("Record of this case")


async def a_case(world: Council) -> None:
    await speak_up(world.member(PRIYA))
    await world.release()


async def add(member: Member, title: str, /, **answers: str) -> Box:
    """Add an entry, page by page, and come back to the record."""
    box = await (await record_of(member)).press(title)
    while not box.has("Add to the record"):
        box = await box.press("Continue", **answers)
    done = await box.press("Add to the record", **answers)
    assert "It is in the record" in done.words
    return await done.press("Back to the record")


async def test_a_step_is_written_by_one_handler_and_read_by_another_as_it_was_typed() -> None:
    async with council() as world:
        await a_case(world)
        await add(world.member(AMARA), "Step", on=DAY, text=STEP)
        box = await record_of(world.member(JOHN))
        assert "Asked the **caretaker** who wedges the doors. {\u200a{x}}" in typed_words(box.card)
        assert "1. Step: Amara Okafor, Monitoring Officer, Monday 23 November 2026" in typed_words(box.card)
        assert "Done on: 23 November 2026" in typed_words(box.card)
        assert world.outside.sent, "the cards that opened the box"
        assert STEP not in json.dumps(world.outside.sent)
        assert STEP not in "".join(world.log)


@pytest.mark.parametrize(
    ("title", "answers", "reads"),
    [
        ("Note", {"readers": "all", "text": "A thought."}, "Note: Amara"),
        ("Referral", {"body": "police", "on": DAY, "text": "The theft."}, "To: The police"),
        ("Referral", {"body": "other", "who": "Ofsted", "on": DAY, "text": "The care."}, "To: Ofsted"),
        ("Safeguard", {"whom": "evidence", "text": "Kept the log."}, "For: Evidence, so that it is not lost"),
        (
            "Meeting",
            {"on": DAY, "present": "the reporter", "company": "yes", "away": "yes", "text": "They showed it."},
            "Who was there: the reporter",
        ),
    ],
)
async def test_each_kind_of_entry_is_written_and_read(title: str, answers: dict[str, str], reads: str) -> None:
    async with council() as world:
        await a_case(world)
        box = await add(world.member(AMARA), title, **answers)
        assert reads in typed_words(box.card)
        assert answers["text"] in typed_words(box.card)


async def test_an_entry_is_put_right_by_a_new_one_and_a_number_that_is_not_there_is_refused_in_words() -> None:
    async with council() as world:
        await a_case(world)
        assert not (await record_of(world.member(AMARA))).has("Put an entry right")
        await add(world.member(AMARA), "Step", on=DAY, text="On Monday.")
        wrong = await (await record_of(world.member(AMARA))).press("Put an entry right")
        refused = await wrong.press("Add to the record", number="7", text="On Tuesday.")
        assert "There is no entry 7" in refused.words
        assert "On Tuesday." in refused.inputs.values()
        box = await (await refused.press("Add to the record", number="1", text="On Tuesday.")).press(
            "Back to the record"
        )
        assert "This puts entry 1 right." in box.words
        assert {"On Monday.", "On Tuesday."} <= set(typed_words(box.card).split("\n"))


async def test_others_see_that_there_is_a_private_note_and_not_what_it_says() -> None:
    async with council() as world:
        await a_case(world)
        mine = await add(world.member(AMARA), "Note", readers="me", text="I doubt the log.")
        assert "I doubt the log." in typed_words(mine.card)
        theirs = await record_of(world.member(JOHN))
        assert "Only the person who wrote this can open it." in theirs.words
        assert "I doubt the log." not in json.dumps(theirs.card)


async def test_the_record_is_read_by_kind_and_by_pages() -> None:
    async with council() as world:
        await a_case(world)
        for number in range(4):
            await add(world.member(AMARA), "Step", on=DAY, text=f"{number} " + "long " * 600)
        await add(world.member(AMARA), "Note", readers="all", text="Short.")
        first = await record_of(world.member(AMARA))
        assert first.has("Read on")
        second = await first.press("Read on")
        assert "Part 2 of" in second.words
        assert second.has("Read the part before")
        only = await first.press("Show", shown="note")
        assert "Short." in typed_words(only.card)
        assert "long long" not in typed_words(only.card)
        assert (await only.press("Back to the case")).has("Record of this case")


async def test_a_press_that_comes_twice_adds_one_entry() -> None:
    async with council() as world:
        await a_case(world)
        member = world.member(AMARA)
        box = await (await record_of(member)).press("Step")
        for _ in range(2):
            assert "It is in the record" in (await box.press("Add to the record", on=DAY, text=STEP)).words
        assert "1 entry" in (await record_of(member)).words


async def test_a_button_of_somebody_else_is_refused_and_whoever_holds_no_key_sees_no_record() -> None:
    async with council() as world:
        await a_case(world)
        box = await open_first_case(world.member(AMARA))
        data = buttons(box.card)["Record of this case"]
        for other in (JOHN, DEPUTY, PRIYA):
            refused = await world.member(other).invoke("task/submit", data)
            assert "Record of this case" not in refused.words
