"""Incidents in Teams, told by those who report them and those who may see them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date

import pytest

from governance.assets import Asset
from governance.incidents import IncidentState
from governance.roles import Holding, Role
from tests.faces.acting import dump
from tests.faces.acting import fill_in as speak_on
from tests.faces.card_rules import buttons
from tests.faces.council import AMARA, CHIEF, DEPUTY, JOHN, POSTS, PRIYA, Box, Council, Member, council

SINCE = date(2020, 1, 1)
STORY = "The list of the Larch Road tenants went to all of their neighbours."
SAID = {
    "still": "no",
    "attack": "no",
    "happened": "happened",
    "story": STORY,
    "kind": "email",
    "harms": "secrecy",
    "directorate": "Housing",
    "place": "Rents, second floor",
    "asset_words": "tenants",
    "asset": "IA-018",
    "when_known": "unknown",
    "found.day": "2026-11-23",
    "held_as": "email",
    "personal": "yes",
    "who": "residents",
    "people_known": "exact",
    "people": "40",
    "data": "contact",
    "special": "none",
    "effects": "distress",
    "received_by": "known",
    "done": "recalled",
    "recovered": "no",
    "told": "manager",
    "returned": "not_asked",
    "cause": "The wrong list was picked from the menu.",
    "naming": "named",
}


@asynccontextmanager
async def with_handlers() -> AsyncIterator[Council]:
    """John handles incidents, the deputy owns the data, Priya reports."""
    posts = [*POSTS, Holding(JOHN.id, Role.INFORMATION_GOVERNANCE, SINCE)]
    posts.append(Holding(DEPUTY.id, Role.INFORMATION_ASSET_OWNER, SINCE))
    async with council(posts=posts) as world:
        async with world.store.work() as work:
            asset = Asset("IA-018", "Tenants", DEPUTY.id, None, "Housing", "Rents", "official", "high", False)
            await work.register.replace_assets([asset])
        yield world


async def fill_in(box: Box, until: str = "", **answers: object) -> Box:
    """Page by page, to the end or to the page that has this input or these words."""
    told = {**SAID, **answers}
    for _ in range(25):
        if "draft" not in box.inputs or (until and (until in box.inputs or until in box.words)):
            return box
        assert "There is a problem" not in box.words, box.words
        box = await box.press(next(t for t in ("Continue", "Send", "Keep them in") if box.has(t)), **told)
    raise AssertionError(f"this form does not end: {box.words}")


async def begin(member: Member) -> Box:
    return await member.press(await member.say("report an incident"), "Report an incident")


async def test_an_incident_is_reported_in_a_box_and_seen_by_those_who_handle_them() -> None:
    async with with_handlers() as world:
        done = await fill_in(await begin(world.member(PRIYA)))
        assert "We have it. Thank you" in done.words
        assert "I-" in done.words
        handler = world.member(JOHN)
        box = await handler.press(await handler.say("incidents"), "Incidents")
        assert "1 incident is open to you" in box.words
        assert STORY not in box.words
        opened = await box.press("Open this incident")
        for words in (STORY, "An email went to the wrong person", "40", "You may see who reported this", PRIYA.name):
            assert words in opened.words
        assert world.outside.sent == [each for each in world.outside.sent if STORY not in str(each)]


async def test_nothing_of_it_stands_in_the_clear() -> None:
    async with with_handlers() as world:
        await fill_in(await begin(world.member(PRIYA)), phone="07700 900123")
        kept = await dump(world)
        for words in ("Larch", "neighbours", "wrong list", "07700 900123", "second floor"):
            assert words not in kept
        incidents = [line for line in kept.splitlines() if 'INTO "incidents"' in line]
        assert len(incidents) == 1
        assert PRIYA.id not in incidents[0].split(",")
        assert PRIYA.name not in incidents[0]


async def test_the_name_and_the_place_are_filled_in_from_the_staff_list() -> None:
    async with with_handlers() as world:
        box = await fill_in(await begin(world.member(PRIYA)), until="naming")
        assert box.inputs["name"] == PRIYA.name


async def test_what_to_do_now_is_shown_before_anything_is_sent() -> None:
    async with with_handlers() as world:
        box = await fill_in(await begin(world.member(PRIYA)), until="story", attack="yes", still="yes")
        assert "Ring Report Fraud on 0300 123 2040" in box.words
        assert "01632 960 151" in box.words


async def test_a_personal_detail_is_taken_out_by_one_press() -> None:
    async with with_handlers() as world:
        box = await fill_in(
            await begin(world.member(PRIYA)), until="details_reason", story=f"{STORY} One was AB123456C."
        )
        assert "a National Insurance number (it ends in 6C)" in box.words
        assert "AB123456C" not in box.words
        gone = await box.press("Remove them for me")
        done = await fill_in(gone)
        assert "We have it" in done.words
        handler = world.member(JOHN)
        list_ = await handler.press(await handler.say("incidents"), "Incidents")
        opened = await list_.press("Open this incident")
        assert "One was [taken out]." in opened.words


async def test_whoever_is_afraid_goes_on_without_a_name_and_nothing_of_the_press_is_kept() -> None:
    async with with_handlers() as world:
        before = await dump(world)
        box = await fill_in(await begin(world.member(PRIYA)), until="route", covered_up="yes")
        assert "Nothing has been kept so far" in box.words
        elsewhere = await box.press("Continue", route="speak_up")
        assert "How do you want to raise this?" in elsewhere.words
        story = await speak_on(elsewhere, until="story")
        assert story.inputs["story"] == STORY
        assert await dump(world) == before


async def test_the_reporter_sees_how_it_stands() -> None:
    async with with_handlers() as world:
        member = world.member(PRIYA)
        done = await fill_in(await begin(member))
        mine = await done.press("How it stands")
        assert "You have reported 1 incident" in mine.words
        assert "Somebody will look at it" in mine.words
        assert STORY not in mine.words
        nobody = world.member(CHIEF)
        box = await nobody.press(await nobody.say("my incidents"), "My incidents")
        assert "You have reported none" in box.words


async def test_an_owner_sees_what_is_known_and_whom_to_ask() -> None:
    async with with_handlers() as world:
        await fill_in(await begin(world.member(PRIYA)), special="health")
        owner = world.member(DEPUTY)
        box = await owner.press(await owner.say("incidents"), "Incidents")
        opened = await box.press("Open this incident")
        assert "What was written is open to those who handle incidents" in opened.words
        assert STORY not in opened.words
        assert PRIYA.name not in opened.words


@pytest.mark.parametrize("who", [AMARA, CHIEF, PRIYA])
async def test_nobody_else_gets_a_list_or_anything_out_of_a_button(who: object) -> None:
    async with with_handlers() as world:
        await fill_in(await begin(world.member(PRIYA)))
        handler = world.member(JOHN)
        box = await handler.press(await handler.say("incidents"), "Incidents")
        other = world.member(who)  # type: ignore[arg-type]
        refused = await other.invoke("task/fetch", {"verb": "incidents"})
        assert "Only the people who handle incidents" in refused.words
        stolen = await other.invoke("task/submit", _button(box))
        assert STORY not in stolen.words


def _button(box: Box) -> dict[str, object]:
    return dict(buttons(box.card)["Open this incident"])


async def test_a_press_that_comes_twice_is_one_incident() -> None:
    async with with_handlers() as world:
        last = await fill_in(await begin(world.member(PRIYA)), until="Check and send")
        first, again = await last.press("Send"), await last.press("Send")
        assert "We have it. Thank you" in first.words
        assert "We had this already" in again.words
        async with world.store.work() as work:
            assert len(await work.incidents.everything()) == 1


async def test_when_nobody_could_open_it_that_is_said_before_anybody_writes() -> None:
    async with council() as world:
        box = await begin(world.member(PRIYA))
        assert "nobody who handles them has a key" in box.words
        assert "draft" not in box.inputs


async def my_incidents(member: Member) -> Box:
    return await member.press(await member.say("my incidents"), "My incidents")


async def test_the_reporter_is_given_a_link_to_add_a_file_and_nobody_else_gets_one_out_of_the_button() -> None:
    async with with_handlers() as world:
        await fill_in(await begin(world.member(PRIYA)))
        mine = await my_incidents(world.member(PRIYA))
        ready = await mine.press("Add a file")
        assert "To the incident that you reported on **Monday 23 November 2026**" in ready.words
        assert "works once, within 15 minutes" in ready.words
        [link] = [each["url"] for each in ready.card["actions"] if each["type"] == "Action.OpenUrl"]
        assert link.startswith("https://desk.council.example/add-files/")
        assert "You have reported 1 incident" in (await ready.press("Back to my incidents")).words
        press = dict(buttons(mine.card)["Add a file"])
        for other in (JOHN, DEPUTY, CHIEF):
            stolen = await world.member(other).invoke("task/submit", press)
            assert "add-files" not in str(stolen.body)


async def test_a_closed_incident_takes_no_file_and_an_old_button_says_why() -> None:
    async with with_handlers() as world:
        await fill_in(await begin(world.member(PRIYA)))
        mine = await my_incidents(world.member(PRIYA))
        async with world.store.work() as work:
            [found] = await work.incidents.everything()
            await work.incidents.change(replace(found, state=IncidentState.CLOSED), found.version)
        late = await mine.press("Add a file")
        assert "This incident is closed, so nothing can be added to it" in late.words
        assert "add-files" not in str(late.body)
        assert not (await my_incidents(world.member(PRIYA))).has("Add a file")
