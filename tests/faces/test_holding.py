"""How long a case is kept, in Teams: those who keep it say so, with a reason, and undo only what they were shown."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from governance.people import Person
from governance.roles import Role
from tests.faces.acting import open_first_case, speak_up
from tests.faces.card_rules import buttons, typed_words
from tests.faces.council import AMARA, JOHN, PRIYA, Box, Council, Member, council

IVO = Person("1101", "aaaaaaaa-0000-4000-8000-000000001101", "Ivo Lang", "1101@council.example")


@pytest.fixture
async def world() -> AsyncIterator[Council]:
    async with council() as made:
        await made.appoint(IVO, Role.INVESTIGATOR)
        await speak_up(made.member(PRIYA))
        await made.release()
        yield made


async def kept(member: Member) -> Box:
    return await (await open_first_case(member)).press("How long it is kept")


async def keeps_longer(member: Member, until: str = "2027-11-01") -> Box:
    form = await (await kept(member)).press("Keep it longer")
    return await form.press("Keep it", reason="tribunal", until=until)


async def test_a_hold_is_placed_changed_and_lifted_with_a_reason(world: Council) -> None:
    amara = world.member(AMARA)
    before = await kept(amara)
    assert "Its time begins to run when it is closed." in before.words
    assert "Nothing keeps it longer." in before.words
    assert not before.has("Keep it no longer")
    done = await keeps_longer(amara)
    assert "It is kept until Monday 1 November 2027 at least." in done.words.replace("**", "")
    shown = await kept(world.member(JOHN))
    assert "Why: An employment tribunal needs it" in shown.words
    assert "Amara Okafor said so." in typed_words(shown.card)
    form = await shown.press("Keep it no longer")
    assert "Choose why it is not needed." in (await form.press("Keep it no longer")).words
    done = await form.press("Keep it no longer", reason="over")
    assert "told 28 days before, once more" in done.words
    assert "Nothing keeps it longer." in (await kept(amara)).words


async def test_nothing_is_undone_that_was_not_shown_and_a_repeated_press_says_the_same(world: Council) -> None:
    amara, john = world.member(AMARA), world.member(JOHN)
    early = await (await kept(john)).press("Keep it longer")
    form = await (await kept(amara)).press("Keep it longer")
    for _ in range(2):
        assert "It is kept longer" in (await form.press("Keep it", reason="audit", until="2027-11-01")).words
    late = await early.press("Keep it", reason="tribunal", until="2028-02-01")
    assert "Already done by Amara Okafor." in late.words
    assert "Why: Auditors need it" in (await kept(john)).words


@pytest.mark.parametrize(
    ("until", "said"), [("2030-01-01", "two years at most"), ("2020-01-01", "today"), ("", "Give the day.")]
)
async def test_a_day_that_cannot_be_is_refused_and_what_was_chosen_stays(world: Council, until: str, said: str) -> None:
    refused = await keeps_longer(world.member(AMARA), until)
    assert said in refused.words
    assert "tribunal" in refused.inputs.values()
    assert "Nothing keeps it longer." in (await kept(world.member(AMARA))).words


async def test_whoever_only_looks_into_it_sees_how_long_and_changes_nothing(world: Council) -> None:
    amara = world.member(AMARA)
    team = await (await open_first_case(amara)).press("Who works on it")
    asking = await team.press("Ask for Ivo Lang")
    await asking.press("Ask", reason="He knows the trade.", identity="no")
    john = await (await open_first_case(world.member(JOHN))).press("Who works on it")
    await john.press("Agree")
    pressed = buttons((await kept(amara)).card)["Keep it longer"]
    shown = await kept(world.member(IVO))
    assert "Those who keep the case decide how long." in shown.words
    assert not shown.has("Keep it longer")
    stolen = await world.member(IVO).invoke("task/submit", pressed)
    assert "Keep it longer" not in stolen.words


async def test_nothing_of_it_stands_in_a_chat(world: Council) -> None:
    await keeps_longer(world.member(AMARA))
    assert "tribunal" not in json.dumps(world.outside.sent)
