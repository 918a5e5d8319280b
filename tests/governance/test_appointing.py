"""Somebody leaves: nothing that they had to do falls through, and whoever takes over has time for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date

import pytest

from governance.actions import Action, ActionState, Update
from governance.calls import Call
from governance.errors import NotFound, NotYours, Refused, Stale
from governance.ladders import Rung
from governance.matrices import Band, Level
from governance.notices import Channel, Kind, Message, Notice
from governance.obligations import Duty, Obligation
from governance.orphans import Appointed
from governance.policy import by_key
from governance.risks import Acceptance, AcceptanceState, Levels, Risk, RiskState
from governance.roles import Role
from governance.services.appointing import Appointing
from governance.services.calling import Calling
from governance.services.leaving import AppointSubjects, Leaving
from governance.services.moving_lines import MovingLines
from governance.services.owing import OwedAudiences
from governance.services.risk_clock import RiskClock
from governance.services.risk_records import RiskWriter, find_risk
from governance.services.settling import Settling
from tests.governance.returns_world import CALENDAR, DUE, QUARTER_DAY, Office, new_id, office

LEFT = date(2027, 1, 15)
MONDAY = date(2027, 1, 18)
SOON, LATER = date(2027, 1, 20), date(2027, 3, 1)
ALL = Appointed("ewa@council.example", "all")


def action(reference: str, due_on: date | None, state: ActionState = ActionState.IN_PROGRESS) -> Action:
    return Action(reference, "Audit", f"Do {reference}", "nadia", "high", state, due_on, due_on=due_on)


@dataclass
class World:
    office: Office
    leaving: Leaving
    appointing: Appointing

    async def owed(self, duty: Duty, subject: str) -> Obligation:
        async with self.office.store.work() as work:
            return (await work.obligations.of(duty, [subject]))[subject]

    async def leaves(self) -> None:
        await self.office.change("nadia", left_on=LEFT)
        self.office.clock.on(MONDAY)
        assert await self.leaving.look(self.office.clock.now()) == 1

    async def appoint(self, said: Appointed = ALL, who: str = "records") -> None:
        await self.appointing.appoint(self.office.people[who], "nadia", said)

    async def hearers(self, offset: int) -> set[str]:
        """Who hears of the rung so many working days after the date."""
        obligation = await self.owed(Duty.APPOINT, "nadia")
        rungs = by_key(obligation.policy).ladders[Duty.APPOINT].rungs
        rung: Rung = next(each for each in rungs if each.offset == offset)
        audiences = OwedAudiences(AppointSubjects(), CALENDAR, mail=False)
        async with self.office.store.work() as work:
            found = await audiences.recipients(work, [obligation], {obligation.id: rung}, MONDAY)
        return {each.person_id for each in found[obligation.id] or ()}


def clock_of_risks(made: Office) -> RiskClock:
    return RiskClock(made.store, RiskWriter(CALENDAR, made.clock, new_id), CALENDAR, made.killing)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with office() as made:
        settling, moving = Settling(CALENDAR, made.clock, new_id), MovingLines(CALENDAR, made.clock, new_id)
        async with made.store.work() as work:
            actions = [action("A-1", SOON), action("A-2", LATER), action("A-3", date(2027, 1, 8))]
            await settling.raise_actions(work, actions, made.clock.now())
        await made.opened()
        yield World(
            made,
            Leaving(made.store, settling, CALENDAR, made.clock, new_id, made.killing),
            Appointing(
                made.store,
                settling,
                moving,
                clock_of_risks(made),
                CALENDAR,
                made.clock,
                made.clock,
                new_id,
                made.killing,
            ),
        )


async def test_whoever_leaves_with_something_to_do_is_listed_once_for_the_records_manager(world: World) -> None:
    await world.leaves()
    assert await world.leaving.look(world.office.clock.now()) == 0
    owed = await world.owed(Duty.APPOINT, "nadia")
    assert (owed.open, owed.opened_on, owed.due_on) == (True, MONDAY, date(2027, 1, 25))
    handover = await world.appointing.handover(world.office.people["records"], "nadia")
    assert (handover.words, handover.acting) == ("3 assets, 3 actions and 1 return", "Boss")
    assert await world.hearers(0) == {"boss", "records"}
    assert await world.hearers(1) == {"records", "siro"}


async def test_on_the_last_day_nobody_is_listed_yet(world: World) -> None:
    await world.office.change("nadia", left_on=LEFT)
    world.office.clock.on(LEFT)
    assert await world.leaving.look(world.office.clock.now()) == 0


async def test_what_is_due_within_five_working_days_gains_five_once_and_nothing_else_does(world: World) -> None:
    before = await world.owed(Duty.ACTION, "A-1")
    await world.leaves()
    actions = await world.office.actions()
    assert {reference: each.due_on for reference, each in actions.items()} == {
        "A-1": date(2027, 1, 27),
        "A-2": LATER,
        "A-3": date(2027, 1, 8),
    }
    assert actions["A-1"].original_due_on == SOON
    after = await world.owed(Duty.ACTION, "A-1")
    assert (after.cycle, after.due_on, after.open) == (before.cycle + 1, date(2027, 1, 27), True)
    back = (await world.office.returns())["nadia"]
    assert back.due_on == date(2027, 1, 29) != DUE
    assert (await world.owed(Duty.ASSURANCE, back.id)).due_on == back.due_on
    async with world.office.store.work() as work:
        said = (await work.progress.updates(["A-1"]))["A-1"]
    assert "ownership change" in said[-1].words
    await world.leaving.look(world.office.clock.now())
    assert (await world.office.actions())["A-1"].due_on == date(2027, 1, 27)


async def test_how_far_an_action_is_outlives_whoever_said_it(world: World) -> None:
    said = Update("A-1", 1, LEFT, "nadia", "Nadia", "holder", ActionState.IN_PROGRESS, "Nearly", 80, date(2027, 1, 19))
    async with world.office.store.work() as work:
        await work.progress.add_update(said)
    await world.leaves()
    await world.appoint()
    async with world.office.store.work() as work:
        updates = (await work.progress.updates(["A-1"]))["A-1"]
    assert [(each.percent, each.forecast_on) for each in updates] == [(80, said.forecast_on)] * 3


async def test_whoever_is_appointed_has_it_all_with_its_history_and_past_answers_keep_their_signer(
    world: World,
) -> None:
    back = (await world.office.returns())["nadia"]
    await world.office.assuring.answer_line(world.office.people["nadia"], back.id, 1, "IA-1", {})
    await world.leaves()
    await world.appoint()
    async with world.office.store.work() as work:
        owners = {each.reference: each.owner_id for each in await work.register.all_assets()}
        history = (await work.assets.history(["IA-1"]))["IA-1"]
        roles = await work.people.roles_of("ewa", MONDAY)
        holders = {each.holder_id for each in await work.register.all_actions()}
        told = await work.notices.waiting(world.office.clock.now(), 10)
    assert set(owners.values()) == {"ewa"}
    assert (history[0].by_name, history[0].before, history[0].after) == ("Records", "nadia", "ewa")
    assert Role.INFORMATION_ASSET_OWNER in roles
    assert holders == {"ewa"}
    assert "ewa" in {notice.recipient for notice in told}
    returns = await world.office.returns()
    assert "nadia" not in returns
    assert sorted(await world.office.lines(returns["ewa"])) == ["IA-1", "IA-2", "IA-3", "IA-4"]
    assert not (await world.owed(Duty.APPOINT, "nadia")).open
    with pytest.raises(Stale, match="already appointed"):
        await world.appoint()


async def accepted_risk(world: World) -> None:
    """A high risk of an asset of hers, what is left of it accepted."""
    levels = Levels(Level(5, 4), Level(3, 4), Level(1, 1))
    risk = Risk(
        "RSK-0001", "IA-1", "Lost", "It may be lost", "", levels, RiskState.ACCEPTED, QUARTER_DAY, "nadia", QUARTER_DAY
    )
    held = Acceptance(
        "RSK-0001", 1, QUARTER_DAY, "helper", date(2027, 6, 1), "Costs", Band.HIGH, "official", "nadia",
        AcceptanceState.GRANTED,
    )  # fmt: skip
    async with world.office.store.work() as work:
        await work.risks.add(risk)
        await work.risks.add_acceptance(held)


async def test_the_risks_of_what_is_left_behind_are_listed_and_go_to_whoever_is_appointed(world: World) -> None:
    await accepted_risk(world)
    await world.leaves()
    handover = await world.appointing.handover(world.office.people["records"], "nadia")
    assert handover.words == "3 assets, 1 risk, 3 actions and 1 return"
    assert [(each.risk.reference, each.band, each.accepted_until) for each in handover.risks] == [
        ("RSK-0001", Band.HIGH, date(2027, 6, 1))
    ]
    await world.appoint()
    async with world.office.store.work() as work:
        file = await find_risk(work, "RSK-0001")
        sent = [each for each in await work.notices.since(world.office.clock.now()) if each.kind is Kind.TAKEN_OVER]
    assert [each.recipient for each in sent] == ["ewa"]
    # What was accepted for her does not hold for whoever comes after, who looks at it within five working days.
    assert (file.risk.state, file.acceptances[0].state) == (RiskState.TREATING, AcceptanceState.INVALIDATED)
    assert "another owner" in file.entries[-1].words
    review = await world.owed(Duty.RISK_REVIEW, "RSK-0001")
    assert (review.open, review.due_on) == (True, date(2027, 1, 25))


async def test_whoever_takes_over_actions_alone_hears_of_actions_alone(world: World) -> None:
    await accepted_risk(world)
    await world.leaves()
    await world.appoint(Appointed("helper", "actions"))
    async with world.office.store.work() as work:
        file = await find_risk(work, "RSK-0001")
        [sent] = [each for each in await work.notices.since(world.office.clock.now()) if each.kind is Kind.TAKEN_OVER]
    assert sent.recipient == "helper"
    assert file.acceptances[0].state is AcceptanceState.GRANTED


async def test_assets_and_actions_may_go_to_different_people(world: World) -> None:
    await world.leaves()
    await world.appoint(Appointed("helper", "actions"))
    assert (await world.owed(Duty.APPOINT, "nadia")).open
    await world.appoint(Appointed("ewa", "assets"))
    assert not (await world.owed(Duty.APPOINT, "nadia")).open
    assert {each.holder_id for each in (await world.office.actions()).values()} == {"helper"}


@pytest.mark.parametrize("who", ["boss", "ewa", "group", "director", "stranger"])
async def test_only_the_records_manager_and_the_siro_appoint(world: World, who: str) -> None:
    await world.leaves()
    with pytest.raises(NotYours):
        await world.appoint(who=who)
    with pytest.raises(NotYours):
        await world.appointing.handover(world.office.people[who], "nadia")


async def test_nobody_is_appointed_who_is_not_there(world: World) -> None:
    await world.leaves()
    for to, words in (("nadia", "has left"), ("ewa; boss", "one person"), ("x@y.example", "Nobody on the staff list")):
        with pytest.raises(Refused, match=words):
            await world.appoint(Appointed(to, "all"))
    with pytest.raises(NotFound):
        await world.appointing.appoint(world.office.people["records"], "ewa", ALL)


async def test_what_an_import_hands_over_needs_no_appointment_any_more(world: World) -> None:
    await world.leaves()
    async with world.office.store.work() as work:
        assets = [replace(each, owner_id="ewa") for each in await work.register.all_assets()]
        await work.register.replace_assets(assets)
        actions = [replace(each, holder_id="ewa") for each in await work.register.all_actions()]
        await work.register.replace_actions(actions)
        back = (await work.returns.of_owner("nadia"))[0]
        await work.returns.remove(back.id)
    assert await world.leaving.look(world.office.clock.now()) == 0
    assert not (await world.owed(Duty.APPOINT, "nadia")).open


async def test_nobody_need_be_called_about_what_has_been_done_meanwhile(world: World) -> None:
    now = world.office.clock.on(QUARTER_DAY)
    calling = Calling(world.office.store, CALENDAR, world.office.clock)
    back = (await world.office.returns())["ewa"]
    owed = await world.owed(Duty.ASSURANCE, back.id)
    message = Message(new_id(), "ewa", Channel.TEAMS, Kind.DIGEST)
    async with world.office.store.work() as work:
        notice = Notice(new_id(), owed.id, 0, 0, "ewa", Channel.TEAMS, Kind.DIGEST, now)
        await work.notices.plan([notice])
        await work.outbox.put(message, [notice.id], now)
        await work.calls.add([Call(message.id, "ewa", Kind.DIGEST, QUARTER_DAY, "Blocked")])
    assert await calling.withdraw(now) == 0
    async with world.office.store.work() as work:
        await work.obligations.close(Duty.ASSURANCE, back.id)
    assert await calling.withdraw(now) == 1
    assert await calling.to_call(world.office.people["records"]) == []
    assert (await world.office.record())[-1].verb == "calls_withdrawn"
