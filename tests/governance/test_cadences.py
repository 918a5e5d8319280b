"""Another rhythm for returns: proposed, agreed to by the SIRO, counted from its first quarter, and over on its day."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pytest

from governance.cadences import Cadence, CadenceDecided, CadenceState, CadenceWanted, asked, quarter_after
from governance.errors import NotFound, NotYours, Refused, Stale
from governance.obligations import Duty, Obligation
from governance.people import ActingOwner, Person
from governance.policy import by_key
from governance.services.agreeing_cadences import AgreeingCadences, CadenceFile
from governance.services.cadence_clock import CadenceClock
from governance.services.cadence_subjects import CadenceSubjects
from governance.services.forecasting import Forecasting
from governance.services.forthcoming_returns import ForthcomingReturns
from governance.services.owed_returns import AssuranceSubjects
from governance.services.owing import OwedAudiences
from tests.governance.returns_world import CALENDAR, Killed, Office, asset, new_id, office

DAY, UNTIL = date(2027, 1, 11), date(2028, 1, 31)
HALF = CadenceWanted("half_year", "second", None, "Nothing changes in this archive.", UNTIL)
YES, NO = CadenceDecided("yes", None), CadenceDecided("no", "Too much changes there.")


@dataclass
class World:
    office: Office
    agreeing: AgreeingCadences
    clock: CadenceClock

    def who(self, name: str) -> Person:
        return self.office.people[name]

    async def ask(self, who: str = "siro", owner: str = "nadia", wanted: CadenceWanted = HALF) -> Cadence:
        return await self.agreeing.ask(self.who(who), owner, wanted)

    async def of(self, number: int = 1, owner: str = "nadia") -> CadenceFile:
        return await self.agreeing.of(self.who("siro"), owner, number)

    async def owed(self, duty: Duty, subject: str = "nadia/1") -> Obligation:
        async with self.office.store.work() as work:
            return (await work.obligations.of(duty, [subject]))[subject]

    async def heard(self) -> list[str]:
        async with self.office.store.work() as work:
            return [each.recipient for each in await work.notices.waiting(self.office.clock.now(), 100)]

    async def owners_asked(self, day: date) -> set[str]:
        now = self.office.clock.on(day)
        await self.clock.run(now)
        opened = await self.office.assuring.open_cycle(now)
        assert opened.unowned == 0
        return set(await self.office.returns(opened.quarter))


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with office([asset("IA-1", "nadia"), asset("IA-2", "nadia"), asset("IA-3", "ewa")]) as made:
        await made.opened()
        made.clock.on(DAY)
        store, clock = made.store, made.clock
        yield World(
            made,
            AgreeingCadences(store, CALENDAR, clock, clock, new_id, made.killing),
            CadenceClock(store, CALENDAR, clock, new_id, made.killing),
        )


# ---------------------------------------------------------------- the rule


def test_a_rhythm_counts_from_its_first_quarter_and_never_from_the_last_return() -> None:
    half = Cadence("n", 1, 2, "2027-Q3", (), "", UNTIL, CadenceState.AGREED, DAY, "siro")
    asks = [quarter for quarter in (quarter_after("2026-Q4", n) for n in range(9)) if half.asks_in(quarter)]
    assert asks == ["2027-Q3", "2028-Q1", "2028-Q3"]
    assert replace(half, every_quarters=4, first_quarter="2027-Q2").asks_in("2028-Q2")
    assert not half.asks_in("2027-Q1"), "before its first nothing is asked"
    assert quarter_after("2027-Q4", 1) == "2028-Q1"


def test_an_asset_at_risk_or_of_another_owner_is_asked_all_the_same() -> None:
    half = Cadence("nadia", 1, 2, "2027-Q3", ("IA-1", "IA-2"), "", UNTIL, CadenceState.AGREED, DAY, "siro")
    assets = [
        asset("IA-1", "nadia"), asset("IA-2", "nadia", at_risk=True), asset("IA-3", "nadia"), asset("IA-1", "ewa")
    ]  # fmt: skip
    wanted, resting = asked(assets, [half], "2027-Q2", date(2027, 4, 1))
    assert ([each.reference for each in resting], len(wanted)) == (["IA-1"], 3)
    assert asked(assets, [half], "2027-Q3", date(2027, 7, 1)) == (assets, [])
    assert asked(assets, [half], "2028-Q2", date(2028, 4, 3)) == (assets, []), "its last day has passed"


# ---------------------------------------------------------------- agreeing


async def test_the_siro_agrees_at_once_the_owner_hears_and_quarters_are_skipped_until_it_is_over(world: World) -> None:
    agreed = await world.ask()
    assert (agreed.state, agreed.first_quarter, agreed.decided_by) == (CadenceState.AGREED, "2027-Q3", "siro")
    assert await world.heard() == ["nadia"]
    assert await world.owners_asked(date(2027, 4, 1)) == {"ewa"}
    assert await world.owners_asked(date(2027, 7, 1)) == {"nadia", "ewa"}
    assert await world.owners_asked(date(2027, 10, 1)) == {"ewa"}
    assert await world.owners_asked(date(2028, 1, 4)) == {"nadia", "ewa"}
    assert await world.owners_asked(date(2028, 4, 3)) == {"nadia", "ewa"}
    assert (await world.of()).cadence.state is CadenceState.ENDED
    assert not (await world.owed(Duty.CADENCE_EXPIRY)).open
    assert [each.verb for each in await world.office.record() if each.verb.startswith("cadence")] == [
        "cadence_agreed", "cadence_expired",
    ]  # fmt: skip


async def test_the_siro_is_told_a_month_and_a_week_before_it_ends_and_the_owner_too(world: World) -> None:
    await world.ask()
    owed = await world.owed(Duty.CADENCE_EXPIRY)
    audiences = OwedAudiences(CadenceSubjects(), CALENDAR, mail=False)
    heard = {}
    for rung in by_key(owed.policy).ladders[Duty.CADENCE_EXPIRY].rungs:
        async with world.office.store.work() as work:
            found = await audiences.recipients(work, [owed], {owed.id: rung}, DAY)
        heard[rung.offset] = {each.person_id for each in found[owed.id] or ()}
    assert heard == {-20: {"siro"}, -5: {"siro", "nadia"}, 0: {"siro", "nadia"}}


async def test_the_records_manager_proposes_and_nothing_changes_until_the_siro_agrees(world: World) -> None:
    proposed = await world.ask("records")
    assert proposed.state is CadenceState.PROPOSED
    owed = await world.owed(Duty.CADENCE)
    assert (owed.open, owed.due_on) == (True, date(2027, 1, 18))
    with pytest.raises(Stale, match="already proposed"):
        await world.ask("siro")
    assert (await world.ask("records")).number == 1, "the same press twice is one"
    with pytest.raises(NotYours):
        await world.agreeing.decide(world.who("records"), "nadia", 1, YES)
    await world.agreeing.decide(world.who("siro"), "nadia", 1, YES)
    await world.agreeing.decide(world.who("siro"), "nadia", 1, YES)
    assert (await world.of()).cadence.state is CadenceState.AGREED
    assert not (await world.owed(Duty.CADENCE)).open
    assert sorted(await world.heard()) == ["nadia", "records"]


async def test_what_is_refused_changes_nothing_and_whoever_proposed_it_hears(world: World) -> None:
    await world.ask("records")
    with pytest.raises(Refused, match="Say why not"):
        await world.agreeing.decide(world.who("siro"), "nadia", 1, CadenceDecided("no", ""))
    await world.agreeing.decide(world.who("siro"), "nadia", 1, NO)
    assert await world.heard() == ["records"]
    with pytest.raises(Stale, match="already done by Siro"):
        await world.agreeing.decide(world.who("siro"), "nadia", 1, YES)
    assert await world.owners_asked(date(2027, 4, 1)) == {"nadia", "ewa"}


async def test_another_takes_the_place_of_the_one_that_held_and_the_siro_ends_it(world: World) -> None:
    await world.ask()
    second = await world.ask(wanted=replace(HALF, every="year", first="first", assets="IA-2, IA-2"))
    assert (second.number, second.assets) == (2, ("IA-2",))
    assert (await world.of(1)).cadence.state is CadenceState.ENDED
    assert not (await world.owed(Duty.CADENCE_EXPIRY)).open
    assert [each.cadence.number for each in await world.agreeing.all(world.who("group"))] == [2]
    await world.agreeing.end(world.who("siro"), "nadia", 2)
    await world.agreeing.end(world.who("siro"), "nadia", 2)
    assert await world.agreeing.all(world.who("records")) == []
    assert await world.owners_asked(date(2027, 4, 1)) == {"nadia", "ewa"}


@pytest.mark.parametrize("who", ["group", "director", "nadia", "stranger"])
async def test_nobody_else_asks_and_nobody_about_their_own(world: World, who: str) -> None:
    with pytest.raises(NotYours):
        await world.ask(who)
    with pytest.raises(NotYours):
        await world.ask("siro", "siro")
    await world.ask()
    with pytest.raises(NotYours):
        await world.agreeing.end(world.who(who), "nadia", 1)


async def test_whoever_acts_as_the_owner_does_not_make_the_returns_fewer_that_they_send(world: World) -> None:
    await world.ask("records")
    await world.office.change("nadia", acting=(ActingOwner("siro", DAY, DAY),))
    assert not (await world.of()).may_decide
    with pytest.raises(NotYours, match=r"(?i)their own"):
        await world.agreeing.decide(world.who("siro"), "nadia", 1, YES)
    with pytest.raises(NotYours, match=r"(?i)their own"):
        await world.ask()
    await world.office.change("nadia", acting=())
    await world.agreeing.decide(world.who("siro"), "nadia", 1, YES)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (replace(HALF, until_on=DAY), "after today"),
        (replace(HALF, until_on=date(2029, 2, 1)), "within 24 months"),
        (replace(HALF, until_on=date(2027, 6, 30)), "July to September 2027"),
        (replace(HALF, assets="IA-1, IA-3"), "Nadia has no such assets: IA-3"),
        (replace(HALF, reason=" "), "Say why"),
        (replace(HALF, every="month"), "not among those"),
        (replace(HALF, first="ninth"), "not among those"),
    ],
)
async def test_what_is_not_right_is_refused_with_what_to_put_right(
    world: World, wanted: CadenceWanted, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        await world.ask(wanted=wanted)
    assert await world.agreeing.all(world.who("siro")) == []


async def test_nobody_is_asked_for_about_somebody_who_left_or_a_rhythm_that_is_not_there(world: World) -> None:
    await world.office.change("ewa", left_on=date(2027, 1, 8))
    with pytest.raises(NotFound):
        await world.ask(owner="ewa")
    with pytest.raises(NotFound):
        await world.of(7)


async def test_a_quarter_in_which_nobody_is_asked_is_opened_once_and_is_no_fault(world: World) -> None:
    await world.ask()
    await world.ask(owner="ewa")
    now = world.office.clock.on(date(2027, 4, 1))
    opened = await world.office.assuring.open_cycle(now)
    assert (opened.quarter, opened.returns, opened.resting, opened.unowned) == ("2027-Q2", 0, 3, 0)
    assert (await world.office.assuring.open_cycle(now)).quarter == ""


async def test_the_forecast_knows_who_is_not_asked_and_who_is_again_when_it_is_over(world: World) -> None:
    await world.ask()
    now, store = world.office.clock.now(), world.office.store
    audiences = {
        Duty.ASSURANCE: OwedAudiences(AssuranceSubjects(), CALENDAR, mail=False),
        Duty.CADENCE_EXPIRY: OwedAudiences(CadenceSubjects(), CALENDAR, mail=False),
    }
    forecasting = Forecasting(store, CALENDAR, audiences, ForthcomingReturns(CALENDAR, mail=False))
    foreseen = await forecasting.until(now, datetime(2028, 4, 3, 23, tzinfo=UTC))
    days = {each.at.date() for each in foreseen.reminders if each.recipient == "nadia"}
    opening = [date(2027, 4, 1), date(2027, 7, 1), date(2027, 10, 1), date(2028, 1, 4), date(2028, 4, 3)]
    assert [day in days for day in opening] == [False, True, False, True, True]


async def test_a_crash_of_the_clock_ends_nothing_twice(world: World) -> None:
    await world.ask()
    world.office.killing.at = "cadence_clock.before_commit"
    now = world.office.clock.on(date(2028, 2, 1))
    with pytest.raises(Killed):
        await world.clock.run(now)
    assert await world.clock.run(now) == 1
    assert await world.clock.run(now) == 0
