"""The acknowledgement in Teams: three parts, the reporter's title for who asks for it, and a look before it goes."""

from __future__ import annotations

import json

import pytest

from bot.settings import Settings
from dialogs.facts import TEAMS_TEXT_BYTES
from governance.errors import Misconfigured
from governance.letters import MARKER, HandlerNames
from tests.faces.acting import TITLE, code_on, open_first_case, review, speak_up
from tests.faces.card_rules import typed_words
from tests.faces.council import AMARA, PRIYA, Box, Council, council

#: What Teams takes, and a little less.
CARD_BYTES = 40_000
OFFERED = "Put their title in the draft"


def test_the_council_chooses_whether_letters_name_the_handler() -> None:
    assert Settings.from_env({}).handler_names is HandlerNames.SHOWN
    assert Settings.from_env({"CANDOUR_HANDLER_NAMES": "post"}).handler_names is HandlerNames.POST
    with pytest.raises(Misconfigured, match="CANDOUR_HANDLER_NAMES must be shown or post"):
        Settings.from_env({"CANDOUR_HANDLER_NAMES": "Amara Okafor"})


async def opened(world: Council, **answers: str) -> Box:
    """The acknowledgement's form, for the Monitoring Officer."""
    await speak_up(world.member(PRIYA), **answers)
    await world.release()
    return await (await open_first_case(world.member(AMARA))).press("Acknowledge")


async def test_the_letter_is_shown_before_it_is_sent_as_the_reporter_will_read_it() -> None:
    async with council() as world:
        code = code_on(await speak_up(world.member(PRIYA)))
        await world.release()
        form = await review(world.member(AMARA), understood="You saw **cash**.\n\nIn the {{car}} park.")
        assert "This is what the reporter will read:" in form.words
        shown = [line for line in typed_words(form.card).split("\n") if line]
        await form.press("Send")
        whistleblower = world.member(PRIYA)
        ask = await whistleblower.press(await whistleblower.say("I have a code"), "I have a code")
        read = typed_words((await ask.press("Open", code=code)).card)
        assert len(shown) >= 4
        assert all(line in read for line in shown)


async def test_nothing_is_sent_before_the_letter_was_looked_at() -> None:
    async with council() as world:
        form = await opened(world)
        assert not form.has("Send")
        await form.press("Continue")
        assert "Acknowledgement from" not in (await open_first_case(world.member(AMARA))).words


@pytest.mark.parametrize(
    ("part", "words"),
    [("received", "Write part 1"), ("understood", "Write part 2"), ("dealing", "Write part 3")],
)
async def test_a_part_that_was_emptied_is_named_and_the_others_stay(part: str, words: str) -> None:
    async with council() as world:
        form = await opened(world)
        stopped = await form.press("Continue", **{part: " "})
        assert "There is a problem" in stopped.words
        assert words in stopped.words
        assert {key: text for key, text in stopped.inputs.items() if key in _others(part)} == {
            key: form.inputs[key] for key in _others(part)
        }


def _others(part: str) -> set[str]:
    return {"received", "understood", "dealing"} - {part}


async def test_where_nothing_could_be_drafted_the_handler_has_to_write_it() -> None:
    async with council() as world:
        form = await opened(world, grounds="not_sure", closest="other")
        assert form.inputs["understood"] == MARKER
        stopped = await form.press("Continue")
        assert "Write part 2: what you understood, in your own words." in stopped.words
        assert (
            "This is what the reporter will read"
            in (await stopped.press("Continue", understood="You saw cash in envelopes.")).words
        )


async def test_the_reporter_s_title_is_not_in_the_draft_until_the_handler_asks_for_it() -> None:
    async with council() as world:
        form = await opened(world)
        assert TITLE not in json.dumps(form.card)
        asked = await form.press(OFFERED, received="We have it since Monday.", understood="You saw cash.")
        assert asked.inputs["understood"] == f"You call it “{TITLE}”. You saw cash."
        assert asked.inputs["received"] == "We have it since Monday.", "what was typed stays"
        assert asked.inputs["dealing"] == form.inputs["dealing"]
        assert "Take out whatever could show others who they are" in asked.words
        letter = await asked.press("Continue")
        assert TITLE in typed_words(letter.card)
        assert "on its way" in (await letter.press("Send")).words


async def test_what_is_wrong_can_be_changed_from_the_letter() -> None:
    async with council() as world:
        await speak_up(world.member(PRIYA))
        await world.release()
        letter = await review(world.member(AMARA), understood="You saw cash.")
        form = await letter.press("Change: Acknowledge the report")
        assert form.inputs["understood"] == "You saw cash."
        again = await form.press("Continue", understood="You saw envelopes of cash.")
        assert "You saw envelopes of cash." in typed_words(again.card)


async def test_the_longest_letter_fits_the_card() -> None:
    async with council() as world:
        form = await opened(world)
        letter = await form.press("Continue", received="é" * 800, understood="é" * 2_000, dealing="é" * 1_100)
        assert "This is what the reporter will read:" in letter.words
        assert TEAMS_TEXT_BYTES >= 2 * (800 + 2_000 + 1_100)
        assert len(json.dumps(letter.card, ensure_ascii=False).encode()) < CARD_BYTES
        assert "on its way" in (await letter.press("Send")).words
