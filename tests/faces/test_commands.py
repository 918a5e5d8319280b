"""Who is shown which command, and what somebody reads whose it is not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from bot.teams.commands import FOR_ALL, OFFERS, Ask, understood
from governance.actions import Action, ActionState
from governance.people import Person
from governance.roles import Holding, Role
from tests.faces.card_rules import buttons, words
from tests.faces.council import CHIEF, PRIYA, Council, council

EVERYBODY_S = ["Speak up", "Report an incident", "I have a code", "My reports", "The policy", "Someone told me"]


def holds(person: Person, *roles: Role, until: date | None = None) -> Sequence[Holding]:
    return [Holding(person.id, role, date(2020, 1, 1), until) for role in roles]


async def give(world: Council, person: Person, state: ActionState) -> None:
    async with world.store.work() as work:
        due = date(2027, 3, 31)
        action = Action("A1", "audit", "Lock the store", person.id, "high", state, due, due_on=due)
        await work.register.replace_actions([action])


@pytest.mark.parametrize(
    ("role", "own"),
    [
        (
            Role.INFORMATION_ASSET_OWNER,
            ["My return", "My assets", "My risks", "Incidents", "Incident digest", "Acting owners", "All actions"],
        ),
        (Role.INFORMATION_ASSET_ADMINISTRATOR, ["My return", "My assets", "My risks"]),
        (Role.INVESTIGATOR, ["Cases"]),
        (Role.DEPUTY_MONITORING_OFFICER, ["Cases", "Enter a concern"]),
        (Role.DIRECTOR, ["Overview", "Risks"]),
        (Role.IMSG, ["My assets", "All actions", "Overview", "Risks"]),
        (
            Role.RECORDS_MANAGER,
            ["My assets", "Acting owners", "All actions", "Overview", "Risks", "Call list", "Forecast", "Sent"],
        ),
        (
            Role.SIRO,
            [
                "My assets",
                "Incidents",
                "Incident figures",
                "Acting owners",
                "All actions",
                "Overview",
                "Risks",
                "Call list",
                "Forecast",
                "Sent",
            ],
        ),
        (Role.INFORMATION_GOVERNANCE, ["My assets", "Incidents", "Incident figures"]),
        (Role.DATA_PROTECTION_OFFICER, ["My assets", "Incidents", "Incident figures"]),
        (Role.HEAD_OF_SERVICE, []),
        (Role.CHIEF_EXECUTIVE, []),
    ],
)
async def test_help_lists_what_the_role_allows_and_nothing_else(role: Role, own: list[str]) -> None:
    async with council(posts=holds(PRIYA, role)) as world:
        assert list(buttons(await world.member(PRIYA).say("help"))) == [*EVERYBODY_S, *own]
        assert list(buttons(await world.member(CHIEF).say("help"))) == EVERYBODY_S


async def test_several_roles_open_what_each_of_them_opens() -> None:
    every = holds(PRIYA, *Role)
    async with council(posts=every) as world:
        await give(world, PRIYA, ActionState.NOT_BEGUN)
        card = await world.member(PRIYA).say("help")
    assert list(buttons(card)) == [*EVERYBODY_S, *(offer.command.button for offer in OFFERS.values())]


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (ActionState.NOT_BEGUN, True),
        (ActionState.BLOCKED, True),
        (ActionState.CLAIMED, False),
        (ActionState.CLOSED, False),
        (ActionState.SUPERSEDED, False),
    ],
)
async def test_whoever_has_an_action_to_do_is_shown_their_actions(state: ActionState, shown: bool) -> None:
    async with council() as world:
        await give(world, PRIYA, state)
        assert ("My actions" in buttons(await world.member(PRIYA).say("help"))) is shown
        assert ("My actions" in buttons(await world.member(PRIYA).say("my actions"))) is shown


async def test_a_role_that_ended_is_forgotten_the_next_day() -> None:
    posts = holds(PRIYA, Role.RECORDS_MANAGER, until=date(2026, 11, 23))
    async with council(posts=posts) as world:
        assert "Forecast" in buttons(await world.member(PRIYA).say("help"))
        world.clock.pass_time(days=1)
        assert "Forecast" not in buttons(await world.member(PRIYA).say("help"))


async def test_help_looks_nobody_up_twice_in_a_minute() -> None:
    async with council(posts=holds(PRIYA, Role.SIRO)) as world:
        await world.member(PRIYA).say("help")
        async with world.store.work() as work:
            await work.people.replace([PRIYA], [])
        assert "Overview" in buttons(await world.member(PRIYA).say("help"))
        world.clock.pass_time(minutes=2)
        assert "Overview" not in buttons(await world.member(PRIYA).say("help"))


@pytest.mark.parametrize("ask", OFFERS)
async def test_a_command_that_is_not_theirs_answers_that_it_is_not_and_what_is(ask: Ask) -> None:
    async with council(posts=()) as world:
        card = await world.member(PRIYA).say(ask.value)
    assert OFFERS[ask].whose in words(card)
    assert "is not open to you" in words(card)
    assert list(buttons(card)) == EVERYBODY_S


def test_every_command_is_understood_as_it_is_written_on_the_card() -> None:
    for command in (*FOR_ALL, *(offer.command for offer in OFFERS.values())):
        assert understood(command.words) is not None
    for ask, offer in OFFERS.items():
        assert understood(offer.command.words) is ask


@pytest.mark.parametrize("ask", OFFERS)
async def test_a_command_that_is_theirs_opens_what_it_says(ask: Ask) -> None:
    async with council(posts=holds(PRIYA, *Role)) as world:
        await give(world, PRIYA, ActionState.IN_PROGRESS)
        card = await world.member(PRIYA).say(OFFERS[ask].command.words)
        command = OFFERS[ask].command
        assert buttons(card)[command.button]["verb"] == command.data["verb"]
        box = await world.member(PRIYA).press(card, command.button)
        assert "another version of this app" not in box.words, f"nothing answers to {command.data['verb']}"


@pytest.mark.parametrize("ask", OFFERS)
async def test_the_box_itself_shows_nothing_to_whoever_is_not_shown_its_button(ask: Ask) -> None:
    nothing = {
        Ask.MY_RETURN: "There is no return for you",
        Ask.MY_ACTIONS: "No action is yours to do",
        Ask.INCIDENT_TALK: "There is no digest of incidents for you yet",
        Ask.MY_RISKS: "No risk is yours to keep right",
    }
    async with council(posts=()) as world:
        box = await world.member(PRIYA).invoke("task/fetch", OFFERS[ask].command.data)
        assert nothing.get(ask, "This is not open to you") in box.words
