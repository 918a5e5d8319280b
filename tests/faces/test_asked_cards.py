"""A return and actions, asked for in words in the chat and answered on the card that comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from governance.actions import Action, ActionState
from governance.obligations import Duty
from governance.people import Away, Person
from tests.faces.card_rules import CHAT_BYTES, buttons, check, executes, words
from tests.faces.council import MONDAY, PRIYA, Council, council
from tests.faces.returning import MARTIN, NADIA, SIRO, quarter_day
from tests.storage.examples import obligation

DUE = date(2026, 12, 21)


async def give(world: Council, person: Person, *references: str, days: int = 0) -> None:
    async with world.store.work() as work:
        due = DUE + timedelta(days=days)
        await work.register.replace_actions(
            [
                Action(each, "Audit", f"Lock store {each}", person.id, "high", ActionState.IN_PROGRESS, due, due_on=due)
                for each in references
            ]
        )
        await work.obligations.add(
            [
                obligation(duty=Duty.ACTION, subject_id=each, opened_on=MONDAY.date(), due_on=due, policy="2017")
                for each in references
            ]
        )


# ---------------------------------------------------------------- a return


async def test_my_return_comes_as_a_card_and_one_press_sends_it() -> None:
    async with quarter_day() as world:
        nadia = world.member(NADIA)
        card = await nadia.say("my return")
        assert list(buttons(card)) == ["Something is different"], "the box has all of it"
        sent = await nadia.change(card, "Everything is as it was")
        check(sent, CHAT_BYTES)
        assert not executes(sent)
        assert (await world.returned()).submitted
        assert "Your return is sent" not in words(sent), "the card shows what was answered"
        assert "Nadia Georgiou" in words(sent)


async def test_a_card_that_was_answered_elsewhere_says_so_when_it_is_pressed() -> None:
    async with quarter_day() as world:
        nadia = world.member(NADIA)
        first, second = await nadia.say("my return"), await nadia.say("my return")
        await nadia.change(first, "Everything is as it was")
        again = await nadia.change(second, "Everything is as it was")
        assert not executes(again)


async def test_a_return_that_was_sent_is_shown_as_it_was_answered() -> None:
    async with quarter_day() as world:
        nadia = world.member(NADIA)
        await nadia.change(await nadia.say("my return"), "Everything is as it was")
        card = await nadia.say("my return")
        assert not executes(card)
        assert "My return" in buttons(card)


async def test_the_card_of_one_owner_cannot_be_pressed_by_somebody_else() -> None:
    async with quarter_day() as world:
        card = await world.member(NADIA).say("my return")
        stolen = await world.member(MARTIN).change(card, "Everything is as it was")
        assert "This button does not work" in words(stolen)
        assert not (await world.returned()).submitted


async def test_whoever_only_helps_or_has_none_gets_no_card_with_a_press_on_it() -> None:
    async with quarter_day() as world:
        assert not executes(await world.member(MARTIN).say("my return"))
        assert "That is for people who look after information assets" in words(
            await world.member(SIRO).say("my return")
        )


# ---------------------------------------------------------------- actions


async def test_my_actions_come_as_a_card_that_can_be_answered() -> None:
    async with council() as world:
        await give(world, PRIYA, "A1", "A2")
        card = await world.member(PRIYA).say("my actions")
        assert "Lock store A1" in words(card)
        assert "Lock store A2" in words(card)
        assert "My actions" in buttons(card)
        assert len(buttons(card)) > 1, "each has buttons of its own"


async def test_a_hundred_actions_fit_as_far_as_they_do_and_the_rest_is_in_the_box() -> None:
    async with council() as world:
        await give(world, PRIYA, *(f"A{number}" for number in range(100)))
        card = await world.member(PRIYA).say("my actions")
        check(card, CHAT_BYTES)
        assert "There is more than this card can hold" in words(card)
        assert list(buttons(card)).count("My actions") == 1


async def test_a_deputy_sees_what_they_do_for_somebody_who_is_away() -> None:
    async with council() as world:
        away = Away(MONDAY.date(), MONDAY.date() + timedelta(days=5), deputy_id="1004")
        async with world.store.work() as work:
            await work.people.replace([replace(PRIYA, away=(away,))], [])
        await give(world, PRIYA, "A1")
        deputy = Person("1004", "aaaaaaaa-0000-4000-8000-000000001004", "Colin Marsh", "")
        assert "Lock store A1" in words(await world.member(deputy).say("my actions"))


async def test_actions_without_a_date_are_in_the_box_only() -> None:
    async with council() as world:
        async with world.store.work() as work:
            undated = Action("A1", "Audit", "Lock the store", PRIYA.id, "low", ActionState.NOT_BEGUN, None)
            await work.register.replace_actions([undated])
        card = await world.member(PRIYA).say("my actions")
        assert "Lock the store" not in words(card)
        box = await world.member(PRIYA).press(card, "My actions")
        assert "Lock the store" in box.words
