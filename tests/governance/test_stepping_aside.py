"""What would be lost: a case stays with somebody who must not touch it; or it is left with nobody at all."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from dialogs.forms.speak_up import SPEAK_UP
from governance.case_record import NewEntry, Recorded
from governance.errors import NotFound, NotYours, Refused, Stale
from governance.notices import Kind
from governance.reports import Identity
from governance.roles import Role
from governance.services.keeping_out import STEPPED_ASIDE
from governance.services.leaving_cases import LEFT, Gone
from tests.governance.reporting import REPORTER, Killed, concern
from tests.governance.sharing_world import Desk, desk

YESTERDAY = date(2026, 11, 22)
NOBODY_ELSE = ("chief_internal_auditor", "deputies")


@pytest.fixture
async def world() -> AsyncIterator[Desk]:
    async with desk() as made:
        yield made


async def named(world: Desk) -> str:
    report_id = uuid.uuid4().hex
    told = concern(identity=Identity.NAMED)
    await world.office.receiving.receive_known(told, report_id, SPEAK_UP.fingerprint, REPORTER)
    world.office.clock.at += timedelta(hours=5)
    await world.office.tick()
    return report_id


async def nothing_of_it(world: Desk, name: str, report_id: str) -> None:
    """No key, no place among those told, no list entry, no count, and every verb says that there is no such case."""
    who = world.who(name)
    assert name not in await world.holders(report_id)
    assert name not in await world.told(report_id)
    assert await world.office.handling.cases(who) == []
    version = (await world.report(report_id)).version
    for act in (
        world.office.handling.open(who, report_id),
        world.office.handling.ask(who, report_id, version, "Which door is it?"),
        world.office.recording.read(who, report_id),
        world.office.recording.write(who, report_id, NewEntry(uuid.uuid4().hex, Recorded.NOTE, "A note.")),
        world.teams.team(who, report_id),
        world.sharing.ask(who, report_id, "ivo", uuid.uuid4().hex, "To help.", identity=False),
        world.aside.hand_on(who, report_id, version, "deputy", "To help."),
    ):
        with pytest.raises(NotFound):
            await act


async def test_whoever_steps_aside_has_nothing_more_to_do_with_the_case_and_the_deputy_leads_it(world: Desk) -> None:
    report_id = await world.case()
    await world.step_aside("officer", report_id)
    await nothing_of_it(world, "officer", report_id)
    assert await world.told(report_id) == {
        "deputy": "lead", "auditor": "handler", "second": "deputy", "chief": "escalation",
    }  # fmt: skip
    assert await world.news(Kind.CASE_YOURS) == ["deputy"]
    assert await world.verbs(STEPPED_ASIDE) == [(STEPPED_ASIDE, "officer")]
    (entry,) = (await world.office.recording.read(world.who("auditor"), report_id)).entries
    assert entry.inside is not None
    assert (entry.inside.text, entry.inside.facts) == ("My sister works there.", (("Stepped aside", "Officer"),))


async def test_reminders_go_to_the_others_from_then_on(world: Desk) -> None:
    report_id = await world.case()
    await world.step_aside("officer", report_id)
    before = len(await world.office.notices())
    for day in range(4, 9):
        world.office.clock.on_day(day)
        await world.office.tick()
    heard = {each.recipient for each in (await world.office.notices())[before:]}
    assert "deputy" in heard
    assert "officer" not in heard


async def test_stepping_aside_twice_changes_nothing_and_says_the_same(world: Desk) -> None:
    report_id = await world.case()
    for _ in range(2):
        await world.step_aside("officer", report_id)
    assert await world.verbs(STEPPED_ASIDE) == [(STEPPED_ASIDE, "officer")]


async def test_whoever_stepped_aside_is_not_given_the_case_again(world: Desk) -> None:
    report_id = await world.case()
    await world.step_aside("officer", report_id)
    with pytest.raises(Refused, match="stepped aside"):
        await world.ask("auditor", report_id, "officer")


async def test_when_neither_post_is_left_the_independent_person_reads_it_beside_the_deputies(world: Desk) -> None:
    report_id = await named(world)
    await world.step_aside("officer", report_id)
    await world.step_aside("auditor", report_id)
    told = await world.told(report_id)
    assert (told["outsider"], set(told)) == ("independent", {"outsider", "deputy", "second", "chief"})
    opened = await world.office.handling.open(world.who("outsider"), report_id)
    assert opened.identity is not None, "somebody has to know whom to protect"
    assert (await world.office.handling.open(world.who("deputy"), report_id)).identity is None


async def test_the_last_one_steps_aside_only_once_the_independent_person_holds_the_keys(world: Desk) -> None:
    report_id = await world.case(not_to_see=NOBODY_ELSE)
    world.office.killing.at = "aside.before_commit"
    with pytest.raises(Killed):
        await world.step_aside("officer", report_id)
    assert await world.holders(report_id) == {"officer", "outsider"}
    assert await world.office.handling.cases(world.who("outsider")) == [], "a key alone opens no case"
    await world.step_aside("officer", report_id)
    assert await world.holders(report_id) == {"outsider"}
    assert await world.told(report_id) == {"outsider": "independent", "chief": "escalation"}
    assert (await world.office.handling.open(world.who("outsider"), report_id)).line.report_id == report_id


@pytest.mark.parametrize("answers", [{"same_people": ("outsider",)}, {"story": "Outsider knows of it."}])
async def test_nobody_steps_aside_when_the_case_would_be_left_with_nobody(
    world: Desk, answers: dict[str, object]
) -> None:
    report_id = await world.case(not_to_see=NOBODY_ELSE, **answers)
    with pytest.raises(Refused, match="You are the only one left"):
        await world.step_aside("officer", report_id)
    assert await world.holders(report_id) == {"officer"}
    assert (await world.office.handling.open(world.who("officer"), report_id)).line.report_id == report_id


async def test_of_the_last_two_who_step_aside_at_once_one_stays(world: Desk) -> None:
    report_id = await world.case(not_to_see=("deputies",), same_people=("outsider",))
    assert await world.holders(report_id) == {"officer", "auditor"}
    done = await asyncio.gather(
        world.step_aside("officer", report_id), world.step_aside("auditor", report_id), return_exceptions=True
    )
    assert {type(each) for each in done} <= {type(None), Stale, Refused}
    assert [each for each in done if each is None] == [None]
    assert len(await world.holders(report_id)) == 1


async def test_a_crash_before_the_keys_go_still_shuts_them_out_and_one_more_press_destroys_them(world: Desk) -> None:
    report_id = await world.case()
    world.office.killing.at = "aside.before_keys"
    with pytest.raises(Killed):
        await world.step_aside("officer", report_id)
    assert "officer" in await world.holders(report_id)
    assert await world.office.handling.cases(world.who("officer")) == []
    with pytest.raises(NotFound):
        await world.office.handling.open(world.who("officer"), report_id)
    await world.step_aside("officer", report_id)
    await nothing_of_it(world, "officer", report_id)


async def test_stepping_aside_from_a_case_as_it_stood_a_month_ago_is_refused_in_words(world: Desk) -> None:
    report_id = await world.case()
    version = (await world.report(report_id)).version
    await world.office.handling.ask(world.who("auditor"), report_id, version, "Which of the doors?")
    with pytest.raises(Stale, match="Open it again"):
        await world.aside.step_aside(world.who("officer"), report_id, version, "My sister works there.")
    assert "officer" in await world.holders(report_id)


async def test_an_investigator_steps_aside_and_the_lead_stays(world: Desk) -> None:
    report_id = await world.case()
    await world.share(report_id)
    await world.step_aside("ivo", report_id)
    await nothing_of_it(world, "ivo", report_id)
    assert (await world.told(report_id))["officer"] == "lead"


async def test_private_notes_of_whoever_stepped_aside_are_closed_to_them_too(world: Desk) -> None:
    report_id = await world.case()
    note = NewEntry(uuid.uuid4().hex, Recorded.PRIVATE_NOTE, "I doubt the log.")
    await world.office.recording.write(world.who("officer"), report_id, note)
    await world.step_aside("officer", report_id)
    first, _ = (await world.office.recording.read(world.who("auditor"), report_id)).entries
    assert first.withheld


# ------------------------------------------------------------------ handing on


async def test_the_lead_goes_from_one_post_to_the_other(world: Desk) -> None:
    report_id = await world.case()
    report = await world.report(report_id)
    await world.aside.hand_on(world.who("officer"), report_id, report.version, "auditor", "It is about money.")
    told = await world.told(report_id)
    assert (told["auditor"], told["officer"]) == ("lead", "handler")
    assert await world.news(Kind.CASE_YOURS) == ["auditor"]
    with pytest.raises(Stale):
        await world.aside.hand_on(world.who("officer"), report_id, report.version, "deputy", "No.")


async def test_the_lead_goes_only_to_whoever_keeps_the_case_and_by_whoever_may_say_so(world: Desk) -> None:
    report_id = await world.case(not_to_see=("chief_internal_auditor",))
    await world.share(report_id, other="deputy")
    version = (await world.report(report_id)).version
    for other in ("auditor", "ivo", "chief", "ilse", "nobody"):
        with pytest.raises(Refused, match="do not keep this case"):
            await world.aside.hand_on(world.who("officer"), report_id, version, other, "Because.")
    for by in ("deputy", "ivo"):
        with pytest.raises(NotYours):
            await world.aside.hand_on(world.who(by), report_id, version, "officer", "Because.")


# ------------------------------------------------------------------ leavers and roles that ended


async def sweep(world: Desk) -> Gone:
    return await world.leaving.sweep(world.office.clock.now())


async def test_whoever_left_loses_the_keys_at_the_next_tick_and_the_lead_moves_on(world: Desk) -> None:
    report_id = await world.case()
    world.office.people["officer"] = replace(world.who("officer"), left_on=YESTERDAY)
    await world.post("officer", Role.MONITORING_OFFICER)
    assert await sweep(world) == Gone(taken=1)
    assert "officer" not in await world.holders(report_id)
    assert (await world.told(report_id))["deputy"] == "lead"
    assert await world.news(Kind.CASE_YOURS) == ["deputy"]
    assert await world.verbs(LEFT) == [(LEFT, "system")]
    assert await sweep(world) == Gone()


async def test_a_role_that_ended_yesterday_opens_nothing_even_before_the_tick(world: Desk) -> None:
    report_id = await world.case()
    await world.share(report_id)
    await world.post("ivo", Role.INVESTIGATOR, until=YESTERDAY)
    with pytest.raises(NotYours):
        await world.office.handling.open(world.who("ivo"), report_id)
    await sweep(world)
    assert "ivo" not in await world.holders(report_id)
    assert "ivo" not in await world.told(report_id)


async def test_the_last_keepers_key_stays_until_somebody_else_has_one_and_those_who_may_know_are_told(
    world: Desk,
) -> None:
    report_id = await world.case(not_to_see=NOBODY_ELSE)
    await world.post("officer", Role.MONITORING_OFFICER, until=YESTERDAY)
    for _ in range(2):
        assert await sweep(world) == Gone(unkept=1)
    assert await world.holders(report_id) == {"officer"}
    assert await world.news(Kind.CASE_UNKEPT) == ["chief"]
    with pytest.raises(NotYours):
        await world.office.handling.open(world.who("officer"), report_id)


async def test_a_chief_executive_who_was_kept_out_does_not_hear_that_nobody_is_left(world: Desk) -> None:
    await world.case(not_to_see=NOBODY_ELSE, same_people=("chief",))
    await world.post("officer", Role.MONITORING_OFFICER, until=YESTERDAY)
    assert await sweep(world) == Gone(unkept=1)
    assert await world.news(Kind.CASE_UNKEPT) == []


async def test_a_sweep_while_somebody_works_on_the_case_waits_for_the_next(world: Desk) -> None:
    report_id = await world.case()
    await world.post("second", Role.DEPUTY_CHIEF_INTERNAL_AUDITOR, until=YESTERDAY)
    version = (await world.report(report_id)).version
    await asyncio.gather(
        sweep(world), world.office.handling.ask(world.who("officer"), report_id, version, "Which of the doors?"),
        return_exceptions=True,
    )  # fmt: skip
    await sweep(world)
    assert "second" not in await world.holders(report_id)


async def test_when_everybody_is_kept_out_the_independent_person_shares_it_as_others_do(world: Desk) -> None:
    report_id = await world.case(not_to_see=("monitoring_officer", *NOBODY_ELSE))
    assert await world.told(report_id) == {"outsider": "independent", "chief": "escalation"}
    with pytest.raises(Refused, match="cannot be given this case"):
        await world.ask("outsider", report_id, "officer")
    await world.share(report_id, by="outsider", other="chief")
    assert await world.holders(report_id) == {"outsider", "ivo"}
